"""What a pasted conversation says, before anything of it is kept."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from backend.book.talk_messages import Spoken, known_marks, marks_of
from backend.book.talks import LONGEST_PASTE, MOST
from backend.graph.context import Context
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.schema.changing import subject
from backend.schema.clients import CLIENT
from backend.systemize.field_values import storable
from backend.systemize.pasted_talk import read_talk, speakers_of


@strawberry.type
class ReadMessage:
    """A message as it was understood. known: one of the client's interactions has it already."""

    speaker: str | None
    at: datetime | None
    text: str
    known: bool


@strawberry.type
class ReadTalk:
    """A conversation as it was understood; nothing of the text is missing."""

    speakers: list[str]
    messages: list[ReadMessage]


async def read_pasted(context: Context, client: str, text: str, on: date | None) -> ReadTalk:
    """The messages of a text, and which of them the client's interactions have.

    Raises Refused: NOT_FOUND or FORBIDDEN for a client with whom the caller may log no talk, BAD_USER_INPUT for a text
    that is too long.
    """
    node = await subject(context, CLIENT, client, "logTalk")
    if len(text) > LONGEST_PASTE:
        raise bad_input("text", "too_long", limit=LONGEST_PASTE)
    talk = read_talk(storable(text, "text"), on or business_date())
    if len(talk) > MOST:
        raise bad_input("text", "too_many", limit=MOST)
    marks = marks_of([Spoken(said.speaker, said.at, said.text) for said in talk])
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        known = await known_marks(session, node.row.id, marks) if marks else set()
    return ReadTalk(
        speakers=speakers_of(talk),
        messages=[
            ReadMessage(speaker=said.speaker, at=said.at, text=said.text, known=mark in known)
            for said, mark in zip(talk, marks, strict=True)
        ],
    )
