"""Everything that happened to a client or to a family, from several tables, in one order."""

from __future__ import annotations

import asyncio
import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from graphql import GraphQLObjectType, get_named_type
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import ColumnElement, DateTime, Select, Uuid, cast, false, func, literal, select, union_all

from backend.book.clients import Client
from backend.book.interactions import Interaction
from backend.book.ledger import Transaction
from backend.book.tasks import Task
from backend.graph.connections import PageInfo, page_info
from backend.graph.context import Context
from backend.graph.engine.drafts import Stands
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.objects import Ask, Place, constant
from backend.graph.engine.paging import Connection
from backend.graph.nodes import node_of, read
from backend.graph.nouns import Noun
from backend.graph.pages import Listing, SortKey, page_size
from backend.graph.sources import any_of, one
from backend.platform.audit import AuditEntry
from backend.platform.ids import own_id
from backend.platform.principal import Level, Relation
from backend.retain.messages import Message

# What of the audit is worth a line of the timeline; the rest is on the history page.
TOLD = (
    "client",
    "contact_point",
    "assignment",
    "client_tag",
    "need",
    "journey",
    "fund_order",
    "service_request",
)
SOURCES: dict[str, tuple[Any, Any, Any, str]] = {
    "interaction": (Interaction, Interaction.client_id, Interaction.at, "Client.interactions"),
    "task": (Task, Task.client_id, Task.created_at, "Client.tasks"),
    "transaction": (
        Transaction,
        Transaction.client_id,
        cast(Transaction.date, DateTime(timezone=True)),
        "Client.transactions",
    ),
    # A message stands where it was last handed over; before that where it was written.
    "message": (
        Message,
        Message.client_id,
        func.coalesce(Message.sent_at, Message.began_at, Message.created_at),
        "Client.messages",
    ),
    "audit_entry": (AuditEntry, AuditEntry.client_id, AuditEntry.at, "Client.history"),
}


@strawberry.enum
class TimelineKind(enum.Enum):
    """What stands on a timeline."""

    INTERACTION = "interaction"
    TASK = "task"
    TRANSACTION = "transaction"
    MESSAGE = "message"
    CHANGE = "audit_entry"


def _names(kinds: Sequence[TimelineKind] | None, _context: Any = None) -> tuple[str, ...]:
    """The nouns that are wanted; all when nothing is said."""
    return tuple(SOURCES) if kinds is None else tuple(sorted({kind.value for kind in kinds}))


@dataclass(frozen=True)
class Timeline(ABC):
    """A page of a timeline in SQL: places in time of all sources, and at each the row that stands there.

    nouns: what can stand there; client: about whom.
    """

    nouns: Callable[[], Sequence[Noun]]
    client: Callable[[], Noun]

    @abstractmethod
    def about(self, place: Place, ask: Ask) -> Callable[[Any, str], list[ColumnElement[bool]] | None]:
        """(column of a client's id, coordinate) -> whose rows are told of; None: nobody's."""

    @property
    @abstractmethod
    def name(self) -> str:
        """Bound into the cursors."""

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The connection."""
        wanted = ask.arguments["kinds"].literal(place.draft.context, _names)
        whose = self.about(place, ask)
        until = ask.arguments["until"]
        told = []
        for noun in self.nouns():
            _, client_column, at, coordinate = SOURCES[noun.name]
            bounds = whose(client_column, coordinate) if noun.name in wanted else None
            if bounds is not None:
                if until.is_there:
                    bounds.append(at <= place.draft.bind(until, DateTime(timezone=True)))
                told.append(_part(place, noun, bounds))
        # Without a source it is a timeline on which nothing stands.
        told = told or [_part(place, self.nouns()[0], [false()])]
        return _Merged(place, ask, self, told).json()


class ClientTimeline(Timeline):
    """Of the client around."""

    name = "client.timeline"

    def about(self, place: Place, ask: Ask) -> Callable[[Any, str], list[ColumnElement[bool]] | None]:
        """What the caller may see of him."""

        def whose(column: Any, coordinate: str) -> list[ColumnElement[bool]] | None:
            levels = place.draft.levels(coordinate, place.stands)
            seen = [relation for relation, level in levels.items() if level >= Level.VIEW]
            if not seen:
                return None
            own = column == place.row.id
            return [own] if len(seen) == len(levels) else [own, place.stands.among(seen)]

        return whose


class HouseholdTimeline(Timeline):
    """Of the members of the family around whom the caller reaches: of each what he may see of him."""

    name = "household.timeline"

    def about(self, place: Place, ask: Ask) -> Callable[[Any, str], list[ColumnElement[bool]] | None]:
        """The members, or the one that is asked for."""
        bounds = [Client.household_id == place.row.id]
        if ask.arguments["client"].is_there:
            bounds.append(Client.id == place.draft.bind(ask.arguments["client"], Uuid(), _own))

        def whose(column: Any, coordinate: str) -> list[ColumnElement[bool]] | None:
            members = place.draft.rows(self.client(), *bounds, around=place.rows)
            levels = place.draft.levels(coordinate, members.stands)
            seen = [relation for relation, level in levels.items() if level >= Level.VIEW]
            if not seen:
                return None
            ids = select(members.row.id)
            if len(seen) < len(levels):
                ids = ids.where(members.stands.among(seen))
            return [column.in_(ids.select_from(members.source))]

        return whose


def _own(text: str, _context: Any) -> Any:
    return own_id("client", text)


class _Merged(Connection):
    """The connection of a timeline."""

    def __init__(self, place: Place, ask: Ask, of: Timeline, parts: Sequence[Select[Any]]) -> None:
        self._of = of
        self._all = union_all(*parts).subquery()
        keys = (SortKey(self._all.c.at, descending=True), SortKey(self._all.c.id, descending=True))
        super().__init__(place, place.draft, ask, keys, of.name)

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
        ask = self._ask("node", chosen)
        return any_of(self.draft, self._of.nouns(), place.row.noun, place.row.id, ask, place.rows)

    def more_of_edge(self, place: Place, name: str, chosen: list[FieldDetails]) -> ColumnElement[Any]:
        """When it happened, and to whom."""
        if name == "client":
            ask = self._ask(name, chosen)
            return one(self.draft, self._of.client(), place.row.client_id, ask, place.rows)
        if name != "at":
            raise Uncovered(f"TimelineEdge.{name}")
        found: ColumnElement[Any] = place.row.at
        return found

    def _ask(self, name: str, chosen: list[FieldDetails]) -> Ask:
        edge = get_named_type(self.type.fields["edges"].type)
        assert isinstance(edge, GraphQLObjectType)
        return Ask(name, chosen, edge.fields[name], {})


def _part(place: Place, noun: Noun, where: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """What one noun tells of somebody."""
    model, client_column, at, _ = SOURCES[noun.name]
    told = (AuditEntry.noun.in_(TOLD),) if model is AuditEntry else ()
    bounds, _reach = noun.within(place.draft.caller, *told)
    statement = select(
        at.label("at"),
        model.id.label("id"),
        constant(noun.name).label("noun"),
        client_column.label("client_id"),
    )
    return statement.where(*bounds, *where, *place.draft.bound_around(place.rows))


@dataclass
class TimelinePage:
    """One page: (cursor, instant, node, client) newest first."""

    items: list[tuple[str, datetime, Any, Any]]
    info: PageInfo


@dataclass(frozen=True)
class Told:
    """What a timeline is asked for. whose: how the caller stands to each client it tells of; name: as in Timeline."""

    name: str
    whose: Mapping[UUID, Relation]
    kinds: Sequence[TimelineKind] | None
    until: datetime | None
    first: int | None
    after: str | None


async def timeline_page(context: Context, nouns: Sequence[Noun], client: Noun, told: Told) -> TimelinePage:
    """A page of what the caller may see of each source; a source he holds no right on is left out."""
    mask, wanted = context.principal.mask, _names(told.kinds)
    parts = []
    for noun in nouns:
        model, client_column, at, coordinate = SOURCES[noun.name]
        seen = [id for id, stands in told.whose.items() if mask.level(coordinate, stands) >= Level.VIEW]
        rows = noun.rows(context.principal).where(client_column.in_(seen))
        if noun.name not in wanted:
            rows = rows.where(false())
        if told.until is not None:
            rows = rows.where(at <= told.until)
        if noun.name == "audit_entry":
            rows = rows.where(AuditEntry.noun.in_(TOLD))
        parts.append(
            rows.with_only_columns(
                at.label("at"),
                model.id.label("id"),
                literal(noun.name).label("noun"),
                client_column.label("client_id"),
            )
        )
    merged = union_all(*parts).subquery()
    listing = Listing(
        select(merged.c.noun, merged.c.id, merged.c.at, merged.c.client_id),
        (SortKey(merged.c.at, descending=True), SortKey(merged.c.id, descending=True)),
        told.name,
    )
    page = await read(context, listing, page_size(told.first), told.after)
    by_name = {noun.name: noun for noun in nouns}
    nodes = await asyncio.gather(*(node_of(context, by_name[row[0]], row[1]) for row in page.rows))
    clients = await asyncio.gather(*(node_of(context, client, row[3]) for row in page.rows))
    items = [
        (mark, row[2], node, about)
        for row, mark, node, about in zip(page.rows, page.cursors, nodes, clients, strict=True)
        if node is not None
    ]
    return TimelinePage(items, page_info(page))
