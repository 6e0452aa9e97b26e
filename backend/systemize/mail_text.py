"""E-mails as files: who wrote whom, when, what, and what hangs on; read by the standard library. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, Message, MIMEPart
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Final

MOST_ATTACHMENTS: Final = 50
_SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_BLOCKS: Final = frozenset(
    {
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
    }
)
_PARSER: Final = BytesParser(policy=policy.default)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the head of a mail; both as written there, either may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a mail; is_mail: it is one itself."""

    name: str
    content: bytes
    is_mail: bool = False


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail. message_id: without its brackets, "" when it has none; at: None when its date cannot be read."""

    message_id: str
    subject: str
    sender: Person
    recipients: tuple[Person, ...]
    at: datetime | None
    text: str
    attachments: tuple[Attachment, ...]


def read_mail(content: bytes) -> ReadMail | None:
    """The mail in a file; None for what has neither a sender nor a subject nor a date, and so is none."""
    message = _PARSER.parsebytes(content)
    if not any(message.get(name) for name in ("From", "Subject", "Date")):
        return None
    senders = _people(message, "From") or _people(message, "Sender")
    return ReadMail(
        message_id=_header(message, "Message-ID").strip("<> \t"),
        subject=_header(message, "Subject"),
        sender=senders[0] if senders else Person("", ""),
        recipients=tuple(person for name in ("To", "Cc") for person in _people(message, name)),
        at=_date(message),
        text=_text(message),
        attachments=tuple(_attachments(message)),
    )


def text_of_html(html: str) -> str:
    """What a person would read of a page: no scripts, no styles; blocks begin on new lines."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _tidy("".join(reader.parts))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def _header(message: EmailMessage, name: str) -> str:
    # A header that is no header at all must not keep the rest from being read.
    try:
        return " ".join(str(message.get(name) or "").split())
    except (ValueError, TypeError, IndexError, AttributeError):
        return ""


def _people(message: EmailMessage, name: str) -> list[Person]:
    found = getaddresses([_header(message, name)])
    return [Person(each.strip(), address.strip()) for each, address in found if each or address]


def _date(message: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "Date"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = _content(body)
    return text_of_html(text) if body.get_content_subtype() == "html" else _tidy(text)


def _content(part: MIMEPart) -> str:
    """A part as text, whatever is wrong with its charset."""
    data = part.get_payload(decode=True)
    raw = data if isinstance(data, bytes) else str(part.get_payload()).encode()
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for number, part in enumerate(message.iter_attachments()):
        if number >= MOST_ATTACHMENTS:
            return
        assert isinstance(part, EmailMessage)
        if part.get_content_type() == "message/rfc822":
            yield Attachment(part.get_filename() or "message.eml", _inner(part), is_mail=True)
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data:
            yield Attachment(part.get_filename() or f"attachment-{number + 1}", data)


def _inner(part: EmailMessage) -> bytes:
    """An attached mail as it came; where it cannot be written again, as far as it can be told."""
    inner = part.get_payload(0)
    try:
        return inner.as_bytes() if isinstance(inner, Message) else str(inner).encode()
    except (ValueError, LookupError, TypeError, AttributeError):
        return str(inner).encode("utf-8", "replace")


def _tidy(text: str) -> str:
    lines = [line.replace("\x00", "").rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
