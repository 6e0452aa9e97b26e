"""What compliance says of a client against money laundering, with its history; a block is lifted by two people.

It is told to compliance alone. The client's life-cycle state, which everybody reads, does not follow it: whoever is
looked into must not learn of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Index, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.documents.model import Document
from backend.platform.clock import business_date, now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text
from backend.track.order_events import AmlChanged

UNKNOWN, CLEAR, REVIEW, BLOCKED = "unknown", "clear", "review", "blocked"
STATES: Final = (UNKNOWN, CLEAR, REVIEW, BLOCKED)
IN_FORCE, PENDING, ENDED, REFUSED = "in_force", "pending", "ended", "refused"


class AmlReview(Versioned, TenantRow):
    """One finding. status: in_force, pending (a second person has to lift the block), ended or refused.

    valid_until: its last day, of `clear` alone; after it the client is unknown again.
    """

    __tablename__ = "aml_review"
    __table_args__ = (
        refers("client", "client_id"),
        refers("document", "document_id"),
        Index("ix_aml_review_client", "firm_id", "client_id", "id"),
        Index(
            "uq_aml_review_in_force", "firm_id", "client_id", unique=True,
            postgresql_where=text("status = 'in_force'"),
        ),
        Index(
            "uq_aml_review_pending", "firm_id", "client_id", unique=True,
            postgresql_where=text("status = 'pending'"),
        ),
    )  # fmt: skip

    client_id: Mapped[UUID]
    state: Mapped[str]
    status: Mapped[str] = mapped_column(default=IN_FORCE)
    reason: Mapped[str]
    document_id: Mapped[UUID | None]
    valid_until: Mapped[date | None]
    found_by: Mapped[str]
    found_at: Mapped[datetime] = mapped_column(default=now)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    ended_at: Mapped[datetime | None]


async def find(
    session: AsyncSession,
    client_id: UUID,
    state: str,
    reason: str,
    *,
    valid_until: date | None = None,
    document_id: UUID | None = None,
) -> AmlReview:
    """Say what a client is. Whatever takes a block away waits for a second person.

    Raises Refused(BAD_USER_INPUT): choice, required, past, unknown (document); `aml_pending` while
    something waits.
    """
    client = await locked(session, Client, client_id)
    if state not in STATES:
        raise bad_input("state", "choice")
    why = clean_text(reason, "reason", limit=1000, required=True) or ""
    if (valid_until is not None) is not (state == CLEAR):
        raise bad_input("validUntil", "required" if state == CLEAR else "choice")
    if valid_until is not None and valid_until < business_date():
        raise bad_input("validUntil", "past")
    await _hold_document(session, client.id, document_id)
    there = {row.status: row for row in await _live(session, client.id)}
    if PENDING in there:
        raise bad_input("client", "aml_pending")
    present = there.get(IN_FORCE)
    lifts = present is not None and present.state == BLOCKED and state != BLOCKED
    if present is not None and not lifts:
        present.status, present.ended_at = ENDED, now()
        await session.flush()
    row = AmlReview(
        id=uuid7(),
        client_id=client.id,
        state=state,
        status=PENDING if lifts else IN_FORCE,
        reason=why,
        document_id=document_id,
        valid_until=valid_until,
        found_by=session.info["principal"].subject,
    )
    session.add(row)
    await _told(session, client.id)
    return row


async def decide(
    session: AsyncSession, id: UUID, version: int, *, approve: bool, note: str | None
) -> AmlReview:
    """Let a block be lifted, or not; by somebody else than who asked.

    Raises Refused: CONFLICT; BAD_USER_INPUT: state, four_eyes, `required` (a refusal says why).
    """
    row = await locked_at(session, AmlReview, id, version)
    if row.status != PENDING:
        raise bad_input("id", "state")
    if row.found_by == session.info["principal"].subject:
        raise bad_input("id", "four_eyes")
    row.decision = clean_text(note or "", "note", limit=1000, required=not approve)
    row.decided_by, row.decided_at = session.info["principal"].subject, now()
    row.status = REFUSED
    await session.flush()
    if approve:
        for present in await _live(session, row.client_id):
            present.status, present.ended_at = ENDED, now()
        await session.flush()
        row.status = IN_FORCE
    await _told(session, row.client_id)
    return row


def standing(state: str, valid_until: date | None, today: date) -> str:
    """What a finding in force says on a day: one that has run out says nothing."""
    return UNKNOWN if valid_until is not None and valid_until < today else state


async def standing_of(session: AsyncSession, client_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What each client is today; those of whom nobody said anything are absent."""
    rows = await session.execute(
        select(AmlReview.client_id, AmlReview.state, AmlReview.valid_until).where(
            AmlReview.firm_id == session.info["firm_id"],
            AmlReview.client_id.in_(client_ids),
            AmlReview.status == IN_FORCE,
        )
    )
    today = business_date()
    return {client_id: standing(state, until, today) for client_id, state, until in rows}


async def _live(session: AsyncSession, client_id: UUID) -> Sequence[AmlReview]:
    rows = await session.scalars(
        select(AmlReview).where(
            AmlReview.firm_id == session.info["firm_id"],
            AmlReview.client_id == client_id,
            AmlReview.status.in_((IN_FORCE, PENDING)),
        )
    )
    return rows.all()


async def _hold_document(session: AsyncSession, client_id: UUID, document_id: UUID | None) -> None:
    if document_id is None:
        return
    found = await session.scalar(
        select(Document.id).where(
            Document.firm_id == session.info["firm_id"],
            Document.id == document_id,
            Document.client_id == client_id,
            Document.deleted_at.is_(None),
        )
    )
    if found is None:
        raise bad_input("document", "unknown")


async def _told(session: AsyncSession, client_id: UUID) -> None:
    await session.flush()
    emit(session, AmlChanged(client_id=client_id))
