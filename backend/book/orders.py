"""Orders: what a client asked for, as far as the ledger needs it; receipts and confirmations refer to them.

The steps from signature to confirmation (suitability, payment, cooling-off, return visit) are another module's.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.events import OrderChanged
from backend.book.ledger import FundOrder
from backend.book.lookup import named
from backend.book.product_fields import number_in
from backend.book.products import Product, ShareClass
from backend.platform.bells import strike
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text

KINDS: Final = ("initial", "additional", "redemption", "switch_out")
STATES: Final = ("placed", "confirmed", "rejected", "cancelled")
ENDED: Final = ("confirmed", "rejected", "cancelled")


async def place(
    session: AsyncSession,
    client_id: UUID,
    product_id: UUID,
    *,
    kind: str,
    amount: Decimal | None = None,
    units: Decimal | None = None,
    share_class_id: UUID | None = None,
    applied_on: date | None = None,
    open_on: date | None = None,
    reference: str | None = None,
) -> FundOrder:
    """Write down an order: an amount for a subscription, units for what goes out. Raises Refused(BAD_USER_INPUT)."""
    await named(session, Client, client_id, "client")
    await named(session, Product, product_id, "product")
    if share_class_id is not None:
        await named(session, ShareClass, share_class_id, "shareClass")
    if kind not in KINDS:
        raise bad_input("kind", "choice")
    subscribes = kind in {"initial", "additional"}
    if (amount is None) is subscribes or (units is None) is not subscribes:
        raise bad_input("amount" if subscribes else "units", "required")
    if amount is not None:
        number_in("amount", amount, Decimal("0.01"), Decimal(10) ** 15, 2)
    if units is not None:
        number_in("units", units, Decimal("0.000001"), Decimal(10) ** 12, 6)
    named_by = clean_text(reference or "", "reference", limit=80)
    if named_by and await order_called(session, named_by):
        raise bad_input("reference", "taken")
    order = FundOrder(
        client_id=client_id,
        product_id=product_id,
        share_class_id=share_class_id,
        kind=kind,
        amount=amount,
        units=units,
        applied_on=applied_on or business_date(),
        open_on=open_on,
        reference=named_by,
    )
    session.add(order)
    await session.flush()
    emit(session, OrderChanged(order.id, client_id, "placed"))
    strike(session, "client", str(client_id))
    return order


async def cancel(session: AsyncSession, id: UUID, version: int) -> FundOrder:
    """Call an order off. Raises Refused: CONFLICT, BAD_USER_INPUT(state) once it has ended."""
    order = await locked_at(session, FundOrder, id, version)
    if order.state in ENDED:
        raise bad_input("id", "state")
    await settle(session, order, "cancelled")
    return order


async def settle(session: AsyncSession, order: FundOrder, state: str) -> None:
    """Give an order its state; the same one again changes nothing."""
    if order.state == state:
        return
    order.state = state
    await session.flush()
    emit(session, OrderChanged(order.id, order.client_id, state))
    strike(session, "client", str(order.client_id))


async def order_called(session: AsyncSession, reference: str) -> FundOrder | None:
    """The order with an application number."""
    found: FundOrder | None = await session.scalar(
        select(FundOrder).where(
            FundOrder.firm_id == session.info["firm_id"], FundOrder.reference == reference
        )
    )
    return found
