"""What the server finds is what walking day by day through each holder's NAVs finds, whatever the NAVs and lots."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from backend.book.clients import Client
from backend.book.nav_points import NavRow, publish_many
from backend.book.products import NavPoint, Product
from backend.retain.drawdowns import Drawdown
from tests.ledger.desk import D, Desk
from tests.retain.looking import look

LEVELS = (D("0.10"), D("0.15"), D("0.20"))
REARM = D("0.05")
WEEKS = 60
BEGIN = date(2024, 1, 5)


def walked(
    navs: list[tuple[date, Decimal]], opened_on: date, cost_nav: Decimal
) -> tuple[date, Decimal, int] | None:
    """The open episode of one holder: day of the crossing, deepest fall, level; None where none is open."""
    before = [nav for nav in navs if nav[0] <= opened_on][-1:]
    series = before + [nav for nav in navs if nav[0] > opened_on]
    if not before:
        series = [nav for nav in navs if nav[0] >= opened_on]
    high, begun, deepest = Decimal(0), None, Decimal(0)
    for on, nav in series:
        high = max(high, nav)
        fall = 1 - nav / high if before else max(1 - nav / cost_nav, Decimal(0))
        fall = round(fall, 8)
        if fall < REARM:
            begun, deepest = None, Decimal(0)
            continue
        deepest = max(deepest, fall)
        if begun is None and fall > LEVELS[0]:
            begun = on
    return None if begun is None else (begun, deepest, sum(deepest > level for level in LEVELS))


async def publish(desk: Desk, rows: list[NavRow]) -> None:
    async with desk.changing() as session:
        await publish_many(session, rows)


async def expected(
    desk: Desk, held: list[tuple[Client, Product, date, Decimal]]
) -> dict[object, tuple[date, str, int]]:
    found: dict[object, tuple[date, str, int]] = {}
    for client, fund, opened_on, cost in held:
        rows = await desk.rows(
            NavPoint,
            NavPoint.product_id == fund.id,
            NavPoint.superseded_at.is_(None),
            order=NavPoint.date,
        )
        one = walked([(row.date, row.adjusted) for row in rows], opened_on, cost)
        if one is not None:
            found[client.id, fund.id] = (one[0], f"{one[1]:.6f}", one[2])
    return found


async def known(desk: Desk) -> dict[object, tuple[date, str, int]]:
    rows = await desk.rows(Drawdown, Drawdown.state == "open")
    return {(row.client_id, row.product_id): (row.begun_on, f"{row.deepest:.6f}", row.level) for row in rows}


@pytest.mark.parametrize("seed", [11, 12])
async def test_the_server_and_a_walk_find_the_same(desk: Desk, seed: int) -> None:
    random = Random(seed)
    funds = [await desk.fund(f"F{n}") for n in range(2)]
    paths: dict[Product, list[NavRow]] = {}
    for fund in funds:
        nav, rows = 1.0, []
        for week in range(WEEKS):
            nav *= 1 + random.gauss(-0.001, 0.035)
            rows.append(NavRow(fund.id, BEGIN + timedelta(weeks=week), D(f"{nav:.4f}")))
        paths[fund] = rows
    held = []
    for n in range(8):
        client = await desk.client(f"客户{n}")
        for fund in funds:
            on = BEGIN + timedelta(days=random.randrange(-20, 7 * WEEKS - 60))
            price = D("1.05")
            await desk.book(client, fund, "initial", on.isoformat(), "1000", str(price))
            held.append((client, fund, on, price))
    # In pieces, as they come, then some of them corrected.
    for until in (20, 35, 50, WEEKS):
        for fund, rows in paths.items():
            await publish(desk, rows[:until])
            assert fund.id
        await look(desk)
        assert await known(desk) == await expected(desk, held)
    for _ in range(4):
        fund = random.choice(funds)
        number = random.randrange(20, WEEKS)
        row = paths[fund][number]
        await publish(
            desk, [NavRow(fund.id, row.on, D(f"{float(row.unit) * random.uniform(0.85, 1.15):.4f}"))]
        )
        await look(desk)
        assert await known(desk) == await expected(desk, held)
