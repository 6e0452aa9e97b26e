"""Fund products and their published net asset values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import NAV, TenantRow, Versioned, refers

STATUSES: Final = ("raising", "open", "closed", "liquidated")
FUND_KINDS: Final = ("securities", "equity", "other")
VALUATIONS: Final = ("nav", "cost")
NAV_INTERVALS: Final = ("daily", "weekly", "monthly", "quarterly")


class Product(Versioned, TenantRow):
    """A fund.

    risk_level: R1..R5; nav, nav_date: the latest published unit NAV, kept by `nav_points.py`; of a fund with share
    classes each class has its own. amac_code: of the fund's filing. valuation: `cost` values holdings at what was
    paid in less what was paid out (funds without a NAV). nav_interval, nav_lag_days: when a NAV is due, and how many
    workdays later it is late. first_minimum, further_minimum: of a subscription, warning_line, stop_line: NAV per
    unit, both in the fund's currency. units_places, nav_places: decimals that the registrar keeps.
    """

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("firm_id", "code"),)
    maintained: ClassVar[frozenset[str]] = frozenset({"nav", "nav_date"})

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
    amac_code: Mapped[str | None]
    custodian: Mapped[str | None]
    registrar: Mapped[str | None]
    fund_kind: Mapped[str] = mapped_column(default="securities")
    valuation: Mapped[str] = mapped_column(default="nav")
    nav_interval: Mapped[str] = mapped_column(default="weekly")
    nav_lag_days: Mapped[int] = mapped_column(default=5)
    nav_places: Mapped[int] = mapped_column(default=4)
    units_places: Mapped[int] = mapped_column(default=2)
    first_minimum: Mapped[Decimal | None]
    further_minimum: Mapped[Decimal | None]
    warning_line: Mapped[Decimal | None] = mapped_column(NAV)
    stop_line: Mapped[Decimal | None] = mapped_column(NAV)
    terminated_on: Mapped[date | None]


class ShareClass(Versioned, TenantRow):
    """A class of a fund's units.

    nav, nav_date: its latest NAV, kept by `nav_points.py`. currency, lock_up_days: None, as the fund's.
    """

    __tablename__ = "share_class"
    __table_args__ = (
        refers("product", "product_id"),
        UniqueConstraint("firm_id", "code"),
        UniqueConstraint("firm_id", "product_id", "name"),
    )
    maintained: ClassVar[frozenset[str]] = frozenset({"nav", "nav_date"})

    product_id: Mapped[UUID]
    code: Mapped[str]
    name: Mapped[str]
    currency: Mapped[str | None]
    lock_up_days: Mapped[int | None]
    nav: Mapped[Decimal | None] = mapped_column(NAV)
    nav_date: Mapped[date | None]


class NavPoint(TenantRow):
    """One version of one day's NAV; the present one has no `superseded_at`.

    unit, dividend (cash a unit), split (units for one) and published_cumulative (the administrator's own) are facts;
    cumulative and adjusted follow from them (`nav_series.py`). published_at: when the firm knew this version, until
    superseded_at; restated_from_id: the version it replaces; reason: why, as whoever published it said. source:
    manual, import, custodian, recomputed, demo; origin: file, sheet and row it was read from.
    """

    __tablename__ = "nav_point"
    __table_args__ = (
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        Index(
            "uq_nav_point_current",
            *("firm_id", "product_id", "share_class_id", "date"),
            unique=True,
            postgresql_where="superseded_at is null",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_nav_point_known", "firm_id", "product_id", "date", "published_at"),
    )

    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    date: Mapped[date]
    unit: Mapped[Decimal] = mapped_column(NAV)
    dividend: Mapped[Decimal] = mapped_column(NAV, default=Decimal(0))
    split: Mapped[Decimal] = mapped_column(NAV, default=Decimal(1))
    published_cumulative: Mapped[Decimal | None] = mapped_column(NAV)
    cumulative: Mapped[Decimal] = mapped_column(NAV)
    adjusted: Mapped[Decimal] = mapped_column(NAV)
    published_at: Mapped[datetime] = mapped_column(default=now)
    superseded_at: Mapped[datetime | None]
    restated_from_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="manual")
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
