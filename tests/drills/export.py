"""Exports of twenty thousand rows: how long, how much memory, and what becomes of one whose worker is killed.

`python -m tests.drills.export [ROWS]` (20000) uses servers of its own and the product's own worker, prints one line of
figures, and exits 0 or 1.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID

import psutil
from sqlalchemy import insert, select

from backend.auth.acting import person
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.exports import changes
from backend.book.exports.changes import Wanted
from backend.book.exports.model import ExportJob
from backend.book.firms import found_firm
from backend.book.staff import User
from backend.book.users import NewUser, create_user
from backend.migrations.run import migrate
from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.embedded.pair import Pair
from backend.platform.files.store import FileStore
from backend.platform.files.stored import content_of
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.policies import store as policies
from backend.policies.roles import ROLES
from backend.workers.exports import ExportWorker
from tests.exports.making import table_of

ROWS = 20_000
MOST_SECONDS = 10.0
MOST_MEMORY = 80
"""Megabytes that making one may add to a worker."""
COLUMNS = (
    "name", "kind", "gender", "birthDate", "mobile", "idNumber", "company", "industry", "province", "riskLevel",
    "qualified", "aum", "onboardDate", "state", "owner", "team", "tags", "note", "createdAt", "updatedAt",
)  # fmt: skip


@dataclass
class Figures:
    """What the drill showed. seconds, megabytes: by format; wrong: rows that are missing or double."""

    rows: int
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    wrong: int = 0
    killed_at: int = 0
    recovered: float = 0
    leftovers: int = 0

    @property
    def good(self) -> bool:
        """Fast enough, small enough, and whole, also after a kill."""
        fast = all(seconds < MOST_SECONDS for seconds in self.seconds.values())
        small = all(grown < MOST_MEMORY for grown in self.megabytes.values())
        return fast and small and not self.wrong and self.killed_at > 0 and not self.leftovers

    def __str__(self) -> str:
        ways = ", ".join(
            f"{way} {self.seconds[way]:.1f} s, {self.sizes[way] / 2**20:.1f} MB, "
            f"{self.megabytes[way]:.0f} MB more memory"
            for way in self.seconds
        )
        return (
            f"export: {self.rows} rows x {len(COLUMNS)} columns: {ways}; killed at row {self.killed_at}, "
            f"whole again after {self.recovered:.1f} s; {self.wrong} rows wrong, {self.leftovers} files left over"
        )


class Watch:
    """The most memory this process had since it was begun, above what it had then; in MB."""

    def __init__(self) -> None:
        self._process, self._stop = psutil.Process(), threading.Event()
        self._before = self._most = self._process.memory_info().rss
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._stop.wait(0.02):
            self._most = max(self._most, self._process.memory_info().rss)

    def end(self) -> float:
        """Stop looking."""
        self._stop.set()
        self._thread.join()
        return (self._most - self._before) / 2**20


@dataclass
class Ground:
    """A firm with clients, and two people of it."""

    database: Database
    vault: Vault
    store: FileStore
    firm_id: UUID
    asker: UUID
    decider: UUID

    async def who(self, id: UUID) -> Principal:
        """One of them."""
        async with self.database.read(self.firm_id) as session:
            user = await session.scalar(select(User).where(User.firm_id == self.firm_id, User.id == id))
            assert user is not None
        return await person(self.database, user)

    async def ask(self, format: str) -> UUID:
        """An export that somebody else has agreed to."""
        wanted = Wanted("clients", format, COLUMNS, {"orderBy": [{"field": "NAME"}]}, (), "导出演练")
        async with self.database.change(await self.who(self.asker)) as session:
            job = await changes.ask(session, self.vault, wanted, -1)
        async with self.database.change(await self.who(self.decider)) as session:
            await changes.decide(session, job.id, job.version, approve=True)
        return job.id

    async def row(self, id: UUID) -> ExportJob:
        """How it stands."""
        async with self.database.read(self.firm_id) as session:
            found = await session.scalars(
                select(ExportJob).where(ExportJob.firm_id == self.firm_id, ExportJob.id == id)
            )
            return found.one()

    async def wrong_in(self, id: UUID, rows: int) -> int:
        """Rows that are missing from a file, or double."""
        job = await self.row(id)
        if job.file_id is None:
            return rows
        async with self.database.as_system(self.firm_id, "drill") as session:
            _, pieces = await content_of(session, self.vault, self.store, job.file_id)
        table = table_of(b"".join([piece async for piece in pieces]), job.format)
        return abs(len(table) - 1 - rows) + len(table) - len({tuple(row) for row in table})


async def prepare(url: str, folder: Path, rows: int) -> Ground:
    """A firm with so many clients."""
    await migrate(url)
    vault = Vault(load_master_key(folder / "keys" / "master.key"))
    database = Database(url, pool_size=4)
    firm = await found_firm(database, vault, "演练资产", equip=policies.seed)
    people = []
    async with database.as_system(firm.firm_id, "drill") as session:
        for role in ("operations", "compliance"):
            new = NewUser(name=f"演练{role}", email=f"{role}@example.com", roles=(role,))
            people.append((await create_user(session, vault, new, known_roles=ROLES)).id)
    random = Random(7)
    ids = [uuid7() for _ in range(rows)]
    for start in range(0, rows, 2_000):
        part = ids[start : start + 2_000]
        clients = [
            {
                "firm_id": firm.firm_id, "id": id, "name": f"演练客户{start + n:06d}", "name_sort": f"{start + n:06d}",
                "kind": "individual", "province": "31", "risk_level": random.choice(("C2", "C3", "C4")),
                "aum": Decimal(random.randint(0, 10**9)) / 100, "company": f"公司{random.randint(1, 999)}",
                "note": "重要客户，季度回访" * random.randint(0, 4), "state": "existing", "owner_id": people[0],
            }
            for n, id in enumerate(part)
        ]  # fmt: skip
        points = [
            {
                "firm_id": firm.firm_id, "id": uuid7(), "client_id": id, "kind": "mobile", "sealed": b"",
                "blind": id.bytes, "masked": "169****0012", "primary": True,
            }
            for id in part
        ]  # fmt: skip
        async with database.as_system(firm.firm_id, "drill") as session:
            await session.execute(insert(Client), clients)
            await session.execute(insert(ContactPoint), points)
    return Ground(database, vault, FileStore(folder / "files"), firm.firm_id, *people)


async def drill(url: str, redis_url: str, folder: Path, rows: int) -> Figures:
    """Make one of each format here, then one by a worker that is killed in the middle."""
    ground, figures = await prepare(url, folder, rows), Figures(rows)
    worker = ExportWorker(database=ground.database, vault=ground.vault, store=ground.store)
    await worker.maker()  # what a worker does once in its life
    for format in ("xlsx", "csv"):
        id = await ground.ask(format)
        watch, began = Watch(), time.monotonic()
        await worker.work_due()
        figures.seconds[format] = time.monotonic() - began
        figures.megabytes[format] = watch.end()
        figures.sizes[format] = (await ground.row(id)).size or 0
        figures.wrong += await ground.wrong_in(id, rows)
    await _kill(ground, figures, url, redis_url, folder)
    figures.leftovers = len(list((ground.store.folder / "incoming").glob("*")))
    await ground.database.close()
    return figures


async def _kill(ground: Ground, figures: Figures, url: str, redis_url: str, folder: Path) -> None:
    """Kill the worker in the middle of an export; another makes it whole."""
    id = await ground.ask("xlsx")
    first = _worker(url, redis_url, folder)
    try:
        while (job := await ground.row(id)).progress == 0 and job.state in {"queued", "running"}:  # noqa: ASYNC110  a row of the database
            await asyncio.sleep(0.02)  # as a person looks
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    figures.killed_at = job.progress if job.state == "running" else 0
    second, began = _worker(url, redis_url, folder), time.monotonic()
    try:
        while (job := await ground.row(id)).state in {"queued", "running"} and time.monotonic() - began < 90:  # noqa: ASYNC110  a row of the database
            await asyncio.sleep(0.1)
        figures.recovered = time.monotonic() - began
    finally:
        second.terminate()
        second.wait(30)
    figures.wrong += await ground.wrong_in(id, figures.rows)
    # What the killed one had begun is nobody's; the worker clears it away after an hour.
    ground.store.clear_unnamed(0)


def _worker(url: str, redis_url: str, folder: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ, "DATABASE_URL": url, "REDIS_URL": redis_url, "STARTRAIL_DATA": str(folder),
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "backend.workers.main"], env=environment)


def main() -> int:
    """Run the drill with servers of its own; 0 when it was fast, small and whole."""
    folder = Path(tempfile.mkdtemp(prefix="startrail-export-"))
    folder.chmod(0o755)
    pair = Pair(folder / "data")
    try:
        pair.start()
        rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
        addresses = pair.addresses
        figures = asyncio.run(drill(addresses.database_url, addresses.redis_url, folder, rows))
    finally:
        pair.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(figures)
    return 0 if figures.good else 1


if __name__ == "__main__":
    sys.exit(main())
