"""Events reach their handlers once, in order, and faults of one harm no other."""

from __future__ import annotations

import asyncio
import random
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.client_events import ClientsMerged
from backend.book.tag_marks import TagMark
from backend.platform import deliveries
from backend.platform.database import Database
from backend.platform.dead_letters import CUT_OFF, dead_letters, replay
from backend.platform.deliveries import DeliveryStart
from backend.platform.errors import Code, Refused
from backend.platform.events import Effect, EventLogRow, OutboxRow, emit, firms_with_due_events, number
from backend.platform.ids import uuid7
from backend.workers.delivery import MOST_ATTEMPTS, effect_key, pause_after
from backend.workers.dispatch import MOST_CUT_OFF
from backend.workers.handlers import HANDLERS, tags
from tests.conftest import MadeFirm
from tests.workers.conftest import Happened, MakeDispatcher, count_of, emit_many, log_of, make_due, waiting_of


class Seen:
    """A handler that remembers what it saw, and fails for the marks it is told to."""

    __name__ = "seen"

    def __init__(self, *bad: int) -> None:
        self.marks: list[int] = []
        self.bad = set(bad)

    async def __call__(self, session: AsyncSession, event: OutboxRow) -> None:
        if event.payload["mark"] in self.bad:
            await session.execute(insert(Effect).values(firm_id=event.firm_id, id=event.id, key="half done"))
            raise Refused(Code.NOT_FOUND, secret="张三")
        self.marks.append(event.payload["mark"])


async def test_events_go_to_the_log_in_the_order_of_their_numbers(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    seen = Seen()
    await emit_many(database, firm.firm_id, range(25))
    assert await dispatcher_for({"test.happened": (seen,)}, batch=10).drain(firm.firm_id) == 25
    assert seen.marks == list(range(25))
    log = await log_of(database, firm.firm_id)
    assert [row.seq for row in log] == list(range(1, 26))
    assert [row.payload["mark"] for row in log] == list(range(25))
    assert all(row.delivered_at >= row.created_at and row.actor == "system:tests" for row in log)
    assert await waiting_of(database, firm.firm_id) == []


def test_no_two_effects_of_an_event_bear_one_name() -> None:
    for name, handlers in HANDLERS.items():
        keys = [effect_key(handler) for handler in handlers]
        assert len(set(keys)) == len(keys), name


async def test_both_clients_of_a_merge_are_looked_at_again(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    survivor, loser = uuid7(), uuid7()
    async with database.as_system(firm.firm_id, "tests") as session:
        emit(session, ClientsMerged(uuid7(), survivor, loser, undone=False))
    await dispatcher_for(tags.MARKING).drain(firm.firm_id)
    async with database.as_system(firm.firm_id, "tests") as session:
        marks = select(TagMark.kind, TagMark.id).where(TagMark.firm_id == firm.firm_id)
        assert set((await session.execute(marks)).all()) == {("client", survivor), ("client", loser)}


async def test_an_event_without_handlers_is_delivered_too(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    await emit_many(database, firm.firm_id, [1])
    await dispatcher_for({}).drain(firm.firm_id)
    assert len(await log_of(database, firm.firm_id)) == 1


async def test_a_failing_event_leaves_no_trace_and_holds_up_no_other(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    seen = Seen(2)
    await emit_many(database, firm.firm_id, range(5))
    dispatcher = dispatcher_for({"test.happened": (seen,)})
    assert await dispatcher.drain(firm.firm_id) == 4
    (row,) = await waiting_of(database, firm.firm_id)
    assert (row.payload["mark"], row.attempts, row.dead_at) == (2, 1, None)
    assert row.last_error == "Refused:NOT_FOUND"
    async with database.as_system(firm.firm_id, "tests") as session:
        ends = func.extract("epoch", OutboxRow.due_at - func.now())
        rested = float((await session.scalar(select(ends).where(OutboxRow.id == row.id))) or 0)
        assert 0 < rested <= pause_after(1).total_seconds()
        assert await session.scalar(select(Effect.key).where(Effect.key == "half done")) is None
        assert await count_of(session, DeliveryStart) == 0
    assert await dispatcher.drain(firm.firm_id) == 0, "it rests"
    assert dispatcher.tally.failed == 1


async def test_pauses_grow_to_an_hour() -> None:
    pauses = [pause_after(n).total_seconds() for n in range(1, 9)]
    assert pauses == [5, 15, 45, 135, 405, 1215, 3600, 3600]


async def test_the_last_attempt_makes_a_dead_letter_that_can_be_replayed(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    seen = Seen(7)
    await emit_many(database, firm.firm_id, [7])
    dispatcher = dispatcher_for({"test.happened": (seen,)})
    for _ in range(MOST_ATTEMPTS):
        await make_due(database, firm.firm_id)
        await dispatcher.drain(firm.firm_id)
    async with database.as_system(firm.firm_id, "tests") as session:
        (letter,) = await dead_letters(session)
        assert (letter.attempts, letter.last_error) == (MOST_ATTEMPTS, "Refused:NOT_FOUND")
    async with database.shared() as session:
        assert firm.firm_id not in await firms_with_due_events(session)
    assert dispatcher.tally.dead == 1
    seen.bad.clear()
    async with database.as_system(firm.firm_id, "tests") as session:
        assert await replay(session, [letter.id]) == 1
    assert await dispatcher.drain(firm.firm_id) == 1
    assert seen.marks == [7]


async def test_an_event_delivered_again_works_no_second_time(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    seen = Seen()
    await emit_many(database, firm.firm_id, [1])
    dispatcher = dispatcher_for({"test.happened": (seen,)})
    await dispatcher.drain(firm.firm_id)
    async with database.as_system(firm.firm_id, "tests") as session:
        (log,) = (await session.scalars(select(EventLogRow))).all()
        twin = {c.key: getattr(log, c.key) for c in EventLogRow.__table__.c if c.key != "delivered_at"}
        await session.execute(insert(OutboxRow).values(**twin | {"seq": None}))
    await dispatcher.drain(firm.firm_id)
    assert seen.marks == [1]
    assert await waiting_of(database, firm.firm_id) == []
    assert [row.seq for row in await log_of(database, firm.firm_id)] == [1]


async def test_a_second_dispatcher_shares_the_work_without_doubling_it(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    seen = Seen()
    await emit_many(database, firm.firm_id, range(200))
    first, second = (dispatcher_for({"test.happened": (seen,)}, batch=20) for _ in range(2))
    await asyncio.gather(first.drain(firm.firm_id), second.drain(firm.firm_id))
    while await waiting_of(database, firm.firm_id):
        await first.drain(firm.firm_id)
    assert sorted(seen.marks) == list(range(200))
    assert len(await log_of(database, firm.firm_id)) == 200


async def test_an_event_that_ends_its_worker_is_set_aside_alone(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    seen = Seen()
    await emit_many(database, firm.firm_id, range(4))
    async with database.as_system(firm.firm_id, "tests") as session:
        await number(session, firm.firm_id)
    rows = await waiting_of(database, firm.firm_id)
    # What three ends of a worker leave behind: the second event was on board of each, the others of one.
    async with database.as_system(firm.firm_id, "tests") as session:
        await deliveries.begin(session, [row.id for row in rows])
        for _ in range(MOST_CUT_OFF - 1):
            await deliveries.begin(session, [rows[1].id])
    dispatcher = dispatcher_for({"test.happened": (seen,)})
    assert await dispatcher.drain(firm.firm_id) == 3
    assert seen.marks == [0, 2, 3]
    (left,) = await waiting_of(database, firm.firm_id)
    assert (left.id, left.last_error) == (rows[1].id, CUT_OFF)
    assert left.dead_at is not None
    async with database.as_system(firm.firm_id, "tests") as session:
        assert await count_of(session, DeliveryStart) == 0


@pytest.mark.parametrize(("cut_off", "transactions"), [(0, 1), (1, 2), (2, 30)])
async def test_suspects_go_few_at_a_time_and_then_alone(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher, cut_off: int, transactions: int
) -> None:
    """Whoever was on board of a cut off batch shares its transaction with fewer."""
    seen: list[int] = []

    async def note(session: AsyncSession, _event: OutboxRow) -> None:
        seen.append((await session.scalars(select(func.txid_current()))).one())

    await emit_many(database, firm.firm_id, range(30))
    async with database.as_system(firm.firm_id, "tests") as session:
        await number(session, firm.firm_id)
    rows = await waiting_of(database, firm.firm_id)
    async with database.as_system(firm.firm_id, "tests") as session:
        for _ in range(cut_off):
            await deliveries.begin(session, [row.id for row in rows])
    await dispatcher_for({"test.happened": (note,)}).drain(firm.firm_id)
    assert len(seen) == 30
    assert len(set(seen)) == transactions


async def test_events_behind_suspects_go_in_full_batches_again(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    seen: list[int] = []

    async def note(session: AsyncSession, _event: OutboxRow) -> None:
        seen.append((await session.scalars(select(func.txid_current()))).one())

    await emit_many(database, firm.firm_id, range(100))
    async with database.as_system(firm.firm_id, "tests") as session:
        await number(session, firm.firm_id)
        rows = await waiting_of(database, firm.firm_id)
        await deliveries.begin(session, [row.id for row in rows[:2]])
    await dispatcher_for({"test.happened": (note,)}).drain(firm.firm_id)
    assert len(set(seen)) == 3, "the two suspects, those claimed with them, the rest"


async def test_a_batch_that_a_living_worker_gave_up_is_no_suspect(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    """A lost database or a stop is not the events' fault, however often it happens."""
    seen = Seen()
    stops = MOST_CUT_OFF + 1

    async def interrupted(session: AsyncSession, event: OutboxRow) -> None:
        nonlocal stops
        if stops:
            stops -= 1
            raise asyncio.CancelledError
        await seen(session, event)

    await emit_many(database, firm.firm_id, [1, 2])
    dispatcher = dispatcher_for({"test.happened": (interrupted,)})
    for _ in range(MOST_CUT_OFF + 1):
        with pytest.raises(asyncio.CancelledError):
            await dispatcher.drain(firm.firm_id)
    assert await dispatcher.drain(firm.firm_id) == 2
    assert seen.marks == [1, 2]


async def test_events_of_handlers_name_their_cause_and_are_delivered(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    async def react(session: AsyncSession, event: OutboxRow) -> None:
        if event.payload["mark"] < 3:
            emit(session, Happened(mark=event.payload["mark"] + 1), cause=event)

    await emit_many(database, firm.firm_id, [1])
    await dispatcher_for({"test.happened": (react,)}).drain(firm.firm_id)
    log = await log_of(database, firm.firm_id)
    assert [row.depth for row in log] == [0, 1, 2]
    assert [row.cause_id for row in log] == [None, log[0].id, log[1].id]


async def test_a_sweep_finds_all_firms_with_work(
    database: Database, firm: MadeFirm, other_firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    seen = Seen()
    await emit_many(database, firm.firm_id, [1])
    await emit_many(database, other_firm.firm_id, [2])
    await dispatcher_for({"test.happened": (seen,)}).sweep()
    assert {1, 2} <= set(seen.marks)
    assert len(await log_of(database, other_firm.firm_id)) == 1


async def test_numbers_follow_the_commits_of_concurrent_writers(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    """A change that saw another's commit has the greater number, and the numbers have no gap."""
    stop = asyncio.Event()
    chain: list[int] = []
    lock = asyncio.Lock()

    async def write(writer: int) -> None:
        for step in range(15):
            if random.random() < 0.5:  # one after the other: each sees the one before
                async with lock:
                    mark = 1_000_000 + len(chain)
                    await emit_many(database, firm.firm_id, [mark])
                    chain.append(mark)
            else:  # flushed early, committed late: its id is older than those of others
                async with database.as_system(firm.firm_id, "tests") as session:
                    emit(session, Happened(mark=writer * 1000 + step))
                    await session.flush()
                    await asyncio.sleep(random.random() / 50)

    async def drain() -> list[int]:
        """A reader of the log that follows the numbers, as a partner does."""
        read: list[int] = []
        dispatcher = dispatcher_for({}, batch=7)
        while True:
            last = stop.is_set()
            await dispatcher.drain(firm.firm_id)
            after = len(read)
            read += [row.payload["mark"] for row in await log_of(database, firm.firm_id) if row.seq > after]
            if last:
                return read

    reader = asyncio.create_task(drain())
    await asyncio.gather(*(write(n) for n in range(3)))
    stop.set()
    read = await reader
    log = await log_of(database, firm.firm_id)
    assert [row.seq for row in log] == list(range(1, 46))
    assert read == [row.payload["mark"] for row in log], "following the numbers misses nothing"
    assert [mark for mark in read if mark >= 1_000_000] == chain


async def test_numbering_is_limited_and_goes_on(database: Database, firm: MadeFirm) -> None:
    await emit_many(database, firm.firm_id, range(5))
    async with database.as_system(firm.firm_id, "tests") as session:
        assert [await number(session, firm.firm_id, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert [row.seq for row in await waiting_of(database, firm.firm_id)] == [1, 2, 3, 4, 5]


async def test_an_unknown_firm_has_nothing_to_number(database: Database) -> None:
    async with database.as_system(UUID(int=5), "tests") as session:
        assert await number(session, UUID(int=5)) == 0


async def test_a_firm_that_is_gone_is_no_fault(
    database: Database, firm: MadeFirm, dispatcher_for: MakeDispatcher
) -> None:
    async with database.as_system(firm.firm_id, "tests") as session:
        await session.execute(delete(OutboxRow))
    assert await dispatcher_for({}).drain(firm.firm_id) == 0
