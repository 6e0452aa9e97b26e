"""What orders and transactions make of a client's life-cycle state: never a person, and back again when they go.

qualified -> subscribing: an order is signed. -> existing: the first confirmed transaction that brings units in.
When all of that is gone again, the client is what he was before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from backend.book.client_changes import told_of
from backend.book.clients import Client
from backend.book.ledger import INFLOWS, FundOrder, Transaction
from backend.book.order_states import DUE, SUBSCRIBES
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.events import emit
from backend.platform.ids import uuid7

EXISTING, SUBSCRIBING = "existing", "subscribing"
BEFORE_SIGNING: Final = ("lead", "prospect", "qualified")
HELD: Final = ("blocked", "restricted")
"""Side states that no transaction lifts."""
CHUNK: Final = 1_000


class LifeCycleStep(TenantRow):
    """One change of the state. cause: signed, called_off, confirmed, reversed; subject_id: the order or transaction."""

    __tablename__ = "life_cycle_step"
    __table_args__ = (
        refers("client", "client_id"),
        Index("ix_life_cycle_step_client", "firm_id", "client_id", "id"),
    )

    client_id: Mapped[UUID]
    before: Mapped[str]
    after: Mapped[str]
    cause: Mapped[str]
    subject_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[str]


async def subscribed(session: AsyncSession, transactions: Mapping[UUID, UUID]) -> None:
    """Clients who got units exist from now on. transactions: the one that brought them, by client."""
    ids = sorted(transactions)
    for start in range(0, len(ids), CHUNK):
        rows = await session.scalars(
            select(Client)
            .where(
                Client.firm_id == session.info["firm_id"],
                Client.id.in_(ids[start : start + CHUNK]),
                Client.state.not_in((EXISTING, *HELD)),
            )
            .execution_options(populate_existing=True)
        )
        for client in rows:
            _go(session, client, EXISTING, "confirmed", transactions[client.id])
    await session.flush()


async def unsubscribed(session: AsyncSession, client_ids: Collection[UUID]) -> None:
    """Clients of whom no transaction that brought units in stands any more are what they were before."""
    firm_id = session.info["firm_id"]
    later = aliased(Transaction)
    undone = select(later.id).where(later.firm_id == firm_id, later.reverses_id == Transaction.id)
    standing = select(Transaction.id).where(
        Transaction.firm_id == firm_id,
        Transaction.client_id == Client.id,
        Transaction.kind.in_(INFLOWS),
        Transaction.reverses_id.is_(None),
        ~undone.exists(),
    )
    rows = await session.scalars(
        select(Client)
        .where(
            Client.firm_id == firm_id,
            Client.id.in_(sorted(client_ids)),
            Client.state == EXISTING,
            ~standing.exists(),
        )
        .order_by(Client.id)
        .execution_options(populate_existing=True)
    )
    await _back(session, rows.all(), EXISTING, "reversed", None)


async def signed(session: AsyncSession, client: Client, order_id: UUID) -> None:
    """Who signs an order subscribes. client: locked."""
    if client.state in BEFORE_SIGNING:
        _go(session, client, SUBSCRIBING, "signed", order_id)
        await session.flush()


async def called_off(session: AsyncSession, client: Client, order_id: UUID) -> None:
    """Whose last signed order came to nothing is what he was before. client: locked."""
    if client.state != SUBSCRIBING:
        return
    left = await session.scalar(
        select(FundOrder.id)
        .where(
            FundOrder.firm_id == session.info["firm_id"],
            FundOrder.client_id == client.id,
            FundOrder.kind.in_(SUBSCRIBES),
            FundOrder.state.in_(DUE),
        )
        .limit(1)
    )
    if left is None:
        await _back(session, [client], SUBSCRIBING, "called_off", order_id)


async def _back(
    session: AsyncSession, clients: Collection[Client], state: str, cause: str, subject_id: UUID | None
) -> None:
    """Clients in a state to the one before it; of whom nobody wrote that down, as he is."""
    if not clients:
        return
    steps = await session.scalars(
        select(LifeCycleStep)
        .where(
            LifeCycleStep.firm_id == session.info["firm_id"],
            LifeCycleStep.client_id.in_([client.id for client in clients]),
            LifeCycleStep.after == state,
        )
        .order_by(LifeCycleStep.id)
    )
    latest = {step.client_id: step for step in steps}
    for client in clients:
        if client.id in latest:
            _go(session, client, latest[client.id].before, cause, subject_id)
    await session.flush()


def _go(session: AsyncSession, client: Client, state: str, cause: str, subject_id: UUID | None) -> None:
    client.hold_open()
    session.add(
        LifeCycleStep(
            id=uuid7(),
            client_id=client.id,
            before=client.state,
            after=state,
            cause=cause,
            subject_id=subject_id,
            by=session.info["principal"].subject,
        )
    )
    client.state = state
    emit(session, told_of(client.id, ("state",)))
