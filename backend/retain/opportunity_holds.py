"""Clients with whom nobody talks about new business now, and why: said of them live, whatever a sweep found."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import case, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.contact_blocks import COOLING
from backend.book.ledger import FundOrder
from backend.platform.errors import bad_input
from backend.retain.request_rules import CANCELLED, CLOSED, REOPENED, RESOLVED
from backend.retain.requests import ServiceRequest

APART: Final = ("blocked", "restricted", "rejected")
SETTLED: Final = (RESOLVED, CLOSED, CANCELLED, REOPENED)
HOLDS: Final = (*APART, "cooling_off", "complaint")


def held(firm_id: UUID) -> Any:
    """Why a client of the statement is held back, of HOLDS; null: he is not."""
    cooling = (
        select(FundOrder.id)
        .where(
            # The firm on both sides: each proves the wall by itself.
            FundOrder.firm_id == firm_id,
            Client.firm_id == firm_id,
            FundOrder.client_id == Client.id,
            FundOrder.state == COOLING,
            FundOrder.cooled_at.is_(None),
            FundOrder.cooling_until.is_not(None),
        )
        .correlate(Client)
        .exists()
    )
    complains = (
        select(ServiceRequest.id)
        .where(
            ServiceRequest.firm_id == firm_id,
            Client.firm_id == firm_id,
            ServiceRequest.client_id == Client.id,
            ServiceRequest.kind == "complaint",
            ServiceRequest.state.not_in(SETTLED),
        )
        .correlate(Client)
        .exists()
    )
    return case(
        (Client.state.in_(APART), Client.state),
        (cooling, literal("cooling_off")),
        (complains, literal("complaint")),
    )


async def hold_free(session: AsyncSession, client_ids: Collection[UUID]) -> None:
    """Raises Refused(BAD_USER_INPUT, opportunity_held) when one of the clients is held back."""
    firm_id = session.info["firm_id"]
    why = held(firm_id)
    found = await session.scalar(
        select(why).where(Client.firm_id == firm_id, Client.id.in_(client_ids), why.is_not(None)).limit(1)
    )
    if found is not None:
        raise bad_input("client", "opportunity_held")
