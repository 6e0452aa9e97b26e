"""The sealed files in a backup: copied as they lie, since they never change, and compared when they return."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from backend.platform.backup.faults import BackupFault
from backend.platform.backup.manifest import Manifest, sha256_of
from backend.platform.files.store import FileStore

FOLDER = "files"
_LIVE = "select firm_id, name from stored_file where shredded_at is null order by firm_id, name"


@dataclass(frozen=True)
class Filed:
    """A file that a row names."""

    firm_id: UUID
    name: str

    @property
    def place(self) -> str:
        """Its name in a backup."""
        return f"{FOLDER}/{self.firm_id.hex}/{self.name}"


async def live_files(connection: asyncpg.Connection) -> list[Filed]:
    """The files a database needs; none before it knew any."""
    if await connection.fetchval("select to_regclass('public.stored_file')") is None:
        return []
    return [Filed(row["firm_id"], row["name"]) for row in await connection.fetch(_LIVE)]


async def copy_out(
    connection: asyncpg.Connection, needed: Sequence[Filed], store: FileStore, folder: Path
) -> None:
    """Copy what the snapshot needs into a backup. connection: sees the present, not the snapshot.

    Raises BackupFault when a file is not there though its row still is: the backup would be no whole one.
    """
    for filed in needed:
        try:
            await asyncio.to_thread(_copy, store.path(filed.firm_id, filed.name), folder / filed.place)
        except FileNotFoundError as lost:
            if await _is_shredded(connection, filed):
                continue  # shredded while we worked: nobody could read it any more
            raise BackupFault(
                "FILE_MISSING",
                zh=f"文件 {filed.name} 不在 {store.folder} 中。请检查 STARTRAIL_FILES 或从其他副本恢复。",
                en=f"The file {filed.name} is not in {store.folder}. Check STARTRAIL_FILES, or restore it from a copy.",
            ) from lost


async def bring_back(
    connection: asyncpg.Connection, manifest: Manifest, store: FileStore, folder: Path
) -> tuple[int, int]:
    """Put a backup's files into the store; how many the restored rows need, and how many of these are not right."""
    needed, wrong = await live_files(connection), 0
    for filed in needed:
        target = store.path(filed.firm_id, filed.name)
        expected = manifest.files.get(filed.place)
        if expected is not None:
            await asyncio.to_thread(_copy, folder / filed.place, target)
        if expected is None or await asyncio.to_thread(sha256_of, target) != expected:
            wrong += 1
    return len(needed), wrong


async def _is_shredded(connection: asyncpg.Connection, filed: Filed) -> bool:
    found = await connection.fetchval(
        "select shredded_at is null from stored_file where firm_id = $1 and name = $2",
        filed.firm_id,
        filed.name,
    )
    return not found


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = target.with_name(f"{target.name}.new")
    with (
        source.open("rb") as read,
        os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
    ):
        shutil.copyfileobj(read, out, 2**20)
        out.flush()
        os.fsync(out.fileno())
    new.replace(target)
