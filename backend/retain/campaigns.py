"""Campaigns: one content sent to many clients, and how far it came with each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.events import Event
from backend.retain.outreach_words import PREPARED


class Campaign(Versioned, TenantRow):
    """One campaign. number: the version of its content that is sent, None while it is prepared.

    audience: {"rule": tree} or {"clients": [ids]}; due_at: when it begins; began_at: when its messages were written;
    started_by: who let it go; cost: CNY.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        refers("content_item", "content_id"),
        Index("ix_campaign_due", "firm_id", "due_at", postgresql_where="due_at is not null"),
        Index("ix_campaign_latest", "firm_id", "created_at", "id"),
    )
    maintained: ClassVar[frozenset[str]] = frozenset({"due_at"})

    name: Mapped[str]
    content_id: Mapped[UUID]
    number: Mapped[int | None]
    language: Mapped[str]
    audience: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default=PREPARED)
    due_at: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    started_by: Mapped[str | None]
    cost: Mapped[Decimal | None]


class CampaignClient(TenantRow):
    """A client of a campaign's audience, once. message_id: what was written to him; reasons: why nothing was.

    clicked_at: when he first followed his link; clicks: how often; task_id: what was given to follow up.
    """

    __tablename__ = "campaign_client"
    __table_args__ = (
        refers("campaign", "campaign_id"),
        refers("client", "client_id"),
        refers("message", "message_id"),
        refers("task", "task_id"),
        UniqueConstraint("firm_id", "campaign_id", "client_id"),
        Index("ix_campaign_client_client", "firm_id", "client_id"),
        Index("ix_campaign_client_message", "firm_id", "message_id"),
    )
    audited: ClassVar[bool] = False

    campaign_id: Mapped[UUID]
    client_id: Mapped[UUID]
    message_id: Mapped[UUID | None]
    reasons: Mapped[list[Any] | None] = mapped_column(JSONB)
    clicked_at: Mapped[datetime | None]
    clicks: Mapped[int] = mapped_column(default=0)
    task_id: Mapped[UUID | None]


@dataclass(frozen=True)
class CampaignChanged(Event):
    """A campaign is in another state."""

    name: ClassVar[str] = "campaign.changed"
    campaign_id: UUID
    state: str


@dataclass(frozen=True)
class CampaignClicked(Event):
    """A client followed his link for the first time. kind: of the content."""

    name: ClassVar[str] = "campaign.clicked"
    campaign_id: UUID
    client_id: UUID
    kind: str
