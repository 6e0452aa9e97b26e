"""Telling what a file is by its first bytes, then looking inside for what must not be kept.

A browser never runs anything of these files (they are served as attachments, in a sandbox, and under the type found
here). What is refused here is refused for the programs people open them with: macros, launchers, bombs, and files
that are two things at once.
"""

from __future__ import annotations

import re
import struct
import zipfile
from typing import IO, Final

from backend.systemize.file_kinds.compound import compound_kind
from backend.systemize.file_kinds.kinds import KINDS, FileKind, NotKept, Why
from backend.systemize.file_kinds.packages import package_kind
from backend.systemize.file_kinds.writing import text_kind

HEAD: Final = 4096
MOST_PIXELS: Final = 120_000_000
"""Of a picture; what inflates to more is a bomb, not a photograph."""
_CHUNK: Final = 2**20
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACTIVE: Final = re.compile(rb"/(?:JavaScript|Launch|RichMedia)(?=[\s/<(\[>])")
_BRANDS: Final = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), "heic"),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1"), "mp4"),
    **dict.fromkeys((b"M4A ", b"M4V ", b"qt  ", b"3gp4", b"3gp5", b"3gp6", b"dash", b"MSNV"), "mp4"),
}


def kind_of(stream: IO[bytes], size: int) -> FileKind:
    """What a content is. stream: seekable. Raises NotKept."""
    if size == 0:
        raise NotKept(Why.EMPTY)
    stream.seek(0)
    head = stream.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return KINDS[package_kind(stream)]
    if head.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise NotKept(Why.KIND)
    key = _by_signature(stream, head, size) or text_kind(stream, head)
    if key is None:
        raise NotKept(Why.KIND)
    _hold_one_kind(stream)
    return KINDS[key]


def _by_signature(stream: IO[bytes], head: bytes, size: int) -> str | None:
    if head.startswith(b"%PDF-"):
        _check_pdf(stream, size)
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        _hold_pixels(*_unpacked(">II", head, 16))
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        _check_jpeg(stream)
        return "jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        _hold_pixels(*_unpacked("<HH", head, 6))
        return "gif"
    if head.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return "tiff"
    if head.startswith(b"#!AMR"):
        return "amr"
    if head.startswith(b"ID3") or (len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "mp3"
    return compound_kind(stream, size) if head.startswith(_COMPOUND) else None


def _unpacked(form: str, head: bytes, at: int) -> tuple[int, int]:
    try:
        width, height = struct.unpack_from(form, head, at)
    except struct.error as short:
        raise NotKept(Why.BROKEN) from short
    return width, height


def _hold_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise NotKept(Why.BROKEN)
    if width * height > MOST_PIXELS:
        raise NotKept(Why.BOMB)


def _check_jpeg(stream: IO[bytes]) -> None:
    """Walk the segments to the frame's size."""
    at = 2
    for _ in range(500):
        stream.seek(at)
        segment = stream.read(9)
        if len(segment) < 9 or segment[0] != 0xFF:
            raise NotKept(Why.BROKEN)
        if 0xC0 <= segment[1] <= 0xCF and segment[1] not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", segment, 5)
            _hold_pixels(width, height)
            return
        if segment[1] == 0xFF:  # filling
            at += 1
            continue
        at += 2 + int.from_bytes(segment[2:4])
    raise NotKept(Why.BROKEN)


def _check_pdf(stream: IO[bytes], size: int) -> None:
    """Its end is where it should be, and nothing in it asks to be run."""
    stream.seek(max(0, size - 2048))
    if b"%%EOF" not in stream.read():
        raise NotKept(Why.BROKEN)
    stream.seek(0)
    tail = b""
    while chunk := stream.read(_CHUNK):
        if _ACTIVE.search(tail + chunk):
            raise NotKept(Why.ACTIVE)
        tail = chunk[-32:]


def _hold_one_kind(stream: IO[bytes]) -> None:
    """What is no package must not be read as one by a program that looks at the end."""
    stream.seek(0)
    if zipfile.is_zipfile(stream):
        raise NotKept(Why.TWO_KINDS)
