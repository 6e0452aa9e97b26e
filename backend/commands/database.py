"""The schema and the demo firm, as plain functions for the command line and for the first start."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.credentials import Credential
from backend.auth.passwords import Hasher
from backend.book.demo.load import LoadedDemo, load_demo
from backend.book.firms import FirmName, list_firms, remove_firm
from backend.migrations import run
from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.settings import Settings, settings
from backend.policies import store

PASSWORD_FILE = "demo-password"  # noqa: S105  a file's name


def migrate(url: str) -> None:
    """Bring the schema up to date."""
    asyncio.run(run.migrate(url))


def open_database(chosen: Settings) -> Database:
    """The engines over the servers in the settings. Raises RuntimeError without DATABASE_URL."""
    if chosen.database_url is None:
        raise RuntimeError("DATABASE_URL is not set")
    return Database(chosen.database_url, pool_size=2)


def open_vault(chosen: Settings) -> Vault:
    """The vault over the installation's master key, which is made where it is missing."""
    return Vault(load_master_key(chosen.master_key_path))


def demo_password(chosen: Settings) -> str:
    """STARTRAIL_DEMO_PASSWORD, else one that was generated once and lies beside the data (0600)."""
    if chosen.demo_password:
        return chosen.demo_password
    path = chosen.data_dir / PASSWORD_FILE
    if not path.exists():
        chosen.data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_text(secrets.token_urlsafe(9) + "\n", encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def prepare_first_start() -> Sequence[str]:
    """Load the demo firm when no firm is there and the demo is wanted; the lines to show at every start."""
    return asyncio.run(_prepare(settings()))


async def _prepare(chosen: Settings) -> Sequence[str]:
    database = open_database(chosen)
    try:
        firms = await list_firms(database)
        if not firms and chosen.demo:
            await seed(database, chosen)
            firms = await list_firms(database)
    finally:
        await database.close()
    if not firms:
        return [
            "还没有机构：请在浏览器中完成首次设置，或运行 startrail init。 No firm yet: use the page or `startrail init`."
        ]
    return login_lines(chosen) if any(firm.demo for firm in firms) else []


def login_lines(chosen: Settings) -> list[str]:
    """The demo log-ins in words."""
    names = (
        "manager senior assistant lead partner executive legal finance compliance operations auditor policy"
    )
    return [
        "演示账号 Demo log-ins:",
        *(f"  {name}@demo.startrail.local" for name in names.split()),
        f"密码 Password: {demo_password(chosen)}",
    ]


async def seed(
    database: Database, chosen: Settings, *, size: int | None = None, as_of: date | None = None
) -> LoadedDemo:
    """Found and fill the demo firm; its people all get the demo password."""
    hasher = Hasher()
    password = demo_password(chosen)

    async def enrol(session: AsyncSession, user_ids: Sequence[UUID]) -> None:
        # One hash for all: it is one known password, and thirty times argon2id would be felt at the first start.
        hashed = await hasher.hash(password)
        session.add_all(Credential(user_id=id, password_hash=hashed) for id in user_ids)

    return await load_demo(
        database,
        open_vault(chosen),
        size=size or chosen.demo_size,
        as_of=as_of,
        equip=store.seed,
        enrol=enrol,
    )


async def remove_demo(database: Database) -> list[FirmName]:
    """Remove every demo firm with all its rows; the firms that are left."""
    for firm in await list_firms(database):
        if firm.demo:
            await remove_firm(database, firm.firm_id)
    return await list_firms(database)
