"""Hand-overs as readers see them: what goes from whom to whom, cut to the clients that the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, Text, Uuid, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import handovers as book
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import Ask, Place, PublicId, declared
from backend.graph.engine.paging import Paged
from backend.graph.nodes import Node, RelationEnum, node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.sources import Part, Standing, ToMany, ToOne, column
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Relation
from backend.schema import staff_reads
from backend.schema.client_sources import maker
from backend.schema.clients import CLIENT, Client
from backend.schema.nouns import noun_of
from backend.schema.staff import USER, User


@strawberry.type
class HandoverLine:
    """One client of a hand-over."""

    row: strawberry.Private[book.HandoverLine]
    stands: strawberry.Private[Relation]
    of: strawberry.Private[Client]

    @declared(PublicId("handoverline"))
    def id(self) -> strawberry.ID:
        """The line's id."""
        return strawberry.ID(public_id("handoverline", self.row.id))

    @declared(ToOne(lambda: CLIENT, "client_id"))
    def client(self) -> Client:
        """Who is handed over."""
        return self.of

    @declared(ToOne(lambda: USER, "to_id"))
    async def to(self, info: Info) -> User | None:
        """Who follows."""
        return await node_of(info.context, USER, self.row.to_id)  # type: ignore[no-any-return]

    role: str = column("role", description="In which role: owner, co_owner, assistant, partner.")
    note: str | None = column("note", description="What who follows should know.")
    state: str = column(
        "state",
        description="planned, moved, back; kept: he did not come back, because somebody else had him by then.",
    )


def _of_client(place: Place, ask: Ask) -> list[ColumnElement[bool]]:
    given = ask.arguments["client"]
    if not given.is_there:
        return []
    return [book.HandoverLine.client_id == place.draft.bind(given, Uuid(), _own_client)]


def _own_client(text: str, _context: Context) -> UUID:
    return own_id("client", text)


@strawberry.type
class Handover(Node):
    """Clients of one person that go to others."""

    version: int = column("version")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it."""
        return self.stands

    state: str = column("state", description="planned, executed, undone, discarded.")
    reason: str = column("reason")
    let_go: bool = column("let_go", description="Whether the leaver's access ends with it.")
    told: bool = column("told", description="Whether the leaver may see the plan and write notes.")
    client_count: int = column("client_count")
    task_count: int = column("task_count")
    mail_count: int = column("mail_count")
    view_count: int = column("view_count")
    kept_count: int | None = column("kept_count", description="Clients that did not come back.")
    created_at: datetime = column("created_at")
    executed_at: datetime | None = column("executed_at")
    undo_until: datetime | None = column("undo_until")
    undone_at: datetime | None = column("undone_at")

    @declared(ToOne(lambda: USER, "from_id"), name="from")
    async def from_(self, info: Info) -> User | None:
        """Whose clients go."""
        return await node_of(info.context, USER, self.row.from_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "others_to_id"))
    async def others_to(self, info: Info) -> User | None:
        """Who takes what hangs on none of the clients."""
        return await node_of(info.context, USER, self.row.others_to_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, maker))
    async def created_by(self, info: Info) -> User | None:
        """Who planned it."""
        return await node_of(info.context, USER, staff_reads.user_in(self.row.created_by))  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "executed_by_id"))
    async def executed_by(self, info: Info) -> User | None:
        """Who did it."""
        return await node_of(info.context, USER, self.row.executed_by_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "undone_by_id"))
    async def undone_by(self, info: Info) -> User | None:
        """Who took it back."""
        return await node_of(info.context, USER, self.row.undone_by_id)  # type: ignore[no-any-return]

    @declared(
        ToMany(
            lambda: Part(book.HandoverLine),
            (book.HandoverLine.handover_id,),
            (book.HandoverLine.to_id, book.HandoverLine.client_id),
            needs=(("client_id", lambda: CLIENT),),
            arguments=_of_client,
        )
    )
    async def lines(self, info: Info, client: strawberry.ID | None = None) -> list[HandoverLine] | None:
        """The clients that the caller may see, by who follows; or one of them."""
        wanted = None if client is None else own_id("client", client)
        rows = await info.context.load(lines_of, self.row.id, wanted) or []
        clients = await nodes_of(info.context, CLIENT, [row.client_id for row in rows])
        return [
            HandoverLine(row=row, stands=self.stands, of=node)
            for row, node in zip(rows, clients, strict=True)
            if node is not None
        ]


async def lines_of(
    session: AsyncSession, context: Context, handover_ids: Sequence[UUID], client_id: UUID | None
) -> dict[UUID, list[book.HandoverLine]]:
    """Lines of hand-overs by who follows; of one client, if named."""
    statement = select(book.HandoverLine).where(
        book.HandoverLine.firm_id == context.principal.firm_id,
        book.HandoverLine.handover_id.in_(handover_ids),
    )
    if client_id is not None:
        statement = statement.where(book.HandoverLine.client_id == client_id)
    found: dict[UUID, list[book.HandoverLine]] = defaultdict(list)
    for row in await session.scalars(
        statement.order_by(book.HandoverLine.to_id, book.HandoverLine.client_id)
    ):
        found[row.handover_id].append(row)
    return found


HANDOVER: Noun = noun_of("handover", book.Handover, Handover)


def handovers_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Hand-overs, newest first."""
    bounds: list[Any] = []
    if arguments["state"].is_there:
        bounds.append(book.Handover.state == draft.bind(arguments["state"], Text()))
    return Paged(HANDOVER, tuple(bounds), (SortKey(book.Handover.id, descending=True),), "handovers")
