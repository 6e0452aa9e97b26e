"""Conditions over facts in memory: the same answers as the SQL, for previews, receipts and tests."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from backend.platform.clock import business_date
from backend.systemize import lunar
from backend.systemize.conditions.tree import RELATIVE, All, AnyOf, Condition, Count, Is, Not, Related

SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def holds(condition: Condition, facts: Mapping[str, Any], day: date | None = None) -> bool:
    """Whether a condition, with typed values (values.py), holds for facts by field key; None is missing.

    Under the key of a relation: the facts of the related row, or a list of such. day: on which it is asked, of the
    business calendar; today when nothing is said.
    """
    day = day or business_date()
    match condition:
        case All(parts):
            return all(holds(part, facts, day) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts, day) for part in parts)
        case Not(part):
            return not holds(part, facts, day)
        case Is(field, op, value) if op in RELATIVE:
            return _on(op, facts.get(field), value, day)
        case Is(field, op, value):
            return _compare(op, facts.get(field), value)
        case Related(field, quantifier, part):
            return _of_rows(quantifier, [holds(part, row, day) for row in _rows(facts.get(field))])
        case Count(field, op, number, part):
            return _compare(op, sum(holds(part, row, day) for row in _rows(facts.get(field))), number)


def _on(op: str, fact: date | datetime | str | None, days: int, day: date) -> bool:
    if fact is None:
        return False
    if isinstance(fact, str):
        return _comes_round(op, lunar.read(fact), days, day)
    on = business_date(fact) if isinstance(fact, datetime) else fact
    from_, until = span(op, days, day)
    return (from_ is None or on >= from_) and (until is None or on < until)


def _comes_round(op: str, fact: lunar.LunarDay, days: int, day: date) -> bool:
    """Of a lunar day: whether it is kept on a day of the stretch."""
    from_, until = span(op, days, day)
    assert from_ is not None
    assert until is not None
    on = lunar.next_of(fact, from_)
    return on is not None and on < until


def span(op: str, days: int, day: date) -> tuple[date | None, date | None]:
    """The days that a comparison with the day it is asked on means: the first, and the first after them."""
    match op:
        case "last":
            return day - timedelta(days), day + timedelta(1)
        case "next":
            return day, day + timedelta(days + 1)
        case "ago":
            return None, day - timedelta(days - 1)
        case "ahead":
            return day + timedelta(days), None
    raise ValueError(op)


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
