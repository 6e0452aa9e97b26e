"""Open streams: sockets and event streams that outlive their request, kept true to their callers' rights."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

import structlog

from backend.platform.principal import Principal

Stop = Callable[[], None]
log = structlog.get_logger(__name__)


class Watch(Protocol):
    """Who tells that rights have changed."""

    async def renew(self, principal: Principal) -> Principal | None:
        """The same caller with his present rights; None when he is out."""

    def on_revoked(self, listener: Callable[[UUID], None], /) -> Stop:
        """Call a listener with the id of each session or key that ends; returns how to stop."""

    def on_changed(self, listener: Callable[[UUID], None], /) -> Stop:
        """Call a listener with each firm whose people or policy changed; returns how to stop."""


class Open(Protocol):
    """One open stream."""

    principal: Principal

    def renewed(self, principal: Principal) -> None:
        """Go on with other rights."""

    def revoke(self) -> None:
        """End at once: the caller is out."""


class OpenStreams:
    """The open streams of one process. most: for each caller."""

    def __init__(self, watch: Watch | None, most: int) -> None:
        self._watch = watch
        self._most = most
        self._open: set[Open] = set()
        self._callers: Counter[tuple[UUID, str]] = Counter()
        self._judging: set[asyncio.Task[None]] = set()
        # A judgement may take longer than a later one, and then no longer counts.
        self._judgements: Counter[Open] = Counter()
        if watch is not None:
            watch.on_revoked(self._revoked)
            watch.on_changed(self._changed)

    def add(self, stream: Open) -> bool:
        """Keep a stream; False when its caller has too many."""
        caller = _caller(stream.principal)
        if self._callers[caller] >= self._most:
            return False
        self._callers[caller] += 1
        self._open.add(stream)
        return True

    def discard(self, stream: Open) -> None:
        """Forget a stream that has ended."""
        if stream not in self._open:
            return
        self._open.remove(stream)
        self._judgements.pop(stream, None)
        caller = _caller(stream.principal)
        self._callers[caller] -= 1
        if not self._callers[caller]:
            del self._callers[caller]

    def __len__(self) -> int:
        return len(self._open)

    def _revoked(self, id: UUID) -> None:
        for stream in list(self._open):
            if is_pass(stream.principal, id):
                stream.revoke()

    def _changed(self, firm_id: UUID) -> None:
        for stream in list(self._open):
            if stream.principal.firm_id == firm_id:
                self._judgements[stream] += 1
                judgement = self._judge(stream, self._judgements[stream])
                task = asyncio.create_task(judgement, name="judge stream")
                self._judging.add(task)
                task.add_done_callback(self._judging.discard)

    async def _judge(self, stream: Open, number: int) -> None:
        assert self._watch is not None
        try:
            present = await self._watch.renew(stream.principal)
        except Exception as fault:
            # Whether the rights still hold cannot be known: the reader comes back and is judged anew.
            log.warning("stream_not_judged", fault=type(fault).__name__)
            present = None
        if stream not in self._open:
            return
        if present is None:
            stream.revoke()
        elif self._judgements[stream] == number:
            stream.renewed(present)


def is_pass(principal: Principal, id: UUID) -> bool:
    """Whether a caller came through this session or key."""
    return principal.session_id == id or principal.subject == f"key:{id}"


def _caller(principal: Principal) -> tuple[UUID, str]:
    return principal.firm_id, principal.subject
