"""A version of a template tried on one client before it is in force: what would hold him where, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.clock import business_date
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.policies.roles import PEOPLE
from backend.schema.clients import CLIENT
from backend.schema.journey_criteria import hold_author, hold_criteria, judging
from backend.schema.journey_template_mutations import own_template
from backend.track.moving import Judge
from backend.track.stage_tasks import due_on
from backend.track.template_content import Content, read_content


@strawberry.type
class JourneyTrialCriterion:
    """An exit criterion of a stage, judged by what is known of the client now."""

    key: str
    held: bool


@strawberry.type
class JourneyTrialTask:
    """A task that would be made when the stage is entered."""

    key: str
    due_on: date


@strawberry.type
class JourneyTrialStage:
    """A stage, if the journey began today and each stage took as long as it should."""

    stage: str
    entered_on: date
    left_on: date | None = strawberry.field(description="null: it is left when there is reason to.")
    criteria: list[JourneyTrialCriterion]
    tasks: list[JourneyTrialTask]


@strawberry.type
class JourneyTrialQueries:
    """Versions tried before they are in force."""

    @strawberry.field
    async def try_journey_template(
        self, info: Info, template: strawberry.ID, content: strawberry.scalars.JSON, client: strawberry.ID
    ) -> list[JourneyTrialStage]:
        """How a version would go with a client; nothing is written. Refused as publishing the version would be."""
        return await trial_of(info.context, template, content, client)


async def trial_of(context: Context, template: str, content: Any, client: str) -> list[JourneyTrialStage]:
    """All stages, in order. Raises Refused: NOT_FOUND, BAD_USER_INPUT; FORBIDDEN for what the caller may not read."""
    await own_template(context, template)
    read = read_content(content, PEOPLE)
    mask = context.principal.mask
    hold_author(mask, read)
    node = await node_of(context, CLIENT, own_id(CLIENT.word, client))
    if node is None:
        raise Refused(Code.NOT_FOUND)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 3
        await hold_criteria(session, read)
        return await _tried(session, read, judging(mask, node.stands), node.row.id)


async def _tried(
    session: AsyncSession, content: Content, judge: Judge, client_id: Any
) -> list[JourneyTrialStage]:
    criteria = [criterion for stage in content.stages for criterion in stage.criteria]
    held = iter(await judge(session, client_id, criteria) if criteria else ())
    told, day = [], business_date()
    for stage in content.stages:
        left = None if stage.days is None else day + timedelta(days=stage.days)
        told.append(
            JourneyTrialStage(
                stage=stage.key,
                entered_on=day,
                left_on=left,
                criteria=[
                    JourneyTrialCriterion(key=each.key, held=bool(next(held))) for each in stage.criteria
                ],
                tasks=[JourneyTrialTask(key=task.key, due_on=due_on(day, task.days)) for task in stage.tasks],
            )
        )
        day = left or day
    return told
