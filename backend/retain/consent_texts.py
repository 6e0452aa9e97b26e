"""Texts that clients agree to, in versions: what stood there when somebody said yes is found again by its number."""

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
from backend.book.content_checks import choice_of, hold_apart, list_of, object_of, words_of
from backend.platform.errors import bad_input
from backend.platform.events import Event, emit
from backend.platform.ids import uuid7
from backend.retain.purposes import PURPOSE_KEYS
from backend.systemize.field_values import clean_text

SHIPPED: Final = Path(__file__).parent / "consent_shipped.json"
"""Source: the personal information law asks for separate consent to sensitive data and for an easy way to withdraw;
engineering input, which a firm's counsel confirms."""
LONGEST_TEXT: Final = 2_000


class ConsentTexts(Published):
    """One version; the newest is in force. content: as `read_texts` reads it."""

    __tablename__ = "consent_texts"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)


class ConsentTextsDraft(Draft):
    """The next one while somebody works on it."""

    __tablename__ = "consent_texts_draft"
    __table_args__ = (UniqueConstraint("firm_id"),)


@dataclass(frozen=True)
class ConsentTextsPublished(Event):
    """Texts are in force."""

    name: ClassVar[str] = "consent_texts.published"
    consent_texts_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What a client agrees to for one purpose."""

    zh: str
    en: str


@cache
def shipped_texts() -> dict[str, Any]:
    """The texts that a firm begins with."""
    content: dict[str, Any] = orjson.loads(SHIPPED.read_bytes())
    read_texts(content)
    return content


async def ship_texts(session: AsyncSession) -> None:
    """Give a new firm the texts it begins with."""
    by = session.info["principal"].subject
    session.add(ConsentTexts(id=uuid7(), number=1, content=shipped_texts(), published_by=by))
    await session.flush()


def read_texts(given: Any) -> dict[str, ConsentText]:
    """Texts by purpose, one for each. Raises Refused(BAD_USER_INPUT) naming the place, as `texts.2.zh`."""
    rows = list_of(object_of(given, "content", {"texts"})["texts"], "texts", len(PURPOSE_KEYS))
    found: list[tuple[str, ConsentText]] = []
    for n, each in enumerate(rows):
        row = object_of(each, f"texts.{n}", {"purpose", "zh", "en"})
        found.append(
            (
                choice_of(row["purpose"], f"texts.{n}.purpose", PURPOSE_KEYS),
                ConsentText(
                    words_of(row["zh"], f"texts.{n}.zh", LONGEST_TEXT),
                    words_of(row["en"], f"texts.{n}.en", LONGEST_TEXT),
                ),
            )
        )
    hold_apart([purpose for purpose, _ in found], "texts", "purpose")
    texts = dict(found)
    if missing := [key for key in PURPOSE_KEYS if key not in texts]:
        raise bad_input("texts", "consent_text_missing", value=missing[0])
    return texts


async def text_number(session: AsyncSession) -> int | None:
    """The number of the texts in force; None where the firm has published none."""
    row = await newest_of(session, ConsentTexts)
    return None if row is None else row.number


async def publish_texts(session: AsyncSession, base: int, content: Any, note: str | None) -> ConsentTexts:
    """Put new texts in force; what was agreed to before keeps its number. The draft is done with.

    Raises Refused: CONFLICT when there is a newer version; BAD_USER_INPUT: what `read_texts` finds, `content_same`.
    """
    hold_size(content)
    read_texts(content)
    newest = await newest_of(session, ConsentTexts)
    number = hold_base(newest, base) + 1
    if newest is not None and newest.content == content:
        raise bad_input("content", "content_same")
    row = ConsentTexts(
        id=uuid7(),
        number=number,
        content=content,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await discard_draft(session, ConsentTextsDraft)
    await session.flush()
    emit(session, ConsentTextsPublished(consent_texts_id=row.id, number=number))
    return row
