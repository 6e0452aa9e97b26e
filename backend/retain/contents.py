"""What is written for many clients: texts in versions, each agreed to by compliance before anything is sent of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import UniqueConstraint, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book.configurations import Draft, Published
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.events import Event
from backend.retain.outreach_words import APPROVED, IN_REVIEW, RETURNED, WITHDRAWN, WRITING
from backend.track.approvals import Approval


class ContentItem(Versioned, TenantRow):
    """One content. zh, en: what it is called inside the firm; kind and the fund it speaks of stay what they are."""

    __tablename__ = "content_item"
    __table_args__ = (refers("product", "product_id"),)

    zh: Mapped[str]
    en: Mapped[str]
    kind: Mapped[str]
    product_id: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]


class ContentVersion(Published):
    """One version that was handed in, and never changes. content: as `content_texts` reads it; approval_id: what
    compliance says of it."""

    __tablename__ = "content_version"
    __table_args__ = (
        UniqueConstraint("firm_id", "item_id", "number"),
        refers("content_item", "item_id"),
        refers("approval", "approval_id"),
    )

    item_id: Mapped[UUID]
    approval_id: Mapped[UUID]


class ContentDraft(Draft):
    """The next version while somebody writes it."""

    __tablename__ = "content_draft"
    __table_args__ = (UniqueConstraint("firm_id", "item_id"), refers("content_item", "item_id"))

    item_id: Mapped[UUID]


@dataclass(frozen=True)
class ContentChanged(Event):
    """A content was begun, handed in, withdrawn or brought back. state: draft, in_review or withdrawn."""

    name: ClassVar[str] = "content.changed"
    content_id: UUID
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class Stood:
    """A version and what its approval has come to."""

    version: ContentVersion
    said: str

    @property
    def state(self) -> str:
        """in_review, approved or returned; what was rejected, taken back or has lapsed is returned to its writer."""
        return _SAID.get(self.said, RETURNED)


_SAID: Final[Mapping[str, str]] = {"pending": IN_REVIEW, "approved": APPROVED}


def state_of(item: ContentItem, versions: list[Stood], *, drafted: bool) -> str:
    """Where a content stands. versions: the newest first; drafted: whether a next one is being written."""
    if item.withdrawn_at is not None:
        return WITHDRAWN
    if drafted or not versions:
        return WRITING
    return versions[0].state


async def versions_of_items(session: AsyncSession, item_ids: Iterable[UUID]) -> dict[UUID, list[Stood]]:
    """Versions of each content, the newest first, with what was said of them; one statement."""
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(ContentVersion, Approval.state)
        .join(Approval, and_(Approval.firm_id == firm_id, Approval.id == ContentVersion.approval_id))
        .where(ContentVersion.firm_id == firm_id, ContentVersion.item_id.in_(list(item_ids)))
        .order_by(ContentVersion.number.desc())
    )
    found: dict[UUID, list[Stood]] = {}
    for version, said in rows:
        found.setdefault(version.item_id, []).append(Stood(version, said))
    return found
