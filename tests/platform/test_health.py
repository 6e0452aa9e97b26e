"""Probes tell what is there and never hang."""

from __future__ import annotations

import time
from datetime import timedelta

from prometheus_client import generate_latest

from backend.migrations.newest import newest
from backend.platform import health
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.embedded.ports import free_port
from backend.platform.events import OutboxRow
from backend.platform.ids import uuid7
from backend.platform.valkey import connect
from tests.conftest import MadeFirm


def test_a_living_process_says_so() -> None:
    assert health.alive() == {"status": "alive"}


async def test_ready_is_when_database_valkey_and_schema_are_there(database: Database, redis_url: str) -> None:
    valkey = connect(redis_url)
    try:
        assert await health.readiness(database, valkey, newest()) == health.Readiness(True, True, True)
        old = await health.readiness(database, valkey, "9999")
        assert (old.database, old.migrations, old.ready) == (True, False, False)
    finally:
        await valkey.aclose()


async def test_lost_servers_are_told_within_seconds(database: Database, redis_url: str) -> None:
    lost = Database(f"postgresql://app:x@127.0.0.1:{free_port()}/none", pool_size=1)
    nowhere = connect(f"redis://127.0.0.1:{free_port()}/0")
    valkey = connect(redis_url)
    began = time.monotonic()
    try:
        without_valkey = await health.readiness(database, nowhere, newest())
        assert (without_valkey.database, without_valkey.valkey, without_valkey.ready) == (True, False, False)
        without_database = await health.readiness(lost, valkey, newest())
        assert (without_database.database, without_database.valkey) == (False, True)
        assert not without_database.migrations
        text = generate_latest(await health.metrics(lost, nowhere)).decode()
        assert "startrail_database_up 0.0" in text
        assert "startrail_valkey_up 0.0" in text
        assert "outbox" not in text
        assert time.monotonic() - began < 3 * health.PATIENCE + 10
    finally:
        await lost.close()
        await nowhere.aclose()
        await valkey.aclose()


async def test_the_outbox_is_measured_over_all_firms(
    database: Database, firm: MadeFirm, other_firm: MadeFirm, redis_url: str
) -> None:
    def row(age: int, *, dead: bool = False) -> OutboxRow:
        at = now() - timedelta(seconds=age)
        return OutboxRow(
            id=uuid7(),
            name="x",
            payload={},
            actor="x",
            cause_id=None,
            due_at=at,
            dead_at=at if dead else None,
        )

    assert await health.outbox(database) == health.Outbox(0, 0, 0.0)
    async with database.change(firm.system) as session:
        session.add_all([row(30), row(-60), row(500, dead=True)])
    async with database.change(other_firm.system) as session:
        session.add(row(90))
    found = await health.outbox(database)
    assert (found.waiting, found.dead) == (3, 1)
    assert 90 <= found.lag_seconds < 100
    valkey = connect(redis_url)
    try:
        text = generate_latest(await health.metrics(database, valkey)).decode()
    finally:
        await valkey.aclose()
    assert "startrail_outbox_waiting 3.0" in text
    assert "startrail_outbox_dead 1.0" in text
    assert "startrail_workers " in text
