"""Links by which a client answers the questionnaire himself (backend/book/client_links.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book import client_links
from backend.book.client_links import ClientLink, open_link, signed
from backend.platform.clock import business_date, now
from backend.platform.crypto import FirmKeys
from backend.platform.db import refers
from backend.platform.events import emit
from backend.track.assessing import complete
from backend.track.assessments import Assessment, Sheet
from backend.track.suitability_events import AssessmentLinkMade

MOST_DAYS: Final = 14


class AssessmentLink(ClientLink):
    """One link."""

    __tablename__ = "assessment_link"
    __table_args__ = (
        refers("client", "client_id"),
        refers("assessment", "assessment_id"),
        UniqueConstraint("firm_id", "token_hash"),
        Index("ix_assessment_link_client", "firm_id", "client_id", "created_at"),
    )

    assessment_id: Mapped[UUID | None]


async def make_link(session: AsyncSession, client_id: UUID, token_hash: bytes, days: int) -> AssessmentLink:
    """A link for a client; an older open one ends. days: 1 to MOST_DAYS. Raises Refused(BAD_USER_INPUT): range."""
    row = await client_links.make_link(session, AssessmentLink, client_id, token_hash, days, MOST_DAYS)
    emit(session, AssessmentLinkMade(link_id=row.id, client_id=client_id, ended=False))
    return row


async def end_links(session: AsyncSession, client_id: UUID) -> UUID:
    """Take the open link of a client back; his id. Raises Refused(NOT_FOUND) where none is open."""
    ended = await client_links.end_links(session, AssessmentLink, client_id)
    emit(session, AssessmentLinkMade(link_id=ended, client_id=client_id, ended=True))
    return client_id


async def answer_by_link(
    session: AsyncSession,
    token_hash: bytes,
    keys: FirmKeys,
    answers: Mapping[str, Any],
    rules: int,
    signature: tuple[str, str],
) -> Assessment | None:
    """What a client answered and signed becomes his assessment, and the link is used; None: as `signed`.

    Raises Refused: NOT_FOUND; what `complete` says of the answers.
    """
    link = await open_link(session, AssessmentLink, token_hash, locking=True)
    client = await signed(session, link, keys, signature)
    if client is None:
        return None
    row = await complete(session, client.id, Sheet(answers, "link", business_date()), rules=rules)
    link.state, link.used_at, link.assessment_id = client_links.USED, now(), row.id
    await session.flush()
    return row
