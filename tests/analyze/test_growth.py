"""Clients who came and went: by hand, by the worked traps, and against a slow count of random ledgers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from backend.analyze.asking import Window
from backend.analyze.growth import Growth, IdentityBroken
from backend.book.clients import Client
from backend.book.ledger import Transaction
from backend.book.merging import merge
from backend.book.products import Product
from backend.platform.clock import business_date
from tests.analyze import reference
from tests.analyze.asks import grown, month, whole
from tests.ledger.desk import Desk, at
from tests.ledger.random_ledger import RandomLedger


async def test_a_first_holding_makes_a_client_and_the_last_one_loses_him(desk: Desk) -> None:
    one, two, three = [await desk.client(name) for name in ("周若溪", "周若水", "周若山")]
    fund = await desk.fund()
    await desk.book(one, fund, "initial", "2025-03-10", "100")
    await desk.book(two, fund, "initial", "2025-04-02", "100")
    await desk.book(one, fund, "redemption", "2025-04-20", "40")
    await desk.book(one, fund, "redemption", "2025-05-20", "60")
    await desk.book(three, fund, "initial", "2025-05-21", "10")
    await desk.book(three, fund, "redemption", "2025-05-28", "10")
    assert await whole(desk, month("mar")) == Growth(0, 1, new=1)
    assert await whole(desk, month("apr")) == Growth(1, 2, new=1)
    may = await whole(desk, month("may"))
    assert may == Growth(2, 1, new=1, lost=1, passed=1)
    assert (may.net, may.left) == (-1, 2)


async def test_who_comes_back_within_ninety_days_was_not_lost(desk: Desk) -> None:
    one, two = await desk.client(), await desk.client("周若水")
    fund = await desk.fund()
    for client, again in ((one, "2025-05-10"), (two, "2025-07-10")):
        await desk.book(client, fund, "initial", "2025-01-10", "100")
        await desk.book(client, fund, "redemption", "2025-03-25", "100")
        await desk.book(client, fund, "additional", again, "50")
    assert await whole(desk, month("mar")) == Growth(2, 0, returned=1, lost=1)
    assert await whole(desk, month("may")) == Growth(0, 1, reactivated=1)
    assert await whole(desk, month("jul")) == Growth(1, 2, reactivated=1)


async def test_a_loss_is_provisional_until_ninety_days_have_passed(desk: Desk) -> None:
    fund, today = await desk.fund(), business_date()
    for name, left in (("周若溪", 90), ("周若水", 91)):
        client = await desk.client(name)
        await desk.book(client, fund, "initial", (today - timedelta(days=200)).isoformat(), "100")
        await desk.book(client, fund, "redemption", (today - timedelta(days=left)).isoformat(), "100")
    window = Window(today - timedelta(days=120), today)
    assert await whole(desk, window) == Growth(2, 0, lost=2, provisional=1)


async def test_who_was_reversed_is_corrected_and_restated_never_was_new(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    row = await desk.book(client, fund, "initial", "2025-06-30", "3000000")
    await desk.reverse(row, "2025-07-02")
    assert await whole(desk, month("jun")) == Growth(0, 1, new=1)
    assert await whole(desk, month("jul")) == Growth(1, 0, corrected=-1)
    for each in ("jun", "jul"):
        assert await whole(desk, month(each), restated=True) == Growth()


async def test_ended_funds_and_gifts_lose_nobody_of_his_own_will(desk: Desk) -> None:
    one, two, heir = [await desk.client(name) for name in ("周若溪", "周若水", "周若山")]
    fund, ended = await desk.fund(), await desk.fund("MY0002")
    async with desk.changing() as session:
        its = (Product.firm_id == desk.firm_id, Product.id == ended.id)
        await session.execute(update(Product).where(*its).values(terminated_on=date(2025, 5, 5)))
    await desk.book(one, ended, "opening", "2025-01-10", "100")
    await desk.book(two, fund, "opening", "2025-01-10", "100")
    await desk.book(one, ended, "redemption", "2025-05-12", "100")
    await desk.book(two, fund, "transfer_out", "2025-05-12", "100")
    await desk.book(heir, fund, "transfer_in", "2025-05-12", "100")
    assert await whole(desk, month("may")) == Growth(2, 1, new=1, involuntary=1, transferred=1)


async def test_duplicates_merged_later_were_two_as_known_then(desk: Desk) -> None:
    one, two = await desk.client(), await desk.client("周若希")
    fund = await desk.fund()
    for client, on in ((one, "2025-06-03"), (two, "2025-06-20")):
        await desk.book(client, fund, "initial", on, "100", known_at=at(on))
    assert (await whole(desk, month("jun"))).new == 2
    kept, gone = await desk.fresh(one), await desk.fresh(two)
    async with desk.changing() as session:
        await merge(
            session,
            desk.vault,
            kept.id,
            kept.version,
            gone.id,
            gone.version,
            chosen={},
            may_take=lambda _key: True,
        )
    assert (await whole(desk, month("jun"), known="2025-06-30")).new == 2
    assert (await whole(desk, month("jun"), restated=True)).new == 1


async def test_keys_keep_the_identity_and_add_up(desk: Desk) -> None:
    fund = await desk.fund()
    for n, province in enumerate(("31", "31", None, "44")):
        client = await desk.client(f"周若{n}")
        async with desk.changing() as session:
            await session.execute(
                update(Client)
                .where(Client.firm_id == desk.firm_id, Client.id == client.id)
                .values(province=province)
            )
        await desk.book(client, fund, "initial", f"2025-0{n + 3}-10", "100")
    told = await grown(desk, Window(date(2025, 4, 1), date(2025, 7, 1)), by="province")
    assert told == {"31": Growth(1, 2, new=1), "-": Growth(0, 1, new=1), "44": Growth(0, 1, new=1)}
    with pytest.raises(IdentityBroken):
        Growth(opening=1).hold()


@pytest.mark.parametrize("seed", [17, 18])
async def test_random_ledgers_come_out_as_a_slow_count(desk: Desk, seed: int) -> None:
    ledger = RandomLedger(desk, seed)
    await ledger.prepare()
    for _ in range(60):
        await ledger.step()
    rows = await desk.rows(Transaction)
    for restated in (False, True):
        facts = reference.facts_of(rows, restated=restated)
        for first in (date(2024, 2, 1), date(2024, 6, 1), date(2024, 12, 1)):
            until = first + timedelta(days=100)
            told = await whole(desk, Window(first, until), restated=restated)
            wanted = reference.growth(facts, first, until, business_date())
            assert {name: getattr(told, name) for name in wanted} == wanted
