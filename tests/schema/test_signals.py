"""Signals over the API: who sees which falls, silences and lists, what rules would do, and who may change them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.book.ledger import Holding, Lot, Transaction
from backend.book.nav_points import NavRow, publish_many
from backend.book.products import Product
from backend.book.tasks import Task
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import public_id, uuid7
from backend.platform.keys import Vault
from backend.retain.signal_content import shipped_content
from backend.retain.signal_marks import mark
from backend.workers.dispatch import Dispatcher
from backend.workers.handlers import HANDLERS
from backend.workers.signal_sweeper import SignalSweeper
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of

TODAY = business_date()
MANAGER, OTHER = "client_manager", "client_manager#2"
EPISODES = """query($e: Boolean) { drawdownEpisodes(ended: $e) { id level deepest holders aum loss owners ownerless
  contacted open thresholds product { name } byTier { key holders loss } byOwner { user { id } holders contacted open }
  clients { client { id name } fall level basis value loss state task { id version title state } } } }"""
OF_CLIENT = """query($id: ID!) { client(id: $id) { signals { drawdowns { state fall level product { name } task { id } }
  silence { state since step steps } } } }"""
SILENCES = "query($v: String!) { silences(view: $v) { id state since step client { id } task { title } } }"
FEED = """query($k: String, $o: ID) { signals(kind: $k, owner: $o) { kinds { key severity count }
  signals { kind level amount client { id } product { name } } } }"""
CLOSE = "mutation($i: CloseSilenceInput!) { it: closeSilence(input: $i) { id } }"
PUBLISH = "mutation($i: PublishSignalRulesInput!) { it: publishSignalRules(input: $i) { number versions { note } } }"
PREVIEW = "query($c: JSON!) { previewSignalRules(content: $c) { falling fallingDeeper loss silent } }"
DONE = "mutation($i: CompleteTaskInput!) { it: completeTask(input: $i) { state } }"


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A fund of two managers' clients that fell, and one of the clients silent."""
    house = await build_house(database, vault, "信号资管")
    house.rows["product"] = [await fund(house, "S1"), await fund(house, "S2")]
    ours, _ = await new_client(house, name="甲")
    theirs, _ = await new_client(house, OTHER if OTHER in house.people else "partner", name="乙")
    house.rows["client"] = [ours, theirs]
    for client in (ours, theirs):
        await hold(house, client, house.rows["product"][0], 200)
    await navs(house, house.rows["product"][0], ("1.0", 210), ("0.84", 7))
    await work(house)
    return house


async def fund(house: House, code: str) -> UUID:
    async with house.database.change(house.firm.system) as session:
        row = Product(id=uuid7(), code=code, name=f"明远{code}", risk_level="R4")
        session.add(row)
        await session.flush()
        return row.id


async def hold(house: House, client_id: UUID, product_id: UUID, days: int) -> None:
    on, amount = TODAY - timedelta(days=days), Decimal(1_000_000)
    async with house.database.change(house.firm.system) as session:
        row = Transaction(
            id=uuid7(), client_id=client_id, product_id=product_id, kind="initial", date=on, units=amount,
            nav=Decimal(1), gross=amount, net=amount,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        session.add(
            Lot(
                client_id=client_id, product_id=product_id, transaction_id=row.id, opened_on=on, units_opened=amount,
                cost_opened=amount, units=amount, cost=amount, high_water=Decimal(1),
            )
        )  # fmt: skip
        session.add(
            Holding(client_id=client_id, product_id=product_id, units=amount, cost=amount, valid_from=on)
        )


async def navs(house: House, product_id: UUID, *points: tuple[str, int]) -> None:
    rows = [NavRow(product_id, TODAY - timedelta(days=ago), Decimal(unit)) for unit, ago in points]
    async with house.database.change(house.firm.system) as session:
        await publish_many(session, rows)


async def work(house: House) -> None:
    """What the worker does: events are delivered, marks swept."""
    dispatcher, sweeper = Dispatcher(house.database, HANDLERS), SignalSweeper(house.database)
    for _ in range(2):
        await dispatcher.drain(house.firm_id)
        await sweeper.sweep_all()


async def waves(house: House, role: str, *, ended: bool = False) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await house.data(role, EPISODES, e=ended))["drawdownEpisodes"]
    return found


async def test_an_imported_nav_makes_an_episode_with_whom_it_concerns_and_their_tasks(house: House) -> None:
    [wave] = await waves(house, "executive")
    assert (wave["holders"], wave["level"], wave["deepest"], wave["product"]["name"]) == (
        2, 2, "0.16", "明远S1",
    )  # fmt: skip
    assert (wave["aum"], wave["loss"]) == ("1680000.00", "320000.00")
    assert (wave["open"], wave["contacted"], wave["ownerless"], wave["owners"]) == (2, 0, 0, 2)
    assert [Decimal(each) for each in wave["thresholds"]] == [Decimal(n) / 100 for n in (10, 15, 20)]
    assert sorted(each["client"]["name"] for each in wave["clients"]) == ["乙", "甲"]
    assert [each["task"]["title"] for each in wave["clients"]] == ["客户安抚沟通：明远S1 -16.00%"] * 2
    assert [share["holders"] for share in wave["byOwner"]] == [1, 1]
    # The same NAVs once more make nothing twice.
    await navs(house, house.rows["product"][0], ("1.0", 210), ("0.84", 7))
    await work(house)
    assert await waves(house, "executive") == [wave]


async def test_everybody_counts_the_clients_that_he_sees(house: House) -> None:
    [wave] = await waves(house, MANAGER)
    assert ([each["client"]["name"] for each in wave["clients"]], wave["holders"]) == (["甲"], 1)
    assert wave["loss"] == "160000.00"
    theirs = public_id("client", house.rows["client"][1])
    assert (await house.data(MANAGER, OF_CLIENT, id=theirs))["client"] is None
    answer = await house.ask("auditor", EPISODES, e=False)
    assert codes_of(answer) == [] or codes_of(answer) == ["FORBIDDEN"]


async def test_a_talk_that_is_done_counts_as_contacted(house: House) -> None:
    [wave] = await waves(house, MANAGER)
    task = wave["clients"][0]["task"]
    await house.data(MANAGER, DONE, i={"id": task["id"], "version": task["version"], "outcome": "已沟通"})
    await work(house)
    [wave] = await waves(house, MANAGER)
    assert (wave["open"], wave["contacted"]) == (0, 1)
    assert wave["byOwner"][0]["contacted"] == 1


async def test_a_client_shows_what_was_found_of_him(house: House) -> None:
    id = public_id("client", house.rows["client"][0])
    found = (await house.data(MANAGER, OF_CLIENT, id=id))["client"]["signals"]
    assert [(each["state"], each["level"]) for each in found["drawdowns"]] == [("open", 2)]


async def test_silent_clients_are_listed_and_given_up_with_a_note(house: House) -> None:
    client, _ = await new_client(house, name="丙")
    await hold(house, client, house.rows["product"][1], 100)
    await work(house)
    async with house.database.change(house.firm.system) as session:
        from_marks = await session.scalars(select(Task).where(Task.firm_id == house.firm_id))
        assert from_marks.all()
    rows = (await house.data(MANAGER, SILENCES, v="open"))["silences"]
    mine = [row for row in rows if row["client"]["id"] == public_id("client", client)]
    assert [(row["state"], row["step"]) for row in mine] == [("wake_running", 1)]
    assert codes_of(await house.ask(MANAGER, CLOSE, i={"id": mine[0]["id"], "note": ""})) == [
        "BAD_USER_INPUT"
    ]
    await house.data(MANAGER, CLOSE, i={"id": mine[0]["id"], "note": "客户出国"})
    closed = (await house.data(MANAGER, SILENCES, v="closed"))["silences"]
    assert [row["id"] for row in closed] == [mine[0]["id"]]
    assert codes_of(await house.ask(MANAGER, SILENCES, v="all")) == ["BAD_USER_INPUT"]
    assert codes_of(await house.ask("executive", CLOSE, i={"id": mine[0]["id"], "note": "我"})) == [
        "FORBIDDEN"
    ]


async def test_the_feed_lists_all_kinds_the_gravest_first(house: House) -> None:
    feed = (await house.data("executive", FEED))["signals"]
    counts = {kind["key"]: kind["count"] for kind in feed["kinds"]}
    assert counts["drawdown"] == 2
    assert [each["kind"] for each in feed["signals"]] == sorted(
        (each["kind"] for each in feed["signals"]), key=list(counts).index
    )
    owner = public_id("user", house.people[MANAGER])
    mine = (await house.data(MANAGER, FEED, k="drawdown", o=owner))["signals"]["signals"]
    assert [(each["level"], each["amount"]) for each in mine] == [(2, "160000.00")]
    assert codes_of(await house.ask(MANAGER, FEED, k="weather")) == ["BAD_USER_INPUT"]


async def test_rules_are_tried_before_they_are_published_and_by_whom_they_may(house: House) -> None:
    content = shipped_content()
    now_ = (await house.data("executive", PREVIEW, c=content))["previewSignalRules"]
    assert (now_["falling"], now_["fallingDeeper"], now_["loss"]) == (2, 2, "320000.00")
    content["drawdown"]["alerts"][0]["above"] = "0.30"
    assert codes_of(await house.ask("executive", PREVIEW, c=content)) == ["BAD_USER_INPUT"]
    content = shipped_content()
    content["drawdown"]["alerts"] = content["drawdown"]["alerts"][2:]
    calm = (await house.data("executive", PREVIEW, c=content))["previewSignalRules"]
    assert calm["falling"] == 0
    given = {"base": 0, "content": content, "note": "少打扰"}
    assert codes_of(await house.ask(MANAGER, PUBLISH, i=given)) == ["FORBIDDEN"]
    done = (await house.data("operations", PUBLISH, i=given))["it"]
    assert (done["number"], [each["note"] for each in done["versions"]]) == (1, ["少打扰"])
    assert codes_of(await house.ask("operations", PUBLISH, i=given)) == ["CONFLICT"]
    await work(house)
    assert await waves(house, "executive") == []
    back = {"base": 1, "content": shipped_content(), "note": "恢复"}
    await house.data("operations", PUBLISH, i=back)
    await work(house)
    assert len(await waves(house, "executive")) == 1


async def test_however_many_clients_it_is_the_same_number_of_statements(house: House) -> None:
    before = await house.statements("executive", EPISODES, e=False)
    for n in range(3):
        client, _ = await new_client(house, name=f"丁{n}")
        await hold(house, client, house.rows["product"][0], 200)
    async with house.database.as_system(house.firm_id, "tests") as session:
        await mark(session, "product", house.rows["product"])
    await work(house)
    assert [wave["holders"] for wave in await waves(house, "executive")] == [5]
    assert await house.statements("executive", EPISODES, e=False) == before
