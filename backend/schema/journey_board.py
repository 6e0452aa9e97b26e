"""A board of journeys: a column for each stage with what stands in it; and a map of how many there are where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal as PyDecimal
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, func, select

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.lists import drafted
from backend.graph.nodes import node_of
from backend.graph.rights import demand
from backend.graph.scalars import Decimal, Money
from backend.platform.clock import business_date, now
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.schema.journey_list import journey_bounds
from backend.schema.journey_templates import TEMPLATE, JourneyStage, JourneyTemplate, stages_at
from backend.schema.journeys import JOURNEY, Journey
from backend.track.journeys import RUNNING, StageVisit
from backend.track.journeys import Journey as JourneyRow

MOST_CARDS = 50
LOOKED_BACK = timedelta(days=365)
"""How far back stays count for the usual time in a stage."""
DAY = 86_400


@strawberry.type
class JourneyColumn:
    """A stage of a board, with the journeys in it that the caller sees."""

    stage: JourneyStage
    count: int = strawberry.field(description="Journeys that run or rest in it.")
    clients: int = strawberry.field(description="How many clients that are.")
    held: int = strawberry.field(description="How many of the journeys rest.")
    overdue: int = strawberry.field(description="How many should have left it before today.")
    amount: Money | None = strawberry.field(description="CNY that they are expected to bring together.")
    median_days: Decimal | None = strawberry.field(
        description="Half of the stays that ended forward within a year were shorter; null: there were none."
    )
    journeys: list[Journey] = strawberry.field(description="The first of them; the list has the others.")


@strawberry.type
class JourneyBoard:
    """Journeys by one template."""

    template: JourneyTemplate
    columns: list[JourneyColumn]


@strawberry.type
class JourneyMapStage:
    """How many stand in a stage."""

    stage: JourneyStage
    journeys: int
    clients: int
    held: int
    amount: Money | None


@strawberry.type
class JourneyMap:
    """How many stand where by one template; journeys that rest are counted in, and apart."""

    template: JourneyTemplate
    stages: list[JourneyMapStage]


async def board_of(info: Info, template: str, first: int) -> JourneyBoard:
    """The board of a template, in a constant number of statements.

    Stages of older versions that the newest has no more stand behind its own, as long as journeys are in them.
    Raises Refused: NOT_FOUND; FORBIDDEN for what is counted and may not be read of every row.
    """
    context = info.context
    found = await node_of(context, TEMPLATE, own_id("journeytemplate", template))
    if found is None:
        raise Refused(Code.NOT_FOUND)
    bounds = await _bounds(info, JourneyRow.template_id == found.row.id)
    stages = await context.load(stages_at, (found.row.id, found.row.number)) or []
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 3
        sums = await _sums(session, bounds, JourneyRow.stage)
        medians = await _medians(session, context, found.row.id)
        cards = await _cards(session, context, bounds, min(max(first, 0), MOST_CARDS))
    columns = [
        _column(each, sums.get((each.stage.key,)), medians, cards)
        for each in [*stages, *_strays(stages, sums)]
    ]
    return JourneyBoard(template=found, columns=columns)


async def maps_of(info: Info) -> list[JourneyMap]:
    """The map of every template by which journeys of the caller run, or could start."""
    context = info.context
    bounds = await _bounds(info)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 2
        sums = await _sums(session, bounds, JourneyRow.template_id, JourneyRow.stage)
        rows = (await session.execute(TEMPLATE.rows(context.principal))).all()
    nodes = [TEMPLATE.made(row) for row in rows]
    used = {at[0] for at in sums}
    wanted = [node for node in nodes if node.row.archived_at is None or node.row.id in used]
    wanted.sort(key=lambda node: (node.row.kind != "sales", node.row.created_at, node.row.id))
    found = []
    for node in wanted:
        stages = await context.load(stages_at, (node.row.id, node.row.number)) or []
        found.append(JourneyMap(template=node, stages=[_place(node.row.id, each, sums) for each in stages]))
    return found


async def _bounds(info: Info, *more: ColumnElement[bool]) -> list[Any]:
    """What is counted: journeys that run or rest, within the caller's reach and the filter."""
    for field in ("state", "stage", "template", "client", "expectedAmount", "stageDueOn", "enteredAt"):
        demand(info.context, "Journey", f"Journey.{field}")
    draft, arguments = await drafted(info)
    narrowed = journey_bounds(draft, arguments["filter"])
    bounds, _ = JOURNEY.within(draft.caller, JourneyRow.state.in_(RUNNING), *more, *narrowed)
    return bounds


async def _sums(session: Any, bounds: Sequence[Any], *by: Any) -> dict[tuple[Any, ...], Any]:
    late = (JourneyRow.state == "open") & (JourneyRow.stage_due_on < business_date())
    rows = await session.execute(
        select(
            *by,
            func.count().label("journeys"),
            func.count(JourneyRow.client_id.distinct()).label("clients"),
            func.count().filter(JourneyRow.state == "held").label("held"),
            func.count().filter(late).label("overdue"),
            func.sum(JourneyRow.expected_amount).label("amount"),
            func.min(JourneyRow.stage_zh).label("zh"),
            func.min(JourneyRow.stage_en).label("en"),
        )
        .where(*bounds)
        .group_by(*by)
    )
    return {tuple(row[: len(by)]): row for row in rows}


async def _medians(session: Any, context: Context, template_id: UUID) -> dict[str, Decimal]:
    """Days by stage, of the journeys that the caller sees."""
    bounds, _ = JOURNEY.within(context.principal, JourneyRow.template_id == template_id)
    took = func.extract("epoch", StageVisit.left_at - StageVisit.entered_at) / DAY
    rows = await session.execute(
        select(StageVisit.stage, func.percentile_cont(0.5).within_group(took))
        .where(
            StageVisit.firm_id == context.principal.firm_id,
            StageVisit.exit.in_(("forward", "done")),
            StageVisit.left_at >= now() - LOOKED_BACK,
            StageVisit.journey_id.in_(select(JourneyRow.id).where(*bounds)),
        )
        .group_by(StageVisit.stage)
    )
    return {row[0]: Decimal(round(PyDecimal(row[1]), 1)) for row in rows}


async def _cards(
    session: Any, context: Context, bounds: Sequence[Any], first: int
) -> Mapping[str, list[Journey]]:
    """The first journeys of each stage: those that should leave it soonest."""
    ranked = (
        select(
            JourneyRow.id.label("id"),
            func.row_number()
            .over(
                partition_by=JourneyRow.stage,
                order_by=(JourneyRow.stage_due_on.asc().nulls_last(), JourneyRow.id),
            )
            .label("place"),
        )
        .where(*bounds)
        .subquery()
    )
    statement = (
        JOURNEY.rows(context.principal)
        .join(ranked, ranked.c.id == JourneyRow.id)
        .where(ranked.c.place <= first)
        .order_by(JourneyRow.stage_due_on.asc().nulls_last(), JourneyRow.id)
    )
    found: dict[str, list[Journey]] = {}
    for row in await session.execute(statement):
        found.setdefault(row[0].stage, []).append(JOURNEY.made(row))
    return found


def _column(
    each: JourneyStage, counted: Any, medians: Mapping[str, Decimal], cards: Mapping[str, list[Journey]]
) -> JourneyColumn:
    return JourneyColumn(
        stage=each,
        count=0 if counted is None else counted.journeys,
        clients=0 if counted is None else counted.clients,
        held=0 if counted is None else counted.held,
        overdue=0 if counted is None else counted.overdue,
        amount=_money(counted),
        median_days=medians.get(each.stage.key),
        journeys=cards.get(each.stage.key, []),
    )


def _strays(stages: Sequence[JourneyStage], sums: Mapping[tuple[Any, ...], Any]) -> list[JourneyStage]:
    """Stages that only older versions have, and where somebody stands."""
    known = {each.stage.key for each in stages}
    return [JourneyStage.gone(key[0], row.zh, row.en) for key, row in sums.items() if key[0] not in known]


def _place(template_id: UUID, each: JourneyStage, sums: Mapping[tuple[Any, ...], Any]) -> JourneyMapStage:
    counted = sums.get((template_id, each.stage.key))
    return JourneyMapStage(
        stage=each,
        journeys=0 if counted is None else counted.journeys,
        clients=0 if counted is None else counted.clients,
        held=0 if counted is None else counted.held,
        amount=_money(counted),
    )


def _money(counted: Any) -> Money | None:
    return None if counted is None else Money(counted.amount or PyDecimal(0))
