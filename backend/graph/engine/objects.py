"""Objects as JSON: for each selected field its right, its source, its place under the response key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import strawberry
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import ColumnElement, Integer, Select, Text, case, cast, func, literal, literal_column, select

from backend.graph.engine.drafts import Draft, Row, Rows, Stands
from backend.graph.engine.givens import Arguments
from backend.graph.engine.lates import Denied, GiveUp, Masked, Uncovered
from backend.graph.rights import is_plumbing
from backend.platform.principal import Level, Relation

# PostgreSQL cuts longer names of columns, and the keys of the JSON are names of columns.
LONGEST_KEY: Final = 63
SOURCE: Final = "source"


@dataclass(frozen=True)
class Place:
    """Where in a statement an object is made: its GraphQL type, its row, and the rows around it, nearest first."""

    draft: Draft
    type: GraphQLObjectType
    row: Row
    stands: Stands
    around: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows that sub-selects may refer to, nearest first."""
        return (self.row, *self.around)

    def guarded(self, coordinate: str, value: Any, *, least: Level = Level.VIEW) -> ColumnElement[Any]:
        """A value where the caller holds a level on a coordinate; else null and FORBIDDEN."""
        levels = self.draft.levels(coordinate, self.stands)
        open_at = [relation for relation, level in levels.items() if level >= least]
        if len(open_at) == len(levels):
            return value  # type: ignore[no-any-return]
        closed = self.draft.lates.token(Denied(coordinate))
        if not open_at:
            return closed
        return case((self.stands.among(open_at), func.to_json(value)), else_=func.to_json(closed))


@dataclass(frozen=True)
class Ask:
    """One selected field: its response key, all its nodes in the document, its declaration and its arguments."""

    key: str
    chosen: list[FieldDetails]
    field: GraphQLField
    arguments: Arguments

    @property
    def node(self) -> FieldNode:
        """The first of its nodes; arguments are the same in all."""
        return self.chosen[0].node


class Source(Protocol):
    """Where a field's value comes from, as SQL."""

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The value as row_to_json is to show it. Raises Uncovered when only the ordinary route can."""


class RootSource(Protocol):
    """Where a root field comes from."""

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The value as JSON. Raises Uncovered when only the ordinary route can."""


def declared(source: Source | RootSource, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Decorator for a resolver of the ordinary route: the compiled route takes `source`."""
    decorate: Callable[[Callable[..., Any]], Any] = strawberry.field(metadata={SOURCE: source}, **options)
    return decorate


def source_of(field: GraphQLField) -> Source | None:
    """The source a field was declared with."""
    definition = field.extensions.get("strawberry-definition")
    found: Source | None = getattr(definition, "metadata", {}).get(SOURCE)
    return found


def columns(place: Place, chosen: list[FieldDetails]) -> list[ColumnElement[Any]]:
    """The selected fields of an object, each labelled with its response key."""
    found = place.draft.selected(place.type, chosen)
    return [_value(place, key, details).label(checked(key)) for key, details in found.items()]


def checked(key: str) -> str:
    """A response key that can be the name of a column. Raises Uncovered."""
    if len(key) > LONGEST_KEY:
        raise Uncovered("a response key of more than 63 letters")
    return key


def json_of(statement: Select[Any]) -> ColumnElement[Any]:
    """The one row of a SELECT as a JSON object; null without a row."""
    whole = statement.subquery()
    return select(func.row_to_json(whole.table_valued())).scalar_subquery()


def json_list_of(statement: Select[Any]) -> ColumnElement[Any]:
    """The rows of a SELECT as a JSON list of objects, in its order."""
    whole = statement.subquery()
    listed = func.json_agg(func.row_to_json(whole.table_valued()))
    return select(func.coalesce(listed, func.json_build_array())).scalar_subquery()


def selecting(
    draft: Draft,
    type_: GraphQLObjectType,
    rows: Rows,
    chosen: list[FieldDetails],
    around: tuple[Row, ...] = (),
    where: Callable[[Place], Sequence[Any]] = lambda _place: (),
) -> Select[Any]:
    """SELECT the fields of an object from its rows; where: further conditions over them."""
    place = Place(draft, type_, rows.row, rows.stands, around)
    cells, bounds = columns(place, chosen), where(place)
    return select(*cells).select_from(rows.source).where(*bounds)


def made_object(
    draft: Draft, ask: Ask, made: Mapping[str, Callable[[Ask], ColumnElement[Any]]]
) -> ColumnElement[Any]:
    """An object that is no row, as JSON. made: what makes each of its fields; each is under its right at any row."""
    type_ = get_named_type(ask.field.type)
    assert isinstance(type_, GraphQLObjectType)
    cells: list[ColumnElement[Any]] = []
    for key, details in draft.selected(type_, ask.chosen).items():
        name = details[0].node.name.value
        if name == "__typename":
            cell: ColumnElement[Any] = constant(type_.name)
        elif name not in made:
            raise Uncovered(f"{type_.name}.{name}")
        elif draft.mask.anywhere(f"{type_.name}.{name}") > Level.NONE:
            field = type_.fields[name]
            cell = made[name](Ask(key, details, field, draft.arguments(field, details[0].node)))
        elif is_non_null_type(type_.fields[name].type):
            raise Uncovered(f"{type_.name}.{name} is denied")
        else:
            cell = draft.lates.token(Denied(f"{type_.name}.{name}"))
        cells.append(cell.label(checked(key)))
    return json_of(select(*cells))


def shown(field: GraphQLField, value: Any) -> ColumnElement[Any]:
    """A scalar as the API writes it, on both routes alike."""
    if is_list_type(field.type.of_type if is_non_null_type(field.type) else field.type):
        return value  # type: ignore[no-any-return]
    name = get_named_type(field.type).name
    if name == "Money":
        exact = getattr(value.type, "scale", None) == 2
        return cast(value if exact else func.round(value, number(2)), Text)
    if name == "Decimal":
        return cast(func.trim_scale(value), Text)
    return value  # type: ignore[no-any-return]


def _value(place: Place, key: str, details: list[FieldDetails]) -> ColumnElement[Any]:
    name = details[0].node.name.value
    if name == "__typename":
        return constant(place.type.name)
    field = place.type.fields[name]
    source = source_of(field)
    if source is None:
        raise Uncovered(f"{place.type.name}.{name}")
    ask = Ask(key, details, field, place.draft.arguments(field, details[0].node))
    if is_plumbing(place.type.name, name):
        return source.sql(place, ask)
    return _judged(place, ask, f"{place.type.name}.{name}", source)


def _judged(place: Place, ask: Ask, coordinate: str, source: Source) -> ColumnElement[Any]:
    """The value, its mask or its refusal, by the row's relation."""
    lates, mask = place.draft.lates, place.draft.masks.get(coordinate)
    denied: list[Relation] = []
    masked: list[Relation] = []
    levels = place.draft.levels(coordinate, place.stands)
    for relation, level in levels.items():
        if level is Level.NONE:
            denied.append(relation)
        elif level is Level.MASKED and mask is not None:
            masked.append(relation)
    refusal = GiveUp(coordinate) if is_non_null_type(ask.field.type) else Denied(coordinate)
    if len(denied) == len(levels):
        return lates.token(refusal)
    value = source.sql(place, ask)
    if not denied and not masked:
        return value
    ways = []
    if denied:
        ways.append((denied, lates.token(refusal)))
    if masked and mask is not None:
        ways.append((masked, lates.token(Masked(mask), cast(value, Text))))
    if len(ways) == 1 and len(ways[0][0]) == len(levels):
        return ways[0][1]
    return case(
        *((place.stands.among(relations), func.to_json(shown_)) for relations, shown_ in ways),
        else_=func.to_json(value),
    )


def constant(text: str) -> ColumnElement[str]:
    """A text of ours, written into the statement."""
    return literal(text, Text, literal_execute=True)


def number(value: int) -> ColumnElement[int]:
    """A number of ours, written into the statement: the planner of the database sees it."""
    return literal_column(str(value), Integer)


def public(word: str, id: Any) -> ColumnElement[str]:
    """The public id of a row: its word and 32 hexadecimal digits."""
    return constant(f"{word}_") + func.encode(func.uuid_send(id), constant("hex"))


@dataclass(frozen=True)
class PublicId:
    """The opaque id of the row. word: before it; None: that of the type."""

    word: str | None = None

    def sql(self, place: Place, _ask: Ask) -> ColumnElement[Any]:
        """`client_…`."""
        word = self.word or place.type.extensions["strawberry-definition"].origin.noun()
        return public(word, place.row.id)
