"""Messages to clients as readers see them: those to clients whom the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.nodes import Node, RelationEnum, grouped, node_of
from backend.graph.nouns import Noun
from backend.graph.sources import Standing, ToOne, column
from backend.platform.ids import public_id
from backend.platform.principal import Relation
from backend.retain.contact_sentences import SENTENCES, said
from backend.retain.messages import Message as Row
from backend.retain.messages import MessageStep as StepRow
from backend.schema import staff_reads
from backend.schema.client_sources import maker
from backend.schema.contact_reasons import ContactReason
from backend.schema.message_templates import MessageTemplate, template_named
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


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says, opened."""

    subject: str
    body: str


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
        return [_reason(info.context, each) for each in self.row.reasons or ()]

    @strawberry.field
    async def subject(self, info: Info) -> str | None:
        """Its subject; null once the client was erased."""
        words: Words | None = await info.context.load(_words, self.row.id)
        return None if words is None else words.subject

    @strawberry.field
    async def body(self, info: Info) -> str | None:
        """What it says; null once the client was erased."""
        words: Words | None = await info.context.load(_words, self.row.id)
        return None if words is None else words.body

    @strawberry.field
    async def steps(self, info: Info) -> list[MessageStep] | None:
        """What became of it, the first first."""
        rows = await info.context.load(_steps, self.row.id) or []
        return [MessageStep(row=row, stands=self.stands) for row in rows]


def _reason(context: Context, given: Any) -> ContactReason:
    again = given.get("again")
    at = None if again is None else datetime.fromisoformat(again)
    code = given["code"] if given["code"] in SENTENCES else "client_held"
    return ContactReason(
        code=code, text=said(code, context.locale, given.get("params") or {}, at), again_at=at
    )


async def _words(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, Words]:
    firm_id = context.principal.firm_id
    rows = (
        await session.execute(
            select(Row.id, Row.client_id, Row.subject_sealed, Row.body_sealed).where(
                Row.firm_id == firm_id, Row.id.in_(ids)
            )
        )
    ).all()
    context.queries += 1
    keys = await context.services.vault.person_keys_of(session, list({row.client_id for row in rows}))
    return {
        row.id: Words(
            keys[row.client_id].open(row.subject_sealed, "message", row.id, "subject_sealed"),
            keys[row.client_id].open(row.body_sealed, "message", row.id, "body_sealed"),
        )
        for row in rows
        if row.client_id in keys
    }


async def _steps(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[StepRow]]:
    rows = await session.scalars(
        select(StepRow)
        .where(StepRow.firm_id == context.principal.firm_id, StepRow.message_id.in_(ids))
        .order_by(StepRow.at, StepRow.id)
    )
    return grouped(rows.all(), "message_id")


MESSAGE: Noun = noun_of("message", Row, Message)


def public_of(id: UUID) -> str:
    """A message's public id, which providers know it by."""
    return public_id("message", id)
