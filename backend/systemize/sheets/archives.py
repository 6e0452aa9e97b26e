"""Zipped workbooks looked over before any parser sees them: bombs, lies about sizes, entities.

Every part is inflated once through `zipfile`, which stops at the declared size and checks the sum; what
follows may trust both.
"""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from backend.systemize.sheets.workbooks import FileFault, FileRefused

# Formatting down to row 1,048,576 over twenty columns inflates to some 500 MB and is no attack.
MAX_INFLATED = 1024 * 2**20
MAX_PART_HELD = 192 * 2**20
MAX_PARTS = 5_000
CHUNK = 4 * 2**20
_STREAMED = ("worksheets/", "content.xml")
# What a document type declaration begins with, in the three encodings a parser would understand.
_MARKED = (b"<!", b"<\x00!\x00", b"\x00<\x00!")
_DECLARATIONS = [
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY", "<!doctype", "<!entity")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
]
_OVERLAP = max(len(mark) for mark in _DECLARATIONS)
# What `zipfile` raises on broken archives.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, ValueError)


def check_archive(path: Path) -> list[str]:
    """The names of the parts of a zip file that is safe to parse.

    Raises FileRefused: `unsafe` for bombs and document type declarations, `password` for an encrypted zip,
    `unreadable` for a broken one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive.infolist())
            for part in archive.infolist():
                _check_part(archive, part)
            return archive.namelist()
    except BROKEN as broken:
        raise FileRefused(FileFault.UNREADABLE) from broken
    except RuntimeError as encrypted:
        raise FileRefused(FileFault.PASSWORD) from encrypted


def chunks_of(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The bytes of a part, inflated, in pieces of at most `CHUNK`."""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse more parts or bytes than a workbook of a fund company can have."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_INFLATED:
        raise FileRefused(FileFault.UNSAFE)
    if any(p.file_size > MAX_PART_HELD and not any(s in p.filename for s in _STREAMED) for p in parts):
        raise FileRefused(FileFault.UNSAFE)
    if len({part.filename for part in parts}) != len(parts):
        raise FileRefused(FileFault.UNSAFE)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end; refuse XML with a document type: workbooks have none, entity bombs need one."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail = b""
    for chunk in chunks_of(archive, part.filename):
        seen = tail + chunk
        if is_xml and any(mark in seen for mark in _MARKED) and any(mark in seen for mark in _DECLARATIONS):
            raise FileRefused(FileFault.UNSAFE)
        tail = chunk[-_OVERLAP:]
