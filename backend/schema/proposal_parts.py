"""What a proposal consists of: its funds, its issues with their files, and its moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import PublicId, declared
from backend.graph.nodes import node_of
from backend.graph.scalars import Money
from backend.graph.sources import ToOne, column, to_one
from backend.platform.ids import public_id
from backend.platform.principal import Level, Mask, Relation
from backend.schema.fund_orders import FUND_ORDER, FundOrder
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product, ShareClass
from backend.schema.staff import User
from backend.schema.tag_rules import user_of
from backend.track import proposals as track
from backend.track.proposal_differences import differences_between

OPEN = "ProposalVersion.content"
OF_CLIENT = ("Client.", "Need.")
"""What stands to the reader as the client does; of everything else any relation will do."""


@strawberry.type
class ProposalItem:
    """A fund that a proposal puts forward."""

    row: strawberry.Private[track.ProposalItem]
    stands: strawberry.Private[Relation]

    @declared(PublicId("proposalitem"))
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("proposalitem", self.row.id))

    place: int = column("place", description="0, 1, …")
    amount: Money | None = column("amount", description="In the fund's currency.")
    note: str | None = column("note", description="The writer's own words about it.")
    product: Product | None = to_one(lambda: PRODUCT, "product_id")
    share_class: ShareClass | None = to_one(lambda: SHARE_CLASS, "share_class_id")

    @declared(ToOne(lambda: FUND_ORDER, "order_id"))
    async def order(self, info: Info) -> FundOrder | None:
        """What came of it once the client accepted."""
        return await node_of(info.context, FUND_ORDER, self.row.order_id)  # type: ignore[no-any-return]


@strawberry.type
class ProposalStep:
    """One move of a proposal; it is never changed."""

    row: strawberry.Private[track.ProposalStep]
    stands: strawberry.Private[Relation]

    act: str = column(
        "act", description="create, issue, reopen, release, send, accept, decline, expire, withdraw, order."
    )
    before: str | None = column("before", description="Null: it began.")
    after: str = column("after")
    number: int = column("number", description="The issue it was about; 0: none yet.")
    at: datetime = column("at")
    reason: str | None = column("reason")

    @strawberry.field
    async def by(self, info: Info) -> User | None:
        """Who did it; null for the product."""
        return await user_of(info.context, self.row.by)


@dataclass(frozen=True)
class Issued:
    """An issue with its file."""

    version: track.ProposalVersion
    print: track.ProposalPrint


@strawberry.type
class ProposalVersion:
    """One issue, as it was handed in; it is never changed."""

    issued: strawberry.Private[Issued]
    stands: strawberry.Private[Relation]

    @strawberry.field
    def number(self) -> int:
        """1, 2, …"""
        return self.issued.version.number

    @strawberry.field
    def hash(self) -> str:
        """SHA-256 of its content, hexadecimal."""
        return self.issued.version.hash

    @strawberry.field
    def issued_at(self) -> datetime:
        """When it was handed in."""
        return self.issued.version.issued_at

    @strawberry.field
    async def issued_by(self, info: Info) -> User | None:
        """Who handed it in."""
        return await user_of(info.context, self.issued.version.issued_by)

    @strawberry.field
    def state(self) -> str:
        """Of its file: waiting, printed or failed."""
        job = self.issued.print
        return "printed" if job.file_id else "waiting" if job.due_at else "failed"

    @strawberry.field
    def fault(self) -> str | None:
        """Why its file is not made, as a key of the product's problems."""
        return self.issued.print.fault

    @strawberry.field
    def pages(self) -> int | None:
        """Of its file."""
        return self.issued.print.pages

    @strawberry.field
    def digest(self) -> str | None:
        """SHA-256 of its file, hexadecimal."""
        return self.issued.print.digest

    @strawberry.field
    def readable(self, info: Info) -> bool:
        """Whether the caller may read all that it shows, and so open it."""
        return may_read(info.context.principal.mask, self.issued.version.shows, self.stands)

    @strawberry.field
    def content(self, info: Info) -> strawberry.scalars.JSON | None:
        """All that it says; null for who may not read something of it."""
        if not may_read(info.context.principal.mask, self.issued.version.shows, self.stands):
            return None
        return strawberry.scalars.JSON(self.issued.version.content)


@strawberry.type
class ProposalDifference:
    """One place at which an issue says something else than an earlier one."""

    at: str = strawberry.field(description="As items.SG01.amount.")
    before: str | None
    after: str | None


def may_read(mask: Mask, shows: Sequence[str], stands: Relation) -> bool:
    """Whether somebody may read an issue: the right to open it, and to each value that is in it."""
    return mask.level(OPEN, stands) >= Level.VIEW and all(
        (mask.level(each, stands) if each.startswith(OF_CLIENT) else mask.anywhere(each)) >= Level.VIEW
        for each in shows
    )


def differences(before: ProposalVersion, after: ProposalVersion) -> list[ProposalDifference]:
    """What a newer issue says otherwise."""
    return [
        ProposalDifference(at=each.at, before=each.before, after=each.after)
        for each in differences_between(before.issued.version.content, after.issued.version.content)
    ]


async def items_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[track.ProposalItem]]:
    """Funds of proposals, in their order."""
    row = track.ProposalItem
    return await _by_proposal(session, context, row, ids, row.place, row.id)


async def steps_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[track.ProposalStep]]:
    """Moves of proposals, the first one first."""
    return await _by_proposal(session, context, track.ProposalStep, ids, track.ProposalStep.id)


async def versions_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[Issued]]:
    """Issues of proposals with their files, the newest first."""
    version, job, firm_id = track.ProposalVersion, track.ProposalPrint, context.principal.firm_id
    rows = await session.execute(
        select(version, job)
        .join(job, (job.firm_id == firm_id) & (job.version_id == version.id))
        .where(version.firm_id == firm_id, version.proposal_id.in_(ids))
        .order_by(version.number.desc())
    )
    found: dict[UUID, list[Issued]] = defaultdict(list)
    for row in rows:
        found[row[0].proposal_id].append(Issued(*row))
    return found


async def _by_proposal(
    session: AsyncSession, context: Context, of: Any, ids: Sequence[UUID], *order: Any
) -> dict[UUID, list[Any]]:
    rows = await session.scalars(
        select(of).where(of.firm_id == context.principal.firm_id, of.proposal_id.in_(ids)).order_by(*order)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.proposal_id].append(row)
    return found
