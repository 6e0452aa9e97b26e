"""Cumulative and adjusted NAV worked out by hand, and when a NAV is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from backend.book.nav_calendar import due_days, is_stale, late_on, missing_days
from backend.book.nav_series import NavFact, Steps, series_of

D = Decimal


def day(text: str) -> date:
    return date.fromisoformat(text)


def fact(on: str, unit: str, dividend: str = "0", split: str = "1", told: str | None = None) -> NavFact:
    return NavFact(day(on), D(unit), D(dividend), D(split), D(told) if told else None)


def test_a_dividend_and_a_split_change_nothing_of_what_was_earned() -> None:
    # 1.00 -> 1.20 (+20 %); 0.10 paid at 1.10, so flat; 1.21 (+10 %); split 1:2 at 0.605, flat; 0.726 (+20 %).
    values = series_of(
        [
            fact("2025-01-03", "1.0000"),
            fact("2025-01-10", "1.2000"),
            fact("2025-01-17", "1.1000", dividend="0.10"),
            fact("2025-01-24", "1.2100"),
            fact("2025-02-07", "0.6050", split="2"),
            fact("2025-02-14", "0.7260"),
        ]
    )
    assert [value.adjusted for value in values] == [
        D(1),
        D("1.2"),
        D("1.2"),
        D("1.32"),
        D("1.32"),
        D("1.584"),
    ]
    # Kept in cash: one first unit is worth 1.31 after the dividend, two units of 0.726 and 0.10 at the end.
    assert [value.cumulative for value in values] == [
        D(1),
        D("1.2"),
        D("1.2"),
        D("1.31"),
        D("1.31"),
        D("1.552"),
    ]


def test_a_dividend_after_a_split_is_of_the_smaller_units() -> None:
    values = series_of(
        [fact("2025-01-03", "2"), fact("2025-01-10", "1", split="2"), fact("2025-01-17", "0.95", "0.05")]
    )
    assert [value.cumulative for value in values] == [D(2), D(2), D(2)]
    assert values[-1].adjusted == 2


def test_the_first_published_cumulative_nav_tells_what_was_paid_before() -> None:
    values = series_of([fact("2025-01-03", "1.10", told="1.35"), fact("2025-01-10", "1.21", told="1.46")])
    assert [(value.cumulative, value.adjusted, value.agrees) for value in values] == [
        (D("1.35"), D("1.35"), True),
        (D("1.46"), D("1.485"), True),
    ]


def test_another_cumulative_nav_than_ours_is_told() -> None:
    values = series_of([fact("2025-01-03", "1", told="1"), fact("2025-01-10", "1.1", told="1.12")])
    assert [value.agrees for value in values] == [True, False]


@pytest.mark.parametrize(
    "facts",
    [
        [fact("2025-01-10", "1"), fact("2025-01-03", "1")],
        [fact("2025-01-10", "1"), fact("2025-01-10", "1")],
        [fact("2025-01-10", "0")],
        [fact("2025-01-10", "1", split="0")],
    ],
)
def test_what_is_no_series_is_refused(facts: list[NavFact]) -> None:
    with pytest.raises(ValueError, match="NAV series"):
        series_of(facts)


def test_a_correction_in_the_middle_moves_only_what_depends_on_it() -> None:
    right = [
        fact("2025-01-03", "1"),
        fact("2025-01-10", "1.1"),
        fact("2025-01-17", "1.2"),
        fact("2025-01-24", "1.3"),
    ]
    wrong = [*right[:1], fact("2025-01-10", "1.05"), *right[2:]]
    changed = [a.on for a, b in zip(series_of(right), series_of(wrong), strict=True) if a != b]
    assert changed == [day("2025-01-10")]
    paid = [*right[:1], fact("2025-01-10", "1.0", "0.1"), *right[2:]]
    later = [a.on for a, b in zip(series_of(right), series_of(paid), strict=True) if a.adjusted != b.adjusted]
    assert later == [day("2025-01-17"), day("2025-01-24")]


@pytest.mark.parametrize(
    ("interval", "first", "last", "due"),
    [
        ("weekly", "2026-09-21", "2026-10-18", ["2026-09-24", "2026-09-30", "2026-10-09", "2026-10-16"]),
        ("monthly", "2026-01-01", "2026-03-31", ["2026-01-30", "2026-02-27", "2026-03-31"]),
        ("quarterly", "2026-01-01", "2026-06-30", ["2026-03-31", "2026-06-30"]),
        ("daily", "2026-10-01", "2026-10-09", ["2026-10-08", "2026-10-09"]),
    ],
)
def test_days_that_a_nav_is_struck_on(interval: str, first: str, last: str, due: list[str]) -> None:
    assert [str(found) for found in due_days(interval, day(first), day(last))] == due


def test_a_nav_is_late_after_its_workdays_and_stale_when_the_next_one_is_late() -> None:
    # Struck on Friday the 9th: five workdays are the 12th to the 16th, so it is late on Saturday the 17th.
    assert late_on(day("2026-01-09"), 5) == day("2026-01-17")
    known = [day("2026-01-02")]
    assert not is_stale(known[-1], "weekly", 5, day("2026-01-16"))
    assert is_stale(known[-1], "weekly", 5, day("2026-01-17"))
    assert is_stale(None, "weekly", 5, day("2026-01-17"))
    assert missing_days("weekly", 5, known, day("2026-01-01"), day("2026-01-16")) == []
    assert missing_days("weekly", 5, known, day("2026-01-01"), day("2026-01-24")) == [
        day("2026-01-09"),
        day("2026-01-16"),
    ]


def test_dated_values_are_the_last_ones_not_after_the_day() -> None:
    steps = Steps([(day("2025-01-03"), D(1)), (day("2025-01-10"), D(2))])
    asked = [
        steps.at(day(text)) for text in ("2025-01-01", "2025-01-03", "2025-01-09", "2025-01-10", "2026-01-01")
    ]
    assert asked == [None, 1, 1, 2, 2]
