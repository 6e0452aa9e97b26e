"""Conversations that were pasted: kept as one interaction with its messages, each message once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import interactions
from backend.book.clients import Client
from backend.book.interactions import Interaction
from backend.book.talk_messages import SIDES, Spoken, TalkMessage, known_marks, marks_of
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.versions import locked
from backend.systemize.field_values import clean_text, storable
from backend.systemize.search_tokens import text_tokens_of

LONGEST_PASTE, MOST, LONGEST_MESSAGE, SUMMARY = 50_000, 1_000, 8_000, 60


async def log_talk(
    session: AsyncSession,
    client_id: UUID,
    talk: Sequence[Spoken],
    *,
    channel: str,
    summary: str | None = None,
) -> Interaction:
    """Keep a talk; messages that were kept before are left out. Its time is that of the last message.

    Raises Refused: NOT_FOUND for the client; BAD_USER_INPUT for what cannot be, and (problem=known) when there is
    nothing new in it.
    """
    spoken = held_talk(talk)
    await locked(session, Client, client_id)  # two who paste the same at once: the second finds it known
    marks = marks_of(spoken)
    known = await known_marks(session, client_id, marks)
    fresh = [(said, mark) for said, mark in zip(spoken, marks, strict=True) if mark not in known]
    if not fresh:
        raise bad_input("messages", "known")
    words = [said.text for said, _ in fresh]
    row = await interactions.log(
        session, client_id, kind="message", direction=_direction([said.side for said, _ in fresh]), channel=channel,
        summary=summary or _first_words(words), at=max((said.at for said, _ in fresh if said.at), default=None),
    )  # fmt: skip
    row.search_tokens = sorted({*row.search_tokens, *text_tokens_of(*words)})
    session.add_all(
        TalkMessage(
            interaction_id=row.id, client_id=client_id, place=place, at=said.at, speaker=said.speaker,
            side=said.side, text=said.text, mark=mark,
        )
        for place, (said, mark) in enumerate(fresh)
    )  # fmt: skip
    await session.flush()
    return row


def held_talk(talk: Sequence[Spoken]) -> list[Spoken]:
    """The messages, cleaned. Raises Refused(BAD_USER_INPUT) for none, too many, and for what cannot be kept."""
    if not talk:
        raise bad_input("messages", "required")
    if len(talk) > MOST:
        raise bad_input("messages", "too_many", limit=MOST)
    latest = now() + timedelta(minutes=5)
    cleaned = []
    for said in talk:
        if said.side not in SIDES:
            raise bad_input("side", "choice")
        if said.at is not None and said.at > latest:
            raise bad_input("at", "future")
        text = storable(said.text, "text")
        if len(text) > LONGEST_MESSAGE:
            raise bad_input("text", "too_long", limit=LONGEST_MESSAGE)
        cleaned.append(Spoken(clean_text(said.speaker or "", "speaker", limit=60), said.at, text, said.side))
    return cleaned


def _direction(sides: Sequence[str]) -> str:
    ways = {"client": "in", "staff": "out"}
    found = {ways[side] for side in sides if side in ways}
    return found.pop() if len(found) == 1 else "both"


def _first_words(words: Sequence[str]) -> str:
    line = next((line.strip() for text in words for line in text.splitlines() if line.strip()), "…")
    return line if len(line) <= SUMMARY else f"{line[: SUMMARY - 1]}…"
