"""Publishing NAVs: versions, corrections, payouts, share classes, currencies, and what is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.book import fee_terms, nav_points, open_days, payouts, rate_changes, share_classes
from backend.book.exchange_rates import ExchangeRate
from backend.book.fee_terms import FeeTerms
from backend.book.ledger import Lot, Transaction
from backend.book.nav_points import NavRow
from backend.book.open_days import OpenDay, Opening
from backend.book.products import NavPoint, Product, ShareClass
from backend.book.rate_changes import RateRow
from backend.book.rebuild import FundKey
from backend.platform.clock import business_date
from backend.platform.errors import Refused
from backend.platform.ids import uuid7
from tests.ledger.desk import D, Desk, at, day


async def versions(desk: Desk, fund: Product) -> list[tuple[str, str, str, bool, str]]:
    """Day, unit, adjusted, whether present, and source of every version, oldest first."""
    rows = await desk.rows(NavPoint, NavPoint.product_id == fund.id, order=NavPoint.id)
    rows.sort(key=lambda row: (row.date, row.published_at, row.id))
    return [
        (str(r.date), f"{r.unit:.2f}", f"{r.adjusted:.3f}", r.superseded_at is None, r.source) for r in rows
    ]


async def test_the_latest_nav_is_the_funds_and_values_its_holders(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.book(client, fund, "initial", "2025-01-10", "1000")
    assert await desk.aum(client) == 0
    await desk.nav(fund, "2025-01-10", "1.1")
    await desk.nav(fund, "2025-01-03", "1")  # late: the latest stays
    [row] = await desk.rows(Product)
    assert (row.nav, row.nav_date, row.version) == (D("1.1"), day("2025-01-10"), 1)
    assert await desk.aum(client) == D("1100.00")
    assert [event["first"] for event in await desk.events("nav.published")] == ["2025-01-10", "2025-01-03"]


async def test_a_correction_is_a_new_version_and_recomputes_what_depends_on_it(desk: Desk) -> None:
    fund = await desk.fund()
    for on, unit, dividend in (
        ("2025-01-03", "1.00", "0"),
        ("2025-01-10", "1.10", "0"),
        ("2025-01-17", "1.10", "0.11"),
        ("2025-01-24", "1.21", "0"),
    ):
        await desk.nav(fund, on, unit, dividend=D(dividend))
    assert [row[2] for row in await versions(desk, fund)] == ["1.000", "1.100", "1.210", "1.331"]
    await desk.nav(fund, "2025-01-17", "1.10", dividend=D("0.22"))
    assert await versions(desk, fund) == [
        ("2025-01-03", "1.00", "1.000", True, "manual"),
        ("2025-01-10", "1.10", "1.100", True, "manual"),
        ("2025-01-17", "1.10", "1.210", False, "manual"),
        ("2025-01-17", "1.10", "1.320", True, "manual"),
        ("2025-01-24", "1.21", "1.331", False, "manual"),
        ("2025-01-24", "1.21", "1.452", True, "recomputed"),
    ]
    rows = {row.id: row for row in await desk.rows(NavPoint)}
    for row in rows.values():
        if row.restated_from_id:
            assert rows[row.restated_from_id].superseded_at == row.published_at
    assert [event["restated"] for event in await desk.events("nav.published")] == [False] * 4 + [True]


async def test_the_same_nav_again_changes_nothing(desk: Desk) -> None:
    fund = await desk.fund()
    rows = [NavRow(fund.id, day("2025-01-03"), D(1)), NavRow(fund.id, day("2025-01-10"), D("1.1"))]
    async with desk.changing() as session:
        first = await nav_points.publish_many(session, rows)
    async with desk.changing() as session:
        second = await nav_points.publish_many(session, rows)
    assert (len(first.added), first.unchanged, len(second.added), second.unchanged) == (2, 0, 0, 2)
    assert len(await desk.rows(NavPoint)) == 2
    assert len(await desk.events("nav.published")) == 1


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"unit": D(0)}, "range"),
        ({"unit": D("NaN")}, "number"),
        ({"unit": D("1.000000001")}, "decimals"),
        ({"split": D(0)}, "range"),
        ({"dividend": D(-1)}, "range"),
        ({"on": business_date() + timedelta(days=1)}, "future"),
        ({"product_id": uuid7()}, "unknown"),
        ({"share_class_id": uuid7()}, "unknown"),
    ],
)
async def test_what_is_no_nav_is_refused(desk: Desk, more: dict[str, Any], problem: str) -> None:
    fund = await desk.fund()
    told: dict[str, Any] = {"product_id": fund.id, "on": day("2025-01-03"), "unit": D(1)} | more
    with pytest.raises(Refused, match=problem):
        async with desk.changing() as session:
            await nav_points.publish(session, NavRow(**told))
    assert await desk.rows(NavPoint) == []


async def test_notes_tell_what_is_late_and_what_the_administrator_sees_otherwise(desk: Desk) -> None:
    fund = await desk.fund()
    rows = [
        NavRow(fund.id, day("2025-01-03"), D(1), published_at=at("2025-01-06T02:00")),
        NavRow(fund.id, day("2025-01-10"), D("1.1"), published_at=at("2025-03-06T02:00")),
        NavRow(
            fund.id,
            day("2025-01-17"),
            D("1.1"),
            published_cumulative=D("1.2"),
            published_at=at("2025-01-20T02:00"),
        ),
    ]
    async with desk.changing() as session:
        taken = await nav_points.publish_many(session, rows)
    assert sorted(taken.notes) == [(1, "late"), (2, "cumulative_differs")]


async def test_a_dividend_goes_to_who_held_before_its_day_and_only_once(desk: Desk) -> None:
    fund, client, second, late = (
        await desk.fund(),
        await desk.client(),
        await desk.client("二"),
        await desk.client("三"),
    )
    await desk.book(client, fund, "initial", "2025-01-10", "1000")
    await desk.book(second, fund, "initial", "2025-01-10", "500")
    await desk.book(late, fund, "initial", "2025-06-13", "700", "1.25")
    await desk.nav(fund, "2025-06-13", "1.25", dividend=D("0.05"))
    async with desk.changing() as session:
        taken = await payouts.pay_out(session, FundKey(fund.id), day("2025-06-13"), reinvesting={second.id})
    assert len(taken.added) == 2
    async with desk.changing() as session:
        again = await payouts.pay_out(session, FundKey(fund.id), day("2025-06-13"), reinvesting={second.id})
    assert (len(again.added), again.unchanged, again.refused) == (0, 2, [])
    paid = await desk.rows(
        Transaction, Transaction.kind.in_(("dividend", "dividend_reinvested")), order=Transaction.gross
    )
    assert [(row.client_id, row.kind, row.units, row.gross) for row in paid] == [
        (second.id, "dividend_reinvested", 20, 25),
        (client.id, "dividend", 0, 50),
    ]
    assert await desk.aum(second) == D("650.00")
    with pytest.raises(Refused, match="unknown"):
        async with desk.changing() as session:
            await payouts.pay_out(session, FundKey(fund.id), day("2025-06-20"))


async def test_a_split_gives_everybody_more_units_and_nobody_more_money(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.book(client, fund, "initial", "2025-01-10", "1000.01", "1.2")
    await desk.nav(fund, "2025-06-06", "1.8")
    assert await desk.aum(client) == D("1800.02")
    await desk.nav(fund, "2025-06-13", "0.9", split=D(2))
    async with desk.changing() as session:
        await payouts.pay_out(session, FundKey(fund.id), day("2025-06-13"))
    assert await desk.aum(client) == D("1800.02")
    [lot] = await desk.rows(Lot)
    assert (lot.units, lot.cost, lot.high_water) == (D("2000.02"), D("1200.01"), D("1.2"))
    points = await desk.rows(NavPoint, order=NavPoint.date)
    assert [(p.adjusted, p.cumulative) for p in points] == [(D("1.8"), D("1.8"))] * 2


async def test_a_corrected_payout_moves_the_marks_of_the_lots_after_it(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-06-06", "1.3")
    await desk.nav(fund, "2025-06-13", "1.2", dividend=D("0.1"))
    await desk.book(client, fund, "initial", "2025-07-11", "100", "1.25")
    assert [lot.high_water for lot in await desk.rows(Lot)] == [D("1.35")]
    await desk.nav(fund, "2025-06-13", "1.2", dividend=D("0.2"))
    assert [lot.high_water for lot in await desk.rows(Lot)] == [D("1.45")]
    assert await desk.differences() == []


async def test_each_share_class_has_its_own_nav_lock_up_and_holders(desk: Desk) -> None:
    fund, client = await desk.fund(lockUpDays=180), await desk.client()
    async with desk.changing() as session:
        a = await share_classes.add_class(session, fund.id, {"code": "MY0001A", "name": "A类"})
        b = await share_classes.add_class(
            session, fund.id, {"code": "MY0001B", "name": "B类", "lockUpDays": 0}
        )
    await desk.nav(FundKey(fund.id, a.id), "2025-01-10", "1.1")
    await desk.nav(FundKey(fund.id, b.id), "2025-01-10", "2")
    await desk.book(client, fund, "initial", "2025-01-10", "100", "1.1", share_class_id=a.id)
    await desk.book(client, fund, "initial", "2025-01-10", "100", "2", share_class_id=b.id)
    assert await desk.aum(client) == D("310.00")
    lots = await desk.rows(Lot, order=Lot.cost)
    assert [(lot.share_class_id, lot.unlock_on) for lot in lots] == [(a.id, day("2025-07-09")), (b.id, None)]
    # What is redeemed of one class takes nothing from the other.
    with pytest.raises(Refused, match="units_short"):
        await desk.book(client, fund, "redemption", "2025-08-01", "150", "1.1", share_class_id=a.id)
    [row] = await desk.rows(Product)
    assert (row.nav, row.nav_date) == (None, None)
    for values, problem in (
        ({"code": "MY0001A"}, "taken"),
        ({"name": "A类"}, "taken"),
        ({"name": ""}, "required"),
    ):
        with pytest.raises(Refused, match=problem):
            async with desk.changing() as session:
                await share_classes.update_class(session, b.id, 1, values)
    async with desk.changing() as session:
        found = await share_classes.classes_of(session, [fund.id])
    assert [one.name for one in found[fund.id]] == ["A类", "B类"]
    assert len(await desk.rows(ShareClass)) == 2


async def test_a_foreign_fund_is_booked_and_valued_in_cny_and_never_without_a_rate(desk: Desk) -> None:
    fund, client = await desk.fund(currency="USD"), await desk.client()
    await desk.nav(fund, "2025-01-10", "1")
    with pytest.raises(Refused, match="rate_missing"):
        await desk.book(client, fund, "initial", "2025-01-10", "1000")
    rates = [RateRow("USD", day("2025-01-09"), D("7.3")), RateRow("USD", day("2025-06-13"), D("7.1"))]
    async with desk.changing() as session:
        assert await rate_changes.publish_rates(session, rates) == 2
    row = await desk.book(client, fund, "initial", "2025-01-10", "1000", fee="10")
    assert (row.gross, row.fee, row.net, row.rate) == (D("7373.00"), D("73.00"), D("7300.00"), D("7.3"))
    assert (row.local_gross, row.local_fee, row.local_net) == (1010, 10, 1000)
    assert await desk.aum(client) == D("7100.00")
    with pytest.raises(Refused, match="rate_missing"):  # eleven days after the last rate
        await desk.book(client, fund, "additional", "2025-01-20", "1000")
    async with desk.changing() as session:
        assert await rate_changes.publish_rates(session, rates) == 0
        corrected = [RateRow("USD", day("2025-06-13"), D("7.2"))]
        assert await rate_changes.publish_rates(session, corrected) == 1
    assert await desk.aum(client) == D("7200.00")
    rows = await desk.rows(ExchangeRate, ExchangeRate.date == day("2025-06-13"))
    assert [(row.rate, row.superseded_at is None) for row in rows] == [(D("7.1"), False), (D("7.2"), True)]
    for bad in (RateRow("CNY", day("2025-01-09"), D(1)), RateRow("USD", day("2025-01-09"), D(0))):
        with pytest.raises(Refused):
            async with desk.changing() as session:
                await rate_changes.publish_rates(session, [bad])


async def test_funds_whose_nav_is_missing_are_told(desk: Desk) -> None:
    known, old, cost, gone = (
        await desk.fund("A"),
        await desk.fund("B"),
        await desk.fund("C", valuation="cost"),
        await desk.fund("D", status="liquidated"),
    )
    for fund, days in (
        (known, ("2026-01-02", "2026-01-09", "2026-01-16")),
        (old, ("2026-01-02", "2026-01-16")),
    ):
        for on in days:
            await desk.nav(fund, on, "1")
    async with desk.reading() as session:
        states = await nav_points.nav_states(session, day("2026-01-24"))
        assert set(states) == {FundKey(known.id), FundKey(old.id)}
        assert (states[FundKey(known.id)].stale, states[FundKey(known.id)].missing) == (False, [])
        assert states[FundKey(old.id)].missing == [day("2026-01-09")]
        later = await nav_points.nav_states(session, day("2026-01-31"))
    assert later[FundKey(known.id)].stale
    assert FundKey(cost.id) not in states
    assert FundKey(gone.id) not in states


async def test_open_days_follow_the_rule_and_are_replaced_as_a_whole(desk: Desk) -> None:
    fund = await desk.fund()
    first, last = day("2026-06-01"), day("2026-06-30")
    weekly = open_days.planned_openings("week", 4, first, last)
    async with desk.changing() as session:
        await open_days.replace_open_days(session, fund.id, first, last, weekly)
    async with desk.changing() as session:
        await open_days.replace_open_days(session, fund.id, first, last, weekly[:2])
    assert [str(row.first) for row in await desk.rows(OpenDay, order=OpenDay.first)] == [
        "2026-06-05",
        "2026-06-12",
    ]
    for openings, problem in (
        ([Opening(day("2026-06-03"), day("2026-06-05"))], "opening_too_long"),
        ([Opening(day("2026-07-03"), day("2026-07-03"))], "range"),
    ):
        with pytest.raises(Refused, match=problem):
            async with desk.changing() as session:
                await open_days.replace_open_days(session, fund.id, first, last, openings)
    # The days around the span count with it: one opening in the week of the 12th is there already.
    span = (day("2026-06-13"), day("2026-06-14"))
    with pytest.raises(Refused, match="opening_too_often"):
        async with desk.changing() as session:
            await open_days.replace_open_days(session, fund.id, *span, [Opening(span[0], span[0])])


async def test_new_fee_terms_end_the_old_ones_and_keep_what_they_do_not_name(desk: Desk) -> None:
    fund = await desk.fund()
    async with desk.changing() as session:
        await fee_terms.set_terms(
            session,
            fund.id,
            day("2024-01-01"),
            {"managementRate": "0.015", "redemptionSteps": [{"days": 180, "rate": "0.005"}]},
        )
        await fee_terms.set_terms(session, fund.id, day("2025-01-01"), {"managementRate": "0.01"})
        await fee_terms.set_terms(session, fund.id, day("2024-07-01"), {"performanceMethod": "lot"})
        await fee_terms.set_terms(session, fund.id, day("2025-01-01"), {"performanceRate": "0.2"})
    rows = await desk.rows(FeeTerms, order=FeeTerms.valid_from)
    assert [(str(r.valid_from), str(r.valid_to), r.management_rate, r.performance_method) for r in rows] == [
        ("2024-01-01", "2024-07-01", D("0.015"), "none"),
        ("2024-07-01", "2025-01-01", D("0.015"), "lot"),
        ("2025-01-01", "None", D("0.01"), "none"),
    ]
    assert [row.redemption_steps for row in rows] == [[{"days": 180, "rate": "0.005"}]] * 3
    assert rows[-1].performance_rate == D("0.2")
    for values in (
        {"managementRate": "2"},
        {"managementDays": 364},
        {"subscriptionMode": "beside"},
        {"redemptionSteps": [{"days": 0, "rate": "0.1"}]},
        {"colour": "red"},
    ):
        with pytest.raises(Refused):
            async with desk.changing() as session:
                await fee_terms.set_terms(session, fund.id, day("2025-01-01"), values)
