"""The roots of reading figures about tiers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList
from backend.platform.clock import business_date
from backend.schema.client_list import ClientConnection
from backend.schema.high_value import (
    HighValueShare,
    high_value_listed,
    high_value_page,
    high_value_share,
)
from backend.schema.tier_revenue import (
    RevenuePerTier,
    revenue_per_tier,
    tier_revenue_listed,
    tier_revenue_page,
)

From = Annotated[date, strawberry.argument(name="from")]


@strawberry.type
class TierFigureQueries:
    """What tiers are worth to the firm."""

    @strawberry.field
    async def high_value_share(
        self, info: Info, as_of: date | None = None, restated: bool = False, institutions: bool = True
    ) -> HighValueShare:
        """The share of high-value clients on a day (default today), by heads and by AUM (K-01).

        `restated`: with all that is known now; `institutions`: false leaves persons alone.
        """
        day = as_of or business_date()
        return await high_value_share(info.context, day, anew=restated, institutions=institutions)

    @declared(RootList(high_value_listed))
    async def high_value_clients(
        self,
        info: Info,
        as_of: date,
        tier: str,
        restated: bool = False,
        institutions: bool = True,
        first: int = 20,
        after: str | None = None,
    ) -> ClientConnection:
        """The clients who existed in a tier (`-`: in none yet) on a day, the largest first.

        As it was known then; `restated`: with all that is known now.
        """
        return await high_value_page(info, first, after)

    @strawberry.field
    async def revenue_per_tier(self, info: Info, from_: From, to: date) -> RevenuePerTier:
        """What a client of each tier brings in a year, by the revenue of [from, to) (K-03)."""
        return await revenue_per_tier(info.context, from_, to)

    @declared(RootList(tier_revenue_listed))
    async def revenue_per_tier_clients(
        self, info: Info, from_: From, to: date, tier: str, first: int = 20, after: str | None = None
    ) -> ClientConnection:
        """The clients who existed in a tier (`-`: in none yet) on some day of [from, to), the largest first."""
        return await tier_revenue_page(info, first, after)
