"""Where imported values came from: file, sheet, row, who and when, for each field of each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers


class Lineage(TenantRow):
    """The source of one field's value; field: catalogue key; row: 1-based as people see it in the sheet."""

    __tablename__ = "lineage"
    __table_args__ = (refers("client", "client_id"), Index("ix_lineage_client", "firm_id", "client_id"))
    audited = False

    client_id: Mapped[UUID]
    import_id: Mapped[UUID]
    field: Mapped[str]
    file: Mapped[str]
    sheet: Mapped[str]
    row: Mapped[int]
    imported_by: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(default=now)


async def lineage_rows_of(
    session: AsyncSession, firm_id: UUID, client_ids: Sequence[UUID]
) -> dict[UUID, list[Lineage]]:
    """The latest source of each field, by client; clients never imported are absent."""
    rows = await session.scalars(
        select(Lineage)
        .where(Lineage.firm_id == firm_id, Lineage.client_id.in_(client_ids))
        .order_by(Lineage.client_id, Lineage.field, Lineage.id.desc())
        .ext(distinct_on(Lineage.client_id, Lineage.field))
    )
    found: dict[UUID, list[Lineage]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(row)
    return found
