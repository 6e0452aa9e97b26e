"""`startrail reconcile`: where payments and fees are not as the books expect, as text or as CSV files."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.firms import FirmName, firm_named
from backend.book.money_differences import LAST_MONTH, fee_differences, payment_differences
from backend.book.products import Product
from backend.commands.servers import servers
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.database import Database
from backend.systemize.tables.cells import Heading, Mark
from backend.systemize.tables.delimited import DelimitedWriter

PAYMENTS = ("date", "reason", "client", "fund", "payer", "expected", "paid", "difference", "currency")
FEES = ("month", "reason", "client", "fund", "kind", "accrued", "received", "difference")
Line = tuple[Any, ...]


def run_reconcile(first: date, last: date, firm: str | None, to: Path | None) -> int:
    """Print the differences of [first, last], with a folder write payments.csv and fees.csv; 1 when there are any."""
    with servers() as addresses:
        named, payments, fees = asyncio.run(_found(addresses.database_url, first, last, firm))
    for title, lines in (("到账 payments", payments), ("费用 fees", fees)):
        counted = Counter(line[1] for line in lines)
        told = ", ".join(f"{reason} {number}" for reason, number in sorted(counted.items())) or "—"
        print(f"{title} {first} – {last}: {len(lines)} ({told})")
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        mark = Mark(named.name, "startrail reconcile", now(), f"{first} – {last}", english=True)
        _write(to / "payments.csv", PAYMENTS, payments, mark)
        _write(to / "fees.csv", FEES, fees, mark)
        print(f"{to}: payments.csv, fees.csv")
    return int(bool(payments or fees))


async def _found(
    url: str, first: date, last: date, firm: str | None
) -> tuple[FirmName, list[Line], list[Line]]:
    database = Database(url, pool_size=1)
    try:
        named = await firm_named(database, firm)
        async with database.as_system(named.firm_id, "cli") as session:
            payments = await payment_differences(session, first, last)
            fees = await fee_differences(session, first, min(last, LAST_MONTH) + timedelta(days=1))
            record(session, "reconcile", "firm", named.firm_id)
            clients = await _names(session, Client, [*payments, *fees], "client_id")
            funds = await _names(session, Product, [*payments, *fees], "product_id")
    finally:
        await database.close()
    return (
        named,
        [
            (p.on, p.reason, clients.get(p.client_id), funds.get(p.product_id), p.payer, p.expected, p.paid,
             p.difference, p.currency)
            for p in payments
        ],
        [
            (f.month, f.reason, clients.get(f.client_id), funds.get(f.product_id), f.kind, f.accrued, f.received,
             f.difference)
            for f in fees
        ],
    )  # fmt: skip


async def _names(session: AsyncSession, model: Any, rows: Iterable[Any], key: str) -> dict[UUID | None, str]:
    ids = {getattr(row, key) for row in rows} - {None}
    found = await session.execute(
        select(model.id, model.name).where(model.firm_id == session.info["firm_id"], model.id.in_(ids))
    )
    return {row.id: row.name for row in found}


def _write(path: Path, heads: Sequence[str], lines: Iterable[Line], mark: Mark) -> None:
    """A file for the finance department alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        writer = DelimitedWriter(out, [Heading(head) for head in heads], mark)
        writer.add(lines)
        writer.close()
