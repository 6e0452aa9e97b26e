"""Rules of tags: who gains and loses a tag by one, what the hand has to say, and who may put which rule in force."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.book import interactions
from backend.book.clients import Client
from backend.book.tag_rules import order, ruled_tags
from backend.book.tags import ClientTag
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.policies import store
from backend.workers.dispatch import Dispatcher
from backend.workers.handlers import HANDLERS
from backend.workers.tag_sweeper import TagSweeper
from backend.workers.upkeep import look_at_all_tags
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of, furnish

CREATE = (
    "mutation($i: CreateTagInput!) { it: createTag(input: $i) { id version name exclusiveGroup validDays } }"
)
RULE = """mutation($i: SetTagRuleInput!) {
  it: setTagRule(input: $i) { id version rule { number sentence uses note publishedBy { name } } } }"""
GIVE = "mutation($i: TagClientInput!) { it: tagClient(input: $i) { tags { name } } }"
TAKE = "mutation($i: TagClientInput!) { it: untagClient(input: $i) { tags { name } } }"
FREE = "mutation($i: FreeClientTagInput!) { it: freeClientTag(input: $i) { id } }"
UPDATE = "mutation($i: UpdateTagInput!) { it: updateTag(input: $i) { id version priority exclusiveGroup } }"
ARCHIVE = "mutation($i: ArchiveInput!) { it: archiveTag(input: $i) { id version archivedAt } }"
TAG = "query($id: ID!) { tag(id: $id) { version ruleFault rule { number sentence } rules { number condition } } }"
PREVIEW = """query($c: JSON!, $t: ID) {
  previewTagRule(condition: $c, tag: $t) { count gains losses sample { id name } } }"""
USES = "query($f: String!) { usesOf(fact: $f) { uses { kind zh breaks } hiddenViews } }"
STATES = """query($id: ID!, $t: ID) { client(id: $id) { tagStates(tag: $t) {
  name borne source ruleVersion reason givenBy { name } endsOn refused refusedBy { name } ruleSays
  rule { sentence } facts { key value } } } }"""
HISTORY = (
    "query($id: ID!) { client(id: $id) { tagHistory { name given cause ruleVersion reason by { name } } } }"
)
BEARERS = "query($t: ID!) { clients(filter: {tags: {any: [$t]}}, first: 50) { nodes { name } } }"


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    made = await build_house(database, vault, "标签资管")
    await furnish(made, 2)
    return made


def is_(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"is": {"field": field, "op": op, "value": value}}


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


async def tag(house: House, name: str, **more: Any) -> dict[str, Any]:
    made = {"name": name, "colour": "blue", **more}
    return (await house.data("operations", CREATE, i=made))["it"]  # type: ignore[no-any-return]


async def rule(house: House, tag: dict[str, Any], condition: Any, who: str = "operations") -> dict[str, Any]:
    version = (await house.data("operations", TAG, id=tag["id"]))["tag"]["version"]
    given = {"id": tag["id"], "version": version, "condition": condition, "note": "为什么"}
    return await house.ask(who, RULE, i=given)


async def person(house: House, name: str, **values: Any) -> str:
    return public_id("client", (await new_client(house, name=name, **values))[0])


async def bearers(house: House, tag: dict[str, Any]) -> set[str]:
    found = await house.data("operations", BEARERS, t=tag["id"])
    return {node["name"] for node in found["clients"]["nodes"]}


async def write(house: House, client: str, **values: Any) -> None:
    """Fields of a client changed as the web app does."""
    version = (await house.data("operations", "query($id: ID!) { client(id: $id) { version } }", id=client))[
        "client"
    ]
    given = {"id": client, "version": version["version"], **values}
    await house.data(
        "operations", "mutation($i: UpdateClientInput!) { updateClient(input: $i) { id } }", i=given
    )


async def state(house: House, client: str, tag: dict[str, Any], who: str = "operations") -> dict[str, Any]:
    found = await house.data(who, STATES, id=client, t=tag["id"])
    return found["client"]["tagStates"][0]  # type: ignore[no-any-return]


async def history(house: House, client: str, name: str) -> list[tuple[bool, str]]:
    found = (await house.data("operations", HISTORY, id=client))["client"]["tagHistory"]
    return [(each["given"], each["cause"]) for each in found if each["name"] == name]


async def test_a_founder_in_technology_bears_the_tag_as_long_as_he_is_one(
    house: House, settle: Settle
) -> None:
    founder = await person(house, "创始甲", industry="technology", occupation="创始人")
    await person(house, "职员乙", industry="technology", occupation="工程师")
    made = await tag(house, "科技行业创始人")
    condition = {"all": [is_("industry", "eq", "technology"), is_("occupation", "contains", "创始人")]}
    told = (await rule(house, made, condition))["data"]["it"]["rule"]
    assert (told["number"], told["uses"]) == (1, ["Client.industry", "Client.occupation"])
    assert (told["sentence"][:11], told["publishedBy"]["name"]) == ("Industry is", "员工operations")
    assert await bearers(house, made) == set()
    await settle()
    assert await bearers(house, made) == {"创始甲"}
    why = await state(house, founder, made)
    assert (why["source"], why["ruleVersion"], why["ruleSays"]) == ("rule", 1, True)
    assert {fact["key"]: fact["value"] for fact in why["facts"]}["occupation"] == "创始人"
    await write(house, founder, occupation="顾问")
    await settle()
    assert await bearers(house, made) == set()
    assert await history(house, founder, "科技行业创始人") == [(False, "rule"), (True, "rule")]
    await settle()
    assert len(await history(house, founder, "科技行业创始人")) == 2


async def test_what_people_said_stands_against_the_rule_until_it_is_left_to_it(
    house: House, settle: Settle
) -> None:
    fits, other = await person(house, "符合", riskLevel="C5"), await person(house, "不符", riskLevel="C1")
    made = await tag(house, "高风险偏好")
    await rule(house, made, is_("riskLevel", "in", ["C4", "C5"]))
    await settle()
    await house.data("operations", TAKE, i={"client": fits, "tag": made["id"], "reason": "本人要求"})
    await house.data("operations", GIVE, i={"client": other, "tag": made["id"], "reason": "面谈"})
    await settle()
    assert await bearers(house, made) == {"不符"}
    taken, given = await state(house, fits, made), await state(house, other, made)
    assert (taken["borne"], taken["refused"], taken["ruleSays"], taken["reason"]) == (
        False,
        True,
        True,
        "本人要求",
    )
    assert taken["refusedBy"]["name"] == given["givenBy"]["name"] == "员工operations"
    assert (given["borne"], given["source"], given["ruleSays"], given["reason"]) == (
        True,
        "hand",
        False,
        "面谈",
    )
    for client in (fits, other):
        await house.data("operations", FREE, i={"client": client, "tag": made["id"]})
    await settle()
    assert await bearers(house, made) == {"符合"}


async def test_a_tag_whose_rule_decides_follows_it_against_the_hand(house: House, settle: Settle) -> None:
    fits, other = await person(house, "守规", riskLevel="C2"), await person(house, "出规", riskLevel="C1")
    made = await tag(house, "规则说了算", ruleDecides=True)
    await rule(house, made, is_("riskLevel", "eq", "C2"))
    await settle()
    await house.data("operations", TAKE, i={"client": fits, "tag": made["id"]})
    await house.data("operations", GIVE, i={"client": other, "tag": made["id"]})
    await settle()
    assert await bearers(house, made) == {"守规"}


async def test_of_an_exclusive_group_the_hand_goes_first_and_then_the_higher_priority(
    house: House, settle: Settle
) -> None:
    await person(house, "互斥", riskLevel="C3", province="44")
    low = await tag(house, "组内低", exclusiveGroup="级别", priority=1)
    high = await tag(house, "组内高", exclusiveGroup="级别", priority=2)
    hand = await tag(house, "组内手工", exclusiveGroup="级别")
    await rule(house, low, is_("province", "eq", "44"))
    await settle()
    assert await bearers(house, low) == {"互斥"}
    await rule(house, high, is_("province", "eq", "44"))
    await settle()
    assert (await bearers(house, low), await bearers(house, high)) == (set(), {"互斥"})
    client = (await house.data("operations", BEARERS.replace("name", "id"), t=high["id"]))["clients"][
        "nodes"
    ][0]["id"]
    await house.data("operations", GIVE, i={"client": client, "tag": hand["id"]})
    await settle()
    assert [await bearers(house, each) for each in (low, high, hand)] == [set(), set(), {"互斥"}]
    assert (False, "exclusive") in await history(house, client, "组内高")
    await house.data("operations", TAKE, i={"client": client, "tag": hand["id"]})
    await settle()
    assert [await bearers(house, each) for each in (low, high, hand)] == [set(), {"互斥"}, set()]


async def test_a_tag_by_hand_ends_after_its_days_and_says_so(house: House, settle: Settle) -> None:
    client = await person(house, "限期")
    made = await tag(house, "三十天", validDays=30)
    await house.data("operations", GIVE, i={"client": client, "tag": made["id"]})
    assert (await state(house, client, made))["endsOn"] == str(business_date() + timedelta(days=29))

    async def given(days: int) -> None:
        """As if it had been given so many days ago."""
        async with house.database.change(house.firm.system) as session:
            await session.execute(
                update(ClientTag)
                .where(ClientTag.firm_id == house.firm_id, ClientTag.tag_id == own_id("tag", made["id"]))
                .values(given_at=now() - timedelta(days=days))
            )
            await look_at_all_tags(session)

    await given(29)
    assert await bearers(house, made) == {"限期"}
    await given(30)
    assert await bearers(house, made) == set()
    assert await history(house, client, "三十天") == [(False, "expired"), (True, "hand")]


async def test_a_tag_falls_away_by_the_day(house: House, settle: Settle) -> None:
    """Nothing happens to the client but that a day goes by: the nightly sweep finds it."""
    client = await person(house, "测评", riskLevel="C4", riskValidUntil=business_date())
    made = await tag(house, "有效激进")
    await rule(house, made, {"all": [is_("riskLevel", "eq", "C4"), is_("riskValidUntil", "ahead", 0)]})
    await settle()
    assert await bearers(house, made) == {"测评"}
    async with house.database.change(house.firm.system) as session:
        await session.execute(
            update(Client)
            .where(Client.firm_id == house.firm_id, Client.id == own_id("client", client))
            .values(risk_valid_until=business_date() - timedelta(days=1))
        )
    await settle()
    assert await bearers(house, made) == {"测评"}
    async with house.database.change(house.firm.system) as session:
        await look_at_all_tags(session)
    await settle()
    assert await bearers(house, made) == set()


async def test_a_rule_asks_for_what_belongs_to_a_client_and_for_other_tags(
    house: House, settle: Settle
) -> None:
    client = await person(house, "有事")
    busy, nested = await tag(house, "有来电"), await tag(house, "叠加")
    called = {"count": {"field": "interactions", "op": "gte", "value": 1, "part": is_("kind", "eq", "call")}}
    await rule(house, busy, {"all": [called, is_("name", "eq", "有事")]})
    await rule(
        house, nested, {"all": [is_("tags", "any", [busy["id"]]), {"not": is_("riskLevel", "eq", "C1")}]}
    )
    await settle()
    assert (await bearers(house, busy), await bearers(house, nested)) == (set(), set())
    async with house.database.change(await house.principal("client_manager")) as session:
        await interactions.log(
            session,
            own_id("client", client),
            kind="call",
            direction="in",
            channel="phone",
            summary="来电",
            minutes=1,
        )
    await settle()
    assert (await bearers(house, busy), await bearers(house, nested)) == ({"有事"}, {"有事"})
    sentence = (await house.data("operations", TAG, id=nested["id"]))["tag"]["rule"]["sentence"]
    assert "有来电" in sentence
    ring = await rule(house, busy, is_("tags", "any", [nested["id"]]))
    assert ring["errors"][0]["extensions"]["params"]["problem"] == "rule_cycle"
    uses = await house.data("operations", USES, f=busy["id"])
    assert [each["zh"] for each in uses["usesOf"]["uses"]] == ["叠加"]
    uses = await house.data("operations", USES, f="Interaction.kind")
    assert [each["zh"] for each in uses["usesOf"]["uses"]] == ["有来电"]


async def test_a_preview_says_who_gains_and_loses_before_anything_changes(
    house: House, settle: Settle
) -> None:
    for n, level in enumerate(("C1", "C1", "C2")):
        await person(house, f"预览{n}", riskLevel=level, city="预览城")
    made = await tag(house, "预览签")
    here = is_("city", "eq", "预览城")
    first = {"all": [here, is_("riskLevel", "eq", "C1")]}
    shown = (await house.data("operations", PREVIEW, c=first))["previewTagRule"]
    assert (shown["count"], shown["gains"], shown["losses"], len(shown["sample"])) == (2, 2, 0, 2)
    await rule(house, made, first)
    await settle()
    other = {"all": [here, is_("riskLevel", "eq", "C2")]}
    shown = (await house.data("operations", PREVIEW, c=other, t=made["id"]))["previewTagRule"]
    assert (shown["count"], shown["gains"], shown["losses"]) == (1, 1, 2)
    assert await bearers(house, made) == {"预览0", "预览1"}
    await rule(house, made, other)
    await settle()
    assert await bearers(house, made) == {"预览2"}
    await rule(house, made, None)
    await settle()
    assert await bearers(house, made) == set()
    versions = (await house.data("operations", TAG, id=made["id"]))["tag"]["rules"]
    assert [(each["number"], each["condition"]) for each in versions] == [(3, None), (2, other), (1, first)]


async def test_a_rule_must_not_tell_readers_of_tags_what_they_may_not_read(
    house: House, settle: Settle
) -> None:
    """The firm lets legal read tags, but no risk level: a rule on that is refused, and one in force rests."""
    client = await person(house, "保密", riskLevel="C5", city="密城")
    made = await tag(house, "密签")
    condition = {"all": [is_("city", "eq", "密城"), is_("riskLevel", "eq", "C5")]}
    await rule(house, made, condition)
    await settle()
    assert await bearers(house, made) == {"保密"}
    assert (await state(house, client, made, "legal"))["ruleSays"] is True
    before = await _rules(house)
    hidden = [*before, ("legal", "Client.riskLevel", "firm", "view", "deny")]
    await _publish(house, hidden)
    at_once = await state(house, client, made, "legal")
    assert (at_once["ruleSays"], [fact["key"] for fact in at_once["facts"]]) == (None, ["city"])
    await settle()
    assert await bearers(house, made) == set()
    assert (await house.data("operations", TAG, id=made["id"]))["tag"]["ruleFault"] == "discloses"
    refused = await rule(house, await tag(house, "密签二"), is_("riskLevel", "eq", "C5"))
    told = refused["errors"][0]["extensions"]["params"]
    assert (told["problem"], told["roles"], told["value"]) == (
        "rule_discloses",
        ["legal"],
        "Client.riskLevel",
    )
    await _publish(house, before)
    await settle()
    assert await bearers(house, made) == {"保密"}


async def _rules(house: House) -> list[Any]:
    async with house.database.change(house.firm.system) as session:
        rules = await store.current_rules(session)
    return [(r.role, r.coordinate, str(r.relation), str(r.right), str(r.effect)) for r in rules]


async def _publish(house: House, rows: list[Any]) -> None:
    async with house.database.change(house.firm.system) as session:
        await store.publish(session, rows, "试")
    house.policies.doubt(house.firm_id)


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (is_("idNumber", "eq", "310101197605079978"), "rule_sealed"),
        (is_("mobile", "tail", "0001"), "rule_sealed"),
        (is_("nothing", "eq", "a"), "filter_unknown"),
        (is_("riskLevel", "eq", "C9"), "filter_value"),
        (is_("tags", "any", ["client_00"]), "bad_id"),
        ({"some": []}, "filter_value"),
        ("all", "filter_value"),
    ],
)
async def test_what_is_no_rule_is_refused_with_words(house: House, condition: Any, problem: str) -> None:
    made = await tag(house, f"拒{now().timestamp()}")
    for answer in (await rule(house, made, condition), await house.ask("operations", PREVIEW, c=condition)):
        assert answer["errors"][0]["extensions"]["params"]["problem"] == problem, answer
    assert (await house.data("operations", TAG, id=made["id"]))["tag"]["rule"] is None


async def test_only_who_may_sets_rules(house: House) -> None:
    made = await tag(house, "谁能")
    assert codes_of(await rule(house, made, {"all": []}, "client_manager")) == ["FORBIDDEN"]
    assert codes_of(await house.ask("client_manager", PREVIEW, c={"all": []})) == ["FORBIDDEN"]
    assert (await rule(house, made, {"all": []}))["data"]["it"]["rule"]["number"] == 1
    same = await rule(house, made, {"all": []})
    assert same["errors"][0]["extensions"]["params"]["problem"] == "rule_same"


async def test_a_reader_learns_of_a_rule_no_more_than_he_may_read(house: House, settle: Settle) -> None:
    client = await person(house, "看门", riskLevel="C2")
    made = await tag(house, "看门签")
    await rule(house, made, {"all": [is_("name", "eq", "看门"), is_("riskLevel", "eq", "C2")]})
    await settle()
    seen = await state(house, client, made, "client_manager")
    assert (seen["ruleSays"], [fact["key"] for fact in seen["facts"]]) == (True, ["name", "riskLevel"])
    assert (await house.data("client_manager#2", STATES, id=client))["client"] is None


async def test_an_archived_tag_is_given_no_more_and_stays_where_it_is(house: House, settle: Settle) -> None:
    bearer, other = await person(house, "留签"), await person(house, "无签")
    made = await tag(house, "旧签")
    await rule(house, made, is_("name", "eq", "留签"))
    await settle()
    version = (await house.data("operations", TAG, id=made["id"]))["tag"]["version"]
    await house.data("operations", ARCHIVE, i={"id": made["id"], "version": version})
    await write(house, bearer, city="别处")
    await settle()
    assert await bearers(house, made) == {"留签"}
    refused = await house.ask("operations", GIVE, i={"client": other, "tag": made["id"]})
    assert refused["errors"][0]["extensions"]["params"]["problem"] == "tag_archived"


async def test_a_sweep_of_one_firm_leaves_its_twin_alone(
    database: Database, vault: Vault, house: House
) -> None:
    twin = await build_house(database, vault, "双生")
    mine, theirs = await person(house, "同名", riskLevel="C4"), await person(twin, "同名", riskLevel="C4")
    made, same = await tag(house, "双生签"), await tag(twin, "双生签")
    await rule(house, made, is_("name", "eq", "同名"))
    sweeper = TagSweeper(database)
    await Dispatcher(database, HANDLERS).sweep()
    await sweeper.sweep_all()
    borne = [(await state(house, mine, made))["borne"], (await state(twin, theirs, same))["borne"]]
    assert borne == [True, False]
    foreign = await house.ask("operations", GIVE, i={"client": mine, "tag": same["id"]})
    assert foreign["errors"][0]["extensions"]["params"]["problem"] == "unknown"


async def test_sweeping_again_changes_nothing(house: House, settle: Settle) -> None:
    await settle()

    async def borne() -> set[tuple[UUID, UUID, str, Any]]:
        async with house.database.read(house.firm_id) as session:
            rows = await session.execute(
                select(ClientTag.client_id, ClientTag.tag_id, ClientTag.source, ClientTag.given_at).where(
                    ClientTag.firm_id == house.firm_id
                )
            )
            return {tuple(row) for row in rows}  # type: ignore[misc]

    before = await borne()
    async with house.database.change(house.firm.system) as session:
        await look_at_all_tags(session)
        known = await ruled_tags(session)
        assert order(known)[1] == []
    await settle()
    assert await borne() == before
