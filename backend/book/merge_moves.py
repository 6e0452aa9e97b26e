"""How rows that refer to a client go over to another one, and come back: the kinds of moves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Table, any_, bindparam, cast, exists, select, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.merge_fields import plain, restored
from backend.platform.crypto import DataKey
from backend.platform.db import Base


@dataclass
class Passage:
    """A merge on its way. theirs: keys of fields whose value becomes the loser's; keys: data keys by client."""

    session: AsyncSession
    survivor: Client
    loser: Client
    theirs: frozenset[str] = frozenset()
    keys: dict[UUID, DataKey] = field(default_factory=dict)

    @property
    def firm_id(self) -> UUID:
        """The firm of both."""
        return self.survivor.firm_id


@dataclass
class Moved:
    """What a move did: rows that went over, and what else was written into rows (see `merges.MergedRows`)."""

    ids: list[UUID] = field(default_factory=list)
    changes: dict[str, dict[str, list[Any]]] = field(default_factory=dict)

    def note(self, row: UUID, column: str, before: Any, after: Any) -> None:
        """Remember what stood in a column of a row."""
        if before != after:
            self.changes.setdefault(str(row), {})[column] = [plain(before), plain(after)]


Move = Callable[[Passage, Table, str], Awaitable[Moved]]
Back = Callable[[Passage, Table, str, Sequence[UUID], dict[str, dict[str, list[Any]]]], Awaitable[None]]


def whole(*unique: str, unlike: str | None = None) -> Move:
    """All rows go over, but those whose like the survivor has: these stay where they are, with the loser.

    unique: columns that make two rows alike, beside the client; unlike: a column that must not name the survivor
    (nobody is tied to himself).
    """

    async def move(passage: Passage, table: Table, column: str) -> Moved:
        bounds = [table.c.firm_id == passage.firm_id, table.c[column] == passage.loser.id]
        if unique:
            other = table.alias("other")
            alike = [table.c[name].is_not_distinct_from(other.c[name]) for name in unique]
            there = exists(select(other.c.id).where(
                other.c.firm_id == passage.firm_id, other.c[column] == passage.survivor.id, *alike
            ))  # fmt: skip
            bounds.append(~there)
        if unlike:
            bounds.append(table.c[unlike].is_distinct_from(passage.survivor.id))
        moved = await passage.session.scalars(
            update(table).where(*bounds).values({column: passage.survivor.id}).returning(table.c.id)
        )
        return Moved(sorted(moved))

    return move


async def stay(_passage: Passage, _table: Table, _column: str) -> Moved:
    """Nothing goes over."""
    return Moved()


async def give_back(
    passage: Passage, table: Table, column: str, ids: Sequence[UUID], changes: dict[str, dict[str, list[Any]]]
) -> None:
    """Let rows that went over belong to the loser again, as they were.

    Rows that are gone, or went elsewhere since, do not come back. What was written into rows that did not move is
    taken back where it still stands so.
    """
    firm_id, session = passage.firm_id, passage.session
    back: set[UUID] = set()
    if ids:
        back = set(
            await session.scalars(
                update(table)
                .where(
                    table.c.firm_id == firm_id,
                    table.c[column] == passage.survivor.id,
                    table.c.id == any_(cast(list(ids), ARRAY(UuidType()))),
                )
                .values({column: passage.loser.id})
                .returning(table.c.id)
            )
        )
    moved = set(ids)
    for row, columns in changes.items():
        id = UUID(row)
        bounds = [table.c.firm_id == firm_id, table.c.id == id]
        if id in moved and id not in back:
            continue
        values = {
            name: restored(table.c[name].type.python_type, before) for name, (before, _) in columns.items()
        }
        if id not in moved:
            bounds += [
                table.c[name].is_not_distinct_from(restored(table.c[name].type.python_type, after))
                for name, (_, after) in columns.items()
            ]
        await session.execute(update(table).where(*bounds).values(values))


async def rows_of(passage: Passage, table: Table, column: str, client_id: UUID) -> list[Any]:
    """Rows of one client, by id."""
    found = await passage.session.execute(
        select(table)
        .where(table.c.firm_id == passage.firm_id, table.c[column] == client_id)
        .order_by(table.c.id)
    )
    return list(found)


async def write(passage: Passage, table: Table, id: UUID, **values: Any) -> None:
    """Change one row."""
    chosen = update(table).where(table.c.firm_id == passage.firm_id, table.c.id == bindparam("row_id", id))
    await passage.session.execute(chosen.values(values))


@dataclass(frozen=True)
class Mover:
    """What happens to the rows of one column: how they go, and how they come back."""

    move: Move
    back: Back = give_back


def table_of(name: str) -> Table:
    """A table by its name."""
    return Base.metadata.tables[name]
