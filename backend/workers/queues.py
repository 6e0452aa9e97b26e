"""The queues in Valkey: their names, how jobs are written, and how to connect.

Valkey carries ids only and may be emptied at any time: what is to be done lies in PostgreSQL.
"""

from __future__ import annotations

from typing import Any

import orjson
from arq.connections import RedisSettings
from redis import exceptions
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from backend.platform.valkey import parse

INTERACTIVE = "startrail:interactive"
BULK = "startrail:bulk"
MAIL = "startrail:mail"
QUEUES = (INTERACTIVE, BULK, MAIL)
"""People wait for the first; imports and sweeps go to the second; letters to the third."""

LOST = (exceptions.ConnectionError, exceptions.TimeoutError, exceptions.BusyLoadingError, OSError)
RETRIES = 20
"""About 20 seconds: a restart of Valkey passes without the worker noticing."""


def written(job: dict[str, Any]) -> bytes:
    """A job as JSON. Never pickle: whoever can write to Valkey could run code."""
    return orjson.dumps(job, default=str)


def read(text: bytes) -> dict[str, Any]:
    """The job of `written`."""
    found: dict[str, Any] = orjson.loads(text)
    return found


def connection_settings(url: str, *, retries: int = RETRIES) -> RedisSettings:
    """How arq reaches the Valkey of an address. Raises ValueError when it is none."""
    at = parse(url)
    host, port = at.hosts[0]
    return RedisSettings(
        host=list(at.hosts) if at.master else host,
        port=port,
        sentinel=at.master is not None,
        sentinel_master=at.master or "",
        unix_socket_path=at.socket,
        ssl=at.tls,
        username=at.username,
        password=at.password,
        database=at.database,
        conn_timeout=2,
        conn_retries=0,  # the worker's own loop starts again, for as long as it takes
        retry=Retry(ExponentialBackoff(cap=1, base=0.1), retries),
        retry_on_error=list(LOST),
        retry_on_timeout=True,
    )
