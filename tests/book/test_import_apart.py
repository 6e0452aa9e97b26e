"""Rows prepared in a process of its own become what they become without it, also when that process ends."""

from __future__ import annotations

from asyncio.subprocess import Process
from pathlib import Path

import pytest

from backend.book.imports import preparing, preparing_process
from backend.commands.imports import ImportOrder, import_file
from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.commands.importing import add_managers
from tests.conftest import make_firm
from tests.drills.imports import BOOK, book_of
from tests.workbooks.messy_clients import write_messy_clients

ROWS = 120
ENDS = "tests.book.ending_process"


async def test_clients_prepared_apart_are_the_same(
    database: Database, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clients.xlsx"
    write_messy_clients(file, rows=ROWS)
    books, begun, start = [], list[str](), preparing._started

    async def started() -> Process:
        begun.append(preparing.MODULE)
        return await start()

    monkeypatch.setattr(preparing, "_started", started)
    for name, many, module in (
        ("自备", 10**9, preparing.MODULE),
        ("分备", 1, preparing.MODULE),
        ("中断", 1, ENDS),
    ):
        firm = await make_firm(database, vault, name)
        await add_managers(database, vault, firm.firm_id)
        monkeypatch.setattr(preparing, "MANY", many)
        monkeypatch.setattr(preparing, "MODULE", module)
        outcome = await import_file(database, vault, ImportOrder(file, firm=str(firm.firm_id)))
        assert outcome.result is not None
        assert outcome.result.job.state == "done"
        books.append(await book_of(database, firm, bare=True))
    assert begun == [preparing_process.__name__, ENDS]
    assert books[0]["client"][0] > ROWS / 2
    assert {table for table in BOOK if books[0][table] != books[1][table]} == set()
    assert {table for table in BOOK if books[0][table] != books[2][table]} == set()
