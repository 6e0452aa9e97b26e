"""Messages to clients as readers see them: those to clients whom the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.nodes import Children, Node, RelationEnum, grouped, node_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.sources import Standing, ToOne, column
from backend.platform.ids import public_id
from backend.platform.principal import Relation
from backend.retain.messages import Message as Row
from backend.retain.messages import MessageStep as StepRow
from backend.schema import staff_reads
from backend.schema.client_sources import maker
from backend.schema.contact_reasons import ContactReason
from backend.schema.message_templates import MessageTemplate, template_named
from backend.schema.message_words import Opened, Why, Words, reason, why, words_of
from backend.schema.nouns import linked, noun_of
from backend.schema.staff import USER, User
from backend.schema.tag_rules import user_of


@strawberry.type
class MessageStep:
    """One change of a message's state."""

    row: strawberry.Private[StepRow]
    stands: strawberry.Private[Relation]

    state: str = column("state")
    error: str | None = column("error", description="Kind of the fault.")
    reply: str | None = column("reply", description="What the other side answered.")
    at: datetime = column("at")

    @strawberry.field
    async def by(self, info: Info) -> User | None:
        """Who; null: the product."""
        return await user_of(info.context, self.row.actor)


@strawberry.type
class Message(Node):
    """A message to a client."""

    version: int = column("version")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: as to its client."""
        return self.stands

    state: str = column(
        "state",
        description="planned, queued (tried, and tried again), sending, sent, delivered, bounced, failed, held (by a "
        "rule), cancelled, in_doubt (it may have arrived).",
    )
    purpose: str = column("purpose")
    channel: str = column("channel")
    language: str = column("language")
    cause: str = column("cause", description="person or automation.")
    address: str | None = column("address_masked", description="Where it was sent, masked.")
    attempts: int = column("attempts")
    error: str | None = column("error", description="Kind of the last fault.")
    reply: str | None = column("reply", description="What the other side answered last.")
    template_number: int | None = column("template_number", description="Version of its template.")
    created_at: datetime = column("created_at")
    due_at: datetime | None = column("due_at", description="When it is looked at next.")
    began_at: datetime | None = column("began_at", description="When it was last handed over.")
    sent_at: datetime | None = column("sent_at")
    ended_at: datetime | None = column("ended_at")

    client = linked("client", "client_id", description="To whom.")
    product = linked("product", "product_id", description="The fund it is about.")

    @declared(ToOne(lambda: USER, maker))
    async def created_by(self, info: Info) -> User | None:
        """Who wrote it; null: an automation."""
        return await node_of(info.context, USER, staff_reads.user_in(self.row.created_by))  # type: ignore[no-any-return]

    @strawberry.field
    async def template(self, info: Info) -> MessageTemplate | None:
        """What it was made of; null: free words."""
        id = self.row.template_id
        return None if id is None else await template_named(info.context, id)

    @strawberry.field
    def reasons(self, info: Info) -> list[ContactReason] | None:
        """Why it is held or waits."""
        return [reason(info.context, each) for each in self.row.reasons or ()]

    @declared(Why())
    def why(self, info: Info) -> str | None:
        """Why it is held or waits, each reason on a line of its own."""
        return why(info.context, self.row.reasons)

    @declared(Opened("subject_sealed"))
    async def subject(self, info: Info) -> str | None:
        """Its subject; null once the client was erased."""
        words: Words | None = await info.context.load(words_of, self.row.id)
        return None if words is None else words.subject

    @declared(Opened("body_sealed"))
    async def body(self, info: Info) -> str | None:
        """What it says; null once the client was erased."""
        words: Words | None = await info.context.load(words_of, self.row.id)
        return None if words is None else words.body

    @strawberry.field
    async def steps(self, info: Info) -> list[MessageStep] | None:
        """What became of it, the first first."""
        rows = await info.context.load(_steps, self.row.id) or []
        return [MessageStep(row=row, stands=self.stands) for row in rows]


async def _steps(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[StepRow]]:
    rows = await session.scalars(
        select(StepRow)
        .where(StepRow.firm_id == context.principal.firm_id, StepRow.message_id.in_(ids))
        .order_by(StepRow.at, StepRow.id)
    )
    return grouped(rows.all(), "message_id")


MESSAGE: Noun = noun_of("message", Row, Message)
MESSAGES: Children = Children(
    MESSAGE, Row.client_id, (SortKey(Row.created_at, descending=True), SortKey(Row.id, descending=True))
)


def public_of(id: UUID) -> str:
    """A message's public id, which providers know it by."""
    return public_id("message", id)
