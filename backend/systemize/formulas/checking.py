"""Whether a formula can be answered: its fields are known, its parts fit together, its numbers stay within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from backend.platform.errors import bad_input
from backend.systemize.formulas.tree import (
    Called,
    Compared,
    Joined,
    Negated,
    Node,
    Number,
    Ref,
    Rolled,
    Today,
    nodes,
)

Sort = Literal["number", "day", "truth"]
SORTS: Final[Mapping[str, Sort]] = {
    "number": "number",
    "money": "number",
    "percent": "number",
    "date": "day",
}
"""Kinds of fields that a formula can name, and can result in."""
MOST_NODES: Final = 300
PLACES: Final = 12
"""Decimals that products and quotients are kept with on the way."""
WIDEST: Final = 1000
"""Digits that a value on the way may have before the point."""
FIELD_DIGITS: Final = 20
MOST_ROUNDED: Final = 8


def checked(node: Node, kind: str) -> Node:
    """A formula with the kinds of its fields, for a field of a kind.

    Raises Refused(BAD_USER_INPUT, field=formula): `formula_kind` where parts do not fit together or the result is not
    of the kind; `formula_large` for too many parts, or numbers without bounds.
    """
    if sum(1 for _ in nodes(node)) > MOST_NODES:
        raise bad_input("formula", "formula_large")
    if kind not in SORTS or sort_of(node) != SORTS[kind]:
        raise bad_input("formula", "formula_kind")
    if _digits(node) > WIDEST:
        raise bad_input("formula", "formula_large")
    return node


def sort_of(node: Node) -> Sort:  # noqa: C901  one line a kind of node
    """What a formula results in. Raises Refused(BAD_USER_INPUT) as `checked`."""
    match node:
        case Number():
            return "number"
        case Ref(_, kind) | Rolled(_, kind):
            return SORTS[kind]
        case Today():
            return "day"
        case Negated(part):
            return _all(node, "number", part)
        case Joined(_, left, right):
            return _all(node, "number", left, right)
        case Compared(_, left, right):
            if sort_of(left) == "truth" or sort_of(left) != sort_of(right):
                raise bad_input("formula", "formula_kind")
            return "truth"
        case Called("days", parts):
            _all(node, "day", *parts)
            return "number"
        case Called("if", (condition, then, other)):
            _all(node, "truth", condition)
            return _alike(then, other)
        case Called("min" | "max", parts):
            return _alike(*parts)
        case Called("round", (part, places)):
            if not isinstance(places, Number) or places.value not in range(MOST_ROUNDED + 1):
                raise bad_input("formula", "formula_kind")
            return _all(node, "number", part)
        case Called(_, parts):
            return _all(node, "number", *parts)
    raise bad_input("formula", "formula_kind")


def _all(_node: Node, sort: Sort, *parts: Node) -> Sort:
    if any(sort_of(part) != sort for part in parts):
        raise bad_input("formula", "formula_kind")
    return sort


def _alike(*parts: Node) -> Sort:
    found = {sort_of(part) for part in parts}
    if len(found) != 1 or "truth" in found:
        raise bad_input("formula", "formula_kind")
    return found.pop()


def _digits(node: Node) -> int:
    """Digits before the point that the value, or any on the way to it, can have at most."""
    match node:
        case Number():
            return FIELD_DIGITS
        case Ref() | Rolled() | Today():
            return FIELD_DIGITS
        case Negated(part):
            return _digits(part)
        case Joined("*", left, right):
            return _digits(left) + _digits(right)
        case Joined("/", left, right):
            # The smallest divisor that is not nothing has the last decimal alone.
            return max(_digits(left) + PLACES, _digits(right))
        case Joined(_, left, right) | Compared(_, left, right):
            return max(_digits(left), _digits(right)) + 1
        case Called(_, parts):
            return max(_digits(part) for part in parts)
