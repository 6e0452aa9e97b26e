"""Changes of the kinds of approvals, and of whether another system may send decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import strawberry

from backend.book.configurations import discard_draft, save_draft
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.policies.roles import PEOPLE
from backend.schema.approval_kinds import APPROVAL_KIND, ApprovalKind
from backend.schema.approval_queries import ApprovalGate, gate_in
from backend.schema.changing import Key, change, content_object, subject
from backend.track import approval_callbacks, approval_kinds
from backend.track.approval_kinds import ApprovalKindDraft


@strawberry.input
class CreateApprovalKindInput:
    """A kind with its first version."""

    key: str
    content: strawberry.scalars.JSON


@strawberry.input
class SaveApprovalDraftInput:
    """The draft. `version`: of the draft it was begun from, 0 for the first; `base`: the newest version then."""

    kind: strawberry.ID
    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardApprovalDraftInput:
    """Names the draft by the version it was read at."""

    kind: strawberry.ID
    draft: int


@strawberry.input
class PublishApprovalKindInput:
    """A new version. `base`: the newest one its author knew."""

    kind: strawberry.ID
    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.input
class ArchiveApprovalKindInput:
    """Out of use, or back into it."""

    id: strawberry.ID
    version: int
    archived: bool


@strawberry.input
class ApprovalGateInput:
    """Names the gate by the number of the secret in force, 0: there never was one."""

    number: int


@strawberry.type
class ApprovalGateSecret:
    """The secret with which another system signs decisions."""

    number: int
    secret: str


@strawberry.type
class ApprovalKindMutations:
    """How approvals go."""

    @strawberry.mutation
    async def create_approval_kind(
        self, info: Info, input: CreateApprovalKindInput, idempotency_key: Key = None
    ) -> ApprovalKind | None:
        """Make a kind."""
        context = info.context
        id = await change(
            context,
            "createApprovalKind",
            lambda session: approval_kinds.create_kind(session, input.key, input.content, PEOPLE),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await _read(context, id)

    @strawberry.mutation
    async def save_approval_draft(
        self, info: Info, input: SaveApprovalDraftInput, idempotency_key: Key = None
    ) -> ApprovalKind | None:
        """Keep the next version as far as it is written; it need not be right yet."""
        content = content_object(input.content, "content")
        return await _on(
            info.context, input, input.kind, "saveApprovalDraft",
            lambda session, of: save_draft(
                session, ApprovalKindDraft, input.version, input.base, content, kind_id=of
            ),
            idempotency_key,
        )  # fmt: skip

    @strawberry.mutation
    async def discard_approval_draft(
        self, info: Info, input: DiscardApprovalDraftInput, idempotency_key: Key = None
    ) -> ApprovalKind | None:
        """Forget the draft."""
        return await _on(
            info.context, input, input.kind, "discardApprovalDraft",
            lambda session, of: discard_draft(session, ApprovalKindDraft, input.draft, kind_id=of),
            idempotency_key,
        )  # fmt: skip

    @strawberry.mutation
    async def publish_approval_kind(
        self, info: Info, input: PublishApprovalKindInput, idempotency_key: Key = None
    ) -> ApprovalKind | None:
        """Put a version in force for what is asked from now on. An older one comes back by publishing it anew."""
        return await _on(
            info.context, input, input.kind, "publishApprovalKind",
            lambda session, of: approval_kinds.publish_kind(
                session, of, input.base, input.content, PEOPLE, input.note
            ),
            idempotency_key,
        )  # fmt: skip

    @strawberry.mutation
    async def archive_approval_kind(
        self, info: Info, input: ArchiveApprovalKindInput, idempotency_key: Key = None
    ) -> ApprovalKind | None:
        """Take a kind out of use, or back into it; what was asked by it goes on."""
        return await _on(
            info.context, input, input.id, "archiveApprovalKind",
            lambda session, of: approval_kinds.archive_kind(
                session, of, input.version, archived=input.archived
            ),
            idempotency_key,
        )  # fmt: skip

    @strawberry.mutation
    async def open_approval_gate(
        self, info: Info, input: ApprovalGateInput, idempotency_key: Key = None
    ) -> ApprovalGateSecret | None:
        """Let another system send decisions, by a new secret; an old one is void from now on."""
        context = info.context

        async def work(session: Any) -> Any:
            keys = await context.services.vault.firm(session)
            gate, _ = await approval_callbacks.open_gate(session, keys, input.number)
            return gate

        await change(context, "openApprovalGate", work, key=idempotency_key, input=strawberry.asdict(input))
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            keys = await context.services.vault.firm(session)
        number = input.number + 1
        return ApprovalGateSecret(number=number, secret=approval_callbacks.secret_of(keys, number))

    @strawberry.mutation
    async def close_approval_gate(
        self, info: Info, input: ApprovalGateInput, idempotency_key: Key = None
    ) -> ApprovalGate | None:
        """Take no more decisions from outside."""
        await change(
            info.context,
            "closeApprovalGate",
            lambda session: approval_callbacks.close_gate(session, input.number),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await gate_in(info.context)


async def _on(context: Context, input: Any, id: str, call: str, work: Any, key: Key) -> ApprovalKind | None:
    node = await subject(context, APPROVAL_KIND, id, call)
    await change(
        context, call, lambda session: work(session, node.row.id), key=key, input=strawberry.asdict(input)
    )
    return await _read(context, node.row.id)


async def _read(context: Context, id: UUID | None) -> ApprovalKind | None:
    found: ApprovalKind | None = await node_of(context, APPROVAL_KIND, id)
    return found
