"""Figures by tier as SQL are what a slow count, client by client and day by day, comes to."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert

from backend.book.assets import View, as_of, by_client, restated, worth_of
from backend.book.clients import Client
from backend.book.ledger import Holding
from backend.book.revenue import Revenue
from backend.book.tier_figures import UNKNOWN, by_tier, client_days, revenue_days, tiers_in
from backend.book.tier_figures import by_client as rows_by_client
from backend.book.tier_history import ClientTier
from backend.book.tier_models import ship_tiers
from backend.platform.clock import business_date, now
from backend.platform.ids import uuid7
from tests.ledger.desk import Desk, at

D = Decimal
FIRST, UNTIL = date(2026, 1, 1), date(2026, 3, 1)
KEYS = ("uhnw", "hnw", "affluent", "mass")


@pytest.fixture(autouse=True)
async def _shipped(desk: Desk) -> None:
    async with desk.changing() as session:
        await ship_tiers(session)


async def move(desk: Desk, client: Client, tier: str, on: date, seconds: int = 0) -> None:
    rank = 4 - KEYS.index(tier)
    async with desk.changing() as session:
        session.add(
            ClientTier(
                id=uuid7(), client_id=client.id, to_tier=tier, to_rank=rank, on=on,
                known_at=now() + timedelta(seconds=seconds), cause="flow", model=1, aum=D(0), lifted=False, points={},
            )
        )  # fmt: skip


async def hold(desk: Desk, client: Client, product: Any, first: date, until: date | None) -> None:
    """A holding without the transactions behind it: the days alone are looked at."""
    async with desk.changing() as session:
        await session.execute(
            insert(Holding).values(
                firm_id=desk.firm_id, id=uuid7(), client_id=client.id, product_id=product.id, share_class_id=None,
                units=D(1), cost=D(1), valid_from=first, valid_to=until,
            )
        )  # fmt: skip


async def earn(desk: Desk, client: Client, first: date, until: date, amount: str) -> None:
    async with desk.changing() as session:
        session.add(
            Revenue(
                id=uuid7(), client_id=client.id, kind="management", period_from=first, period_to=until,
                amount=D(amount), key=str(uuid7()),
            )
        )  # fmt: skip


async def _all(desk: Desk, statement: Any) -> list[Any]:
    async with desk.reading() as session:
        return list((await session.execute(statement)).all())


def tier_of(moves: list[Any], day: date) -> str:
    """The slow way: the latest move that counts by a day."""
    past = [row for row in moves if row.on <= day]
    return max(past, key=lambda row: (row.on, row.known_at)).to_tier if past else UNKNOWN


async def _at_random(desk: Desk, dice: random.Random) -> None:
    """Clients who come, go, move and pay on any day, often on none."""
    funds = [await desk.fund("A"), await desk.fund("B")]
    start = FIRST - timedelta(days=40)
    for number in range(12):
        client = await desk.client(name=f"客户{number}")
        for fund in funds:
            day = start + timedelta(days=dice.randrange(60))
            for _ in range(dice.randrange(3)):
                end = day + timedelta(days=dice.randrange(1, 40))
                await hold(desk, client, fund, day, end)
                day = end + timedelta(days=dice.randrange(3))
            if dice.random() < 0.5:
                await hold(desk, client, fund, day, None)
        for place in range(dice.randrange(5)):
            on = start + timedelta(days=dice.randrange(110))
            await move(desk, client, dice.choice(KEYS), on, place)
        for _ in range(dice.randrange(4)):
            day = start + timedelta(days=dice.randrange(100))
            until = day + timedelta(days=dice.randrange(1, 45))
            await earn(desk, client, day, until, f"{dice.randrange(-500, 9000)}.37")


def _there(row: Any, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def _by_client(rows: list[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(row)
    return found


async def test_days_and_revenue_by_tier_are_those_of_a_slow_count(desk: Desk) -> None:
    await _at_random(desk, random.Random(27))
    moves, holdings = _by_client(await desk.rows(ClientTier)), _by_client(await desk.rows(Holding))
    days: dict[str, int] = defaultdict(int)
    there: dict[str, set[Any]] = defaultdict(set)
    window = [FIRST + timedelta(days=each) for each in range((UNTIL - FIRST).days)]
    for id, rows in holdings.items():
        for day in window:
            if any(_there(row, day) for row in rows):
                tier = tier_of(moves[id], day)
                days[tier] += 1
                there[tier].add(id)
    stock = {row[0]: (row[1], row[2]) for row in await _all(desk, client_days(desk.firm_id, FIRST, UNTIL))}
    assert stock == {tier: (days[tier], len(there[tier])) for tier in days}
    for tier in days:
        found = await _all(desk, tiers_in(desk.firm_id, FIRST, UNTIL, tier))
        assert {row[0] for row in found} == there[tier]
    brought: dict[str, Decimal] = defaultdict(Decimal)
    for row in await desk.rows(Revenue):
        length = (row.period_to - row.period_from).days
        for each in range(length):
            day = row.period_from + timedelta(days=each)
            if FIRST <= day < UNTIL:
                brought[tier_of(moves[row.client_id], day)] += row.amount / length
    told = {row[0]: row[1] for row in await _all(desk, revenue_days(desk.firm_id, FIRST, UNTIL))}
    for tier in {*brought, *told}:
        assert abs(told.get(tier, D(0)) - brought[tier]) < D("0.0001"), tier


async def test_aum_by_tier_is_what_the_ledger_says_then_and_now(desk: Desk) -> None:
    """Late and corrected facts, a fund at cost, and one without a NAV."""
    rich, poor, gone = [await desk.client(name=name) for name in ("甲", "乙", "丙")]
    fund, cost = await desk.fund("NAV"), await desk.fund("COST", valuation="cost")
    bare = await desk.fund("BARE")
    await desk.nav(fund, "2026-01-05", "1.1", published_at=at("2026-01-06"))
    await desk.book(rich, fund, "initial", "2026-01-05", "4000000", known_at=at("2026-01-06"))
    await desk.book(rich, cost, "initial", "2026-01-06", "1000000", known_at=at("2026-01-07"))
    await desk.book(poor, fund, "initial", "2026-01-07", "500000", known_at=at("2026-02-20"))
    await desk.book(poor, bare, "initial", "2026-01-07", "10", known_at=at("2026-01-08"))
    await desk.book(gone, fund, "initial", "2026-01-05", "100", known_at=at("2026-01-06"))
    await desk.book(gone, fund, "redemption", "2026-01-08", "100", known_at=at("2026-01-09"))
    await desk.nav(fund, "2026-01-05", "1.2", published_at=at("2026-02-25"), reason="更正")
    await move(desk, rich, "hnw", date(2026, 1, 6))
    for view in (
        *(as_of(date(2026, 1, day)) for day in (5, 6, 8, 10)),
        restated(date(2026, 1, 8)),
        as_of(business_date()),
        View(date(2026, 1, 31), at("2026-02-22")),
    ):
        async with desk.reading() as session:
            slow = by_client(await worth_of(session, view))
        rows = await _all(desk, rows_by_client(desk.firm_id, view))
        assert {row[0]: (D(row[1]) / 100, row[2], row[3]) for row in rows} == {
            id: (assets.value, assets.unpriced, 0) for id, assets in slow.items()
        }, view
        told = {row[0]: (row[1], D(row[2]) / 100) for row in await _all(desk, by_tier(desk.firm_id, view))}
        sums: dict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, D(0)))
        for id, assets in slow.items():
            tier = "hnw" if id == rich.id and view.on >= date(2026, 1, 6) else UNKNOWN
            heads, value = sums[tier]
            sums[tier] = heads + 1, value + assets.value
        assert told == sums, view
