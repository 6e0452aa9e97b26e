"""Plans of the database: what EXPLAIN says of a statement that ran as the product runs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from backend.platform.database import Database
from tests.engine.statements import Ran

TIMES = 10


@dataclass(frozen=True)
class Node:
    """One node of a plan. rows, removed: of all its loops together."""

    kind: str
    table: str
    index: str
    loops: int
    rows: int
    removed: int

    def __str__(self) -> str:
        on = f" {self.index or self.table}" if self.index or self.table else ""
        return f"{self.kind}{on}: {self.loops} loops, {self.rows} rows, {self.removed} removed"


@dataclass(frozen=True)
class Plan:
    """The nodes that ran, outermost first."""

    nodes: tuple[Node, ...]

    @property
    def indexes(self) -> set[str]:
        """All indexes that were read."""
        return {node.index for node in self.nodes if node.index}

    @property
    def scanned_whole(self) -> set[str]:
        """Tables that were read from end to end."""
        return {node.table for node in self.nodes if node.kind == "Seq Scan"}

    @property
    def most_loops(self) -> Node:
        """The node that ran most often."""
        return max(self.nodes, key=lambda node: node.loops)

    @property
    def most_removed(self) -> Node:
        """The node that read most rows in vain."""
        return max(self.nodes, key=lambda node: node.removed)

    def of(self, table: str) -> list[Node]:
        """Scans of a table, by itself or by an index of its own."""
        return [node for node in self.nodes if node.table == table]

    def __str__(self) -> str:
        return "\n".join(map(str, self.nodes))


async def plan_of(database: Database, ran: Ran) -> Plan:
    """The plan after the statement ran ten times on one connection of the product's own pool.

    A plan that only the first values fit, or that the server would make general after five, would show.
    """
    sql, arguments, keeps = ran.text.spelt(ran.values)
    asked = f"explain (analyze, timing off, format json) {sql}"
    reads = database.compiled
    async with (reads._keeping if keeps else reads._connections).one() as connection:
        assert await connection.fetchval("select current_user") == "startrail_read"
        for _ in range(TIMES):
            told = await connection.fetchval(asked, *arguments)
    return Plan(tuple(_nodes(orjson.loads(told)[0]["Plan"])))


def _nodes(plan: dict[str, Any]) -> Iterator[Node]:
    loops = plan["Actual Loops"]
    if loops:
        removed = sum(
            plan.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck", "Join Filter")
        )
        yield Node(
            plan["Node Type"], plan.get("Relation Name", ""), plan.get("Index Name", ""), int(loops),
            round(plan["Actual Rows"] * loops), round(removed * loops),
        )  # fmt: skip
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
