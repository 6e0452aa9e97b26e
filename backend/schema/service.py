"""The service matrix as readers see it, and which of its cells holds for a client and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import draft_of, newest_of, versions_of
from backend.book.service_content import Cell, read_content
from backend.book.service_history import ServiceBreach as BreachRow
from backend.book.service_history import ServiceChange as ChangeRow
from backend.book.service_history import changes_of
from backend.book.service_matrices import InForce, ServiceDraft, matrix_in_force
from backend.book.service_matrices import ServiceMatrix as MatrixRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.principal import Level, Relation
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.service_by_hand import ServiceByHand, by_hand_of, in_force, waiting
from backend.schema.service_rights import hidden
from backend.schema.tag_rules import names_in, words_of
from backend.systemize.conditions.tree import write


@strawberry.type
class ServiceCadence:
    """How often somebody talks with the client."""

    every: int
    unit: str = strawberry.field(description="day, week, or month: each month of the calendar.")
    kinds: list[str] = strawberry.field(description="Conversations that count; empty: any he took part in.")


@strawberry.type
class ServiceResponse:
    """Within how many minutes somebody answers a request of a kind."""

    kind: str
    minutes: int


@strawberry.type
class ServiceEntitlement:
    """Something clients of a cell get."""

    zh: str
    en: str


@strawberry.type
class ServiceCell:
    """A cell of the matrix: whom it is for, and what is promised there."""

    cell: strawberry.Private[Cell]

    @strawberry.field
    def key(self) -> str:
        """By which lists and history name it."""
        return self.cell.key

    @strawberry.field
    def zh(self) -> str:
        """What it is called in Chinese."""
        return self.cell.zh

    @strawberry.field
    def en(self) -> str:
        """What it is called in English."""
        return self.cell.en

    @strawberry.field
    def tiers(self) -> list[str]:
        """Keys of the tiers it is for; empty: of any."""
        return list(self.cell.tiers)

    @strawberry.field
    def condition(self) -> strawberry.scalars.JSON | None:
        """Whom else it asks for, in the rule language; null: whoever."""
        return None if self.cell.condition is None else strawberry.scalars.JSON(write(self.cell.condition))

    @strawberry.field
    async def sentence(self, info: Info) -> str | None:
        """The same in words of the reader's language."""
        if self.cell.condition is None:
            return None
        names = await names_in(info.context, self.cell.condition)
        return words_of(self.cell.condition, info.context, names)

    @strawberry.field
    def priority(self) -> int:
        """Of cells that are equally specific the higher one holds."""
        return self.cell.priority

    @strawberry.field
    def owner(self) -> list[str]:
        """Roles of which the client's owner holds one; empty: anybody may serve him."""
        return list(self.cell.level.owner_roles)

    @strawberry.field
    def cadence(self) -> ServiceCadence | None:
        """How often he is contacted."""
        found = self.cell.level.cadence
        if found is None:
            return None
        return ServiceCadence(every=found.every, unit=found.unit, kinds=list(found.kinds))

    @strawberry.field
    def calendar(self) -> str:
        """When minutes of an answer count: business (workdays) or always."""
        return self.cell.level.calendar

    @strawberry.field
    def responses(self) -> list[ServiceResponse]:
        """Within which time requests are answered."""
        return [ServiceResponse(kind=k, minutes=m) for k, m in self.cell.level.responses.items()]

    @strawberry.field
    def entitlements(self) -> list[ServiceEntitlement]:
        """What else he gets."""
        return [ServiceEntitlement(zh=zh, en=en) for zh, en in self.cell.level.entitlements]

    @strawberry.field
    def escalation(self) -> list[str]:
        """Who is told one after the other when time runs out: `owner`, or a role."""
        return list(self.cell.level.escalation)

    @strawberry.field
    def urgency(self) -> str:
        """The priority of tasks that follow from it."""
        return self.cell.level.urgency


@strawberry.type
class ServiceMatrix(ConfigurationVersion):
    """One version of the matrix."""

    @strawberry.field
    def cells(self) -> list[ServiceCell]:
        """The cells, the one that goes first first."""
        return [ServiceCell(cell=cell) for cell in read_content(self.row.content)]


@strawberry.type
class ServiceMatrixDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


@strawberry.type
class ServiceChange:
    """A client came to another cell."""

    row: strawberry.Private[ChangeRow]

    @strawberry.field
    def from_cell(self) -> str | None:
        """Where he was."""
        return self.row.from_cell

    @strawberry.field
    def to_cell(self) -> str | None:
        """Where he came to."""
        return self.row.to_cell

    @strawberry.field
    def matrix(self) -> int:
        """By which version."""
        return self.row.matrix

    @strawberry.field
    def on(self) -> date:
        """The day."""
        return self.row.on


@strawberry.type
class ServiceBreach:
    """The owner is not of the level that the cell wants."""

    row: strawberry.Private[BreachRow]

    @strawberry.field
    def found_at(self) -> datetime:
        """Since when."""
        return self.row.found_at

    @strawberry.field
    def is_told(self) -> bool:
        """Whether somebody has a task to mend it."""
        return self.row.task_id is not None


@strawberry.type
class ClientService:
    """What a client is due: the cell that holds for him, and what follows."""

    of: strawberry.Private[Any]
    matrix_in_force: strawberry.Private[InForce]

    @strawberry.field
    def cell(self) -> ServiceCell | None:
        """The cell that holds; null: none does."""
        found = self.matrix_in_force.cell(self.of.service_cell)
        return None if found is None else ServiceCell(cell=found)

    @strawberry.field
    def matrix(self) -> int:
        """The version in force."""
        return self.matrix_in_force.number

    @strawberry.field
    async def since(self, info: Info) -> date | None:
        """The day on which he came to it."""
        found: date | None = await info.context.load(_since, self.of.id)
        return found

    @strawberry.field
    async def breach(self, info: Info) -> ServiceBreach | None:
        """That his owner is of the wrong level; null when he is not."""
        row = await info.context.load(_breaches, self.of.id)
        return None if row is None else ServiceBreach(row=row)

    @strawberry.field
    async def by_hand(self, info: Info) -> ServiceByHand | None:
        """The level given by hand that counts today, where the matrix has its cell; null: the matrix decides."""
        found = in_force(await by_hand_of(info.context, self.of.id))
        return None if found is None or self.matrix_in_force.cell(found.row.cell) is None else found

    @strawberry.field
    async def asked(self, info: Info) -> ServiceByHand | None:
        """A level that is asked for and not decided yet."""
        return waiting(await by_hand_of(info.context, self.of.id))

    @strawberry.field
    async def levels_by_hand(self, info: Info) -> list[ServiceByHand]:
        """All levels that were asked for, the last first; 50 at most."""
        return await by_hand_of(info.context, self.of.id)

    @strawberry.field
    async def history(self, info: Info, first: int = 20) -> list[ServiceChange]:
        """To which cells he came, the latest first; 100 at most."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            return [ServiceChange(row=row) for row in await changes_of(session, self.of.id, first)]


async def service_of(context: Context, client: Any, stands: Relation) -> ClientService | None:
    """What a client is due; null without a matrix, and for whom it would tell what he may not read."""
    matrix = await context.load(_matrix, context.principal.firm_id)
    if matrix is None or context.principal.mask.level("Client.serviceCell", stands) < Level.VIEW:
        return None
    coordinate = hidden(context.principal.mask, matrix.cell(client.service_cell), stands)
    if coordinate is not None:
        context.denied.add(coordinate)
        return None
    return ClientService(of=client, matrix_in_force=matrix)


async def _matrix(
    session: AsyncSession, _context: Context, firm_ids: Sequence[UUID]
) -> dict[UUID, InForce | None]:
    return dict.fromkeys(firm_ids, await matrix_in_force(session))


async def _since(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, date]:
    rows = await session.execute(
        select(ChangeRow.client_id, ChangeRow.on)
        .where(ChangeRow.firm_id == context.principal.firm_id, ChangeRow.client_id.in_(ids))
        .order_by(ChangeRow.client_id, ChangeRow.at.desc())
        .ext(distinct_on(ChangeRow.client_id))
    )
    return {row.client_id: row.on for row in rows}


async def _breaches(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, BreachRow]:
    rows = await session.scalars(
        select(BreachRow).where(
            BreachRow.firm_id == context.principal.firm_id,
            BreachRow.client_id.in_(ids),
            BreachRow.ended_at.is_(None),
        )
    )
    return {row.client_id: row for row in rows}


async def matrix_now(context: Context) -> ServiceMatrix | None:
    """The version in force."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await newest_of(session, MatrixRow)
    return None if row is None else ServiceMatrix(row=row)


async def matrices(context: Context) -> list[ServiceMatrix]:
    """All versions, the newest first."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        return [ServiceMatrix(row=row) for row in await versions_of(session, MatrixRow)]


async def matrix_draft(context: Context) -> ServiceMatrixDraft | None:
    """The draft, if there is one."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await draft_of(session, ServiceDraft)
    return None if row is None else ServiceMatrixDraft(row=row)
