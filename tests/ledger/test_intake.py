"""Files taken in twice change nothing the second time; what differs is told, and a worklist is worked off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from backend.book import (
    fee_terms,
    fee_work,
    ledger_intake,
    orders,
    receipts,
    revenue,
    revenue_posting,
    unit_breaks,
)
from backend.book.assets import restated, total, worth_of
from backend.book.fee_accruals import FeeAccrual
from backend.book.ledger import FundOrder, Transaction
from backend.book.ledger_intake import ConfirmationRow, LedgerRow, NavSheetRow, keyed
from backend.book.products import NavPoint, Product
from backend.book.rebuild import FundKey
from backend.book.receipts import PaymentReceipt, ReceiptRow
from backend.book.revenue import Revenue, RevenueRow
from backend.book.taken import Taken
from backend.book.unit_breaks import UnitBreak, UnitRow, compare_units
from backend.book.valuation_books import BookRow, LineRow, TakenBook, ValuationBook, ValuationLine, take_book
from backend.platform.audit import AuditEntry
from backend.platform.errors import Refused
from backend.platform.ids import uuid7
from tests.ledger.desk import D, Desk, at, day


def outcome(taken: Taken) -> tuple[int, int, int, list[tuple[int, str]]]:
    """How many new, restated and known rows, and the refused ones."""
    refused = [(row.number, row.code) for row in taken.refused]
    return len(taken.added), len(taken.restated), taken.unchanged, sorted(refused)


async def test_a_ledger_of_years_is_taken_in_once(desk: Desk) -> None:
    fund, client, other = await desk.fund(), await desk.client(), await desk.client("张伟")
    await desk.nav(fund, "2024-03-01", "1.25")
    sheet = [
        LedgerRow(
            client.id, "MY0001", "initial", day("2024-01-05"), D(1000), D(1), known_at=at("2024-01-06T01:00")
        ),
        LedgerRow(client.id, "MY0001", "additional", day("2024-03-01"), D(80)),  # at the published NAV
        LedgerRow(
            client.id, "MY0001", "additional", day("2024-03-01"), D(80)
        ),  # twice on one day: two purchases
        LedgerRow(other.id, "MY0001", "redemption", day("2024-03-01"), D(5), D("1.25")),
        LedgerRow(other.id, "MY0009", "initial", day("2024-03-01"), D(5), D(1)),
        LedgerRow(other.id, "MY0001", "initial", day("2024-03-04"), D(5)),  # no NAV of that day
        LedgerRow(
            client.id, "MY0001", "redemption", day("2024-06-07"), D(60), D("1.3"), D(78), reference="C-77"
        ),
    ]
    rows = keyed(sheet)
    assert [row.reference for row in keyed(sheet)] == [row.reference for row in rows]
    assert len({row.reference for row in rows}) == len(rows)
    refused = [(3, "units_short"), (4, "unknown"), (5, "required")]
    for expected in ((4, 0, 0, refused), (0, 0, 4, refused)):
        async with desk.changing() as session:
            assert outcome(await ledger_intake.take_transactions(session, rows)) == expected
    assert await desk.lots(client) == [
        ("2024-01-05", "940.00", "940.00"),
        ("2024-03-01", "80.00", "100.00"),
        ("2024-03-01", "80.00", "100.00"),
    ]
    assert await desk.aum(client) == D("1375.00")
    # The same number with another amount: the ledger is only appended to.
    changed = [replace(rows[6], units=D(61), gross=D("79.30"))]
    async with desk.changing() as session:
        assert outcome(await ledger_intake.take_transactions(session, changed)) == (0, 0, 0, [(0, "differs")])
    audits = await desk.rows(AuditEntry, AuditEntry.noun == "transaction")
    assert len(audits) == len(await desk.events("transaction.confirmed")) == 4
    assert await desk.differences() == []


async def test_the_registrars_file_confirms_and_rejects_orders(desk: Desk) -> None:
    fund, client, other = await desk.fund(), await desk.client(), await desk.client("张伟")
    made = {}
    async with desk.changing() as session:
        for number in ("A-1", "A-2", "A-3"):
            made[number] = await orders.place(
                session, client.id, fund.id, kind="initial", amount=D(100), reference=number
            )
    buy = LedgerRow(client.id, "MY0001", "initial", day("2025-06-06"), D(100), D(1), reference="C-1")
    lines = [
        ConfirmationRow("A-1", True, buy),
        ConfirmationRow("A-2", False, replace(buy, reference=None)),
        ConfirmationRow("A-3", True, replace(buy, client_id=other.id, reference="C-3")),
        ConfirmationRow("A-9", True, replace(buy, reference="C-9")),
        ConfirmationRow(None, True, replace(buy, reference=None)),
    ]
    for expected in ((3, 0, 1, [(4, "required")]), (0, 0, 4, [(4, "required")])):
        async with desk.changing() as session:
            taken = await ledger_intake.take_confirmations(session, lines)
        assert outcome(taken) == expected
        assert sorted(taken.notes) == [(2, "order_differs"), (3, "order_unknown")]
    states = {row.reference: row.state for row in await desk.rows(FundOrder)}
    assert states == {"A-1": "confirmed", "A-2": "rejected", "A-3": "submitted"}
    rows = await desk.rows(Transaction, order=Transaction.reference)
    assert [(row.reference, row.order_id, row.source) for row in rows] == [
        ("C-1", made["A-1"].id, "registrar"),
        ("C-3", None, "registrar"),
        ("C-9", None, "registrar"),
    ]


async def test_funds_and_navs_of_a_sheet(desk: Desk) -> None:
    funds: list[dict[str, Any]] = [
        {"code": "MY0001", "name": "明远一号", "riskLevel": "R4"},
        {"code": "MY0002", "name": "明远二号", "lockUpDays": 90},
        {"code": "MY0003", "name": ""},
        {"code": "MY0002", "name": "明远二号", "lockUpDays": 180},
    ]
    async with desk.changing() as session:
        assert outcome(await ledger_intake.take_products(session, funds)) == (2, 1, 0, [(2, "required")])
    async with desk.changing() as session:
        assert outcome(await ledger_intake.take_products(session, funds[:1])) == (0, 0, 1, [])
    assert [(p.code, p.lock_up_days) for p in await desk.rows(Product, order=Product.code)] == [
        ("MY0001", 0),
        ("MY0002", 180),
    ]
    navs = [
        NavSheetRow("MY0001", day("2025-01-03"), D(1), D(1)),
        NavSheetRow("MY0001", day("2025-01-10"), D("1.1")),
        NavSheetRow("MY0008", day("2025-01-10"), D("1.1")),
        NavSheetRow("MY0002", day("2025-01-10"), D("-1")),
    ]
    refused = [(2, "unknown"), (3, "range")]
    for expected in ((2, 0, 0, refused), (0, 0, 2, refused)):
        async with desk.changing() as session:
            assert outcome(await ledger_intake.take_navs(session, navs)) == expected
    async with desk.changing() as session:
        corrected = [replace(navs[1], unit=D("1.2"))]
        assert outcome(await ledger_intake.take_navs(session, corrected)) == (0, 1, 0, [])
    assert len(await desk.rows(NavPoint)) == 3


def paid(ref: str, amount: str, payer: str, on: str = "2025-06-05", **more: Any) -> ReceiptRow:
    return ReceiptRow(ref, day(on), D(amount), payer, **more)


async def test_payments_find_their_orders_and_differences_are_worked_off(desk: Desk) -> None:
    fund, client, other = await desk.fund(), await desk.client(), await desk.client("张伟")
    placed = {}
    async with desk.changing() as session:
        for who, amount in ((client, 1_010_000), (other, 500_000), (other, 700_000)):
            placed[amount] = await orders.place(
                session, who.id, fund.id, kind="initial", amount=D(amount), applied_on=day("2025-06-04")
            )
    rows = [
        paid("B-1", "1010000", "周若溪", payer_account="6200001234567890123"),
        paid("B-2", "500000", "张太太"),
        paid("B-3", "699999", "张伟"),
        paid("B-4", "0", "张伟"),
        paid("B-5", "5", "某人", on="2999-01-01"),
        paid("B-6", "8", "", remark="误汇"),
    ]
    refused = [(3, "range"), (4, "future"), (5, "required")]
    for expected in ((3, 0, 0, refused), (0, 0, 3, refused)):
        async with desk.changing() as session:
            assert outcome(await receipts.take_receipts(session, rows)) == expected
    async with desk.changing() as session:
        told = await receipts.take_receipts(session, [paid("B-1", "1010001", "周若溪")])
        assert outcome(told) == (0, 0, 0, [(0, "differs")])
    one, two, three = await desk.rows(PaymentReceipt, order=PaymentReceipt.bank_ref)
    assert (one.state, one.order_id, one.client_id) == ("matched", placed[1_010_000].id, client.id)
    assert one.payer_account_masked is not None
    assert "123456789012" not in one.payer_account_masked
    assert [two.state, three.state] == ["open", "open"]
    async with desk.changing() as session:
        second = await receipts.match(session, two.id, 1, order_id=placed[500_000].id, note="配偶付款")
        third = await receipts.match(session, three.id, 1, order_id=placed[700_000].id)
        assert (second.state, third.state) == ("name_differs", "amount_differs")
        found = await receipts.reconciliation(session, day("2025-06-01"), day("2025-06-30"))
    assert found.receipts == {"matched": 1, "name_differs": 1, "amount_differs": 1}
    assert (found.unmatched, found.unpaid) == ([two.id, three.id], [])
    async with desk.changing() as session:
        await receipts.set_aside(session, two.id, 2, "returned", "应由本人付款")
    async with desk.changing() as session:
        found = await receipts.reconciliation(session, day("2025-06-01"), day("2025-06-30"))
    assert [one.order_id for one in found.unpaid] == [placed[500_000].id]
    stale: list[tuple[dict[str, Any], str]] = [
        ({"version": 3, "order_id": placed[500_000].id}, "state"),
        ({"version": 9}, "CONFLICT"),
    ]
    for more, problem in stale:
        with pytest.raises(Refused, match=problem):
            async with desk.changing() as session:
                await receipts.match(session, two.id, **more)
    unfit: list[tuple[dict[str, Any], str]] = [({}, "required"), ({"transaction_id": uuid7()}, "unknown")]
    for more, problem in unfit:
        with pytest.raises(Refused, match=problem):
            async with desk.changing() as session:
                await receipts.match(session, three.id, 2, **more)
    assert await desk.audits(two.id) == ["create", "update", "update"]


async def test_the_registrars_list_makes_breaks_and_a_later_one_resolves_them(desk: Desk) -> None:
    fund, client, other = await desk.fund(), await desk.client(), await desk.client("张伟")
    await desk.book(client, fund, "initial", "2025-06-06", "100")
    await desk.book(other, fund, "initial", "2025-06-06", "200")
    key = FundKey(fund.id)

    async def compared(on: str, *rows: UnitRow) -> tuple[int, int, int, int]:
        async with desk.changing() as session:
            found = await compare_units(session, key, day(on), rows)
        return found.positions, found.agreeing, len(found.broken), len(found.resolved)

    theirs = (
        UnitRow(client.id, D(60)),
        UnitRow(client.id, D(40)),
        UnitRow(other.id, D(199)),
        UnitRow(None, D(7), "98765432101"),
    )
    assert await compared("2025-06-09", *theirs) == (3, 1, 2, 0)
    assert await compared("2025-06-09", *theirs) == (3, 1, 2, 0)  # the same list again
    waiting = await desk.rows(UnitBreak, order=UnitBreak.registrar_units)
    assert [(row.client_id, row.our_units, row.registrar_units, row.state) for row in waiting] == [
        (None, 0, 7, "open"),
        (other.id, 200, 199, "open"),
    ]
    assert waiting[0].investor_masked is not None
    assert "9876543" not in waiting[0].investor_masked
    async with desk.changing() as session:
        row = await unit_breaks.settle_break(session, waiting[1].id, 1, "explained", "在途赎回")
        assert (row.state, row.settled_by_id) == ("explained", desk.people[0])
    assert await compared("2025-06-09", *theirs) == (3, 1, 2, 0)
    [still] = await desk.rows(UnitBreak, UnitBreak.client_id == other.id)
    assert still.state == "explained"
    # Other figures of the same day are another difference.
    assert await compared("2025-06-09", *theirs[:2], UnitRow(other.id, D(198)), theirs[3]) == (3, 1, 2, 0)
    [again] = await desk.rows(UnitBreak, UnitBreak.client_id == other.id)
    assert (again.state, again.registrar_units, again.settled_by_id) == ("open", 198, None)
    await desk.book(other, fund, "redemption", "2025-06-10", "1")
    assert await compared("2025-06-11", *theirs[:3]) == (2, 2, 0, 2)
    assert {row.state for row in await desk.rows(UnitBreak)} == {"resolved"}
    for state, note, problem in (("closed", "x", "choice"), ("open", " ", "required")):
        with pytest.raises(Refused, match=problem):
            async with desk.changing() as session:
                await unit_breaks.settle_break(session, again.id, again.version + 1, state, note)
    with pytest.raises(Refused, match="future"):
        await compared("2999-01-01", *theirs)
    with pytest.raises(Refused, match="unknown"):
        await compared("2025-06-11", UnitRow(uuid7(), D(1)))


async def test_who_is_missing_from_the_registrars_list_is_a_break(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.book(client, fund, "initial", "2025-06-06", "100")
    async with desk.changing() as session:
        found = await compare_units(session, FundKey(fund.id), day("2025-06-09"), [])
    [row] = await desk.rows(UnitBreak)
    assert (found.broken, row.our_units, row.registrar_units) == ([row.id], 100, 0)


async def test_a_custodians_book_is_kept_by_versions_and_compared(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-06-06", "1.3")
    await desk.book(client, fund, "initial", "2025-06-06", "80", "1.3")
    book = BookRow(
        *(fund.id, day("2025-06-06"), D("105.00"), D("1.00"), D("104.00"), D(80), D("1.3")),
        lines=(
            LineRow("1002", "银行存款", value=D("5"), share=D("0.048")),
            LineRow("1102.01", "股票投资", D(1000), D("90"), D("0.1"), D("100"), D("0.9615")),
        ),
    )

    async def taken(row: BookRow) -> TakenBook:
        async with desk.changing() as session:
            return await take_book(session, row)

    first = await taken(book)
    assert (first.outcome, first.findings) == ("added", [])
    assert (await taken(book)).outcome == "unchanged"
    changed = await taken(replace(book, units=D(79), lines=book.lines[:1]))
    assert (changed.outcome, changed.findings) == ("restated", ["unit_nav", "units"])
    books = await desk.rows(ValuationBook)
    assert [(row.superseded_at is None, row.restated_from_id) for row in books] == [
        (False, None),
        (True, first.id),
    ]
    lines = await desk.rows(ValuationLine, ValuationLine.book_id == first.id, order=ValuationLine.ordinal)
    assert [line.name for line in lines] == ["银行存款", "股票投资"]
    assert len(await desk.rows(ValuationLine)) == 3
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"unit_nav": D(0)}, "range"),
        ({"as_of": day("2999-01-01")}, "future"),
        ({"product_id": uuid7()}, "unknown"),
    ]
    for more, problem in wrong:
        with pytest.raises(Refused, match=problem):
            await taken(replace(book, **more))


async def test_fees_are_accrued_and_posted_and_the_finance_systems_own_wins(desk: Desk) -> None:
    fund, client, other = await desk.fund(), await desk.client(), await desk.client("张伟")
    terms = {
        "managementRate": "0.0146",
        "trailRate": "0.25",
        "performanceMethod": "lot",
        "performanceRate": "0.2",
        "redemptionToFund": "0.75",
    }
    async with desk.changing() as session:
        await fee_terms.set_terms(session, fund.id, day("2024-01-01"), terms)
    await desk.nav(fund, "2025-05-30", "1")
    await desk.book(client, fund, "initial", "2025-05-30", "1000000", fee="10000")
    await desk.book(other, fund, "initial", "2025-06-16", "500000")
    await desk.nav(fund, "2025-06-16", "1.1")
    await desk.book(
        client, fund, "redemption", "2025-06-20", "100000", "1.1", fee="2400", performance_fee=D(2000)
    )
    june = (day("2025-06-01"), day("2025-07-01"))
    for _ in range(2):
        async with desk.changing() as session:
            accrued = await fee_work.accrue(session, *june)
    # Client: 15 days x 1,000,000, 4 days x 1,100,000, 11 days x 990,000 = 30,290,000 day-yuan x 0.0146 / 365.
    # Other: 15 days x 550,000 = 8,250,000. Marks at 1.00 and 1.00: 900,000 x 0.1 and 500,000 x 0.1, of which 20 %.
    assert accrued.amounts == {
        "management": D("1211.60") + D("330.00"),
        "performance": D("18000.00") + D("10000.00"),
    }
    rows = await desk.rows(FeeAccrual, FeeAccrual.client_id == client.id, FeeAccrual.kind == "management")
    assert [(row.base, row.amount) for row in rows] == [(D("1009666.67"), D("1211.60"))]
    for _ in range(2):
        async with desk.changing() as session:
            assert await revenue_posting.post_revenue(session, *june) == 6
    async with desk.reading() as session:
        earned = await revenue.revenue_of(session, [client.id, other.id], *june)
    assert earned == {
        client.id: {
            "management": D("1211.60"),
            "trail": D("-302.90"),
            "performance": D("2000.00"),
            "redemption": D("100.00"),
        },
        other.id: {"management": D("330.00"), "trail": D("-82.50")},
    }
    told = [
        RevenueRow("F-1", client.id, "management", *june, D("1200"), product_id=fund.id),
        RevenueRow("F-2", uuid7(), "management", *june, D("1")),
        RevenueRow("F-3", client.id, "gift", *june, D("1")),
        RevenueRow("F-4", client.id, "trail", june[1], june[0], D("1")),
    ]
    refused = [(1, "unknown"), (2, "choice"), (3, "order")]
    for expected in ((1, 0, 0, refused), (0, 0, 1, refused)):
        async with desk.changing() as session:
            assert outcome(await revenue.take_revenue(session, told)) == expected
    async with desk.changing() as session:
        assert outcome(await revenue.take_revenue(session, [replace(told[0], amount=D("1201"))])) == (
            0,
            1,
            0,
            [],
        )
        assert await revenue_posting.post_revenue(session, *june) == 5
    mine = await desk.rows(Revenue, Revenue.client_id == client.id, Revenue.kind == "management")
    assert [(row.source, row.amount) for row in mine] == [("import", 1201)]
    async with desk.changing() as session:
        with pytest.raises(Refused, match="order"):
            await fee_work.accrue(session, june[1], june[0])


async def test_a_fund_with_one_mark_charges_what_it_rose_above_its_highest(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    async with desk.changing() as session:
        values = {"performanceMethod": "fund", "performanceRate": "0.2"}
        await fee_terms.set_terms(session, fund.id, day("2024-01-01"), values)
    for on, unit in (("2025-05-09", "1.2"), ("2025-05-30", "1.1"), ("2025-06-27", "1.3")):
        await desk.nav(fund, on, unit)
    await desk.book(client, fund, "initial", "2025-05-30", "1000", "1.1")
    async with desk.changing() as session:
        await fee_work.accrue(session, day("2025-06-01"), day("2025-07-01"))
        await revenue_posting.post_revenue(session, day("2025-06-01"), day("2025-07-01"))
    async with desk.reading() as session:
        earned = await revenue.revenue_of(session, [client.id], day("2025-06-01"), day("2025-07-01"))
    # 1,000 x (1.3 - 1.2) x 20 %, though he bought at 1.1: the mark is the fund's.
    assert earned == {client.id: {"performance": D("20.00")}}


async def test_an_imported_ledger_is_valued_like_one_that_was_booked(desk: Desk, other: Desk) -> None:
    told = [
        ("initial", "2024-01-05", "1000", "1"),
        ("redemption", "2024-06-07", "300", "1.2"),
        ("additional", "2024-09-06", "50", "1.1"),
    ]
    worths = []
    for place, whole in ((desk, True), (other, False)):
        fund, client = await place.fund(), await place.client()
        await place.nav(fund, "2024-09-06", "1.1")
        if whole:
            rows = [
                LedgerRow(client.id, "MY0001", kind, day(on), D(units), D(nav))
                for kind, on, units, nav in told
            ]
            async with place.changing() as session:
                await ledger_intake.take_transactions(session, keyed(rows))
        else:
            for kind, on, units, nav in told:
                await place.book(client, fund, kind, on, units, nav)
        async with place.reading() as session:
            worths.append(total(await worth_of(session, restated(day("2024-12-31")))).value)
        assert await place.differences() == []
        worths.append(await place.aum(client))
    assert worths == [D("825.00")] * 4
