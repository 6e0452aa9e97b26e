"""When a NAV is due, and when it is missing or stale: pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from backend.systemize.holidays import is_market_day, is_workday


def due_days(interval: str, first: date, last: date) -> list[date]:
    """Days in [first, last] that a NAV is struck on, oldest first.

    daily: each market day; weekly, monthly, quarterly: the last market day of the period, if the period has ended by
    `last`. Raises ValueError for another interval.
    """
    return list(_due(interval, first, last))


def _due(interval: str, first: date, last: date) -> Iterator[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return (day for day in days if is_market_day(day) and _ends(interval, day))


def late_on(struck: date, lag_days: int) -> date:
    """The first day on which the NAV of a day is late: the one after `lag_days` workdays."""
    day, left = struck, lag_days
    while left > 0:
        day += timedelta(days=1)
        left -= is_workday(day)
    return day + timedelta(days=1)


def missing_days(interval: str, lag_days: int, known: Iterable[date], first: date, today: date) -> list[date]:
    """Days since `first` whose NAV is late today, oldest first."""
    there = set(known)
    due = due_days(interval, first, today)
    return [day for day in due if day not in there and late_on(day, lag_days) <= today]


def is_stale(nav_date: date | None, interval: str, lag_days: int, on: date) -> bool:
    """Whether a newer NAV than that of `nav_date` should be there on a day; True when there is none at all."""
    if nav_date is None:
        return True
    # Only the first one counts: a fund that was forgotten for decades is not counted through.
    due = next(_due(interval, nav_date + timedelta(days=1), on), None)
    return due is not None and late_on(due, lag_days) <= on


def awaits_nav(valuation: str, status: str, terminated_on: date | None, on: date) -> bool:
    """Whether a fund publishes NAVs on a day: those valued at cost and those that ended do not."""
    is_over = status == "liquidated" or (terminated_on is not None and terminated_on <= on)
    return valuation == "nav" and not is_over


def _ends(interval: str, day: date) -> bool:
    """Whether a market day is the last one of its period."""
    if interval == "daily":
        return True
    following = day + timedelta(days=1)
    while not is_market_day(following):
        following += timedelta(days=1)
    return _period(interval, following) != _period(interval, day)


def _period(interval: str, day: date) -> tuple[int, int]:
    if interval == "weekly":
        return day.isocalendar()[:2]
    if interval == "monthly":
        return day.year, day.month
    if interval == "quarterly":
        return day.year, (day.month - 1) // 3
    raise ValueError(f"no NAV interval: {interval}")
