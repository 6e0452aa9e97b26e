"""Event streams: subscriptions (and any other operation) over one HTTP answer, `text/event-stream`.

Events as in the distinct-connections mode of graphql-sse: `next` with an answer, `complete` at the end.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from starlette.types import Receive, Scope, Send

from backend.graph.answers import HEADERS, Answer, Media, respond
from backend.graph.metrics import OPEN, Record
from backend.graph.operations import Begun, refusal
from backend.graph.transport import Transport
from backend.platform.errors import Code, Refused
from backend.platform.principal import Principal

COMPLETE: Final = b"event: complete\ndata:\n\n"
BEAT: Final = b":\n\n"


class EventStream:
    """One answer made of events; ends with the operation, the connection or the caller's session."""

    def __init__(self, begun: Begun, transport: Transport, record: Record) -> None:
        self.principal = begun.context.principal
        self._begun = begun
        self._transport = transport
        self._record = record
        self._over = asyncio.Event()

    def renewed(self, principal: Principal) -> None:
        """Later events are judged by the present rights."""
        self.principal = principal
        self._begun.context.renew(principal)

    def revoke(self) -> None:
        """The caller is out."""
        self._over.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if not self._transport.streams.add(self):
            refused = Refused(
                Code.RATE_LIMITED, problem="streams", limit=self._transport.limits.streams, retryAfter=30
            )
            answer = Answer([self._begun.voice.error(refused.code, refused.params)])
            await respond(answer, Media.EVENTS)(scope, receive, send)
            return
        try:
            with OPEN.labels("events").track_inprogress():
                await self._run(receive, send)
        finally:
            self._transport.streams.discard(self)

    async def _run(self, receive: Receive, send: Send) -> None:
        headers = HEADERS | self._begun.balance.headers | {"x-accel-buffering": "no"}
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        pairs.append((b"content-type", f"{Media.EVENTS}; charset=utf-8".encode()))
        await send({"type": "http.response.start", "status": 200, "headers": pairs})
        pump = asyncio.create_task(self._pump(send))
        others = [asyncio.create_task(each) for each in (_gone(receive), self._beat(send), self._over.wait())]
        try:
            await asyncio.wait([pump, *others], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (pump, *others):
                task.cancel()
            await asyncio.gather(pump, *others, return_exceptions=True)
        with suppress(OSError):  # nobody may be there any more
            if self._over.is_set():
                await _say(send, Answer([self._begun.voice.error(Code.UNAUTHENTICATED, {})]))
            await send({"type": "http.response.body", "body": COMPLETE, "more_body": False})

    async def _pump(self, send: Send) -> None:
        async def give(answer: Answer) -> bool:
            self._record.code, self._record.route = answer.code, answer.route
            await _say(send, answer)
            return True

        try:
            await self._transport.operations.deliver(self._begun, give)
        except Exception as fault:
            answer = refusal(fault, self._begun.voice)
            self._record.code = answer.code
            with suppress(OSError):
                await _say(send, answer)

    async def _beat(self, send: Send) -> None:
        """A comment now and then, so that proxies keep the connection and a dead one is noticed."""
        while True:
            await asyncio.sleep(self._transport.limits.keep_alive_seconds)
            await send({"type": "http.response.body", "body": BEAT, "more_body": True})


async def _say(send: Send, answer: Answer) -> None:
    event = b"event: next\ndata: " + answer.body() + b"\n\n"
    await send({"type": "http.response.body", "body": event, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
