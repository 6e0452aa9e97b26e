"""What a worker tells of itself in Valkey: that it lives, and what it did."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from dataclasses import asdict

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from backend.migrations.newest import newest
from backend.platform.clock import now
from backend.platform.health import BEAT_EVERY, BEAT_KEPT, WORKER_KEY
from backend.workers.dispatch import Tally


def worker_name() -> str:
    """Names this process among all workers."""
    return f"{socket.gethostname()}:{os.getpid()}"


async def beat(redis: Redis, tally: Tally, stop: asyncio.Event) -> None:
    """Write the heartbeat until told to stop, then take it away; without Valkey it simply fades."""
    key, started_at = f"{WORKER_KEY}{worker_name()}", now().isoformat()
    while not stop.is_set():
        told = orjson.dumps(
            {
                "at": now().isoformat(),
                "started_at": started_at,
                "schema": newest(),
                **asdict(tally),
            }
        )
        with contextlib.suppress(RedisError, OSError, TimeoutError):
            async with asyncio.timeout(2):
                await redis.set(key, told, ex=BEAT_KEPT)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), BEAT_EVERY)
    with contextlib.suppress(RedisError, OSError, TimeoutError):
        async with asyncio.timeout(1):
            await redis.delete(key)
