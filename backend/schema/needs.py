"""Needs of clients: a list of the firm or of one client, and what becomes of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import Date, Text, Uuid, select
from strawberry import UNSET

from backend.book import needs as book
from backend.book.clients import Client as ClientRow
from backend.graph.changes import changing
from backend.graph.connections import Connection, Info
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.lists import RootList, listed
from backend.graph.nodes import Node, RelationEnum, node_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Decimal
from backend.graph.sources import Standing, ToOne, column
from backend.platform.ids import own_id
from backend.schema import book_reads as reads
from backend.schema import inputs
from backend.schema.book import CLIENT, INTERACTION, Client, Interaction
from backend.schema.changing import Key, changed, subject
from backend.schema.client_sources import maker
from backend.schema.nouns import noun_of
from backend.schema.staff import USER, User


@strawberry.type
class Need(Node):
    """What a client wants money for."""

    version: int = column("version")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: as to its client."""
        return self.stands

    purpose: str = column("purpose")
    amount: Decimal | None = column("amount")
    currency: str = column("currency")
    horizon: str | None = column(
        "horizon", description="short (under a year), medium (one to three years), long."
    )
    note: str | None = column("note")
    follow_up_on: date | None = column("follow_up_on")
    state: str = column("state", description="open, met, dropped.")
    reason: str | None = column("reason", description="Why it was dropped, or how it was met.")
    created_at: datetime = column("created_at")
    closed_at: datetime | None = column("closed_at")

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """Whose it is."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: INTERACTION, "interaction_id"))
    async def interaction(self, info: Info) -> Interaction | None:
        """The conversation it was heard in."""
        return await node_of(info.context, INTERACTION, self.row.interaction_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, maker))
    async def created_by(self, info: Info) -> User | None:
        """Who wrote it down."""
        return await node_of(info.context, USER, reads.user_in(self.row.created_by))  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "closed_by_id"))
    async def closed_by(self, info: Info) -> User | None:
        """Who closed it."""
        return await node_of(info.context, USER, self.row.closed_by_id)  # type: ignore[no-any-return]


NEED: Noun = noun_of("need", book.Need, Need)


def needs_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Needs by the day on which somebody comes back to them.

    Raises FORBIDDEN when what is asked by may not be read of every row.
    """
    bounds: list[Any] = []
    if arguments["client"].is_there:
        client = draft.bind(arguments["client"], Uuid(), lambda text, _context: own_id("client", text))
        bounds.append(book.Need.client_id == client)
    if arguments["owner"].is_there:
        demand(draft.context, "Client", "Client.owner")
        owner = draft.bind(arguments["owner"], Uuid(), lambda text, _context: own_id("user", text))
        mine = select(ClientRow.id).where(ClientRow.firm_id == draft.firm, ClientRow.owner_id == owner)
        bounds.append(book.Need.client_id.in_(mine))
    if arguments["state"].is_there:
        demand(draft.context, "Need", "Need.state")
        bounds.append(book.Need.state == draft.bind(arguments["state"], Text()))
    if arguments["followUpBy"].is_there:
        demand(draft.context, "Need", "Need.followUpOn")
        bounds.append(book.Need.follow_up_on <= draft.bind(arguments["followUpBy"], Date()))
    demand(draft.context, "Need", "Need.followUpOn")
    keys = (SortKey(book.Need.follow_up_on, nullable=True), SortKey(book.Need.id))
    return Paged(NEED, tuple(bounds), keys, "needs")


@strawberry.type
class NeedQueries:
    """What clients need."""

    @declared(RootList(needs_listed))
    async def needs(
        self, info: Info, client: strawberry.ID | None = None, owner: strawberry.ID | None = None,
        state: str | None = None, follow_up_by: date | None = None, first: int = 20, after: str | None = None,
    ) -> Connection[Need]:  # fmt: skip
        """Needs by follow-up day: of a client, of one owner's clients, in a state, due by a day."""
        return await listed(info, needs_listed, first, after)


@strawberry.input
class CreateNeedInput:
    """A need; `interaction`: the conversation it was heard in."""

    client: strawberry.ID
    purpose: str
    amount: Decimal | None = None
    currency: str | None = "CNY"
    horizon: str | None = None
    note: str | None = None
    follow_up_on: date | None = None
    interaction: strawberry.ID | None = None


@strawberry.input(description="Absent: unchanged. Null: emptied.")
class UpdateNeedInput:
    """Changes of an open need."""

    id: strawberry.ID
    version: int
    purpose: str | None = UNSET
    amount: Decimal | None = UNSET
    currency: str | None = UNSET
    horizon: str | None = UNSET
    note: str | None = UNSET
    follow_up_on: date | None = UNSET


@strawberry.input
class CloseNeedInput:
    """What came of a need: `met` or `dropped`."""

    id: strawberry.ID
    version: int
    state: str
    reason: str | None = None


@strawberry.type
class NeedMutations:
    """What clients need."""

    @changing(lambda: NEED)
    async def create_need(
        self, info: Info, input: CreateNeedInput, idempotency_key: Key = None
    ) -> Need | None:
        """Write down what a client needs."""
        node = await subject(info.context, CLIENT, input.client, "createNeed")
        values = {name: getattr(input, name) for name in book.EDITABLE}
        values["currency"] = input.currency or "CNY"
        heard = None if input.interaction is None else own_id("interaction", input.interaction)
        return await changed(  # type: ignore[no-any-return]
            info.context, NEED, "createNeed",
            lambda session: book.create(session, node.row.id, values, interaction_id=heard),
            key=idempotency_key, input=[input.client, str(values), input.interaction],
        )  # fmt: skip

    @changing(lambda: NEED)
    async def update_need(
        self, info: Info, input: UpdateNeedInput, idempotency_key: Key = None
    ) -> Need | None:
        """Change an open need."""
        node = await subject(info.context, NEED, input.id, "updateNeed")
        values = {name: getattr(input, name) for name in book.EDITABLE if getattr(input, name) is not UNSET}
        return await changed(  # type: ignore[no-any-return]
            info.context, NEED, "updateNeed",
            lambda session: book.update(session, node.row.id, input.version, values),
            key=idempotency_key, input=[input.id, input.version, str(values)],
        )  # fmt: skip

    @changing(lambda: NEED)
    async def close_need(self, info: Info, input: CloseNeedInput, idempotency_key: Key = None) -> Need | None:
        """A need was met, or is none any more."""
        node = await subject(info.context, NEED, input.id, "closeNeed")
        return await changed(  # type: ignore[no-any-return]
            info.context, NEED, "closeNeed",
            lambda session: book.close(session, node.row.id, input.version, input.state, input.reason),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: NEED)
    async def reopen_need(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Need | None:
        """Open a closed need again."""
        node = await subject(info.context, NEED, input.id, "reopenNeed")
        return await changed(  # type: ignore[no-any-return]
            info.context, NEED, "reopenNeed",
            lambda session: book.reopen(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
