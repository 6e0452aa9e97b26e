"""What is read of journeys and of their templates from the root, and what another version would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import strawberry
from sqlalchemy import func, select

from backend.graph.connections import Connection, Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.lists import RootAll, RootList, RootOne, all_of, one_of
from backend.policies.roles import PEOPLE
from backend.schema.book import JOURNEY, Journey
from backend.schema.journey_board import JourneyBoard, JourneyMap, board_of, maps_of
from backend.schema.journey_criteria import hold_author, hold_criteria
from backend.schema.journey_list import JourneyFilter, JourneyOrder, journey_page, journeys_listed
from backend.schema.journey_template_mutations import own_template
from backend.schema.journey_templates import (
    TEMPLATE,
    JourneyTemplate,
    contents_at,
)
from backend.systemize.conditions.tree import write
from backend.track.journeys import RUNNING
from backend.track.journeys import Journey as JourneyRow
from backend.track.template_content import Content, read_content
from backend.track.templates import JourneyTemplate as TemplateRow


@strawberry.type
class JourneyDifference:
    """A place where a version says something else. Stages, tasks and criteria are named by their keys."""

    path: str
    before: str | None
    after: str | None


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
        context.queries += 2
        await hold_criteria(session, read)
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
        differences=[
            JourneyDifference(path=path, before=then, after=then_)
            for path, then, then_ in differences(present, read)
        ],
    )


def differences(before: Content, after: Content) -> list[tuple[str, str | None, str | None]]:
    """(place, before, after) of whatever two versions say otherwise, in the order of the later one."""
    old, new = _flat(before), _flat(after)
    places = [*new, *(place for place in old if place not in new)]
    return [(place, old.get(place), new.get(place)) for place in places if old.get(place) != new.get(place)]


def _flat(content: Content) -> Mapping[str, str]:
    """Everything a version says, by its place."""
    found = {"name": f"{content.name.zh} / {content.name.en}"}
    for loss in content.losses:
        found[f"losses.{loss.key}"] = f"{loss.name.zh} / {loss.name.en}{' *' if loss.note else ''}"
    for stage in content.stages:
        at = stage.key
        found[f"{at}"] = f"{stage.place + 1}. {stage.name.zh} / {stage.name.en}"
        found[f"{at}.days"] = "—" if stage.days is None else str(stage.days)
        found[f"{at}.loss"] = str(stage.loss).lower()
        found[f"{at}.playbook"] = f"{stage.playbook.zh} / {stage.playbook.en}"
        for task in stage.tasks:
            each = f"{at}.{task.key}"
            found[each] = f"{task.name.zh} / {task.name.en}"
            for name in ("owner", "days", "evidence", "mandatory", "compliance"):
                found[f"{each}.{name}"] = str(getattr(task, name)).lower()
            found[f"{each}.playbook"] = f"{task.playbook.zh} / {task.playbook.en}"
            found[f"{each}.checklist"] = "; ".join(f"{item.zh} / {item.en}" for item in task.checklist)
        for criterion in stage.criteria:
            each = f"{at}.{criterion.key}"
            found[each] = f"{criterion.name.zh} / {criterion.name.en}"
            found[f"{each}.condition"] = orjson.dumps(write(criterion.condition)).decode()
    return found
