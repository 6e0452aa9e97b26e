"""The answer of a formula in memory: exact, and the same as the SQL of `sql.py` gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any, Final

from backend.systemize.formulas.checking import PLACES, WIDEST
from backend.systemize.formulas.tree import (
    TODAY,
    Called,
    Compared,
    Joined,
    Negated,
    Node,
    Number,
    Ref,
    Rolled,
    Today,
)

_EXACT: Final = Context(prec=3 * WIDEST)


class _Missing(Exception):
    """Something on the way is not there, or is divided by nothing: there is no answer."""


def answer(node: Node, facts: Mapping[str, Any], places: int | None = None) -> Any:
    """A Decimal or a day; None where a field it needs is missing or something is divided by nothing.

    facts: Decimals and days by key, the day it is asked on as `today`; places: decimals of a number, rounded half away
    from nothing.
    """
    with localcontext(_EXACT):
        try:
            found = _answer(node, facts)
        except _Missing:
            return None
        return rounded(found, places) if isinstance(found, Decimal) and places is not None else found


def rounded(value: Decimal, places: int) -> Decimal:
    """As SQL rounds; never a negative nothing."""
    with localcontext(_EXACT):
        found = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        return abs(found) if found == 0 else found


def _answer(node: Node, facts: Mapping[str, Any]) -> Any:
    match node:
        case Number(value):
            return value
        case Ref() | Rolled() | Today():
            found = facts.get(TODAY if isinstance(node, Today) else node.key)
            if found is None:
                raise _Missing
            return found
        case Negated(part):
            return -_answer(part, facts)
        case Joined(sign, left, right):
            return _joined(sign, _answer(left, facts), _answer(right, facts))
        case Compared(sign, left, right):
            return _compared(sign, _answer(left, facts), _answer(right, facts))
        case Called("if", (condition, then, other)):
            return _answer(then if _answer(condition, facts) else other, facts)
        case Called(name, parts):
            return _called(name, [_answer(part, facts) for part in parts])
    raise TypeError(node)


def _joined(sign: str, left: Decimal, right: Decimal) -> Decimal:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return rounded(left * right, PLACES)
    if right == 0:
        raise _Missing
    # What is cut off rather than rounded is the same in every arithmetic.
    whole = (left.scaleb(PLACES) / right).quantize(Decimal(1), ROUND_DOWN)
    return whole.scaleb(-PLACES)


def _compared(sign: str, left: Any, right: Any) -> bool:
    found = {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "=": left == right,
        "<>": left != right,
    }
    return bool(found[sign])


def _called(name: str, parts: list[Any]) -> Any:
    match name:
        case "min":
            return min(parts)
        case "max":
            return max(parts)
        case "abs":
            return abs(parts[0])
        case "round":
            return rounded(parts[0], int(parts[1]))
        case "days":
            return Decimal(days_between(*parts))
    raise ValueError(name)


def days_between(first: date, until: date) -> int:
    """Days from one day to another; below nothing where the other is earlier."""
    return (until - first).days
