"""What each role of the shipped policy may do with the same client, one line a claim."""

from __future__ import annotations

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType, build_schema

from backend.platform.principal import Level, Relation
from backend.policies.coordinates import SDL, known
from backend.policies.enforcement import Policy
from backend.policies.roles import PEOPLE, ROLES
from backend.policies.rules import Effect, Right
from backend.policies.shipped import shipped_rules

OWN, TEAM, SCOPE, FIRM = Relation
# role -> coordinate -> level at own, team, firm: n none, m masked, v view, e edit
CLAIMS = """
client_manager         Client                 v n n
client_manager         Client.name            e n n
client_manager         Client.mobile          e n n
client_manager         Client.idNumber        m n n
client_manager         Client.bankAccount     m n n
client_manager         Client.aum             e n n
client_manager         Mutation.updateClient  v n n
client_manager         Mutation.assignClient  n n n
client_manager         Mutation.createClient  v v v
senior_client_manager  Client.idNumber        v n n
senior_client_manager  Client.bankAccount     v n n
senior_client_manager  Mutation.archiveClient v n n
assistant              Client                 v n n
assistant              Client.aum             v n n
assistant              Client.company         e n n
assistant              Client.mobile          m n n
assistant              Client.riskLevel       v n n
assistant              Transaction.net        v n n
assistant              Mutation.reveal        n n n
team_lead              Client                 v v n
team_lead              Client.name            v v n
team_lead              Client.idNumber        m m n
team_lead              Client.owner           e e n
team_lead              Mutation.assignClient  v v n
team_lead              Mutation.updateClient  n n n
partner                Client                 v v n
partner                Client.name            e v n
partner                Client.idNumber        v m n
executive              Client                 v v v
executive              Client.name            v v v
executive              Client.aum             v v v
executive              Client.mobile          n n n
executive              Client.idNumber        n n n
executive              Client.bankAccount     n n n
executive              Client.contactPoints   n n n
executive              Mutation.updateClient  n n n
legal                  Client.name            v v v
legal                  Client.idNumber        m m m
legal                  Mutation.reveal        n n n
compliance             Client.idNumber        v v v
compliance             Client.riskLevel       e e e
compliance             Client.aum             v v v
compliance             AuditEntry             v v v
finance                Client.bankAccount     v v v
finance                Transaction.net        v v v
finance                Client.mobile          n n n
finance                Client.note            n n n
operations             Client.name            e e e
operations             Client.idNumber        e e e
operations             Client.mobile          e e e
operations             Mutation.createClient  v v v
auditor                Client                 v v v
auditor                Client.name            m m m
auditor                Client.namePinyin      n n n
auditor                Client.mobile          m m m
auditor                AuditEntry             v v v
auditor                Interaction            n n n
policy_admin           Client                 n n n
policy_admin           Query.clients          n n n
policy_admin           User.roles             e e e
policy_admin           Right.policies         v v v
policy_admin           Mutation.createApiKey  v v v
client_manager         Holder.value           v n n
client_manager         Performance.total      v n n
client_manager         FeeTerms.trailRate     n n n
client_manager         UnitBreak              n n n
client_manager         Revenue                n n n
client_manager         PaymentReceipt         n n n
team_lead              Lot.cost               v v n
finance                Revenue.amount         v v v
finance                PaymentReceipt.payerName v v v
finance                Mutation.bookTransaction n n n
operations             Mutation.bookTransaction v v v
operations             Mutation.publishNav    v v v
operations             Revenue                n n n
auditor                UnitBreak.ourUnits     v v v
auditor                PaymentReceipt         n n n
partner_api            Client                 n n n
partner_api            Client.mobile          n n n
partner_api            Right.policies         n n n
"""
LETTERS = dict(zip("nmve", Level, strict=True))


def never_null() -> list[str]:
    schema = build_schema(SDL.read_text(encoding="utf-8"))
    return [
        f"{type_name}.{field_name}"
        for type_name, type_ in schema.type_map.items()
        if isinstance(type_, GraphQLObjectType)
        for field_name, field in type_.fields.items()
        if isinstance(field.type, GraphQLNonNull)
        and f"{type_name}.{field_name}" in known()
        and type_name in known()
    ]


NEVER_NULL = never_null()


@pytest.fixture(scope="module")
def shipped() -> Policy:
    return Policy(shipped_rules(), known())


@pytest.mark.parametrize("claim", CLAIMS.strip().splitlines())
def test_the_shipped_policy_keeps_its_word(shipped: Policy, claim: str) -> None:
    role, coordinate, *expected = claim.split()
    mask = shipped.mask((role,))
    assert coordinate in known()
    assert [mask.level(coordinate, r) for r in (OWN, TEAM, FIRM)] == [LETTERS[letter] for letter in expected]


def test_a_partners_key_sees_nothing_personal_but_the_name_and_only_in_its_scope(shipped: Policy) -> None:
    mask = shipped.mask(("partner_api",))
    fields = {name for name in mask.levels if name.startswith("Client.")}
    assert fields == {
        f"Client.{f}"
        for f in ("name", "kind", "state", "province", "riskLevel", "aum", "tier", "holdings", "custom")
    }
    assert {mask.relations(name) for name in fields} == {(SCOPE,)}
    assert not [name for name in mask.levels if name.startswith(("Mutation.", "User", "Task", "AuditEntry"))]


@pytest.mark.parametrize("role", PEOPLE)
def test_everybody_reaches_himself_his_inbox_his_tasks_and_the_firms_names(
    shipped: Policy, role: str
) -> None:
    mask = shipped.mask((role,))
    for name in (
        "Query.viewer",
        "Viewer.user",
        "Viewer.sessions",
        "Query.tasks",
        "Subscription.inbox",
        "Mutation.markRead",
    ):
        assert mask.anywhere(name) is Level.VIEW, name
    assert mask.level("Notification", OWN) is Level.VIEW
    assert mask.level("Notification", FIRM) is Level.NONE
    assert mask.level("Task.title", OWN) is Level.EDIT
    for name in ("User.name", "Product.name", "Tag.name", "Team.name"):
        assert mask.level(name, FIRM) >= Level.VIEW, name


@pytest.mark.parametrize("role", ROLES)
def test_who_may_see_a_row_may_see_every_field_that_the_schema_says_is_never_null(
    shipped: Policy, role: str
) -> None:
    """A denied field that cannot be null would take its whole row away."""
    mask = shipped.mask((role,))
    missing = [
        (name, relation)
        for name in NEVER_NULL
        for relation in mask.relations(name.partition(".")[0])
        if relation in known()[name].relations and mask.level(name, relation) is Level.NONE
    ]
    assert missing == []


def test_the_shipped_policy_denies_nothing_so_that_a_second_role_never_takes_away(shipped: Policy) -> None:
    assert {rule.effect for rule in shipped.rules} == {Effect.ALLOW}


def test_only_operations_finance_compliance_and_audit_may_export(shipped: Policy) -> None:
    exporting = {rule.role for rule in shipped.rules if rule.right is Right.EXPORT}
    assert exporting == {"operations", "finance", "compliance", "auditor"}


def test_who_may_ask_freely_sees_what_there_is_to_ask_for() -> None:
    policy = Policy(shipped_rules(), known())
    free = {role for role in ROLES if policy.mask((role,)).anywhere("Right.explore")}
    assert free == {"executive", "compliance", "auditor", "operations", "policy_admin", "partner_api"}
    assert free == {role for role in ROLES if policy.mask((role,)).anywhere("Right.introspect")}
