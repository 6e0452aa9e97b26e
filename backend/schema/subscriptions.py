"""What comes by itself: the bell tells that something happened, the data is read with the reader's rights."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, Uuid

from backend.book.notifications import unread_count
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.objects import Ask, made_object
from backend.graph.live import Arguments, LiveRow, Wake, lively, told
from backend.graph.nodes import node_of
from backend.graph.rings import heard
from backend.graph.sources import one
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.schema.clients import CLIENT, Client
from backend.schema.fund_orders import FUND_ORDER, FundOrder
from backend.schema.imports import IMPORT, Import
from backend.schema.notifications import NOTIFICATION, Notification
from backend.schema.tasks import TASK, Task
from backend.schema.viewer import unread_of


@strawberry.type
class InboxEvent:
    """The newest notification (null when only marks changed) and how many are unread."""

    notification: Notification | None
    unread_count: int


class _Inbox:
    """The caller's inbox. A wake's `id`: of the newest notification that came; None when only marks changed."""

    ends = False

    async def wakes(self, context: Context, _arguments: Arguments) -> AsyncGenerator[Wake, None]:
        """The present state, then each change. Raises Refused(FORBIDDEN) for who is no person."""
        if context.principal.user_id is None:
            raise Refused(Code.FORBIDDEN)
        mine = str(context.principal.user_id)
        async with heard(context, "inbox", "inbox", lambda detail: detail.partition(":")[0] == mine) as rings:
            yield Wake.now({"id": None})
            while True:
                burst = await rings.burst()
                # Ids grow with time.
                came = [UUID(id) for id in (detail.partition(":")[2] for detail, _ in burst) if id]
                yield Wake({"id": max(came, default=None)}, burst[-1][1])

    async def load(self, context: Context, wake: Wake) -> InboxEvent:
        """The event, on the ordinary route."""
        user_id = context.principal.user_id
        assert user_id is not None
        async with context.database.read(context.principal.firm_id) as session:
            unread = await unread_count(session, context.principal.firm_id, user_id)
        node = await node_of(context, NOTIFICATION, wake.values["id"])
        return InboxEvent(notification=node, unread_count=unread)

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The event."""

        def newest(inner: Ask) -> ColumnElement[Any]:
            return one(draft, NOTIFICATION, draft.bind(draft.event("id"), Uuid()), inner)

        return made_object(
            draft, ask, {"notification": newest, "unreadCount": lambda _inner: unread_of(draft)}
        )


async def _client_wakes(context: Context, arguments: Arguments) -> AsyncGenerator[Wake, None]:
    """Raises Refused(NOT_FOUND) for a client out of reach."""
    client_id = own_id("client", arguments["id"])
    async with heard(context, "clientChanged", "client", str(client_id).__eq__) as rings:
        if await node_of(context, CLIENT, client_id) is None:
            raise Refused(Code.NOT_FOUND)
        while True:
            burst = await rings.burst()
            yield Wake({"id": client_id}, burst[-1][1])


async def _import_wakes(context: Context, arguments: Arguments) -> AsyncGenerator[Wake, None]:
    """The present state, then each change. Raises Refused(NOT_FOUND) for an import out of reach."""
    import_id = own_id("import", arguments["id"])
    async with heard(context, "importChanged", "import", str(import_id).__eq__) as rings:
        if await node_of(context, IMPORT, import_id) is None:
            raise Refused(Code.NOT_FOUND)
        yield Wake.now({"id": import_id})
        while True:
            burst = await rings.burst()
            yield Wake({"id": import_id}, burst[-1][1])


async def _order_wakes(context: Context, arguments: Arguments) -> AsyncGenerator[Wake, None]:
    """Each change. Raises Refused(NOT_FOUND) for an order out of reach."""
    order_id = own_id("fundorder", arguments["id"])
    async with heard(context, "orderChanged", "order", str(order_id).__eq__) as rings:
        if await node_of(context, FUND_ORDER, order_id) is None:
            raise Refused(Code.NOT_FOUND)
        while True:
            burst = await rings.burst()
            yield Wake({"id": order_id}, burst[-1][1])


async def _task_wakes(context: Context, _arguments: Arguments) -> AsyncGenerator[Wake, None]:
    def mine(detail: str) -> bool:
        # Looked up at each ring: a deputy's time begins and ends while he listens.
        return UUID(detail.partition(":")[0]) in context.principal.scope.user_ids

    async with heard(context, "taskChanged", "task", mine) as rings:
        while True:
            for detail, rung in await rings.burst():
                yield Wake({"id": UUID(detail.partition(":")[2])}, rung)


INBOX = _Inbox()
CLIENT_CHANGED = LiveRow(lambda: CLIENT, _client_wakes, ends=True)
TASK_CHANGED = LiveRow(lambda: TASK, _task_wakes)
ORDER_CHANGED = LiveRow(lambda: FUND_ORDER, _order_wakes, ends=True)
IMPORT_CHANGED = LiveRow(lambda: IMPORT, _import_wakes, ends=True)


@strawberry.type
class Subscription:
    """What can be listened to."""

    @lively(INBOX)
    async def inbox(self, info: Info) -> AsyncGenerator[InboxEvent, None]:
        """The caller's inbox: the present state at once, then each change."""
        async with aclosing(told(INBOX, info.context)) as events:
            async for event in events:
                yield event

    @lively(CLIENT_CHANGED)
    async def client_changed(self, info: Info, id: strawberry.ID) -> AsyncGenerator[Client | None, None]:
        """A client whom the caller sees was changed by anybody; ends when the client leaves his reach."""
        async with aclosing(told(CLIENT_CHANGED, info.context, id=id)) as events:
            async for node in events:
                yield node

    @lively(TASK_CHANGED)
    async def task_changed(self, info: Info) -> AsyncGenerator[Task | None, None]:
        """Tasks of the caller (or of whom he is the deputy) that were added or changed."""
        async with aclosing(told(TASK_CHANGED, info.context)) as events:
            async for node in events:
                yield node

    @lively(ORDER_CHANGED)
    async def order_changed(self, info: Info, id: strawberry.ID) -> AsyncGenerator[FundOrder | None, None]:
        """An order the caller sees was changed by anybody, or by the clock; ends when it leaves his reach."""
        async with aclosing(told(ORDER_CHANGED, info.context, id=id)) as events:
            async for node in events:
                yield node

    @lively(IMPORT_CHANGED)
    async def import_changed(self, info: Info, id: strawberry.ID) -> AsyncGenerator[Import | None, None]:
        """An import the caller sees: the present state at once, then each step and its progress."""
        async with aclosing(told(IMPORT_CHANGED, info.context, id=id)) as events:
            async for node in events:
                yield node
