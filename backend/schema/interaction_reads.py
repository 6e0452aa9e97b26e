"""Batch reads behind interactions: each takes ids and returns a dict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.participants import Participant
from backend.book.tasks import Task
from backend.graph.context import Context
from backend.graph.nodes import grouped
from backend.graph.nouns import Noun
from backend.retain.requests import ServiceRequest


async def participants_of(
    session: AsyncSession, context: Context, interaction_ids: Sequence[UUID]
) -> dict[UUID, list[Participant]]:
    """Who took part in interactions, in the order in which they were named."""
    rows = await session.scalars(
        select(Participant)
        .where(
            Participant.firm_id == context.principal.firm_id, Participant.interaction_id.in_(interaction_ids)
        )
        .order_by(Participant.place, Participant.id)
    )
    return grouped(rows.all(), "interaction_id")


async def agreed_tasks_of(
    session: AsyncSession, context: Context, interaction_ids: Sequence[UUID], task: Noun
) -> dict[UUID, list[Any]]:
    """Tasks within reach that were agreed on in interactions, by due time."""
    rows = await session.execute(
        task.rows(context.principal)
        .where(Task.interaction_id.in_(interaction_ids))
        .order_by(Task.due_at, Task.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].interaction_id].append(task.made(row))
    return found


async def requests_of(
    session: AsyncSession, context: Context, interaction_ids: Sequence[UUID], request: Noun
) -> dict[UUID, list[Any]]:
    """Service requests within reach that were heard in interactions, the first first."""
    rows = await session.execute(
        request.rows(context.principal)
        .where(ServiceRequest.interaction_id.in_(interaction_ids))
        .order_by(ServiceRequest.created_at, ServiceRequest.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].interaction_id].append(request.made(row))
    return found
