"""Filters, orders and searches over rows in memory, one comparison after another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cmp_to_key
from typing import Any
from uuid import UUID

from backend.book.sealed import KINDS, read_value
from backend.platform.clock import business_date
from backend.platform.errors import Refused
from backend.platform.ids import split_id
from tests.oracle.book import Row

Value = Callable[[Row, str], Any]
"""(row, name of a field) -> what the row has there."""
ASCII_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Way:
    """From a row to related ones. of: the type of these; rows: those that may be seen."""

    of: str
    rows: Callable[[Row], list[Row]]


@dataclass(frozen=True)
class Sort:
    """A type that filters speak of: what its rows have, and where one comes from them, by the name of the member."""

    value: Value
    ways: Mapping[str, Way]


Sorts = Mapping[str, Sort]


def matches(row: Row, filter: Mapping[str, Any], type_name: str, sorts: Sorts) -> bool:
    """Whether a row fits a filter: what is missing fits no comparison, and `not` turns that round."""
    sort = sorts[type_name]
    for name, compared in filter.items():
        if compared is None:
            continue
        if name == "and":
            fits = all(matches(row, part, type_name, sorts) for part in compared)
        elif name == "or":
            fits = not compared or any(matches(row, part, type_name, sorts) for part in compared)
        elif name == "not":
            fits = not matches(row, compared, type_name, sorts)
        elif name == "custom":
            fits = all(
                _compare(sort.value(row, f"custom:{each['field']}"), each["op"].lower(), each["value"])
                for each in compared
            )
        elif name in sort.ways:
            way = sort.ways[name]
            related = way.rows(row)
            fits = all(
                _quantified(
                    word, part, [matches(each, within(word, part), way.of, sorts) for each in related]
                )
                for word, part in asked(name, compared)
                if part is not None
            )
        else:
            fits = all(
                _compare(sort.value(row, name), operator, given)
                for operator, given in compared.items()
                if given is not None
            )
        if not fits:
            return False
    return True


def asked(name: str, compared: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """How many of the related rows have to fit which filter."""
    return [("some", compared)] if name.endswith("Where") else compared.items()


COUNTED = ("atLeast", "atMost")


def within(word: str, part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The filter of the related rows."""
    return (part.get("of") or {}) if word in COUNTED else part


def _quantified(word: str, part: Mapping[str, Any], fits: list[bool]) -> bool:
    if word in COUNTED:
        number: int = part["count"]
        return sum(fits) >= number if word == "atLeast" else sum(fits) <= number
    return {"some": any(fits), "none": not any(fits), "every": all(fits)}[word]


def compared_fields(
    filter: Mapping[str, Any], type_name: str, sorts: Sorts
) -> Iterable[tuple[str, str, str]]:
    """Each (type, field, operator) a filter compares; the operator is empty where it goes through a relation,

    and the field, too, for the type that the relation leads to.
    """
    for name, compared in filter.items():
        if compared is None:
            continue
        if name in {"and", "or"}:
            for part in compared:
                yield from compared_fields(part, type_name, sorts)
        elif name == "not":
            yield from compared_fields(compared, type_name, sorts)
        elif name == "custom":
            for each in compared:
                yield type_name, name, ""
                yield type_name, f"custom:{each['field']}", each["op"].lower()
        elif name in sorts[type_name].ways:
            for word, part in asked(name, compared):
                if part is not None:
                    yield type_name, name.removesuffix("Where"), ""
                    yield sorts[type_name].ways[name].of, "", ""
                    yield from compared_fields(within(word, part), sorts[type_name].ways[name].of, sorts)
        else:
            yield from (
                (type_name, name, operator) for operator, given in compared.items() if given is not None
            )


def _compare(has: Any, operator: str, given: Any) -> bool:  # noqa: C901  one line an operator
    if isinstance(has, Clear):
        return has.fits(operator, given)
    if isinstance(has, frozenset):
        told = (lambda one: one) if isinstance(has, Chosen) else (lambda one: split_id(one)[1])
        ids = {told(one) for one in given} if operator != "empty" else set()
        tests = {
            "any": bool(has & ids),
            "all": ids <= has,
            "none": not has & ids,
            "empty": (not has) is given,
        }
        return tests[operator]
    if operator == "empty":
        return (has is None) is given
    if has is None:
        return False
    if operator in {"last", "next", "ago", "ahead"}:
        days = ((business_date(has) if isinstance(has, datetime) else has) - business_date()) // timedelta(1)
        fits: dict[str, bool] = {
            "last": -given <= days <= 0,
            "next": 0 <= days <= given,
            "ago": days <= -given,
            "ahead": days >= given,
        }
        return fits[operator]
    wanted = [_typed(has, one) for one in given] if isinstance(given, list) else _typed(has, given)
    match operator:
        case "eq":
            return bool(has == wanted)
        case "ne":
            return bool(has != wanted)
        case "in":
            return has in wanted
        case "gt":
            return bool(has > wanted)
        case "gte":
            return bool(has >= wanted)
        case "lt":
            return bool(has < wanted)
        case "lte":
            return bool(has <= wanted)
        case "prefix":
            return str(has).startswith(str(given))
        case "contains":
            return str(given).translate(ASCII_SMALL) in str(has).translate(ASCII_SMALL)
    raise KeyError(operator)


def _typed(has: Any, given: Any) -> Any:
    match has:
        case UUID():
            return split_id(given)[1]
        case datetime():
            return datetime.fromisoformat(given)
        case date():
            return date.fromisoformat(given)
        case Decimal():
            return Decimal(given)
    return given


class Chosen(frozenset[str]):
    """The keys that were chosen of several."""


class Clear:
    """The clear values of a sealed kind that a client has: compared whole or by their last four characters."""

    def __init__(self, kind: str, values: Iterable[str]) -> None:
        self._kind = kind
        self._values = set(values)

    def fits(self, operator: str, given: Any) -> bool:
        """Whether one of the values is meant."""
        if operator == "empty":
            return (not self._values) is given
        kind = KINDS[self._kind]
        if operator == "tail":
            last = given.strip().upper()
            return (
                kind.tail
                and len(last) == 4
                and any(kind.key(value)[-4:].upper() == last for value in self._values)
            )
        try:
            wanted = kind.key(read_value(self._kind, given))
        except Refused:
            return False
        return wanted in {kind.key(value) for value in self._values}


def in_order(rows: Iterable[Row], keys: list[tuple[Callable[[Row], Any], bool]]) -> list[Row]:
    """Rows sorted by (value, descending) keys; rows without a value come last in both directions."""

    def compare(one: Row, other: Row) -> int:
        for value, descending in keys:
            a, b = value(one), value(other)
            if a == b:
                continue
            if a is None or b is None:
                return 1 if a is None else -1
            return (1 if a > b else -1) * (-1 if descending else 1)
        return 0

    return sorted(rows, key=cmp_to_key(compare))


def number_in(text: str) -> str:
    """A text without the signs people write into numbers."""
    return re.sub(r"[\s()+-]", "", text).upper()
