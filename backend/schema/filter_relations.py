"""What filters reach through: the relations of a type and what can be compared there, for whom may compare it."""

from __future__ import annotations

import strawberry

from backend.book.custom_fields import CUSTOM
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.platform.principal import Level
from backend.schema.catalogues import FieldInfo, field_info
from backend.schema.reachable import Rows, Way
from backend.schema.subjects import CLIENTS, HOLDINGS, HOUSEHOLDS, NEEDS, ORDERS, TASKS, TRANSACTIONS

SUBJECTS = {rows.type: rows for rows in (CLIENTS, HOLDINGS, HOUSEHOLDS, NEEDS, ORDERS, TASKS, TRANSACTIONS)}


@strawberry.type
class FilterRelation:
    """Rows that belong to what is filtered. one: there is one at most (`ownerWhere` rather than `tasks`).

    of: their type, by which it is asked what belongs to those in turn.
    """

    key: str
    of: str
    zh: str
    en: str
    one: bool
    fields: list[FieldInfo]


def filter_relations(context: Context, type_name: str) -> list[FilterRelation]:
    """The relations that the caller may filter by, each with the fields he may compare.

    Raises Refused(BAD_USER_INPUT) for a type that has none.
    """
    rows = SUBJECTS.get(type_name)
    if rows is None:
        raise bad_input("type", "choice")
    found = []
    for way in rows.links.values():
        assert isinstance(way, Way)
        of = way.of()
        if _may(context, rows, f"{rows.type}.{way.key}") and _may(context, of, of.type):
            fields = [
                field_info(of.type, field)
                for field in of.known_to(context.principal).values()
                if field.filterable and _may_compare(context, of, field.key)
            ]
            found.append(
                FilterRelation(key=way.key, of=of.type, zh=way.zh, en=way.en, one=way.to_one, fields=fields)
            )
    return found


def _may_compare(context: Context, rows: Rows, key: str) -> bool:
    """Of one of the firm's own fields: both that there are such, and the field itself."""
    own = not key.startswith(CUSTOM) or _may(context, rows, f"{rows.type}.custom")
    return own and _may(context, rows, f"{rows.type}.{key}")


def _may(context: Context, rows: Rows, coordinate: str) -> bool:
    """Whether a coordinate may be compared: it is readable at every relation the rows can stand in."""
    mask = context.principal.mask
    return mask.throughout(coordinate, mask.relations(rows.type)) >= Level.VIEW
