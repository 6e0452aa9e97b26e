"""Monthly partitions of the append-only tables, by the time inside their UUIDv7 ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from backend.platform.ids import first_uuid7

PARTITIONED = ("audit_entry", "event_log")


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
