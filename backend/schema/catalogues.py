"""Catalogues as data: fields with words in both languages, regions, roles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
import strawberry
from strawberry.scalars import JSON

from backend.book.client_fields import CLIENT_FIELDS
from backend.book.custom_fields import CUSTOM, POINTING
from backend.book.documents.categories import DOCUMENT_FIELDS
from backend.book.form_rules import conditions_of, is_in_force
from backend.book.form_saving import ME
from backend.graph.context import Context
from backend.graph.scalars import FieldValue
from backend.platform.errors import bad_input
from backend.platform.ids import public_id
from backend.policies.roles import ROLES
from backend.systemize.fields import Field, Kind
from backend.systemize.formulas.tree import Node as Formula
from backend.systemize.formulas.tree import Rolled, write
from backend.systemize.regions import cities, provinces

FIELDS_OF: dict[str, tuple[Field, ...]] = {"Client": CLIENT_FIELDS, "Document": DOCUMENT_FIELDS}


@strawberry.type
class Option:
    """One value of a choice."""

    value: str
    zh: str
    en: str
    retired: bool = False


@strawberry.type
class FieldInfo:
    """What forms, filters and columns need to know of a field.

    Of own fields: `shownWhen`, `requiredWhen`: conditions over other fields of the form, null also where the caller may
    not read what they rest on, and then the field is shown and not required; `clientKinds`: of which clients it is
    asked, none for all; `initial`: what a new client has (`today`, `me`, or a value); `formula`: of what it is
    computed, down to fields that clients have values of; `rollup`: of which rows of the client.
    """

    key: str
    coordinate: str
    kind: str
    zh: str
    en: str
    classification: str
    section: str | None
    editable: bool
    required: bool
    filterable: bool
    sortable: bool
    searchable: bool
    revealable: bool
    own: bool
    options: list[Option] | None
    shown_when: JSON | None = None
    required_when: JSON | None = None
    client_kinds: list[str] = strawberry.field(default_factory=list)
    initial: FieldValue | None = None
    formula: str | None = None
    rollup: JSON | None = None


@strawberry.type
class Region:
    """A province (two digits) or a city (four digits, `parent` its province)."""

    code: str
    zh: str
    en: str | None
    parent: str | None


@strawberry.type
class RoleInfo:
    """A role and its words."""

    name: str
    zh: str
    en: str


def field_infos(context: Context, type_name: str) -> list[FieldInfo]:
    """The catalogue of a type with the firm's own fields. Raises Refused(BAD_USER_INPUT) when there is none."""
    if type_name not in FIELDS_OF:
        raise bad_input("type", "choice")
    own = context.principal.mask.own.values() if type_name == "Client" else ()
    infos = [field_info(type_name, field) for field in FIELDS_OF[type_name]]
    return [*infos, *(_own_info(context, field) for field in own)]


def _own_info(context: Context, field: Field) -> FieldInfo:
    """An own field with the rules of the form, as far as they count for the caller."""
    info = field_info("Client", field)
    if field.formula is not None:
        info = replace(info, formula=write(field.formula), rollup=_rollup(field.formula))
    if not is_in_force(context.principal.mask, field.key, conditions_of(field)):
        return replace(info, required=False)
    rules = [orjson.loads(text) if text else None for text in (field.shown_when, field.required_when)]
    initial = orjson.loads(field.initial) if field.initial else None
    return replace(
        info, shown_when=rules[0], required_when=rules[1], client_kinds=list(field.client_kinds),
        initial=initial_of(initial, field.kind),
    )  # fmt: skip


def _rollup(formula: Formula) -> Any:
    if not isinstance(formula, Rolled):
        return None
    told = {name: getattr(formula, name) for name in ("relation", "take", "field", "days", "currency")}
    return {**told, "where": orjson.loads(formula.where) if formula.where else None}


def initial_of(kept: Any, kind: str) -> Any:
    """What a new client has, as it is told: of a user his public id."""
    if kind in POINTING and kept not in (None, ME):
        return public_id(POINTING[Kind(kind)], UUID(kept))
    return kept


def field_info(type_name: str, field: Field) -> FieldInfo:
    """What is told of a field of a type."""
    return FieldInfo(
        key=field.key,
        coordinate=f"{type_name}.{field.key}",
        kind=field.kind.value,
        zh=field.zh,
        en=field.en,
        classification=field.classification.value,
        section=field.section,
        editable=field.editable,
        required=field.required,
        filterable=field.filterable,
        sortable=field.sortable,
        searchable=field.searchable,
        revealable=field.kind is Kind.SEALED,
        own=field.key.startswith(CUSTOM),
        options=[Option(value=o.value, zh=o.zh, en=o.en, retired=o.retired) for o in field.options] or None,
    )


def region_list() -> list[Region]:
    """All provinces and cities."""
    found = [Region(code=p.code, zh=p.zh, en=p.en, parent=None) for p in provinces().values()]
    return found + [Region(code=c.code, zh=c.zh, en=c.en, parent=c.province_code) for c in cities().values()]


def role_list() -> list[RoleInfo]:
    """All roles."""
    return [RoleInfo(name=role.name, zh=role.zh, en=role.en) for role in ROLES.values()]
