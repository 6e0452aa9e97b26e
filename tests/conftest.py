"""One embedded pair a run, one migrated template, a fresh copy of it for each test module."""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest

from backend.migrations.run import migrate
from backend.platform import ids
from backend.platform.database import Database
from backend.platform.embedded.state import Addresses
from backend.platform.keys import Vault
from backend.platform.principal import Principal, system
from backend.platform.tenant import Firm
from tests.servers import release_shared_pair, start_shared_pair

MASTER_KEY = b"tests only: a fixed master key.."


@pytest.fixture(autouse=True)
def present_ids() -> Iterator[None]:
    """Ids of a test that travelled into the future do not draw those of the next tests after them."""
    yield
    if ids._last >> 12 > time.time_ns() // 1_000_000 + 1000:
        ids._last = 0


@pytest.fixture(scope="session")
def run_id(request: pytest.FixtureRequest) -> str:
    """The same for all workers of one run."""
    worker_input = getattr(request.config, "workerinput", None)
    return str(worker_input["testrunuid"] if worker_input else f"solo-{os.getpid()}")


@pytest.fixture(scope="session")
def servers(run_id: str) -> Iterator[Addresses]:
    """The run's PostgreSQL and Valkey."""
    yield start_shared_pair(run_id)
    release_shared_pair(run_id)
    _template_lock(run_id).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def redis_url(servers: Addresses, worker_id: str) -> str:
    """The run's Valkey; each test process has a database of its own, so that no worker takes another's jobs."""
    number = int(worker_id.removeprefix("gw")) % 15 + 1 if worker_id.startswith("gw") else 0
    return urlsplit(servers.redis_url)._replace(path=f"/{number}").geturl()


@pytest.fixture(scope="session")
async def template(servers: Addresses, run_id: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the migrated database that tests copy; the first worker makes it."""
    name = f"template_{run_id.replace('-', '_')}"
    with _template_lock(run_id).open("w") as handle:
        await asyncio.to_thread(fcntl.flock, handle, fcntl.LOCK_EX)
        connection = await asyncpg.connect(servers.database_url)
        try:
            if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
                await connection.execute(f'create database "{name}"')
                await migrate(_sibling(servers.database_url, name))
        finally:
            await connection.close()
    return name


def _template_lock(run_id: str) -> Path:
    return Path(tempfile.gettempdir()) / f"startrail-template-{os.getuid()}-{run_id}.lock"


def _sibling(url: str, name: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{name}"


async def copy_of(servers: Addresses, template: str) -> str:
    """Address of a fresh copy of the template; the caller drops it with `drop`."""
    name = f"test_{secrets.token_hex(6)}"
    connection = await asyncpg.connect(servers.database_url)
    try:
        await connection.execute(f'create database "{name}" template "{template}" strategy wal_log')
    finally:
        await connection.close()
    return _sibling(servers.database_url, name)


async def drop(servers: Addresses, url: str) -> None:
    """Remove a copy, closing what is still connected."""
    connection = await asyncpg.connect(servers.database_url)
    try:
        await connection.execute(f'drop database if exists "{url.rsplit("/", 1)[1]}" with (force)')
    finally:
        await connection.close()


@pytest.fixture(scope="module")
async def database_url(servers: Addresses, template: str) -> AsyncIterator[str]:
    """A migrated, empty database for this module, as its owner."""
    url = await copy_of(servers, template)
    yield url
    await drop(servers, url)


@pytest.fixture(scope="module")
async def database(database_url: str) -> AsyncIterator[Database]:
    """The engines over this module's database."""
    made = Database(database_url, pool_size=5)
    yield made
    await made.close()


@pytest.fixture(scope="session")
def vault() -> Vault:
    """A vault over the tests' master key."""
    return Vault(MASTER_KEY)


@dataclass(frozen=True)
class MadeFirm:
    """A firm for tests; `system` acts for the product itself."""

    firm_id: UUID
    system: Principal


async def make_firm(database: Database, vault: Vault, name: str) -> MadeFirm:
    """A new firm with its keys and nothing else."""
    firm = Firm(name=name)
    firm.firm_id = UUID(bytes=secrets.token_bytes(16), version=4)
    async with database.as_system(firm.firm_id, "tests") as session:
        session.add(firm)
        await session.flush()
        session.add_all(vault.make_firm(firm.firm_id))
    return MadeFirm(firm.firm_id, system(firm.firm_id, "tests"))


@pytest.fixture
async def firm(database: Database, vault: Vault) -> MadeFirm:
    """A new firm."""
    return await make_firm(database, vault, "明远资产")


@pytest.fixture
async def other_firm(database: Database, vault: Vault) -> MadeFirm:
    """A second firm in the same database, whose rows must never show."""
    return await make_firm(database, vault, "远山资本")
