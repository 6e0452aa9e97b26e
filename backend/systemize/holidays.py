"""Workdays and market days of China: weekends, public holidays and the workdays moved for them.

Announced days are known from 2004 to 2026 (`data/cn_holidays_2004_2026.csv`); later years follow the weekday alone
until their announcement is added to the file.
"""

import csv
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Final

_FILE: Final = files("backend.systemize") / "data" / "cn_holidays_2004_2026.csv"
_SATURDAY: Final = 5


def is_workday(day: date) -> bool:
    """Whether offices work: a weekday that is no holiday, or a weekend day moved to be worked."""
    kind = _announced().get(day)
    return kind == "makeup_workday" or (kind is None and day.weekday() < _SATURDAY)


def is_market_day(day: date) -> bool:
    """Whether exchanges trade and a NAV is struck: a weekday that is no holiday; moved workdays do not count."""
    return day.weekday() < _SATURDAY and _announced().get(day) != "holiday"


def last_market_day_of_week(day: date) -> date | None:
    """The last market day of the week (Monday to Sunday) that `day` lies in; None in a week of holidays."""
    monday = day - timedelta(days=day.weekday())
    friday_first = (monday + timedelta(days=offset) for offset in range(4, -1, -1))
    return next((candidate for candidate in friday_first if is_market_day(candidate)), None)


def next_workday(day: date) -> date:
    """The first workday after `day`."""
    following = day + timedelta(days=1)
    while not is_workday(following):
        following += timedelta(days=1)
    return following


@lru_cache(maxsize=1)
def announced_days() -> dict[date, tuple[str, str]]:
    """Kind of each announced day, `holiday` or `makeup_workday`, and the English name of its festival."""
    with _FILE.open(encoding="utf-8") as lines:
        return {date.fromisoformat(row["date"]): (row["kind"], row["name"]) for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def _announced() -> dict[date, str]:
    return {day: kind for day, (kind, _name) in announced_days().items()}
