"""The service matrix: which cell holds for whom, when the next contact is due, and what follows from a wrong owner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.book import interactions
from backend.book.clients import Client
from backend.book.service_history import ServiceBreach
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.database import Database
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.policies import store
from backend.workers.dispatch import Dispatcher
from backend.workers.handlers import HANDLERS
from backend.workers.tag_sweeper import TagSweeper
from backend.workers.upkeep import look_at_all_tags
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of

MATRIX = (
    "{ serviceMatrix { number content cells { key tiers sentence owner cadence { every unit kinds } } } }"
)
PUBLISH = """mutation($i: PublishServiceMatrixInput!) { it: publishServiceMatrix(input: $i) {
  number note publishedBy { name } cells { key sentence } } }"""
PREVIEW = """query($c: JSON!) { previewServiceMatrix(content: $c) {
  moves { fromCell toCell count } breaches overdue broken sample { name } } }"""
SERVICE = """query($id: ID!) { client(id: $id) { serviceCell contactDueOn ownerFits service {
  matrix since cell { key zh entitlements { zh } } breach { isTold } history { fromCell toCell matrix } } } }"""
ASSIGN = "mutation($i: AssignClientInput!) { assignClient(input: $i) { id } }"
TASKS = """query { tasks(first: 50, filter: {state: {eq: "open"}}) {
  nodes { title priority dueAt client { name } assignee { id } } } }"""
TODAY = business_date()
SEALED = {"is": {"field": "mobile", "op": "tail", "value": "0001"}}


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    return await build_house(database, vault, "服务资管")


Settle = Callable[[], Awaitable[None]]


@pytest.fixture
async def settle(house: House) -> Settle:
    """What the worker does: events are delivered, marks swept."""
    dispatcher, sweeper = Dispatcher(house.database, HANDLERS), TagSweeper(house.database)

    async def work() -> None:
        for _ in range(2):
            await dispatcher.drain(house.firm_id)
            await sweeper.judge_all()
            await sweeper.sweep_all()

    return work


async def person(house: House, name: str, aum: str = "0", **values: Any) -> str:
    id, _ = await new_client(house, name=name, **values)
    await _write(house, id, aum=Decimal(aum))
    return public_id("client", id)


async def _write(house: House, id: Any, **values: Any) -> None:
    async with house.database.as_system(house.firm_id, "test") as session:
        await session.execute(
            update(Client).where(Client.firm_id == house.firm_id, Client.id == id).values(**values)
        )


async def everybody(house: House, settle: Settle) -> None:
    """As at midnight."""
    async with house.database.as_system(house.firm_id, "upkeep") as session:
        await look_at_all_tags(session)
    await settle()


async def service(house: House, client: str, who: str = "operations") -> dict[str, Any]:
    return (await house.data(who, SERVICE, id=client))["client"]  # type: ignore[no-any-return]


async def talked(
    house: House, client: str, day: date, kind: str = "meeting", direction: str = "both"
) -> None:
    at = datetime(day.year, day.month, day.day, 10, tzinfo=BUSINESS_ZONE)
    async with house.database.change(await house.principal("client_manager")) as session:
        await interactions.log(
            session,
            own_id("client", client),
            kind=kind,
            direction=direction,
            channel="phone" if kind == "call" else "meeting",
            summary="谈过",
            at=min(at, now()),
        )


async def content(house: House) -> dict[str, Any]:
    return (await house.data("operations", MATRIX))["serviceMatrix"]["content"]  # type: ignore[no-any-return]


async def publish(house: House, matrix: dict[str, Any], base: int = 1, who: str = "operations") -> Any:
    return await house.ask(who, PUBLISH, i={"base": base, "content": matrix, "note": "为什么"})


def cell(matrix: dict[str, Any], key: str) -> dict[str, Any]:
    return next(each for each in matrix["cells"] if each["key"] == key)


async def test_each_tier_comes_to_its_cell_with_what_is_promised_there(house: House, settle: Settle) -> None:
    rich, well = await person(house, "甲", "30000000.01"), await person(house, "乙", "30000000")
    nobody = await person(house, "丙")
    await everybody(house, settle)
    found = await service(house, rich)
    assert (found["serviceCell"], found["service"]["cell"]["zh"]) == ("uhnw", "超高净值服务")
    assert found["service"]["cell"]["entitlements"][0] == {"zh": "每月一次深度策略沟通"}
    assert found["service"]["since"] == TODAY.isoformat()
    assert found["service"]["history"] == [{"fromCell": None, "toCell": "uhnw", "matrix": 1}]
    assert (await service(house, well))["serviceCell"] == "hnw"
    assert (await service(house, nobody))["serviceCell"] is None
    assert (await service(house, nobody))["service"]["cell"] is None


async def test_the_next_contact_is_due_by_what_counts_as_one(house: House, settle: Settle) -> None:
    client = await person(house, "丁", "5000000")
    await everybody(house, settle)
    first = (await service(house, client))["contactDueOn"]
    assert first == (TODAY + timedelta(days=45)).isoformat()
    await talked(house, client, TODAY - timedelta(days=60))
    await settle()
    assert (await service(house, client))["contactDueOn"] == (TODAY - timedelta(days=15)).isoformat()
    # A greeting is no talk, and a message that nobody answered is none either.
    await talked(house, client, TODAY, kind="greeting", direction="out")
    await talked(house, client, TODAY, kind="message", direction="out")
    await settle()
    assert (await service(house, client))["contactDueOn"] == (TODAY - timedelta(days=15)).isoformat()
    await talked(house, client, TODAY)
    await settle()
    assert (await service(house, client))["contactDueOn"] == first


async def test_a_month_of_the_calendar_without_a_talk_is_overdue_when_it_is_over(
    house: House, settle: Settle
) -> None:
    client = await person(house, "戊", "40000000")
    await talked(house, client, TODAY.replace(day=1) - timedelta(days=40))
    await everybody(house, settle)
    last = TODAY.replace(day=1) - timedelta(days=40)
    ends = (last.replace(day=28) + timedelta(days=4)).replace(day=1)
    due = (ends.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    assert (await service(house, client))["contactDueOn"] == due.isoformat()
    # A message from him is no strategy talk.
    await talked(house, client, TODAY, kind="message", direction="in")
    await settle()
    assert (await service(house, client))["contactDueOn"] == due.isoformat()
    late = """query($d: Date!) {
      clients(filter: {contactDueOn: {lt: $d}}, orderBy: [{field: CONTACT_DUE_ON}]) { nodes { name } } }"""
    found = await house.data("operations", late, d=TODAY.isoformat())
    assert [node["name"] for node in found["clients"]["nodes"]] == (["戊"] if due < TODAY else [])


async def test_a_wrong_owner_is_told_to_the_lead_once_and_done_with_when_a_partner_comes(
    house: House, settle: Settle
) -> None:
    client = await person(house, "己", "40000000")
    await everybody(house, settle)
    found = await service(house, client)
    assert (found["ownerFits"], found["service"]["breach"]) == (False, {"isTold": True})
    await everybody(house, settle)
    told = (await house.data("team_lead", TASKS))["tasks"]["nodes"]
    mine = [task for task in told if (task["client"] or {}).get("name") == "己"]
    assert [(task["title"], task["priority"]) for task in mine] == [
        ("请为该客户安排级别相符的负责人：合伙人", "urgent")
    ]
    version = await house.data("operations", "query($id: ID!) { client(id: $id) { version } }", id=client)
    partner_id = (await house.principal("partner")).user_id
    assert partner_id is not None
    partner = public_id("user", partner_id)
    given = {"id": client, "version": version["client"]["version"], "user": partner, "role": "owner"}
    assert "errors" not in await house.ask("operations", ASSIGN, i=given)
    await settle()
    found = await service(house, client)
    assert (found["ownerFits"], found["service"]["breach"]) == (True, None)
    told = (await house.data("team_lead", TASKS))["tasks"]["nodes"]
    assert not [task for task in told if (task["client"] or {}).get("name") == "己"]


async def test_many_wrong_owners_at_once_are_one_task_of_their_lead(house: House, settle: Settle) -> None:
    for n in range(7):
        await person(house, f"众{n}", "40000000")
    await everybody(house, settle)
    async with house.database.as_system(house.firm_id, "test") as session:
        rows = (
            await session.scalars(select(ServiceBreach).where(ServiceBreach.firm_id == house.firm_id))
        ).all()
    assert (len(rows), len({row.task_id for row in rows})) == (7, 1)
    told = (await house.data("team_lead", TASKS))["tasks"]["nodes"]
    assert [task["title"][:13] for task in told if task["client"] is None] == [
        "7 位客户的负责人级别不符"[:13]
    ]


async def test_the_more_specific_cell_goes_first_then_the_priority(house: House, settle: Settle) -> None:
    matrix = await content(house)
    base = {**cell(matrix, "hnw"), "tiers": [], "priority": 900, "condition": None}
    potential = {"is": {"field": "occupation", "op": "contains", "value": "创始人"}}
    matrix["cells"] += [
        {**base, "key": "all", "zh": "全部", "en": "All"},
        {**base, "key": "tech", "zh": "科技", "en": "Tech", "priority": 35,
         "condition": {"is": {"field": "industry", "op": "eq", "value": "technology"}}},
        {**base, "key": "founder", "zh": "潜力", "en": "Potential", "priority": 0, "tiers": ["hnw"],
         "condition": potential, "owner": ["senior_client_manager"]},
    ]  # fmt: skip
    told = await publish(house, matrix)
    assert told["data"]["it"]["number"] == 2
    assert [each["key"] for each in told["data"]["it"]["cells"]][:2] == ["founder", "uhnw"]
    both = await person(house, "庚", "5000000", occupation="创始人", industry="technology")
    tech = await person(house, "辛", "5000000", industry="technology")
    rich = await person(house, "壬", "40000000", industry="technology")
    plain = await person(house, "癸")
    await everybody(house, settle)
    cells = {name: (await service(house, id))["serviceCell"] for name, id in
             {"both": both, "tech": tech, "rich": rich, "plain": plain}.items()}  # fmt: skip
    assert cells == {"both": "founder", "tech": "tech", "rich": "uhnw", "plain": "all"}
    assert (await service(house, both))["ownerFits"] is False


async def test_a_preview_says_what_publishing_then_does(house: House, settle: Settle) -> None:
    clients = [await person(house, f"预{n}", "5000000") for n in range(3)]
    await everybody(house, settle)
    matrix = await content(house)
    cell(matrix, "hnw").update(owner=["partner"], cadence={"every": 1, "unit": "day", "kinds": []})
    matrix["cells"] = [each for each in matrix["cells"] if each["key"] != "mass"]
    await talked(house, clients[0], TODAY - timedelta(days=10))
    await settle()
    seen = (await house.data("operations", PREVIEW, c=matrix))["previewServiceMatrix"]
    assert (seen["moves"], seen["breaches"], seen["overdue"], seen["broken"]) == ([], 3, 1, [])
    cell(matrix, "hnw")["key"] = "gold"
    seen = (await house.data("operations", PREVIEW, c=matrix))["previewServiceMatrix"]
    assert seen["moves"] == [{"fromCell": "hnw", "toCell": "gold", "count": 3}]
    assert (await publish(house, matrix))["data"]["it"]["number"] == 2
    await settle()
    for client in clients:
        found = await service(house, client)
        assert (found["serviceCell"], found["ownerFits"]) == ("gold", False)
        assert found["service"]["history"][0] == {"fromCell": "hnw", "toCell": "gold", "matrix": 2}


async def test_what_is_wrong_with_a_matrix_is_said_with_its_place(house: House) -> None:
    matrix = await content(house)
    good = dict(cell(matrix, "uhnw"))
    for change, field, problem in (
        ({"owner": ["king"]}, "cells.0.owner", "choice"),
        ({"cadence": {"every": 0, "unit": "day", "kinds": []}}, "cells.0.cadence.every", "range"),
        ({"responses": {"complaint": 0}}, "cells.0.responses.complaint", "range"),
        ({"responses": {"lunch": 5}}, "cells.0.responses", "choice"),
        ({"key": "UHNW"}, "cells.0.key", "content_key"),
        ({"key": "hnw"}, "cells.1.key", "taken"),
        ({"tiers": ["royal"]}, "cells", "matrix_unknown"),
        ({"condition": SEALED}, "mobile", "rule_sealed"),
        ({"condition": {"is": {"field": "nothing", "op": "eq", "value": "1"}}}, None, None),
        ({"more": 1}, "cells.0", "content_format"),
    ):
        matrix["cells"][0] = {**good, **change}
        answer = await publish(house, matrix)
        (error,) = answer["errors"]
        told = error["extensions"]
        assert told["code"] == "BAD_USER_INPUT", change
        if field is not None:
            assert (told["params"]["field"], told["params"]["problem"]) == (field, problem), change
    matrix["cells"][0] = good
    assert codes_of(await publish(house, matrix)) == ["BAD_USER_INPUT"]  # the same as in force
    seen = await house.ask("operations", PREVIEW, c={"cells": [{**good, "condition": SEALED}]})
    assert seen["errors"][0]["extensions"]["params"]["problem"] == "rule_sealed"
    spaced = {**good, "zh": f"  {good['zh']} "}
    assert codes_of(await publish(house, {"cells": [spaced, *matrix["cells"][1:]]})) == ["BAD_USER_INPUT"]
    good["urgency"] = "high"
    assert codes_of(await publish(house, matrix, base=0)) == ["CONFLICT"]
    assert codes_of(await publish(house, matrix, who="client_manager")) == ["FORBIDDEN"]
    assert "errors" not in await publish(house, matrix)


async def test_a_cell_tells_nobody_what_he_may_not_read(house: House, settle: Settle) -> None:
    matrix = await content(house)
    risky = {**cell(matrix, "hnw"), "key": "risky", "zh": "进取", "en": "Bold", "tiers": [], "priority": 999}
    matrix["cells"].append({**risky, "condition": {"is": {"field": "riskLevel", "op": "eq", "value": "C5"}}})
    assert "errors" not in await publish(house, matrix)
    client = await person(house, "保密", riskLevel="C5")
    await everybody(house, settle)
    assert (await service(house, client, "legal"))["serviceCell"] == "risky"
    async with house.database.change(house.firm.system) as session:
        rows = [
            (r.role, r.coordinate, str(r.relation), str(r.right), str(r.effect))
            for r in await store.current_rules(session)
        ]
        hidden = ("legal", "Client.riskLevel", "firm", "view", "deny")
        await store.publish(session, [*rows, hidden], "保密")
    house.policies.doubt(house.firm_id)
    await settle()
    assert (await service(house, client, "operations"))["serviceCell"] is None
    matrix["cells"][-1]["urgency"] = "low"
    params = (await publish(house, matrix, base=2))["errors"][0]["extensions"]["params"]
    assert (params["problem"], params["value"], params["cell"]) == (
        *("matrix_discloses", "Client.riskLevel"),
        "risky",
    )


async def test_a_draft_is_kept_as_far_as_it_is_written_and_gone_when_it_is_published(house: House) -> None:
    save = "mutation($i: SaveServiceDraftInput!) { it: saveServiceDraft(input: $i) { version base content } }"
    drop = "mutation($i: DiscardServiceDraftInput!) { it: discardServiceDraft(input: $i) { number } }"
    half = {"cells": [{"key": "?"}]}
    made = await house.data("operations", save, i={"version": 0, "base": 1, "content": half})
    assert made["it"] == {"version": 1, "base": 1, "content": half}
    again = {"version": 0, "base": 1, "content": {}}
    assert codes_of(await house.ask("operations", save, i=again)) == ["CONFLICT"]
    assert codes_of(await house.ask("operations", drop, i={"draft": 7})) == ["CONFLICT"]
    await house.data("operations", drop, i={"draft": 1})
    assert (await house.data("operations", "{ serviceDraft { version } }"))["serviceDraft"] is None
    await house.data("operations", save, i={"version": 0, "base": 1, "content": half})
    matrix = await content(house)
    cell(matrix, "mass")["priority"] = 11
    assert "errors" not in await publish(house, matrix)
    assert (await house.data("operations", "{ serviceDraft { version } }"))["serviceDraft"] is None
