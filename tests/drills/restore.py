"""Backup of a working firm, restore, and comparison row by row.

`python -m tests.drills.restore [CLIENTS]` (2000) uses servers of its own, backs up by pg_dump and by COPY while
changes go on, prints one line of figures, and exits 0 or 1.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import asyncpg
from sqlalchemy import func, select

from backend.book.clients import Client
from backend.book.demo.load import load_demo
from backend.migrations.newest import known
from backend.migrations.run import migrate
from backend.platform.audit import AuditEntry
from backend.platform.backup.restore import restore
from backend.platform.backup.write import back_up
from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.embedded.pair import Pair
from backend.platform.files.store import FileStore
from backend.platform.files.stored import content_of, keep, new_key
from backend.platform.keys import Vault

MARK = "drill"
FILES = 12


@dataclass
class Figures:
    """What the drill showed; torn: changes of which the restored database has one half only."""

    clients: int = 0
    rows: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    changes: int = 0
    differences: int = 0
    torn: int = 0
    unreadable: int = 0
    files: int = 0
    wrong_files: int = 0

    @property
    def good(self) -> bool:
        """Everything came back as it was."""
        harmed = self.differences or self.torn or self.unreadable or self.wrong_files
        return not harmed and self.changes > 0 and self.files >= 2 * FILES

    def __str__(self) -> str:
        ways = ", ".join(
            f"{way} {rows} rows in {seconds:.1f} s"
            for way, rows, seconds in zip(("pg_dump", "copy"), self.rows, self.seconds, strict=True)
        )
        return (
            f"restore: {self.clients} clients; {ways} (backup, restore, compare); {self.changes} changes meanwhile, "
            f"{self.differences} tables differ, {self.torn} torn, {self.unreadable} unreadable; "
            f"{self.files} files, {self.wrong_files} of them wrong"
        )


async def drill(url: str, folder: Path, clients: int) -> Figures:
    """Load a firm, then back up and restore it in both ways while it is worked on."""
    await migrate(url)
    vault = Vault(load_master_key(folder / "keys" / "master.key"))
    database = Database(url, pool_size=4)
    loaded = await load_demo(database, vault, size=clients, equip=_nothing, enrol=_nobody)
    figures, stop = Figures(clients=clients), asyncio.Event()
    store = FileStore(folder / "files")
    contents = await _file(database, vault, store, loaded.firm_id)
    working = asyncio.create_task(_work(database, loaded.firm_id, stop, figures))
    try:
        for way, with_programs in (("pg_dump", True), ("copy", False)):
            began = time.monotonic()
            await back_up(url, folder / way, files=store.folder, with_programs=with_programs)
            target, files = await _empty(url, f"restored_{way}"), folder / f"files_{way}"
            manifest, compared = await restore(
                target, folder / way, known=known(), build=migrate, files=files
            )
            figures.files += compared.files
            figures.wrong_files += compared.wrong_files
            figures.rows.append(manifest.rows)
            figures.seconds.append(time.monotonic() - began)
            figures.differences += len(compared.differences)
            await _inspect(target, loaded.firm_id, vault, figures)
            figures.wrong_files += await _unlike(target, loaded.firm_id, vault, FileStore(files), contents)
    finally:
        stop.set()
        await working
        await database.close()
    return figures


async def _file(database: Database, vault: Vault, store: FileStore, firm_id: UUID) -> dict[UUID, bytes]:
    """Files of a firm, one of them in several pieces; their clear content by id."""
    contents = {}
    for n in range(FILES):
        async with database.as_system(firm_id, MARK) as session:
            data = f"{MARK} {n} ".encode() * (200_000 if n == 0 else 100)
            writer = store.writer(await new_key(session, vault))
            writer.write(data)
            row = await keep(session, vault, store, writer.finish(), "text")
            contents[row.id] = data
    return contents


async def _unlike(
    url: str, firm_id: UUID, vault: Vault, store: FileStore, contents: dict[UUID, bytes]
) -> int:
    """How many files do not read as they did."""
    database, wrong = Database(url, pool_size=1), 0
    async with database.as_system(firm_id, MARK) as session:
        for id, expected in contents.items():
            _, pieces = await content_of(session, vault, store, id)
            wrong += b"".join([piece async for piece in pieces]) != expected
    await database.close()
    return wrong


async def _nothing(_session: object) -> None:
    """The drill needs no policies."""


async def _nobody(_session: object, _user_ids: object) -> None:
    """Nobody signs in."""


async def _work(database: Database, firm_id: UUID, stop: asyncio.Event, figures: Figures) -> None:
    """Changes that each write a client and its audit row."""
    while not stop.is_set():
        async with database.as_system(firm_id, MARK) as session:
            session.add(Client(name=f"演练{figures.changes}", source=MARK))
        figures.changes += 1
        await asyncio.sleep(0.01)


async def _empty(url: str, name: str) -> str:
    connection = await asyncpg.connect(url)
    await connection.execute(f'create database "{name}"')
    await connection.close()
    return f"{url.rsplit('/', 1)[0]}/{name}"


async def _inspect(url: str, firm_id: UUID, vault: Vault, figures: Figures) -> None:
    """Each change whole, and sealed values readable with the key that was kept apart."""
    database = Database(url, pool_size=1)
    async with database.as_system(firm_id, MARK) as session:
        written = (
            await session.scalar(select(func.count()).select_from(Client).where(Client.source == MARK)) or 0
        )
        recorded = await session.scalar(
            select(func.count())
            .select_from(AuditEntry)
            .where(AuditEntry.actor == f"system:{MARK}", AuditEntry.noun == "client")
        )
        figures.torn += abs(written - (recorded or 0))
        sealed = (
            await session.scalars(select(Client).where(Client.id_number_sealed.is_not(None)).limit(200))
        ).all()
        keys = await vault.person_keys_of(session, [client.id for client in sealed])
        for client in sealed:
            assert client.id_number_sealed is not None
            text = keys[client.id].open(client.id_number_sealed, "client", client.id, "id_number")
            figures.unreadable += not text
    await database.close()


def main() -> int:
    """Run the drill with servers of its own; 0 when everything came back."""
    folder = Path(tempfile.mkdtemp(prefix="startrail-restore-"))
    folder.chmod(0o755)
    pair = Pair(folder / "data")
    try:
        pair.start()
        clients = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
        figures = asyncio.run(drill(pair.addresses.database_url, folder, clients))
    finally:
        pair.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(figures)
    return 0 if figures.good else 1


if __name__ == "__main__":
    sys.exit(main())
