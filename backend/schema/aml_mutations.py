"""Changes of what compliance says of a client against money laundering."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.platform.ids import own_id
from backend.schema.changing import Key, changed, id_of, owner_of, subject
from backend.schema.clients import CLIENT, Client
from backend.schema.documents import DOCUMENT
from backend.track import aml
from backend.track.aml import AmlReview


@strawberry.input
class SetAmlStateInput:
    """What a client is: unknown, clear (until a day), review or blocked; and why."""

    client: strawberry.ID
    state: str
    reason: str
    valid_until: date | None = None
    document: strawberry.ID | None = None


@strawberry.input
class DecideAmlInput:
    """Lets a block be lifted or not; a refusal says why. `seen`: the version it was read at."""

    id: strawberry.ID
    seen: int
    approve: bool
    note: str | None = None


@strawberry.type
class AmlMutations:
    """What compliance says of clients."""

    @changing(lambda: CLIENT)
    async def set_aml_state(
        self, info: Info, input: SetAmlStateInput, idempotency_key: Key = None
    ) -> Client | None:
        """Say what a client is against money laundering; what lifts a block waits for a second person."""
        node = await subject(info.context, CLIENT, input.client, "setAmlState")
        document = id_of(DOCUMENT, input.document)

        async def work(session: Any) -> UUID:
            await aml.find(
                session, node.row.id, input.state, input.reason, valid_until=input.valid_until,
                document_id=document,
            )  # fmt: skip
            return node.row.id  # type: ignore[no-any-return]

        return await changed(  # type: ignore[no-any-return]
            info.context, CLIENT, "setAmlState", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: CLIENT)
    async def decide_aml(
        self, info: Info, input: DecideAmlInput, idempotency_key: Key = None
    ) -> Client | None:
        """Let a block be lifted, or not; by somebody else than who asked."""
        context, review = info.context, own_id("amlreview", input.id)
        client_id = await owner_of(context, AmlReview, AmlReview.client_id, review)
        await subject(context, CLIENT, CLIENT.public(client_id), "decideAml")

        async def work(session: Any) -> UUID:
            await aml.decide(session, review, input.seen, approve=input.approve, note=input.note)
            return client_id

        return await changed(  # type: ignore[no-any-return]
            context, CLIENT, "decideAml", work, key=idempotency_key, input=strawberry.asdict(input)
        )
