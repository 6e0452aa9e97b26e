"""Conditions of tags: what they may be, what they rest on, and how they are asked of the whole firm.

A tag that a rule gives tells what the rule rests on. So a rule may rest only on what everybody may read who may
read a client's tags; else it is refused, or rests from the moment when the rights of readers no longer fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM
from backend.book.custom_formulas import inputs_of
from backend.book.tag_rules import compared
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import RELATIONS, Level, Mask, Principal, Relation
from backend.policies.enforcement import Policy
from backend.schema.pointing import pointed
from backend.schema.reachable import Rows, Way
from backend.schema.subjects import (
    CLIENTS,
    HOLDINGS,
    HOUSEHOLDS,
    INTERACTIONS,
    NEEDS,
    ORDERS,
    PRODUCTS,
    TASKS,
    TRANSACTIONS,
    USERS,
    predicate_of,
)
from backend.systemize.conditions.links import hold_link
from backend.systemize.conditions.tree import (
    All,
    AnyOf,
    Condition,
    Count,
    Is,
    Not,
    Related,
    about_row,
    hold_size,
    read,
    write,
)
from backend.systemize.fields import Field, Kind

TYPES: Final = (
    CLIENTS,
    HOLDINGS,
    HOUSEHOLDS,
    INTERACTIONS,
    NEEDS,
    ORDERS,
    PRODUCTS,
    TASKS,
    TRANSACTIONS,
    USERS,
)
STANDING_ALONE: Final = frozenset({"owner", "assignee", "product", "members"})
"""Relations to rows that a reader may stand to differently than to the client."""
READ: Final = "Client.tags"
COUNTED: Final = "Tag.clientCount"


def whole_firm(firm_id: UUID, own: Mapping[str, Field]) -> Principal:
    """The firm itself: it reaches every row and knows every field."""
    everywhere = (Level.VIEW,) * len(RELATIONS)
    mask = Mask(id="firm", levels={rows.type: everywhere for rows in TYPES}, own=own)
    return Principal(firm_id, "system:tag_rules", mask=mask)


def checked(tree: Any) -> Condition:
    """The condition of a tree, without numbers of persons. Raises Refused(BAD_USER_INPUT)."""
    condition = read(tree)
    hold_size(condition)
    for each in compared(condition):
        field = CLIENTS.fields.get(each.field)
        if field is not None and field.kind is Kind.SEALED:
            raise bad_input(each.field, "rule_sealed")
    return condition


def asked(firm: Principal, condition: Condition) -> ColumnElement[bool]:
    """The predicate of a tag's condition over all clients. Raises Refused(BAD_USER_INPUT) for what is no more."""
    fits = predicate_of(firm, pointed(condition, CLIENTS, CLIENTS.known_to(firm)), CLIENTS)
    # Who became part of another client is nobody that a rule is asked of.
    return and_(fits, Client.merged_into_id.is_(None))


def with_inputs(condition: Condition, own: Mapping[str, Field]) -> Condition:
    """The condition with what its formulas rest on named beside them: who may read these may be told of it.

    For judging only; what it asks is of no consequence.
    """
    match condition:
        case All(parts) | AnyOf(parts):
            return All(tuple(with_inputs(part, own) for part in parts))
        case Not(part):
            return with_inputs(part, own)
        case Related(key, quantifier, part):
            return Related(key, quantifier, with_inputs(part, own))
        case Count(key, op, number, part):
            return Count(key, op, number, with_inputs(part, own))
        case Is(key):
            inputs = inputs_of(own[key]) if key in own else ()
            return All((condition, *(Is(each, "empty", False) for each in inputs)))


def _way(condition: Related | Count, rows: Rows) -> Way:
    way = hold_link(condition, rows.links)
    assert isinstance(way, Way)
    return way


def rests_on(
    condition: Condition, rows: Rows = CLIENTS, *, alone: bool = False
) -> Iterator[tuple[str, bool]]:
    """Every coordinate a condition rests on, and whether of rows that stand to a reader by themselves."""
    for each in about_row(condition):
        if isinstance(each, Is) and each.field.startswith(CUSTOM):
            yield f"{rows.type}.custom", alone
        yield f"{rows.type}.{each.field}", alone
        if not isinstance(each, Is):
            of, apart = _way(each, rows).of(), alone or each.field in STANDING_ALONE
            yield of.type, apart
            yield from rests_on(each.part, of, alone=apart)


def missing(mask: Mask, condition: Condition, relations: Iterable[Relation]) -> str | None:
    """The first coordinate of what a condition rests on that is not clear at these relations to a client."""
    at = tuple(relations)
    for coordinate, alone in rests_on(condition):
        if mask.throughout(coordinate, (Relation.FIRM,) if alone else at) < Level.VIEW:
            return coordinate
    return None


def hold_author(mask: Mask, condition: Condition) -> None:
    """Raises Refused(FORBIDDEN) when a rule rests on what its author may not read of every client he sees."""
    coordinate = missing(mask, condition, mask.relations("Client"))
    if coordinate is not None:
        raise Refused(Code.FORBIDDEN, coordinate=coordinate)


def disclosed(
    policy: Policy, role_sets: Iterable[tuple[str, ...]], condition: Condition
) -> tuple[tuple[str, ...], str] | None:
    """Readers of tags whom a rule would tell what they may not read, and the coordinate; None: there are none."""
    for roles in role_sets:
        mask = policy.mask(roles)
        relations = mask.relations("Client")
        if mask.anywhere(COUNTED) < Level.VIEW:
            relations = tuple(r for r in relations if mask.level(READ, r) >= Level.VIEW)
        coordinate = missing(mask, condition, relations) if relations else None
        if coordinate is not None:
            return roles, coordinate
    return None


def hold_readers(policy: Policy, role_sets: Iterable[tuple[str, ...]], condition: Condition) -> None:
    """Raises Refused(BAD_USER_INPUT, problem=rule_discloses) naming the roles and the coordinate."""
    found = disclosed(policy, role_sets, condition)
    if found is not None:
        roles, coordinate = found
        raise bad_input("condition", "rule_discloses", roles=list(roles), value=coordinate)


def kept(condition: Condition) -> dict[str, Any]:
    """The condition as it is stored."""
    return write(condition)


def fields_of(condition: Condition) -> Sequence[str]:
    """Coordinates that a condition compares or goes through, each once, in their order."""
    return list(dict.fromkeys(coordinate for coordinate, _ in rests_on(condition) if "." in coordinate))
