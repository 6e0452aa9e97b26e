"""When a firm's own field is shown on a client's form, and when it has to be filled in. Pure functions.

Conditions of the one rule language over the client's other fields: those of the product that a form writes and that
are kept in the clear, and the firm's own. A field that is hidden counts as empty for what rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final
from uuid import UUID

import orjson

from backend.book.client_fields import CLIENT_FIELD, CLIENT_FIELDS
from backend.book.custom_fields import NUMERIC, POINTING, UNBEGUN, CustomField, as_field
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Mask
from backend.systemize.conditions.facts import holds
from backend.systemize.conditions.tree import (
    RELATIVE,
    All,
    AnyOf,
    Condition,
    Is,
    Not,
    about_row,
    hold_size,
    read,
    write,
)
from backend.systemize.conditions.values import READERS, typed
from backend.systemize.fields import Field, Kind

PLAIN: Final = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE, Kind.BOOLEAN, Kind.DATE})
PRODUCT: Final[Mapping[str, Field]] = {
    field.key: field for field in CLIENT_FIELDS if field.editable and field.kind in PLAIN and field.filterable
}
"""Fields of the product that a rule of a form may rest on."""
CLIENT_KINDS: Final = tuple(option.value for option in CLIENT_FIELD["kind"].options)


def checked(tree: Any, name: str, key: str, fields: Mapping[str, CustomField]) -> dict[str, Any] | None:
    """A condition as it is kept; None for none, and for one that holds of everybody.

    name: of the input; key: `custom:<key>` of the field it is for. Raises Refused(BAD_USER_INPUT): what is no
    condition, `filter_unknown` for what a form's rule cannot rest on, `form_itself` for the field's own value.
    """
    if tree is None:
        return None
    condition = read(tree)
    hold_size(condition)
    for each in about_row(condition):
        if not isinstance(each, Is):
            raise bad_input(each.field, "filter_unknown")
        if each.field == key:
            raise bad_input(name, "form_itself")
    known = comparable(fields)
    for each in about_row(condition):
        # Whether a row is reached differs from reader to reader, and a form is one for all of them; what is computed
        # follows the form; a sealed value is not compared in the clear.
        of = fields.get(each.field)
        if of is not None and (of.kind in UNBEGUN or of.is_computed):
            raise bad_input(each.field, "filter_unknown")
    typed(_pointed(condition, known), known)
    return None if condition == All(()) else write(condition)


def rests_on(condition: Condition | None) -> Iterator[str]:
    """Keys of the fields that a condition compares; with repeats."""
    return (each.field for each in about_row(condition)) if condition is not None else iter(())


def conditions_of(field: CustomField | Field) -> tuple[Condition | None, Condition | None]:
    """When a field is shown, the kinds of clients it is for included, and when it has to be filled in."""
    if isinstance(field, Field):
        return _rules(field.shown_when, field.required_when, field.client_kinds)
    told = [orjson.dumps(tree).decode() if tree else None for tree in (field.shown_when, field.required_when)]
    return _rules(told[0], told[1], tuple(field.client_kinds or ()))


@cache
def _rules(
    shown: str | None, required: str | None, kinds: tuple[str, ...]
) -> tuple[Condition | None, Condition | None]:
    conditions = [read(orjson.loads(text)) if text else None for text in (shown, required)]
    parts = [part for part in (Is("kind", "in", list(kinds)) if kinds else None, conditions[0]) if part]
    return (parts[0] if len(parts) == 1 else All(tuple(parts)) if parts else None), conditions[1]


def hold_no_rings(fields: Mapping[str, CustomField]) -> None:
    """Raises Refused(BAD_USER_INPUT, form_ring) where what is shown rests, by others, on itself.

    fields: all in use, by `custom:<key>`, as they are to be.
    """
    after = {name: set(rests_on(conditions_of(field)[0])) & set(fields) for name, field in fields.items()}
    while after:
        free = [name for name, others in after.items() if not others & set(after)]
        if not free:
            names = sorted(fields[name].key for name in after)
            raise bad_input("shownWhen", "form_ring", names=", ".join(names[:5]))
        for name in free:
            del after[name]


def used_by(fields: Mapping[str, CustomField], key: str) -> list[str]:
    """Keys of the own fields whose rules rest on `custom:<key>`."""
    return [
        field.key
        for field in fields.values()
        if any(key in rests_on(condition) for condition in conditions_of(field))
    ]


def facts_of(
    product: Mapping[str, Any], kept: Mapping[str, Any], fields: Mapping[str, CustomField]
) -> dict[str, Any]:
    """What rules of a form are asked about a client. product: values by catalogue key; kept: own values by slot."""
    facts = {key: product.get(key) for key in PRODUCT}
    return facts | {name: _fact(field, kept.get(field.slot)) for name, field in fields.items()}


def shown(fields: Mapping[str, CustomField], facts: Mapping[str, Any]) -> set[str]:
    """The fields a client's form shows, by `custom:<key>`; facts: of `facts_of`."""
    seen: dict[str, bool] = {}
    there = dict(facts)
    known = comparable(fields)

    def look(name: str) -> bool:
        if name in seen:
            return seen[name]
        seen[name] = True  # where stored rules should run in a ring, what closes it counts as shown
        condition = conditions_of(fields[name])[0]
        for other in rests_on(condition):
            if other in fields and not look(other):
                there[other] = None
        seen[name] = condition is None or holds(_readable(condition, known), there)
        return seen[name]

    return {name for name in fields if look(name)}


def asked(fields: Mapping[str, CustomField], facts: Mapping[str, Any]) -> set[str]:
    """The fields that have to be filled in: shown, and required always or for such a client."""
    seen = shown(fields, facts)
    there = {key: None if key in fields and key not in seen else value for key, value in facts.items()}
    found, known = set(), comparable(fields)
    for name in seen:
        condition = conditions_of(fields[name])[1]
        if fields[name].required or (condition is not None and holds(_readable(condition, known), there)):
            found.add(name)
    return found


def is_in_force(mask: Mask, name: str, conditions: Iterable[Condition | None]) -> bool:
    """Whether rules of a field count for somebody: he may read what they rest on wherever he reads the field.

    For others the field is always shown and never asked for, so that the form tells nothing they may not read.
    """
    relations = [
        relation
        for relation in mask.relations("Client")
        if mask.level(f"Client.{name}", relation) >= Level.VIEW
    ]
    needed = {f"Client.{key}" for condition in conditions for key in rests_on(condition)}
    return all(mask.throughout(coordinate, relations) >= Level.VIEW for coordinate in needed)


def comparable(fields: Mapping[str, CustomField]) -> dict[str, Field]:
    """What rules of a form compare, by key."""
    return {**PRODUCT, **{name: as_field(field) for name, field in fields.items()}}


def _readable(condition: Condition, fields: Mapping[str, Field]) -> Condition:
    """The condition with values as the fields' kinds compare them; what is no more is compared with nothing."""
    match condition:
        case All(parts):
            return All(tuple(_readable(part, fields) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_readable(part, fields) for part in parts))
        case Not(part):
            return Not(_readable(part, fields))
        case Is(key, op, value) if key in fields and op != "empty" and op not in RELATIVE:
            read_one = READERS[fields[key].kind]
            if fields[key].kind in POINTING:
                value = pointed_value(value, POINTING[fields[key].kind])
            return Is(key, op, [read_one(v) for v in value] if isinstance(value, list) else read_one(value))
        case _:
            return condition


def pointed_value(value: Any, noun: str = "user") -> Any:
    """The id of a row in place of the public one, also of several. Raises Refused for what is none."""
    if isinstance(value, list):
        return [pointed_value(each, noun) for each in value]
    return own_id(noun, value) if isinstance(value, str) else value


def _pointed(condition: Condition, fields: Mapping[str, Field]) -> Condition:
    match condition:
        case All(parts):
            return All(tuple(_pointed(part, fields) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_pointed(part, fields) for part in parts))
        case Not(part):
            return Not(_pointed(part, fields))
        case Is(key, op, value) if key in fields and fields[key].kind in POINTING and op != "empty":
            return Is(key, op, pointed_value(value, POINTING[fields[key].kind]))
        case _:
            return condition


def _fact(field: CustomField, value: Any) -> Any:
    if value is None:
        return None
    kind = Kind(field.kind)
    if kind in NUMERIC:
        return Decimal(value)
    if kind is Kind.DATE:
        return date.fromisoformat(value)
    return UUID(value) if kind in POINTING else value
