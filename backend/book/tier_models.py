"""Tier models of a firm: each version that was or will be in force, and the draft that becomes the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.events import TierModelPublished
from backend.book.tier_content import Content, kept, read_content
from backend.platform.clock import business_date, now
from backend.platform.db import TenantRow, Versioned
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.systemize.field_values import clean_text

SHIPPED: Final = Path(__file__).parent / "tier_shipped.json"
"""The model that a firm begins with. Source: white paper, Segment ("above 30M, 3-30M, 1-3M, below 1M")."""
EVER: Final = date(2000, 1, 1)
"""Since when the first model counts: what a firm brings along is older than the firm here."""
FARTHEST: Final = 366
"""Days ahead that a model may be put in force for."""


class TierModel(TenantRow):
    """One version. number: 1, 2, …; in force on a day is the one of the latest `effective_from` up to it.

    content: as `tier_content` reads it.
    """

    __tablename__ = "tier_model"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)

    number: Mapped[int]
    effective_from: Mapped[date]
    content: Mapped[dict[str, Any]]
    note: Mapped[str | None]
    published_by: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(default=now)


class TierDraft(Versioned, TenantRow):
    """The one draft of a firm. base: number of the version it was begun from."""

    __tablename__ = "tier_draft"
    __table_args__ = (UniqueConstraint("firm_id"),)

    base: Mapped[int]
    content: Mapped[dict[str, Any]]


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


async def models_of(session: AsyncSession) -> Sequence[TierModel]:
    """All versions, the newest first."""
    found = await session.scalars(
        select(TierModel)
        .where(TierModel.firm_id == session.info["firm_id"])
        .order_by(TierModel.number.desc())
    )
    return found.all()


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


async def draft_of(session: AsyncSession) -> TierDraft | None:
    """The draft, if there is one."""
    found: TierDraft | None = await session.scalar(
        select(TierDraft).where(TierDraft.firm_id == session.info["firm_id"])
    )
    return found


async def save_draft(session: AsyncSession, version: int, base: int, content: Mapping[str, Any]) -> TierDraft:
    """Write the draft. version: it was read at, 0 for the first one; base: the newest version the writer knew.

    A draft may be kept while it is not right yet; only what could not be read as JSON of a model is refused by size.
    Raises Refused: CONFLICT when somebody else wrote it meanwhile; BAD_USER_INPUT: limit.
    """
    hold_size(content)
    firm_id = session.info["firm_id"]
    draft = await session.scalar(select(TierDraft).where(TierDraft.firm_id == firm_id).with_for_update())
    present = 0 if draft is None else draft.version
    if present != version:
        raise Refused(Code.CONFLICT, fields=["content"], version=present)
    if draft is None:
        draft = TierDraft(id=uuid7(), base=base, content=dict(content))
        session.add(draft)
    else:
        draft.base, draft.content = base, dict(content)
    await session.flush()
    return draft


LONGEST: Final = 20_000
"""Letters of a model as JSON."""


def hold_size(content: Any) -> None:
    """Raises Refused(BAD_USER_INPUT, limit) for what is far larger than any model."""
    if len(orjson.dumps(content)) > LONGEST:
        raise bad_input("content", "limit", limit=LONGEST)


async def discard_draft(session: AsyncSession, version: int | None = None) -> None:
    """Forget the draft, if there is one. version: it was read at. Raises Refused(CONFLICT) for another one."""
    draft = await draft_of(session)
    if draft is not None:
        if version is not None and draft.version != version:
            raise Refused(Code.CONFLICT, fields=["content"], version=draft.version)
        await session.delete(draft)
        await session.flush()


async def publish(
    session: AsyncSession, base: int, content: Any, effective_from: date | None, note: str | None
) -> TierModel:
    """Put a new version in force from a day on, default today; the draft is done with.

    base: number of the newest version the publisher knew. Raises Refused: CONFLICT when there is a newer one;
    BAD_USER_INPUT: what `read_content` finds, `tier_same`, `past`, `range`.
    """
    hold_size(content)
    wanted, today = kept(content), business_date()
    day = effective_from or today
    if day < today:
        raise bad_input("effectiveFrom", "past")
    if (day - today).days > FARTHEST:
        raise bad_input("effectiveFrom", "range", low=0, high=FARTHEST)
    firm_id = session.info["firm_id"]
    newest = await session.scalar(
        select(TierModel).where(TierModel.firm_id == firm_id).order_by(TierModel.number.desc()).limit(1)
    )
    number = 0 if newest is None else newest.number
    if number != base:
        raise Refused(Code.CONFLICT, fields=["number"], version=number)
    if newest is not None and newest.content == wanted and newest.effective_from <= day:
        raise bad_input("content", "tier_same")
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
    await discard_draft(session)
    await session.flush()
    emit(session, TierModelPublished(tier_model_id=model.id, number=model.number))
    return model
