"""Two clients become one and two again: nothing is lost on the way, and nobody learns or does more than he may."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.book.booking import confirm
from backend.book.booking_drafts import Booking
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, replace_contacts
from backend.book.lookup import named
from backend.book.merge_movers import MOVERS
from backend.book.merges import ClientMerge
from backend.book.rebuild import PositionKey, all_positions, differences, maintain_aum, rebuild
from backend.migrations.metadata import METADATA
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from tests.schema.calls import new_client
from tests.schema.house import ID_NUMBERS, House, build_house, codes_of, furnish

MERGE = """mutation($input: MergeClientsInput!) { mergeClients(input: $input) {
  id version name aum mobile idNumber
  merges { id mergedAt undoUntil other { id name mergedInto { id } } by { id } } } }"""
UNMERGE = "mutation($input: IdInput!) { unmergeClients(input: $input) { id version merges { id } } }"
PREVIEW = """query($id: ID!, $other: ID!) { previewMerge(id: $id, other: $other) { survivor { id } other { id }
  fields { key ours theirs oursHidden theirsHidden differs mayTake suggested } moves { what count } } }"""
# What changes although everything came back: whose turn it was last, and rows that are made anew from transactions.
APART = {"client": {"version", "updated_at"}, "holding": {"id"}}


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    """A firm of its own for each test, whose derived rows are in line with its transactions."""
    made = await build_house(database, vault)
    await furnish(made, 3)
    async with database.change(made.firm.system) as session:
        keys = await all_positions(session)
        await rebuild(session, keys)
        await maintain_aum(session, [key.client_id for key in keys])
    return made


def test_every_column_that_refers_to_a_client_says_what_becomes_of_its_rows() -> None:
    referring = {
        (table.name, [column.name for column in key.columns][1])
        for table in METADATA.sorted_tables
        for key in table.foreign_key_constraints
        if key.referred_table.name == "client"
    }
    assert referring == set(MOVERS)


async def _rows(house: House, *ids: UUID) -> dict[str, Any]:
    """Everything that refers to clients, and the clients."""
    found: dict[str, Any] = {}
    async with house.database.read(house.firm_id) as session:
        for name, column in [
            ("client", "id"),
            *(place for place in MOVERS if place[0][:12] != "client_merge"),
        ]:
            table = METADATA.tables[name]
            told = await session.execute(
                select(table).where(table.c.firm_id == house.firm_id, table.c[column].in_(ids))
            )
            dropped = APART.get(name, set())
            rows = [{k: v for k, v in row._mapping.items() if k not in dropped} for row in told]
            found[f"{name}.{column}"] = sorted(rows, key=repr)
    return found


async def _version(house: House, id: str) -> int:
    data = await house.data("operations", "query($id: ID!) { client(id: $id) { version } }", id=id)
    return int(data["client"]["version"])


async def _merge(
    house: House, one: str, other: str, who: str = "operations", **choices: str
) -> dict[str, Any]:
    given = {
        "id": one, "version": await _version(house, one), "other": other,
        "otherVersion": await _version(house, other),
        "choices": [{"field": key, "side": side} for key, side in choices.items()],
    }  # fmt: skip
    return await house.ask(who, MERGE, input=given)


async def _merged(house: House, one: str, other: str, **choices: str) -> dict[str, Any]:
    answer = await _merge(house, one, other, **choices)
    assert "errors" not in answer, answer["errors"]
    return dict(answer["data"]["mergeClients"])


async def test_a_merge_and_its_undoing_leave_everything_as_it_was(house: House) -> None:
    one, other = house.id("client", 0), house.id("client", 1)
    ids = own_id("client", one), own_id("client", other)
    before = await _rows(house, *ids)
    merged = await _merged(
        house, one, other, name="THEIRS", owner="THEIRS", mobile="THEIRS", bankAccount="THEIRS"
    )
    between = await _rows(house, *ids)
    assert between != before
    # What each had of its own is all with the one now; what both had stays once.
    for place in ("interaction.client_id", "transaction.client_id", "task.client_id", "revenue.client_id"):
        assert {row["client_id"] for row in between[place]} == {ids[0]}
        assert len(between[place]) == len(before[place])
    assert {row["client_id"] for row in between["client_tag.client_id"] if row["client_id"] == ids[1]}
    answer = await house.data("operations", UNMERGE, input={"id": merged["merges"][0]["id"]})
    assert answer["unmergeClients"]["merges"] == []
    after = await _rows(house, *ids)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    async with house.database.read(house.firm_id) as session:
        assert await differences(session, await all_positions(session)) == []


async def test_the_survivor_has_the_money_of_both(house: House) -> None:
    one, other = house.id("client", 0), house.id("client", 1)
    product = house.rows["product"][0]
    rows = [
        Booking(
            own_id("client", id),
            product,
            "initial",
            date(2026, 1, 5),
            Decimal(units),
            Decimal(1),
            Decimal(units),
        )
        for id, units in ((one, 40), (other, 60))
    ]
    rows.append(
        Booking(
            own_id("client", one),
            product,
            "redemption",
            date(2026, 2, 5),
            Decimal(30),
            Decimal(1),
            Decimal(30),
        )
    )
    async with house.database.change(house.firm.system) as session:
        for row in rows:
            await confirm(session, row)
    read = "query($id: ID!) { client(id: $id) { aum holdings { units } transactions { totalCount } } }"
    apart = [(await house.data("operations", read, id=id))["client"] for id in (one, other)]
    merged = await _merged(house, one, other)
    together = (await house.data("operations", read, id=one))["client"]
    assert Decimal(merged["aum"]) == sum(Decimal(each["aum"]) for each in apart)
    assert sum(Decimal(h["units"]) for h in together["holdings"]) == sum(
        Decimal(h["units"]) for each in apart for h in each["holdings"]
    )
    assert together["transactions"]["totalCount"] == sum(each["transactions"]["totalCount"] for each in apart)
    left = (await house.data("operations", read, id=other))["client"]
    assert Decimal(left["aum"]) == left["transactions"]["totalCount"] == 0
    assert left["holdings"] == []
    async with house.database.read(house.firm_id) as session:
        assert await differences(session, await all_positions(session)) == []
        keys = [PositionKey(own_id("client", other), product)]
        assert await differences(session, keys) == []


async def test_the_other_one_is_in_no_list_and_his_address_leads_to_the_survivor(house: House) -> None:
    one, other = house.id("client", 0), house.id("client", 1)
    listed = """{ clients(first: 100) { totalCount nodes { id } }
      search(text: "客户001") { target { ... on Client { id } } } }"""
    before = await house.data("operations", listed)
    assert other in str(before["clients"])
    assert other in str(before["search"])
    await _merged(house, one, other)
    after = await house.data("operations", listed)
    assert after["clients"]["totalCount"] == before["clients"]["totalCount"] - 1
    assert other not in str(after)
    led = await house.data(
        "operations", "query($id: ID!) { client(id: $id) { id mergedInto { id } } }", id=other
    )
    assert led["client"] == {"id": other, "mergedInto": {"id": one}}


async def test_a_sealed_number_goes_over_without_being_shown(house: House) -> None:
    (one, _), (other, _) = (
        await new_client(house, idType="passport", idNumber="E12345678"),
        await new_client(house, idType="resident_id", idNumber=ID_NUMBERS[0]),
    )
    ids = public_id("client", one), public_id("client", other)
    merged = await _merged(house, *ids, idNumber="THEIRS")
    assert merged["idNumber"].endswith(ID_NUMBERS[0][-4:])
    reveal = (
        'mutation($id: ID!) { reveal(input: {id: $id, field: "idNumber", reason: "核对证件"}) { value } }'
    )
    asked = await house.data("compliance", reveal, id=ids[0])
    assert asked["reveal"]["value"] == ID_NUMBERS[0]
    await house.data("operations", UNMERGE, input={"id": merged["merges"][0]["id"]})
    back = [(await house.data("compliance", reveal, id=id))["reveal"]["value"] for id in ids]
    assert back == ["E12345678", ID_NUMBERS[0]]


async def test_the_same_way_to_reach_is_there_once_and_one_of_a_kind_is_primary(house: House) -> None:

    (one, _), (other, _) = await new_client(house), await new_client(house)
    drafts = {one: ["16900007001", "16900007002"], other: ["16900007003", "16900007001"]}
    async with house.database.change(house.firm.system) as session:
        for id, numbers in drafts.items():
            client = await named(session, Client, id, "client")
            await replace_contacts(session, house.vault, client, [ContactDraft("mobile", n) for n in numbers])
    ids = public_id("client", one), public_id("client", other)
    points = "query($id: ID!) { client(id: $id) { mobile contactPoints { value primary } } }"
    merged = await _merged(house, *ids, mobile="THEIRS")
    told = (await house.data("operations", points, id=ids[0]))["client"]
    assert sorted(p["value"][-4:] for p in told["contactPoints"]) == ["7001", "7002", "7003"]
    assert [p["value"][-4:] for p in told["contactPoints"] if p["primary"]] == ["7003"]
    await house.data("operations", UNMERGE, input={"id": merged["merges"][0]["id"]})
    for public, numbers in zip(ids, drafts.values(), strict=True):
        told = (await house.data("operations", points, id=public))["client"]
        assert sorted(p["value"][-4:] for p in told["contactPoints"]) == sorted(n[-4:] for n in numbers)
        assert told["mobile"].endswith(numbers[0][-4:])


async def test_what_was_done_after_a_merge_stays_with_the_survivor(house: House) -> None:
    (one, _), (other, _) = (
        await new_client(house, note="甲"),
        await new_client(house, note="乙", city="上海市"),
    )
    ids = public_id("client", one), public_id("client", other)
    merged = await _merged(house, *ids, note="THEIRS")
    written = await house.data(
        "operations",
        "mutation($input: UpdateClientInput!) { updateClient(input: $input) { note city } }",
        input={"id": ids[0], "version": merged["version"], "note": "合并后改"},
    )
    assert written["updateClient"] == {"note": "合并后改", "city": "上海市"}
    await house.data(
        "client_manager",
        "mutation($input: CreateTaskInput!) { createTask(input: $input) { id } }",
        input={"title": "合并后的事", "client": ids[0]},
    )
    await house.data("operations", UNMERGE, input={"id": merged["merges"][0]["id"]})
    read = "query($id: ID!) { client(id: $id) { note city tasks { nodes { title } } } }"
    survivor, back = [(await house.data("client_manager", read, id=id))["client"] for id in ids]
    assert survivor == {"note": "合并后改", "city": None, "tasks": {"nodes": [{"title": "合并后的事"}]}}
    assert back == {"note": "乙", "city": "上海市", "tasks": {"nodes": []}}


async def test_nothing_is_done_any_more_to_a_client_who_became_part_of_another_one(house: House) -> None:
    (one, _), (other, _), (third, _) = [await new_client(house) for _ in range(3)]
    ids = [public_id("client", id) for id in (one, other, third)]
    await _merged(house, ids[0], ids[1])
    version = await _version(house, ids[1])
    tries = {
        "updateClient": ("UpdateClientInput", {"id": ids[1], "version": version, "note": "x"}),
        "archiveClient": ("VersionedInput", {"id": ids[1], "version": version}),
        "logInteraction": (
            "LogInteractionInput",
            {"client": ids[1], "kind": "call", "direction": "out", "channel": "phone", "summary": "谈"},
        ),
        "createTask": ("CreateTaskInput", {"title": "事", "client": ids[1]}),
        "addRelation": ("AddRelationInput", {"client": ids[2], "other": ids[1], "kind": "spouse"}),
        "tagClient": ("TagClientInput", {"client": ids[1], "tag": house.id("tag")}),
        "mergeClients": (
            "MergeClientsInput",
            {
                "id": ids[2],
                "version": await _version(house, ids[2]),
                "other": ids[1],
                "otherVersion": version,
            },
        ),
    }
    for call, (kind, given) in tries.items():
        document = f"mutation($input: {kind}!) {{ it: {call}(input: $input) {{ id }} }}"
        who = (
            "client_manager"
            if call in {"logInteraction", "createTask", "addRelation", "tagClient"}
            else "operations"
        )
        answer = await house.ask(who, document, input=given)
        problems = [error["extensions"]["params"].get("problem") for error in answer.get("errors", [])]
        assert problems == ["merged"], (call, answer)


async def test_a_merge_is_undone_once_in_time_and_not_below_a_later_one(house: House) -> None:
    ids = [public_id("client", (await new_client(house))[0]) for _ in range(3)]
    first = (await _merged(house, ids[0], ids[1]))["merges"][0]["id"]
    second = (await _merged(house, ids[2], ids[0]))["merges"][0]["id"]

    async def problem(id: str) -> Any:
        answer = await house.ask("operations", UNMERGE, input={"id": id})
        return answer["errors"][0]["extensions"]["params"]["problem"] if "errors" in answer else None

    assert await problem(first) == "merge_below"
    assert await problem(second) is None
    assert await problem(second) == "merge_undone"
    late = update(ClientMerge).where(
        ClientMerge.firm_id == house.firm_id, ClientMerge.id == own_id("clientmerge", first)
    )
    async with house.database.change(house.firm.system) as session:
        await session.execute(late.values(undo_until=now() - timedelta(seconds=1)))
    assert await problem(first) == "merge_late"


async def test_two_merges_of_the_same_two_at_once_make_one(house: House) -> None:
    ids = [public_id("client", (await new_client(house))[0]) for _ in range(2)]
    answers = await asyncio.gather(_merge(house, *ids), _merge(house, *reversed(ids)))
    assert sum("errors" not in answer for answer in answers) == 1


async def test_a_field_that_may_not_be_read_is_hidden_and_cannot_be_taken(house: House) -> None:
    (one, _), (other, _) = (
        await new_client(house, note="甲"),
        await new_client(house, note="乙", city="上海市"),
    )
    ids = public_id("client", one), public_id("client", other)
    principal = await house.principal("operations")
    levels = {
        key: value
        for key, value in principal.mask.levels.items()
        if key not in ("Client.note", "Client.city")
    }
    blind = replace(principal, mask=replace(principal.mask, levels=levels))

    async def told(who: Any) -> dict[str, Any]:
        found = (await house.data(who, PREVIEW, id=ids[0], other=ids[1]))["previewMerge"]
        return {field["key"]: field for field in found["fields"]}

    seen, hidden = await told("operations"), await told(blind)
    assert (seen["note"]["ours"], seen["note"]["theirs"], seen["note"]["differs"]) == ("甲", "乙", True)
    assert seen["city"]["suggested"] == "THEIRS"
    for key in ("note", "city"):
        assert hidden[key] == {
            "key": key, "ours": None, "theirs": None, "oursHidden": True, "theirsHidden": True, "differs": None,
            "mayTake": False, "suggested": "OURS",
        }  # fmt: skip
    given = {"id": ids[0], "version": 1, "other": ids[1], "otherVersion": 1}
    choice = {**given, "choices": [{"field": "note", "side": "THEIRS"}]}
    assert codes_of(await house.ask(blind, MERGE, input=choice)) == ["FORBIDDEN"]
    assert "errors" not in await house.ask(blind, MERGE, input=given)
    read = "query($id: ID!) { client(id: $id) { note city } }"
    assert (await house.data("operations", read, id=ids[0]))["client"] == {"note": "甲", "city": None}


async def test_the_preview_counts_what_would_go_over_as_far_as_the_caller_may_count(house: House) -> None:
    one, other = house.id("client", 0), house.id("client", 1)
    found = (await house.data("operations", PREVIEW, id=one, other=other))["previewMerge"]
    moves = {move["what"]: move["count"] for move in found["moves"]}
    assert [moves[what] for what in ("interactions", "transactions", "contactPoints", "tags")] == [1, 1, 6, 2]
    answer = await house.ask("client_manager", PREVIEW, id=one, other=other)
    assert codes_of(answer) == ["FORBIDDEN"]
    foreign, _ = await new_client(house, "client_manager#2")
    answer = await house.ask("team_lead", PREVIEW, id=one, other=public_id("client", foreign))
    assert codes_of(answer) == ["NOT_FOUND"]
