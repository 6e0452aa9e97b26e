"""What a sweep has to look at again, marked with the delivery of events.

A mark is taken in the transaction that sweeps, so each change has its effect once, however often a worker is cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow

AT_ONCE: Final = 2_000
"""Marks that are worked in one transaction."""


class Mark(TenantRow):
    """Something to be looked at again; `id` is its id, `kind` what it is."""

    __abstract__ = True
    audited: ClassVar[bool] = False

    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one sweep."""

    model: type[Mark]

    async def mark(self, session: AsyncSession, kind: str, ids: Iterable[UUID]) -> None:
        """Let the sweep look at these again; one that is marked already stays so."""
        rows = [
            {"firm_id": session.info["firm_id"], "id": id, "kind": kind, "at": now()}
            for id in dict.fromkeys(ids)
        ]
        if rows:
            await session.execute(insert(self.model).values(rows).on_conflict_do_nothing())

    async def firms(self, shared: AsyncSession) -> Sequence[UUID]:
        """Firms in which something is marked; read under the dispatcher's role, which sees no more than that."""
        return (await shared.scalars(select(self.model.firm_id).group_by(self.model.firm_id))).all()

    async def taken(self, session: AsyncSession) -> dict[str, list[UUID]]:
        """Take the oldest marks for the running change, by kind; those that another worker holds are left to it."""
        model, firm_id = self.model, session.info["firm_id"]
        rows = (
            await session.execute(
                select(model.id, model.kind)
                .where(model.firm_id == firm_id)
                .order_by(model.at, model.id)
                .limit(AT_ONCE)
                .with_for_update(skip_locked=True)
            )
        ).all()
        await session.execute(
            delete(model)
            .where(model.firm_id == firm_id, model.id.in_([row.id for row in rows]))
            .execution_options(synchronize_session=False)
        )
        found: dict[str, list[UUID]] = {}
        for row in rows:
            found.setdefault(row.kind, []).append(row.id)
        return found
