"""One policy, loaded into Casbin: what Casbin says, and the masks compiled from its answers.

Casbin costs some 0.1 ms a question, so nobody asks it while rows are read: for each set of roles it is asked
once about every coordinate, relation and right, and the answers are kept as a mask.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from casbin import FastEnforcer
from casbin.model import FastModel
from casbin.util import SimpleEval

from backend.platform.principal import RELATIONS, Level, Mask, Relation
from backend.policies.coordinates import Coordinates, with_custom
from backend.policies.rules import COVERED_RELATIONS, LEVELS, Right, Rule, digest, spoken_rights

MODEL = Path(__file__).with_name("model.conf")
# Where Casbin finds its lines: by object and relation. Two keys, because its index counts on two.
INDEX = (1, 2)

# Casbin logs each refused request with its values. Its loggers can be switched on again by any later logging
# set-up of the process, so the enforcer gets one of its own that nothing reaches.
_SILENT = logging.Logger("startrail.casbin", level=logging.CRITICAL + 1)


class _Enforcer(FastEnforcer):  # type: ignore[misc]  # casbin carries no types
    """Casbin's indexed enforcer, with the matcher parsed once.

    Parsing it anew for each question is half of its cost, and Python 3.11 breaks when two threads parse at a time.
    """

    _parsed: ClassVar[dict[str, Any]] = {}

    @classmethod
    def _get_expression(cls, expr: str, functions: dict[str, Any] | None = None) -> SimpleEval:
        if expr not in cls._parsed:
            cls._parsed[expr] = FastEnforcer._get_expression(expr).ast_parsed_value
        made = SimpleEval("", functions)
        made.ast_parsed_value = cls._parsed[expr]
        return made


# Casbin's name of whoever asks. Nobody's name, id or role ever becomes a subject; roles are prefixed.
CALLER = "caller"
Verdict = tuple[tuple[Level, ...], tuple[bool, ...]]
_NOTHING: Verdict = ((Level.NONE,) * len(RELATIONS), (False,) * len(RELATIONS))


class Policy:
    """A whole policy, never changed: another policy is another object.

    rules: plain ones. Rules on coordinates the schema no longer has decide nothing; a rule on one of the firm's own
    fields makes its coordinate.
    Raises ValueError when there is no rule at all: a policy that says nothing is a fault, not a state.
    """

    def __init__(self, rules: Iterable[Rule], coordinates: Coordinates) -> None:
        self.rules: tuple[Rule, ...] = tuple(dict.fromkeys(rules))
        if not self.rules:
            raise ValueError("a policy without rules")
        self.hash = digest(self.rules)
        self.coordinates = with_custom(coordinates, (rule.coordinate for rule in self.rules))
        self.rules_of: dict[str, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            self.rules_of[rule.coordinate].append(rule)
        self._masks: dict[tuple[str, ...], Mask] = {}
        self._asked: tuple[tuple[str, ...], _Enforcer] | None = None

    def allows(self, roles: Sequence[str], coordinate: str, relation: Relation, right: Right) -> bool:
        """What Casbin decides for a caller with these roles; nobody without roles is allowed anything."""
        if not roles or coordinate not in self.coordinates:
            return False
        return _allows(self.enforcer(roles), coordinate, relation, right)

    def enforcer(self, roles: Sequence[str]) -> _Enforcer:
        """Casbin with a caller of these roles and their rules; the one asked last is kept.

        Rules of other roles could never match his request, and without them loading takes milliseconds.
        """
        key = tuple(sorted(set(roles)))
        if self._asked is None or self._asked[0] != key:
            rules = (rule for rule in self.rules if rule.role in key)
            self._asked = key, _loaded(rules, key, self.coordinates)
        return self._asked[1]

    def level(self, roles: Sequence[str], coordinate: str, relation: Relation) -> Level:
        """The highest level Casbin allows; the levels below it are allowed too."""
        if not roles or coordinate not in self.coordinates:
            return Level.NONE
        return _level(self.enforcer(roles), coordinate, relation)

    def mask(self, roles: Sequence[str]) -> Mask:
        """The compiled mask of a set of roles (version 0: the caller knows the firm's)."""
        key = tuple(sorted(set(roles)))
        if key not in self._masks:
            self._masks[key] = self._compiled(key)
        return self._masks[key]

    def _compiled(self, roles: tuple[str, ...]) -> Mask:
        # Casbin compares coordinates for equality only, so those about which these roles' rules say the same get the
        # same answer: it is asked about the first of them, and loads the rules of no other.
        alike: defaultdict[frozenset[Any], list[str]] = defaultdict(list)
        for name, coordinate in self.coordinates.items():
            said = [
                (rule.role, rule.relation, rule.right, rule.effect)
                for rule in self.rules_of.get(name, ())
                if rule.role in roles
            ]
            if said:
                alike[frozenset([*said, coordinate.maskable])].append(name)
        asked = [rule for first, *_ in alike.values() for rule in self.rules_of[first] if rule.role in roles]
        enforcer = _loaded(asked, roles, self.coordinates)
        levels: dict[str, tuple[Level, ...]] = {}
        exports: dict[str, tuple[bool, ...]] = {}
        for names in alike.values():
            verdict = _verdict(enforcer, names[0])
            if verdict[0] != _NOTHING[0]:
                levels |= dict.fromkeys(names, verdict[0])
            if verdict[1] != _NOTHING[1]:
                exports |= dict.fromkeys(names, verdict[1])
        return Mask(id=_content(levels, exports), levels=levels, exports=exports)


def _verdict(enforcer: _Enforcer, coordinate: str) -> Verdict:
    return (
        tuple(_level(enforcer, coordinate, relation) for relation in RELATIONS),
        tuple(_allows(enforcer, coordinate, relation, Right.EXPORT) for relation in RELATIONS),
    )


def _level(enforcer: _Enforcer, coordinate: str, relation: Relation) -> Level:
    for right in (Right.EDIT, Right.VIEW, Right.MASKED):
        if _allows(enforcer, coordinate, relation, right):
            return LEVELS[right]
    return Level.NONE


def _allows(enforcer: _Enforcer, coordinate: str, relation: Relation, right: Right) -> bool:
    return bool(enforcer.enforce(CALLER, coordinate, str(relation), str(right)))


def _loaded(rules: Iterable[Rule], roles: Iterable[str], coordinates: Coordinates) -> _Enforcer:
    model = FastModel(INDEX)
    model.logger = _SILENT
    model.load_model(str(MODEL))
    policy = model["p"]["p"].policy
    for line in lines_of(rules, coordinates):
        # Straight into the index: the model's own way walks through all lines for each one added.
        policy.append(line)
    enforcer = _Enforcer(model, cache_key_order=INDEX)
    enforcer.logger = _SILENT
    for role in roles:
        enforcer.add_grouping_policy(CALLER, f"role:{role}")
    return enforcer


def lines_of(rules: Iterable[Rule], coordinates: Coordinates) -> list[list[str]]:
    """Casbin's lines: each rule spelled out over the relations and rights it speaks for."""
    return [
        [f"role:{rule.role}", rule.coordinate, str(relation), str(right), str(rule.effect)]
        for rule in rules
        if (coordinate := coordinates.get(rule.coordinate)) is not None
        for relation in COVERED_RELATIONS[rule.relation]
        for right in spoken_rights(rule, maskable=coordinate.maskable)
    ]


def _content(levels: dict[str, tuple[Level, ...]], exports: dict[str, tuple[bool, ...]]) -> str:
    text = repr([(sorted(levels.items())), sorted(exports.items())])
    return hashlib.sha256(text.encode()).hexdigest()[:24]
