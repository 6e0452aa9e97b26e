"""What comes by itself: the bell tells that something happened, the data is read with the reader's rights."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import strawberry
from sqlalchemy import select

from backend.book.notifications import Notification as NotificationRow
from backend.book.notifications import unread_count
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of, nodes_of
from backend.graph.rights import refusal
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.platform.principal import Level
from backend.schema.book import CLIENT, NOTIFICATION, TASK, Client, Notification, Task

# Bursts of one cause become one event.
COALESCE = 0.1
# Different things that may wait for one reader; of more the oldest are not told.
MOST_WAITING = 1000


@strawberry.type
class InboxEvent:
    """The newest notification (null when only marks changed) and how many are unread."""

    notification: Notification | None
    unread_count: int


class _Rings:
    """What was rung for one reader and not yet told: each detail once, in the order of its last ring."""

    def __init__(self) -> None:
        self._details: dict[str, None] = {}
        self._any = asyncio.Event()

    def add(self, detail: str) -> None:
        """Note a ring."""
        self._details.pop(detail, None)
        self._details[detail] = None
        if len(self._details) > MOST_WAITING:
            del self._details[next(iter(self._details))]
        self._any.set()

    async def burst(self) -> list[str]:
        """The details of one burst: waits for the first, then a moment for its companions."""
        await self._any.wait()
        await asyncio.sleep(COALESCE)
        found = list(self._details)
        self._details.clear()
        self._any.clear()
        return found


@asynccontextmanager
async def _heard(
    context: Context, call: str, topic: str, concerns: Callable[[str], bool]
) -> AsyncIterator[_Rings]:
    """The rings of a topic of the caller's firm that concern him.

    Raises GraphQLError FORBIDDEN at once without the right to listen: else the events' mere coming would tell.
    """
    if context.principal.mask.anywhere(f"Subscription.{call}") < Level.VIEW:
        raise refusal(context, Code.FORBIDDEN, {"coordinate": f"Subscription.{call}"})
    rings = _Rings()
    firm_id = context.principal.firm_id

    def listen(firm: UUID, detail: str) -> None:
        if firm == firm_id and concerns(detail):
            rings.add(detail)

    context.services.bells.on(topic, listen)
    try:
        yield rings
    finally:
        context.services.bells.off(topic, listen)


def _user(context: Context) -> UUID:
    user_id = context.principal.user_id
    if user_id is None:
        raise Refused(Code.FORBIDDEN)
    return user_id


@strawberry.type
class Subscription:
    """What can be listened to."""

    @strawberry.subscription
    async def inbox(self, info: Info) -> AsyncGenerator[InboxEvent, None]:
        """The caller's inbox: the present state at once, then each change."""
        context, user_id = info.context, _user(info.context)
        async with _heard(context, "inbox", "inbox", str(user_id).__eq__) as rings:
            last = await _newest(context, user_id)
            yield InboxEvent(notification=None, unread_count=await _unread(context, user_id))
            while True:
                await rings.burst()
                context.forget()
                newest = await _newest(context, user_id)
                fresh = newest if newest is not None and newest != last else None
                last = newest
                node = await node_of(context, NOTIFICATION, fresh)
                yield InboxEvent(notification=node, unread_count=await _unread(context, user_id))

    @strawberry.subscription
    async def client_changed(self, info: Info, id: strawberry.ID) -> AsyncGenerator[Client | None, None]:
        """A client whom the caller sees was changed by anybody; ends when the client leaves his reach."""
        context, client_id = info.context, own_id("client", id)
        async with _heard(context, "clientChanged", "client", str(client_id).__eq__) as rings:
            if await node_of(context, CLIENT, client_id) is None:
                raise Refused(Code.NOT_FOUND)
            while True:
                await rings.burst()
                context.forget()
                node = await node_of(context, CLIENT, client_id)
                if node is None:
                    return
                yield node

    @strawberry.subscription
    async def task_changed(self, info: Info) -> AsyncGenerator[Task | None, None]:
        """Tasks of the caller (or of whom he is the deputy) that were added or changed."""
        context = info.context

        def mine(detail: str) -> bool:
            # Looked up at each ring: a deputy's time begins and ends while he listens.
            return UUID(detail.partition(":")[0]) in context.principal.scope.user_ids

        async with _heard(context, "taskChanged", "task", mine) as rings:
            while True:
                ids = [UUID(detail.partition(":")[2]) for detail in await rings.burst()]
                context.forget()
                for node in await nodes_of(context, TASK, ids):
                    if node is not None:
                        yield node


async def _newest(context: Context, user_id: UUID) -> UUID | None:
    statement = (
        select(NotificationRow.id)
        .where(NotificationRow.firm_id == context.principal.firm_id, NotificationRow.user_id == user_id)
        .order_by(NotificationRow.id.desc())
        .limit(1)
    )
    async with context.database.read(context.principal.firm_id) as session:
        found: UUID | None = await session.scalar(statement)
        return found


async def _unread(context: Context, user_id: UUID) -> int:
    async with context.database.read(context.principal.firm_id) as session:
        return await unread_count(session, context.principal.firm_id, user_id)
