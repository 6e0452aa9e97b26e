"""Tasks for owners of clients whose papers run out: one by one where they are few, one for all where they are many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.staff import User
from backend.book.tasks import create_task
from backend.platform.clock import BUSINESS_ZONE, business_date
from backend.systemize.holidays import next_workday

ONE_BY_ONE: Final = 5
WORKDAYS: Final = 5


def due() -> datetime:
    """When such a task is due: at the end of the fifth workday from now."""
    day = business_date()
    for _ in range(WORKDAYS):
        day = next_workday(day)
    return datetime.combine(day, time(18), BUSINESS_ZONE)


async def owners_of(session: AsyncSession, client_ids: Sequence[UUID]) -> dict[UUID, User]:
    """The owner of each client who can be given a task; clients without one are absent."""
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(Client.id, User)
        .join(User, and_(User.firm_id == firm_id, User.id == Client.owner_id, User.active))
        .where(
            Client.firm_id == firm_id,
            Client.id.in_(client_ids),
            Client.merged_into_id.is_(None),
            Client.archived_at.is_(None),
        )
    )
    return {row[0]: row[1] for row in rows}


async def ask_owners(
    session: AsyncSession,
    client_ids: Sequence[UUID],
    one: Callable[[str], str],
    many: Callable[[str, int], str],
    *,
    priority: str = "normal",
) -> dict[UUID, UUID]:
    """Give tasks about these clients; the task by client. one, many: the title by language (and count)."""
    by_owner: defaultdict[UUID, list[UUID]] = defaultdict(list)
    owners = await owners_of(session, client_ids)
    for client_id in client_ids:
        if client_id in owners:
            by_owner[owners[client_id].id].append(client_id)
    given: dict[UUID, UUID] = {}
    for owner_id, theirs in by_owner.items():
        owner = owners[theirs[0]]
        if len(theirs) > ONE_BY_ONE:
            task = await create_task(
                session,
                many(owner.locale, len(theirs)),
                due_at=due(),
                priority=priority,
                assignee_id=owner_id,
            )
            given |= dict.fromkeys(theirs, task.id)
            continue
        for client_id in theirs:
            task = await create_task(
                session,
                one(owner.locale),
                due_at=due(),
                priority=priority,
                client_id=client_id,
                assignee_id=owner_id,
            )
            given[client_id] = task.id
    return given
