"""Differences between our units and the registrar's: a worklist that is worked off, not a report that is read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import UNITS, TenantRow, Versioned, refers

STATES: Final = ("open", "explained", "resolved")


class UnitBreak(Versioned, TenantRow):
    """A position that differs on a day. investor_masked: the registrar's account, masked, where no client is known.

    state: open; explained (somebody knows why, the units still differ); resolved (by hand, or because a later list
    agrees, then settled_by_id is None).
    """

    __tablename__ = "unit_break"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        refers("user_account", "settled_by_id"),
        Index(
            "uq_unit_break_position",
            *("firm_id", "product_id", "share_class_id", "as_of", "client_id", "investor_masked"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_unit_break_state", "firm_id", "state", "as_of"),
    )

    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    investor_masked: Mapped[str | None]
    as_of: Mapped[date]
    our_units: Mapped[Decimal] = mapped_column(UNITS)
    registrar_units: Mapped[Decimal] = mapped_column(UNITS)
    state: Mapped[str] = mapped_column(default="open")
    note: Mapped[str | None]
    settled_by_id: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]
