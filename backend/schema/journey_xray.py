"""The X-ray of a template: where time goes, where journeys are lost, what blocks whom, and which team is weak where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from math import exp, lgamma
from typing import Any, Final

import strawberry

from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand
from backend.graph.scalars import Decimal
from backend.schema.journey_blockers import JourneyBlocker, blockers_of, tenth
from backend.schema.journey_definitions import WEAK, WORST
from backend.schema.journey_figures import JourneyLossCount, hidden, losses_of, share_of
from backend.schema.journey_templates import JourneyStage
from backend.schema.journey_ways import Asked, JourneyFigureFilter, asked_of
from backend.schema.kpis import COUNTS_ONLY, KpiDefinition, KpiRatio
from backend.schema.staff import TEAM, Team
from backend.track.journey_flow import cohort, exits
from backend.track.journey_stays import lengths

RISK: Final = 0.05
"""How often chance alone may call a team weak, over all comparisons."""


@strawberry.type
class JourneyDays:
    """Days of stays that ended forward, rests left out. Null figures: too few to be told to this reader."""

    stays: int | None
    p10: Decimal | None
    p25: Decimal | None
    median: Decimal | None
    p75: Decimal | None
    p90: Decimal | None


@strawberry.type
class JourneyXrayStage:
    """What happens in a stage. Who is in it now is told of the whole of today, not of the window."""

    stage: JourneyStage
    days: JourneyDays
    drop: KpiRatio = strawberry.field(description="Lost / lost and left forward, in the window.")
    losses: list[JourneyLossCount] = strawberry.field(
        description="Why they were lost, the most frequent first."
    )
    back: int | None = strawberry.field(description="Stays that ended by going back.")
    again: int | None = strawberry.field(description="Stays that began not for the first time.")
    open: int = strawberry.field(description="Stays that last; they are in no figure of `days`.")
    open_days: Decimal | None = strawberry.field(description="Their median so far.")
    oldest_days: Decimal | None
    held: int = strawberry.field(description="Journeys that rest in it.")


@strawberry.type
class JourneyWorst:
    """The transition that loses or keeps the most."""

    stage: JourneyStage
    share: KpiRatio
    median_days: Decimal | None
    loss: JourneyLossCount | None = strawberry.field(description="The most frequent reason in it.")
    blocker: JourneyBlocker | None = strawberry.field(description="What most wait for in it now.")


@strawberry.type
class JourneyTeamStage:
    """How a team does in a stage, beside all others together."""

    team: Team | None
    stage: JourneyStage
    share: KpiRatio
    others: KpiRatio
    median_days: Decimal | None
    open: int
    open_days: Decimal | None = strawberry.field(description="Median of stays that last.")
    weak: bool = strawberry.field(description="Significantly lower than the others.")


@strawberry.type
class JourneyXray:
    """What the journeys of a template look like from inside."""

    days: int = strawberry.field(description="The horizon of shares.")
    stages: list[JourneyXrayStage]
    worst_rule: KpiDefinition
    worst: JourneyWorst | None = strawberry.field(description="Null: no stage has enough journeys.")
    blockers: list[JourneyBlocker] | None = strawberry.field(
        description="What open journeys wait for now, the most frequent first; null when it would tell too much."
    )
    weak_rule: KpiDefinition
    teams: list[JourneyTeamStage]


async def journey_xray(
    context: Context,
    template: str,
    first: date,
    until: date,
    filter: JourneyFigureFilter | None,
    *,
    days: int,
    goal: str | None,
) -> JourneyXray:
    """The X-ray, in 10 statements at most. Raises as `asked_of`; FORBIDDEN also for who may not know of teams."""
    demand(context, "Journey", "Journey.missing")
    demand(context, "Client", "Client.team")
    asked = await asked_of(context, template, first, until, filter, days=days, goal=goal)
    ways, window = asked.ways, (asked.first, asked.until)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 5
        stays = (await session.execute(lengths(ways, *window, asked.now))).all()
        entered = (await session.execute(cohort(ways, *window, days, asked.now))).all()
        left = (await session.execute(exits(ways, *window))).all()
        team_stays = (await session.execute(lengths(ways, *window, asked.now, by_team=True))).all()
        by_team = (await session.execute(cohort(ways, *window, days, asked.now, by_team=True))).all()
    blockers = await blockers_of(context, asked)
    losses: Mapping[str, list[JourneyLossCount]] = defaultdict(list)
    for loss in losses_of(asked, left).rows:
        losses[loss.stage.stage.key].append(loss)
    by_stage = {row.stage: row for row in stays}
    return JourneyXray(
        days=days,
        stages=[
            _stage(asked, each, by_stage.get(each.stage.key), losses[each.stage.key])
            for n, each in enumerate(asked.stages)
            if n < ways.stages or each.stage.key in by_stage
        ],
        worst_rule=WORST,
        worst=_worst(asked, entered, by_stage, losses, blockers or []),
        blockers=blockers,
        weak_rule=WEAK,
        teams=await _teams(context, asked, by_team, team_stays),
    )


def _stage(asked: Asked, stage: JourneyStage, row: Any, losses: list[JourneyLossCount]) -> JourneyXrayStage:
    lost = 0 if row is None else row.lost
    through = 0 if row is None else row.through
    hides = row is not None and hidden(asked, row.clients)
    few = hides or (not asked.whole and 0 < lost + through < 3)
    return JourneyXrayStage(
        stage=stage,
        days=_days(row, hides=hides),
        drop=share_of(asked, lost, lost + through, 1 if few else lost + through),
        losses=losses,
        back=None if few else 0 if row is None else row.back,
        again=None if few else 0 if row is None else row.again,
        open=0 if row is None else row.open,
        open_days=None if row is None else maybe(row.open_days),
        oldest_days=None if row is None else maybe(row.oldest),
        held=0 if row is None else row.held,
    )


def _days(row: Any, *, hides: bool) -> JourneyDays:
    found = [None] * 5 if row is None or hides else row.quantiles or [None] * 5
    p10, p25, median, p75, p90 = (maybe(each) for each in found)
    return JourneyDays(
        stays=None if hides else 0 if row is None else row.through,
        p10=p10,
        p25=p25,
        median=median,
        p75=p75,
        p90=p90,
    )


def maybe(days: Any) -> Decimal | None:
    """Days, if there are any."""
    return None if days is None else tenth(days)


def _worst(
    asked: Asked,
    entered: Sequence[Any],
    stays: Mapping[str, Any],
    losses: Mapping[str, list[JourneyLossCount]],
    blockers: Sequence[JourneyBlocker],
) -> JourneyWorst | None:
    """By the rule of WORST."""
    candidates = [
        row
        for row in entered
        if row.place < min(asked.ways.goal, asked.ways.stages) and row.ripe >= COUNTS_ONLY
    ]
    if not candidates:
        return None

    def slowness(row: Any) -> float:
        found = stays.get(asked.stages[row.place].stage.key)
        return (
            0.0
            if found is None or not found.quantiles or found.quantiles[2] is None
            else float(found.quantiles[2])
        )

    row = min(candidates, key=lambda each: (each.passed / each.ripe, -slowness(each), each.place))
    stage = asked.stages[row.place]
    found = stays.get(stage.stage.key)
    return JourneyWorst(
        stage=stage,
        share=share_of(asked, row.passed, row.ripe, row.clients),
        median_days=_days(found, hides=found is not None and hidden(asked, found.clients)).median,
        loss=next(iter(losses[stage.stage.key]), None),
        blocker=next((each for each in blockers if each.stage.stage.key == stage.stage.key), None),
    )


async def _teams(
    context: Context, asked: Asked, rows: Sequence[Any], stays: Sequence[Any]
) -> list[JourneyTeamStage]:
    """Each team in each stage, in the order of teams by name and of stages."""
    found = [row for row in rows if row.place < asked.ways.stages and row.team is not None]
    waiting = {(row.team, row.stage): row for row in stays}
    ids = sorted({row.team for row in found})
    names = dict(zip(ids, await nodes_of(context, TEAM, ids), strict=True))
    total: Counter[int] = Counter()
    passed: Counter[int] = Counter()
    clients: Counter[int] = Counter()
    for row in rows:
        total[row.place] += row.ripe
        passed[row.place] += row.passed
        clients[row.place] += row.clients
    compared = [
        row for row in found if row.ripe >= COUNTS_ONLY and total[row.place] - row.ripe >= COUNTS_ONLY
    ]
    weak = {
        (row.team, row.place)
        for row in compared
        if is_weaker(
            (row.passed, row.ripe),
            (passed[row.place] - row.passed, total[row.place] - row.ripe),
            RISK / len(compared),
        )
    }
    told = []
    for row in found:
        stage = asked.stages[row.place]
        stay = waiting.get((row.team, stage.stage.key))
        told.append(
            JourneyTeamStage(
                team=names[row.team],
                stage=stage,
                share=share_of(asked, row.passed, row.ripe, row.clients),
                others=share_of(
                    asked,
                    passed[row.place] - row.passed,
                    total[row.place] - row.ripe,
                    clients[row.place] - row.clients,
                ),
                median_days=_days(stay, hides=stay is not None and hidden(asked, stay.clients)).median,
                open=0 if stay is None else stay.open,
                open_days=None if stay is None else maybe(stay.open_days),
                weak=(row.team, row.place) in weak,
            )
        )
    return sorted(told, key=lambda each: (_name(each.team), each.stage.stage.place))


def _name(team: Any) -> str:
    return "" if team is None else str(team.row.name)


def is_weaker(one: tuple[int, int], others: tuple[int, int], risk: float) -> bool:
    """Whether a share (hits, of) is lower than another one beyond chance; risk: of being told so by chance.

    Fisher's exact test, one-sided: few journeys are what most teams have.
    """
    (hits, of), (their_hits, their_of) = one, others
    if hits * their_of >= their_hits * of:
        return False
    every, all_hits = of + their_of, hits + their_hits
    term = exp(_ways(all_hits, hits) + _ways(every - all_hits, of - hits) - _ways(every, of))
    chance = 0.0
    for n in range(hits, -1, -1):
        chance += term
        # Downwards from one number of hits to the one below it.
        term *= n * (every - all_hits - of + n) / ((all_hits - n + 1) * (of - n + 1))
    return chance < risk


def _ways(of: int, some: int) -> float:
    """The logarithm of in how many ways some can be chosen."""
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)
