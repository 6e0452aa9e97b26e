"""Changes of the service matrix."""

from __future__ import annotations

from typing import Any

import strawberry

from backend.book import service_matrices
from backend.book.configurations import discard_draft, save_draft
from backend.book.service_matrices import ServiceDraft
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.policies.roles import PEOPLE
from backend.schema.changing import Key, change, content_object
from backend.schema.role_sets import readers, role_sets_of
from backend.schema.service import ServiceMatrix, ServiceMatrixDraft, matrix_draft, matrix_now
from backend.schema.service_rights import checked_cells, hold_author, hold_readers
from backend.schema.service_sweeping import broken
from backend.schema.tag_sweeping import firm_of
from backend.schema.viewer import policies_of


@strawberry.input
class SaveServiceDraftInput:
    """The draft. `version`: of the draft it was begun from, 0 for the first; `base`: the newest matrix then."""

    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardServiceDraftInput:
    """Names the draft by the version it was read at."""

    draft: int


@strawberry.input
class PublishServiceMatrixInput:
    """A new version. `base`: the newest one its author knew."""

    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.type
class ServiceMutations:
    """What clients are due."""

    @strawberry.mutation
    async def save_service_draft(
        self, info: Info, input: SaveServiceDraftInput, idempotency_key: Key = None
    ) -> ServiceMatrixDraft | None:
        """Keep the next version as far as it is written; it need not be right yet."""
        await change(
            info.context,
            "saveServiceDraft",
            lambda session: save_draft(
                session, ServiceDraft, input.version, input.base, content_object(input.content, "content")
            ),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await matrix_draft(info.context)

    @strawberry.mutation
    async def discard_service_draft(
        self, info: Info, input: DiscardServiceDraftInput, idempotency_key: Key = None
    ) -> ServiceMatrix | None:
        """Forget the draft; what is in force comes back."""
        await change(
            info.context,
            "discardServiceDraft",
            lambda session: discard_draft(session, ServiceDraft, input.draft),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await matrix_now(info.context)

    @strawberry.mutation
    async def publish_service_matrix(
        self, info: Info, input: PublishServiceMatrixInput, idempotency_key: Key = None
    ) -> ServiceMatrix | None:
        """Put a matrix in force: clients follow within seconds. An older one is put in force by publishing it anew."""
        context = info.context

        async def work(session: Any) -> Any:
            await _hold(context, session, input.content)
            return await service_matrices.publish(session, input.base, input.content, PEOPLE, input.note)

        await change(
            context, "publishServiceMatrix", work, key=idempotency_key, input=strawberry.asdict(input)
        )
        return await matrix_now(context)


async def _hold(context: Context, session: Any, content: Any) -> None:
    """A matrix as it may be put in force by the caller."""
    cells = checked_cells(content)
    for key in await broken(session, cells, await firm_of(session)):
        raise bad_input("cells", "matrix_unknown", value=key)
    hold_author(context.principal.mask, cells)
    policy = await policies_of(context).policy_of(context.principal.firm_id)
    hold_readers(policy, readers(policy, await role_sets_of(session)), cells)
