"""What the bench compares is comparable: on a small firm all servers of ours give the same answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from asgi_lifespan import LifespanManager
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from backend.app import build_app
from backend.platform.crypto import load_master_key
from backend.platform.keys import Vault
from backend.platform.settings import Settings
from tests.bench import limit, plain
from tests.bench.answers import differences, normal
from tests.bench.callers import keys_for
from tests.bench.data import found_and_fill
from tests.bench.ground import BenchFirm
from tests.bench.others import limit as limit_subject
from tests.bench.others import plain as plain_subject
from tests.bench.questions import questions_of
from tests.bench.size import Size
from tests.bench.subjects import ours, product_environment

SIZE = Size(600)


@pytest.fixture(scope="module")
async def bench_firm(
    database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> BenchFirm:
    folder: Path = tmp_path_factory.mktemp("bench")
    vault = Vault(load_master_key(folder / "keys" / "master.key"))
    filler = await found_and_fill(database_url, vault, SIZE)
    assert filler.counts["client"] == SIZE.clients
    assert filler.counts["interaction"] > 5 * SIZE.clients
    return BenchFirm(SIZE.clients, filler.firm_id, database_url, redis_url, folder, {})


@pytest.fixture(scope="module")
async def applications(bench_firm: BenchFirm) -> AsyncIterator[dict[str, Any]]:
    """The three applications in this process."""
    limit.FIRM = plain.FIRM = bench_firm.firm_id
    engine = create_async_engine(bench_firm.url.replace("postgresql:", "postgresql+asyncpg:", 1))
    plain.sessions = async_sessionmaker(engine, expire_on_commit=False)
    app = build_app(Settings.model_validate(product_environment(bench_firm)))
    async with AsyncExitStack() as stack:
        await limit.open_pools(bench_firm.url)
        stack.push_async_callback(limit.close_pools)
        stack.push_async_callback(engine.dispose)
        await stack.enter_async_context(LifespanManager(app, startup_timeout=30, shutdown_timeout=30))
        yield {"ours": app, "limit": limit.app, "plain": plain.app}


async def test_the_product_the_limit_and_plain_strawberry_give_the_same_answers(
    bench_firm: BenchFirm, applications: dict[str, Any]
) -> None:
    asked = await questions_of(bench_firm)
    asked = replace(asked, filters=asked.filters[:6])
    subjects = [ours(bench_firm, await keys_for(bench_firm, "operations", 2)), limit_subject(bench_firm)]
    subjects.append(plain_subject(bench_firm))
    mounts = {
        f"http://127.0.0.1:{subject.port}": httpx2.ASGITransport(app=applications[subject.name])
        for subject in subjects
    }
    async with httpx2.AsyncClient(mounts=mounts) as client:
        assert await differences(client, subjects, asked, samples=6) == []


def test_answers_are_compared_by_value_and_a_difference_is_seen() -> None:
    one = {"at": "2026-01-02T03:04:05.120+00:00", "aum": "10.50", "tags": [{"name": "a"}], "endCursor": "x"}
    same = {"at": "2026-01-02T11:04:05.12+08:00", "aum": 10.5, "tags": [{"name": "a"}], "endCursor": "y"}
    assert normal(one) == normal(same)
    others: list[dict[str, Any]] = [{"aum": "10.51"}, {"at": "2026-01-02T03:04:05.121+00:00"}, {"tags": []}]
    for other in others:
        assert normal(one) != normal(same | other)
