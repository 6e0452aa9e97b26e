"""A backup taken while the firm works comes back whole, row by row, or is refused with a reason."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import func, select

from backend.book.clients import Client
from backend.migrations.newest import known, newest
from backend.migrations.run import migrate
from backend.platform.audit import AuditEntry
from backend.platform.backup import programs
from backend.platform.backup.faults import BackupFault
from backend.platform.backup.manifest import NAME, load
from backend.platform.backup.restore import Comparison, compare, restore
from backend.platform.backup.rows import Difference
from backend.platform.backup.write import back_up
from backend.platform.database import Database
from backend.platform.embedded.state import Addresses
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from tests.conftest import MadeFirm, drop, make_firm

METHODS = pytest.mark.parametrize("with_programs", [True, False], ids=["pg_dump", "copy"])


@pytest.fixture
async def empty_url(servers: Addresses) -> AsyncIterator[str]:
    """An empty database."""
    name = f"restored_{uuid7().hex}"
    url = f"{servers.database_url.rsplit('/', 1)[0]}/{name}"
    await owner_does(servers.database_url, f'create database "{name}"')
    yield url
    await drop(servers, url)


async def owner_does(url: str, *statements: str) -> None:
    """Run statements as the owner."""
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def restored(url: str, folder: Path) -> Comparison:
    """Restore as the command does, up to the comparison."""
    return (await restore(url, folder, known=known(), build=migrate))[1]


async def add_client(database: Database, firm: MadeFirm, number: int) -> None:
    """One change: a client, his audit row, and nothing else."""
    async with database.change(firm.system) as session:
        session.add(Client(name=f"客户\t{number}\n“备份”", note="\\N", id_number_sealed=bytes(range(256))))


@METHODS
async def test_a_backup_during_writes_is_consistent_and_comes_back_whole(
    database: Database, firm: MadeFirm, vault: Vault, tmp_path: Path, empty_url: str, with_programs: bool
) -> None:
    """Each change writes a client and an audit row; the backup has both or none of them."""
    stop, begun, written = asyncio.Event(), asyncio.Event(), 0

    async def write() -> None:
        nonlocal written
        while not stop.is_set():
            await add_client(database, firm, written)
            written += 1
            if written == 50:
                begun.set()

    writers = [asyncio.create_task(write()) for _ in range(3)]
    await asyncio.wait_for(begun.wait(), 60)
    before = written
    manifest = await back_up(database.url, tmp_path / "backup", with_programs=with_programs)
    after = written
    stop.set()
    await asyncio.gather(*writers)
    assert after > before, "the firm went on working"
    assert manifest.method == ("pg_dump" if with_programs else "copy")

    comparison = await restored(empty_url, tmp_path / "backup")
    assert comparison == Comparison(len(manifest.tables), manifest.rows, ())
    copy = Database(empty_url, pool_size=1)
    async with copy.change(firm.system) as session:
        clients = await session.scalar(select(func.count()).select_from(Client))
        entries = await session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.noun == "client"))
        keys = await vault.firm(session)
    await copy.close()
    assert clients == entries
    assert before <= (clients or 0) <= after + 3
    assert keys.current == 1


@METHODS
async def test_a_restored_database_keeps_its_walls_and_can_be_worked_on(
    database: Database, firm: MadeFirm, vault: Vault, tmp_path: Path, empty_url: str, with_programs: bool
) -> None:
    await back_up(database.url, tmp_path / "backup", with_programs=with_programs)
    await restored(empty_url, tmp_path / "backup")
    assert await migrate(empty_url) == (newest(), newest())
    copy = Database(empty_url, pool_size=1)
    other = await make_firm(copy, vault, "新机构")
    await add_client(copy, firm, 1)
    async with copy.change(other.system) as session:
        assert await session.scalar(select(func.count()).select_from(Client)) == 0
    await copy.close()


@METHODS
async def test_every_lost_or_changed_row_is_counted(
    database: Database, firm: MadeFirm, tmp_path: Path, empty_url: str, with_programs: bool
) -> None:
    for number in range(3):
        await add_client(database, firm, number)
    manifest = await back_up(database.url, tmp_path / "backup", with_programs=with_programs)
    await restored(empty_url, tmp_path / "backup")
    await owner_does(
        empty_url,
        f"delete from client where id = (select id from client where firm_id = '{firm.firm_id}' limit 1)",
        f"update firm set name = name || '!' where firm_id = '{firm.firm_id}'",
        "drop table effect",
        "insert into schedule_mark select firm_id, firm_id, 'x', now() from firm limit 1",
    )
    found = {d.table: d for d in (await compare(empty_url, tmp_path / "backup", manifest)).differences}
    assert found == {
        "client": Difference("client", 1, 0),
        "firm": Difference("firm", 1, 1),
        "schedule_mark": Difference("schedule_mark", 0, 1),
    } | ({"effect": Difference("effect", manifest.tables["effect"], 0)} if manifest.tables["effect"] else {})


async def refused(code: str, url: str, folder: Path) -> None:
    """Restoring is refused with this code, in both languages, and leaves the database empty."""
    with pytest.raises(BackupFault) as fault:
        await restored(url, folder)
    assert fault.value.code == code
    assert fault.value.zh
    assert fault.value.en
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("select count(*) from pg_tables where schemaname = 'public'") == 0
    await connection.close()


async def test_a_damaged_backup_is_refused(
    database: Database, firm: MadeFirm, tmp_path: Path, empty_url: str
) -> None:
    folder = tmp_path / "backup"
    await refused("NO_BACKUP", empty_url, folder)
    await back_up(database.url, folder)
    (folder / "database.dump").write_bytes((folder / "database.dump").read_bytes()[:-1] + b"x")
    await refused("BROKEN_BACKUP", empty_url, folder)
    (folder / "database.dump").unlink()
    await refused("BROKEN_BACKUP", empty_url, folder)
    (folder / NAME).write_text("{")
    await refused("BROKEN_BACKUP", empty_url, folder)
    (folder / NAME).unlink()
    await refused("NO_BACKUP", empty_url, folder)


async def test_a_newer_schema_is_refused(
    database: Database, firm: MadeFirm, tmp_path: Path, empty_url: str
) -> None:
    await back_up(database.url, tmp_path / "backup")
    told = json.loads((tmp_path / "backup" / NAME).read_text())
    (tmp_path / "backup" / NAME).write_text(json.dumps(told | {"schema": "9999"}))
    await refused("NEWER_SCHEMA", empty_url, tmp_path / "backup")


async def test_a_database_in_use_is_refused_as_target(
    database: Database, firm: MadeFirm, tmp_path: Path
) -> None:
    await back_up(database.url, tmp_path / "backup")
    with pytest.raises(BackupFault) as fault:
        await restored(database.url, tmp_path / "backup")
    assert fault.value.code == "NOT_EMPTY"


async def test_an_earlier_backup_is_never_written_over(
    database: Database, firm: MadeFirm, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    await back_up(database.url, folder)
    before = load(folder)
    with pytest.raises(BackupFault) as fault:
        await back_up(database.url, folder)
    assert fault.value.code == "FOLDER_TAKEN"
    assert load(folder) == before


async def test_a_foreign_database_is_refused_and_leaves_no_folder(tmp_path: Path, empty_url: str) -> None:
    with pytest.raises(BackupFault) as fault:
        await back_up(empty_url, tmp_path / "backup")
    assert fault.value.code == "NOT_OURS"
    assert not (tmp_path / "backup").exists()


async def test_a_backup_is_for_its_maker_alone_and_holds_no_key(
    database: Database, firm: MadeFirm, tmp_path: Path
) -> None:
    await back_up(database.url, tmp_path / "backup", with_programs=False)
    files = list((tmp_path / "backup").iterdir())
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert not any(b"tests only: a fixed master key" in path.read_bytes() for path in files)
    assert not any("key" in path.name and path.suffix not in {".copy", ".hashes"} for path in files)


async def test_copy_is_used_when_pg_dump_cannot_reach_the_server(
    database: Database, firm: MadeFirm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "find_program", lambda name, major: Path("/bin/false"))
    told: list[str] = []
    manifest = await back_up(database.url, tmp_path / "backup", notice=told.append)
    assert manifest.method == "copy"
    assert len(told) == 1


def test_a_program_older_than_the_server_is_not_used() -> None:
    assert programs.find_program("pg_dump", 16) is not None
    assert programs.find_program("pg_dump", 999) is None
