"""Imports: a file, the job that takes it in step by step, and the ledger of its rows.

Every step can be cut off at any moment and goes on where it stopped. Personal values are here in envelopes only: the
file's parts under a key of the file; plan, overview and rows under a key of the job, and those of a row that became
a client under the client's own, so that they are erased with him.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Literal
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.events import Event

State = Literal[
    "uploaded",
    "parsed",
    "mapped",
    "validated",
    "previewed",
    "committing",
    "done",
    "undoing",
    "undone",
    "cancelled",
    "failed",
]
ENDED: Final = ("done", "undone", "cancelled", "failed")
"""Nothing more happens by itself: `failed`: the file was refused as a whole, then `error` says why; `cancelled`: it
goes on when somebody commits again; `done` can be undone for a while."""
Step = Literal["parse", "check", "commit", "undo"]
Status = Literal["accepted", "rejected", "skipped", "duplicate", "committed"]
"""Of a row; `accepted` waits to be taken in; `duplicate` is there already, in the book or earlier in the file;
`committed` made or changed something."""
Decision = Literal["same", "different", "skip", "update"]
DECISIONS: Final[tuple[Decision, ...]] = ("same", "different", "skip", "update")
"""About a row and what it may repeat: `same`: it is that one, and what is empty there is filled; `update`: it is that
one, and the row's values win; `skip`: the row is left out; `different`: it is taken in by itself."""
UNDO_FOR: Final = timedelta(days=30)


class ImportFile(TenantRow):
    """An uploaded file, named by its bytes; what it holds lies in parts. format: told by content.

    purged_at: when its content was forgotten.
    """

    __tablename__ = "import_file"
    __table_args__ = (UniqueConstraint("firm_id", "sha256"),)
    audited: ClassVar[bool] = False

    sha256: Mapped[bytes]
    format: Mapped[str]
    size: Mapped[int]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[datetime] = mapped_column(default=now)
    purged_at: Mapped[datetime | None]


class ImportFilePart(TenantRow):
    """A piece of a file's content, sealed under the file's key. number: 0, 1, …"""

    __tablename__ = "import_file_part"
    __table_args__ = (refers("import_file", "file_id"), UniqueConstraint("firm_id", "file_id", "number"))
    audited: ClassVar[bool] = False

    file_id: Mapped[UUID]
    number: Mapped[int]
    sealed: Mapped[bytes]


class ImportJob(TenantRow):
    """One import of one file. Of a file and kind only one job can be unfinished.

    file: its name as uploaded. plan: how to read it (`sheets.plans`), seen: what stands in it (`sheets.overview`),
    told: what the check said besides rows (`sheets.reports`), each sealed JSON. wishes: what to do with owners, tags
    and twins. revision: counts what changes the preview, so that only what was seen is committed. counts: rows by
    status when it ended. started_by: a principal's subject; user_id: that person, with whose rights it runs.
    step: what is to be done next, by whoever finds `due_at` in the past; he puts it off while he works and signs
    with `runner`. progress, total: rows of the running step. stop: somebody asked to end the step. fault: why the
    last try of a step failed.
    """

    __tablename__ = "import_job"
    __table_args__ = (
        refers("import_file", "file_id"),
        refers("user_account", "user_id"),
        Index("ix_import_job_file", "firm_id", "kind", "sha256"),
        Index(
            "uq_import_job_open",
            *("firm_id", "kind", "sha256"),
            unique=True,
            postgresql_where="state not in ('done', 'undone', 'cancelled', 'failed')",
        ),
        Index("ix_import_job_due", "firm_id", "due_at", postgresql_where="due_at is not null"),
    )

    file: Mapped[str]
    sha256: Mapped[bytes]
    file_id: Mapped[UUID | None]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="uploaded")
    error: Mapped[str | None]
    plan: Mapped[bytes | None]
    seen: Mapped[bytes | None]
    told: Mapped[bytes | None]
    wishes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    revision: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_by: Mapped[str]
    user_id: Mapped[UUID | None]
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    undo_until: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    step: Mapped[str | None]
    due_at: Mapped[datetime | None]
    runner: Mapped[UUID | None]
    progress: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    stop: Mapped[bool] = mapped_column(default=False)
    fault: Mapped[str | None]


class ImportRow(TenantRow):
    """One row of the file and what became of it; (job, sheet, row) is taken in at most once.

    position: its place in the file, from 0; revision: of the job when it was checked. row: 1-based as people see it;
    table: its table in the job's `told`; issues: `field` and `code` only. sealed: cells as typed, values and issues,
    one envelope. edits: sealed JSON of cells that a person typed anew. client_id: the client it became or is about;
    subject_id: what else it made or changed. version: of that, right after. fields: what the row wrote there; before:
    sealed JSON of what stood there, for undoing. twin: of duplicates `reasons`, and `sheet` and `row` when the twin is
    in the file; `filled`: fields that were written there. undone: `done`, or why the row could not be undone.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        refers("import_job", "job_id"),
        refers("client", "client_id"),
        UniqueConstraint("firm_id", "job_id", "sheet", "row"),
        Index("ix_import_row_position", "firm_id", "job_id", "position"),
        Index(
            "ix_import_row_waiting", "firm_id", "job_id", "position", postgresql_where="status = 'accepted'"
        ),
        Index("ix_import_row_client", "firm_id", "client_id"),
    )
    audited: ClassVar[bool] = False

    job_id: Mapped[UUID]
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)
    sheet: Mapped[str]
    row: Mapped[int]
    table: Mapped[int] = mapped_column(default=0)
    status: Mapped[str]
    issues: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    sealed: Mapped[bytes | None]
    edits: Mapped[bytes | None]
    client_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    version: Mapped[int | None]
    fields: Mapped[list[str] | None] = mapped_column(ARRAY(TEXT))
    before: Mapped[bytes | None]
    twin: Mapped[dict[str, Any] | None]
    undone: Mapped[str | None]


class ImportPair(TenantRow):
    """A row and what it may repeat: an earlier row of the file, a client, or another record of the book.

    reasons: why (`likeness.REASONS`); decisive: it does, unless a person says otherwise. decision: None leaves it to
    the job's wishes.
    """

    __tablename__ = "import_pair"
    __table_args__ = (
        refers("import_job", "job_id"),
        refers("import_row", "row_id"),
        refers("import_row", "other_id"),
        refers("client", "client_id"),
        Index(
            "uq_import_pair",
            *("firm_id", "row_id", "other_id", "client_id", "subject_id"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_import_pair_job", "firm_id", "job_id", "id"),
        Index("ix_import_pair_client", "firm_id", "client_id"),
    )
    audited: ClassVar[bool] = False

    job_id: Mapped[UUID]
    row_id: Mapped[UUID]
    other_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    reasons: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    decisive: Mapped[bool]
    decision: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]


class ImportMapping(TenantRow):
    """How the firm reads a header row it has met before. fingerprint: blind index of the header's words.

    sealed: the part of a plan for it, under the firm's key.
    """

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("firm_id", "kind", "fingerprint"),)

    kind: Mapped[str]
    fingerprint: Mapped[bytes]
    sealed: Mapped[bytes]
    saved_by: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class ImportFinished(Event):
    """An import ended. accepted: rows that were taken in; by: acting user, None for the system."""

    name: ClassVar[str] = "import.finished"
    import_id: UUID
    by: UUID | None
    accepted: int
    rejected: int


@dataclass(frozen=True)
class ImportUndone(Event):
    """An import was taken back. undone: rows; kept: rows that somebody has worked on since."""

    name: ClassVar[str] = "import.undone"
    import_id: UUID
    by: UUID | None
    undone: int
    kept: int
