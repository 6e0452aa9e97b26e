"""Events: what happened, written with the change, numbered in commit order, delivered by the worker.

A change that others should react to emits an event; its row commits with the change. `number` gives committed
rows the next numbers of the firm (the firm's row is the lock), so readers of the log never miss a late commit.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow
from backend.platform.ids import uuid7
from backend.platform.principal import Principal
from backend.platform.tenant import Firm

BELL = "startrail"
MAX_DEPTH = 8


@dataclass(frozen=True)
class Event:
    """Base of all events: `name` is past tense, fields are ids and plain values, never personal ones."""

    name: ClassVar[str]


class OutboxRow(TenantRow):
    """An event that is not delivered yet, or could not be (`dead_at`)."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "firm_id", "due_at"),
        Index("ix_outbox_seq", "firm_id", "seq"),
    )
    audited: ClassVar[bool] = False

    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    actor: Mapped[str]
    cause_id: Mapped[UUID | None]
    depth: Mapped[int] = mapped_column(default=0)
    seq: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=now)
    # The server's clock, because the server compares it: a machine whose clock is ahead delays nothing.
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    dead_at: Mapped[datetime | None]


class EventLogRow(TenantRow):
    """A delivered event, in the order of commits; partitioned by month of `id`."""

    __tablename__ = "event_log"
    __table_args__ = (
        Index("ix_event_log_seq", "firm_id", "seq"),
        {"postgresql_partition_by": "RANGE (id)"},
    )
    audited: ClassVar[bool] = False

    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    actor: Mapped[str]
    cause_id: Mapped[UUID | None]
    depth: Mapped[int]
    seq: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime]


class Effect(TenantRow):
    """A database effect that was done: its unique key makes a second delivery harmless.

    id: the event; key: which of its effects.
    """

    __tablename__ = "effect"
    audited: ClassVar[bool] = False

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)


def emit(session: AsyncSession, event: Event, *, cause: OutboxRow | None = None) -> UUID:
    """Write an event with the running change and return its id.

    cause: the event whose delivery makes this one; chains deeper than MAX_DEPTH are an error of a rule.
    """
    depth = cause.depth + 1 if cause else 0
    if depth > MAX_DEPTH:
        raise ValueError(f"{event.name}: events cause each other more than {MAX_DEPTH} deep")
    principal: Principal = session.info["principal"]
    row = OutboxRow(
        id=uuid7(),
        firm_id=principal.firm_id,
        name=event.name,
        payload=payload_of(event),
        actor=principal.subject,
        cause_id=cause.id if cause else None,
        depth=depth,
    )
    session.add(row)
    session.info["emitted"] = True
    return row.id


def payload_of(event: Event) -> dict[str, Any]:
    """What an event says, as JSON."""
    return {field.name: _plain(getattr(event, field.name)) for field in fields(event)}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID | datetime):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    return value


async def number(session: AsyncSession, firm_id: UUID, limit: int = 500) -> int:
    """Give committed, unnumbered events their numbers; returns how many. Holds the firm's row until commit."""
    firm = await session.scalar(select(Firm).where(Firm.firm_id == firm_id).with_for_update())
    if firm is None:
        return 0
    order = func.row_number().over(order_by=OutboxRow.id)
    waiting = (
        select(OutboxRow.id, (order + firm.event_seq).label("seq"))
        .where(OutboxRow.firm_id == firm_id, OutboxRow.seq.is_(None))
        .order_by(OutboxRow.id)
        .limit(limit)
        .subquery()
    )
    numbered = await session.execute(
        update(OutboxRow)
        .where(OutboxRow.firm_id == firm_id, OutboxRow.id == waiting.c.id)
        .values(seq=waiting.c.seq)
        .execution_options(synchronize_session=False)
    )
    count = int(getattr(numbered, "rowcount", 0))
    firm.event_seq += count
    return count


async def firms_with_due_events(shared: AsyncSession, limit: int = 1000) -> list[UUID]:
    """Firms that have events due now; read under the dispatcher's role, which sees no more than that."""
    found = await shared.scalars(
        select(OutboxRow.firm_id)
        .where(OutboxRow.due_at <= func.now(), OutboxRow.dead_at.is_(None))
        .group_by(OutboxRow.firm_id)
        .limit(limit)
    )
    return list(found)
