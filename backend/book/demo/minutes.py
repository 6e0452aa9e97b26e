"""Minutes and chats of the demo firm as rows: who took part, what was agreed on, who said what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

from backend.book.demo.clients import INDIVIDUAL
from backend.book.demo.contacts import DemoContact
from backend.book.demo.copying import Row
from backend.book.demo.population import Population
from backend.book.demo.sayings import chance_of, chat_of, minute_of
from backend.book.demo.talk_words import ALSO_THERE, CLIENT
from backend.book.talk_messages import Spoken, marks_of
from backend.platform.clock import business_date

# Next steps older than this are done and forgotten; what is agreed on is done within this time.
_STEPS_FOR: Final = timedelta(days=120)
_DONE_WITHIN: Final = timedelta(days=21)
HANDLER = "经办人"


def participants(people: Population) -> Iterator[Row]:
    """For `Participant`: who wrote the minute, the client, and at times somebody else."""
    for contact in people.contacts.marked:
        if minute_of(contact) is None:
            continue
        chance = chance_of(contact)
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
    for contact in people.contacts.marked:
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
    for contact in people.contacts.marked:
        minute = minute_of(contact)
        if minute is None or people.as_of - business_date(contact.at) > _STEPS_FOR:
            continue
        due = contact.at + timedelta(days=7 + chance_of(contact) % 10)
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


def _beside(contact: DemoContact, place: int) -> UUID:
    """An id of the same instant for what belongs to a contact."""
    return UUID(int=contact.id.int ^ 1 + place)
