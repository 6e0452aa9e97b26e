"""Payments that came into the raising account, and what each is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.bulk_rows import BulkRows
from backend.book.clients import Client
from backend.book.ledger import SUBSCRIPTIONS, FundOrder, Transaction
from backend.book.lookup import named
from backend.book.money_events import ReceiptChanged
from backend.book.order_states import DUE
from backend.book.product_fields import CURRENCIES, number_in
from backend.book.taken import Taken
from backend.platform.bells import strike
from backend.platform.clock import business_date
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.masks import mask_bank_account
from backend.systemize.names import normalise_name

STATES: Final = ("open", "matched", "name_differs", "amount_differs", "returned", "ignored")
"""open: nobody knows yet what it is for; matched: payer and amount fit; *_differs: for an order, but not as it should
be; returned: paid back; ignored: no subscription at all."""
# A transfer and the order it is for are seldom further apart.
MATCH_DAYS: Final = 10


class PaymentReceipt(Versioned, TenantRow):
    """One payment. bank_ref: the bank's own number, once in a firm; account: our account it came into.

    payer_account_masked: the last digits only, the number is not kept. amount: in `currency`, > 0.
    """

    __tablename__ = "payment_receipt"
    __table_args__ = (
        refers("client", "client_id"),
        refers("fund_order", "order_id"),
        refers("transaction", "transaction_id"),
        UniqueConstraint("firm_id", "bank_ref"),
        Index("ix_payment_receipt_state", "firm_id", "state", "received_on"),
        Index("ix_payment_receipt_client", "firm_id", "client_id", "received_on"),
        Index("ix_payment_receipt_order", "firm_id", "order_id"),
    )

    bank_ref: Mapped[str]
    account: Mapped[str | None]
    received_on: Mapped[date]
    amount: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(default="CNY")
    payer_name: Mapped[str]
    payer_account_masked: Mapped[str | None]
    remark: Mapped[str | None]
    client_id: Mapped[UUID | None]
    order_id: Mapped[UUID | None]
    transaction_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default="open")
    note: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="manual")
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A payment to be taken in; payer_account: whole, masked before it is kept."""

    bank_ref: str
    received_on: date
    amount: Decimal
    payer_name: str
    currency: str = "CNY"
    account: str | None = None
    payer_account: str | None = None
    remark: str | None = None
    origin: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """Something a payment may be for: an order, or a transaction confirmed without one."""

    client_id: UUID
    client_name: str
    amount: Decimal
    on: date
    order_id: UUID | None = None
    transaction_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a payment may be for and why: `amount`, `name`, `date`; most reasons first."""

    expected: Expected
    reasons: tuple[str, ...]


def suggestions(payer: str, amount: Decimal, on: date, expected: Iterable[Expected]) -> list[Suggestion]:
    """What a payment may be for, best first: the name or the amount has to fit, within ten days.

    Names are compared as written but for blanks and width.
    """
    found = []
    for one in expected:
        if abs((on - one.on).days) > MATCH_DAYS:
            continue
        fits = {
            "amount": one.amount == amount,
            "name": normalise_name(payer) == normalise_name(one.client_name),
            "date": one.on == on,
        }
        if fits["amount"] or fits["name"]:
            found.append(Suggestion(one, tuple(reason for reason, yes in fits.items() if yes)))
    return sorted(
        found, key=lambda s: (-len(s.reasons), abs((on - s.expected.on).days), str(s.expected.client_id))
    )


async def take_receipts(
    session: AsyncSession, rows: Sequence[ReceiptRow], *, source: str = "import"
) -> Taken:
    """Take payments in; a bank reference that is there changes nothing, with another amount or day it is refused.

    Each new payment that fits exactly one open order by amount and name is matched with it.
    """
    taken = Taken()
    refs = [row.bank_ref.strip() for row in rows]
    there = {
        receipt.bank_ref: receipt
        for receipt in await session.scalars(
            select(PaymentReceipt).where(
                PaymentReceipt.firm_id == session.info["firm_id"], PaymentReceipt.bank_ref.in_(refs)
            )
        )
    }
    waiting = await expected_payments(session, await _span(rows))
    bulk = BulkRows(session)
    for number, row in enumerate(rows):
        present = there.get(row.bank_ref.strip())
        if present is not None:
            _compare(taken, number, row, present)
            continue
        try:
            columns = _columns(row)
        except Refused as refusal:
            taken.refuse(number, refusal)
            continue
        columns |= _matched(columns, waiting) | {"id": uuid7(), "source": source, "origin": row.origin}
        bulk.add(PaymentReceipt, **columns)
        bulk.happened(ReceiptChanged(columns["id"], columns["client_id"], columns["state"]))
        there[columns["bank_ref"]] = PaymentReceipt(**columns)
        taken.add(number, columns["id"])
        waiting = [one for one in waiting if one.order_id is None or one.order_id != columns["order_id"]]
    await bulk.write()
    return taken


async def match(
    session: AsyncSession,
    id: UUID,
    version: int,
    *,
    order_id: UUID | None = None,
    transaction_id: UUID | None = None,
    note: str | None = None,
) -> PaymentReceipt:
    """Say what a payment is for: an order or a transaction. A name or an amount that differs is kept as its state.

    Raises Refused: CONFLICT; BAD_USER_INPUT for none or both, and once it was returned.
    """
    receipt = await locked_at(session, PaymentReceipt, id, version)
    if receipt.state == "returned":
        raise bad_input("id", "state")
    if (order_id is None) == (transaction_id is None):
        raise bad_input("orderId", "required")
    target: FundOrder | Transaction
    if order_id is not None:
        target = await named(session, FundOrder, order_id, "orderId")
        wanted = target.amount
    else:
        target = await named(session, Transaction, transaction_id or id, "transactionId")
        wanted = target.local_gross if target.local_gross is not None else target.gross
        if target.kind not in SUBSCRIPTIONS or target.reverses_id is not None:
            raise bad_input("transactionId", "state")
    client = await named(session, Client, target.client_id, "client")
    receipt.client_id, receipt.order_id, receipt.transaction_id = client.id, order_id, transaction_id
    receipt.state = _state(receipt.payer_name, receipt.amount, client.name, wanted)
    receipt.note = clean_text(note or "", "note", limit=400) or receipt.note
    await _told(session, receipt)
    return receipt


async def set_aside(session: AsyncSession, id: UUID, version: int, state: str, note: str) -> PaymentReceipt:
    """Close a payment without a subscription: `returned`, `ignored`, or `open` again. note: why, required."""
    receipt = await locked_at(session, PaymentReceipt, id, version)
    if state not in {"returned", "ignored", "open"}:
        raise bad_input("state", "choice")
    receipt.note = clean_text(note, "note", limit=400, required=True)
    if state == "open":
        receipt.order_id = receipt.transaction_id = receipt.client_id = None
    receipt.state = state
    await _told(session, receipt)
    return receipt


async def expected_payments(session: AsyncSession, span: tuple[date, date]) -> list[Expected]:
    """Subscription orders of a span of days that no payment is matched with yet."""
    firm_id = session.info["firm_id"]
    paid = select(PaymentReceipt.order_id).where(
        PaymentReceipt.firm_id == firm_id,
        PaymentReceipt.order_id.is_not(None),
        PaymentReceipt.state.in_(("matched", "name_differs", "amount_differs")),
    )
    rows = await session.execute(
        select(FundOrder, Client.name)
        .join(Client, (Client.firm_id == firm_id) & (Client.id == FundOrder.client_id))
        .where(
            FundOrder.firm_id == firm_id,
            FundOrder.state.in_(DUE),
            FundOrder.kind.in_(SUBSCRIPTIONS),
            FundOrder.applied_on.between(*span),
            FundOrder.id.not_in(paid),
        )
        .order_by(FundOrder.id)
    )
    return [
        Expected(order.client_id, name, order.amount or Decimal(0), order.applied_on, order_id=order.id)
        for order, name in rows
    ]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Payments and orders of a span: what fits, and what is left on each side. amounts by state: in each currency."""

    receipts: dict[str, int]
    amounts: dict[tuple[str, str], Decimal]
    unmatched: list[UUID]
    unpaid: list[Expected]


async def reconciliation(session: AsyncSession, first: date, last: date) -> Reconciliation:
    """How payments received in [first, last] stand to orders applied for in it."""
    rows = list(
        await session.scalars(
            select(PaymentReceipt)
            .where(
                PaymentReceipt.firm_id == session.info["firm_id"],
                PaymentReceipt.received_on.between(first, last),
            )
            .order_by(PaymentReceipt.received_on, PaymentReceipt.id)
        )
    )
    counts: dict[str, int] = {}
    amounts: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        counts[row.state] = counts.get(row.state, 0) + 1
        key = (row.state, row.currency)
        amounts[key] = amounts.get(key, Decimal(0)) + row.amount
    unmatched = [row.id for row in rows if row.state in {"open", "name_differs", "amount_differs"}]
    return Reconciliation(counts, amounts, unmatched, await expected_payments(session, (first, last)))


def _columns(row: ReceiptRow) -> dict[str, Any]:
    if row.currency not in CURRENCIES:
        raise bad_input("currency", "choice")
    if row.received_on > business_date():
        raise bad_input("receivedOn", "future")
    return {
        "bank_ref": clean_text(row.bank_ref, "bankRef", limit=80, required=True),
        "account": clean_text(row.account or "", "account", limit=80),
        "received_on": row.received_on,
        "amount": number_in("amount", row.amount, Decimal("0.01"), Decimal(10) ** 15, 2),
        "currency": row.currency,
        "payer_name": clean_text(row.payer_name, "payerName", limit=120, required=True),
        "payer_account_masked": mask_bank_account(row.payer_account) if row.payer_account else None,
        "remark": clean_text(row.remark or "", "remark", limit=400),
    }


def _matched(columns: dict[str, Any], waiting: Iterable[Expected]) -> dict[str, Any]:
    """The order that a payment fits alone in amount and name, if there is one."""
    found = suggestions(columns["payer_name"], columns["amount"], columns["received_on"], waiting)
    sure = [one.expected for one in found if {"amount", "name"} <= set(one.reasons)]
    if len(sure) != 1:
        return {"client_id": None, "order_id": None, "state": "open"}
    return {"client_id": sure[0].client_id, "order_id": sure[0].order_id, "state": "matched"}


def _state(payer: str, amount: Decimal, name: str, wanted: Decimal | None) -> str:
    if amount != wanted:
        return "amount_differs"
    return "matched" if normalise_name(payer) == normalise_name(name) else "name_differs"


def _compare(taken: Taken, number: int, row: ReceiptRow, present: PaymentReceipt) -> None:
    same = (row.amount, row.received_on, row.currency) == (
        present.amount,
        present.received_on,
        present.currency,
    )
    if same:
        taken.unchanged += 1
    else:
        taken.refuse(number, bad_input("bankRef", "differs"))


async def _span(rows: Sequence[ReceiptRow]) -> tuple[date, date]:
    days = [row.received_on for row in rows] or [business_date()]
    return min(days) - timedelta(days=MATCH_DAYS), max(days) + timedelta(days=MATCH_DAYS)


async def _told(session: AsyncSession, receipt: PaymentReceipt) -> None:
    await session.flush()
    emit(session, ReceiptChanged(receipt.id, receipt.client_id, receipt.state))
    if receipt.order_id is not None:
        strike(session, "order", str(receipt.order_id))
    if receipt.client_id is not None:
        strike(session, "client", str(receipt.client_id))
