"""Service levels by hand as readers see them: which cell, to which day, who asked, who decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.service_by_hand import ASKED, HELD, levels_of
from backend.book.service_by_hand import ServiceByHand as Row
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.clock import business_date
from backend.platform.ids import public_id
from backend.schema.staff import USER, User

PREFIX = "servicelevel"
"""Before the public ids of levels by hand."""


@strawberry.type
class ServiceByHand:
    """A level for one client and a time, that one person asked for and another decides on."""

    row: strawberry.Private[Row]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """By which it is ended."""
        return strawberry.ID(public_id(PREFIX, self.row.id))

    @strawberry.field
    def version(self) -> int:
        """Of the last change."""
        return self.row.version

    @strawberry.field
    def cell(self) -> str:
        """Key of the cell of the matrix."""
        return self.row.cell

    @strawberry.field
    def until(self) -> date:
        """Its last day."""
        return self.row.until

    @strawberry.field
    def reason(self) -> str:
        """Why it was asked for."""
        return self.row.reason

    @strawberry.field
    def state(self) -> str:
        """asked, held, refused (also withdrawn or lapsed), ended (before its time), or over."""
        return "over" if self.row.state == HELD and self.row.until < business_date() else self.row.state

    @strawberry.field
    def asked_at(self) -> datetime:
        """When it was asked for."""
        return self.row.created_at

    @strawberry.field
    async def asked_by(self, info: Info) -> User | None:
        """Who asked for it, where the reader may see him."""
        return await node_of(info.context, USER, self.row.asked_by_id)  # type: ignore[no-any-return]

    @strawberry.field
    def decided_at(self) -> datetime | None:
        """When it was decided."""
        return self.row.decided_at

    @strawberry.field
    async def decided_by(self, info: Info) -> User | None:
        """Who approved it, where the reader may see him."""
        return await node_of(info.context, USER, self.row.decided_by_id)  # type: ignore[no-any-return]

    @strawberry.field
    def ended_at(self) -> datetime | None:
        """When somebody ended it before its time."""
        return self.row.ended_at

    @strawberry.field
    async def ended_by(self, info: Info) -> User | None:
        """Who did, where the reader may see him."""
        return await node_of(info.context, USER, self.row.ended_by_id)  # type: ignore[no-any-return]

    @strawberry.field
    def approval(self) -> strawberry.ID | None:
        """The approval that decides; whether it opens to a reader says its own right."""
        id = self.row.approval_id
        return None if id is None else strawberry.ID(public_id("approval", id))


async def by_hand_of(context: Context, client_id: UUID) -> list[ServiceByHand]:
    """What was asked for of a client, the last first."""
    return [ServiceByHand(row=row) for row in await context.load(_levels, client_id) or []]


def in_force(levels: Sequence[ServiceByHand]) -> ServiceByHand | None:
    """The level that counts today."""
    held = [each for each in levels if each.row.state == HELD and each.row.until >= business_date()]
    return max(held, key=lambda each: (each.row.decided_at, each.row.id), default=None)


def waiting(levels: Sequence[ServiceByHand]) -> ServiceByHand | None:
    """The level that is asked for and not decided."""
    return next((each for each in levels if each.row.state == ASKED), None)


async def _levels(
    session: AsyncSession, _context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[Row]]:
    return await levels_of(session, client_ids)
