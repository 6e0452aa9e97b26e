"""`startrail export`: the whole firm as one file, in an open form, recorded in its audit."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from backend.book.exports.whole import write_whole
from backend.book.firms import FirmName, firm_named
from backend.commands.servers import servers
from backend.migrations.metadata import METADATA
from backend.platform.audit import record
from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.files.store import FileStore
from backend.platform.keys import Vault
from backend.platform.settings import settings


def run_export(to: Path, firm: str | None) -> int:
    """Write the file; the exit code. A file that is there already is not touched."""
    if to.exists():
        print(f"{to} 已存在。 {to} exists already.", file=sys.stderr)
        return 1
    began = time.monotonic()
    with servers() as addresses:
        named, rows = asyncio.run(_export(addresses.database_url, to, firm))
    tables = [part for part in rows if part.startswith("tables/")]
    files = sum(part.startswith("files/") for part in rows)
    print(
        f"{to}: {named.name}, {len(tables)} tables, {sum(rows.values())} rows, {files} files, "
        f"{to.stat().st_size / 2**20:.1f} MB, {time.monotonic() - began:.1f} s"
    )
    print(
        "文件未加密，含个人信息，请妥善保管。 The file is not encrypted and holds personal data: keep it safe."
    )
    return 0


async def _export(url: str, to: Path, firm: str | None) -> tuple[FirmName, dict[str, int]]:
    chosen = settings()
    database = Database(url, pool_size=2)
    vault = Vault(load_master_key(chosen.master_key_path, create=False))
    new = to.with_name(f"{to.name}.new")
    try:
        named = await firm_named(database, firm)
        async with database.as_system(named.firm_id, "cli") as session:
            record(session, "export", "firm", named.firm_id)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            rows = await write_whole(
                database,
                vault,
                FileStore(chosen.files_dir),
                named.firm_id,
                out,
                METADATA.sorted_tables,
                named.name,
            )
            out.flush()
            os.fsync(out.fileno())
        new.replace(to)
    finally:
        new.unlink(missing_ok=True)
        await database.close()
    return named, rows
