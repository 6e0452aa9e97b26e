"""Connections by the Relay specification, with exact capped counts and anchors."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

import strawberry

from backend.graph.context import Context
from backend.graph.nodes import Children, counts, of_firm, page_of, read
from backend.graph.nouns import Noun
from backend.graph.pages import MOST_COUNTED, Listing, Page, anchors, count, page_size

T = TypeVar("T")
Info = strawberry.Info[Context, None]
Counter = Callable[[], Awaitable[tuple[int, bool]]]


@strawberry.type
class PageInfo:
    """Whether there is more, and from where to go on."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    """A row and its place."""

    cursor: str
    node: T


@strawberry.type
class Connection(Generic[T]):
    """One page of a list."""

    edges: list[Edge[T]]
    page_info: PageInfo
    counter: strawberry.Private[Counter]

    @strawberry.field
    def nodes(self) -> list[T]:
        """The rows without their places."""
        return [edge.node for edge in self.edges]

    @strawberry.field
    async def total_count(self) -> int:
        """How many rows there are in all; exact, at most 10,000."""
        return (await self.counter())[0]

    @strawberry.field
    async def has_more_than_count(self) -> bool:
        """Whether there are more than `totalCount` says."""
        return (await self.counter())[1]


def page_info(page: Page) -> PageInfo:
    """The PageInfo of a page."""
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )


def connect(noun: Noun, page: Page, counter: Counter) -> Connection[Any]:
    """The connection of a page of (row, relation, …) tuples."""
    edges = [
        Edge(cursor=mark, node=noun.made(row)) for row, mark in zip(page.rows, page.cursors, strict=True)
    ]
    return Connection(edges=edges, page_info=page_info(page), counter=_once(counter))


async def list_page(
    context: Context, noun: Noun, listing: Listing, first: int | None, after: str | None
) -> Connection[Any]:
    """A page of a root list."""
    page = await read(context, listing, page_size(first), after)
    return connect(noun, page, lambda: count_of(context, listing))


async def child_page(
    context: Context, children: Children, parent_id: UUID, first: int | None, after: str | None, name: str
) -> Connection[Any]:
    """A page under a parent."""
    page = await page_of(context, children, parent_id, page_size(first), after, name)

    async def counter() -> tuple[int, bool]:
        found = int(await context.load(counts, parent_id, children))
        return min(found, MOST_COUNTED), found > MOST_COUNTED

    return connect(children.noun, page, counter)


async def count_of(context: Context, listing: Listing) -> tuple[int, bool]:
    """The capped count of a root list."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        return await count(session, listing)


async def anchors_of(context: Context, listing: Listing, size: int) -> list[str | None]:
    """The cursors before each page of a root list."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        return await anchors(
            session, of_firm(context, listing), size, seal=context.services.vault.seal_cursor
        )


def _once(counter: Counter) -> Counter:
    # `totalCount` and `hasMoreThanCount` are resolved side by side: the second waits for the first one's count.
    known: list[tuple[int, bool]] = []
    counting = asyncio.Lock()

    async def counted() -> tuple[int, bool]:
        async with counting:
            if not known:
                known.append(await counter())
            return known[0]

    return counted
