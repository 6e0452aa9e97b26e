"""Everything a firm has, read plainly as the owner of the tables: no role, no wall, no reach."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

Row = dict[str, Any]
TABLES = (
    "team", "user_account", "user_role", "credential", "household", "product", "share_class", "nav_point", "fee_terms",
    "open_day", "exchange_rate", "tag", "topic", "custom_field", "interaction_participant", "talk_message", "client",
    "contact_point", "client_tag", "client_relation", "client_merge", "assignment", "holding", "transaction", "lot",
    "unit_break", "fund_order", "payment_receipt", "revenue", "interaction",
    "document", "document_version", "export_job", "handover", "handover_line", "need",
    "task", "message",
    "notification", "audit_entry", "lineage",
)  # fmt: skip


@dataclass(frozen=True)
class Book:
    """The rows of one firm by table, the rules of its present policy, and rows by what was asked of a column."""

    rows: dict[str, list[Row]]
    rules: list[Row]
    by: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)

    def all(self, table: str, **equal: Any) -> list[Row]:
        """The rows of a table in which all these columns have these values."""
        (first, wanted), *more = equal.items()
        if (table, first) not in self.by:
            found = self.by[table, first] = {}
            for row in self.rows[table]:
                found.setdefault(row[first], []).append(row)
        rows = self.by[table, first].get(wanted, [])
        return [row for row in rows if all(row[name] == value for name, value in more)]

    def one(self, table: str, id: UUID | None) -> Row | None:
        """The row of an id."""
        return next(iter(self.all(table, id=id)), None)


async def read_book(url: str, firm_id: UUID) -> Book:
    """The book as it is now."""
    owner = await asyncpg.connect(url)
    try:
        await owner.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        rows = {
            table: [
                dict(row) for row in await owner.fetch(f'select * from "{table}" where firm_id = $1', firm_id)
            ]
            for table in TABLES
        }
        rules = await owner.fetch(
            'select role, coordinate, relation, "right", effect from policy_rule join firm using (firm_id),'
            " unnest(coordinates) coordinate where firm_id = $1 and version_number = policy_version",
            firm_id,
        )
    finally:
        await owner.close()
    return Book(rows, [dict(rule) for rule in rules])
