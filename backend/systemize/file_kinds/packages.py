"""Zipped documents: looked through part by part before anybody's program opens them."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from typing import IO, Final

from backend.systemize.file_kinds.kinds import NotKept, Why

MOST_INFLATED: Final = 512 * 2**20
MOST_PARTS: Final = 5_000
MOST_RATIO: Final = 2_000
"""Inflated to packed, of parts above a megabyte: deflate cannot pack tighter than 1,032 times."""
_CHUNK: Final = 2**20
_KINDS: Final = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
    "OFD.xml": "ofd",
}
_ODF: Final = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_MACROS: Final = re.compile(
    r"(^|/)(vbaProject.*\.bin|vbaData\.xml|macrosheets/.*|Basic/.*|Scripts/.*|xl/activeX/.*|.*/activeX/.*\.bin)$",
    re.IGNORECASE,
)
_BY_TYPE: Final = re.compile(rb"macroEnabled|ms-office\.(vbaProject|activeX)", re.IGNORECASE)
_REMOTE: Final = re.compile(
    rb"<Relationship\b(?=[^>]*(?:attachedTemplate|oleObject|frame|subDocument))(?=[^>]*TargetMode=.External)[^>]*>",
    re.IGNORECASE,
)
_DECLARATION: Final = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_RUN: Final = (".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".scr", ".hta", ".lnk", ".msi", ".ps1")
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)


def package_kind(stream: IO[bytes]) -> str:
    """The kind of a zipped document. Raises NotKept: kind, broken, password, bomb, macros, active."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            _check_names(parts)
            kind = _kind(archive, {part.filename for part in parts})
            for part in parts:
                _check_part(archive, part)
            return kind
    except RuntimeError as encrypted:
        raise NotKept(Why.PASSWORD) from encrypted
    except BROKEN as broken:
        raise NotKept(Why.BROKEN) from broken


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise NotKept(Why.BOMB)
    if any(p.file_size > _CHUNK and p.file_size > MOST_RATIO * max(p.compress_size, 1) for p in parts):
        raise NotKept(Why.BOMB)
    if len({part.filename for part in parts}) != len(parts):
        raise NotKept(Why.BROKEN)


def _check_names(parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        if part.flag_bits & 1:
            raise NotKept(Why.PASSWORD)
        if part.filename.startswith("/") or ".." in part.filename.split("/"):
            raise NotKept(Why.BROKEN)
        if _MACROS.search(part.filename):
            raise NotKept(Why.MACROS)
        if part.filename.lower().endswith(_RUN):
            raise NotKept(Why.ACTIVE)


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    found = [kind for part, kind in _KINDS.items() if part in names]
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            found += [_ODF[media] for media in [stream.read(100).strip()] if media in _ODF]
    if len(found) > 1:
        raise NotKept(Why.TWO_KINDS)
    if not found:
        raise NotKept(Why.KIND)
    return found[0]


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end: `zipfile` holds it to its declared size and sum; XML declares no entities."""
    name = part.filename.lower()
    is_xml, tail, seen = name.endswith((".xml", ".rels", ".vml")), b"", 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            seen += len(chunk)
            if seen > MOST_INFLATED:
                raise NotKept(Why.BOMB)
            window = (tail + chunk).replace(b"\x00", b"")
            if is_xml and _DECLARATION.search(window):
                raise NotKept(Why.ACTIVE)
            if name == "[content_types].xml" and _BY_TYPE.search(window):
                raise NotKept(Why.MACROS)
            if name.endswith(".rels") and _REMOTE.search(window):
                raise NotKept(Why.ACTIVE)
            tail = chunk[-1024:]
