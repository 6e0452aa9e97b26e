"""Whether a key file is the one the firms' keys were made with."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from backend.platform.crypto import Unreadable, load_master_key
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.tenant import Firm


async def firms_and_closed(url: str, key_file: Path) -> tuple[int, int]:
    """How many firms a database (its owner's address) has, and how many of them the key file does not open."""
    database = Database(url, pool_size=1)
    try:
        async with database.shared() as session:
            firms = list(await session.scalars(select(Firm.firm_id)))
        try:
            vault = Vault(load_master_key(key_file, create=False))
        except (OSError, ValueError):
            return len(firms), len(firms)
        closed = 0
        for firm_id in firms:
            try:
                async with database.as_system(firm_id, "key check") as session:
                    await vault.firm(session)
            except Unreadable:
                closed += 1
        return len(firms), closed
    finally:
        await database.close()
