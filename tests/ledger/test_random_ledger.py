"""Whatever is done to a ledger, its identities hold; the long form is `make drill-ledger`."""

from __future__ import annotations

import asyncpg

from backend.platform.db import Base
from tests.ledger.desk import Desk
from tests.ledger.random_ledger import IDENTITIES, RandomLedger, broken

OPERATIONS = 150


async def test_units_cost_and_cash_hold_whatever_is_done(desk: Desk, database_url: str) -> None:
    ledger = RandomLedger(desk, seed=20260101)
    await ledger.prepare(clients=3, funds=2)
    for number in range(OPERATIONS):
        await ledger.step()
        if number % 50 == 49:
            assert await broken(database_url, desk) == []
    assert len(ledger.done) == 10  # each kind of operation succeeded at least once
    assert {"units_short", "state", "order"} <= set(ledger.refused)


FAULTS = {
    "update lot set units = units + 1 where units > 0": "units of lots",
    "update holding set units = units + 1 where valid_to is null": "units of lots",
    "update lot_use set cost = cost + 1": "what was paid",
    "update lot_use set proceeds = proceeds - 1": "proceeds",
    "update holding set units = units + 1 where valid_to is not null": "a holding of a day",
    "update holding set valid_to = valid_from where valid_to is not null": "holdings neither",
    "update lot set opened_on = '2026-01-01' where units = 0": "lots are used",
    "update client set aum = aum + 0.01": "AUM",
    "update nav_point set superseded_at = now() where superseded_at is null": "one version",
    "update transaction set net = net + 1 where reverses_id is not null": "a reversal",
    "delete from outbox": "every transaction",
    "update lot set high_water = high_water + 1": "lot wrong",
}


async def test_each_identity_notices_when_it_is_broken(desk: Desk, database_url: str) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-10", "1")
    await desk.nav(fund, "2025-01-10", "1.1")
    await desk.book(client, fund, "initial", "2025-01-10", "100", "1.1")
    await desk.book(client, fund, "additional", "2025-02-14", "100", "1.1")
    await desk.book(client, fund, "redemption", "2025-03-14", "150", "1.1")
    await desk.reverse(await desk.book(client, fund, "additional", "2025-03-21", "5", "1.1"), "2025-03-28")
    assert await broken(database_url, desk) == []
    connection = await asyncpg.connect(database_url)
    noticed = set()
    try:
        for statement, told in FAULTS.items():
            copy = await _kept(connection, desk, statement)
            found = await broken(database_url, desk)
            assert any(fault.startswith(told) for fault in found), (statement, found)
            noticed |= {fault.partition(":")[0] for fault in found}
            await _put_back(connection, desk, statement, copy)
            assert await broken(database_url, desk) == [], statement
    finally:
        await connection.close()
    assert set(IDENTITIES) <= noticed


def _table(statement: str) -> str:
    return statement.replace("delete from", "update").split()[1]


async def _kept(connection: asyncpg.Connection, desk: Desk, statement: str) -> list[asyncpg.Record]:
    """Break the firm's rows; what they were."""
    rows = await connection.fetch(f"select * from {_table(statement)} where firm_id = $1", desk.firm_id)
    bound = "and" if " where " in statement else "where"
    await connection.execute(f"{statement} {bound} firm_id = $1", desk.firm_id)
    return list(rows)


async def _put_back(
    connection: asyncpg.Connection, desk: Desk, statement: str, rows: list[asyncpg.Record]
) -> None:
    table = _table(statement)
    async with connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(f"delete from {table} where firm_id = $1", desk.firm_id)
        names = [name for name in rows[0].keys() if Base.metadata.tables[table].c[name].computed is None]  # noqa: SIM118
        await connection.copy_records_to_table(
            table, records=[tuple(row[name] for name in names) for row in rows], columns=names
        )
