"""Keyset pages over a real table: together they are the whole order, whatever comes and goes meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert, select, text

from backend.book.tasks import Task
from backend.graph.pages import Listing, Page, SortKey, anchors, count, read_page
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from tests.conftest import MadeFirm, make_firm

# One table with a text, a text that may be missing, and an instant that may be: enough for every kind of order.
COLUMNS = {"priority": Task.priority, "body": Task.body, "title": Task.title, "outcome": Task.outcome}
NULLABLE = {"body", "outcome"}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "priority": st.sampled_from(["a", "b"]),
            "body": st.sampled_from([None, None, "x", "y", "z"]),
            "title": st.sampled_from(["m", "n", "o", "p"]),
            "outcome": st.sampled_from([None, "1", "2"]),
        }
    ),
    max_size=14,
)
ORDERS = st.lists(st.tuples(st.sampled_from(sorted(COLUMNS)), st.booleans()), max_size=3)
BUSY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
AT_EACH_PAGE = st.lists(st.sampled_from(["add", "remove", "nothing"]), min_size=30, max_size=30)


@dataclass
class Table:
    """Rows of one firm, listed in an order."""

    database: Database
    vault: Vault
    firm: MadeFirm
    order: Sequence[tuple[str, bool]] = ()
    rows: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    @property
    def listing(self) -> Listing:
        last = self.order[-1][1] if self.order else False
        keys = [SortKey(COLUMNS[name], down, nullable=name in NULLABLE) for name, down in self.order]
        statement = select(Task).where(Task.firm_id == self.firm.firm_id)
        return Listing(statement, (*keys, SortKey(Task.id, last)), f"tests:{self.order}")

    def expected(self) -> list[UUID]:
        """The full order, worked out here: rows without a value last in both directions."""
        ids = sorted(self.rows, reverse=bool(self.order) and self.order[-1][1])
        for name, down in reversed(self.order):
            values = {id: row[name] for id, row in self.rows.items()}
            present = sorted(
                (id for id in ids if values[id] is not None), key=values.__getitem__, reverse=down
            )
            ids = [*present, *(id for id in ids if values[id] is None)]
        return ids

    async def add(self, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        made = {uuid7(): row for row in rows}
        async with self.database.change(self.firm.system) as session:
            await session.execute(
                insert(Task), [{"firm_id": self.firm.firm_id, "id": id, **row} for id, row in made.items()]
            )
        self.rows |= made

    async def remove(self, ids: Sequence[UUID]) -> None:
        async with self.database.change(self.firm.system) as session:
            await session.execute(delete(Task).where(Task.firm_id == self.firm.firm_id, Task.id.in_(ids)))
        for id in ids:
            self.rows.pop(id, None)

    async def page(self, first: int, after: str | None) -> Page:
        async with self.database.read(self.firm.firm_id) as session:
            return await read_page(
                session, self.listing, first=first, after=after,
                seal=self.vault.seal_cursor, unseal=self.vault.open_cursor,
            )  # fmt: skip

    async def anchors(self, size: int) -> list[str | None]:
        async with self.database.read(self.firm.firm_id) as session:
            return await anchors(session, self.listing, size, seal=self.vault.seal_cursor)


@pytest.fixture(scope="module")
async def table(database: Database, vault: Vault) -> Table:
    return Table(database, vault, await make_firm(database, vault, "明远资产"))


async def _fresh(table: Table, order: Sequence[tuple[str, bool]], rows: Sequence[dict[str, Any]]) -> None:
    await table.remove(list(table.rows))
    table.order = list(dict(order).items())
    await table.add(rows)


def _ids(page: Page) -> list[UUID]:
    return [row[0].id for row in page.rows]


@BUSY
@given(rows=ROWS, order=ORDERS, size=st.integers(1, 5))
async def test_pages_one_after_the_other_are_the_full_order(
    table: Table, rows: list[dict[str, Any]], order: list[tuple[str, bool]], size: int
) -> None:
    await _fresh(table, order, rows)
    found: list[UUID] = []
    after: str | None = None
    while True:
        page = await table.page(size, after)
        assert page.has_previous is (after is not None)
        found += _ids(page)
        if not page.has_next:
            break
        assert len(page.rows) == size
        after = page.cursors[-1]
    assert found == table.expected()
    async with table.database.read(table.firm.firm_id) as session:
        assert await count(session, table.listing) == (len(rows), False)


@BUSY
@given(
    rows=ROWS,
    order=ORDERS,
    size=st.integers(1, 4),
    changes=AT_EACH_PAGE,
    dice=st.randoms(use_true_random=False),
)
async def test_rows_that_stay_are_seen_once_while_others_come_and_go(
    table: Table,
    rows: list[dict[str, Any]],
    order: list[tuple[str, bool]],
    size: int,
    changes: list[str],
    dice: Random,
) -> None:
    await _fresh(table, order, rows)
    stay, seen = set(table.rows), list[UUID]()
    after: str | None = None
    for change in changes:
        page = await table.page(size, after)
        seen += _ids(page)
        if not page.has_next:
            break
        after = page.cursors[-1]
        if change == "add":
            await table.add([{"priority": "b", "body": None, "title": "n", "outcome": "1"}])
        elif change == "remove" and table.rows:
            gone = dice.choice(sorted(table.rows))  # also the row whose place the cursor keeps
            stay.discard(gone)
            await table.remove([gone])
    assert len(seen) == len(set(seen))
    if not page.has_next:
        assert stay <= set(seen)


@BUSY
@given(rows=ROWS, order=ORDERS, size=st.integers(1, 5))
async def test_anchors_are_the_beginnings_of_pages_that_are_not_empty(
    table: Table, rows: list[dict[str, Any]], order: list[tuple[str, bool]], size: int
) -> None:
    await _fresh(table, order, rows)
    expected = table.expected()
    marks = await table.anchors(size)
    assert len(marks) == max(1, -(-len(rows) // size))
    for place, mark in enumerate(marks):
        page = await table.page(size, mark)
        assert _ids(page) == expected[place * size : (place + 1) * size]


async def test_a_cursor_of_another_order_is_bad_input(table: Table) -> None:
    await _fresh(
        table, [("priority", False)], [{"priority": "a", "body": None, "title": "m", "outcome": None}] * 3
    )
    cursor = (await table.page(1, None)).cursors[0]
    table.order = [("priority", True)]
    with pytest.raises(Refused, match="bad_cursor"):
        await table.page(1, cursor)


async def _many(table: Table, number: int) -> None:
    """So many rows, one made each second."""
    await table.remove(list(table.rows))
    async with table.database.change(table.firm.system) as session:
        await session.execute(delete(Task).where(Task.firm_id == table.firm.firm_id))
        await session.execute(
            text(
                "insert into task (firm_id, id, title, state, priority, mandatory, compliance, evidence,"
                " held_minutes, version, created_at, created_by, updated_at)"
                " select :firm, gen_random_uuid(), 't', 'open', 'low', false, false, 'none',"
                " 0, 1, now() + n * interval '1 second', 's', now()"
                " from generate_series(1, :number) n"
            ),
            {"firm": table.firm.firm_id, "number": number},
        )


async def test_a_deep_page_begins_in_the_index(table: Table) -> None:
    await _many(table, 3000)
    keys = (SortKey(Task.created_at, descending=True), SortKey(Task.id, descending=True))
    listing = Listing(select(Task).where(Task.firm_id == table.firm.firm_id), keys, "deep")
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    engine, seal, unseal = table.database.reads.sync_engine, table.vault.seal_cursor, table.vault.open_cursor
    event.listen(engine, "before_cursor_execute", note)
    try:
        after = None
        async with table.database.read(table.firm.firm_id) as session:
            for _ in range(3):
                page = await read_page(session, listing, first=100, after=after, seal=seal, unseal=unseal)
                after = page.cursors[-1]
    finally:
        event.remove(engine, "before_cursor_execute", note)
    owner = await asyncpg.connect(table.database.url)
    try:
        await owner.execute("analyze task")
        plan = "\n".join(row[0] for row in await owner.fetch(f"explain {asked[-1][0]}", *asked[-1][1]))
    finally:
        await owner.close()
    condition = plan.partition("Index Cond")[2].partition("\n")[0]
    assert "ROW(created_at, id) <" in condition, plan


async def test_a_count_is_exact_up_to_ten_thousand_and_says_when_there_are_more(table: Table) -> None:
    listing = Listing(select(Task).where(Task.firm_id == table.firm.firm_id), (SortKey(Task.id),), "count")
    for number, counted in ((10_000, (10_000, False)), (10_001, (10_000, True))):
        await _many(table, number)
        async with table.database.read(table.firm.firm_id) as session:
            assert await count(session, listing) == counted


async def test_there_are_at_most_two_hundred_anchors(table: Table) -> None:
    table.order = []
    await _many(table, 450)
    assert len(await table.anchors(2)) == 200
    assert len(await table.anchors(3)) == 150
    for size in (0, 101, -1):
        with pytest.raises(Refused, match="range"):
            await table.anchors(size)
