"""How a client is reached: sealed numbers and addresses, several of a kind, one of them primary."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import TenantRow, Versioned, refers

KINDS = ("mobile", "phone", "email", "wechat", "address")


class ContactPoint(Versioned, TenantRow):
    """One way to reach a client; `masked` is what lists show, `sealed` the envelope."""

    __tablename__ = "contact_point"
    __table_args__ = (
        refers("client", "client_id"),
        Index("ix_contact_point_client", "firm_id", "client_id"),
        Index("ix_contact_point_blind", "firm_id", "blind"),
        Index("ix_contact_point_tail", "firm_id", "tail"),
        Index(
            "uq_contact_point_primary",
            "firm_id",
            "client_id",
            "kind",
            unique=True,
            postgresql_where='"primary"',
        ),
    )

    client_id: Mapped[UUID]
    kind: Mapped[str]
    sealed: Mapped[bytes]
    masked: Mapped[str]
    blind: Mapped[bytes]
    tail: Mapped[bytes | None]
    label: Mapped[str | None]
    primary: Mapped[bool] = mapped_column(default=True)
    verified: Mapped[bool] = mapped_column(default=False)
