"""Chances with clients: one row a client and what it is about, from the day it was found until it came to something."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers

UNLOCK, IDLE, GAP, UPSELL = "unlock", "idle_cash", "gap", "upsell"
KINDS: Final = (UNLOCK, IDLE, GAP, UPSELL)
OPEN, TAKEN, DISMISSED, WON, LAPSED = "open", "taken", "dismissed", "won", "lapsed"
LIVE: Final = (OPEN, TAKEN, DISMISSED)
STATES: Final = (*LIVE, WON, LAPSED)
REASONS: Final = (
    "not_interested",
    "money_elsewhere",
    "already_talking",
    "not_suitable",
    "wrong_facts",
    "other",
)
"""Why a chance is put away; `other` and `wrong_facts` say more in a note."""
WITH_NOTE: Final = ("wrong_facts", "other")
WITHIN: Final = 90
"""Days in which a subscription counts as its outcome: those in which money that was paid out may come back (K-17)."""


class Opportunity(TenantRow):
    """A chance. kind: of KINDS; key: what it is about within the kind, so that it is found again; product_id: the fund
    that unlocks, or the first of those that are suggested.

    amount: CNY; since, until: business dates between which it stands; facts: figures of the reason
    (`opportunity_words.py`); print: the facts that bring a dismissed one back when they change. state: of STATES;
    task_id, journey_id: by which it was taken up; by: a subject; won_id: the subscription that came of it, with its
    day and its net amount in CNY. The sweep writes the row; what people do with it is audited.
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("task", "task_id"),
        refers("journey", "journey_id"),
        refers("transaction", "won_id"),
        Index(
            "uq_opportunity_live", "firm_id", "client_id", "kind", "key", unique=True,
            postgresql_where=text("state in ('open', 'taken', 'dismissed')"),
        ),
        Index("uq_opportunity_won", "firm_id", "won_id", unique=True, postgresql_where=text("won_id is not null")),
        Index("ix_opportunity_client", "firm_id", "client_id", "state"),
        Index("ix_opportunity_task", "firm_id", "task_id", postgresql_where=text("task_id is not null")),
        Index("ix_opportunity_state", "firm_id", "state", "amount"),
    )  # fmt: skip

    client_id: Mapped[UUID]
    kind: Mapped[str]
    key: Mapped[str]
    product_id: Mapped[UUID | None]
    amount: Mapped[Decimal]
    since: Mapped[date]
    until: Mapped[date | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    print: Mapped[str]
    state: Mapped[str] = mapped_column(default=OPEN)
    rules: Mapped[int]
    task_id: Mapped[UUID | None]
    journey_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    note: Mapped[str | None]
    by: Mapped[str | None]
    acted_at: Mapped[datetime | None]
    won_id: Mapped[UUID | None]
    won_on: Mapped[date | None]
    won_amount: Mapped[Decimal | None]
    found_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
