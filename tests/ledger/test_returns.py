"""Returns and drawdowns against figures known from elsewhere or worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.book.drawdowns import against_cost, deepest, drawdown, drawdown_series, drawdowns, since
from backend.book.returns import (
    CashFlow,
    Valuation,
    annualised,
    money_weighted,
    since_purchase,
    time_weighted,
)

D = Decimal


def day(text: str) -> date:
    return date.fromisoformat(text)


def flows(*told: tuple[str, int | str]) -> list[CashFlow]:
    return [CashFlow(day(on), D(amount)) for on, amount in told]


def test_the_example_of_the_spreadsheet_makers_gives_their_figure() -> None:
    # Microsoft's documentation of XIRR: 37.336 2535 %.
    rate = money_weighted(
        flows(
            ("2008-01-01", -10000),
            ("2008-03-01", 2750),
            ("2008-10-30", 4250),
            ("2009-02-15", 3250),
            ("2009-04-01", 2750),
        )
    )
    assert rate is not None
    assert abs(rate - D("0.373362535")) < D("0.00000005")


@pytest.mark.parametrize(
    ("told", "rate"),
    [
        ([("2025-01-01", -100), ("2026-01-01", 110)], "0.1"),
        ([("2024-01-01", -100), ("2026-01-01", "121.031600")], "0.1"),  # 731 days: 1.1 ** (731/365)
        ([("2025-01-01", -100), ("2026-01-01", 100)], "0"),
        ([("2025-01-01", -100), ("2026-01-01", 25)], "-0.75"),
        ([("2025-01-01", -100), ("2025-07-02", -100), ("2026-01-01", 210)], "0.066967"),
        ([("2026-01-01", 110), ("2025-01-01", -100)], "0.1"),  # in any order
        ([("2025-01-01", 100), ("2026-01-01", -110)], "0.1"),  # a loan
    ],
)
def test_yearly_rates_of_simple_flows(told: list[tuple[str, int | str]], rate: str) -> None:
    found = money_weighted(flows(*told))
    assert found is not None
    assert abs(found - D(rate)) < D("0.000001")


@pytest.mark.parametrize(
    "told",
    [
        [],
        [("2025-01-01", -100)],
        [("2025-01-01", -100), ("2025-06-01", -50)],  # nothing ever came back
        [("2025-01-01", -100), ("2025-01-01", 120)],  # one day
        [("2025-01-01", -100), ("2026-01-01", 0)],  # all is lost
        [
            ("2025-01-01", -100),
            ("2025-01-02", 150),
        ],  # 50 % in a day is beyond any yearly rate that is looked at
        [("2025-01-01", -100), ("2026-01-01", 230), ("2027-01-01", -132)],  # 10 % and 20 %
    ],
)
def test_a_rate_that_is_none_or_several_is_not_told(told: list[tuple[str, int]]) -> None:
    assert money_weighted(flows(*told)) is None


@settings(max_examples=60, deadline=None)
@given(
    rate=st.decimals(D("-0.9"), D("5"), places=4),
    paid=st.lists(st.tuples(st.integers(1, 1_000_000), st.integers(0, 1500)), min_size=1, max_size=6),
)
def test_what_a_rate_makes_of_payments_has_that_rate(rate: Decimal, paid: list[tuple[int, int]]) -> None:
    start, end = day("2020-01-01"), 1900
    worth = sum(D(amount) * (1 + rate) ** (D(end - after) / 365) for amount, after in paid)
    told = [CashFlow(start + timedelta(days=after), -D(amount)) for amount, after in paid]
    found = money_weighted([*told, CashFlow(start + timedelta(days=end), D(worth))])
    assert found is not None
    assert abs(found - rate) < D("0.000001")


def test_time_weighted_leaves_out_what_flows_did() -> None:
    # 100 grows to 120 (+20 %), 880 come in; 1,000 fall to 900 (-10 %), 450 go out; 450 end at 495 (+10 %).
    found = time_weighted(
        [
            Valuation(day("2025-01-01"), D(0), D(100)),
            Valuation(day("2025-03-01"), D(120), D(880)),
            Valuation(day("2025-06-01"), D(900), D(-450)),
            Valuation(day("2025-09-01"), D(495)),
        ]
    )
    assert found == D("0.188")  # 1.2 x 0.9 x 1.1


def test_time_weighted_passes_over_times_without_capital() -> None:
    found = time_weighted(
        [
            Valuation(day("2025-01-01"), D(0), D(100)),
            Valuation(day("2025-03-01"), D(110), D(-110)),
            Valuation(day("2025-06-01"), D(0), D(50)),
            Valuation(day("2025-09-01"), D(60)),
        ]
    )
    assert found == D("0.32")
    assert time_weighted([Valuation(day("2025-01-01"), D(0), D(100))]) is None
    with pytest.raises(ValueError, match="order"):
        time_weighted([Valuation(day("2025-01-02"), D(1)), Valuation(day("2025-01-01"), D(1))])


def test_a_return_of_less_than_a_year_is_not_made_one_of_a_year() -> None:
    assert annualised(D("0.1"), 364) == D("0.1")
    assert annualised(D("0.21"), 730) == D("0.1")
    assert (annualised(D("0.1"), 0), annualised(D(-1), 400)) == (None, None)
    assert (since_purchase(D(50), D(200)), since_purchase(D(50), D(0))) == (D("0.25"), None)


NAVS = [D(text) for text in ("1.0", "1.25", "1.0", "1.5", "1.2", "1.35")]
DAYS = [(day("2025-01-01") + timedelta(days=7 * n), nav) for n, nav in enumerate(NAVS)]


def test_drawdown_is_the_fall_from_the_running_high() -> None:
    assert drawdown_series(NAVS) == [0, 0, D("0.2"), 0, D("0.2"), D("0.1")]
    assert (drawdown(NAVS), deepest(NAVS)) == (D("0.1"), D("0.2"))
    with pytest.raises(ValueError, match="no NAV"):
        drawdown([])
    with pytest.raises(ValueError, match="no NAV"):
        deepest([])


@pytest.mark.parametrize(
    ("opened", "fall"),
    [
        ("2025-01-01", "0.1"),  # saw the high of 1.5
        ("2025-01-29", "0"),  # bought at 1.2, the high since is 1.35
        ("2025-01-25", "0.1"),  # between two NAVs: bought at the one before, 1.5
        ("2025-02-05", "0"),  # bought at the last
    ],
)
def test_drawdown_since_purchase_begins_at_the_nav_that_was_bought_at(opened: str, fall: str) -> None:
    assert since(DAYS, day(opened)) == D(fall)


def test_the_three_drawdowns_of_a_position() -> None:
    found = drawdowns(DAYS, day("2025-01-29"), D("95000"), D("100000"))
    assert (found.of_product, found.since_purchase, found.against_cost) == (D("0.1"), D(0), D("0.05"))
    nothing = drawdowns([], None, None, D(0))
    assert (nothing.of_product, nothing.since_purchase, nothing.against_cost) == (None, None, None)
    assert (against_cost(D(120), D(100)), against_cost(D(1), D(0))) == (0, None)
