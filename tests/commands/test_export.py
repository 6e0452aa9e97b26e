"""`startrail export` as an operator runs it."""

from __future__ import annotations

import asyncio
import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.book.clients import Client
from backend.commands.exports import run_export
from backend.platform.audit import AuditEntry
from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.keys import Vault
from backend.platform.settings import Settings
from tests.conftest import make_firm


async def test_a_firm_is_written_whole_once_and_it_is_recorded(
    database: Database, chosen: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vault = Vault(load_master_key(chosen.master_key_path))
    made = await make_firm(database, vault, "明远资产")
    async with database.change(made.system) as session:
        session.add_all(Client(name=f"客户{n}") for n in range(3))
    to = tmp_path / "firm.zip"
    assert await asyncio.to_thread(run_export, to, None) == 0
    assert "明远资产" in capsys.readouterr().out
    assert to.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(to) as archive:
        rows = [json.loads(line) for line in archive.read("tables/client.ndjson").splitlines()]
    assert sorted(row["name"] for row in rows) == ["客户0", "客户1", "客户2"]
    before = to.read_bytes()
    assert await asyncio.to_thread(run_export, to, None) == 1
    assert to.read_bytes() == before
    with pytest.raises(Refused):
        await asyncio.to_thread(run_export, tmp_path / "other.zip", "没有这家")
    left = await asyncio.to_thread(lambda: sorted(path.name for path in tmp_path.iterdir()))
    assert left == ["data", "firm.zip"]
    async with database.read(made.firm_id) as session:
        found = await session.scalars(
            select(AuditEntry.actor).where(AuditEntry.firm_id == made.firm_id, AuditEntry.action == "export")
        )
        assert list(found) == ["system:cli"]
