"""A firm that worked before the ledger was widened keeps its rows, and the step can be taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from backend.migrations.run import migrate
from backend.platform.embedded.state import Addresses
from tests.conftest import drop
from tests.migrations.steps import back_to, database_at

FIRM, CLIENT, PRODUCT = uuid4(), uuid4(), uuid4()
ROWS = """
insert into firm (firm_id, name, demo, locale, created_at, event_seq, policy_version)
    values ($1, '明远', false, 'zh-CN', now(), 0, 0);
insert into client (firm_id, id, kind, name, name_pinyin, name_sort, search_tokens, state, aum, version, created_at,
    created_by, updated_at) values ($1, $2, 'individual', '周', '', '', '{}', 'existing', 120, 1, now(), 'x', now());
insert into product (firm_id, id, code, name, name_sort, status, currency, lock_up_days, nav, nav_date, version,
    created_at, created_by, updated_at)
    values ($1, $3, 'A', '一号', '', 'open', 'CNY', 0, 1.2, '2025-01-10', 1, now(), 'x', now());
insert into nav_point (firm_id, id, product_id, date, unit, cumulative, adjusted, published_at)
    values ($1, gen_random_uuid(), $3, '2025-01-10', 1.2, 1.2, 1.2, now());
insert into transaction (firm_id, id, client_id, product_id, kind, date, units, nav, gross, fee, net, created_at)
    values ($1, gen_random_uuid(), $2, $3, 'initial', '2025-01-10', 100, 1.2, 120, 0, 120, '2025-01-11');
insert into holding (firm_id, id, client_id, product_id, units, cost, valid_from)
    values ($1, gen_random_uuid(), $2, $3, 100, 120, '2025-01-10')
"""
TOLD = """
select t.currency, t.rate, t.performance_fee, t.known_at = t.created_at as known, t.source, n.dividend, n.split,
    n.superseded_at, p.nav_interval, p.units_places, h.share_class_id
from transaction t, nav_point n, product p, holding h
"""


@pytest.fixture
async def old(servers: Addresses) -> AsyncIterator[str]:
    """A database of before, with a row of each kind."""
    url = await database_at(servers, "0001")
    connection = await asyncpg.connect(url)
    for statement in ROWS.split(";"):
        values: list[UUID] = [v for n, v in enumerate((FIRM, CLIENT, PRODUCT), 1) if f"${n}" in statement]
        await connection.execute(_numbered(statement), *values)
    await connection.close()
    yield url
    await drop(servers, url)


def _numbered(statement: str) -> str:
    """A statement with the placeholders it has numbered from 1."""
    used = [n for n in (1, 2, 3) if f"${n}" in statement]
    for place, n in enumerate(used, 1):
        statement = statement.replace(f"${n}", f"${place}")
    return statement


async def test_rows_from_before_get_what_the_new_columns_mean(old: str) -> None:
    await migrate(old)
    connection = await asyncpg.connect(old)
    try:
        [row] = await connection.fetch(TOLD)
        assert tuple(row) == ("CNY", 1, 0, True, "manual", 0, 1, None, "weekly", 2, None)
        await connection.execute("update nav_point set superseded_at = now()")
    finally:
        await connection.close()
    await back_to(old, "0001")
    connection = await asyncpg.connect(old)
    try:
        counts = [
            await connection.fetchval(f"select count(*) from {name}")
            for name in ("transaction", "holding", "product", "nav_point")
        ]
        assert counts == [1, 1, 1, 0]
        granted = "select has_table_privilege('startrail_app', 'transaction', 'update')"
        assert await connection.fetchval(granted)
    finally:
        await connection.close()
    await migrate(old)
