"""Monthly partitions of the append-only tables, by the time inside their UUIDv7 ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.platform.ids import first_uuid7

PARTITIONED = ("audit_entry", "event_log")
PARTITION_LOCK = 7_305_113
"""Two workers must not make the same partition at once; the number only has to be ours."""


def month_start(at: datetime, ahead: int = 0) -> datetime:
    """The first instant (UTC) of the month `ahead` months after the one of `at`."""
    months = at.year * 12 + at.month - 1 + ahead
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def create_partitions(table: str, at: datetime, months: int = 3) -> Iterator[str]:
    """SQL for the partitions of this month and the next ones; existing ones stay.

    Rows outside all months fall into `<table>_default`, so nothing is ever refused for its time.
    """
    yield f"create table if not exists {table}_default partition of {table} default"
    for ahead in range(months):
        start, end = month_start(at, ahead), month_start(at, ahead + 1)
        yield (
            f"create table if not exists {table}_{start:%Y%m} partition of {table} "
            f"for values from ('{first_uuid7(start)}') to ('{first_uuid7(end)}')"
        )


async def ensure_partitions(connection: AsyncConnection, table: str, at: datetime, months: int = 3) -> int:
    """Make what is missing of this month's and the next months' partitions; how many were made.

    Rows that meanwhile went into the default partition move to where they belong. Needs the table's owner.
    """
    made = 0
    for ahead in range(months):
        start, end = month_start(at, ahead), month_start(at, ahead + 1)
        name = f"{table}_{start:%Y%m}"
        async with connection.begin():
            await connection.execute(text(f"select pg_advisory_xact_lock({PARTITION_LOCK})"))
            if await connection.scalar(text("select to_regclass(:name)"), {"name": name}) is None:
                await _make(connection, table, name, str(first_uuid7(start)), str(first_uuid7(end)))
                made += 1
    return made


async def _make(connection: AsyncConnection, table: str, name: str, low: str, high: str) -> None:
    """A month's partition, filled from the default one before it is attached: all names are our own."""
    await connection.execute(text("set local lock_timeout = '5s'"))
    await connection.execute(text(f"lock table {table}_default in access exclusive mode"))
    await connection.execute(text(f"create table {name} (like {table} including defaults)"))
    await connection.execute(
        text(
            f"with late as (delete from {table}_default where id >= '{low}' and id < '{high}' returning *) "  # noqa: S608
            f"insert into {name} select * from late"
        )
    )
    await connection.execute(text(f"alter table {name} add primary key (firm_id, id)"))
    await connection.execute(
        text(f"alter table {table} attach partition {name} for values from ('{low}') to ('{high}')")
    )
