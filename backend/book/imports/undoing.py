"""What stands in the way of taking a row back, for any kind of record, and taking rows out with their audit."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, Uuid, all_, any_, cast, delete, not_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import BulkRows
from backend.book.imports.jobs import ImportPair, ImportRow
from backend.platform.audit import UNRECORDED
from backend.platform.db import Base, TenantRow

DONE: Final = "done"
CHANGED: Final = "changed_since"
IN_USE: Final = "in_use"
GONE: Final = "gone"
OUR_TABLES: Final = frozenset({"import_row", "import_pair", "lineage"})
"""What imports keep of a record; it goes, or is cut off, with it."""
_FEW: Final = 10
"""Rows that are told before the server is looked after again."""


async def in_use(
    session: AsyncSession,
    table: str,
    ids: Sequence[UUID],
    *,
    apart_from: Collection[str] = (),
    going: Collection[UUID] = (),
) -> dict[UUID, str]:
    """Records that other rows refer to, and the table of one of them.

    apart_from: tables that are looked at by the caller. going: rows that go with the records. Rows that the product
    works out by itself (unaudited ones, and those that `worked_out` names) hold nothing back.
    """
    found: dict[UUID, str] = {}
    for model, column in _referring(table):
        if not model.audited or model.__tablename__ in {*OUR_TABLES, *apart_from}:
            continue
        made = model.worked_out()
        others = () if made is None else (not_(made),)
        for id in await session.scalars(
            select(column)
            .where(
                model.firm_id == session.info["firm_id"],
                column == any_of(ids),
                model.id != all_of(going),
                *others,
            )
            .distinct()
        ):
            found.setdefault(id, model.__tablename__)
    return found


async def drop_worked_out(session: AsyncSession, table: str, ids: Sequence[UUID]) -> None:
    """Delete what the product worked out for records that go, and cut off what imports keep of them."""
    for model, column in _referring(table):
        name = model.__tablename__
        chosen = (model.firm_id == session.info["firm_id"], column == any_of(ids))
        if name == ImportRow.__tablename__:
            statement: Any = update(model).where(*chosen).values({column.key: None})
        elif name == ImportPair.__tablename__ or not model.audited:
            statement = delete(model).where(*chosen)
        elif (made := model.worked_out()) is not None:
            statement = delete(model).where(*chosen, made)
        else:
            continue
        await session.execute(statement.execution_options(synchronize_session=False))


Doomed = tuple[type[TenantRow], Any, Sequence[UUID]]
"""Rows of a model whose column is one of ids."""


async def remove(session: AsyncSession, rows: BulkRows, doomed: Sequence[Doomed]) -> None:
    """Delete rows, model by model, with the audit that a session would write."""
    found = [
        (model, (await session.execute(select(*_told(model)).where(*chosen))).mappings().all())
        for model, *which in doomed
        if model.audited and (chosen := _chosen(session, model, *which))
    ]
    telling = _telling(rows, found)
    for model, *which in doomed:
        # Whoever refers to a client is looked for in every such table and row by row, and meanwhile we have work.
        deleted = asyncio.ensure_future(
            session.execute(
                delete(model)
                .where(*_chosen(session, model, *which))
                .execution_options(synchronize_session=False)
            )
        )
        try:
            for _ in telling:
                await asyncio.sleep(0)
                if deleted.done():
                    break
        finally:
            await deleted
    for _ in telling:
        pass


def _chosen(
    session: AsyncSession, model: type[TenantRow], column: Any, ids: Sequence[UUID]
) -> tuple[Any, ...]:
    return model.firm_id == session.info["firm_id"], column == any_of(ids)


@cache
def _told(model: type[TenantRow]) -> tuple[Any, ...]:
    """The columns that the audit of a row tells, and those that say which row it is."""
    table: Table = model.__table__  # type: ignore[assignment]  # declared models have a Table
    return tuple(column for column in table.c if column.name not in UNRECORDED - {"id", "version"})


def _telling(
    rows: BulkRows, found: Sequence[tuple[type[TenantRow], Sequence[Mapping[Any, Any]]]]
) -> Iterator[int]:
    """Write the audit of rows that go, a few at a time."""
    for model, gone in found:
        for number, row in enumerate(gone, start=1):
            rows.gone(model, row)
            if number % _FEW == 0:
                yield number


async def same_version(session: AsyncSession, column: Any, id: UUID, before: int, now: int) -> None:
    """Rows that left a record at version `before` left it as it is at version `now`: it was restored to that."""
    await session.execute(
        update(ImportRow)
        .where(ImportRow.firm_id == session.info["firm_id"], column == id, ImportRow.version == before)
        .values(version=now)
        .execution_options(synchronize_session=False)
    )


def any_of(ids: Iterable[UUID]) -> Any:
    """`any` of one array of ids."""
    return any_(cast(list(ids), ARRAY(Uuid())))


def all_of(ids: Iterable[UUID]) -> Any:
    """`all` of one array of ids."""
    return all_(cast(list(ids), ARRAY(Uuid())))


@cache
def _referring(table: str) -> tuple[tuple[type[TenantRow], Any], ...]:
    """Models with a foreign key to a table, and the column of the key; in the order of their tables' names."""
    return tuple(sorted(_references(table), key=lambda found: (found[0].__tablename__, found[1].key)))


def _references(table: str) -> Iterator[tuple[type[TenantRow], Any]]:
    for mapper in Base.registry.mappers:
        model = mapper.class_
        if not issubclass(model, TenantRow):
            continue
        for key in mapper.local_table.foreign_key_constraints:  # type: ignore[attr-defined]
            if key.referred_table.name == table:
                for element in key.elements:
                    if element.column.name == "id":
                        yield model, getattr(model, element.parent.key)
