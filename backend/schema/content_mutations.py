"""Changes of contents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import discard_draft, save_draft
from backend.book.lookup import named
from backend.graph.connections import Info
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.retain import content_acts as retain
from backend.retain.contents import ContentDraft as DraftRow
from backend.retain.contents import ContentItem as Row
from backend.schema.changing import Key, change, content_object
from backend.schema.contents import ContentItem, content_named


@strawberry.input
class CreateContentInput:
    """`kind`: market_report, nav_update, macro_view, invitation, notice. Kind and fund stay what they are."""

    kind: str
    zh: str
    en: str
    product: strawberry.ID | None = None


@strawberry.input
class SaveContentDraftInput:
    """The next version, right or not. `version`: of the draft it was begun from; 0: none. `base`: the newest one."""

    id: strawberry.ID
    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardContentDraftInput:
    """`draft`: the version it was read at."""

    id: strawberry.ID
    draft: int


@strawberry.input
class HandInContentInput:
    """A version that compliance is asked about. `base`: number of the newest version the writer knew."""

    id: strawberry.ID
    content: strawberry.scalars.JSON
    base: int
    note: str | None = None


@strawberry.input
class WithdrawContentInput:
    """`withdrawn`: taken out of use, or (false) brought back."""

    id: strawberry.ID
    version: int
    withdrawn: bool = True


async def _done(
    info: Info, call: str, input: Any, key: Key, work: Callable[[AsyncSession, UUID], Awaitable[object]]
) -> ContentItem | None:
    """A change of the content that an input names; it comes back."""
    id = own_id("contentitem", input.id)

    async def of_it(session: AsyncSession) -> UUID:
        await named(session, Row, id, "id")
        await work(session, id)
        return id

    await change(info.context, call, of_it, key=key, input=strawberry.asdict(input))
    return await content_named(info.context, id)


async def _save(session: AsyncSession, id: UUID, input: SaveContentDraftInput, content: Any) -> object:
    item = await named(session, Row, id, "id")
    if item.withdrawn_at is not None:
        raise bad_input("id", "state")
    return await save_draft(session, DraftRow, input.version, input.base, content, item_id=id)


@strawberry.type
class ContentMutations:
    """Contents."""

    @strawberry.mutation
    async def create_content(
        self, info: Info, input: CreateContentInput, idempotency_key: Key = None
    ) -> ContentItem | None:
        """Begin a content."""
        product = None if input.product is None else own_id("product", input.product)
        id = await change(
            info.context, "createContent",
            lambda session: retain.create_content(session, input.kind, input.zh, input.en, product),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await content_named(info.context, id)

    @strawberry.mutation
    async def save_content_draft(
        self, info: Info, input: SaveContentDraftInput, idempotency_key: Key = None
    ) -> ContentItem | None:
        """Keep the next version as far as it is written; it need not be right yet."""
        content = content_object(input.content, "content")
        return await _done(
            info, "saveContentDraft", input, idempotency_key,
            lambda session, its: _save(session, its, input, content),
        )  # fmt: skip

    @strawberry.mutation
    async def discard_content_draft(
        self, info: Info, input: DiscardContentDraftInput, idempotency_key: Key = None
    ) -> ContentItem | None:
        """Forget the draft."""
        return await _done(
            info, "discardContentDraft", input, idempotency_key,
            lambda session, its: discard_draft(session, DraftRow, input.draft, item_id=its),
        )  # fmt: skip

    @strawberry.mutation
    async def hand_in_content(
        self, info: Info, input: HandInContentInput, idempotency_key: Key = None
    ) -> ContentItem | None:
        """Ask compliance to agree to a version; refused where a forbidden word stands in it."""
        return await _done(
            info, "handInContent", input, idempotency_key,
            lambda session, its: retain.hand_in_content(session, its, input.base, input.content, input.note),
        )  # fmt: skip

    @strawberry.mutation
    async def withdraw_content(
        self, info: Info, input: WithdrawContentInput, idempotency_key: Key = None
    ) -> ContentItem | None:
        """Take a content out of use, or bring it back; campaigns that wait for it do not begin."""
        return await _done(
            info, "withdrawContent", input, idempotency_key,
            lambda session, its: retain.withdraw_content(
                session, its, input.version, withdrawn=input.withdrawn
            ),
        )  # fmt: skip
