"""`startrail backup` and `startrail restore`, each ending with one line of figures."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from backend.commands.firm_keys import firms_and_closed
from backend.commands.servers import servers
from backend.migrations.newest import known
from backend.migrations.run import migrate
from backend.platform.backup.faults import BackupFault
from backend.platform.backup.files import FOLDER
from backend.platform.backup.restore import restore
from backend.platform.backup.write import back_up
from backend.platform.embedded.faults import PairFault
from backend.platform.settings import settings


def run_backup(folder: Path) -> int:
    """Write a backup of the running firm into a new folder; the exit code."""
    began = time.monotonic()
    try:
        with servers() as addresses:
            made = asyncio.run(
                back_up(addresses.database_url, folder, files=settings().files_dir, notice=_say)
            )
    except (BackupFault, PairFault) as fault:
        return _refuse(fault)
    filed = sum(name.startswith(f"{FOLDER}/") for name in made.files)
    _say(
        f"{folder}: {len(made.tables)} tables, {made.rows} rows, {filed} files, schema {made.schema}, {made.method}, "
        f"{time.monotonic() - began:.1f} s"
    )
    _say("密钥文件不在备份中，请另行保管。 The key file is not in the backup: keep it elsewhere.")
    return 0


def run_restore(folder: Path) -> int:
    """Load a backup into an empty database, compare row by row, migrate to this version; the exit code."""
    began = time.monotonic()
    try:
        with servers() as addresses:
            url = addresses.database_url
            manifest, compared = asyncio.run(
                restore(url, folder, known=known(), build=migrate, files=settings().files_dir)
            )
            for table in compared.differences:
                _say(f"{table.table}: {table.missing} missing, {table.unexpected} unexpected")
            if compared.equal:
                asyncio.run(migrate(url))
            _, unreadable = asyncio.run(firms_and_closed(url, settings().master_key_path))
    except (BackupFault, PairFault) as fault:
        return _refuse(fault)
    _say(
        f"{folder}: {compared.tables} tables, {compared.rows} rows compared, {len(compared.differences)} tables "
        f"differ, {compared.files} files, {compared.wrong_files} of them wrong, "
        f"backup of {manifest.made_at}, {time.monotonic() - began:.1f} s"
    )
    if unreadable:
        _say(
            f"{unreadable} 家机构的密钥无法用 {settings().master_key_path} 打开：请放回原来的密钥文件。\n"
            f"The keys of {unreadable} firms do not open with {settings().master_key_path}: "
            "put the original key file there."
        )
    return 0 if compared.equal and not unreadable else 1


def _refuse(fault: Exception) -> int:
    print(fault, file=sys.stderr, flush=True)
    return 1


def _say(line: str) -> None:
    print(line, flush=True)
