"""Minutes and chats of the demo firm: what was wanted, who took part, what was agreed on, who said what.

All of it follows from the contact alone, by the chance that is in its id: nothing else of the firm is moved by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from backend.book.demo.clients import INDIVIDUAL
from backend.book.demo.contact_words import CONTENTS
from backend.book.demo.contacts import DemoContact
from backend.book.demo.copying import Row
from backend.book.demo.population import Population
from backend.book.demo.talk_words import ALSO_THERE, CHATS, CLIENT, MINUTES, Line
from backend.book.talk_messages import Spoken, marks_of
from backend.platform.clock import business_date

# Chats older than this were not kept word by word, next steps older than this are done and forgotten.
_CHATS_FOR, _STEPS_FOR = timedelta(days=60), timedelta(days=120)
# What is agreed on is done within this time.
_DONE_WITHIN: Final = timedelta(days=21)
HANDLER = "经办人"


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
    chance = _chance(contact)
    late = as_of - business_date(contact.at) <= _CHATS_FOR
    if contact.kind != "message" or contact.channel != "wecom" or contact.direction == "out" or not late:
        return None
    if chance % 5 > 1:
        return None
    topic, lines = CHATS[chance // 5 % len(CHATS)]
    return Chat(topic, "wechat" if chance // 64 % 3 == 0 else "wecom", lines)


def participants(people: Population) -> Iterator[Row]:
    """For `Participant`: who wrote the minute, the client, and at times somebody else."""
    for contact in people.contacts:
        if minute_of(contact) is None:
            continue
        chance = _chance(contact)
        who: list[Row] = [{"user_id": contact.user_id}, {"party_id": contact.client_id}]
        if chance % 3 == 0:
            who.append({"name": ALSO_THERE[chance // 3 % len(ALSO_THERE)]})
        for place, one in enumerate(who):
            nobody = {"user_id": None, "party_id": None, "name": None}
            yield {
                "id": _beside(contact, place),
                "interaction_id": contact.id,
                "client_id": contact.client_id,
                "place": place,
                **nobody,
                **one,
            }


def talk_messages(people: Population) -> Iterator[Row]:
    """For `TalkMessage`: a minute between two messages, the last at the time of the contact."""
    clients = {client.id: client.name if client.kind == INDIVIDUAL else HANDLER for client in people.clients}
    users = {user.id: user.name for user in people.firm.users}
    for contact in people.contacts:
        chat = chat_of(contact, people.as_of)
        if chat is None:
            continue
        names = (users[contact.user_id], clients[contact.client_id])
        begun = contact.at - timedelta(minutes=len(chat.lines) - 1)
        talk = [
            Spoken(names[side == CLIENT], begun + timedelta(minutes=n), text, side)
            for n, (side, text) in enumerate(chat.lines)
        ]
        for place, (said, mark) in enumerate(zip(talk, marks_of(talk), strict=True)):
            yield {
                "id": _beside(contact, place),
                "interaction_id": contact.id,
                "client_id": contact.client_id,
                "place": place,
                "at": said.at,
                "speaker": said.speaker,
                "side": said.side,
                "text": said.text,
                "mark": mark,
            }


def next_steps(people: Population) -> Iterator[Row]:
    """For `Task`: what was agreed on in the last months, open while it is young."""
    for contact in people.contacts:
        minute = minute_of(contact)
        if minute is None or people.as_of - business_date(contact.at) > _STEPS_FOR:
            continue
        due = contact.at + timedelta(days=7 + _chance(contact) % 10)
        done = (
            contact.at + timedelta(days=5)
            if business_date(contact.at) + _DONE_WITHIN < people.as_of
            else None
        )
        yield {
            "id": _beside(contact, 0),
            "title": minute.step,
            "body": None,
            "state": "done" if done else "open",
            "priority": "normal",
            "due_at": due,
            "client_id": contact.client_id,
            "assignee_id": contact.user_id,
            "completed_at": done,
            "completed_by_id": contact.user_id if done else None,
            "outcome": None,
            "interaction_id": contact.id,
            "created_at": contact.at,
            "created_by": f"user:{contact.user_id}",
            "updated_at": done or contact.at,
        }


def _chance(contact: DemoContact) -> int:
    """A number by chance, the same for the same contact."""
    return contact.id.int & (1 << 62) - 1


def _beside(contact: DemoContact, place: int) -> UUID:
    """An id of the same instant for what belongs to a contact."""
    return UUID(int=contact.id.int ^ 1 + place)
