"""What a client of each tier brings the firm in a year, by the revenue of a window, and the clients behind it.

Source: K-03.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as PyDecimal
from typing import Any, Final

import strawberry

from backend.book.clients import Client as ClientRow
from backend.book.tier_figures import UNKNOWN, client_days, revenue_days, tiers_in
from backend.graph.connections import Info, list_page
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.paging import Paged
from backend.graph.lists import listing_of
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Decimal, Money
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.principal import Level, Relation
from backend.policies.rows import reach
from backend.schema.client_list import ClientConnection
from backend.schema.clients import CLIENT
from backend.schema.kpis import COUNTS_ONLY, KpiDefinition, is_few, rounded
from backend.schema.revenue import REVENUE
from backend.schema.tier_models import TierOfModel, loaded_model, tiers_of
from backend.systemize.field_values import hold_day

LONGEST: Final = 3660
YEAR: Final = 365
CENT: Final = PyDecimal("0.01")
DEFINITION: Final = KpiDefinition(
    id="K-03",
    version=1,
    zh="期间内各层收入 ÷ 该层平均存续客户数(按日平均), 年化 × 365 / 天数。收入为管理费、申赎费留存、业绩报酬, "
    "减尾随佣金, 每笔在其所属期间内按日均摊; 换层的客户按所处天数分别计入各层。平均不足 5 人只列收入与人数。"
    "期间含起始日, 不含截止日。",
    en="Revenue of a tier in the window ÷ its average number of existing clients (mean over days), annualised × 365 / "
    "days. Revenue is management fees, the subscription and redemption fees that are kept, and performance fees, less "
    "trail, each spread evenly over the days of its period; who changed tier counts in each for the days he was there. "
    "Below 5 clients on average only revenue and number are told. The window includes its first day, not its last.",
)


@strawberry.type
class TierRevenue:
    """Revenue of one tier. key: `-`: in no tier yet. All figures null: too few clients to be told to this reader."""

    key: str
    clients: int | None = strawberry.field(
        description="Who were in it on some day of the window; null of the total: who moved is in more than one."
    )
    average_clients: Decimal | None = strawberry.field(description="Mean over the days of the window.")
    revenue: Money | None = strawberry.field(description="CNY in the window; null: none is recorded in it.")
    arpu: Money | None = strawberry.field(
        description="CNY of a client in a year; null of fewer than 5 clients on average."
    )


@strawberry.type
class RevenuePerTier:
    """Revenue of each tier in [from, to) over its average number of clients, among the clients that the caller sees."""

    definition: KpiDefinition
    days: int
    tiers: list[TierOfModel] = strawberry.field(description="Of the model in force, the highest first.")
    by_tier: list[TierRevenue] = strawberry.field(description="The highest first; in no tier at the end.")
    total: TierRevenue = strawberry.field(description="Of all tiers together; its key is empty.")
    recorded_until: date | None = strawberry.field(
        description="Until when revenue of the window is recorded, not included; null: none is."
    )


def held(first: date, until: date) -> None:
    """Raises Refused(BAD_USER_INPUT) for a window that is empty, too long, before 1900 or of days to come."""
    hold_day(first, "from")
    if until <= first:
        raise bad_input("to", "order")
    if until > business_date() + timedelta(days=1):
        raise bad_input("to", "future")
    if (until - first).days > LONGEST:
        raise bad_input("to", "range", low="1", high=str(LONGEST))


def may_know(context: Context) -> None:
    """Raises FORBIDDEN unless tiers, and of whom revenue is and how much, may be read everywhere."""
    demand(context, "Client", "Client.tier")
    for name in ("client", "periodFrom", "amount"):
        demand(context, "Revenue", f"Revenue.{name}")


async def revenue_per_tier(context: Context, first: date, until: date) -> RevenuePerTier:
    """The figures of a window. Raises as `may_know` and `held`."""
    may_know(context)
    held(first, until)
    firm_id = context.principal.firm_id
    predicate = reach(context.principal, "client").predicate
    seen = [] if predicate is None else [predicate]
    its, _ = REVENUE.within(context.principal)
    async with context.database.read(firm_id) as session:
        context.queries += 2
        stock = (await session.execute(client_days(firm_id, first, until, *seen))).all()
        flow = (await session.execute(revenue_days(firm_id, first, until, *its, *seen))).all()
    model = await loaded_model(context)
    tiers = [] if model is None else tiers_of(model.content)
    whole = context.principal.mask.level("Client.tier", Relation.FIRM) >= Level.VIEW
    days = (until - first).days
    spent: dict[str, tuple[int, int]] = {row[0]: (row[1], row[2]) for row in stock}
    brought: dict[str, PyDecimal] = {row[0]: row[1] for row in flow}
    named = [tier.key for tier in tiers]
    keys = [*named, *sorted({*spent, *brought} - {*named, UNKNOWN}), UNKNOWN]
    rows = [
        _figures(key, *spent.get(key, (0, 0)), brought.get(key, PyDecimal(0)) if flow else None, days)
        for key in keys
    ]
    few = [not whole and is_few(row.clients or 0) for row in rows]
    everybody = sum(each for each, _ in spent.values())
    total = _figures("", everybody, None, sum(brought.values(), PyDecimal(0)) if flow else None, days)
    return RevenuePerTier(
        definition=DEFINITION,
        days=days,
        tiers=tiers,
        by_tier=[_hidden(row.key) if hides else row for row, hides in zip(rows, few, strict=True)],
        total=_hidden("") if any(few) else total,
        recorded_until=max((row[2] for row in flow), default=None),
    )


def _figures(key: str, spent: int, clients: int | None, brought: PyDecimal | None, days: int) -> TierRevenue:
    """spent: client-days; brought: CNY, None where none is recorded."""
    # revenue / (spent / days) * 365 / days: the days of the window cancel each other out.
    known = brought is not None and spent >= COUNTS_ONLY * days
    return TierRevenue(
        key=key,
        clients=clients,
        average_clients=Decimal(rounded(PyDecimal(spent) / days)),
        revenue=None if brought is None else Money(rounded(brought, CENT)),
        arpu=Money(rounded(brought * YEAR / spent, CENT)) if known and brought is not None else None,
    )


def _hidden(key: str) -> TierRevenue:
    return TierRevenue(key=key, clients=None, average_clients=None, revenue=None, arpu=None)


def tier_revenue_listed(draft: Draft, arguments: Arguments) -> Paged:
    """The clients who existed in a tier on some day of the window, by AUM. Raises as `revenue_per_tier`."""
    may_know(draft.context)
    first, until, tier = (arguments[name].literal(draft.context) for name in ("from", "to", "tier"))
    held(first, until)
    ids: Any = tiers_in(draft.firm, first, until, tier)
    keys = (SortKey(ClientRow.aum_order, descending=True), SortKey(ClientRow.id, descending=True))
    return Paged(CLIENT, (ClientRow.id.in_(ids),), keys, "revenuePerTierClients")


async def tier_revenue_page(info: Info, first: int | None, after: str | None) -> ClientConnection:
    """A page of `tier_revenue_listed`."""
    noun, listing = await listing_of(info, tier_revenue_listed)
    page = await list_page(info.context, noun, listing, first, after)
    return ClientConnection(edges=page.edges, page_info=page.page_info, counter=page.counter, listing=listing)
