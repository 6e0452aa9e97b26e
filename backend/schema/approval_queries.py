"""What is read of approvals and of their kinds from the root, and whether a chain is whole."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import func, select

from backend.graph.connections import Connection, Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.lists import RootAll, RootList, RootOne, all_of, one_of
from backend.graph.nodes import node_of
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.policies.roles import PEOPLE
from backend.schema.approval_kinds import (
    APPROVAL_KIND,
    ApprovalDifference,
    ApprovalKind,
    differences_of,
    kinds_at,
)
from backend.schema.approval_list import (
    ApprovalFilter,
    ApprovalOrder,
    approval_page,
    approvals_listed,
)
from backend.schema.approvals import APPROVAL, Approval
from backend.track.approval_callbacks import ApprovalGate as GateRow
from backend.track.approval_chain import verify
from backend.track.approval_content import read_kind
from backend.track.approval_kinds import ApprovalKind as KindRow
from backend.track.approval_rules import UNDECIDED
from backend.track.approvals import Approval as ApprovalRow


@strawberry.type
class ApprovalVerdict:
    """What came of recomputing a chain."""

    sound: bool
    links: int
    broken_at: int | None = strawberry.field(description="The first link that is not as it was written.")
    head: str = strawberry.field(description="The hash of the last sound link.")


@strawberry.type
class ApprovalKindPreview:
    """What a version would mean before it is in force. Approvals that were asked keep theirs."""

    running: int = strawberry.field(description="Undecided approvals of the firm by the kind.")
    differences: list[ApprovalDifference] = strawberry.field(description="Against the newest version.")


@strawberry.type
class ApprovalGate:
    """Whether another system may send decisions."""

    open: bool
    number: int = strawberry.field(description="Of the secret in force; 0: there never was one.")
    opened_at: datetime | None


@strawberry.type
class ApprovalQueries:
    """What has to be approved."""

    @declared(RootOne(lambda: APPROVAL))
    async def approval(self, info: Info, id: strawberry.ID) -> Approval | None:
        """One approval."""
        return await one_of(info, APPROVAL, id)  # type: ignore[no-any-return]

    @declared(RootList(approvals_listed))
    async def approvals(
        self, info: Info, filter: ApprovalFilter | None = None, order_by: list[ApprovalOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[Approval]:  # fmt: skip
        """Approvals the caller may see, the latest first when no order is given."""
        return await approval_page(info, first, after)

    @declared(RootAll(lambda: APPROVAL_KIND, (KindRow.created_at, KindRow.key)))
    async def approval_kinds(self, info: Info) -> list[ApprovalKind]:
        """All kinds, in the order they came."""
        return await all_of(info, APPROVAL_KIND, KindRow.created_at, KindRow.key)

    @declared(RootOne(lambda: APPROVAL_KIND))
    async def approval_kind(self, info: Info, id: strawberry.ID) -> ApprovalKind | None:
        """One kind."""
        return await one_of(info, APPROVAL_KIND, id)  # type: ignore[no-any-return]

    @strawberry.field
    async def preview_approval_kind(
        self, info: Info, kind: strawberry.ID, content: strawberry.scalars.JSON
    ) -> ApprovalKindPreview:
        """What a version would mean, before it is in force; refused as publishing it would be."""
        return await _preview(info.context, kind, content)

    @strawberry.field
    async def verify_approval(self, info: Info, id: strawberry.ID) -> ApprovalVerdict | None:
        """Recompute the chain of an approval that the caller may see."""
        context = info.context
        node = await node_of(context, APPROVAL, own_id("approval", id))
        if node is None:
            return None
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            found = await verify(session, node.row)
        return ApprovalVerdict(
            sound=found.sound, links=found.links, broken_at=found.broken_at, head=found.head
        )

    @strawberry.field
    async def approval_gate(self, info: Info) -> ApprovalGate:
        """Whether another system may send decisions."""
        return await gate_in(info.context)


async def gate_in(context: Context) -> ApprovalGate:
    """The gate of the caller's firm."""
    firm_id = context.principal.firm_id
    async with context.database.read(firm_id) as session:
        context.queries += 1
        row = await session.scalar(select(GateRow).where(GateRow.firm_id == firm_id))
    if row is None:
        return ApprovalGate(open=False, number=0, opened_at=None)
    return ApprovalGate(open=row.closed_at is None, number=row.number, opened_at=row.opened_at)


async def _preview(context: Context, kind: str, content: Any) -> ApprovalKindPreview:
    node = await node_of(context, APPROVAL_KIND, own_id("approvalkind", kind))
    if node is None:
        raise Refused(Code.NOT_FOUND)
    read = read_kind(content, PEOPLE)
    firm_id = context.principal.firm_id
    async with context.database.read(firm_id) as session:
        context.queries += 1
        running = await session.scalar(
            select(func.count())
            .select_from(ApprovalRow)
            .where(
                ApprovalRow.firm_id == firm_id,
                ApprovalRow.kind_id == node.row.id,
                ApprovalRow.state.in_(UNDECIDED),
            )
        )
    before = await context.load(kinds_at, (node.row.id, node.row.number))
    return ApprovalKindPreview(running=int(running or 0), differences=differences_of(before, read))
