"""An .xlsb by hand: just enough of [MS-XLSB] for one sheet of texts and numbers."""

import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def write_xlsb(
    path: Path,
    grid: Sequence[Sequence[object]],
    name: str = "客户",
    *,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    errors: Iterable[tuple[int, int]] = (),
    stray: tuple[int, int] | None = None,
) -> Path:
    """The grid as an .xlsb file. hidden_rows: from 1; hidden_columns: from 0; errors: (row, column), shown as #N/A;
    stray: row from 1 and column from 0 of one more value.
    """
    book = _record(131) + _record(143) + _record(156, struct.pack("<II", 0, 1) + _text("rId1") + _text(name))
    sheet = _sheet(grid, set(hidden_rows), list(hidden_columns), set(errors), stray)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        archive.writestr("_rels/.rels", _relation("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", _relation("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/workbook.bin", book + _record(144) + _record(132))
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _record(kind: int, content: bytes = b"") -> bytes:
    return _number(kind) + _number(len(content)) + content


def _number(value: int) -> bytes:
    places = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        places.append(low | (0x80 if value else 0))
        if not value:
            return bytes(places)


def _text(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _sheet(
    grid: Sequence[Sequence[object]],
    hidden_rows: set[int],
    hidden_columns: list[int],
    errors: set[tuple[int, int]],
    stray: tuple[int, int] | None,
) -> bytes:
    height, width = len(grid), max(len(row) for row in grid)
    parts = [_record(129), _record(148, struct.pack("<IIII", 0, height - 1, 0, width - 1))]
    columns = [_record(60, struct.pack("<IIIIH", c, c, 2340, 0, 1)) for c in hidden_columns]
    parts += [_record(390), *columns, _record(391)] if columns else []
    parts.append(_record(145))
    for r, row in enumerate(grid, start=1):
        parts.append(_row(r, r in hidden_rows))
        parts += [_cell(c, cell, (r, c) in errors) for c, cell in enumerate(row) if cell is not None]
    if stray:
        parts += [_row(stray[0], is_hidden=False), _cell(stray[1], "x", is_error=False)]
    return b"".join([*parts, _record(146), _record(130)])


def _row(number: int, is_hidden: bool) -> bytes:
    return _record(0, struct.pack("<IIHBBBI", number - 1, 0, 300, 0, 0x10 if is_hidden else 0, 0, 0))


def _cell(column: int, cell: object, is_error: bool) -> bytes:
    place = struct.pack("<II", column, 0)
    if is_error:
        return _record(3, place + b"\x2a")
    if isinstance(cell, int | float):
        return _record(5, place + struct.pack("<d", cell))
    return _record(6, place + _text(str(cell)))
