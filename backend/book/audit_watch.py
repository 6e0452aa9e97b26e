"""The nightly check of the audit: whoever watches over it learns when the chain of seals does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.staff import User, UserRole
from backend.platform.audit_checks import check
from backend.platform.events import Event, emit

WATCHERS: Final = ("auditor", "compliance", "operations")


@dataclass(frozen=True)
class AuditFaulted(Event):
    """Entries of the audit were changed, removed or inserted behind its back. told: who watches over it."""

    name: ClassVar[str] = "audit.faulted"
    faults: int
    told: tuple[UUID, ...]


async def check_audit(session: AsyncSession) -> int:
    """Check the chain of the session's firm and tell its watchers of faults; how many there are."""
    faults = await check(session)
    if faults:
        emit(session, AuditFaulted(len(faults), tuple(await _watchers(session))))
    return len(faults)


async def _watchers(session: AsyncSession) -> list[UUID]:
    firm_id = session.info["firm_id"]
    held = select(UserRole.user_id).where(UserRole.firm_id == firm_id, UserRole.role.in_(WATCHERS))
    found = await session.scalars(
        select(User.id)
        .where(User.firm_id == firm_id, User.active.is_(True), User.id.in_(held))
        .order_by(User.id)
    )
    return list(found)
