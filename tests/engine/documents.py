"""Documents that ask for everything a caller can be told, and filters that compare everything with known values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
)

from backend.book.client_fields import CLIENT_FIELD
from backend.graph.engine.objects import source_of
from backend.schema.filters import POINTS_TO

TEXT, DAY, AMOUNT, KEY = "zqj7 100%_x", "1931-07-13", "918273645.64", "c0ffee" + "0" * 26
MARKS = ("zqj7", "1931", "918273645", "c0ffee")
"""What of the values must never be in a text."""
PLUMBING = ("Connection", "Edge", "PageInfo")
CONDITIONS = frozenset({"and", "or", "not"})


class Everything:
    """Documents over what a caller knows of the schema. whole: with the sources; shown: his part."""

    def __init__(self, whole: GraphQLSchema, shown: GraphQLSchema) -> None:
        self._whole, self._shown = whole, shown

    def roots(self) -> Iterator[tuple[str, str]]:
        """(root field, document) of each field the compiled route knows."""
        assert self._shown.query_type is not None
        for name, field in self._shown.query_type.fields.items():
            if self._has_source("Query", name):
                needed = [arg for arg, each in field.args.items() if is_required_argument(each)]
                heads = ", ".join(f"${arg}: {field.args[arg].type}" for arg in needed)
                given = ", ".join(f"{arg}: ${arg}" for arg in needed)
                inside = self._inside(get_named_type(field.type), 2)
                brackets = (f"({heads})", f"({given})") if needed else ("", "")
                yield name, f"query{brackets[0]} {{ {name}{brackets[1]} {inside} }}"

    def _has_source(self, type_name: str, name: str) -> bool:
        type_: Any = self._whole.get_type(type_name)
        return source_of(type_.fields[name]) is not None

    def _inside(self, type_: Any, depth: int, prefix: str = "") -> str:
        """prefix: of response keys, where types of one place mean different things by one name."""
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            possible = self._shown.get_possible_types(type_)
            parts = [f"... on {one.name} {self._inside(one, 1, one.name)}" for one in possible]
            return f"{{ __typename {' '.join(parts)} }}"
        assert isinstance(type_, GraphQLObjectType)
        plumbing = type_.name.endswith(PLUMBING)
        parts = ["__typename"]
        for name, field in type_.fields.items():
            if not plumbing and not self._has_source(type_.name, name):
                continue
            if any(is_required_argument(each) for each in field.args.values()):
                continue
            found = self._field(name, field, depth, plumbing=plumbing)
            parts += [f"{prefix}_{each}: {each}" for each in found] if prefix else found
        return f"{{ {' '.join(parts)} }}"

    def _field(self, name: str, field: GraphQLField, depth: int, *, plumbing: bool) -> list[str]:
        named = get_named_type(field.type)
        if is_leaf_type(named):
            return [name]
        if plumbing:
            # A page is told by its edges: its nodes would be the same again.
            return [] if name == "nodes" else [f"{name} {self._inside(named, depth)}"]
        if depth <= 1:
            return []
        # Lists of the same kind in one answer may be asked for different things.
        alias = f"{name}_{depth}: {name}" if field.args else name
        return [f"{alias} {self._inside(named, depth - 1)}"]


def filters(type_: GraphQLInputObjectType) -> Iterator[dict[str, Any]]:
    """A filter for each comparison of a filter input, and for each field of related rows."""
    for name, field in type_.fields.items():
        if name in CONDITIONS:
            continue
        inner: Any = get_named_type(field.type)
        if "and" in inner.fields:
            yield from ({name: found} for found in _one_each(inner))
        elif "some" in inner.fields:
            words = list(inner.fields)
            for n, found in enumerate(_one_each(get_named_type(inner.fields["some"].type))):
                yield {name: {words[n % len(words)]: found}}
        else:
            yield from ({name: {op: _value(each.type, name)}} for op, each in inner.fields.items())


def _one_each(type_: Any) -> Iterator[dict[str, Any]]:
    """One comparison of each field, by turns the first, second, ... of its operators."""
    for n, (name, field) in enumerate(type_.fields.items()):
        compared: Any = get_named_type(field.type)
        if name not in CONDITIONS and not {"and", "some"} & set(compared.fields):
            op, each = list(compared.fields.items())[n % len(compared.fields)]
            yield {name: {op: _value(each.type, name)}}


def _value(type_: Any, member: str) -> Any:
    if isinstance(get_nullable_type(type_), GraphQLList):
        return [_value(get_nullable_type(type_).of_type, member)]
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        return {
            name: _value(each.type, name) for name, each in named.fields.items() if name not in CONDITIONS
        }
    if isinstance(named, GraphQLEnumType):
        return next(iter(named.values))
    field = CLIENT_FIELD.get(member)
    if named.name == "String" and field is not None and field.options:
        return field.options[0].value
    return {
        "ID": f"{POINTS_TO.get(member, 'client')}_{KEY}",
        "Boolean": True,
        "Date": DAY,
        "DateTime": f"{DAY}T05:06:07Z",
        "Money": AMOUNT,
    }.get(named.name, TEXT)
