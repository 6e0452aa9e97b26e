"""The operations that run over one socket, each in a task of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import HTTPConnection

from backend.graph.answers import Answer, encode
from backend.graph.asking import Asked
from backend.graph.deadlines import BoundContext
from backend.graph.metrics import Record, recorded
from backend.graph.operations import ANY, Begun, refusal, voice_of
from backend.graph.socket_messages import Closed, written
from backend.graph.transport import Transport
from backend.platform.errors import Code, Refused
from backend.platform.principal import Principal

Send = Callable[[str], Awaitable[None]]


class SocketOperations:
    """Starts, renews and ends operations; their messages go out by `send`."""

    def __init__(self, transport: Transport, send: Send) -> None:
        self._transport = transport
        self._send = send
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._contexts: dict[str, BoundContext] = {}
        self._ending: set[asyncio.Task[None]] = set()

    def hold_free(self, id: str) -> None:
        """Raises Closed when an id is in use."""
        if id in self._tasks:
            raise Closed(4409, f"Subscriber for {id} already exists")

    def start(self, id: str, asked: Asked, principal: Principal, connection: HTTPConnection) -> None:
        """Begin an operation under a free id."""
        context = BoundContext(principal, self._transport.services, request=connection)
        crowded = len(self._tasks) >= self._transport.limits.socket_operations
        task = asyncio.create_task(self._run(id, asked, context, crowded), name="socket operation")
        self._tasks[id], self._contexts[id] = task, context
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def cancel(self, id: str) -> None:
        """End an operation at the caller's wish; an id that is over means nothing."""
        task = self._tasks.get(id)
        if task is not None:
            self._forget(id)
            task.cancel()

    def renewed(self, principal: Principal) -> None:
        """Whatever runs goes on with the present rights."""
        for context in list(self._contexts.values()):
            context.renew(principal)

    async def stop(self) -> None:
        """End everything, and wait for it to be over."""
        for task in self._ending:
            task.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _run(self, id: str, asked: Asked, context: BoundContext, crowded: bool) -> None:
        with recorded("socket") as record:
            try:
                await self._answer(id, asked, context, crowded, record)
            except Exception as fault:
                answer = refusal(fault, voice_of(context))
                record.code = answer.code
                await self._end(id, "error", encode(answer.errors))

    async def _answer(
        self, id: str, asked: Asked, context: BoundContext, crowded: bool, record: Record
    ) -> None:
        if crowded:
            raise Refused(
                Code.RATE_LIMITED,
                problem="streams",
                limit=self._transport.limits.socket_operations,
                retryAfter=30,
            )
        begun = self._transport.operations.begin(asked, context, ANY)
        if not isinstance(begun, Begun):
            record.code = begun.code
            await self._end(id, "error", encode(begun.errors))
            return

        async def give(answer: Answer) -> bool:
            record.code, record.route = answer.code, answer.route
            if answer.refused:
                await self._end(id, "error", encode(answer.errors))
            else:
                await self._next(id, answer)
            return not answer.refused

        await self._transport.operations.deliver(begun, give)
        await self._end(id, "complete")

    async def _next(self, id: str, answer: Answer) -> None:
        if id in self._tasks:
            await self._send(written("next", id, answer.body()))

    async def _end(self, id: str, type_: str, payload: bytes | None = None) -> None:
        """The last message of an operation, whose id is free again before it is sent."""
        if self._tasks.get(id) is asyncio.current_task():
            self._forget(id)
            await self._send(written(type_, id, payload))

    def _forget(self, id: str) -> None:
        del self._tasks[id]
        del self._contexts[id]
