"""Own fields that are kept sealed: shown masked, revealed with a reason, found without being read, merged, exported."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import asyncpg
import pytest

from backend.book.custom_sealed import mask
from backend.platform.database import Database
from backend.platform.ids import own_id
from backend.platform.keys import Vault
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_custom_fields import CREATE, HISTORY, classify, client_of, define, write
from tests.schema.test_formula_fields import both, problem, values
from tests.schema.test_merging import PREVIEW, UNMERGE, _merged

PASS = "E 1234-5678"
FIND = "query($f: ClientFilter, $o: [ClientOrder!]) { clients(filter: $f, orderBy: $o) { totalCount nodes { id } } }"
REVEAL = "mutation($i: RevealInput!) { reveal(input: $i) { value } }"
RULE = "mutation($i: SetTagRuleInput!) { it: setTagRule(input: $i) { id } }"
TAG = 'mutation { createTag(input: {name: "密", colour: "grey"}) { id version } }'
GRANTS = (
    ("operations", "firm", "edit"),
    ("client_manager", "own", "edit"),
    ("client_manager", "firm", "masked"),
    ("executive", "firm", "masked"),
    ("compliance", "firm", "view"),
)


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm that keeps the numbers of passes sealed."""
    made = await build_house(database, vault)
    await furnish(made, 1)
    assert "errors" not in await classify(made, await define(made, "pass", "sealed"), *GRANTS)
    return made


async def found(house: House, who: str, op: str, value: Any) -> Any:
    """What somebody finds by the field, on both routes."""
    return await both(house, who, FIND, f={"custom": [{"field": "pass", "op": op, "value": value}]})


async def kept(house: House, id: str) -> dict[str, Any]:
    """What the client's row holds."""
    owner = await asyncpg.connect(house.database.url)
    try:
        text = await owner.fetchval(
            "select custom from client where firm_id = $1 and id = $2", house.firm_id, own_id("client", id)
        )
    finally:
        await owner.close()
    return dict(json.loads(text))


async def test_it_is_kept_sealed_and_shown_masked(house: House) -> None:
    id = await client_of(house)
    assert "errors" not in await write(house, "client_manager", id, **{"pass": PASS})
    for who in ("operations", "client_manager", "executive", "compliance"):
        assert await values(house, who, id, "pass") == ["****5678"], who
    assert PASS not in json.dumps(await kept(house, id))
    history = json.dumps(await house.data("operations", HISTORY, id=id, f="custom:pass"), ensure_ascii=False)
    assert "****5678" in history
    assert "1234" not in history
    assert "sealed" not in history
    before = (await kept(house, id))["pass:sealed"]
    assert "errors" not in await write(house, "client_manager", id, **{"pass": "e12345678"})
    assert (await kept(house, id))["pass:sealed"] == before  # the same number written otherwise is no change
    assert "errors" not in await write(house, "client_manager", id, **{"pass": None})
    assert await values(house, "operations", id, "pass") == [None]


async def test_whoever_sees_the_mask_alone_reveals_and_finds_nothing(house: House) -> None:
    id = await client_of(house)
    assert "errors" not in await write(house, "operations", id, **{"pass": "G 9876 54321"})
    asked = {"id": id, "field": "custom:pass", "reason": "核对通行证"}
    assert (await house.data("client_manager", REVEAL, i=asked))["reveal"]["value"] == "G 9876 54321"
    audit = json.dumps(await house.data("operations", HISTORY, id=id, f=None), ensure_ascii=False)
    assert '"reveal"' in audit
    assert "9876" not in audit
    assert codes_of(await house.ask("executive", REVEAL, i=asked)) == ["FORBIDDEN"]
    assert codes_of(await house.ask("client_manager", REVEAL, i={**asked, "reason": "x"})) == [
        "BAD_USER_INPUT"
    ]
    assert codes_of(await house.ask("operations", REVEAL, i={**asked, "field": "custom:none"})) != []
    assert (await found(house, "operations", "EQ", "g987654321"))["data"]["clients"]["nodes"] == [{"id": id}]
    assert (await found(house, "operations", "TAIL", "4321"))["data"]["clients"]["nodes"] == [{"id": id}]
    assert (await found(house, "operations", "TAIL", "321"))["data"]["clients"]["nodes"] == []
    assert (await found(house, "operations", "EMPTY", value=False))["data"]["clients"]["totalCount"] >= 1
    for op, value in (("EQ", "g987654321"), ("TAIL", "4321"), ("EMPTY", False)):
        assert codes_of(await found(house, "executive", op, value)) == ["FORBIDDEN"]
    assert codes_of(await found(house, "operations", "GT", "1")) == ["BAD_USER_INPUT"]
    assert codes_of(await both(house, "operations", FIND, o=[{"custom": "pass"}])) == ["BAD_USER_INPUT"]


async def test_rules_formulas_and_beginnings_do_not_rest_on_it(house: House) -> None:
    made = (await house.data("operations", TAG))["createTag"]
    rule = {"is": {"field": "custom:pass", "op": "eq", "value": "E12345678"}}
    refused = await house.ask(
        "operations", RULE, i={"id": made["id"], "version": made["version"], "condition": rule}
    )
    assert codes_of(refused) in (["BAD_USER_INPUT"], ["FORBIDDEN"])
    names = {"zh": "某", "en": "Some"}
    for more in ({"shownWhen": rule}, {"formula": "custom:pass"}, {"initial": "1"}):
        kind = "number" if "formula" in more else "sealed"
        answer = await house.ask("operations", CREATE, i={"key": "some", "kind": kind, **names, **more})
        assert codes_of(answer) == ["BAD_USER_INPUT"], more
    masked = await define(house, "plain_one", "text")
    assert problem(await classify(house, masked, ("executive", "firm", "masked"))) == "choice"


async def test_two_clients_become_one_and_the_number_is_sealed_anew(house: House) -> None:
    one, other = await client_of(house), await client_of(house)
    assert "errors" not in await write(house, "operations", one, **{"pass": "C 1111 22223"})
    assert "errors" not in await write(house, "operations", other, **{"pass": "D 5555 66667"})
    merged = await _merged(house, one, other, **{"custom:pass": "THEIRS"})
    assert await values(house, "operations", one, "pass") == ["****6667"]
    asked = {"id": one, "field": "custom:pass", "reason": "核对通行证"}
    assert (await house.data("compliance", REVEAL, i=asked))["reveal"]["value"] == "D 5555 66667"
    assert (await found(house, "operations", "EQ", "D555566667"))["data"]["clients"]["nodes"] == [{"id": one}]
    assert "6666" not in json.dumps(merged)
    await house.data("operations", UNMERGE, input={"id": merged["merges"][0]["id"]})
    for id, shown in ((one, "****2223"), (other, "****6667")):
        assert await values(house, "operations", id, "pass") == [shown]
    value = (await house.data("compliance", REVEAL, i=asked))["reveal"]["value"]
    assert value == "C 1111 22223"
    preview = json.dumps(await house.data("operations", PREVIEW, id=one, other=other))
    assert "****6667" in preview
    assert "sealed" not in preview


async def test_a_saved_view_holds_no_sealed_value(house: House) -> None:
    view = "mutation($i: CreateViewInput!) { it: createView(input: $i) { id } }"
    for n, (key, text) in enumerate((
        ("own", '{"pass": {"eq": "E12345678"}}'), ("own", '{"pass": {"tail": "5678", "empty": false}}'),
        ("when", '{"is": {"field": "custom:pass", "op": "eq", "value": "E12345678"}}'),
    )):  # fmt: skip
        given = {"page": "clients", "name": f"通行证{n}", "query": urlencode({key: text}), "shared": "me"}
        assert problem(await house.ask("operations", view, i=given)) == "view_personal"
    given = {
        "page": "clients",
        "name": "有通行证",
        "query": urlencode({"own": '{"pass": {"empty": false}}'}),
        "shared": "me",
    }
    assert "errors" not in await house.ask("operations", view, i=given)


async def test_what_cannot_be_sealed_is_refused(house: House) -> None:
    id = await client_of(house)
    for raw, wrong in (
        (5, "value_kind"),
        ("x" * 61, "too_long"),
        ("a\x00", "bad_text"),
        (["a"], "value_kind"),
    ):
        assert problem(await write(house, "operations", id, **{"pass": raw})) == wrong


def test_of_a_short_value_nothing_is_shown() -> None:
    assert [mask(text) for text in ("1234", "12345678", "123456789")] == ["****", "****", "****6789"]


TWIN = """mutation($i: CreateClientInput!) { createClient(input: $i) { id } }"""
CANDIDATES = """query($client: ID) { mergeCandidates(client: $client, first: 100) {
  nodes { reasons one { id } other { id } } } }"""


async def pairs(house: House, who: str, client: str) -> list[Any]:
    """Who may be the same as a client, and why."""
    found = (await house.data(who, CANDIDATES, client=client))["mergeCandidates"]["nodes"]
    return [(each["reasons"], {each["one"]["id"], each["other"]["id"]}) for each in found]


async def test_equal_numbers_make_likely_twins_without_being_told(house: House) -> None:
    first = await client_of(house)
    assert "errors" not in await write(house, "client_manager", first, **{"pass": "G 7777-1234"})
    custom = [{"field": "pass", "value": "g77771234"}]
    new = {"name": "路人甲", "kind": "individual", "custom": custom}
    refused = await house.ask("client_manager", TWIN, i=new)
    assert codes_of(refused) == ["DUPLICATE"]
    candidates = refused["errors"][0]["extensions"]["params"]["candidates"]
    assert candidates == [{"id": first, "reasons": ["custom:pass"]}]
    assert "7777" not in json.dumps(refused)
    twin = (await house.data("client_manager", TWIN, i={**new, "allowDuplicate": True}))["createClient"]["id"]
    other = {**new, "custom": [{"field": "pass", "value": "G 7777-1235"}]}
    assert "errors" not in await house.ask("client_manager", TWIN, i=other)
    assert (["custom:pass"], {first, twin}) in await pairs(house, "operations", first)
    # Who does not read the field everywhere is not told by it that two are the same.
    assert not any("custom:pass" in reasons for reasons, _ in await pairs(house, "team_lead", first))
