"""Filter inputs by kind of field, and their way into the rule language."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

import strawberry
from sqlalchemy import BindParameter, ColumnElement
from strawberry import UNSET

from backend.book.custom_fields import CUSTOM, POINTING
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Given
from backend.graph.scalars import FieldValue, Money
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.systemize.conditions.links import Subject
from backend.systemize.conditions.sql import NO_LINKS, Links, Prepare, Term, compile_condition
from backend.systemize.conditions.tree import All, AnyOf, Condition, Count, Is, Not, Related
from backend.systemize.conditions.values import comparable
from backend.systemize.fields import Field, Kind


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


LAST: Final = "Within the last so many days, today included; days are those of Asia/Shanghai."
NEXT: Final = "Within the next so many days, today included."
AGO: Final = "At least so many days ago; 0: today or earlier."
AHEAD: Final = "At least so many days ahead; 0: today or later."


@strawberry.input
class DateFilter:
    """Comparisons of a business date."""

    eq: date | None = UNSET
    gt: date | None = UNSET
    gte: date | None = UNSET
    lt: date | None = UNSET
    lte: date | None = UNSET
    last: int | None = strawberry.field(default=UNSET, description=LAST)
    next: int | None = strawberry.field(default=UNSET, description=NEXT)
    ago: int | None = strawberry.field(default=UNSET, description=AGO)
    ahead: int | None = strawberry.field(default=UNSET, description=AHEAD)
    empty: bool | None = UNSET


@strawberry.input
class DateTimeFilter:
    """Comparisons of an instant."""

    gt: datetime | None = UNSET
    gte: datetime | None = UNSET
    lt: datetime | None = UNSET
    lte: datetime | None = UNSET
    last: int | None = strawberry.field(default=UNSET, description=LAST)
    next: int | None = strawberry.field(default=UNSET, description=NEXT)
    ago: int | None = strawberry.field(default=UNSET, description=AGO)
    ahead: int | None = strawberry.field(default=UNSET, description=AHEAD)
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


@strawberry.enum
class CustomOperator(enum.Enum):
    """How the value of one of the firm's own fields is compared; which of them, says its kind."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    PREFIX = "prefix"
    CONTAINS = "contains"
    ANY = "any"
    ALL = "all"
    NONE = "none"
    LAST = "last"
    NEXT = "next"
    AGO = "ago"
    AHEAD = "ahead"
    TAIL = "tail"
    EMPTY = "empty"


@strawberry.input
class CustomFilter:
    """A comparison of one of the firm's own fields: `field` is its key, `value` of its kind."""

    field: str
    op: CustomOperator
    value: FieldValue


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
# Catalogue key -> whose ids it is compared with.
POINTS_TO = {
    "owner": "user",
    "assignee": "user",
    "team": "team",
    "household": "household",
    "client": "client",
    "tags": "tag",
    "product": "product",
    "by": "user",
}
WORDED: Final = {"eq", "ne"}
WHERE: Final = "Where"
"""After the key of a relation to one row, to tell it from the comparison of its id."""


def condition_of(filter: Given, of: Subject) -> Condition:
    """The condition of a filter input; values stay as they are given. of: what the rows have."""
    parts: list[Condition] = []
    for name, member in filter.items():
        match name:
            case "and":
                parts.append(All(tuple(condition_of(part, of) for part in member)))
            case "or":
                alternatives = tuple(condition_of(part, of) for part in member)
                parts += [AnyOf(alternatives)] if alternatives else []
            case "not":
                parts.append(Not(condition_of(member, of)))
            case "custom" if name not in of.fields:
                parts += [_own(part) for part in member]
            case _ if name not in of.fields and name in of.links:
                inside = of.links[name].of()
                parts += [_of_rows(name, word, part, inside) for word, part in member.items()]
            case _ if name not in of.fields and name.removesuffix(WHERE) in of.links:
                key = name.removesuffix(WHERE)
                parts.append(Related(key, "some", condition_of(member, of.links[key].of())))
            case _:
                parts += [Is(name, op, value) for op, value in member.items()]
    return All(tuple(parts))


def _own(part: Given) -> Is:
    """Which field is compared how decides what the statement looks like."""
    key, op = (part[name].literal(None, lambda value, _context: value) for name in ("field", "op"))  # type: ignore[arg-type]
    return Is(CUSTOM + key, op.value, part["value"])


COUNTED: Final = {"atLeast": "gte", "atMost": "lte"}


def _of_rows(name: str, word: str, member: Given, inside: Subject) -> Condition:
    if word not in COUNTED:
        return Related(name, word, condition_of(member, inside))
    # What is not given of them is `{}`: all of them are counted.
    return Count(name, COUNTED[word], member["count"], condition_of(member["of"], inside))


@dataclass(frozen=True)
class Compared:
    """The value of a comparison in a filter: read anew in each request."""

    draft: Draft
    field: Field
    comparison: Is

    def bound(self, type_: Any, prepare: Prepare | None = None) -> BindParameter[Any]:
        """The value as a parameter."""

        def prepared(value: Any, context: Any) -> Any:
            found = self._typed(value)
            return prepare(found, context) if prepare else found

        is_word = self.comparison.op in WORDED and (
            bool(self.field.options) or self.field.kind is Kind.BOOLEAN
        )
        return self.draft.bind(self.comparison.value, type_, prepared, word=is_word)

    def literal(self) -> Any:
        """The value, on which the statement then depends."""
        return self.told(lambda value: value)

    def told(self, say: Callable[[Any], Any]) -> Any:
        """What something says of the value, on which alone the statement then depends."""
        return self.comparison.value.literal(
            self.draft.context, lambda value, _context: say(self._typed(value))
        )

    def _typed(self, value: Any) -> Any:
        op = self.comparison.op
        is_own = self.field.key.startswith(CUSTOM)
        noun = POINTING.get(self.field.kind) if is_own else POINTS_TO.get(self.field.key)
        if noun is not None and op != "empty":
            if not all(isinstance(id, str) for id in (value if isinstance(value, list) else [value])):
                raise bad_input(self.field.key, "filter_value")
            value = [own_id(noun, id) for id in value] if isinstance(value, list) else own_id(noun, value)
        return comparable(self.field, op, value)


def where(
    draft: Draft,
    condition: Condition,
    fields: Mapping[str, Field],
    terms: Mapping[str, Term],
    links: Links = NO_LINKS,
) -> ColumnElement[bool]:
    """The predicate of a filter's condition, for either route."""
    return compile_condition(condition, fields, terms, partial(Compared, draft), links)
