"""Judging authored rows before they may decide anything: exact values, known names, nobody locked out.

Wildcards are spelled out here. `*` as a role means every role of people; `Client.*` every field of a type (or
every root field of `Query`, `Mutation`, `Subscription`). An allowing wildcard passes sealed fields by: identity
and bank numbers and ways to reach a client are granted by name only. A denying one takes them in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.platform.errors import Refused, bad_input
from backend.platform.principal import Relation
from backend.policies.coordinates import Coordinate, Coordinates, Kind
from backend.policies.roles import KEEPER, PEOPLE, ROLES
from backend.policies.rules import Effect, Line, Right, Rule

MOST_RULES = 50_000
KEEPING = "Right.policies"
Groups = Mapping[str, Sequence[Coordinate]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a policy. problem: a key of messages.PROBLEMS; line: 0 when it is the whole."""

    problem: str
    line: int = 0
    value: str = ""

    def params(self) -> dict[str, Any]:
        """As it goes into a refusal; no personal value can be in a rule."""
        return {"problem": self.problem, "line": self.line, "value": self.value[:80]}


def spell_out(lines: Iterable[Line], coordinates: Coordinates) -> tuple[list[Rule], list[Fault]]:
    """The plain rules of authored lines, each once, in order; and everything that is wrong with the lines."""
    rules: dict[Rule, None] = {}
    faults: list[Fault] = []
    groups = _groups(coordinates)
    for line in lines:
        for found in _rules_of(line, coordinates, groups):
            if isinstance(found, Fault):
                faults.append(found)
            else:
                rules[found] = None
    return list(rules), faults


def _rules_of(line: Line, coordinates: Coordinates, groups: Groups) -> Iterator[Rule | Fault]:
    if len(line.values) != 5 or not all(line.values):
        yield Fault("policy_row", line.number, ", ".join(line.values))
        return
    role, name, *_ = line.values
    roles = PEOPLE if role == "*" else (role,) if role in ROLES else ()
    if not roles:
        yield Fault("policy_role", line.number, role)
        return
    exact = _exact(line)
    if isinstance(exact, Fault):
        yield exact
        return
    relation, right, effect = exact
    named = _named(name, coordinates, groups, effect)
    if not named:
        yield Fault("policy_coordinate", line.number, name)
        return
    misfit = next((c for c in named if not _fits(c, relation, right, effect)), None)
    if misfit is not None:
        yield _misfit(line, misfit, relation, right)
        return
    for coordinate in named:
        yield from (Rule(one, coordinate.name, relation, right, effect) for one in roles)


def _exact(line: Line) -> tuple[Relation, Right, Effect] | Fault:
    """The three choices of a line. Exact: `Deny` is not `deny`, or a denial could be overlooked."""
    _, _, relation, right, effect = line.values
    if relation not in tuple(Relation):
        return Fault("policy_relation", line.number, relation)
    if right not in tuple(Right):
        return Fault("policy_right", line.number, right)
    if effect not in tuple(Effect):
        return Fault("policy_effect", line.number, effect)
    return Relation(relation), Right(right), Effect(effect)


def _groups(coordinates: Coordinates) -> Groups:
    groups: defaultdict[str, list[Coordinate]] = defaultdict(list)
    for coordinate in coordinates.values():
        groups[coordinate.group].append(coordinate)
    return groups


def _named(name: str, coordinates: Coordinates, groups: Groups, effect: Effect) -> list[Coordinate]:
    if not name.endswith(".*"):
        return [coordinates[name]] if name in coordinates else []
    group = name.removesuffix(".*")
    return [
        coordinate
        for coordinate in groups.get(group, ())
        if coordinate.name != group and not (coordinate.sealed and effect is Effect.ALLOW)
    ]


def _fits(coordinate: Coordinate, relation: Relation, right: Right, effect: Effect) -> bool:
    """Whether the rule can mean something there. To deny `masked` is to deny all, so it fits every field."""
    if relation not in coordinate.relations:
        return False
    hides_all = effect is Effect.DENY and right is Right.MASKED and coordinate.kind is Kind.FIELD
    return right in coordinate.rights or hides_all


def _misfit(line: Line, coordinate: Coordinate, relation: Relation, right: Right) -> Fault:
    if relation not in coordinate.relations:
        return Fault("policy_relation_of", line.number, f"{line.values[1]}, {relation}")
    problem = "policy_mask" if right is Right.MASKED else "policy_right_of"
    return Fault(problem, line.number, f"{line.values[1]}, {right}")


def whole_faults(rules: Sequence[Rule], coordinates: Coordinates) -> list[Fault]:
    """What is wrong with a policy as a whole: empty, too long, a keeper who sees clients, no keeper left."""
    if not any(rule.effect is Effect.ALLOW for rule in rules):
        return [Fault("policy_empty")]
    found = [Fault("policy_long", value=str(MOST_RULES))] if len(rules) > MOST_RULES else []
    for rule in rules:
        coordinate = coordinates.get(rule.coordinate)
        if rule.role == KEEPER and rule.effect is Effect.ALLOW and coordinate and coordinate.of_client:
            found.append(Fault("policy_keeper", value=rule.coordinate))
            break
    if not _is_kept(rules):
        found.append(Fault("policy_unkept"))
    return found


def _is_kept(rules: Sequence[Rule]) -> bool:
    """Whether the keeper's role can still publish the next policy and give people their roles."""
    for call in (KEEPING, "Mutation.updateUser"):
        said = {
            rule.effect
            for rule in rules
            if rule.role == KEEPER and rule.coordinate == call and rule.relation is Relation.FIRM
        }
        if said != {Effect.ALLOW}:
            return False
    return True


def judge(lines: Sequence[Line], coordinates: Coordinates) -> tuple[list[Rule], list[Fault]]:
    """Plain rules and all faults, of lines and of the whole; rules may only be used when there are no faults."""
    rules, faults = spell_out(lines, coordinates)
    return rules, faults or whole_faults(rules, coordinates)


def checked(lines: Sequence[Line], coordinates: Coordinates) -> list[Rule]:
    """The plain rules of authored lines. Raises Refused(BAD_USER_INPUT) with the first fault and all of them."""
    rules, faults = judge(lines, coordinates)
    if faults:
        raise refusal_of(faults)
    return rules


def refusal_of(faults: Sequence[Fault]) -> Refused:
    """BAD_USER_INPUT that speaks of the first fault and carries the others (at most 100) in `faults`."""
    first = faults[0].params()
    listed = [fault.params() for fault in faults[:100]]
    return bad_input("rules", first.pop("problem"), **first, faults=listed)
