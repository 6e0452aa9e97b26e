"""The bell from the API to the worker: after a commit, a job that drains the firm's events.

A lost ring costs a few seconds, because the worker also looks by itself. So ringing never waits, never fails
the change, and stops for a moment when Valkey does not answer.
"""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

import structlog
from arq.connections import ArqRedis, create_pool
from redis.exceptions import RedisError

from backend.workers.queues import INTERACTIVE, connection_settings, read, written

PATIENCE = 0.5
"""Seconds Valkey has to take a ring."""
SILENCE = 2.0
"""Seconds without ringing after it did not."""
PAUSE = 0.1
"""Seconds between two rings of a firm: one ring drains all there is, and each costs as much as a change."""
log = structlog.get_logger(__name__)


class Ring:
    """What `Database.ring` calls after a commit: `ring(firm_id)` returns at once."""

    def __init__(self, redis_url: str) -> None:
        self._settings = connection_settings(redis_url, retries=0)
        self._pool: ArqRedis | None = None
        self._silent_until = 0.0
        self._ringing: dict[UUID, asyncio.Task[None]] = {}
        self._again: set[UUID] = set()

    def __call__(self, firm_id: UUID) -> None:
        """Ring for a firm in the background; many calls at once become one or two rings."""
        if time.monotonic() < self._silent_until:
            return
        if firm_id in self._ringing:
            self._again.add(firm_id)
            return
        self._again.discard(firm_id)
        self._ringing[firm_id] = asyncio.create_task(self._ring(firm_id), name="ring")

    async def close(self) -> None:
        """Let running rings end and give the connection back."""
        await asyncio.gather(*self._ringing.values(), return_exceptions=True)
        if self._pool is not None:
            await self._pool.aclose()

    async def _ring(self, firm_id: UUID) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._enqueue(firm_id)
        except (RedisError, OSError, TimeoutError) as fault:
            self._silent_until = time.monotonic() + SILENCE
            log.warning("ring_failed", fault=type(fault).__name__)
        else:
            await asyncio.sleep(PAUSE)
        finally:
            del self._ringing[firm_id]
            if firm_id in self._again:
                self(firm_id)

    async def _enqueue(self, firm_id: UUID) -> None:
        """One waiting job a firm; while one runs (and may have looked already) a second one waits.

        The fixed ids make all other rings collapse into these two.
        """
        if self._pool is None:
            self._pool = await create_pool(
                self._settings, job_serializer=written, job_deserializer=read, default_queue_name=INTERACTIVE
            )
        for job_id in (f"drain:{firm_id}", f"drain:{firm_id}:again"):
            if await self._pool.enqueue_job("drain", str(firm_id), _job_id=job_id) is not None:
                return
