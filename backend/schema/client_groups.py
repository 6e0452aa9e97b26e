"""Clients in groups: how many have each value of a field, and what they add up to."""

from __future__ import annotations

import enum
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import Select, func, select

from backend.book.client_fields import CLIENT_FIELD, CLIENT_FIELDS
from backend.book.clients import Client as ClientRow
from backend.graph.connections import Info
from backend.graph.lists import drafted
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand
from backend.graph.scalars import Money
from backend.platform.principal import Level
from backend.schema.client_list import client_bounds
from backend.schema.clients import CLIENT
from backend.schema.staff import USER
from backend.systemize.fields import Kind

OWNER = "owner"
_BY = {
    "".join(f"_{c}" if c.isupper() else c.upper() for c in key): key
    for key in (
        *(field.key for field in CLIENT_FIELDS if field.kind is Kind.CHOICE and field.filterable),
        OWNER,
    )
}
_By: Any = enum.Enum("ClientGroupField", _BY, module=__name__)  # type: ignore[misc]
ClientGroupField: Any = strawberry.enum(_By, description="What clients can be grouped by.")
MOST_GROUPS = 200


@strawberry.type
class ClientGroup:
    """Clients who share a value."""

    value: str | None = strawberry.field(
        description="The value, or the owner's id; null for those without one."
    )
    name: str | None = strawberry.field(
        description="The owner's name; choices have their words in the catalogue."
    )
    count: int
    aum: Money | None = strawberry.field(description="CNY they hold together, if the caller may read each.")


async def client_groups(info: Info, by: Any) -> list[ClientGroup]:
    """Groups of the clients that `clients` lists under the same filter and search, the largest first.

    Raises FORBIDDEN when the field grouped by, or one filtered by, may not be read everywhere.
    """
    context = info.context
    draft, arguments = await drafted(info)
    key = by.value
    demand(context, "Client", f"Client.{key}")
    column = ClientRow.owner_id if key == OWNER else getattr(ClientRow, CLIENT_FIELD[key].column)
    bounds, _ = CLIENT.within(draft.caller, *client_bounds(draft, arguments))
    statement: Select[Any] = (
        select(column, func.count(), func.sum(ClientRow.aum))
        .where(*bounds)
        .group_by(column)
        .order_by(func.count().desc(), column)
        .limit(MOST_GROUPS)
    )
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows = (await session.execute(statement)).all()
    mask = context.principal.mask
    adds = mask.throughout("Client.aum", mask.relations("Client")) >= Level.VIEW
    names = await _owners(info, [row[0] for row in rows]) if key == OWNER else {}
    return [
        ClientGroup(
            value=USER.public(value) if key == OWNER and value else value,
            name=names.get(value),
            count=count,
            aum=total if adds else None,
        )
        for value, count, total in rows
    ]


async def _owners(info: Info, ids: list[UUID | None]) -> dict[UUID | None, str]:
    known = [id for id in ids if id is not None]
    nodes = await nodes_of(info.context, USER, known)
    return {id: node.row.name for id, node in zip(known, nodes, strict=True) if node is not None}
