"""Roll-ups as they are defined: what of which rows can be counted, added up or picked, and who may say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from backend.book.clients import Client
from backend.book.custom_fields import CustomField
from backend.book.product_fields import CURRENCIES
from backend.book.rollups import BESIDE, COUNT, LONGEST, TAKES, TYPES, rests_on, rolled_of
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Level, Principal, Relation
from backend.schema.reachable import Rows, Way
from backend.schema.subjects import CLIENTS, rolled
from backend.systemize.conditions.tree import All, Condition, Count, Is, about_row, hold_size, read, write
from backend.systemize.fields import Field, Kind

MEMBERS: Final = frozenset({"relation", "take", "field", "days", "currency", "where"})
FOREIGN: Final = frozenset({"orders", "needs"})
"""Relations to rows whose amounts are of many currencies; those of the ledger are CNY."""
DAYS: Final = frozenset({Kind.DATE, Kind.INSTANT})


def checked_rollup(principal: Principal, key: str, kind: str, given: Any) -> dict[str, Any]:
    """A roll-up as it is kept, for a field of a kind.

    given: relation, take (count, sum, min, max, latest), field (of the rows; none to count), days (of the last so many
    days), currency (of amounts of orders and needs, CNY where nothing is said), where (a condition of the rows).
    Raises Refused: BAD_USER_INPUT naming `rollup`, or a field of the condition; FORBIDDEN where it rests on what its
    author may not read of every client he sees.
    """
    if not isinstance(given, Mapping) or not MEMBERS.issuperset(given):
        raise bad_input("rollup", "rollup_form")
    relation, take = str(given.get("relation")), given.get("take")
    if relation not in TYPES or take not in TAKES:
        raise bad_input("rollup", "choice")
    of = _rows(relation)
    field = _field(of, take, given.get("field"))
    if kind not in _results(field):
        raise bad_input("rollup", "rollup_kind")
    kept = {
        "relation": relation,
        "take": take,
        "field": None if field is None else field.key,
        "days": _days(given.get("days")),
        "currency": _currency(relation, field, given.get("currency")),
        "where": _where(of, given.get("where")),
    }
    found = {name: value for name, value in kept.items() if value is not None}
    node = rolled_of(CustomField(key=key, kind=kind, rollup=found))
    hold_author(principal, rests_on(node))
    # Whatever is wrong with the values of its condition shows where it becomes SQL.
    rolled(principal, node, Client)
    return found


def hold_author(principal: Principal, coordinates: Any) -> None:
    """Raises Refused(FORBIDDEN) for the first coordinate that is not clear at every relation to a client he sees."""
    mask = principal.mask
    relations = mask.relations("Client")
    for coordinate, alone in coordinates:
        if mask.throughout(coordinate, (Relation.FIRM,) if alone else relations) < Level.VIEW:
            raise Refused(Code.FORBIDDEN, coordinate=coordinate)


def _rows(relation: str) -> Rows:
    way = CLIENTS.links[relation]
    assert isinstance(way, Way)
    return way.of()


def _field(of: Rows, take: str, key: Any) -> Field | None:
    if take == COUNT:
        if key is not None:
            raise bad_input("rollup", "choice")
        return None
    field = of.fields.get(key) if isinstance(key, str) else None
    if field is None or not (field.kind is Kind.MONEY or (field.kind in DAYS and take != "sum")):
        raise bad_input("rollup", "choice")
    return field


def _results(field: Field | None) -> frozenset[str]:
    """Kinds that a result can have."""
    if field is None:
        return frozenset({Kind.NUMBER})
    return frozenset({Kind.MONEY, Kind.NUMBER}) if field.kind is Kind.MONEY else frozenset({Kind.DATE})


def _days(days: Any) -> int | None:
    if days is None:
        return None
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= LONGEST:
        raise bad_input("rollup", "range", low=0, high=LONGEST)
    return days


def _currency(relation: str, field: Field | None, currency: Any) -> str | None:
    if field is None or field.kind is not Kind.MONEY or relation not in FOREIGN:
        if currency is not None:
            raise bad_input("rollup", "choice")
        return None
    if currency is None:
        return "CNY"
    if currency not in CURRENCIES:
        raise bad_input("rollup", "choice")
    return str(currency)


def _where(of: Rows, tree: Any) -> dict[str, Any] | None:
    if tree is None:
        return None
    condition: Condition = read(tree)
    hold_size(condition)
    for each in about_row(condition):
        if isinstance(each, Is):
            if each.field not in of.fields:
                raise bad_input(each.field, "filter_unknown")
        elif each.field not in BESIDE or isinstance(each, Count):
            raise bad_input(each.field, "filter_unknown")
    return None if condition == All(()) else write(condition)
