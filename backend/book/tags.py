"""Tags and who bears them; given by hand here, by rules and models above."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers


class Tag(Versioned, TenantRow):
    """A tag of the firm. colour: a token name of the design system, e.g. `blue`; group: shown together."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("firm_id", "name"),)

    name: Mapped[str]
    colour: Mapped[str] = mapped_column(default="grey")
    group: Mapped[str | None]
    description: Mapped[str | None]


class ClientTag(TenantRow):
    """A client bears a tag. source: hand, rule or model; reason in the giver's words."""

    __tablename__ = "client_tag"
    __table_args__ = (
        refers("client", "client_id"),
        refers("tag", "tag_id"),
        UniqueConstraint("firm_id", "client_id", "tag_id"),
        Index("ix_client_tag_tag", "firm_id", "tag_id", "client_id"),
    )

    client_id: Mapped[UUID]
    tag_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(default="hand")
    reason: Mapped[str | None]
    given_at: Mapped[datetime] = mapped_column(default=now)
