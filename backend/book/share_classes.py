"""Share classes of a fund: each with a code, a currency and a NAV of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import named
from backend.book.money_events import ProductChanged
from backend.book.product_fields import CLASS_FIELDS, checked
from backend.book.products import Product, ShareClass
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.versions import locked_at


async def add_class(session: AsyncSession, product_id: UUID, values: Mapping[str, Any]) -> ShareClass:
    """A new class of a fund. values: keys of CLASS_FIELDS. Raises Refused(BAD_USER_INPUT)."""
    product = await named(session, Product, product_id, "product")
    columns = checked(CLASS_FIELDS, values, whole=True)
    await _refuse_taken(session, product.id, columns)
    made = ShareClass(product_id=product.id, **columns)
    session.add(made)
    await session.flush()
    emit(session, ProductChanged(product_id, "shareClasses"))
    return made


async def update_class(
    session: AsyncSession, id: UUID, version: int, values: Mapping[str, Any]
) -> ShareClass:
    """Change a class. Raises Refused: CONFLICT for a stale version, BAD_USER_INPUT for values."""
    found = await locked_at(session, ShareClass, id, version)
    columns = checked(CLASS_FIELDS, values)
    await _refuse_taken(session, found.product_id, columns, but=id)
    for column, value in columns.items():
        setattr(found, column, value)
    await session.flush()
    emit(session, ProductChanged(found.product_id, "shareClasses"))
    return found


async def classes_of(session: AsyncSession, product_ids: Sequence[UUID]) -> dict[UUID, list[ShareClass]]:
    """Classes of each fund, by name; funds without classes are absent."""
    rows = await session.scalars(
        select(ShareClass)
        .where(ShareClass.firm_id == session.info["firm_id"], ShareClass.product_id.in_(product_ids))
        .order_by(ShareClass.name, ShareClass.id)
    )
    found: dict[UUID, list[ShareClass]] = defaultdict(list)
    for row in rows:
        found[row.product_id].append(row)
    return found


async def _refuse_taken(
    session: AsyncSession, product_id: UUID, columns: Mapping[str, Any], *, but: UUID | None = None
) -> None:
    firm_id = session.info["firm_id"]
    for key in ("code", "name"):
        if key not in columns:
            continue
        same = select(ShareClass.id).where(
            ShareClass.firm_id == firm_id, getattr(ShareClass, key) == columns[key], ShareClass.id != but
        )
        if key == "name":
            same = same.where(ShareClass.product_id == product_id)
        if await session.scalar(same.limit(1)):
            raise bad_input(key, "taken")
