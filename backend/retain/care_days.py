"""On which days of a stretch each day of the year is kept, solar and lunar: what a sweep joins clients with.

The rules are the product's: 29 February is kept on the 28th of other years (`book/birthdays.py`), a leap month in the
ordinary one of its number and a 30th on the last day of a month of 29 (`systemize/lunar.py`). Pure functions.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from backend.systemize import lunar
from backend.systemize.lunar import LunarDay


@dataclass(frozen=True, slots=True)
class KeptDay:
    """A day of the year and when it comes. key: `08-15`, of a leap month `L08-15`; year: of its own calendar."""

    key: str
    lunar: bool
    on: date
    year: int


@lru_cache(maxsize=8)
def kept_days(first: date, last: date) -> tuple[KeptDay, ...]:
    """Every day of the year that comes round from `first` to `last`, both included; a key may come twice."""
    found = []
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        found.append(KeptDay(f"{on:%m-%d}", False, on, on.year))
        if (on.month, on.day) == (2, 28) and not isleap(on.year):
            found.append(KeptDay("02-29", False, on, on.year))
    known = lunar.years()
    for year in range(first.year - 1, last.year + 1):
        if year not in known:
            continue
        for month in range(1, len(lunar.MONTHS) + 1):
            for leap in (False, True):
                for number in range(1, lunar.LONGEST + 1):
                    day = LunarDay(None, month, number, leap)
                    on = lunar.solar_of(day, year)
                    if first <= on <= last:
                        found.append(KeptDay(day.key, True, on, year))
    return tuple(found)
