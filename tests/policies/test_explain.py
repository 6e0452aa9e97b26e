"""Every answer can say why: the rule that decided, and who would have more."""

from __future__ import annotations

import pytest

from backend.platform.errors import Code, Refused
from backend.platform.principal import Level, Relation
from backend.policies.coordinates import known
from backend.policies.enforcement import Policy
from backend.policies.explain import Access, explain
from backend.policies.roles import PEOPLE, ROLES
from backend.policies.shipped import shipped_rules
from tests.policies.rulesets import policy

MANAGER = ("client_manager",)


def at(found: tuple[Access, ...], relation: Relation) -> Access:
    return next(access for access in found if access.relation is relation)


def test_the_nearest_grant_that_gives_the_level_is_the_reason() -> None:
    made = policy(
        "client_manager, Client.name, firm, masked",
        "client_manager, Client.name, team, view",
        "client_manager, Client.name, own, edit",
        "client_manager, Client.name, own, view",
        "executive, Client.name, firm, view",
    )
    found = explain(made, MANAGER, "Client.name")
    assert [access.level for access in found] == [Level.EDIT, Level.VIEW, Level.MASKED, Level.MASKED]
    assert at(found, Relation.OWN).rule == "p, client_manager, Client.name, own, edit, allow"
    assert at(found, Relation.TEAM).rule == "p, client_manager, Client.name, team, view, allow"
    assert at(found, Relation.FIRM).rule == "p, client_manager, Client.name, firm, masked, allow"
    assert at(found, Relation.FIRM).granted_by == ("executive",)
    assert at(found, Relation.OWN).granted_by == ()


def test_a_denial_that_holds_somebody_down_is_the_reason() -> None:
    made = policy(
        "client_manager, Client.idNumber, own, view",
        "legal, Client.idNumber, firm, view, deny",
        "compliance, Client.idNumber, firm, view",
    )
    found = at(explain(made, ("client_manager", "legal"), "Client.idNumber"), Relation.OWN)
    assert (found.level, found.rule) == (Level.MASKED, "p, legal, Client.idNumber, firm, view, deny")
    assert found.granted_by == ("client_manager", "compliance")


def test_a_denial_of_what_nobody_granted_decided_nothing() -> None:
    made = policy("client_manager, Client.name, own, view", "client_manager, Client.name, own, edit, deny")
    found = at(explain(made, MANAGER, "Client.name"), Relation.OWN)
    assert found.rule == "p, client_manager, Client.name, own, view, allow"


def test_where_nothing_was_said_there_is_no_rule_but_somebody_to_ask() -> None:
    found = explain(Policy(shipped_rules(), known()), ("executive",), "Client.mobile")
    assert {(access.level, access.rule, access.export) for access in found} == {(Level.NONE, None, False)}
    assert "operations" in at(found, Relation.FIRM).granted_by
    assert "client_manager" in at(found, Relation.OWN).granted_by
    assert "client_manager" not in at(found, Relation.FIRM).granted_by


def test_export_is_told_apart() -> None:
    shipped = Policy(shipped_rules(), known())
    assert at(explain(shipped, ("operations",), "Client.name"), Relation.FIRM).export
    assert not at(explain(shipped, ("legal",), "Client.name"), Relation.FIRM).export


def test_only_relations_the_coordinate_knows_are_explained_and_unknown_names_are_refused() -> None:
    shipped = Policy(shipped_rules(), known())
    assert [access.relation for access in explain(shipped, MANAGER, "Notification")] == [Relation.OWN]
    assert [access.relation for access in explain(shipped, MANAGER, "Query.clients")] == [Relation.FIRM]
    with pytest.raises(Refused) as refused:
        explain(shipped, MANAGER, "Client.secret")
    assert refused.value.code is Code.BAD_USER_INPUT


@pytest.fixture(scope="module")
def shipped() -> Policy:
    return Policy(shipped_rules(), known())


@pytest.mark.parametrize("role", ROLES)
def test_every_level_of_the_shipped_policy_has_its_rule(shipped: Policy, role: str) -> None:
    mask = shipped.mask((role,))
    for coordinate in known():
        for access in explain(shipped, (role,), coordinate):
            assert access.level is mask.level(coordinate, access.relation)
            assert (access.rule is None) == (access.level is Level.NONE), access
            assert access.rule is None or access.rule.split(", ")[1:3] == [role, coordinate]


def test_the_roles_to_ask_are_those_casbin_gives_more(shipped: Policy) -> None:
    for coordinate in ("Client", "Client.idNumber", "Client.aum", "Mutation.assignClient", "Right.policies"):
        for access in explain(shipped, ("assistant",), coordinate):
            more = [n for n in PEOPLE if shipped.level((n,), coordinate, access.relation) > access.level]
            assert list(access.granted_by) == more
