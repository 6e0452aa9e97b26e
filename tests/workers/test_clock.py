"""Jobs by the clock: each due time once, missed ones once, whatever fails stays due."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.sessions import Session
from backend.book.staff import User
from backend.platform.audit import AuditEntry, AuditSeal
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.events import Effect
from backend.platform.idempotency import IdempotencyKey
from backend.platform.ids import first_uuid7, uuid7
from backend.platform.partitions import PARTITIONED, month_start
from backend.platform.schedules import ScheduleMark, claim
from backend.workers.clock import Clock
from backend.workers.schedule import SCHEDULE, Daily, Every, FirmJob, ServerJob
from backend.workers.upkeep import (
    forget_effects,
    forget_idempotency_keys,
    forget_sessions,
    prepare_partitions,
)
from tests.conftest import MadeFirm
from tests.workers.conftest import MakeDispatcher, count_of, emit_many, log_of

NOON = datetime(2026, 3, 10, 4, 0, 30, tzinfo=UTC)
"""Twelve o'clock and half a minute in Shanghai."""


def test_due_times_are_multiples_and_times_of_day_in_shanghai() -> None:
    assert Every(60).latest(NOON) == NOON.replace(second=0)
    assert Every(5).latest(NOON) == NOON
    assert Daily(time(12, 0)).latest(NOON) == NOON.replace(second=0)
    assert Daily(time(12, 1)).latest(NOON) == datetime(2026, 3, 9, 4, 1, tzinfo=UTC)
    assert Daily(time(3, 10)).latest(NOON) == datetime(2026, 3, 9, 19, 10, tzinfo=UTC)


async def test_a_due_time_is_claimed_once_and_later_ones_again(database: Database, firm: MadeFirm) -> None:
    async def claimed(due: datetime) -> bool:
        async with database.change(firm.system) as session:
            return await claim(session, "job", due)

    later = NOON + timedelta(minutes=5)
    assert [await claimed(NOON), await claimed(NOON), await claimed(later)] == [True, False, True]
    assert not await claimed(NOON), "a clock that was set back works nothing twice"
    assert sum(await asyncio.gather(*(claimed(later + timedelta(minutes=1)) for _ in range(3)))) == 1


class Job:
    """Counts the firms it works for, and breaks when told to."""

    def __init__(self) -> None:
        self.firms: list[UUID] = []
        self.broken = False

    async def __call__(self, session: AsyncSession) -> None:
        self.firms.append(session.info["firm_id"])
        if self.broken:
            raise RuntimeError("张三")


async def test_each_worker_asks_but_one_works_a_firms_job(
    database: Database, firm: MadeFirm, other_firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    job = Job()
    clocks = [Clock(database, dispatcher_for({}), [FirmJob("count", Every(86400), job)]) for _ in range(2)]
    await asyncio.gather(*(clock.work_due() for clock in clocks))
    await clocks[0].work_due()
    assert job.firms.count(firm.firm_id) == 1
    assert job.firms.count(other_firm.firm_id) == 1


async def test_missed_due_times_are_caught_up_once(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    async with database.change(firm.system) as session:
        await claim(session, "hourly", now() - timedelta(days=3))
    job = Job()
    clock = Clock(database, dispatcher_for({}), [FirmJob("hourly", Every(3600), job)])
    await clock.work_due()
    await clock.work_due()
    assert job.firms.count(firm.firm_id) == 1
    async with database.change(firm.system) as session:
        mark = (await session.scalars(select(ScheduleMark).where(ScheduleMark.name == "hourly"))).one()
        assert now() - mark.due_at < timedelta(hours=1, minutes=1)


async def test_a_job_that_fails_stays_due(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher, capsys: pytest.CaptureFixture[str]
) -> None:
    job = Job()
    job.broken = True
    clock = Clock(database, dispatcher_for({}), [FirmJob("breaks", Every(86400), job)])
    await clock.work_due()
    job.broken = False
    await clock.work_due()
    await clock.work_due()
    assert job.firms.count(firm.firm_id) == 2
    said = capsys.readouterr().out
    assert "RuntimeError" in said
    assert "张三" not in said, "texts of faults may hold personal values"


async def test_a_clock_delivers_without_any_bell_and_stops_when_told(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(Clock(database, dispatcher_for({}), [], tick=0.05).run(stop))
    await emit_many(database, firm.firm_id, [1])
    async with asyncio.timeout(10):
        while not await log_of(database, firm.firm_id):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.wait_for(running, 20)


async def test_a_clock_goes_on_when_the_database_was_away(dispatcher_for: MakeDispatcher) -> None:
    lost = Database("postgresql://app:x@127.0.0.1:1/none", pool_size=1)
    stop = asyncio.Event()
    dispatcher = dispatcher_for({})
    dispatcher.database = lost
    running = asyncio.create_task(Clock(lost, dispatcher, SCHEDULE, tick=0.01).run(stop))
    await asyncio.sleep(0.3)
    assert not running.done()
    stop.set()
    await asyncio.wait_for(running, 20)
    await lost.close()


async def test_the_products_own_schedule_works(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    async with database.change(firm.system) as session:
        session.add(User(name="林晓", email="lin@example.com"))
    clock = Clock(database, dispatcher_for({}), SCHEDULE)
    assert await clock.work_due() >= len(SCHEDULE)
    # Another due time may pass between two looks.
    assert 0 in [await clock.work_due() for _ in range(3)]
    async with database.change(firm.system) as session:
        assert await count_of(session, AuditSeal) >= 1
        names = set(await session.scalars(select(ScheduleMark.name)))
    assert names == {job.name for job in SCHEDULE if isinstance(job, FirmJob)}
    assert [job.name for job in SCHEDULE if isinstance(job, ServerJob)] == ["prepare_partitions"]


async def test_old_keys_effects_and_sessions_are_forgotten(database: Database, firm: MadeFirm) -> None:
    old, fresh = now() - timedelta(days=40), now() - timedelta(hours=1)
    async with database.change(firm.system) as session:
        user = User(id=uuid7(), name="林晓", email="lin@example.com")
        session.add(user)
        await session.flush()
        for at in (old, fresh):
            session.add(Effect(id=uuid7(), key="x", at=at))
            session.add(
                IdempotencyKey(
                    id=uuid7(), subject="user:1", key=f"k{at}", operation="o", input_hash=b"1", created_at=at
                )
            )
            session.add(Session(user_id=user.id, token_hash=str(at).encode(), expires_at=at))
        revoked = now() + timedelta(days=5)
        session.add(Session(user_id=user.id, token_hash=b"1", expires_at=revoked, revoked_at=old))
        session.add(Session(user_id=user.id, token_hash=b"2", expires_at=revoked, revoked_at=None))
    async with database.change(firm.system) as session:
        assert await forget_effects(session) == 1
        assert await forget_idempotency_keys(session) == 1
        assert await forget_sessions(session) == 2
        assert (await count_of(session, Effect), await count_of(session, IdempotencyKey)) == (1, 1)
        assert await count_of(session, Session) == 2


async def test_partitions_are_made_ahead_and_take_in_rows_that_came_before_them(
    database: Database, firm: MadeFirm, database_url: str
) -> None:
    """A machine that slept for months first writes into the default partition."""
    month = month_start(now())
    owner = await asyncpg.connect(database_url)
    for table in PARTITIONED:
        await owner.execute(f"drop table {table}_{month:%Y%m}")
    async with database.change(firm.system) as session:
        session.add(User(name="林晓", email="lin@example.com"))
    (place,) = {
        row["place"] for row in await owner.fetch("select tableoid::regclass::text as place from audit_entry")
    }
    assert place == "audit_entry_default"
    await prepare_partitions(database_url)
    await prepare_partitions(database_url)
    for table in PARTITIONED:
        for ahead in range(3):
            assert await owner.fetchval("select to_regclass($1)", f"{table}_{month_start(now(), ahead):%Y%m}")
    assert await owner.fetchval("select count(*) from audit_entry_default") == 0
    async with database.change(firm.system) as session:
        (entry,) = (await session.scalars(select(AuditEntry).where(AuditEntry.noun == "user_account"))).all()
        assert entry.id > first_uuid7(month)
    other = Database(database_url, pool_size=1)
    async with other.as_system(uuid7(), "tests") as session:
        assert await count_of(session, AuditEntry) == 0, "the wall holds for the new partition"
    await other.close()
    await owner.close()
