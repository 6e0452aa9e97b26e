"""Deliveries that were begun: how many ends an event has cost its worker.

An event whose handling kills the process rolls everything back, so its start is counted in a transaction of its
own before the handling, and forgotten in the one that ends it. What is left over was cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.platform.db import TenantRow


class DeliveryStart(TenantRow):
    """An event (`id`) whose delivery was begun and not brought to an end, and how often."""

    __tablename__ = "delivery_start"
    audited: ClassVar[bool] = False

    starts: Mapped[int]


async def starts_of(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, int]:
    """How often each event was begun and cut off; those never cut off are absent."""
    found = await session.execute(
        select(DeliveryStart.id, DeliveryStart.starts).where(
            DeliveryStart.firm_id == session.info["firm_id"], DeliveryStart.id.in_(list(ids))
        )
    )
    return dict(iter(found))


async def begin(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Count one more start of each event."""
    firm_id = session.info["firm_id"]
    added = insert(DeliveryStart).values([{"firm_id": firm_id, "id": id, "starts": 1} for id in ids])
    await session.execute(
        added.on_conflict_do_update(
            index_elements=["firm_id", "id"], set_={"starts": DeliveryStart.starts + added.excluded.starts}
        )
    )


async def end(session: AsyncSession, ids: Iterable[UUID]) -> None:
    """Forget the starts of events: they came to an end, or their end was not their fault."""
    await session.execute(
        delete(DeliveryStart)
        .where(DeliveryStart.firm_id == session.info["firm_id"], DeliveryStart.id.in_(list(ids)))
        .execution_options(synchronize_session=False)
    )
