"""The list of needs: of one client or of all in reach; filtered, ordered, and in groups."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from sqlalchemy import Date, Select, Text, Uuid, and_, case, func, select
from sqlalchemy.orm import aliased

from backend.book.clients import Client as ClientRow
from backend.book.exchange_rates import HOME
from backend.book.needs import HORIZONS, STATES
from backend.book.needs import Need as NeedRow
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
from backend.platform.ids import own_id
from backend.schema.client_list import Direction
from backend.schema.clients import CLIENT
from backend.schema.filters import condition_of
from backend.schema.staff import USER
from backend.schema.subjects import CLIENTS, NEEDS, filtered
from backend.schema.task_groups import names_of

MOST_GROUPS = 200


@strawberry.enum
class NeedOrderField(enum.Enum):
    """What needs can be sorted by."""

    FOLLOW_UP_ON = "followUpOn"
    AMOUNT = "amount"
    CREATED_AT = "createdAt"
    HORIZON = "horizon"
    STATE = "state"
    PURPOSE = "purpose"
    CLIENT = "client"


@strawberry.input
class NeedOrder:
    """One field to sort by."""

    field: NeedOrderField
    direction: Direction = Direction.ASC


@strawberry.enum
class NeedGroupField(enum.Enum):
    """What needs can be grouped by."""

    STATE = "state"
    HORIZON = "horizon"
    CLIENT = "client"
    OWNER = "owner"


@strawberry.type
class NeedGroup:
    """Needs that belong together."""

    value: str | None = strawberry.field(
        description="The state, the horizon or the id; null for those without one."
    )
    name: str | None = strawberry.field(description="The name of the client or person, if it may be read.")
    count: int
    overdue: int = strawberry.field(description="Open ones past their follow-up day.")
    amount: Money = strawberry.field(description="Of those in CNY; other currencies are not added.")


STAGE = case({name: n for n, name in enumerate(STATES)}, value=NeedRow.state, else_=len(STATES))
FAR = case({name: n for n, name in enumerate(HORIZONS)}, value=NeedRow.horizon)
COLUMNS: dict[NeedOrderField, tuple[Any, bool]] = {
    NeedOrderField.FOLLOW_UP_ON: (NeedRow.follow_up_on, True),
    NeedOrderField.AMOUNT: (NeedRow.amount, True),
    NeedOrderField.CREATED_AT: (NeedRow.created_at, False),
    NeedOrderField.HORIZON: (FAR, True),
    NeedOrderField.STATE: (STAGE, False),
    NeedOrderField.PURPOSE: (NeedRow.purpose, False),
}


def listed_of(noun: Noun) -> Any:
    """How `needs` is listed. Raises FORBIDDEN when what is asked by may not be read of every row."""

    def needs_listed(draft: Draft, arguments: Arguments) -> Paged:
        keys, name = _orders(draft, arguments["orderBy"])
        return Paged(noun, tuple(need_bounds(draft, arguments)), keys, name)

    return needs_listed


def need_bounds(draft: Draft, arguments: Arguments) -> list[Any]:
    """Which needs the arguments name: `filter` alone, or `client`, `owner`, `state`, `followUpBy` beside it."""
    bounds: list[Any] = []
    if _is_there(arguments, "client"):
        client = draft.bind(arguments["client"], Uuid(), lambda text, _context: own_id("client", text))
        bounds.append(NeedRow.client_id == client)
    if _is_there(arguments, "owner"):
        demand(draft.context, "Client", "Client.owner")
        owner = draft.bind(arguments["owner"], Uuid(), lambda text, _context: own_id("user", text))
        mine = select(ClientRow.id).where(ClientRow.firm_id == draft.firm, ClientRow.owner_id == owner)
        bounds.append(NeedRow.client_id.in_(mine))
    if _is_there(arguments, "state"):
        demand(draft.context, "Need", "Need.state")
        bounds.append(NeedRow.state == draft.bind(arguments["state"], Text()))
    if _is_there(arguments, "followUpBy"):
        demand(draft.context, "Need", "Need.followUpOn")
        bounds.append(NeedRow.follow_up_on <= draft.bind(arguments["followUpBy"], Date()))
    if arguments["filter"].is_there:
        bounds.append(filtered(draft, condition_of(arguments["filter"], NEEDS), NEEDS))
    return bounds


def _is_there(arguments: Arguments, name: str) -> bool:
    """Groups have the filter alone."""
    return name in arguments and arguments[name].is_there


def _orders(draft: Draft, orders: Given) -> tuple[tuple[SortKey, ...], str]:
    keys: list[SortKey] = []
    names = []
    for order in orders:
        field = order["field"].literal(draft.context)
        direction = order["direction"].literal(draft.context)
        names.append(f"{field.value}{direction.value}")
        keys.append(_key(draft, field, descending=direction is Direction.DESC))
    keys = keys or [_key(draft, NeedOrderField.FOLLOW_UP_ON)]
    return (*keys, SortKey(NeedRow.id)), "needs:" + ",".join(names)


def _key(draft: Draft, field: NeedOrderField, *, descending: bool = False) -> SortKey:
    demand(draft.context, "Need", f"Need.{field.value}")
    if field is NeedOrderField.CLIENT:
        demand(draft.context, "Client", "Client.name")
        row = aliased(ClientRow)
        found: Any = select(row.name_sort).where(
            NeedRow.firm_id == draft.firm, row.id == NeedRow.client_id, *CLIENTS.within(draft.caller, row)
        )
        return SortKey(found.correlate(NeedRow).scalar_subquery(), descending, nullable=True)
    column, nullable = COLUMNS[field]
    return SortKey(column, descending, nullable=nullable)


async def need_groups(info: Info, noun: Noun, by: NeedGroupField) -> list[NeedGroup]:
    """Groups of the needs that a filter names, the largest first; those without one before all.

    Raises FORBIDDEN when what is grouped, counted or filtered by may not be read everywhere.
    """
    context = info.context
    grouped = "Client.owner" if by is NeedGroupField.OWNER else f"Need.{by.value}"
    for coordinate in (grouped, "Need.state", "Need.followUpOn", "Need.amount", "Need.currency"):
        demand(context, coordinate.partition(".")[0], coordinate)
    draft, arguments = await drafted(info)
    bounds, _ = noun.within(draft.caller, *need_bounds(draft, arguments))
    value, people = _grouped(draft, by)
    each: Any = (
        select(
            value.label("value"),
            and_(NeedRow.state == "open", NeedRow.follow_up_on < business_date()).label("late"),
            case((NeedRow.currency == HOME, NeedRow.amount)).label("amount"),
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
        rows = (await session.execute(statement)).all()
    names = {} if people is None else await names_of(info, people, [row[0] for row in rows])
    return [
        NeedGroup(
            value=people.public(value) if people is not None and value is not None else value,
            name=names.get(value),
            count=count,
            overdue=overdue,
            amount=Money(amount),
        )
        for value, count, overdue, amount in rows
    ]


def _grouped(draft: Draft, by: NeedGroupField) -> tuple[Any, Noun | None]:
    if by is NeedGroupField.OWNER:
        row = aliased(ClientRow)
        found: Any = select(row.owner_id).where(
            NeedRow.firm_id == draft.firm, row.id == NeedRow.client_id, *CLIENTS.within(draft.caller, row)
        )
        return found.correlate(NeedRow).scalar_subquery(), USER
    if by is NeedGroupField.CLIENT:
        return NeedRow.client_id, CLIENT
    return (NeedRow.state if by is NeedGroupField.STATE else NeedRow.horizon), None
