"""What a role may do with a coordinate, as one short text: `firm:masked own:edit own:export`.

Each word says from which relation on what holds, the farthest relation first; a nearer one is named only where it
has another level than the one around it. `none` and `keep` (no export) take away what the farther relation has.
The empty text is: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from backend.platform.errors import Refused, bad_input
from backend.platform.principal import RELATIONS, Level, Mask, Relation
from backend.policies.coordinates import Coordinate
from backend.policies.rules import Effect, Right, Rule

FARTHEST_FIRST: Final = (Relation.FIRM, Relation.SCOPE, Relation.TEAM, Relation.OWN)
_AROUND: Final = {
    Relation.OWN: (Relation.TEAM, Relation.FIRM),
    Relation.TEAM: (Relation.FIRM,),
    Relation.SCOPE: (Relation.FIRM,),
    Relation.FIRM: (),
}
"""The relations in which one lies, the nearest first."""
NONE, KEEP, EXPORT = "none", "keep", "export"
_LEVELS: Final = {NONE: Level.NONE, "masked": Level.MASKED, "view": Level.VIEW, "edit": Level.EDIT}
_RIGHTS: Final = {Level.MASKED: Right.MASKED, Level.VIEW: Right.VIEW, Level.EDIT: Right.EDIT}
LONGEST: Final = 120


def cell_of(mask: Mask, coordinate: Coordinate) -> str:
    """What a mask gives on a coordinate, in the words above."""
    levels = {r: mask.level(coordinate.name, r) for r in coordinate.relations}
    exports = mask.exports.get(coordinate.name)
    leaves = {r: bool(exports and exports[RELATIONS.index(r)]) for r in coordinate.relations}
    return " ".join(_words(coordinate, levels, leaves))


def _words(
    coordinate: Coordinate, levels: dict[Relation, Level], leaves: dict[Relation, bool]
) -> Iterator[str]:
    names = {level: name for name, level in _LEVELS.items()}
    for relation in FARTHEST_FIRST:
        if relation not in levels:
            continue
        around = _around(relation, coordinate)
        if levels[relation] != (levels[around] if around else Level.NONE):
            yield f"{relation}:{names[levels[relation]]}"
        if leaves[relation] != (leaves[around] if around else False):
            yield f"{relation}:{EXPORT if leaves[relation] else KEEP}"


def _around(relation: Relation, coordinate: Coordinate) -> Relation | None:
    return next((each for each in _AROUND[relation] if each in coordinate.relations), None)


def rules_of_cell(role: str, coordinate: Coordinate, cell: str) -> list[Rule]:
    """The rules that say a cell, and nothing else.

    Raises Refused(BAD_USER_INPUT, field=cell, problem=policy_cell) for what is no cell of this coordinate.
    """
    levels, leaves = read_cell(coordinate, cell)
    found: list[Rule] = []
    for relation in (r for r in FARTHEST_FIRST if r in coordinate.relations):
        around = _around(relation, coordinate)
        before = levels[around] if around else Level.NONE
        level = levels[relation]
        if level > before:
            found.append(Rule(role, coordinate.name, relation, _RIGHTS[level], Effect.ALLOW))
        elif level < before:
            found.append(Rule(role, coordinate.name, relation, _denied(coordinate, level), Effect.DENY))
        if leaves[relation] != (leaves[around] if around else False):
            effect = Effect.ALLOW if leaves[relation] else Effect.DENY
            found.append(Rule(role, coordinate.name, relation, Right.EXPORT, effect))
    return found


def _denied(coordinate: Coordinate, level: Level) -> Right:
    """What has to be denied so that a level is left."""
    if level is Level.NONE:
        return Right.MASKED if coordinate.maskable else Right.VIEW
    return Right.VIEW if level is Level.MASKED else Right.EDIT


def read_cell(coordinate: Coordinate, cell: str) -> tuple[dict[Relation, Level], dict[Relation, bool]]:
    """The level and whether it may leave, at each relation of the coordinate. Raises as `rules_of_cell`."""
    said: dict[Relation, Level] = {}
    leaving: dict[Relation, bool] = {}
    for word in cell[: LONGEST + 1].split():
        place, _, what = word.partition(":")
        relation = next((r for r in coordinate.relations if r == place), None)
        if relation is None or len(cell) > LONGEST:
            raise _no_cell(coordinate, cell)
        if what in (EXPORT, KEEP) and Right.EXPORT in coordinate.rights and relation not in leaving:
            leaving[relation] = what == EXPORT
        elif _may_stand(coordinate, what) and relation not in said:
            said[relation] = _LEVELS[what]
        else:
            raise _no_cell(coordinate, cell)
    levels: dict[Relation, Level] = {}
    leaves: dict[Relation, bool] = {}
    for relation in (r for r in FARTHEST_FIRST if r in coordinate.relations):
        around = _around(relation, coordinate)
        levels[relation] = said.get(relation, levels[around] if around else Level.NONE)
        leaves[relation] = leaving.get(relation, leaves[around] if around else False)
    return levels, leaves


def _may_stand(coordinate: Coordinate, what: str) -> bool:
    level = _LEVELS.get(what)
    return level is Level.NONE or (level is not None and _RIGHTS[level] in coordinate.rights)


def _no_cell(coordinate: Coordinate, cell: str) -> Refused:
    return bad_input("cell", "policy_cell", value=f"{coordinate.name}, {cell[:80]}")


def fits(coordinate: Coordinate, cell: str) -> bool:
    """Whether a cell can be said of a coordinate."""
    try:
        read_cell(coordinate, cell)
    except Refused:
        return False
    return True


def canonical(coordinate: Coordinate, cell: str) -> str:
    """The same cell as `cell_of` writes it. Raises as `rules_of_cell`."""
    levels, leaves = read_cell(coordinate, cell)
    return " ".join(_words(coordinate, levels, leaves))


def gains(coordinate: Coordinate, before: str, after: str) -> tuple[bool, bool]:
    """Whether something may be done after that might not before, and whether something may no more."""
    (levels, leaves), (levels_then, leaves_then) = read_cell(coordinate, before), read_cell(coordinate, after)
    pairs: Sequence[tuple[int, int]] = [
        *((levels[r], levels_then[r]) for r in levels),
        *((leaves[r], leaves_then[r]) for r in leaves),
    ]
    return any(now > was for was, now in pairs), any(now < was for was, now in pairs)
