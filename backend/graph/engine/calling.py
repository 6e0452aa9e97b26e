"""Calling a field's function with the arguments of an operation, by conversions made once for each field.

The library looks up every member of every input anew in each request; that costs more than most changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    is_leaf_type,
)
from strawberry.schema.name_converter import NameConverter

Convert = Callable[[Any], Any]


class Call:
    """A field whose resolver takes `info` and inputs of plain members.

    Raises TypeError for a field that is resolved in another way.
    """

    def __init__(self, field: GraphQLField, names: NameConverter) -> None:
        definition = field.extensions["strawberry-definition"]
        if definition.extensions or definition.base_resolver is None:
            raise TypeError(f"{definition.name} is not resolved by its function alone")
        self._names = names
        self._known: dict[str, Convert] = {}
        self._function = definition.base_resolver.wrapped_func
        self._arguments = {
            name: (argument.extensions["strawberry-definition"].python_name, self._of(argument.type))
            for name, argument in field.args.items()
        }

    async def __call__(self, info: Any, given: Mapping[str, Any]) -> Any:
        """What the function returns. given: values by argument, as the schema coerced them."""
        arguments = {}
        for name, value in given.items():
            python_name, convert = self._arguments[name]
            arguments[python_name] = convert(value)
        return await self._function(None, info=info, **arguments)

    def _of(self, type_: Any) -> Convert:
        if isinstance(type_, GraphQLNonNull):
            return self._of(type_.of_type)
        if isinstance(type_, GraphQLList):
            return _each(self._of(type_.of_type))
        if is_leaf_type(type_):
            return _itself
        assert isinstance(type_, GraphQLInputObjectType)
        return self._known.get(type_.name) or self._object(type_)

    def _object(self, type_: GraphQLInputObjectType) -> Convert:
        definition = type_.extensions["strawberry-definition"]
        if definition.from_input is not None:
            raise TypeError(f"{type_.name} makes itself")
        made = definition.origin
        empty: dict[str, Any] = {}
        members: dict[str, tuple[str, Convert]] = {}

        def convert(value: Any) -> Any:
            if value is None:
                return None
            given = dict(empty)
            for name, part in value.items():
                python_name, inner = members[name]
                given[python_name] = inner(part)
            return made(**given)

        # Known before its members are: an input may hold others of its own type.
        self._known[type_.name] = convert
        for field in definition.fields:
            if field.default_value is MISSING and field.default_factory is MISSING:
                empty[field.python_name] = None
            name = self._names.from_field(field)
            members[name] = field.python_name, self._of(type_.fields[name].type)
        return convert


def _itself(value: Any) -> Any:
    return value


def _each(convert: Convert) -> Convert:
    return lambda value: None if value is None else [convert(each) for each in value]
