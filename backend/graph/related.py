"""Relations that a filter goes through, counted before anything runs: each asks of other rows for every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLInputObjectType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

OF_ROW: Final = frozenset({"and", "or", "not"})
"""Members of a filter that hold filters of the same rows."""


@dataclass(frozen=True)
class Relations:
    """How the filters of a schema go on to other rows. types: filters; members: those that hold a filter of others."""

    types: frozenset[str]
    members: frozenset[str]

    def among(self, value: Any, given: Mapping[str, Any], depth: int = 1) -> int:
        """The relations a filter goes through; one behind another counts twice, one behind those three times.

        value: as written in a document or as a variable has it; given: values of variables.
        """
        if isinstance(value, VariableNode):
            # What a variable holds names no variable; its default is written like a value of the document.
            return self.among(given.get(value.name.value), {}, depth)
        if not isinstance(value, ValueNode):
            return self.told(value, depth)
        if isinstance(value, ListValueNode):
            return sum(self.among(each, given, depth) for each in value.values)
        return sum(
            depth + self.among(inner, given, depth + 1)
            if name in self.members and _is_filter(inner, given)
            else self.among(inner, given, depth)
            for name, inner in _members(value)
        )

    def told(self, value: Any, depth: int = 1) -> int:
        """As `among`, of a value as a variable has it: it is asked in every request."""
        kind = type(value)
        if kind is list:
            return sum([self.told(each, depth) for each in value])
        if kind is not dict:
            return 0
        count = 0
        for name, inner in value.items():
            if type(inner) is dict:
                through = name in self.members
                count += depth * through + self.told(inner, depth + through)
            elif type(inner) is list:
                count += self.told(inner, depth)
        return count


def relations_of(schema: GraphQLSchema) -> Relations:
    """The relations of every filter of a schema: an input with `and`, `or`, `not`."""
    inputs = [each for each in schema.type_map.values() if isinstance(each, GraphQLInputObjectType)]
    filters = {each.name for each in inputs if set(each.fields) >= OF_ROW}
    found = {
        (each.name, name)
        for each in inputs
        for name, field in each.fields.items()
        if name not in OF_ROW and get_named_type(field.type).name in filters
    }
    return Relations(frozenset(filters | {type_ for type_, _ in found}), frozenset(name for _, name in found))


def _members(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, ObjectValueNode):
        return [(each.name.value, each.value) for each in value.fields]
    return []


def _is_filter(value: Any, given: Mapping[str, Any]) -> bool:
    """Whether rows are asked for something; `none` is also what tags are not, a list."""
    if isinstance(value, VariableNode):
        value = given.get(value.name.value)
    return isinstance(value, ObjectValueNode | dict)
