"""A block of an import takes its statements whole: as many for three hundred rows as for thirty, in and out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from backend.commands.imports import ImportOrder, import_file, undo_import
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from tests.commands.importing import add_managers, sheet_of
from tests.conftest import MadeFirm
from tests.workbooks.messy_clients import MANAGERS

FEW, MANY = 30, 300
MOST_IN, MOST_OUT = 200, 140
"""Statements of a whole import of one block, and of taking it back: as measured, and some room for a new table."""


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that run meanwhile, those that begin transactions and ring bells among them."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(" ".join(statement.split())[:90])

    engines = [database.writes.sync_engine, database.reads.sync_engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def people(path: Path, first: int, rows: int) -> Path:
    """Rows about people whom nobody knows, each with two ways to reach him, a manager and a tag."""
    return sheet_of(
        path,
        *(
            [
                f"王{chr(0x4E00 + n)}{chr(0x5E00 + n)}",
                f"169{n:08d}",
                "",
                f"p{n}@example.com",
                MANAGERS[n % len(MANAGERS)],
                "",
                "高净值",
            ]
            for n in range(first, first + rows)
        ),
    )


async def test_a_block_takes_as_many_statements_however_many_rows_it_has(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    await add_managers(database, vault, firm.firm_id)
    taken, returned = {}, {}
    # The first one makes the tag, and somebody to compare the others with.
    for first, rows in ((0, 5), (1_000, FEW), (2_000, MANY)):
        file = people(tmp_path / f"{rows}.csv", first, rows)
        with counted(database) as seen:
            order = ImportOrder(file, firm=str(firm.firm_id), create_tags=True)
            outcome = await import_file(database, vault, order)
        assert outcome.result is not None
        assert outcome.result.job.counts["committed"] == rows
        taken[rows] = seen
        id = public_id("import", outcome.result.job.id)
        if rows >= FEW:
            with counted(database) as seen:
                undone = await undo_import(database, vault, id, firm=str(firm.firm_id), email=None)
            assert undone.result is not None
            assert undone.result.job.counts["undone"] == rows
            returned[rows] = seen
    # The rows of the next block are read while this one is written: counted, not compared in their order.
    assert Counter(taken[FEW]) == Counter(taken[MANY])
    assert Counter(returned[FEW]) == Counter(returned[MANY])
    # A plan of an empty table, kept for its foreign keys, would read all clients for each new one.
    for seen in (taken[MANY], returned[MANY]):
        assert seen.count("discard plans") == seen.count("set local plan_cache_mode = force_generic_plan") > 0
    assert len(taken[MANY]) <= MOST_IN
    assert len(returned[MANY]) <= MOST_OUT
