"""Deadlines: an operation that takes too long ends with everything it began, down to the database statement."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.context import Batch, Context
from backend.platform.errors import Code, Refused
from backend.platform.principal import Principal


@dataclass
class BoundContext(Context):
    """A context whose batch reads can be ended, and whose caller may come to other rights.

    Loaders read in tasks of their own, which do not end with the operation that waits for them.
    on_renewed: called when the caller has other rights.
    """

    on_renewed: Callable[[], None] = lambda: None
    _reading: set[asyncio.Task[Any]] = field(default_factory=set)
    _bound: dict[Batch, Batch] = field(default_factory=dict)

    async def load(self, batch: Batch, key: Any, *args: Hashable) -> Any:
        """As in Context; the read belongs to the operation."""
        return await super().load(self._bind(batch), key, *args)

    def renew(self, principal: Principal) -> None:
        """Go on with the present rights."""
        self.principal = principal
        self.forget()
        self.on_renewed()

    def stop(self) -> None:
        """End the reads that are under way; asyncpg cancels their statements."""
        for task in self._reading:
            task.cancel()

    def _bind(self, batch: Batch) -> Batch:
        if batch not in self._bound:

            async def read(session: AsyncSession, context: Context, keys: Any, *args: Any) -> dict[Any, Any]:
                task = asyncio.current_task()
                assert task is not None
                self._reading.add(task)
                try:
                    return await batch(session, context, keys, *args)
                finally:
                    self._reading.discard(task)

            self._bound[batch] = read
        return self._bound[batch]


@asynccontextmanager
async def deadline(context: BoundContext, seconds: float) -> AsyncIterator[None]:
    """Everything inside ends after so many seconds. Raises Refused(UNAVAILABLE, problem="deadline")."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as late:
        raise Refused(Code.UNAVAILABLE, problem="deadline", seconds=seconds, retryAfter=2) from late
    finally:
        context.stop()
