"""Orders as readers see them, with their steps and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.book import ledger, receipts
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.nodes import Children, Node, RelationEnum, node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.scalars import Decimal, Money
from backend.graph.sources import Standing, ToOne, column
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product, ShareClass
from backend.schema.ledger import TRANSACTION, Transaction
from backend.schema.nouns import linked, made, noun_of, promised_list, promising
from backend.schema.order_parts import OrderPayer, OrderStep, ReturnVisit, order_visits, payers_of, steps_of
from backend.schema.staff import USER, User
from backend.track.order_facts import receipts_of


@strawberry.type
class FundOrder(Node):
    """What a client asked for: an amount to invest, or units to give back, in the fund's currency."""

    version: int = column("version")
    kind: str | None = column("kind")
    amount: Money | None = column("amount")
    units: Decimal | None = column("units")
    applied_on: date | None = column("applied_on")
    open_on: date | None = column("open_on", description="The opening it is for.")
    reference: str | None = column("reference", description="The registrar's application number.")
    state: str | None = column(
        "state",
        description="draft, suitability_ok, signed, paid, cooling_off, visited, submitted, confirmed; or cancelled, "
        "rejected, reversed.",
    )
    fee: Money | None = column(
        "fee", description="Part of the amount, as the terms said when it was checked."
    )
    match_result: str | None = column(
        "match_result", description="What suitability said when it was checked."
    )
    match_rule: str | None = column("match_rule", description="The rule of suitability that decided.")
    match_rules: int | None = column("match_rules", description="The version of those rules.")
    signing: str | None = column("signing", description="electronic or paper.")
    signed_at: datetime | None = column("signed_at")
    paid_at: datetime | None = column("paid_at")
    cooling_until: datetime | None = column("cooling_until", description="Nobody contacts the client before.")
    cooled_at: datetime | None = column("cooled_at", description="When the cooling-off was ended.")
    visited_at: datetime | None = column("visited_at", description="When the return visit was passed.")
    submitted_at: datetime | None = column("submitted_at")
    created_at: datetime | None = column("created_at")
    refund: str | None = column("refund", description="How the money goes back.")
    difference: str | None = column(
        "difference",
        description="amount_differs or out_of_turn: what the confirmation and the order disagree about.",
    )
    difference_note: str | None = column("difference_note", description="What became of it.")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it."""
        return self.stands

    client = linked("client", "client_id", description="Who asked, if the caller may see him.")

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    async def product(self, info: Info) -> Product | None:
        """The fund."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: SHARE_CLASS, "share_class_id"))
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class of the units; null where the fund has none."""
        return await node_of(info.context, SHARE_CLASS, self.row.share_class_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "seller_id"))
    async def seller(self, info: Info) -> User | None:
        """Who sold it; null for what only the registrar told of."""
        return await node_of(info.context, USER, self.row.seller_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def steps(self, info: Info) -> list[OrderStep] | None:
        """All its moves, the first one first."""
        return [OrderStep(row=row) for row in await info.context.load(steps_of, self.row.id) or ()]

    @strawberry.field
    async def payers(self, info: Info) -> list[OrderPayer] | None:
        """Other people's payments for it."""
        mine = info.context.principal.subject
        rows = await info.context.load(payers_of, self.row.id) or ()
        return [OrderPayer(row=row, mine=row.asked_by == mine) for row in rows]

    @strawberry.field
    async def visits(self, info: Info) -> list[ReturnVisit] | None:
        """Its return visits, the latest first."""
        return [ReturnVisit(row=row) for row in await info.context.load(order_visits, self.row.id) or ()]

    @promising(promised_list("payment_receipt") | None)
    async def receipts(self, info: Info) -> list[Node] | None:
        """Payments for it that the caller may see, by day."""
        rows = await info.context.load(_paid_for, self.row.id) or ()
        found = await nodes_of(info.context, made("payment_receipt"), [row.id for row in rows])
        return [each for each in found if each is not None]

    @strawberry.field
    async def transaction(self, info: Info) -> Transaction | None:
        """The transaction that confirmed it, unless that was reversed."""
        id = await info.context.load(_confirmed_by, self.row.id)
        return None if id is None else await node_of(info.context, TRANSACTION, id)


async def _paid_for(
    session: AsyncSession, _context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[receipts.PaymentReceipt]]:
    return await receipts_of(session, ids)


async def _confirmed_by(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    row, later = ledger.Transaction, aliased(ledger.Transaction)
    firm_id = context.principal.firm_id
    found = await session.execute(
        select(row.order_id, row.id)
        .outerjoin(later, (later.firm_id == firm_id) & (later.reverses_id == row.id))
        .where(row.firm_id == firm_id, row.order_id.in_(ids), row.reverses_id.is_(None), later.id.is_(None))
        .order_by(row.id)
    )
    return {order_id: id for order_id, id in found if order_id is not None}


FUND_ORDER: Noun = noun_of("fund_order", ledger.FundOrder, FundOrder, prefix="fundorder")
_O = ledger.FundOrder
ORDERS: Children = Children(
    FUND_ORDER, _O.client_id, (SortKey(_O.applied_on, descending=True), SortKey(_O.id, descending=True))
)
