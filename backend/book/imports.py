"""Imports: a workbook's job and the ledger of its rows, so that a killed import goes on where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.events import Event

KINDS: Final = ("clients",)
STATES: Final = ("uploaded", "parsed", "validated", "committing", "done", "failed")
"""Of a job, in order; `failed`: the file was refused as a whole, then `error` says why."""
STATUSES: Final = ("accepted", "rejected", "skipped", "duplicate", "committed")
"""Of a row; `accepted` waits to be imported, `duplicate` is in the book or earlier in the file."""


class ImportJob(TenantRow):
    """One import of one file. Of a file only one job can be unfinished.

    sha256: of the file's bytes, what names it whatever it is called; mapping: field by header as given with the
    file; counts: rows by status when it ended; started_by: a principal's subject.
    """

    __tablename__ = "import_job"
    __table_args__ = (
        Index("ix_import_job_file", "firm_id", "kind", "sha256"),
        Index(
            "uq_import_job_open",
            "firm_id",
            "kind",
            "sha256",
            unique=True,
            postgresql_where="state not in ('done', 'failed')",
        ),
    )

    file: Mapped[str]
    sha256: Mapped[bytes]
    kind: Mapped[str]
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    with_hidden: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="uploaded")
    error: Mapped[str | None]
    started_by: Mapped[str]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class ImportRow(TenantRow):
    """One row of the file and what became of it; (job, sheet, row) is imported at most once.

    row: 1-based as people see it. issues: `field` and `code` only. sealed: values and cells as typed, one envelope,
    under the client's key once there is a client, else under a key of the job (`PersonKey` of the job's id).
    twin: for duplicates `reasons`, and `sheet` and `row` when the twin is in the file; `filled`: the fields of the
    client that were empty and that the row filled.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        refers("import_job", "job_id"),
        refers("client", "client_id"),
        UniqueConstraint("firm_id", "job_id", "sheet", "row"),
        Index("ix_import_row_waiting", "firm_id", "job_id", "id", postgresql_where="status = 'accepted'"),
        Index("ix_import_row_client", "firm_id", "client_id"),
    )
    audited: ClassVar[bool] = False

    job_id: Mapped[UUID]
    sheet: Mapped[str]
    row: Mapped[int]
    status: Mapped[str]
    issues: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    sealed: Mapped[bytes | None]
    client_id: Mapped[UUID | None]
    twin: Mapped[dict[str, Any] | None]


@dataclass(frozen=True)
class ImportFinished(Event):
    """An import ended. accepted: rows that became clients; by: acting user, None for the system."""

    name: ClassVar[str] = "import.finished"
    import_id: UUID
    by: UUID | None
    accepted: int
    rejected: int
