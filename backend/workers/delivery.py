"""One batch of one firm's events: handled, and what failed put off, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.clock import now
from backend.platform.dead_letters import CUT_OFF
from backend.platform.errors import Refused
from backend.platform.events import Effect, OutboxRow

Handler = Callable[[AsyncSession, OutboxRow], Awaitable[None]]
Handlers = Mapping[str, Sequence[Handler]]
Batched = Sequence[Callable[[AsyncSession, Sequence[OutboxRow]], Awaitable[None]]]

MOST_ATTEMPTS = 8
FIRST_PAUSE, PAUSE_FACTOR, LONGEST_PAUSE = 5, 3, 3600
"""Seconds: 5, 15, 45, … up to an hour; the last attempt is about an hour and a half after the first."""


class Failure(NamedTuple):
    """An event whose handler refused or broke."""

    event: OutboxRow
    error: str


def pause_after(attempts: int) -> timedelta:
    """How long an event rests after its n-th failed attempt (n >= 1)."""
    return timedelta(seconds=min(FIRST_PAUSE * PAUSE_FACTOR ** (attempts - 1), LONGEST_PAUSE))


async def claim(session: AsyncSession, limit: int) -> list[OutboxRow]:
    """Numbered events that are due, in the order of their numbers, locked until commit.

    Rows another worker holds are skipped. They are detached from the session: a rolled back savepoint must
    not forget them.
    """
    rows = (
        await session.scalars(
            select(OutboxRow)
            .where(
                OutboxRow.firm_id == session.info["firm_id"],
                OutboxRow.seq.is_not(None),
                OutboxRow.due_at <= func.now(),
                OutboxRow.dead_at.is_(None),
            )
            .order_by(OutboxRow.seq)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    ).all()
    for row in rows:
        session.expunge(row)
    return list(rows)


async def handle(
    session: AsyncSession, events: Sequence[OutboxRow], handlers: Handlers, batched: Batched = ()
) -> list[Failure]:
    """Run the handlers of events; those that failed left no trace.

    batched: given all events at once; what they do twice for an event has to come to nothing the second time.

    All at once under one savepoint; only when one of them fails, each under a savepoint of its own.
    """
    try:
        async with session.begin_nested():
            await _run(session, events, handlers, batched)
    except Exception as fault:
        if len(events) == 1:
            return [Failure(events[0], error_name(fault))]
    else:
        return []
    failures: list[Failure] = []
    for event in events:
        failures += await handle(session, [event], handlers, batched)
    return failures


async def _run(
    session: AsyncSession, events: Sequence[OutboxRow], handlers: Handlers, batched: Batched
) -> None:
    work = {
        (event.id, effect_key(handler)): (handler, event)
        for event in events
        for handler in handlers.get(event.name, ())
    }
    first = await _first_time(session, list(work))
    for key, (handler, event) in work.items():
        if key in first:
            await handler(session, event)
    for react in batched:
        await react(session, events)
    await session.flush()


async def _first_time(session: AsyncSession, keys: Sequence[tuple[UUID, str]]) -> set[tuple[UUID, str]]:
    """Note effects as done; those that had not been."""
    if not keys:
        return set()
    firm_id, at = session.info["firm_id"], now()
    made = await session.execute(
        insert(Effect)
        .values([{"firm_id": firm_id, "id": id, "key": key, "at": at} for id, key in keys])
        .on_conflict_do_nothing()
        .returning(Effect.id, Effect.key)
    )
    return {(id, key) for id, key in made}


def effect_key(handler: Handler) -> str:
    """Names an effect for good: renaming a handler would let a repeated event work twice."""
    return str(getattr(handler, "__name__"))  # noqa: B009  handlers are functions


async def put_off(session: AsyncSession, failure: Failure) -> bool:
    """Let a failed event rest; after the last attempt it is dead. Returns whether it is."""
    attempts = failure.event.attempts + 1
    dead = attempts >= MOST_ATTEMPTS
    await _note(
        session,
        [failure.event.id],
        attempts=attempts,
        last_error=failure.error,
        due_at=func.now() + pause_after(attempts),
        dead_at=func.now() if dead else None,
    )
    return dead


async def quarantine(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Set events aside that ended their worker again and again."""
    await _note(session, ids, last_error=CUT_OFF, dead_at=func.now())


async def _note(session: AsyncSession, ids: Sequence[UUID], **values: object) -> None:
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.firm_id == session.info["firm_id"], OutboxRow.id.in_(ids))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def error_name(fault: BaseException) -> str:
    """Kind and code of a fault; its text could hold personal values, so it is left out."""
    if isinstance(fault, Refused):
        return f"Refused:{fault.code}"
    if isinstance(fault, DBAPIError):
        return f"{type(fault).__name__}:{getattr(fault.orig, 'sqlstate', None) or '-'}"
    return type(fault).__name__
