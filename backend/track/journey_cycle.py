"""How long journeys were watched until they were won, lost or still open: what the curves of K-04 are made of, as SQL.

The clock of a journey that began in its first stage starts with it. One that began in a later stage was on its way
before: its clock starts when the firm came to know the client, and it is watched from its own start on (left
truncation). Where the client became known only later, the start is unknown and it is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, Select, and_, case, func, literal, or_, select
from sqlalchemy import cast as sql_cast

from backend.track.journey_scope import ZONE, Ways, counted, credited, day_of, first_place, stayed
from backend.track.journey_survival import AT_START
from backend.track.journeys import StageVisit

EXCLUDED: Final = "excluded"
"""Nobody knows when it began."""


def month_of(at: Any) -> Any:
    """The month of an instant in business time, as `2026-03`."""
    return func.to_char(func.timezone(ZONE, at), "YYYY-MM")


def watched(
    ways: Ways, first: datetime, until: datetime, now: datetime, place: Any = None, goal: Any = None
) -> Any:
    """(journey…, entry, exit, outcome) of the journeys that began in [first, until).

    place: of a stage, goal: as of `Ways`, where they differ by row; both over `StageVisit` and the journey.
    """
    of = counted(ways)
    place = ways.place_of(StageVisit.stage) if place is None else place(StageVisit.stage, of.c.template_id)
    stay = stayed(ways, of, place)
    known = [stay.c[column.key] for column in of.c]
    target = literal(ways.goal, Integer()) if goal is None else goal(stay.c.template_id)
    won = func.least(
        func.min(stay.c.came_at).filter(stay.c.place >= target),
        func.min(case((stay.c.state == "done", stay.c.ended_at))),
    )
    row = (
        select(*known, first_place(stay).label("began"), won.label("won_at"), func.min(target).label("goal"))
        .where(stay.c.opened_at >= first, stay.c.opened_at < until)
        .group_by(*known)
        .subquery()
    )
    row = credited(ways, row, row.c.opened_at)
    late = row.c.began > 0
    start = day_of(case((late, row.c.known_at), else_=row.c.opened_at))
    opened = day_of(row.c.opened_at)
    ended = func.coalesce(row.c.won_at, row.c.ended_at, now)
    outcome = case(
        (and_(late, row.c.known_at > row.c.opened_at), EXCLUDED),
        (row.c.won_at.is_not(None), "won"),
        (row.c.state == "lost", "lost"),
        else_="open",
    )
    return (
        select(
            *row.c,
            case((late, opened - start), else_=AT_START).label("entry"),
            (day_of(ended) - start).label("exit"),
            outcome.label("outcome"),
        )
        # Who began at the goal or behind it has nothing left to wait for.
        .where(or_(row.c.began < row.c.goal, row.c.began.is_(None)))
        .subquery("watched")
    )


def spans(of: Any, labels: Sequence[Any]) -> Select[Any]:
    """(labels…, entry, exit, outcome, journeys): how many were watched alike. of: `watched`."""
    by = [*labels, of.c.entry, sql_cast(of.c.exit, Integer).label("exit"), of.c.outcome]
    return select(*by, func.count().label("journeys")).group_by(*by)
