"""The figures of journeys in a window: cycle, conversions, key tasks, who is where, and losses.

Source: K-04, K-05, K-06, K-08, K-09.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal as PyDecimal
from typing import Any, Final

import strawberry

from backend.graph.context import Context
from backend.graph.scalars import Money
from backend.platform.clock import business_date
from backend.schema.journey_cycles import JourneyCycle, cycle_of
from backend.schema.journey_definitions import CONVERSION, FUNNEL, LOSSES, TASKS
from backend.schema.journey_templates import JourneyStage
from backend.schema.journey_ways import Asked, JourneyFigureFilter, asked_of
from backend.schema.kpis import KpiDefinition, KpiRatio, is_few, ratio_of, untold
from backend.track.journey_cycle import month_of, spans, watched
from backend.track.journey_duties import CLASSES, kept
from backend.track.journey_flow import cohort, exits
from backend.track.journey_stays import funnel

OTHER: Final = "other"
MOST_OTHER: Final = PyDecimal("0.1")


@strawberry.type
class JourneyConversion:
    """How many go on from a stage. stage: null: the whole way, from the first stage to the win."""

    stage: JourneyStage | None
    entered: int | None = strawberry.field(
        description="First entered it in the window; null: too few to be told."
    )
    unripe: int | None = strawberry.field(description="Of them, with less follow-up: in no share yet.")
    cohort: KpiRatio = strawberry.field(description="Went on within the horizon / have that much follow-up.")
    period: KpiRatio | None = strawberry.field(
        description="Forward exits / forward and lost exits in the window; null of the whole way."
    )


@strawberry.type
class JourneyConversions:
    """Conversions of all stages."""

    definition: KpiDefinition
    days: int = strawberry.field(description="The horizon.")
    stages: list[JourneyConversion]
    whole: JourneyConversion


@strawberry.type
class JourneyTaskFigures:
    """Mandatory tasks of a stage (null: of all) that were due. Counts are null: too few to be told."""

    stage: JourneyStage | None
    share: KpiRatio = strawberry.field(description="Done in time / due.")
    late: int | None = strawberry.field(description="Done, but late.")
    waived: int | None
    open: int | None
    missed: int | None = strawberry.field(description="Cancelled only after they were due.")


@strawberry.type
class JourneyKeyTasks:
    """Whether mandatory tasks are done in time."""

    definition: KpiDefinition
    whole: JourneyTaskFigures
    stages: list[JourneyTaskFigures]


@strawberry.type
class JourneyStanding:
    """Who is in a stage at the end of the window, or now if that is earlier."""

    stage: JourneyStage
    journeys: int
    clients: int
    held: int
    amount: Money = strawberry.field(description="CNY expected.")


@strawberry.type
class JourneyFunnel:
    """Where journeys stand."""

    definition: KpiDefinition
    at: datetime
    stages: list[JourneyStanding]


@strawberry.type
class JourneyLossCount:
    """Journeys lost in a stage for a reason. Null figures: too few to be told to this reader."""

    stage: JourneyStage
    reason: str
    zh: str
    en: str
    share: KpiRatio = strawberry.field(description="Of all that were lost.")
    amount: Money | None = strawberry.field(description="CNY that were expected.")


@strawberry.type
class JourneyLosses:
    """Why journeys are lost."""

    definition: KpiDefinition
    journeys: int | None
    amount: Money | None
    doubtful: bool = strawberry.field(description="More than 10 % say “other”.")
    rows: list[JourneyLossCount] = strawberry.field(description="The most frequent first.")


@strawberry.type
class JourneyWindow:
    """All figures of [from, to)."""

    first: date = strawberry.field(name="from")
    until: date = strawberry.field(name="to")
    cycle: JourneyCycle
    conversions: JourneyConversions
    tasks: JourneyKeyTasks
    funnel: JourneyFunnel
    losses: JourneyLosses


@strawberry.type
class JourneyFigures:
    """The figures of a window and, where asked for, of the one of the same length before it."""

    stages: list[JourneyStage] = strawberry.field(
        description="In order; those that only older versions have stand behind."
    )
    goal: str | None = strawberry.field(description="The stage with which a journey is won; null: its end.")
    window: JourneyWindow
    before: JourneyWindow | None


async def journey_figures(
    context: Context,
    template: str,
    first: date,
    until: date,
    filter: JourneyFigureFilter | None,
    *,
    days: int,
    goal: str | None,
    compare: bool,
) -> JourneyFigures:
    """The figures, in 7 statements, 12 with the window before. Raises as `asked_of`."""
    asked = await asked_of(context, template, first, until, filter, days=days, goal=goal)
    window = await window_of(context, asked, asked.first, asked.until)
    before = await window_of(context, asked, *asked.before) if compare else None
    place = asked.ways.goal
    return JourneyFigures(
        stages=list(asked.stages),
        goal=asked.stages[place].stage.key if place < asked.ways.stages else None,
        window=window,
        before=before,
    )


async def window_of(context: Context, asked: Asked, first: datetime, until: datetime) -> JourneyWindow:
    """All figures of a window of instants."""
    ways, whole = asked.ways, asked.whole
    at = min(until, asked.now)
    of = watched(ways, first, until, asked.now)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 5
        entered = (await session.execute(cohort(ways, first, until, asked.days, asked.now))).all()
        left = (await session.execute(exits(ways, first, until))).all()
        took = (await session.execute(spans(of, [month_of(of.c.opened_at)]))).all()
        due = (await session.execute(kept(ways, first, until, asked.now))).all()
        there = (await session.execute(funnel(ways, at))).all()
    return JourneyWindow(
        first=business_date(first),
        until=business_date(until),
        cycle=cycle_of(took, whole=whole),
        conversions=conversions_of(asked, entered, left),
        tasks=_tasks(asked, due),
        funnel=_funnel(asked, there, at),
        losses=losses_of(asked, left),
    )


def conversions_of(asked: Asked, entered: Sequence[Any], left: Sequence[Any]) -> JourneyConversions:
    """Of `cohort` and `exits` rows."""
    by_place = {row.place: row for row in entered}
    period: Mapping[str, Counter[str]] = defaultdict(Counter)
    clients: Counter[str] = Counter()
    for row in left:
        period[row.stage][row.kind] += row.journeys
        clients[row.stage] += row.clients
    stages = [
        _conversion(asked, each, by_place.get(place), period[each.stage.key], clients[each.stage.key])
        for place, each in enumerate(asked.stages[: asked.ways.stages])
    ]
    return JourneyConversions(
        definition=CONVERSION,
        days=asked.days,
        stages=stages,
        whole=_conversion(asked, None, by_place.get(asked.ways.stages), None, 0),
    )


def _conversion(
    asked: Asked, stage: JourneyStage | None, row: Any, period: Counter[str] | None, clients: int
) -> JourneyConversion:
    hides = row is not None and (hidden(asked, row.clients) or hidden(asked, row.entered))
    return JourneyConversion(
        stage=stage,
        entered=None if hides else 0 if row is None else row.entered,
        unripe=None if hides else 0 if row is None else row.entered - row.ripe,
        cohort=untold() if hides else cohort_share(asked, row),
        period=None
        if period is None
        else share_of(asked, period["forward"], period["forward"] + period["lost"], clients),
    )


def cohort_share(asked: Asked, row: Any) -> KpiRatio:
    """The share of a `cohort` row; of none: of nobody."""
    return share_of(asked, 0, 0, 0) if row is None else share_of(asked, row.passed, row.ripe, row.clients)


def share_of(asked: Asked, part: int, of: int, clients: int) -> KpiRatio:
    """A share of counts, with the interval of few; untold of fewer than 3 clients below the firm."""
    if hidden(asked, clients):
        return untold()
    return ratio_of(PyDecimal(part), PyDecimal(of), of, counted=True)


def hidden(asked: Asked, clients: int) -> bool:
    """Whether so few are not told to this reader."""
    return not asked.whole and is_few(clients)


def _tasks(asked: Asked, rows: Sequence[Any]) -> JourneyKeyTasks:
    by_stage: Mapping[str, Counter[str]] = defaultdict(Counter)
    clients: Counter[str] = Counter()
    for row in rows:
        by_stage[row.stage][row[1]] += row.tasks
        clients[row.stage] += row.clients
    every: Counter[str] = Counter()
    for counts in by_stage.values():
        every.update(counts)
    return JourneyKeyTasks(
        definition=TASKS,
        whole=_kept(asked, None, every, clients.total()),
        stages=[
            _kept(asked, each, by_stage[each.stage.key], clients[each.stage.key])
            for each in asked.stages
            if each.stage.key in by_stage
        ],
    )


def _kept(asked: Asked, stage: JourneyStage | None, counts: Counter[str], clients: int) -> JourneyTaskFigures:
    _, late, waived, open_, missed = (None if hidden(asked, clients) else counts[each] for each in CLASSES)
    return JourneyTaskFigures(
        stage=stage,
        share=share_of(asked, counts["in_time"], counts.total(), clients),
        late=late,
        waived=waived,
        open=open_,
        missed=missed,
    )


def _funnel(asked: Asked, rows: Sequence[Any], at: datetime) -> JourneyFunnel:
    # Who sees these journeys may count them one by one, so that few are told, too.
    by_stage = {row.stage: row for row in rows}
    stages = [
        each for n, each in enumerate(asked.stages) if n < asked.ways.stages or each.stage.key in by_stage
    ]
    return JourneyFunnel(
        definition=FUNNEL,
        at=at - timedelta(microseconds=1) if at != asked.now else at,
        stages=[_standing(each, by_stage.get(each.stage.key)) for each in stages],
    )


def _standing(stage: JourneyStage, row: Any) -> JourneyStanding:
    return JourneyStanding(
        stage=stage,
        journeys=0 if row is None else row.journeys,
        clients=0 if row is None else row.clients,
        held=0 if row is None else row.held,
        amount=Money(PyDecimal(0) if row is None else row.amount or PyDecimal(0)),
    )


def losses_of(asked: Asked, left: Sequence[Any]) -> JourneyLosses:
    """Of `exits` rows."""
    lost = [row for row in left if row.kind == "lost"]
    total = sum(row.journeys for row in lost)
    few = hidden(asked, sum(row.clients for row in lost))
    hides = few or any(hidden(asked, row.clients) for row in lost)
    other = sum(row.journeys for row in lost if row.reason == OTHER)
    amount = sum((row.amount or PyDecimal(0) for row in lost), PyDecimal(0))
    order = {each.stage.key: n for n, each in enumerate(asked.stages)}
    known = [row for row in lost if row.stage in order]
    known.sort(key=lambda row: (-row.journeys, order[row.stage], row.reason or ""))
    # With the total and the others, a hidden one could be worked out.
    return JourneyLosses(
        definition=LOSSES,
        journeys=None if few else total,
        amount=None if hides else Money(amount),
        doubtful=total > 0 and not hides and PyDecimal(other) / total > MOST_OTHER,
        rows=[_loss(asked, row, total) for row in known],
    )


def _loss(asked: Asked, row: Any, total: int) -> JourneyLossCount:
    stage = next(each for each in asked.stages if each.stage.key == row.stage)
    zh, en = loss_words(asked, row.reason)
    hides = hidden(asked, row.clients)
    return JourneyLossCount(
        stage=stage,
        reason=row.reason or "",
        zh=zh,
        en=en,
        share=untold() if hides else ratio_of(PyDecimal(row.journeys), PyDecimal(total), total, counted=True),
        amount=None if hides else Money(row.amount or PyDecimal(0)),
    )


def loss_words(asked: Asked, reason: str | None) -> tuple[str, str]:
    """What a reason is called, as the newest version that has it says; else its key."""
    for content in asked.contents.values():
        loss = content.loss(reason or "")
        if loss is not None:
            return loss.name.zh, loss.name.en
    return reason or "—", reason or "—"
