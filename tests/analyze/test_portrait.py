"""Who clients are, what comes back after payouts, and heads of staff: by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import text, update

from backend.analyze.asking import Standing, Window
from backend.analyze.heads import heads
from backend.analyze.portrait import Share
from backend.analyze.reinvested import Again, reinvested
from backend.book.clients import Client
from backend.book.staff import TeamMembership
from backend.book.teams import create_team
from backend.platform.clock import business_date
from tests.analyze.asks import asked, month, shares
from tests.analyze.test_raised import serve
from tests.ledger.desk import Desk

D = Decimal


async def known(desk: Desk, client: Client, **values: object) -> None:
    async with desk.changing() as session:
        its = (Client.firm_id == desk.firm_id, Client.id == client.id)
        await session.execute(update(Client).where(*its).values(**values))


async def test_who_holds_on_a_day_is_a_bar_with_his_money_and_the_unknown_is_one_too(desk: Desk) -> None:
    one, two, three = [await desk.client(name) for name in ("周若溪", "周若水", "周若山")]
    fund = await desk.fund()
    await desk.nav(fund, "2025-06-27", "1.5")
    await known(desk, one, province="31", birth_date=date(1960, 6, 30))
    await known(desk, two, province="44", birth_date=date(1995, 7, 1))
    await desk.book(one, fund, "initial", "2025-03-03", "100")
    await desk.book(two, fund, "initial", "2025-04-04", "10")
    await desk.book(three, fund, "initial", "2025-05-05", "1000")
    await desk.book(three, fund, "redemption", "2025-06-30", "400")
    await desk.book(await desk.client("周若海"), fund, "initial", "2025-07-01", "7")
    assert await shares(desk, "2025-06-30", by="province") == {
        "31": Share(1, D(150)), "44": Share(1, D(15)), "-": Share(1, D(900))
    }  # fmt: skip
    # He turns 65 on the day; she turns 30 on the day after.
    assert set(await shares(desk, "2025-06-30", by="age")) == {"60-69", "0-29", "-"}
    assert set(await shares(desk, "2025-07-01", by="age")) == {"60-69", "30-39", "-"}
    assert set(await shares(desk, "2025-06-30", by="tier")) == {"-"}
    assert set(await shares(desk, "2026-04-03", by="tenure")) == {"0-1", "1-2"}
    assert await shares(desk, "2025-06-30", bounds=(Client.province == "44",)) == {None: Share(1, D(15))}


async def test_a_reversal_counts_in_a_portrait_from_its_own_day(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    await desk.nav(fund, "2025-06-27", "1")
    row = await desk.book(client, fund, "initial", "2025-06-30", "100")
    await desk.reverse(row, "2025-07-02")
    assert await shares(desk, "2025-06-30") == {None: Share(1, D(100))}
    assert await shares(desk, "2025-07-02") == {}
    assert await shares(desk, "2025-06-30", restated=True) == {}


async def test_positions_without_a_nav_add_nothing_and_are_told(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    await desk.book(client, fund, "initial", "2025-06-30", "100")
    assert await shares(desk, "2025-06-30") == {None: Share(1, D(0), 1)}


async def again(desk: Desk, window: Window) -> Again:
    async with desk.reading() as session:
        rows = (await reinvested(session, asked(desk, window))).get(1, {})
    return sum(rows.values(), Again())


async def test_money_that_comes_back_within_ninety_days_is_reinvested(desk: Desk) -> None:
    one, two, three = [await desk.client(name) for name in ("周若溪", "周若水", "周若山")]
    fund, other = await desk.fund(), await desk.fund("MY0002")
    for client in (one, two, three):
        await desk.book(client, fund, "initial", "2025-01-10", "100")
    await desk.book(one, fund, "redemption", "2025-03-25", "100")
    await desk.book(one, other, "initial", "2025-05-10", "60")
    await desk.book(two, fund, "redemption", "2025-03-25", "100")
    await desk.book(two, other, "initial", "2025-06-24", "60")
    # A part of what he has is no event.
    await desk.book(three, fund, "redemption", "2025-03-25", "40")
    assert await again(desk, month("mar")) == Again(2, 1, paid=D(200), back=D(60), existing=3)
    assert await again(desk, month("may")) == Again(existing=1)
    # Who holds and buys again adds to it.
    await desk.book(three, fund, "additional", "2025-05-20", "5")
    assert await again(desk, month("may")) == Again(existing=1, added=1)


async def test_a_cash_dividend_pays_out_and_a_young_event_is_in_no_share(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    today = business_date()
    await desk.book(client, fund, "initial", "2025-01-10", "100")
    young = (today - timedelta(days=30)).isoformat()
    await desk.book(client, fund, "redemption", young, "100")
    window = Window(today - timedelta(days=60), today)
    assert await again(desk, window) == Again(immature=1, existing=1)


async def test_staff_is_weighed_by_the_days_it_was_there(desk: Desk) -> None:
    async with desk.changing() as session:
        team = await create_team(session, name="一部")
        for user, begins, ends in (
            (desk.people[0], date(2025, 1, 1), None),
            (desk.people[1], date(2025, 6, 16), None),
            (desk.people[2], date(2025, 6, 1), date(2025, 6, 11)),
        ):
            session.add(TeamMembership(user_id=user, team_id=team.id, valid_from=begins, valid_to=ends))
    client = await desk.client()
    for user in desk.people[1:]:
        await serve(desk, client, user, "co_owner", 10, "2025-01-01")
    async with desk.reading() as session:
        told = await heads(session, asked(desk, month("jun"), standing=Standing(team_id=team.id)))
    [(key, people)] = told[1].items()
    assert (key, round(people, 9)) == (str(team.id), round(D(55) / D(30), 9))


async def test_money_of_a_month_is_found_by_its_index(desk: Desk) -> None:
    async with desk.changing() as session:
        await session.execute(text("set local enable_seqscan = off"))
        plan = await session.execute(
            text(
                "explain select sum(net) from transaction where firm_id = :f and date >= '2025-06-01'"
                " and date < '2025-07-01' and kind in ('initial', 'additional', 'redemption')"
            ),
            {"f": desk.firm_id},
        )
        assert "ix_transaction_date" in "\n".join(row[0] for row in plan)
