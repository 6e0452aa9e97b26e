"""Lists of funds, families and reconciliation as files: what the screen shows, narrowed alike, and no name more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import Level
from backend.schema.export_lists import LISTS
from backend.schema.export_reading import page_document
from backend.systemize.tables.delimited import DelimitedWriter
from tests.exports.making import ASK, ask, maker_of
from tests.exports.test_exports import spans, widened
from tests.exports.test_guard import MARK, Sink
from tests.schema.house import House, build_house, codes_of, furnish

ANYWHERE = (Level.VIEW,) * 4


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm with three clients of one manager and two of another, one family each."""
    made = await build_house(database, vault)
    await furnish(made, 3)
    await furnish(made, 2, owner="operations")
    return made


async def test_funds_are_exported_as_they_are_narrowed_and_sorted(house: House) -> None:
    columns = ["code", "status", "navStale"]
    document = "{ products(orderBy: [{field: CODE, direction: DESC}]) { nodes { code } } }"
    shown = [each["code"] for each in (await house.data("operations", document))["products"]["nodes"]]
    wanted: dict[str, Any] = {
        "list": "products", "columns": columns, "orderBy": [{"field": "CODE", "direction": "DESC"}],
    }  # fmt: skip
    export = await ask(house, "operations", **wanted)
    await export.make()
    heading, *rows = await export.table()
    assert heading == ["Code", "Status", "NAV overdue"]
    assert [row[0] for row in rows] == shown
    assert {row[1] for row in rows} == {"Open"}
    one = await ask(house, "operations", **wanted, filter={"code": {"eq": shown[0]}}, search=shown[0][:3])
    await one.make()
    assert [row[0] for row in (await one.table())[1:]] == shown[:1]
    assert one.asked["filteredBy"] == ["code", "search"]


async def test_the_name_of_a_member_leaves_only_where_names_may(house: House) -> None:
    """Who may export names of his own clients alone gets a family of his without the names of others."""
    person = await house.principal("operations")
    own = (True, False, False, False)
    columns = list(LISTS["households"].columns)
    coordinates = ["Household", *(f"Household.{key}" for key in columns)]
    told = {}
    for name, exports in (("own", own), ("all", (True,) * 4)):
        who = widened(person, *coordinates)
        mask = who.mask
        given = {**mask.exports, "Client.name": exports}
        who = replace(who, mask=replace(mask, id=f"{mask.id} {name}", exports=given))
        export = await ask(house, who, list="households", columns=columns)
        assert who.user_id is not None
        await export.make(maker_of(house, {who.user_id: who}))
        told[name] = sorted((row[1], row[2]) for row in (await export.table())[1:])
    assert told["all"] == [("客户000", "客户000, 客户001, 客户002"), ("客户003", "客户003, 客户004")]
    assert told["own"] == [("", ""), ("客户003", "客户003, 客户004")]


@pytest.mark.parametrize("list_", ["households", "unitBreaks", "paymentDifferences", "feeDifferences"])
@pytest.mark.parametrize("role", ["client_manager", "operations", "finance", "executive", "auditor"])
async def test_a_role_gets_no_more_of_a_list_than_it_shows_him(role: str, list_: str, house: House) -> None:
    """Given every right to export there is, a file still holds no more than the list; who sees none gets none."""
    person = await house.principal(role)
    of = LISTS[list_]
    coordinates = [of.type, "Client", "Client.name", *(column.coordinate for column in of.columns.values())]
    who = widened(person, *coordinates, Mutation__requestExport=ANYWHERE)
    visible = [key for key, one in of.columns.items() if person.mask.anywhere(one.coordinate) > Level.NONE]
    days = spans(list_)
    answer = await house.ask(person, page_document(of, [of.columns[key] for key in visible]), **days)
    if not (answer.get("data") or {}).get("rows"):
        refused = await house.ask(
            who,
            ASK,
            i={"list": list_, "format": "csv", "columns": [*of.columns], "reason": "月度核对", **days},
        )
        assert codes_of(refused) == ["FORBIDDEN"]
        return
    found = answer["data"]["rows"]
    nodes = found if of.is_plain else found["nodes"]
    assert nodes
    export = await ask(house, who, list=list_, columns=visible, **days)
    assert who.user_id is not None
    assert (await export.make(maker_of(house, {who.user_id: who}))).state == "done"
    _, *rows = await export.table()
    sink: Any = Sink()
    writer = DelimitedWriter(sink, [], MARK)
    shown = [[writer._written(of.columns[key].read(node, True)) for key in visible] for node in nodes]
    assert sorted(rows) == sorted(shown)


async def test_differences_ask_for_their_days_and_hold_those_alone(house: House) -> None:
    wanted = {"list": "paymentDifferences", "columns": ["date", "reason", "clientName", "paid"]}
    asked = {**wanted, "format": "csv", "reason": "月度核对", "from": business_date().isoformat()}
    refused = await house.ask("operations", ASK, i=asked)
    assert refused["errors"][0]["extensions"]["params"] == {"field": "to", "problem": "required"}
    misplaced = await house.ask("operations", ASK, i={**asked, "list": "unitBreaks", "columns": ["asOf"]})
    assert codes_of(misplaced) == ["BAD_USER_INPUT"]
    day = business_date().isoformat()
    export = await ask(house, "operations", **wanted, **{"from": day, "to": day})
    assert (export.asked["rows"], export.asked["filteredBy"]) == (15, ["from", "to"])
    await export.make()
    rows = (await export.table())[1:]
    assert {row[1] for row in rows} == {"Payment without a purpose", "Not paid"}
    before = (business_date() - timedelta(days=30)).isoformat()
    none = await ask(house, "operations", **wanted, **{"from": before, "to": before})
    assert ((await none.make()).state, await none.table()) == ("done", [["Date", "Reason", "Client", "Paid"]])
    assert codes_of(await house.ask("finance", ASK, i={**asked, "to": day})) == []
