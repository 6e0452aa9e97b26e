"""Sessions: who is signed in where, until when; ended ones stay for the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.auth.tokens import new_session_text, token_hash
from backend.book.access_marks import mark
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.errors import Code, Refused
from backend.platform.versions import locked

STEP_UP: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Lifetimes:
    """How long a session lasts; an installation may hand in others.

    idle, idle_sensitive: without a request, the second for who holds one of `sensitive_roles`; absolute: at
    most. Source: OWASP session management (idle 15 and 30 minutes, absolute 8 to 12 hours).
    """

    idle: timedelta = timedelta(minutes=30)
    idle_sensitive: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)
    sensitive_roles: frozenset[str] = field(default=frozenset({"policy_admin", "compliance", "auditor"}))

    def idle_of(self, roles: Sequence[str]) -> timedelta:
        """The idle time of somebody with these roles."""
        return self.idle if self.sensitive_roles.isdisjoint(roles) else self.idle_sensitive


class Session(TenantRow):
    """One signed-in browser. stepped_up_until: until then the user counts as just verified."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("firm_id", "token_hash"),
        refers("user_account", "user_id"),
        Index("ix_session_user", "firm_id", "user_id"),
    )
    audited: ClassVar[bool] = False

    user_id: Mapped[UUID]
    token_hash: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    ip: Mapped[str | None]
    user_agent: Mapped[str | None]
    stepped_up_until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


def open_session(
    session: AsyncSession, user_id: UUID, lifetimes: Lifetimes, *, ip: str | None, user_agent: str | None
) -> tuple[Session, str]:
    """A new session of a user and its text, which is shown once; it is not stepped up."""
    text = new_session_text(session.info["firm_id"])
    at = now()
    row = Session(
        user_id=user_id,
        token_hash=token_hash(text),
        created_at=at,
        last_seen_at=at,
        expires_at=at + lifetimes.absolute,
        ip=ip,
        user_agent=(user_agent or "")[:300] or None,
    )
    session.add(row)
    return row, text


async def live_session(session: AsyncSession, id: UUID) -> Session:
    """A session that has not ended, locked. Raises Refused(UNAUTHENTICATED)."""
    try:
        row = await locked(session, Session, id)
    except Refused as gone:
        raise Refused(Code.UNAUTHENTICATED) from gone
    if row.revoked_at is not None or row.expires_at <= now():
        raise Refused(Code.UNAUTHENTICATED)
    return row


async def renew_text(session: AsyncSession, row: Session) -> str:
    """Give a session another text, as after every change of what it may do; the old one is dead."""
    text = new_session_text(row.firm_id)
    row.token_hash = token_hash(text)
    await mark(session, "session", str(row.id))
    return text


async def end_session(session: AsyncSession, id: UUID, *, user_id: UUID | None = None) -> bool:
    """End a session; whether it was open. user_id: only if it is his."""
    ended = await session.execute(
        update(Session)
        .where(
            Session.firm_id == session.info["firm_id"],
            Session.id == id,
            Session.revoked_at.is_(None),
            *([Session.user_id == user_id] if user_id else []),
        )
        .values(revoked_at=now())
    )
    if not getattr(ended, "rowcount", 0):
        return False
    record(session, "end", "session", id)
    await mark(session, "session", str(id))
    return True


async def end_sessions(session: AsyncSession, user_id: UUID, *, but: UUID | None = None) -> int:
    """End all sessions of a user, except one; returns how many were open."""
    ended = await session.execute(
        update(Session)
        .where(
            Session.firm_id == session.info["firm_id"],
            Session.user_id == user_id,
            Session.revoked_at.is_(None),
            *([Session.id != but] if but else []),
        )
        .values(revoked_at=now())
    )
    count = int(getattr(ended, "rowcount", 0))
    if count:
        await mark(session, "session")
    return count


async def sessions_of(session: AsyncSession, user_ids: Sequence[UUID]) -> dict[UUID, list[Session]]:
    """Open sessions of each user, newest first; users without one are absent."""
    rows = await session.scalars(
        select(Session)
        .where(
            Session.firm_id == session.info["firm_id"],
            Session.user_id.in_(user_ids),
            Session.revoked_at.is_(None),
            Session.expires_at > now(),
        )
        .order_by(Session.id.desc())
    )
    found: dict[UUID, list[Session]] = {}
    for row in rows:
        found.setdefault(row.user_id, []).append(row)
    return found
