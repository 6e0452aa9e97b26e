"""Everything that happened to a client, from several tables, in one order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, cast, literal, select, union_all

from backend.book.interactions import Interaction
from backend.book.ledger import Transaction
from backend.book.tasks import Task
from backend.graph.connections import PageInfo, page_info
from backend.graph.context import Context
from backend.graph.nodes import Node, node_of, read
from backend.graph.nouns import Noun
from backend.graph.pages import Listing, SortKey, page_size
from backend.platform.audit import AuditEntry
from backend.platform.principal import Level

# What of the audit is worth a line of the timeline; the rest is on the history page.
TOLD = ("client", "contact_point", "assignment", "client_tag")
SOURCES: dict[str, tuple[Any, Any, Any, str]] = {
    "interaction": (Interaction, Interaction.client_id, Interaction.at, "Client.interactions"),
    "task": (Task, Task.client_id, Task.created_at, "Client.tasks"),
    "transaction": (
        Transaction,
        Transaction.client_id,
        cast(Transaction.date, DateTime(timezone=True)),
        "Client.transactions",
    ),
    "audit_entry": (AuditEntry, AuditEntry.client_id, AuditEntry.at, "Client.history"),
}


@dataclass
class TimelinePage:
    """One page: (cursor, instant, node) newest first."""

    items: list[tuple[str, datetime, Any]]
    info: PageInfo


async def timeline_page(
    context: Context, nouns: Sequence[Noun], client: Node, first: int | None, after: str | None
) -> TimelinePage:
    """A page of what the caller may see of each source; a source he holds no right on is left out."""
    mask, client_id = context.principal.mask, client.row.id
    parts = []
    for noun in nouns:
        model, client_column, at, coordinate = SOURCES[noun.name]
        if mask.level(coordinate, client.stands) < Level.VIEW:
            continue
        rows = noun.rows(context.principal).where(client_column == client_id)
        if noun.name == "audit_entry":
            rows = rows.where(AuditEntry.noun.in_(TOLD))
        parts.append(
            rows.with_only_columns(at.label("at"), model.id.label("id"), literal(noun.name).label("noun"))
        )
    if not parts:
        return TimelinePage(
            [], PageInfo(has_next_page=False, has_previous_page=False, start_cursor=None, end_cursor=None)
        )
    merged = union_all(*parts).subquery()
    listing = Listing(
        select(merged.c.noun, merged.c.id, merged.c.at),
        (SortKey(merged.c.at, descending=True), SortKey(merged.c.id, descending=True)),
        f"timeline.{client_id.hex}",
    )
    page = await read(context, listing, page_size(first), after)
    by_name = {noun.name: noun for noun in nouns}
    nodes = await asyncio.gather(*(node_of(context, by_name[row[0]], row[1]) for row in page.rows))
    items = [
        (mark, row[2], node)
        for row, mark, node in zip(page.rows, page.cursors, nodes, strict=True)
        if node is not None
    ]
    return TimelinePage(items, page_info(page))
