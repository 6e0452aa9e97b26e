"""Confirmed transactions of the demo firm and the holdings they add up to; AUM follows from both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from backend.book.demo.days import at_hour
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.navs import DemoNav
from backend.book.demo.plans import Order
from backend.book.demo.products import DemoProduct

CENT, UNIT = Decimal("0.01"), Decimal("0.01")
# CNY from which on the demo calls a client by a tier; the firm's own tiers are data of its own.
UHNW_ABOVE, HNW_FROM, AFFLUENT_FROM = 30_000_000, 3_000_000, 1_000_000
_FEE = Decimal("0.01")
_CARRIES_FEE = ("equity_long", "index_plus", "macro")


@dataclass(frozen=True, slots=True)
class DemoTransaction:
    """A confirmed transaction. units: signed; gross, fee, net: CNY, net = gross - fee."""

    id: UUID
    client_id: UUID
    product_id: UUID
    kind: str
    on: date
    units: Decimal
    nav: Decimal
    gross: Decimal
    fee: Decimal
    net: Decimal
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DemoHolding:
    """Units of a fund held during [valid_from, valid_to). cost: CNY paid for what is held."""

    id: UUID
    client_id: UUID
    product_id: UUID
    units: Decimal
    cost: Decimal
    valid_from: date
    valid_to: date | None = None


class Ledger:
    """Books orders and yearly dividends of one firm, client by client."""

    def __init__(self, seed: int, products: list[DemoProduct], navs: dict[UUID, list[DemoNav]]) -> None:
        """navs: series by the fund's id, oldest first."""
        self._draws: Draws = draws_of(seed, "ledger")
        self._nav = {id: {nav.on: nav.unit for nav in series} for id, series in navs.items()}
        self._dividends = {id: [nav for nav in series if nav.dividend] for id, series in navs.items()}
        self._latest = {product.id: product.nav for product in products}
        self.transactions: list[DemoTransaction] = []
        self.holdings: list[DemoHolding] = []

    def book(self, client_id: UUID, orders: Iterable[Order]) -> Decimal:
        """Write the transactions and holdings of a client's orders (by day); returns his AUM in CNY."""
        by_product: dict[UUID, list[Order]] = {}
        for order in orders:
            by_product.setdefault(order.product.id, []).append(order)
        total = Decimal(0)
        for product_id, own in by_product.items():
            units = self._book_fund(client_id, own)
            total += (units * self._latest[product_id]).quantize(CENT, ROUND_HALF_UP)
        return total

    def _book_fund(self, client_id: UUID, orders: list[Order]) -> Decimal:
        """The orders of one fund; returns the units at the end."""
        held: DemoHolding | None = None
        dividends = list(self._dividends[orders[0].product.id])
        for order in orders:
            while held and dividends and dividends[0].on <= order.day:
                self._pay(held, dividends.pop(0))
            # A dividend before the first purchase is nobody's.
            dividends = [nav for nav in dividends if nav.on > order.day]
            held = (
                self._invest(client_id, order, held) if order.amount else self._redeem(client_id, order, held)
            )
        for nav in dividends if held else ():
            self._pay(held, nav)
        if held:
            self.holdings.append(held)
        return held.units if held else Decimal(0)

    def _invest(self, client_id: UUID, order: Order, held: DemoHolding | None) -> DemoHolding:
        """Buy for the order's amount; the fee is inside it."""
        product, gross = order.product, order.amount or Decimal(0)
        nav = self._nav[product.id][order.day]
        fee = (gross * _FEE).quantize(CENT) if product.strategy.code in _CARRIES_FEE else Decimal(0)
        units = ((gross - fee) / nav).quantize(UNIT, ROUND_HALF_UP)
        self._write(client_id, order, "additional" if held else "initial", units, (gross, fee, gross - fee))
        before = self._closed(held, order.day)
        return self._open(
            client_id, order, units + (before.units if before else 0), gross + (before.cost if before else 0)
        )

    def _redeem(self, client_id: UUID, order: Order, held: DemoHolding | None) -> DemoHolding | None:
        """Sell the order's share of what is held; nothing is left of a share of 1."""
        if held is None:
            return None
        units = (held.units * (order.share or 0)).quantize(UNIT, ROUND_HALF_UP)
        gross = (units * self._nav[order.product.id][order.day]).quantize(CENT, ROUND_HALF_UP)
        self._write(client_id, order, "redemption", -units, (gross, Decimal(0), gross))
        self._closed(held, order.day)
        left = held.units - units
        cost = (held.cost * left / held.units).quantize(CENT, ROUND_HALF_UP)
        return self._open(client_id, order, left, cost) if left else None

    def _pay(self, held: DemoHolding | None, nav: DemoNav) -> None:
        """A cash dividend on what is held."""
        if held is not None:
            gross = (held.units * nav.dividend).quantize(CENT, ROUND_HALF_UP)
            self._append(
                held.client_id,
                nav.product_id,
                "dividend",
                nav.on,
                Decimal(0),
                nav.unit,
                (gross, Decimal(0), gross),
            )

    def _closed(self, held: DemoHolding | None, day: date) -> DemoHolding | None:
        """Keep what was held until `day`; two orders of one day leave no empty stretch."""
        if held is not None and held.valid_from < day:
            self.holdings.append(replace(held, valid_to=day))
        return held

    def _open(self, client_id: UUID, order: Order, units: Decimal, cost: Decimal) -> DemoHolding:
        """What is held from the order's day on."""
        id = self._draws.id_at(at_hour(order.day, 15))
        return DemoHolding(id, client_id, order.product.id, units, cost, order.day)

    def _write(
        self,
        client_id: UUID,
        order: Order,
        kind: str,
        units: Decimal,
        money: tuple[Decimal, Decimal, Decimal],
    ) -> None:
        """A transaction of an order; money: gross, fee, net."""
        nav = self._nav[order.product.id][order.day]
        self._append(client_id, order.product.id, kind, order.day, units, nav, money)

    def _append(
        self,
        client_id: UUID,
        product_id: UUID,
        kind: str,
        on: date,
        units: Decimal,
        nav: Decimal,
        money: tuple[Decimal, Decimal, Decimal],
    ) -> None:
        """One row, known the evening of its day."""
        known = at_hour(on, 20, self._draws.whole(0, 59))
        row = DemoTransaction(
            self._draws.id_at(known), client_id, product_id, kind, on, units, nav, *money, known
        )
        self.transactions.append(row)


def tier_name(aum: Decimal) -> str:
    """uhnw, hnw, affluent or mass: how often the demo firm talks to such a client."""
    if aum > UHNW_ABOVE:
        return "uhnw"
    return "hnw" if aum >= HNW_FROM else "affluent" if aum >= AFFLUENT_FROM else "mass"
