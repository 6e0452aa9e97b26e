"""Confirmed transactions (append-only) and what they add up to: holdings as intervals of time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import NAV, UNITS, TenantRow, refers

KINDS = (
    "initial",
    "additional",
    "redemption",
    "dividend",
    "switch_in",
    "switch_out",
    "transfer_in",
    "transfer_out",
)


class Transaction(TenantRow):
    """A confirmed transaction; a reversal is a new row with the opposite sign and `reverses_id`.

    units: signed (+ in, - out); gross, fee, net: CNY; date: the confirmation date.
    """

    __tablename__ = "transaction"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        Index("ix_transaction_client", "firm_id", "client_id", "date", "id"),
        Index("ix_transaction_product", "firm_id", "product_id", "date"),
    )

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    kind: Mapped[str]
    date: Mapped[date]
    units: Mapped[Decimal] = mapped_column(UNITS)
    nav: Mapped[Decimal] = mapped_column(NAV)
    gross: Mapped[Decimal]
    fee: Mapped[Decimal] = mapped_column(default=Decimal(0))
    net: Mapped[Decimal]
    reverses_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Holding(TenantRow):
    """The units a client holds of a product during [valid_from, valid_to); open while current.

    cost: CNY paid for the units held. A day's value is units times NAV at read.
    """

    __tablename__ = "holding"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        Index("ix_holding_client", "firm_id", "client_id"),
        Index("ix_holding_product", "firm_id", "product_id", postgresql_where="valid_to is null"),
        Index(
            "uq_holding_current",
            "firm_id",
            "client_id",
            "product_id",
            unique=True,
            postgresql_where="valid_to is null",
        ),
    )
    audited = False

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    units: Mapped[Decimal] = mapped_column(UNITS)
    cost: Mapped[Decimal]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
