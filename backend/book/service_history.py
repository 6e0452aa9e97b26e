"""What service clients came to and when, and where their owner was not of the level that it wants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers

MOST = 100


class ServiceChange(TenantRow):
    """A client came to another cell of the matrix. matrix: number of the version, 0: there was none."""

    __tablename__ = "service_change"
    __table_args__ = (
        refers("client", "client_id"),
        Index("ix_service_change_client", "firm_id", "client_id", "at"),
    )
    audited: ClassVar[bool] = False

    client_id: Mapped[UUID]
    from_cell: Mapped[str | None]
    to_cell: Mapped[str | None]
    matrix: Mapped[int]
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(default=now)


class ServiceBreach(TenantRow):
    """A client is served by somebody of the wrong level. task_id: who was asked to mend it; several may share one."""

    __tablename__ = "service_breach"
    __table_args__ = (
        refers("client", "client_id"),
        refers("user_account", "owner_id"),
        refers("task", "task_id"),
        Index(
            "uq_service_breach_open", "firm_id", "client_id", unique=True, postgresql_where="ended_at is null"
        ),
        Index("ix_service_breach_task", "firm_id", "task_id"),
    )

    audited: ClassVar[bool] = False

    client_id: Mapped[UUID]
    cell: Mapped[str]
    owner_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    found_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


async def changes_of(session: AsyncSession, client_id: UUID, first: int) -> Sequence[ServiceChange]:
    """The latest changes of a client's service, newest first."""
    found = await session.scalars(
        select(ServiceChange)
        .where(ServiceChange.firm_id == session.info["firm_id"], ServiceChange.client_id == client_id)
        .order_by(ServiceChange.at.desc(), ServiceChange.id.desc())
        .limit(min(first, MOST))
    )
    return found.all()
