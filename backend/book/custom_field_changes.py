"""Defining a firm's own fields: made, changed, put in order, archived, brought back; everything checked before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.client_events import CustomFieldChanged
from backend.book.custom_fields import (
    CHOOSING,
    CUSTOM,
    KINDS,
    LENGTHS,
    NUMERIC,
    PLACES,
    UNBEGUN,
    CustomField,
)
from backend.book.custom_formulas import formula_of, named_in
from backend.book.custom_sections import CustomSection
from backend.book.custom_values import kept_of
from backend.book.form_rules import CLIENT_KINDS, checked, hold_no_rings, used_by
from backend.book.form_saving import ME, TODAY
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.errors import Refused, bad_input
from backend.platform.events import emit
from backend.platform.tenant import Firm
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.fields import Kind
from backend.systemize.formulas.reading import LONGEST

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST: Final = 300
"""Fields in use at a time."""
MOST_OPTIONS: Final = 100
MOST_PLACES: Final = 8
LARGEST: Final = Decimal(10) ** 18
LONGEST_NAME: Final = 60


async def define(
    session: AsyncSession, key: str, kind: str, zh: str, en: str, more: Mapping[str, Any]
) -> CustomField:
    """A new field, behind the others.

    more: section_id, required, options, max_length, places, low, high, shown_when, required_when, client_kinds,
    initial, formula, rollup; as far as they are given.
    Raises Refused(BAD_USER_INPUT): key not `[a-z][a-z0-9_]*` or taken (by an archived one, too), bad values, `limit`.
    """
    if not KEY.fullmatch(key):
        raise bad_input("key", "field_key")
    if kind not in KINDS:
        raise bad_input("kind", "choice")
    await begin(session)
    rows = await all_fields(session)
    if any(row.key == key for row in rows):
        raise bad_input("key", "taken")
    if sum(row.archived_at is None for row in rows) >= MOST:
        raise bad_input("key", "limit", limit=MOST)
    field = CustomField(key=key, kind=kind, zh="", en="", options=[], position=len(used(rows)) + 1)
    _describe(field, {"zh": zh, "en": en, **more})
    _compute(field, more, rows, new=True)
    await _rule(session, field, more, rows)
    session.add(field)
    return await _done(session, field)


async def change(session: AsyncSession, id: UUID, version: int, values: Mapping[str, Any]) -> CustomField:
    """Other words, choices or limits; absent ones stay, None empties. Values that clients have are left alone.

    Raises Refused: CONFLICT for a stale version, BAD_USER_INPUT for values, or when a choice would be lost.
    """
    await begin(session)
    field = await locked_at(session, CustomField, id, version)
    _describe(field, values)
    rows = await all_fields(session)
    _compute(field, values, rows, new=False)
    await _rule(session, field, values, rows)
    return await _done(session, field)


async def move(session: AsyncSession, id: UUID, version: int, place: int) -> CustomField:
    """Put a field at a place among those in use, counted from 0. Raises Refused: CONFLICT; `range`; `state`."""
    await begin(session)
    field = await locked_at(session, CustomField, id, version)
    rows = used(await all_fields(session))
    if field.archived_at is not None:
        raise bad_input("id", "state")
    if not 0 <= place < len(rows):
        raise bad_input("place", "range", low=0, high=len(rows) - 1)
    rows.remove(field)
    rows.insert(place, field)
    _number(rows)
    return await _done(session, field)


async def archive(session: AsyncSession, id: UUID, version: int) -> CustomField:
    """Take a field out of use; what clients have there is kept. Raises Refused: CONFLICT, `state`."""
    await begin(session)
    field = await locked_at(session, CustomField, id, version)
    if field.archived_at is not None:
        raise bad_input("id", "state")
    rows = used(await all_fields(session))
    users = used_by(_by_name(rows), CUSTOM + field.key)
    users += [each.key for each in rows if CUSTOM + field.key in named_in(each)]
    if users:
        raise bad_input("id", "form_used", names=", ".join(users[:5]))
    field.archived_at = now()
    _number(used(await all_fields(session)))
    return await _done(session, field)


async def restore(session: AsyncSession, id: UUID, version: int) -> CustomField:
    """Bring an archived field back, behind the others. Raises Refused: CONFLICT, `state`, `limit`."""
    await begin(session)
    field = await locked_at(session, CustomField, id, version)
    rows = used(await all_fields(session))
    if field.archived_at is None:
        raise bad_input("id", "state")
    if len(rows) >= MOST:
        raise bad_input("id", "limit", limit=MOST)
    if field.formula is not None:
        formula_of(field.formula, field.key, field.kind, _by_name(rows))
    field.archived_at, field.position = None, len(rows) + 1
    await _rule(session, field, {"shown_when": field.shown_when, "required_when": field.required_when}, rows)
    return await _done(session, field)


async def begin(session: AsyncSession) -> Firm:
    """One definition after another: the firm's row is held, and its number tells every process to read them anew."""
    firm = await session.scalar(
        select(Firm)
        .where(Firm.firm_id == session.info["firm_id"])
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    assert firm is not None
    firm.fields_version += 1
    return firm


async def _done(session: AsyncSession, field: CustomField) -> CustomField:
    await session.flush()
    emit(session, CustomFieldChanged(custom_field_id=field.id, key=field.key))
    strike(session, "policy", "fields")
    return field


async def all_fields(session: AsyncSession) -> list[CustomField]:
    """All fields, archived ones among them."""
    found = await session.scalars(
        select(CustomField)
        .where(CustomField.firm_id == session.info["firm_id"])
        .order_by(CustomField.position, CustomField.key)
    )
    return list(found)


async def _rule(
    session: AsyncSession, field: CustomField, values: Mapping[str, Any], rows: Sequence[CustomField]
) -> None:
    """Put the rules of the form into a definition. Raises Refused(BAD_USER_INPUT) as `form_rules.checked`, rings."""
    if "section_id" in values:
        await _stand_in(session, field, values["section_id"])
    name, known = CUSTOM + field.key, {**_by_name(used(rows)), CUSTOM + field.key: field}
    for rule, told in (("shown_when", "shownWhen"), ("required_when", "requiredWhen")):
        if rule in values:
            setattr(field, rule, checked(values[rule], told, name, known))
    if "client_kinds" in values:
        given = set(values["client_kinds"] or ())
        if not given <= set(CLIENT_KINDS):
            raise bad_input("clientKinds", "choice")
        field.client_kinds = [] if given == set(CLIENT_KINDS) else [k for k in CLIENT_KINDS if k in given]
    if "initial" in values or (field.initial is not None and "options" in values):
        field.initial = await _initial(session, field, values.get("initial", field.initial))
    hold_no_rings(known)


def _compute(
    field: CustomField, values: Mapping[str, Any], rows: Sequence[CustomField], *, new: bool
) -> None:
    """Put a formula into a definition. A field that holds values stays one, and a computed one computed.

    Raises Refused(BAD_USER_INPUT) as `formula_of`; `computed` for what a computed field cannot have.
    """
    _roll_up(field, values, new=new)
    text = values.get("formula", field.formula)
    text = clean_text(text, "formula", limit=LONGEST) if text else None
    if not new and (text is None) != (field.formula is None):
        raise bad_input("formula", "state")
    if text is None and field.rollup is None:
        return
    if field.required or values.get("required_when") or values.get("initial") is not None:
        raise bad_input("formula", "computed")
    if field.low is not None or field.high is not None:
        raise bad_input("low" if field.low is not None else "high", "computed")
    field.formula = text
    known = {**_by_name(used(rows)), CUSTOM + field.key: field}
    if text is not None:
        formula_of(text, field.key, field.kind, known)
    for other in known.values():
        if other is not field and other.formula is not None:
            # Another formula may rest on this one, which now rests on it, or has grown too large for it.
            formula_of(other.formula, other.key, other.kind, known)


def _roll_up(field: CustomField, values: Mapping[str, Any], *, new: bool) -> None:
    """Put a roll-up into a definition; checked by the caller, who knows the rows. As with formulas, one stays one."""
    rollup = values.get("rollup", field.rollup)
    if not new and (rollup is None) != (field.rollup is None):
        raise bad_input("rollup", "state")
    if rollup is not None and values.get("formula", field.formula):
        raise bad_input("rollup", "computed")
    field.rollup = rollup


async def _stand_in(session: AsyncSession, field: CustomField, section_id: UUID | None) -> None:
    if section_id is not None:
        firm_id = session.info["firm_id"]
        there = select(CustomSection.id).where(
            CustomSection.firm_id == firm_id, CustomSection.id == section_id
        )
        if await session.scalar(there) is None:
            raise bad_input("section", "unknown")
    field.section_id = section_id


async def _initial(session: AsyncSession, field: CustomField, given: Any) -> Any:
    """What a new client has, as it is kept."""
    if (given == TODAY and field.kind == Kind.DATE) or (given == ME and field.kind == Kind.USER):
        return given
    if given is not None and field.kind in UNBEGUN:
        raise bad_input("initial", "choice")
    try:
        return await kept_of(session, field, given, field.initial)
    except Refused as refusal:
        problem = str(refusal.params.get("problem"))
        raise bad_input("initial", problem, **_params(refusal)) from refusal


def _params(refusal: Refused) -> dict[str, Any]:
    return {key: value for key, value in refusal.params.items() if key not in ("field", "problem")}


def _by_name(rows: Sequence[CustomField]) -> dict[str, CustomField]:
    return {CUSTOM + row.key: row for row in rows}


def used(rows: Sequence[CustomField]) -> list[CustomField]:
    """Those in use."""
    return [row for row in rows if row.archived_at is None]


def _number(rows: Sequence[CustomField]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position


def _describe(field: CustomField, values: Mapping[str, Any]) -> None:
    """Put checked values into a definition. Raises Refused(BAD_USER_INPUT) naming what is wrong."""
    kind = Kind(field.kind)
    for name in ("zh", "en"):
        if name in values:
            setattr(field, name, clean_text(values[name] or "", name, limit=LONGEST_NAME, required=True))
    if "required" in values:
        field.required = bool(values["required"])
    if "options" in values or (field.version is None and kind in CHOOSING):
        field.options = _options(kind, field.options, values.get("options") or ())
    if "max_length" in values:
        field.max_length = _whole("maxLength", values["max_length"], kind in LENGTHS, LENGTHS.get(kind, 0), 1)
    if "places" in values:
        field.places = _whole("places", values["places"], kind in NUMERIC, MOST_PLACES, 0)
    for name in ("low", "high"):
        if name in values:
            setattr(field, name, _number_in(field, kind, name, values[name]))
    if field.low is not None and field.high is not None and field.low > field.high:
        raise bad_input("high", "range", low=f"{field.low:f}", high=f"{LARGEST:f}")


def _whole(name: str, value: int | None, fits: bool, most: int, least: int) -> int | None:
    if value is None:
        return None
    if not fits:
        raise bad_input(name, "choice")
    if not least <= value <= most:
        raise bad_input(name, "range", low=least, high=most)
    return value


def _number_in(field: CustomField, kind: Kind, name: str, value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    if kind not in NUMERIC:
        raise bad_input(name, "choice")
    if abs(value) >= LARGEST:
        raise bad_input(name, "range", low=f"{-LARGEST:f}", high=f"{LARGEST:f}")
    places = PLACES[kind] if field.places is None else field.places
    if -int(value.normalize().as_tuple().exponent) > places:
        raise bad_input(name, "decimals", limit=places)
    return value


def _options(
    kind: Kind, before: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The choices in their new order. Those that were there may be retired, but stay: somebody may have chosen them."""
    if kind not in CHOOSING:
        if given:
            raise bad_input("options", "choice")
        return []
    if not given:
        raise bad_input("options", "required")
    if len(given) > MOST_OPTIONS:
        raise bad_input("options", "too_many", limit=MOST_OPTIONS)
    found: dict[str, dict[str, Any]] = {}
    for each in given:
        value = each["value"]
        if not KEY.fullmatch(value):
            raise bad_input("options", "field_key")
        if value in found:
            raise bad_input("options", "taken")
        words = {
            name: clean_text(each[name] or "", "options", limit=LONGEST_NAME, required=True)
            for name in ("zh", "en")
        }
        found[value] = {"value": value, **words, "retired": bool(each.get("retired"))}
    if any(each["value"] not in found for each in before):
        raise bad_input("options", "option_lost")
    if all(each["retired"] for each in found.values()):
        raise bad_input("options", "last")
    return list(found.values())
