"""What becomes of needs: written down, changed, closed, opened again."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import date

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import UNSET

from backend.book import needs as book
from backend.book.mentions import mention
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.scalars import Decimal
from backend.platform.ids import own_id
from backend.schema import inputs
from backend.schema.changing import Key, changed, subject
from backend.schema.clients import CLIENT
from backend.schema.mentioning import hold_mentioned
from backend.schema.needs import NEED, Need


@strawberry.input
class CreateNeedInput:
    """A need; `interaction`: the conversation it was heard in."""

    client: strawberry.ID
    purpose: str
    amount: Decimal | None = None
    currency: str | None = "CNY"
    horizon: str | None = None
    note: str | None = None
    follow_up_on: date | None = None
    interaction: strawberry.ID | None = None
    mentions: list[strawberry.ID] | None = None


@strawberry.input(description="Absent: unchanged. Null: emptied.")
class UpdateNeedInput:
    """Changes of an open need."""

    id: strawberry.ID
    version: int
    purpose: str | None = UNSET
    amount: Decimal | None = UNSET
    currency: str | None = UNSET
    horizon: str | None = UNSET
    note: str | None = UNSET
    follow_up_on: date | None = UNSET
    mentions: list[strawberry.ID] | None = None


@strawberry.input
class CloseNeedInput:
    """What came of a need: `met` or `dropped`."""

    id: strawberry.ID
    version: int
    state: str
    reason: str | None = None


async def _mentioning(
    session: AsyncSession, context: Context, done: Awaitable[book.Need], names: Sequence[str] | None
) -> book.Need:
    """Change a need and tell whoever is mentioned in its note; raises as `hold_mentioned`."""
    row = await done
    named = await hold_mentioned(session, context, NEED, row.id, names)
    await mention(session, "need", row.id, row.client_id, named)
    return row


@strawberry.type
class NeedMutations:
    """What clients need."""

    @changing(lambda: NEED)
    async def create_need(
        self, info: Info, input: CreateNeedInput, idempotency_key: Key = None
    ) -> Need | None:
        """Write down what a client needs."""
        node = await subject(info.context, CLIENT, input.client, "createNeed")
        values = {name: getattr(input, name) for name in book.EDITABLE}
        values["currency"] = input.currency or "CNY"
        heard = None if input.interaction is None else own_id("interaction", input.interaction)
        return await changed(  # type: ignore[no-any-return]
            info.context, NEED, "createNeed",
            lambda session: _mentioning(
                session, info.context, book.create(session, node.row.id, values, interaction_id=heard),
                input.mentions,
            ),
            key=idempotency_key, input=[input.client, str(values), input.interaction, input.mentions],
        )  # fmt: skip

    @changing(lambda: NEED)
    async def update_need(
        self, info: Info, input: UpdateNeedInput, idempotency_key: Key = None
    ) -> Need | None:
        """Change an open need."""
        node = await subject(info.context, NEED, input.id, "updateNeed")
        values = {name: getattr(input, name) for name in book.EDITABLE if getattr(input, name) is not UNSET}
        return await changed(  # type: ignore[no-any-return]
            info.context, NEED, "updateNeed",
            lambda session: _mentioning(
                session, info.context, book.update(session, node.row.id, input.version, values), input.mentions
            ),
            key=idempotency_key, input=[input.id, input.version, str(values), input.mentions],
        )  # fmt: skip

    @changing(lambda: NEED)
    async def close_need(self, info: Info, input: CloseNeedInput, idempotency_key: Key = None) -> Need | None:
        """A need was met, or is none any more."""
        node = await subject(info.context, NEED, input.id, "closeNeed")
        return await changed(  # type: ignore[no-any-return]
            info.context, NEED, "closeNeed",
            lambda session: book.close(session, node.row.id, input.version, input.state, input.reason),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: NEED)
    async def reopen_need(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Need | None:
        """Open a closed need again."""
        node = await subject(info.context, NEED, input.id, "reopenNeed")
        return await changed(  # type: ignore[no-any-return]
            info.context, NEED, "reopenNeed",
            lambda session: book.reopen(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
