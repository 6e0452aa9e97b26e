"""Journey templates: previewed, put in force, kept by what runs, gone back to, copied for a team, taken out of use."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest

from backend.platform.clock import business_date
from backend.platform.ids import public_id
from backend.track.stage_tasks import due_on
from backend.track.templates import shipped
from tests.schema.calls import new_client
from tests.schema.house import House, codes_of
from tests.schema.test_journeys import (
    ADVANCE,
    FIELDS,
    FINISH,
    MANAGER,
    START,
    do_all,
    missing,
    named,
    problem,
    tell,
    template,
)

OPERATIONS = "operations"
CONTENT: dict[str, Any] = orjson.loads(shipped("private_fund_sales"))
CHECK = {
    "key": "second_look", "zh": "复核来源", "en": "Look at the source again", "playbook": {"zh": "", "en": ""},
    "checklist": [], "owner": "owner", "days": 1, "evidence": "none", "mandatory": True, "compliance": False,
}  # fmt: skip
PREVIEW = """query($t: ID!, $c: JSON!) { previewJourneyTemplate(template: $t, content: $c) {
  running nodes stages { stage count stays } differences { path before after } } }"""
PUBLISH = """mutation($i: PublishJourneyTemplateInput!) { it: publishJourneyTemplate(input: $i) {
  id version number zh versions { number note changes { path before after } } } }"""
MIGRATE = f"mutation($input: MigrateJourneyInput!) {{ it: migrateJourney(input: $input) {{ {FIELDS} }} }}"
CREATE = (
    "mutation($i: CreateJourneyTemplateInput!) { it: createJourneyTemplate(input: $i) { id version number } }"
)
TRY = """query($t: ID!, $c: JSON!, $client: ID!) { tryJourneyTemplate(template: $t, content: $c, client: $client) {
  stage enteredOn leftOn criteria { key held } tasks { key dueOn }
  approvals { key usable decidable dueOn } } }"""
ARCHIVE = "mutation($i: ArchiveJourneyTemplateInput!) { it: archiveJourneyTemplate(input: $i) { version archivedAt } }"


def changed(**more: Any) -> dict[str, Any]:
    """The shipped template with another task in its first stage, and its own words for the first and second."""
    content = deepcopy(CONTENT)
    content["stages"][0]["tasks"].append(CHECK)
    return content | more


async def own(house: House, **more: Any) -> dict[str, Any]:
    """A template of this test alone, with the content of the shipped one."""
    key = f"way_{uuid4().hex[:12]}"
    given = {"key": key, "kind": "sales", "content": CONTENT} | more
    made: dict[str, Any] = (await house.data(OPERATIONS, CREATE, i=given))["it"]
    return made


async def on(house: House, template: str, who: str = MANAGER) -> dict[str, Any]:
    """A journey on this template with a new client."""
    client_id, _ = await new_client(house, who)
    given = {"client": public_id("client", client_id), "template": template}
    made: dict[str, Any] = (await house.data(who, START, input=given))["startJourney"]
    return made


async def test_a_version_says_what_it_changes_holds_for_what_starts_and_is_gone_back_to(house: House) -> None:
    id = (await own(house))["id"]
    journey = await on(house, id)
    preview = (await house.data(OPERATIONS, PREVIEW, t=id, c=changed()))["previewJourneyTemplate"]
    assert (preview["running"], preview["stages"]) == (1, [{"stage": "lead", "count": 1, "stays": True}])
    told = {each["path"]: each["after"] for each in preview["differences"]}
    assert told["lead.second_look"] == "复核来源 / Look at the source again"
    assert all(path.startswith("lead.second_look") for path in told)
    given = {"template": id, "base": 1, "content": changed(), "note": "补一道复核"}
    made = (await house.data(OPERATIONS, PUBLISH, i=given))["it"]
    assert [(each["number"], each["note"]) for each in made["versions"]] == [(2, "补一道复核"), (1, None)]
    assert made["versions"][0]["changes"] == preview["differences"]
    assert made["versions"][1]["changes"] == []
    journey = await do_all(house, journey)  # What runs keeps its version.
    assert (journey["templateNumber"], has_second_look(journey)) == (1, False)
    later = await on(house, id)
    assert (later["templateNumber"], has_second_look(later)) == (2, True)
    back = await house.data(OPERATIONS, PUBLISH, i={"template": id, "base": 2, "content": CONTENT})
    assert back["it"]["number"] == 3
    assert {each["path"] for each in back["it"]["versions"][0]["changes"]} == set(told)


def has_second_look(journey: dict[str, Any]) -> bool:
    """Whether the task of the changed version is there."""
    return "second_look" in {task["taskKey"] for task in journey["tasks"]}


async def test_a_journey_is_brought_to_the_newest_version_by_a_map_of_its_stages(house: House) -> None:
    id = (await own(house))["id"]
    journey = await do_all(house, await on(house, id))
    content = changed()
    content["stages"][0]["key"] = "found"
    await house.data(OPERATIONS, PUBLISH, i={"template": id, "base": 1, "content": content})
    assert problem(await house.ask(MANAGER, MIGRATE, input=named(journey))) == "journey_map"
    pairs = [{"from": "lead", "to": "found"}]
    moved = (await house.data(MANAGER, MIGRATE, input=named(journey, stages=pairs)))["it"]
    assert (moved["stage"], moved["templateNumber"]) == ("found", 2)
    assert "second_look" in missing(await house.ask(MANAGER, ADVANCE, input=named(moved)))
    assert problem(await house.ask(MANAGER, MIGRATE, input=named(moved))) == "journey_newest"


async def test_who_runs_by_the_version_before_orders_keeps_it_until_he_is_brought_to_the_one_with_them(
    house: House,
) -> None:
    before = deepcopy(CONTENT)
    at_match = next(stage for stage in before["stages"] if stage["key"] == "match")
    at_match["criteria"] = [each for each in at_match["criteria"] if each["key"] != "order_suitable"]
    at_match["tasks"] = [{**CHECK, "key": "suitability", "compliance": True}]
    before["stages"] = [at_match]
    id = (await own(house, content=before))["id"]
    journey = await on(house, id)
    await house.data(OPERATIONS, PUBLISH, i={"template": id, "base": 1, "content": CONTENT})
    refused = await house.ask(MANAGER, FINISH, input=named(journey))
    assert missing(refused) == ["risk_valid", "suitability"]
    moved = (await house.data(MANAGER, MIGRATE, input=named(journey)))["it"]
    assert (moved["stage"], moved["templateNumber"]) == ("match", 2)
    tasks = {task["taskKey"]: task["state"] for task in moved["tasks"]}
    assert (tasks["suitability"], tasks["product_amount"]) == ("cancelled", "open")
    assert missing(await house.ask(MANAGER, ADVANCE, input=named(moved)))[:2] == [
        "risk_valid", "order_suitable",
    ]  # fmt: skip


def spoilt(change: str) -> Any:
    """A version with one thing wrong."""
    content = changed()
    stage = content["stages"][0]
    match change:
        case "no object":
            return ["stages"]
        case "no stages":
            content["stages"] = []
        case "same keys":
            stage["tasks"].append(CHECK)
        case "same names":
            content["stages"][1]["zh"] = stage["zh"]
        case "compliance free":
            stage["tasks"][-1] = {**CHECK, "mandatory": False, "compliance": True}
        case "nobody's role":
            stage["tasks"][-1] = {**CHECK, "owner": "role:astrologer"}
        case "no reasons":
            content["losses"] = []
        case "reason twice":
            content["losses"] = [content["losses"][0]] * 2
        case "no condition":
            stage["criteria"][0]["condition"] = {"is": {}}
        case "too many days":
            stage["tasks"][-1] = {**CHECK, "days": 100_000}
    return content


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("no object", ("content", "content_format")), ("no stages", ("stages", "required")),
        ("same keys", ("stages.0.tasks.3.key", "taken")), ("same names", ("stages.1.zh", "taken")),
        ("compliance free", ("stages.0.tasks.2.mandatory", "compliance_mandatory")),
        ("nobody's role", ("stages.0.tasks.2.owner", "choice")), ("no reasons", ("losses", "required")),
        ("reason twice", ("losses.1.key", "taken")), ("no condition", (None, None)),
        ("too many days", ("stages.0.tasks.2.days", "range")),
    ],
)  # fmt: skip
async def test_a_version_that_cannot_be_is_refused_where_it_is_wrong(
    change: str, where: tuple[str, str], house: House
) -> None:
    id = (await own(house))["id"]
    given = {"template": id, "base": 1, "content": spoilt(change)}
    published = await house.ask(OPERATIONS, PUBLISH, i=given)
    previewed = await house.ask(OPERATIONS, PREVIEW, t=id, c=given["content"])
    for answer in (published, previewed):
        assert codes_of(answer) == ["BAD_USER_INPUT"]
        params = answer["errors"][0]["extensions"]["params"]
        if where[0]:
            assert (params["field"], params["problem"]) == where
    await house.data(OPERATIONS, PUBLISH, i=given | {"content": changed()})


async def test_an_old_base_and_the_same_content_are_no_version(house: House) -> None:
    id = (await own(house))["id"]
    given = {"template": id, "base": 1, "content": CONTENT}
    assert problem(await house.ask(OPERATIONS, PUBLISH, i=given)) == "content_same"
    await house.data(OPERATIONS, PUBLISH, i=given | {"content": changed()})
    late = await house.ask(OPERATIONS, PUBLISH, i=given | {"content": changed(zh="另一条")})
    assert codes_of(late) == ["CONFLICT"]
    renamed = given | {"base": 2, "content": changed(zh="另一条")}
    assert codes_of(await house.ask(MANAGER, PUBLISH, i=renamed)) == ["FORBIDDEN"]
    made = (await house.data(OPERATIONS, PUBLISH, i=renamed))["it"]
    assert [each["path"] for each in made["versions"][0]["changes"]] == ["name"]


async def test_a_teams_variant_is_begun_by_its_team_and_none_by_what_is_out_of_use(house: House) -> None:
    assert house.team
    made = await own(house, team=public_id("team", house.team), basedOn=await template(house))
    outside, _ = await new_client(house, f"{MANAGER}#2")
    given = {"client": public_id("client", outside), "template": made["id"]}
    assert problem(await house.ask(f"{MANAGER}#2", START, input=given)) == "journey_team"
    going = await on(house, made["id"])
    out = {"id": made["id"], "version": made["version"], "archived": True}
    assert (await house.data(OPERATIONS, ARCHIVE, i=out))["it"]["archivedAt"]
    another, _ = await new_client(house, MANAGER)
    given = {"client": public_id("client", another), "template": made["id"]}
    assert problem(await house.ask(MANAGER, START, input=given)) == "template_archived"
    assert (await do_all(house, going))["state"] == "open"  # What runs goes on.


async def test_a_version_is_tried_on_a_client_before_it_is_in_force(house: House) -> None:
    id = (await own(house))["id"]
    client_id, _ = await new_client(house, MANAGER)
    given: dict[str, Any] = {"t": id, "c": changed(), "client": public_id("client", client_id)}
    before = (await house.data(OPERATIONS, TRY, **given))["tryJourneyTemplate"]
    assert [stage["stage"] for stage in before] == [stage["key"] for stage in CONTENT["stages"]]
    lead, first = before[:2]
    assert lead["enteredOn"] == business_date().isoformat()
    assert lead["leftOn"] == first["enteredOn"] == (business_date() + timedelta(days=1)).isoformat()
    assert before[5]["leftOn"] is None
    assert lead["tasks"][-1] == {"key": "second_look", "dueOn": due_on(business_date(), 1).isoformat()}
    assert {"key": "source_set", "held": False} in lead["criteria"]
    asked = {each["key"]: each for each in before[4]["approvals"]}
    assert set(asked) == {"legal_signing", "finance_payment"}
    assert {(each["usable"], each["decidable"]) for each in asked.values()} == {(True, True)}
    entered = date.fromisoformat(before[4]["enteredOn"])
    assert all(date.fromisoformat(each["dueOn"]) > entered for each in asked.values())
    await tell(house, client_id, source="转介绍")
    after = (await house.data(OPERATIONS, TRY, **given))["tryJourneyTemplate"]
    assert {"key": "source_set", "held": True} in after[0]["criteria"]
    assert codes_of(await house.ask(MANAGER, TRY, **given)) == ["FORBIDDEN"]
    unknown = given | {"client": public_id("client", uuid4())}
    assert codes_of(await house.ask(OPERATIONS, TRY, **unknown)) == ["NOT_FOUND"]
    wrong = given | {"c": spoilt("no stages")}
    assert problem(await house.ask(OPERATIONS, TRY, **wrong)) == "required"
