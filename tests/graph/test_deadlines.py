"""Deadlines: what takes too long ends, with everything it began."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest
import strawberry
from prometheus_client import REGISTRY
from sqlalchemy import func, select, text

from backend.graph.context import Context
from backend.graph.guard import Guard
from backend.graph.limits import Limits
from backend.graph.rights import Rights
from backend.platform.database import Database
from tests.graph.library import ENDED
from tests.graph.service import Service, codes_of, errors_of, listening, serve

QUICK = Limits(seconds=0.6, burst=10_000_000)
Info = strawberry.Info[Context, None]


async def asleep(database: Database, count: int) -> None:
    """Wait until so many statements sleep on the server. Raises TimeoutError after three seconds."""
    async with asyncio.timeout(3):
        while await sleepers(database) != count:  # noqa: ASYNC110  another process tells nothing
            await asyncio.sleep(0.05)


async def sleepers(database: Database) -> int:
    """How many statements sleep on the server."""
    connection = await asyncpg.connect(database.url)
    try:
        return int(
            await connection.fetchval(
                "select count(*) from pg_stat_activity where state = 'active' and query like '%pg_sleep%'"
                " and pid <> pg_backend_pid() and datname = current_database()"
            )
        )
    finally:
        await connection.close()


async def _asleep(session: Any, _context: Context, keys: list[int]) -> dict[int, str]:
    await session.execute(select(func.pg_sleep(30)))
    return dict.fromkeys(keys, "awake")


@strawberry.type
class Query:
    """Statements that take too long."""

    @strawberry.field
    async def loaded(self, info: Info) -> str | None:
        """By a loader."""
        found: str | None = await info.context.load(_asleep, 1)
        return found

    @strawberry.field
    async def changed(self, info: Info) -> str | None:
        """In a transaction."""
        async with info.context.database.change(info.context.principal) as session:
            await session.execute(text("select pg_sleep(30)"))
        return "done"

    @strawberry.field
    def hello(self) -> str:
        """At once."""
        return "hello"


@strawberry.type
class Subscription:
    """An event that takes too long."""

    @strawberry.subscription
    async def loaded(self, info: Info) -> AsyncGenerator[str, None]:
        """By a loader."""
        yield await info.context.load(_asleep, 1)


@pytest.fixture(scope="module")
async def service(database: Database) -> Service:
    schema = strawberry.Schema(Query, subscription=Subscription, extensions=(Rights, Guard))
    return serve(QUICK, database=database, schema=schema)


async def test_a_slow_resolver_is_cancelled_and_unavailable() -> None:
    ENDED.clear()
    began = time.perf_counter()
    response = await serve(QUICK).ask("{ hello slow }")
    assert time.perf_counter() - began < 2
    assert response.status_code == 503
    assert response.headers["retry-after"] == "2"
    assert codes_of(response) == ["UNAVAILABLE"]
    assert errors_of(response)[0]["extensions"]["params"]["problem"] == "deadline"
    assert "data" not in response.json()
    assert ENDED == ["slow"]


@pytest.mark.parametrize("field", ["loaded", "changed"])
async def test_the_statement_of_a_late_operation_is_cancelled_on_the_server(
    service: Service, database: Database, field: str
) -> None:
    asking = asyncio.create_task(service.ask(f"{{ hello {field} }}"))
    await asleep(database, 1)
    assert codes_of(await asking) == ["UNAVAILABLE"]
    await asleep(database, 0)
    assert (await service.ask("{ hello }")).json()["data"] == {"hello": "hello"}


async def test_a_reader_who_leaves_takes_his_statement_with_him(service: Service, database: Database) -> None:
    async with listening(service) as port, service.client() as client:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        body = b'{"query":"subscription { loaded }"}'
        head = (
            f"POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: {client.headers['authorization']}\r\n"
            f"accept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        await asleep(database, 1)
        writer.close()
        await asleep(database, 0)


async def test_a_body_that_trickles_in_is_given_up() -> None:
    service = serve(Limits(body_seconds=0.3))
    async with listening(service) as port, service.client() as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            f"POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: {client.headers['authorization']}\r\n"
            "content-type: application/json\r\ncontent-length: 100\r\n\r\n"
        )
        writer.write(head.encode() + b'{"query"')
        await writer.drain()
        status = await asyncio.wait_for(reader.readline(), 20)
        writer.close()
    assert b" 408 " in status


async def test_operations_are_counted_by_code_transport_and_route() -> None:
    def count(code: str, route: str) -> float:
        labels = {"code": code, "transport": "http", "route": route}
        return REGISTRY.get_sample_value("startrail_graphql_operations_total", labels) or 0

    service = serve()
    for query, code, route in (
        ("{ hello }", "OK", "ordinary"),
        ("{ refuse }", "NOT_FOUND", "ordinary"),
        ("{", "BAD_USER_INPUT", "none"),
    ):
        before = count(code, route)
        await service.ask(query)
        assert count(code, route) == before + 1
