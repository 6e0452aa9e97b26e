"""Who serves a client: owner, co-owners with credit, assistants, partners; with history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import business_date
from backend.platform.db import SHARE, TenantRow, refers

ROLES = ("owner", "co_owner", "assistant", "partner")


class Assignment(TenantRow):
    """A stretch of time [valid_from, valid_to) in which a user serves a client; open while current.

    credit: share in percent of what is raised, over owner and co-owners 100 in sum; 0 for the others.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        refers("client", "client_id"),
        refers("user_account", "user_id"),
        Index("ix_assignment_client", "firm_id", "client_id"),
        Index("ix_assignment_user", "firm_id", "user_id", "client_id", postgresql_where="valid_to is null"),
        Index(
            "uq_assignment_owner",
            "firm_id",
            "client_id",
            unique=True,
            postgresql_where="valid_to is null and role = 'owner'",
        ),
    )

    client_id: Mapped[UUID]
    user_id: Mapped[UUID]
    role: Mapped[str]
    credit: Mapped[Decimal] = mapped_column(SHARE, default=Decimal(0))
    valid_from: Mapped[date] = mapped_column(default=business_date)
    valid_to: Mapped[date | None]
    reason: Mapped[str | None]
