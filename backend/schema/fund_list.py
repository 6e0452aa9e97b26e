"""The list of funds: filter, order and search."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from sqlalchemy import Text, or_

from backend.book.products import Product as ProductRow
from backend.graph.connections import Connection, Info, anchors_of, list_page
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.paging import Paged
from backend.graph.lists import listing_of
from backend.graph.pages import Listing, SortKey
from backend.graph.rights import demand
from backend.platform.errors import bad_input
from backend.schema.client_list import MOST_ORDERS, Direction
from backend.schema.filters import condition_of
from backend.schema.funds import PRODUCT, Product
from backend.schema.subjects import PRODUCTS, filtered
from backend.systemize.conditions.sql import ESCAPE, escaped
from backend.systemize.field_values import storable

LONGEST = 100


@strawberry.enum
class ProductOrderField(enum.Enum):
    """What funds can be sorted by."""

    CODE = "code"
    NAME = "name"
    STRATEGY = "strategy"
    RISK_LEVEL = "riskLevel"
    STATUS = "status"
    INCEPTION = "inception"
    NAV = "nav"
    NAV_DATE = "navDate"


@strawberry.input
class ProductOrder:
    """One field to sort by."""

    field: ProductOrderField
    direction: Direction = Direction.ASC


COLUMNS: dict[ProductOrderField, Any] = {
    ProductOrderField.CODE: ProductRow.code,
    ProductOrderField.NAME: ProductRow.name_sort,
    ProductOrderField.STRATEGY: ProductRow.strategy,
    ProductOrderField.RISK_LEVEL: ProductRow.risk_level,
    ProductOrderField.STATUS: ProductRow.status,
    ProductOrderField.INCEPTION: ProductRow.inception,
    ProductOrderField.NAV: ProductRow.nav,
    ProductOrderField.NAV_DATE: ProductRow.nav_date,
}


@strawberry.type
class ProductConnection(Connection[Product]):
    """One page of funds."""

    listing: strawberry.Private[Listing]

    @strawberry.field
    async def page_anchors(self, info: Info, size: int = 100) -> list[str | None]:
        """Cursors before each page of `size`, at most 200; entry 0 is null for the first page."""
        return await anchors_of(info.context, self.listing, size)


def products_listed(draft: Draft, arguments: Arguments) -> Paged:
    """The list of funds, by code when no order is given.

    Raises FORBIDDEN when a field is used that the caller may not read everywhere.
    """
    bounds: list[Any] = []
    if arguments["filter"].is_there:
        bounds.append(filtered(draft, condition_of(arguments["filter"], PRODUCTS), PRODUCTS))
    text = arguments["search"]
    if text.is_there and not text.literal(draft.context, lambda value, _context: not _searched(value)):
        for key in ("code", "name"):
            demand(draft.context, "Product", f"Product.{key}")
        part = draft.bind(text, Text(), lambda value, _context: f"%{escaped(_searched(value))}%")
        names = (ProductRow.code, ProductRow.name, ProductRow.name_sort)
        bounds.append(or_(*(name.ilike(part, escape=ESCAPE) for name in names)))
    keys, name = _orders(draft, arguments["orderBy"])
    return Paged(PRODUCT, tuple(bounds), keys, name)


async def product_page(info: Info, first: int | None, after: str | None) -> ProductConnection:
    """A page of `products_listed`."""
    noun, listing = await listing_of(info, products_listed)
    page = await list_page(info.context, noun, listing, first, after)
    return ProductConnection(
        edges=page.edges, page_info=page.page_info, counter=page.counter, listing=listing
    )


def _searched(text: str | None) -> str:
    found = storable(text or "", "search").strip()
    if len(found) > LONGEST:
        raise bad_input("search", "too_long", limit=LONGEST)
    return found


def _orders(draft: Draft, orders: Given) -> tuple[tuple[SortKey, ...], str]:
    keys: list[SortKey] = []
    names = []
    for order in orders:
        if len(keys) == MOST_ORDERS:
            raise bad_input("orderBy", "limit", limit=MOST_ORDERS)
        field = order["field"].literal(draft.context)
        demand(draft.context, "Product", f"Product.{field.value}")
        descending = order["direction"].literal(draft.context) is Direction.DESC
        column = COLUMNS[field]
        keys.append(SortKey(column, descending, nullable=column.nullable))
        names.append(f"{field.value}{'-' if descending else '+'}")
    keys = keys or [SortKey(ProductRow.code)]
    return (*keys, SortKey(ProductRow.id, descending=keys[-1].descending)), "products:" + ",".join(names)
