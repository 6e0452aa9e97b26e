"""Absence: when somebody is away and who acts for him."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.access_marks import mark
from backend.book.staff import User
from backend.book.staff_events import AbsenceSet
from backend.platform.clock import business_date
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit


async def set_absence(
    session: AsyncSession,
    user_id: UUID,
    absent_from: date | None,
    absent_until: date | None,
    deputy_id: UUID | None = None,
) -> User:
    """Note when a user is away (business dates, both inside) and who acts for him; no dates end the absence.

    Raises Refused(NOT_FOUND), and Refused(BAD_USER_INPUT) when the dates are half given or turned round, or
    when the deputy is the user himself, is not active, or would hand the work back to the user.
    """
    user, deputy = await _both(session, user_id, deputy_id)
    if (absent_from is None) != (absent_until is None):
        raise bad_input("absentUntil" if absent_until is None else "absentFrom", "required")
    if absent_from is None or absent_until is None:
        deputy = None
    else:
        if absent_until < absent_from:
            raise bad_input("absentUntil", "order")
        if deputy is not None:
            await _check_deputy(session, user, deputy)
    user.absent_from, user.absent_until = absent_from, absent_until
    user.deputy_id = deputy.id if deputy else None
    emit(
        session,
        AbsenceSet(
            user_id=user.id,
            deputy_id=user.deputy_id,
            absent_from=absent_from.isoformat() if absent_from else None,
            absent_until=absent_until.isoformat() if absent_until else None,
        ),
    )
    await mark(session, "staff", str(user.id))
    return user


async def _both(session: AsyncSession, user_id: UUID, deputy_id: UUID | None) -> tuple[User, User | None]:
    """The user and his deputy, locked in one order."""
    if user_id == deputy_id:
        raise bad_input("deputyId", "self")
    ids = [id for id in (user_id, deputy_id) if id is not None]
    rows = await session.scalars(
        select(User)
        .where(User.firm_id == session.info["firm_id"], User.id.in_(ids))
        .order_by(User.id)
        .with_for_update()
    )
    found = {row.id: row for row in rows}
    if user_id not in found:
        raise Refused(Code.NOT_FOUND)
    if deputy_id is not None and deputy_id not in found:
        raise bad_input("deputyId", "unknown")
    return found[user_id], found[deputy_id] if deputy_id else None


async def _check_deputy(session: AsyncSession, user: User, deputy: User) -> None:
    if not deputy.active:
        raise bad_input("deputyId", "inactive")
    rows = await session.execute(
        select(User.id, User.deputy_id).where(
            User.firm_id == user.firm_id,
            User.deputy_id.is_not(None),
            User.absent_until >= business_date(),
        )
    )
    next_of = {row.id: row.deputy_id for row in rows}
    seen: set[UUID] = set()
    acting: UUID | None = deputy.id
    while acting is not None and acting not in seen:
        seen.add(acting)
        acting = next_of.get(acting)
        if acting == user.id:
            raise bad_input("deputyId", "cycle")
