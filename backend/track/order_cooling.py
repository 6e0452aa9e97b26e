"""The cooling-off: due times are stored and a sweep ends them, so that a clock survives whoever restarts."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.ledger import FundOrder
from backend.book.order_states import COOLING, VISITED
from backend.book.orders import move, tell
from backend.book.products import Product
from backend.book.receipts import PaymentReceipt
from backend.book.task_holds import settle_holds
from backend.book.tasks import create_task
from backend.platform.clock import BUSINESS_ZONE, now
from backend.platform.events import emit
from backend.systemize.holidays import next_workday
from backend.track import order_words as words
from backend.track.order_content import OrderRules
from backend.track.order_events import OrderCooledOff
from backend.track.order_rules import rules_in_force
from backend.track.order_visits import sellers_of, visitor_for
from backend.track.suitability_matches import client_facts_of

AT_ONCE: Final = 500


def begins(signed_at: datetime, received: list[PaymentReceipt], at: datetime) -> datetime:
    """When the cooling-off begins: with the signature or the last payment, whichever is later.

    Of a payment only the day is known; it counts from the day's end, but not from later than `at`, when it was matched.
    """
    last = max((receipt.received_on for receipt in received), default=None)
    if last is None:
        return max(signed_at, at)
    end = datetime.combine(last + timedelta(days=1), time(), BUSINESS_ZONE)
    return max(signed_at, min(end, at))


async def start(
    session: AsyncSession, order: FundOrder, rules: OrderRules, received: list[PaymentReceipt]
) -> None:
    """Begin the cooling-off of a paid order; where none is asked it is over at once."""
    product_kind = await session.scalar(
        select(Product.fund_kind).where(
            Product.firm_id == session.info["firm_id"], Product.id == order.product_id
        )
    )
    professional = await _is_professional(session, order.client_id)
    hours = rules.hours(str(product_kind), professional=professional)
    order.cooling_from = begins(order.signed_at or now(), received, now())
    order.cooling_until = order.cooling_from + timedelta(hours=hours)
    await move(session, order, COOLING, evidence={"hours": hours, "until": order.cooling_until.isoformat()})
    if order.cooling_until <= now():
        await end(session, order, rules, professional=professional)


async def end_cooling_off(session: AsyncSession) -> int:
    """End what has cooled off by now; how many orders.

    An order is locked and ended once, in the transaction that also gives the task: a worker that is cut off leaves it
    for the next.
    """
    rules, count = None, 0
    while rows := await _due(session):
        rules = rules or (await rules_in_force(session)).rules
        for order in rows:
            await end(session, order, rules, professional=await _is_professional(session, order.client_id))
        count += len(rows)
    await settle_holds(session)  # what came to a client otherwise: with a merge, by an import
    return count


async def end(session: AsyncSession, order: FundOrder, rules: OrderRules, *, professional: bool) -> None:
    """The cooling-off is over: the return visit is somebody's task, or is not asked for."""
    order.cooled_at = now()
    await session.flush()
    await settle_holds(session, [order.client_id])
    emit(session, OrderCooledOff(order_id=order.id, client_id=order.client_id))
    if professional and not rules.professional_visit:
        order.visited_at = now()
        await move(session, order, VISITED, evidence={"skipped": "professional"})
        return
    visitor = await visitor_for(session, await sellers_of(session, order), rules.visitor)
    if visitor is not None:
        product = await session.scalar(
            select(Product.name).where(
                Product.firm_id == session.info["firm_id"], Product.id == order.product_id
            )
        )
        await create_task(
            session,
            words.visit_task(visitor.locale, str(product)),
            due_at=datetime.combine(
                next_workday(now().astimezone(BUSINESS_ZONE).date()), time(18), BUSINESS_ZONE
            ),
            priority="high",
            client_id=order.client_id,
            assignee_id=visitor.id,
        )
    tell(session, order)


async def _due(session: AsyncSession) -> list[FundOrder]:
    rows = await session.scalars(
        select(FundOrder)
        .where(
            FundOrder.firm_id == session.info["firm_id"],
            FundOrder.state == COOLING,
            FundOrder.cooled_at.is_(None),
            FundOrder.cooling_until <= now(),
        )
        .order_by(FundOrder.cooling_until, FundOrder.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return list(rows)


async def _is_professional(session: AsyncSession, client_id: UUID) -> bool:
    return (await client_facts_of(session, [client_id]))[client_id].professional
