"""Conditions as SQL: values are always bound, never written into the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, collate, false, func, not_, or_, true

from backend.platform.errors import bad_input
from backend.systemize.conditions.facts import small
from backend.systemize.conditions.tree import All, AnyOf, Condition, Is, Not, hold_size
from backend.systemize.conditions.values import typed
from backend.systemize.fields import Field

Term = Callable[[str, Any], ColumnElement[bool]]


def compile_condition(
    condition: Condition, fields: Mapping[str, Field], terms: Mapping[str, Term]
) -> ColumnElement[bool]:
    """The predicate of a condition.

    fields: what may be compared, by key; terms: (operator, value) -> SQL, by key (`column_term` for columns).
    Raises Refused(BAD_USER_INPUT) for fields, operators or values that cannot be.
    """
    hold_size(condition)
    return _compile(typed(condition, fields), terms)


def _compile(condition: Condition, terms: Mapping[str, Term]) -> ColumnElement[bool]:
    match condition:
        case All(parts):
            return and_(true(), *(_compile(part, terms) for part in parts))
        case AnyOf(parts):
            return or_(false(), *(_compile(part, terms) for part in parts))
        case Not(part):
            return not_(_compile(part, terms))
        case Is(key, op, value):
            if key not in terms:
                raise bad_input(key, "filter_unknown")
            # `is true` makes the comparison two-valued, so that `not` of a missing value holds.
            return terms[key](op, value).is_(true())


def column_term(column: ColumnElement[Any]) -> Term:
    """Comparisons on a plain column."""

    def term(op: str, value: Any) -> Any:
        match op:
            case "eq":
                return column == value
            case "ne":
                return column != value
            case "in":
                return column.in_(value)
            case "gt":
                return column > value
            case "gte":
                return column >= value
            case "lt":
                return column < value
            case "lte":
                return column <= value
            case "prefix":
                return column.startswith(value, autoescape=True)
            case "contains":
                # Under "C" only A-Z have a small form, on every server and in memory (facts.py) alike.
                return func.lower(collate(column, "C")).contains(small(value), autoescape=True)
            case "empty":
                return column.is_(None) if value else column.is_not(None)
        raise ValueError(op)

    return term
