"""Whether the product lives, is ready, and how it does: data for the routes and for `startrail doctor`.

Nothing here is a route. Each function asks with a time limit of its own, so that a probe never hangs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

import orjson
import structlog
from prometheus_client import CollectorRegistry, Gauge
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.events import OutboxRow
from backend.platform.roles import DISPATCH_COLUMNS

PATIENCE = 2.0
WORKER_KEY = "startrail:worker:"
BEAT_EVERY, BEAT_KEPT = 5, 20
"""Seconds between heartbeats of a worker, and until a missing one counts."""
WORK = tuple(name for name, columns in DISPATCH_COLUMNS.items() if columns == ("firm_id", "due_at"))
"""Tables of work that has due times, beside the outbox."""
Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)
OUTAGES = (SQLAlchemyError, RedisError, OSError, TimeoutError, Refused)


@dataclass(frozen=True)
class Readiness:
    """Which of the things that requests need are there; `migrations`: the schema is the one this code needs."""

    database: bool
    valkey: bool
    migrations: bool

    @property
    def ready(self) -> bool:
        """Whether requests should be sent here."""
        return all(asdict(self).values())


@dataclass(frozen=True)
class Outbox:
    """Events over all firms: waiting, dead, and the age of the oldest one that is due, in seconds."""

    waiting: int
    dead: int
    lag_seconds: float


@dataclass(frozen=True)
class WorkerBeat:
    """A living worker: its name, when it last told of itself, and what it did since its start.

    swept_at: when it last looked for what is due; schema: the migration version of its code.
    """

    name: str
    at: datetime
    started_at: datetime | None
    swept_at: datetime | None
    schema: str | None
    delivered: int
    failed: int
    dead: int
    faults: int


def alive() -> dict[str, str]:
    """The answer of /healthz: this process runs its loop, whatever the servers do."""
    return {"status": "alive"}


async def readiness(database: Database, valkey: Redis, needed: str) -> Readiness:
    """Ask all parts at once, within PATIENCE seconds. needed: the migration version of this code."""
    version, answered = await asyncio.gather(answer(schema_version(database)), answer(_ping(valkey)))
    return Readiness(database=version is not None, valkey=answered is not None, migrations=version == needed)


async def schema_version(database: Database) -> str:
    """The migration version the database has, "" when none; read under the dispatcher's role."""
    async with database.shared() as session:
        return await session.scalar(text("select version_num from alembic_version")) or ""


async def outbox(database: Database) -> Outbox:
    """How much waits to be delivered, over all firms."""
    alive_rows = OutboxRow.dead_at.is_(None)
    oldest = func.min(OutboxRow.due_at).filter(alive_rows, OutboxRow.due_at <= func.now())
    async with database.shared() as session:
        found = await session.execute(
            select(
                func.count().filter(alive_rows),
                func.count().filter(~alive_rows),
                func.coalesce(func.extract("epoch", func.now() - oldest), 0.0),
            ).select_from(OutboxRow)
        )
        waiting, dead, lag = found.one()
    return Outbox(waiting, dead, float(lag))


async def work_due(database: Database) -> dict[str, tuple[int, float]]:
    """By table of work that has due times: (rows that are due over all firms, seconds of the oldest)."""
    counted = " union all ".join(
        f"select '{name}' as queue, count(*) as due,"  # noqa: S608  names of our own
        f" coalesce(extract(epoch from now() - min(due_at)), 0) as lag from {name} where due_at <= now()"
        for name in WORK
    )
    async with database.shared() as session:
        return {row.queue: (row.due, float(row.lag)) for row in await session.execute(text(counted))}


async def workers(valkey: Redis) -> list[WorkerBeat]:
    """The workers that told of themselves lately, by name."""
    keys = [key async for key in valkey.scan_iter(match=f"{WORKER_KEY}*", count=1000)]
    told = await valkey.mget(keys) if keys else []
    beats = [_beat(key, text) for key, text in zip(keys, told, strict=True) if text]
    return sorted(beats, key=lambda beat: beat.name)


async def metrics(database: Database, valkey: Redis) -> CollectorRegistry:
    """A fresh registry with what the servers tell; a part that does not answer is missing, `*_up` says so."""
    registry = CollectorRegistry()
    waiting, beats, work = await asyncio.gather(
        answer(outbox(database)), answer(workers(valkey)), answer(work_due(database))
    )
    _gauge(registry, "database_up", "Whether PostgreSQL answers", waiting is not None)
    _gauge(registry, "valkey_up", "Whether Valkey answers", beats is not None)
    if waiting is not None:
        _gauge(registry, "outbox_waiting", "Events not delivered yet", waiting.waiting)
        _gauge(registry, "outbox_dead", "Events set aside after failed attempts", waiting.dead)
        _gauge(registry, "outbox_lag_seconds", "Age of the oldest event that is due", waiting.lag_seconds)
    if work is not None:
        words = {
            "due": "Rows of a queue that could be worked now",
            "lag_seconds": "Age of the oldest of them",
        }
        for name, said in words.items():
            of_each = Gauge(f"startrail_work_{name}", said, ["queue"], registry=registry)
            for queue, (due, lag) in work.items():
                of_each.labels(queue).set(due if name == "due" else lag)
    if beats is not None:
        _gauge(registry, "workers", "Workers that told of themselves lately", len(beats))
        for name in ("delivered", "failed", "faults"):
            total = sum(getattr(beat, name) for beat in beats)
            _gauge(registry, f"worker_{name}", f"Events {name}, by the workers now running", total)
    return registry


def _gauge(registry: CollectorRegistry, name: str, words: str, value: float) -> None:
    Gauge(f"startrail_{name}", words, registry=registry).set(value)


def _beat(key: bytes | str, told: bytes | str) -> WorkerBeat:
    name = key.decode() if isinstance(key, bytes) else key
    values: dict[str, Any] = orjson.loads(told)
    return WorkerBeat(
        name=name.removeprefix(WORKER_KEY),
        at=datetime.fromisoformat(values["at"]),
        started_at=_moment(values.get("started_at")),
        swept_at=_moment(values.get("swept_at")),
        schema=values.get("schema"),
        delivered=values["delivered"],
        failed=values["failed"],
        dead=values["dead"],
        faults=values["faults"],
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


async def _ping(valkey: Redis) -> bool:
    return bool(await valkey.ping())


async def answer(question: Awaitable[Answer]) -> Answer | None:
    """The answer; None when the servers give none within PATIENCE."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await question
    except OUTAGES as fault:
        log.warning("no_answer", fault=type(fault).__name__)
        return None
