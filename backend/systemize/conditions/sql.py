"""Conditions as SQL: values are always bound, never written into the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, datetime, time
from decimal import ROUND_CEILING, ROUND_FLOOR
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Protocol

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Integer,
    Text,
    and_,
    any_,
    bindparam,
    collate,
    false,
    func,
    not_,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from backend.platform.clock import BUSINESS_ZONE, business_date
from backend.platform.errors import bad_input
from backend.platform.places import MOST_CENTS, place
from backend.systemize import lunar
from backend.systemize.conditions.facts import small, span
from backend.systemize.conditions.tree import (
    RELATIVE,
    All,
    AnyOf,
    Condition,
    Count,
    Is,
    Not,
    Related,
    hold_size,
)
from backend.systemize.conditions.values import COUNTED, comparable, hold_comparison
from backend.systemize.fields import Field, Kind

Prepare = Callable[[Any, Any], Any]
"""(typed value, what values are read in) -> what the column is compared with. What they are read in has a `day`."""
ESCAPE = "/"
NO_CENTS: Final = -(2**63)
"""Equal to no money: what a value with parts of a cent is looked for as."""


class Bound(Protocol):
    """A value that a comparison takes as a parameter."""

    def bound(self, type_: Any, prepare: Prepare | None = None) -> ColumnElement[Any]:
        """The value as a parameter, or as what is made of one."""


class Operand(Bound, Protocol):
    """The value of one comparison: known now, or known anew in each request."""

    def literal(self) -> Any:
        """The value itself, where it decides what the SQL looks like."""

    def told(self, say: Callable[[Any], Any]) -> Any:
        """What something says of the value, where only that decides what the SQL looks like."""


@dataclass(frozen=True)
class Known:
    """A value that is known now."""

    field: Field
    comparison: Is
    day: date = attribute(default_factory=business_date)
    """On which it is asked."""

    def bound(self, type_: Any, prepare: Prepare | None = None) -> BindParameter[Any]:
        """The value as a parameter."""
        value = self.literal()
        return bindparam(None, prepare(value, self) if prepare else value, type_)

    def literal(self) -> Any:
        """The value as the field's kind has it. Raises Refused(BAD_USER_INPUT)."""
        return comparable(self.field, self.comparison.op, self.comparison.value)

    def told(self, say: Callable[[Any], Any]) -> Any:
        """What something says of it."""
        return say(self.literal())


Term = Callable[[str, Operand], ColumnElement[bool]]
OperandOf = Callable[[Field, Is], Operand]


@dataclass(frozen=True)
class Over:
    """Related rows in a statement, under a name of their own: what is compared of them, and how.

    exists: predicate over them -> whether there is such a row; counted: how many there are.
    """

    fields: Mapping[str, Field]
    terms: Mapping[str, Term]
    links: Links
    exists: Callable[[ColumnElement[bool]], ColumnElement[bool]]
    counted: Callable[[ColumnElement[bool]], ColumnElement[int]]


Links = Mapping[str, Callable[[], Over]]
NO_LINKS: Links = MappingProxyType({})


def compile_condition(
    condition: Condition,
    fields: Mapping[str, Field],
    terms: Mapping[str, Term],
    operand: OperandOf = Known,
    links: Links = NO_LINKS,
) -> ColumnElement[bool]:
    """The predicate of a condition, for a WHERE: unknown counts as false there.

    fields: what may be compared, by key; terms: (operator, operand) -> SQL, by key (`column_term` for columns);
    operand: how values are known; links: related rows by key. Raises Refused(BAD_USER_INPUT) for fields, operators,
    values or relations that cannot be.
    """
    hold_size(condition)
    return _Compiling(fields, terms, operand, links).predicate(condition)


@dataclass(frozen=True)
class _Compiling:
    fields: Mapping[str, Field]
    terms: Mapping[str, Term]
    operand: OperandOf
    links: Links

    def predicate(self, condition: Condition, *, negated: bool = False) -> ColumnElement[bool]:
        match condition:
            case All(parts):
                return and_(true(), *(self.predicate(each, negated=negated) for each in parts))
            case AnyOf(parts):
                return or_(false(), *(self.predicate(each, negated=negated) for each in parts))
            case Not(part):
                return not_(self.predicate(part, negated=True))
            case Is(key, op):
                field = hold_comparison(condition, self.fields)
                if key not in self.terms:
                    raise bad_input(key, "filter_unknown")
                found = self.terms[key](op, self.operand(field, condition))
                # `is true` makes the comparison two-valued, so that `not` of a missing value holds. Only there:
                # no index is used for `(state = $1) is true`, and no sub-select becomes a join.
                return found.is_(true()) if negated else found
            case Related(key):
                if key not in self.links:
                    raise bad_input(key, "filter_unknown")
                return self._related(condition, self.links[key]())
            case Count(key):
                if key not in self.links:
                    raise bad_input(key, "filter_unknown")
                return self._counted(condition, self.links[key]())

    def _counted(self, condition: Count, over: Over) -> ColumnElement[bool]:
        inside = _Compiling(over.fields, over.terms, self.operand, over.links)
        number = self.operand(COUNTED, Is(COUNTED.key, condition.op, condition.number)).bound(Integer())
        found = over.counted(inside.predicate(condition.part))
        return found >= number if condition.op == "gte" else found <= number

    def _related(self, condition: Related, over: Over) -> ColumnElement[bool]:
        """EXISTS, which is two-valued itself: what is unknown of a related row is not found."""
        inside = _Compiling(over.fields, over.terms, self.operand, over.links)
        match condition.quantifier:
            case "some":
                return over.exists(inside.predicate(condition.part))
            case "none":
                return not_(over.exists(inside.predicate(condition.part)))
            case "every":
                return not_(over.exists(inside.predicate(Not(condition.part))))
        raise ValueError(condition.quantifier)


def column_term(
    column: ColumnElement[Any], prepared: Callable[[str], Prepare | None] = lambda _op: None
) -> Term:
    """Comparisons on a plain column. prepared: what a value becomes for an operator; None: it stays as it is."""

    def term(op: str, operand: Operand) -> Any:
        match op:
            case "eq":
                return column == operand.bound(column.type, prepared(op))
            case "ne":
                return column != operand.bound(column.type, prepared(op))
            case "in":
                return column == any_(operand.bound(ARRAY(column.type), prepared(op)))
            case "gt":
                return column > operand.bound(column.type, prepared(op))
            case "gte":
                return column >= operand.bound(column.type, prepared(op))
            case "lt":
                return column < operand.bound(column.type, prepared(op))
            case "lte":
                return column <= operand.bound(column.type, prepared(op))
            case "prefix":
                return column.like(operand.bound(column.type, _prefix), escape=ESCAPE)
            case "contains":
                # Under "C" only A-Z have a small form, on every server and in memory (facts.py) alike.
                lower = func.lower(collate(column, "C"))
                return lower.like(operand.bound(column.type, _part), escape=ESCAPE)
            case "empty":
                return column.is_(None) if operand.literal() else column.is_not(None)
        return _on(column, op, operand)

    return term


def _on(column: ColumnElement[Any], op: str, operand: Operand) -> ColumnElement[bool]:
    """Comparisons with the day on which it is asked."""
    sides = {"last": (0, 1), "next": (0, 1), "ago": (1,), "ahead": (0,)}
    ends = [
        (side, operand.bound(column.type, partial(_end, op, side, isinstance(column.type, DateTime))))
        for side in sides[op]
    ]
    return and_(*(column < end if side else column >= end for side, end in ends))


def _end(op: str, side: int, is_instant: bool, days: int, read_in: Any) -> Any:
    """The day a comparison begins (side 0) or has ended on (1); of instants when that day begins."""
    end = span(op, days, read_in.day)[side]
    assert end is not None
    return datetime.combine(end, time(), BUSINESS_ZONE) if is_instant else end


def field_term(field: Field, row: Any) -> Term:
    """Comparisons of a field whose value is in a column of its own. row: the model or an alias of it."""
    column = getattr(row, field.column)
    if field.kind is Kind.MONEY and field.ordered_by:
        return cents_term(getattr(row, field.ordered_by))
    if field.kind in {Kind.DATE, Kind.INSTANT} and field.sortable and column.nullable:
        return placed_term(column)
    return column_term(column)


def placed_term(column: ColumnElement[Any]) -> Term:
    """Comparisons on a column that lists are sorted by though it may be null, through the indexes of both orders.

    Said of both places it says the same as said of the column, and each order finds its own beginning by one of them.
    """
    plain = column_term(column)
    both = [column_term(place(column, descending=down)) for down in (False, True)]

    def term(op: str, operand: Operand) -> Any:
        if op not in {"eq", "gt", "gte", "lt", "lte", *RELATIVE}:
            return plain(op, operand)
        return and_(*(each(op, operand) for each in both))

    return term


def lunar_term(column: ColumnElement[str]) -> Term:
    """Comparisons of lunar days, kept as text; with the day it is asked on by the months and days that come round."""
    plain = column_term(column)

    def term(op: str, operand: Operand) -> Any:
        if op not in RELATIVE:
            return plain(op, operand)
        # `-06-15`, `L06-15`: how the kept text of an ordinary and of a leap month ends.
        return func.right(column, 6) == any_(operand.bound(ARRAY(Text()), partial(_coming, op)))

    return term


def _coming(op: str, days: int, read_in: Any) -> list[str]:
    first, until = span(op, days, read_in.day)
    assert first is not None
    assert until is not None
    return [key if key.startswith("L") else f"-{key}" for key in lunar.keys_within(first, until)]


def cents_term(column: ColumnElement[Any]) -> Term:
    """Comparisons of money on a column that holds it in whole cents; what is between two cents stays between them."""
    return column_term(column, lambda op: partial(_cents, op))


def _cents(op: str, value: Any, _read_in: Any) -> Any:
    if op == "in":
        return [_cents("eq", each, _read_in) for each in value]
    exact = value * 100
    if op in {"eq", "ne"} and exact != exact.to_integral_value():
        return NO_CENTS
    whole = int(exact.to_integral_value(ROUND_CEILING if op in {"gte", "lt"} else ROUND_FLOOR))
    return max(-MOST_CENTS, min(MOST_CENTS, whole))


def escaped(text: str) -> str:
    """A text in which a pattern finds nothing but its own letters."""
    for letter in (ESCAPE, "%", "_"):
        text = text.replace(letter, ESCAPE + letter)
    return text


def _prefix(value: str, _read_in: Any) -> str:
    return f"{escaped(value)}%"


def _part(value: str, _read_in: Any) -> str:
    return f"%{escaped(small(value))}%"
