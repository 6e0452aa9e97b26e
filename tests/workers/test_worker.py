"""The worker as a process: killed, stopped, without Valkey; every event takes effect once."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backend.migrations.run import migrate
from backend.platform import health
from backend.platform.audit import AuditEntry
from backend.platform.database import Database
from backend.platform.dead_letters import CUT_OFF
from backend.platform.embedded.pair import Pair
from backend.platform.embedded.state import Addresses
from backend.platform.events import OutboxRow, emit
from backend.platform.valkey import connect
from backend.workers import ring as ring_module
from backend.workers.ring import Ring
from tests.conftest import MadeFirm
from tests.drills import chaos
from tests.drills.chaos_worker import Worked
from tests.workers.conftest import waiting_of


@pytest.fixture
async def workshop(database: Database, database_url: str, redis_url: str) -> AsyncIterator[chaos.Workshop]:
    """A worker over the module's database that looks by itself every half second."""
    made = chaos.Workshop(Addresses(database_url, redis_url), tick=0.5)
    await made.start()
    yield made
    await made.end(signal.SIGKILL)


async def effects_of(database: Database, firm_id: UUID) -> dict[UUID, int]:
    """How often each event took effect."""
    async with database.as_system(firm_id, "tests") as session:
        found = await session.execute(
            select(AuditEntry.subject_id, func.count())
            .where(AuditEntry.action == "drill")
            .group_by(AuditEntry.subject_id)
        )
        return {id: count for id, count in found if id is not None}


async def until_drained(database: Database, firm_id: UUID, seconds: float = 30, *, left: int = 0) -> None:
    """Wait until no more than `left` events wait."""
    async with asyncio.timeout(seconds):
        while len(await waiting_of(database, firm_id)) > left:  # noqa: ASYNC110  another process does it
            await asyncio.sleep(0.05)


async def put(database: Database, firm_id: UUID, count: int, *, poison: int = -1) -> list[UUID]:
    """One committed change with events, one of them poison when its place is given."""
    async with database.as_system(firm_id, "tests") as session:
        return [emit(session, Worked(mark=n, poison=n == poison)) for n in range(count)]


async def test_five_kills_in_the_middle_of_work_lose_and_double_nothing(
    database: Database, firm: MadeFirm, workshop: chaos.Workshop
) -> None:
    figures = await chaos.run(workshop.addresses, firm.firm_id, workshop, [workshop.kill] * 5)
    assert figures.events > 50
    assert figures.good, str(figures)


async def test_an_event_that_kills_its_worker_is_set_aside_and_the_others_are_done(
    database: Database, firm: MadeFirm, workshop: chaos.Workshop
) -> None:
    ids = await put(database, firm.firm_id, 40, poison=10)
    async with asyncio.timeout(120):
        while len(await waiting_of(database, firm.firm_id)) > 1:
            assert workshop.process is not None
            if workshop.process.returncode is not None:
                assert workshop.process.returncode == -signal.SIGKILL
                await workshop.start()
            await asyncio.sleep(0.1)
    (left,) = await waiting_of(database, firm.firm_id)
    assert (left.id, left.last_error) == (ids[10], CUT_OFF)
    assert await effects_of(database, firm.firm_id) == dict.fromkeys(set(ids) - {ids[10]}, 1)


async def test_the_bell_wakes_the_worker_at_once(
    database: Database, firm: MadeFirm, database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine a ring may take longer than a mutation would wait for it; the worker's own look is far off.
    monkeypatch.setattr(ring_module, "PATIENCE", 10)
    workshop = chaos.Workshop(Addresses(database_url, redis_url), tick=600)
    await workshop.start()
    ring = Ring(redis_url)
    ringing = Database(database_url, pool_size=2)
    ringing.ring = ring
    try:
        await put(ringing, firm.firm_id, 1)
        await until_drained(database, firm.firm_id, 60)  # its first look may take this one
        for _ in range(5):
            ids = await put(ringing, firm.firm_id, 3)
            await until_drained(database, firm.firm_id, 10)
            assert set(ids) <= set(await effects_of(database, firm.firm_id))
    finally:
        await ring.close()
        await ringing.close()
        assert await workshop.end() == 0


async def test_a_stopped_worker_ends_its_running_work_first(
    database: Database, firm: MadeFirm, workshop: chaos.Workshop
) -> None:
    async with database.as_system(firm.firm_id, "tests") as session:
        slow = [emit(session, Worked(mark=n, slow=0.2)) for n in range(10)]
    async with asyncio.timeout(30):
        while not await begun(database, firm.firm_id):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await workshop.end(signal.SIGTERM) == 0
    assert await effects_of(database, firm.firm_id) == dict.fromkeys(slow, 1)


async def begun(database: Database, firm_id: UUID) -> int:
    """How many deliveries are begun and not ended."""
    async with database.as_system(firm_id, "tests") as session:
        counted = select(func.count()).select_from(OutboxRow).where(OutboxRow.seq.is_not(None))
        return await session.scalar(counted) or 0


async def test_a_worker_tells_that_it_lives_until_it_is_stopped(
    redis_url: str, workshop: chaos.Workshop
) -> None:
    valkey = connect(redis_url)
    assert workshop.process is not None

    async def seen() -> bool:
        return any(beat.name.endswith(f":{workshop.process.pid}") for beat in await health.workers(valkey))  # type: ignore[union-attr]

    try:
        async with asyncio.timeout(20):
            while not await seen():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await workshop.end(signal.SIGTERM)
        assert not await seen()
    finally:
        await valkey.aclose()


@pytest.fixture
def own_pair() -> Iterator[Pair]:
    """Servers of this test alone, since it kills one."""
    folder = Path(tempfile.mkdtemp(prefix="startrail-worker-"))
    folder.chmod(0o755)
    pair = Pair(folder / "data")
    pair.start()
    yield pair
    pair.stop()
    shutil.rmtree(folder)


async def test_a_worker_outlives_valkey_and_needs_it_not_for_its_work(own_pair: Pair) -> None:
    addresses = own_pair.addresses
    await migrate(addresses.database_url)
    firm_id = await chaos.make_firm(addresses.database_url)
    workshop, database = chaos.Workshop(addresses, tick=0.5), Database(addresses.database_url, pool_size=2)
    ring = Ring(addresses.redis_url)
    database.ring = ring
    await workshop.start()
    try:
        before = await put(database, firm_id, 5)
        await until_drained(database, firm_id)
        assert own_pair._servers is not None
        own_pair._servers[0].stop()
        async with asyncio.timeout(1):
            meanwhile = await put(database, firm_id, 5)
        await until_drained(database, firm_id)
        own_pair.mend()
        after = await put(database, firm_id, 5)
        await until_drained(database, firm_id)
        assert workshop.process is not None
        assert workshop.process.returncode is None, "it is the same process"
        assert await effects_of(database, firm_id) == dict.fromkeys([*before, *meanwhile, *after], 1)
        assert await rung_again(database, ring, workshop, firm_id)
    finally:
        assert await workshop.end() == 0
        await ring.close()
        await database.close()


async def test_a_worker_started_without_valkey_works_and_takes_up_the_bell_later(own_pair: Pair) -> None:
    addresses = own_pair.addresses
    await migrate(addresses.database_url)
    firm_id = await chaos.make_firm(addresses.database_url)
    assert own_pair._servers is not None
    own_pair._servers[0].stop()
    workshop, database = chaos.Workshop(addresses, tick=0.5), Database(addresses.database_url, pool_size=2)
    ring = Ring(addresses.redis_url)
    await workshop.start()
    try:
        ids = await put(database, firm_id, 5)
        await until_drained(database, firm_id)
        own_pair.mend()
        assert await rung_again(database, ring, workshop, firm_id)
        assert await effects_of(database, firm_id) == dict.fromkeys(ids, 1)
    finally:
        assert await workshop.end() == 0
        await ring.close()
        await database.close()


async def rung_again(database: Database, ring: Ring, workshop: chaos.Workshop, firm_id: UUID) -> bool:
    """Whether the worker takes jobs from the new Valkey: a ring for it leaves the queue."""
    valkey = connect(workshop.addresses.redis_url)
    try:
        async with asyncio.timeout(30):
            ring._silent_until = 0
            ring(firm_id)
            await asyncio.sleep(0.2)
            while await valkey.zcard("startrail:interactive"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        return True
    finally:
        await valkey.aclose()
