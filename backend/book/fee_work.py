"""Working out the fees of a period, position by position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.assets import pricing_of
from backend.book.exchange_rates import rates_at
from backend.book.fee_accruals import CENT, FeeAccrual, performance_fee, value_days
from backend.book.fee_terms import FeeTerms, terms_for, terms_of
from backend.book.ledger import Holding
from backend.book.money_events import FeesAccrued
from backend.book.nav_points import NavDay, series_by_fund
from backend.book.nav_series import Steps
from backend.book.positions import LotState, Terms, effective, replay
from backend.book.rebuild import FundKey, PositionKey, fund_terms, transactions_of
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7


@dataclass(frozen=True, slots=True)
class Accrued:
    """Fees computed for a period: how many rows, and CNY by kind."""

    rows: int
    amounts: dict[str, Decimal]


async def accrue(session: AsyncSession, first: date, until: date) -> Accrued:
    """Compute management and performance fees of all positions in [first, until); a second time gives the same rows.

    management: on the daily value, by the terms of each day. performance: by method `fund`, what the fund's cumulative
    NAV rose above its highest before the period; by `lot`, what each lot is above its own mark at the end (accrued,
    charged when it is redeemed). Both from the published NAV, as an estimate of what the administrator books.
    Funds without terms, or valued at cost, have none. Raises Refused(rate_missing, order).
    """
    if until <= first:
        raise bad_input("until", "order")
    worked = await _worked_out(session, first, until)
    firm_id = session.info["firm_id"]
    stored = {
        (row.client_id, row.product_id, row.share_class_id, row.kind): row
        for row in await session.scalars(
            select(FeeAccrual).where(FeeAccrual.firm_id == firm_id, FeeAccrual.period_from == first)
        )
    }
    new, names = [], ("client_id", "product_id", "share_class_id", "kind")
    for place, columns in worked.items():
        row = stored.pop(place, None)
        if row is None:
            told = {**dict(zip(names, place, strict=True)), "period_from": first, **columns}
            new.append({"firm_id": firm_id, "id": uuid7(), "computed_at": now(), **told})
        elif any(getattr(row, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(row, name, value)
            row.computed_at = now()
    for row in stored.values():
        await session.delete(row)
    await session.flush()
    if new:
        await session.execute(insert(FeeAccrual.__table__), new)  # type: ignore[arg-type]
    emit(session, FeesAccrued(first.isoformat(), until.isoformat(), posted=False))
    amounts: dict[str, Decimal] = {}
    for (*_, kind), columns in worked.items():
        amounts[kind] = amounts.get(kind, Decimal(0)) + columns["amount"]
    return Accrued(len(worked), amounts)


Place = tuple[UUID, UUID, UUID | None, str]


async def _worked_out(session: AsyncSession, first: date, until: date) -> dict[Place, dict[str, Any]]:
    """Columns of each accrual by client, fund, class and kind."""
    firm_id = session.info["firm_id"]
    held = await session.scalars(
        select(Holding)
        .where(
            Holding.firm_id == firm_id,
            Holding.valid_from < until,
            or_(Holding.valid_to.is_(None), Holding.valid_to > first),
        )
        .order_by(Holding.valid_from)
    )
    stretches: dict[PositionKey, list[Holding]] = defaultdict(list)
    for row in held:
        stretches[PositionKey(row.client_id, row.product_id, row.share_class_id)].append(row)
    ids = sorted({key.product_id for key in stretches})
    pricing = await pricing_of(session, {FundKey(*key[1:]) for key in stretches})
    all_terms = await terms_of(session, ids)
    last = until - timedelta(days=1)
    navs = await series_by_fund(session, ids, last)
    rates = await rates_at(session, {priced.currency for priced in pricing.values()}, last)
    found: dict[Place, dict[str, Any]] = {}
    marked = [
        key
        for key in stretches
        if (terms := terms_for(all_terms, *key[1:], last)) is not None and terms.performance_method == "lot"
    ]
    lots = await _lots_at(session, marked, last)
    paid = await fund_terms(session, {FundKey(*key[1:]) for key in stretches})
    for key, rows in stretches.items():
        priced, fund_navs = pricing[FundKey(*key[1:])], navs.get(FundKey(*key[1:]))
        if not priced.by_nav or fund_navs is None:
            continue
        rate = rates[priced.currency]
        steps = _steps(rows, fund_navs, rate)
        management = _management(steps, all_terms, key, first, until)
        if management is not None:
            found[*key, "management"] = management | {"period_to": until}
        terms = terms_for(all_terms, *key[1:], last)
        if terms is not None and terms.performance_method != "none":
            performance = (
                _of_fund(terms, steps[-1][1], fund_navs, first, paid[FundKey(*key[1:])])
                if terms.performance_method == "fund"
                else _of_lots(terms, lots[key], fund_navs[-1], rate, paid[FundKey(*key[1:])])
            )
            found[*key, "performance"] = performance | {"period_to": until}
    return found


def _steps(stretches: Sequence[Holding], navs: Sequence[NavDay], rate: Decimal) -> list[tuple[date, Decimal]]:
    """The CNY value of a position from each day on which its units or its NAV change."""
    units = Steps([(day, value) for row in stretches for day, value in _ends(row)])
    price = Steps([(nav.on, nav.unit) for nav in navs])
    days = {row.valid_from for row in stretches} | {row.valid_to for row in stretches if row.valid_to}
    days |= {nav.on for nav in navs if nav.on >= stretches[0].valid_from}
    found = []
    for day in sorted(days):
        held, nav = units.at(day) or Decimal(0), price.at(day) or Decimal(0)
        found.append((day, held * nav * rate))
    return found


def _ends(row: Holding) -> list[tuple[date, Decimal]]:
    return [(row.valid_from, row.units), *([(row.valid_to, Decimal(0))] if row.valid_to else [])]


def _management(
    steps: Sequence[tuple[date, Decimal]],
    all_terms: Mapping[tuple[UUID, UUID | None], Sequence[FeeTerms]],
    key: PositionKey,
    first: date,
    until: date,
) -> dict[str, Any] | None:
    """The fee of a period in which the terms may change; base: the mean daily value."""
    own = all_terms.get((key.product_id, key.share_class_id)) or all_terms.get((key.product_id, None), ())
    amount, rate = Decimal(0), None
    for terms in own:
        begin, end = max(terms.valid_from, first), min(terms.valid_to or until, until)
        if begin < end:
            amount += value_days(steps, begin, end) * terms.management_rate / terms.management_days
            rate = terms.management_rate
    if rate is None:
        return None
    mean = value_days(steps, first, until) / (until - first).days
    return {"base": _cents(mean), "rate": rate, "amount": _cents(amount)}


def _of_fund(
    terms: FeeTerms, value: Decimal, navs: Sequence[NavDay], first: date, paid: Terms
) -> dict[str, Any]:
    """Share of what the fund rose above its highest cumulative NAV before the period, on the units at its end."""
    last = navs[-1]
    highest = max([nav.cumulative for nav in navs if nav.on < first] or [navs[0].cumulative])
    per_unit = paid.units_for_one(last.on)
    # value is units x NAV x exchange rate, so the gain is in CNY.
    gain = performance_fee(value / last.unit, last.cumulative, highest, Decimal(1), per_unit=per_unit)
    return _performance(terms, gain)


def _of_lots(
    terms: FeeTerms, lots: Sequence[LotState], last: NavDay, rate: Decimal, paid: Terms
) -> dict[str, Any]:
    """Share of what each lot is above its own mark, CNY."""
    per_unit, gain = paid.units_for_one(last.on), Decimal(0)
    for lot in lots:
        days = (last.on - lot.opened_on).days
        gain += performance_fee(
            lot.units,
            last.cumulative,
            lot.high_water,
            Decimal(1),
            per_unit=per_unit,
            hurdle=terms.hurdle_rate,
            days=days,
        )
    return _performance(terms, gain * rate)


def _performance(terms: FeeTerms, gain: Decimal) -> dict[str, Any]:
    return {
        "base": _cents(gain),
        "rate": terms.performance_rate,
        "amount": _cents(gain * terms.performance_rate),
    }


async def _lots_at(
    session: AsyncSession, keys: Sequence[PositionKey], on: date
) -> dict[PositionKey, list[LotState]]:
    """Lots of positions at the end of a day, as known now."""
    told = await transactions_of(session, keys)
    terms = await fund_terms(session, {FundKey(*key[1:]) for key in keys})
    return {
        key: replay([row for row in effective(rows) if row.date <= on], terms[FundKey(*key[1:])]).lots
        for key, rows in told.items()
    }


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
