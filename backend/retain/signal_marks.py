"""What signals have to be asked of again: clients, funds, or the whole firm.

A mark is made with the delivery of an event and taken in the transaction that sweeps, so each change has its effect
once, however often a worker is cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow

KINDS = ("client", "product", "firm")
AT_ONCE = 2_000
"""Marks that are worked in one transaction."""


class SignalMark(TenantRow):
    """Something to be looked at again; `id` is its id. kind: of KINDS."""

    __tablename__ = "signal_mark"
    audited: ClassVar[bool] = False

    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


async def mark(session: AsyncSession, kind: str, ids: Iterable[UUID]) -> None:
    """Let signals be asked of these again; one that is marked already stays so."""
    rows = [
        {"firm_id": session.info["firm_id"], "id": id, "kind": kind, "at": now()} for id in dict.fromkeys(ids)
    ]
    if rows:
        await session.execute(insert(SignalMark).values(rows).on_conflict_do_nothing())


async def firms_with_marks(shared: AsyncSession) -> Sequence[UUID]:
    """Firms in which something is marked; read under the dispatcher's role, which sees no more than that."""
    return (await shared.scalars(select(SignalMark.firm_id).group_by(SignalMark.firm_id))).all()


async def taken(session: AsyncSession) -> dict[str, list[UUID]]:
    """Take the oldest marks for the running change, by kind; those that another worker holds are left to it."""
    firm_id = session.info["firm_id"]
    rows = (
        await session.execute(
            select(SignalMark.id, SignalMark.kind)
            .where(SignalMark.firm_id == firm_id)
            .order_by(SignalMark.at, SignalMark.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    ).all()
    await session.execute(
        delete(SignalMark)
        .where(SignalMark.firm_id == firm_id, SignalMark.id.in_([row.id for row in rows]))
        .execution_options(synchronize_session=False)
    )
    found: dict[str, list[UUID]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row.id)
    return found
