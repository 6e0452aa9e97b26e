"""Search over everything: clients first, then products and people; only what the caller may find."""

from __future__ import annotations

from typing import Annotated

import strawberry
from sqlalchemy import or_

from backend.book.clients import Client as ClientRow
from backend.book.products import Product as ProductRow
from backend.book.staff import User as UserRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.givens import known
from backend.graph.lists import drafted
from backend.graph.pages import page_size
from backend.platform.principal import Level
from backend.schema.book import CLIENT, Client
from backend.schema.client_search import found_by
from backend.schema.funds import PRODUCT, Product
from backend.schema.staff import USER, User
from backend.systemize.field_values import storable

SearchTarget = Annotated[Client | Product | User, strawberry.union(name="SearchTarget")]


@strawberry.type
class SearchHit:
    """Something found. title and detail are cut to the caller's rights; matched: client, product or user."""

    target: SearchTarget
    title: str
    detail: str | None
    matched: str


async def search(info: Info, text: str, first: int | None) -> list[SearchHit]:
    """At most `first` hits; nothing for an empty text."""
    context, size = info.context, page_size(first, 10)
    cleaned = storable(text, "text").strip()[:100]
    if not cleaned or not size:
        return []
    hits = await _clients(info, cleaned, size)
    if len(hits) < size:
        hits += await _products(context, cleaned, size - len(hits))
    if len(hits) < size:
        hits += await _users(context, cleaned, size - len(hits))
    return hits


async def _clients(info: Info, text: str, size: int) -> list[SearchHit]:
    context = info.context
    draft, _ = await drafted(info)
    found = found_by(draft, known(text), strict=False)
    mask = context.principal.mask
    # Found by a number where names are hidden: then their order must not tell them.
    named = mask.throughout("Client.name", mask.relations("Client")) >= Level.VIEW
    async with context.database.read(context.principal.firm_id) as session:
        rows = await session.execute(
            CLIENT.rows(context.principal)
            .where(ClientRow.archived_at.is_(None), *found)
            .order_by(*([ClientRow.name_sort] if named else []), ClientRow.id)
            .limit(size)
        )
        nodes = [CLIENT.made(row) for row in rows]
    hits: list[SearchHit] = []
    for node in nodes:
        may_name = mask.level("Client.name", node.stands) >= Level.VIEW
        may_company = mask.level("Client.company", node.stands) >= Level.VIEW
        title = node.row.name if may_name else "****"
        hits.append(
            SearchHit(
                target=node, title=title, detail=node.row.company if may_company else None, matched="client"
            )
        )
    return hits


async def _products(context: Context, text: str, size: int) -> list[SearchHit]:
    mask = context.principal.mask
    if min(mask.anywhere(f"Product.{key}") for key in ("code", "name")) < Level.VIEW:
        return []
    async with context.database.read(context.principal.firm_id) as session:
        rows = await session.execute(
            PRODUCT.rows(context.principal)
            .where(
                or_(
                    ProductRow.code.istartswith(text, autoescape=True),
                    ProductRow.name.icontains(text, autoescape=True),
                )
            )
            .order_by(ProductRow.code)
            .limit(size)
        )
        nodes = [PRODUCT.made(row) for row in rows]
    return [SearchHit(target=n, title=n.row.name, detail=n.row.code, matched="product") for n in nodes]


async def _users(context: Context, text: str, size: int) -> list[SearchHit]:
    if context.principal.mask.anywhere("User.name") < Level.VIEW:
        return []
    async with context.database.read(context.principal.firm_id) as session:
        rows = await session.execute(
            USER.rows(context.principal)
            .where(UserRow.active, UserRow.name.icontains(text, autoescape=True))
            .order_by(UserRow.name_sort, UserRow.id)
            .limit(size)
        )
        nodes = [USER.made(row) for row in rows]
    titled = context.principal.mask.anywhere("User.title") >= Level.VIEW
    return [
        SearchHit(target=n, title=n.row.name, detail=n.row.title if titled else None, matched="user")
        for n in nodes
    ]
