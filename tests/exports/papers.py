"""Papers in tests: asked for over GraphQL, made by a worker's maker, read back as a person would."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from backend.platform.principal import Principal
from tests.exports.making import Export
from tests.schema.house import House

ASK = """mutation($i: RequestReportExportInput!) { requestReportExport(input: $i) {
    id version state needsApproval rows filteredBy columns list format reason } }"""


async def ask(house: House, who: str | Principal, **wanted: Any) -> Export:
    """Ask for a paper; fails the test when it is refused."""
    made = (await house.data(who, ASK, i={"format": "XLSX", **wanted}))["requestReportExport"]
    return Export(house, made["id"], made)


async def book_of(export: Export) -> openpyxl.Workbook:
    """The workbook of a paper."""
    return openpyxl.load_workbook(io.BytesIO(await export.content()))


def rows_of(book: openpyxl.Workbook, sheet: int = 0) -> list[list[Any]]:
    """Heads and lines of a sheet, without what stands above."""
    found = [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]
    return found[3:]


def texts_of(book: openpyxl.Workbook) -> str:
    """Everything that is written in a workbook, in sight or not."""
    return "\n".join(
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )
