"""Where journeys stand: how long they stayed in each stage, and what holds them in the present one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal as PyDecimal
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.context import Context
from backend.graph.scalars import Decimal
from backend.platform.clock import now
from backend.platform.ids import public_id
from backend.platform.principal import Relation
from backend.schema.journey_criteria import hidden, holding
from backend.schema.journey_templates import JourneyStage, contents_at
from backend.schema.tag_conditions import fields_of
from backend.schema.tag_sweeping import firm_of
from backend.track.journeys import RUNNING, Journey, StageVisit
from backend.track.moving import Missing, approval_missing, task_missing
from backend.track.stage_approvals import asked_by, kinds_by_key, wanted_in
from backend.track.stage_tasks import open_mandatory

HOURS_A_DAY = 24


@strawberry.type
class JourneyMissing:
    """One thing that holds a journey in its stage."""

    stands: strawberry.Private[Relation]
    kind: str = strawberry.field(description="criterion, task, approval.")
    key: str
    zh: str
    en: str
    task: strawberry.ID | None = strawberry.field(description="The task, if it is one.")
    approval: strawberry.ID | None = strawberry.field(description="The approval, if one was asked for.")
    state: str | None = strawberry.field(
        description="Of the approval; voided as soon as its subject changed."
    )
    waivable: bool = strawberry.field(description="Whether anybody may let the task be left out.")
    broken: bool = strawberry.field(description="Whether the criterion names what is no more.")
    uses: list[str] = strawberry.field(
        description="Coordinates that the criterion rests on: where it is mended. Empty for tasks and approvals."
    )


@strawberry.type
class JourneyStay:
    """How a journey stands to one stage of its template."""

    stands: strawberry.Private[Relation]
    stage: JourneyStage
    state: str = strawberry.field(description="past, present, ahead.")
    visits: int = strawberry.field(description="How often it was entered; a rest inside it counts once.")
    days: Decimal | None = strawberry.field(
        description="Days spent in it, rests left out; null: it was never there."
    )


async def stays_of(context: Context, journey: Journey, stands: Relation) -> list[JourneyStay]:
    """All stages of the version a journey runs by, in order."""
    content = await context.load(contents_at, (journey.template_id, journey.template_number))
    stages = [] if content is None else [JourneyStage(stage=stage) for stage in content.stages]
    visits: list[StageVisit] = await context.load(visits_of, journey.id) or []
    at = journey.ended_at or now()
    return [_stay(journey, each, visits, at, stands) for each in stages]


def _stay(
    journey: Journey, each: JourneyStage, visits: Sequence[StageVisit], at: datetime, stands: Relation
) -> JourneyStay:
    own = [visit for visit in visits if visit.stage == each.stage.key]
    hours = sum(((visit.left_at or at) - visit.entered_at).total_seconds() for visit in own) / 3600
    state = "ahead" if each.stage.place > journey.place else "past"
    if each.stage.key == journey.stage and journey.state != "done":
        state = "present"
    return JourneyStay(
        stands=stands,
        stage=each,
        state=state,
        visits=sum(visit.direction != "resume" for visit in own),
        days=Decimal(round(PyDecimal(hours / HOURS_A_DAY), 1)) if own else None,
    )


async def missing_in(context: Context, journey: Journey, stands: Relation) -> list[JourneyMissing] | None:
    """What holds a journey in its stage; nothing for one that has ended.

    Null for whom its criteria would tell what he may not read of the client.
    """
    if journey.state not in RUNNING:
        return []
    content = await context.load(contents_at, (journey.template_id, journey.template_number))
    stage = None if content is None else content.stage(journey.stage)
    if stage is None:
        return []
    coordinate = hidden(context.principal.mask, stage.criteria, stands)
    if coordinate is not None:
        context.denied.add(coordinate)
        return None
    at = (journey.template_id, journey.template_number, journey.stage)
    criteria: Sequence[bool | None] = await context.load(_holding, journey.client_id, *at) or ()
    tasks = await context.load(_open_tasks, journey.id) or []
    found = [
        Missing("criterion", criterion.key, criterion.name.zh, criterion.name.en, broken=is_met is None)
        for criterion, is_met in zip(stage.criteria, criteria, strict=True)
        if not is_met
    ]
    found += [task_missing(task, stage) for task in tasks]
    if stage.approvals:
        asked, kinds = await context.load(_asked, journey.id)
        found += [approval_missing(each) for each in wanted_in(stage, asked, kinds) if not each.granted]
    uses = {criterion.key: fields_of(criterion.condition) for criterion in stage.criteria}
    return [told(each, stands, uses.get(each.key, ()) if each.kind == "criterion" else ()) for each in found]


def told(each: Missing, stands: Relation, uses: Sequence[str] = ()) -> JourneyMissing:
    """One thing that is missing, as it is told. uses: what the criterion rests on."""
    return JourneyMissing(
        stands=stands,
        kind=each.kind,
        key=each.key,
        zh=each.zh,
        en=each.en,
        task=None if each.task_id is None else strawberry.ID(public_id("task", each.task_id)),
        approval=None if each.approval_id is None else strawberry.ID(public_id("approval", each.approval_id)),
        state=each.state,
        waivable=each.waivable,
        broken=each.broken,
        uses=list(uses),
    )


async def visits_of(
    session: AsyncSession, context: Context, journey_ids: Sequence[UUID]
) -> dict[UUID, list[StageVisit]]:
    """All stays of journeys, the oldest first."""
    found: dict[UUID, list[StageVisit]] = defaultdict(list)
    rows = await session.scalars(
        select(StageVisit)
        .where(StageVisit.firm_id == context.principal.firm_id, StageVisit.journey_id.in_(journey_ids))
        .order_by(StageVisit.journey_id, StageVisit.entered_at, StageVisit.id)
    )
    for row in rows:
        found[row.journey_id].append(row)
    return found


async def _holding(
    session: AsyncSession,
    context: Context,
    client_ids: Sequence[UUID],
    template_id: UUID,
    number: int,
    key: str,
) -> dict[UUID, Any]:
    """Whether each criterion of one stage holds of clients."""
    contents = await contents_at(session, context, [(template_id, number)])
    stage = contents[template_id, number].stage(key)
    if stage is None or not stage.criteria:
        return {}
    firm = await firm_of(session)
    return dict(await holding(session, firm, client_ids, stage.criteria))


async def _open_tasks(
    session: AsyncSession, context: Context, journey_ids: Sequence[UUID]
) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for task in await open_mandatory(session, context.principal.firm_id, journey_ids):
        if task.journey_id is not None:
            found[task.journey_id].append(task)
    return found


async def _asked(session: AsyncSession, context: Context, journey_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """What journeys asked for in their present stay, and the kinds by key."""
    asked = await asked_by(session, journey_ids)
    kinds = await kinds_by_key(session)
    return {id: (asked[id], kinds) for id in journey_ids}
