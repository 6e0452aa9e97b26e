"""The reconciliation of payments and fees tells each difference once, with its reason, and nothing that fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backend.book import orders, receipts
from backend.book.clients import Client
from backend.book.fee_terms import set_terms
from backend.book.fee_work import accrue
from backend.book.ledger import Transaction
from backend.book.money_differences import fee_differences, months, payment_differences
from backend.book.products import Product
from backend.book.receipts import ReceiptRow
from backend.book.revenue import RevenueRow, take_revenue
from backend.platform.errors import Code, Refused
from tests.ledger.desk import Desk, day

D = Decimal
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@dataclass
class Counter:
    desk: Desk
    client: Client
    fund: Product

    async def order(self, amount: str, on: str = "2026-03-05") -> Any:
        async with self.desk.changing() as session:
            return await orders.place(
                session, self.client.id, self.fund.id, kind="initial", amount=D(amount), applied_on=day(on)
            )

    async def paid(self, ref: str, amount: str, order: Any = None, payer: str | None = None) -> None:
        async with self.desk.changing() as session:
            row = ReceiptRow(ref, day("2026-03-06"), D(amount), payer or "陌生人")
            taken = await receipts.take_receipts(session, [row])
            if order is not None:
                await receipts.match(session, taken.added[0], 1, order_id=order.id)

    async def payments(self) -> list[tuple[str, str, str]]:
        async with self.desk.reading() as session:
            found = await payment_differences(session, FIRST, LAST)
        return sorted((one.reason, str(one.expected), str(one.paid)) for one in found)

    async def fees(self) -> list[tuple[str, str, str, str]]:
        async with self.desk.reading() as session:
            found = await fee_differences(session, FIRST, date(2026, 4, 1))
        return sorted((one.reason, one.kind, str(one.accrued), str(one.received)) for one in found)


@pytest.fixture
async def counter(desk: Desk) -> Counter:
    return Counter(desk, await desk.client("王芳"), await desk.fund())


async def test_each_payment_that_is_not_as_expected_is_told_with_its_reason(counter: Counter) -> None:
    await counter.order("500000.00")
    await counter.paid("A1", "100000.00", await counter.order("100000.00"), payer="王芳")
    await counter.paid("A2", "199000.00", await counter.order("200000.00"), payer="王芳")
    await counter.paid("A3", "300000.00", await counter.order("300000.00"), payer="李雷")
    await counter.paid("A4", "70000.00")
    await counter.desk.book(counter.client, counter.fund, "initial", "2026-03-10", "5000")
    assert await counter.payments() == [
        ("amount_differs", "200000.00", "199000.00"),
        ("name_differs", "300000.00", "300000.00"),
        ("unmatched", "0", "70000.00"),
        ("unpaid", "5000.00", "0"),
        ("unpaid", "500000.00", "0"),
    ]


async def test_what_was_confirmed_for_another_amount_than_was_paid_is_told(counter: Counter) -> None:
    order = await counter.order("1000.00")
    await counter.paid("B1", "1000.00", order, payer="王芳")
    await counter.desk.book(counter.client, counter.fund, "initial", "2026-03-10", "900", order_id=order.id)
    assert await counter.payments() == [("confirmed_differs", "900.00", "1000.00")]
    [row] = await counter.desk.rows(Transaction, Transaction.client_id == counter.client.id)
    await counter.desk.reverse(row, "2026-03-11")
    assert await counter.payments() == []


async def test_fees_that_finance_tells_otherwise_are_told_by_month_and_kind(counter: Counter) -> None:
    desk, fund = counter.desk, counter.fund
    async with desk.changing() as session:
        await set_terms(
            session, fund.id, day("2026-01-01"), {"managementRate": D("0.0365"), "managementDays": 365}
        )
    await desk.nav(fund, "2026-02-27", "1")
    await desk.book(counter.client, fund, "initial", "2026-02-27", "100000")
    async with desk.changing() as session:
        await accrue(session, FIRST, date(2026, 4, 1))
    assert await counter.fees() == [("not_received", "management", "310.00", "0")]
    for key, amount, kind in (("F1", "300.00", "management"), ("F2", "20.00", "performance")):
        async with desk.changing() as session:
            row = RevenueRow(
                client_id=counter.client.id, product_id=fund.id, kind=kind, period_from=FIRST,
                period_to=date(2026, 4, 1), amount=D(amount), key=key,
            )  # fmt: skip
            taken = await take_revenue(session, [row])
            assert not taken.refused
    assert await counter.fees() == [
        ("amount_differs", "management", "310.00", "300.00"),
        ("not_accrued", "performance", "0", "20.00"),
    ]


async def test_a_span_that_is_empty_or_endless_is_refused(counter: Counter) -> None:
    for first, last in ((LAST, FIRST), (date(2020, 1, 1), LAST)):
        async with counter.desk.reading() as session:
            for look in (payment_differences, fee_differences):
                with pytest.raises(Refused) as refusal:
                    await look(session, first, last)
                assert refusal.value.code is Code.BAD_USER_INPUT


async def test_the_ends_of_the_calendar_are_refused_or_empty(counter: Counter) -> None:
    async with counter.desk.reading() as session:
        assert await fee_differences(session, date.min, date(1, 2, 1)) == []
        for first, until in ((date.min, date.min), (date(9999, 11, 30), date.max), (date.max, date.max)):
            with pytest.raises(Refused) as refusal:
                await fee_differences(session, first, until)
            assert refusal.value.code is Code.BAD_USER_INPUT


def test_whole_months_are_those_that_begin_in_the_span() -> None:
    assert list(months(date(2025, 12, 15), date(2026, 3, 1))) == [
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 2, 1), date(2026, 3, 1)),
    ]
    assert list(months(date(2026, 2, 1), date(2026, 2, 2))) == [(date(2026, 2, 1), date(2026, 3, 1))]
