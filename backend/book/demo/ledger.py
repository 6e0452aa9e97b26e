"""Confirmed transactions of the demo firm; lots, holdings and AUM follow from them as they do for any firm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from backend.book.demo.days import at_hour
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.navs import DemoNav
from backend.book.demo.plans import Order
from backend.book.demo.products import DemoProduct
from backend.book.positions import Payout, Position, Terms, replay

CENT, UNIT = Decimal("0.01"), Decimal("0.01")
# CNY from which on the demo calls a client by a tier; the firm's own tiers are data of its own.
UHNW_ABOVE, HNW_FROM, AFFLUENT_FROM = 30_000_000, 3_000_000, 1_000_000
SUBSCRIPTION_FEE = Decimal("0.01")
CARRIES_FEE = ("equity_long", "index_plus", "macro")


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

    @property
    def date(self) -> date:
        """The confirmation date."""
        return self.on

    @property
    def known_at(self) -> datetime:
        """When the firm learned of it."""
        return self.created_at

    @property
    def performance_fee(self) -> Decimal:
        """The demo firm charges it inside the NAV."""
        return Decimal(0)

    @property
    def lots(self) -> list[Any] | None:
        """Nothing is brought along."""
        return None

    @property
    def reverses_id(self) -> UUID | None:
        """Nothing is taken back."""
        return None


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


@dataclass(frozen=True, slots=True)
class DemoLot:
    """A lot; `ledger.Lot` says what each field is."""

    id: UUID
    client_id: UUID
    product_id: UUID
    transaction_id: UUID
    opened_on: date
    units_opened: Decimal
    cost_opened: Decimal
    units: Decimal
    cost: Decimal
    high_water: Decimal
    unlock_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class DemoLotUse:
    """Units that a redemption took out of a lot."""

    id: UUID
    client_id: UUID
    product_id: UUID
    transaction_id: UUID
    lot_id: UUID
    on: date
    units: Decimal
    cost: Decimal
    proceeds: Decimal | None


class Ledger:
    """Books orders and yearly dividends of one firm, client by client."""

    def __init__(self, seed: int, products: list[DemoProduct], navs: dict[UUID, list[DemoNav]]) -> None:
        """navs: series by the fund's id, oldest first."""
        self._draws: Draws = draws_of(seed, "ledger")
        self._nav = {id: {nav.on: nav.unit for nav in series} for id, series in navs.items()}
        self._dividends = {id: [nav for nav in series if nav.dividend] for id, series in navs.items()}
        self._latest = {product.id: product.nav for product in products}
        self._terms = {
            product.id: Terms(
                product.strategy.lock_up_days,
                tuple(Payout(nav.on, nav.dividend) for nav in self._dividends[product.id]),
            )
            for product in products
        }
        self.transactions: list[DemoTransaction] = []
        self.holdings: list[DemoHolding] = []
        self.lots: list[DemoLot] = []
        self.uses: list[DemoLotUse] = []

    def book(self, client_id: UUID, orders: Iterable[Order]) -> Decimal:
        """Write the transactions of a client's orders (by day) and what follows; returns his AUM in CNY."""
        by_product: dict[UUID, list[Order]] = {}
        for order in orders:
            by_product.setdefault(order.product.id, []).append(order)
        total = Decimal(0)
        for product_id, own in by_product.items():
            first = len(self.transactions)
            self._book_fund(client_id, own)
            position = replay(self.transactions[first:], self._terms[product_id])
            self._keep(client_id, product_id, position)
            total += (position.units * self._latest[product_id]).quantize(CENT, ROUND_HALF_UP)
        return total

    def _book_fund(self, client_id: UUID, orders: list[Order]) -> None:
        """The orders of one fund, with the dividends in between."""
        held = Decimal(0)
        dividends = list(self._dividends[orders[0].product.id])
        for order in orders:
            while held and dividends and dividends[0].on <= order.day:
                self._pay(client_id, held, dividends.pop(0))
            # A dividend before the first purchase is nobody's.
            dividends = [nav for nav in dividends if nav.on > order.day]
            held += (
                self._invest(client_id, order, held) if order.amount else self._redeem(client_id, order, held)
            )
        for nav in dividends if held else ():
            self._pay(client_id, held, nav)

    def _invest(self, client_id: UUID, order: Order, held: Decimal) -> Decimal:
        """Buy for the order's amount; the fee is inside it. Returns the units."""
        product, gross = order.product, order.amount or Decimal(0)
        nav = self._nav[product.id][order.day]
        carries = product.strategy.code in CARRIES_FEE
        fee = (gross * SUBSCRIPTION_FEE).quantize(CENT) if carries else Decimal(0)
        units = ((gross - fee) / nav).quantize(UNIT, ROUND_HALF_UP)
        self._write(client_id, order, "additional" if held else "initial", units, (gross, fee, gross - fee))
        return units

    def _redeem(self, client_id: UUID, order: Order, held: Decimal) -> Decimal:
        """Sell the order's share of what is held, all of it for a share of 1. Returns the units, < 0."""
        units = (held * (order.share or 0)).quantize(UNIT, ROUND_HALF_UP)
        if not units:
            return Decimal(0)
        gross = (units * self._nav[order.product.id][order.day]).quantize(CENT, ROUND_HALF_UP)
        self._write(client_id, order, "redemption", -units, (gross, Decimal(0), gross))
        return -units

    def _pay(self, client_id: UUID, held: Decimal, nav: DemoNav) -> None:
        """A cash dividend on what is held."""
        gross = (held * nav.dividend).quantize(CENT, ROUND_HALF_UP)
        money = (gross, Decimal(0), gross)
        self._append(client_id, nav.product_id, "dividend", nav.on, Decimal(0), nav.unit, money)

    def _keep(self, client_id: UUID, product_id: UUID, position: Position) -> None:
        """The rows of a position: what was held when, its lots, and what was taken out of them."""
        for stretch in position.stretches:
            id = self._draws.id_at(at_hour(stretch.valid_from, 15))
            self.holdings.append(
                DemoHolding(
                    *(id, client_id, product_id, stretch.units, stretch.cost),
                    *(stretch.valid_from, stretch.valid_to),
                )
            )
        lot_ids = {}
        for lot in position.lots:
            lot_ids[lot.transaction_id] = id = self._draws.id_at(at_hour(lot.opened_on, 15))
            self.lots.append(
                DemoLot(
                    *(id, client_id, product_id, lot.transaction_id, lot.opened_on, lot.units_opened),
                    *(lot.cost_opened, lot.units, lot.cost, lot.high_water, lot.unlock_on, lot.closed_on),
                )
            )
        for use in position.uses:
            id = self._draws.id_at(at_hour(use.on, 15))
            self.uses.append(
                DemoLotUse(
                    *(id, client_id, product_id, use.transaction_id, lot_ids[use.opened_by], use.on),
                    *(use.units, use.cost, use.proceeds),
                )
            )

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
