"""Kill -9 under load: nothing lost, nothing done twice.

`python -m tests.drills.chaos [KILLS]` (60) kills worker, Valkey and PostgreSQL in turn while events are written,
prints one line of figures, and exits 0 or 1.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from backend.migrations.run import migrate
from backend.platform.audit import AuditEntry
from backend.platform.database import Database
from backend.platform.embedded.pair import Pair
from backend.platform.embedded.state import Addresses
from backend.platform.errors import Refused
from backend.platform.events import EventLogRow, OutboxRow, emit
from backend.platform.ids import uuid7
from backend.platform.tenant import Firm
from backend.workers.ring import Ring
from tests.drills.chaos_worker import Worked

ROOT = Path(__file__).parents[2]
Kill = Callable[[], Awaitable[None]]


@dataclass
class Figures:
    """What a run showed; hole_seconds: the longest time without a delivery while events waited."""

    kills: int = 0
    events: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    hole_seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Nothing lost, nothing doubled, the log in order."""
        return not (self.lost or self.doubled or self.out_of_order) and self.events > 0

    def __str__(self) -> str:
        return (
            f"chaos: {self.kills} kills, {self.events} events, {self.lost} lost, {self.doubled} doubled, "
            f"{self.out_of_order} out of order, longest hole {self.hole_seconds:.1f} s"
        )


@dataclass
class Workshop:
    """A worker process that can be killed and started again. ahead: seconds by which the next one's clock is wrong."""

    addresses: Addresses
    tick: float = 1.0
    ahead: int = 0
    process: Process | None = field(default=None)

    async def start(self) -> None:
        """Start the worker and wait until it works."""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.drills.chaos_worker"),
            *(self.addresses.database_url, self.addresses.redis_url, str(self.tick), str(self.ahead)),
            cwd=ROOT,
            stdout=PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert self.process.stdout is not None
        while b"working" not in await self.process.stdout.readline():
            if self.process.stdout.at_eof():
                raise RuntimeError("the worker did not start")
        self._reading = asyncio.create_task(self.process.stdout.read())

    async def kill(self) -> None:
        """Kill -9 and start another one."""
        await self.end(signal.SIGKILL)
        await self.start()

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self.process.wait()


async def write(database: Database, firm_id: UUID, stop: asyncio.Event) -> list[UUID]:
    """Write changes with one to five events each until told to stop; ids of the acknowledged ones."""
    acknowledged: list[UUID] = []
    while not stop.is_set():
        try:
            async with database.as_system(firm_id, "drill") as session:
                slow = random.choice((0, 0, 0.005))
                ids = [
                    emit(session, Worked(mark=len(acknowledged), slow=slow))
                    for _ in range(random.randint(1, 5))
                ]
            acknowledged += ids
        except (SQLAlchemyError, Refused, OSError):
            await asyncio.sleep(0.1)  # the server is away: this change was not acknowledged
        await asyncio.sleep(random.random() / 50)
    return acknowledged


async def run(
    addresses: Addresses, firm_id: UUID, workshop: Workshop, kills: Sequence[Kill], *, patience: float = 60
) -> Figures:
    """Write, kill in turn, let the rest be delivered, and count."""
    database = Database(addresses.database_url, pool_size=5)
    ring = Ring(addresses.redis_url)
    database.ring = ring
    figures, stop = Figures(kills=len(kills)), asyncio.Event()
    watching = asyncio.create_task(_watch(database, firm_id, figures))
    writing = asyncio.create_task(write(database, firm_id, stop))
    try:
        for kill in kills:
            await asyncio.sleep(random.uniform(0.2, 1.2))
            await kill()
        stop.set()
        acknowledged = await writing
        await _drained(database, firm_id, patience)
        await _count(database, firm_id, acknowledged, figures)
    finally:
        watching.cancel()
        await asyncio.gather(watching, writing, return_exceptions=True)
        await ring.close()
        await database.close()
    return figures


async def _drained(database: Database, firm_id: UUID, patience: float) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            async with database.as_system(firm_id, "drill") as session:
                if not await session.scalar(select(func.count()).select_from(OutboxRow)):
                    return
        except (SQLAlchemyError, Refused, OSError):
            pass
        await asyncio.sleep(0.2)


async def _count(database: Database, firm_id: UUID, acknowledged: list[UUID], figures: Figures) -> None:
    async with database.as_system(firm_id, "drill") as session:
        worked = await session.execute(
            select(AuditEntry.subject_id, func.count())
            .where(AuditEntry.action == "drill")
            .group_by("subject_id")
        )
        times = dict(iter(worked))
        numbers = (await session.scalars(select(EventLogRow.seq).order_by(EventLogRow.seq))).all()
    figures.events = len(acknowledged)
    figures.lost = sum(id not in times for id in acknowledged)
    figures.doubled = sum(count > 1 for count in times.values())
    figures.out_of_order = sum(seq != n for n, seq in enumerate(numbers, start=1))


async def _watch(database: Database, firm_id: UUID, figures: Figures) -> None:
    """Keep the longest time in which nothing was delivered."""
    seen, since = -1, time.monotonic()
    while True:
        try:
            async with database.as_system(firm_id, "drill") as session:
                delivered = await session.scalar(select(func.count()).select_from(EventLogRow)) or 0
                waits = await session.scalar(select(func.count()).select_from(OutboxRow)) or 0
            if delivered != seen or not waits:
                seen, since = delivered, time.monotonic()
        except (SQLAlchemyError, Refused, OSError):
            pass
        figures.hole_seconds = max(figures.hole_seconds, time.monotonic() - since)
        await asyncio.sleep(0.1)


async def make_firm(database_url: str) -> UUID:
    """A firm for the drill."""
    database = Database(database_url, pool_size=1)
    firm_id = uuid7()
    async with database.as_system(firm_id, "drill") as session:
        session.add(Firm(firm_id=firm_id, name="Drill"))
    await database.close()
    return firm_id


def server(pair: Pair, name: str) -> Kill:
    """Kill a server of a pair, and bring it back within a second or so."""

    async def kill() -> None:
        pid = pair.pids[name]
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(random.uniform(0, 1))
        pair.mend()  # from this thread: servers die with the thread that started them

    return kill


async def drill(pair: Pair, kills: int) -> Figures:
    """The whole drill on a running pair: two of three kills hit the worker, the others a server."""
    await migrate(pair.addresses.database_url)
    firm_id = await make_firm(pair.addresses.database_url)
    workshop = Workshop(pair.addresses)
    await workshop.start()

    order: list[Kill] = [
        workshop.kill,
        server(pair, "Valkey"),
        workshop.kill,
        workshop.kill,
        server(pair, "PostgreSQL"),
        workshop.kill,
    ]
    try:
        return await run(pair.addresses, firm_id, workshop, [order[n % len(order)] for n in range(kills)])
    finally:
        await workshop.end()


def main() -> int:
    """Run the drill with servers of its own; 0 when nothing was lost or doubled."""
    folder = Path(tempfile.mkdtemp(prefix="startrail-chaos-"))
    folder.chmod(0o755)
    pair = Pair(folder / "data")
    try:
        pair.start()
        figures = asyncio.run(drill(pair, int(sys.argv[1]) if len(sys.argv) > 1 else 60))
    finally:
        pair.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(figures)
    return 0 if figures.good else 1


if __name__ == "__main__":
    sys.exit(main())
