"""Changes of the service matrix."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import strawberry

from backend.book import service_matrices
from backend.book.configurations import discard_draft, save_draft
from backend.book.service_by_hand import ServiceByHand
from backend.book.service_matrices import ServiceDraft, matrix_in_force
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Relation
from backend.platform.versions import locked
from backend.policies.roles import PEOPLE
from backend.schema import inputs
from backend.schema.changing import Key, change, changed, content_object, subject
from backend.schema.clients import CLIENT, Client
from backend.schema.role_sets import readers, role_sets_of
from backend.schema.service import ServiceMatrix, ServiceMatrixDraft, matrix_draft, matrix_now
from backend.schema.service_by_hand import PREFIX
from backend.schema.service_rights import checked_cells, hidden, hold_author, hold_readers
from backend.schema.service_sweeping import broken
from backend.schema.tag_sweeping import firm_of
from backend.schema.viewer import policies_of
from backend.track import service_levels

LEVEL: Final = "Client.serviceCell"


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


@strawberry.input
class ProposeServiceLevelInput:
    """Another level for a client. `cell`: a key of the matrix; `until`: its last day, at most a year ahead."""

    client: strawberry.ID
    cell: str
    until: date
    reason: str


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

    @changing(lambda: CLIENT)
    async def propose_service_level(
        self, info: Info, input: ProposeServiceLevelInput, idempotency_key: Key = None
    ) -> Client | None:
        """Ask that a client be served at another level for a time; a second person decides."""
        context = info.context
        node = await subject(context, CLIENT, input.client, "proposeServiceLevel")
        demand_level(context, node.stands)

        async def work(session: Any) -> Any:
            matrix = await matrix_in_force(session)
            wanted = None if matrix is None else matrix.cell(input.cell)
            coordinate = hidden(context.principal.mask, wanted, node.stands)
            if coordinate is not None:
                raise Refused(Code.FORBIDDEN, coordinate=coordinate)
            await service_levels.propose(session, node.row.id, input.cell, input.until, input.reason)
            return node.row.id

        return await changed(  # type: ignore[no-any-return]
            context, CLIENT, "proposeServiceLevel", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: CLIENT)
    async def end_service_level(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Client | None:
        """End a level given by hand before its time; the client comes back."""
        context = info.context
        id = own_id(PREFIX, input.id)

        async def work(session: Any) -> Any:
            row = await locked(session, ServiceByHand, id)
            node = await subject(context, CLIENT, CLIENT.public(row.client_id), "endServiceLevel")
            demand_level(context, node.stands)
            await service_levels.end(session, id, input.version)
            return node.row.id

        return await changed(  # type: ignore[no-any-return]
            context, CLIENT, "endServiceLevel", work, key=idempotency_key, input=strawberry.asdict(input)
        )


def demand_level(context: Context, stands: Relation) -> None:
    """Raises Refused(FORBIDDEN) for whoever may not read what level a client is served at."""
    if context.principal.mask.level(LEVEL, stands) < Level.VIEW:
        raise Refused(Code.FORBIDDEN, coordinate=LEVEL)


async def _hold(context: Context, session: Any, content: Any) -> None:
    """A matrix as it may be put in force by the caller."""
    cells = checked_cells(content)
    for key in await broken(session, cells, await firm_of(session)):
        raise bad_input("cells", "matrix_unknown", value=key)
    hold_author(context.principal.mask, cells)
    policy = await policies_of(context).policy_of(context.principal.firm_id)
    hold_readers(policy, readers(policy, await role_sets_of(session)), cells)
