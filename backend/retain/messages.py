"""Messages to clients: each is written down before it is sent and after, so that nothing goes out twice by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.events import Event, emit
from backend.platform.ids import uuid7

PLANNED, QUEUED, SENDING, SENT, DELIVERED = "planned", "queued", "sending", "sent", "delivered"
BOUNCED, FAILED, HELD, CANCELLED, IN_DOUBT = "bounced", "failed", "held", "cancelled", "in_doubt"
STATES: Final = (PLANNED, QUEUED, SENDING, SENT, DELIVERED, BOUNCED, FAILED, HELD, CANCELLED, IN_DOUBT)
WAITING: Final = (PLANNED, QUEUED)
"""Planned: waits for its time and the rules; queued: was tried, and is tried again later."""
COUNTED: Final = (SENDING, SENT, DELIVERED, BOUNCED, IN_DOUBT)
"""What a client got or may have got: it counts for how often he may be written to."""
LONGEST_SUBJECT, LONGEST_BODY = 200, 10_000


class Message(Versioned, TenantRow):
    """One message. Subject, body and address are sealed with the client's key, so they end with it.

    cause: person or automation; cause_id: the run; mark: what makes it one of a kind, so that the same cause never
    writes it twice; reasons: why it is held or waits, as [{code, again, params}]; error, reply: of the last try;
    receipt: what the provider calls it; began_at: when it was last handed over; due_at: when it is next looked at.
    """

    __tablename__ = "message"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("message_template", "template_id"),
        UniqueConstraint("firm_id", "mark"),
        Index("ix_message_due", "firm_id", "due_at", postgresql_where="due_at is not null"),
        Index("ix_message_client", "firm_id", "client_id", "created_at"),
        Index("ix_message_began", "firm_id", "client_id", "began_at"),
        Index("ix_message_latest", "firm_id", "created_at", "id"),
        Index("ix_message_state", "firm_id", "state", "created_at"),
    )
    maintained: ClassVar[frozenset[str]] = frozenset(
        {"due_at", "attempts", "error", "reply", "receipt", "began_at"}
    )

    client_id: Mapped[UUID]
    purpose: Mapped[str]
    channel: Mapped[str]
    product_id: Mapped[UUID | None]
    template_id: Mapped[UUID | None]
    template_number: Mapped[int | None]
    language: Mapped[str]
    subject_sealed: Mapped[bytes]
    body_sealed: Mapped[bytes]
    address_sealed: Mapped[bytes | None]
    address_masked: Mapped[str | None]
    address_blind: Mapped[bytes | None]
    cause: Mapped[str]
    cause_id: Mapped[UUID | None]
    mark: Mapped[str]
    state: Mapped[str] = mapped_column(default=PLANNED)
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[list[Any] | None] = mapped_column(JSONB)
    error: Mapped[str | None]
    reply: Mapped[str | None]
    receipt: Mapped[str | None]
    began_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class MessageStep(TenantRow):
    """One change of a message's state, with who or what made it."""

    __tablename__ = "message_step"
    __table_args__ = (
        refers("message", "message_id"),
        Index("ix_message_step_message", "firm_id", "message_id", "at"),
    )
    audited: ClassVar[bool] = False

    message_id: Mapped[UUID]
    state: Mapped[str]
    error: Mapped[str | None]
    reply: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class MessageChanged(Event):
    """A message is in another state."""

    name: ClassVar[str] = "message.changed"
    message_id: UUID
    client_id: UUID
    state: str
    channel: str
    purpose: str


async def tell(session: AsyncSession, rows: Sequence[Message]) -> None:
    """Keep and tell the present state of messages that were flushed."""
    actor = session.info["principal"].subject
    session.add_all(
        MessageStep(
            id=uuid7(), message_id=row.id, state=row.state, error=row.error, reply=row.reply, actor=actor
        )
        for row in rows
    )
    for row in rows:
        emit(
            session,
            MessageChanged(
                message_id=row.id, client_id=row.client_id, state=row.state, channel=row.channel,
                purpose=row.purpose,
            ),
        )  # fmt: skip
        strike(session, "client", str(row.client_id))
    await session.flush()
