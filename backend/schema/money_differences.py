"""The reconciliation of payments and fees: what is not as the books expect, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from backend.book import money_differences as differences
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.nouns import Noun
from backend.graph.scalars import Money
from backend.platform.principal import Level, Relation
from backend.schema.clients import CLIENT, Client
from backend.schema.funds import PRODUCT, Product


@strawberry.type
class PaymentDifference:
    """Money that is not as expected, in `currency`."""

    day: date | None = strawberry.field(name="date", description="Applied for, confirmed, or received.")
    reason: str | None = strawberry.field(
        description="unmatched, unpaid, amount_differs, name_differs, confirmed_differs."
    )
    client: Client | None
    product: Product | None
    payer: str | None
    expected: Money | None
    paid: Money | None
    difference: Money | None = strawberry.field(description="Paid less expected.")
    currency: str | None


@strawberry.type
class FeeDifference:
    """A fee of a month that the finance system tells otherwise than the books, CNY."""

    month: date | None = strawberry.field(description="Its first day.")
    reason: str | None = strawberry.field(description="not_received, not_accrued, amount_differs.")
    client: Client | None
    product: Product | None
    kind: str | None
    accrued: Money | None
    received: Money | None
    difference: Money | None = strawberry.field(description="Received less accrued.")


async def payment_differences(context: Context, first: date, last: date) -> list[PaymentDifference]:
    """Differences of payments in [first, last] about clients the caller sees; about none: for who sees the firm's."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        found = await differences.payment_differences(session, first, last)
    clients = await _seen(context, CLIENT, [one.client_id for one in found])
    sees_all = context.principal.mask.level("PaymentReceipt", Relation.FIRM) >= Level.VIEW
    products = await _seen(context, PRODUCT, [one.product_id for one in found])
    return [
        PaymentDifference(
            day=one.on,
            reason=one.reason,
            client=clients.get(one.client_id),
            product=products.get(one.product_id),
            payer=one.payer,
            expected=Money(one.expected),
            paid=Money(one.paid),
            difference=Money(one.difference),
            currency=one.currency,
        )
        for one in found
        if one.client_id in clients or (one.client_id is None and sees_all)
    ]


async def fee_differences(context: Context, first: date, until: date) -> list[FeeDifference]:
    """Differences of fees of the months that begin in [first, until), of clients the caller sees."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        found = await differences.fee_differences(session, first, until)
    clients = await _seen(context, CLIENT, [one.client_id for one in found])
    products = await _seen(context, PRODUCT, [one.product_id for one in found])
    return [
        FeeDifference(
            month=one.month,
            reason=one.reason,
            client=clients.get(one.client_id),
            product=products.get(one.product_id),
            kind=one.kind,
            accrued=Money(one.accrued),
            received=Money(one.received),
            difference=Money(one.difference),
        )
        for one in found
        if one.client_id in clients
    ]


async def _seen(context: Context, noun: Noun, ids: Sequence[UUID | None]) -> dict[UUID | None, Any]:
    """The rows of ids that the caller reaches, by id."""
    known = list(dict.fromkeys(id for id in ids if id is not None))
    nodes = await nodes_of(context, noun, known)
    return {id: node for id, node in zip(known, nodes, strict=True) if node is not None}
