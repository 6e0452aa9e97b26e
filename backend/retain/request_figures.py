"""How fast requests are answered and settled, and how often clients complain (K-13, K-14, K-18): pure arithmetic.

Source: domain rules K-13, K-14 and K-18. Minutes are those of the calendar that was promised: working minutes, or all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from backend.retain.request_clocks import is_kept
from backend.retain.request_type_content import ALWAYS
from backend.systemize.working_time import between
from backend.track.journey_survival import AT_START, OPEN, WON, Curve, Span, curve_of

REPEAT_DAYS: Final = 90
AGAIN_DAYS: Final = 7
THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class Timed:
    """A request as figures see it. ended: cancelled, so watched until then; waited: seconds for the client.

    again_at: when it was opened again; answers: how often somebody answered.
    """

    client_id: UUID
    created: datetime
    calendar: str
    response_due: datetime
    answered: datetime | None
    closed: datetime | None
    ended: datetime | None
    waited: int
    answers: int
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class Times:
    """Of so many durations: mean of those that ended, median and P90 with censoring; None: not reached or nobody."""

    ended: int
    mean: Decimal | None
    median: int | None
    p90: int | None


def minutes(start: datetime, end: datetime, calendar: str) -> int:
    """Whole minutes of a calendar, begun ones counted."""
    took = end - start if calendar == ALWAYS else between(start, end)
    return -(-took // timedelta(minutes=1))


def responses(rows: Iterable[Timed], at: datetime) -> Times:
    """Minutes until the first answer; open and cancelled ones are censored at `at` or when they ended."""
    return _times(
        [
            (minutes(row.created, row.answered or row.ended or at, row.calendar), row.answered is not None)
            for row in rows
        ]
    )


def resolutions(rows: Iterable[Timed], at: datetime) -> Times:
    """Minutes until they were closed, without those in which the client was waited for."""
    found = []
    for row in rows:
        took = minutes(row.created, row.closed or row.ended or at, row.calendar)
        found.append((max(0, took - row.waited // 60), row.closed is not None))
    return _times(found)


def attainment(rows: Iterable[Timed], at: datetime) -> tuple[int, int]:
    """(answered in time, answered or open past the time); what is open and not due yet is in neither."""
    kept = of = 0
    for row in rows:
        if row.answered is not None:
            kept += is_kept(row.response_due, row.answered)
            of += 1
        elif row.ended is None and not is_kept(row.response_due, at):
            of += 1
    return kept, of


def at_first_contact(rows: Iterable[Timed]) -> tuple[int, int]:
    """(closed with one answer and not opened again within 7 days, closed)."""
    closed = [row for row in rows if row.closed is not None]
    once = [row for row in closed if row.answers == 1 and not _came_back(row)]
    return len(once), len(closed)


def _came_back(row: Timed) -> bool:
    if row.again_at is None or row.closed is None:
        return False
    return row.again_at - row.closed <= timedelta(days=AGAIN_DAYS)


@dataclass(frozen=True, slots=True)
class Complained:
    """A complaint as figures see it. cause: None while nobody knows; in_window: received in it, else only before."""

    client_id: UUID
    created: datetime
    closed: datetime | None
    cause: str | None
    justified: bool | None
    from_regulator: bool
    in_window: bool


def per_thousand(complaints: int, client_months: Decimal) -> Decimal | None:
    """Complaints per 1,000 client-months; None without any."""
    return None if client_months <= 0 else Decimal(complaints) * THOUSAND / client_months


def justified_share(rows: Iterable[Complained]) -> tuple[int, int]:
    """(justified, decided) of the window."""
    decided = [row for row in rows if row.in_window and row.justified is not None]
    return sum(row.justified is True for row in decided), len(decided)


def days_to_close(rows: Iterable[Complained], at: datetime) -> int | None:
    """The median of calendar days until they were closed, open ones censored at `at`; None: not reached."""
    spans = [
        Span(AT_START, ((row.closed or at) - row.created).days, WON if row.closed else OPEN)
        for row in rows
        if row.in_window
    ]
    return curve_of(spans).median


def repeats(rows: Sequence[Complained]) -> tuple[int, int]:
    """(of the window with the same client and cause within 90 days before, of the window with a cause)."""
    known = [row for row in rows if row.cause is not None]
    window = [row for row in known if row.in_window]
    again = sum(
        any(
            other is not row
            and (other.client_id, other.cause) == (row.client_id, row.cause)
            and timedelta() <= row.created - other.created <= timedelta(days=REPEAT_DAYS)
            and (other.created, id(other)) != (row.created, id(row))
            for other in known
        )
        for row in window
    )
    return again, len(window)


def _times(found: Sequence[tuple[int, bool]]) -> Times:
    ended = [took for took, is_over in found if is_over]
    mean = None if not ended else Decimal(sum(ended)) / len(ended)
    curve = curve_of(Span(AT_START, took, WON if is_over else OPEN) for took, is_over in found)
    return Times(len(ended), mean, _reached(curve, Fraction(1, 2)), _reached(curve, Fraction(1, 10)))


def _reached(curve: Curve, share: Fraction) -> int | None:
    return next((each.day for each in curve.days if each.open_share <= share), None)
