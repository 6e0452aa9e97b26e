"""Keyset pages: a page costs the same at any depth, and nothing is skipped or doubled while rows come and go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph import cursors
from backend.graph.cursors import Sealer
from backend.platform.errors import bad_input
from backend.platform.places import end_of, place

MOST_COUNTED = 10_000
MOST_ANCHORS = 200
LARGEST_PAGE = 100


@dataclass(frozen=True)
class SortKey:
    """One column to sort by. nullable: rows without a value come last in both directions."""

    column: Any
    descending: bool = False
    nullable: bool = False

    @property
    def place(self) -> Any:
        """What rows are in order of: the column, or the end of the order for rows without a value.

        Unlike NULLS LAST it is compared as a whole, so an index of it is entered at any page, from either side.
        """
        return place(self.column, descending=self.descending) if self.nullable else self.column

    def placed(self, value: Any) -> Any:
        """The place of a value of the column, or of a parameter for it; None: of a row without one."""
        if not self.nullable:
            return value
        told = value if isinstance(value, BindParameter) else literal(value, self.column.type)
        return func.coalesce(told, end_of(told.type, descending=self.descending))

    @property
    def ordering(self) -> Any:
        """The ORDER BY term."""
        return self.place.desc() if self.descending else self.place.asc()


@dataclass(frozen=True)
class Listing:
    """What is listed: a SELECT without order, the sort keys (the id last), and a name bound into cursors."""

    statement: Select[Any]
    keys: tuple[SortKey, ...]
    name: str

    @property
    def ordered(self) -> Select[Any]:
        """The statement in its order, with the sort keys as last columns."""
        labelled = [key.column.label(f"sort_{n}") for n, key in enumerate(self.keys)]
        return self.statement.add_columns(*labelled).order_by(*(key.ordering for key in self.keys))


@dataclass
class Page:
    """Rows of one page, and how to go on from it."""

    rows: Sequence[Any]
    cursors: list[str] = field(default_factory=list)
    has_next: bool = False
    has_previous: bool = False


def page_size(first: int | None, default: int = 20) -> int:
    """A size within limits. Raises Refused(BAD_USER_INPUT)."""
    size = default if first is None else first
    if not 0 <= size <= LARGEST_PAGE:
        raise bad_input("first", "range", low=0, high=LARGEST_PAGE)
    return size


async def read_page(
    session: AsyncSession, listing: Listing, *, first: int, after: str | None, seal: Sealer, unseal: Sealer
) -> Page:
    """One page after a cursor; reads one row more to know whether there is a next one."""
    statement = listing.ordered
    if after is not None:
        keys = cursors.keys_of(unseal, listing.name, after, len(listing.keys))
        statement = statement.where(behind(listing.keys, keys))
    found = (await session.execute(statement.limit(first + 1))).all()
    rows = found[:first]
    width = len(listing.keys)
    marks = [cursors.encode(seal, listing.name, row[-width:]) for row in rows]
    return Page(rows, marks, has_next=len(found) > first, has_previous=after is not None)


async def count(session: AsyncSession, listing: Listing) -> tuple[int, bool]:
    """How many rows, exact up to 10,000, and whether there are more."""
    capped = listing.statement.with_only_columns(literal(1)).limit(MOST_COUNTED + 1).subquery()
    found = int(await session.scalar(select(func.count()).select_from(capped)) or 0)
    return min(found, MOST_COUNTED), found > MOST_COUNTED


async def anchors(session: AsyncSession, listing: Listing, size: int, *, seal: Sealer) -> list[str | None]:
    """Cursors before each page of `size`, at most 200; the first page's is None. For jumping anywhere.

    Over more rows than 200 pages hold, the list ends and the reader goes on page by page.
    """
    if not 1 <= size <= LARGEST_PAGE:
        raise bad_input("size", "range", low=1, high=LARGEST_PAGE)
    labelled = [key.column.label(f"sort_{n}") for n, key in enumerate(listing.keys)]
    order = [key.ordering for key in listing.keys]
    numbered = (
        listing.statement.with_only_columns(
            *labelled,
            func.row_number().over(order_by=order).label("place"),
            # Null behind the last row, so that a full last page does not lead to an empty one.
            func.lead(1).over(order_by=order).label("more"),
        )
        .order_by(*order)
        .limit(size * MOST_ANCHORS)
        .subquery()
    )
    wanted = (
        select(*[numbered.c[f"sort_{n}"] for n in range(len(listing.keys))])
        .where(numbered.c.place % size == 0, numbered.c.more.is_not(None))
        .order_by(numbered.c.place)
        .limit(MOST_ANCHORS - 1)
    )
    found = (await session.execute(wanted)).all()
    return [None, *(cursors.encode(seal, listing.name, tuple(row)) for row in found)]


def behind(keys: Sequence[SortKey], values: Sequence[Any], *, leads: bool = True) -> ColumnElement[bool]:
    """Rows behind the values: (a, b, c) after (x, y, z), each column in its own direction.

    values: of the sort keys, or parameters for them; a row without a value has its place at the end. leads: whether
    an index of the order should lead; not so where few of its rows are the caller's.
    """
    places = [key.place for key in keys]
    passed = [key.placed(value) for key, value in zip(keys, values, strict=True)]
    if leads and len({key.descending for key in keys}) == 1:
        # As one row: an index is entered at the very place, however many rows are alike in the first column. The
        # planner does not see those, and takes what is behind them for little.
        row, last = tuple_(*places), tuple_(*passed)
        return row < last if keys[0].descending else row > last
    same: list[ColumnElement[bool]] = []
    ways: list[ColumnElement[bool]] = []
    for key, here, there in zip(keys, places, passed, strict=True):
        ways.append(and_(*same, here < there if key.descending else here > there))
        same.append(here == there)
    # What the alternatives have in common lets the index begin near the page instead of at the first row.
    begun = places[0] <= passed[0] if keys[0].descending else places[0] >= passed[0]
    return and_(begun, or_(*ways))
