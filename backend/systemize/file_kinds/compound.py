"""Office files of before 2007: containers of streams ([MS-CFB]), whose directory tells what they are."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO, Final

from backend.systemize.file_kinds.kinds import NotKept, Why

_LAST: Final = 0xFFFFFFFA
_ENTRY: Final = 128
_MOST_SECTORS: Final = 50_000
_KINDS: Final = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
_MACROS: Final = frozenset({"macros", "_vba_project_cur", "_vba_project", "vba", "dir", "_xlm_macros"})
_LOCKED: Final = frozenset({"EncryptedPackage", "EncryptionInfo"})


def compound_kind(stream: IO[bytes], size: int) -> str | None:
    """The kind of an old office file; None for another thing in such a container (a mail, an installer).

    Raises NotKept: broken, password, macros.
    """
    try:
        names = list(_names(stream, size))
    except (struct.error, IndexError) as broken:
        raise NotKept(Why.BROKEN) from broken
    if _LOCKED & set(names):
        raise NotKept(Why.PASSWORD)
    if _MACROS & {name.lower() for name in names}:
        raise NotKept(Why.MACROS)
    return next((_KINDS[name] for name in names if name in _KINDS), None)


def _names(stream: IO[bytes], size: int) -> Iterator[str]:
    """Names of all storages and streams."""
    stream.seek(0)
    head = stream.read(512)
    sector_size = 1 << struct.unpack_from("<H", head, 0x1E)[0]
    if sector_size not in {512, 4096}:
        raise NotKept(Why.BROKEN)

    def sector(number: int) -> bytes:
        if (number + 1) * sector_size >= size:
            raise NotKept(Why.BROKEN)
        stream.seek((number + 1) * sector_size)
        return stream.read(sector_size)

    tables = [each for each in struct.unpack_from("<109I", head, 0x4C) if each < _LAST]
    (more,) = struct.unpack_from("<I", head, 0x44)
    seen: set[int] = set()
    per = sector_size // 4
    while more < _LAST and more not in seen:
        seen.add(more)
        *listed, more = struct.unpack(f"<{per}I", sector(more))
        tables += [each for each in listed if each < _LAST]
    (at,) = struct.unpack_from("<I", head, 0x30)
    read = 0
    while at < _LAST:
        read += 1
        if read > _MOST_SECTORS:
            raise NotKept(Why.BROKEN)
        yield from _entries(sector(at))
        next_ones = sector(tables[at // per])
        (at,) = struct.unpack_from("<I", next_ones, at % per * 4)


def _entries(data: bytes) -> Iterator[str]:
    for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
        (length,) = struct.unpack_from("<H", data, at + 64)
        if 2 <= length <= 64:
            yield data[at : at + length - 2].decode("utf-16-le", "replace")
