"""Automations: what starts them, what their steps do, what their receipts say, and who may put which in force."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from backend.automations.automations import Automation, AutomationVersion
from backend.automations.catalogue import EVENTS
from backend.automations.runs import AutomationRun
from backend.book import needs
from backend.book.notifications import Notification
from backend.book.tags import ClientTag
from backend.book.tasks import Task
from backend.platform.database import Database
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.track import assessment_states, qualifications
from backend.track.approval_kinds import ApprovalKind
from backend.track.approvals import Approval
from backend.track.journeys import Journey
from tests.schema.automating import (
    AUTHOR,
    CREATE,
    PUBLISH,
    READ,
    RUNS,
    SWITCH,
    content,
    count,
    hurry,
    made,
    off,
    one,
    published,
    runs,
    step,
    worked,
)
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_journeys import BACK, HOLD, MANAGER, RESUME, begun, named, read
from tests.schema.test_stage_approvals import at_sign

IS_INDIVIDUAL = {"is": {"field": "kind", "op": "eq", "value": "individual"}}
PREVIEW = """query($c: JSON!) { previewAutomation(content: $c) {
  sentence uses rights problems { path code problem message } } }"""
DRY = """query($c: JSON!) { dryRunAutomation(content: $c) { events begun unfit heldBack
  days { day begun unfit } effects { kind count } sample { begun reason client { id } } } }"""
TEST = """query($c: JSON!, $id: ID!) { testAutomation(content: $c, client: $id) { fits reason state
  steps { step kind outcome noun text error message } } }"""
CONTINUE = "mutation($i: AutomationRunInput!) { it: continueAutomationRun(input: $i) { id state } }"
DISMISS = "mutation($i: AutomationRunInput!) { it: dismissAutomationRun(input: $i) { id state } }"
REPLAY = "mutation($i: ReplayAutomationInput!) { it: replayAutomation(input: $i) { id } }"
REVERT = "mutation($i: RevertAutomationInput!) { it: revertAutomation(input: $i) { id number content } }"
RATE = """query { automationRate(days: 30) { definition { id } steps { numerator denominator }
  executions { numerator denominator } success { numerator denominator ratio } } }"""


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    firm = await build_house(database, vault, "自动化资管")
    await furnish(firm, 2)
    await worked(firm, 1)
    return firm


async def test_a_client_gets_a_task_a_tag_and_his_owner_a_line_once_and_each_step_is_told(
    house: House,
) -> None:
    tag = house.id("tag")
    id = await made(
        house,
        content(
            step("task", "create_task", assignee="owner", title="欢迎 {client.name}", days=1),
            step("mark", "give_tag", tag=tag),
            step(
                "tell", "notify", to=["owner", "role:compliance"], text="{client.name} 来自 {client.source}"
            ),
            condition=IS_INDIVIDUAL,
        ),
    )
    client_id, _ = await new_client(house, MANAGER, source="银行")
    await new_client(house, MANAGER, kind="institution")
    await worked(house)
    (run,) = await runs(house, id)
    assert (run["state"], run["event"], run["client"]["id"]) == (
        "done", "client.created", public_id("client", client_id)
    )  # fmt: skip
    assert [(each["step"], each["outcome"], each["noun"]) for each in run["steps"]] == [
        ("task", "done", "task"), ("mark", "done", "client"), ("tell", "done", None),
    ]  # fmt: skip
    task = await one(house, Task, own_id("task", run["steps"][0]["made"]["id"]))
    assert task.assignee_id == house.people[MANAGER]
    assert task.title.startswith("欢迎 ")
    assert "—" not in task.title
    assert task.created_by == f"automation:{own_id('automationrun', run['id'])}"
    assert await count(
        house, ClientTag, ClientTag.client_id == client_id, ClientTag.tag_id == own_id("tag", tag)
    )
    lines = await told(house, client_id)
    assert {who for who, _ in lines} == {house.people[MANAGER], house.people["compliance"]}
    figures = (await house.data(AUTHOR, READ, id=id))["automation"]["figures"]
    assert (figures["runs"], figures["done"], figures["unfit"], figures["made"]) == (1, 1, 1, 2)
    await worked(house)
    assert len(await runs(house, id)) == 1
    await off(house, id)


async def told(house: House, client_id: Any) -> list[tuple[Any, str]]:
    """(person, text) of lines that automations wrote about a client."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        rows = await session.scalars(
            select(Notification).where(
                Notification.firm_id == house.firm_id,
                Notification.kind == "automation_told",
                Notification.subject_id == client_id,
            )
        )
        return [(row.user_id, row.params["text"]) for row in rows]


async def test_each_reader_is_told_only_what_he_may_read(house: House) -> None:
    id = await made(
        house,
        content(
            step(
                "tell",
                "notify",
                to=["role:client_manager", "role:finance"],
                text="{client.name}/{client.source}",
            )
        ),
    )
    client_id, _ = await new_client(house, MANAGER, source="银行")
    await worked(house)
    by_person = dict(await told(house, client_id))
    assert by_person[house.people[MANAGER]].endswith("/银行")
    assert by_person[house.people["client_manager#2"]] == "—/—"
    await off(house, id)


async def test_a_publisher_puts_in_force_only_what_he_could_do_himself(house: House) -> None:
    id = (await house.data(AUTHOR, CREATE, i={"zh": "规则", "en": "Rule"}))["it"]["id"]
    given = content(step("mark", "give_tag", tag=house.id("tag")))
    for who in (MANAGER, "team_lead", "auditor"):
        answer = await house.ask(who, PUBLISH, i={"automation": id, "base": 0, "content": given})
        assert codes_of(answer) == ["FORBIDDEN"]
    sealed = content(step("tell", "notify", to=["owner"], text="{client.idNumber}"))
    answer = await house.ask(AUTHOR, PUBLISH, i={"automation": id, "base": 0, "content": sealed})
    assert codes_of(answer) in (["BAD_USER_INPUT"], ["FORBIDDEN"])
    preview = (await house.data(AUTHOR, PREVIEW, c=sealed))["previewAutomation"]
    assert preview["problems"]
    assert (await house.data(AUTHOR, PREVIEW, c=given))["previewAutomation"]["problems"] == []


async def test_the_same_visit_starts_one_run_and_a_real_return_another(house: House) -> None:
    id = await made(
        house,
        content(
            step("ask", "create_task", assignee="owner", title="签约准备"),
            event="journey.stage_entered", where={"stage": ["lead"]}, mode="once_per_visit",
        ),
    )  # fmt: skip
    client_id, journey = await begun(house)
    held = (await house.data(MANAGER, HOLD, input=named(journey, resumeOn="2099-01-01")))["holdJourney"]
    await worked(house)
    await house.data(MANAGER, RESUME, input=named(held))
    await worked(house)
    assert len(await runs(house, id, client=public_id("client", client_id))) == 1
    await off(house, id)


async def test_a_stage_that_asks_by_itself_is_not_asked_again_and_coming_back_asks_anew(house: House) -> None:
    async with house.database.as_system(house.firm_id, "tests") as session:
        kind = await _kind(session, house, "legal_signing")
    id = await made(
        house,
        content(
            step("legal", "request_approval", approval=public_id("approvalkind", kind), title="签约"),
            event="journey.stage_entered", where={"stage": ["sign"]}, mode="once_per_visit",
        ),
    )  # fmt: skip
    journey = await at_sign(house)
    await worked(house)
    journey_id = own_id("journey", journey["id"])
    (run,) = await runs(house, id)
    assert [each["outcome"] for each in run["steps"]] == ["nothing"]
    assert await count(house, Approval, Approval.journey_id == journey_id) == 2
    back = await house.data(MANAGER, BACK, input=named(await read(house, journey), to="match", reason="补充"))
    assert back["returnJourney"]["stage"] == "match"
    await worked(house)
    assert len(await runs(house, id)) == 1
    await off(house, id)


async def _kind(session: Any, house: House, key: str) -> Any:
    return (
        await session.scalars(
            select(ApprovalKind.id).where(ApprovalKind.firm_id == house.firm_id, ApprovalKind.key == key)
        )
    ).one()


async def test_waits_and_branches_go_on_when_their_time_comes(house: House) -> None:
    tag = house.id("tag")
    given = content(
        step("rest", "wait", days=3),
        step(
            "fork", "branch", condition={"is": {"field": "tags", "op": "any", "value": [tag]}},
            then=[step("yes", "create_task", assignee="lead", title="有标签")],
            **{"else": [step("no", "give_tag", tag=tag)]},
        ),
        step("until", "wait", until={"is": {"field": "company", "op": "eq", "value": "已到"}}, most_days=5),
        step("end", "stop"),
        step("never", "create_task", assignee="owner", title="不会有"),
    )  # fmt: skip
    id = await made(house, given)
    client_id, version = await new_client(house, MANAGER)
    await worked(house)
    (run,) = await runs(house, id)
    assert (run["state"], run["steps"]) == ("waiting", [])
    await hurry(house, id)
    await worked(house)
    (run,) = await runs(house, id)
    assert [(each["step"], each["outcome"]) for each in run["steps"]] == [
        ("rest", "waited"), ("fork", "no"), ("no", "done"),
    ]  # fmt: skip
    assert run["state"] == "waiting"
    update = "mutation($i: UpdateClientInput!) { updateClient(input: $i) { id } }"
    found = await house.data(
        MANAGER, "query($id: ID!) { client(id: $id) { version } }", id=public_id("client", client_id)
    )
    await house.data(
        MANAGER, update,
        i={"id": public_id("client", client_id), "version": found["client"]["version"], "company": "已到"},
    )  # fmt: skip
    await worked(house)
    (run,) = await runs(house, id)
    assert run["state"] == "done"
    assert [each["step"] for each in run["steps"]] == ["rest", "fork", "no", "until", "end"]
    await off(house, id)
    assert version


async def test_a_failed_step_needs_attention_goes_on_from_there_and_what_was_done_is_not_done_again(
    house: House,
) -> None:
    template = house.id("journeytemplate")
    given = content(
        step("first", "create_task", assignee="owner", title="先办"),
        step("move", "advance_journey", template=template),
        event="journey.started",
    )
    id = await made(house, given)
    client_id, journey = await begun(house)
    await worked(house)
    (run,) = await runs(house, id)
    assert (run["state"], run["error"], run["params"]["step"]) == ("failed", "EXIT_CRITERION_UNMET", "move")
    assert [each["step"] for each in run["steps"]] == ["first"]
    assert codes_of(await house.ask(MANAGER, CONTINUE, i={"id": run["id"]})) == ["FORBIDDEN"]
    await house.data(AUTHOR, CONTINUE, i={"id": run["id"]})
    await worked(house)
    (run,) = await runs(house, id)
    assert run["state"] == "failed"
    assert await count(house, Task, Task.client_id == client_id, Task.title == "先办") == 1
    await house.data(AUTHOR, REPLAY, i={"automation": id})
    await worked(house)
    assert (await house.data(AUTHOR, DISMISS, i={"id": run["id"]}))["it"]["state"] == "stopped"
    assert codes_of(await house.ask(AUTHOR, CONTINUE, i={"id": run["id"]})) == ["BAD_USER_INPUT"]
    assert await count(house, Task, Task.client_id == client_id, Task.title == "先办") == 1
    assert journey["id"]
    await off(house, id)


async def test_one_failing_run_of_a_batch_leaves_the_others_done(house: House) -> None:
    given = content(
        step("move", "advance_journey", template=house.id("journeytemplate"), on_error="go_on"),
        step("after", "create_task", assignee="owner", title="之后"),
        event="journey.started",
    )
    id = await made(house, given)
    for _ in range(3):
        await begun(house)
    await worked(house)
    found = await runs(house, id)
    assert [run["state"] for run in found] == ["done"] * 3
    assert all([each["outcome"] for each in run["steps"]] == ["failed", "done"] for run in found)
    await off(house, id)


async def test_a_loop_stops_at_its_limit_and_is_told(house: House) -> None:
    id = (await house.data(AUTHOR, CREATE, i={"zh": "回路", "en": "Loop"}))["it"]["id"]
    given = content(step("again", "start_automation", automation=id), depth=3)
    version = (await published(house, id, given, 0))["version"]
    await house.data(AUTHOR, SWITCH, i={"id": id, "version": version, "on": True})
    await new_client(house, MANAGER)
    await worked(house, 8)
    found = await runs(house, id)
    assert sorted(run["depth"] for run in found) == [0, 1, 2, 3]
    assert [run["state"] for run in found if run["depth"] == 3] == ["failed"]
    await off(house, id)


async def test_events_of_its_own_steps_carry_the_chain_and_end_it(house: House) -> None:
    tag, other = house.id("tag"), house.id("tag", 1)
    ping = await made(
        house,
        content(
            step("take", "take_tag", tag=tag), step("give", "give_tag", tag=other),
            event="tag.given", where={"tag": [tag]}, depth=4,
        ),
    )  # fmt: skip
    pong = await made(
        house,
        content(
            step("take", "take_tag", tag=other), step("give", "give_tag", tag=tag),
            event="tag.given", where={"tag": [other]}, depth=4,
        ),
    )  # fmt: skip
    client_id, _ = await new_client(house, MANAGER)
    give = "mutation($i: TagClientInput!) { it: tagClient(input: $i) { id } }"
    await house.data(AUTHOR, give, i={"client": public_id("client", client_id), "tag": tag})
    await worked(house, 12)
    found = [*await runs(house, ping), *await runs(house, pong)]
    assert sorted(run["depth"] for run in found) == [0, 1, 2, 3, 4, 5]
    stopped = [run for run in found if run["state"] == "stopped"]
    assert [run["error"] for run in stopped] == ["AUTOMATION_LOOP"]
    assert all(run["cause"] for run in found if run["depth"])
    await off(house, ping)
    await off(house, pong)


async def test_modes_and_the_most_of_an_hour_hold_back_and_are_counted(house: House) -> None:
    task = step("task", "create_task", assignee="owner", title="一次")
    once = await made(house, content(task, event="client.changed", mode="once_per_client"))
    few = await made(house, content(task, event="client.changed", most_per_hour=1))
    busy = await made(
        house, content(step("w", "wait", days=1), event="client.changed", mode="while_none_runs")
    )
    update = "mutation($i: UpdateClientInput!) { updateClient(input: $i) { version } }"
    client_id, version = await new_client(house, MANAGER)
    id = public_id("client", client_id)
    for n in range(3):
        now_ = await house.data(MANAGER, "query($id: ID!) { client(id: $id) { version } }", id=id)
        version = now_["client"]["version"]
        await house.data(MANAGER, update, i={"id": id, "version": version, "company": f"第{n}家"})
    await worked(house)
    for each in (once, few, busy):
        figures = (await house.data(AUTHOR, READ, id=each))["automation"]["figures"]
        assert (figures["runs"], figures["heldBack"]) == (1, 2), each
        await off(house, each)


async def test_a_broken_rule_rests_is_shown_and_its_owner_told_once(house: House) -> None:
    condition = {"is": {"field": "custom:gone", "op": "eq", "value": "x"}}
    id = await made(house, content(step("task", "create_task", assignee="owner", title="无")))
    async with house.database.as_system(house.firm_id, "tests") as session:
        row = (
            await session.scalars(
                select(AutomationVersion).where(
                    AutomationVersion.firm_id == house.firm_id,
                    AutomationVersion.automation_id == own_id("automation", id),
                )
            )
        ).one()
        session.add(
            AutomationVersion(
                automation_id=row.automation_id, number=2, content={**row.content, "condition": condition},
                rights=[], published_by="system:tests",
            )
        )  # fmt: skip
        (await session.get_one(Automation, (house.firm_id, row.automation_id))).number = 2
    for _ in range(2):
        await new_client(house, MANAGER)
        await worked(house)
    found = (await house.data(AUTHOR, READ, id=id))["automation"]
    assert found["fault"]
    assert await runs(house, id) == []
    assert (
        await count(
            house, Notification, Notification.kind == "automation_broken",
            Notification.subject_id == own_id("automation", id),
        )
        == 1
    )  # fmt: skip
    await off(house, id)


async def test_versions_are_compared_and_an_old_one_comes_back(house: House) -> None:
    one_ = content(step("task", "create_task", assignee="owner", title="一"))
    two = content(step("task", "create_task", assignee="owner", title="二"), depth=2)
    id = await made(house, one_, on=False)
    await published(house, id, two, 1)
    found = (await house.data(AUTHOR, READ, id=id))["automation"]
    assert {each["path"] for each in found["versions"][0]["changes"]} == {"depth", "steps.task.title"}
    again = await house.ask(AUTHOR, PUBLISH, i={"automation": id, "base": 1, "content": one_})
    assert codes_of(again) == ["CONFLICT"]
    back = (await house.data(AUTHOR, REVERT, i={"automation": id, "base": 2, "number": 1}))["it"]
    assert (back["number"], back["content"]) == (3, one_)


async def test_a_sentence_names_stages_and_templates_as_people_do(house: House) -> None:
    asked = "query { journeyTemplates { id key zh en } }"
    templates = (await house.data(AUTHOR, asked))["journeyTemplates"]
    sales = next(each for each in templates if each["key"] == "private_fund_sales")
    given = content(
        step("task", "create_task", assignee="owner", title="签约准备"),
        event="journey.stage_entered", where={"template": [sales["id"]], "stage": ["sign"]},
    )  # fmt: skip
    author = await house.principal(AUTHOR)
    for locale, stage in (("zh-CN", "签约打款"), ("en", "Sign and pay")):
        reader = replace(author, locale=locale)
        said = (await house.data(reader, PREVIEW, c=given))["previewAutomation"]["sentence"]
        assert stage in said
        assert sales[locale[:2]] in said
        assert sales["id"] not in said
    given = content(
        step("task", "create_task", assignee="owner", title="致谢"),
        event="transaction.confirmed", where={"kind": ["initial", "additional"], "reverses": False},
    )  # fmt: skip
    for locale, kinds in (
        ("zh-CN", "认购、申购，冲正：否"),
        ("en", "Subscription (additional), Takes another back: no"),
    ):
        reader = replace(author, locale=locale)
        assert kinds in (await house.data(reader, PREVIEW, c=given))["previewAutomation"]["sentence"]


def test_every_state_that_a_trigger_names_has_words() -> None:
    for event, states in (
        ("assessment.changed", assessment_states.STATES),
        ("qualification.changed", qualifications.STATES),
        ("need.changed", needs.STATES),
    ):
        options = EVENTS[event].filters["state"].options
        assert {option.value for option in options} == set(states), event


async def test_a_dry_run_tells_what_would_have_been_done_and_writes_nothing(house: House) -> None:
    client_id, _ = await new_client(house, MANAGER)
    await new_client(house, MANAGER, kind="institution")
    await worked(house)
    before = await count(house, Task), await count(house, AutomationRun)
    given = content(step("task", "create_task", assignee="owner", title="试算"), condition=IS_INDIVIDUAL)
    found = (await house.data(AUTHOR, DRY, c=given))["dryRunAutomation"]
    assert found["events"] == found["begun"] + found["unfit"]
    assert found["unfit"] >= 1
    assert found["effects"] == [{"kind": "create_task", "count": found["begun"]}]
    assert sum(day["begun"] for day in found["days"]) == found["begun"]
    assert {each["begun"]: each["reason"] is not None for each in found["sample"]} == {
        True: False,
        False: True,
    }
    assert (await count(house, Task), await count(house, AutomationRun)) == before
    assert client_id


async def test_a_test_on_a_client_takes_every_step_and_takes_it_all_back(house: House) -> None:
    client_id, _ = await new_client(house, MANAGER, source="银行")
    id = public_id("client", client_id)
    before = await count(house, Task)
    given = content(
        step("rest", "wait", days=30),
        step("task", "create_task", assignee="owner", title="试 {client.source}"),
        step("move", "advance_journey", template=house.id("journeytemplate")),
        condition=IS_INDIVIDUAL,
    )
    found = (await house.data(AUTHOR, TEST, c=given, id=id))["testAutomation"]
    assert (found["fits"], found["state"]) == (True, "done")
    assert [(each["step"], each["outcome"], each["text"]) for each in found["steps"]] == [
        ("rest", "waited", None), ("task", "done", "试 银行"), ("move", "nothing", None),
    ]  # fmt: skip
    unfit = {**given, "condition": {"not": IS_INDIVIDUAL}}
    found = (await house.data(AUTHOR, TEST, c=unfit, id=id))["testAutomation"]
    assert (found["fits"], found["steps"]) == (False, [])
    assert found["reason"]
    assert await count(house, Task) == before


async def test_receipts_are_seen_by_those_who_see_the_client(house: House) -> None:
    id = await made(house, content(step("task", "create_task", assignee="owner", title="见")))
    client_id, _ = await new_client(house, MANAGER)
    await worked(house)
    assert len(await runs(house, id, MANAGER)) == 1
    assert await runs(house, id, "client_manager#2") == []
    assert (
        len(
            (await house.data("auditor", RUNS, f={"client": public_id("client", client_id)}))[
                "automationRuns"
            ]["nodes"]
        )
        >= 1
    )
    await off(house, id)


async def test_coverage_counts_what_rules_did(house: House) -> None:
    id = await made(house, content(step("task", "create_task", assignee="owner", title="数")))
    await new_client(house, MANAGER)
    await worked(house)
    await off(house, id)
    rate = (await house.data("executive", RATE))["automationRate"]
    assert rate["definition"]["id"] == "K-07"
    by_rules = await count(house, Task, Task.created_by.like("automation:%"))
    assert float(rate["executions"]["numerator"]) >= by_rules > 0
    async with house.database.as_system(house.firm_id, "tests") as session:
        states = list(
            await session.scalars(select(AutomationRun.state).where(AutomationRun.firm_id == house.firm_id))
        )
    ended = [state for state in states if state in ("done", "failed")]
    assert float(rate["success"]["denominator"]) == len(ended)
    assert await count(house, Journey)
