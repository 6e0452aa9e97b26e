"""Forgetting: when an import cannot be undone any more, what it kept besides the book's records goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports import files
from backend.book.imports.jobs import ENDED, UNDO_FOR, ImportFile, ImportJob, ImportPair, ImportRow
from backend.book.imports.undoing import DONE
from backend.platform.clock import now
from backend.platform.keys import PersonKey

MOST: Final = 50
"""Jobs of one run; the next run goes on."""


async def forget_imports(session: AsyncSession) -> int:
    """Forget what old imports of the session's firm kept: files, cells, plans, what stood before; how many.

    An import is old when it can no longer be undone, or when nobody went on with it for as long. That it was, its
    counts, and the source of each client's fields stay.
    """
    jobs = await _old(session)
    ids = [job.id for job in jobs]
    if not ids:
        return 0
    firm_id: UUID = session.info["firm_id"]
    await _forget_undone(session, ids)
    rows = [ImportRow.firm_id == firm_id, ImportRow.job_id.in_(ids)]
    await session.execute(
        update(ImportRow)
        .where(*rows)
        .values(sealed=None, edits=None, before=None)
        .execution_options(synchronize_session=False)
    )
    for model, column in ((ImportPair, ImportPair.job_id), (PersonKey, PersonKey.id)):
        await session.execute(
            delete(model)
            .where(model.firm_id == firm_id, column.in_(ids))
            .execution_options(synchronize_session=False)
        )
    for job in jobs:
        if job.state not in ENDED:
            job.state, job.finished_at = "cancelled", now()
        job.plan = job.seen = job.told = job.undo_until = job.step = job.due_at = None
    await session.flush()
    await _forget_files(session, {job.file_id for job in jobs if job.file_id})
    return len(ids)


async def _old(session: AsyncSession) -> Sequence[ImportJob]:
    """Jobs that still keep something and are past their time."""
    past = now() - UNDO_FOR
    found = await session.scalars(
        select(ImportJob)
        .where(
            ImportJob.firm_id == session.info["firm_id"],
            ImportJob.seen.is_not(None) | ImportJob.plan.is_not(None),
            ImportJob.state.not_in(("committing", "undoing")),
            or_(
                ImportJob.undo_until < now(),
                ImportJob.undo_until.is_(None) & (ImportJob.started_at < past),
            ),
        )
        .order_by(ImportJob.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    return found.all()


async def _forget_undone(session: AsyncSession, job_ids: Sequence[UUID]) -> None:
    """Drop the keys of clients that were taken out again: nobody needs what the audit keeps sealed of them."""
    firm_id: UUID = session.info["firm_id"]
    gone = (
        select(ImportRow.subject_id)
        .where(
            ImportRow.firm_id == firm_id,
            ImportRow.job_id.in_(job_ids),
            ImportRow.undone == DONE,
            ImportRow.client_id.is_(None),
            ImportRow.subject_id.is_not(None),
        )
        .scalar_subquery()
    )
    await session.execute(
        delete(PersonKey)
        .where(PersonKey.firm_id == firm_id, PersonKey.id.in_(gone))
        .execution_options(synchronize_session=False)
    )


async def _forget_files(session: AsyncSession, ids: set[UUID]) -> None:
    """Drop files that no import needs any more."""
    firm_id: UUID = session.info["firm_id"]
    needed = set(
        await session.scalars(
            select(ImportJob.file_id).where(
                ImportJob.firm_id == firm_id,
                ImportJob.file_id.in_(ids),
                ImportJob.seen.is_not(None) | ImportJob.state.in_(("uploaded", "parsed")),
            )
        )
    )
    for file in await session.scalars(
        select(ImportFile).where(ImportFile.firm_id == firm_id, ImportFile.id.in_(ids - needed))
    ):
        await files.forget(session, file.id)
