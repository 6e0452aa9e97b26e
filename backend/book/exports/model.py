"""Exports: a list as a file, made behind the scenes with the rights its person has while it is made.

waiting -> queued -> running -> done -> expired; refused, cancelled and failed end it sooner. What was filtered by, and
the file, are sealed; both go when the export expires. That it was, how many rows it had and why stay known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.events import Event

KEPT_FOR: Final = timedelta(days=3)
ROWS_ALONE: Final = 1_000
"""Above that somebody else has to agree, where a firm has said nothing else."""
MOST_ROWS: Final = 1_000_000
MOST_OPEN: Final = 20
"""Exports of one person that are not made yet."""
OPEN: Final = ("waiting", "queued", "running")
FORMATS: Final = ("xlsx", "csv")
WHOLE: Final = "firm"
"""The kind of an export of everything the firm has; its format is zip."""


class ExportRules(TenantRow):
    """What a firm has said about exports. rows_alone: up to so many rows nobody else has to agree."""

    __tablename__ = "export_rules"

    rows_alone: Mapped[int] = mapped_column(default=ROWS_ALONE)
    kept_days: Mapped[int] = mapped_column(default=KEPT_FOR.days)


class ExportJob(Versioned, TenantRow):
    """One export.

    kind: of which list, or WHOLE; columns: keys in their order; filtered_by: names of the fields it is filtered by;
    spec: filter, order and search, sealed JSON. user_id: who asked; reason: why. rows: how many there were when he
    asked, -1 for more than were counted; progress: rows that are written; left_out: rows that may be seen and not
    exported. decided_by: who agreed or refused. due_at: to be made, or looked at again, by whoever finds it; runner:
    who is at it. fault: why it failed, a key of `messages.PROBLEMS`.
    """

    __tablename__ = "export_job"
    __table_args__ = (
        refers("user_account", "user_id"),
        refers("user_account", "decided_by_id"),
        refers("stored_file", "file_id"),
        Index("ix_export_job_user", "firm_id", "user_id", "id"),
        Index("ix_export_job_waiting", "firm_id", "id", postgresql_where="state = 'waiting'"),
        Index("ix_export_job_due", "firm_id", "due_at", postgresql_where="due_at is not null"),
    )
    # What a person decides makes a new version; how far the product is with it does not.
    maintained: ClassVar[frozenset[str]] = frozenset(
        {"state", "fault", "file_id", "size", "left_out", "spec", "rows", "needs_approval"}
        | {"finished_at", "expires_at"}
    )

    kind: Mapped[str]
    format: Mapped[str]
    columns: Mapped[list[str]]
    filtered_by: Mapped[list[str]]
    spec: Mapped[bytes | None]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    needs_approval: Mapped[bool] = mapped_column(default=False)
    rows: Mapped[int]
    progress: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[UUID]
    decided_by_id: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None]
    file_id: Mapped[UUID | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    due_at: Mapped[datetime | None]
    runner: Mapped[UUID | None]
    asked_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class ExportAsked(Event):
    """Somebody asked for an export. approval: somebody else has to agree first."""

    name: ClassVar[str] = "export.asked"
    export_id: UUID
    by: UUID
    approval: bool


@dataclass(frozen=True)
class ExportDecided(Event):
    """Somebody agreed to an export, or refused it. asker: who had asked for it."""

    name: ClassVar[str] = "export.decided"
    export_id: UUID
    asker: UUID
    by: UUID | None
    approved: bool


@dataclass(frozen=True)
class ExportFinished(Event):
    """An export was made, or failed. asker: who had asked for it."""

    name: ClassVar[str] = "export.finished"
    export_id: UUID
    asker: UUID
    state: str
    rows: int
