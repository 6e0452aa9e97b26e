"""`backup`, `restore` and `verify-audit` as an operator runs them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from backend.book.clients import Client
from backend.commands.backup import run_backup, run_restore
from backend.commands.verify_audit import run_verify_audit
from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.embedded.state import Addresses
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.sealing import seal
from backend.platform.settings import Settings, settings
from tests.conftest import MadeFirm, drop, make_firm


@pytest.fixture
async def worked(database: Database, chosen: Settings) -> MadeFirm:
    """A firm with clients and a sealed audit, under the installation's key."""
    made = await make_firm(database, Vault(load_master_key(chosen.master_key_path)), "明远资产")
    async with database.change(made.system) as session:
        session.add_all(Client(name=f"客户{n}") for n in range(3))
    async with database.change(made.system) as session:
        assert await seal(session) == 3
    return made


@pytest.fixture
async def empty_url(servers: Addresses) -> AsyncIterator[str]:
    """An empty database."""
    name = f"restored_{uuid7().hex}"
    connection = await asyncpg.connect(servers.database_url)
    await connection.execute(f'create database "{name}"')
    await connection.close()
    url = f"{servers.database_url.rsplit('/', 1)[0]}/{name}"
    yield url
    await drop(servers, url)


async def test_a_firm_comes_back_with_its_audit_and_its_keys(
    worked: MadeFirm,
    chosen: Settings,
    empty_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "backup"
    assert await asyncio.to_thread(run_backup, folder) == 0
    assert "pg_dump" in capsys.readouterr().out
    assert await asyncio.to_thread(run_backup, folder) == 1
    assert "不为空" in capsys.readouterr().err

    monkeypatch.setenv("DATABASE_URL", empty_url)
    settings.cache_clear()
    assert await asyncio.to_thread(run_restore, folder) == 0
    assert "0 tables differ" in capsys.readouterr().out
    assert await asyncio.to_thread(run_verify_audit, None) == 0
    assert "3 rows, 3 sealed, 0 faults" in capsys.readouterr().out
    assert await asyncio.to_thread(run_restore, folder) == 1
    assert "not empty" in capsys.readouterr().err


async def test_a_restore_without_the_key_file_says_so(
    worked: MadeFirm,
    chosen: Settings,
    empty_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await asyncio.to_thread(run_backup, tmp_path / "backup") == 0
    monkeypatch.setenv("STARTRAIL_KEYFILE", str(tmp_path / "other.key"))
    monkeypatch.setenv("DATABASE_URL", empty_url)
    settings.cache_clear()
    assert await asyncio.to_thread(run_restore, tmp_path / "backup") == 1
    assert "original key file" in capsys.readouterr().out
    assert not (tmp_path / "other.key").exists()


async def test_tampering_is_told_with_its_place(
    worked: MadeFirm, chosen: Settings, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(run_verify_audit, str(worked.firm_id)) == 0
    connection = await asyncpg.connect(database_url)
    await connection.execute("update audit_entry set actor = 'user:x' where firm_id = $1", worked.firm_id)
    await connection.close()
    assert await asyncio.to_thread(run_verify_audit, str(worked.firm_id)) == 1
    said = capsys.readouterr().out
    assert "rows of seal 1 were changed" in said
    assert "第 1 号封条" in said
