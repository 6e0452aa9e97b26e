"""Deliveries that were begun: how many ends an event has cost its worker.

An event whose handling kills the process rolls everything back, so its start is counted in a transaction of its
own before the handling, and forgotten in the one that ends it. What is left over was cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, cast, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.platform.db import TenantRow

SUSPECTS: Final = 25
"""How many go together after they were on board of one cut off batch; after two, each goes alone."""
Work = TypeVar("Work", bound=Any)


class DeliveryStart(TenantRow):
    """An event, or a run of an automation (`id`), whose delivery was begun and not brought to an end, and how often."""

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
    # By an array, so that the statement is the same for every number of them.
    each = func.unnest(cast(list(ids), ARRAY(Uuid()))).column_valued("each")
    firm = literal(session.info["firm_id"], Uuid())
    added = insert(DeliveryStart).from_select(["firm_id", "id", "starts"], select(firm, each, literal(1)))
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


def together(rows: Sequence[Work], starts: Mapping[UUID, int], most: int) -> tuple[Sequence[Work], int]:
    """The first rows that may share a transaction, and how many may be asked for after them.

    Those that were on board when a worker ended go few at a time and then alone, so that only the guilty one is set
    aside in the end; those never cut off are not mixed with them.
    """
    suspicion = starts.get(rows[0].id, 0) if rows else 0
    size = most if not suspicion else min(SUSPECTS, most) if suspicion == 1 else 1
    other = next((n for n, row in enumerate(rows) if starts.get(row.id, 0) != suspicion), len(rows))
    return rows[: min(size, other)], size
