"""A firm's own fields as columns of the client sheet: which there are for whom, by what words they are found.

A sheet is read in a process that knows no database, so the columns travel there as plain data and are made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.custom_fields import CUSTOM, CustomField
from backend.book.custom_values import fields_in_use
from backend.book.imports.kinds import kind_named
from backend.book.imports.own_cells import cell_kind
from backend.book.imports.own_values import may_import
from backend.book.imports.owners import Staff, StaffMember, staff_of
from backend.platform.principal import Principal
from backend.systemize.fields import Field, Kind
from backend.systemize.sheets.columns import Column, SheetKind
from backend.systemize.sheets.headers import word_of

Told = dict[str, Any]
OWNED: Final = "clients"
"""The kind of sheet whose rows have fields of the firm's own."""
_PARTS: Final = ("key", "kind", "zh", "en", "required", "options", "max_length", "places")
_LIMITS: Final = ("low", "high")


async def told_of(session: AsyncSession, kind: str, principal: Principal) -> list[Told]:
    """The own fields that somebody may write to clients of his, as JSON types; of other kinds of sheets none."""
    if kind != OWNED:
        return []
    fields = [
        field
        for name, field in (await fields_in_use(session)).items()
        if not field.is_computed and may_import(principal, name)
    ]
    asks_people = any(field.kind == Kind.USER for field in fields)
    people = [_person(one) for one in (await staff_of(session)).by_id.values()] if asks_people else []
    return [_told(field, people if field.kind == Kind.USER else []) for field in fields]


async def people_columns(session: AsyncSession, kind: str, principal: Principal) -> frozenset[str]:
    """Columns whose values are ids of people."""
    if kind != OWNED:
        return frozenset()
    found = await fields_in_use(session)
    return frozenset(
        name for name, field in found.items() if field.kind == Kind.USER and may_import(principal, name)
    )


async def sheet_of(session: AsyncSession, kind: str, principal: Principal) -> SheetKind:
    """A kind of sheet with the columns that somebody can import. Raises Refused(BAD_USER_INPUT, import_kind)."""
    return extended(kind_named(kind).sheet, await told_of(session, kind, principal))


def extended(sheet: SheetKind, told: Sequence[Told]) -> SheetKind:
    """The kind with own fields behind the product's.

    A header that is the name of an own field is that field, though the product has such a word for one of its own;
    the names of the product's fields stay theirs.
    """
    if not told:
        return sheet
    own = [_column(one) for one in told]
    words = {word_of(word) for column in own for word in (column.zh, *column.headers)}
    columns = [
        replace(column, headers=tuple(word for word in column.headers if word_of(word) not in words))
        for column in sheet.columns
    ]
    return replace(sheet, columns=(*columns, *own))


def described(field: Field) -> Told:
    """A field as far as whoever chooses columns needs it: without the limits of its values."""
    options = [
        {"value": each.value, "zh": each.zh, "en": each.en, "retired": each.retired} for each in field.options
    ]
    return {
        "key": field.key.removeprefix(CUSTOM),
        "kind": field.kind.value,
        "zh": field.zh,
        "en": field.en,
        "required": field.required,
        "options": options,
        "max_length": field.max_length,
        "places": None,
        "people": [],
    }


def field_of(told: Told) -> CustomField:
    """The definition of what `told_of` says; it belongs to no session."""
    limits = {name: Decimal(told[name]) if told.get(name) is not None else None for name in _LIMITS}
    return CustomField(**{part: told[part] for part in _PARTS}, **limits)


def _told(field: CustomField, people: list[list[Any]]) -> Told:
    limits = {name: f"{limit:f}" if (limit := getattr(field, name)) is not None else None for name in _LIMITS}
    return {**{part: getattr(field, part) for part in _PARTS}, **limits, "people": people}


def _person(one: StaffMember) -> list[Any]:
    return [str(one.id), one.name, one.email, one.active]


def _column(told: Told) -> Column:
    people = [StaffMember(UUID(id), name, email, None, active) for id, name, email, active in told["people"]]
    field = field_of(told)
    return Column(
        CUSTOM + field.key,
        cell_kind(field, Staff(people)),
        field.zh,
        field.en,
        (field.en, field.key),
        personal=True,
        zh_hint="本公司自定义字段",
        en_hint="A field of your firm's own",
    )
