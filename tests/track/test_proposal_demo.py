"""The demo firm has proposals in every state, each with the way that led there, an approval and an issue to print."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from backend.book.demo.load import load_demo
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.founding import equip
from backend.track.approval_chain import verify
from backend.track.approvals import Approval
from backend.track.proposal_demo import write_proposals
from backend.track.proposal_moves import hash_of
from backend.track.proposal_pages import page_data
from backend.track.proposal_states import STATES
from backend.track.proposals import Proposal, ProposalPrint, ProposalStep, ProposalVersion

AS_OF = date(2026, 11, 20)


async def test_every_state_has_a_proposal_and_its_steps_lead_there(database: Database, vault: Vault) -> None:
    loaded = await load_demo(database, vault, size=1500, as_of=AS_OF, equip=equip, further=write_proposals)
    async with database.read(loaded.firm_id) as session:
        rows = list(await session.scalars(select(Proposal).where(Proposal.firm_id == loaded.firm_id)))
        steps = await session.execute(
            select(ProposalStep.proposal_id, ProposalStep.after)
            .where(ProposalStep.firm_id == loaded.firm_id)
            .order_by(ProposalStep.at, ProposalStep.id)
        )
        latest = dict(steps.all())
        issues = list(
            await session.scalars(select(ProposalVersion).where(ProposalVersion.firm_id == loaded.firm_id))
        )
        waiting = await session.scalars(
            select(ProposalPrint.version_id).where(
                ProposalPrint.firm_id == loaded.firm_id, ProposalPrint.due_at.is_not(None)
            )
        )
        approvals = {
            row.id: row
            for row in await session.scalars(select(Approval).where(Approval.firm_id == loaded.firm_id))
        }
        asked = [row for row in rows if row.approval_id is not None]
        verdicts = [(await verify(session, approvals[row.approval_id])).sound for row in asked]  # type: ignore[index]
    assert {row.state for row in rows} == set(STATES)
    assert latest == {row.id: row.state for row in rows}
    assert all(verdicts)
    assert len(asked) == len(issues)
    assert {row.state for row in approvals.values()} == {"pending", "approved"}
    assert set(waiting) == {issue.id for issue in issues}
    for issue in issues:
        assert issue.hash == hash_of(issue.content)
        assert page_data(issue.content)["items"]
