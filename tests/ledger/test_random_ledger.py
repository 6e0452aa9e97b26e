"""Whatever is done to a ledger, its identities hold; the long form is `make drill-ledger`."""

from __future__ import annotations

from tests.ledger.desk import Desk
from tests.ledger.random_ledger import RandomLedger, broken

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
