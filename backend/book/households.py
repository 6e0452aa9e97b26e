"""Families and the ties between clients."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import SHARE, TenantRow, Versioned, refers

RELATION_KINDS = (
    "spouse",
    "child",
    "parent",
    "sibling",
    "controller",
    "legal_representative",
    "handler",
    "beneficial_owner",
    "adviser",
    "referrer",
    "parent_company",
    "other",
)


class Household(Versioned, TenantRow):
    """A family; members point to it (`client.household_id`). The head is one of them."""

    __tablename__ = "household"

    name: Mapped[str]
    head_id: Mapped[UUID | None]


class ClientRelation(TenantRow):
    """A tie from one client to another, e.g. `from` is the spouse of `to`; share in percent for owners."""

    __tablename__ = "client_relation"
    __table_args__ = (
        refers("client", "client_id"),
        refers("client", "other_id"),
        UniqueConstraint("firm_id", "client_id", "other_id", "kind"),
        Index("ix_client_relation_other", "firm_id", "other_id"),
    )

    client_id: Mapped[UUID]
    other_id: Mapped[UUID]
    kind: Mapped[str]
    share: Mapped[Decimal | None] = mapped_column(SHARE)
    note: Mapped[str | None]
