"""Rings: what bells told of one reader's subject, gathered into bursts; the data is read later, with his rights."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from backend.graph.context import Context
from backend.graph.rights import refusal
from backend.platform.errors import Code
from backend.platform.principal import Level

# Seconds in which changes become one event: an import or a bulk change rings for the same row many times, a screen
# need not be drawn more than four times a second, and nobody takes a quarter of a second for a delay.
COALESCE: Final = 0.25
# Different things that may wait for one reader; of more the oldest are not told.
MOST_WAITING: Final = 1000


class Rings:
    """What was rung for one reader and not yet told: each detail once, in the order of its last ring."""

    def __init__(self) -> None:
        self._details: dict[str, float] = {}
        self._any = asyncio.Event()

    def add(self, detail: str) -> None:
        """Note a ring."""
        self._details.pop(detail, None)
        self._details[detail] = asyncio.get_running_loop().time()
        if len(self._details) > MOST_WAITING:
            del self._details[next(iter(self._details))]
        self._any.set()

    async def burst(self) -> list[tuple[str, float]]:
        """The details of one burst, each with the time of its last ring: waits for the first, then for companions."""
        await self._any.wait()
        await asyncio.sleep(COALESCE)
        found = list(self._details.items())
        self._details.clear()
        self._any.clear()
        return found


@asynccontextmanager
async def heard(
    context: Context, call: str, topic: str, concerns: Callable[[str], bool]
) -> AsyncIterator[Rings]:
    """The rings of a topic of the caller's firm that concern him. call: the field that listens.

    Raises GraphQLError FORBIDDEN at once without the right to listen: else the events' mere coming would tell.
    """
    if context.principal.mask.anywhere(f"Subscription.{call}") < Level.VIEW:
        raise refusal(context, Code.FORBIDDEN, {"coordinate": f"Subscription.{call}"})
    rings = Rings()
    firm_id = context.principal.firm_id

    def listen(firm: UUID, detail: str) -> None:
        if firm == firm_id and concerns(detail):
            rings.add(detail)

    context.services.bells.on(topic, listen)
    try:
        yield rings
    finally:
        context.services.bells.off(topic, listen)
