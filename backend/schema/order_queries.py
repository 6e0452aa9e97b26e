"""What is read of orders from the root, and of the rules they go by."""

from __future__ import annotations

from decimal import Decimal as PyDecimal
from typing import Any

import strawberry
from sqlalchemy import func, select

from backend.book.configurations import draft_of, hold_size, newest_of, versions_of
from backend.book.ledger import FundOrder as OrderRow
from backend.book.order_states import DRAFT, SIGNED, SUBSCRIBES, SUITABLE
from backend.graph.connections import Connection, Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList, RootOne, listed, one_of
from backend.graph.nodes import node_of
from backend.graph.rights import demand_at
from backend.platform.ids import own_id
from backend.policies.rows import reach
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.filter_inputs import FundOrderFilter
from backend.schema.fund_orders import FUND_ORDER, FundOrder
from backend.schema.order_list import (
    FundOrderGroup,
    FundOrderGroupField,
    FundOrderOrder,
    order_groups,
    orders_listed,
)
from backend.schema.order_parts import OrderNext, missing_shown
from backend.schema.suitability import READ
from backend.track.order_content import read_content
from backend.track.order_moves import missing_of
from backend.track.order_rules import OrderRulesDraft as DraftRow
from backend.track.order_rules import OrderRuleSet

MOST_JUDGED = 50_000


@strawberry.type
class OrderRules(ConfigurationVersion):
    """One version of the order rules."""


@strawberry.type
class OrderRulesDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


@strawberry.type
class OrderRulesPreview:
    """What rules would do to subscriptions under way that the caller sees and that are not paid yet."""

    judged: int
    below_minimum: int = strawberry.field(description="First subscriptions below the new minimum.")
    off_step: int = strawberry.field(description="Amounts that are no multiple of the new step.")


async def rules_now(context: Context) -> OrderRules | None:
    """The version in force."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await newest_of(session, OrderRuleSet)
    return None if row is None else OrderRules(row=row)


async def rules_draft(context: Context) -> OrderRulesDraft | None:
    """The draft, if there is one."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await draft_of(session, DraftRow)
    return None if row is None else OrderRulesDraft(row=row)


async def preview_rules(context: Context, content: Any) -> OrderRulesPreview:
    """Judge what is under way by other rules; nothing is changed. One statement."""
    hold_size(content)
    rules = read_content(content)
    firm_id = context.principal.firm_id
    seen = reach(context.principal, "fund_order").predicate
    net = OrderRow.amount - func.coalesce(OrderRow.fee, PyDecimal(0))
    async with context.database.read(firm_id) as session:
        context.queries += 1
        rows = (
            await session.execute(
                select(OrderRow.kind, net)
                .where(
                    OrderRow.firm_id == firm_id,
                    OrderRow.kind.in_(SUBSCRIBES),
                    OrderRow.state.in_((DRAFT, SUITABLE, SIGNED)),
                    *([] if seen is None else [seen]),
                )
                .limit(MOST_JUDGED)
            )
        ).all()
    amounts = [(kind, amount or PyDecimal(0)) for kind, amount in rows]
    return OrderRulesPreview(
        judged=len(rows),
        below_minimum=sum(
            1 for kind, amount in amounts if kind == "initial" and amount < rules.first_minimum
        ),
        off_step=sum(1 for _, amount in amounts if amount % rules.step != 0),
    )


@strawberry.type
class OrderQueries:
    """What clients asked for."""

    @declared(RootOne(lambda: FUND_ORDER))
    async def order(self, info: Info, id: strawberry.ID) -> FundOrder | None:
        """One order."""
        return await one_of(info, FUND_ORDER, id)  # type: ignore[no-any-return]

    @declared(RootList(orders_listed))
    async def orders(
        self, info: Info, filter: FundOrderFilter | None = None, order_by: list[FundOrderOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[FundOrder]:  # fmt: skip
        """Orders, the latest first unless ordered."""
        return await listed(info, orders_listed, first, after)

    @strawberry.field
    async def order_groups(
        self, info: Info, by: FundOrderGroupField, filter: FundOrderFilter | None = None
    ) -> list[FundOrderGroup]:
        """The same orders in groups: by state in the order of the way, others the largest first."""
        return await order_groups(info, by)

    @strawberry.field
    async def order_next(self, info: Info, order: strawberry.ID) -> OrderNext | None:
        """The step an order would take next, and all that it lacks for it; null out of reach."""
        context = info.context
        node = await node_of(context, FUND_ORDER, own_id("fundorder", order))
        if node is None:
            return None
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 8
            to, found = await missing_of(session, node.row)
        if to in {SUITABLE, SIGNED}:
            # What it lacks tells of the client's level and qualification.
            for coordinate in READ:
                demand_at(context, coordinate, node.stands)
        return OrderNext(to=to, missing=missing_shown(found, context))

    @strawberry.field
    async def order_rules(self, info: Info) -> OrderRules | None:
        """The rules in force."""
        return await rules_now(info.context)

    @strawberry.field
    async def order_rules_versions(self, info: Info) -> list[OrderRules]:
        """All versions, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            return [OrderRules(row=row) for row in await versions_of(session, OrderRuleSet)]

    @strawberry.field
    async def order_rules_draft(self, info: Info) -> OrderRulesDraft | None:
        """The next version while somebody works on it."""
        return await rules_draft(info.context)

    @strawberry.field
    async def preview_order_rules(self, info: Info, content: strawberry.scalars.JSON) -> OrderRulesPreview:
        """What these rules would do to what is under way."""
        return await preview_rules(info.context, content)
