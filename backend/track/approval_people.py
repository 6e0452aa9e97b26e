"""Whom an approval asks, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.assignments import Assignment
from backend.book.staff import Team, User, UserRole
from backend.platform.clock import business_date
from backend.platform.ids import own_id
from backend.track.approval_content import LEAD, PARTNER
from backend.track.approvals import Approval
from backend.track.template_content import ROLE


async def people_of(session: AsyncSession, approval: Approval, rules: Iterable[str]) -> list[UUID]:
    """Whom rules name, each once, in the order of the rules; nobody who asks himself, nobody who has left."""
    found: dict[UUID, None] = {}
    for rule in rules:
        for id in await _named_by(session, approval, rule):
            found[id] = None
    return [id for id in found if id not in barred(approval)]


def barred(approval: Approval) -> set[UUID]:
    """Who never decides it, whoever he stands in for: whose matter it is, and who handed it in."""
    return {id for id in (approval.requester_id, approval.asked_by_id) if id is not None}


async def deputies_of(session: AsyncSession, user_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Who acts today for each of those who are away; who is away as well is stood in for by his own deputy.

    A chain that comes back to somebody, or ends at who has left, has nobody. For who has left himself, and hands
    nothing on any more, the lead of his team acts.
    """
    if not user_ids:
        return {}
    firm_id, today = session.info["firm_id"], business_date()
    rows = await session.execute(
        select(User.id, User.deputy_id).where(
            User.firm_id == firm_id,
            User.deputy_id.is_not(None),
            User.absent_from <= today,
            User.absent_until >= today,
        )
    )
    next_of: dict[UUID, UUID] = {row.id: row.deputy_id for row in rows}
    found: dict[UUID, UUID] = {}
    for id in user_ids:
        seen, at = {id}, next_of.get(id)
        while at in next_of and at not in seen:
            seen.add(at)
            at = next_of[at]
        if at is not None and at not in seen:
            found[id] = at
    if found:
        active = await session.scalars(
            select(User.id).where(User.firm_id == firm_id, User.id.in_(set(found.values())), User.active)
        )
        there = set(active)
        found = {id: deputy for id, deputy in found.items() if deputy in there}
    gone = await session.scalars(
        select(User.id).where(User.firm_id == firm_id, User.id.in_(user_ids), User.active.is_(False))
    )
    return {**found, **await leads_of(session, gone.all())}


async def leads_of(session: AsyncSession, user_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The active lead of each one's team; who leads it himself, or has no team, is absent."""
    if not user_ids:
        return {}
    firm_id = session.info["firm_id"]
    lead = select(User.id).where(User.firm_id == firm_id, User.active)
    rows = await session.execute(
        select(User.id, Team.lead_id)
        .join(Team, and_(Team.firm_id == firm_id, Team.id == User.team_id))
        .where(
            User.firm_id == firm_id, User.id.in_(user_ids), Team.lead_id != User.id, Team.lead_id.in_(lead)
        )
    )
    return {row.id: row.lead_id for row in rows}


async def _named_by(session: AsyncSession, approval: Approval, rule: str) -> Sequence[UUID]:
    firm_id = session.info["firm_id"]
    if rule == LEAD:
        lead = (await leads_of(session, [approval.requester_id])).get(approval.requester_id)
        return [] if lead is None else [lead]
    if rule == PARTNER:
        # The client's partner, or his owner where that is a partner.
        holds = (
            select(UserRole.id)
            .where(UserRole.firm_id == firm_id, UserRole.user_id == User.id, UserRole.role == "partner")
            .correlate(User)
            .exists()
        )
        statement = (
            select(User.id)
            .join(Assignment, and_(Assignment.firm_id == firm_id, Assignment.user_id == User.id))
            .where(
                User.firm_id == firm_id,
                User.active,
                Assignment.client_id == approval.client_id,
                or_(Assignment.role == "partner", and_(Assignment.role == "owner", holds)),
                Assignment.valid_to.is_(None),
            )
            .group_by(User.id)
            .order_by(User.id)
        )
    elif rule.startswith(ROLE):
        statement = (
            select(User.id)
            .join(UserRole, and_(UserRole.firm_id == firm_id, UserRole.user_id == User.id))
            .where(User.firm_id == firm_id, User.active, UserRole.role == rule.removeprefix(ROLE))
            .order_by(User.id)
        )
    else:
        statement = select(User.id).where(
            User.firm_id == firm_id, User.active, User.id == own_id("user", rule)
        )
    return (await session.scalars(statement)).all()
