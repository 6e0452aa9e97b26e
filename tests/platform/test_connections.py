"""Connections: no more than allowed, each for whoever waits longest, and none that is dead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from backend.platform import connections
from backend.platform.connections import Connections
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.principal import Principal

SLEEP = "select pg_sleep(30)"


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Connections]:
    """Two connections."""
    made = Connections(database_url, {"application_name": "two"}, 2)
    yield made
    await made.close()


async def _standing(database_url: str) -> int:
    watching = await asyncpg.connect(database_url)
    try:
        return int(
            await watching.fetchval("select count(*) from pg_stat_activity where application_name = 'two'")
        )
    finally:
        await watching.close()


async def test_many_share_two_and_each_gets_his_turn(pool: Connections, database_url: str) -> None:
    seen: list[int] = []

    async def ask(n: int) -> None:
        async with pool.one() as connection:
            seen.append(await connection.fetchval("select $1::int", n))

    await asyncio.gather(*(ask(n) for n in range(50)))
    assert sorted(seen) == list(range(50))
    assert await _standing(database_url) == 2


async def test_who_finds_none_in_time_is_told_so_and_leaves_no_trace(
    pool: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.05)
    first, second = await pool.take(), await pool.take()
    with pytest.raises(Refused) as refused:
        await pool.take()
    assert refused.value.code is Code.UNAVAILABLE
    pool.give(first)
    assert await pool.take() is first
    pool.give(first)
    pool.give(second)


async def test_who_leaves_the_line_takes_nothing_with_him(pool: Connections) -> None:
    first, second = await pool.take(), await pool.take()
    waiting = [asyncio.create_task(pool.take()) for _ in range(3)]
    await asyncio.sleep(0)
    pool.give(first)
    waiting[0].cancel()  # he has it already, and does not know
    waiting[1].cancel()
    pool.give(second)
    await asyncio.gather(*waiting[:2], return_exceptions=True)
    assert await waiting[2] in {first, second}
    assert await pool.take() in {first, second}


async def test_a_connection_whose_server_process_is_gone_is_made_anew(
    pool: Connections, database_url: str
) -> None:
    killer = await asyncpg.connect(database_url)
    async with pool.one() as connection:
        pid = connection.get_server_pid()
    await killer.execute(f"select pg_terminate_backend({pid})")
    await killer.close()
    for _ in range(200):
        if connection.is_closed():
            break
        await asyncio.sleep(0.01)
    async with pool.one() as another:
        assert another.get_server_pid() != pid
        assert await another.fetchval("select 1") == 1
    assert await _standing(database_url) == 1


async def test_a_dead_one_that_comes_back_lets_the_next_in_line_make_another(pool: Connections) -> None:
    first, second = await pool.take(), await pool.take()
    waiting = asyncio.create_task(pool.take())
    await asyncio.sleep(0)
    first.terminate()
    pool.give(first)
    third = await waiting
    assert third not in {first, second}
    assert await third.fetchval("select 1") == 1
    pool.give(second)
    pool.give(third)


async def test_a_statement_that_was_cancelled_is_over_before_the_next(pool: Connections) -> None:
    async with pool.one() as connection:
        running = asyncio.create_task(connection.execute(SLEEP))
        await asyncio.sleep(0.1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    async with pool.one() as same:
        assert same is connection
        assert await asyncio.wait_for(same.fetchval("select 1"), 20) == 1


async def test_after_the_end_nothing_stands(pool: Connections, database_url: str) -> None:
    used = await pool.take()
    async with pool.one():
        pass
    await pool.close()
    pool.give(used)
    for _ in range(100):
        if await _standing(database_url) == 0:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("a connection stands")


async def test_a_change_after_its_server_process_was_ended_is_made_on_another_connection(
    database: Database, database_url: str
) -> None:
    """Nobody asks the server before a change whether the connection lives: the event loop knows."""
    system = Principal(UUID(int=1), "system:tests")
    pid = text("select pg_backend_pid()")
    async with database.change(system) as session:
        first = await session.scalar(pid)
    killer = await asyncpg.connect(database_url)
    await killer.execute(f"select pg_terminate_backend({first})")
    for _ in range(200):
        if not await killer.fetchval("select count(*) from pg_stat_activity where pid = $1", first):
            break
        await asyncio.sleep(0.01)
    await killer.close()
    await asyncio.sleep(0.05)
    async with database.change(system) as session:
        assert await session.scalar(pid) not in {first, None}
