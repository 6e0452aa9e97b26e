"""Fees, open days and payments: the pure parts, as tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from backend.book.fee_accruals import management_fee, performance_fee, value_days
from backend.book.fee_terms import redemption_rate, subscription
from backend.book.open_days import OPENING_LIMITS, Opening, is_open, opening_faults, planned_openings
from backend.book.receipts import Expected, suggestions
from backend.book.valuation_books import BookRow, findings_of

D = Decimal


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("gross", "rate", "mode", "nav", "fee", "net", "units"),
    [
        ("1010000", "0.01", "outside", "1", "10000.00", "1000000.00", "1000000.00"),
        ("1000000", "0.01", "inside", "1", "10000.00", "990000.00", "990000.00"),
        ("1000000", "0.01", "outside", "1.2345", "9900.99", "990099.01", "802024.31"),
        ("1000000", "0", "outside", "1.6", "0.00", "1000000.00", "625000.00"),
    ],
)
def test_what_a_payment_buys(
    gross: str, rate: str, mode: str, nav: str, fee: str, net: str, units: str
) -> None:
    bought = subscription(D(gross), D(rate), mode, D(nav))
    assert (bought.fee, bought.net, bought.units) == (D(fee), D(net), D(units))
    assert bought.gross == bought.fee + bought.net


@pytest.mark.parametrize(
    ("held", "rate"), [(0, "0.015"), (6, "0.015"), (7, "0.005"), (179, "0.005"), (180, "0"), (4000, "0")]
)
def test_the_fee_of_a_short_holding_falls_in_steps(held: int, rate: str) -> None:
    assert redemption_rate([{"days": 180, "rate": "0.005"}, {"days": 7, "rate": "0.015"}], held) == D(rate)


def test_management_fee_counts_days() -> None:
    # 1,000,000 for 10 days and 1,200,000 for 21 of January; 1.5 % a year: 35,200,000 day-yuan.
    steps = [(day("2024-11-01"), D(1_000_000)), (day("2025-01-11"), D(1_200_000)), (day("2025-02-01"), D(9))]
    january = (day("2025-01-01"), day("2025-02-01"))
    assert value_days(steps, *january) == 35_200_000
    assert management_fee(steps, *january, D("0.015")) == D("1446.58")
    assert management_fee(steps, *january, D("0.015"), 360) == D("1466.67")
    # A purchase inside the period pays from its day on; nothing before, nothing after the end.
    assert value_days([(day("2025-01-30"), D(100))], *january) == 200
    assert value_days([(day("2025-02-01"), D(100))], *january) == 0
    assert value_days([], *january) == 0


@pytest.mark.parametrize(
    ("nav", "mark", "more", "fee"),
    [
        ("1.50", "1.20", {}, "60000.00"),
        ("1.20", "1.20", {}, "0.00"),
        ("1.10", "1.20", {}, "0.00"),
        ("1.50", "1.00", {"hurdle": D("0.06"), "days": 365}, "88000.00"),
        ("1.50", "1.00", {"per_unit": D(2)}, "50000.00"),
    ],
)
def test_performance_fee_is_on_what_is_above_the_mark(
    nav: str, mark: str, more: dict[str, Decimal], fee: str
) -> None:
    assert performance_fee(D(1_000_000), D(nav), D(mark), D("0.2"), **more) == D(fee)  # type: ignore[arg-type]


def faults(*spans: tuple[str, str], kind: str = "securities") -> list[tuple[str, str]]:
    openings = [Opening(day(first), day(last)) for first, last in spans]
    return [
        (str(found.first), fault) for found, fault in opening_faults(openings, OPENING_LIMITS.get(kind, ()))
    ]


@pytest.mark.parametrize(
    ("spans", "broken"),
    [
        ([("2026-06-04", "2026-06-05"), ("2026-06-11", "2026-06-12")], []),
        ([("2026-06-03", "2026-06-05")], [("2026-06-03", "too_long")]),
        ([("2026-06-01", "2026-06-01"), ("2026-06-05", "2026-06-05")], [("2026-06-05", "too_often")]),
        ([("2026-06-07", "2026-06-08")], [("2026-06-07", "week_end")]),
        ([("2026-06-05", "2026-06-04")], [("2026-06-05", "order")]),
        ([("2026-06-04", "2026-06-05"), ("2026-06-05", "2026-06-05")], [("2026-06-05", "overlap")]),
        ([("2024-07-30", "2024-08-02")], []),  # before the guidelines
    ],
)
def test_openings_are_at_most_two_days_once_a_week(
    spans: list[tuple[str, str]], broken: list[tuple[str, str]]
) -> None:
    assert faults(*spans) == broken


def test_other_funds_open_as_they_like() -> None:
    assert faults(("2026-06-01", "2026-06-30"), kind="equity") == []


def test_a_holiday_takes_an_opening_away_and_does_not_move_it() -> None:
    october = planned_openings("week", 3, day("2026-09-28"), day("2026-10-18"))
    assert [str(opening.first) for opening in october] == ["2026-10-08", "2026-10-15"]
    # The first Thursday of October 2026 is a holiday, so there is no opening in that month.
    months = planned_openings("month", 3, day("2026-09-15"), day("2026-11-30"))
    assert [str(opening.first) for opening in months] == ["2026-11-05"]
    quarters = planned_openings("quarter", 4, day("2026-01-01"), day("2026-12-31"))
    assert [str(opening.first) for opening in quarters] == ["2026-04-03", "2026-07-03"]


def test_a_fund_may_take_redemptions_only() -> None:
    openings = [Opening(day("2026-06-04"), day("2026-06-05"), subscriptions=False)]
    assert is_open(openings, day("2026-06-05"), redeeming=True)
    assert not is_open(openings, day("2026-06-05"), redeeming=False)
    assert not is_open(openings, day("2026-06-06"), redeeming=True)


def test_a_payment_is_for_what_its_name_and_amount_say() -> None:
    zhou, zhang = UUID(int=1), UUID(int=2)
    expected = [
        Expected(zhou, "周若溪", D(1_010_000), day("2026-06-04"), order_id=UUID(int=11)),
        Expected(zhang, "张 伟", D(1_010_000), day("2026-06-05"), order_id=UUID(int=12)),
        Expected(zhou, "周若溪", D(500_000), day("2026-05-01"), order_id=UUID(int=13)),
    ]
    found = suggestions("张伟", D(1_010_000), day("2026-06-05"), expected)
    assert [(one.expected.order_id, one.reasons) for one in found] == [
        (UUID(int=12), ("amount", "name", "date")),
        (UUID(int=11), ("amount",)),
    ]
    assert suggestions("某人", D(1), day("2026-06-05"), expected) == []


BOOK = BookRow(
    UUID(int=1), day("2026-06-05"), D("105000000"), D("1000000"), D("104000000"), D("80000000"), D("1.3000")
)


@pytest.mark.parametrize(
    ("units", "nav", "findings"),
    [
        ("80000000", "1.3", []),
        ("79999999.5", "1.3", ["units"]),
        ("80000000", "1.3001", ["nav"]),
        ("80000000", None, ["no_nav"]),
        (None, "1.3", []),
    ],
)
def test_a_valuation_book_is_compared_with_the_ledger(
    units: str | None, nav: str | None, findings: list[str]
) -> None:
    assert findings_of(BOOK, D(units) if units else None, D(nav) if nav else None) == findings


def test_a_valuation_book_is_compared_with_itself() -> None:
    wrong = BookRow(
        UUID(int=1), day("2026-06-05"), D(105), D(1), D("104.02"), D(80), D("1.2"), cumulative_nav=D("1.2")
    )
    assert findings_of(wrong, D(80), D("1.2")) == ["net_assets", "unit_nav"]
