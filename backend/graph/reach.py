"""What of a schema a caller's rights reach: types, fields, arguments, inputs and enum values that are of use to him.

A field he may read for no row is gone; so is a type of which nothing is left to read, and what leads there. Inputs
follow the fields they are about. `<Type>Filter` and `<Type>OrderField` are about the fields of `<Type>` with the same
names, which filter and order need to be readable for every row he sees (with the metadata `COMPARED_AT`: to a lower
level); an order by a field that is a row is one by that row's name. An input field with the metadata `WRITES` is about
the field it writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from backend.graph.rights import PLUMBING_TYPES, is_plumbing
from backend.platform.principal import RELATIONS, Level, Mask

WRITES: Final = "writes"
"""Metadata of a strawberry input field: the coordinate it writes, `Type.field`."""
COMPARED_AT: Final = "compared_at"
"""Metadata of a field of a filter: the level that some comparison is content with, when it is not `view`."""
FILTERS_BY: Final = "filters_by"
"""Metadata of a field of a filter: the field of the type it goes through, where it is called otherwise."""
DEFINITION: Final = "strawberry-definition"
FILTER: Final = re.compile(r"(\w+)Filter")
ORDER: Final = re.compile(r"(\w+)OrderField")
Kept = dict[str, set[str]]


class Reach:
    """The parts of a schema that a mask reaches, as names by type.

    fields: of objects and interfaces; inputs: of input objects; named: both; values: of enums.
    """

    def __init__(self, schema: GraphQLSchema, mask: Mask) -> None:
        self._schema = schema
        self._mask = mask
        self.values = {
            each.name: {name for name in each.values if self._sortable(each.name, name)}
            for each in self._all(GraphQLEnumType)
        }
        self.inputs = {
            each.name: {name for name, field in each.fields.items() if self._usable(each.name, name, field)}
            for each in self._all(GraphQLInputObjectType)
        }
        self.fields = {
            each.name: {name for name in each.fields if self._readable(each.name, name)}
            for each in self._all(GraphQLObjectType)
        }
        _shrink(self.inputs, self._all(GraphQLInputObjectType), self._fits_input, _is_living_input)
        _shrink(self.fields, self._all(GraphQLObjectType), self._fits, _is_living)
        for each in self._all(GraphQLInterfaceType):
            self.fields[each.name] = self._common(each)
        self.named = self.fields | self.inputs

    @cached_property
    def types(self) -> frozenset[str]:
        """The types one comes to from the roots, and scalars and enums that nothing ever leads to."""
        loose = {each.name for each in self._all(GraphQLNamedType) if is_leaf_type(each)}
        loose -= _walk(_roots(self._schema), lambda type_: _next(self._schema, type_, None))
        roots = [root for root in _roots(self._schema) if self.is_left(root)]
        found = _walk(roots, lambda type_: _next(self._schema, type_, self))
        # An interface that one meets only as a part of a type leads to no other type.
        shared = {
            one.name for each in self._all(GraphQLObjectType) if each.name in found for one in each.interfaces
        }
        return frozenset(loose | found | shared)

    def is_left(self, type_: GraphQLNamedType) -> bool:
        """Whether there is anything of a type; a query type remains without fields, too."""
        if isinstance(type_, GraphQLInterfaceType):
            return any(map(self.is_left, self._schema.get_implementations(type_).objects))
        if isinstance(type_, GraphQLUnionType):
            return any(map(self.is_left, type_.types))
        if type_ is self._schema.query_type:
            return True
        for kept in (self.fields, self.inputs, self.values):
            if type_.name in kept:
                return bool(kept[type_.name])
        return True

    def _all(self, kind: type[Any]) -> list[Any]:
        named = self._schema.type_map.items()
        return [each for name, each in named if isinstance(each, kind) and not name.startswith("__")]

    def _readable(self, type_name: str, field: str) -> bool:
        return is_plumbing(type_name, field) or self._mask.anywhere(f"{type_name}.{field}") > Level.NONE

    def _usable(self, type_name: str, name: str, field: GraphQLInputField) -> bool:
        metadata = getattr(field.extensions.get(DEFINITION), "metadata", {})
        if WRITES in metadata:
            of, _, key = metadata[WRITES].partition(".")
            return is_required_input_field(field) or any(self._mask.may_write(of, key, r) for r in RELATIONS)
        level = metadata.get(COMPARED_AT, Level.VIEW)
        return self._throughout(FILTER.fullmatch(type_name), metadata.get(FILTERS_BY, name), level)

    def _sortable(self, type_name: str, value: str) -> bool:
        head, *rest = value.lower().split("_")
        name = head + "".join(part.capitalize() for part in rest)
        about = ORDER.fullmatch(type_name)
        return self._throughout(about, name, Level.VIEW) and self._is_named(about, name)

    def _is_named(self, about: re.Match[str] | None, name: str) -> bool:
        """Whether the names of the rows that a field is can be read, where it is rows that have names."""
        type_ = self._schema.get_type(about[1]) if about else None
        field = type_.fields.get(name) if isinstance(type_, GraphQLObjectType) else None
        target = None if field is None else get_named_type(field.type)
        if not isinstance(target, GraphQLObjectType) or "name" not in target.fields:
            return True
        return self._mask.throughout(f"{target.name}.name", self._mask.relations(target.name)) >= Level.VIEW

    def _throughout(self, about: re.Match[str] | None, name: str, level: Level) -> bool:
        """Whether a field can be filtered or sorted by: it is readable for all rows of its type that are seen."""
        type_ = self._schema.get_type(about[1]) if about else None
        if not isinstance(type_, GraphQLObjectType) or name not in type_.fields:
            return True
        relations = self._mask.relations(type_.name)
        return self._mask.throughout(f"{type_.name}.{name}", relations) >= level

    def _fits(self, field: GraphQLField) -> bool:
        needed = [get_named_type(each.type) for each in field.args.values() if is_required_argument(each)]
        return all(map(self.is_left, [get_named_type(field.type), *needed]))

    def _fits_input(self, field: GraphQLInputField) -> bool:
        return self.is_left(get_named_type(field.type))

    def _common(self, type_: GraphQLInterfaceType) -> set[str]:
        """The fields of an interface that all of its types have kept."""
        found = filter(self.is_left, self._schema.get_implementations(type_).objects)
        return set(type_.fields).intersection(*(self.fields[each.name] for each in found))


def _shrink(
    kept: Kept, types: Iterable[Any], fits: Callable[[Any], bool], is_living: Callable[[Any, set[str]], bool]
) -> None:
    """Take away what leads to nothing, until nothing more goes."""
    before = -1
    while before != (before := sum(map(len, kept.values()))):
        for type_ in types:
            fields: Mapping[str, Any] = type_.fields
            left = {name for name in kept[type_.name] if fits(fields[name])}
            kept[type_.name] = left if is_living(type_, left) else set()


def _is_living(type_: GraphQLObjectType, kept: set[str]) -> bool:
    """Whether a type still says something: an id alone does not, nor does a page without rows."""
    if type_.name.endswith(PLUMBING_TYPES):
        told = {name for name, field in type_.fields.items() if _holds_rows(field)}
    else:
        told = {name for name in type_.fields if not is_plumbing(type_.name, name)}
    return bool(told & kept) if told else bool(kept)


def _holds_rows(field: GraphQLField) -> bool:
    named = get_named_type(field.type)
    return is_composite_type(named) and not named.name.endswith("PageInfo")


def _is_living_input(type_: GraphQLInputObjectType, kept: set[str]) -> bool:
    """Whether anything can be said with an input: all that it needs, and more than itself again."""
    needed = {name for name, field in type_.fields.items() if is_required_input_field(field)}
    return needed <= kept and any(get_named_type(type_.fields[name].type) is not type_ for name in kept)


def _roots(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    found = (schema.query_type, schema.mutation_type, schema.subscription_type)
    return [root for root in found if root is not None]


def _walk(
    roots: Iterable[GraphQLNamedType], after: Callable[[GraphQLNamedType], Iterable[GraphQLNamedType]]
) -> set[str]:
    """The names of all types one comes to."""
    seen: set[str] = set()
    open_ = list(roots)
    while open_:
        type_ = open_.pop()
        if type_.name not in seen:
            seen.add(type_.name)
            open_.extend(after(type_))
    return seen


def _next(schema: GraphQLSchema, type_: GraphQLNamedType, reach: Reach | None) -> Iterator[GraphQLNamedType]:
    """The types that a type leads to; with a reach, by what it leaves."""
    if isinstance(type_, GraphQLInterfaceType):
        found: Iterator[Any] = iter(schema.get_implementations(type_).objects)
        yield from (each for each in found if reach is None or reach.is_left(each))
    if isinstance(type_, GraphQLUnionType):
        yield from (each for each in type_.types if reach is None or reach.is_left(each))
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        kept = None if reach is None else reach.named[type_.name]
        for name, field in type_.fields.items():
            if kept is None or name in kept:
                yield get_named_type(field.type)
                arguments = [get_named_type(each.type) for each in getattr(field, "args", {}).values()]
                yield from (each for each in arguments if reach is None or reach.is_left(each))
