"""Who of some clients may be contacted, and why the others not: the same judgement as at the moment of sending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import strawberry
from sqlalchemy import select

from backend.book.clients import Client as ClientRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level
from backend.retain.contact_sentences import said
from backend.retain.contacting import Contact, ground_of
from backend.retain.purposes import CHANNEL_KEYS, SENDABLE
from backend.schema.clients import CLIENT, Client
from backend.schema.contact_reasons import ContactReason, reasons_of
from backend.schema.funds import PRODUCT

MOST: Final = 5_000
SHOWN: Final = 200


@strawberry.type
class ContactHold:
    """One client who is not contacted."""

    client: Client | None
    reasons: list[ContactReason]
    again_at: datetime | None = strawberry.field(
        description="When it may be tried again; null where something else than time has to change."
    )


@strawberry.type
class ContactReasonCount:
    """How many clients one reason holds."""

    code: str
    text: str
    count: int


@strawberry.type
class Contactability:
    """How many of some clients may be contacted."""

    total: int
    allowed: int
    reasons: list[ContactReasonCount] = strawberry.field(
        description="The most frequent first; a client can have several."
    )
    held: list[ContactHold] = strawberry.field(description="The first 200 of those who are not.")


def contact_of(purpose: str, channel: str, at: datetime | None, product: Any = None) -> Contact:
    """What is meant. Raises Refused(BAD_USER_INPUT): choice, date."""
    if purpose not in SENDABLE:
        raise bad_input("purpose", "choice")
    if channel not in CHANNEL_KEYS:
        raise bad_input("channel", "choice")
    if at is not None and not 1900 < at.year < 2999:
        raise bad_input("at", "date")
    return Contact(purpose, channel, at or now(), product)


async def contactability_of(context: Context, clients: Sequence[str], contact: Contact) -> Contactability:
    """Of clients that the caller sees; others are left out. Raises Refused: limit, FORBIDDEN, as `contact_of`."""
    if len(clients) > MOST:
        raise bad_input("clients", "limit", limit=MOST)
    # What the answer rests on has to be readable of every client.
    demand(context, "Client", "Client.consents")
    demand(context, "Client", "Client.contactPoints", Level.MASKED)
    ids = list(dict.fromkeys(own_id("client", each) for each in clients))
    bounds, _ = CLIENT.within(context.principal, ClientRow.id.in_(ids))
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 2
        seen = set(await session.scalars(select(ClientRow.id).where(*bounds)))
        ground = await ground_of(session, seen, contact)
    verdicts = [(id, ground.verdict(id)) for id in ids if id in seen]
    held = [(id, verdict) for id, verdict in verdicts if not verdict.allowed]
    nodes = await nodes_of(context, CLIENT, [id for id, _ in held[:SHOWN]])
    counts: Counter[str] = Counter()
    params: dict[str, Mapping[str, Any]] = {}
    for _, verdict in held:
        for each in verdict.reasons:
            counts[each.code] += 1
            params.setdefault(each.code, each.params)
    return Contactability(
        total=len(seen),
        allowed=len(seen) - len(held),
        reasons=[
            ContactReasonCount(code=code, text=said(code, context.locale, params[code]), count=count)
            for code, count in counts.most_common()
        ],
        held=[
            ContactHold(client=node, reasons=reasons_of(context, verdict), again_at=verdict.again_at)
            for node, (_, verdict) in zip(nodes, held, strict=False)
        ],
    )


@strawberry.type
class ContactQueries:
    """Who may be contacted."""

    @strawberry.field
    async def contactability(
        self, info: Info, clients: list[strawberry.ID], purpose: str, channel: str,
        product: strawberry.ID | None = None, at: datetime | None = None,
    ) -> Contactability:  # fmt: skip
        """Who of up to 5,000 clients may be contacted, now or at a time, and what holds the others."""
        context = info.context
        fund = None
        if product is not None:
            found = (await nodes_of(context, PRODUCT, [own_id("product", product)]))[0]
            if found is None:
                raise bad_input("product", "unknown")
            fund = found.row.id
        return await contactability_of(context, clients, contact_of(purpose, channel, at, fund))
