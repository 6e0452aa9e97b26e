"""Values of a firm's own fields in SQL: read, compared and sorted by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal_column,
    not_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import aliased

from backend.book import custom_sealed
from backend.book.clients import Client as ClientRow
from backend.book.custom_fields import NUMERIC, POINTING, REACHED, slot_of
from backend.book.custom_formulas import INPUTS, places_of
from backend.book.products import Product as ProductRow
from backend.graph.context import Context
from backend.graph.engine.objects import constant
from backend.platform.callers import of_caller
from backend.platform.errors import bad_input
from backend.platform.principal import Principal
from backend.policies.rows import reach
from backend.schema.client_terms import keys_in
from backend.systemize.conditions.sql import Operand, Term, column_term, lunar_term
from backend.systemize.fields import Field, Kind
from backend.systemize.formulas.sql import expression
from backend.systemize.formulas.tree import Leaf, Rolled, Today

SQL_TYPES: Final[Mapping[Kind, Any]] = {
    **{kind: Numeric() for kind in NUMERIC},
    Kind.DATE: Date(),
    Kind.BOOLEAN: Boolean(),
    **{kind: Uuid() for kind in POINTING},
}
"""What the text of a value is read as; text itself where nothing is said."""
ROWS: Final[Mapping[Kind, Any]] = {Kind.CLIENT: ClientRow, Kind.PRODUCT: ProductRow}
RolledOf = Callable[[Principal, Rolled, Any], ColumnElement[Any]]
"""(caller, roll-up, row of a client) -> what the rows that the caller reaches come to (`subjects.rolled`)."""


def _computed(caller: Principal, row: Any, field: Field, rolled: RolledOf) -> ColumnElement[Any]:
    assert field.formula is not None

    def column_of(ref: Leaf) -> ColumnElement[Any]:
        if isinstance(ref, Today):
            return of_caller(caller, "caller_day")
        if isinstance(ref, Rolled):
            return rolled(caller, ref, row)
        if ref.key in INPUTS:
            return getattr(row, INPUTS[ref.key].column)  # type: ignore[no-any-return]
        slot = literal_column(f"'{slot_of(ref.key, ref.kind)}'", Text)
        return cast(row.custom.op("->>", return_type=Text())(slot), SQL_TYPES[Kind(ref.kind)])

    return expression(field.formula, column_of, places_of(field) if field.kind in NUMERIC else None)


def slot_in_sql(field: Field) -> ColumnElement[str]:
    """The name of the value in a client's row."""
    # Of small letters, digits, underscores and a colon: it needs no quoting, and an index could be made of it.
    return literal_column(f"'{slot_of(field.key, field.kind)}'", Text)


def kept_text(row: Any, field: Field) -> ColumnElement[str]:
    """The value as the text it is kept as."""
    return row.custom.op("->>", return_type=Text())(slot_in_sql(field))  # type: ignore[no-any-return]


def masked_text(row: Any, field: Field) -> ColumnElement[str]:
    """What is shown of a sealed value."""
    return _part(row, field, "masked")


def _part(row: Any, field: Field, name: str) -> ColumnElement[str]:
    kept = row.custom.op("->", return_type=JSONB())(slot_in_sql(field))
    return kept.op("->>", return_type=Text())(literal_column(f"'{name}'", Text))  # type: ignore[no-any-return]


def sealed_own(field: Field, row: Any) -> Term:
    """Comparisons of a sealed value: whole or by its last letters, through its blind indexes."""

    def term(op: str, operand: Operand) -> ColumnElement[bool]:
        if op == "empty":
            missing: ColumnElement[bool] = kept_text(row, field).is_(None)
            return missing if operand.literal() else not_(missing)
        part = "tail" if op == "tail" else "blind"
        return _part(row, field, part) == operand.bound(Text(), partial(_index, field, part))

    return term


def _index(field: Field, part: str, value: str, context: Any) -> str | None:
    """The blind index of a value; without the keys of a request, as of a stored rule, there is none to compare."""
    if not isinstance(context, Context):
        raise bad_input(field.key, "rule_sealed")
    slot, keys = slot_of(field.key, field.kind), keys_in(context)
    if part == "blind":
        return custom_sealed.blind_of(slot, value, keys)
    return custom_sealed.tail_of(slot, value, keys) if len(value.strip()) == custom_sealed.SHOWN else None


def typed_value(caller: Principal, row: Any, field: Field, rolled: RolledOf) -> ColumnElement[Any]:
    """The value as SQL compares it. row: the model, an alias of it, or a row of a statement."""
    if field.formula is not None:
        return _computed(caller, row, field, rolled)
    return kept_value(row, field)


def kept_value(row: Any, field: Field) -> ColumnElement[Any]:
    """The value of a field that holds values, as its kind is read."""
    text = kept_text(row, field)
    type_ = SQL_TYPES.get(field.kind)
    return text if type_ is None else cast(text, type_)


def sorted_by(caller: Principal, row: Any, field: Field, rolled: RolledOf) -> ColumnElement[Any]:
    """What lists are sorted by: the value, of choices the place among them, of lunar days the place in the year."""
    if field.kind is Kind.LUNAR:
        return _in_year(kept_text(row, field))
    if field.kind is not Kind.CHOICE:
        return typed_value(caller, row, field, rolled)
    places = [(constant(o.value), literal_column(str(n), Integer())) for n, o in enumerate(field.options)]
    return cast(case(*places, value=kept_text(row, field)), Numeric())


def _in_year(kept: ColumnElement[str]) -> ColumnElement[Any]:
    """Month and day as one number, a leap month behind the ordinary one: 615, 665."""
    month_day = func.replace(func.right(kept, 5), "-", "")
    leap = case(
        (func.left(func.right(kept, 6), 1) == constant("L"), literal_column("50", Integer())),
        else_=literal_column("0", Integer()),
    )
    return cast(month_day, Numeric()) + leap


def term_of(caller: Principal, field: Field, row: Any, rolled: RolledOf) -> Term:
    """How one of the firm's own fields is compared."""
    if field.kind is Kind.LUNAR:
        return lunar_term(kept_text(row, field))
    if field.kind is Kind.SEALED:
        return sealed_own(field, row)
    if field.kind in REACHED:
        return column_term(_reached(caller, field, row))
    if field.kind in (Kind.CHOICES, Kind.FILE):
        return _borne(row.custom.op("->", return_type=JSONB())(slot_in_sql(field)))
    return column_term(typed_value(caller, row, field, rolled))


def _reached(caller: Principal, field: Field, row: Any) -> Any:
    """The client or product that a value names, as the caller sees it: one out of his reach is none."""
    id, other = kept_value(row, field), aliased(ROWS[field.kind])
    within = reach(caller, POINTING[field.kind], other).predicate
    if within is None:
        return id
    firm = of_caller(caller, "firm_id")
    found: Any = select(other.id).where(row.firm_id == firm, other.firm_id == firm, other.id == id, within)
    return found.correlate(row).scalar_subquery()


def _borne(kept: Any) -> Term:
    """Comparisons of a list of keys, which is never missing, only empty."""

    def term(op: str, operand: Operand) -> ColumnElement[bool]:
        if op == "empty":
            return kept.is_(None) if operand.literal() else kept.is_not(None)  # type: ignore[no-any-return]
        wanted = operand.bound(ARRAY(Text()))
        sign = "?&" if op == "all" else "?|"
        found = func.coalesce(kept, literal_column("'[]'", JSONB)).op(sign, return_type=Boolean())(wanted)
        return not_(found) if op == "none" else found

    return term


def terms_of_own(caller: Principal, row: Any, rolled: RolledOf) -> dict[str, Term]:
    """How the firm's own fields are compared, by `custom:<key>`."""
    return {key: term_of(caller, field, row, rolled) for key, field in caller.mask.own.items()}
