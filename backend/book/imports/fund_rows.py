"""Sheets of funds and of NAVs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backend.book.imports.batches import Batch, Difference
from backend.book.imports.intakes import (
    Intake,
    Met,
    Reading,
    Readings,
    decision_of,
    origin_of,
    settle_taken,
)
from backend.book.imports.named import funds_named
from backend.book.imports.rows import OpenRow
from backend.book.imports.undoing import CHANGED, DONE, GONE, IN_USE, in_use
from backend.book.ledger_intake import take_products
from backend.book.money_events import ProductChanged
from backend.book.nav_points import NavRow, present_navs, publish_many, take_back
from backend.book.product_changes import update_product
from backend.book.product_fields import PRODUCT_FIELDS
from backend.book.products import NavPoint, Product
from backend.book.rebuild import FundKey
from backend.platform.events import emit

_COLUMN: Final = {field.key: field.column for field in PRODUCT_FIELDS}
_KEY: Final = {column: key for key, column in _COLUMN.items()}
"""Key of the catalogue by the sheet's field, which is the column."""
_DATES: Final = {"inception", "terminated_on"}
_NAV_FIELDS: Final = {"product": "product_code", "date": "on"}


async def _read_products(batch: Batch) -> Readings:
    rows = list(batch.waiting())
    return {row.id: Reading(row, _product_values(row)) for row in rows}


def _product_values(row: OpenRow) -> dict[str, Any]:
    """The row by keys of PRODUCT_FIELDS; what is empty is absent and stays as it is."""
    return {
        _KEY[name]: date.fromisoformat(value) if name in _DATES else value
        for name, value in row.values.items()
        if value is not None and name in _KEY
    }


async def _met_products(batch: Batch, readings: Readings) -> Mapping[UUID, Met]:
    products = await _products(batch, readings)
    met = {}
    for id, reading in readings.items():
        product = products.get(reading.record["code"])
        if product is not None:
            met[id] = Met(product.id, tuple(_product_differences(product, reading.record)))
    return met


async def _products(batch: Batch, readings: Readings) -> dict[str, Product]:
    codes = {reading.record["code"] for reading in readings.values()}
    rows = await batch.session.scalars(
        select(Product).where(Product.firm_id == batch.firm_id, Product.code.in_(codes))
    )
    return {product.code: product for product in rows}


def _product_differences(product: Product, values: Mapping[str, Any]) -> list[Difference]:
    found = []
    for key, value in values.items():
        before = getattr(product, _COLUMN[key])
        if before != _as(before, value):
            effect = "fill" if before is None else "overwrite"
            found.append(Difference(_COLUMN[key], _shown(before), _shown(value), effect))
    return found


def _as(stored: Any, value: Any) -> Any:
    return Decimal(str(value)) if isinstance(stored, Decimal | int) else value


def _shown(value: Any) -> Any:
    return (
        value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
    )


async def _take_products(batch: Batch, readings: Readings, met: Mapping[UUID, Met]) -> None:
    """New funds are made; those that are there are filled or changed, what stood there is kept for undoing."""
    told = list(readings.values())
    products = await _products(batch, readings)
    before: dict[UUID, tuple[Product, dict[str, Any]]] = {}
    values: list[Mapping[str, Any]] = []
    for one in told:
        product, changes = products.get(one.record["code"]), dict(one.record)
        if product is not None:
            if decision_of(batch, one.row.id) == "same":
                changes = {
                    k: v for k, v in changes.items() if getattr(product, _COLUMN[k]) is None or k == "code"
                }
            stood = {_COLUMN[key]: _json(getattr(product, _COLUMN[key])) for key in changes if key != "code"}
            before[one.row.id] = product, stood
        values.append(changes)
    settle_taken(
        told, await take_products(batch.session, values), {}, {id: m.subject_id for id, m in met.items()}
    )
    for one in told:
        row = one.row
        for issue in row.issues:
            issue["field"] = _COLUMN.get(issue["field"] or "", issue["field"])
        if row.status == "committed" and row.id in before:
            product, stood = before[row.id]
            row.status, row.twin = "duplicate", {"reasons": ["differs"], "filled": sorted(stood)}
            row.version, row.before, row.fields = product.version, stood, tuple(sorted(stood))


def _json(value: Any) -> Any:
    return (
        {"day": value.isoformat()}
        if isinstance(value, date)
        else str(value)
        if isinstance(value, Decimal)
        else value
    )


async def undo_products(batch: Batch) -> None:
    """Funds that rows made go, where nothing refers to them; what rows changed is as before."""
    session = batch.session
    rows = await session.scalars(
        select(Product)
        .where(
            Product.firm_id == batch.firm_id,
            Product.id.in_([row.subject_id for row in batch.rows if row.subject_id]),
        )
        .with_for_update()
    )
    products = {product.id: product for product in rows}
    used = await in_use(session, "product", list(products))
    for row in batch.rows:
        product = products.get(row.subject_id) if row.subject_id else None
        if row.status == "duplicate" and not row.before:
            row.undone = DONE
        elif product is None:
            row.undone = GONE
        elif product.version != row.version:
            row.undone = CHANGED
        elif row.status == "duplicate":
            values = {_KEY[name]: _restored(value) for name, value in (row.before or {}).items()}
            await update_product(session, product.id, product.version, values)
            row.undone = DONE
        elif product.id in used:
            row.undone = f"{IN_USE}:{used[product.id]}"
        else:
            await session.delete(product)
            emit(session, ProductChanged(product.id, "product"))
            row.undone = DONE
    await session.flush()


def _restored(told: Any) -> Any:
    return date.fromisoformat(told["day"]) if isinstance(told, dict) else told


PRODUCTS: Final = Intake(
    read=_read_products, met=_met_products, take=_take_products, restates=True, fills=True
)


async def _read_navs(batch: Batch) -> Readings:
    rows = list(batch.waiting())
    funds = await funds_named(batch, rows)
    return {row.id: Reading(row, nav_row(batch, row, funds[row.id])) for row in rows if row.id in funds}


def nav_row(batch: Batch, row: OpenRow, fund: FundKey) -> NavRow:
    """The NAV that a row tells."""
    values = row.values

    def number(key: str) -> Decimal | None:
        return Decimal(values[key]) if values.get(key) is not None else None

    return NavRow(
        product_id=fund.product_id,
        on=date.fromisoformat(values["on"]),
        unit=Decimal(values["unit"]),
        dividend=number("dividend") or Decimal(0),
        split=number("split") or Decimal(1),
        published_cumulative=number("cumulative"),
        share_class_id=fund.share_class_id,
        origin=origin_of(batch, row),
    )


async def _met_navs(batch: Batch, readings: Readings) -> Mapping[UUID, Met]:
    present = await navs_there(batch, [one.record for one in readings.values()])
    return {
        id: Met(stored.id, nav_differences(stored, one.record))
        for id, one in readings.items()
        if (stored := present.get((one.record.fund, one.record.on))) is not None
    }


async def navs_there(batch: Batch, rows: Sequence[NavRow]) -> dict[tuple[FundKey, date], NavPoint]:
    """The present NAVs of the days that rows tell."""
    return await present_navs(batch.session, {(row.fund, row.on) for row in rows})


def nav_differences(stored: NavPoint, row: NavRow) -> tuple[Difference, ...]:
    """What a row says otherwise than the published NAV."""
    pairs = (
        ("unit", stored.unit, row.unit),
        ("cumulative", stored.published_cumulative, row.published_cumulative),
        ("dividend", stored.dividend, row.dividend),
        ("split", stored.split, row.split),
    )
    return tuple(
        Difference(
            name,
            str(before) if before is not None else None,
            str(after) if after is not None else None,
            "overwrite",
        )
        for name, before, after in pairs
        if before != after
    )


async def _take_navs(batch: Batch, readings: Readings, met: Mapping[UUID, Met]) -> None:
    told = list(readings.values())
    stood = await navs_there(batch, [one.record for one in told])
    taken = await publish_many(batch.session, [one.record for one in told])
    settle_taken(told, taken, _NAV_FIELDS, {id: one.subject_id for id, one in met.items()})
    for one in told:
        before = stood.get((one.record.fund, one.record.on))
        if one.row.status == "committed":
            one.row.before = fact_of(before) if before is not None else {}


def fact_of(point: NavPoint | NavRow) -> dict[str, Any]:
    """What was published of a day, as JSON."""
    return {
        "unit": str(point.unit),
        "dividend": str(point.dividend),
        "split": str(point.split),
        "cumulative": str(point.published_cumulative) if point.published_cumulative is not None else None,
    }


async def undo_navs(batch: Batch) -> None:
    """Days that had no NAV have none again; those that had another one have it back."""
    rows = [row for row in batch.rows if row.status == "committed" and row.before is not None]
    points = {
        point.id: point
        for point in await batch.session.scalars(
            select(NavPoint).where(
                NavPoint.firm_id == batch.firm_id, NavPoint.id.in_([row.subject_id for row in rows])
            )
        )
    }
    there = [row for row in rows if row.subject_id in points]
    made = [row_of(points[row.subject_id]) for row in there if row.subject_id]
    before = [
        row_of(points[row.subject_id], row.before) if row.before else None for row in there if row.subject_id
    ]
    for row, done in zip(there, await take_back(batch.session, made, before), strict=True):
        row.undone = DONE if done else CHANGED


def row_of(point: NavPoint, fact: Mapping[str, Any] | None = None) -> NavRow:
    """A published NAV as a row; fact: with the figures of `fact_of`."""
    told = fact or fact_of(point)
    return NavRow(
        product_id=point.product_id,
        on=point.date,
        unit=Decimal(told["unit"]),
        dividend=Decimal(told["dividend"]),
        split=Decimal(told["split"]),
        published_cumulative=Decimal(told["cumulative"]) if told["cumulative"] is not None else None,
        share_class_id=point.share_class_id,
    )


NAVS: Final = Intake(read=_read_navs, met=_met_navs, take=_take_navs, restates=True)
