"""The thread of a request: each thing that happened to it, told to whoever reacts, and written once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.escalation_chain import LEAD, Chain, chain_of
from backend.book.lookup import actor_id
from backend.book.service_content import OWNER
from backend.book.standing_in import acting_for
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.retain.request_events import RequestBreached, RequestChanged, RequestEscalated, RequestReminded
from backend.retain.request_watch import BREACH, HALF, REMIND, Notice, notices
from backend.retain.requests import RequestStep, ServiceRequest


def write_step(
    session: AsyncSession, row: ServiceRequest, act: str, before: str | None, **said: Any
) -> RequestStep:
    """Add to the thread of a request. said: columns of `RequestStep` beside those."""
    step = RequestStep(
        **{
            "id": uuid7(),
            "firm_id": row.firm_id,
            "request_id": row.id,
            "act": act,
            "before": before,
            "after": row.state,
            "at": now(),
            "user_id": actor_id(session),
            **said,
        }
    )
    session.add(step)
    return step


def tell_change(session: AsyncSession, row: ServiceRequest, act: str) -> None:
    """Let others react to what was done, and whoever looks at the client look again."""
    emit(
        session,
        RequestChanged(
            request_id=row.id, client_id=row.client_id, type=row.type_key, act=act, state=row.state,
            owner_id=row.owner_id, by=actor_id(session),
        ),
    )  # fmt: skip
    strike(session, "client", str(row.client_id))


async def watch(
    session: AsyncSession, rows: Sequence[ServiceRequest], at: datetime, teams: Mapping[UUID, UUID | None]
) -> int:
    """Tell what the clocks of locked requests ask for at `at`; how many notices. teams: of their clients."""
    due = [(row, notice) for row in rows for notice in notices(row, at)]
    if not due:
        return 0
    chain = await chain_of(session)
    acting = await acting_for(session, session.info["firm_id"], chain.people)
    for row, notice in due:
        _tell(session, row, notice, chain, acting, teams.get(row.client_id))
    await session.flush()
    return len(due)


async def watch_one(session: AsyncSession, row: ServiceRequest, at: datetime) -> None:
    """As `watch`, of one request before something is done with it."""
    client = await session.get_one(Client, (row.firm_id, row.client_id))
    await watch(session, [row], at, {client.id: client.team_id})


async def tell_last(session: AsyncSession, row: ServiceRequest) -> None:
    """Tell whoever stands last in the chain of a complaint that it was escalated by hand."""
    client = await session.get_one(Client, (row.firm_id, row.client_id))
    chain = await chain_of(session)
    person = chain.of(row.chain[-1], row.owner_id, client.team_id)
    if person is None:
        return
    acting = await acting_for(session, row.firm_id, [person])
    step = len(row.chain)
    emit(
        session,
        RequestEscalated(
            request_id=row.id, client_id=row.client_id, step=step, role=row.chain[-1], told=acting[person]
        ),
    )


def _tell(
    session: AsyncSession, row: ServiceRequest, notice: Notice, chain: Chain, acting: Mapping[UUID, UUID],
    team_id: UUID | None,
) -> None:  # fmt: skip
    if notice.what == BREACH:
        write_step(session, row, BREACH, row.state, detail=notice.clock, at=notice.at, user_id=None)
        emit(
            session,
            RequestBreached(
                request_id=row.id, client_id=row.client_id, type=row.type_key, clock=notice.clock
            ),
        )
        strike(session, "client", str(row.client_id))
        return
    reminded = OWNER if notice.number == HALF else LEAD
    role = reminded if notice.what == REMIND else row.chain[notice.number - 1]
    person = chain.of(role, row.owner_id, team_id)
    if person is None and notice.what == REMIND:
        person = chain.of(OWNER, row.owner_id, team_id)
    told = None if person is None else acting[person]
    detail = f"{notice.clock}:{notice.number}:{role}"
    write_step(session, row, notice.what, row.state, detail=detail, to_id=told, user_id=None, at=notice.at)
    if told is None:
        return
    if notice.what == REMIND:
        emit(
            session,
            RequestReminded(
                request_id=row.id, client_id=row.client_id, clock=notice.clock, share=notice.number, told=told
            ),
        )
    else:
        emit(
            session,
            RequestEscalated(
                request_id=row.id, client_id=row.client_id, step=notice.number, role=role, told=told
            ),
        )
    strike(session, "client", str(row.client_id))
