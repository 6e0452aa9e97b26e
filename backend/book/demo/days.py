"""Days and instants of the demo firm: publishing weeks and working hours, all in Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from backend.book.demo.draws import Draws, weighted
from backend.platform.clock import BUSINESS_ZONE
from backend.systemize.holidays import is_workday, last_market_day_of_week

YEARS = 3
# Contacts of a working day by hour: a peak before noon and one in the afternoon.
_HOURS = weighted({9: 12, 10: 20, 11: 14, 13: 6, 14: 12, 15: 16, 16: 14, 17: 8, 18: 3, 19: 2, 20: 1})
_ON_DAYS_OFF = 0.04


def publishing_days(as_of: date) -> list[date]:
    """Days with a weekly NAV during the three years before `as_of`, oldest first; weeks of holidays have none."""
    first = as_of - timedelta(days=365 * YEARS)
    weeks = (first + timedelta(days=7 * number) for number in range(53 * YEARS + 1))
    days = (last_market_day_of_week(day) for day in weeks)
    return [day for day in days if day is not None and first <= day < as_of]


def at_hour(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """The instant (UTC) of a wall-clock time in Shanghai."""
    return datetime.combine(day, time(hour, minute, second), BUSINESS_ZONE).astimezone(UTC)


def working_instant(draws: Draws, first: date, last: date) -> datetime:
    """An instant of office hours between two days, both included, seldom on a day off."""
    span = (last - first).days
    day = first + timedelta(days=draws.whole(0, max(span, 0)))
    if not is_workday(day) and not draws.chance(_ON_DAYS_OFF):
        day = _nearest_workday(day, first, last)
    return at_hour(day, draws.pick(_HOURS), draws.whole(0, 59), draws.whole(0, 59))


def _nearest_workday(day: date, first: date, last: date) -> date:
    """A workday close to `day` inside the span, `day` itself if there is none within a fortnight."""
    for distance in range(1, 15):
        for near in (day - timedelta(days=distance), day + timedelta(days=distance)):
            if first <= near <= last and is_workday(near):
                return near
    return day
