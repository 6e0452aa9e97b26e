"""How a mutation runs: rights on the subject, one transaction, idempotency, and the changed row read again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.custom_fields import CUSTOM
from backend.graph.context import Context
from backend.graph.nodes import node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.rights import demand_at
from backend.platform import idempotency
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Relation
from backend.schema.audit import BY_COLUMN
from backend.schema.catalogue import camel
from backend.schema.clients import CLIENT

Key = str | None
Work = Callable[[AsyncSession], Awaitable[Any]]
T = TypeVar("T")


async def subject(context: Context, noun: Noun, id: str, call: str) -> Any:
    """The row a mutation is about, if the caller sees it and may call the mutation on such a row.

    Raises Refused(NOT_FOUND) out of reach, FORBIDDEN without the right at the row's relation.
    """
    node = await node_of(context, noun, own_id(noun.word, id))
    if node is None:
        raise Refused(Code.NOT_FOUND)
    demand_at(context, f"Mutation.{call}", node.stands)
    return node


def demand_edit(context: Context, type_name: str, keys: Iterable[str], relation: Relation) -> None:
    """The right to write each field of a row: `edit` on the field, or blindly on `<type>Input.<field>`.

    Raises FORBIDDEN naming the first that is missing.
    """
    for key in keys:
        if not context.principal.mask.may_write(type_name, key, relation):
            raise Refused(Code.FORBIDDEN, coordinate=f"{type_name}.{key}")


async def change(
    context: Context, call: str, work: Work, *, key: str | None = None, input: Any = None
) -> UUID | None:
    """Run `work` in one transaction and return the id of the row it returns.

    key: the caller's idempotency key; a repeated request does nothing and gets the first one's row.
    """
    async with context.database.change(context.principal, trace_id=context.trace_id) as session:
        if key is not None:
            # Under a key: the bare hash of an input would let a stolen dump try out telephone numbers.
            mark = context.services.vault.fingerprint(idempotency.fingerprint(call, input))
            done = await idempotency.claim(session, key, call, mark)
            if done is not None:
                return done
        row = await work(session)
        id: UUID | None = row if isinstance(row, UUID) else getattr(row, "id", None)
        if key is not None and id is not None:
            await idempotency.answer(session, key, id)
    context.forget()
    return id


async def changed(
    context: Context, noun: Noun, call: str, work: Work, *, key: str | None = None, input: Any = None
) -> Any:
    """Run a change and return the node, read again with the caller's rights; null when it left his reach.

    Of a change whose row the compiled route will read it is only the id.

    A CONFLICT names the changed fields as the API does, and only those the caller may read; a DUPLICATE names
    the clients he may see, for reasons he may read: of others no more than that there is one.
    """
    try:
        id = await change(context, call, work, key=key, input=input)
        return await outcome_of(context, noun, id)
    except Refused as refused:
        if refused.code is Code.CONFLICT:
            columns = refused.params.get("fields", [])
            refused.params["fields"] = sorted(set(_readable(context, noun.type_name, columns)))
        if refused.code is Code.DUPLICATE:
            context.forget()
            refused.params["candidates"] = await _seen(context, noun, refused.params["candidates"])
        raise


async def outcome_of(context: Context, noun: Noun, id: UUID | None) -> Any:
    """What a mutation returns of the row it changed: the node, or only its id where the compiled route reads on."""
    return id if context.outcome is not None else await node_of(context, noun, id)


async def _seen(
    context: Context, noun: Noun, candidates: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    mask = context.principal.mask
    nodes = await nodes_of(context, noun, [own_id(noun.name, twin["id"]) for twin in candidates])
    found = []
    for twin, node in zip(candidates, nodes, strict=True):
        if node is None:
            continue
        of = noun.type_name
        readable = [why for why in twin["reasons"] if mask.level(f"{of}.{why}", node.stands) >= Level.MASKED]
        found.append({"id": twin["id"], "reasons": readable})
    return found


def _readable(context: Context, type_name: str, columns: Iterable[str]) -> Iterator[str]:
    mask = context.principal.mask
    for column in columns:
        field = BY_COLUMN.get(column) if type_name == "Client" else None
        key = field.key if field else column if column.startswith(CUSTOM) else camel(column)
        if mask.anywhere(f"{type_name}.{key}") >= Level.MASKED:
            yield key


def id_of(noun: Noun, text: str | None) -> UUID | None:
    """The UUID an input names, if any. Raises Refused(BAD_USER_INPUT)."""
    return None if text is None else own_id(noun.word, text)


async def seen_client(context: Context, id: str | None, field: str) -> Any:
    """The id of a client that the caller may see; refused like an unknown one when he may not."""
    if id is None:
        return None
    node = await node_of(context, CLIENT, own_id("client", id))
    if node is None:
        raise bad_input(field, "unknown")
    return node.row.id


async def owner_of(context: Context, of: Any, column: Any, id: UUID) -> UUID:
    """The row that a part belongs to. Raises Refused(NOT_FOUND)."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        found: UUID | None = await session.scalar(
            select(column).where(of.firm_id == context.principal.firm_id, of.id == id)
        )
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found


async def of_client(context: Context, call: str, input: Any, key: str | None, work: Any) -> Any:
    """A change of something of the client that the input names; he comes back."""
    node = await subject(context, CLIENT, input.client, call)
    return await _of_him(context, call, input, key, node.row.id, lambda session: work(session, node.row.id))


async def of_client_row(
    context: Context, call: str, of: Any, word: str, input: Any, key: str | None, work: Any
) -> Any:
    """A change of a row of a client: he has to be seen, and the change allowed on him; he comes back.

    word: before the public ids of such rows.
    """
    row_id = own_id(word, input.id)
    client_id = await owner_of(context, of, of.client_id, row_id)
    await subject(context, CLIENT, CLIENT.public(client_id), call)
    return await _of_him(context, call, input, key, client_id, lambda session: work(session, row_id))


async def _of_him(
    context: Context, call: str, input: Any, key: str | None, client_id: UUID, work: Work
) -> Any:
    async def of_him(session: AsyncSession) -> UUID:
        await work(session)
        return client_id

    return await changed(context, CLIENT, call, of_him, key=key, input=strawberry.asdict(input))


def content_object(content: Any, at: str) -> dict[str, Any]:
    """What an input gives as an object. Raises Refused(BAD_USER_INPUT) naming `at` when it is none."""
    if not isinstance(content, dict):
        raise bad_input(at, "content_format")
    return content
