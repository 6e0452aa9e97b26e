"""Lists of messages, and how one would look to a client."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import Text as TextType
from sqlalchemy import Uuid

from backend.graph.connections import Connection, Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.lists import RootList, listed
from backend.graph.nodes import node_of
from backend.graph.pages import SortKey
from backend.graph.rights import demand, demand_at
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level
from backend.retain.contacting import Contact, may_send
from backend.retain.message_plans import Wording, worded
from backend.retain.message_texts import VARIABLES, Text, filled, values_of
from backend.retain.messages import Message as Row
from backend.schema.clients import CLIENT
from backend.schema.contact_reasons import ContactReason, reasons_of
from backend.schema.funds import PRODUCT
from backend.schema.messages import MESSAGE, Message


def messages_listed(draft: Draft, arguments: Arguments) -> Paged:
    """The newest first. Raises FORBIDDEN when what is asked by may not be read of every row."""
    bounds: list[Any] = []
    if arguments["client"].is_there:
        client = draft.bind(arguments["client"], Uuid(), lambda text, _context: own_id("client", text))
        bounds.append(Row.client_id == client)
    for name, of in (("state", Row.state), ("channel", Row.channel), ("purpose", Row.purpose)):
        if arguments[name].is_there:
            demand(draft.context, "Message", f"Message.{name}")
            bounds.append(of == draft.bind(arguments[name], TextType()))
    demand(draft.context, "Message", "Message.createdAt")
    keys = (SortKey(Row.created_at, descending=True), SortKey(Row.id, descending=True))
    return Paged(MESSAGE, tuple(bounds), keys, "messages")


@strawberry.input
class MessageWordingInput:
    """What is said: by a template, or free. Of a template purpose and channel are its own."""

    template: strawberry.ID | None = None
    purpose: str | None = None
    channel: str | None = None
    subject: str | None = None
    body: str | None = None
    language: str = "zh-CN"
    product: strawberry.ID | None = None


@strawberry.type
class MessagePreview:
    """How a message would look, and whether it would go now."""

    subject: str
    body: str
    purpose: str
    channel: str
    allowed: bool
    reasons: list[ContactReason]
    again_at: datetime | None


async def wording_of(context: Context, input: MessageWordingInput) -> Wording:
    """What an input says, with what it names looked up. Raises Refused(BAD_USER_INPUT): unknown, bad_id."""
    product = None
    if input.product is not None:
        node = await node_of(context, PRODUCT, own_id("product", input.product))
        if node is None:
            raise bad_input("product", "unknown")
        product = node.row.id
    return Wording(
        template_id=None if input.template is None else own_id("messagetemplate", input.template),
        text=None if input.template is not None else Text(input.subject or "", input.body or ""),
        purpose=input.purpose or "",
        channel=input.channel or "",
        language=input.language,
        product_id=product,
    )


def hold_readable(context: Context, text: Text, client: Any) -> None:
    """Raises Refused(BAD_USER_INPUT, message_value_denied) for a variable whose value the writer may not read."""
    for name in sorted(text.variables):
        coordinate = VARIABLES.get(name)
        if coordinate is None:
            continue
        mask = context.principal.mask
        mine = coordinate.startswith("Client.")
        level = mask.level(coordinate, client.stands) if mine else mask.anywhere(coordinate)
        if level < Level.VIEW:
            raise bad_input("body", "message_value_denied", value=name)


async def preview(context: Context, client: str, input: MessageWordingInput) -> MessagePreview:
    """How a message would look to a client. Raises Refused: NOT_FOUND; FORBIDDEN; as `worded` and `filled`."""
    node = await node_of(context, CLIENT, own_id("client", client))
    if node is None:
        raise Refused(Code.NOT_FOUND)
    for coordinate in ("Client.consents", "Client.contactPoints"):
        demand_at(context, coordinate, node.stands, Level.MASKED)
    wording = await wording_of(context, input)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        said = await worded(session, wording)
        hold_readable(context, said.text, node)
        values = (await values_of(session, [node.row.id], said.language, said.product_id))[node.row.id]
        text = filled(said.text, values)
        verdict = await may_send(
            session, node.row.id, Contact(said.purpose, said.channel, now(), said.product_id)
        )
    return MessagePreview(
        subject=text.subject,
        body=text.body,
        purpose=said.purpose,
        channel=said.channel,
        allowed=verdict.allowed,
        reasons=reasons_of(context, verdict),
        again_at=verdict.again_at,
    )


@strawberry.type
class MessageQueries:
    """Messages to clients."""

    @declared(RootList(messages_listed))
    async def messages(
        self, info: Info, client: strawberry.ID | None = None, state: str | None = None,
        channel: str | None = None, purpose: str | None = None, first: int = 20, after: str | None = None,
    ) -> Connection[Message]:  # fmt: skip
        """Messages, the newest first: to a client, in a state, by a channel, for a purpose."""
        return await listed(info, messages_listed, first, after)

    @strawberry.field
    async def preview_message(
        self, info: Info, client: strawberry.ID, wording: MessageWordingInput
    ) -> MessagePreview:
        """How a message would look to a client, and whether it would go now; refused as sending it would be."""
        return await preview(info.context, client, wording)
