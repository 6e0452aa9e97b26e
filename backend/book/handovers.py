"""Hand-overs: somebody's clients and what he owes go to others, in one act that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import TenantRow, Versioned, refers

STATES: Final = ("planned", "executed", "undone", "discarded")
LINE_STATES: Final = ("planned", "moved", "back", "kept")
UNDO_FOR: Final = timedelta(days=30)
MOST_LINES: Final = 2_000
"""More would not fit into one request."""


class Handover(Versioned, TenantRow):
    """A hand-over. state: of STATES.

    let_go: the leaver's access ends with it; told: he may see the plan and write notes for his followers;
    others_to_id: who gets what hangs on no client of the lines; *_count: what moved; kept_count: clients that did
    not come back when it was undone.
    """

    __tablename__ = "handover"
    __table_args__ = (
        refers("user_account", "from_id"),
        refers("user_account", "others_to_id"),
        refers("user_account", "executed_by_id"),
        refers("user_account", "undone_by_id"),
        Index("ix_handover_from", "firm_id", "from_id"),
        Index("ix_handover_created", "firm_id", "created_at", "id"),
    )

    from_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(default="planned")
    reason: Mapped[str]
    let_go: Mapped[bool] = mapped_column(default=False)
    told: Mapped[bool] = mapped_column(default=False)
    others_to_id: Mapped[UUID | None]
    client_count: Mapped[int] = mapped_column(default=0)
    task_count: Mapped[int] = mapped_column(default=0)
    mail_count: Mapped[int] = mapped_column(default=0)
    view_count: Mapped[int] = mapped_column(default=0)
    kept_count: Mapped[int | None]
    executed_at: Mapped[datetime | None]
    executed_by_id: Mapped[UUID | None]
    undo_until: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[UUID | None]


class HandoverLine(TenantRow):
    """One client of a hand-over: who follows in which role. state: of LINE_STATES.

    gave_id: the assignment that was made; None when the receiver served the client already. ended: who ceased to
    serve him for it, as {user_id, role, credit}, so that it can be taken back.
    """

    __tablename__ = "handover_line"
    __table_args__ = (
        refers("handover", "handover_id"),
        refers("client", "client_id"),
        refers("user_account", "to_id"),
        UniqueConstraint("firm_id", "handover_id", "client_id"),
        Index("ix_handover_line_client", "firm_id", "client_id"),
        Index("ix_handover_line_to", "firm_id", "to_id"),
    )
    audited: ClassVar[bool] = False

    handover_id: Mapped[UUID]
    client_id: Mapped[UUID]
    to_id: Mapped[UUID]
    role: Mapped[str]
    note: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="planned")
    gave_id: Mapped[UUID | None]
    ended: Mapped[list[Any]] = mapped_column(JSONB, default=list)


class HandoverRows(TenantRow):
    """Rows of another table that went from the leaver to somebody: which, so that they can come back."""

    __tablename__ = "handover_rows"
    __table_args__ = (
        refers("handover", "handover_id"),
        refers("user_account", "to_id"),
        Index("ix_handover_rows_handover", "firm_id", "handover_id"),
    )
    audited: ClassVar[bool] = False

    handover_id: Mapped[UUID]
    noun: Mapped[str]
    column: Mapped[str]
    to_id: Mapped[UUID]
    ids: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType()))


async def lines_of(session: AsyncSession, handover_id: UUID) -> Sequence[HandoverLine]:
    """The lines of a hand-over, in the order of their clients' ids."""
    found = await session.scalars(
        select(HandoverLine)
        .where(HandoverLine.firm_id == session.info["firm_id"], HandoverLine.handover_id == handover_id)
        .order_by(HandoverLine.client_id)
    )
    return found.all()
