"""What of a contact was written down in detail: the minute of a meeting, the words of a chat.

All of it follows from the contact alone, by the chance that is in its id: nothing else of the firm is moved by it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from backend.book.demo.contact_words import CONTENTS
from backend.book.demo.contacts import DemoContact
from backend.book.demo.talk_words import CHATS, MINUTES, Line
from backend.platform.clock import business_date

# Chats older than this were not kept word by word.
_CHATS_FOR = timedelta(days=60)


class Minute(NamedTuple):
    """What a meeting was about, what the client wants, and what was agreed on."""

    topics: tuple[str, ...]
    needs: str
    step: str


class Chat(NamedTuple):
    """A chat that was pasted."""

    topic: str
    channel: str
    lines: tuple[Line, ...]


def minute_of(contact: DemoContact) -> Minute | None:
    """The minute of a meeting that was written down in detail."""
    return None if contact.content is None else Minute(*MINUTES[CONTENTS.index(contact.content)])


def chat_of(contact: DemoContact, as_of: date) -> Chat | None:
    """The words of two in five of the messages of the last two months in which the client wrote, too."""
    chance = chance_of(contact)
    late = as_of - business_date(contact.at) <= _CHATS_FOR
    if contact.kind != "message" or contact.channel != "wecom" or contact.direction == "out" or not late:
        return None
    if chance % 5 > 1:
        return None
    topic, lines = CHATS[chance // 5 % len(CHATS)]
    return Chat(topic, "wechat" if chance // 64 % 3 == 0 else "wecom", lines)


def in_detail(contact: DemoContact, as_of: date) -> bool:
    """Whether there is more of a contact than its line."""
    return contact.content is not None or chat_of(contact, as_of) is not None


def chance_of(contact: DemoContact) -> int:
    """A number by chance, the same for the same contact."""
    return contact.id.int & (1 << 62) - 1
