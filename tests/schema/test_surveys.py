"""Surveys from the closed request to the answer, the task and the figure; and rounds of NPS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import select
from starlette.requests import Request
from starlette.routing import Route

from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, replace_contacts
from backend.book.staff import Team
from backend.book.tasks import Task
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.events import OutboxRow
from backend.platform.ids import own_id, public_id, uuid7
from backend.platform.keys import Vault
from backend.platform.principal import Level, Relation
from backend.retain import message_sending, message_templates, request_acts, request_making
from backend.retain.consents import Evidence, Said, record
from backend.retain.contact_rules import shipped_rules
from backend.retain.message_channels import MailChannel
from backend.retain.messages import Message
from backend.retain.requests import ServiceRequest
from backend.retain.survey_content import read_content, shipped_content
from backend.retain.survey_links import Asking, link_of, read_link
from backend.retain.survey_sweeps import message_changed, sweep
from backend.retain.surveys import Survey, SurveyAnswer, SurveyWave
from backend.schema.survey_routes import SurveyRoutes
from tests.schema.calls import new_client
from tests.schema.house import OPERATIONS, ORDINARY, House, build_house, codes_of

MANAGER, KEEPER = "client_manager", "operations"
LIST = """query($v: SurveyView, $f: SurveyFilter, $o: [SurveyOrder!], $c: ID) {
  surveys(view: $v, filter: $f, orderBy: $o, client: $c, first: 50) { totalCount nodes { id version kind state score
    text lowAt followedAt note client { id } request { id } task { id title body } followedBy { id } } } }"""
FOLLOW = "mutation($i: FollowSurveyInput!) { it: followSurvey(input: $i) { id note followedAt followedBy { id } } }"
RULES = "mutation($i: PublishSurveyRulesInput!) { it: publishSurveyRules(input: $i) { number } }"
SAVE = "mutation($i: SaveSurveyWaveInput!) { it: saveSurveyWave(input: $i) { id version state } }"
ACT = "mutation($i: VersionedInput!) { it: %sSurveyWave(input: $i) { id version state total planned sent"
ACT += " answered unsent leftOut { code text count } } }"
PREVIEW = """query($c: JSON!, $t: ID) { previewSurveyWave(condition: $c, template: $t) { total allowed
  reasons { code count } held { client { name } reasons { code } } } }"""
KPI = """query($id: String!, $w: KpiWindow!, $on: Date, $by: KpiDimension) {
  kpi(id: $id, window: $w, asOf: $on, by: $by) {
  total { figures { measure value numerator denominator low high } }
  rows { key figures { measure value numerator } } } }"""
BEHIND = """query($id: String!, $w: KpiWindow!, $m: String) { kpiClients(id: $id, window: $w, measure: $m) {
  totalCount nodes { id } } }"""


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm that asks two hours after a request was closed, with a lead of its team."""
    house = await build_house(database, vault, "问卷资管")
    async with house.database.change(house.firm.system) as session:
        team = (await session.scalars(select(Team).where(Team.firm_id == house.firm_id))).one()
        team.lead_id = house.people["team_lead"]
    content = shipped_content()
    content["csat"]["on"] = True
    await house.data(KEEPER, RULES, i={"base": 0, "content": content, "note": "启用"})
    return house


async def client(house: House, name: str, *, mail: bool = True) -> UUID:
    """A client of the manager, with an address to write to."""
    id, _ = await new_client(house, name=name)
    if mail:
        async with house.database.change(await house.principal(MANAGER)) as session:
            row = await session.get_one(Client, (house.firm_id, id))
            await replace_contacts(
                session, house.vault, row, [ContactDraft("email", f"{id.hex[:9]}@example.com")]
            )
    return id


async def closed(house: House, client_id: UUID) -> UUID:
    """A request of a client that was answered, settled and closed."""
    async with house.database.change(await house.principal(MANAGER)) as session:
        asked = request_making.Asked(client_id, "product_question", form={"question": "何时开放?"})
        row = await request_making.create(session, asked)
        row = await request_acts.answer(session, row.id, row.version, text="已答复")
        row = await request_acts.resolve(session, row.id, row.version, "已办结")
        return (await request_acts.close(session, row.id, row.version, None)).id


async def swept(house: House, later: timedelta = timedelta(0)) -> None:
    """What the worker does, and then what the sender does and tells."""
    at = now() + later
    async with house.database.as_system(house.firm_id, "surveys") as session:
        await sweep(session, house.vault, at)


async def sent(house: House, *, state: str = "sent") -> list[message_sending.Outgoing]:
    """Hand over all that is due, and tell surveys of it, as the worker does."""
    async with house.database.as_system(house.firm_id, "message_sender") as session:
        for row in await session.scalars(
            select(Message).where(Message.firm_id == house.firm_id, Message.state == "planned")
        ):
            row.due_at = now() - timedelta(seconds=5)
        await session.flush()
        going = await message_sending.claim(session, house.vault, ["mail"])
        for each in going:
            row = await session.get_one(Message, (house.firm_id, each.id))
            row.state, row.sent_at = state, now()
        await session.flush()
        for each in going:
            await message_changed(session, each.id, state)
    return going


async def rows(house: House, model: Any, *bounds: Any) -> list[Any]:
    async with house.database.read(house.firm_id) as session:
        return list(await session.scalars(select(model).where(model.firm_id == house.firm_id, *bounds)))


async def post(house: House, path: str, **body: Any) -> tuple[int, Any]:
    """Status and JSON of what somebody without an account is told."""
    text = orjson.dumps(body)
    scope = {
        "type": "http", "method": "POST", "path": f"/survey/{path}", "query_string": b"", "client": ("::1", 1),
        "headers": [(b"content-type", b"application/json"), (b"x-startrail", b"1")],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": text, "more_body": False}

    (route,) = (
        each
        for each in SurveyRoutes(house.database, house.vault).routes
        if isinstance(each, Route) and each.path == scope["path"]
    )
    answer = await route.endpoint(Request(scope, receive))
    return answer.status_code, orjson.loads(bytes(answer.body))


def token(house: House, survey: UUID) -> str:
    return link_of(house.vault, Asking(house.firm_id, survey))


async def asked(house: House, name: str) -> Survey:
    """A survey about a closed request that was sent."""
    id = await client(house, name)
    request = await closed(house, id)
    await swept(house, timedelta(hours=3))
    await sent(house)
    (row,) = await rows(house, Survey, Survey.request_id == request)
    assert isinstance(row, Survey)
    assert row.state == "asked"
    return row


async def test_a_closed_request_is_asked_about_once_and_the_last_answer_counts(house: House) -> None:
    id = await client(house, "甲")
    request = await closed(house, id)
    (row,) = await rows(house, Survey, Survey.request_id == request)
    assert (row.state, row.kind, row.client_id, row.message_id) == ("planned", "csat", id, None)
    assert timedelta(hours=1, minutes=59) < row.due_at - now() <= timedelta(hours=2)
    assert (await post(house, "open", token=token(house, row.id)))[0] == 404
    await swept(house)
    assert (await rows(house, Survey, Survey.id == row.id))[0].message_id is None
    await swept(house, timedelta(hours=3))
    await swept(house, timedelta(hours=3))
    messages = await rows(house, Message, Message.client_id == id, Message.purpose == "survey")
    assert [each.cause for each in messages] == ["survey"]
    (going,) = [each for each in await sent(house) if each.client_id == id]
    assert going.survey == row.id
    assert "{survey.link}" in going.body
    status, sheet = await post(house, "open", token=token(house, row.id))
    assert status == 200
    assert set(sheet) == {"firm", "kind", "about", "score", "text", "expiresAt"}
    assert "甲" not in orjson.dumps(sheet).decode()
    assert (sheet["firm"], sheet["kind"], sheet["score"]) == ("问卷资管", "csat", None)
    for score, text in (("2", "等了太久"), ("4", "后来解决了")):
        assert (await post(house, "answer", token=token(house, row.id), score=score, text=text))[0] == 200
    again = (await post(house, "open", token=token(house, row.id)))[1]
    assert (again["score"], again["text"]) == (4, "后来解决了")
    (kept,) = await rows(house, Survey, Survey.id == row.id)
    assert (kept.state, kept.score, kept.answers) == ("answered", 4, 2)
    told = await rows(house, SurveyAnswer, SurveyAnswer.survey_id == row.id)
    assert sorted(each.score for each in told) == [2, 4]
    stream = """query($id: ID!) { client(id: $id) { timeline(kinds: [SURVEY]) { edges { node {
      ... on Survey { id score } } } } surveys { totalCount } } }"""
    for route in (OPERATIONS, ORDINARY):
        shown = (await house.ask_by(route, MANAGER, stream, {"id": public_id("client", id)}))["data"][
            "client"
        ]
        assert [each["node"]["score"] for each in shown["timeline"]["edges"]] == [4]
        assert shown["surveys"]["totalCount"] == 1


async def test_a_low_answer_makes_one_task_and_tells_the_lead_once(house: House) -> None:
    row = await asked(house, "乙")
    for score in ("2", "1", "5", "2"):
        assert (await post(house, "answer", token=token(house, row.id), score=score))[0] == 200
    tasks = await rows(house, Task, Task.client_id == row.client_id)
    (task,) = [each for each in tasks if each.title == "客户反馈：了解原因并回访"]
    assert task.assignee_id == house.people[MANAGER]
    assert "2" not in task.title + (task.body or "")
    events = [
        each.payload
        for each in await rows(house, OutboxRow, OutboxRow.name == "survey.low")
        if each.payload["survey_id"] == str(row.id)
    ]
    assert [each["told"] for each in events] == [str(house.people["team_lead"])]
    answered = [
        each.payload
        for each in await rows(house, OutboxRow, OutboxRow.name == "survey.answered")
        if each.payload["survey_id"] == str(row.id)
    ]
    assert sorted((each["low"], each["again"]) for each in answered) == [
        (False, True), (True, False), (True, True), (True, True),
    ]  # fmt: skip
    listed = (await house.data(MANAGER, LIST, v="UNFOLLOWED"))["surveys"]["nodes"]
    (node,) = [each for each in listed if each["id"] == public_id("survey", row.id)]
    assert node["task"]["title"] == task.title
    given = {"id": node["id"], "version": node["version"], "note": "已致电，答应三日内回复"}
    done = (await house.data(MANAGER, FOLLOW, i=given))["it"]
    assert done["followedBy"]["id"] == house.user(MANAGER)
    left = (await house.data(MANAGER, LIST, v="UNFOLLOWED"))["surveys"]["nodes"]
    assert node["id"] not in [each["id"] for each in left]
    assert codes_of(await house.ask(MANAGER, FOLLOW, i=given)) == ["CONFLICT"]


async def test_a_request_that_is_opened_again_is_not_asked_about(house: House) -> None:
    row = await asked(house, "丙")
    early = await closed(house, row.client_id)
    async with house.database.change(await house.principal(MANAGER)) as session:
        for id in (row.request_id, early):
            found = (
                await session.scalars(
                    select(ServiceRequest).where(
                        ServiceRequest.firm_id == house.firm_id,
                        ServiceRequest.id == id,
                    )
                )
            ).one()
            await request_acts.reopen(session, found.id, found.version, "没有解决")
    states = {each.state for each in await rows(house, Survey, Survey.client_id == row.client_id)}
    assert states == {"void"}
    assert (await post(house, "open", token=token(house, row.id)))[0] == 404
    assert (await post(house, "answer", token=token(house, row.id), score="5"))[0] == 404


async def test_an_answer_stays_when_its_request_is_opened_again(house: House) -> None:
    row = await asked(house, "丁")
    assert (await post(house, "answer", token=token(house, row.id), score="5"))[0] == 200
    async with house.database.change(await house.principal(MANAGER)) as session:
        found = await session.get_one(ServiceRequest, (house.firm_id, row.request_id))
        await request_acts.reopen(session, found.id, found.version, "还有一事")
    (kept,) = await rows(house, Survey, Survey.id == row.id)
    assert (kept.state, kept.score) == ("answered", 5)


async def test_what_nobody_answers_in_time_expires_and_its_link_stops(house: House) -> None:
    row = await asked(house, "戊")
    assert row.expires_at is not None
    await swept(house, timedelta(days=13))
    assert (await rows(house, Survey, Survey.id == row.id))[0].state == "asked"
    await swept(house, timedelta(days=15))
    assert (await rows(house, Survey, Survey.id == row.id))[0].state == "expired"
    assert (await post(house, "open", token=token(house, row.id)))[0] == 404


@pytest.mark.parametrize("kind", ["bounced", "held"])
async def test_what_came_to_nobody_was_not_asked(house: House, kind: str) -> None:
    id = await client(house, f"己{kind}", mail=kind == "bounced")
    request = await closed(house, id)
    await swept(house, timedelta(hours=3))
    await sent(house, state="bounced")
    if kind == "held":
        # It could have been sent as long as he could have answered.
        await swept(house, timedelta(days=20))
    (row,) = await rows(house, Survey, Survey.request_id == request)
    assert (row.state, row.asked_at) == ("unsent", None)
    assert (await post(house, "open", token=token(house, row.id)))[0] == 404
    (message,) = await rows(house, Message, Message.id == row.message_id)
    assert message.state == ("bounced" if kind == "bounced" else "cancelled")


async def test_links_can_be_neither_read_nor_made_up_nor_answered_without_end(house: House) -> None:
    row = await asked(house, "庚")
    text = token(house, row.id)
    assert row.id.hex not in text
    assert read_link(house.vault, text) == Asking(house.firm_id, row.id)
    for wrong in ("", "x" * 64, text[:-2] + ("AA" if text[-2:] != "AA" else "BB"), text + "A" * 200):
        assert (await post(house, "open", token=wrong))[0] in {400, 404}
    unknown = link_of(house.vault, Asking(house.firm_id, uuid7()))
    nobody = link_of(house.vault, Asking(uuid7(), row.id))
    for wrong in (unknown, nobody):
        assert (await post(house, "open", token=wrong))[0] == 404
        assert (await post(house, "answer", token=wrong, score="5"))[0] == 404
    for score in ("0", "6", "-1", "", "5.0", "٥", "555"):
        assert (await post(house, "answer", token=text, score=score))[0] == 400, score
    assert (await post(house, "answer", token=text, score="5", text="长" * 3_000))[0] == 400
    codes = [(await post(house, "answer", token=text, score="5"))[0] for _ in range(21)]
    assert codes == [200] * 20 + [404]


async def test_the_sender_alone_writes_the_link_into_a_mail(house: House) -> None:
    row = await asked(house, "辛")
    (message,) = await rows(house, Message, Message.id == row.message_id)
    body = "query($c: ID) { messages(client: $c) { nodes { body } } }"
    told = await house.data(MANAGER, body, c=public_id("client", row.client_id))
    assert "{survey.link}" in told["messages"]["nodes"][0]["body"]
    channel = MailChannel(house.database, house.vault, None, "a@example.com", "https://crm.example.com")  # type: ignore[arg-type]
    going = message_sending.Outgoing(
        message.id, row.client_id, 1, "mail", "survey", "zh-CN", "a@example.com", "您好", "请点 {survey.link}", None,
        row.id,
    )  # fmt: skip
    whole = channel._whole(house.firm_id, going)
    link = whole.removeprefix("请点 https://crm.example.com/survey#")
    assert read_link(house.vault, link) == Asking(house.firm_id, row.id)
    assert channel._whole(house.firm_id, replace(going, survey=None)) == going.body


async def test_a_firm_that_does_not_ask_asks_nobody(database: Database, vault: Vault) -> None:
    quiet = await build_house(database, vault, "不问资管")
    id = await client(quiet, "甲")
    request = await closed(quiet, id)
    assert await rows(quiet, Survey, Survey.request_id == request) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("csat.hours", 337), ("csat.days", 0), ("csat.low", 5), ("csat.on", 1), ("csat.language", "fr"),
        ("csat.template", 7), ("csat.template", "client_1"), ("nps.gap", 89), ("nps.low", 10), ("nps.days", 61),
        ("follow.days", 0), ("follow.tell", ["assistant"]), ("follow.tell", ["partner", "partner"]),
    ],
)  # fmt: skip
def test_rules_are_checked_at_their_place(place: str, value: Any) -> None:
    content = shipped_content()
    part, name = place.split(".")
    content[part][name] = value
    with pytest.raises(Refused) as refused:
        read_content(content)
    assert str(refused.value.params["field"]).startswith(place)


async def test_a_template_of_surveys_says_where_to_answer(house: House) -> None:
    made = {}
    for key, purpose, body in (
        ("good", "survey", "请点 {survey.link}"), ("mute", "survey", "请回复"), ("other", "care", "请点 {survey.link}"),
    ):  # fmt: skip
        async with house.database.change(await house.principal(KEEPER)) as session:
            row = await message_templates.create_template(session, key, key, "mail", purpose)
            content = {"zh": {"subject": "请评价", "body": body}, "en": None}
            await message_templates.publish_template(session, row.id, 0, content, None)
        async with house.database.change(await house.principal("compliance")) as session:
            await message_templates.approve_template(session, row.id, 1)
        made[key] = public_id("messagetemplate", row.id)
    at = now()
    wave = {
        "name": "模板", "condition": {"all": []}, "startsAt": at.isoformat(),
        "endsAt": (at + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    outcomes = {
        key: await house.ask(KEEPER, SAVE, i={**wave, "template": template}) for key, template in made.items()
    }
    problems = {
        key: answer["errors"][0]["extensions"]["params"]["problem"] if "errors" in answer else None
        for key, answer in outcomes.items()
    }
    assert problems == {"good": None, "mute": "survey_link", "other": "choice"}


def named(*names: str) -> dict[str, Any]:
    """The condition that a client is called one of these."""
    return {"any": [{"is": {"field": "name", "op": "eq", "value": name}} for name in names]}


async def wave_of(
    house: House, condition: Any, *, remind: int | None = None, ends: int = 30
) -> dict[str, Any]:
    at = now()
    given = {
        "name": "年中 NPS", "condition": condition, "startsAt": at.isoformat(),
        "endsAt": (at + timedelta(days=ends)).isoformat(), "remindDays": remind,
    }  # fmt: skip
    made: dict[str, Any] = (await house.data(KEEPER, SAVE, i=given))["it"]
    return made


async def act(house: House, verb: str, wave: dict[str, Any]) -> dict[str, Any]:
    given = {"id": wave["id"], "version": wave["version"]}
    done: dict[str, Any] = (await house.data(KEEPER, ACT % verb, i=given))["it"]
    return done


async def test_a_wave_asks_who_can_be_asked_reminds_once_and_not_again_within_ninety_days(
    house: House,
) -> None:
    who = [await client(house, f"波{n}") for n in range(3)]
    await client(house, "波无址", mail=False)
    left = await client(house, "波撤回")
    async with house.database.change(await house.principal(MANAGER)) as session:
        await record(session, left, [Said("survey", "mail", False)], Evidence("call", "电话中撤回"))
    condition = named("波0", "波1", "波2", "波无址", "波撤回")
    seen = (await house.data(KEEPER, PREVIEW, c=condition))["previewSurveyWave"]
    assert (seen["total"], seen["allowed"]) == (5, 3)
    assert {each["code"]: each["count"] for each in seen["reasons"]} == {
        "no_address": 1,
        "consent_withdrawn": 1,
    }
    assert {each["client"]["name"] for each in seen["held"]} == {"波无址", "波撤回"}
    wave = await wave_of(house, condition, remind=7)
    begun = await act(house, "start", wave)
    assert (begun["state"], begun["total"], begun["planned"], begun["sent"]) == ("running", 5, 3, 0)
    assert {each["code"]: each["count"] for each in begun["leftOut"]} == {
        "no_address": 1,
        "consent_withdrawn": 1,
    }
    await swept(house)
    await sent(house)
    surveys = await rows(house, Survey, Survey.client_id.in_(who))
    assert {each.state for each in surveys} == {"asked"}
    first = next(each for each in surveys if each.client_id == who[0])
    assert (await post(house, "answer", token=token(house, first.id), score="10"))[0] == 200
    for _ in range(2):
        await swept(house, timedelta(days=8))
    messages = await rows(house, Message, Message.client_id.in_(who), Message.purpose == "survey")
    assert sorted(str(each.client_id) for each in messages) == sorted(
        str(each) for each in (who[0], who[1], who[1], who[2], who[2])
    )
    # Who answers before his reminder goes is not reminded.
    second = next(each for each in surveys if each.client_id == who[1])
    assert (await post(house, "answer", token=token(house, second.id), score="3"))[0] == 200
    late = [
        each.state for each in await rows(house, Message, Message.client_id == who[1]) if "again" in each.mark
    ]
    assert late == ["cancelled"]
    again = (await house.data(KEEPER, PREVIEW, c=named("波0", "波2")))["previewSurveyWave"]
    assert (again["allowed"], {each["code"]: each["count"] for each in again["reasons"]}) == (
        0,
        {"asked_lately": 2},
    )
    other = await wave_of(house, named("波0", "波2"))
    refused = await house.ask(KEEPER, ACT % "start", i={"id": other["id"], "version": other["version"]})
    assert refused["errors"][0]["extensions"]["params"]["problem"] == "survey_nobody"
    ended = await act(house, "end", begun)
    assert (ended["state"], ended["answered"], ended["sent"]) == ("ended", 2, 3)
    (third,) = await rows(house, Survey, Survey.client_id == who[2])
    assert third.state == "expired"
    assert (await post(house, "open", token=token(house, first.id)))[0] == 404


async def test_a_paused_wave_asks_nobody_and_goes_on(house: House) -> None:
    who = [await client(house, f"停{n}") for n in range(2)]
    begun = await act(house, "start", await wave_of(house, named("停0", "停1")))
    paused = await act(house, "pause", begun)
    await swept(house, timedelta(days=2))
    assert {each.message_id for each in await rows(house, Survey, Survey.client_id.in_(who))} == {None}
    resumed = await act(house, "resume", paused)
    await swept(house)
    assert None not in {each.message_id for each in await rows(house, Survey, Survey.client_id.in_(who))}
    # What was written and not sent rests, too.
    again = await act(house, "pause", resumed)
    waiting = await rows(house, Message, Message.client_id.in_(who))
    assert {(each.state, each.due_at) for each in waiting} == {("planned", None)}
    ended = await act(house, "end", again)
    assert (ended["state"], ended["planned"]) == ("ended", 0)
    assert {each.state for each in await rows(house, Message, Message.client_id.in_(who))} == {"cancelled"}
    assert {each.state for each in await rows(house, Survey, Survey.client_id.in_(who))} == {"void"}


async def test_a_wave_ends_by_itself(house: House) -> None:
    (id,) = [await client(house, "终")]
    begun = await act(house, "start", await wave_of(house, named("终"), ends=10))
    await swept(house)
    await sent(house)
    await swept(house, timedelta(days=11))
    (wave,) = await rows(house, SurveyWave, SurveyWave.id == own_id("surveywave", begun["id"]))
    assert (wave.state, wave.due_at) == ("ended", None)
    assert [each.state for each in await rows(house, Survey, Survey.client_id == id)] == ["expired"]


async def test_what_cannot_be_a_wave_is_refused(house: House) -> None:
    at = now()
    good = {
        "name": "一轮", "condition": {"all": []}, "startsAt": at.isoformat(),
        "endsAt": (at + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    wrong: Sequence[dict[str, Any]] = [
        {"name": " "}, {"name": "长" * 81}, {"language": "fr"}, {"remindDays": 0}, {"remindDays": 61},
        {"endsAt": at.isoformat()}, {"endsAt": (at + timedelta(days=121)).isoformat()},
        {"startsAt": (at - timedelta(days=9)).isoformat(), "endsAt": (at - timedelta(days=1)).isoformat()},
        {"condition": {"is": {"field": "idNumber", "op": "eq", "value": "1"}}}, {"condition": {"none": 1}},
    ]  # fmt: skip
    for more in wrong:
        assert codes_of(await house.ask(KEEPER, SAVE, i={**good, **more})) == ["BAD_USER_INPUT"], more
    begun = await act(house, "start", await wave_of(house, named("波撤回之外", (await _one(house)))))
    late = {**good, "id": begun["id"], "version": begun["version"]}
    assert codes_of(await house.ask(KEEPER, SAVE, i=late)) == ["BAD_USER_INPUT"]
    assert codes_of(await house.ask(MANAGER, SAVE, i=good)) == ["FORBIDDEN"]


async def _one(house: House) -> str:
    name = f"单{uuid7().hex[:6]}"
    await client(house, name)
    return name


async def planted(house: House, kind: str, scores: Sequence[int | None], at: datetime) -> list[UUID]:
    """Surveys of clients of their own, sent and answered at an instant; None: not answered."""
    ids = []
    for n, score in enumerate(scores):
        id = await client(house, f"{kind}{at:%d}{n}", mail=False)
        ids.append(id)
        async with house.database.change(await house.principal(MANAGER)) as session:
            row = Survey(
                id=uuid7(), client_id=id, kind=kind, state="asked" if score is None else "answered", score=score,
                asked_at=at, answered_at=None if score is None else at, answers=1,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            if score is not None:
                session.add(SurveyAnswer(id=uuid7(), survey_id=row.id, score=score, at=at))
    return ids


def days(at: datetime) -> dict[str, str]:
    day = business_date(at)
    return {"from": day.isoformat(), "to": (day + timedelta(days=1)).isoformat()}


def figures(point: Any) -> dict[str, Any]:
    return {each["measure"]: each for each in point["figures"]}


async def test_nps_takes_the_last_answer_of_each_client_and_is_told_with_its_margin(
    database: Database, vault: Vault
) -> None:
    house = await build_house(database, vault, "净荐资管")
    at = now() - timedelta(days=3)
    ids = await planted(house, "nps", [10, 9, 8, 7, 6, 0], at)
    told = figures((await house.data("executive", KPI, id="K-16", w=days(at)))["kpi"]["total"])
    assert (told["nps"]["value"], told["nps"]["low"], told["nps"]["high"]) == ("0", "-65.3", "65.3")
    assert (told["promoters"]["numerator"], told["detractors"]["numerator"]) == ("2", "2")
    assert told["answers"]["value"] == "6"
    for measure, count in (("nps", 6), ("promoters", 2), ("detractors", 2)):
        behind = await house.data("executive", BEHIND, id="K-16", w=days(at), m=measure)
        assert behind["kpiClients"]["totalCount"] == count
    # The one who gave 0 thinks again a day later: in a window of both days his last word counts, then it did not.
    async with house.database.change(await house.principal(MANAGER)) as session:
        row = (
            await session.scalars(
                select(Survey).where(Survey.firm_id == house.firm_id, Survey.client_id == ids[5])
            )
        ).one()
        row.score, row.answered_at = 9, at + timedelta(days=1)
        session.add(SurveyAnswer(id=uuid7(), survey_id=row.id, score=9, at=at + timedelta(days=1)))
    both = {"from": days(at)["from"], "to": days(at + timedelta(days=1))["to"]}
    later = figures((await house.data("executive", KPI, id="K-16", w=both))["kpi"]["total"])
    assert (later["answers"]["value"], later["nps"]["numerator"], later["nps"]["value"]) == ("6", "2", "33")
    known = (await house.data("executive", KPI, id="K-16", w=both, on=days(at)["from"]))["kpi"]["total"]
    assert figures(known)["nps"]["value"] == "0"


async def test_csat_is_told_of_what_was_sent_with_its_response_rate(database: Database, vault: Vault) -> None:
    house = await build_house(database, vault, "满意资管")
    at = now() - timedelta(days=3)
    await planted(house, "csat", [5, 4, 3, 5, 4, 2, None, None], at)
    answer = (await house.data("executive", KPI, id="K-15", w=days(at), by="PERSON"))["kpi"]
    told = figures(answer["total"])
    assert (told["csat"]["numerator"], told["csat"]["denominator"]) == ("4", "6")
    assert Decimal(told["csat"]["value"]) == Decimal("0.6667")
    assert (told["response"]["numerator"], told["response"]["denominator"]) == ("6", "8")
    assert (told["answers"]["value"], told["sent"]["value"]) == ("6", "8")
    assert [each["key"] for each in answer["rows"]] == [house.user(MANAGER)]
    for measure, count in (("csat", 6), ("sent", 8)):
        behind = await house.data("executive", BEHIND, id="K-15", w=days(at), m=measure)
        assert behind["kpiClients"]["totalCount"] == count
    before = (await house.data("executive", KPI, id="K-15", w=days(at - timedelta(days=1))))["kpi"]["total"]
    assert figures(before)["sent"]["value"] == "0"
    # NPS is another figure.
    nps = (await house.data("executive", KPI, id="K-16", w=days(at)))["kpi"]["total"]
    assert figures(nps)["answers"]["value"] == "0"


async def test_who_may_not_read_scores_is_told_neither_them_nor_what_rests_on_them(house: House) -> None:
    principal = await house.principal(MANAGER)
    levels = {**principal.mask.levels, "Survey.score": (Level.NONE,) * len(Relation)}
    blind = replace(principal, mask=replace(principal.mask, id="blind scores", levels=levels))
    assert codes_of(await house.ask(blind, LIST, v="LOW")) == ["FORBIDDEN"]
    order = [{"field": "SCORE", "direction": "ASC"}]
    assert codes_of(await house.ask(blind, LIST, o=order)) == ["FORBIDDEN"]
    assert codes_of(await house.ask(blind, KPI, id="K-15", w=days(now()))) == ["FORBIDDEN"]
    seen = await house.ask(blind, "{ surveys(first: 5) { nodes { id score } } }")
    assert all(each["score"] is None for each in seen["data"]["surveys"]["nodes"])


async def test_a_manager_sees_answers_of_his_own_clients_alone(house: House) -> None:
    mine = (await house.data(MANAGER, LIST))["surveys"]
    other = (await house.data("client_manager#2", LIST))["surveys"]
    assert mine["totalCount"] > 0
    assert other["totalCount"] == 0
    text = {"text": {"contains": "等了太久"}}
    assert (await house.data(MANAGER, LIST, f={"text": {"contains": "没有人写过"}}))["surveys"][
        "totalCount"
    ] == 0
    everybody = (await house.data("executive", LIST, f=text))["surveys"]["totalCount"]
    assert (await house.data(MANAGER, LIST, f=text))["surveys"]["totalCount"] == everybody


def test_a_reminder_fits_into_the_shipped_caps() -> None:
    (cap,) = [each for each in shipped_rules()["caps"] if each["purpose"] == "survey"]
    assert cap["count"] == 2
