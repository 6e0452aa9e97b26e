"""Taking rows in and taking them back: 500 in a transaction, each at most once, whenever it is killed.

A row's place in the ledger and what it becomes are written together, so what is not committed is still waiting.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports.batches import Acting, Batch, wishes_of
from backend.book.imports.ground import Ground, progress
from backend.book.imports.jobs import ImportFinished, ImportJob, ImportRow, ImportUndone
from backend.book.imports.kinds import kind_named
from backend.book.imports.pairs import pairs_of
from backend.book.imports.rows import counts_of, open_rows, rows_after, settle
from backend.book.imports.steps import rest, undo_until
from backend.book.imports.undoing import DONE
from backend.book.lookup import actor_id
from backend.platform.clock import now
from backend.platform.events import emit

CHUNK: Final = 500
TAKEN: Final = ("committed", "duplicate")


async def take_in(ground: Ground, job: ImportJob, acting: Acting) -> None:
    """Take the waiting rows in, until none is left or somebody cancels."""
    done = 0
    while True:
        async with ground.own(job, acting) as (session, own):
            # Plans are made once: one for each of thousands of keys takes longer, and without statistics of a new
            # firm it may read the whole firm for one row.
            await session.execute(text("set local plan_cache_mode = force_generic_plan"))
            count = 0 if own.stop else await _chunk(session, ground, own, acting)
            if count == 0:
                await _end(session, own)
                break
            done += count
            await progress(session, own, done)
            total = own.total
        ground.told("commit", done, total)


async def _chunk(session: AsyncSession, ground: Ground, job: ImportJob, acting: Acting) -> int:
    """Take the next rows in; how many were dealt with, 0 at the end."""
    rows = await rows_after(session, job.id, -1, CHUNK, ImportRow.status == "accepted")
    if not rows:
        return 0
    opened = await open_rows(session, ground.vault, job.id, rows)
    pairs = await pairs_of(session, [row.id for row in opened])
    batch = Batch(session, ground.vault, acting, job, wishes_of(job.wishes), opened, pairs)
    await kind_named(job.kind).commit(batch)
    await session.flush()
    await settle(session, opened)
    return len(rows)


async def _end(session: AsyncSession, job: ImportJob) -> None:
    """All rows are dealt with, or somebody cancelled: what is left waits in case he goes on."""
    job.counts = await counts_of(session, job.id)
    job.state, job.finished_at = "cancelled" if job.stop else "done", now()
    if any(job.counts.get(status) for status in TAKEN):
        undo_until(job)
    await rest(session, job)
    accepted, rejected = job.counts.get("committed", 0), job.counts.get("rejected", 0)
    emit(session, ImportFinished(job.id, actor_id(session), accepted=accepted, rejected=rejected))


async def take_back(ground: Ground, job: ImportJob, acting: Acting) -> None:
    """Take back what rows made and changed, the last first."""
    done = 0
    while True:
        async with ground.own(job, acting) as (session, own):
            await session.execute(text("set local plan_cache_mode = force_generic_plan"))
            count = await _chunk_back(session, ground, own, acting)
            if count == 0:
                await _end_back(session, own)
                break
            done += count
            await progress(session, own, done)
            total = own.total
        ground.told("undo", done, total)


async def _chunk_back(session: AsyncSession, ground: Ground, job: ImportJob, acting: Acting) -> int:
    rows = (
        await session.scalars(
            select(ImportRow)
            .where(
                ImportRow.firm_id == job.firm_id,
                ImportRow.job_id == job.id,
                ImportRow.status.in_(TAKEN),
                ImportRow.undone.is_(None),
            )
            .order_by(ImportRow.position.desc())
            .limit(CHUNK)
        )
    ).all()
    for row in rows:
        session.expunge(row)
    if not rows:
        return 0
    opened = await open_rows(session, ground.vault, job.id, rows)
    batch = Batch(session, ground.vault, acting, job, wishes_of(job.wishes), opened)
    await kind_named(job.kind).undo(batch)
    for one in opened:
        one.undone = one.undone or DONE
    await session.flush()
    await settle(session, opened)
    return len(rows)


async def _end_back(session: AsyncSession, job: ImportJob) -> None:
    undone = await _count(session, job, ImportRow.undone == DONE)
    kept = await _count(session, job, ImportRow.undone != DONE)
    job.state, job.undone_at, job.undo_until = "undone", now(), None
    job.counts = {**job.counts, "undone": undone, "kept": kept}
    await rest(session, job)
    emit(session, ImportUndone(job.id, actor_id(session), undone=undone, kept=kept))


async def _count(session: AsyncSession, job: ImportJob, condition: ColumnElement[bool]) -> int:
    found = await session.scalar(
        select(func.count()).where(ImportRow.firm_id == job.firm_id, ImportRow.job_id == job.id, condition)
    )
    return int(found or 0)
