"""Each move of an order, written once and never changed: from where to where, when, by whom, on what it rests."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.ledger import FundOrder
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.ids import uuid7


class OrderStep(TenantRow):
    """One move. before: None of the first one; by: who moved it; evidence: what it rests on, as ids, days and keys."""

    __tablename__ = "order_step"
    __table_args__ = (
        refers("fund_order", "order_id"),
        Index("ix_order_step_order", "firm_id", "order_id", "id"),
    )

    order_id: Mapped[UUID]
    before: Mapped[str | None]
    after: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[str]
    evidence: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    reason: Mapped[str | None]


def record(
    session: AsyncSession,
    order: FundOrder,
    before: str | None,
    evidence: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write down that an order came to the state it has now."""
    session.add(
        OrderStep(
            id=uuid7(),
            order_id=order.id,
            before=before,
            after=order.state,
            by=session.info["principal"].subject,
            evidence=evidence or {},
            reason=reason,
        )
    )
