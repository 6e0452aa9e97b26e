"""Tables and their rows as hashes: what a backup and a restored database are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import asyncpg

TABLES = """
    select c.relname as name, array_agg(a.attname::text order by a.attname) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
    group by c.relname order by c.relname
"""
REFERENCES = """
    select distinct conrelid::regclass::text as child, confrelid::regclass::text as parent
    from pg_constraint where contype = 'f' and conparentid = 0 and conrelid <> confrelid
"""
SETTINGS = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "client_encoding": "UTF8",
}
"""Of a session that reads rows as text: equal rows must give equal words on every server."""


@dataclass(frozen=True)
class Table:
    """A table of the product with its columns by name."""

    name: str
    columns: tuple[str, ...]

    @property
    def column_list(self) -> str:
        """The columns as SQL."""
        return ", ".join(f'"{column}"' for column in self.columns)


@dataclass(frozen=True)
class Difference:
    """Rows of a table that are missing from a restored database, and rows that are there beyond them."""

    table: str
    missing: int
    unexpected: int


async def tables_of(connection: asyncpg.Connection) -> list[Table]:
    """All tables, parents of foreign keys first; partitions are part of their table."""
    found = {row["name"]: Table(row["name"], tuple(row["columns"])) for row in await connection.fetch(TABLES)}
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(found, ()))
    for reference in await connection.fetch(REFERENCES):
        child, parent = reference["child"].strip('"'), reference["parent"].strip('"')
        if child in found and parent in found:
            order.add(child, parent)
    return [found[name] for name in order.static_order()]


async def write_hashes(connection: asyncpg.Connection, table: Table, path: Path) -> int:
    """A hash (32 hex digits) a line for each row of a table, sorted; how many rows."""
    done: str = await connection.copy_from_query(
        f'select md5(row({table.column_list})::text) collate "C" from "{table.name}" order by 1',  # noqa: S608
        output=path,
        format="text",
    )
    return int(done.rsplit(maxsplit=1)[-1])


def compare(table: str, expected: Path, found: Path) -> Difference:
    """Compare two sorted files of hashes line by line; in constant memory."""
    missing = unexpected = 0
    with expected.open("rb") as left, found.open("rb") as right:
        one, other = next(left, None), next(right, None)
        while one is not None or other is not None:
            if other is None or (one is not None and one < other):
                missing += 1
                one = next(left, None)
            elif one is None or other < one:
                unexpected += 1
                other = next(right, None)
            else:
                one, other = next(left, None), next(right, None)
    return Difference(table, missing, unexpected)
