"""Events commit with their change, carry no personal values, and ring where they should."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

import asyncpg
import pytest
import time_machine
from sqlalchemy import select

from backend.platform import ids
from backend.platform.bells import Bells, strike
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.events import MAX_DEPTH, Event, OutboxRow, emit, firms_with_due_events
from backend.platform.ids import uuid7
from backend.platform.partitions import PARTITIONED, create_partitions, month_start
from backend.platform.principal import Level, Mask, Principal, Relation
from backend.platform.tenant import Firm
from tests.conftest import MadeFirm


@dataclass(frozen=True)
class Given(Event):
    """An event with a value of every kind."""

    name: ClassVar[str] = "test.given"
    client_id: UUID
    at: datetime
    fields: tuple[str, ...]
    none: None = None


GIVEN = Given(uuid7(), datetime(2026, 3, 1, tzinfo=UTC), ("name", "aum"))


async def rows_of(database: Database, firm: MadeFirm) -> list[OutboxRow]:
    """The firm's outbox."""
    async with database.change(firm.system) as session:
        return list(await session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


async def test_an_event_commits_with_its_change(database: Database, firm: MadeFirm) -> None:
    async with database.change(firm.system) as session:
        id = emit(session, GIVEN)
        assert session.info["emitted"]
    (row,) = await rows_of(database, firm)
    assert (row.id, row.name, row.actor, row.depth, row.attempts) == (id, "test.given", "system:tests", 0, 0)
    assert (row.seq, row.dead_at, row.cause_id) == (None, None, None)
    assert row.payload == {
        "client_id": str(GIVEN.client_id),
        "at": "2026-03-01 00:00:00+00:00",
        "fields": ["name", "aum"],
        "none": None,
    }


async def test_a_change_that_fails_emits_nothing(database: Database, firm: MadeFirm) -> None:
    with pytest.raises(Refused):
        await refused_change(database, firm)
    assert await rows_of(database, firm) == []


async def refused_change(database: Database, firm: MadeFirm) -> None:
    """A change that is refused after its event was written."""
    async with database.change(firm.system) as session:
        emit(session, GIVEN)
        await session.flush()
        raise Refused(Code.CONFLICT)


async def test_a_machine_whose_clock_is_ahead_delays_no_event(
    database: Database, firm: MadeFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ids, "_last", ids._last)  # this process goes on with ids of the present
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
        async with database.change(firm.system) as session:
            emit(session, GIVEN)
    async with database.shared() as session:
        assert firm.firm_id in await firms_with_due_events(session)


async def test_chains_of_causes_end(database: Database, firm: MadeFirm) -> None:
    async with database.change(firm.system) as session:
        cause: OutboxRow | None = None
        for depth in range(MAX_DEPTH + 1):
            id = emit(session, GIVEN, cause=cause)
            await session.flush()
            cause = (await session.scalars(select(OutboxRow).where(OutboxRow.id == id))).one()
            assert cause.depth == depth
        with pytest.raises(ValueError, match="deep"):
            emit(session, GIVEN, cause=cause)


async def test_only_firms_with_due_living_events_are_told_to_the_dispatcher(
    database: Database, firm: MadeFirm, other_firm: MadeFirm
) -> None:
    for made in (firm, other_firm):
        async with database.change(made.system) as session:
            emit(session, GIVEN)
    async with database.change(other_firm.system) as session:
        (row,) = (await session.scalars(select(OutboxRow))).all()
        row.due_at += timedelta(hours=1)
    async with database.shared() as session:
        due = await firms_with_due_events(session)
    assert firm.firm_id in due
    assert other_firm.firm_id not in due


async def test_a_bell_is_heard_after_the_commit_and_not_without_one(
    database: Database, firm: MadeFirm
) -> None:
    bells = Bells(database.url)
    heard: asyncio.Queue[tuple[UUID, str]] = asyncio.Queue()

    def listen(firm_id: UUID, detail: str) -> None:
        heard.put_nowait((firm_id, detail))

    bells.on("inbox", listen)
    await bells.start()
    try:
        with pytest.raises(Refused):
            await struck(database, firm, "lost", fail=True)
        await struck(database, firm, "kept:with:colons", fail=False)
        assert await asyncio.wait_for(heard.get(), 20) == (firm.firm_id, "kept:with:colons")
        bells.off("inbox", listen)
        await struck(database, firm, "unheard", fail=False)
        await asyncio.sleep(0.2)
        assert heard.empty()
    finally:
        await bells.stop()


async def struck(database: Database, firm: MadeFirm, detail: str, *, fail: bool) -> None:
    """Strike a bell in a change that commits or fails."""
    async with database.change(firm.system) as session:
        strike(session, "inbox", detail)
        if fail:
            raise Refused(Code.CONFLICT)


async def test_a_broken_listening_connection_is_made_anew(database: Database, firm: MadeFirm) -> None:
    bells = Bells(database.url)
    ups: asyncio.Queue[str] = asyncio.Queue()
    heard = asyncio.Event()
    bells.on("up", lambda _firm, detail: ups.put_nowait(detail))
    bells.on("policy", lambda _firm, _detail: heard.set())
    await bells.start()
    try:
        await asyncio.wait_for(ups.get(), 20)
        await end_listeners(database)
        await asyncio.wait_for(ups.get(), 20)
        async with database.change(firm.system) as session:
            strike(session, "policy")
        await asyncio.wait_for(heard.wait(), 20)
    finally:
        await bells.stop()


async def end_listeners(database: Database) -> None:
    """Cut every connection of this database that listens."""
    connection = await asyncpg.connect(database.url)
    ended = await connection.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()"
    )
    await connection.close()
    assert ended


def test_months_and_their_partitions() -> None:
    december = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert month_start(december) == datetime(2026, 12, 1, tzinfo=UTC)
    assert month_start(december, 1) == datetime(2027, 1, 1, tzinfo=UTC)
    assert month_start(december, 14) == datetime(2028, 2, 1, tzinfo=UTC)
    made = list(create_partitions(PARTITIONED[0], december, 2))
    assert [statement.split()[5] for statement in made] == [
        "audit_entry_default",
        "audit_entry_202612",
        "audit_entry_202701",
    ]
    assert made[1].split("to ('")[1] == made[2].split("from ('")[1].split("') to")[0] + "')"


async def test_a_full_pool_is_told_as_unavailable(database: Database, firm: MadeFirm) -> None:
    small = Database(database.url, pool_size=1)
    small.writes.pool._timeout = 0.2  # type: ignore[attr-defined]
    async with small.change(firm.system) as holder:
        await holder.scalar(select(Firm.name))
        with pytest.raises(Refused) as refusal:
            await one_change(small, firm)
    assert refusal.value.code == Code.UNAVAILABLE
    await small.close()


async def one_change(database: Database, firm: MadeFirm) -> None:
    """A change of nothing."""
    async with database.change(firm.system):
        pass


async def test_a_locked_row_is_told_as_a_conflict(database: Database, firm: MadeFirm) -> None:
    async with database.change(firm.system) as holder:
        await holder.scalar(select(Firm).with_for_update())
        with pytest.raises(Refused) as refusal:
            await lock_firm(database, firm)
    assert refusal.value.code == Code.CONFLICT


async def lock_firm(database: Database, firm: MadeFirm) -> None:
    """Wait for the firm's row."""
    async with database.change(firm.system) as session:
        await session.scalar(select(Firm).with_for_update())


def test_a_mask_is_closed_to_what_nobody_granted_and_relies_on_the_worst_relation() -> None:
    levels = {"Client.name": (Level.EDIT, Level.VIEW, Level.NONE, Level.MASKED)}
    mask = Mask(levels=levels)
    caller = Principal(uuid7(), "user:1", mask=mask)
    assert mask.level("Client.idNumber", Relation.OWN) == Level.NONE
    assert mask.level("Client.name", Relation.TEAM) == Level.VIEW
    assert mask.anywhere("Client.name") == Level.EDIT
    assert mask.anywhere("Client.other") == Level.NONE
    assert mask.throughout("Client.name", (Relation.OWN, Relation.TEAM)) == Level.VIEW
    assert mask.throughout("Client.name", ()) == Level.NONE
    assert mask.relations("Client.name") == (Relation.OWN, Relation.TEAM)
    assert caller.may("Client.name", Level.EDIT)
    assert not caller.may("Client.idNumber", Level.MASKED)
