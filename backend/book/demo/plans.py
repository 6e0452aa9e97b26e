"""What the fictitious investors buy and sell, and when: orders that end near the wealth they are meant to hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from backend.book.demo.clients import FORMER, DemoClient
from backend.book.demo.draws import Draws, weighted
from backend.book.demo.navs import DemoNav
from backend.book.demo.products import DemoProduct

_PRODUCTS_HELD = weighted({1: 55, 2: 30, 3: 12, 4: 3})
_FURTHER_LOTS = 0.9
_SMALLEST_FURTHER_LOT = 100_000
_LARGE_AMOUNT = 1_000_000
_SMALLEST_MINIMUM = 300_000
_LONGEST_LOCK_UP = timedelta(days=180)
# Share of existing clients who took something out, and who left another fund altogether.
_PARTLY_REDEEMED, _LEFT_ANOTHER = 0.2, 0.16


@dataclass(frozen=True, slots=True)
class Order:
    """To be confirmed on `day`: CNY to invest, or a share of the units held (1: all) to redeem."""

    day: date
    product: DemoProduct
    amount: Decimal | None = None
    share: Decimal | None = None


class Market:
    """The funds with their NAV by day, and what of them may be bought when."""

    def __init__(self, products: list[DemoProduct], navs: dict[str, list[DemoNav]]) -> None:
        """navs: series by the fund's code."""
        self.products = products
        self.unit = {code: {nav.on: nav.unit for nav in series} for code, series in navs.items()}
        self.days = {code: [nav.on for nav in series] for code, series in navs.items()}

    def growth(self, product: DemoProduct, day: date, until: date) -> float:
        """Unit NAV at `until` over that of `day`."""
        return float(self.unit[product.code][until] / self.unit[product.code][day])

    def offered(self, day: date, risk: int, amount: float, shut: frozenset[str]) -> list[DemoProduct]:
        """Funds on sale that day for this risk level and amount, without the `shut` ones."""
        return [
            product
            for product in self.products
            if product.risk <= risk
            and float(product.strategy.minimum) <= amount
            and day in self.unit[product.code]
            and product.name not in shut
        ]

    def after_lock_up(self, product: DemoProduct, bought: date, until: date) -> list[date]:
        """Publishing days on which what was bought then may be redeemed, up to `until`."""
        return [
            day
            for day in self.days[product.code]
            if (day - bought).days >= product.strategy.lock_up_days and day <= until
        ]


def orders_of(draws: Draws, client: DemoClient, market: Market, shut: frozenset[str]) -> list[Order]:
    """The orders of an investor, by day; a former one ends with nothing.

    shut: names of funds that only stories give out. Nobody holds a fund above his risk level; what is meant to be
    less than the smallest minimum becomes that minimum.
    """
    start, risk = client.started_on, int((client.risk or "C3")[1])
    if start is None:
        return []
    last = client.exit_on or market.days[market.products[0].code][-1]
    parts = _parts(draws, client.target)
    orders: list[Order] = []
    held: frozenset[str] = frozenset()
    # Who leaves must have bought before the longest lock-up; his exit is later than that after his start.
    latest = last - _LONGEST_LOCK_UP if client.exit_on else last
    for number, target in enumerate(parts):
        day = start if number == 0 else _later(draws, market, start, latest)
        amount = max(target, _SMALLEST_MINIMUM)
        offered = market.offered(day, risk, amount, shut | held) or market.offered(day, risk, amount, shut)
        if offered:
            product = draws.one_of(offered)
            held |= {product.name}
            orders += _position(draws, market, product, target, (day, last), ends=bool(client.exit_on))
    if client.state != FORMER and draws.chance(_LEFT_ANOTHER):
        orders += _left(draws, market, start, last, risk, client.target, shut | held)
    return sorted(orders, key=lambda order: order.day)


def told_orders(product: DemoProduct, lots: Sequence[tuple[date, int]]) -> list[Order]:
    """Orders of a story: day and CNY of each lot of one fund."""
    return [Order(day, product, amount=Decimal(amount)) for day, amount in lots]


def _parts(draws: Draws, target: float) -> list[float]:
    """The target split over the funds held: several only where each can be a million."""
    count = min(draws.pick(_PRODUCTS_HELD), max(1, int(target / 1_100_000)))
    weights = [0.5 + draws.random() for _ in range(count)]
    return [target * weight / sum(weights) for weight in weights]


def _later(draws: Draws, market: Market, start: date, last: date) -> date:
    """A publishing day from start to last."""
    days = [day for day in market.days[market.products[0].code] if start <= day <= last]
    return draws.one_of(days) if days else start


def _position(
    draws: Draws, market: Market, product: DemoProduct, target: float, span: tuple[date, date], *, ends: bool
) -> Iterator[Order]:
    """Lots of one fund worth `target` at the end of the span, perhaps with something taken out; all if it ends."""
    first, last = span
    free = market.after_lock_up(product, first, last)
    taken = draws.whole(1, 4) if free and not ends and draws.chance(_PARTLY_REDEEMED) else 0
    bought = target / (1 - taken / 10)
    further = draws.poisson(_FURTHER_LOTS) if bought > float(product.strategy.minimum) * 1.2 else 0
    # What is redeemed must have been bought before, so later lots come after what was taken out.
    latest = last - _LONGEST_LOCK_UP if ends else last
    days = [day for day in market.days[product.code] if first < day <= latest] if not taken else []
    pieces = _lots(draws, bought, float(product.strategy.minimum), further if days else 0)
    for number, piece in enumerate(pieces):
        day = first if number == 0 else draws.one_of(days)
        amount = piece / market.growth(product, day, last)
        yield Order(
            day, product, amount=_round(amount, float(product.strategy.minimum) if number == 0 else 0)
        )
    if taken:
        yield Order(draws.one_of(free), product, share=Decimal(taken) / 10)
    if ends:
        yield Order(last, product, share=Decimal(1))


def _lots(draws: Draws, total: float, minimum: float, further: int) -> list[float]:
    """The first lot and further ones, adding up to `total`; the first at least the minimum where that fits."""
    spare = max(0.0, total - minimum)
    rest = [spare * draws.random() / (further + 0.5) for _ in range(further)]
    rest = [value for value in rest if value >= _SMALLEST_FURTHER_LOT]
    return [total - sum(rest), *rest]


def _left(
    draws: Draws, market: Market, start: date, last: date, risk: int, target: float, shut: frozenset[str]
) -> Iterator[Order]:
    """A fund bought at the start and redeemed altogether since."""
    offered = market.offered(start, risk, max(target / 2, _SMALLEST_MINIMUM), shut)
    product = draws.one_of(offered) if offered else None
    free = market.after_lock_up(product, start, last) if product else []
    if product and free:
        yield Order(start, product, amount=_round(target / 2, float(product.strategy.minimum)))
        yield Order(draws.one_of(free), product, share=Decimal(1))


def _round(amount: float, minimum: float) -> Decimal:
    """Round steps as people invest: 100,000 from a million on, else 10,000; not below the minimum."""
    step = 100_000 if amount >= _LARGE_AMOUNT else 10_000
    rounded = (Decimal(amount) / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return max(rounded, Decimal(minimum), Decimal(_SMALLEST_FURTHER_LOT))
