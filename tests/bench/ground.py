"""Where the bench works: a folder with servers of its own and a database for each size of firm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import psutil

from backend.migrations.run import migrate
from backend.platform.crypto import load_master_key
from backend.platform.embedded.access import reach
from backend.platform.embedded.state import Addresses
from tests.bench.size import EDITION, Size

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".startrail-bench"


@dataclass(frozen=True)
class BenchFirm:
    """A filled firm. url: of its database, as the owner; folder: where its master key lies."""

    clients: int
    firm_id: UUID
    url: str
    redis_url: str
    folder: Path
    pids: dict[str, int]


@dataclass
class Ground:
    """The running servers over a folder."""

    folder: Path
    addresses: Addresses
    pids: dict[str, int]

    @property
    def key_file(self) -> Path:
        """Where the master key of all its firms lies."""
        return self.folder / "keys" / "master.key"

    def url_of(self, size: Size) -> str:
        """The database of a size."""
        return f"{self.addresses.database_url.rsplit('/', 1)[0]}/bench_{size.clients}"

    async def kept(self, size: Size) -> BenchFirm | None:
        """The firm of an earlier run, brought to the newest schema; None when there is none of this edition."""
        mark = self._mark(size)
        if not mark.exists():
            return None
        told = json.loads(mark.read_text())
        if told["edition"] != EDITION:
            return None
        await migrate(self.url_of(size))
        return self.firm(size, UUID(told["firm_id"]))

    def firm(self, size: Size, firm_id: UUID) -> BenchFirm:
        """A firm that is filled."""
        url = self.url_of(size)
        return BenchFirm(size.clients, firm_id, url, self.addresses.redis_url, self.folder, self.pids)

    def keep(self, size: Size, firm_id: UUID) -> None:
        """Remember that a firm is whole."""
        told = {"edition": EDITION, "firm_id": str(firm_id), "size": asdict(size)}
        self._mark(size).write_text(json.dumps(told))

    async def make_anew(self, size: Size) -> None:
        """An empty, migrated database for a size."""
        self._mark(size).unlink(missing_ok=True)
        connection = await asyncpg.connect(self.addresses.database_url)
        try:
            name = self.url_of(size).rsplit("/", 1)[1]
            await connection.execute(f'drop database if exists "{name}" with (force)')
            await connection.execute(f'create database "{name}"')
        finally:
            await connection.close()
        await migrate(self.url_of(size))

    def _mark(self, size: Size) -> Path:
        return self.folder / f"firm-{size.clients}.json"


@contextmanager
def ground(folder: Path = FOLDER) -> Iterator[Ground]:
    """The servers while they are needed, those that run already if any; durable, as in production."""
    with reach(folder) as addresses:
        load_master_key(folder / "keys" / "master.key")
        yield Ground(folder, addresses, _pids(addresses))


def _pids(addresses: Addresses) -> dict[str, int]:
    """The servers' processes, by name."""
    ports = {"PostgreSQL": addresses.database_url, "Valkey": addresses.redis_url}
    listening = {
        connection.laddr.port: connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.pid and connection.laddr
    }
    return {name: listening[urlsplit(url).port or 0] for name, url in ports.items()}
