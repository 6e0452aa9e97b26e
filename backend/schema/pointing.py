"""Stored conditions name rows by their public ids: which noun's, and the same condition with the ids of the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.book.custom_fields import CUSTOM, POINTING
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema.filters import POINTS_TO
from backend.systemize.conditions.links import Subject, hold_link
from backend.systemize.conditions.tree import All, AnyOf, Condition, Count, Is, Not, Related
from backend.systemize.fields import Field


def pointed(condition: Condition, of: Subject, fields: Mapping[str, Field]) -> Condition:
    """The condition with the ids of rows in place of the public ones."""
    match condition:
        case All(parts):
            return All(tuple(pointed(part, of, fields) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(pointed(part, of, fields) for part in parts))
        case Not(part):
            return Not(pointed(part, of, fields))
        case Related(key, quantifier, part):
            inner = hold_link(condition, of.links).of()
            return Related(key, quantifier, pointed(part, inner, inner.fields))
        case Count(key, op, number, part):
            inner = hold_link(condition, of.links).of()
            return Count(key, op, number, pointed(part, inner, inner.fields))
        case Is(key, op, value):
            noun = noun_of(key, fields.get(key))
            return condition if noun is None or op == "empty" else Is(key, op, _ids(noun, key, value))


def noun_of(key: str, field: Field | None) -> str | None:
    """Whose ids a field is compared with, if with ids at all."""
    if key.startswith(CUSTOM):
        return None if field is None else POINTING.get(field.kind)
    return POINTS_TO.get(key)


def _ids(noun: str, key: str, value: Any) -> Any:
    many = value if isinstance(value, list) else [value]
    if not all(isinstance(id, str) for id in many):
        raise bad_input(key, "filter_value")
    found = [own_id(noun, id) for id in many]
    return found if isinstance(value, list) else found[0]
