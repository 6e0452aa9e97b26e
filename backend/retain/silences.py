"""Clients nobody hears from: one row a client and episode, from the day he counted as silent until he answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers

STATES: Final = ("silent", "wake_running", "closed_no_answer", "answered", "withdrawn", "left")
OPEN: Final = STATES[:3]
"""An episode that was given up is still the same silence: only an answer ends it, and lets another begin."""


class Silence(TenantRow):
    """An episode. since: the last contact, transaction or first purchase, a business date; silent_on: first silent day.

    state: of STATES; silent: nobody can be given a task; step: of the flow's tasks how many were given; began_on: the
    flow's first day; task_id: the present one; ended_at: answered, withdrawn (a contact was logged late), left.
    The sweep writes the row; what becomes of it one by one afterwards is audited.
    """

    __tablename__ = "silence"
    __table_args__ = (
        refers("client", "client_id"),
        refers("task", "task_id"),
        Index(
            "uq_silence_open", "firm_id", "client_id", unique=True, postgresql_where=text("ended_at is null")
        ),
        Index("ix_silence_task", "firm_id", "task_id", postgresql_where=text("task_id is not null")),
    )
    client_id: Mapped[UUID]
    since: Mapped[date]
    silent_on: Mapped[date]
    state: Mapped[str] = mapped_column(default="silent")
    step: Mapped[int] = mapped_column(default=0)
    began_on: Mapped[date | None]
    task_id: Mapped[UUID | None]
    note: Mapped[str | None]
    rules: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
