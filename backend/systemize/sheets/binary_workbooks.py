"""What an .xlsb file says besides its values: sheets, hidden rows and columns, merged cells, errors, its extent.

Format: [MS-XLSB]; the parts of an .xlsx as records of a number, a length and bytes instead of XML.
"""

import struct
import zipfile
from collections.abc import Iterator

from backend.systemize.sheets.compound_files import ERROR_TEXTS
from backend.systemize.sheets.ooxml_marks import MAX_LAID_OUT_WHOLE, Marks
from backend.systemize.sheets.workbooks import FileFault, FileRefused, Span

_EXCEL_COLUMNS = 16_384
_ROW, _BLANK, _ERROR, _LAST_CELL, _FORMULA_ERROR = 0, 1, 3, 11, 11
_COLUMNS, _PROPERTIES, _SHEET, _MERGED = 60, 153, 156, 176


def read_binary_sheets(data: bytes) -> tuple[dict[str, str], bool]:
    """Relation by sheet name, and "serial numbers count from 1904", of xl/workbook.bin.

    Raises FileRefused (`unreadable`) where the records break off.
    """
    sheets: dict[str, str] = {}
    uses_1904 = False
    for kind, content in _records(data):
        if kind == _SHEET:
            relation, at = _text(content, 8)
            sheets[_text(content, at)[0]] = relation
        elif kind == _PROPERTIES:
            uses_1904 = bool(content[0] & 1)
    return sheets, uses_1904


def read_binary_marks(archive: zipfile.ZipFile, part: str) -> Marks:
    """The marks of a sheet. Raises FileRefused: `unsafe` for a sheet too large to lay out, `unreadable`."""
    marks = Marks()
    row = 0
    for kind, content in _records(archive.read(part)):
        if kind == _ROW:
            row = struct.unpack_from("<I", content)[0] + 1
            if content[11] & 0x10:
                marks.hidden_rows.add(row)
        elif _BLANK < kind <= _LAST_CELL:
            (column,) = struct.unpack_from("<I", content)
            marks.last_row, marks.last_column = max(marks.last_row, row), max(marks.last_column, column + 1)
            if kind in (_ERROR, _FORMULA_ERROR):
                marks.errors[row, column] = ERROR_TEXTS.get(content[8], "#N/A")
        elif kind == _COLUMNS:
            first, last, flags = struct.unpack_from("<II8xH", content)
            if flags & 1:
                marks.hidden_columns.update(range(first, min(last + 1, _EXCEL_COLUMNS)))
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", content)
            marks.merged.append(Span(top + 1, left, bottom + 1, right))
    if marks.last_row * marks.last_column > MAX_LAID_OUT_WHOLE:
        raise FileRefused(FileFault.UNSAFE)
    return marks


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of every record."""
    at = 0
    try:
        while at < len(data):
            kind, at = _number(data, at, 2)
            length, at = _number(data, at, 4)
            content = data[at : at + length]
            if len(content) < length:
                raise FileRefused(FileFault.UNREADABLE)
            yield kind, content
            at += length
    except (IndexError, struct.error) as broken:
        raise FileRefused(FileFault.UNREADABLE) from broken


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of up to `most` bytes of seven bits each, the lowest first, and the place after it."""
    value = 0
    for place in range(most):
        byte = data[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return value, at + place + 1


def _text(content: bytes, at: int) -> tuple[str, int]:
    """A string with its length before it, and the place after it."""
    (length,) = struct.unpack_from("<I", content, at)
    end = at + 4 + length * 2
    return content[at + 4 : end].decode("utf-16-le", "replace"), end
