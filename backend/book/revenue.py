"""What the firm earned from a client in a period, in CNY: from the finance system, or from the accrued fees."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers


class Revenue(TenantRow):
    """Revenue of [period_from, period_to). key: natural key, once in a firm; source: import or accrual.

    A trail paid on to a distributor is negative. What the finance system says of a client, fund, kind and period
    takes the place of what was accrued for it.
    """

    __tablename__ = "revenue"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        UniqueConstraint("firm_id", "key"),
        Index("ix_revenue_client", "firm_id", "client_id", "period_from"),
        Index("ix_revenue_period", "firm_id", "period_from"),
    )

    client_id: Mapped[UUID]
    product_id: Mapped[UUID | None]
    share_class_id: Mapped[UUID | None]
    kind: Mapped[str]
    period_from: Mapped[date]
    period_to: Mapped[date]
    amount: Mapped[Decimal]
    key: Mapped[str]
    source: Mapped[str] = mapped_column(default="import")
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
