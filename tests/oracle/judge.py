"""What Casbin itself says, asked about one field of one row at a time, with the rules as people wrote them.

Nothing is spelled out before: that a rule at a relation covers the nearer ones, and a right the lower ones, are two
functions of the matcher.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from casbin import Enforcer, Model

from backend.book.client_fields import CLIENT_FIELD
from tests.differential.own import INPUTS_OF
from tests.oracle.book import Row

MODEL = """
[request_definition]
r = sub, obj, rel, act

[policy_definition]
p = sub, obj, rel, act, eft

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && covers(p.rel, r.rel) && speaks(p.eft, p.act, r.act)
"""
NEAREST_FIRST = ("own", "team", "scope", "firm")
RIGHTS = ("masked", "view", "edit")
NONE, MASKED, VIEW, EDIT = range(4)
# What has no mask is shown or not.
MASKABLE = {f"Client.{key}" for key, spec in CLIENT_FIELD.items() if spec.maskable}


def covers(of_rule: str, of_row: str) -> bool:
    """A team's rule holds for own rows too, the firm's for all, a scope's for the scope alone."""
    return of_rule == of_row or of_rule == "firm" or (of_rule, of_row) == ("team", "own")


def speaks(effect: str, of_rule: str, asked: str) -> bool:
    """Who may edit may view, who may not view may not edit."""
    if of_rule not in RIGHTS:
        return False
    if effect == "deny":
        return RIGHTS.index(of_rule) <= RIGHTS.index(asked)
    return RIGHTS.index(asked) <= RIGHTS.index(of_rule)


class Judge:
    """The rights of a caller with some roles."""

    def __init__(self, rules: Iterable[Row], roles: Iterable[str]) -> None:
        self._roles = tuple(roles)
        self._rules = [rule for rule in rules if rule["role"] in self._roles]
        self._known: dict[tuple[str, str], int] = {}

    def level(self, coordinate: str, relation: str) -> int:
        """The highest right on a coordinate for rows of a relation."""
        place = (coordinate, relation)
        if place not in self._known:
            self._known[place] = self._bounded(coordinate, relation)
        return self._known[place]

    def anywhere(self, coordinate: str) -> int:
        """The best level at any relation."""
        return max(self.level(coordinate, relation) for relation in NEAREST_FIRST)

    def throughout(self, coordinate: str, type_name: str) -> int:
        """The worst level over the relations at which rows of the type may be seen; none where there are none."""
        seen = [relation for relation in NEAREST_FIRST if self.level(type_name, relation) >= VIEW]
        return min((self.level(coordinate, relation) for relation in seen), default=NONE)

    def _bounded(self, coordinate: str, relation: str) -> int:
        """What is computed is seen by whoever sees it and all that it rests on, and written by nobody."""
        of = [coordinate, *INPUTS_OF.get(coordinate, ())]
        least = min(self._asked(each, relation) for each in of)
        return least if coordinate not in INPUTS_OF else VIEW if least >= VIEW else NONE

    def _asked(self, coordinate: str, relation: str) -> int:
        # Rules about other things cannot match; with them Casbin takes twenty times as long.
        rules = [rule for rule in self._rules if rule["coordinate"] == coordinate]
        if not rules:
            return NONE
        enforcer = _enforcer(rules, self._roles)
        held = [
            level
            for level, right in enumerate(RIGHTS, start=MASKED)
            if (level > MASKED or coordinate in MASKABLE)
            and enforcer.enforce("asker", coordinate, relation, right)
        ]
        return max(held, default=NONE)


def _enforcer(rules: Iterable[Row], roles: Iterable[str]) -> Enforcer:
    model = Model()
    model.load_model_from_text(MODEL)
    made = Enforcer(model)
    logging.getLogger("casbin").setLevel(logging.CRITICAL)
    made.add_function("covers", covers)
    made.add_function("speaks", speaks)
    made.add_policies(
        [
            [f"role:{rule['role']}", rule["coordinate"], rule["relation"], rule["right"], rule["effect"]]
            for rule in rules
        ]
    )
    made.add_grouping_policies([["asker", f"role:{role}"] for role in roles])
    return made
