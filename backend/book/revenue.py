"""What the firm earned from a client in a period, in CNY: from the finance system, or from the accrued fees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.fee_accruals import KINDS
from backend.book.money_events import RevenueImported
from backend.book.product_fields import number_in
from backend.book.products import Product
from backend.book.taken import Taken
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.errors import Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.systemize.field_values import clean_text


class Revenue(TenantRow):
    """Revenue of [period_from, period_to). key: natural key, once in a firm; source: import or accrual.

    A trail paid on to a distributor is negative. What the finance system says of a client, fund, kind and period
    takes the place of what was accrued for it.
    """

    __tablename__ = "revenue"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        UniqueConstraint("firm_id", "key"),
        Index("ix_revenue_client", "firm_id", "client_id", "period_from"),
        Index("ix_revenue_period", "firm_id", "period_from"),
    )

    client_id: Mapped[UUID]
    product_id: Mapped[UUID | None]
    share_class_id: Mapped[UUID | None]
    kind: Mapped[str]
    period_from: Mapped[date]
    period_to: Mapped[date]
    amount: Mapped[Decimal]
    key: Mapped[str]
    source: Mapped[str] = mapped_column(default="import")
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


@dataclass(frozen=True, slots=True)
class RevenueRow:
    """Revenue of a client as the finance system tells it; amount: CNY, may be negative."""

    key: str
    client_id: UUID
    kind: str
    period_from: date
    period_to: date
    amount: Decimal
    product_id: UUID | None = None
    share_class_id: UUID | None = None
    origin: Mapping[str, Any] | None = None


async def take_revenue(session: AsyncSession, rows: Sequence[RevenueRow]) -> Taken:
    """Take revenue in; a key that is there changes nothing, with other figures it is corrected.

    What was posted from accruals for the same client, fund, kind and an overlapping period goes away.
    """
    taken, firm_id = Taken(), session.info["firm_id"]
    sound = await _sound(session, taken, rows)
    stored = {
        row.key: row
        for row in await session.scalars(
            select(Revenue).where(
                Revenue.firm_id == firm_id, Revenue.key.in_({row.key for row in sound.values()})
            )
        )
    }
    for number, row in sound.items():
        columns = {name: getattr(row, name) for name in _COMPARED}
        present = stored.get(row.key)
        if present is None:
            present = Revenue(
                id=uuid7(), key=row.key, origin=dict(row.origin) if row.origin else None, **columns
            )
            session.add(present)
            stored[row.key] = present
            taken.add(number, present.id)
        elif all(getattr(present, name) == value for name, value in columns.items()):
            taken.unchanged += 1
        else:
            for name, value in columns.items():
                setattr(present, name, value)
            present.recorded_at = now()
            taken.restated[number] = present.id
    await session.flush()
    await _drop_accrued(session, [row for number, row in sound.items() if number in taken.added])
    if taken.added or taken.restated:
        emit(session, RevenueImported(len(taken.added) + len(taken.restated)))
        await session.flush()
    return taken


_COMPARED: Final = (
    "client_id",
    "product_id",
    "share_class_id",
    "kind",
    "period_from",
    "period_to",
    "amount",
)


async def _sound(session: AsyncSession, taken: Taken, rows: Sequence[RevenueRow]) -> dict[int, RevenueRow]:
    """Rows that can be kept, by their place."""
    firm_id = session.info["firm_id"]
    clients = set(
        await session.scalars(
            select(Client.id).where(Client.firm_id == firm_id, Client.id.in_({row.client_id for row in rows}))
        )
    )
    products = set(
        await session.scalars(
            select(Product.id).where(
                Product.firm_id == firm_id,
                Product.id.in_({row.product_id for row in rows if row.product_id}),
            )
        )
    )
    found = {}
    for number, row in enumerate(rows):
        try:
            if row.client_id not in clients:
                raise bad_input("client", "unknown")
            if row.product_id is not None and row.product_id not in products:
                raise bad_input("product", "unknown")
            if row.kind not in KINDS:
                raise bad_input("kind", "choice")
            if row.period_to <= row.period_from:
                raise bad_input("periodTo", "order")
            number_in("amount", row.amount, -(Decimal(10) ** 12), Decimal(10) ** 12, 2)
            key = clean_text(row.key, "key", limit=120, required=True)
            found[number] = replace(row, key=key or "")
        except Refused as refusal:
            taken.refuse(number, refusal)
    return found


async def _drop_accrued(session: AsyncSession, rows: Sequence[RevenueRow]) -> None:
    """Take away what accruals had posted for the same thing."""
    for old in await posted_for(session, rows):
        await session.delete(old)
    await session.flush()


async def posted_for(session: AsyncSession, rows: Sequence[RevenueRow]) -> list[Revenue]:
    """What accruals have posted for the same clients, funds, kinds and periods."""
    if not rows:
        return []
    posted = await session.scalars(
        select(Revenue).where(
            Revenue.firm_id == session.info["firm_id"],
            Revenue.source == "accrual",
            Revenue.client_id.in_({row.client_id for row in rows}),
            Revenue.period_from < max(row.period_to for row in rows),
            Revenue.period_to > min(row.period_from for row in rows),
        )
    )
    return [old for old in posted if any(same_thing(old, row) for row in rows)]


def same_thing(one: Any, other: Any) -> bool:
    """Whether two rows tell of the same client, fund and kind in periods that overlap."""
    names = ("client_id", "product_id", "share_class_id", "kind")
    same = all(getattr(one, name) == getattr(other, name) for name in names)
    return same and one.period_from < other.period_to and other.period_from < one.period_to


async def revenue_of(
    session: AsyncSession, client_ids: Sequence[UUID], first: date, until: date
) -> dict[UUID, dict[str, Decimal]]:
    """CNY by kind of periods that begin in [first, until), by client; who brought nothing is absent."""
    rows = await session.execute(
        select(Revenue.client_id, Revenue.kind, func.sum(Revenue.amount))
        .where(
            Revenue.firm_id == session.info["firm_id"],
            Revenue.client_id.in_(client_ids),
            Revenue.period_from >= first,
            Revenue.period_from < until,
        )
        .group_by(Revenue.client_id, Revenue.kind)
    )
    found: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    for client_id, kind, amount in rows:
        found[client_id][kind] = amount
    return dict(found)
