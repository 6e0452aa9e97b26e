"""Roll-ups: fields of the firm's own that tell what rows of a client come to. How they are kept, and what they rest on.

Which fields rows have, the schema knows (`schema/rollup_checks.py`), as it does of conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from backend.book.custom_fields import CUSTOM, CustomField
from backend.systemize.conditions.tree import Condition, Is, about_row, read
from backend.systemize.formulas.tree import Rolled

TYPES: Final[Mapping[str, str]] = {
    "holdings": "Holding",
    "interactions": "Interaction",
    "needs": "Need",
    "orders": "FundOrder",
    "tasks": "Task",
    "transactions": "Transaction",
}
"""Relations of a client that can be rolled up, and of which type their rows are."""
DAYS: Final[Mapping[str, str]] = {
    "holdings": "since",
    "interactions": "at",
    "needs": "followUpOn",
    "orders": "appliedOn",
    "tasks": "dueAt",
    "transactions": "date",
}
"""The day of a row: by it rows are the latest, and within the last so many days."""
COUNT: Final = "count"
LATEST: Final = "latest"
TAKES: Final = (COUNT, "sum", "min", "max", LATEST)
LONGEST: Final = 36_500
"""Days of a window at most."""
BESIDE: Final[Mapping[str, str]] = {"product": "Product"}
"""Relations of rows that a condition may go through, and to which type."""


def rolled_of(row: CustomField) -> Rolled:
    """The roll-up of a definition as a part of formulas."""
    kept: Mapping[str, Any] = row.rollup or {}
    where = kept.get("where")
    return Rolled(
        CUSTOM + row.key,
        row.kind,
        kept["relation"],
        kept["take"],
        kept.get("field"),
        kept.get("days"),
        kept.get("currency"),
        None if where is None else orjson.dumps(where).decode(),
    )


def condition_of(rolled: Rolled) -> Condition | None:
    """Which rows count; None: all."""
    return None if rolled.where is None else read(orjson.loads(rolled.where))


def rests_on(rolled: Rolled) -> Iterator[tuple[str, bool]]:
    """Coordinates that a roll-up rests on, and whether of rows that stand to a reader by themselves; with repeats."""
    of = TYPES[rolled.relation]
    yield f"Client.{rolled.relation}", False
    yield of, False
    if rolled.field is not None:
        yield f"{of}.{rolled.field}", False
    if rolled.days is not None or rolled.take == LATEST:
        yield f"{of}.{DAYS[rolled.relation]}", False
    if rolled.currency is not None:
        yield from _of_currency(rolled.relation, of)
    condition = condition_of(rolled)
    for each in about_row(condition) if condition is not None else ():
        yield f"{of}.{each.field}", False
        if not isinstance(each, Is):
            beside = BESIDE.get(each.field, each.field)
            yield beside, True
            yield from ((f"{beside}.{inner.field}", True) for inner in about_row(each.part))


def _of_currency(relation: str, of: str) -> Iterator[tuple[str, bool]]:
    """An order has the currency of its fund."""
    if relation == "orders":
        yield f"{of}.product", False
        yield "Product", True
        yield "Product.currency", True
    else:
        yield f"{of}.currency", False
