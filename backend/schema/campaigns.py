"""Campaigns as readers see them: what is sent to whom and when, how far it came, what followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.scalars import Money
from backend.graph.sources import column
from backend.platform.clock import now
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Level, Relation
from backend.retain.campaign_figures import DAYS, funnels_of, results_of
from backend.retain.campaigns import Campaign as Row
from backend.schema.campaign_audiences import CLIENTS, RULE
from backend.schema.contents import ContentItem, content_named
from backend.schema.staff import User
from backend.schema.tag_rules import names_in, user_of, words_of
from backend.systemize.conditions.tree import read

SHOWN = 100


@strawberry.type
class CampaignFunnel:
    """How many clients of a campaign stand where. Each is in one of left_out, waiting, held, sent, bounced, failed and
    cancelled; clicked and left are told beside."""

    audience: int
    left_out: int = strawberry.field(description="Not written to: what holds them is told of each.")
    waiting: int
    held: int = strawberry.field(description="Written, and held by a rule in the moment of sending.")
    sent: int
    bounced: int
    failed: int
    cancelled: int
    clicked: int = strawberry.field(description="Followed their link.")
    left: int = strawberry.field(description="Withdrew consent by the message's link within 30 days.")


@strawberry.type
class CampaignGroup:
    """What some clients did within 90 days after the campaign began."""

    clients: int
    subscribers: int
    amount: Money = strawberry.field(description="CNY, confirmed subscriptions of any fund.")


@strawberry.type
class CampaignResult:
    """Subscriptions of those a campaign reached beside those it did not: associated, not caused."""

    days: int
    over: bool = strawberry.field(description="Whether the days are over; else more may come.")
    reached: CampaignGroup
    others: CampaignGroup


@strawberry.type
class Campaign:
    """One content sent to many clients."""

    row: strawberry.Private[Row]

    version: int = column("version")
    name: str = column("name")
    language: str = column("language")
    number: int | None = column(
        "number", description="Version of its content that is sent; null while prepared."
    )
    due_at: datetime | None = column("due_at", description="When it begins.")
    began_at: datetime | None = column("began_at", description="When its messages were written.")
    ended_at: datetime | None = column("ended_at", description="When the rest was called off.")
    created_at: datetime = column("created_at")
    cost: Money | None = column("cost", description="CNY.")

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("campaign", self.row.id))

    @strawberry.field
    async def state(self, info: Info) -> str:
        """draft, scheduled, sending, paused, cancelled, or done: nothing waits any more."""
        if self.row.state == "sending":
            funnel = await info.context.load(_funnels, self.row.id) or {}
            return "sending" if funnel.get("waiting") else "done"
        return self.row.state

    @strawberry.field
    async def content(self, info: Info) -> ContentItem | None:
        """What is sent."""
        return await content_named(info.context, self.row.content_id)

    @strawberry.field
    def audience(self) -> strawberry.scalars.JSON:
        """{"rule": a condition of the rule language} or {"clients": [ids]}."""
        found: strawberry.scalars.JSON = self.row.audience  # type: ignore[assignment]
        return found

    @strawberry.field
    async def audience_words(self, info: Info) -> str:
        """The same in words of the reader's language."""
        return await audience_words(info.context, self.row)

    @strawberry.field
    async def created_by(self, info: Info) -> User | None:
        """Who prepared it."""
        return await user_of(info.context, self.row.created_by)

    @strawberry.field
    async def started_by(self, info: Info) -> User | None:
        """Who let it go."""
        return await user_of(info.context, self.row.started_by)

    @strawberry.field
    async def funnel(self, info: Info) -> CampaignFunnel | None:
        """How far it came; null before it began."""
        found = await info.context.load(_funnels, self.row.id)
        return None if found is None else CampaignFunnel(**found)

    @strawberry.field
    async def result(self, info: Info) -> CampaignResult | None:
        """What followed; null before it began, and for who may not read the transactions of all clients."""
        return await _result(info.context, self.row)


async def audience_words(context: Context, row: Row) -> str:
    """Whom a campaign is about, as a sentence for the caller."""
    if RULE not in row.audience:
        n = len(row.audience[CLIENTS])
        return f"Picked by hand: {n}" if context.locale == "en" else f"手工选择 {n} 位客户"
    condition = read(row.audience[RULE])
    return words_of(condition, context, await names_in(context, condition))


async def _result(context: Context, row: Row) -> CampaignResult | None:
    mask = context.principal.mask
    whole = (Relation.FIRM,)
    if row.began_at is None or mask.throughout("Transaction.gross", whole) < Level.VIEW:
        return None
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        groups = await results_of(session, row)
    reached, others = (
        CampaignGroup(clients=each.clients, subscribers=each.subscribers, amount=Money(each.amount))
        for each in (groups[True], groups[False])
    )
    over = row.began_at + timedelta(days=DAYS + 1) < now()
    return CampaignResult(days=DAYS, over=over, reached=reached, others=others)


async def campaign_named(context: Context, id: UUID | None) -> Campaign | None:
    """A campaign of the firm."""
    row = None if id is None else await context.load(_campaigns, id)
    return None if row is None else Campaign(row=row)


async def _campaigns(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, Row]:
    rows = await session.scalars(select(Row).where(Row.firm_id == context.principal.firm_id, Row.id.in_(ids)))
    return {row.id: row for row in rows}


async def _funnels(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, dict[str, int]]:
    return await funnels_of(session, ids)


@strawberry.type
class CampaignQueries:
    """Campaigns."""

    @strawberry.field
    async def campaigns(self, info: Info) -> list[Campaign]:
        """The 100 newest, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            rows = await session.scalars(
                select(Row)
                .where(Row.firm_id == context.principal.firm_id)
                .order_by(Row.created_at.desc(), Row.id.desc())
                .limit(SHOWN)
            )
            return [Campaign(row=row) for row in rows]

    @strawberry.field
    async def campaign(self, info: Info, id: strawberry.ID) -> Campaign | None:
        """One campaign."""
        return await campaign_named(info.context, own_id("campaign", id))
