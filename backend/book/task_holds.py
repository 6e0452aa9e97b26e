"""Tasks with a client who cools off are held back: nobody is reminded of them, and being late waits as well.

Held back is what whoever looks after him owes: tasks of compliance and of a role go on. Nobody has to ask for it: it
follows from the orders, at once where an order moves, and once a minute for whatever came about otherwise.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.contact_blocks import blocked_until_of
from backend.book.tasks import Task, plan, tell
from backend.platform.clock import BUSINESS_ZONE, now
from backend.systemize.holidays import is_workday, next_workday

AT_ONCE: Final = 2000


async def settle_holds(session: AsyncSession, client_ids: Collection[UUID] | None = None) -> int:
    """Hold back the open tasks of clients who cool off, and let go those of all others; how many changed.

    client_ids: whose tasks; None: of the whole firm. What another transaction has in hand waits for the next time.
    """
    until = await blocked_until_of(session, client_ids)
    bounds: list[Any] = [
        Task.firm_id == session.info["firm_id"],
        Task.state == "open",
        or_(Task.held_until.is_not(None), Task.client_id.in_(list(until))),
        ~Task.compliance,
        Task.role.is_(None),
    ]
    if client_ids is not None:
        bounds.append(Task.client_id.in_(client_ids))
    rows = await session.scalars(
        select(Task).where(*bounds).order_by(Task.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    )
    count = 0
    for task in rows.all():
        wanted = None if task.client_id is None else until.get(task.client_id)
        if wanted == task.held_until:
            continue
        if wanted is None:
            await let_go(session, task)
        else:
            hold_back(task, wanted)
        await session.flush()
        await tell(session, task)
        count += 1
    return count


def hold_back(task: Task, until: datetime) -> None:
    """A task waits until an instant; what it waits already counts from when it began to."""
    task.held_from, task.held_until = task.held_from or now(), until


async def let_go(session: AsyncSession, task: Task) -> None:
    """A task goes on. One that fell due meanwhile keeps the time it had; one that was late before is no later now."""
    at, since = now(), task.held_from or now()
    task.held_from = task.held_until = None
    if task.due_at is None or task.due_at > at:
        return
    if task.due_at < since:
        task.held_minutes += int((at - since) / timedelta(minutes=1))
        return
    task.due_at = _worked(task.due_at + (at - since))
    await plan(session, task)


def _worked(at: datetime) -> datetime:
    """The instant itself, or the same time on the next workday."""
    local = at.astimezone(BUSINESS_ZONE)
    day = local.date()
    return at if is_workday(day) else datetime.combine(next_workday(day), local.timetz())
