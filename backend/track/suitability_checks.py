"""Whether a product suits a client: decided from facts, with the rule that decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from backend.track.suitability_content import (
    ALLOWED,
    INSIST,
    LOWEST,
    PROFESSIONAL,
    REFUSED,
    RESULTS,
    RuleSet,
)

CLOSED: Final = ("closed", "liquidated")
BUYS_FROM: Final = {"raising", "open"}


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """A client as suitability sees him. level: C1-C5, None: never assessed; valid_until: its last day."""

    level: str | None
    lowest: bool
    valid_until: date | None
    qualified: bool
    professional: bool

    @property
    def row(self) -> str | None:
        """His row of the grid; None while he has none."""
        if self.professional:
            return PROFESSIONAL
        return LOWEST if self.lowest else self.level


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product as suitability sees it, and what ties the client to it.

    holds: he has units of it; investors: clients that have; open_on: the next day it takes subscriptions, None: none
    planned; minimum: of what he would pay in first or further, in `currency`; insisted: he confirmed the warning for
    this pair of class and risk.
    """

    risk: str | None
    status: str
    lock_up_days: int
    currency: str
    first_minimum: Decimal | None
    further_minimum: Decimal | None
    open_on: date | None
    investors: int
    holds: bool
    insisted: bool

    @property
    def minimum(self) -> Decimal | None:
        """The least he may pay in now."""
        return self.further_minimum if self.holds else self.first_minimum


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule says. rule: its key; params: values of its sentence, plain text."""

    rule: str
    result: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that rules say, the one that decided first. result: the strictest of them."""

    result: str
    reasons: tuple[Reason, ...]


def decide(
    rules: RuleSet, client: ClientFacts, product: ProductFacts, amount: Decimal | None, today: date
) -> Verdict:
    """Whether a product may be sold to a client. amount: in the product's currency, None: not said yet.

    Of several reasons the strictest decides, of equals the one asked first.
    """
    found = list(_reasons(rules, client, product, amount, today))
    found.sort(key=lambda reason: -RESULTS.index(reason.result))
    return Verdict(found[0].result, tuple(found))


def _reasons(
    rules: RuleSet, client: ClientFacts, product: ProductFacts, amount: Decimal | None, today: date
) -> Iterator[Reason]:
    if product.status in CLOSED:
        yield Reason("product_closed", REFUSED, {"status": product.status})
    yield from _of_risk(rules, client, product, today)
    if not client.qualified and not client.professional:
        yield Reason("not_qualified", REFUSED, {})
    minimum = product.minimum
    if amount is not None and minimum is not None and amount < minimum:
        rule = "below_further" if product.holds else "below_first"
        yield Reason(rule, REFUSED, {"minimum": str(minimum), "currency": product.currency})
    if not product.holds and product.investors >= rules.investors:
        yield Reason("investors_full", REFUSED, {"count": product.investors, "limit": rules.investors})
    if product.lock_up_days:
        yield Reason("lock_up", ALLOWED, {"days": product.lock_up_days})
    if product.status not in CLOSED:
        if product.open_on is None:
            yield Reason("no_open_day", ALLOWED, {})
        else:
            yield Reason("open_day", ALLOWED, {"day": product.open_on.isoformat()})


def _of_risk(rules: RuleSet, client: ClientFacts, product: ProductFacts, today: date) -> Iterator[Reason]:
    if product.risk is None:
        yield Reason("no_product_risk", REFUSED, {})
        return
    pair = {"risk": product.risk}
    if client.professional:
        yield Reason("professional", rules.grid[PROFESSIONAL][product.risk], pair)
        return
    if client.level is None:
        yield Reason("not_assessed", REFUSED, {})
        return
    if client.valid_until is None or client.valid_until < today:
        until = None if client.valid_until is None else client.valid_until.isoformat()
        yield Reason("assessment_expired", REFUSED, {"day": until or "—"})
    row = client.row or client.level
    result = rules.grid[row][product.risk]
    pair = {"level": client.level, **pair}
    if result == REFUSED and client.lowest:
        yield Reason("lowest_class", REFUSED, pair)
    elif result == INSIST and product.insisted:
        yield Reason("grid_insisted", ALLOWED, pair)
    else:
        yield Reason(f"grid_{result}", result, pair)
