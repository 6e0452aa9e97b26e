"""Taking an import back: the book is as before, but for versions, times and the audit; people's work stays."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, text

from backend.book import interactions, tags
from backend.book.assignments import Assignment
from backend.book.client_changes import create_client, update_client
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft
from backend.book.imports.batches import Wishes
from backend.book.imports.jobs import ImportFilePart, ImportRow
from backend.book.imports.retention import forget_imports
from backend.book.tags import create_tag
from backend.platform.audit import AuditEntry
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.events import OutboxRow
from backend.platform.keys import PersonKey, Vault
from tests.book.wizard import Wizard
from tests.commands.importing import add_managers, clients_of, count
from tests.conftest import MadeFirm
from tests.workbooks.messy_clients import write_messy_clients
from tests.workbooks.sheets import Grid, write_csv

BOOK = ("client", "contact_point", "assignment", "client_tag", "lineage", "household", "tag")
MOVING = ("version", "updated_at")
HEADER = ["姓名", "手机", "邮箱", "证件号码", "风险等级", "客户经理", "标签", "工作单位"]
ID_NUMBER = "310101197605079978"


@pytest.fixture
def wizard(database: Database, vault: Vault, firm: MadeFirm) -> Wizard:
    return Wizard(database, vault, firm.system)


async def book_of(database: Database, firm: MadeFirm) -> dict[str, list[str]]:
    """Every row of the book's tables, without what an undoing may move."""
    found = {}
    async with database.change(firm.system) as session:
        for table in BOOK:
            rows = await session.execute(text(f'select to_jsonb(t) from "{table}" t'))
            found[table] = sorted(
                json.dumps({k: v for k, v in row[0].items() if k not in MOVING}, sort_keys=True)
                for row in rows
            )
    return found


def sheet(path: Path, *rows: list[str]) -> Path:
    grid: Grid = [HEADER, *([*row, *[""] * (len(HEADER) - len(row))] for row in rows)]
    return write_csv(path, grid)


async def test_new_clients_go_with_everything_they_came_with(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    await add_managers(database, vault, firm.firm_id)
    async with database.change(firm.system) as session:
        await create_tag(session, "高净值", "red")
    before = await book_of(database, firm)
    wanted = write_messy_clients(tmp_path / "a.xlsx", rows=300, seed=2)
    job = await wizard.all(tmp_path / "a.xlsx")
    committed = job.counts["committed"]
    assert committed == wanted["accepted"] - len(wanted["duplicates"])
    job = await wizard.undo()
    assert (job.state, job.counts["undone"], job.counts["kept"]) == ("undone", wanted["accepted"], 0)
    assert await book_of(database, firm) == before
    deleted = await count(
        database, firm.firm_id, AuditEntry, AuditEntry.noun == "client", AuditEntry.action == "delete"
    )
    removed = await count(database, firm.firm_id, OutboxRow, OutboxRow.name == "client.removed")
    assert (deleted, removed) == (committed, committed)
    with pytest.raises(Refused):
        await wizard.undo()


async def test_an_undone_file_can_be_imported_again(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    file = sheet(tmp_path / "a.csv", ["周若溪", "16900000012"])
    first = await wizard.all(file)
    await wizard.undo()
    second = Wizard(database, vault, firm.system)
    job = await second.all(file)
    assert (job.id != first.id, job.counts) == (True, {"committed": 1})
    assert len(await clients_of(database, firm.firm_id)) == 1


@pytest.mark.parametrize("on_twin", ["same", "update"])
async def test_clients_who_were_there_are_as_before(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path, on_twin: Any
) -> None:
    people = await add_managers(database, vault, firm.firm_id)
    async with database.change(firm.system) as session:
        await create_tag(session, "高净值", "red")
        values = {"name": "周若溪", "kind": "individual", "riskLevel": "C2", "company": "星野"}
        points = [ContactDraft("mobile", "16900000012"), ContactDraft("email", "old@example.com")]
        await create_client(session, vault, values, points, owner_id=people["陆嘉禾"].id)
    before = await book_of(database, firm)
    full = ["周若溪", "16900000012", "new@example.com", ID_NUMBER, "C4", "沈一鸣", "高净值", "远山"]
    await wizard.upload(sheet(tmp_path / "a.csv", full))
    await wizard.choose(wishes=Wishes(on_twin=on_twin))
    await wizard.commit()
    (client,) = await clients_of(database, firm.firm_id)
    assert client.risk_level == ("C4" if on_twin == "update" else "C2")
    assert client.owner_id == people["沈一鸣" if on_twin == "update" else "陆嘉禾"].id
    after = await book_of(database, firm)
    assert len(after["contact_point"]) == (3 if on_twin == "update" else 2)
    assert after != before
    job = await wizard.undo()
    assert (job.counts["undone"], job.counts["kept"]) == (1, 0)
    restored = await book_of(database, firm)
    del before["lineage"], restored["lineage"]  # where a value once came from stays known
    assert restored == before


async def test_imports_are_undone_in_the_opposite_order(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    before = await book_of(database, firm)
    await wizard.all(sheet(tmp_path / "a.csv", ["周若溪", "16900000012"]))
    second = Wizard(database, vault, firm.system)
    row = ["周若溪", "16900000012", "a@example.com", "", "C3"]
    await second.all(sheet(tmp_path / "b.csv", row), wishes=Wishes(on_twin="update"))
    third = Wizard(database, vault, firm.system)
    row = ["周若溪", "16900000012", "a@example.com", "", "C5"]
    await third.all(sheet(tmp_path / "c.csv", row), wishes=Wishes(on_twin="update"))
    assert (await wizard.undo()).counts["kept"] == 1
    assert (await third.undo()).counts["undone"] == 1
    assert (await clients_of(database, firm.firm_id))[0].risk_level == "C3"
    assert (await second.undo()).counts["undone"] == 1
    (client,) = await clients_of(database, firm.firm_id)
    assert client.risk_level is None
    again = Wizard(database, vault, firm.system, wizard.job_id)
    assert (await again.job()).state == "undone"
    async with database.change(firm.system) as session:
        assert (
            await session.scalars(select(ImportRow.undone).where(ImportRow.job_id == wizard.job_id))
        ).all() == ["changed_since"]
    assert before["client"] == []


async def test_what_people_worked_on_since_stays_with_the_reason(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    async with database.change(firm.system) as session:
        tag = await create_tag(session, "高净值", "red")
    rows = [[name, f"1690000001{n}"] for n, name in enumerate(("未动", "改过", "谈过", "贴过"))]
    await wizard.all(sheet(tmp_path / "a.csv", *rows))
    clients = {client.name: client for client in await clients_of(database, firm.firm_id)}
    async with database.change(firm.system) as session:
        await update_client(session, vault, clients["改过"].id, 1, {"note": "新"})
    async with database.change(firm.system) as session:
        await interactions.log(
            session, clients["谈过"].id, kind="call", direction="out", channel="phone", summary="问候"
        )
    async with database.change(firm.system) as session:
        await tags.give(session, clients["贴过"].id, tag.id)
    job = await wizard.undo()
    assert (job.counts["undone"], job.counts["kept"]) == (1, 3)
    reasons = {row.values["name"]: row.undone for row in await wizard.rows()}
    assert reasons == {
        "未动": "done",
        "改过": "changed_since",
        "谈过": "in_use:interaction",
        "贴过": "in_use:client_tag",
    }
    assert {client.name for client in await clients_of(database, firm.firm_id)} == {"改过", "谈过", "贴过"}


async def test_after_thirty_days_nothing_can_be_undone_and_nothing_is_kept(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    await wizard.all(sheet(tmp_path / "a.csv", ["周若溪", "16900000012"], ["x", "1"]))
    (client,) = await clients_of(database, firm.firm_id)
    with time_machine.travel(now() + timedelta(days=29), tick=False):
        async with database.change(firm.system) as session:
            assert await forget_imports(session) == 0
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        with pytest.raises(Refused) as caught:
            await wizard.undo()
        assert caught.value.params["problem"] == "import_too_late"
        async with database.change(firm.system) as session:
            assert await forget_imports(session) == 1
            assert await forget_imports(session) == 0
    assert await count(database, firm.firm_id, ImportFilePart) == 0
    async with database.change(firm.system) as session:
        told = select(ImportRow).where(ImportRow.firm_id == firm.firm_id).order_by(ImportRow.position)
        rows = (await session.scalars(told)).all()
        assert [(row.status, row.sealed, row.client_id) for row in rows] == [
            ("committed", None, client.id),
            ("rejected", None, None),
        ]
        keys = await session.scalars(select(PersonKey.id).where(PersonKey.firm_id == firm.firm_id))
        assert set(keys) == {client.id}
    assert (await wizard.summary()).counts == {"committed": 1, "rejected": 1}


async def test_credits_of_co_owners_come_back(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    people = await add_managers(database, vault, firm.firm_id)
    file = sheet(tmp_path / "a.csv", ["周若溪", "16900000012", "", "", "", "陆嘉禾"])
    await wizard.all(file)
    (client,) = await clients_of(database, firm.firm_id)
    before = await book_of(database, firm)
    second = Wizard(database, vault, firm.system)
    file = sheet(tmp_path / "b.csv", ["周若溪", "16900000012", "", "", "", "沈一鸣"])
    await second.all(file, wishes=Wishes(on_twin="update"))
    async with database.read(firm.firm_id) as session:
        rows = await session.execute(
            select(Assignment.user_id, Assignment.valid_to.is_(None)).where(
                Assignment.firm_id == firm.firm_id, Assignment.client_id == client.id
            )
        )
        assert {(user, open_) for user, open_ in rows} == {
            (people["陆嘉禾"].id, False),
            (people["沈一鸣"].id, True),
        }
    await second.undo()
    after = await book_of(database, firm)
    assert (after["assignment"], after["client"]) == (before["assignment"], before["client"])


async def test_a_client_removed_meanwhile_is_told_as_gone(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    await wizard.all(sheet(tmp_path / "a.csv", ["周若溪", "16900000012"]))
    async with database.change(firm.system) as session:
        client = (await session.scalars(select(Client).where(Client.firm_id == firm.firm_id))).one()
        await session.execute(text("update import_row set client_id = null"))
        for table in ("import_pair", "lineage", "contact_point", "assignment"):
            await session.execute(text(f"delete from {table}"))
        await session.delete(client)
    job = await wizard.undo()
    assert (job.counts["undone"], job.counts["kept"]) == (0, 1)
    assert [row.undone for row in await wizard.rows()] == ["gone"]
