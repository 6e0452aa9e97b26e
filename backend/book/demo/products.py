"""The forty funds of the demo firm, by strategy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from backend.book.demo.days import at_hour
from backend.book.demo.draws import draws_of

BELL_WETHER = "明远成长五号"  # falls to -10.6 % on the last published day
NEARLY = "明远指数增强二号"  # stops at -9.8 %
ALREADY = "明远成长九号"  # fell below -10 % weeks before


@dataclass(frozen=True, slots=True)
class Strategy:
    """How a kind of fund behaves. volatility and drift: a year, as ratios; market: correlation with the market."""

    code: str
    series: str
    count: int
    volatility: float
    drift: float
    market: float
    risk_levels: str
    lock_up_days: int
    minimum: Decimal
    yearly_dividend: Decimal = Decimal(0)


_MILLION = Decimal(1_000_000)
STRATEGIES = (
    Strategy("equity_long", "成长", 12, 0.24, 0.07, 0.85, "44454445", 180, _MILLION),
    Strategy("index_plus", "指数增强", 6, 0.20, 0.10, 0.90, "4", 180, _MILLION),
    Strategy("market_neutral", "中性", 6, 0.05, 0.06, 0.15, "3", 90, _MILLION),
    Strategy("cta", "趋势", 5, 0.12, 0.09, -0.10, "4", 90, _MILLION),
    Strategy(
        "fixed_income_plus", "稳健", 6, 0.035, 0.045, 0.30, "122232", 90, Decimal(300_000), Decimal("0.02")
    ),
    Strategy("fof", "多元配置", 3, 0.07, 0.065, 0.60, "3", 180, Decimal(400_000), Decimal("0.015")),
    Strategy("macro", "宏观", 2, 0.14, 0.08, 0.30, "54", 180, _MILLION),
)
_NUMERALS = "一二三四五六七八九十"


@dataclass(slots=True)
class DemoProduct:
    """A fund. risk: 1 to 5; minimum: CNY of a first subscription; nav, nav_date: the latest, set by `navs`."""

    id: UUID
    code: str
    name: str
    strategy: Strategy
    risk: int
    inception: date
    created_on: date
    nav: Decimal = Decimal(1)
    nav_date: date | None = None


def make_products(seed: int, days: list[date]) -> list[DemoProduct]:
    """The funds in the order of their codes; two in five began before the first of the publishing days."""
    draws = draws_of(seed, "products")
    products = []
    for number, (strategy, index) in enumerate(_places(), start=1):
        is_older = index % 5 < 2
        began = days[0] - timedelta(days=draws.whole(60, 600)) if is_older else days[draws.whole(0, 12)]
        name = f"明远{strategy.series}{_numeral(index + 1)}号"
        products.append(
            DemoProduct(
                id=draws.id_at(at_hour(began, 9)),
                code=f"MY{number:04d}",
                name=name,
                strategy=strategy,
                risk=int(strategy.risk_levels[index % len(strategy.risk_levels)]),
                inception=began,
                created_on=began,
            )
        )
    return products


def _places() -> Iterator[tuple[Strategy, int]]:
    """Each strategy with the numbers of its funds, from 0."""
    return ((strategy, index) for strategy in STRATEGIES for index in range(strategy.count))


def _numeral(number: int) -> str:
    """1 to 19 in Chinese."""
    return _NUMERALS[number - 1] if number <= 10 else f"十{_NUMERALS[number - 11]}"
