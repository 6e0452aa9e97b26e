"""Tiers as people see and change them: the chip and its reasons, the model, what it would do, and who moved."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from sqlalchemy import update

from backend.book.clients import Client
from backend.book.tier_models import shipped
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.policies import store
from backend.workers.dispatch import Dispatcher
from backend.workers.handlers import HANDLERS
from backend.workers.tag_sweeper import TagSweeper
from backend.workers.upkeep import look_at_all_tags
from tests.schema.calls import new_client
from tests.schema.house import ORDINARY, House, build_house, codes_of, furnish

TIER = """query($id: ID!) { client(id: $id) { tier {
  key zh en hue rank since cause model lifted aum distanceUp { key amount } distanceDown { amount } score confidence
  parts { dimension weight value points missing hidden } revealedRisk riskAbove } } }"""
SHORT = "query($id: ID!) { client(id: $id) { tier { key zh en hue rank since cause model } } }"
PUBLISH = """mutation($i: PublishTierModelInput!) {
  it: publishTierModel(input: $i) { number inForce effectiveFrom sentence tiers { key } } }"""
DRAFT = "mutation($i: SaveTierDraftInput!) { it: saveTierDraft(input: $i) { version base content } }"
DISCARD = "mutation($i: DiscardTierDraftInput!) { it: discardTierDraft(input: $i) { number } }"
MODELS = """{ tierModels { number effectiveFrom inForce note sentence content tiers { key zh amount inclusive rank }
  changes(since: 1) { path before after } publishedBy { name } } }"""
PREVIEW = """query($c: JSON!) { previewTierModel(content: $c) { sentence moved counts { key now then }
  moves { fromTier toTier count } sample { name } } }"""
MOVES = """query($f: Date!, $t: Date!, $r: Boolean) { tierMoves(from: $f, to: $t, restated: $r) {
  upward rows { tier total cells { to count share flow market model profile } } } }"""
MOVERS = """query($f: Date!, $t: Date!, $a: String, $b: String, $r: Boolean! = false) {
  tierMovers(from: $f, to: $t, fromTier: $a, toTier: $b, restated: $r, first: 100) { nodes { name } totalCount } }"""
LIST = """query($f: ClientFilter) { clients(filter: $f, orderBy: [{field: TIER, direction: DESC}], first: 50) {
  nodes { name tier { key } } } }"""


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    made = await build_house(database, vault, "分层资管")
    await furnish(made, 2)
    return made


async def settle(house: House, *, night: bool = False) -> None:
    """What the worker does: events are delivered, marks swept; at night everybody is looked at."""
    if night:
        async with house.database.as_system(house.firm_id, "tests") as session:
            await look_at_all_tags(session)
    dispatcher, sweeper = Dispatcher(house.database, HANDLERS), TagSweeper(house.database)
    for _ in range(2):
        await dispatcher.drain(house.firm_id)
        await sweeper.judge_all()
        await sweeper.sweep_all()


async def rich(house: House, name: str, aum: str, **values: Any) -> str:
    """A client with so much, whom the worker has not looked at yet."""
    id = (await new_client(house, name=name, **values))[0]
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(Client).where(Client.firm_id == house.firm_id, Client.id == id).values(aum=Decimal(aum))
        )
    return public_id("client", id)


def content(**changes: Any) -> dict[str, Any]:
    return {**orjson.loads(shipped()), **changes}


def bound(amount: str) -> dict[str, Any]:
    tiers = content()["tiers"]
    tiers[1]["bound"]["amount"] = amount
    return content(tiers=tiers)


async def newest(house: House) -> int:
    return (await house.data("operations", "{ tierModels { number } }"))["tierModels"][0]["number"]  # type: ignore[no-any-return]


async def publish(
    house: House, model: dict[str, Any], who: str = "operations", **more: Any
) -> dict[str, Any]:
    given = {"content": model, "base": await newest(house), "note": "为什么", **more}
    return await house.ask(who, PUBLISH, i=given)


async def tier(house: House, id: str, who: str = "operations") -> Any:
    return (await house.data(who, TIER, id=id))["client"]["tier"]


async def test_a_client_shows_his_tier_and_why(house: House) -> None:
    id = await rich(house, "甲", "4000000.00", relationship="influencer", occupation="总经理")
    assert await tier(house, id) is None
    await settle(house)
    told = await tier(house, id)
    assert (told["key"], told["zh"], told["hue"], told["rank"], told["model"]) == (
        "hnw",
        "高净值",
        "blue",
        3,
        1,
    )
    assert told["distanceUp"] == {"key": "uhnw", "amount": "26000000.01"}
    assert told["distanceDown"] == {"amount": "1150000.00"}
    parts = {part["dimension"]: part for part in told["parts"]}
    assert (parts["relationship"]["value"], parts["aum"]["value"]) == ("75", "60")
    assert parts["potential"]["missing"] == ["age", "family", "company"]
    assert abs(sum(Decimal(part["points"]) for part in told["parts"]) - Decimal(told["score"])) < Decimal(
        "0.05"
    )
    assert 0 < Decimal(told["confidence"]) < 1
    ordinary = await house.ask_by(ORDINARY, await house.principal("operations"), SHORT, {"id": id})
    assert ordinary == await house.ask("operations", SHORT, id=id)
    history = "query($id: ID!) { client(id: $id) { tierHistory { fromTier toTier cause model aum } } }"
    [move] = (await house.data("operations", history, id=id))["client"]["tierHistory"]
    assert (move["fromTier"], move["toTier"], move["aum"]) == (None, "hnw", "4000000.00")


async def test_the_list_is_filtered_sorted_and_grouped_by_tier(house: House) -> None:
    await rich(house, "超高", "40000000")
    await rich(house, "富裕", "1000000")
    await settle(house)
    nodes = (await house.data("operations", LIST))["clients"]["nodes"]
    ranks = [
        {"uhnw": 4, "hnw": 3, "affluent": 2, "mass": 1}.get((n["tier"] or {}).get("key", ""), 0)
        for n in nodes
    ]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] == 4
    found = await house.data("operations", LIST, f={"tier": {"in": ["uhnw"]}})
    assert {n["tier"]["key"] for n in found["clients"]["nodes"]} == {"uhnw"}
    none = await house.data("operations", LIST, f={"tier": {"empty": True}})
    assert {n["tier"] for n in none["clients"]["nodes"]} <= {None}
    groups = await house.data("operations", "{ clientGroups(by: TIER) { value count } }")
    assert {"uhnw", "affluent"} <= {group["value"] for group in groups["clientGroups"]}


async def test_the_preview_says_what_publishing_then_does(house: House) -> None:
    await rich(house, "四百万", "4000000")
    await rich(house, "六百万", "6000000")
    await settle(house, night=True)
    told = (await house.data("operations", PREVIEW, c=bound("5000000.00")))["previewTierModel"]
    before = {each["key"]: each for each in told["counts"]}
    assert told["moved"] == sum(move["count"] for move in told["moves"]) >= 1
    assert {(move["fromTier"], move["toTier"]) for move in told["moves"]} == {("hnw", "affluent")}
    assert "四百万" in {client["name"] for client in told["sample"]}
    made = (await publish(house, bound("5000000.00")))["data"]["it"]
    assert made["inForce"]
    assert "HNW from CNY 5,000,000" in made["sentence"]
    await settle(house)
    groups = await house.data("operations", "{ clientGroups(by: TIER) { value count } }")
    after = {group["value"]: group["count"] for group in groups["clientGroups"]}
    assert {key: each["then"] for key, each in before.items() if each["then"]} == after
    models = (await house.data("operations", MODELS))["tierModels"]
    assert models[0]["changes"] == [
        {"path": "tiers.hnw.bound.amount", "before": "3000000.00", "after": "5000000.00"}
    ]
    assert models[0]["publishedBy"]["name"] == "员工operations"
    # To go back is to publish the old one anew.
    assert (await publish(house, models[-1]["content"]))["data"]["it"]["number"] == models[0]["number"] + 1
    await settle(house)
    groups = await house.data("operations", "{ clientGroups(by: TIER) { value count } }")
    assert {g["value"]: g["count"] for g in groups["clientGroups"]} == {
        key: each["now"] for key, each in before.items() if each["now"]
    }


async def test_two_who_publish_or_draft_at_once_do_not_overwrite_each_other(house: House) -> None:
    base = await newest(house)
    first = {"content": content(hysteresis="4"), "base": base, "version": 0}
    draft = (await house.data("operations", DRAFT, i=first))["it"]
    assert draft["version"] == 1
    assert codes_of(await house.ask("operations", DRAFT, i=first)) == ["CONFLICT"]
    assert codes_of(await house.ask("operations", DISCARD, i={"draft": 9})) == ["CONFLICT"]
    assert (await house.data("operations", DISCARD, i={"draft": 1}))["it"]["number"] == base
    stale = await house.ask("operations", PUBLISH, i={"content": content(hysteresis="4"), "base": base - 1})
    assert codes_of(stale) == ["CONFLICT"]
    wrong = await house.ask("operations", PUBLISH, i={"content": {"tiers": 1}, "base": base})
    assert codes_of(wrong) == ["BAD_USER_INPUT"]
    awkward: Any
    for awkward in (
        None,
        [],
        "x",
        7,
        {"points": {}},
        content(tiers=[]),
        content(weights=None),
        content(points=[]),
    ):
        assert codes_of(await house.ask("operations", PREVIEW, c=awkward)) == ["BAD_USER_INPUT"], awkward
    for role in ("client_manager", "executive", "team_lead"):
        assert "FORBIDDEN" in codes_of(await publish(house, content(hysteresis="4"), role))


async def test_a_score_that_would_tell_readers_what_they_may_not_read_is_refused(house: House) -> None:
    tiers = content()["tiers"]
    tiers[2]["scoreFrom"] = 55
    answer = await publish(house, content(tiers=tiers))
    [error] = answer["errors"]
    assert error["extensions"]["params"]["problem"] == "tier_discloses"


async def test_a_score_lifts_only_as_long_as_all_readers_of_tiers_may_read_what_it_is_made_of(
    database: Database, vault: Vault
) -> None:
    house = await build_house(database, vault, "提升资管")
    tiers = content()["tiers"]
    tiers[2]["scoreFrom"] = 60
    lifting = content(tiers=tiers, weights={"aum": 10, "potential": 40, "relationship": 50, "behaviour": 0})
    id = await rich(house, "提升", "500000", relationship="key_decision_maker", occupation="创始人")
    assert (await publish(house, lifting))["errors"]
    before = await _rules(house)
    closed = [(role, "Client.tier", "firm", "view", "deny") for role in ("auditor", "finance", "partner_api")]
    await _put(house, [*before, *closed])
    assert (await publish(house, lifting))["data"]["it"]["inForce"]
    await settle(house)
    told = await tier(house, id)
    assert (told["key"], told["lifted"], told["distanceDown"]) == ("affluent", True, None)
    await _put(house, [*before, *closed, ("legal", "Client.occupation", "firm", "view", "deny")])
    await settle(house)
    assert (await tier(house, id))["key"] == "mass"
    await _put(house, [*before, *closed])
    await settle(house)
    assert (await tier(house, id))["key"] == "affluent"


async def _rules(house: House) -> list[Any]:
    async with house.database.change(house.firm.system) as session:
        rules = await store.current_rules(session)
    return [(r.role, r.coordinate, str(r.relation), str(r.right), str(r.effect)) for r in rules]


async def _put(house: House, rows: list[Any]) -> None:
    async with house.database.change(house.firm.system) as session:
        await store.publish(session, rows, "试")
    house.policies.doubt(house.firm_id)


async def test_who_may_not_read_an_answer_is_not_told_its_points(house: House) -> None:
    id = await rich(house, "乙", "2000000", occupation="董事长")
    await settle(house)
    seen, hidden = await tier(house, id, "operations"), await tier(house, id, "auditor")
    assert hidden["key"] == seen["key"] == "affluent"
    assert (hidden["score"], hidden["confidence"]) == (None, None)
    parts = {part["dimension"]: part for part in hidden["parts"]}
    assert parts["potential"]["hidden"]
    assert (parts["potential"]["value"], parts["potential"]["missing"]) == (None, None)
    assert not parts["aum"]["hidden"]
    assert seen["score"] is not None


async def test_moves_of_a_window_add_up_and_lead_to_the_clients(house: House) -> None:
    today = business_date()
    answer = await house.data(
        "operations", MOVES, f=(today - timedelta(days=30)).isoformat(), t=today.isoformat()
    )
    rows = answer["tierMoves"]["rows"]
    for row in rows:
        shares = [Decimal(cell["share"]) for cell in row["cells"] if cell["share"] is not None]
        assert not shares or sum(shares) == 1
        assert row["total"] == sum(cell["count"] for cell in row["cells"])
    fresh = next(row for row in rows if row["tier"] is None)
    for cell in fresh["cells"]:
        found = await house.data(
            "operations", MOVERS,
            f=(today - timedelta(days=30)).isoformat(), t=today.isoformat(), a=None, b=cell["to"],
        )  # fmt: skip
        assert len(found["tierMovers"]["nodes"]) == cell["count"]
    anew = await house.data(
        "operations", MOVES, f=(today - timedelta(days=30)).isoformat(), t=today.isoformat(), r=True
    )
    assert anew["tierMoves"]["rows"]
    for row in anew["tierMoves"]["rows"]:
        for cell in row["cells"]:
            found = await house.data(
                "operations", MOVERS, r=True,
                f=(today - timedelta(days=30)).isoformat(), t=today.isoformat(), a=row["tier"], b=cell["to"],
            )  # fmt: skip
            assert found["tierMovers"]["totalCount"] == cell["count"]
    for first, last in ((1, 0), (-1, 3)):
        bad = await house.ask(
            "operations", MOVES,
            f=(today + timedelta(days=first)).isoformat(), t=(today + timedelta(days=last)).isoformat(),
        )  # fmt: skip
        assert codes_of(bad) == ["BAD_USER_INPUT"]


async def test_of_few_clients_only_who_reads_the_whole_firm_is_told_how_many(house: House) -> None:
    today = business_date()
    window = {"f": (today - timedelta(days=30)).isoformat(), "t": today.isoformat()}
    answer = await house.data("client_manager", MOVES, **window)
    for row in answer["tierMoves"]["rows"]:
        small = [cell for cell in row["cells"] if cell["count"] is None]
        if small:
            assert row["total"] is None
            assert all(cell["share"] is None for cell in row["cells"])
        assert all(cell["count"] is None or cell["count"] == 0 or cell["count"] >= 3 for cell in row["cells"])


async def test_a_tag_by_tier_follows_the_tier(house: House) -> None:
    id = await rich(house, "丙", "3500000")
    made = (
        await house.data(
            "operations",
            "mutation($i: CreateTagInput!) { it: createTag(input: $i) { id version } }",
            i={"name": "大客户", "colour": "blue"},
        )
    )["it"]
    rule = """mutation($i: SetTagRuleInput!) { it: setTagRule(input: $i) { rule { sentence uses } } }"""
    condition = {"is": {"field": "tier", "op": "in", "value": ["hnw", "uhnw"]}}
    told = await house.data("operations", rule, i={**made, "condition": condition})
    assert told["it"]["rule"] == {"sentence": "Tier is one of HNW, UHNW", "uses": ["Client.tier"]}
    await settle(house)
    names = "query($id: ID!) { client(id: $id) { tier { key } tags { name } } }"
    seen = (await house.data("operations", names, id=id))["client"]
    assert (seen["tier"]["key"], seen["tags"]) == ("hnw", [{"name": "大客户"}])
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(Client)
            .where(Client.firm_id == house.firm_id, Client.id == own_id("client", id))
            .values(aum=Decimal(500000))
        )
    await settle(house, night=True)
    seen = (await house.data("operations", names, id=id))["client"]
    assert (seen["tier"]["key"], seen["tags"]) == ("mass", [])
