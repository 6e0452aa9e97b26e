"""What came of the journeys by each version of each template within a year: the outcome figure of a template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import Integer, and_, case, literal, null, select
from sqlalchemy import cast as sql_cast

from backend.graph.context import Context
from backend.graph.rights import demand
from backend.platform.clock import business_date, now
from backend.platform.ids import public_id
from backend.schema.journey_cycles import JourneyCurve, curve
from backend.schema.journey_definitions import CYCLE
from backend.schema.journey_ways import BASIS, goal_of, is_whole, places_of
from backend.schema.journeys import JOURNEY
from backend.schema.kpis import KpiDefinition
from backend.track.journey_cycle import EXCLUDED, spans, watched
from backend.track.journey_scope import Ways, begin_of
from backend.track.journey_survival import Span
from backend.track.template_content import Content, read_content
from backend.track.templates import JourneyTemplate as TemplateRow
from backend.track.templates import JourneyTemplateVersion as VersionRow

YEAR: Final = timedelta(days=365)


@strawberry.type
class JourneyOutcome:
    """Journeys that began by a template within a year. number: the version they run by now; null: all versions."""

    template: strawberry.ID
    number: int | None
    figures: JourneyCurve


@strawberry.type
class JourneyOutcomes:
    """What came of the journeys by each template, among those the caller sees."""

    definition: KpiDefinition
    rows: list[JourneyOutcome]


async def outcomes_of(context: Context) -> JourneyOutcomes:
    """Of all templates and versions, in two statements. Raises FORBIDDEN as other figures about journeys."""
    for field in BASIS:
        demand(context, "Journey", f"Journey.{field}")
    firm_id = context.principal.firm_id
    within, _ = JOURNEY.within(context.principal)
    today = business_date()
    async with context.database.read(firm_id) as session:
        context.queries += 2
        contents = await _contents(session, firm_id)
        places, goals = _places(contents), _goals(contents)
        ways = Ways(firm_id, within, {}, 0, 0)
        of = watched(
            ways, begin_of(today - YEAR), begin_of(today + timedelta(days=1)), now(), place=places, goal=goals
        )
        rows = (await session.execute(spans(of, [of.c.template_id, of.c.template_number]))).all()
    found: Mapping[tuple[UUID, int | None], list[Span]] = defaultdict(list)
    for template, number, entry, exit, outcome, count in rows:
        if outcome != EXCLUDED:
            span = Span(entry, exit, outcome, count)
            found[template, None].append(span)
            found[template, number].append(span)
    whole = is_whole(context)
    return JourneyOutcomes(
        definition=CYCLE,
        rows=[
            JourneyOutcome(
                template=strawberry.ID(public_id("journeytemplate", template)),
                number=number,
                figures=curve(None, found[template, number], whole=whole),
            )
            for template, number in sorted(found, key=lambda at: (at[0], at[1] or 0))
        ],
    )


async def _contents(session: Any, firm_id: UUID) -> dict[UUID, list[Content]]:
    """The versions of each template, the newest first."""
    rows = await session.execute(
        select(VersionRow.template_id, VersionRow.content)
        .join(TemplateRow, and_(TemplateRow.firm_id == firm_id, TemplateRow.id == VersionRow.template_id))
        .where(VersionRow.firm_id == firm_id)
        .order_by(VersionRow.template_id, VersionRow.number.desc())
    )
    found: dict[UUID, list[Content]] = defaultdict(list)
    for template, content in rows:
        found[template].append(read_content(content))
    return found


def _places(contents: Mapping[UUID, list[Content]]) -> Any:
    def place(stage: Any, template: Any) -> Any:
        known = [
            (and_(template == id, stage == key), literal(each.place, Integer()))
            for id, versions in contents.items()
            for key, each in places_of(versions).items()
        ]
        return case(*known, else_=sql_cast(null(), Integer))

    return place


def _goals(contents: Mapping[UUID, list[Content]]) -> Any:
    def goal(template: Any) -> Any:
        return case(
            *((template == id, goal_of(versions[0].stages)) for id, versions in contents.items()), else_=10**6
        )

    return goal
