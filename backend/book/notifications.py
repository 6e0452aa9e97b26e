"""What a user should notice: one row for each person and cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.bulk_rows import BulkRows
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.ids import uuid7


class Notification(TenantRow):
    """A line in somebody's inbox. kind and params make the sentence; params hold ids and public words only."""

    __tablename__ = "notification"
    __table_args__ = (
        refers("user_account", "user_id"),
        Index("ix_notification_user", "firm_id", "user_id", "id"),
        Index("ix_notification_unread", "firm_id", "user_id", postgresql_where="read_at is null"),
    )
    audited = False

    user_id: Mapped[UUID]
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    subject_noun: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]


def write(
    session: AsyncSession, user_id: UUID, kind: str, params: Mapping[str, Any], subject: tuple[str, UUID]
) -> None:
    """Write a line for a user and ring his inbox. subject: (noun, id) of what it is about."""
    id, (noun, subject_id) = uuid7(), subject
    session.add(
        Notification(
            id=id, firm_id=session.info["firm_id"], user_id=user_id, kind=kind, params=dict(params),
            subject_noun=noun, subject_id=subject_id,
        )
    )  # fmt: skip
    strike(session, "inbox", f"{user_id}:{id}")


def collect(
    session: AsyncSession,
    rows: BulkRows,
    user_id: UUID,
    kind: str,
    params: Mapping[str, Any],
    subject: tuple[str, UUID],
) -> None:
    """As `write`, of many that are written at once: in the database when `rows` are written."""
    id, (noun, subject_id) = uuid7(), subject
    columns = {
        "id": id, "user_id": user_id, "kind": kind, "params": params, "subject_noun": noun,
        "subject_id": subject_id, "created_at": rows.at, "read_at": None,
    }  # fmt: skip
    rows.put(Notification, columns, {})
    strike(session, "inbox", f"{user_id}:{id}")


async def mark_read(session: AsyncSession, ids: Sequence[UUID] | None) -> None:
    """Mark the actor's notifications read: those named, or all of them (None). Others' are left alone."""
    user_id = session.info["principal"].user_id
    chosen = update(Notification).where(
        Notification.firm_id == session.info["firm_id"],
        Notification.user_id == user_id,
        Notification.read_at.is_(None),
    )
    if ids is not None:
        chosen = chosen.where(Notification.id.in_(ids))
    await session.execute(chosen.values(read_at=now()).execution_options(synchronize_session=False))
    strike(session, "inbox", str(user_id))


async def unread_count(session: AsyncSession, firm_id: UUID, user_id: UUID) -> int:
    """How many notifications of a user are unread."""
    found = await session.scalar(
        select(func.count())
        .select_from(Notification)
        .where(
            Notification.firm_id == firm_id, Notification.user_id == user_id, Notification.read_at.is_(None)
        )
    )
    return int(found or 0)
