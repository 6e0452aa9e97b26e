"""Styles of proposals of a firm: each version that was in force, the draft of the next one, and pictures of logos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.book.documents.uploads import taken
from backend.book.forbidden_word_lists import words_in_force
from backend.platform.clock import business_date, now
from backend.platform.db import TenantRow, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.systemize.field_values import clean_text
from backend.track.proposal_events import ProposalStylePublished
from backend.track.proposal_style_content import Style, read_style, shipped_content

PICTURES: Final = ("png", "jpeg", "webp", "gif")
MOST_LOGO: Final = 512 * 1024
"""Bytes: it is in every file that is printed."""


class ProposalStyle(Published):
    """One version; the newest is in force. content: as `proposal_style_content.read_style` reads it."""

    __tablename__ = "proposal_style"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)


class ProposalStyleDraft(Draft):
    """The next one while somebody works on it."""

    __tablename__ = "proposal_style_draft"
    __table_args__ = (UniqueConstraint("firm_id"),)


class ProposalLogo(TenantRow):
    """A picture that styles may name; it stays, since issues keep the style they were printed in."""

    __tablename__ = "proposal_logo"
    __table_args__ = (refers("stored_file", "file_id"),)

    file_id: Mapped[UUID]
    name: Mapped[str]
    kind: Mapped[str]
    added_by: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class StyleInForce:
    """A version read. on: the day it was published, which dates its texts."""

    number: int
    on: str
    style: Style


async def ship_style(session: AsyncSession) -> None:
    """Give a new firm the style it begins with."""
    session.add(
        ProposalStyle(
            id=uuid7(), number=1, content=shipped_content(), published_by=session.info["principal"].subject
        )
    )
    await session.flush()


async def style_in_force(session: AsyncSession) -> StyleInForce:
    """The newest version. Raises Refused(NOT_FOUND) where the firm has none."""
    row = await newest_of(session, ProposalStyle)
    if row is None:
        raise Refused(Code.NOT_FOUND)
    return StyleInForce(row.number, business_date(row.published_at).isoformat(), read_style(row.content))


async def logo_of(session: AsyncSession, id: UUID) -> ProposalLogo | None:
    """A picture of the firm."""
    found: ProposalLogo | None = await session.scalar(
        select(ProposalLogo).where(ProposalLogo.firm_id == session.info["firm_id"], ProposalLogo.id == id)
    )
    return found


async def add_logo(session: AsyncSession, upload_id: UUID) -> ProposalLogo:
    """Make a picture of an upload of the actor. Raises Refused(BAD_USER_INPUT): unknown, proposal_logo, file_size."""
    upload = await taken(session, upload_id)
    if upload.kind not in PICTURES:
        raise bad_input("upload", "proposal_logo")
    if upload.size > MOST_LOGO:
        raise bad_input("upload", "too_long", limit=MOST_LOGO)
    row = ProposalLogo(
        id=uuid7(),
        file_id=upload.file_id,
        name=upload.name,
        kind=upload.kind,
        added_by=session.info["principal"].subject,
    )
    session.add(row)
    await session.flush()
    return row


async def publish(session: AsyncSession, base: int, content: Any, note: str | None) -> ProposalStyle:
    """Put a new version in force for what is issued from now on; the draft is done with.

    base: number of the newest version the publisher knew. Raises Refused: CONFLICT when there is a newer one;
    BAD_USER_INPUT: what `read_style` finds, forbidden_word, unknown logo, `content_same`.
    """
    hold_size(content)
    style = read_style(content, (await words_in_force(session)).words)
    if style.logo is not None and await logo_of(session, style.logo) is None:
        raise bad_input("brand.logo", "unknown")
    newest = await newest_of(session, ProposalStyle)
    number = hold_base(newest, base) + 1
    if newest is not None and newest.content == content:
        raise bad_input("content", "content_same")
    row = ProposalStyle(
        id=uuid7(),
        number=number,
        content=content,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await discard_draft(session, ProposalStyleDraft)
    await session.flush()
    emit(session, ProposalStylePublished(proposal_style_id=row.id, number=number))
    return row
