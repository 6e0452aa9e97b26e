"""Values of comparisons: whatever came from JSON or an input becomes what the field's kind compares."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from backend.platform.errors import bad_input
from backend.systemize import lunar
from backend.systemize.conditions.links import NO_LINKS, Link, hold_link
from backend.systemize.conditions.tree import (
    FARTHEST,
    LARGEST,
    LISTS,
    MOST_COUNTED,
    OPERATORS,
    RELATIVE,
    All,
    AnyOf,
    Condition,
    Count,
    Is,
    Not,
    Related,
)
from backend.systemize.field_values import storable
from backend.systemize.fields import Field, Kind

COUNTED: Final = Field("count", "", Kind.MONEY, "数量", "Number")
"""Stands for the number of related rows where a comparison needs a field."""
NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,8})?")


def typed(
    condition: Condition, fields: Mapping[str, Field], links: Mapping[str, Link] = NO_LINKS
) -> Condition:
    """The condition with checked values; what it compares is known, filterable, and compared as its kind can be.

    Raises Refused(BAD_USER_INPUT) naming the field: `filter_unknown`, `filter_value`, `bad_text` or `limit`.
    """
    match condition:
        case All(parts):
            return All(tuple(typed(part, fields, links) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(typed(part, fields, links) for part in parts))
        case Not(part):
            return Not(typed(part, fields, links))
        case Is(key, op, value):
            return Is(key, op, comparable(hold_comparison(condition, fields), op, value))
        case Related(key, quantifier, part):
            of = hold_link(condition, links).of()
            return Related(key, quantifier, typed(part, of.fields, of.links))
        case Count(key, op, number, part):
            of = hold_link(condition, links).of()
            return Count(key, op, comparable(COUNTED, op, number), typed(part, of.fields, of.links))


def hold_comparison(comparison: Is, fields: Mapping[str, Field]) -> Field:
    """The field a comparison is about. Raises Refused(BAD_USER_INPUT) when it is not compared so, or not at all."""
    field = fields.get(comparison.field)
    if field is None or not field.filterable:
        raise bad_input(comparison.field, "filter_unknown")
    if comparison.op not in OPERATORS[field.kind]:
        raise bad_input(comparison.field, "filter_value")
    return field


def comparable(field: Field, op: str, value: Any) -> Any:
    """The value of a comparison as the field's kind has it. Raises Refused(BAD_USER_INPUT) naming the field."""
    if op == "empty":
        return _one(field, _boolean, value)
    if field is COUNTED:
        return _one(field, _at_most(MOST_COUNTED), value)
    if op in RELATIVE:
        return _one(field, _at_most(FARTHEST), value)
    read = READERS[field.kind]
    if op not in LISTS:
        return _one(field, read, value)
    if not isinstance(value, list | tuple):
        raise bad_input(field.key, "filter_value")
    if len(value) > LARGEST:
        raise bad_input(field.key, "limit", limit=LARGEST)
    return [_one(field, read, one) for one in value]


def _one(field: Field, read: Callable[[Any], Any], value: Any) -> Any:
    try:
        found = read(value)
    except (TypeError, ValueError) as fault:
        raise bad_input(field.key, "filter_value") from fault
    if isinstance(found, str):
        found = storable(found, field.key)
        if field.options and found not in {option.value for option in field.options}:
            raise bad_input(field.key, "filter_value")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int) or not NUMBER.fullmatch(str(value)):
        raise TypeError
    return Decimal(value)


def _at_most(most: int) -> Callable[[Any], int]:
    def whole(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise ValueError
        return value

    return whole


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return date.fromisoformat(value)


def _instant(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if moment.utcoffset() is None:
        raise ValueError
    return moment


def _lunar(value: Any) -> str:
    return lunar.read(_text(value)).text


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(_text(value))


READERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.CHOICE: _text,
    Kind.CHOICES: _text,
    Kind.REGION: _text,
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.BOOLEAN: _boolean,
    Kind.SEALED: _text,
    Kind.USER: _id,
    Kind.TEAM: _id,
    Kind.HOUSEHOLD: _id,
    Kind.TAGS: _id,
    Kind.LUNAR: _lunar,
    Kind.CLIENT: _id,
    Kind.PRODUCT: _id,
    Kind.FILE: _text,
}
