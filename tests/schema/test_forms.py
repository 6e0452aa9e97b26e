"""The rules of a client's form: when an own field is shown, when it is asked for, what a new client has."""

from __future__ import annotations

from typing import Any

import pytest

from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_custom_fields import ARCHIVE, OPTIONS, classify, client_of, define, write

MAKE = "mutation($i: CreateClientInput!) { it: createClient(input: $i) { id custom { key value } } }"
CHANGE = """mutation($i: UpdateCustomFieldInput!) {
  it: updateCustomField(input: $i) { id version shownWhen requiredWhen clientKinds initial } }"""
CLIENT = "mutation($i: UpdateClientInput!) { it: updateClient(input: $i) { id version } }"
VERSION = "query($id: ID!) { client(id: $id) { version } }"
FIELDS = """{ fields(type: "Client") { key required shownWhen requiredWhen clientKinds initial } }"""


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    """A firm of its own for each test: what one asks for would be asked for in the next."""
    made = await build_house(database, vault)
    await furnish(made, 1)
    return made


def equals(key: str, value: Any) -> dict[str, Any]:
    """A comparison."""
    return {"is": {"field": key, "op": "eq", "value": value}}


async def make(house: House, who: str = "operations", **given: Any) -> dict[str, Any]:
    """A new client, with own values by key."""
    own = [{"field": key, "value": value} for key, value in given.pop("own", {}).items()]
    told = {"name": "表单客", "kind": "individual", "allowDuplicate": True, "custom": own, **given}
    return await house.ask(who, MAKE, i=told)


async def change(house: House, id: str, who: str = "operations", **given: Any) -> dict[str, Any]:
    """Fields of the product written."""
    version = (await house.data("operations", VERSION, id=id))["client"]["version"]
    return await house.ask(who, CLIENT, i={"id": id, "version": version, **given})


def missing(answer: dict[str, Any]) -> str:
    """The field that was asked for in vain."""
    (error,) = answer["errors"]
    params = error["extensions"]["params"]
    assert params["problem"] == "required"
    return str(params["field"])


async def test_a_field_is_asked_for_where_it_is_shown_and_nowhere_else(house: House) -> None:
    await define(house, "card", "choice", options=OPTIONS)
    await define(
        house, "gift", "text", shownWhen={"all": [equals("custom:card", "gold"), equals("kind", "individual")]},
        required=True,
    )  # fmt: skip
    assert "errors" not in await make(house)
    assert "errors" not in await make(house, own={"card": "silver"})
    assert "errors" not in await make(house, kind="institution", own={"card": "gold"})
    assert missing(await make(house, own={"card": "gold"})) == "custom:gift"
    id = (await make(house, own={"card": "gold", "gift": "茶"}))["data"]["it"]["id"]
    assert missing(await write(house, "operations", id, gift=None)) == "custom:gift"
    assert "errors" not in await write(house, "operations", id, card="silver", gift=None)
    assert missing(await write(house, "operations", id, card="gold")) == "custom:gift"
    assert "errors" not in await write(house, "operations", id, card="gold", gift="酒")


async def test_hidden_fields_keep_their_values_and_hide_what_rests_on_them(house: House) -> None:
    await define(house, "first", "boolean")
    await define(house, "second", "choice", options=OPTIONS, shownWhen=equals("custom:first", True))
    await define(house, "third", "text", shownWhen=equals("custom:second", "gold"), required=True)
    id = (await make(house, own={"first": True, "second": "gold", "third": "有"}))["data"]["it"]["id"]
    hidden = await write(house, "operations", id, first=False)
    values = {each["key"]: each["value"] for each in hidden["data"]["it"]["custom"]}
    assert values == {"first": False, "second": "gold", "third": "有"}
    assert "errors" not in await write(house, "operations", id, third=None)
    assert missing(await write(house, "operations", id, first=True)) == "custom:third"


async def test_a_field_of_the_product_can_make_one_required(house: House) -> None:
    await define(house, "permit", "text", requiredWhen=equals("kind", "institution"))
    id = await client_of(house)
    assert "errors" not in await change(house, id, city="杭州")
    assert missing(await change(house, id, kind="institution")) == "custom:permit"
    own = [{"field": "permit", "value": "P-1"}]
    assert "errors" not in await change(house, id, kind="institution", custom=own)
    assert "errors" not in await change(house, id, city="宁波")


async def test_what_was_missing_before_stops_no_other_change(house: House) -> None:
    id = await client_of(house)
    await define(house, "late", "text", required=True)
    await define(house, "note2", "text")
    assert "errors" not in await change(house, id, city="杭州")
    assert "errors" not in await write(house, "operations", id, note2="好")


async def test_a_field_may_be_for_some_kinds_of_clients(house: House) -> None:
    field = await define(house, "licence", "text", clientKinds=["product", "institution"], required=True)
    assert "errors" not in await make(house)
    assert missing(await make(house, kind="product")) == "custom:licence"
    told = await house.data(
        "operations", CHANGE, i={"id": field["id"], "version": field["version"], "clientKinds": []}
    )
    assert told["it"]["clientKinds"] == []
    assert missing(await make(house)) == "custom:licence"


async def test_a_new_client_has_what_fields_begin_with(house: House) -> None:
    me = house.user("operations")
    await define(house, "opened", "date", initial="today")
    await define(house, "keeper", "user", initial="me")
    await define(house, "other", "user", initial=house.user("compliance"))
    await define(house, "grade", "choice", options=OPTIONS, initial="silver")
    await define(house, "only", "number", initial="7", clientKinds=["product"])
    made = (await make(house, own={"grade": None}))["data"]["it"]
    assert {each["key"]: each["value"] for each in made["custom"]} == {
        "opened": business_date().isoformat(), "keeper": me, "other": house.user("compliance"), "grade": None,
        "only": None,
    }  # fmt: skip
    made = (await make(house, kind="product"))["data"]["it"]
    told = {each["key"]: each["value"] for each in made["custom"]}
    assert (told["grade"], told["only"]) == ("silver", "7")
    fields = {f["key"]: f for f in (await house.data("operations", FIELDS))["fields"]}
    assert [fields[f"custom:{key}"]["initial"] for key in ("opened", "keeper", "other")] == [
        "today", "me", house.user("compliance"),
    ]  # fmt: skip


BAD: list[tuple[str, Any, str]] = [
    ("shownWhen", {"is": {"field": "mobile", "op": "tail", "value": "1234"}}, "filter_unknown"),
    ("shownWhen", {"is": {"field": "aum", "op": "gte", "value": "1"}}, "filter_unknown"),
    ("shownWhen", {"is": {"field": "kind", "op": "gt", "value": "product"}}, "filter_value"),
    ("shownWhen", {"is": {"field": "kind", "op": "eq", "value": "horse"}}, "filter_value"),
    (
        "shownWhen",
        {"related": {"field": "tasks", "quantifier": "some", "part": {"all": []}}},
        "filter_unknown",
    ),
    ("shownWhen", "x", "filter_value"),
    ("shownWhen", {"is": {"field": "custom:self", "op": "eq", "value": "a"}}, "form_itself"),
    ("requiredWhen", {"is": {"field": "custom:self", "op": "empty", "value": True}}, "form_itself"),
    ("requiredWhen", {"not": {"is": {"field": "nobody", "op": "eq", "value": 1}}}, "filter_unknown"),
    ("clientKinds", ["horse"], "choice"),
    ("initial", 5, "value_kind"),
    ("initial", "x" * 201, "too_long"),
    ("initial", ["a"], "value_kind"),
]


@pytest.mark.parametrize(("name", "value", "problem"), BAD)
async def test_what_is_no_rule_of_a_form_is_bad_input(
    name: str, value: Any, problem: str, house: House
) -> None:
    field = await define(house, "self", "text")
    given = {"id": field["id"], "version": field["version"], name: value}
    (error,) = (await house.ask("operations", CHANGE, i=given))["errors"]
    assert (error["extensions"]["code"], error["extensions"]["params"]["problem"]) == (
        "BAD_USER_INPUT",
        problem,
    )


async def test_rings_are_refused_and_what_others_rest_on_is_not_archived(house: House) -> None:
    one = await define(house, "one", "text")
    two = await define(house, "two", "text", shownWhen=equals("custom:one", "a"))
    three = await define(house, "three", "text", shownWhen={"not": equals("custom:two", "a")})
    ring = {"id": one["id"], "version": one["version"], "shownWhen": equals("custom:three", "b")}
    (error,) = (await house.ask("operations", CHANGE, i=ring))["errors"]
    assert error["extensions"]["params"]["problem"] == "form_ring"
    assert "one, three, two" in error["message"]
    (error,) = (await house.ask("operations", ARCHIVE, i={"id": two["id"], "version": two["version"]}))[
        "errors"
    ]
    assert error["extensions"]["params"]["problem"] == "form_used"
    assert "three" in error["message"]
    freed = await house.data(
        "operations", CHANGE, i={"id": three["id"], "version": three["version"], "shownWhen": None}
    )
    assert freed["it"]["shownWhen"] is None
    assert "errors" not in await house.ask(
        "operations", ARCHIVE, i={"id": two["id"], "version": two["version"]}
    )


async def test_rules_tell_nobody_what_he_may_not_read(house: House) -> None:
    secret = await define(house, "secret", "boolean")
    open_ = await define(house, "open", "text", shownWhen=equals("custom:secret", True), required=True)
    await classify(house, open_, ("operations", "firm", "edit"), ("client_manager", "own", "edit"))
    seen = {f["key"]: f for f in (await house.data("client_manager", FIELDS))["fields"]}
    assert "custom:secret" not in seen
    assert (seen["custom:open"]["shownWhen"], seen["custom:open"]["required"]) == (None, False)
    assert "errors" not in await make(house, "client_manager")
    mine = {f["key"]: f for f in (await house.data("operations", FIELDS))["fields"]}
    assert mine["custom:open"]["shownWhen"] == equals("custom:secret", True)
    assert mine["custom:open"]["required"]
    await classify(house, secret, ("executive", "firm", "view"))
    for key in ("custom:secret", "custom:no_such"):
        given = {"key": "later", "kind": "text", "zh": "后", "en": "Later", "shownWhen": equals(key, True)}
        refused = await house.ask(
            "operations",
            "mutation($i: CreateCustomFieldInput!) { it: createCustomField(input: $i) { id } }",
            i=given,
        )
        assert codes_of(refused) == ["FORBIDDEN"]


async def test_conditions_over_each_kind_of_own_field_decide(house: House) -> None:
    cases: list[tuple[str, dict[str, Any], str, Any, Any, Any]] = [
        ("text", {}, "prefix", "山", "山海", "海"),
        ("long_text", {}, "contains", "vip", "a VIP", "b"),
        ("number", {}, "gte", "10", "10", "9.5"),
        ("money", {}, "gt", "5000000", "5000000.01", "5000000"),
        ("percent", {}, "lt", "12.5", "12", "12.50"),
        ("date", {}, "gte", "2026-03-02", "2026-03-02", "2026-03-01"),
        ("choice", {"options": OPTIONS}, "in", ["gold"], "gold", "silver"),
        ("choices", {"options": OPTIONS}, "all", ["gold", "silver"], ["silver", "gold"], ["gold"]),
        ("boolean", {}, "eq", False, False, True),
        ("region", {}, "prefix", "33", "3301", "31"),
        ("user", {}, "eq", house.user("compliance"), house.user("compliance"), house.user("operations")),
    ]
    for kind, more, op, value, fits, fails in cases:
        await define(house, f"of_{kind}", kind, **more)
        condition = {"is": {"field": f"custom:of_{kind}", "op": op, "value": value}}
        await define(house, f"by_{kind}", "text", shownWhen=condition, required=True)
        assert missing(await make(house, own={f"of_{kind}": fits})) == f"custom:by_{kind}", kind
        assert "errors" not in await make(house, own={f"of_{kind}": fails}), kind
        assert "errors" not in await make(house), kind
