"""Own fields that are computed: read, found, sorted by, and never by whoever may not read what they rest on."""

# ruff: noqa: E501  formulas stand in tables

from __future__ import annotations

from typing import Any

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.schema.house import OPERATIONS, ORDINARY, House, build_house, codes_of, furnish
from tests.schema.test_custom_fields import ARCHIVE, CHANGE, CREATE, classify, client_of, define, write

READ = """query($id: ID!, $keys: [String!]) { client(id: $id) { custom(keys: $keys) { key kind value } } }"""
FIND = """query($f: ClientFilter, $o: [ClientOrder!]) {
  clients(filter: $f, orderBy: $o) { nodes { id custom(keys: ["share"]) { value } } } }"""
PREVIEW = """query($formula: String!, $kind: String!, $client: ID!) {
  previewFormula(formula: $formula, kind: $kind, client: $client) { value } }"""
TREASURY = (("operations", "firm", "edit"), ("executive", "firm", "view"), ("client_manager", "own", "view"))


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm that computes a share of a trust, and a score of that."""
    made = await build_house(database, vault)
    await furnish(made, 2)
    for key, kind in (("trust", "money"), ("part", "percent"), ("signed", "date"), ("seen", "date")):
        assert "errors" not in await classify(made, await define(made, key, kind), *TREASURY)
    fields = {
        "share": ("money", "custom:trust * custom:part / 100"),
        "score": ("number", "round(custom:share / 10000, 1)"),
        "waited": ("number", "days(custom:signed, custom:seen)"),
    }
    for key, (kind, formula) in fields.items():
        assert "errors" not in await classify(made, await define(made, key, kind, formula=formula), *TREASURY)
    return made


async def both(house: House, who: str, document: str, **variables: Any) -> Any:
    """The answer, the same on both routes."""
    answers = [await house.ask_by(route, who, document, variables) for route in (OPERATIONS, ORDINARY)]
    assert answers[0] == answers[1]
    return answers[0]


async def values(house: House, who: str, id: str, *keys: str) -> list[Any]:
    """What somebody reads."""
    answer = await both(house, who, READ, id=id, keys=list(keys))
    return [each["value"] for each in answer["data"]["client"]["custom"]]


def problem(answer: dict[str, Any]) -> str:
    """What was wrong."""
    return str(answer["errors"][0]["extensions"]["params"]["problem"])


async def test_a_formula_is_answered_from_what_the_client_has_now(house: House) -> None:
    id = await client_of(house)
    assert await values(house, "operations", id, "share", "score", "waited") == [None] * 3
    given = {"trust": "5000000", "part": "12.5", "signed": "2024-02-29", "seen": "2026-03-01"}
    assert "errors" not in await write(house, "operations", id, **given)
    assert await values(house, "operations", id, "share", "score", "waited") == ["625000.00", "62.5", "731"]
    assert "errors" not in await write(house, "operations", id, part=None)
    assert await values(house, "operations", id, "share", "score") == [None, None]


async def test_lists_find_and_sort_by_it(house: House) -> None:
    ids = [await client_of(house) for _ in range(3)]
    for id, part in zip(ids, ("10", "30", "20"), strict=True):
        assert "errors" not in await write(house, "operations", id, trust="1000", part=part)
    some = {
        "custom": [
            {"field": "share", "op": "GTE", "value": "200"},
            {"field": "share", "op": "LTE", "value": "300"},
        ]
    }
    found = await both(house, "executive", FIND, f=some, o=[{"custom": "share", "direction": "DESC"}])
    nodes = found["data"]["clients"]["nodes"]
    assert [node["id"] for node in nodes] == [ids[1], ids[2]]
    assert [node["custom"][0]["value"] for node in nodes] == ["300.00", "200.00"]


async def test_nobody_writes_or_requires_it(house: House) -> None:
    id = await client_of(house)
    assert codes_of(await write(house, "operations", id, share="1")) == ["FORBIDDEN"]
    more = {"zh": "自", "en": "Own"}
    for extra in ({"required": True}, {"initial": "1"}, {"low": "0"}):
        refused = await house.ask(
            "operations", CREATE, i={"key": "z", "kind": "money", "formula": "aum", **more, **extra}
        )
        assert problem(refused) == "computed", extra


@pytest.mark.parametrize(
    ("kind", "formula", "wrong"),
    [
        ("number", "1 +", "formula_syntax"), ("number", "custom:bad * 2", None), ("date", "aum + 1", "formula_kind"),
        ("text", "aum", "formula_kind"), ("number", "custom:signed + 1", "formula_kind"), ("number", "name", "formula_field"),
        ("number", "custom:bad", None), ("number", "x" * 1001, "too_long"), ("number", "max(aum)", "formula_syntax"),
    ],
)  # fmt: skip
async def test_what_cannot_be_computed_is_refused(
    house: House, kind: str, formula: str, wrong: str | None
) -> None:
    made = {"key": "wrong", "kind": kind, "zh": "错", "en": "Wrong", "formula": formula}
    refused = await house.ask("operations", CREATE, i=made)
    if wrong is None:  # one he does not know of is refused like one he may not read
        assert codes_of(refused) == ["FORBIDDEN"]
    else:
        assert problem(refused) == wrong


async def test_formulas_rest_on_no_ring_and_what_they_rest_on_stays(house: House) -> None:
    fields = (await house.data("operations", "{ customFields { id key version formula } }"))["customFields"]
    by_key = {field["key"]: field for field in fields}
    share, trust = by_key["share"], by_key["trust"]
    ring = {"id": share["id"], "version": share["version"], "formula": "custom:score * 2"}
    assert problem(await house.ask("operations", CHANGE, i=ring)) == "formula_ring"
    assert problem(await house.ask("operations", CHANGE, i={**ring, "formula": None})) == "state"
    plain = {"id": trust["id"], "version": trust["version"], "formula": "aum"}
    assert problem(await house.ask("operations", CHANGE, i=plain)) == "state"
    kept = await house.ask("operations", ARCHIVE, i={"id": trust["id"], "version": trust["version"]})
    assert problem(kept) == "form_used"


async def test_who_may_not_read_what_it_rests_on_does_not_learn_that_there_is_one(house: House) -> None:
    id = await client_of(house)
    secret = await define(house, "secret", "money")
    told = await define(house, "told", "money", formula="custom:secret * 2")
    open_to_all = (
        ("operations", "firm", "edit"),
        ("executive", "firm", "view"),
        ("client_manager", "firm", "view"),
    )
    assert "errors" not in await classify(house, told, *open_to_all)
    assert "errors" not in await write(house, "operations", id, secret="21")
    assert await values(house, "operations", id, "told") == ["42.00"]
    known = (await house.data("executive", '{ fields(type: "Client") { key } }'))["fields"]
    assert "custom:told" not in {field["key"] for field in known}
    for who in ("executive", "client_manager"):
        assert codes_of(await both(house, who, READ, id=id, keys=["told"])) == ["FORBIDDEN"]
        asked = {"custom": [{"field": "told", "op": "EQ", "value": "42"}]}
        assert codes_of(await both(house, who, FIND, f=asked)) == ["FORBIDDEN"]
        assert codes_of(await both(house, who, FIND, o=[{"custom": "told"}])) == ["FORBIDDEN"]
    assert "errors" not in await classify(house, secret, *open_to_all)
    assert await values(house, "executive", id, "told") == ["42.00"]


async def test_a_preview_answers_for_one_client_and_refuses_who_may_not_define(house: House) -> None:
    id = await client_of(house)
    assert "errors" not in await write(house, "operations", id, trust="300")
    asked = {"formula": "custom:trust / 7", "kind": "money", "client": id}
    assert (await house.data("operations", PREVIEW, **asked))["previewFormula"] == {"value": "42.86"}
    assert codes_of(await house.ask("client_manager", PREVIEW, **asked)) == ["FORBIDDEN"]
    nothing = {**asked, "formula": "custom:trust / (1 - 1)"}
    assert (await house.data("operations", PREVIEW, **nothing))["previewFormula"] == {"value": None}
    for wrong in ({"formula": "1 +"}, {"kind": "boolean"}, {"client": "client_x"}):
        assert codes_of(await house.ask("operations", PREVIEW, **{**asked, **wrong})) != [], wrong
