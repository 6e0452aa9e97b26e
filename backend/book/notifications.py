"""What a user should notice: one row for each person and cause."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers


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
