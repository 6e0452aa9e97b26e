"""A firm's own fields: who defines them, what their values may be, who reads, writes, filters and sorts by them."""

from __future__ import annotations

from typing import Any

import pytest

from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.policies.fields import Policies
from tests.schema.calls import new_client
from tests.schema.house import ORDINARY, House, build_house, codes_of, furnish

CREATE = "mutation($i: CreateCustomFieldInput!) { it: createCustomField(input: $i) { id version key kind position } }"
CHANGE = (
    "mutation($i: UpdateCustomFieldInput!) { it: updateCustomField(input: $i) { id version zh required } }"
)
MOVE = "mutation($i: MoveCustomFieldInput!) { it: moveCustomField(input: $i) { id version position } }"
ARCHIVE = "mutation($i: ArchiveInput!) { it: archiveCustomField(input: $i) { id version archivedAt } }"
RESTORE = "mutation($i: VersionedInput!) { it: restoreCustomField(input: $i) { id version archivedAt } }"
CLASSIFY = """mutation($i: ClassifyCustomFieldInput!) {
  it: classifyCustomField(input: $i) { id grants { role relation right } } }"""
WRITE = "mutation($i: UpdateClientInput!) { it: updateClient(input: $i) { id version custom { key value } } }"
READ = """query($id: ID!, $keys: [String!]) {
  client(id: $id) { version custom(keys: $keys) { key kind value user { name } } } }"""
LIST = """query($f: ClientFilter, $o: [ClientOrder!], $after: String) {
  clients(filter: $f, orderBy: $o, first: 2, after: $after) {
    totalCount nodes { id custom(keys: ["depth"]) { value } } pageInfo { hasNextPage endCursor } } }"""
SETTINGS = """{ customFields {
  id key zh position archivedAt options { value retired } history { nodes { action changes { field after } } } } }"""
HISTORY = """query($id: ID!, $f: String) {
  client(id: $id) { history(field: $f) { nodes { action changes { field before after } } } } }"""
KNOWN = '{ fields(type: "Client") { key } viewer { access(type: "Client") { coordinate } } }'
OPTIONS = [{"value": "gold", "zh": "金", "en": "Gold"}, {"value": "silver", "zh": "银", "en": "Silver"}]
EVERYBODY = ("client_manager", "senior_client_manager", "executive", "partner_api")


async def define(house: House, key: str, kind: str, **more: Any) -> dict[str, Any]:
    """A field made by operations."""
    made = {"key": key, "kind": kind, "zh": f"自{key}"[:50], "en": f"Own {key}", **more}
    return (await house.data("operations", CREATE, i=made))["it"]  # type: ignore[no-any-return]


async def classify(house: House, field: dict[str, Any], *grants: tuple[str, str, str]) -> Any:
    """Say who may do what with its values."""
    listed = [dict(zip(("role", "relation", "right"), grant, strict=True)) for grant in grants]
    given = {"id": field["id"], "grants": listed, "note": "分级"}
    return await house.ask("policy_admin", CLASSIFY, i=given)


async def write(house: House, who: str, id: str, **values: Any) -> dict[str, Any]:
    """Values written to a client at its present version."""
    version = (await house.data("operations", READ, id=id, keys=[]))["client"]["version"]
    own = [{"field": key, "value": value} for key, value in values.items()]
    return await house.ask(who, WRITE, i={"id": id, "version": version, "custom": own})


async def client_of(house: House) -> str:
    """A client of the client manager."""
    return public_id("client", (await new_client(house))[0])


async def read(house: House, who: str, id: str, *keys: str) -> Any:
    """Values by key, the same on both routes."""
    answers = [
        await route(who, READ, id=id, keys=list(keys))
        for route in (house.ask, lambda w, d, **v: house.ask_by(ORDINARY, w, d, v))
    ]
    assert answers[0] == answers[1]
    return answers[0]


KINDS = [
    ("text", {"maxLength": 5}, [("  山海 ", "山海"), (None, None)],
     [("一二三四五六", "too_long"), (5, "value_kind"), ("a\x00", "bad_text")]),
    ("long_text", {}, [("a\nb", "a\nb")], [("x" * 4001, "too_long"), (["a"], "value_kind")]),
    ("number", {"places": 2, "low": "-5", "high": "10.5"}, [("1.50", "1.5"), (7, "7"), ("-0", "0")],
     [("1.234", "decimals"), ("11", "range"), ("1e3", "number"), ("", None), (True, "number")]),
    ("money", {}, [("5000000", "5000000.00"), ("0.1", "0.10")], [("0.001", "decimals"), ("1" * 19, "number")]),
    ("percent", {}, [("12.5", "12.5")], [("12.345", "decimals")]),
    ("date", {}, [("2026-02-28", "2026-02-28")],
     [("2026-02-30", "date"), ("28.2.2026", "date"), ("1600-01-01", "range")]),
    ("choice", {"options": OPTIONS}, [("gold", "gold")], [("bronze", "choice"), (["gold"], "value_kind")]),
    ("choices", {"options": OPTIONS}, [(["silver", "gold"], ["gold", "silver"]), ([], None)],
     [(["x"], "choice"), ("gold", "value_kind")]),
    ("boolean", {}, [(False, False), (True, True)], [("true", "value_kind"), (1, "value_kind")]),
    ("region", {}, [("31", "31"), ("4403", "4403")], [("99", "choice")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "good", "bad"), KINDS, ids=[case[0] for case in KINDS])
async def test_values_are_kept_as_their_kind_says_or_refused(
    kind: str, more: dict[str, Any], good: list[Any], bad: list[Any], house: House
) -> None:
    key = f"kind_{kind}"
    await define(house, key, kind, **more)
    id = await client_of(house)
    for given, kept in good:
        assert "errors" not in await write(house, "operations", id, **{key: given})
        (value,) = (await read(house, "operations", id, key))["data"]["client"]["custom"]
        assert (value["kind"], value["value"]) == (kind, kept)
    before = await read(house, "operations", id, key)
    for given, problem in bad:
        answer = await write(house, "operations", id, **{key: given})
        if problem is None:
            continue
        (error,) = answer["errors"]
        assert (error["extensions"]["code"], error["extensions"]["params"]["problem"]) == (
            "BAD_USER_INPUT",
            problem,
        )
        assert error["extensions"]["params"]["field"] == f"custom:{key}"
    assert kind == "number" or await read(house, "operations", id, key) == before


async def test_a_user_is_named_by_id_and_read_as_who_he_is(house: House) -> None:
    await define(house, "adviser", "user")
    id, user = await client_of(house), house.user("senior_client_manager")
    assert "errors" not in await write(house, "operations", id, adviser=user)
    (value,) = (await read(house, "operations", id, "adviser"))["data"]["client"]["custom"]
    assert value["value"] == user
    assert value["user"]["name"]
    for other in ("user_" + "0" * 32, id, "x"):
        assert codes_of(await write(house, "operations", id, adviser=other)) == ["BAD_USER_INPUT"]


async def test_a_new_field_is_closed_to_all_but_its_makers_role_until_it_is_classified(house: House) -> None:
    field = await define(house, "secret", "text")
    id = await client_of(house)
    assert "errors" not in await write(house, "operations", id, secret="甲")
    for who in ("client_manager", "executive", "compliance"):
        answer = await read(house, who, id, "secret")
        assert answer["data"]["client"]["custom"] == [
            {"key": "secret", "kind": None, "value": None, "user": None}
        ]
        assert {error["extensions"]["coordinate"] for error in answer["errors"]} == {"Client.custom:secret"}
        assert answer["errors"][0]["message"].replace("secret", "x") == (
            (await read(house, who, id, "no_such"))["errors"][0]["message"].replace("no_such", "x")
        )
        told = await house.data(who, KNOWN)
        assert "secret" not in str(told)
        assert (await house.data(who, READ, id=id, keys=None))["client"]["custom"] == []
        for used in (
            {"f": {"custom": [{"field": "secret", "op": "EQ", "value": "甲"}]}},
            {"o": [{"custom": "secret"}]},
        ):
            assert codes_of(await house.ask(who, LIST, **used)) == ["FORBIDDEN"]
    assert codes_of(await write(house, "client_manager", id, secret="乙")) == ["FORBIDDEN"]
    assert codes_of(await classify_as(house, "operations", field)) == ["FORBIDDEN"]
    assert "errors" not in await classify(
        house,
        field,
        ("operations", "firm", "edit"),
        ("client_manager", "own", "edit"),
        ("executive", "firm", "view"),
    )
    assert (await read(house, "client_manager", id, "secret"))["data"]["client"]["custom"][0]["value"] == "甲"
    assert "errors" not in await write(house, "client_manager", id, secret="乙")
    assert (await read(house, "executive", id, "secret"))["data"]["client"]["custom"][0]["value"] == "乙"
    assert codes_of(await read(house, "compliance", id, "secret")) == ["FORBIDDEN"]


async def classify_as(house: House, who: str, field: dict[str, Any]) -> Any:
    """Somebody else tries to open a field."""
    given = {"id": field["id"], "grants": [{"role": who, "relation": "firm", "right": "view"}], "note": "开"}
    return await house.ask(who, CLASSIFY, i=given)


async def test_the_keeper_of_the_policies_cannot_open_a_field_to_himself(house: House) -> None:
    field = await define(house, "kept", "text")
    answer = await classify(house, field, ("policy_admin", "firm", "view"))
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "policy_keeper"


async def test_history_tells_each_value_to_whom_may_read_it(house: House) -> None:
    open_, closed = await define(house, "told", "money"), await define(house, "untold", "text")
    await classify(house, open_, ("operations", "firm", "edit"), ("compliance", "firm", "view"))
    assert closed
    id = await client_of(house)
    await write(house, "operations", id, told="10", untold="甲")
    await write(house, "operations", id, told="20")
    seen = (await house.data("compliance", HISTORY, id=id, f="custom:told"))["client"]["history"]["nodes"]
    assert [entry["changes"] for entry in seen] == [
        [{"field": "custom:told", "before": "10.00", "after": "20.00"}],
        [{"field": "custom:told", "before": None, "after": "10.00"}],
    ]
    whole = await house.data("operations", HISTORY, id=id, f=None)
    assert {"field": "custom:untold", "before": None, "after": "甲"} in [
        change for entry in whole["client"]["history"]["nodes"] for change in entry["changes"]
    ]
    assert "untold" not in str(await house.ask("compliance", HISTORY, id=id, f=None))
    assert codes_of(await house.ask("compliance", HISTORY, id=id, f="custom:untold")) == ["BAD_USER_INPUT"]


async def test_a_stale_write_names_the_own_fields_that_changed_and_may_be_read(house: House) -> None:
    field = await define(house, "fresh_one", "text")
    await define(house, "fresh_two", "text")
    await classify(house, field, ("operations", "firm", "edit"), ("client_manager", "own", "edit"))
    id = await client_of(house)
    await write(house, "operations", id, fresh_one="a", fresh_two="b")
    given = {"id": id, "version": 1, "custom": [{"field": "fresh_one", "value": "c"}]}
    (error,) = (await house.ask("client_manager", WRITE, i=given))["errors"]
    assert error["extensions"]["code"] == "CONFLICT"
    assert error["extensions"]["params"]["fields"] == ["custom:fresh_one"]


async def test_a_required_field_is_asked_of_whoever_may_write_it(house: House) -> None:
    field = await define(house, "needed", "text", required=True)
    make = "mutation($i: CreateClientInput!) { it: createClient(input: $i) { id } }"
    given = {"name": "必填客", "kind": "individual", "allowDuplicate": True}
    try:
        assert codes_of(await house.ask("operations", make, i=given)) == ["BAD_USER_INPUT"]
        assert "errors" not in await house.ask("client_manager", make, i=given)
        whole = {**given, "custom": [{"field": "needed", "value": "有"}]}
        id = (await house.data("operations", make, i=whole))["it"]["id"]
        assert codes_of(await write(house, "operations", id, needed=None)) == ["BAD_USER_INPUT"]
    finally:
        await house.data("operations", ARCHIVE, i={"id": field["id"], "version": field["version"]})


async def test_lists_are_filtered_and_sorted_page_by_page_alike_on_both_routes(house: House) -> None:
    await define(house, "depth", "number")
    ids = [await client_of(house) for _ in range(5)]
    for id, depth in zip(ids, ("3", "-1.5", None, "20", "100"), strict=True):
        await write(house, "operations", id, depth=depth)
    there = {"custom": [{"field": "depth", "op": "EMPTY", "value": False}]}
    for descending, wanted in ((False, [1, 0, 3, 4]), (True, [4, 3, 0, 1])):
        order = [{"custom": "depth", "direction": "DESC" if descending else "ASC"}]
        seen: list[str] = []
        after = None
        while True:
            given = {"f": there, "o": order, "after": after}
            page = (await house.data("operations", LIST, **given))["clients"]
            other = (await house.ask_by(ORDINARY, "operations", LIST, given))["data"]["clients"]
            assert [page["nodes"], page["totalCount"]] == [other["nodes"], other["totalCount"]]
            seen += [node["id"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert seen == [ids[n] for n in wanted]
    more = {
        "custom": [{"field": "depth", "op": "GT", "value": "3"}, {"field": "depth", "op": "LT", "value": 50}]
    }
    assert [node["id"] for node in (await house.data("operations", LIST, f=more))["clients"]["nodes"]] == [
        ids[3]
    ]


@pytest.mark.parametrize(
    "comparison",
    [
        {"field": "level", "op": "EQ", "value": "copper"},
        {"field": "level", "op": "GT", "value": "gold"},
        {"field": "level", "op": "EQ", "value": ["gold"]},
        {"field": "level", "op": "IN", "value": "gold"},
        {"field": "level", "op": "EMPTY", "value": "no"},
        {"field": "guide", "op": "EQ", "value": True},
        {"field": "guide", "op": "IN", "value": "x"},
        {"field": "level", "op": "EQ", "value": 1.5},
        {"field": "gone", "op": "EMPTY", "value": True},
    ],
)
async def test_what_a_field_cannot_be_compared_with_is_bad_input(
    comparison: dict[str, Any], house: House
) -> None:
    if not any(each["key"] == "level" for each in (await house.data("operations", SETTINGS))["customFields"]):
        await define(house, "level", "choice", options=OPTIONS)
        await define(house, "guide", "user")
        gone = await define(house, "gone", "text")
        await house.data("operations", ARCHIVE, i={"id": gone["id"], "version": gone["version"]})
    assert codes_of(await house.ask("operations", LIST, f={"custom": [comparison]})) == ["BAD_USER_INPUT"]


async def test_a_value_that_makes_no_statement_is_bad_input_also_where_one_was_made_before(
    house: House,
) -> None:
    await define(house, "once_there", "text")
    document = """query($v: FieldValue!) {
      clients(filter: {custom: [{field: "once_there", op: EMPTY, value: $v}]}) { totalCount } }"""
    for value, codes in ((True, []), (["x"], ["BAD_USER_INPUT"]), (False, []), ("no", ["BAD_USER_INPUT"])):
        answer = await house.ask("operations", document, v=value)
        assert codes_of(answer) == codes, (value, answer)


async def test_definitions_are_changed_moved_archived_and_brought_back(house: House) -> None:
    one = await define(house, "first_one", "choice", options=OPTIONS)
    two = await define(house, "second_one", "text")
    for key, code in (("first_one", "taken"), ("Bad", "field_key"), ("9x", "field_key")):
        answer = await house.ask("operations", CREATE, i={"key": key, "kind": "text", "zh": "a", "en": "b"})
        assert answer["errors"][0]["extensions"]["params"]["problem"] == code
    lost = {"id": one["id"], "version": one["version"], "options": OPTIONS[:1]}
    assert (await house.ask("operations", CHANGE, i=lost))["errors"][0]["extensions"]["params"][
        "problem"
    ] == "option_lost"
    id = await client_of(house)
    await write(house, "operations", id, first_one="silver")
    retired = [OPTIONS[0], {**OPTIONS[1], "retired": True}]
    changed = (await house.data("operations", CHANGE, i={**lost, "options": retired, "zh": "改名"}))["it"]
    assert (changed["version"], changed["zh"]) == (one["version"] + 1, "改名")
    assert codes_of(await house.ask("operations", CHANGE, i={**lost, "options": retired})) == ["CONFLICT"]
    assert "errors" not in await write(house, "operations", id, first_one="silver")
    other = await client_of(house)
    assert codes_of(await write(house, "operations", other, first_one="silver")) == ["BAD_USER_INPUT"]
    moved = (
        await house.data("operations", MOVE, i={"id": two["id"], "version": two["version"], "place": 0})
    )["it"]
    assert moved["position"] == 1
    archived = (await house.data("operations", ARCHIVE, i={"id": two["id"], "version": moved["version"]}))[
        "it"
    ]
    assert archived["archivedAt"] is not None
    assert codes_of(await write(house, "operations", id, second_one="x")) == ["BAD_USER_INPUT"]
    back = (await house.data("operations", RESTORE, i={"id": two["id"], "version": archived["version"]}))[
        "it"
    ]
    assert back["archivedAt"] is None
    told = (await house.data("operations", SETTINGS))["customFields"]
    assert [f["position"] for f in told if f["archivedAt"] is None] == list(
        range(1, 1 + sum(f["archivedAt"] is None for f in told))
    )
    entries = next(field for field in told if field["key"] == "first_one")["history"]["nodes"]
    assert {"field": "zh", "after": "改名"} in [change for entry in entries for change in entry["changes"]]
    assert codes_of(await house.ask("client_manager", SETTINGS)) == ["FORBIDDEN"]
    refused = await house.ask(
        "client_manager", CREATE, i={"key": "mine", "kind": "text", "zh": "a", "en": "b"}
    )
    assert codes_of(refused) == ["FORBIDDEN"]


@pytest.mark.parametrize("key", ["", "a'b", "x\x00", "A", "x" * 300, "a b"])
async def test_what_is_no_key_is_bad_input(key: str, house: House) -> None:
    assert codes_of(await read(house, "operations", house.id("client"), key)) == ["BAD_USER_INPUT"]


async def test_another_process_knows_of_a_change_without_being_told(house: House) -> None:
    other = Policies(house.database)
    before = await other.mask_of(house.firm_id, ("operations",))
    await define(house, "distant", "text")
    assert "custom:distant" not in before.own
    for held in other._held.values():
        held.asked_at = -10
    assert "custom:distant" in (await other.mask_of(house.firm_id, ("operations",))).own


async def test_another_firm_keeps_something_else_under_the_same_key(
    house: House, database: Database, vault: Vault
) -> None:
    """One table holds both: where one reads a number, the other's text is never read as one."""
    other = await build_house(database, vault)
    await furnish(other, 2)
    for of, kind, value in ((house, "number", "42"), (other, "text", "no number")):
        await define(of, "shared_key", kind)
        assert "errors" not in await write(of, "operations", of.id("client"), shared_key=value)
    more = {"custom": [{"field": "shared_key", "op": "GTE", "value": "42"}]}
    page = (
        'query($f: ClientFilter) { clients(filter: $f, orderBy: [{custom: "shared_key"}]) { nodes { id } } }'
    )
    found = (await house.data("operations", page, f=more))["clients"]["nodes"]
    assert [node["id"] for node in found] == [house.id("client")]
    like = {"custom": [{"field": "shared_key", "op": "PREFIX", "value": "no"}]}
    listed = 'query($f: ClientFilter) { clients(filter: $f) { nodes { id custom(keys: ["shared_key"]) { value } } } }'
    (node,) = (await other.data("operations", listed, f=like))["clients"]["nodes"]
    assert node == {"id": other.id("client"), "custom": [{"value": "no number"}]}
