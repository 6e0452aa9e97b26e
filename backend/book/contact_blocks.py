"""While an order cools off nobody talks its client into anything: contacts that go out are refused, tasks are held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.ledger import FundOrder
from backend.platform.errors import bad_input

COOLING: Final = "cooling_off"
OUTGOING: Final = ("out", "both")
"""What the client begins himself may always be written down."""


async def blocked_until_of(session: AsyncSession, client_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Until when clients are not contacted; those whom nothing protects now are absent.

    It lasts until the sweep has ended it, so that nobody is called in the moment between.
    """
    rows = await session.execute(
        select(FundOrder.client_id, func.max(FundOrder.cooling_until))
        .where(
            FundOrder.firm_id == session.info["firm_id"],
            FundOrder.client_id.in_(client_ids),
            FundOrder.state == COOLING,
            FundOrder.cooled_at.is_(None),
            FundOrder.cooling_until.is_not(None),
        )
        .group_by(FundOrder.client_id)
    )
    return {client_id: until for client_id, until in rows if until is not None}


async def hold_contact(session: AsyncSession, client_id: UUID, direction: str, at: datetime) -> None:
    """Raises Refused(BAD_USER_INPUT, contact_blocked) for a contact that went out while an order cooled off."""
    if direction not in OUTGOING:
        return
    until = await session.scalar(
        select(func.max(FundOrder.cooling_until)).where(
            FundOrder.firm_id == session.info["firm_id"],
            FundOrder.client_id == client_id,
            FundOrder.cooling_from <= at,
            func.coalesce(FundOrder.cooled_at, FundOrder.cooling_until) > at,
            FundOrder.state != "cancelled",
        )
    )
    if until is not None:
        raise bad_input("at", "contact_blocked", value=until.isoformat(timespec="minutes"))
