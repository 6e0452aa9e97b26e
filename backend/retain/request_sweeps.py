"""What the clock does to requests: looks at each when its next instant has come, in the time of the database.

All that is due is on the rows, so a worker that was away finds what was missed; what was told is written with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.service_matrices import InForce, matrix_in_force
from backend.retain.request_clocks import strictest
from backend.retain.request_promises import cell_of, promised
from backend.retain.request_steps import tell_change, watch, write_step
from backend.retain.request_types import type_content
from backend.retain.request_watch import CLOCKS, clock_of, plan, runs, set_clock
from backend.retain.requests import ServiceRequest

AT_ONCE: Final = 500


async def keep_requests(session: AsyncSession, at: datetime | None = None) -> int:
    """Remind, record breaches, escalate, tighten what a better tier is due; how many. at: None, the database's time."""
    if at is None:
        at = (await session.scalars(select(func.clock_timestamp()))).one()
    return await _tighten(session, at) + await _look(session, at)


async def _look(session: AsyncSession, at: datetime) -> int:
    rows = (
        await session.scalars(
            select(ServiceRequest)
            .where(ServiceRequest.firm_id == session.info["firm_id"], ServiceRequest.next_at <= at)
            .order_by(ServiceRequest.next_at, ServiceRequest.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    ).all()
    if not rows:
        return 0
    teams = await session.execute(
        select(Client.id, Client.team_id).where(
            Client.firm_id == session.info["firm_id"], Client.id.in_({row.client_id for row in rows})
        )
    )
    told = await watch(session, rows, at, {row.id: row.team_id for row in teams})
    await session.flush()
    return told


async def _tighten(session: AsyncSession, at: datetime) -> int:
    """Requests of clients who came to another tier or cell: what is promised there holds from now, where stricter."""
    firm_id = session.info["firm_id"]
    found = (
        await session.execute(
            select(ServiceRequest, Client)
            .join(Client, and_(Client.firm_id == firm_id, Client.id == ServiceRequest.client_id))
            .where(
                ServiceRequest.firm_id == firm_id,
                ServiceRequest.due_at.is_not(None),
                or_(
                    Client.tier.is_distinct_from(ServiceRequest.tier),
                    Client.service_cell.is_distinct_from(ServiceRequest.cell),
                ),
            )
            .order_by(ServiceRequest.id)
            .limit(AT_ONCE)
            .with_for_update(of=ServiceRequest, skip_locked=True)
        )
    ).all()
    matrix = await matrix_in_force(session) if found else None
    for row, client in found:
        await _retune(session, row, client, matrix, at)
    await session.flush()
    return len(found)


async def _retune(
    session: AsyncSession, row: ServiceRequest, client: Client, matrix: InForce | None, at: datetime
) -> None:
    content = await type_content(session, row.type_id, row.type_number)
    promise = promised(content, cell_of(matrix, client), client.tier)
    stricter = False
    for name, new in zip(CLOCKS, promise.clocks(at), strict=True):
        ours = clock_of(row, name)
        best = strictest(ours, new)
        if runs(row, name) and best != ours:
            set_clock(row, name, best)
            stricter = True
    row.tier, row.cell = client.tier, client.service_cell
    if stricter:
        row.response_minutes = min(row.response_minutes, promise.response_minutes)
        row.resolution_hours = min(row.resolution_hours, promise.resolution_hours)
        row.chain, row.calendar = list(promise.chain), promise.calendar
        write_step(session, row, "stricter", row.state, detail=client.tier, user_id=None)
        tell_change(session, row, "stricter")
    plan(row)
