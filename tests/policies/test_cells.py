"""A cell says in one text what a role may do with a coordinate, and as much in rules."""

from __future__ import annotations

from itertools import product

import pytest

from backend.platform.errors import Refused
from backend.platform.principal import RELATIONS
from backend.policies.cells import canonical, cell_of, fits, gains, read_cell, rules_of_cell
from backend.policies.classes import class_of
from backend.policies.coordinates import Coordinate, known
from backend.policies.enforcement import Policy
from backend.policies.roles import ROLES
from backend.policies.rules import Effect, Right, Rule
from backend.policies.shipped import shipped_policy
from backend.systemize.fields import Classification

# A policy has to say something; this says it of a role that the cells are not of.
OTHER = Rule("auditor", "Client.name", RELATIONS[3], Right.VIEW, Effect.ALLOW)
BY_SHAPE = {(c.kind, c.relations, c.rights): c for c in known().values()}


def compiled(role: str, coordinate: Coordinate, cell: str) -> str:
    rules = rules_of_cell(role, coordinate, cell)
    return cell_of(Policy([OTHER, *rules], known()).mask((role,)), coordinate)


def test_every_cell_of_the_shipped_policy_says_itself_in_rules() -> None:
    seen = set()
    for role in ROLES:
        mask = shipped_policy().mask((role,))
        for coordinate in known().values():
            cell = cell_of(mask, coordinate)
            shape = (coordinate.kind, coordinate.relations, coordinate.rights, cell)
            if shape not in seen:
                seen.add(shape)
                assert canonical(coordinate, cell) == cell
                assert compiled(role, coordinate, cell) == cell
    assert len(seen) > 20


def test_casbin_gives_what_any_cell_says() -> None:
    """Of the fields of clients, all pairs of a level for the firm and one for the own; denials among them."""
    for coordinate in (known()["Client.idNumber"], known()["Client.note"], known()["User.name"]):
        levels = ["none", *(str(right) for right in coordinate.rights if right is not Right.EXPORT)]
        for firm, own in product(levels, levels):
            cell = canonical(coordinate, f"firm:{firm} own:{own} own:export")
            assert compiled("legal", coordinate, cell) == cell


@pytest.mark.parametrize("coordinate", BY_SHAPE.values(), ids=lambda c: c.name)
def test_words_that_mean_nothing_are_refused(coordinate: Coordinate) -> None:
    for cell in (
        "x",
        "own",
        "firm:see",
        "nowhere:view",
        "firm:view firm:view",
        "firm:view " * 40,
        "firm:\x00",
    ):
        assert not fits(coordinate, cell)
    with pytest.raises(Refused) as refused:
        read_cell(coordinate, "firm:see")
    assert refused.value.params["problem"] == "policy_cell"


def test_what_widens_is_told_from_what_narrows() -> None:
    number = known()["Client.idNumber"]
    assert gains(number, "own:masked", "own:view") == (True, False)
    assert gains(number, "own:view", "firm:masked") == (True, True)
    assert gains(number, "own:view own:export", "own:view") == (False, True)


def test_numbers_ways_to_reach_a_client_and_whose_rows_are_seen_are_sensitive() -> None:
    for name in ("Client.idNumber", "Client.mobile", "Client.contactPoints", "Client", "Mutation.reveal"):
        assert class_of(known()[name]) is Classification.SENSITIVE
    assert class_of(known()["Client.name"]) is Classification.PERSONAL
    assert class_of(known()["Product.name"]) is Classification.INTERNAL
