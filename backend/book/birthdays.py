"""Birthdays to come: which days of the year count, and when somebody's next one is."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Text, cast, func

from backend.book.clients import Client

LEAP_DAY = (2, 29)


def next_birthday(born: date, today: date) -> date:
    """The first birthday on or after today. Born on 29 February: in other years on the 28th."""
    this_year = _in_year(born, today.year)
    return this_year if this_year >= today else _in_year(born, today.year + 1)


def days_ahead(today: date, days: int) -> Sequence[str]:
    """The days of the year of the next `days` days and of today, as MMDD.

    29 February is among them in a year without one, on the 28th.
    """
    found = []
    for n in range(days + 1):
        day = today + timedelta(days=n)
        found.append(f"{day:%m%d}")
        if (day.month, day.day) == (2, 28) and not isleap(day.year):
            found.append("0229")
    return found


def born_on(days: Sequence[str]) -> ColumnElement[bool]:
    """Clients born on one of these days of the year (MMDD)."""
    return func.to_char(Client.birth_date, cast("MMDD", Text)).in_(days)


def _in_year(born: date, year: int) -> date:
    if (born.month, born.day) == LEAP_DAY and not isleap(year):
        return date(year, 2, 28)
    return born.replace(year=year)
