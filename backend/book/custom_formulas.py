"""Fields of the firm's own that are computed from others: their formulas checked, joined, and answered of a client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from backend.book.client_fields import CLIENT_FIELDS
from backend.book.custom_fields import CUSTOM, NUMERIC, PLACES, CustomField, as_field, slot_of
from backend.book.rollups import rests_on as rolled_rests_on
from backend.book.rollups import rolled_of
from backend.platform.errors import Refused, bad_input
from backend.systemize.fields import Field, Kind
from backend.systemize.formulas.answers import answer
from backend.systemize.formulas.checking import SORTS, checked
from backend.systemize.formulas.reading import read
from backend.systemize.formulas.tree import TODAY, Node, Ref, Rolled, refs, replaced, rolled_in

INPUTS: Final[Mapping[str, Field]] = {
    field.key: field for field in CLIENT_FIELDS if field.kind in SORTS and field.filterable
}
"""Fields of the product that a formula can name."""
NOTHING: Final[Mapping[Rolled, Any]] = MappingProxyType({})
DEEPEST: Final = 10
"""Formulas that may rest on formulas, one behind the other."""


def formula_of(text: str, key: str, kind: str, rows: Mapping[str, CustomField]) -> Node:
    """A formula for `custom:<key>` in which only what clients have is named: of other formulas, what they rest on.

    rows: fields in use by `custom:<key>`. Raises Refused(BAD_USER_INPUT, field=formula): `formula_syntax`,
    `formula_field` for what it cannot name, `formula_ring`, `formula_kind`, `formula_large`.
    """
    return checked(_joined(read(text), (CUSTOM + key,), rows), kind)


def _joined(node: Node, within: tuple[str, ...], rows: Mapping[str, CustomField]) -> Node:
    if len(within) > DEEPEST:
        raise bad_input("formula", "formula_large")

    def named(ref: Ref) -> Node:
        if ref.key in within:
            raise bad_input("formula", "formula_ring", name=ref.key)
        if ref.key in INPUTS:
            return Ref(ref.key, INPUTS[ref.key].kind.value)
        of = rows.get(ref.key)
        if of is None or of.kind not in SORTS:
            raise bad_input("formula", "formula_field", name=ref.key)
        if of.rollup is not None:
            return rolled_of(of)
        if of.formula is None:
            return Ref(ref.key, of.kind)
        return _joined(read(of.formula), (*within, ref.key), rows)

    return replaced(node, named)


def fields_of(rows: Iterable[CustomField]) -> dict[str, Field]:
    """What readers need to know of fields in use, by `custom:<key>` in their order; formulas as trees.

    One whose formula cannot be answered any more is left out: it is no value, rather than a wrong one.
    """
    by_key = {CUSTOM + row.key: row for row in rows}
    found = {}
    for key, row in by_key.items():
        field = as_field(row)
        if row.rollup is not None:
            field = replace(field, formula=rolled_of(row))
        elif row.formula is not None:
            try:
                field = replace(field, formula=formula_of(row.formula, row.key, row.kind, by_key))
            except Refused:
                continue
        found[key] = field
    return found


def inputs_of(field: Field) -> tuple[str, ...]:
    """Keys of the fields that a formula rests on in the end; none of a field that holds its values."""
    return refs(field.formula) if field.formula is not None else ()


def rolled_by(field: Field) -> tuple[Rolled, ...]:
    """The roll-ups that a field rests on; its own, where it is one."""
    return rolled_in(field.formula) if field.formula is not None else ()


def rests_on_rows(field: Field) -> frozenset[tuple[str, bool]]:
    """Coordinates of related rows that a field rests on, and whether of rows that stand to a reader by themselves."""
    return frozenset(each for rolled in rolled_by(field) for each in rolled_rests_on(rolled))


def named_in(field: CustomField) -> tuple[str, ...]:
    """Keys of the fields that a definition's formula names itself."""
    return refs(read(field.formula)) if field.formula is not None else ()


def computed(field: Field, row: Any, day: date, rolled: Mapping[Rolled, Any] = NOTHING) -> Any:
    """The answer of a field's formula for a client, a Decimal or a day.

    row: with the columns of a client; day: on which it is asked; rolled: what the roll-ups it rests on come to.
    """
    assert field.formula is not None
    return computed_of(field.formula, row, places_of(field) if field.kind in NUMERIC else None, day, rolled)


def computed_of(
    node: Node, row: Any, places: int | None, day: date, rolled: Mapping[Rolled, Any] = NOTHING
) -> Any:
    """As `computed`, of a formula by itself."""
    kept = row.custom or {}

    def fact(key: str, kind: str) -> Any:
        if not key.startswith(CUSTOM):
            return getattr(row, INPUTS[key].column)
        value = kept.get(slot_of(key, kind))
        if value is None:
            return None
        return date.fromisoformat(value) if kind == Kind.DATE else Decimal(value)

    facts: dict[str, Any] = {TODAY: day, **{each.key: value for each, value in rolled.items()}}

    def noted(ref: Ref) -> Node:
        facts[ref.key] = fact(ref.key, ref.kind)
        return ref

    replaced(node, noted)
    return answer(node, facts, places)


def places_of(field: Field) -> int:
    """Decimals of a number."""
    return PLACES[field.kind] if field.places is None else field.places


def written(field: Field, value: Any) -> str | None:
    """A computed value as one that is kept: exact text, of days ISO."""
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    if field.kind is Kind.MONEY and places_of(field) <= 2:
        return f"{value:.2f}"
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
