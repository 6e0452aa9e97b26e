"""Mails that came to the caller's secret address, and that address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import Text, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import incoming_mails, mail_addresses
from backend.book.incoming_mails import IncomingMail as IncomingMailRow
from backend.book.mail_heads import Head
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.nodes import Node, node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.sources import ToOne, column
from backend.platform.settings import settings
from backend.schema.clients import CLIENT, Client
from backend.schema.interactions import INTERACTION, Interaction
from backend.schema.mail_candidates import candidates_of
from backend.schema.nouns import noun_of


@strawberry.type
class MailAddress:
    """A secret address: what is sent there comes to its person.

    address: null while he has none; received: whether this installation receives mail at all.
    """

    address: str | None
    made_at: datetime | None
    received: bool


@strawberry.type
class IncomingMail(Node):
    """A mail that came to its person's secret address."""

    version: int = column("version")
    state: str | None = column("state", description="open, logged, thrown.")
    size: int | None = column("size", description="Bytes.")
    received_at: datetime | None = column("received_at")
    reason: str | None = column("reason", description="Why it was thrown away.")
    settled_at: datetime | None = column("settled_at")

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """Whose it became."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: INTERACTION, "interaction_id"))
    async def interaction(self, info: Info) -> Interaction | None:
        """What it became."""
        return await node_of(info.context, INTERACTION, self.row.interaction_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def subject(self, info: Info) -> str | None:
        """Its subject; like all of its words only while it waits, or can be brought back."""
        head = await self._head(info)
        return None if head is None else head.subject

    @strawberry.field
    async def sender(self, info: Info) -> str | None:
        """Who wrote it; of a mail that was passed on, who wrote that."""
        head = await self._head(info)
        return None if head is None else head.sender

    @strawberry.field
    async def recipients(self, info: Info) -> list[str] | None:
        """Whom it was written to."""
        head = await self._head(info)
        return None if head is None else list(head.recipients)

    @strawberry.field
    async def at(self, info: Info) -> datetime | None:
        """When it was written, as it says itself."""
        head = await self._head(info)
        return datetime.fromisoformat(head.at) if head and head.at else None

    @strawberry.field
    async def text(self, info: Info) -> str | None:
        """What it says, up to 4,000 characters."""
        head = await self._head(info)
        return None if head is None else head.text

    @strawberry.field
    async def attachments(self, info: Info) -> list[str] | None:
        """Names of the files that hang on it."""
        head = await self._head(info)
        return None if head is None else list(head.attachments)

    @strawberry.field
    async def candidates(self, info: Info) -> list[Client] | None:
        """Clients known by one of its addresses; none or several, else it would be theirs already."""
        if self.row.state != "open":
            return []
        ids = await info.context.load(_candidates, self.row.id) or []
        return [node for node in await nodes_of(info.context, CLIENT, ids) if node is not None]

    async def _head(self, info: Info) -> Head | None:
        found: Head | None = await info.context.load(_heads, self.row.id)
        return found


async def _heads(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, Head]:
    rows = await session.scalars(
        select(IncomingMailRow).where(
            IncomingMailRow.firm_id == context.principal.firm_id, IncomingMailRow.id.in_(ids)
        )
    )
    return await incoming_mails.heads_of(session, context.services.vault, rows.all())


async def _candidates(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    heads = await _heads(session, context, ids)
    return await candidates_of(session, context.services.vault, context.principal, heads)


INCOMING_MAIL: Noun = noun_of("incoming_mail", IncomingMailRow, IncomingMail, prefix="incomingmail")


def incoming_mails_listed(draft: Draft, arguments: Arguments) -> Paged:
    """The caller's mails, the latest first."""
    bounds: list[Any] = []
    if arguments["state"].is_there:
        bounds.append(IncomingMailRow.state == draft.bind(arguments["state"], Text()))
    keys = (
        SortKey(IncomingMailRow.received_at, descending=True),
        SortKey(IncomingMailRow.id, descending=True),
    )
    return Paged(INCOMING_MAIL, tuple(bounds), keys, "incomingMails")


async def mail_address(context: Context) -> MailAddress | None:
    """The caller's living address; null for keys."""
    user_id = context.principal.user_id
    if user_id is None:
        return None
    async with context.database.read(context.principal.firm_id) as session:
        found = await mail_addresses.address_of(session, context.services.vault, user_id)
    return shown_address(found)


def shown_address(found: mail_addresses.ShownAddress | None) -> MailAddress:
    """An address with the domain of the installation."""
    chosen = settings()
    return MailAddress(
        address=None if found is None else f"{found.mailbox}@{chosen.mail_domain}",
        made_at=None if found is None else found.made_at,
        received=chosen.mail_listens > 0,
    )
