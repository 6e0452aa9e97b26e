"""Roll-ups in SQL: what the rows of a client that the caller reaches come to, one sub-select for each.

What is said of days in their conditions is said of the day of each request: a statement is kept longer than a day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased

from backend.book.products import Product
from backend.book.rollups import COUNT, DAYS, LATEST, condition_of
from backend.graph.engine.drafts import Row
from backend.platform.callers import of_caller
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.principal import Principal
from backend.schema.pointing import pointed
from backend.schema.reachable import Rows, Way
from backend.systemize.conditions.sql import Links, Prepare, compile_condition
from backend.systemize.conditions.tree import RELATIVE, Is
from backend.systemize.conditions.values import comparable
from backend.systemize.fields import Field, Kind
from backend.systemize.formulas.tree import Rolled

LinksOf = Callable[[Principal, Rows, Any], Links]
ZONE: Final = literal_column(f"'{BUSINESS_ZONE.key}'", Text())


@dataclass(frozen=True)
class _Day:
    """In place of what values are read in: any day, from which the others are counted."""

    day: date = date(2026, 1, 1)


ANY: Final = _Day()


@dataclass(frozen=True)
class Fixed:
    """The value of a comparison in a definition: it is known, only the day on which it is asked is not."""

    caller: Principal
    field: Field
    comparison: Is

    def bound(self, type_: Any, prepare: Prepare | None = None) -> Any:
        """The value as a parameter; of a comparison with the day, so many days before or after that of the request."""
        value = self.literal()
        if self.comparison.op not in RELATIVE:
            return bindparam(None, prepare(value, ANY) if prepare else value, type_)
        assert prepare is not None
        end = prepare(value, ANY)
        is_instant = isinstance(end, datetime)
        # The zone has kept one offset since before any row.
        on = end.astimezone(BUSINESS_ZONE).date() if is_instant else end
        return day_of(self.caller, (on - ANY.day).days, is_instant=is_instant)

    def literal(self) -> Any:
        """The value as the field's kind has it. Raises Refused(BAD_USER_INPUT)."""
        return comparable(self.field, self.comparison.op, self.comparison.value)

    def told(self, say: Callable[[Any], Any]) -> Any:
        """What something says of it."""
        return say(self.literal())


def day_of(caller: Principal, later: int, *, is_instant: bool) -> ColumnElement[Any]:
    """The day so many days after that of the request, or the instant at which it begins."""
    day = cast(of_caller(caller, "caller_day") + literal_column(str(later), Integer()), Date())
    return func.timezone(ZONE, cast(day, DateTime()), type_=DateTime(timezone=True)) if is_instant else day


def rolled_value(
    caller: Principal, way: Way, node: Rolled, row: Any, links_of: LinksOf
) -> ColumnElement[Any]:
    """What a roll-up comes to for a row of a client: a number or a day; nothing where no row has what is asked for,
    but counts and sums of no rows are 0.

    row: the model, an alias of it, or a row of a statement. Raises Refused(BAD_USER_INPUT) for what rows have not.
    """
    of = way.of()
    inner = aliased(of.model)
    # The firm is bound on both sides: it proves the wall, and a distributed server plans by it.
    bounds = [*of.within(caller, inner), row.firm_id == of_caller(caller, "firm_id"), way.on(row, inner)]
    condition = condition_of(node)
    if condition is not None:
        said = pointed(condition, of, of.fields)
        bounds.append(
            compile_condition(
                said, of.fields, of.terms(caller, inner), partial(Fixed, caller), links_of(caller, of, inner)
            )
        )
    by = of.fields[DAYS[node.relation]]
    if node.days is not None:
        column, is_instant = getattr(inner, by.column), by.kind is Kind.INSTANT
        bounds += [
            column >= day_of(caller, -node.days, is_instant=is_instant),
            column < day_of(caller, 1, is_instant=is_instant),
        ]
    if node.currency is not None:
        bounds.append(_in_currency(caller, inner, node.currency))
    if node.take == COUNT:
        return _from(inner, row, bounds, cast(func.count(), Numeric()))
    value = _value(inner, of.fields[node.field or ""])
    if node.take == LATEST:
        bounds.append(value.is_not(None))
        order = (getattr(inner, by.column).desc().nulls_last(), inner.id.desc())
        return _from(inner, row, bounds, value, order)
    found: ColumnElement[Any] = getattr(func, node.take)(value, type_=value.type)
    if node.take == "sum":
        found = func.coalesce(found, literal_column("0", Numeric()))
    return _from(inner, row, bounds, found)


def _from(
    inner: Any, row: Any, bounds: list[ColumnElement[bool]], value: Any, order: tuple[Any, ...] = ()
) -> ColumnElement[Any]:
    chosen: Select[Any] = select(value).select_from(inner).where(*bounds)
    if order:
        chosen = chosen.order_by(*order).limit(literal_column("1"))
    # A row of a statement in the making is named by text, which brings along no table.
    if not isinstance(row, Row):
        chosen = chosen.correlate(row)
    return chosen.scalar_subquery()


def _value(inner: Any, field: Field) -> ColumnElement[Any]:
    column = getattr(inner, field.column)
    if field.kind is Kind.INSTANT:
        return cast(func.timezone(ZONE, column), Date())
    return column if field.kind is Kind.DATE else cast(column, Numeric())


def _in_currency(caller: Principal, inner: Any, currency: str) -> ColumnElement[bool]:
    """Amounts of one currency alone are added up; an order has that of its fund."""
    wanted = bindparam(None, currency, Text())
    if hasattr(inner, "currency"):
        return inner.currency == wanted  # type: ignore[no-any-return]
    of = aliased(Product)
    firm = of_caller(caller, "firm_id")
    found: Select[Any] = select(literal_column("1")).where(
        of.firm_id == firm, inner.firm_id == firm, of.id == inner.product_id, of.currency == wanted
    )
    return found.correlate(inner).exists()
