"""What the clock does to approvals: reminders, each once, and the lapse of what nobody decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.clock import now
from backend.platform.events import emit
from backend.track.approval_callbacks import forget_nonces
from backend.track.approval_events import ApprovalReminded
from backend.track.approval_guards import void_if_changed
from backend.track.approval_people import deputies_of, leads_of
from backend.track.approval_rounds import ended_by
from backend.track.approval_rules import ACTIVE, PENDING
from backend.track.approvals import Approval, ApprovalSigner

AT_ONCE: Final = 500
HOW: Final = ("half", "due", "late")


async def keep_approvals(session: AsyncSession) -> int:
    """Remind whoever has not decided, and let lapse what is past its end; how many rows.

    What is done is written on the row in the same transaction, so a worker that is cut off leaves it for the next.
    """
    await forget_nonces(session)
    return await _expire(session) + await _remind(session)


async def _expire(session: AsyncSession) -> int:
    rows = await session.scalars(
        select(Approval)
        .where(
            Approval.firm_id == session.info["firm_id"],
            Approval.state == PENDING,
            Approval.expires_at <= now(),
        )
        .order_by(Approval.expires_at, Approval.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = rows.all()
    for approval in found:
        if not await void_if_changed(session, approval):
            await ended_by(session, approval, "expire")
    return len(found)


async def _remind(session: AsyncSession) -> int:
    """A reminder that was missed while a later one is due is left out: nobody is told the same twice at once."""
    at = now()
    signers = await _waited_for(session, at)
    people = [signer.user_id for signer in signers]
    acting, leads = await deputies_of(session, people), await leads_of(session, people)
    for signer in signers:
        late = signer.late_at is not None and signer.late_at <= at
        due = signer.due_at is not None and signer.due_at <= at
        told = [str(id) for id in (signer.user_id, acting.get(signer.user_id)) if id is not None]
        if due and not signer.due_told:
            emit(session, ApprovalReminded(signer.approval_id, tuple(told), "due"))
        elif not due and not signer.half_told:
            emit(session, ApprovalReminded(signer.approval_id, tuple(told), "half"))
        lead = leads.get(signer.user_id)
        if late and not signer.late_told and lead is not None:
            emit(session, ApprovalReminded(signer.approval_id, (str(lead),), "late"))
        signer.half_told, signer.due_told, signer.late_told = (
            True,
            signer.due_told or due,
            signer.late_told or late,
        )
    await session.flush()
    return len(signers)


async def _waited_for(session: AsyncSession, at: Any) -> Sequence[ApprovalSigner]:
    rows = await session.scalars(
        select(ApprovalSigner)
        .where(
            ApprovalSigner.firm_id == session.info["firm_id"],
            ApprovalSigner.state == ACTIVE,
            ApprovalSigner.half_at <= at,
            or_(
                ApprovalSigner.half_told.is_(False),
                and_(ApprovalSigner.due_told.is_(False), ApprovalSigner.due_at <= at),
                and_(ApprovalSigner.late_told.is_(False), ApprovalSigner.late_at <= at),
            ),
        )
        .order_by(ApprovalSigner.half_at, ApprovalSigner.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return rows.all()
