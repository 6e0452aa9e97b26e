"""What the runs of a batch share: what is known of their clients and people, and the rows they make, written at once.

A row that is collected is not in the database yet. Whoever reads what steps may have made writes first (`write`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.runs import AutomationRun
from backend.book.bulk_rows import BulkRows
from backend.book.clients import Client
from backend.book.contact_blocks import blocked_until_of
from backend.book.staff import User

TOGETHER = ("create_task", "notify", "stop")
"""Steps whose rows are collected; every other step finds what those before it made."""


@dataclass
class Together:
    """A batch at work. rows: None where each step writes by itself, under a savepoint of its own.

    met: people by rules that do not depend on the client. clients: of the runs, none of them merged away before the
    commit. blocked: until when those who cool off are left alone.
    """

    session: AsyncSession
    rows: BulkRows | None = None
    met: dict[str, list[User]] = field(default_factory=dict)
    clients: Mapping[UUID, Client] = field(default_factory=dict)
    blocked: Mapping[UUID, datetime] = field(default_factory=dict)

    async def write(self) -> None:
        """Write what was collected, if anything was: a statement for each table."""
        if self.rows is not None:
            await self.rows.write()


async def together(session: AsyncSession, runs: Sequence[AutomationRun]) -> Together:
    """For runs of one firm: their clients in two statements, locked as far as their keys go, in one order for all."""
    ids = {run.client_id for run in runs if run.client_id is not None}
    found = Together(session, BulkRows(session))
    if ids:
        rows = await session.scalars(
            select(Client)
            .where(Client.firm_id == session.info["firm_id"], Client.id.in_(ids))
            .order_by(Client.id)
            .with_for_update(read=True, key_share=True)
            .execution_options(populate_existing=True)
        )
        found.clients = {row.id: row for row in rows}
        found.blocked = await blocked_until_of(session, ids)
    return found
