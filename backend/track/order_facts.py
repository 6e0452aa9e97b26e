"""What is known of an order when its next step is asked for, read in one place and judged by pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.fee_terms import subscription, terms_for, terms_of
from backend.book.ledger import FundOrder, Lot
from backend.book.open_days import OpenDay, is_open, open_days_of
from backend.book.order_states import SUBSCRIBES
from backend.book.products import Product
from backend.book.receipts import PaymentReceipt
from backend.platform.clock import BUSINESS_ZONE, business_date
from backend.platform.errors import Code, Refused
from backend.systemize.names import normalise_name
from backend.track import aml
from backend.track.order_content import OrderRules
from backend.track.order_payers import ACCEPTED, PENDING, payers_of
from backend.track.order_words import Missing
from backend.track.suitability_checks import ClientFacts, ProductFacts, Verdict, decide
from backend.track.suitability_content import ALLOWED, INSIST, RuleSet
from backend.track.suitability_matches import candidates_of, client_facts_of
from backend.track.suitability_rules import rules_in_force as suitability_in_force
from backend.track.suitability_sentences import sentence

ONE, ZERO = Decimal(1), Decimal(0)
COUNTED = ("matched", "name_differs", "amount_differs")
"""Receipts in these states are for the order they name."""


@dataclass(frozen=True, slots=True)
class Sale:
    """An order with what surrounds it. fee: of its amount; rules: the version of suitability's."""

    order: FundOrder
    client: Client
    product: Product
    rules: OrderRules
    suitability: RuleSet
    suitability_number: int
    person: ClientFacts
    fund: ProductFacts
    fee: Decimal
    openings: Sequence[OpenDay]
    aml: str

    @property
    def net(self) -> Decimal:
        """What is invested, without the fee."""
        return (self.order.amount or ZERO) - self.fee

    @property
    def verdict(self) -> Verdict:
        """Whether the product suits the client today."""
        return decide(self.suitability, self.person, self.fund, self.net, business_date())


async def sale_of(session: AsyncSession, order: FundOrder, rules: OrderRules) -> Sale:
    """What is known of a subscription."""
    firm_id = session.info["firm_id"]
    client = await session.scalar(
        select(Client).where(Client.firm_id == firm_id, Client.id == order.client_id)
    )
    product = await session.scalar(
        select(Product).where(Product.firm_id == firm_id, Product.id == order.product_id)
    )
    if client is None or product is None:
        raise Refused(Code.NOT_FOUND)
    force = await suitability_in_force(session)
    person = (await client_facts_of(session, [client.id]))[client.id]
    [candidate] = await candidates_of(session, client.id, person, [product.id])
    day = order.open_on or business_date()
    terms = terms_for(await terms_of(session, [product.id]), product.id, order.share_class_id, day)
    fee = ZERO
    if terms is not None and order.amount is not None:
        fee = subscription(order.amount, terms.subscription_rate, terms.subscription_mode, ONE).fee
    openings = (await open_days_of(session, [product.id])).get(product.id, [])
    standing = (await aml.standing_of(session, [client.id])).get(client.id, aml.UNKNOWN)
    return Sale(
        *(
            order,
            client,
            product,
            rules,
            force.rules,
            force.number,
            person,
            candidate.facts,
            fee,
            openings,
            standing,
        )
    )


def unsuitable(sale: Sale) -> list[Missing]:
    """What keeps an order from being suitable: all of it at once."""
    found = cleared(sale.aml)
    verdict = sale.verdict
    if verdict.result != ALLOWED:
        for reason in verdict.reasons:
            if reason.result == INSIST:
                found.append(Missing("insist"))
            elif reason.result != ALLOWED:
                zh, en = sentence(reason, "zh-CN"), sentence(reason, "en")
                found.append(Missing("suitability", {"rule": reason.rule, "zh": zh, "en": en}))
    found += _of_amount(sale)
    found += of_open_day(sale.order, sale.openings, required=sale.product.status == "open", redeeming=False)
    return found


def cleared(standing: str) -> list[Missing]:
    """Nobody buys whom compliance has not cleared; which of the other states he is in is not said."""
    return [] if standing == aml.CLEAR else [Missing("aml")]


def _of_amount(sale: Sale) -> list[Missing]:
    found = []
    minimum = sale.rules.first_minimum
    if not sale.fund.holds and sale.product.currency == "CNY" and sale.net < minimum:
        found.append(Missing("first_minimum", {"minimum": str(minimum), "currency": "CNY"}))
    if sale.net % sale.rules.step != 0:
        found.append(Missing("amount_step", {"step": str(sale.rules.step)}))
    return found


def of_open_day(
    order: FundOrder, openings: Sequence[OpenDay], *, required: bool, redeeming: bool
) -> list[Missing]:
    """What is wrong with the opening an order is for. required: the fund takes nothing outside of its openings."""
    day = order.open_on
    if day is None:
        return [Missing("open_day_missing")] if required else []
    if day < business_date():
        return [Missing("open_day_past", {"day": day.isoformat()})]
    if required and not is_open(openings, day, redeeming=redeeming):
        return [Missing("open_day_wrong", {"day": day.isoformat()})]
    return []


def deadline(rules: OrderRules, open_on: date | None) -> date | None:
    """The last day on which the money may come; None without an opening.

    The deadline is so many hours before the first day of the opening begins in Shanghai; a day counts when it is over
    by then.
    """
    if open_on is None:
        return None
    begins = datetime.combine(open_on, time(), BUSINESS_ZONE) - timedelta(hours=rules.deadline_hours)
    return begins.date() - timedelta(days=1)


def unpaid(
    order: FundOrder,
    receipts: Sequence[PaymentReceipt],
    payers: Mapping[UUID, str],
    name: str,
    rules: OrderRules,
) -> list[Missing]:
    """What the payments of an order lack. payers: what became of somebody else's payment, by receipt; name: his own."""
    amount = order.amount or ZERO
    paid = sum((receipt.amount for receipt in receipts), ZERO)
    found = []
    if not receipts:
        found.append(Missing("unpaid", {"amount": str(amount)}))
    elif paid != amount:
        found.append(Missing("amount_short", {"paid": str(paid), "amount": str(amount)}))
    others = [each for each in receipts if normalise_name(each.payer_name) != normalise_name(name)]
    states = {payers.get(each.id, "") for each in others}
    if states - {ACCEPTED, PENDING}:
        found.append(Missing("payer"))
    elif PENDING in states:
        found.append(Missing("payer_pending"))
    last = deadline(rules, order.open_on)
    late = [each.received_on for each in receipts if last is not None and each.received_on > last]
    if late and last is not None:
        found.append(Missing("paid_late", {"day": max(late).isoformat(), "deadline": last.isoformat()}))
    return found


async def payment_missing(session: AsyncSession, order: FundOrder, rules: OrderRules) -> list[Missing]:
    """What the payments of an order lack now."""
    name = await session.scalar(
        select(Client.name).where(Client.firm_id == session.info["firm_id"], Client.id == order.client_id)
    )
    receipts = await receipts_of(session, [order.id])
    return unpaid(order, receipts.get(order.id, ()), await payers_of(session, order.id), str(name), rules)


async def receipts_of(session: AsyncSession, order_ids: Sequence[UUID]) -> dict[UUID, list[PaymentReceipt]]:
    """Payments for orders, by day; orders without any are absent."""
    rows = await session.scalars(
        select(PaymentReceipt)
        .where(
            PaymentReceipt.firm_id == session.info["firm_id"],
            PaymentReceipt.order_id.in_(order_ids),
            PaymentReceipt.state.in_(COUNTED),
        )
        .order_by(PaymentReceipt.received_on, PaymentReceipt.id)
    )
    found: dict[UUID, list[PaymentReceipt]] = {}
    for row in rows:
        if row.order_id is not None:
            found.setdefault(row.order_id, []).append(row)
    return found


async def unredeemable(session: AsyncSession, order: FundOrder) -> list[Missing]:
    """What keeps units from being given back: the opening, and what is still locked up on its day."""
    openings = (await open_days_of(session, [order.product_id])).get(order.product_id, [])
    found = of_open_day(order, openings, required=True, redeeming=True)
    day = order.open_on or business_date()
    bounds: list[Any] = [
        Lot.firm_id == session.info["firm_id"],
        Lot.client_id == order.client_id,
        Lot.product_id == order.product_id,
        Lot.closed_on.is_(None),
        or_(Lot.unlock_on.is_(None), Lot.unlock_on <= day),
    ]
    if order.share_class_id is not None:
        bounds.append(Lot.share_class_id == order.share_class_id)
    free = await session.scalar(select(func.coalesce(func.sum(Lot.units), 0)).where(*bounds))
    if (order.units or ZERO) > Decimal(free or 0):
        found.append(Missing("units_short", {"free": str(free)}))
    return found


def subscribes(order: FundOrder) -> bool:
    """Whether money comes in by it."""
    return order.kind in SUBSCRIBES
