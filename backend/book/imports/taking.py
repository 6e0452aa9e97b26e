"""Taking rows in and taking them back: 1,000 in a transaction, each at most once, whenever it is killed.

A row's place in the ledger and what it becomes are written together, so what is not committed is still waiting.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports.batches import Acting, Batch, nothing_left, wishes_of
from backend.book.imports.ground import Ground, progress
from backend.book.imports.jobs import ImportFinished, ImportJob, ImportRow, ImportUndone
from backend.book.imports.kinds import kind_named
from backend.book.imports.pairs import pairs_of
from backend.book.imports.preparing import Preparing
from backend.book.imports.rows import OpenRow, counts_of, open_rows, records, rows_after, settle
from backend.book.imports.steps import rest, undo_until
from backend.book.imports.undoing import DONE
from backend.book.lookup import actor_id
from backend.platform.clock import now
from backend.platform.events import emit

CHUNK: Final = 1_000
TAKEN: Final = ("committed", "duplicate")
_PAGE: Final = 5_000


async def take_in(ground: Ground, job: ImportJob, acting: Acting) -> None:
    """Take the waiting rows in, until none is left or somebody cancels."""
    done = 0
    memory: dict[str, Any] = {}
    async with Preparing(job.kind, job.total) as preparing, _Ahead(ground, job, preparing) as ahead:
        while True:
            rows, prepared = await ahead.next()
            async with ground.own(job, acting) as (session, own):
                if not rows or own.stop:
                    await _finish(session, ground, own, acting)
                    await _end(session, own)
                    break
                ahead.begin()
                await _chunk(session, ground, own, acting, rows, prepared, memory)
                done += len(rows)
                await progress(session, own, done)
                total = own.total
            ground.told("commit", done, total)


class _Ahead:
    """The next waiting rows, opened and prepared while those before them are written."""

    def __init__(self, ground: Ground, job: ImportJob, preparing: Preparing) -> None:
        self._ground, self._job, self._preparing, self._position = ground, job, preparing, -1
        self._task: asyncio.Task[tuple[list[OpenRow], dict[UUID, Any]]] | None = None

    async def __aenter__(self) -> _Ahead:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def begin(self) -> None:
        """Begin with the rows after those that were handed out last."""
        self._task = asyncio.create_task(self._read())

    async def next(self) -> tuple[list[OpenRow], dict[UUID, Any]]:
        """The next rows and what was prepared of them; none at the end."""
        task = self._task or asyncio.create_task(self._read())
        self._task = None
        rows, prepared = await task
        if rows:
            self._position = rows[-1].position
        return rows, prepared

    async def _read(self) -> tuple[list[OpenRow], dict[UUID, Any]]:
        ground, job = self._ground, self._job
        async with ground.database.read(job.firm_id) as session:
            rows = await rows_after(session, job.id, self._position, CHUNK, ImportRow.status == "accepted")
            opened = await open_rows(session, ground.vault, job.id, rows)
            keys = await ground.vault.firm(session)
        return await self._preparing.of(keys, opened)


async def _chunk(
    session: AsyncSession,
    ground: Ground,
    job: ImportJob,
    acting: Acting,
    rows: list[OpenRow],
    prepared: dict[UUID, Any],
    memory: dict[str, Any],
) -> None:
    """Take some rows in."""
    pairs = await pairs_of(session, [row.id for row in rows])
    batch = Batch(session, ground.vault, acting, job, wishes_of(job.wishes), rows, pairs, prepared, memory)
    await kind_named(job.kind).commit(batch)
    await session.flush()
    await settle(session, rows)


async def _finish(session: AsyncSession, ground: Ground, job: ImportJob, acting: Acting) -> None:
    """What the kind does when all rows are in; nothing of it when somebody stopped before."""
    kind = kind_named(job.kind)
    if job.stop or kind.finish is nothing_left:
        return
    rows: list[OpenRow] = []
    position = -1
    while found := await rows_after(
        session, job.id, position, _PAGE, ImportRow.status.in_(("committed", "rejected"))
    ):
        rows += await open_rows(session, ground.vault, job.id, found)
        position = found[-1].position
    await kind.finish(Batch(session, ground.vault, acting, job, wishes_of(job.wishes), rows))
    await session.flush()
    await settle(session, [row for row in rows if row.before is not None])


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
            count = await _chunk_back(session, ground, own, acting)
            if count == 0:
                await _end_back(session, own)
                break
            done += count
            await progress(session, own, done)
            total = own.total
        ground.told("undo", done, total)


async def _chunk_back(session: AsyncSession, ground: Ground, job: ImportJob, acting: Acting) -> int:
    rows = await records(
        session,
        job.id,
        ImportRow.status.in_(TAKEN),
        ImportRow.undone.is_(None),
        limit=CHUNK,
        order=ImportRow.position.desc(),
    )
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
