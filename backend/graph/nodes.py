"""The Node interface, and how rows are read for the ordinary route: many at once, under the caller's reach."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.context import Context
from backend.graph.cursors import encode
from backend.graph.engine.objects import PublicId, declared
from backend.graph.nouns import Noun
from backend.graph.pages import Listing, Page, SortKey, read_page
from backend.platform.ids import public_id
from backend.platform.principal import Principal, Relation

RelationEnum = strawberry.enum(
    Relation,
    name="Relation",
    description="How the caller stands to a row: his own, his team's, the firm's, or inside a key's scope.",
)


@strawberry.interface(description="Everything with an id of its own.")
class Node:
    """A row with a public id. `row` is the table's row, `stands` the caller's relation to it."""

    row: strawberry.Private[Any]
    stands: strawberry.Private[Relation]

    @declared(PublicId())
    def id(self) -> strawberry.ID:
        """The opaque id: the type's name and a UUID."""
        return strawberry.ID(public_id(self.noun(), self.row.id))

    @classmethod
    def noun(cls) -> str:
        """The word before the id, e.g. `client`."""
        return cls.__name__.lower()


async def by_id(session: AsyncSession, context: Context, ids: Sequence[UUID], noun: Noun) -> dict[UUID, Any]:
    """Nodes by id; those out of the caller's reach are absent, as if they did not exist."""
    rows = await session.execute(noun.rows(context.principal).where(noun.model.id.in_(ids)))
    return {row[0].id: noun.made(row) for row in rows}


async def node_of(context: Context, noun: Noun, id: UUID | None) -> Any:
    """One node, loaded together with its siblings; None for None and for rows out of reach."""
    return None if id is None else await context.load(by_id, id, noun)


async def nodes_of(context: Context, noun: Noun, ids: Sequence[UUID]) -> list[Any]:
    """Nodes in the order of ids, loaded together; None for rows out of reach."""
    return list(await asyncio.gather(*(node_of(context, noun, id) for id in ids)))


def grouped(rows: Sequence[Any], key: str) -> dict[UUID, list[Any]]:
    """Rows by the id they hold in a column, in their order."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


@dataclass(frozen=True)
class Children:
    """A list under a parent: which rows, by which foreign key, in which order; `where` narrows it."""

    noun: Noun
    parent: Any
    keys: tuple[SortKey, ...]
    where: tuple[ColumnElement[bool], ...] = ()

    def rows(self, caller: Principal) -> Select[Any]:
        """All rows the caller may see, of any parent."""
        return self.noun.rows(caller).where(*self.where)


async def first_pages(
    session: AsyncSession,
    context: Context,
    parents: Sequence[UUID],
    children: Children,
    first: int,
    name: str,
) -> dict[UUID, Page]:
    """The first page of each parent in one statement."""
    listing = Listing(
        children.rows(context.principal).where(children.parent.in_(parents)), children.keys, name
    )
    model, firm_id = children.noun.model, context.principal.firm_id
    place = (
        func.row_number()
        .over(partition_by=children.parent, order_by=[key.ordering for key in children.keys])
        .label("place")
    )
    ranked = listing.statement.with_only_columns(model.id.label("id"), place).subquery()
    statement = listing.ordered.join(ranked, ranked.c.id == model.id).where(
        model.firm_id == firm_id, ranked.c.place <= first + 1
    )
    grouped: dict[UUID, list[Any]] = {id: [] for id in parents}
    for row in await session.execute(statement):
        grouped[getattr(row[0], children.parent.key)].append(row)
    width = len(children.keys)
    return {id: _page(context, listing, rows, first, width) for id, rows in grouped.items()}


def _page(context: Context, listing: Listing, rows: list[Any], first: int, width: int) -> Page:
    from_ = rows[:first]
    name = of_firm(context, listing).name
    marks = [encode(context.services.vault.seal_cursor, name, row[-width:]) for row in from_]
    return Page(from_, marks, has_next=len(rows) > first)


def of_firm(context: Context, listing: Listing) -> Listing:
    """A listing whose cursors hold in the caller's firm only."""
    return replace(listing, name=f"{context.principal.firm_id.hex}.{listing.name}")


async def counts(
    session: AsyncSession, context: Context, parents: Sequence[UUID], children: Children
) -> dict[UUID, int]:
    """How many rows each parent has; parents without any have 0."""
    rows = await session.execute(
        children.rows(context.principal)
        .where(children.parent.in_(parents))
        .with_only_columns(children.parent, func.count())
        .group_by(children.parent)
    )
    return {**dict.fromkeys(parents, 0), **{row[0]: row[1] for row in rows}}


async def page_of(
    context: Context, children: Children, parent_id: UUID, first: int, after: str | None, name: str
) -> Page:
    """A page under one parent: first pages are read for all siblings at once."""
    if after is None:
        found: Page = await context.load(first_pages, parent_id, children, first, name)
        return found
    listing = Listing(
        children.rows(context.principal).where(children.parent == parent_id), children.keys, name
    )
    return await read(context, listing, first, after)


async def read(context: Context, listing: Listing, first: int, after: str | None) -> Page:
    """One page of a root list."""
    vault = context.services.vault
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        return await read_page(
            session,
            of_firm(context, listing),
            first=first,
            after=after,
            seal=vault.seal_cursor,
            unseal=vault.open_cursor,
        )
