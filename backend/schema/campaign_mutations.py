"""Changes of campaigns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import named
from backend.graph.connections import Info
from backend.graph.scalars import Money
from backend.platform.ids import own_id
from backend.retain import campaign_acts as retain
from backend.retain import campaign_follow_ups
from backend.retain.campaigns import Campaign as Row
from backend.schema import inputs
from backend.schema.campaign_audiences import read_audience
from backend.schema.campaign_previews import demand_sending
from backend.schema.campaigns import Campaign, campaign_named
from backend.schema.changing import Key, change


@strawberry.input
class CampaignPlanInput:
    """`audience`: {"rule": a condition} or {"clients": [ids]}; `language`: zh-CN or en; `cost`: CNY."""

    name: str
    content: strawberry.ID
    audience: strawberry.scalars.JSON
    language: str = "zh-CN"
    cost: Money | None = None


@strawberry.input
class CreateCampaignInput:
    """A campaign that nobody has let go yet."""

    plan: CampaignPlanInput


@strawberry.input
class UpdateCampaignInput:
    """Another plan, while it is prepared."""

    id: strawberry.ID
    version: int
    plan: CampaignPlanInput


@strawberry.input
class SetCampaignCostInput:
    """`cost`: CNY; null: not known."""

    id: strawberry.ID
    version: int
    cost: Money | None = None


@strawberry.input
class StartCampaignInput:
    """`at`: when it begins; now unless said. Whom it is about is asked again then."""

    id: strawberry.ID
    version: int
    at: datetime | None = None


@strawberry.input
class FollowUpCampaignInput:
    """Tasks for who serves each client. `who`: clicked or not_clicked; `title`: of the tasks."""

    id: strawberry.ID
    who: str
    title: str
    due_on: date


@strawberry.input
class UndoCampaignFollowUpInput:
    """The campaign whose open tasks are called off."""

    id: strawberry.ID


@strawberry.type
class CampaignFollowUp:
    """How many tasks of the campaign are open."""

    campaign: Campaign | None
    tasks: int


def _plan(info: Info, input: CampaignPlanInput) -> retain.Plan:
    return retain.Plan(
        input.name, own_id("contentitem", input.content), input.language,
        read_audience(info.context, input.audience), input.cost,
    )  # fmt: skip


async def _done(
    info: Info, call: str, input: Any, key: Key, work: Callable[[AsyncSession, UUID], Awaitable[object]]
) -> Campaign | None:
    """A change of the campaign that an input names; it comes back."""
    demand_sending(info.context)
    id = own_id("campaign", input.id)

    async def of_it(session: AsyncSession) -> UUID:
        await named(session, Row, id, "id")
        await work(session, id)
        return id

    await change(info.context, call, of_it, key=key, input=strawberry.asdict(input))
    return await campaign_named(info.context, id)


async def _followed(
    info: Info, call: str, input: Any, key: Key, work: Callable[[AsyncSession, UUID], Awaitable[object]]
) -> CampaignFollowUp:
    """As `_done`, with the tasks that are open then: a repeated request answers the same."""
    campaign = await _done(info, call, input, key, work)
    context = info.context
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        tasks = await campaign_follow_ups.open_tasks(session, own_id("campaign", input.id))
    return CampaignFollowUp(campaign=campaign, tasks=tasks)


@strawberry.type
class CampaignMutations:
    """Campaigns."""

    @strawberry.mutation
    async def create_campaign(
        self, info: Info, input: CreateCampaignInput, idempotency_key: Key = None
    ) -> Campaign | None:
        """Prepare a campaign."""
        demand_sending(info.context)
        plan = _plan(info, input.plan)
        id = await change(
            info.context, "createCampaign", lambda session: retain.prepare(session, plan),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await campaign_named(info.context, id)

    @strawberry.mutation
    async def update_campaign(
        self, info: Info, input: UpdateCampaignInput, idempotency_key: Key = None
    ) -> Campaign | None:
        """Plan it otherwise, while it is prepared."""
        plan = _plan(info, input.plan)
        return await _done(
            info, "updateCampaign", input, idempotency_key,
            lambda session, its: retain.change(session, its, input.version, plan),
        )  # fmt: skip

    @strawberry.mutation
    async def set_campaign_cost(
        self, info: Info, input: SetCampaignCostInput, idempotency_key: Key = None
    ) -> Campaign | None:
        """Say what it cost."""
        return await _done(
            info, "setCampaignCost", input, idempotency_key,
            lambda session, its: retain.set_cost(session, its, input.version, input.cost),
        )  # fmt: skip

    @strawberry.mutation
    async def start_campaign(
        self, info: Info, input: StartCampaignInput, idempotency_key: Key = None
    ) -> Campaign | None:
        """Let it go, now or at a time, by the approved version of its content."""
        by = info.context.principal.subject
        return await _done(
            info, "startCampaign", input, idempotency_key,
            lambda session, its: retain.start(session, its, input.version, by, input.at),
        )  # fmt: skip

    @strawberry.mutation
    async def pause_campaign(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Campaign | None:
        """Hold what has not gone."""
        return await _done(
            info, "pauseCampaign", input, idempotency_key,
            lambda session, its: retain.pause(session, its, input.version),
        )  # fmt: skip

    @strawberry.mutation
    async def resume_campaign(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Campaign | None:
        """Let what was held go on."""
        return await _done(
            info, "resumeCampaign", input, idempotency_key,
            lambda session, its: retain.resume(session, its, input.version),
        )  # fmt: skip

    @strawberry.mutation
    async def cancel_campaign(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Campaign | None:
        """Call off what has not gone, for good."""
        return await _done(
            info, "cancelCampaign", input, idempotency_key,
            lambda session, its: retain.cancel(session, its, input.version),
        )  # fmt: skip

    @strawberry.mutation
    async def follow_up_campaign(
        self, info: Info, input: FollowUpCampaignInput, idempotency_key: Key = None
    ) -> CampaignFollowUp | None:
        """Give a task for each client who followed his link, or who got it and did not; each client once."""
        return await _followed(
            info, "followUpCampaign", input, idempotency_key,
            lambda session, its: campaign_follow_ups.follow_up(
                session, its, input.who, input.title, input.due_on
            ),
        )  # fmt: skip

    @strawberry.mutation
    async def undo_campaign_follow_up(
        self, info: Info, input: UndoCampaignFollowUpInput, idempotency_key: Key = None
    ) -> CampaignFollowUp | None:
        """Call the campaign's tasks off that nobody has done."""
        return await _followed(
            info, "undoCampaignFollowUp", input, idempotency_key,
            campaign_follow_ups.take_back,
        )  # fmt: skip
