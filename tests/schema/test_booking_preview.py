"""What a booking is said to do is what it then does; and who may not book learns nothing by asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backend.book.booking import confirm
from backend.book.booking_drafts import Booking
from backend.book.fee_terms import set_terms
from backend.book.nav_points import NavRow, publish
from backend.book.open_days import Opening, replace_open_days
from backend.book.product_changes import create_product
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of, furnish

D = Decimal
FIGURES = "kind units nav gross fee net currency cash unitsBefore unitsAfter notes"
PREVIEW = (
    "query($input: BookingPreviewInput!) { it: bookingPreview(input: $input) { "
    f"{FIGURES} lots {{ openedOn unlockOn unitsBefore unitsAfter locked }} }} }}"
)
SWITCH = f"query($input: BookSwitchInput!) {{ it: switchPreview(input: $input) {{ {FIGURES} }} }}"
BOOK = "mutation($input: BookTransactionInput!) { it: bookTransaction(input: $input) { id units gross fee net } }"
BOOK_SWITCH = (
    "mutation($input: BookSwitchInput!) { it: bookSwitch(input: $input) { id kind units gross net } }"
)
HELD = "query($id: ID!) { client(id: $id) { lots(open: true) { product { id } openedOn units } } }"


@dataclass
class Counter:
    """A client with 1,000 units of 2026-01-05, locked for 180 days; the fund charges 1 % in and 2 % out early."""

    house: House
    client: str
    fund: str
    other: str

    async def preview(self, **given: Any) -> dict[str, Any]:
        wanted = {"client": self.client, "product": self.fund, "date": "2026-03-02", **given}
        return dict((await self.house.data("operations", PREVIEW, input=wanted))["it"])

    async def lots(self, fund: str) -> list[tuple[str, str]]:
        found = (await self.house.data("operations", HELD, id=self.client))["client"]["lots"]
        return [(lot["openedOn"], lot["units"]) for lot in found if lot["product"]["id"] == fund]


@pytest.fixture
async def counter(database: Database, vault: Vault) -> Counter:
    """A firm of its own."""
    house = await build_house(database, vault)
    await furnish(house, 1)
    client_id, _ = await new_client(house)
    begin = date(2026, 1, 5)
    async with house.database.change(house.firm.system) as session:
        fund = await create_product(
            session, {"code": "PV1", "name": "预览基金", "lockUpDays": 180, "furtherMinimum": D(1000)}
        )
        other = await create_product(session, {"code": "PV2", "name": "转入基金"})
        terms = {"subscriptionRate": D("0.01"), "redemptionSteps": [{"days": 180, "rate": D("0.02")}]}
        await set_terms(session, fund.id, begin, terms)
        await publish(session, NavRow(fund.id, begin, D(1)))
        await publish(session, NavRow(fund.id, date(2026, 3, 2), D("1.25"), dividend=D("0.05")))
        await replace_open_days(
            session,
            fund.id,
            date(2026, 3, 2),
            date(2026, 3, 2),
            [Opening(date(2026, 3, 2), date(2026, 3, 2))],
        )
        await confirm(session, Booking(client_id, fund.id, "initial", begin, D(1000), D(1), D(1010), D(10)))
    client, *funds = (
        public_id("client", client_id),
        public_id("product", fund.id),
        public_id("product", other.id),
    )
    return Counter(house, client, *funds)


async def test_a_purchase_is_worked_out_of_the_nav_and_the_terms_of_the_day(counter: Counter) -> None:
    told = await counter.preview(kind="additional", gross="1010")
    assert (told["nav"], told["fee"], told["net"], told["units"]) == ("1.25", "10.00", "1000.00", "800")
    assert (told["cash"], told["unitsBefore"], told["unitsAfter"]) == ("1010.00", "1000", "1800")
    assert told["lots"] == [
        {
            "openedOn": "2026-03-02",
            "unlockOn": "2026-08-29",
            "unitsBefore": "0",
            "unitsAfter": "800",
            "locked": False,
        }
    ]
    assert told["notes"] == []


async def test_a_redemption_tells_the_lots_it_uses_their_fee_and_that_they_are_locked(
    counter: Counter,
) -> None:
    told = await counter.preview(kind="redemption", units="400")
    assert (told["gross"], told["fee"], told["cash"]) == ("500.00", "10.00", "-490.00")
    assert told["lots"] == [
        {
            "openedOn": "2026-01-05",
            "unlockOn": "2026-07-04",
            "unitsBefore": "1000",
            "unitsAfter": "600",
            "locked": True,
        }
    ]
    assert told["notes"] == ["locked"]
    late = await counter.preview(kind="redemption", units="1000", date="2026-08-31", nav="1.3")
    assert (late["fee"], late["notes"]) == ("0.00", ["not_open", "all_out"])


async def test_a_dividend_is_that_of_the_nav_and_nothing_comes_of_units(counter: Counter) -> None:
    told = await counter.preview(kind="dividend")
    assert (told["gross"], told["cash"], told["units"], told["unitsAfter"]) == (
        "50.00",
        "-50.00",
        "0",
        "1000",
    )


@pytest.mark.parametrize(
    ("given", "notes"),
    [
        ({"kind": "additional", "gross": "500"}, ["below_minimum"]),
        ({"kind": "additional", "gross": "2000", "nav": "1.24"}, ["nav_differs"]),
        ({"kind": "additional", "gross": "2000", "date": "2026-03-03", "nav": "1.25"}, ["not_open"]),
    ],
)
async def test_what_is_unusual_is_said_and_not_refused(
    counter: Counter, given: dict[str, str], notes: list[str]
) -> None:
    assert (await counter.preview(**given))["notes"] == notes


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "additional", "gross": "1010"},
        {"kind": "redemption", "units": "400"},
        {"kind": "dividend_reinvested"},
        {"kind": "redemption", "units": "1000"},
    ],
)
async def test_a_booking_does_what_its_preview_said(counter: Counter, given: dict[str, str]) -> None:
    before = await counter.lots(counter.fund)
    told = await counter.preview(**given)
    assert await counter.lots(counter.fund) == before
    figures = {key: told[key] for key in ("units", "nav", "gross", "fee")}
    booking = {"client": counter.client, "product": counter.fund, "date": "2026-03-02", "kind": given["kind"]}
    booked = (await counter.house.data("operations", BOOK, input={**booking, **figures}))["it"]
    assert (booked["gross"], booked["fee"], booked["net"]) == (told["gross"], told["fee"], told["net"])
    changed = {lot["openedOn"]: lot["unitsAfter"] for lot in told["lots"]}
    expected = {**dict(before), **changed}
    assert dict(await counter.lots(counter.fund)) == {
        day: units for day, units in expected.items() if units != "0"
    }


async def test_both_sides_of_a_switch_are_told_and_booked_together(counter: Counter) -> None:
    given = {
        "client": counter.client, "product": counter.fund, "intoProduct": counter.other, "date": "2026-03-02",
        "units": "400", "navOut": "1.25", "navIn": "2", "fee": "20",
    }  # fmt: skip
    out, into = (await counter.house.data("operations", SWITCH, input=given))["it"]
    assert (out["kind"], out["gross"], out["fee"], out["unitsAfter"]) == (
        "switch_out",
        "500.00",
        "20.00",
        "600",
    )
    assert (into["kind"], into["units"], into["cash"]) == ("switch_in", "240", "0.00")
    booked = (await counter.house.data("operations", BOOK_SWITCH, input=given))["it"]
    assert (booked["kind"], booked["units"], booked["net"]) == ("switch_out", "-400", "480.00")
    assert await counter.lots(counter.other) == [("2026-03-02", "240")]
    for broken in ({"intoProduct": counter.fund}, {"units": "9999"}, {"navIn": "0"}, {"fee": "501"}):
        answer = await counter.house.ask("operations", SWITCH, input={**given, **broken})
        assert codes_of(answer) == ["BAD_USER_INPUT"], broken


async def test_figures_that_cannot_be_are_refused_with_the_field(counter: Counter) -> None:
    broken = {
        "units": {"kind": "redemption", "units": "5000"},
        "gross": {"kind": "additional"},
        "nav": {"kind": "redemption", "units": "1", "date": "2026-03-03"},
        "kind": {"kind": "gift", "gross": "1"},
        "date": {"kind": "additional", "gross": "1000", "nav": "1", "date": "2999-01-01"},
    }
    for field, given in broken.items():
        wanted = {"client": counter.client, "product": counter.fund, "date": "2026-03-02", **given}
        answer = await counter.house.ask("operations", PREVIEW, input=wanted)
        assert codes_of(answer) == ["BAD_USER_INPUT"], field
        assert answer["errors"][0]["extensions"]["params"]["field"] == field


async def test_who_may_not_book_is_told_nothing(counter: Counter) -> None:
    wanted = {"client": counter.client, "product": counter.fund, "date": "2026-03-02", "kind": "dividend"}
    for role in ("client_manager", "executive", "auditor"):
        assert codes_of(await counter.house.ask(role, PREVIEW, input=wanted)) == ["FORBIDDEN"]


async def test_a_correction_keeps_its_reason_with_the_version(counter: Counter) -> None:
    publish_nav = "mutation($input: PublishNavInput!) { publishNav(input: $input) { id } }"
    versions = """query($id: ID!) { product(id: $id) {
      navVersions(date: "2026-03-02") { unit reason corrected supersededAt } } }"""
    given = {
        "product": counter.fund,
        "date": "2026-03-02",
        "unit": "1.26",
        "dividend": "0.05",
        "reason": "托管人更正",
    }
    await counter.house.data("operations", publish_nav, input=given)
    first, second = (await counter.house.data("client_manager", versions, id=counter.fund))["product"][
        "navVersions"
    ]
    assert (first["unit"], first["reason"], first["corrected"]) == ("1.25", None, False)
    assert (second["unit"], second["reason"], second["supersededAt"]) == ("1.26", "托管人更正", None)
    assert first["supersededAt"] is not None


TRANSFER = (
    f"query($input: BookTransferInput!) {{ it: transferPreview(input: $input) {{ {FIGURES} "
    "lots { openedOn unitsBefore unitsAfter locked } } }"
)
BOOK_TRANSFER = (
    "mutation($input: BookTransferInput!) { it: bookTransfer(input: $input) { kind units gross net } }"
)
LOTS = (
    "query($id: ID!) { client(id: $id) { lots(open: true) { openedOn units cost highWater unlockOn } "
    "transactions(first: 9) { nodes { kind units } } } }"
)
IN_FORCE = "query($id: ID!, $on: Date!) { it: navInForce(product: $id, date: $on) { date unit stale } }"


async def test_both_sides_of_a_transfer_are_told_and_booked_together(counter: Counter) -> None:
    house = counter.house
    heir = public_id("client", (await new_client(house))[0])
    given = {
        "client": counter.client, "toClient": heir, "product": counter.fund, "date": "2026-03-02", "units": "400",
        "nav": "1.25", "reference": "GH-1",
    }  # fmt: skip
    gives, gets = (await house.data("operations", TRANSFER, input=given))["it"]
    assert (gives["kind"], gives["gross"], gives["cash"], gives["unitsAfter"]) == (
        "transfer_out", "500.00", "0.00", "600",
    )  # fmt: skip
    assert (gets["kind"], gets["unitsBefore"], gets["unitsAfter"], gets["cash"]) == (
        "transfer_in", "0", "400", "0.00",
    )  # fmt: skip
    assert gets["lots"] == [
        {"openedOn": "2026-01-05", "unitsBefore": "0", "unitsAfter": "400", "locked": False}
    ]
    booked = (await house.data("operations", BOOK_TRANSFER, input=given))["it"]
    assert booked == {"kind": "transfer_out", "units": "-400", "gross": "500.00", "net": "500.00"}
    told = (await house.data("operations", LOTS, id=heir))["client"]
    assert [(lot["openedOn"], lot["units"], lot["cost"]) for lot in told["lots"]] == [
        ("2026-01-05", "400", "404.00")
    ]
    assert told["transactions"]["nodes"] == [{"kind": "transfer_in", "units": "400"}]
    for broken, field in (
        ({"toClient": counter.client}, "toClient"), ({"units": "9999"}, "units"), ({"nav": "0"}, "nav"),
        ({"units": "0"}, "units"), ({"date": "2999-01-01"}, "date"),
    ):  # fmt: skip
        answer = await house.ask("operations", TRANSFER, input={**given, **broken})
        assert codes_of(answer) == ["BAD_USER_INPUT"], broken
        assert answer["errors"][0]["extensions"]["params"]["field"] == field
    again = await house.ask("operations", BOOK_TRANSFER, input={**given, "units": "1"})
    assert codes_of(again) == ["BAD_USER_INPUT"]
    for role in ("client_manager", "finance", "executive"):
        assert codes_of(await house.ask(role, TRANSFER, input=given)) == ["FORBIDDEN"]


async def test_an_opening_balance_brings_the_lots_of_the_time_before(counter: Counter) -> None:
    house = counter.house
    client = public_id("client", (await new_client(house))[0])
    lots = [
        {"openedOn": "2024-05-10", "units": "100", "cost": "90"},
        {"openedOn": "2025-12-01", "units": "50", "cost": "60", "highWater": "1.3", "unlockOn": "2026-12-01"},
    ]
    given = {"client": client, "product": counter.fund, "kind": "opening", "date": "2026-01-05", "lots": lots}
    told = (await house.data("operations", PREVIEW, input=given))["it"]
    assert (told["units"], told["gross"], told["nav"], told["cash"]) == ("150", "150.00", "1", "0.00")
    assert [(lot["openedOn"], lot["unitsAfter"], lot["unlockOn"]) for lot in told["lots"]] == [
        ("2024-05-10", "100", "2024-11-06"),
        ("2025-12-01", "50", "2026-12-01"),
    ]
    figures = {key: told[key] for key in ("units", "nav", "gross", "fee")}
    await house.data("operations", BOOK, input={**given, **figures})
    stored = (await house.data("operations", LOTS, id=client))["client"]["lots"]
    assert [(lot["openedOn"], lot["units"], lot["cost"], lot["highWater"]) for lot in stored] == [
        ("2024-05-10", "100", "90.00", "1"),
        ("2025-12-01", "50", "60.00", "1.3"),
    ]
    later = {**lots[0], "openedOn": "2026-01-06"}
    nothing = {**lots[0], "units": "0"}
    for broken, field in (
        ({"lots": [later]}, "lots"), ({"lots": [nothing]}, "units"), ({"units": "151"}, "lots"),
        ({"kind": "additional", "gross": "150"}, "lots"),
    ):  # fmt: skip
        answer = await house.ask("operations", PREVIEW, input={**given, **broken})
        assert codes_of(answer) == ["BAD_USER_INPUT"], broken
        assert answer["errors"][0]["extensions"]["params"]["field"] == field


@pytest.mark.parametrize(
    ("on", "found"),
    [
        ("2026-01-04", None),
        ("2026-03-01", {"date": "2026-01-05", "unit": "1", "stale": True}),
        ("2026-03-02", {"date": "2026-03-02", "unit": "1.25", "stale": False}),
        ("2026-03-05", {"date": "2026-03-02", "unit": "1.25", "stale": False}),
    ],
)
async def test_the_nav_that_counts_on_a_day_is_told_with_its_own_day(
    counter: Counter, on: str, found: dict[str, Any] | None
) -> None:
    assert (await counter.house.data("operations", IN_FORCE, id=counter.fund, on=on))["it"] == found
    assert codes_of(await counter.house.ask("client_manager", IN_FORCE, id=counter.fund, on=on)) == [
        "FORBIDDEN"
    ]
