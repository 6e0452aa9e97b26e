"""The catalogue of figures as people read it: what it tells, to whom, how little it tells of few, and who is behind."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from backend.analyze.catalogue import KPIS
from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.ledger import Transaction
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.schema.kpi_figures import hidden
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_tiers import settle

ASK = """query($id: String!, $w: KpiWindow!, $by: KpiDimension, $f: KpiFilter, $c: KpiWindow, $e: KpiStep, $on: Date,
    $r: Boolean! = false) {
  kpi(id: $id, window: $w, by: $by, filter: $f, compareTo: $c, every: $e, asOf: $on, restated: $r) {
    at whole kpi { definition { id version zh en } measures { key unit } }
    total { from to figures { measure value numerator denominator low high } }
    before { from to figures { measure value } } series { from to figures { measure value } }
    rows { key clients user { name } team { name } product { name } figures { measure value numerator } } } }"""
BEHIND = """query($id: String!, $w: KpiWindow!, $m: String, $by: KpiDimension, $k: String, $f: KpiFilter) {
  kpiClients(id: $id, window: $w, measure: $m, by: $by, key: $k, filter: $f, first: 100) {
    totalCount nodes { id province } } }"""
D = Decimal


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    made = await build_house(database, vault, "驾驶舱资管")
    await furnish(made, 6)
    await furnish(made, 2, owner="client_manager#2")
    await settle(made, night=True)
    return made


def window(days: int = 400, until: int = 1) -> dict[str, str]:
    today = business_date()
    first, end = today - timedelta(days=days), today + timedelta(days=until)
    return {"from": first.isoformat(), "to": end.isoformat()}


async def told(house: House, id: str, who: str = "executive", **given: Any) -> Any:
    return (await house.data(who, ASK, id=id, **{"w": window(), **given}))["kpi"]


def numbers(point: Any) -> dict[str, Any]:
    return {each["measure"]: each["value"] for each in point["figures"]}


async def rows_of(house: House, model: Any) -> list[Any]:
    async with house.database.read(house.firm.firm_id) as session:
        return list(await session.scalars(select(model).where(model.firm_id == house.firm.firm_id)))


async def test_every_figure_of_the_catalogue_says_what_it_is_and_is_told(house: House) -> None:
    asked = (
        "{ kpis { kind zh en root dimensions definition { id version zh en } measures { key unit zh en } } }"
    )
    entries = (await house.data("executive", asked))["kpis"]
    ids = [each["definition"]["id"] for each in entries]
    assert ids == sorted(ids)
    assert {"K-01", "K-03", "K-04", "K-05", "K-06", "K-08", "K-09", *KPIS} <= set(ids)
    for each in entries:
        assert all((each["zh"], each["en"], each["definition"]["zh"], each["definition"]["en"]))
        if each["root"] != "kpi":
            continue
        assert each["measures"]
        answer = await told(house, each["definition"]["id"])
        assert [one["measure"] for one in answer["total"]["figures"]] == [
            one["key"] for one in each["measures"]
        ]
        assert answer["whole"]
        for name in each["dimensions"]:
            by = "RISK_LEVEL" if name == "riskLevel" else name.upper()
            await told(house, each["definition"]["id"], by=by)


async def test_money_adds_up_over_keys_steps_and_the_ledger(house: House) -> None:
    answer = await told(house, "K-10", by="PERSON", e="QUARTER", c=window(800, -399))
    whole = numbers(answer["total"])
    ledger = [row for row in await rows_of(house, Transaction) if row.kind in {"initial", "additional"}]
    days = window()
    inside = [row for row in ledger if days["from"] <= row.date.isoformat() < days["to"]]
    assert D(whole["gross"]) == sum(row.net for row in inside) > 0
    assert int(whole["clients"]) == len({row.client_id for row in inside})
    for measure in ("gross", "net", "redeemed"):
        assert sum(D(numbers(row)[measure]) for row in answer["rows"]) == D(whole[measure])
        assert sum(D(numbers(step)[measure]) for step in answer["series"]) == D(whole[measure])
    assert answer["rows"][0]["user"]["name"]
    assert {row["team"] or row["product"] for row in answer["rows"]} == {None}
    assert answer["before"]["to"] == answer["before"]["to"]
    assert D(numbers(answer["before"])["gross"]) >= 0
    net = [D(numbers(row)["gross"]) for row in answer["rows"]]
    assert net == sorted(net, reverse=True)


async def test_clients_of_a_portrait_are_those_behind_it(house: House) -> None:
    answer = await told(house, "K-12", by="PROVINCE")
    whole = numbers(answer["total"])
    assert D(whole["aum"]) == sum(D(numbers(row)["aum"]) for row in answer["rows"])
    assert int(whole["clients"]) == sum(row["clients"] for row in answer["rows"]) > 0
    for row in answer["rows"]:
        behind = await house.data("executive", BEHIND, id="K-12", w=window(), by="PROVINCE", k=row["key"])
        nodes = behind["kpiClients"]["nodes"]
        assert behind["kpiClients"]["totalCount"] == row["clients"] == len(nodes)
        assert {node["province"] or "-" for node in nodes} == {row["key"]}
        narrowed = await told(house, "K-12", f={"province": row["key"]})
        assert int(numbers(narrowed["total"])["clients"]) == row["clients"]


async def test_growth_keeps_its_identity_and_leads_to_its_clients(house: House) -> None:
    answer = await told(house, "K-11", by="TIER", e="MONTH")
    for point in (answer["total"], *answer["series"], *answer["rows"]):
        n = {name: int(value or 0) for name, value in numbers(point).items() if name != "rate"}
        assert n["closing"] == n["opening"] + n["net"] + n["corrected"]
    whole = numbers(answer["total"])
    assert int(whole["new"]) > 0
    for measure in ("new", "left", "net", "opening", "closing"):
        behind = (await house.data("executive", BEHIND, id="K-11", w=window(), m=measure))["kpiClients"]
        wanted = int(whole["new"]) + int(whole["left"]) if measure == "net" else int(whole[measure])
        assert behind["totalCount"] == wanted
    churn = numbers((await told(house, "K-19"))["total"])
    assert churn["lost"] == whole["lost"]


async def test_what_cannot_be_asked_is_refused(house: House) -> None:
    wrong: list[dict[str, Any]] = [
        {"id": "K-99", "w": window()},
        {"id": "K-10", "w": window(0, 0)},
        {"id": "K-10", "w": window(3, 5)},
        {"id": "K-10", "w": window(400), "e": "DAY"},
        {"id": "K-12", "w": window(), "e": "MONTH"},
        {"id": "K-12", "w": window(), "by": "PRODUCT"},
        {"id": "K-10", "w": window(), "on": (business_date() + timedelta(days=1)).isoformat()},
        {"id": "K-10", "w": window(), "on": business_date().isoformat(), "r": True},
        {"id": "K-10", "w": window(), "f": {"owner": "team_00000000000000000000000000000000"}},
    ]
    for given in wrong:
        assert codes_of(await house.ask("executive", ASK, **given)) == ["BAD_USER_INPUT"], given
    for given in ({"m": "gros"}, {"k": "31"}, {"by": "PERSON", "k": "nobody"}):
        answer = await house.ask("executive", BEHIND, id="K-10", w=window(), **given)
        assert codes_of(answer) == ["BAD_USER_INPUT"], given


async def test_each_reads_his_own_and_is_not_told_of_few(house: House) -> None:
    whole = await told(house, "K-12", by="PERSON")
    mine = await told(house, "K-12", "client_manager", by="PROVINCE")
    assert not mine["whole"]
    clients = await rows_of(house, Client)
    me = house.people["client_manager"]
    served = {
        row.client_id for row in await rows_of(house, Assignment) if row.user_id == me and not row.valid_to
    }
    own = {row.id for row in clients} & served
    row = next(row for row in whole["rows"] if row["key"] == public_id("user", me))
    assert int(numbers(mine["total"])["clients"]) >= row["clients"]
    assert int(numbers(mine["total"])["clients"]) <= len(own)
    counts = Counter(each.province or "-" for each in clients if each.id in own)
    for each in mine["rows"]:
        if each["clients"] is None:
            assert {one["value"] for one in each["figures"]} == {None}
        else:
            assert 3 <= each["clients"] <= counts[each["key"]]
    few = await told(house, "K-12", "client_manager#2")
    assert {one["value"] for one in few["total"]["figures"]} == {None}


async def test_contribution_is_money_over_clients_and_over_staff(house: House) -> None:
    money = {row["key"]: row for row in (await told(house, "K-10", by="TEAM"))["rows"]}
    heads = (await told(house, "K-28", by="TEAM"))["rows"]
    assert {row["key"] for row in heads} >= set(money)
    for row in heads:
        figures = {each["measure"]: each for each in row["figures"]}
        gross = D(numbers(money[row["key"]])["gross"]) if row["key"] in money else D(0)
        assert D(figures["perClient"]["numerator"]) == D(figures["perStaff"]["numerator"]) == gross


def test_one_hidden_key_hides_the_next_one() -> None:
    assert hidden({"a": 2, "b": 9, "c": 4}, whole=False) == {"a", "c"}
    assert hidden({"a": 2, "b": 1, "c": 4}, whole=False) == {"a", "b"}
    assert hidden({"a": 0, "b": 9}, whole=False) == set()
    assert hidden({"a": 2, "b": 9}, whole=True) == set()


async def test_who_may_not_read_what_a_figure_rests_on_is_refused(house: House) -> None:
    for who, given in (
        ("policy_admin", {"id": "K-10"}),
        ("operations", {"id": "K-99"}),
        # Finance reads the ledger and AUM, and nobody's birthday.
        ("finance", {"id": "K-12", "by": "AGE"}),
        ("finance", {"id": "K-10", "f": {"gender": "female"}}),
        ("finance", {"id": "K-12", "f": {"province": "31"}}),
    ):
        answer = await house.ask(who, ASK, w=window(), **given)
        assert codes_of(answer) in (["FORBIDDEN"], ["BAD_USER_INPUT"]), (who, given)
        if given["id"] != "K-99":
            assert codes_of(answer) == ["FORBIDDEN"]


async def test_a_figure_is_a_constant_number_of_statements(house: House) -> None:
    bare = ASK.replace("user { name } team { name } product { name }", "")
    for id, by, wanted in (
        ("K-10", None, 1),
        ("K-10", "PROVINCE", 1),
        ("K-11", "TIER", 1),
        ("K-17", None, 2),
    ):
        more: dict[str, Any] = {"id": id, "w": window(), "by": by, "e": "MONTH", "c": window(800, -399)}
        assert await house.statements("executive", bare, **more) == wanted
    behind: dict[str, Any] = {"id": "K-11", "w": window(), "m": "new"}
    assert await house.statements("executive", BEHIND, **behind) == 2
