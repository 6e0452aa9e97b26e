"""Why a caller has, or lacks, a right: the rule that decided, and which roles would have more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.platform.errors import bad_input
from backend.platform.principal import RELATIONS, Level, Relation
from backend.policies.enforcement import Policy
from backend.policies.roles import PEOPLE
from backend.policies.rules import COVERED_RELATIONS, LEVELS, Effect, Right, Rule, spoken_rights

NEXT = {
    Level.NONE: (Right.MASKED, Right.VIEW),
    Level.MASKED: (Right.VIEW,),
    Level.VIEW: (Right.EDIT,),
    Level.EDIT: (),
}
"""The rights a caller at a level might have had next."""
NO_EXPORT = (False,) * len(RELATIONS)


@dataclass(frozen=True)
class Access:
    """What a caller may do with a coordinate at a relation.

    rule: the line that decided: a denial that holds him down, else the grant he has it by; None when nothing
    was said. granted_by: the roles of people that hold a higher level, whom to ask.
    """

    coordinate: str
    relation: Relation
    level: Level
    export: bool
    rule: str | None
    granted_by: tuple[str, ...]


def explain(policy: Policy, roles: Sequence[str], coordinate: str) -> tuple[Access, ...]:
    """Access at each relation that the coordinate knows, nearest first.

    Raises Refused(BAD_USER_INPUT, field=coordinate, problem=policy_coordinate) when there is no such one.
    """
    if coordinate not in policy.coordinates:
        raise bad_input("coordinate", "policy_coordinate", line=0, value=coordinate[:80])
    relations = policy.coordinates[coordinate].relations
    return tuple(_at(policy, roles, coordinate, r) for r in RELATIONS if r in relations)


def _at(policy: Policy, roles: Sequence[str], coordinate: str, relation: Relation) -> Access:
    # From masks, not by asking Casbin: a screen explains hundreds of coordinates at once.
    mask = policy.mask(roles)
    level = mask.level(coordinate, relation)
    rule = _deciding(policy, roles, coordinate, relation, level)
    return Access(
        coordinate=coordinate,
        relation=relation,
        level=level,
        export=mask.exports.get(coordinate, NO_EXPORT)[RELATIONS.index(relation)],
        rule=None if rule is None else str(rule),
        granted_by=tuple(role for role in PEOPLE if policy.mask((role,)).level(coordinate, relation) > level),
    )


def _deciding(
    policy: Policy, roles: Sequence[str], coordinate: str, relation: Relation, level: Level
) -> Rule | None:
    maskable = policy.coordinates[coordinate].maskable
    about = [
        (rule, spoken_rights(rule, maskable=maskable))
        for rule in policy.rules_of.get(coordinate, ())
        if rule.role in roles and relation in COVERED_RELATIONS[rule.relation]
    ]
    allows = [(rule, rights) for rule, rights in about if rule.effect is Effect.ALLOW]
    for right in NEXT[level]:
        # A denial decided only where somebody had granted what it takes away.
        if any(right in rights for _, rights in allows):
            denials = [rule for rule, rights in about if rule.effect is Effect.DENY and right in rights]
            if denials:
                return _nearest(denials)
    held = [right for right, of in LEVELS.items() if of == level]
    return _nearest([rule for rule, rights in allows if set(held) & set(rights)])


def _nearest(rules: Sequence[Rule]) -> Rule | None:
    return min(rules, key=lambda rule: (len(COVERED_RELATIONS[rule.relation]), str(rule)), default=None)
