"""Shared runs: many who wait for the same statement with the same values at one time get it from one round trip.

The statement and its values hold everything an answer depends on: the plan (and with it document, rights and the shape
of the caller), the caller's scope and the variables. What is each reader's own (masks, refusals, cursors) is put into
the bytes afterwards.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backend.graph.metrics import RUNS
from backend.platform.compiled_reads import Text

Cells = Sequence[bytes | None]
Fetch = Callable[[Text, Mapping[str, Any]], Awaitable[Cells]]
# Seconds that what was read may be given to others. Whom it shows was judged when it began, so this is also how late a
# row can still be seen by who has just lost it.
KEPT: Final = 0.25
MOST_KEPT: Final = 1_000
# Connections that events may use at once: a burst over many readers leaves the rest to those who ask.
AT_ONCE: Final = 4


@dataclass(eq=False)
class _Run:
    """One run. began: time of the loop, infinite while it waits for its turn; waiting: who wants it."""

    task: asyncio.Task[Cells] | None = None
    began: float = math.inf
    waiting: int = 0

    def serves(self, since: float, now: float) -> bool:
        """Whether it shows what was true at a time, and is fresh enough."""
        assert self.task is not None
        if self.task.done() and (self.task.cancelled() or self.task.exception() is not None):
            return False
        return self.began >= since and now - self.began <= KEPT


class SharedReads:
    """The runs of one process."""

    def __init__(self) -> None:
        self._runs: OrderedDict[Hashable, _Run] = OrderedDict()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, fetch: Fetch, text: Text, values: Mapping[str, Any], since: float) -> Cells:
        """What `fetch` finds, by a run of one's own or another's that began not before `since` (time of the loop)."""
        loop = asyncio.get_running_loop()
        key = (text, tuple(_frozen(values[name]) for name in text.names if name in values))
        run = self._runs.get(key)
        if run is not None and run.serves(since, loop.time()):
            RUNS.labels("shared").inc()
        else:
            run = self._runs[key] = _Run()
            run.task = asyncio.create_task(self._run(run, fetch, text, values), name="shared run")
            run.task.add_done_callback(lambda _: loop.call_later(KEPT, self._drop, key, run))
            self._runs.move_to_end(key)
            if len(self._runs) > MOST_KEPT:
                self._runs.popitem(last=False)
            RUNS.labels("made").inc()
        assert run.task is not None
        run.waiting += 1
        try:
            return await asyncio.shield(run.task)
        finally:
            run.waiting -= 1
            if not run.waiting and not run.task.done():
                self._drop(key, run)
                run.task.cancel()

    async def _run(self, run: _Run, fetch: Fetch, text: Text, values: Mapping[str, Any]) -> Cells:
        async with self._turns:
            run.began = asyncio.get_running_loop().time()
            return await fetch(text, values)

    def _drop(self, key: Hashable, run: _Run) -> None:
        if self._runs.get(key) is run:
            del self._runs[key]


def _frozen(value: Any) -> Hashable:
    """A value of a parameter as part of a key; what is equal to Python but not to the database is told apart."""
    if isinstance(value, list | tuple):
        return tuple(_frozen(each) for each in value)
    if isinstance(value, dict):
        return tuple((name, _frozen(each)) for name, each in value.items())
    return type(value), value
