"""Orders, payments, revenue and exchange rates of the demo firm, so that finance has something to look at."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from backend.book.demo.client_rows import AUTHOR
from backend.book.demo.days import at_hour
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.ledger import CARRIES_FEE, DemoTransaction
from backend.book.demo.population import Population
from backend.book.ledger import SUBSCRIPTIONS

Row = dict[str, Any]
CENT: Final = Decimal("0.01")
# Payments of so many days are there; of each dozen one comes from a spouse, one is short, one nobody has matched yet.
PAID_DAYS, DOZEN = 60, 12
MONTHS: Final = 12
# Of so many fees one was not received, and one short by a yuan.
ODD: Final = 150
TRAIL, RICH, PLAIN = Decimal("0.3"), Decimal("0.015"), Decimal("0.006")
# About what they were worth, CNY for one.
CURRENCIES: Final = {"USD": 7.1, "HKD": 0.91}
WEEKS: Final = 52


@dataclass(frozen=True, slots=True)
class Money:
    """Rows by table, those first that others refer to."""

    orders: list[Row]
    receipts: list[Row]
    accruals: list[Row]
    revenues: list[Row]
    rates: list[Row]


def money(people: Population) -> Money:
    """Everything of the money around the ledger."""
    orders, receipts = _paid(people)
    return Money(orders, receipts, *_earned(people), list(_rates(people)))


def _paid(people: Population) -> tuple[list[Row], list[Row]]:
    """The subscriptions of the last weeks as orders, and the payments for them; one order still waits for its money."""
    draws = draws_of(0, "payments")
    names = {client.id: client.name for client in people.clients}
    since = people.as_of - timedelta(days=PAID_DAYS)
    bought = [row for row in people.transactions if row.kind in SUBSCRIPTIONS and row.on >= since]
    orders, receipts = [], []
    for number, row in enumerate(bought):
        order, receipt = _order(draws, row), _receipt(draws, row, names[row.client_id], number)
        kind = number % DOZEN
        if kind == DOZEN - 1:  # applied for, not yet confirmed, and paid by nobody
            order |= {
                "id": draws.id_at(at_hour(people.as_of, 9)),
                "applied_on": people.as_of,
                "state": "submitted",
            }
            orders.append(order)
            continue
        orders.append(order)
        receipts.append(receipt | _matched(kind, order, receipt))
    return orders, receipts


def _order(draws: Draws, row: DemoTransaction) -> Row:
    day = row.on - timedelta(days=4)
    return {
        "id": draws.id_at(at_hour(day, 10)),
        "client_id": row.client_id,
        "product_id": row.product_id,
        "kind": row.kind,
        "amount": row.gross,
        "applied_on": day,
        "open_on": row.on,
        "reference": f"SQ{draws.whole(10**9, 10**10 - 1)}",
        "state": "confirmed",
        **_made(at_hour(day, 10)),
    }


def _receipt(draws: Draws, row: DemoTransaction, payer: str, number: int) -> Row:
    day = row.on - timedelta(days=3)
    return {
        "id": draws.id_at(at_hour(day, 14)),
        "bank_ref": f"YH{day:%Y%m%d}{number:05d}",
        "account": "募集监督户 8801",
        "received_on": day,
        "amount": row.gross,
        "currency": "CNY",
        "payer_name": payer,
        "payer_account_masked": f"****{draws.whole(1000, 9999)}",
        "remark": "认申购款",
        "source": "demo",
        **_made(at_hour(day, 14)),
    }


def _matched(kind: int, order: Row, receipt: Row) -> Row:
    """What became of a payment."""
    whose = {"client_id": order["client_id"], "order_id": order["id"], "state": "matched"}
    if kind == DOZEN - 2:
        return {"client_id": None, "order_id": None, "state": "open"}
    if kind == DOZEN - 3:
        return whose | {"payer_name": f"{receipt['payer_name']}（配偶）", "state": "name_differs"}
    if kind == DOZEN - 4:
        short = (receipt["amount"] * Decimal("0.99")).quantize(CENT)
        return whose | {"amount": short, "state": "amount_differs"}
    return whose


def _made(at: datetime) -> Row:
    return {"created_at": at, "created_by": AUTHOR, "updated_at": at}


def _earned(people: Population) -> tuple[list[Row], list[Row]]:
    """A year of fees by client and fund: what was accrued, and what the finance system says it received.

    Management fees are on the units and the NAV of each month's last day; they agree but for a few, so that the
    reconciliation has something to tell.
    """
    draws = draws_of(0, "revenue")
    rich = {product.id: product.strategy.code in CARRIES_FEE for product in people.products}
    navs: dict[UUID, list[tuple[date, Decimal]]] = defaultdict(list)
    for nav in people.navs:
        navs[nav.product_id].append((nav.on, nav.unit))
    accruals: list[Row] = []
    revenues: list[Row] = []
    for first, until in _months(people.as_of):
        last = until - timedelta(days=1)
        at = at_hour(until, 9)
        worth: dict[tuple[UUID, UUID], Decimal] = {}
        for held in people.holdings:
            if held.valid_from <= last and (held.valid_to is None or last < held.valid_to):
                series = navs[held.product_id]
                place = bisect_right(series, last, key=lambda pair: pair[0])
                if place:
                    worth[held.client_id, held.product_id] = held.units * series[place - 1][1]
        received: dict[tuple[UUID, UUID, str], Decimal] = {}
        for (client_id, product_id), value in worth.items():
            rate = RICH if rich[product_id] else PLAIN
            fee = (value * rate / 12).quantize(CENT, ROUND_HALF_UP)
            if not fee:
                continue
            period = {
                "client_id": client_id,
                "product_id": product_id,
                "period_from": first,
                "period_to": until,
            }
            base = {"base": value.quantize(CENT), "rate": rate, "amount": fee, "computed_at": at}
            accruals.append({"id": draws.id_at(at), "kind": "management", **period, **base})
            odd = len(accruals) % ODD
            if odd == 1:  # not received yet
                continue
            paid = fee - 1 if odd == 2 else fee
            received[client_id, product_id, "management"] = paid
            received[client_id, product_id, "trail"] = -(fee * TRAIL).quantize(CENT, ROUND_HALF_UP)
        for row in people.transactions:
            if row.kind in SUBSCRIPTIONS and row.fee and first <= row.on < until:
                place_ = (row.client_id, row.product_id, "subscription")
                received[place_] = received.get(place_, Decimal(0)) + row.fee
        for (client_id, product_id, kind), amount in received.items():
            revenues.append(
                {
                    "id": draws.id_at(at),
                    "client_id": client_id,
                    "product_id": product_id,
                    "kind": kind,
                    "period_from": first,
                    "period_to": until,
                    "amount": amount,
                    "key": f"CW {kind} {client_id.hex} {product_id.hex} {first.isoformat()}",
                    "source": "import",
                    "recorded_at": at,
                }
            )
    return accruals, revenues


def _months(as_of: date) -> Iterator[tuple[date, date]]:
    """The last whole months before a day, oldest first: first day, first day of the next."""
    firsts = [date(as_of.year, as_of.month, 1)]
    while len(firsts) <= MONTHS:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    ordered = firsts[::-1]
    yield from pairwise(ordered)


def _rates(people: Population) -> Iterator[Row]:
    """Weekly rates of a year."""
    draws = draws_of(0, "rates")
    for currency, begin in CURRENCIES.items():
        rate = begin
        for week in range(WEEKS, 0, -1):
            day = people.as_of - timedelta(days=7 * week)
            rate *= 1 + draws.gauss(0, 0.004)
            at = at_hour(day, 9, 30)
            yield {
                "id": draws.id_at(at),
                "currency": currency,
                "date": day,
                "rate": Decimal(f"{rate:.4f}"),
                "published_at": at,
                "source": "demo",
            }
