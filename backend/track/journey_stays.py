"""How long journeys stayed in each stage, who is there now, and where they stood at an instant, as SQL.

A stay goes from entering a stage until it is left; a rest inside it belongs to it, but its days do not count.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Float, Interval, Select, Text, and_, case, func, literal, or_, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import aggregate_order_by, array, distinct_on

from backend.track.journey_scope import Ways, counted, credited
from backend.track.journeys import StageVisit

DAY = 86_400
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def stays(ways: Ways, now: datetime) -> Any:
    """(journey_id, client_id, owner_id, stage, begun, days, ended, left_at, nth): each stay of each journey.

    days: without rests; ended: forward, done, back, lost, migrate, `open` or `held`; left_at: now of those that last;
    nth: 1 of the first stay of the journey in the stage.
    """
    of = counted(ways)
    turn = func.sum(case((StageVisit.direction == "resume", 0), else_=1)).over(
        partition_by=StageVisit.journey_id, order_by=(StageVisit.entered_at, StageVisit.id)
    )
    parts = (
        select(
            of.c.id.label("journey_id"),
            of.c.client_id,
            of.c.owner_id,
            of.c.state,
            of.c.ended_at,
            StageVisit.stage,
            StageVisit.id.label("visit_id"),
            StageVisit.entered_at,
            StageVisit.left_at,
            StageVisit.exit,
            turn.label("turn"),
        )
        .join(StageVisit, and_(StageVisit.firm_id == ways.firm_id, StageVisit.journey_id == of.c.id))
        .subquery()
    )
    last = func.array_agg(
        aggregate_order_by(
            func.coalesce(parts.c.exit, literal("open", Text())),
            parts.c.entered_at.desc(),
            parts.c.visit_id.desc(),
        ),
        type_=ARRAY(Text),
    )[1]
    length = func.extract(
        "epoch", func.sum(func.coalesce(parts.c.left_at, now) - parts.c.entered_at, type_=Interval)
    )
    whole = (
        select(
            parts.c.journey_id,
            parts.c.client_id,
            parts.c.owner_id,
            parts.c.stage,
            parts.c.state,
            parts.c.ended_at,
            parts.c.turn,
            func.min(parts.c.entered_at).label("begun"),
            func.max(func.coalesce(parts.c.left_at, now)).label("left_at"),
            (length / DAY).label("days"),
            last.label("exit"),
        )
        .group_by(
            *(
                parts.c[name]
                for name in ("journey_id", "client_id", "owner_id", "stage", "state", "ended_at", "turn")
            )
        )
        .subquery()
    )
    rests = whole.c.exit == "hold"
    lost = and_(rests, whole.c.state == "lost")
    return select(
        whole.c.journey_id,
        whole.c.client_id,
        whole.c.owner_id,
        whole.c.stage,
        whole.c.begun,
        whole.c.days,
        case((lost, "lost"), (rests, "held"), else_=whole.c.exit).label("ended"),
        case((lost, whole.c.ended_at), (rests, now), else_=whole.c.left_at).label("left_at"),
        func.row_number()
        .over(partition_by=(whole.c.journey_id, whole.c.stage), order_by=(whole.c.begun, whole.c.turn))
        .label("nth"),
    ).subquery("stays")


def lengths(
    ways: Ways, first: datetime, until: datetime, now: datetime, *, by_team: bool = False
) -> Select[Any]:
    """(stage, [team,] through, quantiles, lost, back, again, clients, open, open_days, oldest, held) of [first, until).

    through: stays that ended forward, whose days the quantiles (of QUANTILES) tell; again: stays that began not for the
    first time; open_days, oldest: median and most days of those that last now; clients: of those through.
    """
    of = stays(ways, now)
    of = credited(ways, of, of.c.left_at, by_team=by_team)
    inside = and_(of.c.left_at >= first, of.c.left_at < until)
    through = and_(inside, of.c.ended.in_(("forward", "done")))
    lasts = of.c.ended == "open"
    rows = (
        select(
            of.c.stage,
            of.c.client_id,
            of.c.days,
            through.label("through"),
            and_(inside, of.c.ended == "lost").label("lost"),
            and_(inside, of.c.ended == "back").label("back"),
            and_(of.c.nth > 1, of.c.begun >= first, of.c.begun < until).label("again"),
            lasts.label("lasts"),
            (of.c.ended == "held").label("held"),
            *([of.c.team] if by_team else []),
        )
        .where(or_(and_(of.c.begun >= first, of.c.begun < until), inside, of.c.ended.in_(("open", "held"))))
        .subquery()
    )
    by = [rows.c.stage, *([rows.c.team] if by_team else [])]
    took = case((rows.c.through, rows.c.days))
    waiting = case((rows.c.lasts, rows.c.days))
    return select(
        *by,
        func.count().filter(rows.c.through).label("through"),
        sql_cast(func.percentile_cont(array(QUANTILES)).within_group(took), ARRAY(Float)).label("quantiles"),
        func.count().filter(rows.c.lost).label("lost"),
        func.count().filter(rows.c.back).label("back"),
        func.count().filter(rows.c.again).label("again"),
        func.count(rows.c.client_id.distinct()).filter(rows.c.through).label("clients"),
        func.count().filter(rows.c.lasts).label("open"),
        func.percentile_cont(0.5).within_group(waiting).label("open_days"),
        func.max(waiting).label("oldest"),
        func.count().filter(rows.c.held).label("held"),
    ).group_by(*by)


def standing(ways: Ways, at: datetime) -> Any:
    """(journey_id, client_id, stage, held, amount): where journeys stood at an instant, those apart that had ended.

    Expected amounts keep no history: they are those of now.
    """
    of = counted(ways)
    last = (
        select(
            of.c.id.label("journey_id"),
            of.c.client_id,
            of.c.owner_id,
            StageVisit.stage,
            and_(StageVisit.exit == "hold", StageVisit.left_at < at).is_(True).label("held"),
            of.c.expected_amount.label("amount"),
        )
        .join(StageVisit, and_(StageVisit.firm_id == ways.firm_id, StageVisit.journey_id == of.c.id))
        .where(StageVisit.entered_at < at, or_(of.c.ended_at.is_(None), of.c.ended_at >= at))
        .order_by(of.c.id, StageVisit.entered_at.desc(), StageVisit.id.desc())
        .ext(distinct_on(of.c.id))
        .subquery()
    )
    return credited(ways, last, literal(at))


def funnel(ways: Ways, at: datetime) -> Select[Any]:
    """(stage, journeys, clients, held, amount) at an instant."""
    of = standing(ways, at)
    return select(
        of.c.stage,
        func.count().label("journeys"),
        func.count(of.c.client_id.distinct()).label("clients"),
        func.count().filter(of.c.held).label("held"),
        func.sum(of.c.amount).label("amount"),
    ).group_by(of.c.stage)
