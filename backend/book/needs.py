"""Needs: what a client wants money for, how much, until when, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.client_events import NeedChanged
from backend.book.clients import Client
from backend.book.interactions import Interaction
from backend.book.lookup import actor_id, named
from backend.book.product_fields import CURRENCIES
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text

STATES: Final = ("open", "met", "dropped")
HORIZONS: Final = ("short", "medium", "long")
"""Under a year, one to three years, longer."""
MOST: Final = Decimal("1e15")
EDITABLE: Final = ("purpose", "amount", "currency", "horizon", "note", "follow_up_on")


class Need(Versioned, TenantRow):
    """A need of a client. state: of STATES; reason: why it was dropped, or how it was met.

    amount: of the currency, >= 0; horizon: of HORIZONS; follow_up_on: business date on which somebody comes back to
    it; interaction_id: the conversation it was heard in.
    """

    __tablename__ = "need"
    __table_args__ = (
        refers("client", "client_id"),
        refers("interaction", "interaction_id"),
        Index("ix_need_client", "firm_id", "client_id", "id"),
        Index("ix_need_follow_up", "firm_id", "follow_up_on", postgresql_where=text("state = 'open'")),
    )

    client_id: Mapped[UUID]
    purpose: Mapped[str]
    amount: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(default="CNY")
    horizon: Mapped[str | None]
    note: Mapped[str | None]
    follow_up_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="open")
    reason: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None]
    interaction_id: Mapped[UUID | None]


async def create(
    session: AsyncSession, client_id: UUID, values: dict[str, Any], *, interaction_id: UUID | None = None
) -> Need:
    """A new open need; values: of EDITABLE, `purpose` at least.

    Raises Refused(BAD_USER_INPUT): values that cannot be, an interaction that was with somebody else.
    """
    client = await named(session, Client, client_id, "client")
    need = Need(id=uuid7(), client_id=client.id, purpose="", created_at=now(), firm_id=client.firm_id)
    if interaction_id is not None:
        with_whom = await session.scalar(
            select(Interaction.client_id).where(
                Interaction.firm_id == client.firm_id, Interaction.id == interaction_id
            )
        )
        if with_whom != client.id:
            raise bad_input("interaction", "unknown")
        need.interaction_id = interaction_id
    _edit(need, {"purpose": None, **values})
    session.add(need)
    await session.flush()
    return _told(session, need)


async def update(session: AsyncSession, id: UUID, version: int, values: dict[str, Any]) -> Need:
    """Change values of EDITABLE; absent ones stay.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT for values that cannot be, `state` once it is closed.
    """
    need = await locked_at(session, Need, id, version)
    if need.state != "open":
        raise bad_input("state", "state")
    _edit(need, values)
    await session.flush()
    return _told(session, need)


async def close(session: AsyncSession, id: UUID, version: int, state: str, reason: str | None) -> Need:
    """A need was met or dropped; who drops it says why.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: no such state, not open, dropped without a reason.
    """
    if state not in STATES[1:]:
        raise bad_input("state", "choice")
    need = await locked_at(session, Need, id, version)
    if need.state != "open":
        raise bad_input("state", "state")
    need.reason = clean_text(reason or "", "reason", limit=400, required=state == "dropped")
    need.state, need.closed_at, need.closed_by_id = state, now(), actor_id(session)
    await session.flush()
    return _told(session, need)


async def reopen(session: AsyncSession, id: UUID, version: int) -> Need:
    """Open a closed need again. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT, `state` when it is open."""
    need = await locked_at(session, Need, id, version)
    if need.state == "open":
        raise bad_input("state", "state")
    need.state, need.reason, need.closed_at, need.closed_by_id = "open", None, None, None
    await session.flush()
    return _told(session, need)


def _edit(need: Need, values: dict[str, Any]) -> None:
    if "purpose" in values:
        need.purpose = clean_text(values["purpose"] or "", "purpose", limit=200, required=True) or ""
    if "note" in values:
        need.note = clean_text(values["note"] or "", "note", limit=4_000)
    if "amount" in values:
        amount = values["amount"]
        if amount is not None and not (0 <= amount < MOST and amount == round(amount, 2)):
            raise bad_input("amount", "range", low=0, high=int(MOST))
        need.amount = amount
    for name, choices in (("currency", CURRENCIES), ("horizon", HORIZONS)):
        if name in values:
            value = values[name]
            if value not in choices and not (value is None and name == "horizon"):
                raise bad_input(name, "choice")
            setattr(need, name, value)
    if "follow_up_on" in values:
        need.follow_up_on = values["follow_up_on"]


def _told(session: AsyncSession, need: Need) -> Need:
    emit(session, NeedChanged(need_id=need.id, client_id=need.client_id, state=need.state))
    strike(session, "client", str(need.client_id))
    return need
