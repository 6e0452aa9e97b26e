"""Sources: a field is declared once, and both routes follow from the declaration.

The ordinary route resolves a field on a loaded row; the compiled route puts its SQL into the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import strawberry
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_non_null_type,
)
from sqlalchemy import ColumnElement, Text, case, func, or_, select
from sqlalchemy import cast as sql_cast

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.lates import Denied, GiveUp, Uncovered
from backend.graph.engine.objects import (
    SOURCE,
    Ask,
    Place,
    constant,
    json_list_of,
    json_of,
    selecting,
    shown,
)
from backend.graph.engine.paging import Paged, connection
from backend.graph.nodes import Children, node_of
from backend.graph.nouns import Noun
from backend.graph.rights import level_on
from backend.platform.principal import Level, Principal, Relation

NounOf = Callable[[], Noun]
"""Named late, because types refer to each other."""


@dataclass(frozen=True)
class Column:
    """A column of the row, by the model's attribute."""

    attribute: str

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The column, as its type is written."""
        return shown(ask.field, getattr(place.row, self.attribute))


def column(attribute: str, *, name: str | None = None, **options: Any) -> Any:
    """A field that is a column of the row; `name` where the API calls it otherwise."""

    def resolve(self: Any) -> Any:
        return getattr(self.row, attribute)

    resolve.__annotations__ = options.pop("annotations", {})
    return strawberry.field(resolver=resolve, name=name, metadata={SOURCE: Column(attribute)}, **options)


@dataclass(frozen=True)
class Expression:
    """An SQL expression over the row."""

    make: Callable[[Place], Any]

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The expression, as its type is written."""
        return shown(ask.field, self.make(place))


@dataclass(frozen=True)
class Standing:
    """How the caller stands to the row, as the name of an enum value."""

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """OWN, TEAM, SCOPE or FIRM."""
        return func.upper(place.stands.relation)


Key = Callable[[Place], Any]


@dataclass(frozen=True)
class ToOne:
    """The row that a key points to, if the caller reaches it. key: attribute of the row, or SQL over it."""

    noun: NounOf
    key: str | Key

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The object, or null."""
        key = getattr(place.row, self.key) if isinstance(self.key, str) else self.key(place)
        found = one(place.draft, self.noun(), key, ask, place.rows)
        if not is_non_null_type(ask.field.type):
            return found
        lost = place.draft.lates.token(GiveUp(f"{place.type.name}.{ask.node.name.value}"))
        return func.coalesce(found, func.to_json(lost))


def to_one(noun: NounOf, key: str, **options: Any) -> Any:
    """A field that follows a key of the row."""

    async def resolve(self: Any, info: Info) -> Any:
        return await node_of(info.context, noun(), getattr(self.row, key))

    resolve.__annotations__ = {"info": Info}
    return strawberry.field(resolver=resolve, metadata={SOURCE: ToOne(noun, key)}, **options)


def one(
    draft: Draft, noun: Noun, id: Any, ask: Ask, around: tuple[Any, ...] = (), type_name: str | None = None
) -> ColumnElement[Any]:
    """The selected fields of a row by its id; null when it is out of reach."""
    type_ = draft.schema.get_type(type_name or noun.type_name)
    assert isinstance(type_, GraphQLObjectType)
    rows = draft.rows(noun, noun.model.id == id, around=around)
    return json_of(selecting(draft, type_, rows, ask.chosen, around))


@dataclass(frozen=True)
class Part:
    """Rows that belong to a row and stand to the caller as it does; without a reach of their own."""

    model: Any


@dataclass(frozen=True)
class ToMany:
    """All rows that belong to a row.

    of: a noun (only what the caller reaches) or a Part; by: columns of which one holds the row's id;
    join: a table between and how it is joined; needs: keys whose rows the caller must reach, too.
    """

    of: Callable[[], Noun | Part]
    by: tuple[Any, ...]
    order: tuple[Any, ...]
    where: tuple[Any, ...] = ()
    join: tuple[Any, Any] | None = None
    needs: tuple[tuple[Key | str, NounOf], ...] = ()
    arguments: Callable[[Place, Ask], Sequence[Any]] = field(default=lambda _place, _ask: ())

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The objects as a list."""
        draft, of = place.draft, self.of()
        belongs = [or_(*(column == place.row.id for column in self.by)), *self.where]
        belongs += self.arguments(place, ask)
        if self.join is not None:
            belongs.append(self.join[0].firm_id == draft.firm)

        def shaped(statement: Any) -> Any:
            statement = statement if self.join is None else statement.join(*self.join)
            return statement.order_by(*self.order)

        type_ = get_named_type(ask.field.type)
        assert isinstance(type_, GraphQLObjectType)
        if isinstance(of, Noun):
            rows = draft.rows(of, *belongs, around=place.rows, shaped=shaped)
        else:
            rows = draft.belonging(of.model, place.stands, *belongs, around=place.rows, shaped=shaped)

        def needed(inside: Place) -> list[Any]:
            return [bound for key, noun in self.needs for bound in _reaches(inside, key, noun())]

        return json_list_of(selecting(draft, type_, rows, ask.chosen, place.rows, needed))


def _reaches(place: Place, key: Key | str, noun: Noun) -> list[ColumnElement[bool]]:
    """That the caller reaches the row a key points to; nothing to ask where he reaches all."""
    if noun.reach(place.draft.caller, noun.model).predicate is None:
        return []
    wanted = getattr(place.row, key) if isinstance(key, str) else key(place)
    rows = place.draft.rows(noun, noun.model.id == wanted, around=place.rows)
    return [select(rows.row.id).select_from(rows.source).exists()]


@dataclass(frozen=True)
class Counted:
    """How many rows of a noun belong to the row.

    through: a table between: (its key here, its key there); on: conditions on it; within: what of it the caller may
    see; where: on the noun.
    """

    noun: NounOf
    through: tuple[Any, Any]
    on: tuple[Any, ...] = ()
    where: tuple[Any, ...] = ()
    within: Callable[[Principal], Sequence[Any]] = lambda _caller: ()

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The count of what the caller reaches."""
        draft, noun = place.draft, self.noun()
        here, there = self.through
        table = here.class_
        within, _ = noun.within(draft.caller)
        counted = (
            select(func.count())
            .select_from(table)
            .where(
                table.firm_id == draft.firm,
                here == place.row.id,
                *self.on,
                *self.within(draft.caller),
                *draft.bound_around(place.rows),
                there.in_(select(noun.model.id).where(*within, *self.where).correlate(None)),
            )
        )
        return counted.scalar_subquery()


@dataclass(frozen=True)
class Pages:
    """A page of what belongs to a row. children: chosen by the arguments; name: bound into the cursors."""

    choose: Callable[[Place, Ask], tuple[Children, str]]

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The connection."""
        children, name = self.choose(place, ask)
        where = (children.parent == place.row.id, *children.where)
        return connection(place, place.draft, ask, Paged(children.noun, where, children.keys, name))


def paged(children: Callable[[], Children], name: str) -> Pages:
    """Pages of one kind, whatever the arguments."""
    return Pages(lambda _place, _ask: (children(), name))


@dataclass(frozen=True)
class ToAny:
    """The row of one of several nouns: which, says a column of the row. Fields of an interface or a union."""

    nouns: Callable[[], Sequence[Noun]]
    noun: Key
    key: Key

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The object, or null."""
        return any_of(place.draft, self.nouns(), self.noun(place), self.key(place), ask, place.rows)


def any_of(
    draft: Draft, nouns: Sequence[Noun], name: Any, id: Any, ask: Ask, around: tuple[Any, ...]
) -> ColumnElement[Any]:
    """The selected fields of a row of that noun among several; `name`: SQL text."""
    possible = get_named_type(ask.field.type)
    assert isinstance(possible, GraphQLInterfaceType | GraphQLUnionType)
    ways = []
    for noun in nouns:
        type_ = draft.schema.get_type(noun.type_name)
        if not isinstance(type_, GraphQLObjectType) or not draft.schema.is_sub_type(possible, type_):
            raise Uncovered(f"{noun.type_name} in {possible.name}")
        ways.append((constant(noun.name), one(draft, noun, id, ask, around)))
    return case(*ways, value=name)


@dataclass(frozen=True)
class Computed:
    """Objects that Python makes of values of the row. compute: (context, the caller's relation, values) -> objects."""

    inputs: Callable[[Place], Sequence[Any]]
    compute: Callable[[Context, Relation, Sequence[Any]], Sequence[Any]]

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """A late value: the inputs go along, and the objects take their place."""
        type_ = get_named_type(ask.field.type)
        assert isinstance(type_, GraphQLObjectType)
        chosen = place.draft.selected(type_, ask.chosen)
        cells = tuple((key, _cell(type_, details[0].node.name.value)) for key, details in chosen.items())
        values = func.json_build_array(place.stands.relation, *self.inputs(place))
        return place.draft.lates.token(Shaped(self.compute, type_.name, cells), sql_cast(values, Text))


def _cell(type_: GraphQLObjectType, name: str) -> tuple[str, str, bool]:
    """Field, attribute and whether it is never null, of a plain field."""
    if name == "__typename":
        return name, name, True
    field = type_.fields[name]
    definition = field.extensions["strawberry-definition"]
    if definition.base_resolver is not None:
        raise Uncovered(f"{type_.name}.{name}")
    return name, definition.python_name, is_non_null_type(field.type)


@dataclass(frozen=True)
class Shaped:
    """Computed objects with the selected fields, each under its right.

    cells: response key -> (field, attribute, whether it is never null).
    """

    compute: Callable[[Context, Relation, Sequence[Any]], Sequence[Any]]
    type: str
    cells: tuple[tuple[str, tuple[str, str, bool]], ...]

    def __call__(self, context: Context, payload: str) -> list[dict[str, Any]]:
        """The objects as JSON; payload: the relation and the values."""
        relation, *values = orjson.loads(payload)
        return [self._shown(context, each) for each in self.compute(context, Relation(relation), values)]

    def _shown(self, context: Context, each: Any) -> dict[str, Any]:
        return {key: self._value(context, each, *cell) for key, cell in self.cells}

    def _value(self, context: Context, each: Any, field: str, attribute: str, needed: bool) -> Any:
        if field == "__typename":
            return self.type
        coordinate = f"{self.type}.{field}"
        if level_on(context, coordinate, each) is Level.NONE:
            return (GiveUp if needed else Denied)(coordinate)(context, "")
        return getattr(each, attribute)
