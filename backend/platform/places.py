"""Places in the order of a list: what rows are compared and sorted by, so that an index is entered at any page.

Under row security the planner trusts only operators that tell nothing of what they compare. Those of numeric are not
among them, so money has its place in whole cents. A row without a value has its place at the end, in either direction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Date, DateTime, Integer, Numeric, Text, func, literal_column

MOST_CENTS: Final = 9 * 10**18
"""What a whole number of 64 bits holds of money; more is compared as so much."""
IN_CENTS: Final = f"greatest(least({{0}} * 100, {MOST_CENTS}), -{MOST_CENTS})::bigint"
"""Money as whole cents, in SQL."""
ENDS: Final[Mapping[type[Any], tuple[str, str]]] = {
    DateTime: ("'infinity'::timestamptz", "'-infinity'::timestamptz"),
    Date: ("'infinity'::date", "'-infinity'::date"),
    Integer: ("2147483647", "-1"),
    Numeric: ("'infinity'::numeric", "'-infinity'::numeric"),
    # Texts are sorted by code point, and none is empty.
    Text: (f"'{chr(0x10FFFF)}'::text", "''::text"),
}
"""The last place upwards and downwards, by the type of a column."""


def end_of(type_: Any, *, descending: bool) -> Any:
    """The place of rows without a value. Raises TypeError for a type that has no end."""
    for kind, ends in ENDS.items():
        if isinstance(type_, kind):
            return literal_column(ends[descending], type_)
    raise TypeError(f"no end of {type_}")


def place(column: Any, *, descending: bool) -> Any:
    """The place of a row by a column that may be null."""
    return func.coalesce(column, end_of(column.type, descending=descending))


def place_in(column: str, end: str) -> str:
    """The same as text, as indexes are declared by. end: of ENDS."""
    return f"coalesce({column}, {end})"
