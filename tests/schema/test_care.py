"""Care over the API: who is told of which occasions, what tasks tell, who is greeted, who may change rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, replace_contacts
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.platform.principal import Level, Principal, Relation
from backend.retain import message_templates
from backend.retain.care_content import shipped_content
from backend.retain.care_sweeping import look_at_all, sweep_marked
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of

TODAY = business_date()
MANAGER = "client_manager"
CARE = """query($f: Date!, $t: Date!, $k: String) { care(from: $f, to: $t, kind: $k) { kinds { key count }
  counts { date kind count } occasions { id kind on years client { id } task { id title body } } } }"""
OF_CLIENT = """query($id: ID!) { client(id: $id) { careDates { id version day words next } care { birthday { kept bornOn
  bornLunar nextLunar } dates { day } coming { kind on } past { kind on } } } }"""
SAVE = "mutation($i: SaveCareDateInput!) { it: saveCareDate(input: $i) { id careDates { id version day kind } } }"
GREET = "mutation($i: SendGreetingsInput!) { it: sendGreetings(input: $i) { planned leftOut } }"
PREVIEW = (
    "query($c: JSON!) { previewCareRules(content: $c) { tasks greetings uncovered rules { key tasks } } }"
)
PUBLISH = "mutation($i: PublishCareRulesInput!) { it: publishCareRules(input: $i) { number } }"
YEAR = "query($y: Int!) { holidayYear(year: $y) { origin number days { date kind festival } festivals { key date } } }"


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A client of a manager whose birthday is tomorrow, with his task."""
    house = await build_house(database, vault, "关怀资管")
    born = (TODAY + timedelta(days=1)).replace(year=1969)
    id, _ = await new_client(house, name="甲", birthDate=born)
    async with house.database.change(await house.principal(MANAGER)) as session:
        client = (
            await session.scalars(select(Client).where(Client.firm_id == house.firm_id, Client.id == id))
        ).one()
        await replace_contacts(session, house.vault, client, [ContactDraft("email", "jia@example.com")])
    house.rows["client"] = [id]
    await look(house)
    return house


async def look(house: House) -> None:
    async with house.database.as_system(house.firm_id, "care") as session:
        await look_at_all(session)
        await sweep_marked(session, house.vault)


async def listed(house: House, role: str | Principal, **more: Any) -> dict[str, Any]:
    asked = {"f": str(TODAY), "t": str(TODAY + timedelta(days=40)), "k": None, **more}
    found: dict[str, Any] = (await house.data(role, CARE, **asked))["care"]
    return found


async def test_the_owner_is_told_ahead_and_his_task_does_not_say_what_it_is(house: House) -> None:
    found = await listed(house, MANAGER)
    [birthday] = [each for each in found["occasions"] if each["kind"] == "birthday"]
    assert birthday["client"]["id"] == public_id("client", house.rows["client"][0])
    assert birthday["task"]["title"] == "客户关怀：有日子临近"
    assert "生日" not in birthday["task"]["title"] + birthday["task"]["body"]
    assert {"key": "birthday", "count": 1} in found["kinds"]
    await look(house)
    again = await listed(house, MANAGER)
    assert [each["task"] for each in again["occasions"]] == [each["task"] for each in found["occasions"]]


async def blind(house: House, *coordinates: str) -> Principal:
    """The manager, who may not read these."""
    principal = await house.principal(MANAGER)
    levels = {**principal.mask.levels, **dict.fromkeys(coordinates, (Level.NONE,) * len(Relation))}
    return replace(principal, mask=replace(principal.mask, id=f"blind {coordinates}", levels=levels))


@pytest.mark.parametrize("hidden", ["Client.birthDate", "Client.careDates"])
async def test_who_may_not_read_a_birthday_is_told_of_none(house: House, hidden: str) -> None:
    masked = await blind(house, hidden)
    found = await listed(house, masked)
    assert [each for each in found["occasions"] if each["kind"] == "birthday"] == []
    assert {each["key"]: each["count"] for each in found["kinds"]}["birthday"] == 0
    told = "query($id: ID!) { client(id: $id) { care { birthday { kept } coming { kind } past { kind } } } }"
    one = (await house.data(masked, told, id=house.id("client")))["client"]["care"]
    assert one["birthday"] is None
    assert "birthday" not in [each["kind"] for each in one["coming"]]


async def test_a_day_is_noted_with_a_lunar_word_and_read_by_both_calendars(house: House) -> None:
    given = {"client": house.id("client"), "kind": "birthday", "day": "农历六月十五", "lunar": True}
    saved = (await house.data(MANAGER, SAVE, i=given))["it"]
    assert [each["day"] for each in saved["careDates"]] == ["--06-15"]
    one = (await house.data(MANAGER, OF_CLIENT, id=house.id("client")))["client"]
    assert one["careDates"][0]["words"] == "农历六月十五"
    assert one["care"]["birthday"]["kept"] == "lunar"
    again = await house.ask(MANAGER, SAVE, i=given)
    assert codes_of(again) == ["BAD_USER_INPUT"]


async def test_greetings_go_to_who_may_be_contacted_once(house: House) -> None:
    async with house.database.change(await house.principal("operations")) as session:
        row = await message_templates.create_template(session, "问候", "Greeting", "mail", "care")
        content = {"zh": {"subject": "您好", "body": "{client.salutation}，您好"}, "en": None}
        await message_templates.publish_template(session, row.id, 0, content, None)
    async with house.database.change(await house.principal("compliance")) as session:
        await message_templates.approve_template(session, row.id, 1)
    mute, _ = await new_client(house, name="乙")
    template = public_id("messagetemplate", row.id)
    clients = [house.id("client"), public_id("client", mute)]
    given = {"template": template, "festival": "spring_festival", "clients": clients}
    for _ in range(2):  # the second one finds the greeting there
        assert (await house.data(MANAGER, GREET, i=given))["it"] == {"planned": 1, "leftOut": 1}
    wrong = await house.ask(MANAGER, GREET, i={**given, "festival": "easter"})
    assert codes_of(wrong) == ["BAD_USER_INPUT"]
    nobody = await house.ask(MANAGER, GREET, i={"template": template})
    assert codes_of(nobody) == ["BAD_USER_INPUT"]
    unknown = await house.ask(
        MANAGER, GREET, i={"template": template, "occasions": [f"careoccasion_{'0' * 32}"]}
    )
    assert codes_of(unknown) == ["NOT_FOUND"]


async def test_rules_are_tried_before_they_hold(house: House) -> None:
    content = shipped_content()
    found = (await house.data("operations", PREVIEW, c=content))["previewCareRules"]
    assert found["tasks"] == sum(each["tasks"] for each in found["rules"])
    content["rules"] = []
    none = (await house.data("operations", PREVIEW, c=content))["previewCareRules"]
    assert none["tasks"] == 0
    wrong: list[Any] = [{}, {"fields": [], "rules": [{}]}, {"fields": ["x y"], "rules": []}, []]
    for bad in wrong:
        assert codes_of(await house.ask("operations", PREVIEW, c=bad)) == ["BAD_USER_INPUT"]
    refused = await house.ask(MANAGER, PUBLISH, i={"base": 0, "content": content})
    assert codes_of(refused) == ["FORBIDDEN"]


async def test_a_year_says_whether_it_is_announced(house: House) -> None:
    known = (await house.data(MANAGER, YEAR, y=2026))["holidayYear"]
    assert (known["origin"], known["number"]) == ("official", 0)
    assert {"date": "2026-02-14", "kind": "makeup_workday", "festival": "spring_festival"} in known["days"]
    expected = (await house.data(MANAGER, YEAR, y=2031))["holidayYear"]
    assert expected["origin"] == "expected"
    for year in (2003, 2100, -5):
        assert codes_of(await house.ask(MANAGER, YEAR, y=year)) == ["BAD_USER_INPUT"]
