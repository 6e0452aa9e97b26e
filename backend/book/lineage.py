"""Where imported values came from: file, sheet, row, who and when, for each field of each client."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers


class Lineage(TenantRow):
    """The source of values of one client; fields: catalogue keys; row: 1-based as people see it in the sheet."""

    __tablename__ = "lineage"
    __table_args__ = (refers("client", "client_id"), Index("ix_lineage_client", "firm_id", "client_id"))
    audited = False

    client_id: Mapped[UUID]
    import_id: Mapped[UUID]
    fields: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    file: Mapped[str]
    sheet: Mapped[str]
    row: Mapped[int]
    imported_by: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True, slots=True)
class FieldSource:
    """The source of one field's value. id: names it; the rest as in `Lineage`."""

    id: UUID
    field: str
    import_id: UUID
    file: str
    sheet: str
    row: int
    imported_by: str
    imported_at: datetime


async def lineage_rows_of(
    session: AsyncSession, firm_id: UUID, client_ids: Sequence[UUID]
) -> dict[UUID, list[FieldSource]]:
    """The latest source of each field, by client; clients never imported are absent."""
    rows = await session.scalars(
        select(Lineage)
        .where(Lineage.firm_id == firm_id, Lineage.client_id.in_(client_ids))
        .order_by(Lineage.client_id, Lineage.id.desc())
    )
    found: dict[UUID, dict[str, FieldSource]] = defaultdict(dict)
    for row in rows:
        for field in row.fields:
            source = (row.import_id, row.file, row.sheet, row.row, row.imported_by, row.imported_at)
            found[row.client_id].setdefault(field, FieldSource(row.id, field, *source))
    return {client_id: list(fields.values()) for client_id, fields in found.items()}
