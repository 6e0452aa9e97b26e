"""Making and changing funds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.ledger import Transaction
from backend.book.money_events import ProductChanged
from backend.book.product_fields import PRODUCT_FIELDS, checked
from backend.book.products import NavPoint, Product
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.versions import locked_at
from backend.systemize.names import name_sort_of


async def create_product(session: AsyncSession, values: Mapping[str, Any]) -> Product:
    """A new fund. values: keys of PRODUCT_FIELDS. Raises Refused(BAD_USER_INPUT)."""
    columns = checked(PRODUCT_FIELDS, values, whole=True)
    await _refuse_taken(session, columns["code"])
    product = Product(**columns, name_sort=name_sort_of(columns["name"], is_person=False))
    _refuse_disorder(columns)
    session.add(product)
    await session.flush()
    emit(session, ProductChanged(product.id, "product"))
    return product


async def update_product(session: AsyncSession, id: UUID, version: int, values: Mapping[str, Any]) -> Product:
    """Change a fund: absent keys stay.

    Raises Refused: CONFLICT for a stale version, BAD_USER_INPUT for values, also for another currency or valuation
    once there are transactions or NAVs in the old one.
    """
    product = await locked_at(session, Product, id, version)
    columns = checked(PRODUCT_FIELDS, values)
    if columns.get("code", product.code) != product.code:
        await _refuse_taken(session, columns["code"])
    for column in ("currency", "valuation"):
        changes = columns.get(column, getattr(product, column)) != getattr(product, column)
        if changes and await _is_used(session, id):
            raise bad_input(column, "state")
    _refuse_disorder({name: getattr(product, name) for name in _ORDERED} | columns)
    for column, value in columns.items():
        setattr(product, column, value)
    if "name" in columns:
        product.name_sort = name_sort_of(product.name, is_person=False)
    await session.flush()
    emit(session, ProductChanged(id, "product"))
    return product


_ORDERED: Final = ("inception", "terminated_on", "warning_line", "stop_line")


def _refuse_disorder(columns: Mapping[str, Any]) -> None:
    """Dates and lines that contradict each other."""
    began, ended, warning, stop = (columns.get(name) for name in _ORDERED)
    if began and ended and ended < began:
        raise bad_input("terminatedOn", "order")
    if warning and stop and stop > warning:
        raise bad_input("stopLine", "range", low="0", high=str(warning))


async def _refuse_taken(session: AsyncSession, code: str) -> None:
    same = select(Product.id).where(Product.firm_id == session.info["firm_id"], Product.code == code)
    if await session.scalar(same):
        raise bad_input("code", "taken")


async def _is_used(session: AsyncSession, id: UUID) -> bool:
    firm_id = session.info["firm_id"]
    for model in (Transaction, NavPoint):
        if await session.scalar(
            select(model.id).where(model.firm_id == firm_id, model.product_id == id).limit(1)
        ):
            return True
    return False
