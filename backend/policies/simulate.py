"""Who gains and who loses what, before a policy is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backend.platform.principal import RELATIONS, Level, Mask, Relation
from backend.policies.coordinates import Coordinates
from backend.policies.enforcement import Policy
from backend.policies.rules import Rule


@dataclass(frozen=True)
class Change:
    """A role's right on a coordinate at a relation, before and after."""

    role: str
    coordinate: str
    relation: Relation
    before: Level
    after: Level
    exported: bool
    exports: bool

    @property
    def widens(self) -> bool:
        """Whether something may be done that might not before."""
        return self.after > self.before or (self.exports and not self.exported)


def simulate(old: Iterable[Rule], new: Iterable[Rule], coordinates: Coordinates) -> list[Change]:
    """Every change of every role's rights from one policy to another, by role, coordinate, relation.

    It compares what Casbin decides, so rules that make no difference are not in it.
    """
    old, new = list(old), list(new)
    before = Policy(old, coordinates) if old else None
    after = Policy(new, coordinates) if new else None
    return [
        change
        for role in sorted({rule.role for rule in (*old, *new)})
        for change in changes_for(role, _mask(before, role), _mask(after, role))
    ]


def _mask(policy: Policy | None, role: str) -> Mask:
    return Mask() if policy is None else policy.mask((role,))


def changes_for(role: str, before: Mask, after: Mask) -> Iterator[Change]:
    """What differs between two masks; role only names the change."""
    named = {*before.levels, *after.levels, *before.exports, *after.exports}
    for coordinate in sorted(named):
        for place, relation in enumerate(RELATIONS):
            change = Change(
                role,
                coordinate,
                relation,
                before.level(coordinate, relation),
                after.level(coordinate, relation),
                _exports(before, coordinate, place),
                _exports(after, coordinate, place),
            )
            if (change.before, change.exported) != (change.after, change.exports):
                yield change


def _exports(mask: Mask, coordinate: str, place: int) -> bool:
    found = mask.exports.get(coordinate)
    return bool(found and found[place])
