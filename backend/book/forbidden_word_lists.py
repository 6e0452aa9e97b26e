"""Lists of forbidden words of a firm: each version that was in force, and the draft that becomes the next one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import UUID

import orjson
from sqlalchemy import UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.book.forbidden_words import Word, read_words
from backend.platform.errors import bad_input
from backend.platform.events import Event, emit
from backend.platform.ids import uuid7
from backend.systemize.field_values import clean_text

SHIPPED: Final = Path(__file__).parent / "forbidden_words_shipped.json"
"""Source: the private-fund measures' bans on promotion (no promise of principal, least return or result, nothing that
misleads); engineering input, which a firm's counsel confirms."""


class ForbiddenWords(Published):
    """One version; the newest is in force. content: as `forbidden_words.read_words` reads it."""

    __tablename__ = "forbidden_words"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)


class ForbiddenWordsDraft(Draft):
    """The next one while somebody works on it."""

    __tablename__ = "forbidden_words_draft"
    __table_args__ = (UniqueConstraint("firm_id"),)


@dataclass(frozen=True)
class ForbiddenWordsPublished(Event):
    """A list is in force."""

    name: ClassVar[str] = "forbidden_words.published"
    forbidden_words_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class WordsInForce:
    """A version with its words; number 0: the firm has none."""

    number: int
    words: tuple[Word, ...]


@cache
def shipped() -> dict[str, Any]:
    """The list that a firm begins with."""
    content: dict[str, Any] = orjson.loads(SHIPPED.read_bytes())
    read_words(content)
    return content


async def ship_words(session: AsyncSession) -> None:
    """Give a new firm the list it begins with."""
    session.add(
        ForbiddenWords(
            id=uuid7(), number=1, content=shipped(), published_by=session.info["principal"].subject
        )
    )
    await session.flush()


async def words_in_force(session: AsyncSession) -> WordsInForce:
    """The newest list."""
    row = await newest_of(session, ForbiddenWords)
    return WordsInForce(0, ()) if row is None else WordsInForce(row.number, read_words(row.content))


async def publish(session: AsyncSession, base: int, content: Any, note: str | None) -> ForbiddenWords:
    """Put a new list in force; the draft is done with. base: number of the newest one the publisher knew.

    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: what `read_words` finds, `content_same`.
    """
    hold_size(content)
    read_words(content)
    newest = await newest_of(session, ForbiddenWords)
    number = hold_base(newest, base) + 1
    if newest is not None and newest.content == content:
        raise bad_input("content", "content_same")
    row = ForbiddenWords(
        id=uuid7(),
        number=number,
        content=content,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await discard_draft(session, ForbiddenWordsDraft)
    await session.flush()
    emit(session, ForbiddenWordsPublished(forbidden_words_id=row.id, number=number))
    return row
