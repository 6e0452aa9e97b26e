"""The demo firm's approvals: every state is there, and every chain is whole."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.copying import Copier
from backend.book.demo.load import load_demo
from backend.book.demo.population import Population
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.founding import equip
from backend.track.approval_chain import verify
from backend.track.approval_demo import write_approvals
from backend.track.approval_rounds import round_of
from backend.track.approval_rules import ACTIVE, OPEN, STATES
from backend.track.approvals import Approval
from backend.track.demo import write_journeys

AS_OF = date(2026, 11, 20)


async def _further(session: AsyncSession, copier: Copier, people: Population) -> None:
    await write_journeys(session, copier, people)
    await write_approvals(session, copier, people)


async def test_every_state_is_there_and_every_chain_is_whole(database: Database, vault: Vault) -> None:
    loaded = await load_demo(database, vault, size=200, as_of=AS_OF, equip=equip, further=_further)
    async with database.as_system(loaded.firm_id, "tests") as session:
        rows = (await session.scalars(select(Approval).where(Approval.firm_id == loaded.firm_id))).all()
        states = Counter(row.state for row in rows)
        assert set(states) == set(STATES) - {"voided"}
        assert any(row.journey_id is not None for row in rows)
        for row in rows:
            assert (await verify(session, row)).sound, row.state
            steps, signers = await round_of(session, row)
            asked = [signer for signer in signers if signer.state == ACTIVE]
            assert bool(asked) == (row.state == "pending")
            assert (row.state == "pending") == any(step.state == OPEN for step in steps)
            assert all(signer.user_id != row.requester_id for signer in signers)
            assert all(signer.decided_by_id != row.requester_id for signer in signers)
