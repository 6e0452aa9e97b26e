"""When an automation is due by the clock: rules of repetition, and days before or after a date of clients.

Times are of Shanghai, which keeps one offset all the year. What was missed while nobody worked is caught up as the
automation says: all of it, the last of it, or none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Final

from backend.automations.content import Trigger
from backend.platform.clock import BUSINESS_ZONE, now
from backend.systemize.recurrence import occurrences, read_rule

CLOCKED: Final = ("schedule", "date", "figure")
LATE: Final = timedelta(hours=1)
"""What is later than that was missed."""
MOST_CAUGHT: Final = 60
"""Due times of one automation that are made up for at once."""


def first_due(trigger: Trigger, after: datetime | None = None) -> datetime | None:
    """The first due time after an instant (None: now); None where the trigger has none, or no more."""
    if trigger.kind not in CLOCKED:
        return None
    return next(_dues(trigger, after or now()), None)


def due_between(trigger: Trigger, first: datetime, at: datetime) -> tuple[list[datetime], datetime | None]:
    """Due times from `first` until `at`, both included, as far as they are to be worked; and the next one.

    By the policy `none` what is more than LATE late is left out; by `last` only the last one is worked.
    """
    found = [first] if first <= at else []
    following: datetime | None = first if first > at else None
    if found:
        for due in _dues(trigger, first):
            if due > at:
                following = due
                break
            found = [*found[-MOST_CAUGHT + 1 :], due]
    if trigger.catch_up == "last":
        found = found[-1:]
    elif trigger.catch_up == "none":
        found = [due for due in found if at - due <= LATE][-1:]
    return found, following


def _dues(trigger: Trigger, after: datetime) -> Iterator[datetime]:
    assert trigger.at is not None
    today = after.astimezone(BUSINESS_ZONE).date()
    if trigger.kind == "schedule":
        assert trigger.rule is not None
        assert trigger.starts is not None
        # Rules with a count end; those without are looked at as far as somebody could wait for.
        days = (day for _, day in occurrences(read_rule(trigger.rule), trigger.starts, trigger.shift))
        chosen: Iterator[date] = (day for day in islice(days, 40_000) if day >= today)
    else:
        chosen = (today + timedelta(days=n) for n in range(3_700))
    for day in chosen:
        due = datetime.combine(day, trigger.at, BUSINESS_ZONE).astimezone(UTC)
        if due > after:
            yield due


def quiet_until(quiet: tuple[time, time] | None, at: datetime) -> datetime | None:
    """When quiet hours that an instant lies in are over; None: it lies in none."""
    if quiet is None:
        return None
    local = at.astimezone(BUSINESS_ZONE)
    begin, end = quiet
    clock = local.time()
    inside = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not inside:
        return None
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, BUSINESS_ZONE).astimezone(UTC)
