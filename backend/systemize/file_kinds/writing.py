"""Plain text and e-mails: what is left when no signature fits, if it is readable and asks to be run by nobody."""

from __future__ import annotations

import codecs
import re
from typing import IO, Final

_CHUNK: Final = 2**20
_ENCODINGS: Final = ("utf-8", "gb18030")
_MARKS: Final = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# What browsers and shells would make something else of; looked for where they look.
_RUN: Final = re.compile(
    r"^\s*(?:<[!?a-z]|#!|%!PS|\{\\rtf|MZ|@echo\b|\[InternetShortcut\]|Windows Registry)", re.IGNORECASE
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_MARKUP: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|script|iframe|svg|object|embed)[\s>/]|%PDF-", re.IGNORECASE
)
_HEADER: Final = re.compile(
    r"^(?:from|to|subject|date|received|return-path|mime-version|message-id|delivered-to|x-[\w-]+):",
    re.IGNORECASE,
)


def text_kind(stream: IO[bytes], head: bytes) -> str | None:
    """`text` or `mail`; None for what is no readable text, or markup, or a script."""
    mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    for encoding in (_MARKS[mark],) if mark else _ENCODINGS:
        if _reads(stream, encoding, len(mark)):
            start = head[len(mark) :].decode(encoding, "ignore")
            return _told(start)
    return None


def _told(start: str) -> str | None:
    lines = start.splitlines()
    if sum(bool(_HEADER.match(line)) for line in lines[:40]) >= 3 and lines and ":" in lines[0]:
        return "mail"
    if _RUN.match(start) or _MARKUP.search(start):
        return None
    return "text"


def _reads(stream: IO[bytes], encoding: str, skip: int) -> bool:
    """Whether all of it is text: it decodes, and has no control characters but those of lines and tabs."""
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(skip)
    try:
        while True:
            chunk = stream.read(_CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            if _CONTROL.search(text):
                return False
            if not chunk:
                return True
    except UnicodeDecodeError:
        return False
