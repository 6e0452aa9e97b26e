"""Confirmed transactions (append-only) and what follows from them: lots, their uses, holdings as intervals of time.

Transactions are facts and never changed; the other tables are rebuilt from them (`positions.py`, `rebuild.py`).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import NAV, UNITS, TenantRow, Versioned, refers

SUBSCRIPTIONS: Final = ("initial", "additional")
INFLOWS: Final = ("opening", *SUBSCRIPTIONS, "dividend_reinvested", "switch_in", "transfer_in")
OUTFLOWS: Final = ("redemption", "switch_out", "transfer_out", "performance_fee")
KINDS: Final = (*INFLOWS, *OUTFLOWS, "dividend", "split")
"""认购 initial, 申购 additional, 赎回 redemption, 现金分红 dividend, 红利再投 dividend_reinvested,
转换 switch_in and switch_out, 非交易过户 transfer_in and transfer_out, 份额拆分 split,
业绩报酬扣减份额 performance_fee, 期初 opening."""


class Transaction(TenantRow):
    """A confirmed transaction; a reversal is a new row with the opposite signs, a date of its own and `reverses_id`.

    date: the confirmation date; units: signed (+ in, - out), of a split what it adds. gross, fee, net: CNY at `rate`
    (CNY for one unit of currency, on the confirmation date), net = gross - fee; local_*: the same in the fund's
    currency, None for CNY. performance_fee: CNY, the part of fee that is one. lots: what an opening balance or a
    transfer brings along: opened_on, units, cost, high_water, unlock_on. pair_id: shared by both sides of a switch
    or transfer. reference: the registrar's confirmation number, or a key made of the row (`ledger_intake.py`).
    known_at: when the firm learned of it; source: manual, import, registrar, demo; origin: file, sheet, row.
    """

    __tablename__ = "transaction"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        refers("transaction", "reverses_id"),
        refers("fund_order", "order_id"),
        Index("ix_transaction_client", "firm_id", "client_id", "date", "id"),
        Index("ix_transaction_product", "firm_id", "product_id", "date"),
        Index("ix_transaction_date", "firm_id", "date", "id"),
        Index(
            "uq_transaction_reference",
            *("firm_id", "reference"),
            unique=True,
            postgresql_where="reference is not null",
        ),
        Index(
            "uq_transaction_reversed",
            *("firm_id", "reverses_id"),
            unique=True,
            postgresql_where="reverses_id is not null",
        ),
    )

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    kind: Mapped[str]
    date: Mapped[date]
    units: Mapped[Decimal] = mapped_column(UNITS)
    nav: Mapped[Decimal] = mapped_column(NAV)
    gross: Mapped[Decimal]
    fee: Mapped[Decimal] = mapped_column(default=Decimal(0))
    performance_fee: Mapped[Decimal] = mapped_column(default=Decimal(0))
    net: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(default="CNY")
    rate: Mapped[Decimal] = mapped_column(NAV, default=Decimal(1))
    local_gross: Mapped[Decimal | None]
    local_fee: Mapped[Decimal | None]
    local_net: Mapped[Decimal | None]
    lots: Mapped[list[Any] | None] = mapped_column(JSONB)
    reverses_id: Mapped[UUID | None]
    pair_id: Mapped[UUID | None]
    order_id: Mapped[UUID | None]
    reference: Mapped[str | None]
    known_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    source: Mapped[str] = mapped_column(default="manual")
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class FundOrder(Versioned, TenantRow):
    """An order. amount: money the client pays in, fee included, units: to give back, in the fund's currency; one of
    the two.

    applied_on: when the client asked; open_on: the opening it is for; reference: the registrar's application number.
    seller_id: who sold it, None for what only the registrar told of; fee: part of amount. rules: version of the order
    rules it was checked by. match_*: what suitability said when it was checked, with the version of its rules.
    signing: electronic or paper. cooling_from, cooling_until: while nobody may talk the client into anything;
    cooled_at: when that ended. difference: what the confirmation and the order disagree about (`orders.py`), until
    difference_note settles it. refund: how the money goes back, of a cancelled one.
    """

    __tablename__ = "fund_order"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        refers("user_account", "seller_id"),
        Index("ix_fund_order_client", "firm_id", "client_id", "applied_on"),
        Index("ix_fund_order_open", "firm_id", "state", "applied_on"),
        Index("ix_fund_order_applied", "firm_id", "applied_on", "id"),
        Index("ix_fund_order_seller", "firm_id", "seller_id"),
        Index(
            "ix_fund_order_cooling",
            *("firm_id", "cooling_until"),
            postgresql_where="cooled_at is null and cooling_until is not null",
        ),
        Index(
            "uq_fund_order_reference",
            *("firm_id", "reference"),
            unique=True,
            postgresql_where="reference is not null",
        ),
    )

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    kind: Mapped[str]
    amount: Mapped[Decimal | None]
    units: Mapped[Decimal | None] = mapped_column(UNITS)
    applied_on: Mapped[date]
    open_on: Mapped[date | None]
    reference: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="submitted")
    seller_id: Mapped[UUID | None]
    fee: Mapped[Decimal | None]
    rules: Mapped[int | None]
    match_result: Mapped[str | None]
    match_rule: Mapped[str | None]
    match_rules: Mapped[int | None]
    checked_at: Mapped[datetime | None]
    signing: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    cooling_from: Mapped[datetime | None]
    cooling_until: Mapped[datetime | None]
    cooled_at: Mapped[datetime | None]
    visited_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    refund: Mapped[str | None]
    difference: Mapped[str | None]
    difference_note: Mapped[str | None]


class Lot(TenantRow):
    """Units that came in together, and what is left of them; ordinal: 0, 1, … within their transaction.

    cost: CNY of the units left; high_water: cumulative NAV up to which the performance fee is paid; unlock_on: first
    day on which they may be redeemed, None when they always could.
    """

    __tablename__ = "lot"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        refers("transaction", "transaction_id"),
        UniqueConstraint("firm_id", "transaction_id", "ordinal"),
        Index("ix_lot_client", "firm_id", "client_id", "product_id"),
        Index("ix_lot_unlock", "firm_id", "unlock_on", postgresql_where="closed_on is null"),
    )
    audited = False

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    transaction_id: Mapped[UUID]
    ordinal: Mapped[int] = mapped_column(default=0)
    opened_on: Mapped[date]
    units_opened: Mapped[Decimal] = mapped_column(UNITS)
    cost_opened: Mapped[Decimal]
    units: Mapped[Decimal] = mapped_column(UNITS)
    cost: Mapped[Decimal]
    high_water: Mapped[Decimal] = mapped_column(NAV)
    unlock_on: Mapped[date | None]
    closed_on: Mapped[date | None]


class LotUse(TenantRow):
    """Units that a transaction took out of a lot; proceeds: CNY net of fees, None where nothing was sold."""

    __tablename__ = "lot_use"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("transaction", "transaction_id"),
        refers("lot", "lot_id"),
        UniqueConstraint("firm_id", "transaction_id", "lot_id"),
        Index("ix_lot_use_client", "firm_id", "client_id", "date"),
    )
    audited = False

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    transaction_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    date: Mapped[date]
    units: Mapped[Decimal] = mapped_column(UNITS)
    cost: Mapped[Decimal]
    proceeds: Mapped[Decimal | None]


class Holding(TenantRow):
    """The units a client holds of a product during [valid_from, valid_to); open while current.

    cost: CNY paid for the units held, of all lots. A day's value is units times NAV at read. As known now: what was
    reversed never was.
    """

    __tablename__ = "holding"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        Index("ix_holding_client", "firm_id", "client_id"),
        Index("ix_holding_product", "firm_id", "product_id", postgresql_where="valid_to is null"),
        Index(
            "uq_holding_current",
            *("firm_id", "client_id", "product_id", "share_class_id"),
            unique=True,
            postgresql_where="valid_to is null",
            postgresql_nulls_not_distinct=True,
        ),
    )
    audited = False

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    units: Mapped[Decimal] = mapped_column(UNITS)
    cost: Mapped[Decimal]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
