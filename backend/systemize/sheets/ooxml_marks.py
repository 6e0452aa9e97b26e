"""What the sheet of an .xlsx says besides its values: hidden rows and columns, strike-through, formulas.

The fast reader tells none of it, and a second full reading costs a Python object for every cell (a gigabyte
for 100,000 rows). So the sheet's XML, already looked over by `archives`, is cut at its row tags as bytes.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from backend.systemize.sheets.archives import chunks_of
from backend.systemize.sheets.workbooks import FileFault, FileRefused, Span, column_index

# One row of text cells stays far below; more without a row is no sheet a person made.
_MAX_HELD = 64 * 2**20
# Cells of 24 bytes that the fast reader lays out for a sheet that cannot be made smaller.
MAX_LAID_OUT_WHOLE = 12_000_000
_EXCEL_COLUMNS = 16_384
_ROW_NUMBER = re.compile(rb"""\br=["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b((?:[^>/]|/(?!>))*)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})\d+["']""")
_STYLE = re.compile(rb"""\bs=["'](\d+)["']""")
_KIND = re.compile(rb"""\bt=["'](\w+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_FIRST, _LAST = (re.compile(rb"""\b%s=["'](\d+)["']""" % name) for name in (b"min", b"max"))
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_SHEET_DATA = re.compile(rb"<(\w+:)?sheetData\b[^>]*>")


@dataclass(slots=True)
class Marks:
    """The marks of one sheet, named as in `Sheet`.

    head: the part's bytes up to its rows. last_row, last_column: from 1, they bound the cells with a value.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    uncached: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Span] = field(default_factory=list)
    head: bytes = b""
    last_row: int = 0
    last_column: int = 0


def read_marks(archive: zipfile.ZipFile, part: str, struck_styles: frozenset[bytes]) -> Marks:
    """The marks of the sheet in a part. Raises FileRefused (`unsafe`) on a row without end."""
    marks = Marks()
    number = 0
    for attributes, body in row_elements(archive, part, marks):
        named = _ROW_NUMBER.search(attributes)
        number = int(named[1]) if named else number + 1
        if _HIDDEN.search(attributes):
            marks.hidden_rows.add(number)
        has_formula = b"<f" in body or b":f" in body
        if has_formula or b"v>" in body or b"is>" in body:
            marks.last_row = max(marks.last_row, number)
            last = _REFERENCE.match(body, body.rfind(b" r=") + 1)
            marks.last_column = max(
                marks.last_column, column_index(last[1].decode()) + 1 if last else _EXCEL_COLUMNS
            )
            if has_formula or struck_styles or b't="e"' in body:
                _mark_cells(body, number, struck_styles, marks)
    return marks


def row_elements(archive: zipfile.ZipFile, part: str, marks: Marks) -> Iterator[tuple[bytes, bytes]]:
    """Attributes and body of every row element in order; the columns before them go into the marks."""
    tag, held, is_before = b"", b"", True
    for chunk in chunks_of(archive, part):
        held += chunk
        start = None if tag else _SHEET_DATA.search(held)
        if start:
            marks.head = held[: start.end()]
            _mark_columns(marks.head, marks)
            tag, held = b"<" + (start[1] or b"") + b"row", held[start.end() :]
        if tag:
            *rows, held = held.split(tag)
            if rows and is_before:  # what stands before the first row is none
                rows, is_before = rows[1:], False
            yield from map(_cut, rows)
        _check_held(held)
    if not is_before:
        yield _cut(held)
    marks.merged = [_span(found) for found in _MERGED.findall(held)]


def _cut(row: bytes) -> tuple[bytes, bytes]:
    """Attributes and body of one row element whose opening tag was cut off."""
    attributes, _, body = row.partition(b">")
    end = body.rfind(b"</", 0, body.rfind(b"row>") + 1)
    return attributes, b"" if attributes.endswith(b"/") else body[:end]


def _span(found: tuple[bytes, bytes, bytes, bytes]) -> Span:
    left, top, right, bottom = found
    return Span(int(top), column_index(left.decode()), int(bottom), column_index(right.decode()))


def _check_held(held: bytes) -> None:
    if len(held) > _MAX_HELD:
        raise FileRefused(FileFault.UNSAFE)


def _mark_columns(head: bytes, marks: Marks) -> None:
    """Hidden columns, from the `cols` element before the rows."""
    for attributes in _COLUMN.findall(head):
        first, last = _FIRST.search(attributes), _LAST.search(attributes)
        if first and last and _HIDDEN.search(attributes):
            marks.hidden_columns.update(range(int(first[1]) - 1, min(int(last[1]), _EXCEL_COLUMNS)))


def _mark_cells(body: bytes, number: int, struck_styles: frozenset[bytes], marks: Marks) -> None:
    """Errors, formulas without a result and strike-through of the cells of one row."""
    column = -1
    for attributes, content in _CELL.findall(body):
        named = _REFERENCE.search(attributes)
        column = column_index(named[1].decode()) if named else column + 1
        kind, value, style = _KIND.search(attributes), _VALUE.search(content), _STYLE.search(attributes)
        shown = value[1] if value else b""
        if kind and kind[1] == b"e":
            marks.errors[number, column] = unescape(shown.decode("utf-8", "replace"))
        elif not shown and _FORMULA.search(content) and not (kind and kind[1] == b"str" and value):
            marks.uncached.add((number, column))
        if content and style and style[1] in struck_styles:
            marks.struck.add(number)
