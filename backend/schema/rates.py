"""Exchange rates to CNY."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import Text

from backend.book.exchange_rates import ExchangeRate as RateRow
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.paging import Paged
from backend.graph.nodes import Node
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Decimal
from backend.graph.sources import column
from backend.schema.nouns import noun_of


@strawberry.type
class ExchangeRate(Node):
    """CNY for one unit of a currency on a day."""

    currency: str | None = column("currency")
    day: date | None = column("date", name="date")
    rate: Decimal | None = column("rate")
    published_at: datetime | None = column("published_at")
    source: str | None = column("source")


EXCHANGE_RATE: Noun = noun_of("exchange_rate", RateRow, ExchangeRate, prefix="exchangerate")


def rates_listed(draft: Draft, arguments: Arguments) -> Paged:
    """The present versions of the rates of one currency or of all, the latest day first."""
    bounds: list[Any] = [RateRow.superseded_at.is_(None)]
    demand(draft.context, "ExchangeRate", "ExchangeRate.date")
    if arguments["currency"].is_there:
        demand(draft.context, "ExchangeRate", "ExchangeRate.currency")
        bounds.append(RateRow.currency == draft.bind(arguments["currency"], Text()))
    keys = (SortKey(RateRow.date, descending=True), SortKey(RateRow.id, descending=True))
    return Paged(EXCHANGE_RATE, tuple(bounds), keys, "exchangeRates")
