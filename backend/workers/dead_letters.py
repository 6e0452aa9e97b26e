"""Events that could not be delivered: seen, and tried again after the cause is mended."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform import deliveries
from backend.platform.events import OutboxRow


async def dead_letters(session: AsyncSession, first: int = 100) -> list[OutboxRow]:
    """The firm's dead events, oldest first; `last_error` names kind and code of the fault."""
    found = await session.scalars(
        select(OutboxRow)
        .where(OutboxRow.firm_id == session.info["firm_id"], OutboxRow.dead_at.is_not(None))
        .order_by(OutboxRow.id)
        .limit(first)
    )
    return list(found)


async def replay(session: AsyncSession, ids: Sequence[UUID] | None = None) -> int:
    """Make dead events due again, with all attempts before them; those named, or all of them (None).

    Returns how many. What they did already is not done twice: effects are kept by their keys.
    """
    chosen = [OutboxRow.firm_id == session.info["firm_id"], OutboxRow.dead_at.is_not(None)]
    if ids is not None:
        chosen.append(OutboxRow.id.in_(ids))
    again = await session.scalars(
        update(OutboxRow)
        .where(*chosen)
        .values(dead_at=None, attempts=0, last_error=None, due_at=func.now())
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    revived = list(again)
    await deliveries.end(session, revived)
    session.info["emitted"] = bool(revived) or session.info.get("emitted", False)
    return len(revived)
