"""Service levels given by hand: another cell of the matrix for one client and a time, asked for and decided by two.

A level counts from its decision to the end of its last day, and over what the matrix says; nothing has to be done for
it to end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.platform.db import TenantRow, Versioned, refers

ASKED, HELD, REFUSED, ENDED = "asked", "held", "refused", "ended"
LONGEST: Final = 366
"""Days a level given by hand may last."""
MOST: Final = 50


class ServiceByHand(Versioned, TenantRow):
    """A level asked for. cell: key of the matrix; until: its last day; asked_by_id, decided_by_id: two people.

    state: asked; held, from decided_at; refused (also withdrawn, or lapsed); ended before its time, by ended_by_id.
    """

    __tablename__ = "service_by_hand"
    __table_args__ = (
        refers("client", "client_id"),
        refers("approval", "approval_id"),
        refers("user_account", "asked_by_id"),
        refers("user_account", "decided_by_id"),
        refers("user_account", "ended_by_id"),
        Index("ix_service_by_hand_client", "firm_id", "client_id"),
        Index("ix_service_by_hand_approval", "firm_id", "approval_id"),
        Index("ix_service_by_hand_held", "firm_id", "until", postgresql_where="state = 'held'"),
    )

    client_id: Mapped[UUID]
    cell: Mapped[str]
    until: Mapped[date]
    reason: Mapped[str]
    state: Mapped[str]
    approval_id: Mapped[UUID | None]
    asked_by_id: Mapped[UUID]
    decided_by_id: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]


async def held_on(session: AsyncSession, day: date) -> dict[str, list[UUID]]:
    """Clients whose level is given by hand on a day, by the cell; of several of one client the last decided."""
    rows = await session.execute(
        select(ServiceByHand.client_id, ServiceByHand.cell)
        .where(
            ServiceByHand.firm_id == session.info["firm_id"],
            ServiceByHand.state == HELD,
            ServiceByHand.until >= day,
        )
        .order_by(ServiceByHand.client_id, ServiceByHand.decided_at.desc(), ServiceByHand.id.desc())
        .ext(distinct_on(ServiceByHand.client_id))
    )
    found: defaultdict[str, list[UUID]] = defaultdict(list)
    for client_id, cell in rows:
        found[cell].append(client_id)
    return dict(found)


async def levels_of(session: AsyncSession, client_ids: Sequence[UUID]) -> dict[UUID, list[ServiceByHand]]:
    """What was asked for of clients, the last first; at most MOST of each are told."""
    rows = await session.scalars(
        select(ServiceByHand)
        .where(
            ServiceByHand.firm_id == session.info["firm_id"],
            ServiceByHand.client_id.in_(client_ids),
        )
        .order_by(ServiceByHand.created_at.desc(), ServiceByHand.id.desc())
    )
    found: defaultdict[UUID, list[ServiceByHand]] = defaultdict(list)
    for row in rows:
        if len(found[row.client_id]) < MOST:
            found[row.client_id].append(row)
    return dict(found)
