"""What happened between the firm and a client."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers

KINDS = ("call", "meeting", "message", "email", "event", "visit", "report", "greeting", "other")
DIRECTIONS = ("in", "out", "both")
CHANNELS = ("phone", "wecom", "wechat", "email", "sms", "meeting", "event", "other")


class Interaction(Versioned, TenantRow):
    """One contact. two_way: the client took part, so it counts for cadence and silence (rules in `log`)."""

    __tablename__ = "interaction"
    __table_args__ = (
        refers("client", "client_id"),
        refers("user_account", "user_id"),
        Index("ix_interaction_client", "firm_id", "client_id", "at", "id"),
        Index("ix_interaction_user", "firm_id", "user_id", "at"),
        Index("ix_interaction_search", "firm_id", "search_tokens", postgresql_using="gin"),
    )

    client_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    kind: Mapped[str]
    direction: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    minutes: Mapped[int | None]
    summary: Mapped[str]
    content: Mapped[str | None]
    two_way: Mapped[bool] = mapped_column(default=False)
    search_tokens: Mapped[list[str]] = mapped_column(default=list)
