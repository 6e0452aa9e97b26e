"""When a birthday is next, and which days of the year a fortnight holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.book.birthdays import days_ahead, next_birthday

DAYS = st.dates(date(1920, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("born", "today", "due"),
    [
        (date(1980, 11, 28), date(2026, 11, 28), date(2026, 11, 28)),
        (date(1980, 11, 27), date(2026, 11, 28), date(2027, 11, 27)),
        (date(1980, 1, 3), date(2026, 12, 30), date(2027, 1, 3)),
        (date(1984, 2, 29), date(2027, 2, 1), date(2027, 2, 28)),
        (date(1984, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (date(1984, 2, 29), date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_the_next_birthday_is_today_or_later_and_the_leap_day_is_kept_on_the_28th(
    born: date, today: date, due: date
) -> None:
    assert next_birthday(born, today) == due


@given(DAYS, DAYS, st.integers(0, 62))
def test_the_days_ahead_hold_exactly_those_whose_birthday_is_within_them(
    born: date, today: date, days: int
) -> None:
    within = next_birthday(born, today) <= today + timedelta(days=days)
    assert (f"{born:%m%d}" in days_ahead(today, days)) is within
