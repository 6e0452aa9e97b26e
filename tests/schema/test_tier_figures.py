"""The figures of tiers as people read them: what they come with, who is told, and the clients behind them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from backend.book.revenue import Revenue
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import own_id, uuid7
from backend.platform.keys import Vault
from backend.schema.high_value import Sum, shares_of
from backend.schema.kpis import ratio_of, wilson
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_tiers import settle

SHARE = """query($on: Date, $r: Boolean! = false, $i: Boolean! = true) {
  highValueShare(asOf: $on, restated: $r, institutions: $i) {
    definition { id version zh en } tiers { key } unpriced
    byTier { key high clients aum } heads { numerator denominator ratio low high } aum { numerator denominator ratio }
  } }"""
BEHIND = """query($on: Date!, $t: String!, $i: Boolean! = true, $r: Boolean! = false) {
  highValueClients(asOf: $on, tier: $t, institutions: $i, restated: $r, first: 100) {
    totalCount nodes { id kind aum } } }"""
ARPU = """query($f: Date!, $t: Date!) { revenuePerTier(from: $f, to: $t) {
  definition { id } days recordedUntil byTier { key clients averageClients revenue arpu }
  total { averageClients revenue arpu } } }"""
PAYERS = """query($f: Date!, $t: Date!, $k: String!) {
  revenuePerTierClients(from: $f, to: $t, tier: $k, first: 100) { totalCount nodes { id } } }"""
D = Decimal


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    made = await build_house(database, vault, "指标资管")
    await furnish(made, 7)
    await settle(made, night=True)
    return made


def today(days: int = 0) -> str:
    return (business_date() + timedelta(days=days)).isoformat()


async def share(house: House, who: str = "operations", **given: Any) -> Any:
    return (await house.data(who, SHARE, **given))["highValueShare"]


async def test_the_share_adds_up_and_leads_to_the_clients(house: House) -> None:
    told = await share(house)
    assert (told["definition"]["id"], told["definition"]["version"]) == ("K-01", 1)
    assert [each["key"] for each in told["tiers"]] == ["uhnw", "hnw", "affluent", "mass"]
    assert [each["key"] for each in told["byTier"] if each["high"]] == ["uhnw", "hnw"]
    assert told["byTier"][-1]["key"] == "-"
    assert D(told["heads"]["denominator"]) == sum(each["clients"] for each in told["byTier"]) > 0
    assert D(told["aum"]["denominator"]) == sum(D(each["aum"]) for each in told["byTier"])
    for each in told["byTier"]:
        behind = (await house.data("operations", BEHIND, on=today(), t=each["key"]))["highValueClients"]
        assert behind["totalCount"] == each["clients"] == len(behind["nodes"])
    anew = await share(house, r=True)
    assert anew["heads"]["denominator"] == told["heads"]["denominator"]
    for each in anew["byTier"]:
        asked = await house.data("operations", BEHIND, on=today(), t=each["key"], r=True)
        assert asked["highValueClients"]["totalCount"] == each["clients"]
    assert codes_of(await house.ask("operations", BEHIND, on=today(1), t="hnw", r=True)) == ["BAD_USER_INPUT"]
    assert codes_of(await house.ask("policy_admin", BEHIND, on=today(), t="hnw", r=True)) == ["FORBIDDEN"]


async def test_institutions_are_left_out_when_asked(house: House) -> None:
    whole, persons = await share(house), await share(house, i=False)
    left = 0
    for each in whole["byTier"]:
        nodes = (await house.data("operations", BEHIND, on=today(), t=each["key"]))["highValueClients"][
            "nodes"
        ]
        alone = await house.data("operations", BEHIND, on=today(), t=each["key"], i=False)
        assert {node["id"] for node in nodes if node["kind"] == "individual"} == {
            node["id"] for node in alone["highValueClients"]["nodes"]
        }
        left += sum(node["kind"] != "individual" for node in nodes)
    assert D(whole["heads"]["denominator"]) - left == D(persons["heads"]["denominator"])


async def test_before_the_first_client_there_is_no_share(house: House) -> None:
    told = await share(house, on="1990-01-01")
    assert (told["heads"]["denominator"], told["heads"]["ratio"], told["aum"]["ratio"]) == ("0", None, None)


async def test_days_to_come_and_empty_windows_are_refused(house: House) -> None:
    assert codes_of(await house.ask("operations", SHARE, on=today(1))) == ["BAD_USER_INPUT"]
    assert codes_of(await house.ask("operations", BEHIND, on=today(1), t="hnw")) == ["BAD_USER_INPUT"]
    for first, until in ((0, 0), (-3, 2), (-4000, 0)):
        window = {"f": today(first), "t": today(until)}
        assert codes_of(await house.ask("finance", ARPU, **window)) == ["BAD_USER_INPUT"]
        assert codes_of(await house.ask("finance", PAYERS, **window, k="hnw")) == ["BAD_USER_INPUT"]


async def test_revenue_of_a_window_goes_to_the_tiers_and_over_their_days(house: House) -> None:
    first, until = business_date() - timedelta(days=73), business_date() + timedelta(days=1)
    async with house.database.change(house.firm.system) as session:
        for place in range(3):
            session.add(
                Revenue(
                    id=uuid7(), client_id=own_id("client", house.id("client", place)), kind="management",
                    period_from=first, period_to=until, amount=D("740.00"), key=f"tiers{place}",
                )
            )  # fmt: skip
    told = (await house.data("finance", ARPU, f=first.isoformat(), t=until.isoformat()))["revenuePerTier"]
    assert (told["definition"]["id"], told["days"]) == ("K-03", 74)
    assert told["recordedUntil"] == until.isoformat()
    assert abs(sum(D(each["revenue"]) for each in told["byTier"]) - D(told["total"]["revenue"])) <= D("0.05")
    assert D(told["total"]["revenue"]) >= D("2220")
    assert sum(D(each["averageClients"]) for each in told["byTier"]) == D(told["total"]["averageClients"])
    for each in told["byTier"]:
        behind = await house.data("finance", PAYERS, f=first.isoformat(), t=until.isoformat(), k=each["key"])
        assert behind["revenuePerTierClients"]["totalCount"] == each["clients"]
        if D(each["averageClients"]) < 5:
            assert each["arpu"] is None
        else:
            yearly = D(each["revenue"]) / D(each["averageClients"]) * 365 / 74
            assert abs(D(each["arpu"]) - yearly) < D("0.05")


async def test_without_revenue_there_is_no_arpu(house: House) -> None:
    told = (await house.data("finance", ARPU, f="1990-01-01", t="1990-02-01"))["revenuePerTier"]
    assert told["recordedUntil"] is None
    assert {(each["revenue"], each["arpu"]) for each in [*told["byTier"], told["total"]]} == {(None, None)}


async def test_who_may_not_read_revenue_is_refused(house: House) -> None:
    for role in ("client_manager", "operations", "team_lead"):
        answer = await house.ask(role, ARPU, f="2026-01-01", t="2026-02-01")
        assert "FORBIDDEN" in codes_of(answer)
    assert "FORBIDDEN" in codes_of(await house.ask("policy_admin", SHARE))


async def test_of_few_clients_only_who_reads_the_whole_firm_is_told(house: House) -> None:
    told = await share(house, "client_manager")
    small = [each for each in told["byTier"] if each["clients"] is None]
    if small:
        assert (told["heads"]["numerator"], told["aum"]["numerator"]) == (None, None)
    assert all(each["clients"] in (None, 0) or each["clients"] >= 3 for each in told["byTier"])
    sums = {"-": Sum(2, 100), "x": Sum(9, 900)}
    assert shares_of(None, sums, whole=True).heads.denominator == 11
    hidden = shares_of(None, sums, whole=False)
    assert hidden.heads.denominator is hidden.aum.denominator is None
    assert [(each.key, each.clients) for each in hidden.by_tier] == [("x", 9), ("-", None)]


def test_small_numbers_come_with_how_far_chance_reaches() -> None:
    assert wilson(5, 10) == (D("0.2366"), D("0.7634"))
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == 1
    many = ratio_of(D(30), D(60), 60, counted=True)
    assert (many.ratio, many.low) == (D("0.5000"), None)
    few = ratio_of(D(2), D(4), 4, counted=True)
    assert (few.numerator, few.denominator) == (D(2), D(4))
    assert few.ratio is few.low is None
    assert ratio_of(D(5), D(10), 10, counted=True).low == D("0.2366")
    assert ratio_of(D(5), D(10), 10, counted=False).low is None


async def test_figures_take_a_constant_number_of_statements(house: House) -> None:
    counts = []
    for days in (1, 700):
        with house.counted() as seen:
            first = business_date() - timedelta(days=days)
            await house.data("finance", ARPU, f=first.isoformat(), t=today())
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
    with house.counted() as seen:
        await share(house, on=date(2026, 1, 1).isoformat())
    assert len(seen) <= 6
