"""How long rules of tags take: over a whole firm, over 500 changed clients, fifty at once; beside a loop in Python.

`python -m tests.drills.rules [CLIENTS]` (100000) uses servers of its own, compares what both found, prints the figures,
and exits 1 when they differ.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select

from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.tag_marks import mark
from backend.book.tag_rules import set_rule
from backend.book.tags import ClientTag, create_tag
from backend.migrations.run import migrate
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.schema.tag_sweeping import sweep_marked
from backend.systemize.conditions.facts import holds
from backend.systemize.conditions.tree import read
from backend.systemize.conditions.values import typed
from tests.conftest import MadeFirm, make_firm
from tests.drills.ground import ground_of

CHANGED, MANY = 500, 50
FILL = """
insert into client (firm_id, id, kind, name, name_pinyin, name_sort, search_tokens, state, risk_level,
  risk_valid_until, aum, qualified, province, custom, version, created_at, created_by, updated_at)
select $1, gen_random_uuid(), 'individual', 'K' || n, 'k' || n, 'k' || n, '{}', 'existing', 'C' || 1 + n % 5,
  current_date - 200 + n % 400, n % 9000 * 1000, n % 2 = 0, 11 + n % 50, '{}', 1, now(), 'system:bench', now()
from generate_series(1, $2::int) n
"""
RULE: dict[str, Any] = {
    "all": [
        {"is": {"field": "riskLevel", "op": "in", "value": ["C4", "C5"]}},
        {"is": {"field": "riskValidUntil", "op": "ahead", "value": 0}},
        {"not": {"is": {"field": "aum", "op": "lt", "value": "3000000"}}},
    ]
}


def _rule(n: int) -> dict[str, Any]:
    """One of fifty: each over another amount and province."""
    low = {"is": {"field": "aum", "op": "gte", "value": str(n * 150_000)}}
    return {"all": [low, {"is": {"field": "province", "op": "eq", "value": str(11 + n)}}]}


async def _timed(work: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


class Bench:
    """One firm with clients."""

    def __init__(self, database: Database, firm: MadeFirm) -> None:
        self.database, self.firm = database, firm

    async def ruled(self, name: str, condition: dict[str, Any]) -> UUID:
        """A tag with a rule."""
        async with self.database.change(self.firm.system) as session:
            tag = await create_tag(session, name, "blue")
            return (await set_rule(session, tag.id, 1, condition, None)).id

    async def sweep(self, kind: str, ids: list[UUID]) -> float:
        """Seconds of one sweep of what is marked."""
        async with self.database.as_system(self.firm.firm_id, "tag_rules") as session:
            await mark(session, kind, ids)

        async def work() -> None:
            async with self.database.as_system(self.firm.firm_id, "tag_rules") as session:
                await sweep_marked(session)

        return await _timed(work)

    async def loop(self) -> tuple[float, set[UUID]]:
        """The same rule asked of each client in Python, streamed; seconds, and who meets it."""
        condition, met = typed(read(RULE), CLIENT_FIELD), set[UUID]()
        columns = {
            "riskLevel": Client.risk_level,
            "riskValidUntil": Client.risk_valid_until,
            "aum": Client.aum,
        }

        async def work() -> None:
            async with self.database.snapshot(self.firm.firm_id, "bench") as session:
                rows = await session.stream(
                    select(Client.id, *columns.values()).where(Client.firm_id == self.firm.firm_id)
                )
                async for id, *values in rows:
                    if holds(condition, dict(zip(columns, values, strict=True))):
                        met.add(id)

        return await _timed(work), met

    async def bearers(self, tag_id: UUID) -> set[UUID]:
        """Who bears a tag."""
        async with self.database.read(self.firm.firm_id) as session:
            rows = await session.scalars(
                select(ClientTag.client_id).where(
                    ClientTag.firm_id == self.firm.firm_id, ClientTag.tag_id == tag_id
                )
            )
            return set(rows)


async def bench(url: str, clients: int) -> bool:
    """Measure, and print; whether both ways found the same."""
    await migrate(url)
    vault, database = Vault(secrets.token_bytes(32)), Database(url, pool_size=4)
    firm = await make_firm(database, vault, "规则")
    owner = await asyncpg.connect(url)
    try:
        await owner.execute(FILL, firm.firm_id, clients, timeout=600)
        await owner.execute("vacuum analyze client")
        here = Bench(database, firm)
        tag = await here.ruled("一条", RULE)
        first = await here.sweep("tag", [tag])
        await owner.execute("vacuum analyze client_tag")
        full = min([await here.sweep("tag", [tag]) for _ in range(3)])
        seconds, met = await here.loop()
        same = met == await here.bearers(tag)
        rows = await owner.fetch("select id from client where firm_id = $1 limit $2", firm.firm_id, CHANGED)
        some = [row["id"] for row in rows]
        few = min([await here.sweep("client", some) for _ in range(5)])
        tags = [await here.ruled(f"第{n}", _rule(n)) for n in range(MANY)]
        many_first = await here.sweep("tag", tags)
        many = min([await here.sweep("tag", tags) for _ in range(2)])
        few_many = min([await here.sweep("client", some) for _ in range(3)])
    finally:
        await owner.close()
        await database.close()
    figures = (
        f"{clients} clients, {len(met)} meet the rule",
        f"one rule {first:.2f} s the first time, {full * 1000:.0f} ms again",
        f"loop {seconds:.2f} s ({seconds / full:.0f} times)",
        f"{CHANGED} changed {few * 1000:.0f} ms",
        f"{MANY} rules {many_first:.2f} s the first time, {many:.2f} s again",
        f"{CHANGED} changed by all {few_many * 1000:.0f} ms",
        "same" if same else "DIFFERENT",
    )
    print("rules:", "; ".join(figures))
    return same


def main() -> int:
    """Measure with servers of its own; 0 when both ways found the same."""
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with ground_of("rules") as ground:
        same = asyncio.run(bench(ground.url, clients))
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
