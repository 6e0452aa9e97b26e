"""Which proposal an approval is about: the present one, or one it was asked for before."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.track.approvals import Approval
from backend.track.proposals import ProposalVersion

MARK = "proposal:"


async def proposal_of(session: AsyncSession, approval_id: UUID) -> UUID | None:
    """The id of the proposal whose issue an approval was asked for; None for other approvals."""
    firm_id = session.info["firm_id"]
    entry = await session.scalar(
        select(Approval.entry).where(Approval.firm_id == firm_id, Approval.id == approval_id)
    )
    if entry is None or not entry.startswith(MARK):
        return None
    found: UUID | None = await session.scalar(
        select(ProposalVersion.proposal_id).where(
            ProposalVersion.firm_id == firm_id, ProposalVersion.id == UUID(entry.removeprefix(MARK))
        )
    )
    return found
