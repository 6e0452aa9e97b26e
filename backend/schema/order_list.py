"""The list of orders: filtered, ordered, and in groups with counts and sums."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased

from backend.book.clients import Client as ClientRow
from backend.book.exchange_rates import HOME
from backend.book.ledger import FundOrder as OrderRow
from backend.book.order_states import ENDED, STATES
from backend.book.products import Product as ProductRow
from backend.graph.connections import Info
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.paging import Paged
from backend.graph.lists import drafted
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Money
from backend.platform.clock import business_date
from backend.schema.client_list import Direction
from backend.schema.filters import condition_of
from backend.schema.fund_orders import FUND_ORDER
from backend.schema.funds import PRODUCT
from backend.schema.staff import USER
from backend.schema.subjects import CLIENTS, ORDERS, filtered
from backend.schema.task_groups import names_of

MOST_GROUPS = 200


@strawberry.enum
class FundOrderOrderField(enum.Enum):
    """What orders can be sorted by."""

    OPEN_ON = "openOn"
    APPLIED_ON = "appliedOn"
    AMOUNT = "amount"
    STATE = "state"
    COOLING_UNTIL = "coolingUntil"
    CLIENT = "client"


@strawberry.input
class FundOrderOrder:
    """One field to sort by."""

    field: FundOrderOrderField
    direction: Direction = Direction.ASC


@strawberry.enum
class FundOrderGroupField(enum.Enum):
    """What orders can be grouped by."""

    STATE = "state"
    PRODUCT = "product"
    SELLER = "seller"


@strawberry.type
class FundOrderGroup:
    """Orders that belong together."""

    value: str | None = strawberry.field(description="The state or the id; null for those without one.")
    name: str | None = strawberry.field(description="The name of the fund or person.")
    count: int
    overdue: int = strawberry.field(description="Those under way whose open day has passed.")
    amount: Money = strawberry.field(description="Of funds in CNY; other currencies are not added.")


STAGE = case({name: n for n, name in enumerate(STATES)}, value=OrderRow.state, else_=len(STATES))
COLUMNS: dict[FundOrderOrderField, tuple[Any, bool]] = {
    FundOrderOrderField.OPEN_ON: (OrderRow.open_on, True),
    FundOrderOrderField.APPLIED_ON: (OrderRow.applied_on, False),
    FundOrderOrderField.AMOUNT: (OrderRow.amount, True),
    FundOrderOrderField.STATE: (STAGE, False),
    FundOrderOrderField.COOLING_UNTIL: (OrderRow.cooling_until, True),
}


def orders_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Orders, the latest first unless ordered.

    Raises FORBIDDEN when what is asked by may not be read of every row.
    """
    keys, names = [], []
    for order in arguments["orderBy"]:
        field = order["field"].literal(draft.context)
        down = order["direction"].literal(draft.context) is Direction.DESC
        keys.append(_key(draft, field, descending=down))
        names.append(f"{field.value}{'-' if down else '+'}")
    keys = keys or [_key(draft, FundOrderOrderField.APPLIED_ON, descending=True)]
    bounds = order_bounds(draft, arguments["filter"])
    last = SortKey(OrderRow.id, descending=True)
    return Paged(FUND_ORDER, tuple(bounds), (*keys, last), "orders:" + ",".join(names))


def order_bounds(draft: Draft, filter: Given) -> list[Any]:
    """Which orders a filter names."""
    return [filtered(draft, condition_of(filter, ORDERS), ORDERS)] if filter.is_there else []


def _key(draft: Draft, field: FundOrderOrderField, *, descending: bool = False) -> SortKey:
    demand(draft.context, "FundOrder", f"FundOrder.{field.value}")
    if field is FundOrderOrderField.CLIENT:
        demand(draft.context, "Client", "Client.name")
        row = aliased(ClientRow)
        found: Any = select(row.name_sort).where(
            OrderRow.firm_id == draft.firm, row.id == OrderRow.client_id, *CLIENTS.within(draft.caller, row)
        )
        return SortKey(found.correlate(OrderRow).scalar_subquery(), descending, nullable=True)
    column, nullable = COLUMNS[field]
    return SortKey(column, descending, nullable=nullable)


async def order_groups(info: Info, by: FundOrderGroupField) -> list[FundOrderGroup]:
    """Groups of the orders that a filter names: by state in the order of the way, others the largest first.

    Raises FORBIDDEN when what is grouped, counted or filtered by may not be read everywhere.
    """
    context = info.context
    for field in (by.value, "state", "openOn", "amount", "product"):
        demand(context, "FundOrder", f"FundOrder.{field}")
    demand(context, "Product", "Product.currency")
    draft, arguments = await drafted(info)
    bounds, _ = FUND_ORDER.within(draft.caller, *order_bounds(draft, arguments["filter"]))
    value, named = _grouped(by)
    fund = aliased(ProductRow)
    currency = (
        select(fund.currency)
        .where(OrderRow.firm_id == draft.firm, fund.firm_id == draft.firm, fund.id == OrderRow.product_id)
        .correlate(OrderRow)
        .scalar_subquery()
    )
    each: Any = (
        select(
            value.label("value"),
            and_(OrderRow.state.not_in(ENDED), OrderRow.open_on < business_date()).label("late"),
            case((currency == HOME, OrderRow.amount)).label("amount"),
        )
        .where(*bounds)
        .subquery()
    )
    counted = func.count().label("counted")
    statement: Select[Any] = (
        select(
            each.c.value,
            counted,
            func.count().filter(each.c.late),
            func.coalesce(func.sum(each.c.amount), 0),
        )
        .group_by(each.c.value)
        .order_by(each.c.value.is_(None).desc(), counted.desc(), each.c.value)
        .limit(MOST_GROUPS)
    )
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows = list((await session.execute(statement)).all())
    if by is FundOrderGroupField.STATE:
        rows.sort(key=lambda row: STATES.index(row[0]) if row[0] in STATES else len(STATES))
    names = {} if named is None else await names_of(info, named, [row[0] for row in rows])
    return [
        FundOrderGroup(
            value=named.public(value) if named is not None and value is not None else value,
            name=names.get(value),
            count=count,
            overdue=overdue,
            amount=Money(amount),
        )
        for value, count, overdue, amount in rows
    ]


def _grouped(by: FundOrderGroupField) -> tuple[Any, Noun | None]:
    if by is FundOrderGroupField.PRODUCT:
        return OrderRow.product_id, PRODUCT
    if by is FundOrderGroupField.SELLER:
        return OrderRow.seller_id, USER
    return OrderRow.state, None
