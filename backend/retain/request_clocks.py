"""The two clocks of a request: instants worked out once and kept on the row; a pause or a stricter level moves them.

The response clock starts with the request and never pauses; the resolution clock rests while the client is waited for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.retain.request_type_content import ALWAYS
from backend.systemize.working_time import between, later_by

HALF, MOST = 0.5, 0.8
"""Shares of the time at which the owner, and then the lead, is reminded. Source: domain rules, service request."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock. half_at, most_at, due_at: when half, four fifths and all of its time is over."""

    half_at: datetime
    most_at: datetime
    due_at: datetime


def later(at: datetime, minutes: float, calendar: str) -> datetime:
    """The instant so many minutes of a calendar after `at`. calendar: business or always."""
    return at + timedelta(minutes=minutes) if calendar == ALWAYS else later_by(at, minutes)


def started(at: datetime, minutes: int, calendar: str) -> Clock:
    """A clock of so many minutes that starts at `at`."""
    return Clock(
        later(at, minutes * HALF, calendar),
        later(at, minutes * MOST, calendar),
        later(at, minutes, calendar),
    )


def paused(clock: Clock, since: datetime, until: datetime, calendar: str) -> Clock:
    """A clock that rested: what was left of each of its times is left again at `until`; what was over stays over."""
    return Clock(
        *(_shifted(at, since, until, calendar) for at in (clock.half_at, clock.most_at, clock.due_at))
    )


def _shifted(at: datetime, since: datetime, until: datetime, calendar: str) -> datetime:
    if at <= since:
        return at
    left = at - since if calendar == ALWAYS else between(since, at)
    return later(until, left / timedelta(minutes=1), calendar)


def strictest(ours: Clock, other: Clock) -> Clock:
    """The one that ends first; of equals ours. So a new level is never looser."""
    return other if other.due_at < ours.due_at else ours


def is_kept(due_at: datetime, at: datetime) -> bool:
    """Whether something that happened at `at` was in time: the due instant itself still is."""
    return at <= due_at
