"""Pasted conversations: read before they are kept, kept once, found by their words, under the reader's rights."""

from __future__ import annotations

from typing import Any

from backend.platform.ids import public_id
from backend.platform.principal import Level
from tests.schema.calls import new_client
from tests.schema.house import OPERATIONS, ORDINARY, House, codes_of, widened

MANAGER, OUTSIDE = "client_manager", "client_manager#2"
READ = """query($client: ID!, $text: String!, $on: Date) { it: readTalk(client: $client, text: $text, on: $on) {
  speakers messages { speaker at text known } } }"""
KEEP = """mutation($input: LogTalkInput!) { it: logTalk(input: $input) { id kind direction channel at summary twoWay
  messages(first: 100) { totalCount nodes { speaker side text at } } } }"""
PASTE = (
    "张三 2026/11/19 14:03:22\n您好，想问下净值\n李经理 2026/11/19 14:05:01\n今天 1.2034\n"
    "张三 2026/11/19 14:05:01\n好\n"
)
SIDES = {"张三": "client", "李经理": "staff"}


async def _client(house: House, role: str = MANAGER) -> str:
    id, _ = await new_client(house, role)
    return public_id("client", id)


async def _read(house: House, client: str, text: str = PASTE) -> dict[str, Any]:
    found: dict[str, Any] = (await house.data(MANAGER, READ, client=client, text=text, on="2026-11-20"))["it"]
    return found


def _kept(client: str, read: dict[str, Any], **more: Any) -> dict[str, Any]:
    messages = [
        {key: said[key] for key in ("speaker", "at", "text")} | {"side": SIDES.get(said["speaker"], "other")}
        for said in read["messages"]
    ]
    return {"client": client, "channel": "wechat", "messages": messages, **more}


async def test_a_paste_is_read_without_being_kept_then_kept_with_every_message(house: House) -> None:
    client = await _client(house)
    read = await _read(house, client)
    assert read["speakers"] == ["张三", "李经理"]
    assert [said["text"] for said in read["messages"]] == ["您好，想问下净值", "今天 1.2034", "好"]
    assert not any(said["known"] for said in read["messages"])
    kept = (await house.data(MANAGER, KEEP, input=_kept(client, read)))["it"]
    assert kept["messages"]["totalCount"] == 3
    assert kept["messages"]["nodes"][1] == {
        "speaker": "李经理", "side": "staff", "text": "今天 1.2034", "at": "2026-11-19T06:05:01+00:00"
    }  # fmt: skip
    assert (kept["kind"], kept["direction"], kept["twoWay"]) == ("message", "both", True)
    assert kept["at"] == "2026-11-19T06:05:01+00:00"
    assert kept["summary"] == "您好，想问下净值"


async def test_of_a_longer_paste_of_the_same_talk_only_what_is_new_is_kept(house: House) -> None:
    client = await _client(house)
    await house.data(MANAGER, KEEP, input=_kept(client, await _read(house, client)))
    longer = await _read(
        house, client, PASTE + "张三 2026/11/20 09:00\n再问一句\n张三 2026/11/20 09:00\n再问一句"
    )
    assert [said["known"] for said in longer["messages"]] == [True, True, True, False, False]
    kept = (await house.data(MANAGER, KEEP, input=_kept(client, longer)))["it"]
    assert [said["text"] for said in kept["messages"]["nodes"]] == ["再问一句", "再问一句"]
    again = await house.ask(MANAGER, KEEP, input=_kept(client, longer))
    assert codes_of(again) == ["BAD_USER_INPUT"]
    assert again["errors"][0]["extensions"]["params"] == {"field": "messages", "problem": "known"}
    # Another client's talk is another talk.
    other = await _read(house, await _client(house), PASTE)
    assert not any(said["known"] for said in other["messages"])


async def test_without_times_only_the_very_same_talk_is_known_again(house: House) -> None:
    client = await _client(house)
    first = await _read(house, client, "张三:\n好\n李经理:\n好")
    await house.data(MANAGER, KEEP, input=_kept(client, first))
    assert [said["known"] for said in (await _read(house, client, "张三:\n好\n李经理:\n好"))["messages"]] == [
        True,
        True,
    ]
    assert not any(
        said["known"] for said in (await _read(house, client, "张三:\n好\n李经理:\n不好"))["messages"]
    )


async def test_a_talk_with_somebody_elses_client_is_neither_read_nor_kept(house: House) -> None:
    others = await _client(house, OUTSIDE)
    assert codes_of(await house.ask(MANAGER, READ, client=others, text=PASTE)) == ["NOT_FOUND"]
    message = {"client": others, "channel": "wechat", "messages": [{"text": "x"}]}
    assert codes_of(await house.ask(MANAGER, KEEP, input=message)) == ["NOT_FOUND"]


async def test_what_cannot_be_kept_is_refused_with_its_field(house: House) -> None:
    client = await _client(house)
    for wrong, field in (
        ({"messages": []}, "messages"),
        ({"messages": [{"text": "x"}] * 1001}, "messages"),
        ({"messages": [{"text": "x" * 8001}]}, "text"),
        ({"messages": [{"text": "x", "side": "nobody"}]}, "side"),
        ({"messages": [{"text": "x", "at": "2999-01-01T00:00:00Z"}]}, "at"),
        ({"messages": [{"text": "x"}], "channel": "pigeon"}, "channel"),
    ):
        answer = await house.ask(MANAGER, KEEP, input={"client": client, "channel": "wechat", **wrong})
        assert codes_of(answer) == ["BAD_USER_INPUT"], field
        assert answer["errors"][0]["extensions"]["params"]["field"] == field
    long = await house.ask(MANAGER, READ, client=client, text="x" * 50_001)
    assert codes_of(long) == ["BAD_USER_INPUT"]


FIND = """query($text: String!, $client: ID) { it: interactions(search: $text, client: $client) {
  totalCount nodes { id } } }"""


async def _found(house: House, who: str, text: str, client: str | None = None) -> list[str]:
    nodes = (await house.data(who, FIND, text=text, client=client))["it"]["nodes"]
    return [node["id"] for node in nodes]


async def test_what_was_said_is_found_by_its_words_only_where_the_row_is_seen(house: House) -> None:
    client, others = await _client(house), await _client(house, OUTSIDE)
    said = [{"text": "想了解雪球结构的敲入条件", "side": "client"}]
    kept = (await house.data(MANAGER, KEEP, input={"client": client, "channel": "wecom", "messages": said}))[
        "it"
    ]["id"]
    await house.data(OUTSIDE, KEEP, input={"client": others, "channel": "wecom", "messages": said})
    assert await _found(house, MANAGER, "雪球结构") == [kept]
    assert await _found(house, MANAGER, "敲入 雪球", client) == [kept]
    assert await _found(house, MANAGER, "雪球敲出") == []
    assert await _found(house, MANAGER, "雪球结构", others) == []
    assert len(await _found(house, "executive", "雪球结构")) == 2
    assert await _found(house, MANAGER, "  ") == []
    correct = "mutation($input: UpdateInteractionInput!) { updateInteraction(input: $input) { id } }"
    await house.data(MANAGER, correct, input={"id": kept, "version": 1, "summary": "衍生品讨论"})
    assert await _found(house, MANAGER, "衍生品") == await _found(house, MANAGER, "雪球结构") == [kept]


async def test_who_may_not_read_interactions_may_not_search_them(house: House) -> None:
    assert codes_of(await house.ask("auditor", FIND, text="雪球")) == ["FORBIDDEN"]


HITS = """query($text: String!, $kinds: [SearchKind!]) { search(text: $text, kinds: $kinds, first: 5) {
  matched title detail target { __typename ... on Interaction { id client { id } } } } }"""


async def test_the_search_over_everything_finds_talks_by_their_words_after_the_rest(house: House) -> None:
    client, others = await _client(house), await _client(house, OUTSIDE)
    for who, of, word in ((MANAGER, client, "先谈"), (MANAGER, client, "后谈"), (OUTSIDE, others, "别谈")):
        said = [{"text": f"{word}独孤求败的策略", "side": "client"}]
        await house.data(who, KEEP, input={"client": of, "channel": "wecom", "messages": said})
    for route in (OPERATIONS, ORDINARY):
        found = (await house.ask_by(route, MANAGER, HITS, {"text": "求败 独孤"}))["data"]["search"]
        assert [hit["title"] for hit in found] == ["后谈独孤求败的策略", "先谈独孤求败的策略"]
        assert {(hit["matched"], hit["detail"]) for hit in found} == {("interaction", "message")}
        assert {hit["target"]["client"]["id"] for hit in found} == {client}
        others_too = await house.ask_by(
            route, "executive", HITS, {"text": "独孤求败", "kinds": ["INTERACTION"]}
        )
        assert len(others_too["data"]["search"]) == 3
        none = await house.ask_by(route, MANAGER, HITS, {"text": "独孤求败", "kinds": ["CLIENT", "USER"]})
        assert none["data"]["search"] == []


async def test_the_search_over_everything_leaves_talks_out_for_who_may_not_read_all_of_them(
    house: House,
) -> None:
    said = [{"text": "东方不败的策略", "side": "client"}]
    await house.data(
        MANAGER, KEEP, input={"client": await _client(house), "channel": "wecom", "messages": said}
    )
    asker = await house.principal(MANAGER)
    none = (Level.NONE,) * 4
    for who, hits in (
        (asker, 1),
        (widened(asker, Interaction__needs=none), 0),
        (widened(asker, TalkMessage__text=none), 0),
    ):
        for route in (OPERATIONS, ORDINARY):
            answer = await house.ask_by(route, who, HITS, {"text": "东方不败"})
            assert "errors" not in answer
            assert len(answer["data"]["search"]) == hits
    assert (await house.data("auditor", HITS, text="东方不败"))["search"] == []
