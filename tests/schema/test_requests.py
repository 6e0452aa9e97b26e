"""Service requests: made in one act, answered against a clock, escalated once, approved by a partner, opened again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.book.clients import Client
from backend.book.staff import User
from backend.platform.clock import business_date, now
from backend.platform.events import OutboxRow
from backend.platform.ids import own_id, public_id
from backend.retain.request_sweeps import keep_requests
from backend.retain.request_types import shipped
from backend.retain.requests import ServiceRequest
from tests.schema.calls import new_client
from tests.schema.house import ORDINARY, House, codes_of

MANAGER = "client_manager"
FIELDS = """id version kind type state title owner { id } responseMinutes calendar responseDueAt resolutionDueAt dueAt
  answeredAt answers responseBreachedAt waitingSince closedAt escalated acts acknowledgeDueAt
  partnerApproval { state zh acts { act } } againOf { id state } steps { act after detail to { id } }
  tasks { title assignee { id } }"""
CREATE = f"mutation($input: CreateRequestInput!) {{ it: createRequest(input: $input) {{ {FIELDS} }} }}"
ANSWER = f"mutation($input: AnswerRequestInput!) {{ it: answerRequest(input: $input) {{ {FIELDS} }} }}"
MOVE = f"mutation($input: MoveRequestInput!) {{ it: moveRequest(input: $input) {{ {FIELDS} }} }}"
ASSIGN = f"mutation($input: AssignRequestInput!) {{ it: assignRequest(input: $input) {{ {FIELDS} }} }}"
CANCEL = f"mutation($input: CancelRequestInput!) {{ it: cancelRequest(input: $input) {{ {FIELDS} }} }}"
REOPEN = f"mutation($input: ReopenRequestInput!) {{ it: reopenRequest(input: $input) {{ {FIELDS} }} }}"
CONCLUDE = (
    f"mutation($input: ConcludeComplaintInput!) {{ it: concludeComplaint(input: $input) {{ {FIELDS} }} }}"
)
READ = f"query($id: ID!) {{ request(id: $id) {{ {FIELDS} }} }}"
COUNTS = "query($client: ID) { requestCounts(client: $client) { open dueSoon breached mine team waiting complaints } }"
QUESTION = {"type": "product_question", "form": {"question": "何时开放?"}}


async def asked(house: House, role: str = MANAGER, **more: Any) -> Any:
    """A request of a client of the manager's."""
    given = {"client": house.id("client"), **QUESTION, **more}
    return (await house.data(role, CREATE, input=given))["it"]


async def does(house: House, call: str, it: dict[str, Any], role: str = MANAGER, **more: Any) -> Any:
    """Something done with a request as it is now."""
    fresh = (await house.data(role, READ, id=it["id"]))["request"]
    given = {"id": it["id"], "version": fresh["version"], **more}
    return (await house.data(role, call, input=given))["it"]


def problems(answer: dict[str, Any]) -> list[Any]:
    """What is wrong."""
    return [error["extensions"]["params"].get("problem") for error in answer.get("errors", [])]


async def read(house: House, it: dict[str, Any], role: str = MANAGER) -> Any:
    """The request as it is now."""
    return (await house.data(role, READ, id=it["id"]))["request"]


async def earlier(house: House, it: dict[str, Any], by: timedelta) -> None:
    """As if it had been made so much earlier."""
    row: Any = ServiceRequest.__table__
    clocks = [f"{clock}_{at}_at" for clock in ("response", "resolution") for at in ("half", "most", "due")]
    names = ["created_at", "next_at", "due_at", *clocks]
    async with house.database.as_system(house.firm_id, "test") as session:
        await session.execute(
            update(row)
            .where(row.c.firm_id == house.firm_id, row.c.id == own_id("request", it["id"]))
            .values({name: row.c[name] - by for name in names})
        )


async def sweep(house: House, at: datetime | None = None) -> int:
    """What the worker does every fifteen seconds."""
    async with house.database.as_system(house.firm_id, "keep_requests") as session:
        return await keep_requests(session, at)


async def told(house: House, it: dict[str, Any], name: str) -> int:
    """How many events of a name were told of it."""
    async with house.database.read(house.firm_id) as session:
        rows = await session.scalars(
            select(OutboxRow.payload).where(OutboxRow.firm_id == house.firm_id, OutboxRow.name == name)
        )
        id = str(own_id("request", it["id"]))
        return sum(payload["request_id"] == id for payload in rows)


async def uhnw(house: House, name: str) -> str:
    """A client of the top tier whom the partner serves, with the manager beside him."""
    id, _ = await new_client(house, name=name)
    async with house.database.as_system(house.firm_id, "test") as session:
        await session.execute(
            update(Client)
            .where(Client.firm_id == house.firm_id, Client.id == id)
            .values(tier="uhnw", service_cell="uhnw")
        )
    return public_id("client", id)


async def test_a_request_goes_its_way_and_its_clocks_with_it(house: House) -> None:
    it = await asked(house)
    assert (it["state"], it["type"], it["answers"]) == ("new", "product_question", 0)
    assert it["dueAt"] == it["responseDueAt"]
    assert it["owner"] == {"id": house.user(MANAGER)}
    assert problems(await house.ask(MANAGER, MOVE, input={**_at(it), "act": "resolve", "text": "好"})) == [
        "request_state"
    ]
    it = await does(house, ASSIGN, it, owner=house.user("assistant"))
    assert (it["state"], it["owner"]) == ("assigned", {"id": house.user("assistant")})
    it = await does(house, ANSWER, it, kind="call", text="已电话说明开放日")
    assert (it["state"], it["answers"], it["dueAt"]) == ("answered", 1, it["resolutionDueAt"])
    it = await does(house, MOVE, it, act="start")
    it = await does(house, MOVE, it, act="wait", text="等客户确认")
    assert (it["state"], it["dueAt"]) == ("waiting_client", None)
    it = await does(house, MOVE, it, act="resume")
    it = await does(house, MOVE, it, act="resolve", text="已办结")
    it = await does(house, MOVE, it, act="close")
    assert (it["state"], it["acts"]) == ("closed", ["reopen"])
    again = await does(house, REOPEN, it, text="仍不清楚")
    assert (again["state"], again["againOf"]) == ("new", {"id": it["id"], "state": "reopened"})
    # Outside of working hours both clocks begin with the next morning.
    assert again["responseDueAt"] >= it["responseDueAt"]
    assert [step["act"] for step in it["steps"]] == [
        "create", "assign", "answer", "start", "wait", "resume", "resolve", "close",
    ]  # fmt: skip


def _at(it: dict[str, Any]) -> dict[str, Any]:
    return {"id": it["id"], "version": it["version"]}


async def test_an_hour_of_a_top_client_is_broken_once_and_told_up_the_chain(house: House) -> None:
    client = await uhnw(house, "超高净值甲")
    it = await asked(house, client=client)
    assert (it["responseMinutes"], it["calendar"]) == (60, "always")
    due = datetime.fromisoformat(it["responseDueAt"])
    await sweep(house, due - timedelta(seconds=1))
    assert await told(house, it, "request.breached") == 0
    assert await told(house, it, "request.reminded") == 1
    for _ in range(3):
        await sweep(house, due + timedelta(seconds=1))
    it = await read(house, it)
    assert (it["responseBreachedAt"], it["escalated"]) == (it["responseDueAt"], 1)
    assert await told(house, it, "request.breached") == 1
    await sweep(house, due + timedelta(minutes=31))
    it = await read(house, it)
    assert it["escalated"] == 3
    assert [step["detail"] for step in it["steps"] if step["act"] == "escalate"] == [
        "response:1:owner", "response:2:partner", "response:3:executive",
    ]  # fmt: skip
    counts = (await house.data(MANAGER, COUNTS, client=client))["requestCounts"]
    assert (counts["open"], counts["breached"]) == (1, 1)


async def test_an_answer_after_the_time_is_a_breach_though_nobody_looked(house: House) -> None:
    it = await asked(house, client=await uhnw(house, "超高净值乙"))
    await earlier(house, it, timedelta(minutes=61))
    it = await does(house, ANSWER, it, text="抱歉久等")
    assert it["responseBreachedAt"] is not None
    assert await told(house, it, "request.breached") == 1


async def test_a_talk_in_time_that_was_written_down_late_keeps_the_promise(house: House) -> None:
    client = await uhnw(house, "超高净值丙")
    it = await asked(house, client=client)
    await earlier(house, it, timedelta(minutes=90))
    await sweep(house)
    assert (await read(house, it))["responseBreachedAt"] is not None
    log = "mutation($i: LogInteractionInput!) { logInteraction(input: $i) { id } }"
    given = {"client": client, "kind": "call", "direction": "out", "channel": "phone", "summary": "已回电"}
    talk = await house.data(
        MANAGER, log, i={**given, "at": (now() - timedelta(minutes=40)).isoformat(), "minutes": 5}
    )
    it = await does(house, ANSWER, it, interaction=talk["logInteraction"]["id"])
    assert (it["responseBreachedAt"], it["state"]) == (None, "answered")


async def test_a_partner_is_asked_with_the_request_and_an_executive_where_there_is_none(house: House) -> None:
    it = await asked(house, client=await uhnw(house, "超高净值丁"))
    approval = it["partnerApproval"]
    assert approval["state"] == "pending"
    assert "合伙人" in approval["zh"] or "高管" in approval["zh"]
    await does(house, ANSWER, it, text="已致电")
    fresh = await read(house, it)
    refused = await house.ask(MANAGER, MOVE, input={**_at(fresh), "act": "resolve", "text": "好"})
    assert problems(refused) == ["request_approval"]


async def test_who_partners_is_away_without_a_deputy_is_stood_in_for_by_an_executive(house: House) -> None:
    client = await uhnw(house, "超高净值戊")
    assign = "mutation($i: AssignClientInput!) { assignClient(input: $i) { id } }"
    version = (await house.data("operations", "query($id: ID!) { client(id: $id) { version } }", id=client))[
        "client"
    ]
    await house.data(
        "operations", assign,
        i={"id": client, "version": version["version"], "user": house.user("partner"), "role": "partner"},
    )  # fmt: skip
    assert "合伙人" in (await asked(house, client=client))["partnerApproval"]["zh"]
    await _away(house, until=business_date() + timedelta(days=1))
    try:
        assert "高管" in (await asked(house, client=client))["partnerApproval"]["zh"]
    finally:
        await _away(house, until=None)


async def _away(house: House, until: Any) -> None:
    async with house.database.as_system(house.firm_id, "test") as session:
        await session.execute(
            update(User)
            .where(User.firm_id == house.firm_id, User.id == house.people["partner"])
            .values(absent_from=until and business_date(), absent_until=until)
        )


async def test_a_better_tier_makes_a_clock_stricter_and_a_worse_one_never_looser(house: House) -> None:
    id, _ = await new_client(house, name="升级客户")
    it = await asked(house, client=public_id("client", id))
    before = datetime.fromisoformat(it["responseDueAt"])

    async def moved(tier: str) -> datetime:
        async with house.database.as_system(house.firm_id, "test") as session:
            await session.execute(
                update(Client)
                .where(Client.firm_id == house.firm_id, Client.id == id)
                .values(tier=tier, service_cell=tier)
            )
        await sweep(house)
        return datetime.fromisoformat((await read(house, it))["responseDueAt"])

    better = await moved("uhnw")
    assert better < before
    assert await moved("mass") == better


async def test_a_complaint_is_acknowledged_looked_into_and_concluded(house: House) -> None:
    it = await asked(house, type="complaint", form={}, title="费用有误", category="fees", severity="serious")
    assert (it["kind"], it["state"]) == ("complaint", "received")
    assert it["acknowledgeDueAt"] is not None
    it = await does(house, MOVE, it, act="acknowledge")
    it = await does(house, MOVE, it, act="investigate")
    fresh = await read(house, it)
    given = {**_at(fresh), "outcome": "已更正", "justified": True, "cause": "process"}
    assert problems(await house.ask(MANAGER, CONCLUDE, input=given)) == ["request_unanswered"]
    it = await does(house, ANSWER, it, text="已致歉并说明")
    it = await does(house, CONCLUDE, it, outcome="已更正", justified=True, cause="process")
    assert it["state"] == "answered"
    it = await does(house, MOVE, it, act="escalate", text="客户不接受")
    it = await does(house, MOVE, it, act="close")
    assert it["state"] == "closed"


async def test_a_repeated_request_under_one_key_is_one(house: House) -> None:
    text = "mutation($i: CreateRequestInput!, $k: String) { createRequest(input: $i, idempotencyKey: $k) { id } }"
    given = {"client": house.id("client"), **QUESTION}
    first = await house.data(MANAGER, text, i=given, k="api-1")
    assert first == await house.data(MANAGER, text, i=given, k="api-1")


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"type": "nothing"}, "unknown"),
        ({"form": {}}, "required"),
        ({"form": {"question": "x", "other": "y"}}, "unknown"),
        ({"form": {"question": "x", "product": "product_00000000000000000000000000000000"}}, "unknown"),
        ({"channel": "fax"}, "choice"),
        ({"priority": "soon"}, "choice"),
    ],
)
async def test_what_cannot_be_is_refused_by_name(house: House, given: dict[str, Any], problem: str) -> None:
    answer = await house.ask(MANAGER, CREATE, input={"client": house.id("client"), **QUESTION, **given})
    assert (codes_of(answer), problems(answer)) == (["BAD_USER_INPUT"], [problem])


async def test_a_duplicate_is_cancelled_with_what_it_says_over(house: House) -> None:
    one, other = await asked(house), await asked(house)
    it = await does(house, CANCEL, other, duplicateOf=one["id"])
    assert (it["state"], it["acts"]) == ("cancelled", [])
    assert problems(await house.ask(MANAGER, CANCEL, input={**_at(one)})) == ["required"]


async def test_a_new_type_is_made_without_code_and_asked_by_at_once(house: House) -> None:
    content = {
        **shipped()["nav_report"],
        "zh": "家族会议纪要",
        "en": "Minutes of a family meeting",
        "promise": None,
    }
    content["response"] = {"usual": 90, "tiers": {"uhnw": 30}}
    make = (
        "mutation($i: CreateRequestTypeInput!) { it: createRequestType(input: $i) { id number zh content } }"
    )
    made = (await house.data("operations", make, i={"key": "family_minutes", "content": content}))["it"]
    assert (made["number"], made["zh"]) == (1, "家族会议纪要")
    it = await asked(house, type="family_minutes", form={})
    assert it["responseMinutes"] == 90
    publish = """mutation($i: PublishRequestTypeInput!) { it: publishRequestType(input: $i) {
      number versions { number note } } }"""
    next_one = {**content, "response": {"usual": 45, "tiers": {}}}
    after = await house.data(
        "operations", publish, i={"type": made["id"], "base": 1, "content": next_one, "note": "更快"}
    )
    assert [each["number"] for each in after["it"]["versions"]] == [2, 1]
    assert (await asked(house, type="family_minutes", form={}))["responseMinutes"] == 45
    assert (await read(house, it))["responseMinutes"] == 90


async def test_both_ways_of_reading_say_the_same(house: House) -> None:
    await asked(house)
    text = f"query($v: RequestView) {{ requests(view: $v, first: 50) {{ totalCount nodes {{ {FIELDS} }} }} }}"
    for view in (None, "OPEN", "DUE_SOON", "BREACHED", "MINE", "TEAM", "WAITING", "COMPLAINTS", "ENDED"):
        for role in (MANAGER, "team_lead", "executive"):
            compiled = await house.ask(role, text, v=view)
            assert compiled == await house.ask_by(ORDINARY, role, text, {"v": view}), (view, role)


async def test_the_figures_of_a_window(house: House) -> None:
    text = """query($a: Date!, $b: Date!, $by: ServiceFiguresBy!) { serviceFigures(from: $a, to: $b, by: $by) {
      whole { requests answered responseMedian attainment { numerator denominator } firstContact { ratio } }
      rows { key zh requests } promises { zh minutes kept due breached }
      complaints { received perThousand repeats { ratio } } } }"""
    day = business_date()
    for by in ("TYPE", "TIER", "OWNER"):
        found = await house.data(
            "executive", text, a=(day - timedelta(days=30)).isoformat(), b=(day + timedelta(days=1)).isoformat(),
            by=by,
        )  # fmt: skip
        figures = found["serviceFigures"]
        assert figures["whole"]["requests"] == sum(row["requests"] for row in figures["rows"])
        assert figures["complaints"]["received"] >= 1
