"""How far a campaign came, and what those did afterwards whom it was about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.book.ledger import Transaction
from backend.platform.clock import BUSINESS_ZONE
from backend.retain.campaigns import Campaign, CampaignClient
from backend.retain.consents import ConsentEntry
from backend.retain.messages import Message
from backend.retain.outreach_words import (
    BOUNCED,
    CALLED_OFF,
    CLICKED,
    FAILED,
    HELD,
    LEFT,
    LEFT_OUT,
    REACHED_STATES,
    SENT,
    WAITING,
)

DAYS: Final = 90
"""Days after a message within which a subscription is told beside it."""
LEAVING_DAYS: Final = 30
IN_FORCE: Final = ("sent", "delivered", "bounced", "in_doubt")
REACHED: Final = case(
    (CampaignClient.message_id.is_(None), LEFT_OUT),
    (Message.state.in_(("planned", "queued", "sending")), WAITING),
    (Message.state == "held", HELD),
    (Message.state == "bounced", BOUNCED),
    (Message.state == "failed", FAILED),
    (Message.state == "cancelled", CALLED_OFF),
    else_=SENT,
)
"""How far it came with a client; what is in doubt may have arrived and counts as sent."""


def stands(state: str) -> ColumnElement[bool]:
    """Whether it came as far as this with a client."""
    return REACHED.is_not_distinct_from(state)


def left_since(firm_id: UUID) -> ColumnElement[bool]:
    """Whether a client wants no more of the kind since his message: he withdrew by its link within 30 days."""
    written, undoing = aliased(Message), aliased(ConsentEntry)
    undone = select(undoing.reverses_id).where(undoing.firm_id == firm_id, undoing.reverses_id.is_not(None))
    left = (
        select(written.id)
        .join(
            ConsentEntry,
            and_(
                ConsentEntry.firm_id == firm_id,
                ConsentEntry.client_id == written.client_id,
                ConsentEntry.purpose == written.purpose,
                ConsentEntry.channel == written.channel,
                ConsentEntry.at >= written.sent_at,
                ConsentEntry.at < written.sent_at + timedelta(days=LEAVING_DAYS),
            ),
        )
        .where(
            written.firm_id == firm_id,
            written.cause == "campaign",
            ConsentEntry.given.is_(False),
            ConsentEntry.source == "link",
            ConsentEntry.id.not_in(undone),
        )
    )
    return func.coalesce(CampaignClient.message_id.in_(left), False)


def with_messages(firm_id: UUID) -> Any:
    """Clients of campaigns with what was written to them."""
    return select().select_from(CampaignClient).outerjoin(
        Message, and_(Message.firm_id == firm_id, Message.id == CampaignClient.message_id)
    )  # fmt: skip


async def funnels_of(session: AsyncSession, campaign_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """How many clients of each campaign stand where, by state and with `clicked` and `left`; one statement."""
    firm_id = session.info["firm_id"]
    counts = [func.count().filter(stands(state)).label(state) for state in REACHED_STATES]
    rows = await session.execute(
        with_messages(firm_id)
        .add_columns(
            CampaignClient.campaign_id, func.count().label("audience"), *counts,
            func.count(CampaignClient.clicked_at).label(CLICKED), func.count().filter(left_since(firm_id)).label(LEFT),
        )
        .where(CampaignClient.firm_id == firm_id, CampaignClient.campaign_id.in_(list(campaign_ids)))
        .group_by(CampaignClient.campaign_id)
    )  # fmt: skip
    return {
        row["campaign_id"]: {key: n for key, n in row.items() if key != "campaign_id"}
        for row in rows.mappings()
    }


@dataclass(frozen=True, slots=True)
class Group:
    """What some clients did. clients: how many there are; subscribers: of them; amount: CNY."""

    clients: int
    subscribers: int
    amount: Decimal


async def results_of(session: AsyncSession, campaign: Campaign) -> Mapping[bool, Group]:
    """Subscriptions confirmed within 90 days after the campaign began, of those it reached (True) and of those it did
    not (False). Beside each other, not one because of the other; one statement."""
    firm_id = session.info["firm_id"]
    assert campaign.began_at is not None
    day = campaign.began_at.astimezone(BUSINESS_ZONE).date()
    later = aliased(Transaction)
    undone = select(later.reverses_id).where(later.firm_id == firm_id, later.reverses_id.is_not(None))
    bought = (
        select(Transaction.client_id, func.sum(Transaction.gross).label("amount"))
        .where(
            Transaction.firm_id == firm_id,
            Transaction.client_id.in_(
                select(CampaignClient.client_id).where(
                    CampaignClient.firm_id == firm_id, CampaignClient.campaign_id == campaign.id
                )
            ),
            Transaction.kind.in_(("initial", "additional")),
            Transaction.reverses_id.is_(None),
            Transaction.date >= day,
            Transaction.date <= cast(day, Date) + DAYS,
            Transaction.id.not_in(undone),
        )
        .group_by(Transaction.client_id)
        .subquery()
    )
    reached = func.coalesce(Message.state.in_(IN_FORCE), False)
    rows = await session.execute(
        with_messages(firm_id)
        .outerjoin(bought, bought.c.client_id == CampaignClient.client_id)
        .add_columns(
            reached.label("reached"), func.count(), func.count(bought.c.client_id),
            func.coalesce(func.sum(bought.c.amount), 0),
        )
        .where(CampaignClient.firm_id == firm_id, CampaignClient.campaign_id == campaign.id)
        .group_by(reached)
    )  # fmt: skip
    found = {bool(which): Group(clients, buyers, Decimal(amount)) for which, clients, buyers, amount in rows}
    none = Group(0, 0, Decimal(0))
    return {True: found.get(True, none), False: found.get(False, none)}
