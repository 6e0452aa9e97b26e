"""Refused rows as a workbook: cells as they were typed, why each was refused; mended, it can be imported again."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from typing import Final

import xlsxwriter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports.batches import Acting
from backend.book.imports.jobs import ImportJob
from backend.book.imports.own_columns import sheet_of
from backend.book.imports.preview import MOST_ROWS, ShownRow, page
from backend.platform.keys import Vault
from backend.systemize.sheets.columns import SheetKind

MOST: Final = 100_000
_PLACE: Final = {"zh-CN": ("原表", "原行", "原因"), "en": ("Sheet", "Line", "Why")}


async def refused_rows(
    session: AsyncSession, vault: Vault, acting: Acting, job: ImportJob, locale: str
) -> bytes:
    """An .xlsx of the rejected rows of a job. Every cell is text: no number loses digits, nothing is a formula."""
    rows: list[ShownRow] = []
    after: int | None = -1
    while after is not None and len(rows) < MOST:
        found, after = await page(
            session, vault, acting, job.id, first=MOST_ROWS, after=after, status="rejected"
        )
        rows += found
    kind = await sheet_of(session, job.kind, acting.principal)
    # Many rows take seconds: nobody else waits for them.
    return await asyncio.to_thread(_workbook, kind, rows, locale)


def _workbook(kind: SheetKind, rows: Sequence[ShownRow], locale: str) -> bytes:
    used = [column for column in kind.columns if any(column.key in row.typed for row in rows)]
    place = _PLACE["en" if locale == "en" else "zh-CN"]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Sheet1")
    header = [*(column.en if locale == "en" else column.zh for column in used), place[2], place[0], place[1]]
    for column, text in enumerate(header):
        sheet.write_string(0, column, text)
    for number, row in enumerate(rows, start=1):
        why = " ".join(
            issue.en if locale == "en" else issue.zh for issue in row.issues if issue.effect == "refuses"
        )
        cells = [*(row.typed.get(column.key, "") for column in used), why, row.sheet, str(row.row)]
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
