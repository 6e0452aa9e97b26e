"""What became of the tiers of clients: every move with its cause and the facts of that moment, and each whole sweep."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import TenantRow, refers

CAUSES: Final = ("flow", "market", "model", "profile")
"""Money came or went; at the NAVs of before he would not have moved; another model; his answers or his family."""


class ClientTier(TenantRow):
    """A client moved to a tier, from another or (None) for the first time.

    on: the day it counts from; known_at: when it was found; aum: CNY by which it was decided, his own or the
    family's; score, confidence: 0-100 and 0-1, None where nothing is known; points: of each input then, None where
    the client's answer was missing. Written by the sweep itself, so it is not audited a second time.
    """

    __tablename__ = "client_tier"
    __table_args__ = (
        refers("client", "client_id"),
        Index("ix_client_tier_history", "firm_id", "client_id", "on", "known_at"),
        Index("ix_client_tier_on", "firm_id", "on"),
    )
    audited: ClassVar[bool] = False

    client_id: Mapped[UUID]
    from_tier: Mapped[str | None]
    to_tier: Mapped[str]
    from_rank: Mapped[int | None]
    to_rank: Mapped[int]
    on: Mapped[date]
    known_at: Mapped[datetime]
    cause: Mapped[str]
    model: Mapped[int]
    aum: Mapped[Decimal]
    lifted: Mapped[bool]
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    points: Mapped[dict[str, Any]]


class TierSweep(TenantRow):
    """All clients were looked at. at: NAVs and transactions known by then had their effect; model: by which version."""

    __tablename__ = "tier_sweep"
    __table_args__ = (Index("ix_tier_sweep_at", "firm_id", "at"),)
    audited: ClassVar[bool] = False

    on: Mapped[date]
    at: Mapped[datetime]
    model: Mapped[int]
    moved: Mapped[int]
