"""Weekly NAV of the demo funds: one market with fat tails, own noise, dividends, and three told falls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from math import exp, log, sqrt
from uuid import UUID

from backend.book.demo.days import at_hour
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.products import ALREADY, BELL_WETHER, NEARLY, DemoProduct
from backend.book.nav_series import NavFact, series_of

NAV_PLACES = Decimal("0.0001")
WEEKS_A_YEAR = 52
# Shares of real volatility that a calm demo shows; at 1 most equity funds would be in alarm all the time.
_CALM = 0.5
_DEGREES_OF_FREEDOM = 5
_LARGEST_WEEK = 5.0
_WEEKS_OF_A_FALL = 8
# How much of a fall is done at the end of each of its weeks, for a fall that crosses -10 % only at the end.
_STEPS_OF_A_FALL = (0.09, 0.21, 0.30, 0.44, 0.55, 0.69, 0.84, 1.0)
_DIVIDEND_MONTH = 12
# Fund, last drawdown, and weeks since the fall ended.
_FALLS = {BELL_WETHER: (0.106, 0), NEARLY: (0.098, 0), ALREADY: (0.124, 4)}
_ALARM = 0.10


@dataclass(frozen=True, slots=True)
class DemoNav:
    """NAV of one fund and day: unit, cumulative (with dividends), adjusted (dividends reinvested); dividend a unit."""

    id: UUID
    product_id: UUID
    on: date
    unit: Decimal
    cumulative: Decimal
    adjusted: Decimal
    dividend: Decimal
    published_at: datetime


def make_navs(seed: int, products: list[DemoProduct], days: list[date]) -> dict[UUID, list[DemoNav]]:
    """The NAV series of each fund by its id, oldest first; also sets `nav` and `nav_date` of the funds."""
    draws = draws_of(seed, "market")
    weeks = [_fat_tailed(draws) for _ in days]
    # Without its mean, so that each seed's market ends where the funds' drifts say.
    market = [week - sum(weeks) / len(weeks) for week in weeks]
    navs = {}
    for product in products:
        own = draws_of(seed, f"nav {product.code}")
        adjusted = _told(
            product, _adjusted_series(own, product, market, is_older=product.inception < days[0])
        )
        navs[product.id] = _series(own, product, days, adjusted)
        product.nav, product.nav_date = navs[product.id][-1].unit, days[-1]
    return navs


def drawdowns_of(navs: list[DemoNav]) -> list[float]:
    """Fall of the adjusted NAV from its running peak at each point, ratios in [0, 1)."""
    series = [float(nav.adjusted) for nav in navs]
    return [1 - value / peak for value, peak in zip(series, accumulate(series, max), strict=True)]


def _adjusted_series(
    draws: Draws, product: DemoProduct, market: list[float], *, is_older: bool
) -> list[float]:
    """Adjusted NAV at each publishing day: 1 at inception, where older funds have moved on before the first."""
    strategy = product.strategy
    volatility = strategy.volatility * _CALM / sqrt(WEEKS_A_YEAR)
    drift = strategy.drift / WEEKS_A_YEAR - volatility**2 / 2
    own_share = sqrt(1 - strategy.market**2)
    # A fund's first year lies before the series of the older ones.
    level = exp(draws.gauss(strategy.drift, strategy.volatility * _CALM)) if is_older else 1.0
    steps = (drift + volatility * (strategy.market * week + own_share * draws.gauss(0, 1)) for week in market)
    return [level * exp(total) for total in accumulate(steps)]


def _told(product: DemoProduct, series: list[float]) -> list[float]:
    """The series with the fall that a story tells of it; no other fund crosses the alarm in the last week."""
    if product.name in _FALLS:
        depth, weeks_ago = _FALLS[product.name]
        return _falling(series, depth, weeks_ago)
    peak = max(series)
    if series[-1] / peak < 1 - _ALARM <= series[-2] / max(series[:-1]):
        series[-1] = series[-2]
    return series


def _falling(series: list[float], depth: float, weeks_ago: int) -> list[float]:
    """A new high, then eight weeks down to `depth` below it, then flat for `weeks_ago` weeks."""
    start = len(series) - 1 - weeks_ago - _WEEKS_OF_A_FALL
    before = series[: start + 1]
    # A slope over the last half year lifts the high over all that came before.
    rise = max(0.0, log(max(before) / before[-1]) + 0.01)
    weeks = min(26, len(before) - 1)
    lifted = [
        value * exp(rise * max(0, index - (start - weeks)) / weeks) for index, value in enumerate(before)
    ]
    high = max(lifted)
    fall = [high * (1 - depth * done) for done in _STEPS_OF_A_FALL]
    return [*lifted[:-1], high, *fall, *[fall[-1] * (1 + 0.0005 * week) for week in range(1, weeks_ago + 1)]]


def _series(draws: Draws, product: DemoProduct, days: list[date], adjusted: list[float]) -> list[DemoNav]:
    """Published values of the days on which the fund existed; a dividend lowers the unit NAV of its day."""
    told: list[tuple[NavFact, UUID, datetime]] = []
    unit, previous = adjusted[0], adjusted[0]
    for day, value in zip(days, adjusted, strict=True):
        if day < product.inception:
            continue
        unit *= value / previous
        previous = value
        dividend = _dividend(product, day, [fact.on for fact, *_ in told])
        unit -= float(dividend)
        published = at_hour(day, 19, draws.whole(0, 59))
        told.append((NavFact(day, _rounded(unit), dividend), draws.id_at(published), published))
    values = series_of([fact for fact, *_ in told])
    return [
        DemoNav(id, product.id, fact.on, fact.unit, made.cumulative, made.adjusted, fact.dividend, published)
        for (fact, id, published), made in zip(told, values, strict=True)
    ]


def _dividend(product: DemoProduct, day: date, before: list[date]) -> Decimal:
    """CNY a unit paid on this day: once a year, on the first publishing day of December, not at the start."""
    if not before or day.month != _DIVIDEND_MONTH or before[-1].month == _DIVIDEND_MONTH:
        return Decimal(0)
    return product.strategy.yearly_dividend


def _fat_tailed(draws: Draws) -> float:
    """A draw of unit variance from Student's t with five degrees of freedom, cut at five."""
    chi_square = sum(draws.gauss(0, 1) ** 2 for _ in range(_DEGREES_OF_FREEDOM))
    value = draws.gauss(0, 1) / sqrt(chi_square / _DEGREES_OF_FREEDOM)
    scale = sqrt((_DEGREES_OF_FREEDOM - 2) / _DEGREES_OF_FREEDOM)
    return max(-_LARGEST_WEEK, min(_LARGEST_WEEK, value * scale))


def _rounded(value: float) -> Decimal:
    """Four decimals, as administrators publish."""
    return Decimal(repr(value)).quantize(NAV_PLACES, ROUND_HALF_UP)
