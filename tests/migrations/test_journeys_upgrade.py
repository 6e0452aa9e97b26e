"""A firm whose sales template nobody changed gets the version with orders; one that changed it keeps its own."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from backend.migrations.run import migrate
from backend.platform.embedded.state import Addresses
from backend.track.template_content import read_content
from tests.conftest import drop

UNTOUCHED, OWN = uuid4(), uuid4()
FIRM = """insert into firm (firm_id, name, demo, locale, created_at, event_seq, policy_version)
    values ($1, 'x', false, 'zh-CN', now(), 0, 0)"""
TEMPLATE = """insert into journey_template (firm_id, id, key, kind, zh, en, number, version, created_at, created_by,
    updated_at) values ($1, $2, 'private_fund_sales', 'sales', '一', 'x', $3, 1, now(), 'x', now())"""
VERSION = """insert into journey_template_version (firm_id, id, template_id, number, content, published_by,
    published_at) values ($1, gen_random_uuid(), $2, $3, '{}', 'system:founding', now())"""
TOLD = """select t.firm_id, t.number, v.content from journey_template t join journey_template_version v
    on v.firm_id = t.firm_id and v.template_id = t.id and v.number = t.number"""


@pytest.fixture
async def old(servers: Addresses) -> AsyncIterator[str]:
    """A database of before, with the template of two firms; one has published a second version."""
    name = f"test_{secrets.token_hex(6)}"
    owner = await asyncpg.connect(servers.database_url)
    await owner.execute(f'create database "{name}"')
    await owner.close()
    url = f"{servers.database_url.rsplit('/', 1)[0]}/{name}"
    await migrate(url, "0029")
    connection = await asyncpg.connect(url)
    for firm, number in ((UNTOUCHED, 1), (OWN, 2)):
        id = uuid4()
        await connection.execute(FIRM, firm)
        await connection.execute(TEMPLATE, firm, id, number)
        for each in range(1, number + 1):
            await connection.execute(VERSION, firm, id, each)
    await connection.close()
    yield url
    await drop(servers, url)


async def test_the_version_with_orders_is_published_only_where_nobody_published_another(old: str) -> None:
    await migrate(old)
    connection = await asyncpg.connect(old)
    found: dict[UUID, tuple[int, str]] = {
        row["firm_id"]: (row["number"], row["content"]) for row in await connection.fetch(TOLD)
    }
    await connection.close()
    assert found[OWN] == (2, "{}")
    number, content = found[UNTOUCHED]
    stages = {stage.key: stage for stage in read_content(json.loads(content)).stages}
    assert number == 2
    assert "order_confirmed" in {criterion.key for criterion in stages["sign"].criteria}
