"""Lots, holdings and gains of ledgers that were worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from backend.book.positions import Payout, Position, ShortOfUnits, Terms, carried, replay
from tests.ledger.entries import Entry, entry, reversal

D = Decimal


def day(text: str) -> date:
    return date.fromisoformat(text)


def left(position: Position) -> list[tuple[str, str, str]]:
    """Day, units and cost of the lots that are left."""
    return [(str(lot.opened_on), str(lot.units), str(lot.cost)) for lot in position.lots if lot.units]


def spans(position: Position) -> list[tuple[str, str | None, str, str]]:
    return [
        (str(s.valid_from), str(s.valid_to) if s.valid_to else None, str(s.units), str(s.cost))
        for s in position.stretches
    ]


def test_first_in_first_out() -> None:
    # 1,000 bought at 1.00 (fee 10 inside) and 500 at 1.20; 1,200 sold at 1.50, fee 18.
    # Out go 1,000 of the first (cost 1,010) and 200 of 500 of the second (cost 240 of 600).
    # Net 1,782: 1,000/1,200 of it = 1,485 and the rest 297. Gains 475 + 57 = 532.
    position = replay(
        [
            entry("initial", "2025-01-10", "1000", "1.00", "1010", "10"),
            entry("additional", "2025-03-14", "500", "1.20", "600"),
            entry("redemption", "2025-06-13", "1200", "1.50", "1800", "18"),
        ]
    )
    assert left(position) == [("2025-03-14", "300", "360.00")]
    assert [(u.units, u.cost, u.proceeds) for u in position.uses] == [
        (D(1000), D(1010), D("1485.00")),
        (D(200), D("240.00"), D("297.00")),
    ]
    assert position.realised == D(532)
    assert spans(position) == [
        ("2025-01-10", "2025-03-14", "1000", "1010"),
        ("2025-03-14", "2025-06-13", "1500", "1610"),
        ("2025-06-13", None, "300", "360.00"),
    ]
    assert position.lots[0].closed_on == day("2025-06-13")


def test_a_full_redemption_ends_the_holding_and_a_new_purchase_begins_another() -> None:
    position = replay(
        [
            entry("initial", "2025-01-10", "1000", gross="1000"),
            entry("redemption", "2025-03-25", "1000", "1.1", "1100"),
            entry("additional", "2025-05-10", "900", "1.1", "990"),
        ]
    )
    assert spans(position) == [
        ("2025-01-10", "2025-03-25", "1000", "1000"),
        ("2025-05-10", None, "900", "990"),
    ]
    assert position.realised == 100


def test_cost_is_shared_by_units_and_not_a_cent_is_lost() -> None:
    # 100.00 for 3 units, sold one by one: 33.33, then half of 66.67 = 33.34 (half up), then what is left.
    position = replay(
        [
            entry("initial", "2025-01-10", "3", "33.33", "100"),
            *(entry("redemption", f"2025-0{month}-10", "1", "40", "40") for month in (2, 3, 4)),
        ]
    )
    assert [use.cost for use in position.uses] == [D("33.33"), D("33.34"), D("33.33")]
    assert (position.units, position.cost, position.realised) == (0, 0, D("20.00"))


def test_a_reversal_undoes_a_purchase_as_if_it_never_was() -> None:
    wrong = entry("initial", "2026-06-30", "3000000", "1", "3000000")
    position = replay([wrong, reversal(wrong, "2026-07-02")])
    assert (position.lots, position.stretches, position.invested) == ([], [], 0)


def test_until_a_reversal_is_told_the_purchase_counts() -> None:
    wrong = entry("initial", "2026-06-30", "3000000", "1", "3000000")
    assert replay([wrong]).units == 3_000_000


def test_a_reversed_redemption_gives_back_the_old_lots() -> None:
    sold = entry("redemption", "2025-06-13", "400", "1.5", "600")
    kept = [
        entry("initial", "2025-01-10", "1000", gross="1000"),
        entry("additional", "2025-03-14", "500", "1.2", "600"),
    ]
    assert replay([*kept, sold, reversal(sold, "2025-08-01")]) == replay(kept)


def test_a_late_purchase_moves_to_its_own_place() -> None:
    late = entry("additional", "2025-02-14", "100", "1.1", "110")
    rows = [
        entry("initial", "2025-01-10", "100", gross="100"),
        entry("redemption", "2025-06-13", "150", "1.5", "225"),
        entry("additional", "2025-05-16", "100", "1.4", "140"),
    ]
    position = replay([*rows, late])
    assert left(position) == [("2025-02-14", "50", "55.00"), ("2025-05-16", "100", "140")]
    assert position.realised == D("225") - 100 - 55


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_the_order_in_which_rows_are_read_does_not_matter(order: tuple[int, ...]) -> None:
    rows = [
        entry("initial", "2025-01-10", "100", gross="100"),
        entry("additional", "2025-01-10", "50", gross="55"),
        entry("redemption", "2025-01-10", "120", "1.5", "180"),
        entry("dividend", "2025-03-14", "0", "1.4", "3"),
    ]
    assert replay([rows[n] for n in order]) == replay(rows)


def test_more_than_there_is_names_what_took_it() -> None:
    sold = entry("redemption", "2025-02-14", "100.01", gross="100.01")
    rows = [
        entry("initial", "2025-01-10", "100", gross="100"),
        sold,
        entry("additional", "2025-03-14", "100", gross="100"),
    ]
    with pytest.raises(ShortOfUnits) as short:
        replay(rows)
    assert (short.value.transaction_id, short.value.on, short.value.missing) == (
        sold.id,
        sold.date,
        D("0.01"),
    )
    assert replay(rows, strict=False).units == 100


def test_dividends_in_cash_and_in_units() -> None:
    # 1,000 units, 0.05 a unit: 50 in cash; later 0.10 a unit reinvested at 1.25: 80 units that cost 100.
    position = replay(
        [
            entry("initial", "2025-01-10", "1000", gross="1000"),
            entry("dividend", "2025-06-13", "0", "1.20", "50"),
            entry("dividend_reinvested", "2025-12-12", "80", "1.25", "100"),
        ],
        Terms(
            lock_up_days=180,
            payouts=(Payout(day("2025-06-13"), D("0.05")), Payout(day("2025-12-12"), D("0.10"))),
        ),
    )
    assert (position.units, position.cost, position.dividends, position.invested) == (1080, 1100, 150, 1000)
    bought, reinvested = position.lots
    assert (bought.unlock_on, reinvested.unlock_on) == (day("2025-07-09"), None)
    # What is reinvested starts where the fund stands with all that it paid: 1.25 + 0.05 + 0.10.
    assert (bought.high_water, reinvested.high_water) == (1, D("1.40"))


def test_a_split_keeps_cost_and_shares_units_out() -> None:
    # 1:1.5 of 1,000 and 333: 1,999.5 units; the NAV of 1.8 becomes 1.2 and the cumulative one stays.
    position = replay(
        [
            entry("initial", "2025-01-10", "1000", gross="1000"),
            entry("additional", "2025-02-14", "333", "1.2", "399.60"),
            entry("split", "2025-06-13", "666.5", "1.2"),
            entry("additional", "2025-07-11", "100", "1.3", "130"),
        ],
        Terms(payouts=(Payout(day("2025-06-13"), split=D("1.5")),)),
    )
    assert [lot.units for lot in position.lots] == [1500, D("499.5"), 100]
    assert [lot.units_opened for lot in position.lots] == [1500, D("499.5"), 100]
    assert (position.units, position.cost) == (D("2099.5"), D("1529.60"))
    assert [lot.high_water for lot in position.lots] == [1, D("1.2"), D("1.95")]


def test_units_of_an_odd_split_add_up_to_what_the_registrar_says() -> None:
    rows = [entry("initial", f"2025-01-1{n}", "33.333333", gross="33.33") for n in range(3)]
    position = replay([*rows, entry("split", "2025-06-13", "-66.666666", "3")])
    assert [lot.units for lot in position.lots] == [D("11.111111"), D("11.111111"), D("11.111111")]
    assert (position.units, position.cost) == (D("33.333333"), D("99.99"))


def test_an_opening_balance_brings_its_lots_and_unlock_days() -> None:
    lots = [
        {"opened_on": "2023-02-10", "units": "600", "cost": "600.50", "high_water": "1.08"},
        {"opened_on": "2024-11-15", "units": "400", "cost": "520", "unlock_on": "2025-02-15"},
    ]
    position = replay(
        [
            entry("opening", "2025-01-01", "1000", "1.30", "1120.50", lots=lots),
            entry("redemption", "2025-02-14", "700", "1.35", "945"),
        ],
        Terms(lock_up_days=90),
    )
    assert left(position) == [("2024-11-15", "300", "390.00")]
    assert position.realised == D("945") - D("600.50") - 130
    assert [lot.unlock_on for lot in position.lots] == [day("2023-05-11"), day("2025-02-15")]
    assert [lot.high_water for lot in position.lots] == [D("1.08"), D("1.30")]


def test_a_transfer_takes_the_oldest_lots_along_with_cost_and_days() -> None:
    out = entry("transfer_out", "2025-06-13", "250", "1.5", "375")
    source = replay(
        [
            entry("initial", "2025-01-10", "200", gross="202", fee="2"),
            entry("additional", "2025-03-14", "100", "1.2", "120"),
            out,
        ],
        Terms(lock_up_days=180),
    )
    assert (source.realised, left(source)) == (0, [("2025-03-14", "50", "60.00")])
    lots = carried((use for use in source.uses if use.transaction_id == out.id), source.lots)
    heir = replay(
        [entry("transfer_in", "2025-06-13", "250", "1.5", "375", lots=lots)], Terms(lock_up_days=180)
    )
    assert left(heir) == [("2025-01-10", "200", "202"), ("2025-03-14", "50", "60.00")]
    assert [lot.unlock_on for lot in heir.lots] == [day("2025-07-09"), day("2025-09-10")]
    assert source.cost + heir.cost == 322


def test_a_performance_fee_in_units_leaves_the_cost_and_raises_the_marks() -> None:
    # 30 units of 600 and 300 go: 20 and 10.
    position = replay(
        [
            entry("initial", "2025-01-10", "600", gross="600"),
            entry("additional", "2025-03-14", "300", "1.4", "420"),
            entry("performance_fee", "2025-12-31", "30", "1.25", "37.50"),
        ]
    )
    assert [lot.units for lot in position.lots] == [580, 290]
    assert [lot.high_water for lot in position.lots] == [D("1.25"), D("1.4")]
    assert (position.cost, position.realised) == (1020, 0)
    with pytest.raises(ShortOfUnits):
        replay(
            [
                entry("initial", "2025-01-10", "600", gross="600"),
                entry("performance_fee", "2025-12-31", "600"),
            ]
        )


def test_lots_unlock_after_the_lock_up_of_their_own_day() -> None:
    rows: list[Entry] = [
        entry("initial", "2024-08-31", "1", gross="1"),
        entry("additional", "2025-01-15", "1", gross="1"),
    ]
    assert [lot.unlock_on for lot in replay(rows, Terms(lock_up_days=180)).lots] == [
        day("2025-02-27"),
        day("2025-07-14"),
    ]
    assert [lot.unlock_on for lot in replay(rows).lots] == [None, None]
