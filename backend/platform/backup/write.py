"""Making a backup while the firm works: everything is read from one snapshot."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from backend.platform.backup import programs, rows
from backend.platform.backup.faults import BackupFault
from backend.platform.backup.files import copy_out, live_files
from backend.platform.backup.manifest import Manifest, Method, save, sha256_of
from backend.platform.clock import now
from backend.platform.files.store import FileStore

DUMP = "database.dump"
Notice = Callable[[str], None]


async def back_up(
    url: str,
    folder: Path,
    *,
    files: Path | None = None,
    with_programs: bool = True,
    notice: Notice = lambda _: None,
) -> Manifest:
    """Write a backup of the database at `url` (its owner's address) into a new or empty folder.

    files: where the sealed files of the installation lie; they go with it, as sealed as they are.
    Uses pg_dump where one fits the server, else COPY; both read the same snapshot as the row hashes.
    Raises BackupFault when the folder is taken, the database is empty or not ours, or a file is missing.
    """
    _take(folder)
    try:
        connection = await connect(url)
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                store = FileStore(files) if files else None
                manifest = await _write(connection, url, folder, store, with_programs, notice)
        finally:
            await connection.close()
        save(folder, manifest)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # half a backup must not look like one
        raise
    return manifest


async def connect(url: str) -> asyncpg.Connection:
    """A connection of the owner on which rows read as text are the same on every server."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return await asyncpg.connect(address, server_settings=rows.SETTINGS, timeout=10)


def _take(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupFault(
            "FOLDER_TAKEN",
            zh=f"{folder} 已存在且不为空。请指定新的文件夹。",
            en=f"{folder} exists and is not empty. Name a new folder.",
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)


async def _write(
    connection: asyncpg.Connection,
    url: str,
    folder: Path,
    store: FileStore | None,
    with_programs: bool,
    notice: Notice,
) -> Manifest:
    tables = await rows.tables_of(connection)
    if not any(table.name == "alembic_version" for table in tables):
        raise BackupFault(
            "NOT_OURS",
            zh="该数据库中没有 Startrail 的数据。请检查 DATABASE_URL。",
            en="The database holds no data of Startrail. Check DATABASE_URL.",
        )
    server = connection.get_server_version().major
    method: Method = "copy"
    if with_programs and await _dump(connection, url, folder / DUMP, server, notice):
        method = "pg_dump"
    else:
        await _copy(connection, tables, folder)
    counts = {
        table.name: await rows.write_hashes(connection, table, folder / f"{table.name}.hashes")
        for table in tables
    }
    if store is not None:
        await _copy_files(connection, url, store, folder)
    return Manifest(
        schema=str(await connection.fetchval("select version_num from alembic_version")),
        server=server,
        method=method,
        made_at=now().isoformat(timespec="seconds"),
        tables=counts,
        files=_checksums(folder),
    )


async def _dump(connection: asyncpg.Connection, url: str, path: Path, server: int, notice: Notice) -> bool:
    """pg_dump of our snapshot; False when none fits or it fails, for example for want of TLS."""
    program = programs.find_program("pg_dump", server)
    if program is None:
        return False
    snapshot = await connection.fetchval("select pg_export_snapshot()")
    code, said = await programs.run(
        program, url, "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}"
    )
    if code == 0:
        return True
    await asyncio.to_thread(path.unlink, missing_ok=True)
    notice(f"pg_dump: {said}；改用 COPY。 pg_dump: {said}; COPY is used instead.")
    return False


async def _copy(connection: asyncpg.Connection, tables: Sequence[rows.Table], folder: Path) -> None:
    for table in tables:
        await connection.copy_from_query(
            f'select {table.column_list} from "{table.name}"',  # noqa: S608  names from the catalogue
            output=folder / f"{table.name}.copy",
            format="text",
        )


async def _copy_files(connection: asyncpg.Connection, url: str, store: FileStore, folder: Path) -> None:
    beside = await connect(url)
    try:
        await copy_out(beside, await live_files(connection), store, folder)
    finally:
        await beside.close()


def _checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of each file by its path in the folder; the files are for us alone from now on."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        path.chmod(0o600)
        found[path.relative_to(folder).as_posix()] = sha256_of(path)
    return found
