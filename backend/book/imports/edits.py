"""Cells that a person types anew in the preview: the row is checked again at once, by the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports.batches import Acting, Batch, wishes_of
from backend.book.imports.content import plan_of, report_of_job, set_report
from backend.book.imports.jobs import ImportJob, ImportRow
from backend.book.imports.kinds import kind_named
from backend.book.imports.own_columns import sheet_of
from backend.book.imports.pairs import drop_undecided, pairs_of, put_proposals
from backend.book.imports.rows import OpenRow, job_key, open_rows, records, save_edits, settle
from backend.platform.audit import record
from backend.platform.clock import business_date
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.keys import Vault
from backend.platform.versions import locked
from backend.systemize.field_values import storable
from backend.systemize.sheets.checking import refined
from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.reports import SheetReport
from backend.systemize.sheets.row_content import packed
from backend.systemize.sheets.row_reading import RowChecker

LONGEST_CELL: Final = 32_767
"""As in spreadsheet programs."""
_EDITABLE: Final = frozenset({"accepted", "rejected", "skipped"})


async def edit_row(
    session: AsyncSession,
    vault: Vault,
    acting: Acting,
    job_id: UUID,
    row_id: UUID,
    cells: Mapping[str, str | None],
) -> OpenRow:
    """Type cells of a row anew; the row as it is after.

    cells: new text by field; None drops the cell; {} takes a skipped row as data. Edits of before stay where they
    are not named. Raises Refused: NOT_FOUND, BAD_USER_INPUT for an unknown field, a text nobody can keep, or in a
    state that does not allow it.
    """
    job = await locked(session, ImportJob, job_id)
    if job.state != "previewed":
        raise bad_input("id", "state")
    sheet = await sheet_of(session, job.kind, acting.principal)
    if any(key not in sheet.by_key for key in cells):
        raise bad_input("cells", "unknown")
    for text in cells.values():
        if text is not None and len(storable(text, "cells")) > LONGEST_CELL:
            raise bad_input("cells", "too_long", limit=LONGEST_CELL)
    row = await _row(session, vault, job, row_id)
    report = await report_of_job(session, vault, job) or SheetReport(job.file)
    row.edits = {**row.edits, **cells}
    known = list(report.writes)
    await _check_again(session, vault, job, sheet, row, report)
    if report.writes != known:
        await set_report(session, vault, job, report)
    await save_edits(session, row, await job_key(session, vault, job.id))
    await _compare(session, vault, acting, job, row)
    job.revision += 1
    record(session, "edit", "import_row", row.id, changes={key: [None, None] for key in cells})
    await session.flush()
    return row


async def _row(session: AsyncSession, vault: Vault, job: ImportJob, row_id: UUID) -> OpenRow:
    found = await records(session, job.id, ImportRow.id == row_id, limit=1, order=ImportRow.position)
    if not found:
        raise Refused(Code.NOT_FOUND)
    (row,) = await open_rows(session, vault, job.id, found)
    content = row.checked.content
    if row.status not in _EDITABLE or content is None or not (content.cells or row.edits):
        raise bad_input("row", "state")
    return row


async def _check_again(
    session: AsyncSession,
    vault: Vault,
    job: ImportJob,
    sheet: SheetKind,
    row: OpenRow,
    report: SheetReport,
) -> None:
    """The row by the rules of the sheet and of the book, with its edits."""
    before = row.checked
    if before.content is None or row.table >= len(report.tables):
        raise bad_input("row", "state")
    plan = await plan_of(session, vault, job)
    checker = RowChecker(sheet, report.tables[row.table], plan, business_date())
    # Whoever mends a row of a hidden part wants it.
    flags = tuple(flag for flag in before.content.flags if flag != "hidden_row")
    checked = checker.check(row.row, replace(before.content, flags=flags), row.edits)
    if checked.status == "accepted":
        refined(checked, kind_named(job.kind).refine(checked.values), report)
    row.data = packed(checked).decode()
    row.__dict__.pop("values", None)
    row.status = checked.status
    row.issues = [{"field": issue.field, "code": issue.code} for issue in checked.issues]


async def _compare(session: AsyncSession, vault: Vault, acting: Acting, job: ImportJob, row: OpenRow) -> None:
    """Ask the book about the row as it is now."""
    await drop_undecided(session, job.id, [row.id])
    if row.status != "accepted":
        return
    pairs = await pairs_of(session, [row.id])
    batch = Batch(session, vault, acting, job, wishes_of(job.wishes), [row], pairs)
    await put_proposals(session, job, await kind_named(job.kind).match(batch))
    await settle(session, [row], resealed=False)
