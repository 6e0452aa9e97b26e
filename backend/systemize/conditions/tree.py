"""Conditions as a tree, read from and written to JSON.

`{"all": [...]}`, `{"any": [...]}`, `{"not": ...}`, `{"is": {"field": "aum", "op": "gte", "value": "3000000"}}`.
Two-valued: a comparison with a missing value is false, and `not` negates that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backend.platform.errors import bad_input
from backend.systemize.fields import Kind

DEEPEST = 8
LARGEST = 200
MOST_PARTS = 1000
ORDERED = ("eq", "gt", "gte", "lt", "lte", "empty")
OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("eq", "ne", "in", "prefix", "contains", "empty"),
    Kind.LONG_TEXT: ("contains", "empty"),
    Kind.CHOICE: ("eq", "ne", "in", "empty"),
    Kind.MONEY: ORDERED,
    Kind.DATE: ORDERED,
    Kind.INSTANT: ORDERED[1:],
    Kind.BOOLEAN: ("eq", "empty"),
    Kind.SEALED: ("eq", "tail", "empty"),
    Kind.USER: ("eq", "in", "empty"),
    Kind.TEAM: ("eq", "in", "empty"),
    Kind.HOUSEHOLD: ("eq", "in", "empty"),
    Kind.TAGS: ("any", "all", "none", "empty"),
}
# Operators whose value is a list.
LISTS = frozenset({"in", "any", "all", "none"})


@dataclass(frozen=True)
class Is:
    """One comparison; `value` is typed as the field's kind says."""

    field: str
    op: str
    value: Any


@dataclass(frozen=True)
class All:
    """Every part holds; without parts: true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds; without parts: false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Is | All | AnyOf | Not


def read(tree: Any, _depth: int = 0) -> Condition:
    """The condition of a JSON tree. Raises Refused(BAD_USER_INPUT, field=filter) when it is not one."""
    if _depth > DEEPEST or not isinstance(tree, Mapping) or len(tree) != 1:
        raise bad_input("filter", "filter_value")
    ((word, inner),) = tree.items()
    if word in {"all", "any"} and isinstance(inner, list):
        parts = tuple(read(part, _depth + 1) for part in inner)
        return All(parts) if word == "all" else AnyOf(parts)
    if word == "not":
        return Not(read(inner, _depth + 1))
    if word == "is" and isinstance(inner, Mapping) and set(inner) == {"field", "op", "value"}:
        field, op = inner["field"], inner["op"]
        if isinstance(field, str) and isinstance(op, str):
            return Is(field, op, inner["value"])
    raise bad_input("filter", "filter_value")


def write(condition: Condition) -> dict[str, Any]:
    """The JSON tree of a condition; `read(write(c)) == c`."""
    match condition:
        case All(parts):
            return {"all": [write(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [write(part) for part in parts]}
        case Not(part):
            return {"not": write(part)}
        case Is(field, op, value):
            return {"is": {"field": field, "op": op, "value": value}}


def hold_size(condition: Condition) -> None:
    """Raises Refused(BAD_USER_INPUT, problem=limit) for more parts or comparisons than one statement should bear."""
    parts, compared, waiting = 0, 0, [condition]
    while waiting:
        part = waiting.pop()
        parts += 1
        compared += isinstance(part, Is)
        if compared > LARGEST or parts > MOST_PARTS:
            raise bad_input("filter", "limit", limit=LARGEST)
        waiting += [part.part] if isinstance(part, Not) else [] if isinstance(part, Is) else part.parts


def comparisons(condition: Condition) -> Iterator[Is]:
    """Every comparison in the tree, left to right: what a right check has to look at."""
    match condition:
        case Is():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)
