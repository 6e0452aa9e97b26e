"""Scalars of the API: exact money, exact decimals; never a Float."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal as PyDecimal
from typing import Any, NewType

import strawberry
from graphql import GraphQLError

from backend.platform.errors import Code

LARGEST = PyDecimal(10) ** 18
LONGEST_LIST = 1000
PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)

Money = NewType("Money", PyDecimal)
Decimal = NewType("Decimal", PyDecimal)
FieldValue = NewType("FieldValue", object)


def _read(value: Any) -> PyDecimal:
    """A decimal of text or a whole number; a Float has lost digits already and is refused."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _refused()
    text = str(value)
    # By hand: Decimal() also takes blanks, underscores, exponents and the digits of other scripts.
    if len(text) > 40 or not PLAIN.fullmatch(text):
        raise _refused()
    number = PyDecimal(text)
    if abs(number) >= LARGEST:
        raise _refused()
    return number


def read_value(value: Any) -> Any:
    """Text, truth, a whole number or a list of texts; a Float has lost digits already and is refused."""
    if (
        isinstance(value, list)
        and all(isinstance(each, str) for each in value)
        and len(value) <= LONGEST_LIST
    ):
        return value
    if value is None or isinstance(value, bool | str | int):
        return value
    raise GraphQLError(
        "Not the value of a field: text, a whole number, true, false, or a list of texts.",
        extensions={"code": Code.BAD_USER_INPUT},
    )


def read_instant(value: Any) -> datetime:
    """An instant with its offset, between 1900 and 2999; without an offset nobody knows which one it is."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as fault:
        raise _not_an_instant() from fault
    if moment.utcoffset() is None or not EARLIEST <= moment.replace(tzinfo=UTC) <= LATEST:
        raise _not_an_instant()
    return moment.astimezone(UTC)


def _not_an_instant() -> GraphQLError:
    return GraphQLError(
        "Not an instant: ISO 8601 with an offset, 1900 to 2999.", extensions={"code": Code.BAD_USER_INPUT}
    )


def _refused() -> GraphQLError:
    return GraphQLError("Not an exact decimal text.", extensions={"code": Code.BAD_USER_INPUT})


def money_text(value: PyDecimal | str) -> str:
    """Two places always: `3500000.00`."""
    return f"{PyDecimal(value):.2f}"


def decimal_text(value: PyDecimal | str) -> str:
    """All places that matter, no exponent: `1.0532`, `100`."""
    text = f"{PyDecimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def instant_text(moment: datetime) -> str:
    """ISO 8601 in UTC, without zeros behind the last digit of a fraction: as the database writes it."""
    text = moment.astimezone(UTC).isoformat()
    head, _, offset = text.rpartition("+")
    return f"{head.rstrip('0') if '.' in head else head}+{offset}"


SCALARS: dict[Any, Any] = {
    Money: strawberry.scalar(
        name="Money",
        description="Exact decimal text, CNY unless a currency is named. Never a Float.",
        serialize=money_text,
        parse_value=_read,
    ),
    Decimal: strawberry.scalar(
        name="Decimal", description="Exact decimal text.", serialize=decimal_text, parse_value=_read
    ),
    FieldValue: strawberry.scalar(
        name="FieldValue",
        description="The value of one of the firm's own fields: text (also exact decimals, days, keys of choices and "
        "ids), true or false, or a list of keys; its kind says which. Whole numbers may be given as such.",
        serialize=lambda value: value,
        parse_value=read_value,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant: ISO 8601 with an offset, e.g. `2026-11-20T09:30:00+08:00`.",
        serialize=instant_text,
        parse_value=read_instant,
    ),
}
