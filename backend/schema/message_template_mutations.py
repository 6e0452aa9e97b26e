"""Changes of templates of messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import discard_draft, save_draft
from backend.book.lookup import named
from backend.graph.connections import Info
from backend.platform.ids import own_id
from backend.retain import message_templates as retain
from backend.retain.message_templates import MessageTemplate as Row
from backend.retain.message_templates import MessageTemplateDraft as DraftRow
from backend.schema.changing import Key, change, content_object
from backend.schema.message_templates import MessageTemplate, template_named


@strawberry.input
class CreateMessageTemplateInput:
    """`channel`: mail or sms; `purpose`: service, marketing, product, care, survey. Both stay what they are."""

    zh: str
    en: str
    channel: str
    purpose: str


@strawberry.input
class ArchiveMessageTemplateInput:
    """`archived`: put away, or (false) brought back."""

    id: strawberry.ID
    version: int
    archived: bool = True


@strawberry.input
class SaveMessageTemplateDraftInput:
    """The next version, right or not. `version`: of the draft it was begun from; 0: none. `base`: the newest one."""

    id: strawberry.ID
    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardMessageTemplateDraftInput:
    """`draft`: the version it was read at."""

    id: strawberry.ID
    draft: int


@strawberry.input
class PublishMessageTemplateInput:
    """A version that is to be approved. `base`: number of the newest version the publisher knew."""

    id: strawberry.ID
    content: strawberry.scalars.JSON
    base: int
    note: str | None = None


@strawberry.input
class ApproveMessageTemplateInput:
    """`number`: of the version that was read, the newest."""

    id: strawberry.ID
    number: int


async def _done(
    info: Info, call: str, input: Any, key: Key, work: Callable[[AsyncSession, UUID], Awaitable[object]]
) -> MessageTemplate | None:
    """A change of the template that an input names; it comes back."""
    id = own_id("messagetemplate", input.id)

    async def of_it(session: AsyncSession) -> UUID:
        await named(session, Row, id, "id")
        await work(session, id)
        return id

    await change(info.context, call, of_it, key=key, input=strawberry.asdict(input))
    return await template_named(info.context, id)


@strawberry.type
class MessageTemplateMutations:
    """Templates of messages."""

    @strawberry.mutation
    async def create_message_template(
        self, info: Info, input: CreateMessageTemplateInput, idempotency_key: Key = None
    ) -> MessageTemplate | None:
        """Begin a template."""
        id = await change(
            info.context,
            "createMessageTemplate",
            lambda session: retain.create_template(session, input.zh, input.en, input.channel, input.purpose),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await template_named(info.context, id)

    @strawberry.mutation
    async def archive_message_template(
        self, info: Info, input: ArchiveMessageTemplateInput, idempotency_key: Key = None
    ) -> MessageTemplate | None:
        """Put a template away, or bring it back."""
        return await _done(
            info,
            "archiveMessageTemplate",
            input,
            idempotency_key,
            lambda session, its: retain.archive_template(
                session, its, input.version, archived=input.archived
            ),
        )

    @strawberry.mutation
    async def save_message_template_draft(
        self, info: Info, input: SaveMessageTemplateDraftInput, idempotency_key: Key = None
    ) -> MessageTemplate | None:
        """Keep the next version as far as it is written; it need not be right yet."""
        content = content_object(input.content, "content")
        return await _done(
            info,
            "saveMessageTemplateDraft",
            input,
            idempotency_key,
            lambda session, its: save_draft(
                session, DraftRow, input.version, input.base, content, template_id=its
            ),
        )

    @strawberry.mutation
    async def discard_message_template_draft(
        self, info: Info, input: DiscardMessageTemplateDraftInput, idempotency_key: Key = None
    ) -> MessageTemplate | None:
        """Forget the draft."""
        return await _done(
            info,
            "discardMessageTemplateDraft",
            input,
            idempotency_key,
            lambda session, its: discard_draft(session, DraftRow, input.draft, template_id=its),
        )

    @strawberry.mutation
    async def publish_message_template(
        self, info: Info, input: PublishMessageTemplateInput, idempotency_key: Key = None
    ) -> MessageTemplate | None:
        """Hand a version in; it is sent once somebody else has approved it."""
        return await _done(
            info,
            "publishMessageTemplate",
            input,
            idempotency_key,
            lambda session, its: retain.publish_template(session, its, input.base, input.content, input.note),
        )

    @strawberry.mutation
    async def approve_message_template(
        self, info: Info, input: ApproveMessageTemplateInput, idempotency_key: Key = None
    ) -> MessageTemplate | None:
        """Let the newest version be sent; never by who wrote it."""
        return await _done(
            info,
            "approveMessageTemplate",
            input,
            idempotency_key,
            lambda session, its: retain.approve_template(session, its, input.number),
        )
