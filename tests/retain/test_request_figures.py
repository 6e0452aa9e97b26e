"""K-13, K-14 and K-18 against cases that were worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from backend.retain.request_figures import (
    Complained,
    Timed,
    at_first_contact,
    attainment,
    days_to_close,
    justified_share,
    minutes,
    per_thousand,
    repeats,
    resolutions,
    responses,
)

AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
"""Monday 10:00 in Shanghai."""
LATER = AT + timedelta(days=3)


def timed(
    answered: int | None, due: int = 60, closed: int | None = None, waited: int = 0, answers: int = 1,
    again: int | None = None, ended: int | None = None, calendar: str = "always",
) -> Timed:  # fmt: skip
    """A request made at AT; all in minutes after it."""

    def at(n: int | None) -> datetime | None:
        return None if n is None else AT + timedelta(minutes=n)

    return Timed(
        UUID(int=1), AT, calendar, AT + timedelta(minutes=due), at(answered), at(closed), at(ended), waited * 60,
        answers, at(again),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "mean", "median", "p90"),
    [
        # 10, 20, 30, 40: half are answered by 20, nine of ten by 40.
        ([10, 20, 30, 40], "25", 20, 40),
        # One of three is open: after 10 two thirds are not answered, after 50 one third.
        ([10, 50, None], "30", 50, None),
        # Nobody answered: nothing is known but that it takes longer.
        ([None, None], None, None, None),
        # 5 of 5 at once.
        ([5, 5, 5, 5, 5], "5", 5, 5),
    ],
    ids=["all answered", "one open", "none", "at once"],
)
def test_response_times(
    rows: list[int | None], mean: str | None, median: int | None, p90: int | None
) -> None:
    found = responses([timed(each) for each in rows], LATER)
    assert (found.mean, found.median, found.p90) == (None if mean is None else Decimal(mean), median, p90)


def test_the_median_differs_from_that_of_the_answered_alone() -> None:
    # Answered after 10 and 20, three open at 60 minutes: of those answered the median is 15, in truth not reached.
    rows = [timed(10), timed(20), timed(None), timed(None), timed(None)]
    assert responses(rows, AT + timedelta(minutes=60)).median is None


@pytest.mark.parametrize(
    ("rows", "at", "found"),
    [
        ([timed(60), timed(61)], 999, (1, 2)),
        ([timed(30), timed(None, due=60), timed(None, due=2000)], 999, (1, 2)),
        ([timed(None, due=60, ended=10), timed(None, due=2000)], 999, (0, 0)),
    ],
    ids=["the due minute is kept", "open past it counts, not yet due does not", "cancelled ones do not"],
)
def test_attainment(rows: list[Timed], at: int, found: tuple[int, int]) -> None:
    assert attainment(rows, AT + timedelta(minutes=at)) == found


@pytest.mark.parametrize(
    ("row", "took"),
    [
        (timed(5, closed=120), 120),
        (timed(5, closed=120, waited=30), 90),
        # Monday 10:00 to Tuesday 10:00 is nine working hours.
        (timed(5, closed=1440, calendar="business"), 540),
    ],
    ids=["closed", "without the wait", "working time"],
)
def test_resolution_times(row: Timed, took: int) -> None:
    assert resolutions([row], LATER).median == took


def test_at_first_contact() -> None:
    day = 1440
    rows = [
        timed(5, closed=10),
        timed(5, closed=10, answers=2),
        timed(5, closed=10, again=10 + 7 * day),
        timed(5, closed=10, again=11 + 7 * day),
        timed(5),
    ]
    assert at_first_contact(rows) == (2, 4)


def test_begun_minutes_count() -> None:
    assert minutes(AT, AT + timedelta(seconds=61), "always") == 2
    assert minutes(AT, AT, "always") == 0


def complaint(day: int, client: int = 1, cause: str | None = "process", **more: object) -> Complained:
    """A complaint so many days after AT; negative: before the window."""
    at = AT + timedelta(days=day)
    closed = more.get("closed")
    return Complained(
        UUID(int=client), at, None if closed is None else at + timedelta(days=int(str(closed))), cause,
        more.get("justified"), False, day >= 0,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("count", "months", "found"),
    [(3, "1500", "2"), (1, "4000", "0.25"), (0, "100", "0"), (2, "0", None)],
    ids=["two", "a quarter", "none", "nobody"],
)
def test_complaints_per_thousand_client_months(count: int, months: str, found: str | None) -> None:
    assert per_thousand(count, Decimal(months)) == (None if found is None else Decimal(found))


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([complaint(-89), complaint(0)], (1, 1)),
        ([complaint(-91), complaint(0)], (0, 1)),
        (
            [complaint(0), complaint(5, client=2), complaint(6, cause="person"), complaint(7, cause=None)],
            (0, 3),
        ),
        ([complaint(0), complaint(3), complaint(90)], (2, 3)),
    ],
    ids=["89 days", "91 days", "another client or cause", "a chain"],
)
def test_repeats(rows: list[Complained], found: tuple[int, int]) -> None:
    assert repeats(rows) == found


def test_justified_and_days_to_close() -> None:
    rows = [
        complaint(0, justified=True, closed=4),
        complaint(0, justified=False, closed=10),
        complaint(1, justified=None),
        complaint(-5, justified=True, closed=1),
    ]
    assert justified_share(rows) == (1, 2)
    assert days_to_close(rows, AT + timedelta(days=2)) == 4
    assert days_to_close(rows, AT + timedelta(days=40)) == 10
