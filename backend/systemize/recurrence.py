"""Rules of repetition: a part of RFC 5545's RRULE, the days they name, and what becomes of days nobody works.

Days are business dates, so nothing here knows of hours or zones; Shanghai keeps one offset all the year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

from dateutil.rrule import rrulestr

from backend.platform.errors import bad_input
from backend.systemize.holidays import is_workday, next_workday

FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHIFTS: Final = ("keep", "skip", "next", "previous")
"""What becomes of a day nobody works: it stays, is left out, or moves to the workday behind or before it."""
MOST_INTERVAL, MOST_COUNT, LONGEST = 99, 999, 200
FARTHEST: Final = timedelta(days=366 * 9)
"""The longest gap between two days of a rule that can be given: 29 February over a century that is no leap year."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule that was read. weekdays: (nth, day of WEEKDAYS), nth 0: each; month_day: 1 to 31, or -1: the last;
    until: the last day that may be named; count: of the days it names.
    """

    frequency: str
    interval: int
    weekdays: tuple[tuple[int, str], ...]
    month_day: int | None
    until: date | None
    count: int | None

    def text(self, until: date | None = None) -> str:
        """As RFC 5545 writes it, always in one order. until: ends it there instead."""
        last = until or self.until
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(f"{nth or ''}{day}" for nth, day in self.weekdays))
        if self.month_day is not None:
            parts.append(f"BYMONTHDAY={self.month_day}")
        if last is not None:
            parts.append(f"UNTIL={last:%Y%m%d}")
        elif self.count is not None:
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)


def read_rule(text: str, field: str = "rule") -> Recurrence:
    """A rule of text. Raises Refused(BAD_USER_INPUT, problem=recurrence) for what is none, or none that is offered."""
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";") if len(text) <= LONGEST else ["?"]:
        name, equals, value = part.partition("=")
        if not equals or name in parts or not value.isascii():
            raise bad_input(field, "recurrence")
        parts[name] = value
    try:
        found = _read(parts)
    except (KeyError, ValueError):
        raise bad_input(field, "recurrence") from None
    if not parts.keys() <= {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT"} or not _fits(found):
        raise bad_input(field, "recurrence")
    return found


def _read(parts: dict[str, str]) -> Recurrence:
    days = []
    for each in parts["BYDAY"].split(",") if "BYDAY" in parts else ():
        nth, day = each[:-2], each[-2:]
        if day not in WEEKDAYS:
            raise ValueError(day)
        days.append((_whole(nth) if nth else 0, day))
    until = parts.get("UNTIL")
    return Recurrence(
        parts["FREQ"],
        _whole(parts.get("INTERVAL", "1")),
        tuple(sorted(set(days), key=lambda pair: (pair[0], WEEKDAYS.index(pair[1])))),
        _whole(parts["BYMONTHDAY"]) if "BYMONTHDAY" in parts else None,
        date.fromisoformat(f"{until[:4]}-{until[4:6]}-{until[6:8]}") if until is not None else None,
        _whole(parts["COUNT"]) if "COUNT" in parts else None,
    )


def _whole(text: str) -> int:
    """A whole number of a few digits; int() alone would take blanks and underscores, too."""
    if not text.removeprefix("-").isdecimal() or len(text) > 4:
        raise ValueError(text)
    return int(text)


def _fits(rule: Recurrence) -> bool:
    nths = [nth for nth, _ in rule.weekdays]
    by = {
        "DAILY": not rule.weekdays and rule.month_day is None,
        "WEEKLY": not any(nths) and rule.month_day is None,
        "MONTHLY": (rule.month_day is None) != (not rule.weekdays)
        and all(nth in {1, 2, 3, 4, 5, -1} for nth in nths),
        "YEARLY": not rule.weekdays and rule.month_day is None,
    }
    return (
        by.get(rule.frequency, False)
        and 1 <= rule.interval <= MOST_INTERVAL
        and (rule.month_day is None or rule.month_day == -1 or 1 <= rule.month_day <= 31)
        and (rule.count is None or 1 <= rule.count <= MOST_COUNT)
        and not (rule.count is not None and rule.until is not None)
    )


def occurrences(rule: Recurrence, starts_on: date, shift: str) -> Iterator[tuple[date, date]]:
    """The days of a rule, endlessly where it has no end: (the day it names, the day it comes to lie on).

    A day that comes to lie where the one before it does is left out; the end of a rule is about the days it names.
    As in RFC 5545, what names the 31st leaves out shorter months, and 29 February is of leap years alone.
    """
    last: date | None = None
    for moment in rrulestr(rule.text(), dtstart=datetime.combine(starts_on, datetime.min.time())):
        named = moment.date()
        if named - (last or starts_on) > FARTHEST:
            return  # every day it names is left out, as of Saturdays that nobody works
        day = shifted(named, shift)
        if day is None or (last is not None and day <= last):
            continue
        last = day
        yield named, day


def next_occurrence(
    rule: Recurrence, starts_on: date, shift: str, after: date | None
) -> tuple[date, date] | None:
    """The first day a rule names behind `after` (None: at all), and where it comes to lie; None where it has ended."""
    for named, day in occurrences(rule, starts_on, shift):
        if after is None or named > after:
            return named, day
    return None


def first_days(rule: Recurrence, starts_on: date, shift: str, count: int) -> list[date]:
    """Where the first days of a rule come to lie, at most so many."""
    return [day for _, day in islice(occurrences(rule, starts_on, shift), count)]


def shifted(day: date, shift: str) -> date | None:
    """Where a day comes to lie by the Chinese working calendar; None where it is left out."""
    if shift == "keep" or is_workday(day):
        return day
    if shift == "skip":
        return None
    return next_workday(day) if shift == "next" else previous_workday(day)


def previous_workday(day: date) -> date:
    """The last workday before `day`."""
    before = day - timedelta(days=1)
    while not is_workday(before):
        before -= timedelta(days=1)
    return before
