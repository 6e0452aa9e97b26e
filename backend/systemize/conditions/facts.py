"""Conditions over facts in memory: the same answers as the SQL, for previews, receipts and tests."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from backend.systemize.conditions.tree import All, AnyOf, Condition, Is, Not, Related

SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def holds(condition: Condition, facts: Mapping[str, Any]) -> bool:
    """Whether a condition, with typed values (values.py), holds for facts by field key; None is missing.

    Under the key of a relation: the facts of the related row, or a list of such.
    """
    match condition:
        case All(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)
        case Not(part):
            return not holds(part, facts)
        case Is(field, op, value):
            return _compare(op, facts.get(field), value)
        case Related(field, quantifier, part):
            return _of_rows(quantifier, [holds(part, row) for row in _rows(facts.get(field))])


def _rows(related: Any) -> list[Mapping[str, Any]]:
    return [related] if isinstance(related, Mapping) else list(related or ())


def _of_rows(quantifier: str, fits: list[bool]) -> bool:
    match quantifier:
        case "some":
            return any(fits)
        case "none":
            return not any(fits)
        case "every":
            return all(fits)
    raise ValueError(quantifier)


def _compare(op: str, fact: Any, value: Any) -> bool:  # noqa: C901  one line an operator
    missing = fact is None or fact == []
    if op == "empty":
        return missing is bool(value)
    if op in {"any", "all", "none"}:  # of a set, which is never missing, only empty
        return _of_set(op, set(fact or ()), set(value))
    if missing:
        return False
    match op:
        case "eq":
            return bool(fact == value)
        case "ne":
            return bool(fact != value)
        case "in":
            return fact in value
        case "gt":
            return bool(fact > value)
        case "gte":
            return bool(fact >= value)
        case "lt":
            return bool(fact < value)
        case "lte":
            return bool(fact <= value)
        case "prefix":
            return str(fact).startswith(value)
        case "contains":
            return small(value) in small(fact)
        case "tail":
            return str(fact).endswith(value)
    raise ValueError(op)


def _of_set(op: str, borne: set[Any], wanted: set[Any]) -> bool:
    if op == "all":
        return wanted <= borne
    return bool(borne & wanted) is (op == "any")


def small(text: Any) -> str:
    """Small letters of A-Z only, as the SQL does."""
    return str(text).translate(SMALL)
