"""The gate: bounds that hold before a byte is parsed and before anybody is asked who he is."""

from __future__ import annotations

import asyncio
from typing import Final
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.graph.answers import Answer, Media, respond
from backend.graph.faults import Voice
from backend.graph.limits import Limits
from backend.graph.metrics import STOPPED
from backend.platform.errors import Code, Refused
from backend.platform.messages import language

METHODS: Final = frozenset({"GET", "POST"})


class Gate:
    """Stops what is too large, too slow, packed or not for us; lets the rest through with a body that is counted."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        headers = Headers(scope=scope)
        refused = self._oversized(scope) or (self._unfit(scope, headers) if scope["type"] == "http" else None)
        if refused is None and scope["type"] == "http":
            await self._app(scope, self._counted(receive), send)
        elif refused is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._stop(refused, scope, receive, send, headers)
        else:
            STOPPED.labels("403").inc()
            # Before the socket is accepted this is answered by HTTP 403.
            await send({"type": "websocket.close", "code": 1008, "reason": ""})

    def _oversized(self, scope: Scope) -> Refused | None:
        path = scope.get("raw_path") or scope["path"].encode()
        if len(path) + len(scope["query_string"]) > self._limits.url:
            return _refused("url", self._limits.url)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > self._limits.headers:
            return _refused("headers", self._limits.headers)
        return None

    def _unfit(self, scope: Scope, headers: Headers) -> Refused | None:
        if scope["method"] not in METHODS:
            return Refused(Code.BAD_USER_INPUT, problem="method")
        if headers.get("content-encoding", "identity").strip().lower() != "identity":
            return Refused(Code.BAD_USER_INPUT, problem="encoding")
        declared = headers.get("content-length", "0")
        if not declared.isascii() or not declared.isdigit():
            return Refused(Code.BAD_USER_INPUT, problem="body")
        # Longer numbers than this need no reading.
        if len(declared) > 15 or int(declared) > self._limits.body:
            return _refused("too_large", self._limits.body)
        return None

    def _counted(self, receive: Receive) -> Receive:
        """A body that raises Refused when it grows too large or comes too slowly."""
        taken, ends = 0, asyncio.get_running_loop().time() + self._limits.body_seconds
        done = False

        async def counted() -> Message:
            nonlocal taken, done
            if done:  # waiting for the end of the connection is not the body's time
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError as slow:
                raise Refused(Code.BAD_USER_INPUT, problem="slow_body") from slow
            taken += len(message.get("body", b""))
            if taken > self._limits.body:
                raise _refused("too_large", self._limits.body)
            done = not message.get("more_body", False)
            return message

        return counted

    @staticmethod
    async def _stop(refused: Refused, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        voice = Voice(language(headers.get("accept-language")), uuid4().hex[:16])
        answer = Answer([voice.error(refused.code, refused.params)])
        response = respond(answer, Media.JSON)
        # The rest of the request is not read.
        response.headers["connection"] = "close"
        STOPPED.labels(str(response.status_code)).inc()
        await response(scope, receive, send)


def _refused(problem: str, limit: int) -> Refused:
    return Refused(Code.BAD_USER_INPUT, problem=problem, limit=limit)
