"""A conversation becomes a request: its type guessed by words that are data, its source linked on both sides."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from backend.book import interactions
from backend.book.clients import Client
from backend.platform.ids import public_id
from backend.platform.principal import Level
from backend.retain.request_types import shipped
from tests.schema.calls import new_client
from tests.schema.house import OPERATIONS, ORDINARY, House, codes_of, widened
from tests.schema.test_requests import CREATE, MANAGER, asked, problems

GUESS = """query($id: ID!) { guessRequest(interaction: $id) {
  type words title details channel form missing } }"""
BOTH_SIDES = """query($id: ID!) { node(id: $id) {
  ... on Interaction { requests { id state type interaction { id } } } } }"""
PUBLISH = (
    "mutation($i: PublishRequestTypeInput!) { it: publishRequestType(input: $i) { id number hue icon } }"
)
TYPES = "{ requestTypes { id key number hue icon } }"


async def heard(house: House, who: str = MANAGER, **said: Any) -> tuple[str, str]:
    """A call with a client of somebody's: (interaction, client)."""
    client, _ = await new_client(house, who)
    told = {"kind": "call", "direction": "in", "channel": "phone", **said}
    async with house.database.change(await house.principal(who)) as session:
        row = await interactions.log(session, client, **told)
        return public_id("interaction", row.id), public_id("client", client)


async def test_a_call_is_made_a_request_and_each_side_tells_of_the_other(house: House) -> None:
    talk, client = await heard(house, summary="王总来电追加", content="再追加200万元，本月开放日前办好")
    found = (await house.data(MANAGER, GUESS, id=talk))["guessRequest"]
    assert (found["type"], found["missing"], found["form"]) == ("additional", [], {"amount": "2000000"})
    assert (found["title"], found["channel"], found["words"]) == ("王总来电追加", "call", ["追加"])
    given = {name: found[name] for name in ("type", "title", "details", "channel", "form")}
    made = (await house.data(MANAGER, CREATE, input={"client": client, "interaction": talk, **given}))["it"]
    for route in (OPERATIONS, ORDINARY):
        told = (await house.ask_by(route, MANAGER, BOTH_SIDES, {"id": talk}))["data"]["node"]["requests"]
        assert told == [{"id": made["id"], "state": "new", "type": "additional", "interaction": {"id": talk}}]


async def test_only_what_the_reader_may_read_of_it_is_looked_at(house: House) -> None:
    talk, _ = await heard(house, summary="来电", content="想赎回")
    asker = await house.principal(MANAGER)
    assert (await house.data(asker, GUESS, id=talk))["guessRequest"]["type"] == "redemption"
    blind = widened(asker, Interaction__content=(Level.NONE,) * 4)
    found = (await house.data(blind, GUESS, id=talk))["guessRequest"]
    assert (found["type"], found["details"]) == (None, None)
    assert codes_of(await house.ask("client_manager#2", GUESS, id=talk)) == ["NOT_FOUND"]
    assert codes_of(await house.ask(MANAGER, GUESS, id=house.id("client"))) == ["BAD_USER_INPUT"]


async def test_words_icon_and_colour_of_a_type_are_published_like_the_rest(house: House) -> None:
    talk, _ = await heard(house, summary="想办家书服务")
    assert (await house.data(MANAGER, GUESS, id=talk))["guessRequest"]["type"] is None
    type_ = next(
        each for each in (await house.data(MANAGER, TYPES))["requestTypes"] if each["key"] == "proof"
    )
    content = {**shipped()["proof"], "words": ["家书"], "hue": "violet", "icon": "star"}
    for wrong in ({"hue": "pink"}, {"words": ["a" * 21]}, {"words": "家书"}, {"words": ["甲"] * 41}):
        refused = {"type": type_["id"], "base": type_["number"], "content": content | wrong}
        assert codes_of(await house.ask("operations", PUBLISH, i=refused)) == ["BAD_USER_INPUT"], wrong
    made = await house.data(
        "operations", PUBLISH, i={"type": type_["id"], "base": type_["number"], "content": content}
    )
    assert (made["it"]["hue"], made["it"]["icon"]) == ("violet", "star")
    assert (await house.data(MANAGER, GUESS, id=talk))["guessRequest"]["type"] == "proof"
    it = await asked(house, type="proof", form={"document": "assets"})
    looks = "query($id: ID!) { request(id: $id) { hue icon } }"
    assert (await house.data(MANAGER, looks, id=it["id"]))["request"] == {"hue": "violet", "icon": "star"}


@pytest.mark.parametrize(
    ("approval", "tier", "kind", "partner"),
    [
        (None, "uhnw", None, True),
        ({"usual": None, "tiers": {}, "partner": False}, "uhnw", None, False),
        ({"usual": None, "tiers": {"uhnw": "service_executive"}, "partner": False}, "uhnw", "yes", False),
        ({"usual": None, "tiers": {"uhnw": "service_executive"}, "partner": True}, "standard", None, False),
        ({"usual": "service_executive", "tiers": {"uhnw": None}, "partner": True}, "standard", "yes", False),
        ({"usual": "service_executive", "tiers": {"uhnw": None}, "partner": True}, "uhnw", None, True),
    ],
)
async def test_which_approval_is_asked_is_said_by_type_and_tier(
    house: House, approval: Any, tier: str, kind: str | None, partner: bool
) -> None:
    content = {**shipped()["nav_report"], "promise": None, "approval": approval}
    key = f"k{abs(hash((str(approval), tier))) % 10**8}"
    make = "mutation($i: CreateRequestTypeInput!) { it: createRequestType(input: $i) { id } }"
    await house.data("operations", make, i={"key": key, "content": content})
    id, _ = await new_client(house)
    async with house.database.as_system(house.firm_id, "test") as session:
        await session.execute(
            update(Client)
            .where(Client.firm_id == house.firm_id, Client.id == id)
            .values(tier=tier, service_cell=tier if tier == "uhnw" else None)
        )
    made = await asked(house, client=public_id("client", id), type=key, form={})
    text = "query($id: ID!) { request(id: $id) { approval { id } partnerApproval { id } } }"
    found = (await house.data(MANAGER, text, id=made["id"]))["request"]
    assert (found["approval"] is not None, found["partnerApproval"] is not None) == (
        kind is not None,
        partner,
    )


async def test_an_approval_that_is_none_is_refused_where_it_stands(house: House) -> None:
    make = "mutation($i: CreateRequestTypeInput!) { it: createRequestType(input: $i) { id } }"
    wrong: tuple[Any, ...] = (
        {"usual": "no_such_kind", "tiers": {}, "partner": True},
        {"usual": None, "tiers": {"uhnw": "no_such_kind"}, "partner": True},
        {"usual": None, "tiers": {}},
        {"usual": None, "tiers": [], "partner": True},
        7,
    )
    for approval in wrong:
        content = {**shipped()["nav_report"], "approval": approval}
        answer = await house.ask("operations", make, i={"key": "wrong_one", "content": content})
        assert codes_of(answer) == ["BAD_USER_INPUT"], approval
    assert problems(answer) == ["content_format"]
