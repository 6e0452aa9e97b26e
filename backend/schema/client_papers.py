"""Rows that belong to clients, read for many of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.context import Context

MOST: Final = 200


async def by_client(
    session: AsyncSession, context: Context, of: Any, ids: Sequence[UUID]
) -> dict[UUID, list[Any]]:
    """The newest rows of a table by client, MOST of each."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in await session.scalars(
        select(of)
        .where(of.firm_id == context.principal.firm_id, of.client_id.in_(ids))
        .order_by(of.created_at.desc(), of.id.desc())
    ):
        if len(found[row.client_id]) < MOST:
            found[row.client_id].append(row)
    return found
