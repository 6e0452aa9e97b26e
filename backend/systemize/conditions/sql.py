"""Conditions as SQL: values are always bound, never written into the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from backend.platform.errors import bad_input
from backend.systemize.conditions.tree import (
    LARGEST,
    OPERATORS,
    All,
    AnyOf,
    Condition,
    Is,
    Not,
    comparisons,
)
from backend.systemize.fields import Field

Term = Callable[[str, Any], ColumnElement[bool]]


def compile_condition(
    condition: Condition, fields: Mapping[str, Field], terms: Mapping[str, Term]
) -> ColumnElement[bool]:
    """The predicate of a condition.

    fields: what may be compared, by key; terms: (operator, value) -> SQL, by key (`column_term` for columns).
    Raises Refused(BAD_USER_INPUT) for fields, operators or values that cannot be.
    """
    if sum(1 for _ in comparisons(condition)) > LARGEST:
        raise bad_input("filter", "limit", limit=LARGEST)
    return _compile(condition, fields, terms)


def _compile(
    condition: Condition, fields: Mapping[str, Field], terms: Mapping[str, Term]
) -> ColumnElement[bool]:
    match condition:
        case All(parts):
            return and_(true(), *(_compile(part, fields, terms) for part in parts))
        case AnyOf(parts):
            return or_(false(), *(_compile(part, fields, terms) for part in parts))
        case Not(part):
            return not_(_compile(part, fields, terms))
        case Is(key, op, value):
            field = fields.get(key)
            if field is None or not field.filterable or key not in terms:
                raise bad_input(key, "filter_unknown")
            if op not in OPERATORS[field.kind] or (value is None and op != "empty"):
                raise bad_input(key, "filter_value")
            if isinstance(value, list) and len(value) > LARGEST:
                raise bad_input(key, "limit", limit=LARGEST)
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
                return column.icontains(value, autoescape=True)
            case _:
                return column.is_(None) if value else column.is_not(None)

    return term
