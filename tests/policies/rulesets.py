"""Small policies for tests, and a judge of them that knows nothing of Casbin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.platform.principal import Level, Relation
from backend.policies.coordinates import known
from backend.policies.enforcement import Policy
from backend.policies.rules import Effect, Right, Rule

SMALL = (
    "Client",
    "Client.name",
    "Client.idNumber",
    "Client.company",
    "ClientRelation.note",
    "Mutation.updateClient",
    "Right.explore",
)
ROLE_NAMES = ("client_manager", "team_lead", "executive", "compliance")
RANK = {Right.MASKED: 1, Right.VIEW: 2, Right.EDIT: 3}


def rule(text: str) -> Rule:
    """`client_manager, Client.name, own, view, deny` as a rule; `allow` may be left out."""
    role, coordinate, relation, right, *effect = [part.strip() for part in text.split(",")]
    return Rule(
        role, coordinate, Relation(relation), Right(right), Effect(effect[0]) if effect else Effect.ALLOW
    )


def policy(*texts: str) -> Policy:
    """A policy of such rules."""
    return Policy([rule(text) for text in texts], known())


def includes(far: Relation, near: Relation) -> bool:
    """Whether rows at `near` are rows at `far` too."""
    return far is near or far is Relation.FIRM or (far is Relation.TEAM and near is Relation.OWN)


def naive(
    rules: Iterable[Rule], roles: Sequence[str], coordinate: str, relation: Relation, right: Right
) -> bool:
    """Allowed, and not denied, by the words of the vocabulary; slow and plain."""
    about = [
        r for r in rules if r.role in roles and r.coordinate == coordinate and includes(r.relation, relation)
    ]
    allowed = [r for r in about if r.effect is Effect.ALLOW and _grants(r.right, right)]
    denied = [r for r in about if r.effect is Effect.DENY and _takes(r.right, right, coordinate)]
    return bool(allowed) and not denied


def _grants(given: Right, asked: Right) -> bool:
    if Right.EXPORT in (given, asked):
        return given is asked
    return RANK[given] >= RANK[asked]


def _takes(denied: Right, asked: Right, coordinate: str) -> bool:
    if Right.EXPORT in (denied, asked):
        return denied is asked
    if denied is Right.VIEW and not known()[coordinate].maskable:
        return True
    return RANK[asked] >= RANK[denied]


def level_of(right: Right) -> Level:
    """The level that a right reaches."""
    return Level(RANK[right])
