"""What a caller may do with approvals as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.context import Context
from backend.track.approval_people import barred, deputies_of
from backend.track.approval_rules import ACTIVE, DRAFT, OPEN, PENDING, RETURNED
from backend.track.approvals import Approval, ApprovalSigner, ApprovalStep


async def open_to(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Acts that the caller may try on approvals; in a constant number of statements."""
    firm_id, me = context.principal.firm_id, context.principal.user_id
    rows = (
        await session.scalars(select(Approval).where(Approval.firm_id == firm_id, Approval.id.in_(ids)))
    ).all()
    found: dict[UUID, list[str]] = {id: [] for id in ids}
    if me is None:
        return found
    for row in rows:
        if row.requester_id == me:
            mine = {DRAFT: ["edit", "submit", "withdraw"], RETURNED: ["edit", "submit", "withdraw"]}
            found[row.id] = mine.get(row.state, ["withdraw"] if row.state == PENDING else [])
    pending = [row.id for row in rows if row.state == PENDING and me not in barred(row)]
    for id, steps in (await _asked(session, firm_id, pending, me)).items():
        step = steps[0]
        optional = (("return", step.may_return), ("transfer", step.may_transfer), ("add", step.may_add))
        found[id] += ["approve", "reject", *(name for name, may in optional if may)]
    return found


async def _asked(
    session: AsyncSession, firm_id: UUID, ids: Sequence[UUID], me: UUID
) -> dict[UUID, list[ApprovalStep]]:
    """Steps in which somebody is asked now, himself before others that he stands in for, by approval."""
    rows = (
        await session.execute(
            select(ApprovalStep, ApprovalSigner.user_id)
            .join(
                ApprovalSigner,
                and_(ApprovalSigner.firm_id == firm_id, ApprovalSigner.step_id == ApprovalStep.id),
            )
            .where(
                ApprovalStep.firm_id == firm_id,
                ApprovalStep.approval_id.in_(ids),
                ApprovalStep.state == OPEN,
                ApprovalSigner.state == ACTIVE,
            )
            .order_by(ApprovalStep.place, ApprovalSigner.id)
        )
    ).all()
    acting = await deputies_of(session, list({row.user_id for row in rows}))
    own: dict[UUID, list[ApprovalStep]] = defaultdict(list)
    stood: dict[UUID, list[ApprovalStep]] = defaultdict(list)
    for step, user_id in rows:
        if user_id == me:
            own[step.approval_id].append(step)
        elif acting.get(user_id) == me:
            stood[step.approval_id].append(step)
    return {id: own[id] + stood[id] for id in {*own, *stood}}
