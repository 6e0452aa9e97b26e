"""Own fields that roll up rows of a client: read, found, sorted by, computed with, each by the rows the reader reaches."""

# ruff: noqa: E501  roll-ups stand in tables

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from backend.book.interactions import Interaction
from backend.book.ledger import FundOrder
from backend.book.needs import Need
from backend.platform import clock
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.ids import own_id
from backend.platform.keys import Vault
from tests.schema.house import ORDINARY, House, build_house, codes_of, furnish
from tests.schema.test_custom_fields import ARCHIVE, CHANGE, CREATE, classify, client_of, define
from tests.schema.test_formula_fields import TREASURY, both, problem, values

FIND = """query($f: ClientFilter, $o: [ClientOrder!]) {
  clients(filter: $f, orderBy: $o) { nodes { id custom(keys: ["deals", "talks"]) { value } } } }"""
PREVIEW = """query($rollup: JSON!, $kind: String!, $client: ID!) {
  previewRollup(rollup: $rollup, kind: $kind, client: $client) { value } }"""
CALLS = {"is": {"field": "kind", "op": "eq", "value": "call"}}
ROLLUPS: dict[str, tuple[str, dict[str, Any]]] = {
    "talks": ("number", {"relation": "interactions", "take": "count", "days": 30}),
    "calls": ("number", {"relation": "interactions", "take": "count", "where": CALLS}),
    "heard": ("date", {"relation": "interactions", "take": "latest", "field": "at"}),
    "first": ("date", {"relation": "interactions", "take": "min", "field": "at"}),
    "wanted": ("money", {"relation": "needs", "take": "sum", "field": "amount"}),
    "dollars": ("money", {"relation": "needs", "take": "sum", "field": "amount", "currency": "USD"}),
    "deals": ("money", {"relation": "orders", "take": "max", "field": "amount"}),
    "newest": ("money", {"relation": "orders", "take": "latest", "field": "amount"}),
    "soon": (
        "number",
        {
            "relation": "orders",
            "take": "count",
            "where": {"is": {"field": "openOn", "op": "next", "value": 10}},
        },
    ),
}


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm that counts talks and adds up needs and orders."""
    made = await build_house(database, vault)
    await furnish(made, 2)
    for key, (kind, rollup) in ROLLUPS.items():
        assert "errors" not in await classify(made, await define(made, key, kind, rollup=rollup), *TREASURY)
    for key, kind, formula in (
        ("silence", "number", "days(custom:heard, today)"),
        ("ratio", "percent", "custom:deals / custom:wanted * 100"),
    ):
        assert "errors" not in await classify(made, await define(made, key, kind, formula=formula), *TREASURY)
    return made


async def given(house: House, id: str, *rows: Any) -> None:
    """Rows of a client."""
    async with house.database.as_system(house.firm_id, "test") as session:
        for row in rows:
            row.client_id = own_id("client", id)
            session.add(row)


def talk(house: House, days: int, kind: str = "call") -> Interaction:
    """A talk so many days ago."""
    at = now() - timedelta(days=days)
    return Interaction(
        kind=kind,
        direction="out",
        channel="phone",
        two_way=True,
        at=at,
        summary="谈",
        user_id=house.people["client_manager"],
    )


def order(house: House, amount: str, ago: int, opens: int | None = None) -> FundOrder:
    """An order of so many days ago."""
    today = business_date()
    return FundOrder(
        product_id=house.rows["product"][0], kind="additional", amount=Decimal(amount),
        applied_on=today - timedelta(ago), open_on=None if opens is None else today + timedelta(opens),
    )  # fmt: skip


async def test_rows_are_counted_added_up_and_picked(house: House) -> None:
    id = await client_of(house)
    keys = ("talks", "calls", "heard", "wanted", "deals", "newest", "silence", "ratio", "soon")
    assert await values(house, "operations", id, *keys) == [
        "0",
        "0",
        None,
        "0.00",
        None,
        None,
        None,
        None,
        "0",
    ]
    await given(
        house, id, talk(house, 2), talk(house, 40), talk(house, 5, "meeting"),
        Need(purpose="教育", amount=Decimal(2000000)), Need(purpose="留学", amount=Decimal(30000), currency="USD"),
        Need(purpose="养老"), order(house, "500000", 9, opens=10), order(house, "300000", 1, opens=11),
    )  # fmt: skip
    heard = (business_date() - timedelta(2)).isoformat()
    assert await values(house, "operations", id, *keys) == [
        "2", "2", heard, "2000000.00", "500000.00", "300000.00", "2", "25", "1",
    ]  # fmt: skip
    first = (business_date() - timedelta(40)).isoformat()
    assert await values(house, "operations", id, "first", "dollars") == [first, "30000.00"]


async def test_a_kept_statement_counts_the_days_of_each_request(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await client_of(house)
    await given(house, id, talk(house, 30), order(house, "1", 0, opens=11))
    keys = ("talks", "silence", "soon")
    assert await values(house, "operations", id, *keys) == ["1", "30", "0"]
    later = now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await values(house, "operations", id, *keys) == ["0", "31", "1"]


async def test_lists_find_and_sort_by_it_in_one_statement(house: House) -> None:
    ids = [await client_of(house) for _ in range(3)]
    for id, amount in zip(ids, ("710", "730", "720"), strict=True):
        await given(house, id, order(house, amount, 1), talk(house, 1))
    some = {
        "custom": [
            {"field": "deals", "op": "GT", "value": "710"},
            {"field": "deals", "op": "LTE", "value": "730"},
        ]
    }
    asked: dict[str, Any] = {"f": some, "o": [{"custom": "deals", "direction": "DESC"}]}
    found = await both(house, "executive", FIND, **asked)
    nodes = found["data"]["clients"]["nodes"]
    assert [node["id"] for node in nodes] == [ids[1], ids[2]]
    assert [[each["value"] for each in node["custom"]] for node in nodes] == [
        ["730.00", "1"],
        ["720.00", "1"],
    ]
    assert await house.statements("executive", FIND, **asked) == 1
    few = await house.statements("executive", FIND, route=ORDINARY, **asked)
    many = await house.statements("executive", FIND, route=ORDINARY, f={"custom": [some["custom"][1]]})
    assert few == many


async def test_who_may_not_read_the_rows_does_not_learn_that_there_is_one(house: House) -> None:
    id = await client_of(house)
    field = await define(house, "orders_all", "number", rollup={"relation": "orders", "take": "count"})
    assert "errors" not in await classify(
        house,
        field,
        ("operations", "firm", "view"),
        ("client_manager", "firm", "view"),
        ("partner_api", "scope", "view"),
    )
    known = '{ fields(type: "Client") { key } }'
    for who in ("client_manager", "partner_api"):
        principal = await house.principal(who)
        relations = principal.mask.relations("Client")
        needed = ("Client.orders", "FundOrder")
        may = any(all(principal.mask.level(each, r) for each in needed) for r in relations)
        keys = {each["key"] for each in (await house.data(who, known))["fields"]}
        assert ("custom:orders_all" in keys) is bool(may), who
    assert await values(house, "operations", id, "orders_all") == ["0"]
    assert "custom:orders_all" not in {e["key"] for e in (await house.data("partner_api", known))["fields"]}


@pytest.mark.parametrize(
    ("kind", "rollup", "wrong"),
    [
        ("number", {"relation": "mails", "take": "count"}, "choice"), ("number", [], "rollup_form"),
        ("number", {"relation": "orders", "take": "count", "by": 1}, "rollup_form"),
        ("money", {"relation": "orders", "take": "count"}, "rollup_kind"), ("date", {"relation": "needs", "take": "sum", "field": "followUpOn"}, "choice"),
        ("text", {"relation": "orders", "take": "count"}, "rollup_kind"), ("number", {"relation": "orders", "take": "sum", "field": "state"}, "choice"),
        ("number", {"relation": "orders", "take": "count", "field": "amount"}, "choice"),
        ("number", {"relation": "orders", "take": "count", "days": -1}, "range"), ("number", {"relation": "orders", "take": "count", "days": True}, "range"),
        ("money", {"relation": "orders", "take": "sum", "field": "amount", "currency": "XXX"}, "choice"),
        ("money", {"relation": "transactions", "take": "sum", "field": "gross", "currency": "CNY"}, "choice"),
        ("number", {"relation": "orders", "take": "count", "where": {"is": {"field": "note", "op": "eq", "value": "x"}}}, "filter_unknown"),
        ("number", {"relation": "orders", "take": "count", "where": {"is": {"field": "state", "op": "eq", "value": 3}}}, "filter_value"),
        ("number", {"relation": "orders", "take": "count", "where": {"some": {"client": {"all": []}}}}, None),
        ("number", {"relation": {"a": 1}, "take": ["count"]}, "choice"),
    ],
)  # fmt: skip
async def test_what_cannot_be_rolled_up_is_refused(
    house: House, kind: str, rollup: Any, wrong: str | None
) -> None:
    made = {"key": "wrong", "kind": kind, "zh": "错", "en": "Wrong", "rollup": rollup}
    refused = await house.ask("operations", CREATE, i=made)
    assert codes_of(refused) == ["BAD_USER_INPUT"]
    assert wrong is None or problem(refused) == wrong


async def test_a_roll_up_stays_one_and_what_formulas_name_is_not_archived(house: House) -> None:
    listed = "{ customFields { id key version rollup formula } }"
    fields = {each["key"]: each for each in (await house.data("operations", listed))["customFields"]}
    heard = fields["heard"]
    assert heard["rollup"] == ROLLUPS["heard"][1]
    one = {"id": heard["id"], "version": heard["version"]}
    assert problem(await house.ask("operations", CHANGE, i={**one, "rollup": None})) == "state"
    assert problem(await house.ask("operations", CHANGE, i={**one, "required": True})) == "computed"
    assert problem(await house.ask("operations", CHANGE, i={**one, "formula": "aum"})) in (
        "state",
        "computed",
    )
    assert problem(await house.ask("operations", ARCHIVE, i=one)) == "form_used"
    calls = fields["calls"]
    changed = {
        "id": calls["id"],
        "version": calls["version"],
        "rollup": {"relation": "needs", "take": "count"},
    }
    assert "errors" not in await house.ask("operations", CHANGE, i=changed)


async def test_it_is_tried_on_a_client_before_it_is_kept(house: House) -> None:
    id = await client_of(house)
    await given(house, id, talk(house, 3), talk(house, 4))
    asked = {"rollup": {"relation": "interactions", "take": "count"}, "kind": "number", "client": id}
    assert (await house.data("operations", PREVIEW, **asked))["previewRollup"]["value"] == "2"
    assert codes_of(await house.ask("client_manager", PREVIEW, **asked)) == ["FORBIDDEN"]


async def test_days_of_talks_are_those_of_the_business_calendar(house: House) -> None:
    id = await client_of(house)
    at = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    await given(
        house,
        id,
        Interaction(
            kind="call",
            direction="out",
            channel="phone",
            two_way=True,
            at=at,
            summary="夜",
            user_id=house.people["client_manager"],
        ),
    )
    assert await values(house, "operations", id, "heard") == [date(2026, 3, 2).isoformat()]
