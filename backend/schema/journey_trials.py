"""A version of a template tried on one client before it is in force: what would hold him where, and until when."""

from __future__ import annotations

from collections.abc import Callable
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
from backend.track.approval_content import KindContent
from backend.track.approval_kinds import kind_contents
from backend.track.approval_rounds import is_decidable
from backend.track.approval_rules import batches
from backend.track.approvals import Approval
from backend.track.moving import Judge
from backend.track.stage_approvals import hold_kinds, kinds_by_key
from backend.track.stage_tasks import due_on
from backend.track.template_content import Content, Stage, read_content


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
class JourneyTrialApproval:
    """An approval that would be asked for when the stage is entered, judged by who could decide it now."""

    key: str
    zh: str
    en: str
    usable: bool = strawberry.field(description="Whether its kind is in use; else it is not asked for.")
    decidable: bool = strawberry.field(
        description="Whether every step has enough people beside who asks; else it waits as a draft."
    )
    due_on: date = strawberry.field(description="When it would be decided, if each step took its time.")


@strawberry.type
class JourneyTrialStage:
    """A stage, if the journey began today and each stage took as long as it should."""

    stage: str
    entered_on: date
    left_on: date | None = strawberry.field(description="null: it is left when there is reason to.")
    criteria: list[JourneyTrialCriterion]
    tasks: list[JourneyTrialTask]
    approvals: list[JourneyTrialApproval]


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
        session.info.setdefault("firm_id", context.principal.firm_id)
        context.queries += 3
        await hold_criteria(session, read)
        await hold_kinds(session, read.stages)
        judge = await _approvals_for(context, session, read, node.row)
        return await _tried(session, read, judging(mask, node.stands), node.row.id, judge)


ApprovalsOn = Callable[[Stage, date], list[JourneyTrialApproval]]
"""What a stage that is entered on a day would ask for."""


async def _approvals_for(
    context: Context, session: AsyncSession, content: Content, client: Any
) -> ApprovalsOn:
    """Judges what the stages ask for, as if whoever is responsible for the client asked."""
    keys = {key for stage in content.stages for key in stage.approvals}
    kinds = await kinds_by_key(session, sorted(keys)) if keys else {}
    contents = (
        await kind_contents(session, [(kind.id, kind.number) for kind in kinds.values()]) if kinds else {}
    )
    context.queries += 2 if keys else 0
    asked = Approval(firm_id=client.firm_id, client_id=client.id)
    requester = client.owner_id or context.principal.user_id
    if requester is not None:
        asked.requester_id = requester
    decidable = {}
    for key, kind in kinds.items():
        said = contents[kind.id, kind.number]
        context.queries += sum(len(step.approvers) for step in said.steps)
        decidable[key] = await is_decidable(session, asked, said)

    def on(stage: Stage, day: date) -> list[JourneyTrialApproval]:
        return [
            JourneyTrialApproval(
                key=key,
                zh=kinds[key].zh,
                en=kinds[key].en,
                usable=kinds[key].archived_at is None,
                decidable=decidable[key],
                due_on=due_on(day, workdays_of(contents[kinds[key].id, kinds[key].number])),
            )
            for key in stage.approvals
        ]

    return on


def workdays_of(content: KindContent) -> int:
    """How many workdays an approval takes, if each step takes its own; those that are open together the longest."""
    places = batches([step.with_previous for step in content.steps])
    return sum(max(content.steps[place].days for place in together) for together in places)


async def _tried(
    session: AsyncSession, content: Content, judge: Judge, client_id: Any, approvals: ApprovalsOn
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
                approvals=approvals(stage, day),
            )
        )
        day = left or day
    return told
