"""A real BIFF8 .xls by hand: just enough of [MS-XLS] in a compound file for one sheet of texts and numbers."""

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_BOF, _EOF = 0x0809, 0x0A


def write_xls(
    path: Path,
    grid: Sequence[Sequence[object]],
    name: str = "客户",
    *,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    errors: Iterable[tuple[int, int]] = (),
    is_locked: bool = False,
    first_row: int = 0,
) -> Path:
    """The grid as an .xls file. hidden_rows: from 1; hidden_columns: from 0; errors: (row, column), shown as #N/A.

    is_locked: with the record that says the rest is encrypted. first_row: what the sheet says of its extent.
    """
    head = _record(_BOF, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    head += _record(0x2F, b"\x00" * 54) if is_locked else b""
    head += _record(0x42, struct.pack("<H", 1200))
    sheet = _sheet(grid, set(hidden_rows), set(hidden_columns), set(errors), first_row)
    title = name.encode("utf-16-le")
    at = len(head) + 4 + 8 + len(title) + 4
    bound = _record(0x85, struct.pack("<IBBBB", at, 0, 0, len(name), 1) + title)
    path.write_bytes(_compound({"Workbook": head + bound + _record(_EOF, b"") + sheet}))
    return path


def write_compound(path: Path, streams: dict[str, bytes]) -> Path:
    """A compound file with the given streams: what a locked .xlsx is."""
    path.write_bytes(_compound(streams))
    return path


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _sheet(
    grid: Sequence[Sequence[object]],
    hidden_rows: set[int],
    hidden_columns: set[int],
    errors: set[tuple[int, int]],
    first_row: int,
) -> bytes:
    width = max(len(row) for row in grid)
    parts = [_record(_BOF, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))]
    parts += [_record(0x7D, struct.pack("<HHHHHH", c, c, 2340, 15, 1, 0)) for c in sorted(hidden_columns)]
    parts.append(_record(0x200, struct.pack("<IIHHH", first_row, len(grid), 0, width, 0)))
    for r, row in enumerate(grid):
        flags = 0x0100 | (0x20 if r + 1 in hidden_rows else 0)
        parts.append(_record(0x208, struct.pack("<HHHHHHHH", r, 0, len(row), 255, 0, 0, flags, 15)))
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if (r + 1, c) in errors:
                parts.append(_record(0x205, struct.pack("<HHHBB", r, c, 15, 42, 1)))
            elif isinstance(cell, int | float):
                parts.append(_record(0x203, struct.pack("<HHHd", r, c, 15, cell)))
            elif cell is not None:
                text = str(cell).encode("utf-16-le")
                parts.append(_record(0x204, struct.pack("<HHHHB", r, c, 15, len(text) // 2, 1) + text))
    return b"".join([*parts, _record(_EOF, b"")])


def _compound(streams: dict[str, bytes]) -> bytes:
    """Streams of at least 4,096 bytes each in sectors behind one another, the directory first."""
    padded = {
        name: data.ljust(max(4096, -(-len(data) // _SECTOR) * _SECTOR), b"\x00")
        for name, data in streams.items()
    }
    table: list[int] = [_END]
    body, entries = b"", [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, data) in enumerate(padded.items(), start=1):
        start, count = len(table), len(data) // _SECTOR
        table += [*range(start + 1, start + count), _END]
        right = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, start, len(data), right=right))
        body += data
    directory = b"".join(entries).ljust(_SECTOR, b"\x00")
    assert len(directory) == _SECTOR
    sectors = -(-(len(table) + 1) // 128)
    while -(-(len(table) + sectors) // 128) > sectors:
        sectors += 1
    first = len(table)
    table += [_FAT] * sectors
    table += [_FREE] * (-len(table) % 128)
    difat = [*range(first, first + sectors), *([_FREE] * (109 - sectors))]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\x00" * 6
    )
    header += struct.pack("<IIIIIIIII", 0, sectors, 0, 0, 4096, _END, 0, _END, 0) + struct.pack(
        "<109I", *difat
    )
    return header + directory + body + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    text = (name + "\x00").encode("utf-16-le")
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
        + b"\x00" * 36
        + struct.pack("<IQ", start, size)
    )
