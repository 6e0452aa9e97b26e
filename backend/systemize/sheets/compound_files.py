"""Old .xls files (BIFF8 in a compound file): what they say besides their values, and whether they are locked.

Formats: [MS-CFB] for the container, [MS-XLS] for the records.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from backend.systemize.sheets.ooxml_marks import Marks
from backend.systemize.sheets.workbooks import FileFault, FileRefused

MAX_BYTES = 200 * 2**20
_HEADER = 512
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_EOF, _DATEMODE, _FILEPASS, _COLINFO, _BOUNDSHEET, _BOOLERR, _ROW = 0x0A, 0x22, 0x2F, 0x7D, 0x85, 0x205, 0x208
ERROR_TEXTS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def read_xls_marks(path: Path) -> tuple[dict[str, Marks], bool]:
    """The marks of every sheet by name, and "serial numbers count from 1904".

    Raises FileRefused: `password` (also for a locked .xlsx, which lies in such a container), `unsafe` for a
    file larger than .xls files can sensibly be, `unreadable`.
    """
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused(FileFault.UNSAFE)
    try:
        stream = _workbook_stream(path.read_bytes())
        return _read_records(stream)
    except (struct.error, IndexError, UnicodeDecodeError) as broken:
        raise FileRefused(FileFault.UNREADABLE) from broken


def _workbook_stream(data: bytes) -> bytes:
    """The stream that holds the records."""
    size = 1 << struct.unpack_from("<H", data, 0x1E)[0]
    if size not in (512, 4096):
        raise FileRefused(FileFault.UNREADABLE)
    table = _sector_table(data, size)
    (directory,) = struct.unpack_from("<I", data, 0x30)
    found: dict[str, tuple[int, int]] = {}
    entries = _chain(data, table, directory, size)
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        (length,) = struct.unpack_from("<H", entries, at + 64)
        name = entries[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
        found[name] = struct.unpack_from("<II", entries, at + 116)
    if "EncryptedPackage" in found or "EncryptionInfo" in found:
        raise FileRefused(FileFault.PASSWORD)
    start, length = found.get("Workbook") or found.get("Book") or (_LAST_SECTOR, 0)
    if start >= _LAST_SECTOR:
        raise FileRefused(FileFault.UNREADABLE)
    (smallest,) = struct.unpack_from("<I", data, 0x38)
    # A stream below the smallest size lies in the container's container; no workbook of clients is so small.
    return _chain(data, table, start, size)[:length] if length >= smallest else b""


def _sector_table(data: bytes, size: int) -> list[int]:
    """The sector that follows each sector."""
    heads = [sector for sector in struct.unpack_from("<109I", data, 0x4C) if sector < _LAST_SECTOR]
    (more,) = struct.unpack_from("<I", data, 0x44)
    seen = set()
    while more < _LAST_SECTOR and more not in seen:
        seen.add(more)
        *sectors, more = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        heads += [sector for sector in sectors if sector < _LAST_SECTOR]
    table: list[int] = []
    for sector in heads:
        part = data[(sector + 1) * size : (sector + 2) * size]
        table.extend(struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4]))
    return table


def _chain(data: bytes, table: list[int], sector: int, size: int) -> bytes:
    """The bytes of a chain of sectors; IndexError where it leaves the table, unreadable where it runs in a ring."""
    parts: list[bytes] = []
    while sector < _LAST_SECTOR:
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
        if len(parts) > len(table):
            raise FileRefused(FileFault.UNREADABLE)
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of the records from a place on, to the end of that substream."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == _EOF:
            return
        at += 4 + length


def _read_records(stream: bytes) -> tuple[dict[str, Marks], bool]:
    """The marks of the sheets that the first substream lists."""
    marks: dict[str, Marks] = {}
    uses_1904 = False
    for kind, content in _records(stream, 0):
        if kind == _FILEPASS:
            raise FileRefused(FileFault.PASSWORD)
        if kind == _DATEMODE:
            uses_1904 = content[:2] == b"\x01\x00"
        elif kind == _BOUNDSHEET:
            at, length, is_wide = struct.unpack_from("<I2xBB", content)
            name = content[8 : 8 + length * (1 + (is_wide & 1))].decode(
                "utf-16-le" if is_wide & 1 else "latin-1"
            )
            marks[name] = _sheet_marks(stream, at)
    return marks, uses_1904


def _sheet_marks(stream: bytes, at: int) -> Marks:
    marks = Marks()
    for kind, content in _records(stream, at):
        if kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", content)
            if flags & 0x20:
                marks.hidden_rows.add(row + 1)
        elif kind == _COLINFO:
            first, last, flags = struct.unpack_from("<HH4xH", content)
            if flags & 1:
                marks.hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == _BOOLERR:
            row, column, value, is_error = struct.unpack_from("<HH2xBB", content)
            if is_error:
                marks.errors[row + 1, column] = ERROR_TEXTS.get(value, "#N/A")
    return marks
