"""Festivals on their days, and the holidays of years that are announced and of those that are not."""

from __future__ import annotations

from datetime import date

import pytest

from backend.systemize.festivals import (
    FREE,
    KEYS,
    expected_days,
    festival_day,
    next_festival,
    official_days,
)


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("spring_festival", "2025-01-29"),
        ("spring_festival", "2026-02-17"),
        ("spring_festival", "2027-02-06"),
        ("lantern", "2026-03-03"),
        ("dragon_boat", "2025-05-31"),
        ("dragon_boat", "2026-06-19"),
        # A leap sixth month in 2025 moves what comes after it.
        ("mid_autumn", "2025-10-06"),
        ("mid_autumn", "2026-09-25"),
        ("double_ninth", "2026-10-18"),
        ("qingming", "2024-04-04"),
        ("qingming", "2026-04-05"),
        ("qingming", "2027-04-05"),
        ("labour", "2026-05-01"),
        ("national", "2026-10-01"),
        ("new_year", "2027-01-01"),
    ],
)
def test_each_falls_on_its_day(key: str, day: str) -> None:
    expected = date.fromisoformat(day)
    assert festival_day(key, expected.year) == expected


def test_every_announced_festival_lies_among_its_days() -> None:
    for year in range(2008, 2027):
        free = {each.date for each in official_days(year) if each.kind == "holiday"}
        # New Year's Day of a year may have been a weekend day that nobody wrote down.
        missing = [
            key
            for key in FREE
            if festival_day(key, year) not in free and festival_day(key, year).weekday() < 5
        ]
        assert missing == [], year


def test_a_year_that_is_not_announced_has_the_days_of_the_law() -> None:
    assert official_days(2027) == ()
    days = {each.date.isoformat(): each.festival for each in expected_days(2027)}
    assert [each for each, of in days.items() if of == "spring_festival"] == [
        "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08",
    ]  # fmt: skip
    assert days["2027-06-09"] == "dragon_boat"
    assert days["2027-09-15"] == "mid_autumn"
    assert len(days) == 13
    assert all(each.kind == "holiday" for each in expected_days(2027))


def test_the_next_one_is_today_or_later() -> None:
    for key in KEYS:
        day = festival_day(key, 2026)
        assert next_festival(key, day) == day
        assert next_festival(key, date.fromordinal(day.toordinal() + 1)) == festival_day(key, 2027)
