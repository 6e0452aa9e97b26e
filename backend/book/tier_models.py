"""Tier models of a firm: each version that was or will be in force, and the draft that becomes the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.book.service_events import TierModelPublished
from backend.book.tier_content import Content, kept, read_content
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.systemize.field_values import clean_text

SHIPPED: Final = Path(__file__).parent / "tier_shipped.json"
"""The model that a firm begins with. Source: white paper, Segment ("above 30M, 3-30M, 1-3M, below 1M")."""
EVER: Final = date(2000, 1, 1)
"""Since when the first model counts: what a firm brings along is older than the firm here."""
FARTHEST: Final = 366
"""Days ahead that a model may be put in force for."""


class TierModel(Published):
    """One version; in force on a day is the one of the latest `effective_from` up to it. content: as `tier_content`
    reads it.
    """

    __tablename__ = "tier_model"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)

    effective_from: Mapped[date]


class TierDraft(Draft):
    """The next one while somebody works on it."""

    __tablename__ = "tier_draft"
    __table_args__ = (UniqueConstraint("firm_id"),)


@dataclass(frozen=True)
class InForce:
    """A version with what it says."""

    id: UUID
    number: int
    effective_from: date
    content: Content


@cache
def shipped() -> bytes:
    """The shipped model as JSON."""
    return SHIPPED.read_bytes()


async def ship_tiers(session: AsyncSession) -> None:
    """Give a new firm the model it begins with."""
    content = kept(orjson.loads(shipped()))
    session.add(
        TierModel(
            id=uuid7(),
            number=1,
            effective_from=EVER,
            content=content,
            published_by=session.info["principal"].subject,
        )
    )
    await session.flush()


async def model_in_force(session: AsyncSession, on: date | None = None) -> InForce | None:
    """The version in force on a day, default today; None where the firm has none yet."""
    row = await session.scalar(
        select(TierModel)
        .where(
            TierModel.firm_id == session.info["firm_id"], TierModel.effective_from <= (on or business_date())
        )
        .order_by(TierModel.effective_from.desc(), TierModel.number.desc())
        .limit(1)
    )
    return None if row is None else typed(row)


async def model_numbered(session: AsyncSession, number: int) -> InForce | None:
    """A version by its number."""
    row = await session.scalar(
        select(TierModel).where(TierModel.firm_id == session.info["firm_id"], TierModel.number == number)
    )
    return None if row is None else typed(row)


def typed(row: TierModel) -> InForce:
    """A version with its content read."""
    return InForce(row.id, row.number, row.effective_from, read_content(row.content))


async def publish(
    session: AsyncSession, base: int, content: Any, effective_from: date | None, note: str | None
) -> TierModel:
    """Put a new version in force from a day on, default today; the draft is done with.

    base: number of the newest version the publisher knew. Raises Refused: CONFLICT when there is a newer one;
    BAD_USER_INPUT: what `read_content` finds, `content_same`, `past`, `range`.
    """
    hold_size(content)
    wanted, today = kept(content), business_date()
    day = effective_from or today
    if day < today:
        raise bad_input("effectiveFrom", "past")
    if (day - today).days > FARTHEST:
        raise bad_input("effectiveFrom", "range", low=0, high=FARTHEST)
    newest = await newest_of(session, TierModel)
    number = hold_base(newest, base)
    if newest is not None and newest.content == wanted and newest.effective_from <= day:
        raise bad_input("content", "content_same")
    if newest is not None and newest.effective_from > day:
        # Else the older one would take its place on its day.
        raise bad_input("effectiveFrom", "tier_earlier", value=newest.effective_from.isoformat())
    model = TierModel(
        id=uuid7(),
        number=number + 1,
        effective_from=day,
        content=wanted,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(model)
    await discard_draft(session, TierDraft)
    await session.flush()
    emit(session, TierModelPublished(tier_model_id=model.id, number=model.number))
    return model
