"""What clients gained: profit and loss, returns and drawdowns of positions and clients, set-based, at any view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.assets import View, Worth, worth_of
from backend.book.drawdowns import Drawdowns, drawdowns
from backend.book.exchange_rates import rate_series
from backend.book.ledger import INFLOWS, Transaction
from backend.book.nav_points import NavDay, series_by_fund
from backend.book.nav_series import Steps
from backend.book.positions import Position, effective, replay
from backend.book.rebuild import FundKey, PositionKey, fund_terms
from backend.book.returns import CashFlow, Valuation, money_weighted, since_purchase, time_weighted

ZERO, CENT = Decimal(0), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Gains:
    """Profit and loss in CNY since the first purchase. total = realised + unrealised + dividends, after fees.

    realised: proceeds of what was sold less its cost; unrealised: value less cost of what is held; dividends: net,
    paid or reinvested; invested: ever paid in. value: None as long as something held has no NAV, then unrealised too.
    """

    invested: Decimal
    cost: Decimal
    value: Decimal | None
    realised: Decimal
    dividends: Decimal

    @property
    def unrealised(self) -> Decimal | None:
        """Value less cost of what is held."""
        return None if self.value is None else self.value - self.cost

    @property
    def total(self) -> Decimal | None:
        """All gains together."""
        return None if self.unrealised is None else self.realised + self.unrealised + self.dividends

    @property
    def since_purchase(self) -> Decimal | None:
        """The total over what was paid in, a ratio."""
        return None if self.total is None else since_purchase(self.total, self.invested)


@dataclass(frozen=True, slots=True)
class Performance:
    """Gains with returns, all ratios. time_weighted: before fees that are charged to the client, over the whole time;
    money_weighted: a year, after them. drawdowns: None for a client as a whole.
    """

    gains: Gains
    time_weighted: Decimal | None
    money_weighted: Decimal | None
    drawdowns: Drawdowns | None = None


@dataclass(frozen=True, slots=True)
class WorthDay:
    """A day of a client's history, CNY. value: after the day's flows; paid_in: paid less got back, up to then."""

    on: date
    value: Decimal
    paid_in: Decimal

    @property
    def gain(self) -> Decimal:
        """All that was gained up to then."""
        return self.value - self.paid_in


@dataclass(frozen=True, slots=True)
class _Told:
    """A position with what its figures are made of."""

    entries: list[Transaction]
    position: Position
    worth: Worth | None
    navs: list[NavDay]
    rates: list[tuple[date, Decimal]]


async def performance_of_positions(
    session: AsyncSession, client_ids: Sequence[UUID], view: View
) -> dict[PositionKey, Performance]:
    """Figures of every position that the clients ever had, up to the view's day.

    Raises Refused(rate_missing).
    """
    told = await _told(session, client_ids, view)
    return {key: _performance([one], view, one) for key, one in told.items()}


async def performance_of_clients(
    session: AsyncSession, client_ids: Sequence[UUID], view: View
) -> dict[UUID, Performance]:
    """Figures of clients over all their funds; who never had any is absent.

    A switch between two funds is no money in or out of the client. Raises Refused(rate_missing).
    """
    groups: dict[UUID, list[_Told]] = defaultdict(list)
    for key, one in (await _told(session, client_ids, view)).items():
        groups[key.client_id].append(one)
    return {client_id: _performance(group, view) for client_id, group in groups.items()}


async def history_of_clients(
    session: AsyncSession, client_ids: Sequence[UUID], view: View
) -> dict[UUID, list[WorthDay]]:
    """What clients had and had paid in, on the last day of each week with a NAV or a transaction, oldest first.

    A switch between two funds is no money in or out. Who never had any is absent. Raises Refused(rate_missing).
    """
    groups: dict[UUID, list[_Told]] = defaultdict(list)
    for key, one in (await _told(session, client_ids, view)).items():
        groups[key.client_id].append(one)
    return {client_id: _history(group, view) for client_id, group in groups.items()}


def _history(told: Sequence[_Told], view: View) -> list[WorthDay]:
    entries = [entry for one in told for entry in one.entries]
    inside = _inside(entries)
    flows = [flow for entry in entries if entry.pair_id not in inside for flow in cash_flows(entry)]
    flows.sort(key=lambda flow: flow.on)
    weeks: dict[tuple[int, int], WorthDay] = {}
    paid, place = ZERO, 0
    for point in valuations(told, view):
        while place < len(flows) and flows[place].on <= point.on:
            paid -= flows[place].amount
            place += 1
        value = (point.value + point.flow).quantize(CENT, ROUND_HALF_UP)
        weeks[point.on.isocalendar()[:2]] = WorthDay(point.on, value, paid)
    return list(weeks.values())


async def _told(session: AsyncSession, client_ids: Sequence[UUID], view: View) -> dict[PositionKey, _Told]:
    rows = await session.scalars(
        select(Transaction)
        .where(Transaction.firm_id == session.info["firm_id"], Transaction.client_id.in_(client_ids))
        .execution_options(populate_existing=True)
    )
    groups: dict[PositionKey, list[Transaction]] = defaultdict(list)
    for row in _seen(rows, view):
        groups[PositionKey(row.client_id, row.product_id, row.share_class_id)].append(row)
    terms = await fund_terms(session, {FundKey(*key[1:]) for key in groups})
    worths = {worth.position: worth for worth in await worth_of(session, view, client_ids=client_ids)}
    navs = await series_by_fund(session, {key.product_id for key in groups}, view.on, view.known_at)
    rates = await rate_series(
        session, {row.currency for rows in groups.values() for row in rows}, view.on, view.known_at
    )
    return {
        key: _Told(
            entries,
            replay(entries, terms[FundKey(*key[1:])], strict=view.known_at is None),
            worths.get(key),
            navs.get(FundKey(*key[1:]), []),
            rates.get(entries[0].currency, []),
        )
        for key, entries in groups.items()
    }


def _seen(rows: Iterable[Transaction], view: View) -> list[Transaction]:
    """The transactions that a view counts, in the order in which they count."""
    known = list(rows)
    if view.known_at is None:
        # Known now, a reversal undoes its transaction on every day, also before its own.
        return [row for row in effective(known) if row.date <= view.on]  # type: ignore[misc]
    then = [row for row in known if row.date <= view.on and row.known_at <= view.known_at]
    return effective(then)  # type: ignore[return-value]


def _performance(told: Sequence[_Told], view: View, alone: _Told | None = None) -> Performance:
    held = [one for one in told if one.position.units]
    values = [one.worth.value if one.worth else None for one in held]
    priced = [value for value in values if value is not None]
    value = sum(priced, ZERO) if len(priced) == len(held) else None
    entries = [entry for one in told for entry in one.entries]
    inside = _inside(entries) if alone is None else frozenset()
    flows = [flow for entry in entries if entry.pair_id not in inside for flow in cash_flows(entry)]
    within = sum((e.gross for e in entries if e.pair_id in inside and e.kind == "switch_in"), ZERO)
    gains = Gains(
        invested=sum((one.position.invested for one in told), ZERO) - within,
        cost=sum((one.position.cost for one in told), ZERO),
        value=value,
        realised=sum((one.position.realised for one in told), ZERO),
        dividends=sum((one.position.dividends for one in told), ZERO),
    )
    twr = time_weighted(valuations(told, view)) if value is not None else None
    mwr = None
    if value is not None:
        mwr = money_weighted([*flows, CashFlow(view.on, value)])
    return Performance(gains, twr, mwr, _drawdowns(alone) if alone is not None else None)


def _inside(entries: Iterable[Transaction]) -> frozenset[UUID]:
    """Switches with both sides among the entries: money that moved within."""
    sides: dict[UUID, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.pair_id is not None:
            sides[entry.pair_id].add(entry.kind)
    return frozenset(pair for pair, kinds in sides.items() if kinds == {"switch_out", "switch_in"})


def cash_flows(entry: Transaction) -> list[CashFlow]:
    """What a client paid (< 0) or got (> 0) in CNY by a transaction, after fees.

    What an opening balance or a transfer brings along counts when it was bought, at its cost; a transfer out counts
    at its market value. Splits, reinvested dividends and fees taken in units move no money.
    """
    if entry.kind in {"split", "dividend_reinvested", "performance_fee"}:
        return []
    if entry.kind in INFLOWS:
        if entry.kind == "opening" and entry.lots:
            return [
                CashFlow(date.fromisoformat(lot["opened_on"]), -Decimal(lot["cost"])) for lot in entry.lots
            ]
        return [CashFlow(entry.date, -entry.gross)]
    return [CashFlow(entry.date, entry.net)]


def valuations(told: Sequence[_Told], view: View) -> list[Valuation]:
    """Daily values before flows, on the days on which there is a NAV or a flow.

    A flow is what went in or out at NAV, so fees charged to the client neither help nor harm.
    """
    days = sorted(
        {entry.date for one in told for entry in one.entries}
        | {nav.on for one in told for nav in one.navs}
        | {view.on}
    )
    started = min((entry.date for one in told for entry in one.entries), default=None)
    values: dict[date, Decimal] = defaultdict(lambda: ZERO)
    flows: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for one in told:
        _add_valuations(one, [day for day in days if started and day >= started], values, flows)
    return [Valuation(day, values[day], flows[day]) for day in sorted(values)]


def _add_valuations(
    one: _Told, days: Sequence[date], values: dict[date, Decimal], flows: dict[date, Decimal]
) -> None:
    """The days of one position, added to those of the others."""
    by_day: dict[date, list[Transaction]] = defaultdict(list)
    for entry in one.entries:
        by_day[entry.date].append(entry)
    navs, rates, units = Steps([(nav.on, nav.unit) for nav in one.navs]), Steps(one.rates), ZERO
    price, rate = ZERO, Decimal(1)
    for day in days:
        price, rate = navs.at(day) or price, rates.at(day) or rate
        today = by_day.get(day, [])
        if today:
            # A transaction is made at the NAV and the rate of its day, whether or not those were published.
            price, rate = today[-1].nav, today[-1].rate
        paid, moved = ZERO, ZERO
        before = units
        for entry in today:
            if entry.kind == "split":
                before = before * (units + entry.units) / units if units else before
            elif entry.kind in {"dividend", "dividend_reinvested"}:
                paid += entry.gross
                moved += -entry.gross if entry.kind == "dividend" else ZERO
            else:
                moved += entry.units * entry.nav * entry.rate
            units += entry.units
        values[day] += before * price * rate + paid
        flows[day] += moved


def _drawdowns(one: _Told) -> Drawdowns:
    held = [lot.opened_on for lot in one.position.lots if lot.units]
    value = one.worth.value if one.worth else None
    navs = [(nav.on, nav.adjusted) for nav in one.navs]
    return drawdowns(navs, min(held) if held else None, value, one.position.cost)
