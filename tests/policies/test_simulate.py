"""Before publishing: who would gain and lose what, by what Casbin would decide."""

from __future__ import annotations

from backend.platform.principal import Level, Relation
from backend.policies.coordinates import known
from backend.policies.shipped import shipped_rules
from backend.policies.simulate import Change, simulate
from backend.policies.store import diff
from tests.policies.rulesets import rule

OLD = [rule("client_manager, Client.name, team, view"), rule("legal, Client.name, firm, view")]


def test_a_policy_against_itself_changes_nothing() -> None:
    assert simulate(shipped_rules(), tuple(reversed(shipped_rules())), known()) == []


def test_gains_and_losses_are_told_by_role_coordinate_and_relation() -> None:
    new = [
        rule("client_manager, Client.name, own, edit"),
        rule("legal, Client.name, firm, view"),
        rule("legal, Client.name, firm, export"),
    ]
    found = simulate(OLD, new, known())
    manager = [c for c in found if c.role == "client_manager"]
    assert manager == [
        Change("client_manager", "Client.name", Relation.OWN, Level.VIEW, Level.EDIT, False, False),
        Change("client_manager", "Client.name", Relation.TEAM, Level.VIEW, Level.NONE, False, False),
    ]
    assert [c.widens for c in manager] == [True, False]
    legal = [c for c in found if c.role == "legal"]
    assert [c.relation for c in legal] == list(Relation)
    assert all(c.widens and c.exports and c.before is c.after for c in legal)


def test_a_denial_shows_as_a_loss_and_a_rule_without_effect_as_nothing() -> None:
    lost = simulate(OLD, [*OLD, rule("legal, Client.name, own, view, deny")], known())
    assert [(c.role, c.relation, c.after) for c in lost] == [("legal", Relation.OWN, Level.MASKED)]
    assert simulate(OLD, [*OLD, rule("client_manager, Client.name, own, masked")], known()) == []


def test_the_first_policy_of_a_firm_is_all_gain() -> None:
    found = simulate([], OLD, known())
    assert found
    assert all(change.widens and change.before is Level.NONE for change in found)
    assert all(not change.widens for change in simulate(OLD, [], known()))


def test_a_difference_knows_no_order() -> None:
    new = [OLD[1], rule("legal, Client.state, firm, view")]
    found = diff(OLD, new)
    assert (found.added, found.removed) == ((new[1],), (OLD[0],))
    assert diff(OLD, reversed(OLD)) == diff(OLD, OLD)
