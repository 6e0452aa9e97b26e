"""Batch reads behind holdings, lots and transactions: each takes ids and returns a dict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.ledger import Holding, Lot, Transaction
from backend.graph.context import Context
from backend.graph.engine.objects import Ask, Place
from backend.graph.nodes import grouped
from backend.platform.ids import own_id
from backend.platform.principal import Principal, Relation
from backend.policies.standing import of_ledger


def lots_within(caller: Principal) -> list[ColumnElement[bool]]:
    """What of a reached client's lots is shown: as of his holdings (`holdings_within`)."""
    return [of_ledger(caller, Lot)[Relation.SCOPE]] if caller.scope.product_ids else []


def lots_asked(place: Place, ask: Ask) -> list[ColumnElement[bool]]:
    """The same as a client's field asks for them: of one fund, only open or closed ones."""
    bounds = lots_within(place.draft.caller)
    if ask.arguments["product"].is_there:
        bounds.append(Lot.product_id == place.draft.bind(ask.arguments["product"], Uuid(), _own_product))
    is_open = ask.arguments["open"].literal(place.draft.context)
    if is_open is not None:
        bounds.append(Lot.closed_on.is_(None) if is_open else Lot.closed_on.is_not(None))
    return bounds


def _own_product(text: str, _context: Context) -> UUID:
    return own_id("product", text)


async def lots_of(
    session: AsyncSession,
    context: Context,
    client_ids: Sequence[UUID],
    product_id: UUID | None,
    is_open: bool | None,
) -> dict[UUID, list[Lot]]:
    """Lots of clients, the oldest first; of one fund, only open or closed ones."""
    statement = select(Lot).where(
        Lot.firm_id == context.principal.firm_id,
        Lot.client_id.in_(client_ids),
        *lots_within(context.principal),
    )
    if product_id is not None:
        statement = statement.where(Lot.product_id == product_id)
    if is_open is not None:
        statement = statement.where(Lot.closed_on.is_(None) if is_open else Lot.closed_on.is_not(None))
    found: dict[UUID, list[Lot]] = defaultdict(list)
    for row in await session.scalars(statement.order_by(Lot.opened_on, Lot.id)):
        found[row.client_id].append(row)
    return found


async def reversed_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Transactions that a later one takes back; the others are absent."""
    rows = await session.scalars(
        select(Transaction.reverses_id).where(
            Transaction.firm_id == context.principal.firm_id, Transaction.reverses_id.in_(ids)
        )
    )
    return {id: True for id in rows if id is not None}


async def holdings_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[Holding]]:
    """Present holdings of clients, largest cost first."""
    rows = await session.scalars(
        select(Holding)
        .where(
            Holding.firm_id == context.principal.firm_id,
            Holding.client_id.in_(client_ids),
            Holding.valid_to.is_(None),
            *holdings_within(context.principal),
        )
        .order_by(Holding.cost.desc(), Holding.id)
    )
    return grouped(rows.all(), "client_id")


def holdings_within(caller: Principal) -> list[ColumnElement[bool]]:
    """What of a reached client's holdings is shown: a key that was given products sees its holders hold these only."""
    return [of_ledger(caller, Holding)[Relation.SCOPE]] if caller.scope.product_ids else []
