"""Connections as JSON: a page of rows, its cursors, counts and anchors, in one sub-select."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

import orjson
from graphql import GraphQLObjectType, get_named_type
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import (
    JSON,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    Select,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal_column,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY

from backend.graph import cursors
from backend.graph.context import Context
from backend.graph.engine.drafts import STANDS, Draft, Row, Stands
from backend.graph.engine.givens import Given
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.objects import Ask, Place, checked, columns, constant, json_of, number
from backend.graph.nouns import Noun
from backend.graph.pages import LARGEST_PAGE, MOST_ANCHORS, MOST_COUNTED, SortKey, behind, page_size
from backend.platform.errors import bad_input

READERS: Final[Mapping[type[Any], Callable[[str], Any]]] = {
    DateTime: datetime.fromisoformat,
    Date: date.fromisoformat,
    Numeric: Decimal,
    Uuid: UUID,
    Integer: int,
    Text: str,
}
# What cannot be said without the rows of the page.
PAGE_FIELDS: Final = frozenset({"nodes", "edges", "hasNextPage", "startCursor", "endCursor"})
# A name of a column that no response key can have.
MARK = "#mark"


@dataclass(frozen=True)
class Sealed:
    """A cursor: the sort keys of a row, sealed for the firm. name: of the list and its order."""

    name: str
    readers: tuple[Callable[[str], Any], ...]

    def __call__(self, context: Context, payload: str) -> str:
        """The cursor of a row; payload: its keys as a JSON list of texts."""
        keys = [
            None if text is None else read(text)
            for read, text in zip(self.readers, orjson.loads(payload), strict=True)
        ]
        return cursors.encode(context.services.vault.seal_cursor, order_of(self.name, context), keys)


def order_of(name: str, context: Context) -> str:
    """What a cursor is bound to: the firm, the list and its order."""
    return f"{context.principal.firm_id.hex}.{name}"


@dataclass(frozen=True)
class Paged:
    """A list to be paged. where: on the noun's model; keys: the order, the id last; name: bound into cursors."""

    noun: Noun
    where: tuple[ColumnElement[bool], ...]
    keys: tuple[SortKey, ...]
    name: str


def connection(
    place: Place | None, draft: Draft, ask: Ask, listed: Paged, default: int = 20
) -> ColumnElement[Any]:
    """The connection of a list. place: the object it hangs under; None at the root."""
    return Listed(place, draft, ask, listed, default).json()


class Connection(ABC):
    """A connection in the making. place: the object it hangs under; keys, name: as in Paged."""

    order_leads = True
    """Whether pages are best found in the order of the list, rather than among the rows the caller reaches."""

    def __init__(
        self,
        place: Place | None,
        draft: Draft,
        ask: Ask,
        keys: tuple[SortKey, ...],
        name: str,
        default: int = 20,
    ) -> None:
        self.draft, self.type, self.keys, self.name = draft, _object(ask.field.type), keys, name
        self.around: tuple[Row, ...] = place.rows if place is not None else ()
        self._fields = draft.selected(self.type, ask.chosen)
        self._after = ask.arguments["after"]
        self._size = page_size(ask.arguments["first"].literal(draft.context), default)
        self._names = {name for details in self._fields.values() for name in self._inner_names(details)}
        self._counts_on = "hasNextPage" in self._names

    @abstractmethod
    def rows(self) -> Select[Any]:
        """SELECT of all rows of the list, whatever the page; its columns do not matter."""

    @abstractmethod
    def at(self) -> Place:
        """Where the nodes are made: over the rows of the page."""

    def node(self, place: Place, chosen: list[FieldDetails]) -> ColumnElement[Any]:
        """The node of an edge."""
        return json_of(select(*columns(place, chosen)))

    def more_of_edge(self, _place: Place, name: str, _chosen: list[FieldDetails]) -> ColumnElement[Any]:
        """A field of an edge beside cursor and node."""
        raise Uncovered(f"{self.type.name}.{name}")

    def json(self) -> ColumnElement[Any]:
        """The connection as a JSON object."""
        if not PAGE_FIELDS & self._names:
            if self._after.is_there:
                self._after.literal(self.draft.context, self._held)  # a bad cursor is refused, used or not
            return json_of(select(*self._columns({})))
        place = self.at()
        cells, sources = self._per_row(place)
        rows = select(*cells).select_from(self._page(place.row))
        for source in sources:
            rows = rows.join(source, true())
        each = rows.subquery()
        return json_of(select(*self._columns(each.c)).select_from(each))

    def _page(self, row: Row) -> Any:
        """The rows of the page, and one more where somebody asks whether there are more."""
        statement = self.rows()
        if self._after.is_there:
            statement = statement.where(self._behind())
        statement = statement.order_by(*(key.ordering for key in self.keys))
        return row.made(statement.limit(number(self._size + self._counts_on)))

    def _behind(self) -> ColumnElement[bool]:
        """Rows after the cursor."""
        width = len(self.keys)
        values = [
            self.draft.bind(self._after, key.column.type, partial(_key, self.name, width, n), even=True)
            for n, key in enumerate(self.keys)
        ]
        return behind(self.keys, values, leads=self.order_leads)

    def _held(self, text: Any, context: Context) -> None:
        _decoded(self.name, len(self.keys), text, context)

    def _per_row(self, place: Place) -> tuple[list[ColumnElement[Any]], list[Any]]:
        """What the rows of the page bring along for the columns above, and the laterals it comes from."""
        cells: list[ColumnElement[Any]] = []
        sources: list[Any] = []
        if {"startCursor", "endCursor"} & self._names:
            # Only two rows' keys are made into cursors, so what the rows bring along is the keys.
            cells += [key.label(f"{MARK}{n}") for n, key in enumerate(self._keys_of(place.row))]
        for key, details in self._fields.items():
            if _name(details) not in {"nodes", "edges"}:
                continue
            inside = columns(place, details) if _name(details) == "nodes" else self._edge(place, details)
            source = select(*inside).lateral()
            sources.append(source)
            cells.append(func.row_to_json(source.table_valued()).label(checked(key)))
        return cells or [number(1)], sources

    def _edge(self, place: Place, details: list[FieldDetails]) -> list[ColumnElement[Any]]:
        type_ = _object(self.type.fields["edges"].type)
        found: list[ColumnElement[Any]] = []
        for key, inner in self.draft.selected(type_, details).items():
            match _name(inner):
                case "cursor":
                    cell: ColumnElement[Any] = self._cursor(place.row)
                case "node":
                    cell = self.node(place, inner)
                case "__typename":
                    cell = constant(type_.name)
                case other:
                    cell = self.more_of_edge(place, other, inner)
            found.append(cell.label(checked(key)))
        return found

    def _cursor(self, row: Row) -> ColumnElement[str]:
        return self._sealed(self._keys_of(row))

    def _keys_of(self, row: Row) -> list[ColumnElement[Any]]:
        return [row.use(f"#sort{n}", key.column) for n, key in enumerate(self.keys)]

    def _cursor_at(self, cells: Any, place: Any) -> ColumnElement[Any]:
        """The cursor of one row of the page, counted from 1; null where there is none."""
        listed = [cells[f"{MARK}{n}"] for n in range(len(self.keys))]
        keys = [func.array_agg(key, type_=ARRAY(key.type))[place] for key in listed]
        return case((place > number(0), self._sealed(keys)))

    def _sealed(self, keys: Sequence[Any]) -> ColumnElement[str]:
        late = Sealed(self.name, tuple(_reader(key) for key in self.keys))
        texts = func.json_build_array(*(cast(key, Text) for key in keys))
        return self.draft.lates.token(late, cast(texts, Text))

    def _columns(self, cells: Any) -> list[ColumnElement[Any]]:
        """The columns of the connection, over the rows of the page."""
        made = []
        for key, details in self._fields.items():
            match _name(details):
                case "nodes" | "edges":
                    cell: Any = func.coalesce(self._listed(cells[key]), func.json_build_array())
                case "pageInfo":
                    cell = self._page_info(cells, details)
                case "totalCount":
                    cell = func.least(self._count(), number(MOST_COUNTED))
                case "hasMoreThanCount":
                    cell = self._count() > number(MOST_COUNTED)
                case "pageAnchors":
                    given = self.draft.arguments(self.type.fields["pageAnchors"], details[0].node)
                    cell = self._anchors(given["size"])
                case "__typename":
                    cell = constant(self.type.name)
                case other:
                    raise Uncovered(f"{self.type.name}.{other}")
            made.append(cell.label(checked(key)))
        return made

    def _listed(self, cell: Any) -> Any:
        """The rows of the page as a JSON list, without the one beyond it."""
        if not self._counts_on:
            return func.json_agg(cell)
        # A slice costs less than numbering the rows, which would copy each of them.
        return func.array_to_json(func.array_agg(cell, type_=ARRAY(JSON))[number(1) : number(self._size)])

    def _page_info(self, cells: Any, details: list[FieldDetails]) -> ColumnElement[Any]:
        type_ = _object(self.type.fields["pageInfo"].type)
        pairs: list[Any] = []
        size = number(self._size)
        for key, inner in self.draft.selected(type_, details).items():
            match _name(inner):
                case "hasNextPage":
                    cell: Any = func.count() > size
                case "hasPreviousPage":
                    cell = literal_column("true" if self._after.is_there else "false")
                case "startCursor":
                    cell = self._cursor_at(cells, func.least(func.count(), size, number(1)))
                case "endCursor":
                    cell = self._cursor_at(cells, func.least(func.count(), size))
                case "__typename":
                    cell = constant(type_.name)
                case other:
                    raise Uncovered(f"{type_.name}.{other}")
            pairs += [constant(key), cell]
        return func.json_build_object(*pairs)

    def _inner_names(self, details: list[FieldDetails]) -> list[str]:
        """A field of the connection, and what is selected of its page info."""
        name = _name(details)
        if name != "pageInfo":
            return [name]
        inner = self.draft.selected(_object(self.type.fields[name].type), details)
        return [name, *(_name(each) for each in inner.values())]

    def _count(self) -> ColumnElement[int]:
        capped = self.rows().limit(number(MOST_COUNTED + 1)).subquery()
        return select(func.count()).select_from(capped).scalar_subquery()

    def _anchors(self, size: Given) -> ColumnElement[Any]:
        """Cursors before each page of a size; the first page's is null. As `pages.anchors`."""
        length = size.literal(self.draft.context)
        if not 1 <= length <= LARGEST_PAGE:
            raise bad_input("size", "range", low=1, high=LARGEST_PAGE)
        order = [key.ordering for key in self.keys]
        numbered = (
            self.rows()
            .with_only_columns(
                *(key.column.label(f"sort_{n}") for n, key in enumerate(self.keys)),
                func.row_number().over(order_by=order).label("place"),
                func.lead(number(1)).over(order_by=order).label("more"),
            )
            .order_by(*order)
            .limit(number(length * MOST_ANCHORS))
            .subquery()
        )
        mark = self._sealed([numbered.c[f"sort_{n}"] for n in range(len(self.keys))])
        wanted = (
            select(mark.label("mark"))
            .where(numbered.c.place % number(length) == number(0), numbered.c.more.is_not(None))
            .order_by(numbered.c.place)
            .limit(number(MOST_ANCHORS - 1))
            .subquery()
        )
        first: Select[Any] = select(literal_column("null::text").label("mark"))
        marks = first.union_all(select(wanted.c.mark)).subquery()
        return select(func.json_agg(marks.c.mark)).scalar_subquery()


class Listed(Connection):
    """The connection of a list of a noun."""

    def __init__(self, place: Place | None, draft: Draft, ask: Ask, listed: Paged, default: int) -> None:
        super().__init__(place, draft, ask, listed.keys, listed.name, default)
        self._noun, self._where = listed.noun, listed.where
        self._bounds, self._reach = listed.noun.within(draft.caller, *listed.where)
        self.order_leads = self._reach.wide

    def rows(self) -> Select[Any]:
        """All rows the caller reaches."""
        bounds = [*self._bounds, *self.draft.bound_around(self.around)]
        statement: Select[Any] = select(number(1)).select_from(self._noun.model)
        return statement.where(*bounds)

    def _page(self, row: Row) -> Any:
        ways = (
            () if self.order_leads or self._reach.nothing or not self._noun.way_by_way else self._reach.ways
        )
        if not ways:
            return super()._page(row)
        model: Any = self._noun.model
        found = self._found(ways).subquery()
        statement = select(number(1)).select_from(model).join(found, model.id == found.c.id)
        statement = statement.where(model.firm_id == self.draft.firm)
        return row.made(statement.order_by(*(key.ordering for key in self.keys)))

    def _found(self, ways: Sequence[ColumnElement[bool]]) -> Select[Any]:
        """The ids of the page's rows: the first of each way of reaching rows, and of these the first.

        Of alternatives in one SELECT no index alone could tell, and thousands of rows would be read for fifty.
        """
        model: Any = self._noun.model
        bounds = [model.firm_id == self.draft.firm, *self._where, *self.draft.bound_around(self.around)]
        if self._after.is_there:
            bounds.append(self._behind())
        places = [key.place.label(f"place_{n}") for n, key in enumerate(self.keys)]
        most = number(self._size + self._counts_on)
        each = [
            select(model.id.label("id"), *places)
            .where(*bounds, way)
            .order_by(*(key.ordering for key in self.keys))
            .limit(most)
            for way in ways
        ]
        # A row may be reached in several ways.
        every = (each[0] if len(each) == 1 else union(*each)).subquery()
        ordered = [
            place.desc() if key.descending else place.asc()
            for place, key in zip(list(every.c)[1:], self.keys, strict=True)
        ]
        return select(every.c.id).order_by(*ordered).limit(most)

    def at(self) -> Place:
        """Over the noun's model."""
        type_ = _object(self.draft.schema.get_type(self._noun.type_name))
        row, found = self.draft.row(self._noun.model), self._reach
        stands = Stands(found.visible, lambda: row.use(STANDS, found.relation))
        return Place(self.draft, type_, row, stands, self.around)


def _object(type_: Any) -> GraphQLObjectType:
    named = get_named_type(type_)
    assert isinstance(named, GraphQLObjectType)
    return named


def _name(details: list[FieldDetails]) -> str:
    return details[0].node.name.value


def _reader(key: SortKey) -> Callable[[str], Any]:
    for type_, read in READERS.items():
        if isinstance(key.column.type, type_):
            return read
    raise Uncovered(f"a sort key of type {key.column.type}")


def _decoded(name: str, width: int, text: str, context: Context) -> list[Any]:
    return cursors.keys_of(context.services.vault.open_cursor, order_of(name, context), text, width)


def _key(name: str, width: int, place: int, text: str, context: Context) -> Any:
    return _decoded(name, width, text, context)[place]
