"""Working time: hours of a person's day on the workdays of China, counted forward and looked for backward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from backend.platform.clock import BUSINESS_ZONE
from backend.systemize.holidays import is_workday, next_workday
from backend.systemize.recurrence import previous_workday

DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody works on a workday: minutes after midnight of Shanghai, 0 <= begins < ends <= DAY."""

    begins: int = 9 * 60
    ends: int = 18 * 60

    def opens(self, day: date) -> datetime:
        """The instant at which a day's work begins."""
        return datetime.combine(day, time(), BUSINESS_ZONE) + timedelta(minutes=self.begins)

    def closes(self, day: date) -> datetime:
        """The instant at which a day's work ends."""
        return datetime.combine(day, time(), BUSINESS_ZONE) + timedelta(minutes=self.ends)


USUAL: Final = Hours()


def later_by(at: datetime, minutes: float, hours: Hours = USUAL) -> datetime:
    """The instant when so many working minutes have passed since `at`; of none: `at`, or when work begins again."""
    left = timedelta(minutes=minutes)
    day, here = _day(at), at
    while True:
        if is_workday(day):
            here = max(here, hours.opens(day))
            room = hours.closes(day) - here
            if room > timedelta() and left <= room:
                return here + left
            if room > timedelta():
                left -= room
        day = next_workday(day)
        here = hours.opens(day)


def between(start: datetime, end: datetime, hours: Hours = USUAL) -> timedelta:
    """How much working time lies between two instants; none when `end` is not after `start`."""
    found, day = timedelta(), _day(start)
    while day <= _day(end):
        if is_workday(day):
            found += max(min(end, hours.closes(day)) - max(start, hours.opens(day)), timedelta())
        day = next_workday(day)
    return found


def days_later(at: datetime, workdays: int) -> datetime:
    """The same time of day so many workdays later."""
    day = _day(at)
    for _ in range(workdays):
        day = next_workday(day)
    return at + (day - _day(at))


def not_after(at: datetime, hours: Hours = USUAL) -> datetime:
    """The latest working instant that is not after `at`."""
    day = _day(at)
    if is_workday(day) and at >= hours.opens(day):
        return min(at, hours.closes(day))
    return hours.closes(previous_workday(day))


def not_before(at: datetime, hours: Hours = USUAL) -> datetime:
    """The first working instant that is not before `at`."""
    day = _day(at)
    if is_workday(day) and at < hours.closes(day):
        return max(at, hours.opens(day))
    return hours.opens(next_workday(day))


def _day(at: datetime) -> date:
    return at.astimezone(BUSINESS_ZONE).date()
