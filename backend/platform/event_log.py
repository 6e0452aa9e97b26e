"""From the outbox to the log: events that are done with."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.clock import now
from backend.platform.events import EventLogRow, OutboxRow

MOVED = ("firm_id", "id", "name", "payload", "actor", "cause_id", "depth", "seq", "created_at")


async def move(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Delivered events go from the outbox to the log; one that is there already stays as it is."""
    if not ids:
        return
    chosen = (OutboxRow.firm_id == session.info["firm_id"], OutboxRow.id.in_(ids))
    columns = [getattr(OutboxRow, name) for name in MOVED]
    delivered_at = literal(now(), EventLogRow.delivered_at.type)
    await session.execute(
        insert(EventLogRow)
        .from_select([*MOVED, "delivered_at"], select(*columns, delivered_at).where(*chosen))
        .on_conflict_do_nothing()
    )
    await session.execute(delete(OutboxRow).where(*chosen).execution_options(synchronize_session=False))
