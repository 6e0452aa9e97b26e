"""Fund products and their published net asset values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import NAV, TenantRow, Versioned, refers


class Product(Versioned, TenantRow):
    """A fund. risk_level R1..R5; nav, nav_date: the latest published unit NAV."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("firm_id", "code"),)

    code: Mapped[str]
    name: Mapped[str]
    name_sort: Mapped[str] = mapped_column(default="")
    strategy: Mapped[str | None]
    risk_level: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="open")
    currency: Mapped[str] = mapped_column(default="CNY")
    inception: Mapped[date | None]
    lock_up_days: Mapped[int] = mapped_column(default=0)
    nav: Mapped[Decimal | None] = mapped_column(NAV)
    nav_date: Mapped[date | None]


class NavPoint(TenantRow):
    """One published NAV: unit, cumulative (with dividends) and adjusted (dividends reinvested)."""

    __tablename__ = "nav_point"
    __table_args__ = (
        refers("product", "product_id"),
        UniqueConstraint("firm_id", "product_id", "date"),
    )
    audited = False

    product_id: Mapped[UUID]
    date: Mapped[date]
    unit: Mapped[Decimal] = mapped_column(NAV)
    cumulative: Mapped[Decimal] = mapped_column(NAV)
    adjusted: Mapped[Decimal] = mapped_column(NAV)
    published_at: Mapped[datetime] = mapped_column(default=now)
