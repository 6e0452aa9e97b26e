"""What comes by itself: the bell tells that something happened, the data is read with the reader's rights."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select

from backend.book.notifications import Notification as NotificationRow
from backend.book.notifications import unread_count
from backend.graph.context import Context
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.schema.book import CLIENT, NOTIFICATION, TASK, Client, Notification, Task
from backend.schema.connections import Info
from backend.schema.nodes import node_of

# Bursts of one cause become one event.
COALESCE = 0.1
MOST_WAITING = 100


@strawberry.type
class InboxEvent:
    """The newest notification (null when only marks changed) and how many are unread."""

    notification: Notification | None
    unread_count: int


@asynccontextmanager
async def _heard(context: Context, topic: str) -> Any:
    """A queue of the details rung for a topic of the caller's firm."""
    queue: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
    firm_id = context.principal.firm_id

    def listen(firm: UUID, detail: str) -> None:
        # A full queue drops the ring: what waits there makes the reader look again anyway.
        if firm == firm_id and not queue.full():
            queue.put_nowait(detail)

    context.services.bells.on(topic, listen)
    try:
        yield queue
    finally:
        context.services.bells.off(topic, listen)


async def _burst(queue: asyncio.Queue[str]) -> set[str]:
    """The details of one burst: waits for the first, then a moment for its companions."""
    found = {await queue.get()}
    await asyncio.sleep(COALESCE)
    while not queue.empty():
        found.add(queue.get_nowait())
    return found


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
        async with _heard(context, "inbox") as queue:
            last = await _newest(context, user_id)
            yield InboxEvent(notification=None, unread_count=await _unread(context, user_id))
            while True:
                if str(user_id) not in await _burst(queue):
                    continue
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
        async with _heard(context, "client") as queue:
            if await node_of(context, CLIENT, client_id) is None:
                raise Refused(Code.NOT_FOUND)
            while True:
                if str(client_id) not in await _burst(queue):
                    continue
                context.forget()
                node = await node_of(context, CLIENT, client_id)
                if node is None:
                    return
                yield node

    @strawberry.subscription
    async def task_changed(self, info: Info) -> AsyncGenerator[Task | None, None]:
        """Tasks of the caller (or of whom he is the deputy) that were added or changed."""
        context = info.context
        async with _heard(context, "task") as queue:
            while True:
                mine = {str(id) for id in context.principal.scope.user_ids}
                rung = [detail.partition(":") for detail in await _burst(queue)]
                context.forget()
                for assignee, _, task_id in rung:
                    if assignee in mine and (node := await node_of(context, TASK, UUID(task_id))) is not None:
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
