"""What another service matrix would do before it is in force."""

from __future__ import annotations

from typing import Any

import strawberry
from sqlalchemy import and_, func, select

from backend.book.clients import Client as ClientRow
from backend.book.service_by_hand import held_on
from backend.book.service_matrices import InForce
from backend.book.service_sweeps import moving_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.platform.clock import business_date
from backend.policies.rows import reach
from backend.schema.clients import CLIENT, Client
from backend.schema.service import (
    ServiceMatrix,
    ServiceMatrixDraft,
    matrices,
    matrix_draft,
    matrix_now,
)
from backend.schema.service_rights import checked_cells, hold_author
from backend.schema.service_sweeping import ask_of, broken
from backend.schema.tag_sweeping import firm_of

SAMPLE = 8


@strawberry.type
class ServiceMove:
    """Clients that would come from one cell to another; null: none."""

    from_cell: str | None
    to_cell: str | None
    count: int


@strawberry.type
class ServicePreview:
    """What a matrix would do, among the clients that the caller sees."""

    moves: list[ServiceMove] = strawberry.field(
        description="The most first; who stays where he is is in none."
    )
    counts: list[ServiceMove] = strawberry.field(
        description="How many are in each cell now (`fromCell`), whatever becomes of them."
    )
    breaches: int = strawberry.field(description="Clients whose owner would be of the wrong level.")
    overdue: int = strawberry.field(description="Clients whose next contact would be overdue at once.")
    broken: list[str] = strawberry.field(description="Cells whose condition or tiers name what is no more.")
    sample: list[Client] = strawberry.field(description="Some of those that would move.")


async def preview_matrix(context: Context, content: Any) -> ServicePreview:
    """Counts and a sample. Raises Refused: BAD_USER_INPUT, FORBIDDEN for what the caller may not read everywhere."""
    cells = checked_cells(content)
    hold_author(context.principal.mask, cells)
    firm_id = context.principal.firm_id
    seen = reach(context.principal, "client").predicate
    within = [ClientRow.archived_at.is_(None), *([] if seen is None else [seen])]
    async with context.database.read(firm_id) as session:
        context.queries += 7
        firm = await firm_of(session)
        by_hand = await held_on(session, business_date())
        ask = ask_of(InForce(firm_id, 0, cells), firm, and_(*within), by_hand)
        moving = moving_of(ask, firm_id, business_date())
        moved = moving.c.cell.is_distinct_from(moving.c.from_cell)
        moves = await _counted(
            session,
            select(moving.c.from_cell, moving.c.cell, func.count())
            .where(moved)
            .group_by(moving.c.from_cell, moving.c.cell)
            .order_by(func.count().desc(), moving.c.from_cell, moving.c.cell),
        )
        present = await _counted(
            session,
            select(ClientRow.service_cell, ClientRow.service_cell, func.count())
            .where(ClientRow.firm_id == firm_id, *within)
            .group_by(ClientRow.service_cell),
        )
        stray, late = await _then(session, ask, firm_id, within)
        lost = await broken(session, cells, firm)
        ids = list(
            await session.scalars(select(moving.c.id).where(moved).order_by(moving.c.id).limit(SAMPLE))
        )
    sample = await nodes_of(context, CLIENT, ids)
    return ServicePreview(
        moves=moves,
        counts=present,
        breaches=stray,
        overdue=late,
        broken=lost,
        sample=[node for node in sample if node],
    )


async def _counted(session: Any, statement: Any) -> list[ServiceMove]:
    return [
        ServiceMove(from_cell=row[0], to_cell=row[1], count=row[2])
        for row in await session.execute(statement)
    ]


async def _then(session: Any, ask: Any, firm_id: Any, within: list[Any]) -> tuple[int, int]:
    """Of all the caller sees: whose owner would be wrong, and who would be overdue."""
    moving, today = moving_of(ask, firm_id, business_date()), business_date()
    gone = await session.execute(
        select(
            func.count().filter(moving.c.fits.is_(False)),
            func.count().filter(moving.c.due < today),
            func.count().filter(moving.c.from_fits.is_(False)),
            func.count().filter(moving.c.from_due < today),
        )
    )
    stray, late, had_stray, had_late = gone.one()
    now_ = await session.execute(
        select(
            func.count().filter(ClientRow.owner_fits.is_(False)),
            func.count().filter(ClientRow.contact_due_on < today),
        ).where(ClientRow.firm_id == firm_id, *within)
    )
    strays, lates = now_.one()
    # Who is in line already is in no move: he counts as he does now.
    return strays - had_stray + stray, lates - had_late + late


@strawberry.type
class ServiceQueries:
    """What clients are due."""

    @strawberry.field
    async def service_matrix(self, info: Info) -> ServiceMatrix | None:
        """The matrix in force."""
        return await matrix_now(info.context)

    @strawberry.field
    async def service_matrices(self, info: Info) -> list[ServiceMatrix]:
        """All versions, the newest first."""
        return await matrices(info.context)

    @strawberry.field
    async def service_draft(self, info: Info) -> ServiceMatrixDraft | None:
        """The next version while somebody works on it."""
        return await matrix_draft(info.context)

    @strawberry.field
    async def preview_service_matrix(self, info: Info, content: strawberry.scalars.JSON) -> ServicePreview:
        """What a matrix would do, before it is in force."""
        return await preview_matrix(info.context, content)
