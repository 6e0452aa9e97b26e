"""Scalars of the API: exact money, exact decimals; never a Float."""

from __future__ import annotations

from decimal import Decimal as PyDecimal
from decimal import InvalidOperation
from typing import Any, NewType

import strawberry
from graphql import GraphQLError

from backend.platform.errors import Code

LARGEST = PyDecimal(10) ** 18

Money = NewType("Money", PyDecimal)
Decimal = NewType("Decimal", PyDecimal)


def _read(value: Any) -> PyDecimal:
    """A decimal of text or a whole number; a Float has lost digits already and is refused."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _refused()
    try:
        number = PyDecimal(value)
    except InvalidOperation as fault:
        raise _refused() from fault
    if not number.is_finite() or abs(number) >= LARGEST or len(str(value)) > 40:
        raise _refused()
    return number


def _refused() -> GraphQLError:
    return GraphQLError("Not an exact decimal text.", extensions={"code": Code.BAD_USER_INPUT})


def money_text(value: PyDecimal | str) -> str:
    """Two places always: `3500000.00`."""
    return f"{PyDecimal(value):.2f}"


def decimal_text(value: PyDecimal | str) -> str:
    """All places that matter, no exponent: `1.0532`, `100`."""
    text = f"{PyDecimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
}
