"""Whom a client's service would tell what he may not read, by the rule that holds for tags.

A cell tells the tier and what its condition rests on, the day of the next contact the last one, whether the owner is
of the right level the cell. Whoever reads one of them must be allowed to read all they rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from backend.book.configurations import hold_size
from backend.book.service_content import Cell, read_content
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Level, Mask, Relation
from backend.policies.enforcement import Policy
from backend.policies.roles import PEOPLE
from backend.schema.tag_conditions import checked, missing
from backend.systemize.conditions.tree import write

DUE: Final = "Client.contactDueOn"
READ: Final = ("Client.serviceCell", DUE, "Client.ownerFits")
TIER, CONTACT = "Client.tier", "Client.lastInteractionAt"


def checked_cells(content: Any) -> tuple[Cell, ...]:
    """The cells of a matrix that somebody sent. Raises Refused(BAD_USER_INPUT), also for numbers of persons."""
    hold_size(content)
    cells = read_content(content, PEOPLE)
    for cell in cells:
        if cell.condition is not None:
            checked(write(cell.condition))
    return cells


def hold_author(mask: Mask, cells: Sequence[Cell]) -> None:
    """Raises Refused(FORBIDDEN) when cells rest on what their author may not read of every client he sees."""
    relations = mask.relations("Client")
    for coordinate in READ:
        if mask.throughout(coordinate, relations) < Level.VIEW:
            raise Refused(Code.FORBIDDEN, coordinate=coordinate)
    for coordinate in _missing(mask, cells, relations):
        raise Refused(Code.FORBIDDEN, coordinate=coordinate)


def told_by(
    policy: Policy, role_sets: Iterable[tuple[str, ...]], cells: Sequence[Cell]
) -> tuple[tuple[str, ...], str, str | None] | None:
    """Readers to whom cells would tell what they may not read, the coordinate and the cell; None: there are none."""
    for roles in role_sets:
        mask = policy.mask(roles)
        reading = [
            relation
            for relation in mask.relations("Client")
            if any(mask.level(coordinate, relation) >= Level.VIEW for coordinate in READ)
        ]
        due = [relation for relation in reading if mask.level(DUE, relation) >= Level.VIEW]
        for cell in cells if reading else ():
            for coordinate in _missing(mask, [cell], reading):
                return roles, coordinate, cell.key
            if due and cell.level.cadence is not None and mask.throughout(CONTACT, due) < Level.VIEW:
                return roles, CONTACT, cell.key
    return None


def _missing(mask: Mask, cells: Sequence[Cell], relations: Sequence[Relation]) -> Iterator[str]:
    for cell in cells:
        if cell.tiers and mask.throughout(TIER, relations) < Level.VIEW:
            yield TIER
        if cell.condition is not None:
            coordinate = missing(mask, cell.condition, relations)
            if coordinate is not None:
                yield coordinate


def hidden(mask: Mask, cell: Cell | None, stands: Relation) -> str | None:
    """What a reader may not read of a client to whom he stands so, and the cell would tell him; None: nothing."""
    return None if cell is None else next(_missing(mask, [cell], [stands]), None)


def hold_readers(policy: Policy, role_sets: Iterable[tuple[str, ...]], cells: Sequence[Cell]) -> None:
    """Raises Refused(BAD_USER_INPUT, problem=matrix_discloses) naming the roles and the coordinate."""
    found = told_by(policy, role_sets, cells)
    if found is not None:
        roles, coordinate, key = found
        raise bad_input("cells", "matrix_discloses", roles=list(roles), value=coordinate, cell=key)


def telling(policy: Policy, role_sets: Sequence[tuple[str, ...]], cells: Sequence[Cell]) -> frozenset[str]:
    """Keys of cells that would tell somebody what he may not read: their condition has no say until that is mended."""
    return frozenset(cell.key for cell in cells if told_by(policy, role_sets, [cell]) is not None)
