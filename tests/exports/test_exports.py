"""Exports: what may leave and what may not, who has to agree, and what becomes of one when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.book.clients import Client
from backend.book.exports import changes
from backend.book.exports.model import ExportJob
from backend.book.exports.running import Maker, Table
from backend.platform.audit import AuditEntry
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.files.stored import StoredFile, sweep
from backend.platform.keys import PersonKey, Vault
from backend.platform.principal import RELATIONS, Level, Principal
from backend.schema.export_lists import LISTS, may_export
from backend.systemize.tables.delimited import DelimitedWriter
from tests.exports.making import ASK, SEE, ask, maker_of
from tests.exports.test_guard import MARK, Sink
from tests.schema.house import House, build_house, codes_of, furnish

EVERY = [
    "name",
    "kind",
    "riskLevel",
    "aum",
    "owner",
    "tags",
    "mobile",
    "idNumber",
    "bankAccount",
    "createdAt",
]


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm with 230 clients, five of them with everything that hangs on one."""
    made = await build_house(database, vault)
    await furnish(made, 5)
    async with database.change(made.firm.system) as session:
        session.add_all(Client(name=f"批量{n:03d}", province="31") for n in range(225))
    return made


def widened(principal: Principal, *coordinates: str, **levels: Any) -> Principal:
    """The same person with `export` on more, and other levels on some coordinates (`Client__note=(…)`)."""
    named = {name.replace("__", "."): value for name, value in levels.items()}
    exports = {**principal.mask.exports, **dict.fromkeys(coordinates, (True,) * len(RELATIONS))}
    mask = replace(
        principal.mask, id=f"{principal.mask.id}+{coordinates}{sorted(named.items())}", exports=exports
    )
    return replace(principal, mask=replace(mask, levels={**mask.levels, **named}))


async def test_a_file_holds_what_the_list_shows_in_its_order_by_its_filter(house: House) -> None:
    wanted = {"filter": {"province": {"eq": "31"}}, "orderBy": [{"field": "NAME", "direction": "DESC"}]}
    export = await ask(house, "operations", columns=EVERY, format="xlsx", **wanted)
    assert (export.asked["state"], export.asked["filteredBy"]) == ("queued", ["province"])
    row = await export.make()
    assert (row.state, row.progress, row.left_out, row.fault) == ("done", 230, 0, None)
    listed: list[dict[str, Any]] = []
    after = None
    document = """query($f: ClientFilter, $o: [ClientOrder!], $a: String) {
        clients(first: 100, after: $a, filter: $f, orderBy: $o) { nodes { name aum mobile idNumber bankAccount
        owner { name } tags { name } } pageInfo { endCursor hasNextPage } } }"""
    while True:
        page = (await house.data("operations", document, f=wanted["filter"], o=wanted["orderBy"], a=after))[
            "clients"
        ]
        listed += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    heading, *rows = await export.table()
    assert heading[:3] == ["Name", "Client type", "Risk level"]
    assert len(rows) == 230
    for cells, node in zip(rows, listed, strict=True):
        told = dict(zip(EVERY, cells, strict=True))
        assert told["name"] == node["name"]
        assert told["owner"] == ((node["owner"] or {}).get("name") or "")
        assert told["tags"] == ", ".join(tag["name"] for tag in node["tags"])
        for key in ("mobile", "idNumber", "bankAccount"):
            assert told[key] == (node[key] or "")
        assert float(told["aum"]) == float(node["aum"])


async def test_masked_values_stay_masked_and_no_clear_number_leaves(house: House) -> None:
    export = await ask(house, "operations", columns=EVERY)
    await export.make()
    text = (await export.content()).decode()
    assert "169****0000" in text
    assert "16900000000" not in text
    assert "622200000000" not in text


def spans(list_: str) -> dict[str, str]:
    """This month, for the lists of a span of days."""
    first = business_date().replace(day=1)
    days = {"from": first.isoformat(), "to": (first + timedelta(days=40)).isoformat()}
    return days if list_.endswith("Differences") else {}


@pytest.mark.parametrize("list_", [name for name in LISTS if name != "clients"])
async def test_every_list_can_be_exported_with_all_its_columns(list_: str, house: House) -> None:
    who = await house.principal("finance" if list_ == "feeDifferences" else "operations")
    export = await ask(
        house, who, list=list_, columns=list(LISTS[list_].columns), format="xlsx", **spans(list_)
    )
    row = await export.make()
    assert (row.state, row.fault) == ("done", None)
    heading, *rows = await export.table()
    assert heading == [column.en for column in LISTS[list_].columns.values()]
    expected = {"tasks": 12, "products": 1, "households": 1, "paymentDifferences": 15}.get(list_, 5)
    assert len(rows) == row.progress == expected
    if list_ in {"holdings", "transactions"}:
        assert sorted(cells[0] for cells in rows) == [f"客户{n:03d}" for n in range(5)]


async def test_who_may_not_export_is_told_what_is_missing(house: House) -> None:
    wanted = {"list": "clients", "format": "csv", "columns": ["name"], "reason": "月度核对"}
    for role in ("client_manager", "executive", "auditor", "compliance"):
        answer = await house.ask(role, ASK, i=wanted)
        assert codes_of(answer) == ["FORBIDDEN"], role
    finance = await house.ask("finance", ASK, i=wanted)
    assert finance["errors"][0]["extensions"]["params"] == {"coordinate": "Client", "problem": "export_right"}
    mobile = await house.ask(
        "finance", ASK, i={**wanted, "list": "holdings", "columns": ["units", "clientName"]}
    )
    assert codes_of(mobile) == []


async def test_only_rows_and_cells_with_the_right_leave(house: House) -> None:
    """Export of names at every relation, of notes at `own` only; the row itself at `own` only."""
    manager = await house.principal("client_manager")
    own_only = (True, False, False, False)
    mask = replace(
        manager.mask,
        id="export of his own",
        levels={
            **manager.mask.levels, "Client": (Level.VIEW,) * 4, "Client.name": (Level.VIEW,) * 4,
            "Client.note": (Level.VIEW,) * 4, "Mutation.requestExport": (Level.VIEW,) * 4,
        },
        exports={"Client": own_only, "Client.name": (True,) * 4, "Client.note": own_only},
    )  # fmt: skip
    who = replace(manager, mask=mask)
    export = await ask(house, who, columns=["name", "note"])
    row = await export.make(maker_of(house, {who.user_id: who}) if who.user_id else None)
    assert (row.progress, row.left_out) == (5, 225)
    assert sorted((await export.table())[1:]) == [[f"客户{n:03d}", f"备注{n}"] for n in range(5)]
    wider = replace(who, mask=replace(mask, id="rows", exports={**mask.exports, "Client": (True,) * 4}))
    export = await ask(house, wider, columns=["name", "note"])
    await export.make(maker_of(house, {who.user_id: wider}) if who.user_id else None)
    rows = (await export.table())[1:]
    assert len(rows) == 230
    assert {note for name, note in rows if name.startswith("批量")} == {""}


@pytest.mark.parametrize(
    "role", ["client_manager", "team_lead", "partner", "legal", "auditor", "finance", "assistant"]
)
async def test_a_role_sees_nothing_in_an_export_that_it_could_not_see_in_the_list(
    role: str, house: House
) -> None:
    """Given every right to export there is, a file still holds no more than the list."""
    person = await house.principal(role)
    of = LISTS["clients"]
    coordinates = ["Client", *(column.coordinate for column in of.columns.values())]
    call = {"Mutation__requestExport": (Level.VIEW,) * 4}
    who = widened(person, *coordinates, **call)
    visible = [
        key for key, column in of.columns.items() if person.mask.anywhere(column.coordinate) > Level.NONE
    ]
    hidden = [key for key in of.columns if key not in visible]
    for key in hidden:
        refused = await house.ask(
            who, ASK, i={"list": "clients", "format": "csv", "columns": [key], "reason": "月度核对"}
        )
        assert codes_of(refused) == ["FORBIDDEN"], key
    export = await ask(house, who, columns=visible)
    await export.make(maker_of(house, {who.user_id: who}) if who.user_id else None)
    _, *rows = await export.table()
    seen: dict[str, dict[str, Any]] = {}
    after: str | None = None
    selected = " ".join(dict.fromkeys(of.columns[key].select for key in visible))
    while True:
        page = (
            await house.ask(
                person,
                f"query($a: String) {{ clients(first: 100, after: $a) {{ nodes {{ id {selected} }} "
                "pageInfo { endCursor hasNextPage } } }",
                a=after,
            )
        )["data"]["clients"]
        for node in page["nodes"]:
            seen[node["id"]] = node
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    sink: Any = Sink()
    writer = DelimitedWriter(sink, [], MARK)
    shown = [[writer._written(of.columns[key].read(node, True)) for key in visible] for node in seen.values()]
    assert sorted(rows) == sorted(shown)


async def test_a_large_one_waits_until_somebody_else_agrees(house: House) -> None:
    async with house.database.change(house.firm.system) as session:
        await changes.set_rules(session, rows_alone=100, kept_days=2)
    try:
        export = await ask(house, "operations")
        assert (export.asked["state"], export.asked["needsApproval"], export.asked["rows"]) == (
            "waiting",
            True,
            230,
        )
        assert (await export.make()).state == "waiting"
        decide = "mutation($i: DecideExportInput!) { decideExport(input: $i) { state version } }"
        by_himself = widened(await house.principal("operations"), Mutation__decideExport=(Level.VIEW,) * 4)
        given = {"id": export.id, "version": export.asked["version"], "approve": True}
        own = await house.ask(by_himself, decide, i=given)
        assert own["errors"][0]["extensions"]["params"]["problem"] == "four_eyes"
        assert codes_of(await house.ask("finance", decide, i=given)) == ["FORBIDDEN"]
        silent = await house.ask("compliance", decide, i={**given, "approve": False})
        assert silent["errors"][0]["extensions"]["params"]["problem"] == "required"
        unproven = replace(await house.principal("compliance"), stepped_up=False)
        assert codes_of(await house.ask(unproven, decide, i=given)) == ["STEP_UP_REQUIRED"]
        agreed = await house.data("compliance", decide, i=given)
        assert agreed["decideExport"]["state"] == "queued"
        assert (await export.make()).state == "done"
        take = "mutation($i: IdInput!) { openExport(input: $i) { url } }"
        unproven = replace(await house.principal("operations"), stepped_up=False)
        assert codes_of(await house.ask(unproven, take, i={"id": export.id})) == ["STEP_UP_REQUIRED"]
        assert codes_of(await house.ask("operations", take, i={"id": export.id})) == []
        refused = await ask(house, "operations")
        told = await house.data(
            "executive",
            decide,
            i={"id": refused.id, "version": refused.asked["version"], "approve": False, "note": "范围过大"},
        )
        assert told["decideExport"]["state"] == "refused"
        assert (await refused.row()).spec is None
    finally:
        async with house.database.change(house.firm.system) as session:
            await changes.set_rules(session, rows_alone=1000, kept_days=3)


async def test_a_list_that_has_grown_above_the_limit_is_not_made_without_a_second_person(
    house: House,
) -> None:
    export = await ask(house, "operations")
    assert export.asked["state"] == "queued"
    async with house.database.change(house.firm.system) as session:
        await changes.set_rules(session, rows_alone=50, kept_days=3)
    try:
        row = await export.make()
        assert (row.state, row.needs_approval, row.file_id) == ("waiting", True, None)
    finally:
        async with house.database.change(house.firm.system) as session:
            await changes.set_rules(session, rows_alone=1000, kept_days=3)


class Slow:
    """Opens as the worker does, and waits before each page until it is told to go on."""

    def __init__(self, maker: Maker) -> None:
        self.open = maker.open
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    async def __call__(self, job: ExportJob, principal: Principal) -> Table:
        table = await self.open(job, principal)

        async def pages() -> AsyncGenerator[Any, None]:
            async for page in table.pages:
                yield page
                self.reached.set()
                await self.go.wait()

        return Table(pages(), table.writer)


@pytest.fixture
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are looked at after each page."""
    monkeypatch.setattr("backend.book.exports.running.LOOK", 0.0)


@pytest.mark.usefixtures("look_often")
async def test_rights_that_are_withdrawn_meanwhile_stop_it(house: House) -> None:
    export = await ask(house, "operations", columns=["name", "mobile"])
    operations = await house.principal("operations")
    assert operations.user_id is not None
    persons = {operations.user_id: operations}
    maker = maker_of(house, persons)
    slow = Slow(maker)
    running = asyncio.create_task(replace(maker, open=slow).make(house.firm_id, export.row_id))
    await slow.reached.wait()
    persons[operations.user_id] = widened(operations, Client__mobile=(Level.NONE,) * 4)
    slow.go.set()
    assert await running == "failed"
    row = await export.row()
    assert (row.state, row.fault, row.file_id, row.spec) == ("failed", "export_rights", None, None)
    assert _leftovers(house) == []


async def test_who_has_left_gets_nothing_and_a_column_that_was_withdrawn_neither(house: House) -> None:
    operations = await house.principal("operations")
    assert operations.user_id is not None

    async def nobody(*_: Any) -> None:
        return None

    export = await ask(house, "operations")
    row = await export.make(replace(maker_of(house), present_of=nobody))
    assert (row.state, row.fault) == ("failed", "export_rights")
    export = await ask(house, "operations", columns=["mobile"])
    exports = {key: value for key, value in operations.mask.exports.items() if key != "Client.mobile"}
    without = replace(operations, mask=replace(operations.mask, id="without", exports=exports))
    row = await export.make(maker_of(house, {operations.user_id: without}))
    assert (row.state, row.fault) == ("failed", "export_right")


@pytest.mark.usefixtures("look_often")
async def test_cancelling_stops_whoever_is_at_it_and_leaves_nothing(house: House) -> None:
    export = await ask(house, "operations")
    maker = maker_of(house)
    slow = Slow(maker)
    running = asyncio.create_task(replace(maker, open=slow).make(house.firm_id, export.row_id))
    await slow.reached.wait()
    at_work = await house.data("operations", SEE, id=export.id)
    assert at_work["export"]["state"] == "running"
    given = {"id": export.id, "version": (await export.row()).version}
    await house.data(
        "operations", "mutation($i: VersionedInput!) { cancelExport(input: $i) { state } }", i=given
    )
    slow.go.set()
    assert await running is None
    assert (await export.row()).state == "cancelled"
    assert _leftovers(house) == []


@pytest.mark.usefixtures("look_often")
async def test_one_whose_worker_was_killed_is_made_anew_by_another_and_the_first_loses_it(
    house: House,
) -> None:
    export = await ask(house, "operations")
    first, second = maker_of(house), maker_of(house)
    slow = Slow(first)
    hung = asyncio.create_task(replace(first, open=slow).make(house.firm_id, export.row_id))
    await slow.reached.wait()
    assert await second.make(house.firm_id, export.row_id) is None, "its lease is not over"
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(ExportJob).where(ExportJob.id == export.row_id).values(due_at=now() - timedelta(seconds=1))
        )
    assert await second.make(house.firm_id, export.row_id) == "done"
    assert len(await export.table()) == 231
    slow.go.set()
    assert await hung is None, "the one that came back lets go"
    assert len(await export.table()) == 231
    assert _leftovers(house) == []


def _leftovers(house: House) -> list[str]:
    folder = house.services.extra["files"].folder / "incoming"
    return [path.name for path in folder.glob("*")]


async def test_what_changes_meanwhile_is_not_half_in_it(house: House) -> None:
    """Rows are read in one state of the firm: one that is renamed behind the reader is there once, as it was."""
    export = await ask(house, "operations", orderBy=[{"field": "NAME"}])
    maker = maker_of(house)
    slow = Slow(maker)
    running = asyncio.create_task(replace(maker, open=slow).make(house.firm_id, export.row_id))
    await slow.reached.wait()
    async with house.database.change(house.firm.system) as session:
        moved = (
            await session.scalars(
                select(Client).where(Client.firm_id == house.firm_id, Client.name == "批量000")
            )
        ).one()
        before = (moved.name, moved.name_sort)
        moved.name, moved.name_sort = "末位", "zzzz"
    slow.go.set()
    assert await running == "done"
    names = [row[0] for row in (await export.table())[1:]]
    assert len(names) == len(set(names)) == 230
    assert "批量000" in names
    async with house.database.change(house.firm.system) as session:
        moved = (
            await session.scalars(
                select(Client).where(Client.firm_id == house.firm_id, Client.name == "末位")
            )
        ).one()
        moved.name, moved.name_sort = before


async def test_it_expires_its_file_is_shredded_and_what_it_was_filtered_by_forgotten(house: House) -> None:
    export = await ask(house, "operations", search="客户", filter={"mobile": {"eq": "16900000001"}})
    row = await export.make()
    assert row.filtered_by == ["mobile", "search"]
    assert b"16900000001" not in (row.spec or b"")
    assert row.expires_at is not None
    assert now() + timedelta(days=2.9) < row.expires_at < now() + timedelta(days=3.1)
    file_id = row.file_id
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(ExportJob)
            .where(ExportJob.id == export.row_id)
            .values(expires_at=now() - timedelta(minutes=1))
        )
    answer = await house.ask(
        "operations", "mutation($i: IdInput!) { openExport(input: $i) { url } }", i={"id": export.id}
    )
    assert codes_of(answer) == ["NOT_FOUND"]
    async with house.database.as_system(house.firm_id, "tests") as session:
        assert await changes.expire_old(session) == 1
    async with house.database.as_system(house.firm_id, "tests") as session:
        file = (await session.scalars(select(StoredFile).where(StoredFile.id == file_id))).one()
        assert file.shredded_at is not None
        assert (
            await session.scalars(select(PersonKey).where(PersonKey.id.in_([file.id, export.row_id])))
        ).all() == []
        await sweep(session, house.services.extra["files"])
    assert not house.services.extra["files"].path(house.firm_id, file.name).exists()
    row = await export.row()
    assert (row.state, row.spec, row.file_id, row.progress) == ("expired", None, None, 1)


async def test_asking_deciding_making_and_taking_are_in_the_audit_with_the_reason(house: House) -> None:
    export = await ask(house, "operations", reason="监管报送")
    await export.make()
    await house.data(
        "operations", "mutation($i: IdInput!) { openExport(input: $i) { url } }", i={"id": export.id}
    )
    async with house.database.read(house.firm_id) as session:
        found = await session.execute(
            select(AuditEntry.action, AuditEntry.reason)
            .where(AuditEntry.firm_id == house.firm_id, AuditEntry.subject_id == export.row_id)
            .order_by(AuditEntry.id)
        )
        told = [tuple(row) for row in found]
    assert told[0] == ("create", "监管报送")
    assert ("export", "监管报送") in told
    assert told[-1] == ("take", "监管报送")


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"list": "secrets"}, "choice"),
        ({"format": "exe"}, "choice"),
        ({"columns": []}, "choice"),
        ({"columns": ["passwordHash"]}, "choice"),
        ({"reason": "x"}, "reason"),
        ({"filter": ["x"]}, "body"),
        ({"filter": {"noSuchField": {"eq": 1}}}, "variables"),
        ({"orderBy": [{"field": "NOTE"}]}, "variables"),
        ({"list": "households", "columns": ["name"], "filter": {"name": {"eq": "x"}}}, "filter_unknown"),
    ],
)
async def test_what_cannot_be_is_refused_at_once(wrong: dict[str, Any], problem: str, house: House) -> None:
    given = {"list": "clients", "format": "csv", "columns": ["name"], "reason": "月度核对", **wrong}
    answer = await house.ask("operations", ASK, i=given)
    assert codes_of(answer) == ["BAD_USER_INPUT"]
    assert answer["errors"][0]["extensions"]["params"]["problem"] == problem


async def test_a_filter_by_what_one_may_not_read_is_refused_like_in_the_list(house: House) -> None:
    who = widened(await house.principal("operations"), Client__note=(Level.NONE,) * 4)
    given = {
        "list": "clients", "format": "csv", "columns": ["name"], "reason": "月度核对",
        "filter": {"note": {"contains": "备"}},
    }  # fmt: skip
    answer = await house.ask(who, ASK, i=given)
    assert codes_of(answer) == ["FORBIDDEN"]


async def test_others_know_of_an_export_only_if_they_decide_about_them(house: House) -> None:
    export = await ask(house, "operations")
    document = """query($id: ID!) { export(id: $id) { state reason askedBy { name } }
        exports(first: 100) { nodes { id } } }"""
    for role, sees in (("operations", True), ("compliance", True), ("executive", True), ("finance", False)):
        told = await house.data(role, document, id=export.id)
        assert (told["export"] is not None) is sees, role
        assert (export.id in [each["id"] for each in told["exports"]["nodes"]]) is sees, role
    await export.make()
    take = "mutation($i: IdInput!) { openExport(input: $i) { url } }"
    for role in ("compliance", "executive", "finance"):
        assert codes_of(await house.ask(role, take, i={"id": export.id}))[0] in {"FORBIDDEN", "NOT_FOUND"}


def test_export_is_a_right_of_its_own(house: House) -> None:
    assert house is not None
    mask = Principal(house.firm_id, "user:x").mask
    assert not may_export(mask, "Client.name", RELATIONS[0])
