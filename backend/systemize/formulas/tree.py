"""A formula as a tree: what it is made of, which fields it names, how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True)
class Number:
    """A number as it was written, exact."""

    value: Decimal


@dataclass(frozen=True)
class Ref:
    """A field of the row. key: of the catalogue, or `custom:<key>`; kind: of its value, empty until it is checked."""

    key: str
    kind: str = ""


@dataclass(frozen=True)
class Negated:
    """The number with the other sign."""

    part: Node


@dataclass(frozen=True)
class Joined:
    """Two numbers in one: sign is one of + - * /."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Compared:
    """Whether two numbers, or two days, stand so: sign is one of < <= > >= = <>."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Called:
    """A function: min, max, abs, round, days, if."""

    name: str
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Today:
    """The business day on which it is asked."""


@dataclass(frozen=True)
class Rolled:
    """What rows that belong to the row come to.

    key: `custom:<key>` of the field that says so; kind: of the result; relation: to the rows; take: count, sum, min,
    max, latest; field: of the rows, None where they are counted; days: only rows of the last so many days, by the
    rows' own day; currency: of amounts, others do not count; where: a condition of the rows as JSON text.
    """

    key: str
    kind: str
    relation: str
    take: str
    field: str | None = None
    days: int | None = None
    currency: str | None = None
    where: str | None = None


Node = Number | Ref | Negated | Joined | Compared | Called | Today | Rolled
Leaf = Ref | Today | Rolled
"""What a formula takes from elsewhere."""
TODAY: Final = "today"
STRENGTH: Final = {"+": 1, "-": 1, "*": 2, "/": 2}


def inside(node: Node) -> tuple[Node, ...]:
    """The parts of a node, left to right."""
    match node:
        case Negated(part):
            return (part,)
        case Joined(_, left, right) | Compared(_, left, right):
            return (left, right)
        case Called(_, parts):
            return parts
        case _:
            return ()


def nodes(node: Node) -> Iterator[Node]:
    """All nodes of a tree."""
    yield node
    for part in inside(node):
        yield from nodes(part)


def refs(node: Node) -> tuple[str, ...]:
    """Keys of the fields it names, each once, in their order."""
    return tuple(dict.fromkeys(each.key for each in nodes(node) if isinstance(each, Ref | Rolled)))


def rolled_in(node: Node) -> tuple[Rolled, ...]:
    """The roll-ups it rests on, each once, in their order."""
    return tuple(dict.fromkeys(each for each in nodes(node) if isinstance(each, Rolled)))


def replaced(node: Node, change: Callable[[Ref], Node]) -> Node:
    """The tree with other nodes for its fields."""
    match node:
        case Ref():
            return change(node)
        case Negated(part):
            return Negated(replaced(part, change))
        case Joined(sign, left, right):
            return Joined(sign, replaced(left, change), replaced(right, change))
        case Compared(sign, left, right):
            return Compared(sign, replaced(left, change), replaced(right, change))
        case Called(name, parts):
            return Called(name, tuple(replaced(part, change) for part in parts))
        case _:
            return node


def write(node: Node) -> str:
    """The formula in one spelling, without needless brackets; `read(write(n))` is `n`."""
    return _written(node, 0)


def _written(node: Node, within: int) -> str:
    match node:
        case Number(value):
            return f"{value:f}"
        case Ref(key) | Rolled(key):
            return key
        case Today():
            return TODAY
        case Negated(part):
            return f"-{_written(part, 3)}"
        case Joined(sign, left, right):
            strength = STRENGTH[sign]
            text = f"{_written(left, strength)} {sign} {_written(right, strength + 1)}"
            return f"({text})" if strength < within else text
        case Compared(sign, left, right):
            return f"{_written(left, 0)} {sign} {_written(right, 0)}"
        case Called(name, parts):
            return f"{name}({', '.join(_written(part, 0) for part in parts)})"
