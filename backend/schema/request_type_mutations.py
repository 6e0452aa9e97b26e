"""Changes of the types of service requests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import strawberry

from backend.book.configurations import discard_draft, save_draft
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.policies.roles import PEOPLE
from backend.retain import request_types
from backend.retain.request_types import RequestTypeDraft
from backend.schema.changing import Key, change, content_object, subject
from backend.schema.request_types import REQUEST_TYPE, RequestType


@strawberry.input
class CreateRequestTypeInput:
    """A type with its first version."""

    key: str
    content: strawberry.scalars.JSON


@strawberry.input
class SaveRequestTypeDraftInput:
    """The draft. `version`: of the draft it was begun from, 0 for the first; `base`: the newest version then."""

    type: strawberry.ID
    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardRequestTypeDraftInput:
    """Names the draft by the version it was read at."""

    type: strawberry.ID
    draft: int


@strawberry.input
class PublishRequestTypeInput:
    """A new version. `base`: the newest one its author knew."""

    type: strawberry.ID
    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.input
class ArchiveRequestTypeInput:
    """Out of use, or back into it."""

    id: strawberry.ID
    version: int
    archived: bool


@strawberry.type
class RequestTypeMutations:
    """What can be asked for."""

    @strawberry.mutation
    async def create_request_type(
        self, info: Info, input: CreateRequestTypeInput, idempotency_key: Key = None
    ) -> RequestType | None:
        """Make a type."""
        context = info.context
        id = await change(
            context,
            "createRequestType",
            lambda session: request_types.create_type(session, input.key, input.content, PEOPLE),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await _read(context, id)

    @strawberry.mutation
    async def save_request_type_draft(
        self, info: Info, input: SaveRequestTypeDraftInput, idempotency_key: Key = None
    ) -> RequestType | None:
        """Keep the next version as far as it is written; it need not be right yet."""
        content = content_object(input.content, "content")
        return await _on(
            info.context, input, input.type, "saveRequestTypeDraft",
            lambda session, of: save_draft(
                session, RequestTypeDraft, input.version, input.base, content, type_id=of
            ),
            idempotency_key,
        )  # fmt: skip

    @strawberry.mutation
    async def discard_request_type_draft(
        self, info: Info, input: DiscardRequestTypeDraftInput, idempotency_key: Key = None
    ) -> RequestType | None:
        """Forget the draft."""
        return await _on(
            info.context, input, input.type, "discardRequestTypeDraft",
            lambda session, of: discard_draft(session, RequestTypeDraft, input.draft, type_id=of),
            idempotency_key,
        )  # fmt: skip

    @strawberry.mutation
    async def publish_request_type(
        self, info: Info, input: PublishRequestTypeInput, idempotency_key: Key = None
    ) -> RequestType | None:
        """Put a version in force for what is asked from now on. An older one comes back by publishing it anew."""
        return await _on(
            info.context, input, input.type, "publishRequestType",
            lambda session, of: request_types.publish_type(
                session, of, input.base, input.content, PEOPLE, input.note
            ),
            idempotency_key,
        )  # fmt: skip

    @strawberry.mutation
    async def archive_request_type(
        self, info: Info, input: ArchiveRequestTypeInput, idempotency_key: Key = None
    ) -> RequestType | None:
        """Take a type out of use, or back into it; what was asked by it goes on."""
        return await _on(
            info.context, input, input.id, "archiveRequestType",
            lambda session, of: request_types.archive_type(
                session, of, input.version, archived=input.archived
            ),
            idempotency_key,
        )  # fmt: skip


async def _on(context: Context, input: Any, id: str, call: str, work: Any, key: Key) -> RequestType | None:
    node = await subject(context, REQUEST_TYPE, id, call)
    await change(
        context, call, lambda session: work(session, node.row.id), key=key, input=strawberry.asdict(input)
    )
    return await _read(context, node.row.id)


async def _read(context: Context, id: UUID | None) -> RequestType | None:
    found: RequestType | None = await node_of(context, REQUEST_TYPE, id)
    return found
