"""The ledger of an import: its job, its rows with sealed values, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from backend.book.imports import ImportJob, ImportRow
from backend.platform.crypto import DataKey
from backend.platform.errors import Code, Refused
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.versions import locked

_BLOCK: Final = 2_000
_TABLE, _COLUMN = "import_row", "sealed"


@dataclass(frozen=True)
class FileOffer:
    """A file as somebody hands it in. sha256: of its bytes; mapping: field by header, None leaves a column out."""

    file: str
    sha256: bytes
    kind: str
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    with_hidden: bool = False


@dataclass(frozen=True)
class LedgerRow:
    """A row to be written. issues: field, code, and as typed column, header, typed (personal, sealed with values)."""

    sheet: str
    row: int
    status: str
    values: Mapping[str, Any]
    issues: Sequence[Mapping[str, Any]] = ()
    twin: Mapping[str, Any] | None = None


async def earlier_job(session: AsyncSession, offer: FileOffer) -> ImportJob | None:
    """The unfinished job of the same file and kind, else the last one that was done; None when there is neither."""
    found: ImportJob | None = await session.scalar(
        select(ImportJob)
        .where(
            ImportJob.firm_id == session.info["firm_id"],
            ImportJob.kind == offer.kind,
            ImportJob.sha256 == offer.sha256,
            ImportJob.state != "failed",
        )
        .order_by((ImportJob.state == "done"), ImportJob.id.desc())
        .limit(1)
    )
    return found


async def open_job(session: AsyncSession, offer: FileOffer) -> ImportJob:
    """A new job of a file that was read. Raises Refused(CONFLICT) when another is opened at the same moment."""
    job = ImportJob(
        file=offer.file,
        sha256=offer.sha256,
        kind=offer.kind,
        mapping=dict(offer.mapping),
        with_hidden=offer.with_hidden,
        state="parsed",
        started_by=session.info["principal"].subject,
    )
    session.add(job)
    try:
        await session.flush()
    except IntegrityError as fault:
        if "uq_import_job_open" in str(fault.orig):
            raise Refused(Code.CONFLICT, fields=[], problem="import_running") from fault
        raise
    return job


async def write_rows(
    session: AsyncSession, vault: Vault, job_id: UUID, offer: FileOffer, rows: Sequence[LedgerRow]
) -> None:
    """Put the rows of a checked file into the ledger, instead of those of an earlier reading; then `validated`.

    Raises Refused(CONFLICT) when rows have been imported meanwhile.
    """
    job = await locked(session, ImportJob, job_id)
    if job.state in {"committing", "done"}:
        raise Refused(Code.CONFLICT, fields=[], problem="import_running")
    await session.execute(
        delete(ImportRow).where(ImportRow.firm_id == job.firm_id, ImportRow.job_id == job_id)
    )
    key = await job_key(session, vault, job_id)
    for start in range(0, len(rows), _BLOCK):
        block = [_columns(job, row, key) for row in rows[start : start + _BLOCK]]
        await session.execute(insert(ImportRow), block)
    job.state, job.mapping, job.with_hidden = "validated", dict(offer.mapping), offer.with_hidden


async def job_key(session: AsyncSession, vault: Vault, job_id: UUID) -> DataKey:
    """The key of rows that belong to no client (yet)."""
    return (await vault.person_keys_of(session, [job_id], create=True))[job_id]


def _columns(job: ImportJob, row: LedgerRow, key: DataKey) -> dict[str, Any]:
    id = uuid7()
    personal = row.values or any(issue.get("typed") for issue in row.issues)
    return {
        "firm_id": job.firm_id,
        "id": id,
        "job_id": job.id,
        "sheet": row.sheet,
        "row": row.row,
        "status": row.status,
        "issues": [{"field": issue["field"], "code": issue["code"]} for issue in row.issues],
        "sealed": sealed_row(key, id, {"values": row.values, "issues": row.issues}) if personal else None,
        "twin": dict(row.twin) if row.twin else None,
    }


def sealed_row(key: DataKey, id: UUID, content: Mapping[str, Any]) -> bytes:
    """The envelope of a row's content (`values`, `issues`) under a key."""
    return key.seal(json.dumps(content, ensure_ascii=False, default=dict), _TABLE, id, _COLUMN)


def opened_row(row: ImportRow, key: DataKey) -> dict[str, Any]:
    """What a row's envelope holds. Raises Unreadable when it lies under another key."""
    content: dict[str, Any] = json.loads(key.open(row.sealed or b"", _TABLE, row.id, _COLUMN))
    return content


async def waiting_rows(session: AsyncSession, job_id: UUID, limit: int) -> Sequence[ImportRow]:
    """The next rows to import, in the order of the file."""
    found = await session.scalars(
        select(ImportRow)
        .where(
            ImportRow.firm_id == session.info["firm_id"],
            ImportRow.job_id == job_id,
            ImportRow.status == "accepted",
        )
        .order_by(ImportRow.id)
        .limit(limit)
    )
    return found.all()


async def counts_of(session: AsyncSession, firm_id: UUID, job_id: UUID) -> dict[str, int]:
    """Rows of a job by status; statuses without rows are absent."""
    rows = await session.execute(
        select(ImportRow.status, func.count())
        .where(ImportRow.firm_id == firm_id, ImportRow.job_id == job_id)
        .group_by(ImportRow.status)
    )
    return {status: count for status, count in rows}  # noqa: C416  rows are no pairs to the type checker


async def ledger_of(session: AsyncSession, firm_id: UUID, job_id: UUID) -> list[ImportRow]:
    """All rows of a job, in the order of the file, without their envelopes."""
    found = await session.scalars(
        select(ImportRow)
        .options(defer(ImportRow.sealed, raiseload=True))
        .where(ImportRow.firm_id == firm_id, ImportRow.job_id == job_id)
        .order_by(ImportRow.id)
    )
    return list(found)
