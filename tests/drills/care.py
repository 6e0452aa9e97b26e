"""How long the year of care takes for a whole firm.

`python -m tests.drills.care [CLIENTS]` (5000) uses servers of its own: clients with dates of birth, a third with
a noted lunar birthday, all with a first lot. It prints the seconds of the first look and of one that changes nothing,
and exits 1 beyond 60 s of either, or when the second look changed something.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from backend.book.bulk_rows import insert_rows
from backend.book.clients import Client
from backend.book.ledger import Lot, Transaction
from backend.book.products import Product
from backend.book.tasks import Task
from backend.book.users import NewUser, create_user
from backend.migrations.run import migrate
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.retain.care_dates import CareDate
from backend.retain.care_marks import mark
from backend.retain.care_occasions import CareOccasion
from backend.retain.care_sweeping import sweep_marked
from tests.conftest import MadeFirm, make_firm
from tests.drills.ground import ground_of

CLIENTS, MANAGERS, MOST = 5_000, 20, 60.0
AMOUNT = Decimal(1_000_000)


@dataclass(frozen=True)
class Took:
    """Seconds of the first look and of the second; occasions and tasks after each."""

    first: float
    again: float
    occasions: tuple[int, int]
    tasks: tuple[int, int]


async def measure(database: Database, vault: Vault, firm: MadeFirm, clients: int) -> Took:
    """Look at so many clients twice."""
    await _furnish(database, vault, firm, clients)
    first, (occasions, tasks) = await _look(database, vault, firm), await _counts(database, firm)
    again, (after, more) = await _look(database, vault, firm), await _counts(database, firm)
    return Took(first, again, (occasions, after), (tasks, more))


async def _look(database: Database, vault: Vault, firm: MadeFirm) -> float:
    async with database.as_system(firm.firm_id, "drill") as session:
        await mark(session, "firm", [firm.firm_id])
    began = time.perf_counter()
    async with database.as_system(firm.firm_id, "care") as session:
        await sweep_marked(session, vault)
    return time.perf_counter() - began


async def _counts(database: Database, firm: MadeFirm) -> tuple[int, int]:
    async with database.read(firm.firm_id) as session:
        occasions = await session.scalar(
            select(func.count()).select_from(CareOccasion).where(CareOccasion.firm_id == firm.firm_id)
        )
        tasks = await session.scalar(
            select(func.count()).select_from(Task).where(Task.firm_id == firm.firm_id)
        )
    return occasions or 0, tasks or 0


async def _furnish(database: Database, vault: Vault, firm: MadeFirm, count: int) -> None:
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
        fund = Product(id=uuid7(), code="F1", name="基金")
        session.add(fund)
        await session.flush()
        product_id = fund.id
    own, at, today = {"firm_id": str(firm.firm_id)}, now(), business_date()
    clients, noted, trades, lots = [], [], [], []
    for n in range(count):
        id, trade = uuid7(), uuid7()
        born = date(1945, 1, 1) + timedelta(days=n * 37 % 18_000)
        clients.append(
            {**own, "id": id, "name": f"客户{n}", "kind": "individual", "owner_id": people[n % MANAGERS]}
            | {"birth_date": born, "state": "existing"}
        )
        if n % 3 == 0:
            noted.append(
                {**own, "id": uuid7(), "client_id": id, "kind": "birthday", "lunar": True, "version": 1}
                | {"day": f"--{n % 12 + 1:02}-{n % 30 + 1:02}", "created_at": at, "created_by": "tests"}
                | {"updated_at": at}
            )
        on, both = today - timedelta(days=30 + n % 1_500), {**own, "client_id": id, "product_id": product_id}
        trades.append(
            {**both, "id": trade, "kind": "initial", "date": on, "units": AMOUNT, "nav": 1, "gross": AMOUNT}
            | {"net": AMOUNT}
        )
        lots.append(
            {**both, "id": uuid7(), "transaction_id": trade, "opened_on": on, "units_opened": AMOUNT}
            | {"cost_opened": AMOUNT, "units": AMOUNT, "cost": AMOUNT, "high_water": 1}
        )
    async with database.as_system(firm.firm_id, "drill") as session:
        await insert_rows(session, Client, clients)
        await insert_rows(session, CareDate, noted)
        await insert_rows(session, Transaction, trades)
        await insert_rows(session, Lot, lots)


async def _measured(url: str, clients: int) -> bool:
    await migrate(url)
    database, vault = Database(url, pool_size=5), Vault(secrets.token_bytes(32))
    try:
        took = await measure(database, vault, await make_firm(database, vault, "演练"), clients)
    finally:
        await database.close()
    print(
        f"{clients} clients: {took.first:.1f} s from nothing, {took.again:.1f} s for a look that changes nothing"
    )
    print(f"occasions: {took.occasions[0]}, tasks: {took.tasks[0]}")
    same = took.occasions[0] == took.occasions[1] and took.tasks[0] == took.tasks[1]
    return max(took.first, took.again) <= MOST and same and took.occasions[0] >= clients


def main() -> int:
    """Measure with servers of its own; 0 when it was fast enough and nothing was made twice."""
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else CLIENTS
    with ground_of("care") as ground:
        good = asyncio.run(_measured(ground.url, clients))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
