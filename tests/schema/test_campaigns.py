"""Campaigns: whom they reach and why not others, that each client gets one mail, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.book.clients import Client
from backend.book.tasks import Task
from backend.platform.clock import business_date, now
from backend.platform.events import OutboxRow
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Level, Relation
from backend.retain.campaign_links import Going, link_of
from backend.retain.campaigns import Campaign
from backend.retain.consents import ConsentEntry, Evidence, Said, record
from backend.retain.message_sending import note
from backend.retain.messages import Message
from backend.schema.campaign_routes import CampaignRoutes
from backend.systemize.channels.outcomes import LATER, SENT, Outcome
from tests.schema.house import House, is_refused
from tests.schema.outreaching import (
    LIST,
    ONE,
    PREPARE,
    READER,
    SITE,
    START,
    TARGET,
    WRITER,
    Wire,
    approved,
    by_hand,
    member_rows,
    members,
    named_like,
    now_of,
    prepared,
    reachable,
    send,
    started,
    sweep,
    written,
)

PREVIEW = """query($c: ID!, $a: JSON!) { it: previewCampaign(content: $c, audience: $a) { total allowed purpose
  reasons { code count } chosen { client { name } why } held { client { name } reasons { code text } } } }"""
ACT = "mutation($i: VersionedInput!) { it: %s(input: $i) { id version state } }"
FOLLOW = """mutation($i: FollowUpCampaignInput!) { it: followUpCampaign(input: $i) { tasks } }"""
UNDO = "mutation($i: UndoCampaignFollowUpInput!) { it: undoCampaignFollowUp(input: $i) { tasks } }"
COST = "mutation($i: SetCampaignCostInput!) { it: setCampaignCost(input: $i) { cost } }"


async def act(house: House, name: str, campaign: str) -> Any:
    version = (await now_of(house, campaign))["version"]
    return (await house.data(WRITER, ACT % name, i={"id": campaign, "version": version}))["it"]


async def messages(house: House, campaign: str) -> list[Message]:
    async with house.database.read(house.firm_id) as session:
        rows = await session.scalars(
            select(Message).where(
                Message.firm_id == house.firm_id, Message.cause_id == own_id("campaign", campaign)
            )
        )
        return list(rows)


async def test_a_preview_says_of_each_why_he_is_in_it_and_what_holds_the_others(house: House) -> None:
    content = await approved(house)
    await reachable(house, "预览甲")
    await reachable(house, "预览乙")
    silent = await reachable(house, "预览丙", consents=())
    audience = {
        "rule": {
            "any": [
                {"is": {"field": "name", "op": "contains", "value": "预览"}},
                {"is": {"field": "name", "op": "eq", "value": "预览乙"}},
            ]
        }
    }
    found = (await house.data(WRITER, PREVIEW, c=content, a=audience))["it"]
    assert (found["total"], found["allowed"], found["purpose"]) == (3, 2, "marketing")
    assert found["reasons"] == [{"code": "no_consent", "count": 1}]
    assert [len(each["why"]) for each in found["chosen"]] == [1, 2]
    assert [each["client"]["name"] for each in found["held"]] == ["预览丙"]
    async with house.database.change(await house.principal("client_manager")) as session:
        await record(session, silent, [Said("marketing", "mail", True)], Evidence("call"))
    assert (await house.data(WRITER, PREVIEW, c=content, a=audience))["it"]["allowed"] == 3


async def test_what_speaks_of_a_fund_goes_to_whom_it_suits_and_who_is_qualified(house: House) -> None:
    content = await approved(house, "nav_update", house.id("product"))
    ids = [await reachable(house, f"适当{n}") for n in "甲乙"]
    found = (await house.data(WRITER, PREVIEW, c=content, a=by_hand(*ids)))["it"]
    codes = {each["code"] for each in found["reasons"]}
    assert (found["purpose"], found["allowed"]) == ("product", 0)
    assert "not_qualified" in codes
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(Client).where(Client.firm_id == house.firm_id, Client.id == ids[0]).values(qualified=True)
        )
    found = (await house.data(WRITER, PREVIEW, c=content, a=by_hand(*ids)))["it"]
    by_name = {each["client"]["name"]: {r["code"] for r in each["reasons"]} for each in found["held"]}
    assert "not_qualified" not in by_name["适当甲"]
    assert "not_qualified" in by_name["适当乙"]
    # The fund has no risk rating yet, or the client no level: either way it is not for him.
    assert by_name["适当甲"] & {"no_product_risk", "not_assessed", "unsuitable"}


async def test_each_client_gets_one_mail_and_the_audience_is_asked_again_when_it_goes(house: House) -> None:
    content = await approved(house)
    await reachable(house, "一次甲")
    made = await prepared(house, content, named_like("一次"))
    assert made["state"] == "draft"
    assert "一次" in made["audienceWords"]
    started_ = (await house.data(WRITER, START, i={"id": made["id"], "version": made["version"]}))["it"]
    assert (started_["state"], started_["number"]) == ("scheduled", 1)
    await reachable(house, "一次乙")
    refused = await reachable(house, "一次丙", consents=())
    await sweep(house)
    await sweep(house)
    assert len(await messages(house, made["id"])) == 2
    wire = Wire()
    while await send(house, wire):
        pass
    mine = [each for each in wire.sent if each.subject == "三季度市场报告"]
    assert len({each.client_id for each in mine}) == len(mine) == 2
    assert all(f"{SITE}/go/" in each.body for each in mine)
    found = await now_of(house, made["id"])
    assert found["state"] == "done"
    assert (found["funnel"]["audience"], found["funnel"]["sent"], found["funnel"]["leftOut"]) == (3, 2, 1)
    [out] = await members(house, made["id"], "left_out")
    assert (out["client"]["id"], out["reasons"]) == (public_id("client", refused), [{"code": "no_consent"}])


async def test_a_campaign_waits_for_its_time(house: House) -> None:
    content = await approved(house)
    id = await reachable(house, "定时甲")
    campaign = await started(house, content, by_hand(id), at=(now() + timedelta(days=2)).isoformat())
    assert (await now_of(house, campaign))["state"] == "scheduled"
    assert await messages(house, campaign) == []
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(Campaign).where(Campaign.firm_id == house.firm_id).where(Campaign.due_at > now()).values(
                due_at=now() - timedelta(minutes=1)
            )
        )  # fmt: skip
    await sweep(house)
    assert len(await messages(house, campaign)) == 1


async def test_a_paused_campaign_sends_nothing_goes_on_and_the_rest_can_be_called_off(house: House) -> None:
    content = await approved(house)
    ids = [await reachable(house, f"暂停{n}") for n in range(3)]
    campaign = await started(house, content, by_hand(*ids))
    assert (await act(house, "pauseCampaign", campaign))["state"] == "paused"
    wire = Wire()
    await send(house, wire)
    assert not [each for each in wire.sent if each.client_id in ids]
    assert (await act(house, "resumeCampaign", campaign))["state"] == "sending"
    await send(house, wire, at_once=1)
    assert len([each for each in wire.sent if each.client_id in ids]) == 1
    assert (await act(house, "cancelCampaign", campaign))["state"] == "cancelled"
    while await send(house, wire):
        pass
    funnel = (await now_of(house, campaign))["funnel"]
    assert (funnel["sent"], funnel["cancelled"], funnel["waiting"]) == (1, 2, 0)


@pytest.mark.parametrize(("how", "state"), [("pauseCampaign", "queued"), ("cancelCampaign", "cancelled")])
async def test_what_comes_back_from_a_try_rests_with_its_campaign(house: House, how: str, state: str) -> None:
    content = await approved(house)
    id = await reachable(house, f"回来{how}")
    campaign = await started(house, content, by_hand(id))
    wire = Wire(outcome=Outcome(LATER, "deferred", "451 later", None))
    await send(house, wire)
    [message] = await messages(house, campaign)
    assert message.state == "queued"
    async with house.database.as_system(house.firm_id, "tests") as session:
        # As the sender leaves it that was in the middle of a try when somebody paused.
        await session.execute(
            update(Message)
            .where(Message.firm_id == house.firm_id, Message.id == message.id)
            .values(state="sending")
        )
    await act(house, how, campaign)
    async with house.database.as_system(house.firm_id, "tests") as session:
        await note(session, message.id, message.attempts, Outcome(LATER, "deferred", "451 later", None))
        await session.execute(
            update(Message)
            .where(Message.firm_id == house.firm_id, Message.id == message.id)
            .values(due_at=now() - timedelta(seconds=1))
        )
    again = Wire(outcome=Outcome(SENT, None, "250 OK", None))
    await send(house, again)
    assert again.sent == []
    [message] = await messages(house, campaign)
    assert (message.state, message.due_at) == (state, None)


async def test_what_is_withdrawn_meanwhile_is_not_sent(house: House) -> None:
    content = await approved(house)
    id = await reachable(house, "撤下甲")
    made = await prepared(house, content, by_hand(id))
    await house.data(WRITER, START, i={"id": made["id"], "version": made["version"]})
    item = (await house.data(WRITER, "query($id: ID!) { it: contentItem(id: $id) { version } }", id=content))[
        "it"
    ]
    withdraw = "mutation($i: WithdrawContentInput!) { withdrawContent(input: $i) { state } }"
    await house.data(WRITER, withdraw, i={"id": content, "version": item["version"]})
    await sweep(house)
    found = await now_of(house, made["id"])
    assert (found["state"], found["number"], found["funnel"]) == ("draft", None, None)
    answer = await house.ask(WRITER, START, i={"id": made["id"], "version": found["version"]})
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "content_withdrawn"


async def test_a_rule_that_cannot_be_asked_any_more_holds_up_nobody_else(house: House) -> None:
    content = await approved(house)
    broken, whole = [
        await prepared(house, content, by_hand(await reachable(house, f"规则{n}"))) for n in range(2)
    ]
    for each in (broken, whole):
        await house.data(WRITER, START, i={"id": each["id"], "version": each["version"]})
    unknown = {"rule": {"is": {"field": "custom.gone", "op": "eq", "value": "x"}}}
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(Campaign)
            .where(Campaign.firm_id == house.firm_id, Campaign.id == own_id("campaign", broken["id"]))
            .values(audience=unknown)
        )
    await sweep(house)
    assert (await now_of(house, broken["id"]))["state"] == "draft"
    assert (await now_of(house, whole["id"]))["state"] == "sending"


async def test_what_nobody_approved_is_not_let_go(house: House) -> None:
    content = await written(house)
    made = await prepared(house, content, by_hand(await reachable(house, "未批甲")))
    answer = await house.ask(WRITER, START, i={"id": made["id"], "version": made["version"]})
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "content_unapproved"


class Web:
    """Readers who follow links."""

    def __init__(self, house: House) -> None:
        (route,) = CampaignRoutes(house.database, house.vault).routes
        assert isinstance(route, Route)
        self.endpoint = route.endpoint

    async def get(self, path: str, method: str = "GET", address: str = "::1") -> Response:
        """The answer to one of them."""
        scope = {
            "type": "http", "method": method, "path": path, "query_string": b"", "client": (address, 1), "headers": [],
            "path_params": {"token": path.removeprefix("/go/")},
        }  # fmt: skip
        answer: Response = await self.endpoint(Request(scope))
        return answer


async def test_a_link_counts_each_client_once_and_leads_where_compliance_said(
    house: House,
) -> None:
    content = await approved(house)
    ids = [await reachable(house, f"点击{n}") for n in "甲乙"]
    campaign = await started(house, content, by_hand(*ids))
    wire = Wire()
    await send(house, wire)
    mail = next(each for each in wire.sent if each.client_id == ids[0])
    path = mail.body.split(SITE)[1].split()[0]
    web = Web(house)
    looked = await web.get(path, "HEAD")
    assert looked.status_code == 200
    for _ in range(2):
        answer = await web.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, TARGET)
        assert "set-cookie" not in answer.headers
    assert (await now_of(house, campaign))["funnel"]["clicked"] == 1
    [who] = await members(house, campaign, "clicked")
    assert (who["client"]["name"], who["clicks"]) == ("点击甲", 2)
    [other] = await members(house, campaign, "not_clicked")
    assert other["client"]["name"] == "点击乙"
    async with house.database.as_system(house.firm_id, "tests") as session:
        told = await session.scalars(
            select(OutboxRow).where(OutboxRow.firm_id == house.firm_id, OutboxRow.name == "campaign.clicked")
        )
        assert [row.payload["client_id"] for row in told] == [str(ids[0])]


async def test_a_link_that_is_none_of_ours_leads_nowhere(house: House) -> None:
    web = Web(house)
    stranger = Going(house.firm_id, UUID(int=1), UUID(int=2))
    for path in ("/go/abc", f"/go/{'a' * 400}", link_of(house.vault, "", stranger)):
        answer = await web.get(path)
        assert answer.status_code == 404
        assert "location" not in answer.headers
        assert "链接已失效" in bytes(answer.body).decode()


async def test_an_address_that_asks_too_often_is_refused_for_a_while(house: House) -> None:
    web = Web(house)
    codes = [(await web.get("/go/abc")).status_code for _ in range(121)]
    assert codes == [404] * 120 + [429]
    assert (await web.get("/go/abc", address="203.0.113.9")).status_code == 404


async def test_who_wants_no_more_is_told_of_his_campaign(house: House) -> None:
    content = await approved(house)
    ids = [await reachable(house, f"退订{n}") for n in "甲乙"]
    campaign = await started(house, content, by_hand(*ids))
    await send(house, Wire())
    async with house.database.as_system(house.firm_id, "unsubscribe_link") as session:
        await record(session, ids[0], [Said("marketing", "mail", False)], Evidence("link"))
    assert (await now_of(house, campaign))["funnel"]["left"] == 1
    [gone] = await members(house, campaign, "left")
    assert gone["client"]["name"] == "退订甲"
    async with house.database.as_system(house.firm_id, "unsubscribe_link") as session:
        row = await session.scalar(
            select(ConsentEntry).where(
                ConsentEntry.firm_id == house.firm_id,
                ConsentEntry.client_id == ids[0],
                ConsentEntry.given.is_(False),
            )
        )
        assert row is not None
        session.add(
            ConsentEntry(
                client_id=ids[0], purpose="marketing", channel="mail", given=True, source="link", at=now(),
                reverses_id=row.id, recorded_at=now(), recorded_by="system:tests",
            )
        )  # fmt: skip
    assert (await now_of(house, campaign))["funnel"]["left"] == 0


async def test_tasks_follow_up_once_each_and_are_taken_back_at_once(house: House) -> None:
    content = await approved(house)
    ids = [await reachable(house, f"跟进{n}") for n in range(3)]
    campaign = await started(house, content, by_hand(*ids))
    await send(house, Wire())
    given = {"id": campaign, "who": "not_clicked", "title": "电话跟进报告", "dueOn": str(business_date())}
    assert (await house.data(WRITER, FOLLOW, i=given))["it"]["tasks"] == 3
    assert (await house.data(WRITER, FOLLOW, i=given))["it"]["tasks"] == 3
    async with house.database.read(house.firm_id) as session:
        tasks = list(
            await session.scalars(
                select(Task).where(Task.firm_id == house.firm_id, Task.title == "电话跟进报告")
            )
        )
    assert len(tasks) == 3
    assert {task.client_id for task in tasks} == set(ids)
    assert {task.assignee_id for task in tasks} == {house.people["client_manager"]}
    assert (await house.data(WRITER, UNDO, i={"id": campaign}))["it"]["tasks"] == 0
    assert all(row.task_id is None for row in await member_rows(house, campaign))
    late = {**given, "dueOn": str(business_date() - timedelta(days=1))}
    answer = await house.ask(WRITER, FOLLOW, i=late)
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "range"


async def test_only_who_may_write_to_all_clients_sends_and_only_of_rules_he_may_read(house: House) -> None:
    content = await approved(house)
    made = await prepared(house, content, by_hand(await reachable(house, "权限甲")))
    given = {"id": made["id"], "version": made["version"]}
    for role in ("client_manager", READER, "executive"):
        assert is_refused(await house.ask(role, START, i=given))
    assert is_refused(await house.ask("client_manager", ONE, id=made["id"]))
    assert (await now_of(house, made["id"], READER))["state"] == "draft"


async def test_an_audience_tells_nobody_what_he_may_not_read(house: House) -> None:
    content = await approved(house)
    id = await reachable(house, "推断甲")
    rule = {"rule": {"is": {"field": "note", "op": "empty", "value": True}}}
    made = await started(house, content, rule)
    assert public_id("client", id) in [each["client"]["id"] for each in await members(house, made)]
    while await send(house, Wire()):
        pass
    principal = await house.principal(WRITER)
    levels = {**principal.mask.levels, "Client.note": (Level.NONE,) * len(Relation)}
    blind = replace(principal, mask=replace(principal.mask, id="blind to notes", levels=levels))
    assert is_refused(await house.ask(blind, LIST, c=made, s=None, a=None, n=100))
    assert is_refused(await house.ask(blind, PREVIEW, c=content, a=rule))
    plan = {"name": "推断", "content": content, "audience": rule}
    assert is_refused(await house.ask(blind, PREPARE, i={"plan": plan}))


async def test_clients_of_a_campaign_come_in_pages(house: House) -> None:
    content = await approved(house)
    ids = sorted([await reachable(house, f"分页{n}") for n in range(3)])
    campaign = await started(house, content, by_hand(*ids))
    found: list[str] = []
    after = None
    for _ in range(2):
        page = (await house.data(WRITER, LIST, c=campaign, s=None, a=after, n=2))["it"]
        found += [each["client"]["id"] for each in page["clients"]]
        after = page["next"]
    assert after is None
    assert found == [public_id("client", id) for id in ids]


async def test_what_it_cost_and_what_followed_stand_beside_each_other(house: House) -> None:
    content = await approved(house)
    ids = [await reachable(house, "结果甲"), await reachable(house, "结果乙", consents=())]
    campaign = await started(house, content, by_hand(*ids))
    await send(house, Wire())
    found = await now_of(house, campaign)
    assert found["result"]["over"] is False
    none = {"clients": 1, "subscribers": 0, "amount": "0.00"}
    assert (found["result"]["reached"], found["result"]["others"]) == (none, none)
    cost = {"id": campaign, "version": found["version"], "cost": "1200.50"}
    assert (await house.data(WRITER, COST, i=cost))["it"]["cost"] == "1200.50"
