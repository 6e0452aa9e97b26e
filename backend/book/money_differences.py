"""Where the money is not as the books expect: payments against orders and purchases, fees received against accrued."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.ledger import SUBSCRIPTIONS, FundOrder, Transaction
from backend.book.order_states import DUE
from backend.book.products import Product
from backend.book.receipts import PaymentReceipt
from backend.book.revenue import Revenue
from backend.book.revenue_posting import Place, earned
from backend.platform.errors import bad_input

ZERO: Final = Decimal(0)
PAID: Final = ("matched", "name_differs", "amount_differs")
# A span that anybody reconciles at once.
MOST_DAYS: Final = 400
# It has no next one.
LAST_MONTH: Final = date.max.replace(day=1)


@dataclass(frozen=True, slots=True)
class PaymentDifference:
    """Money that is not as expected. expected, paid: in `currency`; difference: paid less expected.

    reason: `unmatched`, nobody knows what it is for; `unpaid`; `amount_differs`; `name_differs`, the amount is right;
    `confirmed_differs`, what was confirmed is not what was paid. The ids say of what: an order, a purchase without
    one, or a payment.
    """

    on: date
    reason: str
    expected: Decimal
    paid: Decimal
    currency: str
    client_id: UUID | None = None
    product_id: UUID | None = None
    order_id: UUID | None = None
    transaction_id: UUID | None = None
    receipt_id: UUID | None = None
    payer: str | None = None

    @property
    def difference(self) -> Decimal:
        """What was paid less what was expected."""
        return self.paid - self.expected


@dataclass(frozen=True, slots=True)
class FeeDifference:
    """A fee of a client, fund, kind and month: what the books say was earned, and what the finance system says.

    reason: `not_received`; `not_accrued`; `amount_differs`. CNY.
    """

    month: date
    client_id: UUID
    product_id: UUID | None
    share_class_id: UUID | None
    kind: str
    accrued: Decimal
    received: Decimal
    reason: str

    @property
    def difference(self) -> Decimal:
        """What was received less what was accrued."""
        return self.received - self.accrued


async def payment_differences(session: AsyncSession, first: date, last: date) -> list[PaymentDifference]:
    """Differences of orders applied for, purchases confirmed and payments received in [first, last], by day.

    Raises Refused(BAD_USER_INPUT) for a span that is empty or longer than 400 days.
    """
    _check(first, last)
    firm_id = session.info["firm_id"]
    orders = {
        row.id: row
        for row in await session.scalars(
            select(FundOrder).where(
                FundOrder.firm_id == firm_id,
                FundOrder.kind.in_(SUBSCRIPTIONS),
                FundOrder.state.in_(DUE),
                FundOrder.applied_on.between(first, last),
            )
        )
    }
    bought = await _purchases(session, first, last, orders)
    receipts = await _receipts(session, first, last, orders, bought)
    currencies = dict(
        (await session.execute(select(Product.id, Product.currency).where(Product.firm_id == firm_id))).all()
    )
    by_order: dict[UUID, list[PaymentReceipt]] = defaultdict(list)
    by_purchase: dict[UUID, list[PaymentReceipt]] = defaultdict(list)
    found: list[PaymentDifference] = []
    for receipt in receipts:
        if receipt.order_id is not None:
            by_order[receipt.order_id].append(receipt)
        elif receipt.transaction_id is not None:
            by_purchase[receipt.transaction_id].append(receipt)
        elif receipt.state == "open" and first <= receipt.received_on <= last:
            found.append(
                PaymentDifference(
                    receipt.received_on, "unmatched", ZERO, receipt.amount, receipt.currency,
                    client_id=receipt.client_id, receipt_id=receipt.id, payer=receipt.payer_name,
                )
            )  # fmt: skip
    confirmed: dict[UUID, Decimal] = defaultdict(Decimal)
    for row in bought:
        if row.order_id is not None:
            confirmed[row.order_id] += _gross(row)
    for order in orders.values():
        told = by_order[order.id]
        reason = _reason(order.amount or ZERO, told, confirmed.get(order.id))
        if reason is not None:
            expected = confirmed[order.id] if reason == "confirmed_differs" else order.amount or ZERO
            found.append(
                PaymentDifference(
                    order.applied_on, reason, expected, _sum(told), currencies.get(order.product_id, "CNY"),
                    client_id=order.client_id, product_id=order.product_id, order_id=order.id, payer=_payer(told),
                )
            )  # fmt: skip
    for row in bought:
        if row.order_id is not None:
            continue
        told = by_purchase[row.id]
        reason = _reason(_gross(row), told, None)
        if reason is not None:
            found.append(
                PaymentDifference(
                    row.date, reason, _gross(row), _sum(told), row.currency, client_id=row.client_id,
                    product_id=row.product_id, transaction_id=row.id, payer=_payer(told),
                )
            )  # fmt: skip
    return sorted(
        found, key=lambda one: (one.on, one.reason, str(one.order_id or one.transaction_id or one.receipt_id))
    )


def _reason(expected: Decimal, told: list[PaymentReceipt], confirmed: Decimal | None) -> str | None:
    if not told:
        return "unpaid"
    if _sum(told) != expected:
        return "amount_differs"
    if confirmed is not None and confirmed != expected:
        return "confirmed_differs"
    return "name_differs" if any(row.state == "name_differs" for row in told) else None


def _sum(told: Iterable[PaymentReceipt]) -> Decimal:
    return sum((row.amount for row in told), ZERO)


def _payer(told: list[PaymentReceipt]) -> str | None:
    return told[0].payer_name if told else None


def _gross(row: Transaction) -> Decimal:
    return row.local_gross if row.local_gross is not None else row.gross


async def _purchases(
    session: AsyncSession, first: date, last: date, orders: Iterable[UUID]
) -> list[Transaction]:
    """Purchases of the span that still count, and those of its orders whenever they were confirmed."""
    firm_id = session.info["firm_id"]
    undone = select(Transaction.reverses_id).where(
        Transaction.firm_id == firm_id, Transaction.reverses_id.is_not(None)
    )
    rows = await session.scalars(
        select(Transaction)
        .where(
            Transaction.firm_id == firm_id,
            Transaction.kind.in_(SUBSCRIPTIONS),
            Transaction.reverses_id.is_(None),
            Transaction.id.not_in(undone),
            Transaction.date.between(first, last) | Transaction.order_id.in_(list(orders)),
        )
        .order_by(Transaction.id)
    )
    return list(rows)


async def _receipts(
    session: AsyncSession, first: date, last: date, orders: Iterable[UUID], bought: Iterable[Transaction]
) -> list[PaymentReceipt]:
    rows = await session.scalars(
        select(PaymentReceipt)
        .where(
            PaymentReceipt.firm_id == session.info["firm_id"],
            (PaymentReceipt.state.in_(PAID))
            & (
                PaymentReceipt.order_id.in_(list(orders))
                | PaymentReceipt.transaction_id.in_([row.id for row in bought])
            )
            | (PaymentReceipt.state == "open") & PaymentReceipt.received_on.between(first, last),
        )
        .order_by(PaymentReceipt.received_on, PaymentReceipt.id)
    )
    return list(rows)


async def fee_differences(session: AsyncSession, first: date, until: date) -> list[FeeDifference]:
    """Fees of the whole months in [first, until) that the finance system tells otherwise than the books, by month.

    Accrued is what `revenue_posting` would post. Raises Refused(BAD_USER_INPUT) for a span that is empty, too long,
    or ends in the last month that there are dates of.
    """
    if until == first:
        raise bad_input("to", "order")
    _check(first, until)
    found: list[FeeDifference] = []
    for begin, end in months(first, until):
        accrued = await earned(session, begin, end)
        received: dict[Place, Decimal] = defaultdict(Decimal)
        for row in await session.scalars(
            select(Revenue).where(
                Revenue.firm_id == session.info["firm_id"],
                Revenue.source == "import",
                Revenue.period_from >= begin,
                Revenue.period_from < end,
            )
        ):
            received[row.client_id, row.product_id, row.share_class_id, row.kind] += row.amount  # type: ignore[index]
        for place in sorted({*accrued, *received}, key=str):
            ours, theirs = accrued.get(place, ZERO), received.get(place, ZERO)
            if ours == theirs:
                continue
            reason = "not_received" if place not in received else "amount_differs" if ours else "not_accrued"
            found.append(FeeDifference(begin, *place, ours, theirs, reason))
    return found


def months(first: date, until: date) -> Iterator[tuple[date, date]]:
    """The whole months that begin in [first, until): first day, first day of the next."""
    if until >= LAST_MONTH:
        raise bad_input("to", "range", low="0001-01-01", high=str(LAST_MONTH))
    begin = first if first.day == 1 else _next(first)
    while begin < until:
        yield begin, _next(begin)
        begin = _next(begin)


def _next(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _check(first: date, last: date) -> None:
    if last < first:
        raise bad_input("to", "order")
    if (last - first).days > MOST_DAYS:
        raise bad_input("to", "limit", limit=MOST_DAYS)
