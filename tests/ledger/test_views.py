"""Figures as they were known and as they are known now differ exactly where they should."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import time_machine

from backend.book import payouts, transfers
from backend.book.assets import View, as_of, by_client, by_product, raised_by, restated, total, worth_of
from backend.book.clients import Client
from backend.book.gains import Performance, performance_of_clients, performance_of_positions
from backend.book.rebuild import FundKey
from tests.ledger.desk import D, Desk, day


@pytest.fixture
async def travel() -> Any:
    """Move the clock: `travel("2026-06-30")` is noon of that day in Shanghai."""
    with time_machine.travel(datetime.fromisoformat("2026-01-05T04:00:00+00:00"), tick=False) as clock:

        def to(text: str) -> None:
            clock.move_to(datetime.fromisoformat(f"{text}T04:00:00+00:00"))

        yield to


async def assets(desk: Desk, view: View, client: Client | None = None) -> Decimal:
    async with desk.reading() as session:
        ids = [client.id] if client else None
        return total(await worth_of(session, view, client_ids=ids)).value


async def raised(desk: Desk, first: str, until: str, **more: Any) -> tuple[Decimal, Decimal]:
    async with desk.reading() as session:
        found = await raised_by(session, day(first), day(until), per="firm", **more)
    return (found[None].gross, found[None].net) if found else (D(0), D(0))


async def of_client(desk: Desk, client: Client, view: View) -> Performance:
    async with desk.reading() as session:
        return (await performance_of_clients(session, [client.id], view))[client.id]


async def test_a_reversal_across_months_keeps_the_old_month(desk: Desk, travel: Any) -> None:
    fund, client = await desk.fund(), await desk.client()
    travel("2026-06-30")
    await desk.nav(fund, "2026-06-30", "1")
    wrong = await desk.book(client, fund, "initial", "2026-06-30", "3000000")
    travel("2026-07-02")
    await desk.reverse(wrong, "2026-07-02")
    travel("2026-08-03")
    # June keeps its 3 million, July has them back; restated neither ever was.
    assert await raised(desk, "2026-06-01", "2026-07-01") == (3_000_000, 3_000_000)
    assert await raised(desk, "2026-07-01", "2026-08-01") == (-3_000_000, -3_000_000)
    assert await raised(desk, "2026-06-01", "2026-07-01", restated=True) == (0, 0)
    assert await raised(desk, "2026-07-01", "2026-08-01", restated=True) == (0, 0)
    june, july = day("2026-06-30"), day("2026-07-31")
    assert [await assets(desk, view(june)) for view in (as_of, restated)] == [3_000_000, 0]
    assert [await assets(desk, view(july)) for view in (as_of, restated)] == [0, 0]
    assert (await of_client(desk, client, as_of(june))).gains.cost == 3_000_000
    async with desk.reading() as session:
        assert await performance_of_clients(session, [client.id], restated(june)) == {}


async def test_a_late_nav_and_a_corrected_one_change_only_the_restated_figure(
    desk: Desk, travel: Any
) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.book(client, fund, "initial", "2026-01-05", "1000")
    await desk.nav(fund, "2026-01-05", "1")
    travel("2026-01-12")
    await desk.nav(fund, "2026-01-09", "1.10")
    travel("2026-02-02")
    await desk.nav(fund, "2026-01-09", "1.20")  # corrected
    await desk.nav(fund, "2026-01-08", "1.15")  # late
    seen = {
        on: ([await assets(desk, view(day(on))) for view in (as_of, restated)])
        for on in ("2026-01-05", "2026-01-08", "2026-01-09", "2026-01-12", "2026-02-02")
    }
    assert seen == {
        "2026-01-05": [1000, 1000],
        "2026-01-08": [1000, 1150],  # known then: only the first
        "2026-01-09": [1000, 1200],  # the NAV of the 9th came on the 12th
        "2026-01-12": [1100, 1200],
        "2026-02-02": [1200, 1200],
    }
    assert await desk.aum(client) == 1200
    # What was known at a moment in between can be asked for as well.
    assert await assets(desk, View(day("2026-01-09"), as_of(day("2026-01-15")).known_at)) == 1100


async def test_a_transaction_told_late_is_not_in_the_figures_of_then(desk: Desk, travel: Any) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2026-01-05", "1")
    await desk.book(client, fund, "initial", "2026-01-05", "100")
    travel("2026-03-02")
    await desk.book(client, fund, "additional", "2026-01-30", "50")
    january = day("2026-01-31")
    assert [await assets(desk, view(january)) for view in (as_of, restated)] == [100, 150]
    assert await raised(desk, "2026-01-01", "2026-02-01") == (150, 150)
    assert await raised(desk, "2026-01-01", "2026-02-01", known_at=as_of(january).known_at) == (100, 100)


async def test_a_redemption_known_before_its_late_purchase_breaks_no_figure(desk: Desk, travel: Any) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2026-01-05", "1")
    first = await desk.book(client, fund, "initial", "2026-01-05", "100")
    travel("2026-02-02")
    await desk.book(client, fund, "redemption", "2026-02-02", "10")
    travel("2026-02-03")
    await desk.book(client, fund, "additional", "2026-01-06", "100")
    await desk.reverse(first, "2026-02-03")
    travel("2026-02-04")
    assert await assets(desk, as_of(day("2026-02-02"))) == 90
    assert await assets(desk, restated(day("2026-02-02"))) == 90
    assert (await of_client(desk, client, View(day("2026-02-02"), first.known_at))).gains.cost == 100


async def test_sums_by_client_fund_and_firm_and_what_cannot_be_priced(desk: Desk, travel: Any) -> None:
    old, new, paid_in = await desk.fund("A"), await desk.fund("B"), await desk.fund("C", valuation="cost")
    one, two = await desk.client(), await desk.client("张伟")
    await desk.nav(old, "2026-01-02", "1.5")
    for client, fund, units in ((one, old, "100"), (two, old, "200"), (two, new, "50"), (two, paid_in, "40")):
        await desk.book(client, fund, "initial", "2026-01-05", units)
    travel("2026-02-02")
    async with desk.reading() as session:
        worths = await worth_of(session, as_of(day("2026-02-02")))
    assert {id: found.value for id, found in by_client(worths).items()} == {one.id: 150, two.id: 340}
    assert {id: found.value for id, found in by_product(worths).items()} == {
        old.id: 450,
        new.id: 0,
        paid_in.id: 40,
    }
    firm = total(worths)
    assert (firm.value, firm.positions, firm.unpriced, firm.stale) == (490, 4, 1, 3)


async def test_money_raised_counts_subscriptions_and_redemptions_alone(desk: Desk, travel: Any) -> None:
    fund, other, client = await desk.fund("A"), await desk.fund("B"), await desk.client()
    await desk.book(client, fund, "opening", "2026-01-05", "1000")
    await desk.book(client, fund, "initial", "2026-01-05", "100", fee="1")
    travel("2026-02-02")
    await desk.book(client, fund, "additional", "2026-01-06", "200")
    await desk.book(client, fund, "dividend_reinvested", "2026-01-07", "10")
    await desk.book(client, fund, "redemption", "2026-01-08", "60", fee="2")
    async with desk.changing() as session:
        await transfers.switch(
            session,
            desk.position(client, fund),
            FundKey(other.id),
            D(50),
            day("2026-01-09"),
            nav_out=D(1),
            nav_in=D(1),
        )
    assert await raised(desk, "2026-01-01", "2026-02-01") == (300, 240)
    assert await raised(desk, "2026-01-01", "2026-02-01", with_fee=True) == (301, 241)
    async with desk.reading() as session:
        found = await raised_by(session, day("2026-01-01"), day("2026-02-01"), per="product")
        assert {id: (one.gross, one.net) for id, one in found.items()} == {fund.id: (300, 240)}
        assert await raised_by(session, day("2025-01-01"), day("2025-02-01"), per="client") == {}


async def ledger_by_hand(desk: Desk) -> tuple[Client, UUID, UUID]:
    """A year of one client: two purchases, a dividend, a sale, a switch; worked out in the tests below."""
    fund, other, client = await desk.fund("A"), await desk.fund("B"), await desk.client()
    for on, unit, dividend in (
        ("2025-01-10", "1.00", "0"),
        ("2025-04-11", "1.20", "0"),
        ("2025-07-11", "1.10", "0.10"),
        ("2025-10-10", "1.32", "0"),
        ("2026-01-02", "1.188", "0"),
    ):
        await desk.nav(fund, on, unit, dividend=D(dividend))
    await desk.nav(other, "2025-10-10", "2")
    await desk.nav(other, "2026-01-02", "2.2")
    await desk.book(client, fund, "initial", "2025-01-10", "1000", "1.00", fee="10")
    await desk.book(client, fund, "additional", "2025-04-11", "500", "1.20")
    async with desk.changing() as session:
        await payouts.pay_out(session, FundKey(fund.id), day("2025-07-11"))
    await desk.book(client, fund, "redemption", "2025-10-10", "600", "1.32", fee="12")
    async with desk.changing() as session:
        await transfers.switch(
            session,
            desk.position(client, fund),
            FundKey(other.id),
            D(500),
            day("2025-10-10"),
            nav_out=D("1.32"),
            nav_in=D(2),
        )
    return client, fund.id, other.id


async def test_gains_of_a_year_worked_out_by_hand(desk: Desk, travel: Any) -> None:
    client, fund, other = await ledger_by_hand(desk)
    async with desk.reading() as session:
        found = await performance_of_positions(session, [client.id], restated(day("2026-01-02")))
        [whole] = (await performance_of_clients(session, [client.id], restated(day("2026-01-02")))).values()
    first = next(one for key, one in found.items() if key.product_id == fund)
    second = next(one for key, one in found.items() if key.product_id == other)
    # Fund A: paid 1,010 and 600. 600 of the first lot go for 780 (cost 606), 500 by the switch for 660:
    # 400 of the first (cost 404) and 100 of the second (cost 120). Left: 400 units that cost 480.
    assert first.gains.invested == 1610
    assert first.gains.realised == (780 - 606) + (660 - 404 - 120)
    assert first.gains.dividends == 150  # 1,500 x 0.10
    assert (first.gains.cost, first.gains.value, first.gains.unrealised) == (480, D("475.20"), D("-4.80"))
    assert first.gains.total == D("455.20")
    assert first.gains.since_purchase == D("0.28273292")
    # The fund alone: 1.2 x (1.10 + 0.10) / 1.20 x 1.32 / 1.10 x 1.188 / 1.32, whatever was put in when.
    assert first.time_weighted == D("0.296")
    # Fund B: 330 units for 660, worth 726.
    assert (second.gains.invested, second.gains.total, second.time_weighted) == (660, 66, D("0.1"))
    # All together: the switch is no money in or out. 1,610 paid, 150 + 780 got back, 1,201.20 there.
    assert whole.gains.invested == 1610
    assert whole.gains.total == D("521.20") == 150 + 780 + D("1201.20") - 1610
    # 1.2 x 1.0 x 1.2 until October; then 400 x 1.32 = 528 and 660, which become 475.20 and 726.
    assert whole.time_weighted == (D("1.44") * D("1201.2") / D("1188") - 1).quantize(D("0.00000001"))
    assert whole.money_weighted is not None
    assert abs(whole.money_weighted - D("0.44226688")) < D("0.0000001")  # by halving, in another program


async def test_drawdowns_of_a_position_in_its_three_meanings(desk: Desk, travel: Any) -> None:
    client, fund, _ = await ledger_by_hand(desk)
    async with desk.reading() as session:
        found = await performance_of_positions(session, [client.id], restated(day("2026-01-02")))
    [told] = [one.drawdowns for key, one in found.items() if key.product_id == fund]
    assert told is not None
    # Adjusted: 1, 1.2, 1.2, 1.44, 1.296; the lot left is of April; 475.20 of 480.
    assert (told.of_product, told.since_purchase, told.against_cost) == (D("0.1"), D("0.1"), D("0.01"))


async def test_gains_before_the_last_nav_of_then(desk: Desk, travel: Any) -> None:
    client, _, _ = await ledger_by_hand(desk)
    found = await of_client(desk, client, restated(day("2025-07-10")))
    # 1,500 units at 1.20, before the dividend.
    assert (found.gains.value, found.gains.dividends, found.gains.total) == (1800, 0, 190)
    assert found.time_weighted == D("0.2")


async def test_an_opening_balance_counts_from_when_its_lots_were_bought(desk: Desk, travel: Any) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2026-01-05", "1.21")
    lots = ({"opened_on": "2024-01-06", "units": "1000", "cost": "1000"},)
    await desk.book(client, fund, "opening", "2026-01-05", "1000", "1.21", gross="1000", lots=lots)
    found = await of_client(desk, client, restated(day("2026-01-05")))
    assert (found.gains.total, found.gains.since_purchase) == (210, D("0.21"))
    assert found.money_weighted is not None
    assert abs(found.money_weighted - D("0.1")) < D("0.0001")  # 730 days
    assert found.time_weighted is None  # nothing is known of the years before


async def test_a_position_without_a_nav_has_no_value_and_no_return(desk: Desk, travel: Any) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.book(client, fund, "initial", "2026-01-05", "1000")
    found = await of_client(desk, client, restated(day("2026-01-05")))
    assert (found.gains.value, found.gains.total, found.gains.since_purchase) == (None, None, None)
    assert (found.time_weighted, found.money_weighted, found.gains.cost) == (None, None, 1000)
