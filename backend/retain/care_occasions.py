"""Occasions of clients to come and gone by, and what was done for each: one row a client, occasion and year."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers

STATES: Final = ("coming", "told", "over", "withdrawn")


class CareOccasion(TenantRow):
    """An occasion. kind: of care_kinds.KIND_KEYS; source: the noted day's id, or an own field's key, else empty;
    on: the day it is kept; years: how many there are then, None: not known.

    state: coming; told: somebody has a task, or a greeting was planned; over: the day has passed; withdrawn: the date
    was corrected, or the client left. rule: which one it was told by. The sweep writes the row.
    """

    __tablename__ = "care_occasion"
    __table_args__ = (
        refers("client", "client_id"),
        refers("task", "task_id"),
        Index(
            "uq_care_occasion_day",
            "firm_id",
            "client_id",
            "kind",
            "source",
            "on",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_care_occasion_on", "firm_id", "on", "id"),
        Index("ix_care_occasion_task", "firm_id", "task_id", postgresql_where=text("task_id is not null")),
    )
    client_id: Mapped[UUID]
    kind: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    on: Mapped[date]
    years: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="coming")
    rule: Mapped[str | None]
    rules: Mapped[int] = mapped_column(default=0)
    task_id: Mapped[UUID | None]
    found_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    @classmethod
    def worked_out(cls) -> ColumnElement[bool]:
        """The days themselves; what was done for one is more."""
        return cls.task_id.is_(None)

    @property
    def mark(self) -> str:
        """Of the greeting for it: one a client, occasion and year, whoever sends it and however its date moved."""
        return greeting_mark(self.client_id, self.kind, self.source, self.on.year)


class CareRound(TenantRow):
    """A festival for which somebody was given a task for all his clients. rule: by which; clients: how many then."""

    __tablename__ = "care_round"
    __table_args__ = (
        refers("user_account", "user_id"),
        refers("task", "task_id"),
        UniqueConstraint("firm_id", "festival", "on", "user_id"),
    )
    festival: Mapped[str]
    on: Mapped[date]
    user_id: Mapped[UUID]
    clients: Mapped[int]
    rule: Mapped[str]
    task_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(default=now)


def greeting_mark(client_id: UUID, kind: str, source: str, year: int) -> str:
    """What makes a greeting one of a kind among messages."""
    return f"care:{client_id}:{kind}:{source}:{year}"
