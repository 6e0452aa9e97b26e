"""Open streams: which of two judgements counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

import pytest

from backend.graph.open_streams import OpenStreams
from backend.platform.principal import Mask, Principal

FIRM = UUID(int=1)
CALLER = Principal(FIRM, "user:a", mask=Mask("first"))


class Judge:
    """Answers each question when it is told to, in any order."""

    def __init__(self) -> None:
        self.answers: list[asyncio.Future[Principal | None]] = []
        self.changed: Callable[[UUID], None] = lambda _firm_id: None

    async def renew(self, _principal: Principal) -> Principal | None:
        """The next answer."""
        self.answers.append(asyncio.Future())
        return await self.answers[-1]

    def on_revoked(self, _listener: Callable[[UUID], None], /) -> Callable[[], None]:
        """Nobody is."""
        return lambda: None

    def on_changed(self, listener: Callable[[UUID], None], /) -> Callable[[], None]:
        """Keep the listener."""
        self.changed = listener
        return lambda: None


class Stream:
    """What came of it."""

    def __init__(self) -> None:
        self.principal = CALLER
        self.over = False

    def renewed(self, principal: Principal) -> None:
        """Other rights."""
        self.principal = principal

    def revoke(self) -> None:
        """Out."""
        self.over = True


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_the_later_judgement_counts_whichever_comes_first(order: tuple[int, int]) -> None:
    judge, stream = Judge(), Stream()
    streams = OpenStreams(judge, 1)
    assert streams.add(stream)
    for _ in range(2):
        judge.changed(FIRM)
        await asyncio.sleep(0)
    for n in order:
        judge.answers[n].set_result(Principal(FIRM, "user:a", mask=Mask(f"judged {n}")))
        await asyncio.sleep(0)
    await asyncio.gather(*streams._judging)
    assert stream.principal.mask.id == "judged 1"
    assert not stream.over


async def test_who_is_out_by_any_judgement_is_out() -> None:
    judge, stream = Judge(), Stream()
    streams = OpenStreams(judge, 1)
    streams.add(stream)
    for _ in range(2):
        judge.changed(FIRM)
        await asyncio.sleep(0)
    judge.answers[0].set_result(None)
    judge.answers[1].set_result(CALLER)
    await asyncio.gather(*streams._judging)
    assert stream.over
