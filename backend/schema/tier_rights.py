"""Whom a tier would tell what he may not read, and what of it a reader may see.

A tier rests on AUM, and where a score lifts clients, on their answers, too. A model in which a score lifts may be in
force only where everybody who reads tiers may read what the score is made of; else the score has no say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from backend.book.tier_content import DIMENSIONS, Content
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Level, Mask, Relation
from backend.policies.enforcement import Policy

READ: Final = "Client.tier"
RESTS_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "aum": ("Client.aum",),
    "occupation": ("Client.occupation",),
    "age": ("Client.birthDate",),
    "family": ("Client.household",),
    "company": ("Client.industry",),
    "relationship": ("Client.relationship",),
    "frequency": ("Client.transactions",),
    "risk": ("Client.holdings",),
}
"""What each input of a score tells."""


def inputs_seen(mask: Mask, relation: Relation) -> set[str]:
    """The inputs whose points a reader may see of a client to whom he stands so."""
    return {
        name
        for name, coordinates in RESTS_ON.items()
        if all(mask.level(coordinate, relation) >= Level.VIEW for coordinate in coordinates)
    }


def rests_on(content: Content) -> list[str]:
    """The coordinates that the tiers of a model tell."""
    names = {"aum"}
    if content.lifts:
        names |= {
            name for dimension, inputs in DIMENSIONS.items() if content.weights[dimension] for name in inputs
        }
    return [coordinate for name, found in RESTS_ON.items() if name in names for coordinate in found]


def hold_author(mask: Mask, content: Content) -> None:
    """Raises Refused(FORBIDDEN) when a model rests on what its author may not read of every client he sees."""
    for coordinate in (READ, *rests_on(content)):
        if mask.throughout(coordinate, mask.relations("Client")) < Level.VIEW:
            raise Refused(Code.FORBIDDEN, coordinate=coordinate)


def told_by(
    policy: Policy, role_sets: Iterable[tuple[str, ...]], content: Content
) -> tuple[tuple[str, ...], str] | None:
    """Readers of tiers to whom a model would tell what they may not read, and the coordinate; None: there are none."""
    for roles in role_sets:
        mask = policy.mask(roles)
        reading = [
            relation for relation in mask.relations("Client") if mask.level(READ, relation) >= Level.VIEW
        ]
        for coordinate in rests_on(content):
            if reading and mask.throughout(coordinate, tuple(reading)) < Level.VIEW:
                return roles, coordinate
    return None


def hold_readers(policy: Policy, role_sets: Iterable[tuple[str, ...]], content: Content) -> None:
    """Raises Refused(BAD_USER_INPUT, problem=tier_discloses) naming the roles and the coordinate."""
    found = told_by(policy, role_sets, content)
    if found is not None:
        roles, coordinate = found
        raise bad_input("tiers", "tier_discloses", roles=list(roles), value=coordinate)
