"""Rows of a large import are prepared in a process of their own: with the same result, and whatever becomes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import text

from backend.book.imports import preparing, taking
from backend.commands.imports import ImportOrder, import_file
from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.book.test_import_blocks import people
from tests.commands.importing import add_managers
from tests.conftest import MadeFirm
from tests.product import ROOT

ROWS = 60
ASKED = """select name, search_tokens, note, (select string_agg(encode(p.blind, 'hex'), ',' order by kind)
    from contact_point p where p.client_id = c.id) as points from client c order by name"""
ALONE = """
import multiprocessing, time
from backend.book.imports.preparing import Preparing
preparing = Preparing("clients", 1_000_000)
preparing._pool.submit(int).result()
print(multiprocessing.active_children()[0].pid, flush=True)
time.sleep(600)
"""


def _own_children() -> list[psutil.Process]:
    """Processes of this one that prepare rows."""
    found = []
    for child in psutil.Process().children(recursive=True):
        try:
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("ends", [False, True], ids=["to its end", "killed on the way"])
async def test_rows_come_in_alike_with_a_process_and_without_and_when_it_is_killed(
    ends: bool,
    database: Database,
    vault: Vault,
    firm: MadeFirm,
    other_firm: MadeFirm,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = people(tmp_path / "people.csv", 0, ROWS)
    monkeypatch.setattr(taking, "CHUNK", 20)
    seen: list[int] = []

    def tell(step: str, _done: int, _total: int) -> None:
        if step != "commit":
            return
        for child in _own_children():
            seen.append(child.pid)
            if ends:
                child.kill()

    told: list[Any] = []
    for made, least in ((firm, ROWS), (other_firm, ROWS + 1)):
        monkeypatch.setattr(preparing, "MANY", least)
        await add_managers(database, vault, made.firm_id)
        seen.clear()
        order = ImportOrder(file, firm=str(made.firm_id), create_tags=True)
        outcome = await import_file(database, vault, order, tell)
        assert outcome.result is not None
        assert outcome.result.job.counts["committed"] == ROWS
        assert bool(seen) is (made is firm)
        async with database.change(made.system) as session:
            rows = (await session.execute(text(ASKED))).all()
        # Blind indexes are each firm's own; how many there are is not.
        told.append([(*row[:3], row.points.count(",")) for row in rows])
    assert told[0] == told[1]
    assert len(told[0]) == ROWS
    assert not _own_children()


def test_the_process_does_not_outlive_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", ALONE], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    try:
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.is_running()
    finally:
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    child.wait(30)
    assert not child.is_running()
