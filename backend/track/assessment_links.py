"""Links by which a client answers the questionnaire himself, without an account: once, for a few days, a few tries.

The text of a link names its firm and is kept as its hash alone. What it opens is the questionnaire and nothing of the
client; he signs by his name and the last four characters of his ID number or of a telephone the firm has.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.platform.bells import strike
from backend.platform.clock import business_date, now
from backend.platform.crypto import FirmKeys
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked
from backend.systemize.names import normalise_name
from backend.track.assessing import complete
from backend.track.assessments import Assessment, Sheet
from backend.track.suitability_events import AssessmentLinkMade

MOST_DAYS: Final = 14
TRIES: Final = 5
"""Wrong signatures before a link ends."""
TAIL: Final = 4


class AssessmentLink(Versioned, TenantRow):
    """One link. state: open, used, ended (by hand, by a newer one, or by wrong signatures)."""

    __tablename__ = "assessment_link"
    __table_args__ = (
        refers("client", "client_id"),
        refers("assessment", "assessment_id"),
        UniqueConstraint("firm_id", "token_hash"),
        Index("ix_assessment_link_client", "firm_id", "client_id", "created_at"),
    )

    client_id: Mapped[UUID]
    token_hash: Mapped[bytes]
    state: Mapped[str] = mapped_column(default="open")
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    assessment_id: Mapped[UUID | None]


async def make_link(session: AsyncSession, client_id: UUID, token_hash: bytes, days: int) -> AssessmentLink:
    """A link for a client; an older open one ends. days: how long it can be used, 1 to MOST_DAYS.

    Raises Refused(BAD_USER_INPUT): range.
    """
    if not 1 <= days <= MOST_DAYS:
        raise bad_input("days", "range", low=1, high=MOST_DAYS)
    await locked(session, Client, client_id)
    await _end_open(session, client_id)
    row = AssessmentLink(
        id=uuid7(),
        client_id=client_id,
        token_hash=token_hash,
        created_at=now(),
        expires_at=now() + timedelta(days=days),
    )
    session.add(row)
    await session.flush()
    emit(session, AssessmentLinkMade(link_id=row.id, client_id=client_id, ended=False))
    strike(session, "client", str(client_id))
    return row


async def end_links(session: AsyncSession, client_id: UUID) -> UUID:
    """Take the open link of a client back; his id. Raises Refused(NOT_FOUND) where none is open."""
    ended = await _end_open(session, client_id)
    if ended is None:
        raise Refused(Code.NOT_FOUND)
    emit(session, AssessmentLinkMade(link_id=ended, client_id=client_id, ended=True))
    strike(session, "client", str(client_id))
    return client_id


async def open_link(session: AsyncSession, token_hash: bytes, *, locking: bool = False) -> AssessmentLink:
    """The link of a text. Raises Refused(NOT_FOUND) for one that is unknown, used, ended or out of time, all alike."""
    statement = select(AssessmentLink).where(
        AssessmentLink.firm_id == session.info["firm_id"], AssessmentLink.token_hash == token_hash
    )
    row = await session.scalar(statement.with_for_update() if locking else statement)
    if row is None or row.state != "open" or row.expires_at <= now():
        raise Refused(Code.NOT_FOUND)
    return row


async def answer_by_link(
    session: AsyncSession,
    token_hash: bytes,
    keys: FirmKeys,
    answers: Mapping[str, Any],
    rules: int,
    signature: tuple[str, str],
) -> Assessment | None:
    """What a client answered and signed becomes his assessment, and the link is used; None: the signature is not his.

    signature: name and last four characters. A wrong one counts, and the fifth ends the link: commit it.
    Raises Refused: NOT_FOUND; what `complete` says of the answers.
    """
    link = await open_link(session, token_hash, locking=True)
    client = await locked(session, Client, link.client_id)
    if not await is_his(session, client, keys, *signature):
        link.tries += 1
        if link.tries >= TRIES:
            link.state = "ended"
        await session.flush()
        return None
    row = await complete(session, client.id, Sheet(answers, "link", business_date()), rules=rules)
    link.state, link.used_at, link.assessment_id = "used", now(), row.id
    await session.flush()
    return row


async def _end_open(session: AsyncSession, client_id: UUID) -> UUID | None:
    rows = (
        await session.scalars(
            select(AssessmentLink)
            .where(
                AssessmentLink.firm_id == session.info["firm_id"],
                AssessmentLink.client_id == client_id,
                AssessmentLink.state == "open",
            )
            .with_for_update()
        )
    ).all()
    for row in rows:
        row.state = "ended"
    await session.flush()
    return rows[-1].id if rows else None


async def is_his(session: AsyncSession, client: Client, keys: FirmKeys, name: str, tail: str) -> bool:
    """Whether somebody signed with this client's name and the end of a number of his."""
    ends = tail.strip().upper()
    if len(ends) != TAIL or normalise_name(name).casefold() != client.name.casefold():
        return False
    if client.id_number_tail is not None and client.id_number_tail == keys.blind_tail("id_number", ends):
        return True
    points = await session.execute(
        select(ContactPoint.kind, ContactPoint.tail).where(
            ContactPoint.firm_id == session.info["firm_id"],
            ContactPoint.client_id == client.id,
            ContactPoint.kind.in_(("mobile", "phone")),
        )
    )
    return any(kept is not None and kept == keys.blind_tail(kind, ends) for kind, kept in points)
