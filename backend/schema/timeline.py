"""Everything that happened to a client, from several tables, in one order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import GraphQLObjectType, get_named_type
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import ColumnElement, DateTime, Select, cast, false, literal, select, union_all

from backend.book.interactions import Interaction
from backend.book.ledger import Transaction
from backend.book.tasks import Task
from backend.graph.connections import PageInfo, page_info
from backend.graph.context import Context
from backend.graph.engine.drafts import Stands
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.objects import Ask, Place, constant
from backend.graph.engine.paging import Connection
from backend.graph.nodes import Node, node_of, read
from backend.graph.nouns import Noun
from backend.graph.pages import Listing, SortKey, page_size
from backend.graph.sources import any_of
from backend.platform.audit import AuditEntry
from backend.platform.principal import Level

NAME = "client.timeline"
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


@dataclass(frozen=True)
class Timeline:
    """A page of the timeline in SQL: places in time of all sources, and at each the row that stands there."""

    nouns: Callable[[], Sequence[Noun]]

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The connection."""
        told = []
        for noun in self.nouns():
            levels = place.draft.levels(SOURCES[noun.name][3], place.stands)
            seen = [relation for relation, level in levels.items() if level >= Level.VIEW]
            if seen:
                told.append(
                    _part(place, noun, [] if len(seen) == len(levels) else [place.stands.among(seen)])
                )
        # Without a source it is a timeline on which nothing stands.
        told = told or [_part(place, self.nouns()[0], [false()])]
        return _Merged(place, ask, self.nouns(), told).json()


class _Merged(Connection):
    """The connection of a timeline."""

    def __init__(self, place: Place, ask: Ask, nouns: Sequence[Noun], parts: Sequence[Select[Any]]) -> None:
        self._nouns = nouns
        self._all = union_all(*parts).subquery()
        keys = (SortKey(self._all.c.at, descending=True), SortKey(self._all.c.id, descending=True))
        super().__init__(place, place.draft, ask, keys, NAME)

    def rows(self) -> Select[Any]:
        """All places in time."""
        return select(self._all.c.id).select_from(self._all)

    def at(self) -> Place:
        """Over the places themselves."""
        return Place(
            self.draft, self.type, self.draft.row(self._all.c), Stands((), lambda: constant("")), self.around
        )

    def node(self, place: Place, chosen: list[FieldDetails]) -> ColumnElement[Any]:
        """The row that stands there."""
        edge = get_named_type(self.type.fields["edges"].type)
        assert isinstance(edge, GraphQLObjectType)
        ask = Ask("node", chosen, edge.fields["node"], {})
        return any_of(self.draft, self._nouns, place.row.noun, place.row.id, ask, place.rows)

    def more_of_edge(self, place: Place, name: str) -> ColumnElement[Any]:
        """When it happened."""
        if name != "at":
            raise Uncovered(f"TimelineEdge.{name}")
        found: ColumnElement[Any] = place.row.at
        return found


def _part(place: Place, noun: Noun, where: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """What one noun tells of the client around."""
    model, client_column, at, _ = SOURCES[noun.name]
    told = (AuditEntry.noun.in_(TOLD),) if model is AuditEntry else ()
    bounds, _reach = noun.within(place.draft.caller, client_column == place.row.id, *told)
    statement = select(at.label("at"), model.id.label("id"), constant(noun.name).label("noun"))
    return statement.where(*bounds, *where, *place.draft.bound_around(place.rows))


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
        rows = noun.rows(context.principal).where(client_column == client_id)
        if mask.level(coordinate, client.stands) < Level.VIEW:
            rows = rows.where(false())
        if noun.name == "audit_entry":
            rows = rows.where(AuditEntry.noun.in_(TOLD))
        parts.append(
            rows.with_only_columns(at.label("at"), model.id.label("id"), literal(noun.name).label("noun"))
        )
    merged = union_all(*parts).subquery()
    listing = Listing(
        select(merged.c.noun, merged.c.id, merged.c.at),
        (SortKey(merged.c.at, descending=True), SortKey(merged.c.id, descending=True)),
        NAME,
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
