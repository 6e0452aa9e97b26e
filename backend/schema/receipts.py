"""Payments that came in, and the orders and transactions they are for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.book import ledger, receipts
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.nodes import Node, RelationEnum, node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Decimal, Money
from backend.graph.sources import Standing, ToOne, column
from backend.schema.book import CLIENT, Client
from backend.schema.filters import condition_of
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product, ShareClass
from backend.schema.ledger import TRANSACTION, Transaction
from backend.schema.nouns import noun_of
from backend.schema.order_parts import OrderPayer, OrderStep, ReturnVisit, order_visits, payers_of, steps_of
from backend.schema.staff import USER, User
from backend.schema.subjects import RECEIPTS, filtered
from backend.track.order_facts import receipts_of


@strawberry.type
class FundOrder(Node):
    """What a client asked for: an amount to invest, or units to give back, in the fund's currency."""

    version: int = column("version")
    kind: str | None = column("kind")
    amount: Money | None = column("amount")
    units: Decimal | None = column("units")
    applied_on: date | None = column("applied_on")
    open_on: date | None = column("open_on", description="The opening it is for.")
    reference: str | None = column("reference", description="The registrar's application number.")
    state: str | None = column(
        "state",
        description="draft, suitability_ok, signed, paid, cooling_off, visited, submitted, confirmed; or cancelled, "
        "rejected, reversed.",
    )
    fee: Money | None = column(
        "fee", description="Part of the amount, as the terms said when it was checked."
    )
    match_result: str | None = column(
        "match_result", description="What suitability said when it was checked."
    )
    match_rule: str | None = column("match_rule", description="The rule of suitability that decided.")
    match_rules: int | None = column("match_rules", description="The version of those rules.")
    signing: str | None = column("signing", description="electronic or paper.")
    signed_at: datetime | None = column("signed_at")
    paid_at: datetime | None = column("paid_at")
    cooling_until: datetime | None = column("cooling_until", description="Nobody contacts the client before.")
    cooled_at: datetime | None = column("cooled_at", description="When the cooling-off was ended.")
    visited_at: datetime | None = column("visited_at", description="When the return visit was passed.")
    submitted_at: datetime | None = column("submitted_at")
    created_at: datetime | None = column("created_at")
    refund: str | None = column("refund", description="How the money goes back.")
    difference: str | None = column(
        "difference",
        description="amount_differs or out_of_turn: what the confirmation and the order disagree about.",
    )
    difference_note: str | None = column("difference_note", description="What became of it.")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it."""
        return self.stands

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """Who asked, if the caller may see him."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    async def product(self, info: Info) -> Product | None:
        """The fund."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: SHARE_CLASS, "share_class_id"))
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class of the units; null where the fund has none."""
        return await node_of(info.context, SHARE_CLASS, self.row.share_class_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "seller_id"))
    async def seller(self, info: Info) -> User | None:
        """Who sold it; null for what only the registrar told of."""
        return await node_of(info.context, USER, self.row.seller_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def steps(self, info: Info) -> list[OrderStep] | None:
        """All its moves, the first one first."""
        return [OrderStep(row=row) for row in await info.context.load(steps_of, self.row.id) or ()]

    @strawberry.field
    async def payers(self, info: Info) -> list[OrderPayer] | None:
        """Other people's payments for it."""
        mine = info.context.principal.subject
        rows = await info.context.load(payers_of, self.row.id) or ()
        return [OrderPayer(row=row, mine=row.asked_by == mine) for row in rows]

    @strawberry.field
    async def visits(self, info: Info) -> list[ReturnVisit] | None:
        """Its return visits, the latest first."""
        return [ReturnVisit(row=row) for row in await info.context.load(order_visits, self.row.id) or ()]

    @strawberry.field
    async def receipts(self, info: Info) -> list[PaymentReceipt] | None:
        """Payments for it that the caller may see, by day."""
        rows = await info.context.load(_paid_for, self.row.id) or ()
        found = await nodes_of(info.context, PAYMENT_RECEIPT, [row.id for row in rows])
        return [each for each in found if each is not None]

    @strawberry.field
    async def transaction(self, info: Info) -> Transaction | None:
        """The transaction that confirmed it, unless that was reversed."""
        id = await info.context.load(_confirmed_by, self.row.id)
        return None if id is None else await node_of(info.context, TRANSACTION, id)


@strawberry.type
class ReceiptSuggestion:
    """An order that a payment may be for, and why: `amount`, `name`, `date`."""

    order: FundOrder | None
    reasons: list[str]


@strawberry.type
class PaymentReceipt(Node):
    """A payment into the raising account. `amount` is in `currency`."""

    version: int = column("version")
    bank_ref: str | None = column("bank_ref", description="The bank's own number.")
    account: str | None = column("account", description="Ours, that it came into.")
    received_on: date | None = column("received_on")
    amount: Money | None = column("amount")
    currency: str | None = column("currency")
    payer_name: str | None = column("payer_name")
    payer_account: str | None = column("payer_account_masked", description="Masked; the number is not kept.")
    remark: str | None = column("remark")
    state: str | None = column(
        "state", description="open, matched, name_differs, amount_differs, returned, ignored."
    )
    note: str | None = column("note")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it."""
        return self.stands

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """Whose payment it is; null as long as nobody knows, or out of the caller's reach."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: FUND_ORDER, "order_id"))
    async def order(self, info: Info) -> FundOrder | None:
        """The order it is for."""
        return await node_of(info.context, FUND_ORDER, self.row.order_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: TRANSACTION, "transaction_id"))
    async def transaction(self, info: Info) -> Transaction | None:
        """The transaction it is for, where that had no order."""
        return await node_of(info.context, TRANSACTION, self.row.transaction_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def suggestions(self, info: Info) -> list[ReceiptSuggestion] | None:
        """Unpaid orders of ten days around it that fit by amount or name, best first; none once it is matched."""
        if self.row.state != "open":
            return []
        context, row = info.context, self.row
        waiting = await context.load(_waiting, row.received_on) or []
        found = receipts.suggestions(row.payer_name, row.amount, row.received_on, waiting)
        orders = [await node_of(context, FUND_ORDER, one.expected.order_id) for one in found]
        return [
            ReceiptSuggestion(order=order, reasons=list(one.reasons))
            for order, one in zip(orders, found, strict=True)
            if order is not None
        ]


async def _waiting(
    session: AsyncSession, _context: Context, days: Sequence[date]
) -> dict[date, list[receipts.Expected]]:
    """Unpaid orders around each day."""
    around = timedelta(days=receipts.MATCH_DAYS)
    found = await receipts.expected_payments(session, (min(days) - around, max(days) + around))
    return {day: [one for one in found if abs(one.on - day) <= around] for day in days}


async def _paid_for(
    session: AsyncSession, _context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[receipts.PaymentReceipt]]:
    return await receipts_of(session, ids)


async def _confirmed_by(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    row, later = ledger.Transaction, aliased(ledger.Transaction)
    firm_id = context.principal.firm_id
    undone = select(later.id).where(later.firm_id == firm_id, later.reverses_id == row.id)
    found = await session.execute(
        select(row.order_id, row.id)
        .where(row.firm_id == firm_id, row.order_id.in_(ids), row.reverses_id.is_(None), ~undone.exists())
        .order_by(row.id)
    )
    return {order_id: id for order_id, id in found if order_id is not None}


FUND_ORDER: Noun = noun_of("fund_order", ledger.FundOrder, FundOrder, prefix="fundorder")
PAYMENT_RECEIPT: Noun = noun_of(
    "payment_receipt", receipts.PaymentReceipt, PaymentReceipt, prefix="paymentreceipt"
)


def receipts_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Payments, the latest first."""
    bounds: list[Any] = []
    if arguments["filter"].is_there:
        bounds.append(filtered(draft, condition_of(arguments["filter"], RECEIPTS), RECEIPTS))
    demand(draft.context, "PaymentReceipt", "PaymentReceipt.receivedOn")
    row = receipts.PaymentReceipt
    keys = (SortKey(row.received_on, descending=True), SortKey(row.id, descending=True))
    return Paged(PAYMENT_RECEIPT, tuple(bounds), keys, "receipts")
