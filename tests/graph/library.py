"""A small schema without any noun of the product: authors and books that lead to each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from sqlalchemy.exc import TimeoutError as PoolTimeout
from strawberry.schema.config import StrawberryConfig

from backend.graph.context import Context
from backend.graph.guard import Guard
from backend.graph.pages import page_size
from backend.graph.rights import Rights
from backend.graph.scalars import SCALARS, Money
from backend.platform.errors import Code, Refused

Info = strawberry.Info[Context, None]
SECRET = "13800001234"
ENDED: list[str] = []
"""Names of what noticed that it was cancelled."""


@strawberry.type
class Book:
    """A book."""

    title: str
    pages: int | None
    shelf_mark: str | None

    @strawberry.field
    def author(self) -> Annotated[Author, strawberry.lazy("tests.graph.library")]:
        """Who wrote it."""
        return Author(name="Ada")


def shelf(first: int) -> list[Book]:
    """So many books."""
    return [Book(title=f"Book {n}", pages=n, shelf_mark=f"S{n}") for n in range(page_size(first))]


@strawberry.type
class Author:
    """A writer."""

    name: str

    @strawberry.field
    def books(self, first: int = 20) -> list[Book]:
        """What he wrote."""
        return shelf(first)

    @strawberry.field
    def prizes(self) -> list[Annotated[Author, strawberry.lazy("tests.graph.library")]]:
        """A list without pages."""
        return []


@strawberry.type
class AuthorEdge:
    """A place on a page."""

    cursor: str
    node: Author


@strawberry.type
class AuthorConnection:
    """A page."""

    edges: list[AuthorEdge]
    total_count: int


@strawberry.input
class Rename:
    """What to change."""

    name: str
    price: Money | None = None


@strawberry.type
class Query:
    """What can be read."""

    @strawberry.field
    def hello(self, to: str = "world") -> str:
        """A greeting."""
        return f"hello {to}"

    @strawberry.field
    def authors(self, first: int | None = 20) -> AuthorConnection:
        """A page of writers."""
        edges = [AuthorEdge(cursor=str(n), node=Author(name=f"A{n}")) for n in range(page_size(first))]
        return AuthorConnection(edges=edges, total_count=1_000)

    @strawberry.field
    def books(self, first: int = 20) -> list[Book]:
        """Books."""
        return shelf(first)

    @strawberry.field
    def book(self) -> Book | None:
        """One book."""
        return Book(title="One", pages=1, shelf_mark="S1")

    @strawberry.field
    def crash(self) -> str | None:
        """A fault nobody foresaw, with a personal value in its text."""
        raise RuntimeError(f"postgresql://user:pw@host/ {SECRET}")

    @strawberry.field
    def crashes(self, first: int = 20) -> list[Annotated[Crash, strawberry.lazy("tests.graph.library")]]:
        """A list whose every row fails."""
        return [Crash() for _ in range(first)]

    @strawberry.field
    def hollow(self) -> str:
        """Null where the schema promises a value."""
        return None  # type: ignore[return-value]

    @strawberry.field
    def refuse(self, code: str = "NOT_FOUND") -> str | None:
        """A business refusal."""
        raise Refused(Code(code), fields=["phone", "name"], version=7)

    @strawberry.field
    def crowded(self) -> str | None:
        """The pool is exhausted."""
        raise PoolTimeout(f"QueuePool limit, {SECRET}")

    @strawberry.field
    async def slow(self) -> str | None:
        """Takes longer than any deadline."""
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ENDED.append("slow")
            raise
        return "done"

    @strawberry.field
    async def pause(self, seconds: float) -> str:
        """Takes its time."""
        await asyncio.sleep(seconds)
        return "done"

    @strawberry.field
    def price(self) -> Money | None:
        """Exact money."""
        return Money(Decimal(3500000))


@strawberry.type
class Crash:
    """Fails."""

    @strawberry.field
    def field(self) -> str | None:
        """Fails."""
        raise RuntimeError(SECRET)


@strawberry.type
class Mutation:
    """What can be changed."""

    @strawberry.mutation
    def rename(self, input: Rename) -> Author | None:
        """Another name."""
        return Author(name=input.name)


@strawberry.type
class Subscription:
    """What can be listened to."""

    @strawberry.subscription
    async def count(self, to: int) -> AsyncGenerator[int, None]:
        """Numbers, at once."""
        for n in range(to):
            yield n

    @strawberry.subscription
    async def ticks(self) -> AsyncGenerator[Book, None]:
        """A book now and then, for ever."""
        n = 0
        try:
            while True:
                yield Book(title=f"T{n}", pages=n, shelf_mark="S")
                n += 1
                await asyncio.sleep(0.02)
        finally:
            ENDED.append("ticks")

    @strawberry.subscription
    async def silence(self) -> AsyncGenerator[int, None]:
        """Nothing ever comes."""
        try:
            await asyncio.Event().wait()
            yield 1
        finally:
            ENDED.append("silence")

    @strawberry.subscription
    async def breaking(self) -> AsyncGenerator[int, None]:
        """One number, then a fault."""
        yield 1
        raise RuntimeError(SECRET)

    @strawberry.subscription
    async def refused(self) -> AsyncGenerator[int, None]:
        """A business refusal instead of a first number."""
        raise Refused(Code.NOT_FOUND)
        yield 1


def library(extensions: tuple[Any, ...] = (Rights, Guard)) -> strawberry.Schema:
    """The schema with rights and guard."""
    return strawberry.Schema(
        Query,
        Mutation,
        Subscription,
        extensions=extensions,
        config=StrawberryConfig(scalar_map=SCALARS),
    )
