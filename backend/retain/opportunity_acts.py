"""What people do with chances: a task or a journey of one, putting it away with a reason, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.products import Product
from backend.book.staff import User
from backend.book.tasks import create_task
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.retain import opportunity_words as words
from backend.retain.drawdown_tasks import due_in
from backend.retain.opportunities import DISMISSED, GAP, OPEN, REASONS, TAKEN, UNLOCK, WITH_NOTE, Opportunity
from backend.retain.opportunity_events import OpportunityChanged
from backend.retain.opportunity_holds import hold_free
from backend.systemize.field_values import clean_text
from backend.track import moving

AT_ONCE: Final = 100
WORKDAYS: Final = 3
"""There are to follow up a chance."""


async def take_up(session: AsyncSession, ids: Sequence[UUID]) -> list[Opportunity]:
    """A task of each, for whoever looks after the client (else the actor), with reason and talking points.

    Raises Refused: NOT_FOUND; BAD_USER_INPUT: `state` unless open, `opportunity_held`, `limit`, `required`.
    """
    rows = await _rows(session, ids, OPEN)
    await hold_free(session, {row.client_id for row in rows})
    firm_id = session.info["firm_id"]
    found = await session.execute(
        select(Opportunity.id, User.id, User.locale, Product.name)
        .join(Client, and_(Client.firm_id == firm_id, Client.id == Opportunity.client_id))
        .outerjoin(User, and_(User.firm_id == firm_id, User.id == Client.owner_id, User.active))
        .outerjoin(Product, and_(Product.firm_id == firm_id, Product.id == Opportunity.product_id))
        .where(Opportunity.firm_id == firm_id, Opportunity.id.in_([row.id for row in rows]))
    )
    about = {id: (owner_id, locale or "zh-CN", name) for id, owner_id, locale, name in found}
    due_at = due_in(WORKDAYS)
    for row in rows:
        owner_id, locale, name = about[row.id]
        told = told_of(row, name)
        task = await create_task(
            session,
            words.title(told, locale),
            body=words.body(told, locale),
            due_at=due_at,
            priority="high",
            client_id=row.client_id,
            assignee_id=owner_id,
        )
        row.task_id = task.id
        _acted(session, row, TAKEN)
    await session.flush()
    return rows


async def start_journey(session: AsyncSession, id: UUID, template_id: UUID) -> Opportunity:
    """Begin a journey of one: for its amount, and its fund where it suggests or unlocks one.

    Raises Refused as `take_up`, and as `moving.start`.
    """
    [row] = await _rows(session, [id], OPEN)
    await hold_free(session, [row.client_id])
    values = {"expected_amount": row.amount}
    if row.kind in {UNLOCK, GAP} and row.product_id is not None:
        values["product_id"] = row.product_id  # type: ignore[assignment]
    journey = await moving.start(session, row.client_id, template_id, values)
    row.journey_id = journey.id
    _acted(session, row, TAKEN)
    await session.flush()
    return row


async def dismiss(
    session: AsyncSession, ids: Sequence[UUID], reason: str, note: str | None
) -> list[Opportunity]:
    """Put chances away; each comes back only when its facts change.

    Raises Refused: NOT_FOUND; BAD_USER_INPUT: `state` unless open, `choice`, `required`, `limit`.
    """
    if reason not in REASONS:
        raise bad_input("reason", "choice")
    said = clean_text(note or "", "note", limit=400, required=reason in WITH_NOTE)
    rows = await _rows(session, ids, OPEN)
    for row in rows:
        row.reason, row.note = reason, said
        _acted(session, row, DISMISSED)
    await session.flush()
    return rows


async def restore(session: AsyncSession, ids: Sequence[UUID]) -> list[Opportunity]:
    """Take a dismissal back. Raises as `dismiss`: `state` unless dismissed."""
    rows = await _rows(session, ids, DISMISSED)
    for row in rows:
        row.reason = row.note = None
        _acted(session, row, OPEN)
    await session.flush()
    return rows


def told_of(row: Opportunity, fund: str | None = None) -> words.Told:
    """As its words are made of it."""
    return words.Told(row.kind, row.key, row.amount, row.since, row.until, row.facts, fund)


def _acted(session: AsyncSession, row: Opportunity, state: str) -> None:
    row.state = state
    row.by = None if state == OPEN else session.info["principal"].subject
    row.acted_at = None if state == OPEN else now()
    emit(session, OpportunityChanged(row.client_id, row.id, row.kind, state))


async def _rows(session: AsyncSession, ids: Sequence[UUID], state: str) -> list[Opportunity]:
    """Chances in a state, locked, in the order of their ids: two people who do the same at once do it once."""
    wanted = set(ids)
    if not wanted:
        raise bad_input("ids", "required")
    if len(wanted) > AT_ONCE:
        raise bad_input("ids", "limit", limit=AT_ONCE)
    found = await session.scalars(
        select(Opportunity)
        .where(Opportunity.firm_id == session.info["firm_id"], Opportunity.id.in_(wanted))
        .order_by(Opportunity.id)
        .with_for_update()
    )
    rows = list(found)
    if len(rows) < len(wanted):
        raise Refused(Code.NOT_FOUND)
    if any(row.state != state for row in rows):
        raise bad_input("state", "state")
    return rows
