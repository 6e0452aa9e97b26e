"""While an order cools off nobody talks its client into anything: contacts that go out are refused, tasks are held."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.ledger import FundOrder
from backend.platform.errors import bad_input

COOLING: Final = "cooling_off"
OUTGOING: Final = ("out", "both")
"""What the client begins himself may always be written down."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Between two instants a client was, or is, left alone; the second is past it."""

    begins: datetime
    ends: datetime


async def blocked_until_of(
    session: AsyncSession, client_ids: Collection[UUID] | None = None
) -> dict[UUID, datetime]:
    """Until when clients are not contacted; those whom nothing protects now are absent. None: of the whole firm.

    It lasts until the sweep has ended it, so that nobody is called in the moment between.
    """
    bounds: list[Any] = [
        FundOrder.firm_id == session.info["firm_id"],
        FundOrder.state == COOLING,
        FundOrder.cooled_at.is_(None),
        FundOrder.cooling_until.is_not(None),
    ]
    if client_ids is not None:
        bounds.append(FundOrder.client_id.in_(client_ids))
    rows = await session.execute(
        select(FundOrder.client_id, func.max(FundOrder.cooling_until))
        .where(*bounds)
        .group_by(FundOrder.client_id)
    )
    return {client_id: until for client_id, until in rows if until is not None}


async def hold_contact(session: AsyncSession, client_id: UUID, direction: str, at: datetime) -> None:
    """Raises Refused(BAD_USER_INPUT, contact_blocked) for a contact that went out while an order cooled off."""
    if direction not in OUTGOING:
        return
    hold_apart_from((await stretches_of(session, [client_id])).get(client_id, ()), direction, at)


async def stretches_of(session: AsyncSession, client_ids: Collection[UUID]) -> dict[UUID, list[Stretch]]:
    """When clients were, or are, left alone; those who never were are absent."""
    rows = await session.execute(
        select(
            FundOrder.client_id,
            FundOrder.cooling_from,
            func.coalesce(FundOrder.cooled_at, FundOrder.cooling_until),
        ).where(
            FundOrder.firm_id == session.info["firm_id"],
            FundOrder.client_id.in_(client_ids),
            FundOrder.cooling_from.is_not(None),
            FundOrder.cooling_until.is_not(None),
            FundOrder.state != "cancelled",
        )
    )
    found: dict[UUID, list[Stretch]] = {}
    for client_id, begins, ends in rows:
        assert begins is not None
        assert ends is not None
        found.setdefault(client_id, []).append(Stretch(begins, ends))
    return found


def hold_apart_from(stretches: Collection[Stretch], direction: str, at: datetime) -> None:
    """Raises Refused(BAD_USER_INPUT, contact_blocked) for a contact that went out in one of these stretches."""
    ends = [each.ends for each in stretches if each.begins <= at < each.ends]
    if direction in OUTGOING and ends:
        raise bad_input("at", "contact_blocked", value=max(ends).isoformat(timespec="minutes"))
