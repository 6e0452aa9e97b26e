"""Approvals that a request asks for when it is made: by its type, and of a partner for clients whom partners serve."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import actor_id
from backend.book.staff import User
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.versions import locked
from backend.retain.request_steps import write_step
from backend.retain.requests import ServiceRequest
from backend.track.approval_asking import begin, hand_in
from backend.track.approval_content import PARTNER
from backend.track.approval_kinds import ApprovalKind, kind_content
from backend.track.approval_people import barred, deputies_of, people_of
from backend.track.approval_rounds import is_decidable
from backend.track.approval_rules import DRAFT, PENDING, REJECTED, RETURNED
from backend.track.approvals import Approval

BY_PARTNER, BY_EXECUTIVE = "service_partner", "service_executive"
TITLE = 120
HOLDS = (DRAFT, PENDING, RETURNED, REJECTED)
"""A request is not resolved while one of its approvals is in these."""


async def ask_for(session: AsyncSession, row: ServiceRequest, kind_key: str | None, *, partner: bool) -> None:
    """Ask what a new request needs, in its own transaction.

    partner: whether a partner has to approve. None of them there, nor anybody who stands in for him: an executive.
    """
    requester_id = actor_id(session) or row.owner_id
    if requester_id is None:
        if partner or kind_key is not None:
            write_step(session, row, "approval", row.state, detail="nobody")
        return
    if partner:
        row.partner_approval_id = await _ask_partner(session, row, requester_id)
    if kind_key is not None:
        row.approval_id = await _ask(session, row, kind_key, requester_id)
    await session.flush()


async def _ask_partner(session: AsyncSession, row: ServiceRequest, requester_id: UUID) -> UUID | None:
    asked = Approval(
        firm_id=row.firm_id, client_id=row.client_id, requester_id=requester_id, asked_by_id=actor_id(session)
    )
    people = await people_of(session, asked, [PARTNER])
    if await _are_there(session, people, barred(asked)):
        found = await _ask(session, row, BY_PARTNER, requester_id)
        if found is not None:
            return found
    return await _ask(session, row, BY_EXECUTIVE, requester_id)


async def _are_there(session: AsyncSession, people: Sequence[UUID], out: set[UUID]) -> bool:
    """Whether one of them is at work, or somebody who stands in for one is and may decide."""
    if not people:
        return False
    today = business_date()
    away = set(
        await session.scalars(
            select(User.id).where(
                User.firm_id == session.info["firm_id"],
                User.id.in_(people),
                User.absent_from <= today,
                User.absent_until >= today,
            )
        )
    )
    acting = await deputies_of(session, people)
    return any(id not in away or acting.get(id) not in {None, *out} for id in people)


async def _ask(session: AsyncSession, row: ServiceRequest, key: str, requester_id: UUID) -> UUID | None:
    kind = await session.scalar(
        select(ApprovalKind).where(
            ApprovalKind.firm_id == row.firm_id, ApprovalKind.key == key, ApprovalKind.archived_at.is_(None)
        )
    )
    if kind is None:
        write_step(session, row, "approval", row.state, detail="nobody")
        return None
    content = await kind_content(session, kind.id, kind.number)
    fields = {field.key for field in content.form}
    form = {"request": f"{row.zh} {row.title}"[:TITLE]} if "request" in fields else {}
    asked = Approval(
        firm_id=row.firm_id, client_id=row.client_id, requester_id=requester_id, asked_by_id=actor_id(session)
    )
    whole = all(not field.required or field.key in form for field in content.form)
    if not whole or not await is_decidable(session, asked, content):
        write_step(session, row, "approval", row.state, detail="nobody")
        return None
    approval = await begin(
        session, kind.id, row.title[:TITLE], form, subject_id=row.client_id, requester_id=requester_id
    )
    await hand_in(session, await locked(session, Approval, approval.id), None)
    write_step(session, row, "approval", row.state, detail=key)
    return approval.id


async def hold_approved(session: AsyncSession, row: ServiceRequest) -> None:
    """Raises Refused(BAD_USER_INPUT, problem=request_approval) while an approval of the request is not given."""
    ids = [id for id in (row.approval_id, row.partner_approval_id) if id is not None]
    if not ids:
        return
    states = await session.scalars(
        select(Approval.state).where(Approval.firm_id == row.firm_id, Approval.id.in_(ids))
    )
    if any(state in HOLDS for state in states):
        raise bad_input("id", "request_approval")
