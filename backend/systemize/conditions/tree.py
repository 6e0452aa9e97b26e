"""Conditions as a tree, read from and written to JSON.

`{"all": [...]}`, `{"any": [...]}`, `{"not": ...}`, `{"is": {"field": "aum", "op": "gte", "value": "3000000"}}`, and
over related rows `{"related": {"field": "tasks", "quantifier": "some", "part": ...}}` or, of how many there are,
`{"count": {"field": "tasks", "op": "gte", "value": 3, "part": ...}}`; a relation to one row is one to a list of one or
none. Two-valued: a comparison with a missing value is false, and `not` negates that.

Days and instants are also compared with the day on which it is asked, a parameter: `last` and `next` are within so
many days of it, `ago` and `ahead` at least so far from it. A day is one of the business calendar. A lunar day is
compared so by when it comes round.
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
MOST_LINKS = 3
"""Relations that one condition may go through, one behind the other."""
MOST_RELATED = 20
QUANTIFIERS = ("some", "none", "every")
NUMBERED = ("gte", "lte")
"""How a number of related rows is compared."""
ORDERED = ("eq", "gt", "gte", "lt", "lte", "empty")
DATED = ("eq", "gt", "gte", "lt", "lte", "last", "next", "ago", "ahead", "empty")
OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("eq", "ne", "in", "prefix", "contains", "empty"),
    Kind.LONG_TEXT: ("contains", "empty"),
    Kind.CHOICE: ("eq", "ne", "in", "empty"),
    Kind.CHOICES: ("any", "all", "none", "empty"),
    Kind.REGION: ("eq", "ne", "in", "prefix", "empty"),
    Kind.NUMBER: ORDERED,
    Kind.PERCENT: ORDERED,
    Kind.MONEY: ORDERED,
    Kind.DATE: DATED,
    Kind.INSTANT: DATED[1:],
    Kind.BOOLEAN: ("eq", "empty"),
    Kind.SEALED: ("eq", "tail", "empty"),
    Kind.USER: ("eq", "in", "empty"),
    Kind.TEAM: ("eq", "in", "empty"),
    Kind.HOUSEHOLD: ("eq", "in", "empty"),
    Kind.TAGS: ("any", "all", "none", "empty"),
    Kind.LUNAR: ("eq", "in", "last", "next", "empty"),
    Kind.CLIENT: ("eq", "in", "empty"),
    Kind.PRODUCT: ("eq", "in", "empty"),
    Kind.FILE: ("empty",),
}
# Operators whose value is a list.
LISTS = frozenset({"in", "any", "all", "none"})
# Operators whose value is a number of days.
RELATIVE = frozenset({"last", "next", "ago", "ahead"})
FARTHEST = 36_500
"""Days a comparison may reach back or ahead."""
MOST_COUNTED = 10_000


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


@dataclass(frozen=True)
class Related:
    """Of the related rows some, none or every one fits the part; of no rows every one does."""

    field: str
    quantifier: str
    part: Condition


@dataclass(frozen=True)
class Count:
    """How many of the related rows fit the part: at least (`gte`) or at most (`lte`) so many."""

    field: str
    op: str
    number: Any
    part: Condition


Condition = Is | All | AnyOf | Not | Related | Count


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
    if word == "related" and isinstance(inner, Mapping) and set(inner) == {"field", "quantifier", "part"}:
        field, quantifier = inner["field"], inner["quantifier"]
        if isinstance(field, str) and quantifier in QUANTIFIERS:
            return Related(field, quantifier, read(inner["part"], _depth + 1))
    if word == "count" and isinstance(inner, Mapping) and set(inner) == {"field", "op", "value", "part"}:
        field, op = inner["field"], inner["op"]
        if isinstance(field, str) and op in NUMBERED:
            return Count(field, op, inner["value"], read(inner["part"], _depth + 1))
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
        case Related(field, quantifier, part):
            return {"related": {"field": field, "quantifier": quantifier, "part": write(part)}}
        case Count(field, op, number, part):
            return {"count": {"field": field, "op": op, "value": number, "part": write(part)}}


def hold_size(condition: Condition) -> None:
    """Raises Refused(BAD_USER_INPUT) for more than one statement should bear.

    `limit`: parts or comparisons; `filter_related`: relations; `filter_links`: relations one behind the other.
    """
    parts, compared, related = 0, 0, 0
    waiting: list[tuple[Condition, int]] = [(condition, 0)]
    while waiting:
        part, links = waiting.pop()
        parts += 1
        compared += isinstance(part, Is)
        links += isinstance(part, Related | Count)
        related += isinstance(part, Related | Count)
        if links > MOST_LINKS:
            raise bad_input("filter", "filter_links", limit=MOST_LINKS)
        if related > MOST_RELATED:
            raise bad_input("filter", "filter_related", limit=MOST_RELATED)
        if compared > LARGEST or parts > MOST_PARTS:
            raise bad_input("filter", "limit", limit=LARGEST)
        waiting += [(inner, links) for inner in _inside(part)]


def _inside(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case Is():
            return ()
        case Not(part) | Related(_, _, part) | Count(_, _, _, part):
            return (part,)
        case All(parts) | AnyOf(parts):
            return parts


def about_row(condition: Condition) -> Iterator[Is | Related | Count]:
    """Every comparison and relation of the row itself, left to right: what a right check has to look at.

    What a relation asks of the related rows is about those; it is looked at there.
    """
    if isinstance(condition, Is | Related | Count):
        yield condition
    else:
        for part in _inside(condition):
            yield from about_row(part)


def comparisons(condition: Condition) -> Iterator[Is]:
    """Every comparison of the row itself."""
    return (each for each in about_row(condition) if isinstance(each, Is))
