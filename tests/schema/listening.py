"""Listeners of a house without a transport between: their answers as they come, and how to wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from backend.graph.answers import Answer
from backend.graph.asking import Asked
from backend.graph.deadlines import BoundContext
from backend.graph.operations import ANY, Operations
from backend.platform.errors import Refused
from backend.platform.principal import Principal
from tests.differential.comparing import Told, read_answer
from tests.schema.house import OPERATIONS, House

PATIENCE = 20.0
"""Seconds; only what is lost takes so long."""


@dataclass
class Listener:
    """One subscription. route: of the newest answer; ended: the refusal that ended it, or that it just ended."""

    context: BoundContext
    queue: asyncio.Queue[Answer] = field(default_factory=asyncio.Queue)
    ended: asyncio.Future[Refused | None] = field(default_factory=asyncio.Future)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    heard: int = 0
    route: str = ""

    async def give(self, answer: Answer) -> bool:
        """What a transport does with an answer."""
        self.heard += 1
        self.queue.put_nowait(answer)
        await self.may_go_on.wait()
        return not answer.refused

    async def next(self) -> Told:
        """The next answer, or how it ended, without what is each time another."""
        waiting = asyncio.create_task(self.queue.get())
        over = asyncio.create_task(asyncio.wait_for(asyncio.shield(self.ended), PATIENCE))
        await asyncio.wait([waiting, over], return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        if not waiting.done():
            waiting.cancel()
            assert self.ended.done(), "nothing came"
            return {"ended": str(self.ended.result())}
        answer = waiting.result()
        self.route = answer.route
        told = read_answer(answer.body())
        told.pop("extensions", None)
        return told


@asynccontextmanager
async def listening(
    house: House, who: str | Principal, document: str, *, by: Operations = OPERATIONS, **variables: Any
) -> AsyncIterator[Listener]:
    """Somebody who listens."""
    principal = await house.principal(who) if isinstance(who, str) else who
    listener = Listener(BoundContext(principal, house.services, trace_id="trace"))
    listener.may_go_on.set()
    begun = by.begin(Asked(document, variables, None), listener.context, ANY)

    async def run() -> None:
        ended: Refused | None = None
        try:
            if isinstance(begun, Answer):
                await listener.give(begun)
            else:
                await by.deliver(begun, listener.give)
        except Refused as refused:
            ended = refused
        finally:
            if not listener.ended.done():
                listener.ended.set_result(ended)

    task = asyncio.create_task(run())
    try:
        yield listener
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def all_wait(house: House, topic: str, count: int) -> None:
    """Until so many listen to a topic."""
    async with asyncio.timeout(PATIENCE):
        await until(lambda: len(house.services.bells._listeners[topic]) >= count)


async def until(holds: Callable[[], bool]) -> None:
    """Until something holds that nobody tells of."""
    while not holds():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def ring(house: House, topic: str, detail: str) -> None:
    """As if the database had told of it; at once, so that a slow machine makes no pause between two."""
    house.services.bells._heard(None, 0, "startrail", f"{topic}:{house.firm_id}:{detail}")
