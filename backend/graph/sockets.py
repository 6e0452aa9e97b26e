"""GraphQL over WebSocket: the sub-protocol `graphql-transport-ws` and no other.

Who asks is judged anew for every operation. Close codes: 4400 malformed, 4401 not signed in (any more), 4403 too many
sockets, 4406 another sub-protocol, 4408 no `connection_init` in time, 4409 id in use, 4429 a second
`connection_init`, 1009 too large, 1011 a fault of ours, 1013 cannot be judged now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from backend.graph.faults import Voice, tell
from backend.graph.metrics import OPEN
from backend.graph.socket_messages import (
    Closed,
    Message,
    id_in,
    operation_in,
    read_message,
    token_in,
    written,
)
from backend.graph.socket_operations import SocketOperations
from backend.graph.transport import Transport
from backend.platform.errors import Refused
from backend.platform.principal import Principal

PROTOCOL: Final = "graphql-transport-ws"


class SocketEndpoint:
    """The ASGI application behind the WebSocket `/graphql`. origins: pages of other hosts that may connect."""

    def __init__(self, transport: Transport, origins: Collection[str]) -> None:
        self._transport = transport
        self._origins = frozenset(origin.rstrip("/").lower() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        socket = WebSocket(scope, receive, send)
        if not self._is_welcome(socket):
            await socket.close(1008)  # not accepted yet: answered by HTTP 403
        elif PROTOCOL not in scope.get("subprotocols", ()):
            await socket.accept()
            await socket.close(4406, "Subprotocol not acceptable")
        else:
            with OPEN.labels("socket").track_inprogress():
                await _Connection(socket, self._transport).run()

    def _is_welcome(self, socket: WebSocket) -> bool:
        """Whether the page that connects is ours or listed; who is no page sends no Origin."""
        origin = socket.headers.get("origin")
        if origin is None or origin.lower() in self._origins:
            return True
        host = socket.headers.get("host", "").lower()
        return host != "" and urlsplit(origin).netloc.lower() == host


class _Connection:
    """One socket from its acceptance to its end."""

    principal: Principal

    def __init__(self, socket: WebSocket, transport: Transport) -> None:
        self._socket = socket
        self._transport = transport
        # What is judged for each operation: the request, with the token of `connection_init` if one was sent.
        self._credentials: HTTPConnection = socket
        self._running = SocketOperations(transport, self._send)
        self._over = asyncio.Event()

    def renewed(self, principal: Principal) -> None:
        """Running operations go on with the present rights."""
        self.principal = principal
        self._running.renewed(principal)

    def revoke(self) -> None:
        """The caller is out: the socket closes at once."""
        self._over.set()

    async def run(self) -> None:
        """Serve the socket until one side ends it."""
        await self._socket.accept(PROTOCOL)
        talk = asyncio.create_task(self._talk())
        over = asyncio.create_task(self._over.wait())
        try:
            await asyncio.wait([talk, over], return_when=asyncio.FIRST_COMPLETED)
            if not talk.done():
                await self._close(4401, "Unauthorized")
        finally:
            self._transport.streams.discard(self)
            for task in (talk, over):
                task.cancel()
            await asyncio.gather(talk, over, return_exceptions=True)
            await self._running.stop()

    async def _talk(self) -> None:
        try:
            await self._greet()
            while True:
                await self._heed(await self._hear())
        except Closed as closed:
            await self._close(closed.code, closed.reason)
        except WebSocketDisconnect:
            return
        except Exception as fault:
            tell([fault], Voice("en", "socket"))
            await self._close(1011, "Internal error")

    async def _hear(self) -> Message:
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        return read_message(received, self._transport.limits)

    async def _greet(self) -> None:
        """Until the acknowledgement. Raises Closed when nobody asks for it in time."""
        try:
            async with asyncio.timeout(self._transport.limits.init_seconds):
                message = await self._hear()
                while message["type"] in {"ping", "pong"}:
                    await self._heed(message)
                    message = await self._hear()
        except TimeoutError as late:
            raise Closed(4408, "Connection initialisation timeout") from late
        if message["type"] != "connection_init":
            raise (
                Closed(4401, "Unauthorized") if message["type"] == "subscribe" else Closed(4400, "Unexpected")
            )
        token = token_in(message)
        if token is not None:
            self._credentials = _with_token(self._socket, token)
        self.principal = await self._caller()
        if not self._transport.streams.add(self):
            raise Closed(4403, "Too many open streams")
        await self._send(written("connection_ack"))

    async def _heed(self, message: Message) -> None:
        match message["type"]:
            case "ping":
                await self._send(written("pong"))
            case "pong":
                pass
            case "subscribe":
                id, asked = id_in(message), operation_in(message)
                self._running.hold_free(id)
                self.renewed(await self._caller())
                self._running.start(id, asked, self.principal, self._socket)
            case "complete":
                self._running.cancel(id_in(message))
            case "connection_init":
                raise Closed(4429, "Too many initialisation requests")
            case _:
                raise Closed(4400, "Unknown message type")

    async def _caller(self) -> Principal:
        """Who asks, now. Raises Closed when it is nobody we know, or when that cannot be known."""
        try:
            principal = await self._transport.authenticate(self._credentials)
        except Refused as refused:
            raise Closed(1013, "Try again later") from refused
        if principal is None:
            raise Closed(4401, "Unauthorized")
        return principal

    async def _send(self, text: str) -> None:
        """Send a message; a socket that is gone swallows it."""
        if self._socket.application_state is WebSocketState.CONNECTED:
            try:
                await self._socket.send_text(text)
            except (RuntimeError, OSError, WebSocketDisconnect):
                self._over.set()

    async def _close(self, code: int, reason: str) -> None:
        if self._socket.application_state is WebSocketState.CONNECTED:
            try:
                await self._socket.close(code, reason)
            except (RuntimeError, OSError, WebSocketDisconnect):
                return


def _with_token(socket: WebSocket, token: str) -> HTTPConnection:
    """The request of a socket as if it had brought a token in its headers."""
    others = [(name, value) for name, value in socket.scope["headers"] if name != b"authorization"]
    return HTTPConnection({**socket.scope, "headers": [*others, (b"authorization", token.encode())]})
