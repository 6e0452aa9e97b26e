"""A conversation, a pasted talk or a kept mail as a request: what it seems to ask for, and what is missing."""

from __future__ import annotations

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.products import Product
from backend.book.talk_messages import TalkMessage
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Level
from backend.retain.request_guesses import DETAILS, guessed, title_of
from backend.retain.request_type_content import read_type
from backend.retain.request_types import RequestType, RequestTypeVersion
from backend.schema.funds import PRODUCT
from backend.schema.interactions import INTERACTION, Interaction
from backend.schema.talk import TALK_MESSAGE

WAYS = {"call": "call", "meeting": "meeting", "visit": "meeting", "email": "email"}
"""How a request came, by the kind of the conversation; by its channel where that is WeCom."""
SAID = ("summary", "content", "needs")


@strawberry.type
class RequestGuess:
    """What a conversation seems to ask for, as `createRequest` takes it; only of what the caller may read in it.

    words: by which the type was known; missing: keys of required fields that nothing in it fills.
    """

    type: str | None
    words: list[str]
    title: str | None
    details: str | None
    channel: str
    form: strawberry.scalars.JSON
    missing: list[str]


async def guess_request(context: Context, interaction: str) -> RequestGuess:
    """As RequestGuess says. Raises Refused: NOT_FOUND for a conversation the caller does not see."""
    node: Interaction | None = await node_of(context, INTERACTION, own_id("interaction", interaction))
    if node is None:
        raise Refused(Code.NOT_FOUND)
    mask, row = context.principal.mask, node.row
    summary, *more = (
        getattr(row, name) if mask.level(f"Interaction.{name}", node.stands) >= Level.VIEW else None
        for name in SAID
    )
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 3
        talk = await _talk(session, context, node)
        products = await _funds(session, context)
        types = [
            (key, read_type(content))
            for key, content in (
                await session.execute(
                    select(RequestType.key, RequestTypeVersion.content)
                    .join(
                        RequestTypeVersion,
                        (RequestTypeVersion.firm_id == context.principal.firm_id)
                        & (RequestTypeVersion.type_id == RequestType.id)
                        & (RequestTypeVersion.number == RequestType.number),
                    )
                    .where(
                        RequestType.firm_id == context.principal.firm_id, RequestType.archived_at.is_(None)
                    )
                    .order_by(RequestType.created_at, RequestType.key)
                )
            ).all()
        ]
    told = "\n".join(filter(None, (*more, *talk)))
    found = guessed(types, "\n".join(filter(None, (summary, told))), products)
    return RequestGuess(
        type=found.type,
        words=list(found.words),
        title=title_of(summary, told),
        details=told[:DETAILS] or None,
        channel="wecom" if row.channel in ("wecom", "wechat") else WAYS.get(row.kind, "other"),
        form=strawberry.scalars.JSON(dict(found.form)),
        missing=list(found.missing),
    )


async def _talk(session: AsyncSession, context: Context, node: Interaction) -> list[str]:
    """The client's words of a pasted talk; all of it where nobody knows whose they are."""
    mask = context.principal.mask
    if mask.level("Interaction.messages", node.stands) < Level.VIEW:
        return []
    found = (
        await session.execute(
            TALK_MESSAGE.rows(context.principal)
            .where(TalkMessage.interaction_id == node.row.id)
            .order_by(TalkMessage.place, TalkMessage.id)
        )
    ).all()
    said = [
        TALK_MESSAGE.made(each).row
        for each in found
        if mask.level("TalkMessage.text", TALK_MESSAGE.made(each).stands) >= Level.VIEW
    ]
    his = [each.text for each in said if each.side == "client"]
    return his or [each.text for each in said]


async def _funds(session: AsyncSession, context: Context) -> dict[str, str]:
    """Public ids of the funds that the caller sees, by name and by code."""
    names = [
        name for name in ("name", "code") if context.principal.mask.anywhere(f"Product.{name}") >= Level.VIEW
    ]
    rows = (
        await session.execute(
            PRODUCT.rows(context.principal).with_only_columns(Product.id, Product.name, Product.code)
        )
    ).all()
    return {getattr(row, name): public_id("product", row.id) for row in rows for name in names}
