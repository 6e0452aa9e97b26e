"""Events that could not be delivered: seen, tried again after the cause is mended, or set aside for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform import deliveries
from backend.platform.audit import record
from backend.platform.event_log import move
from backend.platform.events import OutboxRow

CUT_OFF: Final = "worker_ended"
"""`last_error` of an event whose handling ended the process again and again: it is in quarantine."""
AT_ONCE: Final = 5_000
"""Dead events that one change takes; what is left is taken by the next."""


class Kind(NamedTuple):
    """Dead events of one name that failed by one fault. oldest: when the first of them happened."""

    name: str
    error: str | None
    many: int
    oldest: datetime


async def dead_letters(session: AsyncSession, first: int = 100) -> list[OutboxRow]:
    """The firm's dead events, oldest first; `last_error` names kind and code of the fault."""
    found = await session.scalars(
        select(OutboxRow)
        .where(OutboxRow.firm_id == session.info["firm_id"], OutboxRow.dead_at.is_not(None))
        .order_by(OutboxRow.id)
        .limit(first)
    )
    return list(found)


async def kinds(session: AsyncSession) -> list[Kind]:
    """Dead events by name and fault, the most frequent first."""
    count = func.count()
    found = await session.execute(
        select(OutboxRow.name, OutboxRow.last_error, count, func.min(OutboxRow.created_at))
        .where(OutboxRow.firm_id == session.info["firm_id"], OutboxRow.dead_at.is_not(None))
        .group_by(OutboxRow.name, OutboxRow.last_error)
        .order_by(count.desc(), OutboxRow.name, OutboxRow.last_error)
    )
    return [Kind(*row) for row in found]


async def replay(
    session: AsyncSession,
    ids: Sequence[UUID] | None = None,
    *,
    name: str | None = None,
    error: str | None = None,
) -> int:
    """Make dead events due again, with all attempts before them: those of ids, of a name, of a fault; or all.

    Returns how many. What they did already is not done twice: effects are kept by their keys.
    """
    again = await session.scalars(
        update(OutboxRow)
        .where(
            OutboxRow.firm_id == session.info["firm_id"], OutboxRow.id.in_(_chosen(session, ids, name, error))
        )
        .values(dead_at=None, attempts=0, last_error=None, due_at=func.now())
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    revived = list(again)
    await deliveries.end(session, revived)
    _record(session, "replay", revived)
    session.info["emitted"] = bool(revived) or session.info.get("emitted", False)
    return len(revived)


async def dismiss(
    session: AsyncSession,
    ids: Sequence[UUID] | None = None,
    *,
    name: str | None = None,
    error: str | None = None,
) -> int:
    """Set dead events aside for good: they go to the log as what happened, and nobody reacts to them any more.

    Returns how many.
    """
    found = await session.scalars(_chosen(session, ids, name, error).with_for_update())
    gone = list(found)
    await move(session, gone)
    await deliveries.end(session, gone)
    _record(session, "dismiss", gone)
    return len(gone)


def _chosen(session: AsyncSession, ids: Sequence[UUID] | None, name: str | None, error: str | None) -> Any:
    bounds = [OutboxRow.firm_id == session.info["firm_id"], OutboxRow.dead_at.is_not(None)]
    if ids is not None:
        bounds.append(OutboxRow.id.in_(ids))
    if name is not None:
        bounds.append(OutboxRow.name == name)
    if error is not None:
        bounds.append(OutboxRow.last_error == error)
    return select(OutboxRow.id).where(*bounds).order_by(OutboxRow.id).limit(AT_ONCE)


def _record(session: AsyncSession, act: str, ids: Sequence[UUID]) -> None:
    for id in ids:
        record(session, act, "event", id)
