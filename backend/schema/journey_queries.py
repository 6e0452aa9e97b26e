"""What is read of journeys and of their templates from the root, and what another version would do."""

from __future__ import annotations

from typing import Any

import strawberry
from sqlalchemy import func, select

from backend.graph.connections import Connection, Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.lists import RootAll, RootList, RootOne, all_of, one_of
from backend.policies.roles import PEOPLE
from backend.schema.journey_board import JourneyBoard, JourneyMap, board_of, maps_of
from backend.schema.journey_criteria import hold_author, hold_criteria
from backend.schema.journey_differences import JourneyDifference, differences
from backend.schema.journey_list import JourneyFilter, JourneyOrder, journey_page, journeys_listed
from backend.schema.journey_template_mutations import own_template
from backend.schema.journey_templates import (
    TEMPLATE,
    JourneyTemplate,
    contents_at,
)
from backend.schema.journeys import JOURNEY, Journey
from backend.track.journeys import RUNNING
from backend.track.journeys import Journey as JourneyRow
from backend.track.stage_approvals import hold_kinds
from backend.track.template_content import read_content
from backend.track.templates import JourneyTemplate as TemplateRow


@strawberry.type
class JourneyStageUse:
    """Journeys that run in a stage of the newest version or of older ones."""

    stage: str
    count: int
    stays: bool = strawberry.field(description="Whether the new version has it.")


@strawberry.type
class JourneyTemplatePreview:
    """What a version would mean before it is in force. Running journeys keep theirs until they are brought to it."""

    running: int = strawberry.field(description="Journeys of the firm that run by the template.")
    stages: list[JourneyStageUse] = strawberry.field(description="Where they are.")
    nodes: int = strawberry.field(description="Tasks over all stages.")
    differences: list[JourneyDifference] = strawberry.field(description="Against the newest version.")


@strawberry.type
class JourneyQueries:
    """Ways of clients."""

    @declared(RootOne(lambda: JOURNEY))
    async def journey(self, info: Info, id: strawberry.ID) -> Journey | None:
        """One journey."""
        return await one_of(info, JOURNEY, id)  # type: ignore[no-any-return]

    @declared(RootList(journeys_listed))
    async def journeys(
        self, info: Info, filter: JourneyFilter | None = None, order_by: list[JourneyOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[Journey]:  # fmt: skip
        """Journeys the caller may see, by the day their stage should be left by when no order is given."""
        return await journey_page(info, first, after)

    @strawberry.field
    async def journey_board(
        self, info: Info, template: strawberry.ID, filter: JourneyFilter | None = None, first: int = 20
    ) -> JourneyBoard:
        """Journeys by a template, a column for each stage; of each column the first 50 at most."""
        return await board_of(info, template, first)

    @strawberry.field
    async def journey_map(self, info: Info, filter: JourneyFilter | None = None) -> list[JourneyMap]:
        """How many journeys and clients are in which stage, by template."""
        return await maps_of(info)

    @declared(RootAll(lambda: TEMPLATE, (TemplateRow.kind.desc(), TemplateRow.created_at, TemplateRow.id)))
    async def journey_templates(self, info: Info) -> list[JourneyTemplate]:
        """All templates, those of sales first."""
        return await all_of(info, TEMPLATE, TemplateRow.kind.desc(), TemplateRow.created_at, TemplateRow.id)

    @declared(RootOne(lambda: TEMPLATE))
    async def journey_template(self, info: Info, id: strawberry.ID) -> JourneyTemplate | None:
        """One template."""
        return await one_of(info, TEMPLATE, id)  # type: ignore[no-any-return]

    @strawberry.field
    async def preview_journey_template(
        self, info: Info, template: strawberry.ID, content: strawberry.scalars.JSON
    ) -> JourneyTemplatePreview:
        """What a version would mean, before it is in force; refused as publishing it would be."""
        return await preview_of(info.context, template, content)


async def preview_of(context: Context, template: str, content: Any) -> JourneyTemplatePreview:
    """Counts and differences. Raises Refused: NOT_FOUND, BAD_USER_INPUT, FORBIDDEN."""
    node = await own_template(context, template)
    read = read_content(content, PEOPLE)
    hold_author(context.principal.mask, read)
    at = (node.row.id, node.row.number)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 3
        await hold_criteria(session, read)
        await hold_kinds(session, read.stages)
        rows = await session.execute(
            select(JourneyRow.stage, func.count())
            .where(
                JourneyRow.firm_id == context.principal.firm_id,
                JourneyRow.template_id == node.row.id,
                JourneyRow.state.in_(RUNNING),
            )
            .group_by(JourneyRow.stage)
            .order_by(func.count().desc(), JourneyRow.stage)
        )
        used = [
            JourneyStageUse(stage=stage, count=count, stays=read.stage(stage) is not None)
            for stage, count in rows
        ]
    present = await context.load(contents_at, at)
    return JourneyTemplatePreview(
        running=sum(each.count for each in used),
        stages=used,
        nodes=sum(len(stage.tasks) for stage in read.stages),
        differences=differences(present, read),
    )
