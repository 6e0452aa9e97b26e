"""Plans of the hot reads over thousands of clients: by which index, how often each part ran, what was read in vain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backend.book.ledger import Holding
from backend.graph.context import Services
from backend.platform.bells import Bells
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.platform.principal import Principal, Scope, system
from backend.policies.fields import Policies
from tests.bench.data import found_and_fill
from tests.bench.people import Person, make_staff
from tests.bench.size import Size
from tests.conftest import MadeFirm
from tests.engine.explained import Plan, plan_of
from tests.engine.statements import running
from tests.schema.house import House

SIZE = Size(5_000)
LARGE = {
    "client",
    "interaction",
    "transaction",
    "holding",
    "task",
    "assignment",
    "client_tag",
    "contact_point",
}
PAGE = 20


@dataclass(frozen=True)
class Large:
    """A firm of thousands, and ids of it."""

    house: House
    callers: dict[str, Principal]
    ids: dict[str, str]

    async def plan(self, who: str, document: str, **variables: Any) -> Plan:
        """The plan of the one statement of a document."""
        named = {name: self._named(value) for name, value in variables.items()}
        with running(self.house.database) as seen:
            answer = await self.house.ask(self.callers[who], document, **named)
        assert "errors" not in answer, answer["errors"]
        (ran,) = seen
        return await plan_of(self.house.database, ran)

    def _named(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._named(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._named(each) for each in value]
        return self.ids.get(value, value) if isinstance(value, str) else value


@pytest.fixture(scope="module")
async def large(database_url: str, database: Database, vault: Vault) -> Large:
    filler = await found_and_fill(database_url, vault, SIZE)
    assert filler.counts["interaction"] > 5 * SIZE.clients
    firm_id, policies, staff = filler.firm_id, Policies(database), make_staff(SIZE)
    services = Services(database, vault, Bells(database_url), {"policies": policies})
    house = House(database, vault, MadeFirm(firm_id, system(firm_id, "tests")), services, policies)

    async def person(role: str, who: Person, *teams: UUID) -> Principal:
        mask = await policies.mask_of(firm_id, (role,))
        scope = Scope(user_ids=frozenset({who.id}), team_ids=frozenset(teams))
        return Principal(firm_id, f"user:{who.id}", (role,), mask, scope, user_id=who.id, locale="en")

    lead = staff.with_role("team_lead")[-1]
    assert lead.team is not None
    manager = staff.with_role("client_manager")[1]
    mask = await policies.mask_of(firm_id, ("partner_api",))
    key = Principal(
        firm_id,
        f"key:{UUID(int=7)}",
        ("partner_api",),
        mask,
        Scope(sources=frozenset({"银行渠道沙龙"})),
        locale="en",
    )
    held = await _small_funds(database, firm_id)
    holders = replace(key, subject=f"key:{UUID(int=8)}", scope=Scope(product_ids=held))
    callers = {
        "holders": holders,
        "manager": await person("client_manager", manager),
        "lead": await person("team_lead", lead, staff.team_ids[lead.team]),
        "executive": await person("executive", staff.with_role("executive")[0]),
        "key": key,
    }
    one = '{ clients(first: 1, filter: {state: {eq: "existing"}}) { nodes { id tags { id } } } }'
    client = (await house.data(callers["manager"], one))["clients"]["nodes"][0]
    tagged = "{ tags { id } }"
    ids = {
        "$client": client["id"],
        "$tag": (await house.data(callers["executive"], tagged))["tags"][0]["id"],
        "$product": (await house.data(callers["executive"], "{ products(first: 1) { nodes { id } } }"))[
            "products"
        ]["nodes"][0]["id"],
        "$manager": public_id("user", manager.id),
        "$team": public_id("team", staff.team_ids[lead.team]),
    }
    return Large(house, callers, ids)


async def _small_funds(database: Database, firm_id: UUID) -> frozenset[UUID]:
    """Two funds of few holders."""
    async with database.read(firm_id) as session:
        counted = (
            select(Holding.product_id)
            .where(Holding.firm_id == firm_id, Holding.valid_to.is_(None))
            .group_by(Holding.product_id)
            .order_by(func.count(), Holding.product_id)
            .limit(2)
        )
        return frozenset(await session.scalars(counted))


LIST = """query($f: ClientFilter, $o: [ClientOrder!], $a: String, $s: String) {
clients(filter: $f, orderBy: $o, after: $a, search: $s, first: 20) {
nodes { id name state %s } pageInfo { endCursor hasNextPage } } }"""
ONE = "query($id: ID!) { client(id: $id) { id name %s } }"
EACH = "{ clients(first: 20) { nodes { id %s } } }"
TALKS = "interactions(first: 5) { nodes { id summary } }"
TIMELINE = """timeline(first: 20) { edges { cursor node { __typename ... on Interaction { summary }
... on Task { title } ... on Transaction { net } } } pageInfo { hasNextPage } }"""
MINE = """query($f: TaskFilter) { tasks(filter: $f, orderBy: [{field: DUE_AT}], first: 20) {
nodes { id title client { name } } } }"""
BY_AUM = [{"field": "AUM", "direction": "DESC"}]
EXISTING = {"state": {"eq": "existing"}}


@dataclass(frozen=True)
class Hot:
    """A read that has to stay quick.

    by: table -> indexes of which one is read; loops: table -> how often its rows may be looked for; removed: rows that
    may be read in vain, all together.
    """

    who: str
    document: str
    variables: dict[str, Any] = field(default_factory=dict)
    by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    loops: Mapping[str, int] = field(default_factory=dict)
    removed: int = 100


OWN: dict[str, tuple[str, ...]] = {"client": ("ix_client_owner", "ix_client_updated")}
UPDATED: dict[str, tuple[str, ...]] = {"client": ("ix_client_updated",)}
ONE_CLIENT: dict[str, tuple[str, ...]] = {"client": ("pk_client",)}
# The ids of a page are found by covering indexes, then each row of it by its key.
FOUND = {"client": PAGE + 1}
HOT: dict[str, Hot] = {
    "a client": Hot(
        "executive", ONE % "aum owner { name } team { name }", {"id": "$client"}, ONE_CLIENT, {"client": 1}
    ),
    "an own client": Hot(
        "manager", ONE % "aum owner { name }", {"id": "$client"}, ONE_CLIENT, {"client": 1}
    ),
    "the firm by aum": Hot(
        "executive", LIST % "aum", {"o": BY_AUM, "f": EXISTING}, {"client": ("ix_client_state",)}, {"client": 1}
    ),
    "the firm by the latest contact": Hot(
        "executive", LIST % "lastInteractionAt", {"o": [{"field": "LAST_INTERACTION_AT", "direction": "DESC"}]},
        {"client": ("ix_client_last_interaction_down",)}, {"client": 1}
    ),
    "the firm by the newest clients": Hot(
        "executive", LIST % "onboardDate", {"o": [{"field": "ONBOARD_DATE", "direction": "DESC"}]},
        {"client": ("ix_client_onboard_down",)}, {"client": 1}
    ),
    "the firm by risk": Hot(
        "executive", LIST % "riskLevel aum", {"o": [{"field": "RISK_LEVEL"}, *BY_AUM]},
        {"client": ("ix_client_risk_order",)}, {"client": 1}
    ),
    "own by aum": Hot(
        "manager", LIST % "aum", {"o": BY_AUM}, {"client": ("ix_client_owner", "ix_client_aum")}, FOUND, 3_000
    ),
    "the beginning of a name": Hot(
        "executive", LIST % "", {"f": {"name": {"prefix": "欧阳"}}}, {"client": ("ix_client_name_begins",)},
        {"client": 1}
    ),
    "a part of an employer's name": Hot(
        "executive", LIST % "", {"f": {"company": {"contains": "瑞丰智能"}}}, {"client": ("ix_client_search",)},
        {"client": 1}
    ),
    "who holds small funds": Hot(
        "holders", LIST % "aum", {"o": BY_AUM}, {"client": ("pk_client",)}, FOUND, 200
    ),
    "with open tasks": Hot(
        "manager", LIST % "", {"f": {"tasks": {"some": {"state": {"eq": "open"}}}}},
        {"task": ("ix_task_client", "ix_task_assignee")}, FOUND, 3_000
    ),
    "the team by aum": Hot(
        "lead", LIST % "aum", {"o": BY_AUM}, {"client": ("ix_client_aum", "ix_client_team")}, FOUND, 1_000
    ),
    "a partner's clients by their source": Hot("key", LIST % "", {}, UPDATED, {"client": 1}, 1_500),
    "the clients of one owner": Hot(
        "executive", LIST % "aum", {"f": {"owner": {"eq": "$manager"}}, "o": BY_AUM},
        {"client": ("ix_client_owner", "ix_client_aum")}, {"client": 1}, 2_500,
    ),
    "five contacts of each, firm": Hot(
        "executive", EACH % TALKS, {}, UPDATED | {"interaction": ("ix_interaction_client",)}, {"interaction": PAGE}
    ),
    "five contacts of each, own": Hot(
        "manager", EACH % TALKS, {}, OWN | {"interaction": ("ix_interaction_client",)}, {"interaction": PAGE}, 1_500
    ),
    "five contacts of each, team": Hot(
        "lead", EACH % TALKS, {}, {"interaction": ("ix_interaction_client",)}, {"interaction": PAGE}, 1_000
    ),
    "open tasks of each": Hot(
        "manager", EACH % "tasks(first: 5, open: true) { nodes { id title } }", {},
        {"task": ("ix_task_client",)}, {"task": PAGE}, 1_500,
    ),
    "holdings of each": Hot(
        "executive", EACH % "holdings { units product { name } }", {},
        UPDATED | {"holding": ("ix_holding_client",)}, {"holding": PAGE},
    ),
    "tags of each": Hot(
        "executive", EACH % "tags { name }", {},
        UPDATED | {"client_tag": ("uq_client_tag_firm_id_client_id_tag_id",)}, {"client_tag": PAGE},
    ),
    "a timeline": Hot(
        "manager", ONE % TIMELINE, {"id": "$client"},
        {"interaction": ("ix_interaction_client",), "transaction": ("ix_transaction_client",),
         "task": ("ix_task_client",)},
        # Once for the whole, then each row of the page by its key.
        {"interaction": PAGE + 1, "transaction": PAGE + 1, "task": PAGE + 1},
    ),
    "clients with an open task": Hot(
        "executive", LIST % "", {"f": {"tasks": {"some": {"state": {"eq": "open"}}}}},
        {"task": ("ix_task_client", "ix_task_assignee", "ix_task_due")}, {}, 2_500,
    ),
    "clients nobody has spoken to": Hot(
        "executive", LIST % "", {"f": {"interactions": {"none": {"kind": {"eq": "visit"}}}}},
        {"interaction": ("ix_interaction_client",)}, {"interaction": SIZE.clients // 2}, 2_500,
    ),
    "clients who hold a fund": Hot(
        "executive", LIST % "", {"f": {"holdings": {"some": {"product": {"eq": "$product"}}}}},
        {"holding": ("ix_holding_product", "ix_holding_client", "ix_holding_present")}, {}, 2_500,
    ),
    "tasks about clients of a name": Hot(
        "manager", "query($f: TaskFilter) { tasks(filter: $f, first: 20) { nodes { id title } } }",
        {"f": {"clientWhere": {"name": {"prefix": "张"}}, "state": {"eq": "open"}}}, OWN, {}, 2_500,
    ),
    "open tasks of mine": Hot(
        "manager", MINE, {"f": {"assignee": {"eq": "$manager"}, "state": {"eq": "open"}}},
        {"task": ("ix_task_assignee",)}, {"task": 1, "client": PAGE}, 200,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOT)
async def test_a_hot_read_is_driven_by_its_index(large: Large, name: str) -> None:
    hot = HOT[name]
    plan = await large.plan(hot.who, hot.document, **hot.variables)
    for table, indexes in hot.by.items():
        assert plan.indexes & set(indexes), f"{table}\n{plan}"
    assert not plan.scanned_whole & LARGE, plan
    for table, most in hot.loops.items():
        assert plan.of(table), plan
        assert max(node.loops for node in plan.of(table)) <= most, f"{table}\n{plan}"
    assert plan.most_loops.loops <= SIZE.clients // 2, plan
    assert plan.most_removed.removed <= hot.removed, plan


async def test_a_deep_page_reads_no_more_than_the_first(large: Large) -> None:
    document, variables = LIST % "aum", {"o": BY_AUM, "f": EXISTING}
    after = None
    for _ in range(3):
        page = await large.house.data(large.callers["executive"], document, **variables, a=after)
        after = page["clients"]["pageInfo"]["endCursor"]
    plan = await large.plan("executive", document, **variables, a=after)
    assert plan.indexes == {"ix_client_state"}, plan
    assert sum(node.rows + node.removed for node in plan.of("client")) <= 5 * PAGE, plan
