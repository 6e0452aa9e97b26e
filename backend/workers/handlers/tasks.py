"""What follows from a change of a task: the next one of its series, and the end of its escalation."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.escalations import end_stale
from backend.book.task_series import follow_up
from backend.platform.events import OutboxRow


async def go_on(session: AsyncSession, event: OutboxRow) -> None:
    """`task.completed`, `task.changed`: make what follows in its series; end the steps of what is no longer late."""
    task_id = UUID(event.payload["task_id"])
    await follow_up(session, task_id)
    await end_stale(session, [task_id])
