"""Changes of messages: written, called off, tried again, decided on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.platform.ids import uuid7
from backend.retain import message_acts
from backend.retain.message_plans import PERSON, Cause, plan, worded
from backend.schema import inputs
from backend.schema.changing import Key, changed, subject
from backend.schema.clients import CLIENT
from backend.schema.message_queries import MessageWordingInput, hold_readable, wording_of
from backend.schema.messages import MESSAGE, Message


@strawberry.input
class SendMessageInput:
    """A message to a client. `at`: not before; now unless said."""

    client: strawberry.ID
    wording: MessageWordingInput
    at: datetime | None = None


@strawberry.input
class SettleMessageInput:
    """A decision on a message in doubt. `arrived`: it is marked as sent; false: it is sent once more."""

    id: strawberry.ID
    version: int
    arrived: bool


@strawberry.type
class MessageMutations:
    """Messages to clients."""

    @changing(lambda: MESSAGE)
    async def send_message(
        self, info: Info, input: SendMessageInput, idempotency_key: Key = None
    ) -> Message | None:
        """Write a message to a client; it goes as soon as the rules let it, and is held where they do not."""
        context = info.context
        node = await subject(context, CLIENT, input.client, "sendMessage")
        wording = await wording_of(context, input.wording)
        mark = f"person:{uuid7()}"

        async def work(session: AsyncSession) -> UUID:
            hold_readable(context, (await worded(session, wording)).text, node)
            rows = await plan(
                session, context.services.vault, [node.row.id], wording,
                Cause(PERSON, lambda _client: mark), at=input.at,
            )  # fmt: skip
            return rows[0].id

        return await changed(  # type: ignore[no-any-return]
            context, MESSAGE, "sendMessage", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: MESSAGE)
    async def cancel_message(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Message | None:
        """Call a message off that has not gone."""
        node = await subject(info.context, MESSAGE, input.id, "cancelMessage")
        return await changed(  # type: ignore[no-any-return]
            info.context, MESSAGE, "cancelMessage",
            lambda session: message_acts.cancel(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: MESSAGE)
    async def retry_message(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Message | None:
        """Let the rules look at a held, failed or called-off message again."""
        node = await subject(info.context, MESSAGE, input.id, "retryMessage")
        return await changed(  # type: ignore[no-any-return]
            info.context, MESSAGE, "retryMessage",
            lambda session: message_acts.retry(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: MESSAGE)
    async def settle_message(
        self, info: Info, input: SettleMessageInput, idempotency_key: Key = None
    ) -> Message | None:
        """Decide on a message in doubt."""
        node = await subject(info.context, MESSAGE, input.id, "settleMessage")
        return await changed(  # type: ignore[no-any-return]
            info.context, MESSAGE, "settleMessage",
            lambda session: message_acts.settle(session, node.row.id, input.version, went=input.arrived),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
