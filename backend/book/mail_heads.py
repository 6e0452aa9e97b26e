"""What is shown of a mail before it is anybody's, and what tells it from others. Pure functions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from backend.book.mails import plain_words
from backend.systemize.mail_forwards import forwarded_in
from backend.systemize.mail_text import Person, ReadMail, read_mail

LONGEST_TEXT, MOST_PEOPLE = 4_000, 60
UNREADABLE: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What the library raises for mails that are none."""
_TRACE: Final = (
    b"received:",
    b"return-path:",
    b"delivered-to:",
    b"x-",
    b"arc-",
    b"dkim-",
    b"authentication-results:",
)


@dataclass(frozen=True, slots=True)
class Head:
    """What is shown of a mail before it is anybody's. people, inner: addresses by which its client is looked for, of
    the mail itself and of the one that it passes on."""

    subject: str
    sender: str
    recipients: tuple[str, ...]
    at: str | None
    text: str
    attachments: tuple[str, ...]
    people: tuple[str, ...]
    inner: tuple[str, ...]


def mark_of(content: bytes) -> bytes:
    """What is the same when a mail comes twice, also by two ways: its bytes without what servers write above it."""
    head, blank, body = content.partition(b"\r\n\r\n")
    kept: list[bytes] = []
    skipping = False
    for line in head.split(b"\r\n"):
        if not line.startswith((b" ", b"\t")):
            skipping = line.lower().startswith(_TRACE)
        if not skipping:
            kept.append(line)
    return hashlib.sha256(b"\r\n".join(kept) + blank + body).digest()


def head_of(mail: ReadMail) -> Head:
    """What is shown of a mail: of the one that it passes on, if so."""
    passed = passed_on(mail)
    shown = passed or mail
    return Head(
        subject=plain_words(shown.subject)[:400],
        sender=_written(shown.sender),
        recipients=tuple(_written(person) for person in shown.recipients[:MOST_PEOPLE]),
        at=None if shown.at is None else shown.at.isoformat(),
        text=plain_words(shown.text)[:LONGEST_TEXT],
        attachments=tuple(plain_words(each.name)[-150:] for each in shown.attachments),
        people=_addresses(mail),
        inner=_addresses(passed) if passed is not None else (),
    )


def passed_on(mail: ReadMail) -> ReadMail | None:
    """The mail that a mail passes on, if it can be read."""
    try:
        return forwarded_in(mail)
    except UNREADABLE:
        return None


def understood(content: bytes) -> ReadMail:
    """A mail, whatever is wrong with it: one that nobody can read has no sender and its bytes for a text."""
    try:
        found = read_mail(content)
    except UNREADABLE:
        found = None
    text = content.decode("utf-8", "replace")
    return found or ReadMail("", "", Person("", ""), (), None, text, ())


def file_name_of(mail: ReadMail) -> str:
    """What the file of a mail is called."""
    words = "".join(c for c in plain_words(mail.subject) if c.isprintable() and c not in '\\/:*?"<>|').strip(
        ". "
    )
    return f"{words[:80] or 'mail'}.eml"


def _addresses(mail: ReadMail) -> tuple[str, ...]:
    found = (person.address.lower() for person in (mail.sender, *mail.recipients) if person.address)
    return tuple(dict.fromkeys(plain_words(address)[:254] for address in found))[:MOST_PEOPLE]


def _written(person: Person) -> str:
    both = person.name and person.address
    return plain_words(f"{person.name} <{person.address}>" if both else person.name or person.address)[:300]
