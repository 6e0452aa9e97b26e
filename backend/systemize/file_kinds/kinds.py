"""The kinds of files that are kept, and why others are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Why(StrEnum):
    """Why a file is not kept: a key of `messages.PROBLEMS` is `file_<value>`."""

    KIND = "kind"
    EMPTY = "empty"
    BROKEN = "broken"
    PASSWORD = "password"  # noqa: S105 - a code, no secret
    BOMB = "bomb"
    MACROS = "macros"
    ACTIVE = "active"
    TWO_KINDS = "two_kinds"


class NotKept(Exception):
    """The file is refused; nothing of it stays."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class FileKind:
    """A kind of file.

    media: its media type; endings: of file names, the first is given to a name that has none of them; preview: how a
    browser may show it without running anything of it.
    """

    key: str
    media: str
    endings: tuple[str, ...]
    zh: str
    en: str
    preview: str | None = None


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
KINDS: Final[Mapping[str, FileKind]] = {
    kind.key: kind
    for kind in (
        FileKind("pdf", "application/pdf", ("pdf",), "PDF", "PDF", preview="pdf"),
        FileKind("ofd", "application/ofd", ("ofd",), "OFD 版式文件", "OFD document"),
        FileKind("png", "image/png", ("png",), "PNG 图片", "PNG picture", preview="picture"),
        FileKind("jpeg", "image/jpeg", ("jpg", "jpeg"), "JPEG 图片", "JPEG picture", preview="picture"),
        FileKind("gif", "image/gif", ("gif",), "GIF 图片", "GIF picture", preview="picture"),
        FileKind("webp", "image/webp", ("webp",), "WebP 图片", "WebP picture", preview="picture"),
        FileKind("heic", "image/heic", ("heic", "heif"), "HEIC 图片", "HEIC picture"),
        FileKind("tiff", "image/tiff", ("tif", "tiff"), "TIFF 图片", "TIFF picture"),
        FileKind("docx", f"{_OOXML}.wordprocessingml.document", ("docx",), "Word 文档", "Word document"),
        FileKind("xlsx", f"{_OOXML}.spreadsheetml.sheet", ("xlsx",), "Excel 工作簿", "Excel workbook"),
        FileKind("pptx", f"{_OOXML}.presentationml.presentation", ("pptx",), "PPT 演示", "Presentation"),
        FileKind("doc", "application/msword", ("doc", "wps"), "Word 文档（旧）", "Word document (old)"),
        FileKind(
            "xls", "application/vnd.ms-excel", ("xls", "et"), "Excel 工作簿（旧）", "Excel workbook (old)"
        ),
        FileKind(
            "ppt", "application/vnd.ms-powerpoint", ("ppt", "dps"), "PPT 演示（旧）", "Presentation (old)"
        ),
        FileKind("odt", f"{_ODF}.text", ("odt",), "ODF 文本", "ODF text"),
        FileKind("ods", f"{_ODF}.spreadsheet", ("ods",), "ODF 表格", "ODF spreadsheet"),
        FileKind("odp", f"{_ODF}.presentation", ("odp",), "ODF 演示", "ODF presentation"),
        FileKind("text", "text/plain", ("txt", "csv", "tsv", "md", "log"), "文本", "Text"),
        FileKind("mail", "message/rfc822", ("eml",), "邮件", "E-mail"),
        FileKind("mp3", "audio/mpeg", ("mp3",), "MP3 录音", "MP3 recording"),
        FileKind("wav", "audio/wav", ("wav",), "WAV 录音", "WAV recording"),
        FileKind("amr", "audio/amr", ("amr",), "AMR 录音", "AMR recording"),
        FileKind("mp4", "video/mp4", ("mp4", "m4a", "m4v", "mov"), "MP4 音视频", "MP4 recording"),
    )
}


def named_after_content(name: str, kind: FileKind) -> str:
    """The name with an ending of the kind: what calls itself otherwise is not opened as something else."""
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in kind.endings and stem:
        return name
    return f"{name}.{kind.endings[0]}"
