"""Small workbooks of every make, written by hand for one claim each."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

Grid = Sequence[Sequence[object]]


def write_xlsx(
    path: Path, grid: Grid, name: str = "Sheet1", change: Callable[[Any], None] | None = None
) -> Path:
    """One sheet by openpyxl; change: what to do to the worksheet before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for row in grid:
        sheet.append(list(row))
    if change:
        change(sheet)
    book.save(path)
    return path


def write_xlsx_sheets(
    path: Path, sheets: dict[str, Grid], hidden: Iterable[str] = (), very_hidden: Iterable[str] = ()
) -> Path:
    """Several sheets by xlsxwriter; numbers above 15 digits are written as numbers, as careless people do."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"})
    for name, grid in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(grid):
            for c, cell in enumerate(row):
                if cell is not None:
                    sheet.write(r, c, cell)
        if name in hidden:
            sheet.hide()
        if name in very_hidden:
            sheet.very_hidden()
    book.close()
    return path


def write_csv(path: Path, grid: Grid, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Delimited text with quotes where needed."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(grid)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_html(path: Path, grid: Grid, encoding: str = "utf-8", attributes: str = "") -> Path:
    """A page with one table, as web systems hand out under .xls."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in grid
    )
    page = (
        f'<html><head><meta charset="{encoding}"></head><body><table{attributes}>{rows}</table></body></html>'
    )
    path.write_bytes(page.encode(encoding))
    return path


def write_ods(
    path: Path,
    grid: Grid,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    extra: str = "",
) -> Path:
    """An OpenDocument table by hand; extra: XML after the rows."""
    unseen = ' table:visibility="collapse"'
    no_columns, no_rows = set(hidden_columns), set(hidden_rows)
    columns = "".join(
        f"<table:table-column{unseen if c in no_columns else ''}/>"
        for c in range(max(len(row) for row in grid))
    )
    rows = "".join(
        f"<table:table-row{unseen if r in no_rows else ''}>{''.join(map(_ods_cell, row))}</table:table-row>"
        for r, row in enumerate(grid, start=1)
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="客户">{columns}{rows}{extra}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def _ods_cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    kind = f'float" office:value="{cell}' if isinstance(cell, int | float) else "string"
    return f'<table:table-cell office:value-type="{kind}"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def replace_part(source: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a zipped workbook with one part changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return target
