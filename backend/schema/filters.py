"""Filter inputs by kind of field, and their way into the rule language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import strawberry
from strawberry import UNSET

from backend.graph.scalars import Money
from backend.platform.ids import own_id
from backend.systemize.conditions.tree import All, AnyOf, Condition, Is, Not
from backend.systemize.fields import Kind


@strawberry.input
class TextFilter:
    """Comparisons of a text."""

    eq: str | None = UNSET
    ne: str | None = UNSET
    in_: list[str] | None = strawberry.field(default=UNSET, name="in")
    prefix: str | None = UNSET
    contains: str | None = UNSET
    empty: bool | None = UNSET


@strawberry.input
class ChoiceFilter:
    """Comparisons of a choice."""

    eq: str | None = UNSET
    ne: str | None = UNSET
    in_: list[str] | None = strawberry.field(default=UNSET, name="in")
    empty: bool | None = UNSET


@strawberry.input
class MoneyFilter:
    """Comparisons of an amount."""

    eq: Money | None = UNSET
    gt: Money | None = UNSET
    gte: Money | None = UNSET
    lt: Money | None = UNSET
    lte: Money | None = UNSET
    empty: bool | None = UNSET


@strawberry.input
class DateFilter:
    """Comparisons of a business date."""

    eq: date | None = UNSET
    gt: date | None = UNSET
    gte: date | None = UNSET
    lt: date | None = UNSET
    lte: date | None = UNSET
    empty: bool | None = UNSET


@strawberry.input
class DateTimeFilter:
    """Comparisons of an instant."""

    gt: datetime | None = UNSET
    gte: datetime | None = UNSET
    lt: datetime | None = UNSET
    lte: datetime | None = UNSET
    empty: bool | None = UNSET


@strawberry.input
class BooleanFilter:
    """Yes, no or unknown."""

    eq: bool | None = UNSET
    empty: bool | None = UNSET


@strawberry.input
class IdFilter:
    """Which rows a field points to."""

    eq: strawberry.ID | None = UNSET
    in_: list[strawberry.ID] | None = strawberry.field(default=UNSET, name="in")
    empty: bool | None = UNSET


@strawberry.input(
    description="Exact value or last four characters; needs the right on the field at every relation in scope."
)
class SealedFilter:
    """Search in a personal number without reading it."""

    eq: str | None = UNSET
    tail: str | None = UNSET
    empty: bool | None = UNSET


@strawberry.input
class TagsFilter:
    """Which tags a row bears."""

    any: list[strawberry.ID] | None = UNSET
    all: list[strawberry.ID] | None = UNSET
    none: list[strawberry.ID] | None = UNSET
    empty: bool | None = UNSET


FILTERS: Mapping[Kind, Any] = {
    Kind.TEXT: TextFilter,
    Kind.LONG_TEXT: TextFilter,
    Kind.CHOICE: ChoiceFilter,
    Kind.MONEY: MoneyFilter,
    Kind.DATE: DateFilter,
    Kind.INSTANT: DateTimeFilter,
    Kind.BOOLEAN: BooleanFilter,
    Kind.SEALED: SealedFilter,
    Kind.USER: IdFilter,
    Kind.TEAM: IdFilter,
    Kind.HOUSEHOLD: IdFilter,
    Kind.TAGS: TagsFilter,
}
POINTING = {IdFilter, TagsFilter}
# Catalogue key -> whose ids it is compared with.
POINTS_TO = {
    "owner": "user",
    "assignee": "user",
    "team": "team",
    "household": "household",
    "client": "client",
    "tags": "tag",
}


def condition_of(filter: Any, names: Mapping[str, str]) -> Condition:
    """The condition of a filter input. names: attribute of the input -> catalogue key."""
    parts: list[Condition] = []
    for attribute, key in names.items():
        comparison = getattr(filter, attribute, UNSET)
        if comparison is not UNSET and comparison is not None:
            parts += _comparisons(key, comparison)
    if filter.and_:
        parts.append(All(tuple(condition_of(part, names) for part in filter.and_)))
    if filter.or_:
        parts.append(AnyOf(tuple(condition_of(part, names) for part in filter.or_)))
    if filter.not_:
        parts.append(Not(condition_of(filter.not_, names)))
    return All(tuple(parts))


def _comparisons(key: str, comparison: Any) -> list[Condition]:
    found: list[Condition] = []
    for operator, value in vars(comparison).items():
        if value is UNSET or value is None:
            continue
        points = type(comparison) in POINTING and operator != "empty"
        found.append(Is(key, operator.rstrip("_"), _ids(POINTS_TO[key], value) if points else value))
    return found


def _ids(noun: str, value: Any) -> Any:
    return [own_id(noun, id) for id in value] if isinstance(value, list) else own_id(noun, value)
