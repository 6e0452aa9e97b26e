"""What people do with campaigns: prepare one, let it go now or at a time, hold it, go on, call the rest off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import named
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.retain.campaigns import Campaign, CampaignChanged
from backend.retain.content_acts import released
from backend.retain.contents import ContentItem
from backend.retain.message_texts import LANGUAGES
from backend.retain.messages import CANCELLED as MESSAGE_CANCELLED
from backend.retain.messages import HELD, WAITING, Message, tell
from backend.retain.outreach_words import CANCELLED, PAUSED, PREPARED, SCHEDULED, SENDING
from backend.systemize.field_values import clean_text

NAME: Final = 60
MOST: Final = 5_000
"""Clients of one campaign."""
LATEST: Final = timedelta(days=366)
DEAREST: Final = Decimal("999999999.99")


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as it is prepared. audience: checked by the caller; cost: CNY, None where it is not known."""

    name: str
    content_id: UUID
    language: str
    audience: Mapping[str, Any]
    cost: Decimal | None = None


async def prepare(session: AsyncSession, plan: Plan) -> Campaign:
    """A campaign that nobody has let go yet. Raises Refused(BAD_USER_INPUT): required, too_long, choice, unknown."""
    row = Campaign(id=uuid7(), state=PREPARED, **await _told(session, plan))
    session.add(row)
    await session.flush()
    emit(session, CampaignChanged(campaign_id=row.id, state=PREPARED))
    return row


async def change(session: AsyncSession, id: UUID, version: int, plan: Plan) -> Campaign:
    """Another name, content, audience or cost, while it is prepared. Raises Refused: as `prepare`; CONFLICT; state."""
    row = await locked_at(session, Campaign, id, version)
    _hold(row, PREPARED)
    for name, value in (await _told(session, plan)).items():
        setattr(row, name, value)
    await session.flush()
    return row


async def set_cost(session: AsyncSession, id: UUID, version: int, cost: Decimal | None) -> Campaign:
    """What it cost, known late as a rule. Raises Refused: NOT_FOUND, CONFLICT, range."""
    row = await locked_at(session, Campaign, id, version)
    row.cost = _cost(cost)
    await session.flush()
    return row


async def start(session: AsyncSession, id: UUID, version: int, by: str, at: datetime | None) -> Campaign:
    """Let it go, by the newest approved version of its content. by: whose decision it is; at: when, None: now.

    Raises Refused: NOT_FOUND; CONFLICT; BAD_USER_INPUT: state, range, what `released` finds.
    """
    row = await locked_at(session, Campaign, id, version)
    _hold(row, PREPARED)
    instant = now()
    if at is not None and not instant - timedelta(minutes=5) <= at <= instant + LATEST:
        low, high = (each.isoformat(timespec="minutes") for each in (instant, instant + LATEST))
        raise bad_input("at", "range", low=low, high=high)
    _, stood = await released(session, row.content_id)
    row.number, row.due_at, row.state, row.started_by = stood.version.number, at or instant, SCHEDULED, by
    return await _done(session, row)


async def pause(session: AsyncSession, id: UUID, version: int) -> Campaign:
    """Hold what has not gone. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT state."""
    row = await locked_at(session, Campaign, id, version)
    _hold(row, SENDING)
    row.state = PAUSED
    for message in await _messages(session, row, *WAITING):
        message.due_at = None
    return await _done(session, row)


async def resume(session: AsyncSession, id: UUID, version: int) -> Campaign:
    """Let what was held go on. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT state."""
    row = await locked_at(session, Campaign, id, version)
    _hold(row, PAUSED)
    row.state, instant = SENDING, now()
    for message in await _messages(session, row, *WAITING):
        message.due_at = instant
    return await _done(session, row)


async def cancel(session: AsyncSession, id: UUID, version: int) -> Campaign:
    """Call off what has not gone; what went stays as it is. Raises Refused: NOT_FOUND, CONFLICT; state."""
    row = await locked_at(session, Campaign, id, version)
    _hold(row, PREPARED, SCHEDULED, SENDING, PAUSED)
    row.state, row.due_at, row.ended_at = CANCELLED, None, now()
    messages = await _messages(session, row, *WAITING, HELD)
    for message in messages:
        message.state, message.due_at, message.ended_at = MESSAGE_CANCELLED, None, row.ended_at
    await session.flush()
    await tell(session, messages)
    return await _done(session, row)


async def _messages(session: AsyncSession, row: Campaign, *states: str) -> list[Message]:
    """Messages of a campaign in some states, locked against the sender."""
    rows = await session.scalars(
        select(Message)
        .where(
            Message.firm_id == row.firm_id,
            Message.cause == "campaign",
            Message.cause_id == row.id,
            Message.state.in_(states),
        )
        .order_by(Message.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def _told(session: AsyncSession, plan: Plan) -> dict[str, Any]:
    if plan.language not in LANGUAGES:
        raise bad_input("language", "choice")
    await named(session, ContentItem, plan.content_id, "content")
    return {
        "name": clean_text(plan.name, "name", limit=NAME, required=True) or "",
        "content_id": plan.content_id,
        "language": plan.language,
        "audience": dict(plan.audience),
        "cost": _cost(plan.cost),
    }


def _cost(cost: Decimal | None) -> Decimal | None:
    if cost is not None and not 0 <= cost <= DEAREST:
        raise bad_input("cost", "range", low="0", high=str(DEAREST))
    return cost


def _hold(row: Campaign, *states: str) -> None:
    if row.state not in states:
        raise bad_input("id", "state")


async def _done(session: AsyncSession, row: Campaign) -> Campaign:
    await session.flush()
    emit(session, CampaignChanged(campaign_id=row.id, state=row.state))
    return row
