"""The secret address of a person's calendar: one each, kept as its hash alone, read by programs without a log-in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book.lookup import actor_id
from backend.book.task_events import CalendarFeedChanged
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Code, Refused
from backend.platform.events import emit
from backend.platform.ids import uuid7


class CalendarFeed(Versioned, TenantRow):
    """An address. read_at: when a program read it last, to the hour."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        UniqueConstraint("firm_id", "user_id"),
        UniqueConstraint("firm_id", "token_hash"),
        refers("user_account", "user_id"),
    )
    maintained: ClassVar[frozenset[str]] = frozenset({"read_at"})

    user_id: Mapped[UUID]
    token_hash: Mapped[bytes]
    read_at: Mapped[datetime | None]


async def renew_feed(session: AsyncSession, token_hash: bytes) -> UUID:
    """Give the actor a new address; the one he had ends. His id. Raises Refused(FORBIDDEN) for keys."""
    user_id = actor_id(session)
    if user_id is None:
        raise Refused(Code.FORBIDDEN, coordinate="Mutation.renewCalendarFeed")
    row = await feed_of(session, user_id, locking=True)
    if row is None:
        row = CalendarFeed(id=uuid7(), user_id=user_id, created_at=now(), token_hash=token_hash)
        session.add(row)
    # Since when it can be read: what is shown of it is about the new address.
    row.token_hash, row.read_at, row.created_at = token_hash, None, now()
    await session.flush()
    emit(session, CalendarFeedChanged(user_id=user_id, ended=False))
    return user_id


async def end_feed(session: AsyncSession) -> UUID:
    """Take the actor's address back. His id. Raises Refused(NOT_FOUND) where he has none."""
    user_id = actor_id(session)
    row = None if user_id is None else await feed_of(session, user_id, locking=True)
    if user_id is None or row is None:
        raise Refused(Code.NOT_FOUND)
    await session.delete(row)
    await session.flush()
    emit(session, CalendarFeedChanged(user_id=user_id, ended=True))
    return user_id


async def feed_of(session: AsyncSession, user_id: UUID, *, locking: bool = False) -> CalendarFeed | None:
    """The address somebody has."""
    statement = select(CalendarFeed).where(
        CalendarFeed.firm_id == session.info["firm_id"], CalendarFeed.user_id == user_id
    )
    found: CalendarFeed | None = await session.scalar(statement.with_for_update() if locking else statement)
    return found


async def feed_at(session: AsyncSession, token_hash: bytes) -> CalendarFeed | None:
    """The address of a hash."""
    found: CalendarFeed | None = await session.scalar(
        select(CalendarFeed).where(
            CalendarFeed.firm_id == session.info["firm_id"], CalendarFeed.token_hash == token_hash
        )
    )
    return found
