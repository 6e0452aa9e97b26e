"""When a report is mailed: the days of a rhythm and the time on them, in Shanghai.

Days of a month that a month has not got are its last one; the nth working day counts by China's working calendar.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from backend.platform.clock import BUSINESS_ZONE
from backend.platform.errors import bad_input
from backend.systemize.holidays import is_workday

DAILY, WORKDAYS, WEEKLY, MONTHLY, WORKDAY = RHYTHMS = ("daily", "workdays", "weekly", "monthly", "workday")
RANGES: Final = {WEEKLY: (1, 7), MONTHLY: (1, 31), WORKDAY: (1, 15)}
"""What `day` may be: of weekly 1 is Monday, of workday the nth working day of a month."""
DAY: Final = 24 * 60
FARTHEST: Final = 70
"""Days within which every rhythm comes around."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """every: of RHYTHMS; day: by RANGES, None where there is none; minute: after midnight of Shanghai."""

    every: str
    day: int | None
    minute: int


def hold(rhythm: Rhythm) -> Rhythm:
    """Itself. Raises Refused(BAD_USER_INPUT): `choice` of every, `range` of day or minute."""
    if rhythm.every not in RHYTHMS:
        raise bad_input("every", "choice")
    low, high = RANGES.get(rhythm.every, (None, None))
    if (rhythm.day is None) != (low is None):
        raise bad_input("day", "required" if rhythm.day is None else "choice")
    if low is not None and high is not None and rhythm.day is not None and not low <= rhythm.day <= high:
        raise bad_input("day", "range", low=str(low), high=str(high))
    if not 0 <= rhythm.minute < DAY:
        raise bad_input("minute", "range", low="0", high=str(DAY - 1))
    return rhythm


def names(rhythm: Rhythm, day: date) -> bool:
    """Whether a day is one of a rhythm."""
    match rhythm.every:
        case "workdays":
            return is_workday(day)
        case "weekly":
            return day.isoweekday() == rhythm.day
        case "monthly":
            last = calendar.monthrange(day.year, day.month)[1]
            return day.day == min(rhythm.day or 1, last)
        case "workday":
            return is_workday(day) and _nth_workday(day) == rhythm.day
        case _:
            return True


def next_after(rhythm: Rhythm, at: datetime) -> datetime:
    """The first instant of a rhythm behind another one."""
    day = at.astimezone(BUSINESS_ZONE).date()
    for n in range(FARTHEST):
        found = _at(rhythm, day + timedelta(days=n))
        if found is not None and found > at:
            return found
    raise AssertionError("every rhythm comes around")


def latest(rhythm: Rhythm, at: datetime) -> datetime:
    """The last instant of a rhythm that is not behind another one: of those missed the only one that counts."""
    day = at.astimezone(BUSINESS_ZONE).date()
    for n in range(FARTHEST):
        found = _at(rhythm, day - timedelta(days=n))
        if found is not None and found <= at:
            return found
    raise AssertionError("every rhythm comes around")


def _at(rhythm: Rhythm, day: date) -> datetime | None:
    if not names(rhythm, day):
        return None
    local = datetime.combine(day, time(), BUSINESS_ZONE) + timedelta(minutes=rhythm.minute)
    return local.astimezone(UTC)


def _nth_workday(day: date) -> int:
    return sum(is_workday(day.replace(day=n)) for n in range(1, day.day + 1))
