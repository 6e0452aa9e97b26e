"""Journeys: refused with all that is missing, moved, returned, held, lost and finished; each within rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.book.clients import Client
from backend.book.documents.model import Document
from backend.book.ledger import FundOrder
from backend.platform.clock import business_date, now
from backend.platform.ids import own_id, public_id, uuid7
from backend.track.templates import JourneyTemplate
from tests.schema.calls import new_client
from tests.schema.house import ORDINARY, House, codes_of, new_document
from tests.schema.selling import fund

FIELDS = """id version state stage stageZh stageEn place templateNumber expectedAmount probability openedAt enteredAt
  stageDueOn resumeOn endedAt lossReason lossNote relation client { id name } owner { id } product { id }
  template { id key zh number team { id } } visits { stage direction exit reason enteredAt leftAt enteredBy { id } }
  tasks { id version title state taskKey stage mandatory compliance evidence role checklist { zh en done }
    outcome assignee { id } waivedBy { id } document { id } journey { id } }"""
LATE = "stays { stage { key zh } state visits days } missing { kind key zh en task waivable broken }"
START = f"mutation($input: StartJourneyInput!) {{ startJourney(input: $input) {{ {FIELDS} }} }}"
ADVANCE = f"mutation($input: AdvanceJourneyInput!) {{ advanceJourney(input: $input) {{ {FIELDS} }} }}"
READ = f"query($id: ID!) {{ journey(id: $id) {{ {FIELDS} {LATE} }} }}"
ASKED = "query($id: ID!) { journey(id: $id) { approvals { id version state kind { key } } } }"
DECIDE = "mutation($input: DecideApprovalInput!) { decideApproval(input: $input) { state } }"
COMPLETE = "mutation($input: CompleteTaskInput!) { completeTask(input: $input) { state } }"
MANAGER, LEAD = "client_manager", "team_lead"


def _move(name: str, input: str) -> str:
    return f"mutation($input: {input}!) {{ {name}(input: $input) {{ {FIELDS} }} }}"


BACK = _move("returnJourney", "ReturnJourneyInput")
HOLD = _move("holdJourney", "HoldJourneyInput")
RESUME = _move("resumeJourney", "VersionedInput")
LOSE = _move("loseJourney", "LoseJourneyInput")
FINISH = _move("finishJourney", "VersionedInput")
UPDATE = _move("updateJourney", "UpdateJourneyInput")
WAIVE = "mutation($input: WaiveTaskInput!) { waiveTask(input: $input) { id state outcome waivedBy { id } } }"


def problem(answer: dict[str, Any]) -> Any:
    """What was wrong with the first input."""
    return answer["errors"][0]["extensions"]["params"].get("problem")


def missing(answer: dict[str, Any]) -> list[str]:
    """Keys of what a refused move lacks."""
    assert codes_of(answer) == ["EXIT_CRITERION_UNMET"], answer
    return [each["key"] for each in answer["errors"][0]["extensions"]["params"]["missing"]]


async def template(house: House, key: str = "private_fund_sales") -> str:
    """The public id of a shipped template."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        found = select(JourneyTemplate.id).where(
            JourneyTemplate.firm_id == house.firm_id, JourneyTemplate.key == key
        )
        return public_id("journeytemplate", (await session.scalars(found)).one())


async def begun(house: House, who: str = MANAGER, **values: Any) -> tuple[UUID, dict[str, Any]]:
    """A client of somebody with a journey that he began: his id, and the journey."""
    client_id, _ = await new_client(house, who, **values)
    given = {"client": public_id("client", client_id), "template": await template(house)}
    made: dict[str, Any] = (await house.data(who, START, input=given))["startJourney"]
    return client_id, made


def named(journey: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The input of a move."""
    return {"id": journey["id"], "version": journey["version"], **more}


async def read(house: House, journey: dict[str, Any], who: str = MANAGER) -> dict[str, Any]:
    """A journey as it is now."""
    found: dict[str, Any] = (await house.data(who, READ, id=journey["id"]))["journey"]
    return found


async def tell(house: House, client_id: UUID, **facts: Any) -> None:
    """Facts of a client, as if they had come about."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        row = await session.get_one(Client, (house.firm_id, client_id))
        for name, value in facts.items():
            setattr(row, name, value)


async def do_all(house: House, journey: dict[str, Any]) -> dict[str, Any]:
    """Complete all mandatory tasks of the stage, each by somebody who may; the journey as it is then."""
    found = await read(house, journey)
    for task in found["tasks"]:
        if task["state"] != "open" or not task["mandatory"] or task["stage"] != found["stage"]:
            continue
        given: dict[str, Any] = {"id": task["id"], "version": task["version"], "outcome": "已办"}
        if task["evidence"] == "document":
            given["document"] = await _document(house, found["client"]["id"])
        await house.data(task["role"] or MANAGER, COMPLETE, input=given)
    for each in (await house.data(MANAGER, ASKED, id=journey["id"]))["journey"]["approvals"]:
        if each["state"] == "pending":
            given = {"id": each["id"], "version": each["version"], "decision": "APPROVE"}
            await house.data(each["kind"]["key"].partition("_")[0], DECIDE, input=given)
    return await read(house, journey)


async def _document(house: House, client: str) -> str:
    async with house.database.change(await house.principal(MANAGER)) as session:
        row: Document = await new_document(session, house, own_id("client", client), "凭证.txt")
        return public_id("document", row.id)


async def test_a_stage_is_left_only_when_nothing_is_missing_and_every_refusal_lists_it_all(
    house: House,
) -> None:
    client_id, journey = await begun(house)
    assert (journey["stage"], journey["state"], journey["place"]) == ("lead", "open", 0)
    assert journey["stageDueOn"] == (business_date() + timedelta(days=1)).isoformat()
    assert {task["taskKey"] for task in journey["tasks"]} == {"source_contact", "duplicate_check"}
    refused = await house.ask(MANAGER, ADVANCE, input=named(journey))
    assert missing(refused) == ["source_set", "source_contact", "duplicate_check"]
    found = await read(house, journey)
    assert [each["key"] for each in found["missing"]] == missing(refused)
    assert found["missing"][0]["zh"] == "已填写来源"
    assert found["missing"][1]["task"] in {task["id"] for task in found["tasks"]}
    await tell(house, client_id, source="转介绍")
    journey = await do_all(house, journey)
    assert journey["missing"] == []
    moved = (await house.data(MANAGER, ADVANCE, input=named(journey, to="first_contact")))["advanceJourney"]
    assert (moved["stage"], moved["place"], moved["state"]) == ("first_contact", 1, "open")
    assert [(visit["stage"], visit["direction"], visit["exit"]) for visit in moved["visits"]] == [
        ("lead", "start", "forward"),
        ("first_contact", "forward", None),
    ]
    assert "privacy_consent" in {task["taskKey"] for task in moved["tasks"]}
    told = await house.data(
        MANAGER, "query($id: ID!) { client(id: $id) { timeline(kinds: [CHANGE], first: 50) { edges { node {"
        " ... on AuditEntry { type action changes { field after } } } } } } }", id=public_id("client", client_id),
    )  # fmt: skip
    entries = [edge["node"] for edge in told["client"]["timeline"]["edges"]]
    assert {"field": "stage", "after": "first_contact"} in [
        change for entry in entries if entry["type"] == "journey" for change in entry["changes"]
    ]


async def test_a_journey_goes_through_all_seven_stages(house: House) -> None:
    client_id, journey = await begun(house, source="官网")
    facts = {
        "risk_level": "C3", "risk_valid_until": business_date() + timedelta(days=300), "qualified": True,
        "state": "existing", "last_interaction_at": now(),
    }  # fmt: skip
    await tell(house, client_id, **facts)
    ordered = {"sign": ("initial", "suitability_ok"), "service": ("initial", "confirmed")}
    for stage in ("first_contact", "intent", "match", "sign", "service", "additional"):
        journey = await do_all(house, journey)
        if stage in ordered:
            await order(house, client_id, *ordered[stage])
        journey = (await house.data(MANAGER, ADVANCE, input=named(journey)))["advanceJourney"]
        assert journey["stage"] == stage
    assert problem(await house.ask(MANAGER, ADVANCE, input=named(journey))) == "journey_move"
    assert missing(await house.ask(MANAGER, FINISH, input=named(journey)))
    journey = await do_all(house, journey)
    assert missing(await house.ask(MANAGER, FINISH, input=named(journey))) == ["order_confirmed"]
    await order(house, client_id, "additional", "confirmed")
    ended = (await house.data(MANAGER, FINISH, input=named(journey)))["finishJourney"]
    assert (ended["state"], ended["visits"][-1]["exit"]) == ("done", "done")
    assert (
        problem(await house.ask(MANAGER, BACK, input=named(ended, to="lead", reason="x"))) == "journey_move"
    )


async def test_signing_waits_for_each_step_of_the_order_and_says_where_it_is_mended(house: House) -> None:
    client_id, journey = await begun(house, source="官网")
    valid = {"risk_level": "C3", "risk_valid_until": business_date() + timedelta(days=300), "qualified": True}
    await tell(house, client_id, **valid, last_interaction_at=now())
    for _ in range(3):
        journey = await do_all(house, journey)
        journey = (await house.data(MANAGER, ADVANCE, input=named(journey)))["advanceJourney"]
    journey = await do_all(house, journey)
    id = await order(house, client_id, "initial", "draft")
    assert missing(await house.ask(MANAGER, ADVANCE, input=named(journey))) == ["order_suitable"]
    asked = "query($id: ID!) { journey(id: $id) { missing { key uses } } }"
    [told] = (await house.data(MANAGER, asked, id=journey["id"]))["journey"]["missing"]
    assert told["uses"][:2] == ["Client.orders", "FundOrder.kind"]
    await become(house, id, state="suitability_ok")
    journey = (await house.data(MANAGER, ADVANCE, input=named(journey)))["advanceJourney"]
    journey = await do_all(house, journey)
    waits = ["order_signed", "order_paid", "order_cooled", "order_visited", "order_confirmed"]
    way = ("signed", "paid", "cooling_off", None, "visited", "submitted", "confirmed")
    held: tuple[list[str], ...] = (waits[1:], waits[2:], waits[2:], waits[3:], waits[4:], waits[4:], [])
    for state, left in zip(way, held, strict=True):
        await become(house, id, **({"cooled_at": now()} if state is None else {"state": state}))
        assert [each["key"] for each in (await read(house, journey))["missing"]] == left
    await become(house, id, applied_on=business_date() - timedelta(days=181))
    assert missing(await house.ask(MANAGER, ADVANCE, input=named(journey))) == waits  # of another sale


async def order(house: House, client_id: UUID, kind: str, state: str) -> UUID:
    """An order of a client, as if it had come to a state."""
    product = own_id("product", await fund(house))
    async with house.database.change(house.firm.system) as session:
        row = FundOrder(
            id=uuid7(), client_id=client_id, product_id=product, kind=kind, amount=Decimal(1_000_000),
            applied_on=business_date(), state=state,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return row.id


async def become(house: House, id: UUID, **facts: Any) -> None:
    """Facts of an order, as if they had come about."""
    async with house.database.change(house.firm.system) as session:
        row = await session.get_one(FundOrder, (house.firm_id, id))
        for name, value in facts.items():
            setattr(row, name, value)


async def test_the_questionnaire_has_to_be_valid_on_the_day(house: House) -> None:
    client_id, journey = await begun(house, source="官网")
    await tell(house, client_id, last_interaction_at=now(), qualified=True)
    for _ in range(2):
        journey = await do_all(house, journey)
        journey = (await house.data(MANAGER, ADVANCE, input=named(journey)))["advanceJourney"]
    journey = await do_all(house, journey)
    await tell(house, client_id, risk_level="C3", risk_valid_until=business_date() - timedelta(days=1))
    assert missing(await house.ask(MANAGER, ADVANCE, input=named(journey))) == ["risk_valid"]
    await tell(house, client_id, risk_valid_until=business_date())
    assert (await house.data(MANAGER, ADVANCE, input=named(journey)))["advanceJourney"]["stage"] == "match"


async def test_back_hold_resume_and_the_days_of_a_stage_that_was_entered_twice(house: House) -> None:
    _, journey = await begun(house, source="官网")
    journey = await do_all(house, journey)
    journey = (await house.data(MANAGER, ADVANCE, input=named(journey)))["advanceJourney"]
    assert problem(await house.ask(MANAGER, BACK, input=named(journey, to="lead", reason=" "))) == "required"
    assert problem(await house.ask(MANAGER, BACK, input=named(journey, to="match", reason="x"))) == "choice"
    back = (await house.data(MANAGER, BACK, input=named(journey, to="lead", reason="来源有误")))[
        "returnJourney"
    ]
    assert back["stage"] == "lead"
    left = [task for task in back["tasks"] if task["stage"] == "first_contact"]
    assert {(task["state"], task["outcome"]) for task in left} == {("cancelled", "来源有误")}
    assert {task["state"] for task in back["tasks"] if task["stage"] == "lead"} == {"done"}
    assert codes_of(await house.ask(MANAGER, HOLD, input=named(journey, resumeOn="2099-01-01"))) == [
        "CONFLICT"
    ]
    past = named(back, resumeOn=business_date().isoformat())
    assert problem(await house.ask(MANAGER, HOLD, input=past)) == "past"
    held = (await house.data(MANAGER, HOLD, input=named(back, resumeOn="2099-01-01", reason="出国")))[
        "holdJourney"
    ]
    assert (held["state"], held["resumeOn"], held["stageDueOn"]) == ("held", "2099-01-01", None)
    assert problem(await house.ask(MANAGER, ADVANCE, input=named(held))) == "journey_move"
    going = (await house.data(MANAGER, RESUME, input=named(held)))["resumeJourney"]
    assert (going["state"], going["resumeOn"]) == ("open", None)
    found = await read(house, going)
    assert [(stay["state"], stay["visits"]) for stay in found["stays"][:3]] == [
        ("present", 2),
        ("ahead", 1),
        ("ahead", 0),
    ]
    assert found["stays"][2]["days"] is None


async def test_a_journey_is_lost_for_a_reason_of_the_list_where_its_stage_allows_it(house: House) -> None:
    _, journey = await begun(house)
    asked = await house.data(
        MANAGER, "query($id: ID!) { journey(id: $id) { losses { key zh note } } }", id=journey["id"]
    )
    assert asked["journey"]["losses"][-1] == {"key": "other", "zh": "其他", "note": True}
    assert problem(await house.ask(MANAGER, LOSE, input=named(journey, reason="x"))) == "choice"
    assert problem(await house.ask(MANAGER, LOSE, input=named(journey, reason="other"))) == "required"
    lost = (await house.data(MANAGER, LOSE, input=named(journey, reason="other", note="移民")))["loseJourney"]
    assert (lost["state"], lost["lossReason"], lost["lossNote"]) == ("lost", "other", "移民")
    assert {task["state"] for task in lost["tasks"]} == {"cancelled"}
    assert problem(await house.ask(MANAGER, UPDATE, input=named(lost, probability=3))) == "state"
    again = {"client": lost["client"]["id"], "template": lost["template"]["id"]}
    assert (await house.data(MANAGER, START, input=again))["startJourney"]["state"] == "open"
    assert problem(await house.ask(MANAGER, START, input=again)) == "journey_running"


async def test_a_task_is_waived_by_the_lead_only_and_one_of_compliance_by_nobody(house: House) -> None:
    _, journey = await begun(house, source="官网")
    journey = await do_all(house, journey)
    journey = (await house.data(MANAGER, ADVANCE, input=named(journey)))["advanceJourney"]
    tasks = {task["taskKey"]: task for task in journey["tasks"] if task["stage"] == "first_contact"}
    free, bound = tasks["interest_class"], tasks["privacy_consent"]
    assert codes_of(await house.ask(MANAGER, WAIVE, input=named(free, reason="x"))) == ["FORBIDDEN"]
    assert problem(await house.ask(LEAD, WAIVE, input=named(free, reason=" "))) == "required"
    for who in house.people:
        answer = await house.ask(who, WAIVE, input=named(bound, reason="急"))
        assert (
            codes_of(answer) == ["FORBIDDEN"]
            or problem(answer) == "task_compliance"
            or codes_of(answer) == ["NOT_FOUND"]
        ), who
    waived = (await house.data(LEAD, WAIVE, input=named(free, reason="老客户")))["waiveTask"]
    assert (waived["state"], waived["outcome"]) == ("cancelled", "老客户")
    assert waived["waivedBy"] == {"id": house.user(LEAD)}
    assert "interest_class" not in [each["key"] for each in (await read(house, journey))["missing"]]
    open_again = "mutation($input: VersionedInput!) { reopenTask(input: $input) { state waivedBy { id } } }"
    task = next(t for t in (await read(house, journey))["tasks"] if t["taskKey"] == "interest_class")
    reopened = await house.data(MANAGER, open_again, input={"id": task["id"], "version": task["version"]})
    assert reopened["reopenTask"] == {"state": "open", "waivedBy": None}
    assert "interest_class" in [each["key"] for each in (await read(house, journey))["missing"]]


async def test_evidence_and_role_are_asked_for_when_a_task_is_completed(house: House) -> None:
    client_id, journey = await begun(house, source="官网")
    await tell(house, client_id, last_interaction_at=now())
    for _ in range(2):
        journey = await do_all(house, journey)
        journey = (await house.data(MANAGER, ADVANCE, input=named(journey)))["advanceJourney"]
    tasks = {task["taskKey"]: task for task in journey["tasks"] if task["stage"] == "intent"}
    note, proof, review = (
        tasks[key] for key in ("proposal_sent", "qualified_investor", "qualification_review")
    )
    assert review["assignee"] == {"id": house.user("compliance")}
    assert problem(await house.ask(MANAGER, COMPLETE, input=named(note))) == "task_note"
    assert problem(await house.ask(MANAGER, COMPLETE, input=named(proof, outcome="x"))) == "task_document"
    strange = named(proof, document=house.id("document"))
    assert problem(await house.ask(MANAGER, COMPLETE, input=strange)) == "unknown"
    assert problem(await house.ask(MANAGER, COMPLETE, input=named(review, outcome="x"))) == "task_role"
    done = await house.data("compliance", COMPLETE, input=named(review, outcome="材料齐全"))
    assert done["completeTask"]["state"] == "done"
    tick = (
        "mutation($input: TickTaskItemInput!) { tickTaskItem(input: $input) { version checklist { done } } }"
    )
    ticked = (await house.data(MANAGER, tick, input=named(proof, item=1, done=True)))["tickTaskItem"]
    assert [item["done"] for item in ticked["checklist"]] == [False, True, False]
    proof["version"] = ticked["version"]
    assert problem(await house.ask(MANAGER, tick, input=named(proof, item=9, done=True))) == "range"
    shown = named(proof, document=await _document(house, journey["client"]["id"]))
    assert (await house.data(MANAGER, COMPLETE, input=shown))["completeTask"]["state"] == "done"


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"expectedAmount": "-1"}, "range"),
        ({"expectedAmount": "1.005"}, "range"),
        ({"probability": 101}, "range"),
        ({"product": "product_" + "0" * 32}, "unknown"),
        ({"owner": "user_" + "0" * 32}, "unknown"),
        ({"template": "journeytemplate_" + "0" * 32}, "unknown"),
    ],
)
async def test_what_cannot_be_is_refused(house: House, more: dict[str, Any], wrong: str) -> None:
    client_id, _ = await new_client(house)
    given = {"client": public_id("client", client_id), "template": await template(house), **more}
    assert problem(await house.ask(MANAGER, START, input=given)) == wrong


async def test_a_repeated_request_moves_once(house: House) -> None:
    _, journey = await begun(house, source="官网")
    journey = await do_all(house, journey)
    text = ADVANCE.replace("($input", "($key: String, $input").replace(
        "input: $input", "input: $input, idempotencyKey: $key"
    )
    first = await house.data(MANAGER, text, input=named(journey), key=journey["id"])
    second = await house.data(MANAGER, text, input=named(journey), key=journey["id"])
    assert first["advanceJourney"]["version"] == second["advanceJourney"]["version"]
    assert second["advanceJourney"]["stage"] == "first_contact"


async def test_lists_boards_and_the_map_are_cut_to_the_reader_and_both_ways_tell_the_same(
    house: House,
) -> None:
    of = await template(house)
    mine, journey = await begun(house, "client_manager#2", source="官网")
    text = f"""query($f: JourneyFilter, $o: [JourneyOrder!]) {{
      journeys(filter: $f, orderBy: $o, first: 100) {{ totalCount nodes {{ {FIELDS} }} }} }}"""
    asks: list[dict[str, Any]] = [
        {}, {"f": {"template": of, "states": ["open", "held"]}}, {"f": {"stages": ["lead"], "overdue": True}},
        {"f": {"overdue": False}}, {"f": {"owner": house.user(MANAGER)}}, {"f": {"client": house.id("client")}},
        {"o": [{"field": "ENTERED_AT", "direction": "DESC"}]}, {"o": [{"field": "EXPECTED_AMOUNT"}]},
        {"f": {"team": public_id("team", house.team) if house.team else None}},
    ]  # fmt: skip
    for who in ("client_manager#2", MANAGER, "operations"):
        for variables in asks:
            quick = await house.ask(who, text, **variables)
            slow = await house.ask_by(ORDINARY, who, text, variables)
            assert "errors" not in quick
            assert quick["data"] == slow["data"], (who, variables)
    own = (await house.data("client_manager#2", text))["journeys"]["nodes"]
    assert journey["id"] in [node["id"] for node in own]
    assert journey["id"] not in [
        node["id"] for node in (await house.data(MANAGER, text))["journeys"]["nodes"]
    ]
    board = """query($t: ID!) { journeyBoard(template: $t, first: 5) { template { key } columns {
      stage { key zh targetDays } count clients held overdue amount medianDays journeys { id client { name } } } } }"""
    seen = (await house.data("operations", board, t=of))["journeyBoard"]["columns"]
    assert [column["stage"]["key"] for column in seen] == [
        "lead", "first_contact", "intent", "match", "sign", "service", "additional"
    ]  # fmt: skip
    listed = await house.data(
        "operations", text, f={"template": of, "stages": ["lead"], "states": ["open", "held"]}
    )
    assert seen[0]["count"] == listed["journeys"]["totalCount"]
    assert len(seen[0]["journeys"]) == min(5, seen[0]["count"])
    where = "{ journeyMap { template { key } stages { stage { key } journeys clients held amount } } }"
    mapped = (await house.data("operations", where))["journeyMap"]
    assert mapped[0]["template"]["key"] == "private_fund_sales"
    assert mapped[0]["stages"][0]["journeys"] == seen[0]["count"]
    assert (await house.data("client_manager#2", board, t=of))["journeyBoard"]["columns"][0]["count"] < seen[
        0
    ]["count"]
    client = "query($id: ID!) { client(id: $id) { journeys { id stage template { key } } } }"
    theirs = public_id("client", mine)
    quick = await house.data("client_manager#2", client, id=theirs)
    assert quick == (await house.ask_by(ORDINARY, "client_manager#2", client, {"id": theirs}))["data"]
    assert quick["client"]["journeys"][0]["id"] == journey["id"]


async def test_who_may_no_more_read_what_a_criterion_rests_on_learns_nothing_of_it(house: House) -> None:
    _, journey = await begun(house)
    principal = await house.principal(MANAGER)
    levels = {key: value for key, value in principal.mask.levels.items() if key != "Client.source"}
    blind = replace(principal, mask=replace(principal.mask, id="blind", levels=levels))
    answer = await house.ask(blind, ADVANCE, input=named(journey))
    assert codes_of(answer) == ["FORBIDDEN"]
    assert answer["errors"][0]["extensions"]["params"] == {"coordinate": "Client.source"}
    held = await house.ask(
        blind, "query($id: ID!) { journey(id: $id) { missing { key } } }", id=journey["id"]
    )
    assert held["data"]["journey"]["missing"] is None
    assert codes_of(held) == ["FORBIDDEN"]
