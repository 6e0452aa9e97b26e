"""Payments that came in, and what they are for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import receipts
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.nodes import Node, RelationEnum, node_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Money
from backend.graph.sources import Standing, ToOne, column
from backend.schema.clients import CLIENT, Client
from backend.schema.filters import condition_of
from backend.schema.fund_orders import FUND_ORDER, FundOrder
from backend.schema.ledger import TRANSACTION, Transaction
from backend.schema.nouns import noun_of
from backend.schema.subjects import RECEIPTS, filtered


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
