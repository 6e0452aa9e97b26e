"""What somebody owes: tasks with a due time and an assignee."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import TenantRow, Versioned, refers

STATES = ("open", "done", "cancelled")
PRIORITIES = ("low", "normal", "high", "urgent")


class Task(Versioned, TenantRow):
    """A task. Done ones keep who completed them, when, and with what outcome."""

    __tablename__ = "task"
    __table_args__ = (
        refers("client", "client_id"),
        refers("user_account", "assignee_id"),
        Index("ix_task_assignee", "firm_id", "assignee_id", "state", "due_at", "id"),
        Index("ix_task_client", "firm_id", "client_id", "created_at"),
        Index("ix_task_due", "firm_id", "due_at", "id"),
        Index("ix_task_created", "firm_id", "created_at", "id"),
    )

    title: Mapped[str]
    body: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="open")
    priority: Mapped[str] = mapped_column(default="normal")
    due_at: Mapped[datetime | None]
    client_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    completed_at: Mapped[datetime | None]
    completed_by_id: Mapped[UUID | None]
    outcome: Mapped[str | None]
