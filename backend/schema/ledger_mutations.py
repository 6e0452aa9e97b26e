"""What is written into the ledger: names in, domain function, row out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as PyDecimal
from typing import Any

import strawberry
from sqlalchemy import select
from strawberry import UNSET

from backend.book import (
    booking,
    fee_terms,
    nav_points,
    open_days,
    rate_changes,
    receipts,
    reversals,
    transfers,
    unit_breaks,
)
from backend.book.booking_drafts import Booking
from backend.book.exchange_rates import ExchangeRate as RateRow
from backend.graph.connections import Info
from backend.platform.ids import own_id
from backend.schema import ledger_inputs as inputs
from backend.schema.booking_previews import lots_of, switch_figures, switched, transferred
from backend.schema.catalogue import camel
from backend.schema.changing import Key, changed, id_of, subject
from backend.schema.clients import CLIENT
from backend.schema.fund_orders import FUND_ORDER
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product
from backend.schema.ledger import TRANSACTION, Transaction
from backend.schema.rates import EXCHANGE_RATE, ExchangeRate
from backend.schema.receipts import PAYMENT_RECEIPT, PaymentReceipt
from backend.schema.unit_breaks import UNIT_BREAK, UnitBreak
from backend.systemize.field_values import clean_text

ZERO, ONE = PyDecimal(0), PyDecimal(1)
REASON = 400
TERMS = (
    "subscription_rate", "subscription_mode", "redemption_to_fund", "management_rate", "management_days",
    "performance_method", "performance_rate", "hurdle_rate", "trail_rate",
)  # fmt: skip


def _because(session: Any, reason: str | None, *, required: bool = False) -> None:
    """Let the audit rows of this change bear a reason. Raises Refused(BAD_USER_INPUT)."""
    session.info["reason"] = clean_text(reason or "", "reason", limit=REASON, required=required)


def _terms(input: inputs.SetFeeTermsInput) -> dict[str, Any]:
    """The terms that are named, by key."""
    found = {camel(name): getattr(input, name) for name in TERMS if getattr(input, name) is not UNSET}
    if input.redemption_steps is not UNSET:
        found["redemptionSteps"] = [strawberry.asdict(step) for step in input.redemption_steps or ()]
    return found


@strawberry.type
class LedgerMutations:
    """NAVs, transactions, terms, rates, differences."""

    @strawberry.mutation
    async def publish_nav(
        self, info: Info, input: inputs.PublishNavInput, idempotency_key: Key = None
    ) -> Product | None:
        """Publish the NAV of a day, or correct it; values, lots and AUM of the holders follow."""
        node = await subject(info.context, PRODUCT, input.product, "publishNav")
        row = nav_points.NavRow(
            node.row.id, input.date, input.unit, input.dividend or ZERO, ONE if input.split is None else input.split,
            input.published_cumulative, id_of(SHARE_CLASS, input.share_class),
            reason=clean_text(input.reason or "", "reason", limit=REASON),
        )  # fmt: skip

        async def work(session: Any) -> Any:
            session.info["reason"] = row.reason
            await nav_points.publish(session, row)
            return node.row.id

        return await changed(  # type: ignore[no-any-return]
            info.context, PRODUCT, "publishNav", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @strawberry.mutation
    async def book_transaction(
        self, info: Info, input: inputs.BookTransactionInput, idempotency_key: Key = None
    ) -> Transaction | None:
        """Append a confirmed transaction; lots, holdings and AUM follow."""
        node = await subject(info.context, CLIENT, input.client, "bookTransaction")
        row = Booking(
            node.row.id, own_id("product", input.product), input.kind, input.date, input.units, input.nav, input.gross,
            input.fee or ZERO, input.performance_fee or ZERO, share_class_id=id_of(SHARE_CLASS, input.share_class),
            reference=clean_text(input.reference or "", "reference", limit=120), lots=lots_of(input.lots),
            order_id=id_of(FUND_ORDER, input.order),
        )  # fmt: skip
        return await changed(  # type: ignore[no-any-return]
            info.context, TRANSACTION, "bookTransaction",
            lambda session: booking.confirm(session, row),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def book_switch(
        self, info: Info, input: inputs.BookSwitchInput, idempotency_key: Key = None
    ) -> Transaction | None:
        """Append both sides of a switch between two funds; what comes back is the side that went out."""
        node = await subject(info.context, CLIENT, input.client, "bookSwitch")

        async def work(session: Any) -> Any:
            return (
                await transfers.switch(session, *switched(node.row.id, input), **switch_figures(input))
            ).out_id

        return await changed(  # type: ignore[no-any-return]
            info.context, TRANSACTION, "bookSwitch", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @strawberry.mutation
    async def book_transfer(
        self, info: Info, input: inputs.BookTransferInput, idempotency_key: Key = None
    ) -> Transaction | None:
        """Append both sides of a transfer between two clients; what comes back is the side that gave."""
        given = await transferred(info.context, input)

        async def work(session: Any) -> Any:
            return (await transfers.transfer(session, **given)).out_id

        return await changed(  # type: ignore[no-any-return]
            info.context,
            TRANSACTION,
            "bookTransfer",
            work,
            key=idempotency_key,
            input=strawberry.asdict(input),
        )

    @strawberry.mutation
    async def reverse_transaction(
        self, info: Info, input: inputs.ReverseTransactionInput, idempotency_key: Key = None
    ) -> Transaction | None:
        """Take a transaction back by a new one with the opposite signs; of a switch or transfer, both sides."""
        node = await subject(info.context, TRANSACTION, input.id, "reverseTransaction")

        async def work(session: Any) -> Any:
            _because(session, input.reason, required=True)
            rows = await reversals.reverse(session, node.row.id, input.date)
            return next(row for row in rows if row.reverses_id == node.row.id)

        return await changed(  # type: ignore[no-any-return]
            info.context,
            TRANSACTION,
            "reverseTransaction",
            work,
            key=idempotency_key,
            input=strawberry.asdict(input),
        )

    @strawberry.mutation
    async def set_open_days(
        self, info: Info, input: inputs.SetOpenDaysInput, idempotency_key: Key = None
    ) -> Product | None:
        """Let a fund be open on these days of a span and on no others; refused when the regulator's rule is broken."""
        node = await subject(info.context, PRODUCT, input.product, "setOpenDays")
        openings = [
            open_days.Opening(o.first, o.last, o.subscriptions, o.redemptions) for o in input.openings
        ]

        async def work(session: Any) -> Any:
            await open_days.replace_open_days(session, node.row.id, input.from_, input.to, openings)
            return node.row.id

        return await changed(  # type: ignore[no-any-return]
            info.context, PRODUCT, "setOpenDays", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @strawberry.mutation
    async def set_fee_terms(
        self, info: Info, input: inputs.SetFeeTermsInput, idempotency_key: Key = None
    ) -> Product | None:
        """Fees from a day on; those before end there."""
        node = await subject(info.context, PRODUCT, input.product, "setFeeTerms")
        values, of = _terms(input), id_of(SHARE_CLASS, input.share_class)

        async def work(session: Any) -> Any:
            await fee_terms.set_terms(session, node.row.id, input.valid_from, values, share_class_id=of)
            return node.row.id

        return await changed(  # type: ignore[no-any-return]
            info.context, PRODUCT, "setFeeTerms", work, key=idempotency_key,
            input=[input.product, input.share_class, input.valid_from, values],
        )  # fmt: skip

    @strawberry.mutation
    async def publish_rate(
        self, info: Info, input: inputs.PublishRateInput, idempotency_key: Key = None
    ) -> ExchangeRate | None:
        """Publish an exchange rate, or correct it; the AUM of who holds funds of the currency follows."""

        async def work(session: Any) -> Any:
            row = rate_changes.RateRow(input.currency, input.date, input.rate)
            await rate_changes.publish_rates(session, [row])
            return await session.scalar(_present(session, input.currency, input.date))

        return await changed(  # type: ignore[no-any-return]
            info.context,
            EXCHANGE_RATE,
            "publishRate",
            work,
            key=idempotency_key,
            input=strawberry.asdict(input),
        )

    @strawberry.mutation
    async def match_receipt(
        self, info: Info, input: inputs.MatchReceiptInput, idempotency_key: Key = None
    ) -> PaymentReceipt | None:
        """Say what a payment is for; a payer or an amount that differs is kept as its state."""
        node = await subject(info.context, PAYMENT_RECEIPT, input.id, "matchReceipt")
        order_id, transaction_id = id_of(FUND_ORDER, input.order), id_of(TRANSACTION, input.transaction)
        return await changed(  # type: ignore[no-any-return]
            info.context, PAYMENT_RECEIPT, "matchReceipt",
            lambda session: receipts.match(
                session, node.row.id, input.version, order_id=order_id, transaction_id=transaction_id, note=input.note
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def set_receipt_aside(
        self, info: Info, input: inputs.SetReceiptAsideInput, idempotency_key: Key = None
    ) -> PaymentReceipt | None:
        """Close a payment that is for no subscription, or open it again."""
        node = await subject(info.context, PAYMENT_RECEIPT, input.id, "setReceiptAside")
        return await changed(  # type: ignore[no-any-return]
            info.context, PAYMENT_RECEIPT, "setReceiptAside",
            lambda session: receipts.set_aside(session, node.row.id, input.version, input.state, input.note),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def settle_unit_break(
        self, info: Info, input: inputs.SettleUnitBreakInput, idempotency_key: Key = None
    ) -> UnitBreak | None:
        """Say what became of a difference, and why."""
        node = await subject(info.context, UNIT_BREAK, input.id, "settleUnitBreak")
        return await changed(  # type: ignore[no-any-return]
            info.context, UNIT_BREAK, "settleUnitBreak",
            lambda session: unit_breaks.settle_break(session, node.row.id, input.version, input.state, input.note),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip


def _present(session: Any, currency: str, day: date) -> Any:
    return select(RateRow).where(
        RateRow.firm_id == session.info["firm_id"],
        RateRow.currency == currency,
        RateRow.date == day,
        RateRow.superseded_at.is_(None),
    )
