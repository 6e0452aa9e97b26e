"""The short way: a warm read or change by `POST /graphql` that needs nothing of the layers between is run at once.

Whatever is not plain (another method, a foreign page, an unknown document, a read's refusal or fault) goes the whole
way with its body, and gets there what it would have got without this module.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.graph.answers import Answer, Media, respond
from backend.graph.metrics import OPERATIONS, SECONDS
from backend.graph.operations import COMPILED
from backend.graph.transport import Transport
from backend.platform.principal import Principal

MOST_HEADERS: Final = 50
MEDIA: Final[Mapping[bytes, bytes]] = {
    b"": b"application/json; charset=utf-8",
    b"*/*": b"application/json; charset=utf-8",
    b"application/json": b"application/json; charset=utf-8",
    b"application/graphql-response+json": b"application/graphql-response+json; charset=utf-8",
}
PLAIN_JSON: Final = frozenset({b"application/json", b"application/json; charset=utf-8"})
MEMBERS: Final = frozenset({"query", "id", "variables", "operationName"})
Headers = Mapping[bytes, bytes]
Enter = Callable[[Scope, Headers], Principal | None]
RawHeaders = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Passage:
    """What the layers between would do for a plain request.

    enter: who sends it, from memory alone; None: it is not plain. around: headers they would put on the answer.
    """

    enter: Enter
    around: Callable[[Headers], RawHeaders]


class Express:
    """ASGI middleware around everything else. path: of the API."""

    def __init__(self, app: ASGIApp, *, transport: Transport, passage: Passage, path: str) -> None:
        self._app = app
        self._path = path
        self._transport = transport
        self._passage = passage
        self._counted = OPERATIONS.labels("OK", "http", COMPILED)
        self._timed = SECONDS.labels("http", COMPILED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["path"] != self._path or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = self._plain(scope)
        principal = None if headers is None else self._passage.enter(scope, headers)
        if headers is None or principal is None:
            await self._app(scope, receive, send)
            return
        message = await self._whole(receive)
        answer = await self._answered(message, int(headers[b"content-length"]), principal)
        if answer is None or answer.balance is None:
            await self._app(scope, _again(message, receive), send)
            return
        if answer.refused:
            await self._refuse(answer, headers, scope, receive, send)
            return
        body = answer.body()
        told = [
            (b"content-length", b"%d" % len(body)),
            (b"content-type", MEDIA[headers.get(b"accept", b"")]),
            *answer.balance.raw_headers,
            *self._passage.around(headers),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": told})
        await send({"type": "http.response.body", "body": body})
        plain = not answer.errors and answer.route == COMPILED
        (self._counted if plain else OPERATIONS.labels(answer.code, "http", answer.route)).inc()
        self._timed.observe(time.perf_counter() - started)

    async def _refuse(
        self, answer: Answer, headers: Headers, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """A change that was begun and not executed: it took too long, or a fault of ours."""
        OPERATIONS.labels(answer.code, "http", answer.route).inc()
        newer = b"graphql-response" in headers.get(b"accept", b"")
        response = respond(answer, Media.RESPONSE if newer else Media.JSON)
        there = dict(response.raw_headers)
        response.raw_headers += [
            (name, value) for name, value in self._passage.around(headers) if name not in there
        ]
        await response(scope, receive, send)

    def _plain(self, scope: Scope) -> Headers | None:
        """The headers, each once, of a request without anything unusual."""
        raw = scope["headers"]
        headers = dict(raw)
        if len(headers) != len(raw) or len(raw) > MOST_HEADERS or scope["query_string"]:
            return None
        if headers.get(b"content-type") not in PLAIN_JSON or headers.get(b"accept", b"") not in MEDIA:
            return None
        length = headers.get(b"content-length", b"")
        if not length.isdigit() or len(length) > 7 or int(length) > self._transport.limits.body:
            return None
        if (
            b"content-encoding" in headers
            or sum(map(len, headers.values())) > self._transport.limits.headers // 2
        ):
            return None
        return headers

    async def _whole(self, receive: Receive) -> Message:
        """The first part of the body, which mostly is all of it; an empty message when it comes too slowly."""
        waiting = receive()
        try:
            # A server hands in the head together with what came behind it: mostly there is nothing to wait for, and
            # a time-out costs more than the rest of this module.
            needed: Any = waiting.send(None)  # type: ignore[attr-defined]
        except StopIteration as there:
            found: Message = there.value
            return found
        try:
            async with asyncio.timeout(self._transport.limits.body_seconds):
                return await _Resumed(waiting, needed)
        except TimeoutError:
            return {"type": "http.request", "body": b"", "more_body": True}

    async def _answered(self, message: Message, length: int, principal: Principal) -> Answer | None:
        body = message.get("body", b"")
        if len(body) != length or self._transport.draft:
            return None
        try:
            asked = orjson.loads(body)
        except orjson.JSONDecodeError:
            return None
        if not isinstance(asked, dict) or not MEMBERS.issuperset(asked):
            return None
        return await self._transport.operations.warm(asked, principal, self._transport.services)


class _Resumed:
    """The rest of a coroutine that has begun: what it waits for first, then everything else."""

    def __init__(self, coroutine: Any, needed: Any) -> None:
        self._coroutine, self._needed = coroutine, needed

    def __await__(self) -> Generator[Any, Any, Message]:
        """As awaiting the coroutine."""
        try:
            yield self._needed
        except BaseException as fault:
            self._coroutine.throw(fault)
            raise
        found: Message = yield from self._coroutine.__await__()
        return found


def _again(first: Message, receive: Receive) -> Receive:
    """The body from its beginning."""
    waiting: list[Any] = [first]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message
