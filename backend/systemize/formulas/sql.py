"""A formula as SQL: the same answers as `answers.py`. Everything is exact, and each part stands there once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    select,
    true,
    values,
)

from backend.systemize.formulas.checking import PLACES, sort_of
from backend.systemize.formulas.tree import (
    Called,
    Compared,
    Joined,
    Leaf,
    Negated,
    Node,
    Number,
    Ref,
    Rolled,
    Today,
)

ColumnOf = Callable[[Leaf], ColumnElement[Any]]
"""A field, a roll-up, the day -> its value for the row, a number or a day."""


def expression(node: Node, column_of: ColumnOf, places: int | None = None) -> ColumnElement[Any]:
    """The value of a formula over a row; null as in memory. places: decimals of a number."""
    found = _made(node, column_of)
    if places is None or sort_of(node) != "number":
        return found
    return func.round(found, _whole(places), type_=Numeric())


def _made(node: Node, column_of: ColumnOf) -> ColumnElement[Any]:
    match node:
        case Number(value):
            return _number(value)
        case Ref() | Rolled() | Today():
            return column_of(node)
        case Negated(part):
            return -_made(part, column_of)
        case Joined(sign, left, right):
            return _joined(sign, _made(left, column_of), _made(right, column_of))
        case Compared(sign, left, right):
            one, other = _made(left, column_of), _made(right, column_of)
            found: ColumnElement[Any] = one.op(sign, return_type=Boolean(), is_comparison=True)(other)
            return found
        case Called("if", (condition, then, other)):
            # Asked once: what is unknown is neither, and has no answer.
            return case(
                (true(), _made(then, column_of)),
                (literal_column("false", Boolean()), _made(other, column_of)),
                value=_made(condition, column_of),
                else_=null(),
            )
        case Called(name, parts):
            return _called(name, [_made(part, column_of) for part in parts], parts)
    raise TypeError(node)


def _joined(sign: str, left: ColumnElement[Any], right: ColumnElement[Any]) -> ColumnElement[Any]:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return func.round(left * right, _whole(PLACES), type_=Numeric())
    cut = func.div(
        left * _number(Decimal(10) ** PLACES), func.nullif(right, _number(Decimal(0))), type_=Numeric()
    )
    return cut * _number(Decimal(1).scaleb(-PLACES))


def _called(name: str, parts: list[ColumnElement[Any]], of: tuple[Node, ...]) -> ColumnElement[Any]:
    match name:
        case "min" | "max":
            return _chosen(name, parts, sort_of(of[0]) == "day")
        case "abs":
            return func.abs(parts[0], type_=Numeric())
        case "round":
            places = of[1]
            assert isinstance(places, Number)
            return func.round(parts[0], _whole(int(places.value)), type_=Numeric())
        case "days":
            return cast(cast(parts[1], Date()) - cast(parts[0], Date()), Numeric())
    raise ValueError(name)


def _chosen(name: str, parts: list[ColumnElement[Any]], are_days: bool) -> ColumnElement[Any]:
    """The least or greatest of all, none where one is missing: `least` would leave that one out."""
    listed = values(column("part", Date() if are_days else Numeric()), name="parts").data(
        [(part,) for part in parts]
    )
    of = listed.c.part
    found = case((func.count(of) == _whole(len(parts)), getattr(func, name)(of)), else_=null())
    return select(found).select_from(listed).scalar_subquery()


def _number(value: Decimal) -> ColumnElement[Any]:
    # Written by us from a Decimal that was read by our own grammar: digits and a point.
    return literal_column(f"{value:f}::numeric", Numeric())


def _whole(value: int) -> ColumnElement[int]:
    return literal_column(str(value), Integer())
