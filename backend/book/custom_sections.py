"""The sections of a client's form in which a firm's own fields stand: how they are called, how wide, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.platform.db import TenantRow, Versioned

MOST_SECTIONS: Final = 50
MOST_COLUMNS: Final = 3


class CustomSection(Versioned, TenantRow):
    """One section. columns: 1 to 3, side by side where there is room; collapsed: closed until somebody opens it.

    position: from 1.
    """

    __tablename__ = "custom_section"

    zh: Mapped[str]
    en: Mapped[str]
    columns: Mapped[int]
    collapsed: Mapped[bool]
    position: Mapped[int]


@dataclass(frozen=True)
class SectionDraft:
    """A section as it is to be. id: None for a new one; field_ids: of the fields in it, in their order."""

    id: UUID | None
    zh: str
    en: str
    columns: int
    collapsed: bool
    field_ids: Sequence[UUID]


async def sections_of(session: AsyncSession, firm_id: UUID) -> list[CustomSection]:
    """The firm's sections in their order."""
    found = await session.scalars(
        select(CustomSection)
        .where(CustomSection.firm_id == firm_id)
        .order_by(CustomSection.position, CustomSection.id)
    )
    return list(found)
