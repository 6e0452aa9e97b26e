"""How journeys went on from stage to stage, and why they were lost: K-05 and K-09 as SQL.

A journey enters a stage when it first comes to it or to a later one, so that a skipped stage counts as passed and
coming back changes nothing. One that began in a later stage never entered those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    DateTime,
    Integer,
    Numeric,
    Select,
    Text,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.sql.expression import union_all

from backend.track.journey_scope import Ways, counted, credited, first_place, stayed
from backend.track.journeys import StageVisit

AT: Any = DateTime(timezone=True)


def paths(ways: Ways) -> Any:
    """Of each journey when it entered each stage: (…, began, entered, passed); the last place of both arrays is the
    whole way, from the first stage to the goal. began: the place it began in.
    """
    of = counted(ways)
    there = stayed(ways, of, ways.place_of(StageVisit.stage))
    ended = case((there.c.state == "done", there.c.ended_at), else_=sql_cast(null(), AT))
    firsts = [
        func.least(func.min(there.c.came_at).filter(there.c.place >= at), func.min(ended))
        for at in range(ways.stages)
    ]
    firsts.append(func.min(ended))
    kept = [there.c[name] for name in ("id", "client_id", "owner_id")]
    row = (
        select(
            *kept,
            first_place(there).label("began"),
            *(each.label(f"e{at}") for at, each in enumerate(firsts)),
        )
        .group_by(*kept)
        .subquery()
    )
    at = [row.c[f"e{n}"] for n in range(ways.stages + 1)]
    return select(
        *row.c,
        sql_cast(array[Any]([*at[:-1], at[0]]), ARRAY(AT)).label("entered"),
        sql_cast(array[Any]([*at[1:], at[ways.goal]]), ARRAY(AT)).label("passed"),
    ).subquery("paths")


def steps(ways: Ways) -> Any:
    """(journey…, place, entered, passed): each stage that each journey entered, and when it went on.

    The place behind the last stage is the whole way.
    """
    of = paths(ways)
    # Functions that return rows run side by side in one list.
    each = select(
        of.c.id,
        of.c.client_id,
        of.c.owner_id,
        of.c.began,
        func.unnest(of.c.entered, type_=AT).label("entered"),
        func.unnest(of.c.passed, type_=AT).label("passed"),
        func.generate_series(0, ways.stages, type_=Integer).label("place"),
    ).subquery()
    whole = and_(each.c.place == ways.stages, each.c.began == 0)
    return (
        select(each.c.id, each.c.client_id, each.c.owner_id, each.c.place, each.c.entered, each.c.passed)
        .where(
            each.c.entered.is_not(None),
            or_(whole, and_(each.c.place < ways.stages, each.c.place >= each.c.began)),
        )
        .subquery("steps")
    )


def cohort(
    ways: Ways, first: datetime, until: datetime, days: int, now: datetime, *, by_team: bool = False
) -> Select[Any]:
    """(place, [team,] entered, ripe, passed, clients): of the journeys that entered each stage in [first, until).

    ripe: those with `days` days of follow-up; passed: those of them that reached a later stage within so many days;
    clients: of the ripe ones.
    """
    of = steps(ways)
    inside = select(*of.c).where(of.c.entered >= first, of.c.entered < until).subquery()
    of = credited(ways, inside, inside.c.entered, by_team=by_team)
    ripe = of.c.entered <= now - timedelta(days=days)
    passed = and_(ripe, of.c.passed <= of.c.entered + timedelta(days=days))
    team = [of.c.team] if by_team else []
    rows = select(of.c.place, of.c.client_id, ripe.label("ripe"), passed.label("passed"), *team).subquery()
    by = [rows.c.place, *([rows.c.team] if by_team else [])]
    return select(
        *by,
        func.count().label("entered"),
        func.count().filter(rows.c.ripe).label("ripe"),
        func.count().filter(rows.c.passed).label("passed"),
        func.count(rows.c.client_id.distinct()).filter(rows.c.ripe).label("clients"),
    ).group_by(*by)


def exits(ways: Ways, first: datetime, until: datetime) -> Select[Any]:
    """(stage, reason, kind, journeys, clients, amount) of [first, until): how often each stage was left forward
    (kind `forward`, no reason) and lost, for each reason, with the CNY that were expected.
    """
    of = counted(ways)
    gone = (
        select(StageVisit.stage, StageVisit.client_id, of.c.owner_id, StageVisit.left_at)
        .join(of, of.c.id == StageVisit.journey_id)
        .where(
            StageVisit.firm_id == ways.firm_id,
            StageVisit.exit.in_(("forward", "done")),
            StageVisit.left_at >= first,
            StageVisit.left_at < until,
        )
        .subquery()
    )
    gone = credited(ways, gone, gone.c.left_at)
    forward = select(
        gone.c.stage,
        sql_cast(null(), Text).label("reason"),
        literal("forward", Text()).label("kind"),
        gone.c.client_id,
        sql_cast(null(), Numeric).label("amount"),
    )
    of = counted(ways)
    ended = (
        select(*of.c).where(of.c.state == "lost", of.c.ended_at >= first, of.c.ended_at < until).subquery()
    )
    of = credited(ways, ended, ended.c.ended_at)
    lost = select(
        of.c.stage,
        of.c.loss_reason,
        literal("lost", Text()),
        of.c.client_id,
        sql_cast(of.c.expected_amount, Numeric),
    )
    rows = union_all(forward, lost).subquery()
    by: Sequence[Any] = (rows.c.stage, rows.c.reason, rows.c.kind)
    return select(
        *by,
        func.count().label("journeys"),
        func.count(rows.c.client_id.distinct()).label("clients"),
        func.sum(rows.c.amount).label("amount"),
    ).group_by(*by)
