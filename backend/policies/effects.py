"""What a next policy would do: which cells turn, what widens, and whether it needs a second person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from backend.platform.principal import Mask
from backend.policies.cells import cell_of, gains
from backend.policies.classes import class_of
from backend.policies.coordinates import Coordinate, Coordinates
from backend.policies.drafts import Cells
from backend.policies.enforcement import Policy
from backend.policies.rules import Rule
from backend.systemize.fields import Classification


@dataclass(frozen=True)
class Turn:
    """A cell that says something else: of a role, a coordinate. gains, loses: it may do more, less, or both."""

    role: str
    coordinate: Coordinate
    before: str
    after: str
    gains: bool
    loses: bool

    @property
    def needs_second(self) -> bool:
        """Whether one person alone may not decide it: something sensitive opens."""
        return self.gains and class_of(self.coordinate) is Classification.SENSITIVE


@dataclass(frozen=True)
class Said:
    """Turns that are told in one sentence: of one role, on one type, from and to the same."""

    role: str
    group: str
    before: str
    after: str
    gains: bool
    loses: bool
    needs_second: bool
    coordinates: tuple[str, ...]


def turns(policy: Policy, cells: Cells) -> list[Turn]:
    """What cells would change of a policy, by role and coordinate; what the policy does not know is left out."""
    found: list[Turn] = []
    for (role, name), after in sorted(cells.items()):
        coordinate = policy.coordinates.get(name)
        if coordinate is None:
            continue
        before = cell_of(policy.mask((role,)), coordinate)
        if before != after:
            found.append(Turn(role, coordinate, before, after, *gains(coordinate, before, after)))
    return found


def turns_between(old: Iterable[Rule], new: Iterable[Rule], coordinates: Coordinates) -> list[Turn]:
    """The cells by which one policy differs from another, by role and coordinate.

    Only coordinates of which they say different things are compiled: a policy as a whole takes a quarter of a second.
    """
    before, after = set(old), set(new)
    turned = {rule.coordinate for rule in before ^ after} & coordinates.keys()
    was, then = _limited(before, turned, coordinates), _limited(after, turned, coordinates)
    found: list[Turn] = []
    for role in sorted({rule.role for rule in before ^ after}):
        mask, mask_then = _mask(was, role), _mask(then, role)
        for name in sorted(turned):
            coordinate = coordinates[name]
            cells = cell_of(mask, coordinate), cell_of(mask_then, coordinate)
            if cells[0] != cells[1]:
                found.append(Turn(role, coordinate, *cells, *gains(coordinate, *cells)))
    return found


def _limited(rules: Iterable[Rule], names: Collection[str], coordinates: Coordinates) -> Policy | None:
    chosen = [rule for rule in rules if rule.coordinate in names]
    return Policy(chosen, coordinates) if chosen else None


def _mask(policy: Policy | None, role: str) -> Mask:
    return Mask() if policy is None else policy.mask((role,))


def need_second(found: Iterable[Turn]) -> bool:
    """Whether a second person has to agree."""
    return any(turn.needs_second for turn in found)


def said(found: Iterable[Turn]) -> list[Said]:
    """Turns gathered into what is told in one sentence, in the order in which they come."""
    alike: defaultdict[tuple[str, str, str, str, bool], list[Turn]] = defaultdict(list)
    for turn in found:
        alike[turn.role, turn.coordinate.group, turn.before, turn.after, turn.needs_second].append(turn)
    return [
        Said(
            role, group, before, after,
            any(t.gains for t in of), any(t.loses for t in of), second,
            tuple(t.coordinate.name for t in of),
        )
        for (role, group, before, after, second), of in alike.items()
    ]  # fmt: skip


def by_role(found: Sequence[Turn]) -> dict[str, tuple[int, int]]:
    """How many coordinates each role gains something on, and on how many it loses something."""
    counted: dict[str, tuple[int, int]] = {}
    for turn in found:
        more, less = counted.get(turn.role, (0, 0))
        counted[turn.role] = more + turn.gains, less + turn.loses
    return counted
