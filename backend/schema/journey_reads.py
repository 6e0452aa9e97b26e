"""Batch reads behind journeys and approvals: each takes ids and returns a dict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.tasks import Task
from backend.graph.context import Context
from backend.graph.nouns import Noun
from backend.track.approvals import Approval
from backend.track.journeys import Journey


async def journeys_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID], journey: Noun
) -> dict[UUID, list[Any]]:
    """Journeys within reach of clients, the latest first."""
    rows = await session.execute(
        journey.rows(context.principal)
        .where(Journey.client_id.in_(client_ids))
        .order_by(Journey.opened_at.desc(), Journey.id.desc())
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].client_id].append(journey.made(row))
    return found


async def journey_tasks_of(
    session: AsyncSession, context: Context, journey_ids: Sequence[UUID], task: Noun
) -> dict[UUID, list[Any]]:
    """Tasks within reach that belong to journeys, by due time."""
    rows = await session.execute(
        task.rows(context.principal).where(Task.journey_id.in_(journey_ids)).order_by(Task.due_at, Task.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].journey_id].append(task.made(row))
    return found


async def client_approvals_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID], approval: Noun
) -> dict[UUID, list[Any]]:
    """Approvals within reach about clients, the latest first."""
    return await _approvals_by(session, context, Approval.client_id, client_ids, approval)


async def journey_approvals_of(
    session: AsyncSession, context: Context, journey_ids: Sequence[UUID], approval: Noun
) -> dict[UUID, list[Any]]:
    """Approvals within reach of journeys, the latest first."""
    return await _approvals_by(session, context, Approval.journey_id, journey_ids, approval)


async def _approvals_by(
    session: AsyncSession, context: Context, by: Any, ids: Sequence[UUID], approval: Noun
) -> dict[UUID, list[Any]]:
    rows = await session.execute(
        approval.rows(context.principal).where(by.in_(ids)).order_by(Approval.id.desc())
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row[0], by.key)].append(approval.made(row))
    return found
