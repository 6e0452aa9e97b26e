"""Files of issues that could not be made, tried again when somebody asks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.versions import locked
from backend.track.proposals import Proposal, ProposalPrint, ProposalVersion


async def reprint(session: AsyncSession, proposal_id: UUID, number: int) -> Proposal:
    """Let the worker try again. Raises Refused: NOT_FOUND; BAD_USER_INPUT, state, for what is made or waits."""
    proposal = await locked(session, Proposal, proposal_id)
    job = await session.scalar(
        select(ProposalPrint)
        .join(
            ProposalVersion,
            (ProposalVersion.firm_id == ProposalPrint.firm_id)
            & (ProposalVersion.id == ProposalPrint.version_id),
        )
        .where(
            ProposalPrint.firm_id == proposal.firm_id,
            ProposalVersion.firm_id == proposal.firm_id,
            ProposalVersion.proposal_id == proposal_id,
            ProposalVersion.number == number,
        )
        .with_for_update(of=ProposalPrint)
    )
    if job is None:
        raise Refused(Code.NOT_FOUND)
    if job.file_id is not None or job.due_at is not None:
        raise bad_input("number", "state")
    job.tries, job.fault, job.due_at = 0, None, now()
    await session.flush()
    return proposal
