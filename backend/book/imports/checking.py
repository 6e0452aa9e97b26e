"""Reading, checking and comparing: the steps of an import that change nothing in the book."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports.batches import Acting, Batch, wishes_of
from backend.book.imports.content import overview_of, plan_of, set_overview, set_plan, set_report
from backend.book.imports.ground import Ground, progress
from backend.book.imports.jobs import ImportJob, ImportRow
from backend.book.imports.kinds import kind_named
from backend.book.imports.memory import offered
from backend.book.imports.own_columns import extended, told_of
from backend.book.imports.owners import staff_of
from backend.book.imports.pairs import drop_undecided, pairs_of, put_proposals, put_twins
from backend.book.imports.rows import (
    OpenRow,
    drop_rows,
    edits_of,
    job_key,
    open_rows,
    put_rows,
    rows_after,
    settle,
)
from backend.book.imports.steps import rest
from backend.platform.clock import business_date
from backend.systemize.sheets.apart import PackedRow
from backend.systemize.sheets.plans import Plan
from backend.systemize.sheets.reports import SheetReport
from backend.systemize.sheets.workbooks import FileRefused

BLOCK: Final = 2_000
"""Rows of a transaction."""
Item = TypeVar("Item")


async def parse(ground: Ground, job: ImportJob, acting: Acting) -> None:
    """Read the file: what stands in it, and how the firm has read such headers before. Raises FileRefused."""
    reader = await ground.reader(job)
    async with ground.own(job, acting) as (session, own):
        reader.own = await told_of(session, job.kind, acting.principal)
    seen = await asyncio.to_thread(reader.overview)
    kind = extended(kind_named(job.kind).sheet, reader.own)
    async with ground.own(job, acting) as (session, own):
        plan, _ = await offered(session, ground.vault, kind, seen)
        given = await plan_of(session, ground.vault, own)
    if given == Plan() and plan != Plan():
        seen = await asyncio.to_thread(reader.overview, plan)
    async with ground.own(job, acting) as (session, own):
        await set_overview(session, ground.vault, own, seen)
        if given == Plan():
            await set_plan(session, ground.vault, own, plan)
        own.state = "parsed"
        await rest(session, own)


async def check(ground: Ground, job: ImportJob, acting: Acting) -> None:
    """Check every row by the plan, then compare with the book. Raises FileRefused, Refused for a plan."""
    if job.state != "validated":
        await _check(ground, job, acting)
    await _compare(ground, job, acting)


async def _check(ground: Ground, job: ImportJob, acting: Acting) -> None:
    reader = await ground.reader(job)
    async with ground.own(job, acting) as (session, own):
        plan, seen = await plan_of(session, ground.vault, own), await overview_of(session, ground.vault, own)
        staff = (await staff_of(session)).names
        reader.own = await told_of(session, job.kind, acting.principal)
        edits = await edits_of(session, ground.vault, job.id)
        total = sum(sheet.rows for sheet in seen.sheets) if seen else 0
    done = 0
    blocks = _together(reader.check(plan, business_date(), staff, edits))
    async for rows in _ahead(blocks):
        async with ground.own(job, acting) as (session, own):
            await put_rows(session, own, await job_key(session, ground.vault, job.id), rows, done)
            done += len(rows)
            await progress(session, own, done, max(total, done))
        ground.told("check", done, max(total, done))
    report = reader.report
    if report.error is not None:
        raise FileRefused(report.error)
    seen = await asyncio.to_thread(reader.overview, plan)
    async with ground.own(job, acting) as (session, own):
        await drop_rows(session, job.id, but=own.revision)
        await drop_undecided(session, job.id)
        await put_twins(session, own, report.twins)
        await _keep(session, ground, own, report)
        await set_overview(session, ground.vault, own, seen)
        own.state = "validated"


async def _keep(session: AsyncSession, ground: Ground, job: ImportJob, report: SheetReport) -> None:
    """The report is for the wizard and the answer of the command line; its twins are pairs by now."""
    report.twins = {}
    await set_report(session, ground.vault, job, report)


async def _compare(ground: Ground, job: ImportJob, acting: Acting) -> None:
    """Ask the book about the accepted rows: whom they may repeat, what they refer to in vain."""
    position = -1
    memory: dict[str, Any] = {}
    while True:
        async with ground.own(job, acting) as (session, own):
            rows = await rows_after(session, job.id, position, BLOCK, ImportRow.status == "accepted")
            if rows:
                await compare(session, ground, own, acting, rows, memory)
                position = rows[-1].position
                await progress(session, own, position + 1)
        if not rows:
            break
        ground.told("compare", position + 1, 0)
    async with ground.own(job, acting) as (session, own):
        own.state = "previewed"
        own.revision += 1
        await rest(session, own)


async def compare(
    session: AsyncSession,
    ground: Ground,
    job: ImportJob,
    acting: Acting,
    rows: Sequence[Any],
    memory: dict[str, Any],
) -> list[OpenRow]:
    """Compare some rows with the book; what changed of them is written."""
    opened = await open_rows(session, ground.vault, job.id, rows)
    batch = Batch(
        session,
        ground.vault,
        acting,
        job,
        wishes_of(job.wishes),
        opened,
        await pairs_of(session, [row.id for row in opened]),
        memory=memory,
    )
    before = {row.id: (row.status, list(row.issues)) for row in opened}
    await put_proposals(session, job, await kind_named(job.kind).match(batch))
    changed = [row for row in opened if before[row.id] != (row.status, row.issues)]
    await settle(session, changed, resealed=False)
    return opened


def _together(blocks: Iterator[list[PackedRow]]) -> Iterator[list[PackedRow]]:
    """Blocks of about BLOCK rows."""
    held: list[PackedRow] = []
    for block in blocks:
        held += block
        if len(held) >= BLOCK:
            yield held
            held = []
    if held:
        yield held


async def _ahead(items: Iterator[Item]) -> AsyncIterator[Item]:
    """Items of a slow iterator, the next one made in a thread while this one is worked on."""
    end = object()
    following = asyncio.create_task(asyncio.to_thread(next, items, end))
    try:
        while (item := await following) is not end:
            following = asyncio.create_task(asyncio.to_thread(next, items, end))
            yield item  # type: ignore[misc]  # the end is handled above
    finally:
        if not following.done():
            following.cancel()
