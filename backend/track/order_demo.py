"""Orders of the demo firm under way, one of each state in turn, with their steps; what compliance says of clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.clients import DemoClient
from backend.book.demo.copying import Copier, Row
from backend.book.demo.days import at_hour
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.money import money
from backend.book.demo.population import Population
from backend.book.ledger import FundOrder
from backend.book.order_states import WAY
from backend.book.order_steps import OrderStep
from backend.book.receipts import PaymentReceipt
from backend.track.aml import AmlReview
from backend.track.order_content import shipped_content
from backend.track.order_visits import ReturnVisit
from backend.track.questionnaires import months_later

UNDER_WAY: Final = (
    "signed",
    "cooling_off",
    "cooled",
    "visited",
    "submitted",
    "cancelled",
    "signed",
    "cooling_off",
)
"""What clients who subscribe have, one after the other; `cooled`: it waits for its return visit."""
BEFORE: Final = ("draft", "suitability_ok")
"""What qualified clients have, of whom a few think about it."""
THINK: Final = 12
STEP_HOURS: Final = 6
AMOUNTS: Final = (1_010_000, 1_212_000, 1_515_000, 2_020_000, 3_030_000)
"""With a fee of one per cent."""


async def write_orders(_session: AsyncSession, copier: Copier, people: Population) -> None:
    """All rows, those first that others refer to."""
    rows = _Rows(people)
    orders = list(rows.orders())
    await copier.write(AmlReview, rows.reviews())
    await copier.write(FundOrder, (row for row, _ in orders))
    await copier.write(PaymentReceipt, rows.receipts(orders))
    known = money(people).orders
    await copier.write(OrderStep, rows.steps([*orders, *((row, row["state"]) for row in known)]))
    await copier.write(ReturnVisit, rows.visits(orders))


class _Rows:
    def __init__(self, people: Population) -> None:
        self._people = people
        self._draws: Draws = draws_of(0, "orders")
        self._compliance = people.firm.having("compliance")[0].id
        self._morning = at_hour(people.as_of, 9)

    def reviews(self) -> Iterator[Row]:
        """Whoever is further than a prospect was cleared; a few are looked into, one is blocked."""
        day = self._people.as_of - timedelta(days=90)
        for n, client in enumerate(self._people.clients):
            if client.state in {"lead", "prospect", "rejected"}:
                continue
            state = "review" if n % 401 == 7 else "blocked" if n % 1999 == 11 else "clear"
            at = at_hour(day, 10)
            yield {
                "id": self._draws.id_at(at), "client_id": client.id, "state": state, "status": "in_force",
                "reason": "名单筛查：无命中" if state == "clear" else "名单筛查：同名待核实",
                "valid_until": months_later(day, 12) if state == "clear" else None,
                "found_by": f"user:{self._compliance}", "found_at": at, **self._made(at, str(self._compliance)),
            }  # fmt: skip

    def orders(self) -> Iterator[tuple[Row, str]]:
        """Orders with what they are an example of."""
        subscribing = [client for client in self._people.clients if client.state == "subscribing"]
        for n, client in enumerate(subscribing):
            yield self._order(client, UNDER_WAY[n % len(UNDER_WAY)]), UNDER_WAY[n % len(UNDER_WAY)]
        qualified = [client for client in self._people.clients if client.state == "qualified"]
        for n, client in enumerate(qualified[::THINK]):
            yield self._order(client, BEFORE[n % 2]), BEFORE[n % 2]

    def _order(self, client: DemoClient, example: str) -> Row:
        state = "cooling_off" if example == "cooled" else example
        place = WAY.index(state) if state in WAY else WAY.index("signed")
        paid = place >= WAY.index("paid")
        # What cools off was paid this night; all else that is paid long enough ago that it has, at whatever hour the
        # demo is made.
        cooling = self._morning - timedelta(hours=2 if example == "cooling_off" else 54)
        last = cooling if paid and example != "cooling_off" else self._morning
        since = last - timedelta(hours=STEP_HOURS * (place + 1))
        signed = since + timedelta(hours=STEP_HOURS * 2)
        owner = self._people.owner_of[client.id]
        amount = Decimal(self._draws.one_of(AMOUNTS))
        return {
            "id": self._draws.id_at(since), "client_id": client.id,
            "product_id": self._draws.one_of(self._people.products).id,
            "kind": "initial", "amount": amount, "applied_on": since.date(),
            "open_on": self._people.as_of + timedelta(days=7), "state": state, "seller_id": owner,
            "fee": (amount / Decimal(101)).quantize(Decimal("0.01")) if place else None,
            "rules": 1 if place else None, "match_result": "allowed" if place else None,
            "match_rule": "grid_allowed" if place else None, "match_rules": 1 if place else None,
            "checked_at": since if place else None, "signing": "paper" if place > 1 else None,
            "signed_at": signed if place > 1 else None, "paid_at": cooling if paid else None,
            "cooling_from": cooling if paid else None,
            "cooling_until": cooling + timedelta(hours=24) if paid else None,
            "cooled_at": cooling + timedelta(hours=24) if paid and example != "cooling_off" else None,
            "visited_at": self._morning if place > WAY.index("cooling_off") else None,
            "submitted_at": self._morning if state == "submitted" else None,
            "refund": "未付款，无需退款" if state == "cancelled" else None, **self._made(since, str(owner)),
        }  # fmt: skip

    def receipts(self, orders: list[tuple[Row, str]]) -> Iterator[Row]:
        """The payments of those that are paid, by the clients themselves."""
        names = {client.id: client.name for client in self._people.clients}
        for n, (order, _) in enumerate(orders):
            if order["paid_at"] is None:
                continue
            at: datetime = order["paid_at"]
            yield {
                "id": self._draws.id_at(at), "bank_ref": f"DD{at:%Y%m%d}{n:05d}", "account": "募集监督户 8801",
                "received_on": at.date(), "amount": order["amount"], "currency": "CNY",
                "payer_name": names[order["client_id"]], "client_id": order["client_id"], "order_id": order["id"],
                "state": "matched", "source": "demo", **self._made(at, "demo"),
            }  # fmt: skip

    def steps(self, orders: list[tuple[Row, str]]) -> Iterator[Row]:
        """The way of each to where it stands; of what only the registrar told of, that alone."""
        for order, _ in orders:
            at: datetime = order["created_at"]
            before = None
            for state in self._way(order):
                yield {
                    "id": self._draws.id_at(at), "order_id": order["id"], "before": before, "after": state, "at": at,
                    "by": order["created_by"], "evidence": {},
                    "reason": "客户资金另有安排" if state == "cancelled" else None,
                }  # fmt: skip
                before, at = state, at + timedelta(hours=1)

    def visits(self, orders: list[tuple[Row, str]]) -> Iterator[Row]:
        """Return visits that were passed."""
        answers = {each["key"]: each["wanted"] for each in shipped_content()["visit"]["questions"]}
        for order, _ in orders:
            if order["visited_at"] is not None:
                yield {
                    "id": self._draws.id_at(self._morning), "order_id": order["id"], "visitor_id": self._compliance,
                    "channel": "phone", "held_at": order["visited_at"], "rules": 1, "answers": answers, "faults": [],
                    "passed": True, "note": None,
                }  # fmt: skip

    @staticmethod
    def _way(order: Mapping[str, Any]) -> tuple[str, ...]:
        state = str(order["state"])
        if "seller_id" not in order:
            return (state,)
        if state == "cancelled":
            return ("draft", "suitability_ok", "signed", "cancelled")
        return WAY[: WAY.index(state) + 1]

    @staticmethod
    def _made(at: datetime, by: str) -> Row:
        return {"created_at": at, "created_by": by if by == "demo" else f"user:{by}", "updated_at": at}
