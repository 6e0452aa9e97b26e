"""Variables of an operation as the schema means them, by functions made once for each operation.

The library's way finds out anew in each request what each variable may be; what it would refuse is only noticed
here, and worded there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    type_from_ast,
    value_from_ast,
)

from backend.graph.engine.lates import Uncovered

Coerce = Callable[[Any], Any]
LARGEST_INT: Final = 2**31 - 1


class Coercion:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._known: dict[int, Coerce] = {}
        self._variables: list[tuple[str, Coerce, Any, bool]] = []
        for each in operation.variable_definitions or ():
            type_: Any = type_from_ast(schema, each.type)
            default = Undefined if each.default_value is None else value_from_ast(each.default_value, type_)
            needed = isinstance(type_, GraphQLNonNull) and default is Undefined
            self._variables.append((each.variable.name.value, self._of(type_), default, needed))

    def coerced(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values by name; those not given and without a default are absent.

        Raises Uncovered for what does not fit.
        """
        values: dict[str, Any] = {}
        for name, coerce, default, needed in self._variables:
            if name in given:
                values[name] = coerce(given[name])
            elif default is not Undefined:
                values[name] = default
            elif needed:
                raise Uncovered("a variable is missing")
        return values

    def _of(self, type_: GraphQLInputType) -> Coerce:
        if isinstance(type_, GraphQLNonNull):
            return _there(self._of(type_.of_type))
        if isinstance(type_, GraphQLList):
            return _listed(self._of(type_.of_type))
        known = self._known.get(id(type_))
        if known is None:
            # Types refer to each other and to themselves: what is being made is found by those inside.
            late = _Late()
            self._known[id(type_)] = late
            known = self._known[id(type_)] = late.made = self._named(type_)
        return known

    def _named(self, type_: Any) -> Coerce:
        if isinstance(type_, GraphQLScalarType):
            return _PLAIN.get(type_.name) or _parsed(type_)
        if isinstance(type_, GraphQLEnumType):
            return _named_in({name: type_.parse_value(name) for name in type_.values})
        assert isinstance(type_, GraphQLInputObjectType)
        if type_.is_one_of:
            raise Uncovered("an input of one member")
        return self._object(type_)

    def _object(self, type_: GraphQLInputObjectType) -> Coerce:
        members = {name: self._of(each.type) for name, each in type_.fields.items()}
        defaults = {}
        needed = set()
        for name, each in type_.fields.items():
            default = each.default_value
            if each.default is not None:
                raise Uncovered("a default as text")
            if default is not Undefined:
                defaults[name] = default
            elif isinstance(each.type, GraphQLNonNull):
                needed.add(name)

        def coerce(value: Any) -> Any:
            if value is None:
                return None
            if not isinstance(value, dict) or not needed.issubset(value):
                raise Uncovered("an input that does not fit")
            found = dict(defaults)
            for name, given in value.items():
                member = members.get(name)
                if member is None:
                    raise Uncovered("a member nobody knows")
                found[name] = member(given)
            return found

        return coerce


class _Late:
    """Stands for a function that is being made."""

    made: Coerce

    def __call__(self, value: Any) -> Any:
        """What the function says."""
        return self.made(value)


def _there(inside: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            raise Uncovered("null where none may be")
        return inside(value)

    return coerce


def _listed(inside: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            return None
        # One value where a list is meant is a list of one.
        return [inside(each) for each in value] if isinstance(value, list) else [inside(value)]

    return coerce


def _named_in(values: Mapping[str, Any]) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, str) or value not in values:
            raise Uncovered("no value of an enum")
        return values[value]

    return coerce


def _parsed(type_: GraphQLScalarType) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            return None
        try:
            found = type_.parse_value(value)
        except Exception as fault:
            raise Uncovered(f"no {type_.name}") from fault
        if found is Undefined:
            raise Uncovered(f"no {type_.name}")
        return found

    return coerce


def _exactly(kind: type) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is not None and type(value) is not kind:
            raise Uncovered(f"no {kind.__name__}")
        return value

    return coerce


def _whole(value: Any) -> Any:
    if value is not None and (type(value) is not int or not -LARGEST_INT - 1 <= value <= LARGEST_INT):
        raise Uncovered("no whole number of 32 bits")
    return value


# Numbers as ids and whole floats as numbers fit too, but are rare enough for the ordinary route.
_PLAIN: Final[Mapping[str, Coerce]] = {
    "ID": _exactly(str),
    "String": _exactly(str),
    "Boolean": _exactly(bool),
    "Int": _whole,
}
