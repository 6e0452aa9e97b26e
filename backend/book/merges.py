"""Clients that were found to be one: which became which, who said so, and what is needed to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers

UNDO_FOR: Final = timedelta(days=30)


class ClientMerge(TenantRow):
    """One merge: `loser_id` became part of `survivor_id`, and can be given back until `undo_until`.

    survivor_kept, loser_kept: columns that changed, `{column: [before, after]}` as JSON sealed under that client's
    own key, so that they are erased with him. user_id: who merged; None for keys. undone_at, undone_by: who took it
    back (an audit subject).
    """

    __tablename__ = "client_merge"
    __table_args__ = (
        refers("client", "survivor_id"),
        refers("client", "loser_id"),
        refers("user_account", "user_id"),
        Index("ix_client_merge_survivor", "firm_id", "survivor_id", "merged_at"),
        Index(
            "uq_client_merge_standing",
            *("firm_id", "loser_id"),
            unique=True,
            postgresql_where="undone_at is null",
        ),
    )
    audited: ClassVar[bool] = False

    survivor_id: Mapped[UUID]
    loser_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    merged_at: Mapped[datetime] = mapped_column(default=now)
    undo_until: Mapped[datetime]
    survivor_kept: Mapped[bytes]
    loser_kept: Mapped[bytes]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class MergedRows(TenantRow):
    """The rows of one table that a merge moved by one column, or changed.

    ids: moved from the one client to the other; changes: `{row id: {column: [before, after]}}` of what else was
    written into rows, personal values as the envelopes they are in the table.
    """

    __tablename__ = "client_merge_rows"
    __table_args__ = (
        refers("client_merge", "merge_id"),
        Index("ix_client_merge_rows_merge", "firm_id", "merge_id"),
    )
    audited: ClassVar[bool] = False

    merge_id: Mapped[UUID]
    noun: Mapped[str]
    column: Mapped[str]
    ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list)
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


async def merges_of(
    session: AsyncSession, firm_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, list[ClientMerge]]:
    """Merges that stand, by the client they were made into, the latest first; others are absent."""
    rows = await session.scalars(
        select(ClientMerge)
        .where(
            ClientMerge.firm_id == firm_id,
            ClientMerge.survivor_id.in_(ids),
            ClientMerge.undone_at.is_(None),
        )
        .order_by(ClientMerge.merged_at.desc(), ClientMerge.id.desc())
    )
    found: dict[UUID, list[ClientMerge]] = {}
    for row in rows:
        found.setdefault(row.survivor_id, []).append(row)
    return found
