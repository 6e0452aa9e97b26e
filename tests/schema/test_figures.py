"""Figures that Python works out of the ledger: what they say, and to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from backend.book.booking import confirm
from backend.book.booking_drafts import Booking
from backend.book.nav_points import NavRow, publish
from backend.book.product_changes import create_product
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.platform.principal import Level
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of, furnish, widened

D = Decimal
FIRST = date(2026, 1, 9)
FIGURES = """query($id: ID!, $on: Date, $view: FigureView!) { client(id: $id) {
  assets(on: $on, view: $view) { value positions unpriced }
  worthHistory(on: $on, view: $view) { date value paidIn gain }
  performance(on: $on, view: $view) { total { invested cost value realised unrealised dividends total sincePurchase
    timeWeighted moneyWeighted drawdown }
    positions { product { id } shareClass { name } figures { total drawdown drawdownSincePurchase } } } } }"""


@dataclass
class Ledger:
    """A client with two funds: 1,000 units bought at 1.00 and 500 at 2.00; they are worth 1.20 and 1.50."""

    house: House
    client: str
    funds: list[UUID]

    async def figures(self, who: Any, on: date | None = None, view: str = "KNOWN_NOW") -> dict[str, Any]:
        """The client's figures as somebody sees them."""
        day = None if on is None else on.isoformat()
        return (await self.house.data(who, FIGURES, id=self.client, on=day, view=view))["client"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
async def ledger(database: Database, vault: Vault) -> Ledger:
    """A firm of its own."""
    house = await build_house(database, vault)
    await furnish(house, 1)
    client_id, _ = await new_client(house)
    funds = []
    async with house.database.change(house.firm.system) as session:
        for code, bought, now_ in (("FG1", "1.00", "1.20"), ("FG2", "2.00", "1.50")):
            fund = await create_product(session, {"code": code, "name": code})
            funds.append(fund.id)
            await publish(session, NavRow(fund.id, FIRST, D(bought)))
            units = D(1000) if code == "FG1" else D(500)
            gross = units * D(bought)
            await confirm(session, Booking(client_id, fund.id, "initial", FIRST, units, D(bought), gross))
            await publish(session, NavRow(fund.id, FIRST + timedelta(days=28), D(now_)))
    return Ledger(house, public_id("client", client_id), funds)


async def test_a_client_is_told_what_he_paid_has_and_gained(ledger: Ledger) -> None:
    told = await ledger.figures("client_manager")
    total = told["performance"]["total"]
    assert told["assets"] == {"value": "1950.00", "positions": 2, "unpriced": 0}
    assert (total["invested"], total["cost"], total["value"]) == ("2000.00", "2000.00", "1950.00")
    assert (total["unrealised"], total["total"], total["sincePurchase"]) == ("-50.00", "-50.00", "-0.025")
    assert total["timeWeighted"] == "-0.025"
    assert total["drawdown"] is None
    falls = {p["product"]["id"]: p["figures"]["drawdown"] for p in told["performance"]["positions"]}
    assert falls == {
        public_id("product", ledger.funds[0]): "0",
        public_id("product", ledger.funds[1]): "0.25",
    }
    last = told["worthHistory"][-1]
    assert (last["value"], last["paidIn"], last["gain"]) == ("1950.00", "2000.00", "-50.00")
    assert told["worthHistory"][0] == {
        "date": FIRST.isoformat(), "value": "2000.00", "paidIn": "2000.00", "gain": "0.00"
    }  # fmt: skip


async def test_an_earlier_day_counts_what_was_there_and_known_then_what_was_known(ledger: Ledger) -> None:
    before = await ledger.figures("client_manager", FIRST + timedelta(days=7))
    assert before["assets"]["value"] == "2000.00"
    # Everything was entered today, so nobody knew of it on that day.
    then = await ledger.figures("client_manager", FIRST + timedelta(days=7), "KNOWN_THEN")
    assert then["assets"] == {"value": "0.00", "positions": 0, "unpriced": 0}
    assert then["performance"] == {"total": None, "positions": []}
    assert then["worthHistory"] == []


async def test_a_day_to_come_is_refused(ledger: Ledger) -> None:
    tomorrow = (business_date() + timedelta(days=1)).isoformat()
    answer = await ledger.house.ask(
        "client_manager", FIGURES, id=ledger.client, on=tomorrow, view="KNOWN_NOW"
    )
    assert set(codes_of(answer)) == {"BAD_USER_INPUT"}
    assert answer["errors"][0]["extensions"]["params"]["field"] == "on"


async def test_a_figure_needs_its_right_and_a_client_of_somebody_else_has_none(ledger: Ledger) -> None:
    principal = await ledger.house.principal("client_manager")
    none = (Level.NONE,) * len(principal.mask.levels["Client.name"])
    answer = await ledger.house.ask(
        widened(principal, Client__performance=none), FIGURES, id=ledger.client, on=None, view="KNOWN_NOW"
    )
    assert answer["data"]["client"]["performance"] is None
    assert [e["extensions"]["coordinate"] for e in answer["errors"]] == ["Client.performance"]
    assert await ledger.figures("client_manager#2") is None


async def test_a_key_that_was_given_one_fund_is_told_of_this_fund_and_no_total(ledger: Ledger) -> None:
    principal = await ledger.house.principal("partner_api")
    scope = replace(principal.scope, sources=frozenset(), product_ids=frozenset({ledger.funds[0]}))
    whole = (await ledger.house.principal("executive")).mask.levels["Client.name"]
    fields = {
        "Client": ("performance", "assets", "worthHistory"),
        "ClientPerformance": ("total", "positions"),
        "PositionPerformance": ("product", "shareClass", "figures"),
        "Performance": ("total", "drawdown", "drawdownSincePurchase"),
    }
    names = [f"{type_}.{field}" for type_, of in fields.items() for field in of]
    key = widened(
        replace(principal, scope=scope, subject="system:key"),
        **{name.replace(".", "__"): whole for name in names},
    )
    told = await ledger.figures(key)
    assert [p["product"]["id"] for p in told["performance"]["positions"]] == [
        public_id("product", ledger.funds[0])
    ]
    assert told["performance"]["total"] is None
    assert told["assets"] is None
    assert told["worthHistory"] == []


async def test_the_firms_assets_are_those_of_the_clients_one_sees(ledger: Ledger) -> None:
    document = (
        "{ assets { clients total { value positions } byProduct { product { id } assets { value } } } }"
    )
    own = (await ledger.house.data("client_manager", document))["assets"]
    assert own["clients"] == 2
    assert [p["assets"]["value"] for p in own["byProduct"]] == ["1200.00", "750.00", "120.00"]
    assert own["total"] == {"value": "2070.00", "positions": 3}
    assert (await ledger.house.data("client_manager#2", document))["assets"]["clients"] == 0
    assert (await ledger.house.data("executive", document))["assets"] == own
