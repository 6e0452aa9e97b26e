"""Ringing never waits, never fails, and many rings become few jobs."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

import orjson
import pytest

from backend.platform.database import Database
from backend.platform.embedded.ports import free_port
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.valkey import connect, parse
from backend.workers.queues import INTERACTIVE, connection_settings
from backend.workers.ring import PATIENCE, Ring
from tests.conftest import MadeFirm
from tests.workers.conftest import Happened, emit_many, waiting_of


async def test_many_rings_of_a_firm_become_at_most_two_jobs(redis_url: str) -> None:
    ring, firm_id, valkey = Ring(redis_url), uuid7(), connect(redis_url)
    try:
        for _ in range(300):
            ring(firm_id)
            await asyncio.sleep(0)
        await ring.close()
        jobs = [job.decode() async for job in valkey.scan_iter(match=f"arq:job:drain:{firm_id}*")]
        assert set(jobs) <= {f"arq:job:drain:{firm_id}", f"arq:job:drain:{firm_id}:again"}
        job = orjson.loads(await valkey.get(f"arq:job:drain:{firm_id}"))
        assert (job["f"], job["a"]) == ("drain", [str(firm_id)]), "JSON, ids only"
        await valkey.zrem(INTERACTIVE, *(name.removeprefix("arq:job:") for name in jobs))
        await valkey.delete(*jobs)
    finally:
        await valkey.aclose()


async def test_a_change_neither_waits_nor_fails_without_valkey(database: Database, firm: MadeFirm) -> None:
    ring = Ring(f"redis://127.0.0.1:{free_port()}/0")
    database.ring = ring
    try:
        began = time.monotonic()
        for mark in range(20):
            await emit_many(database, firm.firm_id, [mark])
        assert time.monotonic() - began < 5
        assert len(await waiting_of(database, firm.firm_id)) == 20
    finally:
        database.ring = None
        await ring.close()


async def test_a_valkey_that_hangs_costs_a_change_nothing(database: Database, firm: MadeFirm) -> None:
    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3)
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    ring = Ring(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0")
    database.ring = ring
    try:
        began = time.monotonic()
        await emit_many(database, firm.firm_id, [1])
        assert time.monotonic() - began < PATIENCE
    finally:
        database.ring = None
        await ring.close()
        server.close()


async def rolled_back(database: Database, firm: MadeFirm) -> None:
    """A change with an event that does not come to its commit."""
    async with database.as_system(firm.firm_id, "tests") as session:
        emit(session, Happened(mark=1))
        raise RuntimeError("rolled back")


async def test_a_change_without_events_does_not_ring(database: Database, firm: MadeFirm) -> None:
    rung: list[UUID] = []
    database.ring = rung.append
    try:
        await emit_many(database, firm.firm_id, [])
        assert rung == []
        await emit_many(database, firm.firm_id, [1, 2])
        assert rung == [firm.firm_id]
        with pytest.raises(RuntimeError, match="rolled back"):
            await rolled_back(database, firm)
        assert rung == [firm.firm_id]
    finally:
        database.ring = None


def test_addresses_of_every_kind_are_understood() -> None:
    at = parse("rediss://us%40er:p%3Aw@valkey.example.com:6380/3")
    assert (at.hosts, at.database, at.username, at.password, at.tls) == (
        (("valkey.example.com", 6380),),
        3,
        "us@er",
        "p:w",
        True,
    )
    at = parse("redis+sentinel://:pw@one:26379,two:26380,three/main/2")
    assert at.hosts == (("one", 26379), ("two", 26380), ("three", 26379))
    assert (at.master, at.database, at.password) == ("main", 2, "pw")
    at = parse("unix:///run/valkey.sock?db=1")
    assert (at.socket, at.database) == ("/run/valkey.sock", 1)
    assert parse("redis://localhost").hosts == (("localhost", 6379),)
    settings = connection_settings("redis+sentinel://:pw@one:1,two:2/main")
    assert (settings.sentinel, settings.host, settings.sentinel_master) == (
        True,
        [("one", 1), ("two", 2)],
        "main",
    )


@pytest.mark.parametrize("bad", ["http://localhost", "localhost:6379", "redis://h/16", "redis://:secret@h/x"])
def test_a_bad_address_is_refused_without_telling_its_password(bad: str) -> None:
    with pytest.raises(ValueError, match="REDIS_URL") as fault:
        parse(bad)
    assert "secret" not in str(fault.value)
