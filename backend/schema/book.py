"""The nouns all pillars share, as GraphQL types; each field is one line over a batch read (book_reads.py)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as PyDecimal
from typing import Annotated, Any

import strawberry

from backend.book import (
    clients,
    contact_points,
    households,
    interactions,
    ledger,
    notifications,
    tags,
    tasks,
)
from backend.book.client_fields import CLIENT_FIELD, CLIENT_FIELDS
from backend.graph.connections import Connection, Info, PageInfo, child_page
from backend.graph.nodes import Children, Node, RelationEnum, node_of, nodes_of
from backend.graph.pages import SortKey
from backend.graph.rights import demand_at
from backend.graph.scalars import Decimal, Money
from backend.platform.ids import public_id
from backend.platform.principal import Level, Relation
from backend.schema import book_reads as reads
from backend.schema.audit import AUDIT, AuditEntry, Lineage, lineage_of
from backend.schema.catalogue import with_fields
from backend.schema.ledger import PRODUCT, TRANSACTION, Holding, Transaction
from backend.schema.nouns import noun_of
from backend.schema.staff import TEAM, USER, Team, User
from backend.schema.timeline import timeline_page


@strawberry.type
class Tag(Node):
    """A tag."""

    name: str = reads.column("name")
    colour: str = reads.column("colour")
    group: str | None = reads.column("group")
    description: str | None = reads.column("description")

    @strawberry.field
    async def client_count(self, info: Info) -> int | None:
        """How many clients the caller sees bear it."""
        return int(await info.context.load(reads.tagged_counts, self.row.id, CLIENT) or 0)


@strawberry.type
class Interaction(Node):
    """A contact with a client."""

    version: int = reads.column("version")
    kind: str = reads.column("kind")
    direction: str = reads.column("direction")
    channel: str = reads.column("channel")
    at: datetime = reads.column("at")
    minutes: int | None = reads.column("minutes")
    summary: str | None = reads.column("summary")
    content: str | None = reads.column("content")
    two_way: bool = reads.column("two_way")

    @strawberry.field
    async def client(self, info: Info) -> Client | None:
        """With whom."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def by(self, info: Info) -> User | None:
        """Who wrote it down."""
        return await node_of(info.context, USER, self.row.user_id)  # type: ignore[no-any-return]


@strawberry.type
class Task(Node):
    """Something somebody owes."""

    version: int = reads.column("version")
    title: str = reads.column("title")
    body: str | None = reads.column("body")
    state: str = reads.column("state")
    priority: str = reads.column("priority")
    due_at: datetime | None = reads.column("due_at")
    created_at: datetime = reads.column("created_at")
    completed_at: datetime | None = reads.column("completed_at")
    outcome: str | None = reads.column("outcome")

    @strawberry.field
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to the task."""
        return self.stands

    @strawberry.field
    async def client(self, info: Info) -> Client | None:
        """Whom it is about."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def assignee(self, info: Info) -> User | None:
        """Who owes it."""
        return await node_of(info.context, USER, self.row.assignee_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def created_by(self, info: Info) -> User | None:
        """Who made it."""
        return await node_of(info.context, USER, reads.user_in(self.row.created_by))  # type: ignore[no-any-return]

    @strawberry.field
    async def completed_by(self, info: Info) -> User | None:
        """Who did it."""
        return await node_of(info.context, USER, self.row.completed_by_id)  # type: ignore[no-any-return]


@strawberry.type
class Household(Node):
    """A family."""

    version: int = reads.column("version")
    name: str = reads.column("name")

    @strawberry.field
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """The nearest relation to any member."""
        return self.stands

    @strawberry.field
    async def head(self, info: Info) -> Client | None:
        """The head of the family."""
        return await node_of(info.context, CLIENT, self.row.head_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def members(self, info: Info) -> list[Client]:
        """The members the caller may see, by name."""
        return await info.context.load(reads.family_of, self.row.id, CLIENT) or []

    @strawberry.field
    async def aum(self, info: Info) -> Money | None:
        """Sum over the members the caller may see whole; null when one of them hides his."""
        found: list[Client] = await info.context.load(reads.family_of, self.row.id, CLIENT) or []
        mask = info.context.principal.mask
        if any(mask.level("Client.aum", client.stands) < Level.VIEW for client in found):
            info.context.denied.add("Client.aum")
            return None
        return Money(sum((client.row.aum for client in found), PyDecimal(0)))


@strawberry.type
class ContactPoint:
    """A way to reach a client; its value is governed by `Client.<kind>`."""

    row: strawberry.Private[contact_points.ContactPoint]
    stands: strawberry.Private[Relation]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """The contact point's id."""
        return strawberry.ID(public_id("contact", self.row.id))

    kind: str = reads.column("kind")
    label: str | None = reads.column("label")
    primary: bool = reads.column("primary")
    verified: bool = reads.column("verified")

    @strawberry.field
    def value(self, info: Info) -> str | None:
        """The masked value."""
        coordinate = f"Client.{self.row.kind}"
        if info.context.principal.mask.level(coordinate, self.stands) < Level.MASKED:
            info.context.denied.add(coordinate)
            return None
        return self.row.masked


@strawberry.type
class Assignment:
    """Who serves a client, in which role, since when."""

    stands: strawberry.Private[Relation]
    user: User
    role: str
    credit: Decimal
    valid_from: date
    valid_to: date | None
    reason: str | None


@strawberry.type
class ClientRelation:
    """A tie between two clients, seen from one of them."""

    row: strawberry.Private[households.ClientRelation]
    stands: strawberry.Private[Relation]
    other: Client
    outgoing: bool

    @strawberry.field
    def id(self) -> strawberry.ID:
        """The tie's id."""
        return strawberry.ID(public_id("clientrelation", self.row.id))

    kind: str = reads.column("kind")
    share: Decimal | None = reads.column("share")
    note: str | None = reads.column("note")


TimelineItem = Annotated[Interaction | Task | Transaction | AuditEntry, strawberry.union(name="TimelineItem")]


@strawberry.type
class TimelineEdge:
    """Something that happened, and when."""

    cursor: str
    at: datetime
    node: TimelineItem


@strawberry.type
class TimelineConnection:
    """One page of what happened, newest first."""

    edges: list[TimelineEdge]
    page_info: PageInfo


def _contact(kind: str) -> Any:
    async def resolve(self: Client, info: Info) -> str | None:
        points = await info.context.load(reads.contacts_of, self.row.id) or []
        return next((p.masked for p in points if p.kind == kind and p.primary), None)

    field = CLIENT_FIELD[kind]
    words = f"{field.en} ({field.zh}). Masked text of the primary one."
    return strawberry.field(resolver=resolve, name=kind, description=words)


@strawberry.type(
    description="One party the firm serves. A field is null with an error FORBIDDEN where the role denies it."
)
@with_fields(CLIENT_FIELDS)
class Client(Node):
    """A client."""

    version: int = reads.column("version")
    mobile = _contact("mobile")
    phone = _contact("phone")
    email = _contact("email")
    wechat = _contact("wechat")
    address = _contact("address")

    @strawberry.field
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to the client."""
        return self.stands

    @strawberry.field
    async def contact_points(self, info: Info) -> list[ContactPoint] | None:
        """All ways to reach the client, primary ones first."""
        points = await info.context.load(reads.contacts_of, self.row.id) or []
        return [ContactPoint(row=point, stands=self.stands) for point in points]

    @strawberry.field
    async def owner(self, info: Info) -> User | None:
        """Who is responsible now."""
        return await node_of(info.context, USER, self.row.owner_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def team(self, info: Info) -> Team | None:
        """The owner's team."""
        return await node_of(info.context, TEAM, self.row.team_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def assignments(self, info: Info) -> list[Assignment] | None:
        """Everybody who serves or served the client, present ones first."""
        rows = await info.context.load(reads.assignments_of, self.row.id) or []
        users = await nodes_of(info.context, USER, [row.user_id for row in rows])
        return [
            Assignment(
                stands=self.stands,
                user=user,
                role=row.role,
                credit=row.credit,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                reason=row.reason,
            )
            for row, user in zip(rows, users, strict=True)
            if user is not None
        ]

    @strawberry.field
    async def household(self, info: Info) -> Household | None:
        """The client's family."""
        return await node_of(info.context, HOUSEHOLD, self.row.household_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def relations(self, info: Info) -> list[ClientRelation] | None:
        """Ties to other clients the caller may see."""
        rows = await info.context.load(reads.relations_of, self.row.id) or []
        outgoing = [row.client_id == self.row.id for row in rows]
        ids = [row.other_id if out else row.client_id for row, out in zip(rows, outgoing, strict=True)]
        others = await nodes_of(info.context, CLIENT, ids)
        return [
            ClientRelation(row=row, stands=self.stands, other=other, outgoing=out)
            for row, other, out in zip(rows, others, outgoing, strict=True)
            if other is not None
        ]

    @strawberry.field
    async def tags(self, info: Info) -> list[Tag] | None:
        """Tags the client bears, by name."""
        return await info.context.load(reads.tags_of, self.row.id, TAG) or []

    @strawberry.field
    async def holdings(self, info: Info) -> list[Holding] | None:
        """What the client holds now, largest cost first."""
        rows = await info.context.load(reads.holdings_of, self.row.id) or []
        of = await nodes_of(info.context, PRODUCT, [row.product_id for row in rows])
        return [
            Holding(row=row, stands=self.stands, of=product)
            for row, product in zip(rows, of, strict=True)
            if product is not None
        ]

    @strawberry.field
    async def transactions(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Transaction] | None:
        """Confirmed transactions, newest first."""
        return await child_page(info.context, TRANSACTIONS, self.row.id, first, after, "client.transactions")

    @strawberry.field
    async def interactions(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Interaction] | None:
        """Contacts, newest first."""
        return await child_page(info.context, INTERACTIONS, self.row.id, first, after, "client.interactions")

    @strawberry.field
    async def tasks(
        self, info: Info, first: int = 20, after: str | None = None, open: bool | None = None
    ) -> Connection[Task] | None:
        """Tasks about the client by due time; `open`: only open (true) or closed (false) ones."""
        return await child_page(info.context, TASKS[open], self.row.id, first, after, f"client.tasks.{open}")

    @strawberry.field
    async def timeline(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> TimelineConnection | None:
        """Everything that happened, newest first."""
        nouns = (INTERACTION, TASK, TRANSACTION, AUDIT)
        page = await timeline_page(info.context, nouns, self, first, after)
        edges = [TimelineEdge(cursor=mark, at=at, node=node) for mark, at, node in page.items]
        return TimelineConnection(edges=edges, page_info=page.info)

    @strawberry.field
    async def history(
        self, info: Info, field: str | None = None, first: int = 20, after: str | None = None
    ) -> Connection[AuditEntry] | None:
        """Who changed what, newest first; `field`: only changes of one catalogue field the caller may see."""
        if field is not None:
            reads.hold_field(field)
            demand_at(info.context, f"Client.{field}", self.stands, Level.MASKED)
        children = reads.history(AUDIT, field)
        return await child_page(info.context, children, self.row.id, first, after, f"client.history.{field}")

    @strawberry.field
    async def lineage(self, info: Info) -> list[Lineage] | None:
        """Which fields came from which file and row."""
        return await lineage_of(info.context, self.row.id, self.stands)


@strawberry.type
class Notification(Node):
    """A line in the caller's inbox."""

    kind: str = reads.column("kind")
    created_at: datetime = reads.column("created_at")
    read_at: datetime | None = reads.column("read_at")

    @strawberry.field
    def params(self) -> strawberry.scalars.JSON:
        """Values for the sentence: ids and public words."""
        return strawberry.scalars.JSON(self.row.params)

    @strawberry.field
    async def subject(self, info: Info) -> Node | None:
        """What it is about, if the caller may see it."""
        noun = NOUNS.get(self.row.subject_noun or "")
        return await node_of(info.context, noun, self.row.subject_id) if noun else None


TAG = noun_of("tag", tags.Tag, Tag)
CLIENT = noun_of("client", clients.Client, Client)
HOUSEHOLD = noun_of("household", households.Household, Household)
INTERACTION = noun_of("interaction", interactions.Interaction, Interaction)
TASK = noun_of("task", tasks.Task, Task)
NOTIFICATION = noun_of("notification", notifications.Notification, Notification)
NOUNS = {
    noun.name: noun
    for noun in (TEAM, USER, TAG, PRODUCT, CLIENT, HOUSEHOLD, TRANSACTION, INTERACTION, TASK, NOTIFICATION)
}

_T, _I, _K = ledger.Transaction, interactions.Interaction, tasks.Task
TRANSACTIONS = Children(
    TRANSACTION, _T.client_id, (SortKey(_T.date, descending=True), SortKey(_T.id, descending=True))
)
INTERACTIONS = Children(
    INTERACTION, _I.client_id, (SortKey(_I.at, descending=True), SortKey(_I.id, descending=True))
)
_BY_DUE = (SortKey(_K.due_at, nullable=True), SortKey(_K.id))
TASKS = {
    None: Children(TASK, _K.client_id, _BY_DUE),
    True: Children(TASK, _K.client_id, _BY_DUE, (_K.state == "open",)),
    False: Children(TASK, _K.client_id, _BY_DUE, (_K.state != "open",)),
}
