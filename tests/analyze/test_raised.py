"""Money raised: by hand, by the worked traps, and against a slow count of random ledgers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import insert, text, update

from backend.analyze.asking import Standing, Window
from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.ledger import Transaction
from backend.book.staff import TeamMembership, User
from backend.book.teams import create_team
from backend.platform.ids import uuid7
from tests.analyze import reference
from tests.analyze.asks import gross, money, month
from tests.ledger.desk import Desk, at, day
from tests.ledger.random_ledger import RandomLedger

D = Decimal


async def serve(
    desk: Desk, client: Client, user: UUID, role: str, credit: int, first: str, until: str | None = None
) -> None:
    async with desk.changing() as session:
        await session.execute(
            insert(Assignment).values(
                firm_id=desk.firm_id, id=uuid7(), client_id=client.id, user_id=user, role=role, credit=D(credit),
                valid_from=day(first), valid_to=day(until) if until else None,
            )
        )  # fmt: skip


async def unserved(desk: Desk, client: Client) -> None:
    """Take away who serves since today, to say himself who did when."""
    async with desk.changing() as session:
        await session.execute(
            text("delete from assignment where firm_id = :f and client_id = :c"),
            {"f": desk.firm_id, "c": client.id},
        )


async def test_a_month_by_hand_leaves_out_what_is_no_money_raised(desk: Desk) -> None:
    client, heir = await desk.client(), await desk.client("周若水")
    fund, other = await desk.fund(), await desk.fund("MY0002")
    await desk.book(client, fund, "opening", "2025-01-02", "500000")
    await desk.book(client, fund, "initial", "2025-06-03", "1000000", fee="10000")
    await desk.book(client, fund, "additional", "2025-06-10", "200000", fee="1000")
    await desk.book(client, fund, "redemption", "2025-06-20", "300000")
    await desk.book(client, fund, "dividend_reinvested", "2025-06-23", "1000")
    await desk.book(heir, other, "transfer_in", "2025-06-24", "70000")
    told = await money(desk, month("jun"))
    [row] = told.values()
    assert (row.gross, row.redeemed, row.net, row.clients) == (D(1_200_000), D(300_000), D(900_000), 1)
    assert await money(desk, month("may")) == {}
    # Half-open: the first of July is none of June.
    await desk.book(heir, fund, "initial", "2025-07-01", "50000")
    assert await gross(desk, month("jun")) == D(1_200_000)
    assert await gross(desk, month("jul")) == D(50_000)


async def test_a_reversal_counts_on_its_own_day_and_restated_never_was(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    row = await desk.book(client, fund, "initial", "2025-06-30", "3000000")
    await desk.reverse(row, "2025-07-02")
    told = await money(desk, month("jun"), month("jul"))
    assert (told[1, None].gross, told[2, None].gross) == (D(3_000_000), D(-3_000_000))
    assert await money(desk, month("jun"), month("jul"), restated=True) == {}


async def test_shared_clients_split_by_the_credit_of_the_day_and_add_up(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    first, second, third = desk.people
    async with desk.changing() as session:
        team = await create_team(session, name="一部")
        await session.execute(
            update(User)
            .where(User.firm_id == desk.firm_id, User.id.in_([first, second]))
            .values(team_id=team.id)
        )
    await unserved(desk, client)
    # The owner's row keeps the credit of today, 60: of the day are 70, what co-owners left him.
    await serve(desk, client, first, "owner", 60, "2025-01-01")
    await serve(desk, client, second, "co_owner", 30, "2025-06-01", "2025-08-01")
    await serve(desk, client, third, "co_owner", 40, "2025-08-01")
    await desk.book(client, fund, "initial", "2025-05-05", "1000000")
    await desk.book(client, fund, "additional", "2025-06-05", "10000000")
    people = await money(desk, month("jun"), by="person")
    assert {key: row.gross for (_, key), row in people.items()} == {
        None: D(10_000_000),
        str(first): D(7_000_000),
        str(second): D(3_000_000),
    }
    assert {row.clients for row in people.values()} == {1}
    teams = await money(desk, month("jun"), by="team")
    assert {key: row.gross for (_, key), row in teams.items()} == {
        None: D(10_000_000),
        str(team.id): D(10_000_000),
    }
    before = await money(desk, month("may"), by="person")
    assert before[1, str(first)].gross == D(1_000_000)
    assert await gross(desk, month("jun"), standing=Standing(owner_id=second)) == D(3_000_000)
    assert await gross(desk, month("jun"), standing=Standing(team_id=team.id)) == D(10_000_000)


async def test_money_stays_with_the_team_of_its_day(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    async with desk.changing() as session:
        old, new = await create_team(session, name="A"), await create_team(session, name="B")
        owner = desk.people[0]
        for team, begins, ends in ((old, "2025-01-01", "2025-06-15"), (new, "2025-06-15", None)):
            session.add(
                TeamMembership(
                    user_id=owner,
                    team_id=team.id,
                    valid_from=day(begins),
                    valid_to=day(ends) if ends else None,
                )
            )
        await session.execute(
            update(User).where(User.firm_id == desk.firm_id, User.id == owner).values(team_id=new.id)
        )
    await unserved(desk, client)
    await serve(desk, client, desk.people[0], "owner", 100, "2025-01-01")
    await desk.book(client, fund, "initial", "2025-06-10", "100000")
    await desk.book(client, fund, "additional", "2025-06-15", "30000")
    told = await money(desk, month("jun"), by="team")
    assert told[1, str(old.id)].gross == D(100_000)
    assert told[1, str(new.id)].gross == D(30_000)


async def test_what_was_learned_later_is_not_in_a_figure_as_known_then(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    await desk.book(client, fund, "initial", "2025-06-10", "100000", known_at=at("2025-06-11"))
    await desk.book(client, fund, "additional", "2025-06-20", "7000", known_at=at("2025-07-09"))
    assert await gross(desk, month("jun"), known="2025-06-30") == D(100_000)
    assert await gross(desk, month("jun")) == D(107_000)


async def test_money_is_split_by_what_clients_and_funds_are(desk: Desk) -> None:
    one, two = await desk.client(), await desk.client("周若水")
    fund, other = await desk.fund(), await desk.fund("MY0002")
    async with desk.changing() as session:
        await session.execute(
            update(Client).where(Client.firm_id == desk.firm_id, Client.id == one.id).values(province="31")
        )
    await desk.book(one, fund, "initial", "2025-06-10", "100")
    await desk.book(two, other, "initial", "2025-06-11", "20")
    provinces = await money(desk, month("jun"), by="province")
    assert {key: row.gross for (_, key), row in provinces.items()} == {None: D(120), "31": D(100), "-": D(20)}
    funds = await money(desk, month("jun"), by="product")
    assert {key: row.gross for (_, key), row in funds.items()} == {
        None: D(120), str(fund.id): D(100), str(other.id): D(20)
    }  # fmt: skip
    kinds = await money(desk, month("jun"), by="kind", bounds=(Client.province == "31",))
    assert {key: row.gross for (_, key), row in kinds.items()} == {None: D(100), "individual": D(100)}


@pytest.mark.parametrize("seed", [7, 8])
async def test_random_ledgers_come_out_as_a_slow_count(desk: Desk, seed: int) -> None:
    ledger = RandomLedger(desk, seed)
    await ledger.prepare()
    for _ in range(60):
        await ledger.step()
    rows = await desk.rows(Transaction)
    quarters = [Window(date(2024, n, 1), date(2024, n + 3, 1)) for n in (1, 4, 7)]
    for restated in (False, True):
        facts = reference.facts_of(rows, restated=restated)
        for by in (None, "person"):
            told = await money(desk, *quarters, restated=restated, by=by)
            for nth, each in enumerate(quarters, 1):
                wanted = reference.money(facts, each.first, each.until)
                row = told.get((nth, None))
                assert wanted == ((row.gross, row.redeemed, row.clients) if row else (0, 0, 0))
