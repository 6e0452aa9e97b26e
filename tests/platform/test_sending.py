"""A change that is given up while its rows are being sent ends, and lets go of what it held."""

from __future__ import annotations

import asyncio

import asyncpg
from sqlalchemy import text

from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.conftest import make_firm

ROWS = 20_000
"""Far more than fits between here and a server that does not read on."""
SENDING = (
    "select count(*) from pg_stat_activity where query like 'insert into bulky%' and wait_event_type = 'Lock'"
)
LEFT = "select count(*) from pg_stat_activity where query like 'insert into bulky%' and state <> 'idle'"


async def _until(owner: asyncpg.Connection, query: str, wanted: int) -> None:
    async with asyncio.timeout(20):
        while await owner.fetchval(query) != wanted:  # noqa: ASYNC110  another process tells nothing
            await asyncio.sleep(0.02)


async def test_a_change_given_up_while_rows_are_sent_ends_with_its_locks(
    database: Database, vault: Vault
) -> None:
    firm = await make_firm(database, vault, "半途")
    owner, other = [await asyncpg.connect(database.url) for _ in range(2)]

    async def change() -> None:
        async with database.change(firm.system) as session:
            await session.execute(
                text("insert into bulky values (:n, :words)"),
                [{"n": n, "words": "字" * 200} for n in range(ROWS)],
            )

    try:
        await owner.execute("create table bulky (n int primary key, words text)")
        await owner.execute("grant insert on bulky to startrail_app")
        held = other.transaction()
        await held.start()
        await other.execute("insert into bulky values (0, 'held')")
        # The server waits for the first row's twin and reads no further, so the sender waits to send more.
        sending = asyncio.create_task(change())
        await _until(owner, SENDING, 1)
        await asyncio.sleep(0.2)
        sending.cancel()
        async with asyncio.timeout(20):
            await asyncio.gather(sending, return_exceptions=True)
        assert sending.cancelled()
        await held.rollback()
        await _until(owner, LEFT, 0)
        assert await owner.fetchval("select count(*) from bulky") == 0
        async with database.change(firm.system) as session:
            await session.execute(text("insert into bulky values (0, 'free')"))
    finally:
        await owner.execute("drop table if exists bulky")
        await owner.close()
        await other.close()
