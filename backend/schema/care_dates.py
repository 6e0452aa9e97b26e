"""Days that are noted of clients, as readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.birthdays import next_birthday
from backend.graph.context import Context
from backend.graph.nodes import grouped
from backend.platform.clock import business_date
from backend.platform.ids import public_id
from backend.retain.care_dates import CareDate as Row
from backend.systemize import lunar

LEAP_YEAR = 2000


@strawberry.type
class CareDate:
    """A day that is noted of a client."""

    row: strawberry.Private[Row]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("caredate", self.row.id))

    @strawberry.field
    def version(self) -> int:
        """For changing it."""
        return self.row.version

    @strawberry.field
    def kind(self) -> str:
        """birthday, family_birthday, wedding, founded, other."""
        return self.row.kind

    @strawberry.field
    def label(self) -> str | None:
        """Whose, or which."""
        return self.row.label

    @strawberry.field
    def day(self) -> str:
        """As it is kept: `1956-08-15`, `--08-15` without a year, of a lunar leap month `1956-L06-15`."""
        return self.row.day

    @strawberry.field
    def lunar(self) -> bool:
        """Whether it is a day of the lunar calendar."""
        return self.row.lunar

    @strawberry.field
    def words(self) -> str:
        """A lunar day in Chinese words; of others the day."""
        return lunar.in_chinese(lunar.read(self.row.day)) if self.row.lunar else self.row.day

    @strawberry.field
    def next(self) -> date | None:
        """When it is kept next; null behind the last known lunar year."""
        return next_of(self.row, business_date())


def next_of(row: Row, today: date) -> date | None:
    """When a noted day is kept next, today among them."""
    if row.lunar:
        return lunar.next_of(lunar.read(row.day), today)
    day = row.day.replace("--", f"{LEAP_YEAR}-", 1) if row.day.startswith("-") else row.day
    return next_birthday(date.fromisoformat(day), today)


async def dates_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """What is noted of each client, the first noted first."""
    rows = await session.scalars(
        select(Row)
        .where(Row.firm_id == context.principal.firm_id, Row.client_id.in_(ids))
        .order_by(Row.created_at, Row.id)
    )
    return grouped(rows.all(), "client_id")
