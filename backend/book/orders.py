"""Orders: what a client asked for, as far as the ledger needs it; receipts and confirmations refer to them.

The steps that people take from the draft to the registrar are of `track/order_moves.py`; how an order ends is told by
the ledger, here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.ledger import FundOrder
from backend.book.lookup import named
from backend.book.money_events import OrderChanged
from backend.book.order_states import COOLING, KINDS, SUBMITTED, SUBSCRIBES, by_ledger, is_out_of_turn
from backend.book.order_steps import record
from backend.book.product_fields import number_in
from backend.book.products import Product, ShareClass
from backend.book.task_holds import settle_holds
from backend.platform.bells import strike
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.systemize.field_values import clean_text, hold_day

AMOUNT_DIFFERS, OUT_OF_TURN = "amount_differs", "out_of_turn"
DIFFERENCES: Final = (AMOUNT_DIFFERS, OUT_OF_TURN)
"""The registrar confirmed another amount; he confirmed what was never handed to him."""


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
    state: str = SUBMITTED,
    seller_id: UUID | None = None,
) -> FundOrder:
    """Write down an order: an amount for a subscription, units for what goes out.

    state: that it begins with; what comes from elsewhere is at the registrar already. Raises Refused(BAD_USER_INPUT).
    """
    await named(session, Client, client_id, "client")
    await named(session, Product, product_id, "product")
    if share_class_id is not None:
        own = await named(session, ShareClass, share_class_id, "shareClass")
        if own.product_id != product_id:
            raise bad_input("shareClass", "unknown")
    if kind not in KINDS:
        raise bad_input("kind", "choice")
    subscribes = kind in SUBSCRIBES
    if (amount is None) is subscribes or (units is None) is not subscribes:
        raise bad_input("amount" if subscribes else "units", "required")
    if amount is not None:
        number_in("amount", amount, Decimal("0.01"), Decimal(10) ** 15, 2)
    if units is not None:
        number_in("units", units, Decimal("0.000001"), Decimal(10) ** 12, 6)
    if open_on is not None:
        hold_day(open_on, "openOn")
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
        state=state,
        seller_id=seller_id,
    )
    session.add(order)
    await session.flush()
    record(session, order, None)
    await session.flush()
    emit(session, OrderChanged(order.id, client_id, state))
    tell(session, order)
    return order


async def settle(
    session: AsyncSession,
    order: FundOrder,
    state: str,
    *,
    paid: Decimal | None = None,
    evidence: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Give an order the state that the ledger tells; the same one again changes nothing.

    paid: what was confirmed, in the fund's currency. A confirmation is a fact: it also ends an order that was never
    handed to the registrar, or for another amount, and says so as its difference.
    """
    if order.state == state:
        return
    before = order.state
    if state == "confirmed":
        if is_out_of_turn(order.kind, before):
            order.difference = OUT_OF_TURN
        elif paid is not None and order.amount is not None and paid != order.amount:
            order.difference = AMOUNT_DIFFERS
        order.difference_note = None
    await move(session, order, state, evidence=evidence, reason=reason)


async def take_back(
    session: AsyncSession, order_ids: Collection[UUID], reversed_by: Mapping[UUID, UUID]
) -> None:
    """Orders whose confirmed transaction was reversed are reversed. reversed_by: the reversal by order."""
    if not order_ids:
        return
    rows = await session.scalars(
        select(FundOrder)
        .where(FundOrder.firm_id == session.info["firm_id"], FundOrder.id.in_(order_ids))
        .order_by(FundOrder.id)
        .with_for_update()
    )
    for order in rows:
        if "reversed" in by_ledger(order.state):
            order.hold_open()
            await move(session, order, "reversed", evidence={"transaction": str(reversed_by[order.id])})


async def move(
    session: AsyncSession,
    order: FundOrder,
    state: str,
    *,
    evidence: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Bring an order to a state, with its step; whether it may go there was asked before."""
    before, order.state = order.state, state
    record(session, order, before, evidence, reason)
    await session.flush()
    if COOLING in (before, state):
        await settle_holds(session, [order.client_id])
    emit(session, OrderChanged(order.id, order.client_id, state))
    tell(session, order)


def tell(session: AsyncSession, order: FundOrder) -> None:
    """Let whoever looks at the order, or at its client, look again."""
    strike(session, "order", str(order.id))
    strike(session, "client", str(order.client_id))


async def order_called(session: AsyncSession, reference: str) -> FundOrder | None:
    """The order with an application number."""
    found: FundOrder | None = await session.scalar(
        select(FundOrder).where(
            FundOrder.firm_id == session.info["firm_id"], FundOrder.reference == reference
        )
    )
    return found
