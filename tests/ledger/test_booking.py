"""Transactions are appended, and what follows from them is there in the same moment; bad ones lose nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from backend.book import booking, orders, reversals, transfers
from backend.book.ledger import FundOrder, Holding, Lot, LotUse, Transaction
from backend.book.product_changes import update_product
from backend.book.rebuild import FundKey
from backend.platform.clock import business_date
from backend.platform.errors import Code, Refused
from backend.platform.ids import uuid7
from backend.track import order_moves
from tests.ledger.desk import D, Desk, day


async def test_a_purchase_is_a_transaction_a_lot_a_holding_and_aum(desk: Desk) -> None:
    fund, client = await desk.fund(lockUpDays=180), await desk.client()
    await desk.nav(fund, "2025-01-10", "1.2")
    row = await desk.book(client, fund, "initial", "2025-01-10", "1000000", "1.2", fee="12000")
    assert (row.gross, row.fee, row.net, row.source) == (
        D("1212000.00"),
        D("12000.00"),
        D("1200000.00"),
        "manual",
    )
    assert await desk.held(client, fund) == [("2025-01-10", None, "1000000.00", "1212000.00")]
    [lot] = await desk.rows(Lot)
    assert (lot.transaction_id, lot.unlock_on, lot.high_water) == (row.id, day("2025-07-09"), D("1.2"))
    assert await desk.aum(client) == D("1200000.00")
    assert await desk.audits(row.id) == ["create"]
    [told] = await desk.events("transaction.confirmed")
    assert (told["transaction_id"], told["kind"], told["reverses"]) == (str(row.id), "initial", False)


async def test_a_redemption_uses_the_oldest_lots(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.book(client, fund, "initial", "2025-01-10", "1000")
    await desk.book(client, fund, "additional", "2025-03-14", "500", "1.2")
    sold = await desk.book(client, fund, "redemption", "2025-06-13", "1200", "1.5", fee="18")
    assert (sold.units, sold.gross, sold.net) == (-1200, D("1800.00"), D("1782.00"))
    assert await desk.lots(client) == [("2025-03-14", "300.00", "360.00")]
    uses = await desk.rows(LotUse, order=LotUse.cost)
    assert [(use.units, use.cost, use.proceeds) for use in uses] == [(200, 240, 297), (1000, 1000, 1485)]
    assert (await desk.held(client, fund))[-1] == ("2025-06-13", None, "300.00", "360.00")


async def test_a_reversal_is_a_new_row_and_leaves_nothing_behind(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2026-06-26", "1")
    wrong = await desk.book(client, fund, "initial", "2026-06-30", "3000000")
    assert await desk.aum(client) == 3_000_000
    [taken_back] = await desk.reverse(wrong, "2026-07-02")
    assert (taken_back.reverses_id, taken_back.date) == (wrong.id, day("2026-07-02"))
    assert (taken_back.units, taken_back.gross, taken_back.net) == (-3_000_000, -3_000_000, -3_000_000)
    assert await desk.aum(client) == 0
    assert (await desk.rows(Holding), await desk.rows(Lot)) == ([], [])
    for row in (wrong, taken_back):
        with pytest.raises(Refused, match="state"):
            await desk.reverse(row, "2026-07-03")
    assert len(await desk.rows(Transaction)) == 2
    assert [event["reverses"] for event in await desk.events("transaction.confirmed")] == [False, True]


async def test_a_reversal_keeps_to_its_day_and_to_what_is_left(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    bought = await desk.book(client, fund, "initial", "2026-06-30", "100")
    await desk.book(client, fund, "redemption", "2026-07-03", "40")
    for on, problem in (("2026-06-29", "order"), ("2999-01-01", "future"), ("2026-07-06", "units_short")):
        with pytest.raises(Refused, match=problem):
            await desk.reverse(bought, on)
    with pytest.raises(Refused, match="NOT_FOUND"):
        async with desk.changing() as session:
            await reversals.reverse(session, uuid7())
    assert len(await desk.rows(Transaction)) == 2
    assert await desk.differences() == []


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"kind": "gift"}, "kind", "choice"),
        ({"on": "2999-01-01"}, "date", "future"),
        ({"units": "0"}, "units", "range"),
        ({"units": "-5"}, "units", "range"),
        ({"units": "NaN", "gross": "5"}, "units", "number"),
        ({"units": "1.0000001", "gross": "1"}, "units", "decimals"),
        ({"nav": "0", "gross": "5"}, "nav", "range"),
        ({"gross": "-1"}, "gross", "range"),
        ({"gross": "100.001"}, "gross", "decimals"),
        ({"gross": "90"}, "gross", "amounts_differ"),
        ({"fee": "101", "gross": "100"}, "fee", "range"),
        ({"performance_fee": D(1)}, "performanceFee", "range"),
        ({"kind": "redemption", "units": "100.01"}, "units", "units_short"),
        ({"kind": "dividend", "units": "1"}, "units", "range"),
        ({"kind": "split", "units": "0", "gross": "0"}, "units", "required"),
        ({"kind": "split", "units": "-100", "gross": "0"}, "units", "units_short"),
        ({"lots": ({"opened_on": "2024-01-01", "units": "100", "cost": "100"},)}, "lots", "state"),
        (
            {"kind": "opening", "lots": ({"opened_on": "2024-01-01", "units": "9", "cost": "100"},)},
            "lots",
            "lots_differ",
        ),
        (
            {"kind": "opening", "lots": ({"opened_on": "2024-01-01", "units": "x", "cost": "1"},)},
            "lots",
            "lots_differ",
        ),
        (
            {"kind": "opening", "lots": ({"opened_on": "2025-06-01", "units": "100", "cost": "100"},)},
            "lots",
            "future",
        ),
        ({"share_class_id": uuid7()}, "shareClass", "unknown"),
        ({"order_id": uuid7()}, "order", "unknown"),
    ],
)
async def test_what_can_be_no_transaction_is_refused_and_changes_nothing(
    desk: Desk, changes: dict[str, Any], field: str, problem: str
) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.book(client, fund, "initial", "2025-01-10", "100")
    told = {"kind": "additional", "on": "2025-02-14", "units": "100"} | changes
    if told["units"] == "NaN":
        made = desk.booking(client, fund, told["kind"], told["on"], "1", gross="5")
        made = replace(made, units=D("NaN"))
    else:
        made = desk.booking(client, fund, **told)
    with pytest.raises(Refused) as refused:
        async with desk.changing() as session:
            await booking.confirm(session, made)
    assert refused.value.code is Code.BAD_USER_INPUT
    assert (refused.value.params["field"], refused.value.params["problem"]) == (field, problem)
    assert len(await desk.rows(Transaction)) == 1
    assert await desk.held(client, fund) == [("2025-01-10", None, "100.00", "100.00")]


async def test_rows_of_another_firm_are_unknown(desk: Desk, other: Desk) -> None:
    fund, client, theirs = await desk.fund(), await desk.client(), await other.client()
    for made in (
        desk.booking(theirs, fund, "initial", "2025-01-10", "100"),
        desk.booking(client, await other.fund(), "initial", "2025-01-10", "100"),
    ):
        with pytest.raises(Refused, match="unknown"):
            async with desk.changing() as session:
                await booking.confirm(session, made)


async def test_of_many_the_sound_ones_are_taken_and_the_others_named(desk: Desk) -> None:
    fund, client, other = await desk.fund(), await desk.client(), await desk.client("张伟")
    taken = await desk.book_all(
        desk.booking(client, fund, "initial", "2025-01-10", "100"),
        desk.booking(client, fund, "redemption", "2025-02-14", "70"),
        desk.booking(client, fund, "gift", "2025-02-14", "70"),
        desk.booking(client, fund, "redemption", "2025-03-14", "70"),
        desk.booking(other, fund, "initial", "2025-01-10", "10", "1", gross="10.05"),
    )
    assert sorted(taken.added) == [0, 1, 4]
    assert [(row.number, row.code) for row in taken.refused] == [(2, "choice"), (3, "units_short")]
    assert taken.notes == [(4, "amounts_differ")]
    assert await desk.lots(client) == [("2025-01-10", "30.00", "30.00")]
    assert await desk.differences() == []


async def test_a_late_transaction_moves_lots_that_were_used_already(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.book(client, fund, "initial", "2025-01-10", "100")
    await desk.book(client, fund, "additional", "2025-05-16", "100", "1.4")
    await desk.book(client, fund, "redemption", "2025-06-13", "150", "1.5")
    await desk.book(client, fund, "additional", "2025-02-14", "100", "1.1")
    assert await desk.lots(client) == [("2025-02-14", "50.00", "55.00"), ("2025-05-16", "100.00", "140.00")]
    # A redemption that is told late may not leave a later one without units.
    with pytest.raises(Refused, match="units_short"):
        await desk.book(client, fund, "redemption", "2025-03-14", "160", "1.2")
    assert await desk.differences() == []


async def test_two_bookings_of_one_position_wait_for_each_other(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-10", "1")
    await desk.book(client, fund, "initial", "2025-01-10", "100")
    outcomes = await asyncio.gather(
        *(desk.book(client, fund, "redemption", "2025-02-14", "60") for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Refused", "Transaction"]
    assert await desk.aum(client) == 40
    assert await desk.differences() == []


async def test_a_nav_and_a_booking_at_once_leave_the_right_aum(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-10", "1")
    for n in range(3):
        await asyncio.gather(
            desk.book(client, fund, "additional", "2025-02-14", "100", "1"),
            desk.nav(fund, f"2025-03-1{n}", f"1.{n + 1}"),
        )
    assert await desk.aum(client) == D("390.00")


async def test_the_ledger_cannot_be_changed_by_the_product(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    row = await desk.book(client, fund, "initial", "2025-01-10", "100")
    for statement in ("update transaction set units = 1", f"delete from transaction where id = '{row.id}'"):
        with pytest.raises(Exception, match="permission denied") as fault:
            async with desk.changing() as session:
                await session.execute(text(statement))
        assert isinstance(fault.value.orig.__cause__, asyncpg.InsufficientPrivilegeError)  # type: ignore[attr-defined]


async def test_units_go_over_to_an_heir_with_their_history(desk: Desk) -> None:
    fund, client, heir = await desk.fund(lockUpDays=180), await desk.client(), await desk.client("周小溪")
    await desk.nav(fund, "2025-06-13", "1.5")
    await desk.book(client, fund, "initial", "2025-01-10", "200", fee="2")
    await desk.book(client, fund, "additional", "2025-03-14", "100", "1.2")
    async with desk.changing() as session:
        moved = await transfers.transfer(
            session, desk.position(client, fund), heir.id, D(250), day("2025-06-13"), D("1.5")
        )
    assert await desk.lots(client) == [("2025-03-14", "50.00", "60.00")]
    assert await desk.lots(heir) == [("2025-01-10", "200.00", "202.00"), ("2025-03-14", "50.00", "60.00")]
    assert (await desk.aum(client), await desk.aum(heir)) == (75, 375)
    # Taken back from either side, both are as before.
    [gone] = await desk.rows(Transaction, Transaction.id == moved.in_id)
    assert len(await desk.reverse(gone, "2025-07-01")) == 2
    assert (await desk.aum(client), await desk.aum(heir)) == (450, 0)
    assert await desk.differences() == []
    with pytest.raises(Refused, match="self"):
        async with desk.changing() as session:
            await transfers.transfer(
                session, desk.position(heir, fund), heir.id, D(1), day("2025-07-02"), D(1)
            )


async def test_a_switch_moves_the_money_into_another_fund_or_nothing(desk: Desk) -> None:
    fund, target, client = await desk.fund(), await desk.fund("MY0002"), await desk.client()
    foreign = await desk.fund("MY0003", currency="USD")
    await desk.book(client, fund, "initial", "2025-01-10", "1000")
    async with desk.changing() as session:
        await transfers.switch(
            session,
            desk.position(client, fund),
            FundKey(target.id),
            D(400),
            day("2025-06-13"),
            nav_out=D("1.5"),
            nav_in=D("2"),
            fee=D(10),
        )
    assert await desk.held(client, target) == [("2025-06-13", None, "295.00", "590.00")]
    assert (await desk.held(client, fund))[-1] == ("2025-06-13", None, "600.00", "600.00")
    for into, units, problem in ((foreign, 1, "choice"), (target, 601, "units_short")):
        with pytest.raises(Refused, match=problem):
            async with desk.changing() as session:
                await transfers.switch(
                    session,
                    desk.position(client, fund),
                    FundKey(into.id),
                    D(units),
                    day("2025-07-11"),
                    nav_out=D(1),
                    nav_in=D(1),
                )
    assert len(await desk.rows(Transaction)) == 3


async def test_an_order_is_confirmed_by_its_transaction(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    async with desk.changing() as session:
        order = await orders.place(
            session, client.id, fund.id, kind="initial", amount=D(1_000_000), reference="A-1"
        )
        other = await orders.place(session, client.id, fund.id, kind="redemption", units=D(5))
    await desk.book(client, fund, "initial", "2025-01-10", "1000000", order_id=order.id)
    async with desk.changing() as session:
        assert (
            await order_moves.cancel(session, other.id, other.version, "不做了", None)
        ).state == "cancelled"
    states = {row.id: row.state for row in await desk.rows(FundOrder)}
    assert states == {order.id: "confirmed", other.id: "cancelled"}
    with pytest.raises(Refused, match="order_move"):
        async with desk.changing() as session:
            await order_moves.cancel(session, order.id, order.version + 1, "不做了", None)
    for more, problem in (
        ({"kind": "initial", "units": D(1)}, "required"),
        ({"kind": "redemption", "amount": D(1)}, "required"),
        ({"kind": "dividend", "amount": D(1)}, "choice"),
        ({"kind": "initial", "amount": D(1), "reference": "A-1"}, "taken"),
        ({"kind": "initial", "amount": D("0.001")}, "range"),
    ):
        with pytest.raises(Refused, match=problem):
            async with desk.changing() as session:
                await orders.place(session, client.id, fund.id, **more)  # type: ignore[arg-type]


async def test_funds_are_made_and_changed_within_their_rules(desk: Desk) -> None:
    fund, client = (
        await desk.fund(warningLine="0.85", stopLine="0.8", firstMinimum="1000000"),
        await desk.client(),
    )
    assert (fund.version, fund.name_sort[:4], fund.warning_line) == (1, "ming", D("0.85"))
    with pytest.raises(Refused, match="taken"):
        await desk.fund()
    for values, problem in (
        ({"name": ""}, "required"),
        ({"status": "sold"}, "choice"),
        ({"colour": "red"}, "choice"),
        ({"lockUpDays": -1}, "range"),
        ({"lockUpDays": "1.5"}, "decimals"),
        ({"navPlaces": "four"}, "number"),
        ({"stopLine": "0.9"}, "range"),
        ({"inception": day("2025-01-01"), "terminatedOn": day("2024-01-01")}, "order"),
    ):
        with pytest.raises(Refused, match=problem):
            async with desk.changing() as session:
                await update_product(session, fund.id, fund.version, values)
    async with desk.changing() as session:
        changed = await update_product(session, fund.id, 1, {"currency": "USD", "lockUpDays": 90})
    assert (changed.version, changed.currency, changed.lock_up_days) == (2, "USD", 90)
    async with desk.changing() as session:
        await update_product(session, fund.id, 2, {"currency": "CNY"})
    await desk.book(client, fund, "initial", business_date().isoformat(), "1")
    with pytest.raises(Refused, match="state"):
        async with desk.changing() as session:
            await update_product(session, fund.id, 3, {"currency": "USD"})
    with pytest.raises(Refused, match="CONFLICT"):
        async with desk.changing() as session:
            await update_product(session, fund.id, 2, {"name": "新名"})
