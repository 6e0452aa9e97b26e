"""How long a NAV takes to become tasks for everybody whom it concerns.

`python -m tests.drills.signals [HOLDERS]` (5000) uses servers of its own: one fund with so many holders falls 12 %,
then 40 funds fall on one day. It prints the seconds of each, and exits 1 beyond 10 s
and 60 s or when a task is missing.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from backend.book.bulk_rows import insert_rows
from backend.book.clients import Client
from backend.book.ledger import Lot, Transaction
from backend.book.nav_points import NavRow, publish_many
from backend.book.products import Product
from backend.book.tasks import Task
from backend.book.users import NewUser, create_user
from backend.migrations.run import migrate
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.retain.signal_marks import mark
from backend.retain.signal_sweeping import sweep_marked
from tests.conftest import MadeFirm, make_firm
from tests.drills.ground import ground_of

HOLDERS, FUNDS, WEEKS, MANAGERS = 5_000, 40, 150, 20
MOST_ONE, MOST_DAY = 10.0, 60.0
AMOUNT = Decimal(1_000_000)


@dataclass(frozen=True)
class Took:
    """Seconds of one fund's fall and of a day on which all fell; tasks that came of both."""

    one: float
    day: float
    tasks: int


async def measure(database: Database, vault: Vault, firm: MadeFirm, holders: int, funds: int) -> Took:
    """Let one fund of so many holders fall, then all funds, of which each client holds two."""
    today = business_date()
    products = await _furnish(database, vault, firm, holders, funds, today)
    one = await _fall(database, firm, products[:1], today)
    day = await _fall(database, firm, products[1:], today)
    async with database.read(firm.firm_id) as session:
        count = await session.scalar(
            select(func.count()).select_from(Task).where(Task.firm_id == firm.firm_id, Task.state == "open")
        )
    return Took(one, day, count or 0)


async def _fall(database: Database, firm: MadeFirm, products: list[UUID], today: date) -> float:
    async with database.as_system(firm.firm_id, "drill") as session:
        await publish_many(session, [NavRow(id, today, Decimal("0.88")) for id in products])
        await mark(session, "product", products)
    began = time.perf_counter()
    async with database.as_system(firm.firm_id, "signals") as session:
        await sweep_marked(session)
    return time.perf_counter() - began


async def _furnish(
    database: Database, vault: Vault, firm: MadeFirm, holders: int, funds: int, today: date
) -> list[UUID]:
    async with database.change(firm.system) as session:
        people = [
            (
                await create_user(
                    session,
                    vault,
                    NewUser(name=f"员工{n}", email=f"{n}@{secrets.token_hex(6)}.example.com", roles=("r",)),
                    known_roles=("r",),
                )
            ).id
            for n in range(MANAGERS)
        ]
        rows = [Product(id=uuid7(), code=f"F{n}", name=f"基金{n}") for n in range(funds)]
        session.add_all(rows)
        await session.flush()
        products = [row.id for row in rows]
    clients = [uuid7() for _ in range(holders)]
    own = {"firm_id": str(firm.firm_id)}
    async with database.as_system(firm.firm_id, "drill") as session:
        await insert_rows(
            session,
            Client,
            [
                {**own, "id": id, "name": f"客户{n}", "kind": "individual", "owner_id": people[n % MANAGERS]}
                for n, id in enumerate(clients)
            ],
        )
        held = [(id, products[0], n) for n, id in enumerate(clients)]
        held += [(id, products[1 + n % (funds - 1)], n) for n, id in enumerate(clients)]
        trades, lots = [], []
        for client_id, product_id, n in held:
            on, trade = today - timedelta(days=30 + n % 200), uuid7()
            both = {**own, "client_id": client_id, "product_id": product_id}
            trades.append(
                {
                    **both,
                    "id": trade,
                    "kind": "initial",
                    "date": on,
                    "units": AMOUNT,
                    "nav": 1,
                    "gross": AMOUNT,
                }
                | {"net": AMOUNT}
            )
            lots.append(
                {**both, "id": uuid7(), "transaction_id": trade, "opened_on": on, "units_opened": AMOUNT}
                | {"cost_opened": AMOUNT, "units": AMOUNT, "cost": AMOUNT, "high_water": 1}
            )
        await insert_rows(session, Transaction, trades)
        await insert_rows(session, Lot, lots)
        navs = [
            NavRow(id, today - timedelta(weeks=week), Decimal(1))
            for id in products
            for week in range(1, WEEKS)
        ]
        await publish_many(session, navs)
    return products


async def _measured(url: str, holders: int) -> bool:
    await migrate(url)
    database, vault = Database(url, pool_size=5), Vault(secrets.token_bytes(32))
    try:
        took = await measure(database, vault, await make_firm(database, vault, "演练"), holders, FUNDS)
    finally:
        await database.close()
    print(f"{holders} holders of one fund: {took.one:.1f} s; {FUNDS - 1} funds on one day: {took.day:.1f} s")
    print(f"open tasks: {took.tasks} (one a client)")
    return took.one <= MOST_ONE and took.day <= MOST_DAY and took.tasks == holders


def main() -> int:
    """Measure with servers of its own; 0 when it was fast enough and no task was lost or doubled."""
    holders = int(sys.argv[1]) if len(sys.argv) > 1 else HOLDERS
    with ground_of("signals") as ground:
        good = asyncio.run(_measured(ground.url, holders))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
