"""The custodian's valuation book (估值表) of a fund and day: what it owns, owes and is worth a unit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import NAV, RATIO, UNITS, TenantRow, refers


class ValuationBook(TenantRow):
    """One version of the book of a fund and day; the present one has no `superseded_at`.

    Money in the fund's currency. findings: codes of what does not fit, in itself or to our ledger.
    """

    __tablename__ = "valuation_book"
    __table_args__ = (
        refers("product", "product_id"),
        Index(
            "uq_valuation_book_current",
            *("firm_id", "product_id", "as_of"),
            unique=True,
            postgresql_where="superseded_at is null",
        ),
    )

    product_id: Mapped[UUID]
    as_of: Mapped[date]
    total_assets: Mapped[Decimal]
    total_liabilities: Mapped[Decimal]
    net_assets: Mapped[Decimal]
    units: Mapped[Decimal] = mapped_column(UNITS)
    unit_nav: Mapped[Decimal] = mapped_column(NAV)
    cumulative_nav: Mapped[Decimal | None] = mapped_column(NAV)
    findings: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    published_at: Mapped[datetime] = mapped_column(default=now)
    superseded_at: Mapped[datetime | None]
    restated_from_id: Mapped[UUID | None]
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ValuationLine(TenantRow):
    """One account of a book, in its order. code: 科目代码; share: of net assets, ratio."""

    __tablename__ = "valuation_line"
    __table_args__ = (
        refers("valuation_book", "book_id"),
        UniqueConstraint("firm_id", "book_id", "ordinal"),
    )
    audited = False

    book_id: Mapped[UUID]
    ordinal: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    quantity: Mapped[Decimal | None] = mapped_column(UNITS)
    cost: Mapped[Decimal | None]
    price: Mapped[Decimal | None] = mapped_column(NAV)
    value: Mapped[Decimal | None]
    share: Mapped[Decimal | None] = mapped_column(RATIO)
