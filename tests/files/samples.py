"""Small files of every kind, made by hand: good ones, and what an attacker would send."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import openpyxl


def png(width: int = 2, height: int = 2, after: bytes = b"") -> bytes:
    """A picture of one colour; width and height as it declares them."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x20\x80\xd0" * min(width, 4) for _ in range(min(height, 4)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body + after


def jpeg(width: int = 16, height: int = 16) -> bytes:
    """The segments of a photograph, without its light."""
    frame = (
        b"\xff\xc0\x00\x11\x08"
        + struct.pack(">HH", height, width)
        + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    )
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + frame
        + b"\xff\xda\x00\x02\xff\xd9"
    )


def gif(width: int = 1, height: int = 1) -> bytes:
    """One pixel, or as many as it says."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00\x00\x00;"


def pdf(inside: bytes = b"", after: bytes = b"") -> bytes:
    """A page that says something."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 160]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length 44>>stream\nBT /F 20 Tf 20 100 Td (Startrail sample) Tj ET\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n" + inside)
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj" % number + body + b"endobj\n")
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start + after)
    return out.getvalue()


def package(parts: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


TYPES = b'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="%s"/></Types>'
WORD = {"[Content_Types].xml": TYPES % b"document.main+xml", "word/document.xml": b"<w:document/>"}


def workbook() -> bytes:
    """A real .xlsx."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def compound(*names: str) -> bytes:
    """An old office container: a table, and a directory with these streams."""
    sector = 512
    head = bytearray(sector)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", head, 0x1E, 9)
    struct.pack_into("<I", head, 0x30, 1)
    struct.pack_into("<II", head, 0x44, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 0x4C, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, *([2] if len(names) > 3 else [0xFFFFFFFE]), *[0xFFFFFFFE] * 126)
    entries = b""
    for name in ("Root Entry", *names):
        text = name.encode("utf-16-le")
        entries += text.ljust(64, b"\0") + struct.pack("<H", len(text) + 2) + bytes(62)
    return bytes(head) + table + entries.ljust(sector * 2, b"\0")


BOMB = package({**WORD, "word/media/a.xml": b"\0" * (530 * 2**20)})
