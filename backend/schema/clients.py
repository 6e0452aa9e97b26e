"""Clients: who they are and where they stand, and what happened to them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.book import clients, merges
from backend.book.client_fields import CLIENT_FIELDS
from backend.graph.connections import Connection, Info, child_page
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.objects import Ask, Place, declared
from backend.graph.nodes import Children
from backend.graph.nouns import Noun
from backend.graph.rights import demand_at
from backend.graph.sources import Pages, Part, ToMany, paged
from backend.platform.principal import Level
from backend.schema import client_reads
from backend.schema.audit import AUDIT, LATEST_LINEAGE, AuditEntry, Lineage, lineage_of
from backend.schema.catalogue import with_fields
from backend.schema.client_money import ClientMoney
from backend.schema.client_people import ClientPeople
from backend.schema.client_standing import ClientStanding
from backend.schema.client_ties import ClientMerge
from backend.schema.documents import DOCUMENTS, Document
from backend.schema.fund_orders import ORDERS, FundOrder
from backend.schema.happenings import HAPPENINGS, TimelineConnection, happened
from backend.schema.interactions import INTERACTIONS, Interaction
from backend.schema.messages import MESSAGES, Message
from backend.schema.needs import NEEDS, Need
from backend.schema.nouns import linked, noun_of
from backend.schema.requests import REQUESTS, ServiceRequest
from backend.schema.task_parts import Escalation, escalations_of
from backend.schema.tasks import TASKS, Task
from backend.schema.timeline import ClientTimeline, TimelineKind, Told


def _tasks(place: Place, ask: Ask) -> tuple[Children, str]:
    open_ = ask.arguments["open"].literal(place.draft.context)
    return TASKS[open_], f"client.tasks.{open_}"


def _documents(place: Place, ask: Ask) -> tuple[Children, str]:
    deleted = bool(ask.arguments["deleted"].literal(place.draft.context))
    return DOCUMENTS[deleted], f"client.documents.{deleted}"


def _history(place: Place, ask: Ask) -> tuple[Children, str]:
    field = ask.arguments["field"].literal(place.draft.context)
    if field is not None:
        client_reads.hold_field(field, place.draft.caller)
        if min(place.draft.levels(f"Client.{field}", place.stands).values()) < Level.MASKED:
            raise Uncovered(f"the history of {field}, which not every row shows")
    return client_reads.history(AUDIT, field), f"client.history.{field}"


@strawberry.type(
    description="One party the firm serves. A field is null with an error FORBIDDEN where the role denies it."
)
@with_fields(CLIENT_FIELDS)
class Client(ClientPeople, ClientStanding, ClientMoney):
    """A client."""

    @declared(paged(lambda: INTERACTIONS, "client.interactions"))
    async def interactions(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Interaction] | None:
        """Contacts, newest first."""
        return await child_page(info.context, INTERACTIONS, self.row.id, first, after, "client.interactions")

    @declared(paged(lambda: NEEDS, "client.needs"))
    async def needs(self, info: Info, first: int = 20, after: str | None = None) -> Connection[Need] | None:
        """What he wants money for, by the day on which somebody comes back to it."""
        return await child_page(info.context, NEEDS, self.row.id, first, after, "client.needs")

    @declared(paged(lambda: REQUESTS, "client.requests"))
    async def requests(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[ServiceRequest] | None:
        """What he asked for or complained of, the latest first."""
        return await child_page(info.context, REQUESTS, self.row.id, first, after, "client.requests")

    @declared(paged(lambda: MESSAGES, "client.messages"))
    async def messages(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Message] | None:
        """What was written to him or is to be, the latest first."""
        return await child_page(info.context, MESSAGES, self.row.id, first, after, "client.messages")

    @declared(paged(lambda: ORDERS, "client.orders"))
    async def orders(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[FundOrder] | None:
        """Orders, the latest first."""
        return await child_page(info.context, ORDERS, self.row.id, first, after, "client.orders")

    @strawberry.field
    async def contact_escalations(self, info: Info) -> list[Escalation] | None:
        """Whom it was told to that nobody talked with him in time, the oldest first."""
        rows = await info.context.load(escalations_of, self.row.id, "client_id") or []
        return [Escalation(row=row, stands=self.stands) for row in rows]

    @declared(Pages(_tasks))
    async def tasks(
        self, info: Info, first: int = 20, after: str | None = None, open: bool | None = None
    ) -> Connection[Task] | None:
        """Tasks about the client by due time; `open`: only open (true) or closed (false) ones."""
        return await child_page(info.context, TASKS[open], self.row.id, first, after, f"client.tasks.{open}")

    @declared(Pages(_documents))
    async def documents(
        self, info: Info, first: int = 20, after: str | None = None, deleted: bool = False
    ) -> Connection[Document] | None:
        """Documents of the client, newest first; `deleted`: those that can still be brought back instead."""
        name = f"client.documents.{deleted}"
        return await child_page(info.context, DOCUMENTS[deleted], self.row.id, first, after, name)

    @declared(ClientTimeline(lambda: HAPPENINGS, lambda: CLIENT))
    async def timeline(
        self,
        info: Info,
        kinds: list[TimelineKind] | None = None,
        until: datetime | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> TimelineConnection | None:
        """Everything that happened, or what is of some kinds, up to an instant, newest first."""
        told = Told(ClientTimeline.name, {self.row.id: self.stands}, kinds, until, first, after)
        return await happened(info, told)

    merged_into = linked(
        "client",
        "merged_into_id",
        description="The client this one became part of, if the caller may see him.",
    )

    @declared(
        ToMany(
            lambda: Part(merges.ClientMerge),
            (merges.ClientMerge.survivor_id,),
            (merges.ClientMerge.merged_at.desc(), merges.ClientMerge.id.desc()),
            where=(merges.ClientMerge.undone_at.is_(None),),
        )
    )
    async def merges(self, info: Info) -> list[ClientMerge] | None:
        """Clients that became part of this one, the latest first."""
        rows = await info.context.load(client_reads.merges_of, self.row.id) or []
        return [ClientMerge(row=row, stands=self.stands) for row in rows]

    @declared(Pages(_history))
    async def history(
        self, info: Info, field: str | None = None, first: int = 20, after: str | None = None
    ) -> Connection[AuditEntry] | None:
        """Who changed what, newest first; `field`: only changes of one catalogue field the caller may see."""
        if field is not None:
            client_reads.hold_field(field, info.context.principal)
            demand_at(info.context, f"Client.{field}", self.stands, Level.MASKED)
        children = client_reads.history(AUDIT, field)
        return await child_page(info.context, children, self.row.id, first, after, f"client.history.{field}")

    @declared(LATEST_LINEAGE)
    async def lineage(self, info: Info) -> list[Lineage] | None:
        """Which fields came from which file and row."""
        return await lineage_of(info.context, self.row.id, self.stands)


CLIENT: Noun = noun_of("client", clients.Client, Client, way_by_way=True)
