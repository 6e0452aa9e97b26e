"""The messages of conversations that were pasted, and by what a message is known again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import orjson
from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.platform.db import TenantRow, refers

SIDES = ("client", "staff", "other")


class TalkMessage(TenantRow):
    """One message of an interaction. place: 0, 1, … in the order of the talk; at: None where nothing told it.

    speaker: as the talk named him; side: whose words they are; mark: by which the same message is known when it is
    pasted again (see `marks_of`). Not audited one by one: they are made with their interaction and never changed.
    """

    __tablename__ = "talk_message"
    __table_args__ = (
        refers("interaction", "interaction_id"),
        refers("client", "client_id"),
        UniqueConstraint("firm_id", "client_id", "mark"),
        Index("ix_talk_message_of", "firm_id", "interaction_id", "place", "id"),
    )
    audited: ClassVar[bool] = False

    interaction_id: Mapped[UUID]
    client_id: Mapped[UUID]
    place: Mapped[int]
    at: Mapped[datetime | None]
    speaker: Mapped[str | None]
    side: Mapped[str]
    text: Mapped[str]
    mark: Mapped[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message to be kept; `TalkMessage` says what each field is."""

    speaker: str | None
    at: datetime | None
    text: str
    side: str = "other"


def marks_of(talk: Sequence[Spoken]) -> list[str]:
    """A mark for each message of a talk, different within it, and the same whenever the same talk is pasted.

    With a time it is speaker, time and words, and the how-manieth of equal ones it is. Without a time it is the whole
    talk and the place in it: "fine" of today is not "fine" of last month.
    """
    counted: Counter[bytes] = Counter()
    whole = _digest([[said.speaker, said.text] for said in talk])
    marks = []
    for place, said in enumerate(talk):
        if said.at is None:
            marks.append(_digest([whole, place]))
            continue
        same = orjson.dumps([said.speaker, int(said.at.timestamp()), said.text])
        marks.append(_digest([same.decode(), counted[same]]))
        counted[same] += 1
    return marks


async def known_marks(session: AsyncSession, client_id: UUID, marks: Sequence[str]) -> set[str]:
    """Which of the marks are those of messages that a client's interactions have already."""
    found = await session.scalars(
        select(TalkMessage.mark).where(
            TalkMessage.firm_id == session.info["firm_id"],
            TalkMessage.client_id == client_id,
            TalkMessage.mark.in_(marks),
        )
    )
    return set(found)


async def texts_of(session: AsyncSession, interaction_id: UUID) -> list[str]:
    """The words of an interaction's messages."""
    found = await session.scalars(
        select(TalkMessage.text).where(
            TalkMessage.firm_id == session.info["firm_id"], TalkMessage.interaction_id == interaction_id
        )
    )
    return list(found)


def _digest(value: object) -> str:
    return hashlib.sha256(orjson.dumps(value)).hexdigest()
