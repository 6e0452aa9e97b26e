"""Orders to their confirmation and back: the way, the payer's four eyes, the cooling-off, the visit by no seller."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.book import booking, reversals
from backend.book.booking_drafts import Booking
from backend.book.ledger import FundOrder, Transaction
from backend.book.staff import User
from backend.platform.clock import business_date, now
from backend.platform.errors import Refused
from backend.platform.ids import own_id, public_id, uuid7
from tests.schema.selling import OPEN, buyer, fund, hours_later, papers, payment, sweep, visit
from tests.walks.frame import CLOCK, Attempt, Machine, Row, Seen, Watch, at, edges, in_order, named, stale

WAY = ("draft", "suitability_ok", "signed", "paid", "cooling_off", "visited", "submitted", "confirmed")
LEADS = {
    "checkOrder": "suitability_ok", "signOrder": "signed", "payOrder": "cooling_off", "submitOrder": "submitted",
    "cancelOrder": "cancelled", "confirm": "confirmed", "reverse": "reversed",
}  # fmt: skip
OTHER, AMOUNT = "代付的人", "1000000"


class Orders(Machine):
    """An order with its steps, visits and payers, and the client it makes exist."""

    watched = (
        Watch(
            "fund_order",
            edges=edges(
                **{
                    state: " ".join((*WAY[n + 1 : n + 2], "cancelled", "rejected", "confirmed"))
                    for n, state in enumerate(WAY[:-1])
                },
                confirmed="reversed", cancelled="confirmed", rejected="confirmed", reversed="confirmed",
            ),
            begins=frozenset({"draft"}),
        ),
        Watch("order_step", "order_id", audited=False),
        Watch("return_visit", "order_id"),
        Watch("order_payer", "order_id", edges=edges(pending="accepted refused", accepted="", refused=""),
              begins=frozenset({"pending"})),
        Watch("client", via="client_id"),
        Watch("life_cycle_step", "client_id", via="client_id", audited=False),
    )  # fmt: skip
    able = ("client_manager", "client_manager", "finance", "compliance", "operations")

    async def begin(self, draw: Random) -> UUID:
        """A draft of a client who may buy, with his papers; sometimes the money is there, sometimes another's."""
        manager = await self.house.principal("client_manager")
        self.name = f"漫步买家{draw.randrange(10**6)}"
        self.client = await buyer(self.house, self.name)
        product = await fund(self.house)
        self.papers = await papers(self.house, self.client, "risk_disclosure", "contract", "other")
        given = {"client": self.client, "product": product, "kind": "initial", "amount": AMOUNT}
        document = "mutation($i: CreateOrderInput!) { it: createOrder(input: $i) { id } }"
        made = await self.house.data(manager, document, i=given | {"openOn": OPEN.isoformat()})
        self.order, self.receipt = made["it"]["id"], ""
        self.transaction: UUID | None = None
        self.by_other = draw.random() < 0.6
        async with self.house.database.read(self.house.firm_id) as session:
            rows = await session.execute(
                select(User.id, User.team_id).where(User.firm_id == self.house.firm_id)
            )
            self.teams: dict[str, UUID | None] = {str(row.id): row.team_id for row in rows}
        return own_id("fundorder", self.order)

    def is_over(self, seen: Seen) -> bool:
        """When it was called off, or reversed."""
        return seen.one("fund_order")["state"] in {"cancelled", "rejected", "reversed"}

    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """The next step, mostly by whom it befits; or anything else by anybody."""
        order = seen.one("fund_order")
        state = order["state"]
        if draw.random() < 0.12:
            return self._talk(draw, order)
        act = draw.choice(NEXT[state]) if draw.random() < 0.7 else draw.choice(ACTS)
        if act == "money" and self.receipt:
            act = "payOrder"
        who = BEFITS.get(act, "client_manager") if draw.random() < 0.6 else self.somebody(draw)
        given = named("fundorder", order, draw, "seen" if act == "payOrder" else "version")
        old = stale(given, order, "seen" if act == "payOrder" else "version")
        return self._step(draw, seen, act, who, given, old)

    def _step(
        self, draw: Random, seen: Seen, act: str, who: str, given: dict[str, Any], old: str | None
    ) -> Attempt:
        order = seen.one("fund_order")
        state, hot = order["state"], order["cooled_at"] is None
        barred = old or (None if FROM.get(act, state) == state else f"{act} from {state}")
        match act:
            case "signOrder":
                chosen = draw.choice((self.papers, self.papers[:1]))
                barred = barred or (None if len(chosen) > 1 else "a paper is missing")
                return self.does(
                    who, act, barred=barred, **given, signing="paper", signedAt=now().isoformat(),
                    documents=chosen,
                )  # fmt: skip
            case "payOrder":
                taken = any(row["state"] == "accepted" for row in seen.rows["order_payer"])
                unpaid = not self.receipt or (self.by_other and not taken)
                return self.does(who, act, barred=barred or ("nothing is paid" if unpaid else None), **given)
            case "visitOrder":
                good = draw.random() < 0.8
                said = visit(**({} if good else {next(iter(visit()["answers"])): False}))
                barred = barred or ("cools off" if hot else self._sells(seen, who))
                return self.does(who, act, "visit" if good else "visit in vain", barred, **given,
                                 **said, note="" if good else "客户有疑问")  # fmt: skip
            case "cancelOrder":
                ended = state in {"confirmed", "cancelled", "rejected", "reversed"}
                barred = old or ("ended" if ended else None)
                refund = draw.choice(("原路退回", ""))
                barred = barred or ("no refund" if self.receipt and not refund else None)
                return self.does(who, act, barred=barred, **given, reason="客户改变主意", refund=refund)
            case "ask" | "decide":
                return self._payer(draw, seen, who, act)
            case "money" | "hours" | "confirm" | "reverse":
                return Attempt(CLOCK, act, lambda: self._happens(act, state))
        return self.does(who, act, barred=barred, **given)

    def _sells(self, seen: Seen, who: str) -> str | None:
        """Whether somebody has a hand in the sale, or is of a team that has: he may never hold the visit."""
        me = str(self.house.people[who])
        sellers = self._sellers(seen)
        teams = {self.teams[id] for id in sellers} - {None}
        return "sells" if me in sellers or self.teams[me] in teams else None

    def _sellers(self, seen: Seen) -> set[str]:
        steps = [step["by"] for step in seen.rows["order_step"] if step["after"] in WAY[:3]]
        people = {by.removeprefix("user:") for by in steps}
        people |= {str(seen.one("fund_order")["seller_id"]), str(seen.one("client")["owner_id"])}
        return {id for id in people if id in self.teams}

    def _payer(self, draw: Random, seen: Seen, who: str, act: str) -> Attempt:
        payers = seen.rows["order_payer"]
        if act == "decide" and payers:
            row = payers[-1]
            given = {"payer": public_id("orderpayer", UUID(row["id"])), "seen": row["version"]}
            own = row["asked_by"] == f"user:{self.house.people[who]}"
            accept, note = draw.choice((True, True, False)), draw.choice(("已核对", ""))
            barred = "asked himself" if own else None if row["state"] == "pending" else "decided"
            barred = barred or (None if accept or note else "no reason")
            return self.does(
                who, "decideOrderPayer", f"accept {accept}", barred, **given, accept=accept, note=note
            )
        asked = any(row["state"] in {"pending", "accepted"} for row in payers)
        barred = None if seen.one("fund_order")["state"] == "signed" else "not signed"
        barred = barred or (None if self.by_other and self.receipt else "own money")
        return self.does(
            who, "askOrderPayer", barred=barred or ("asked" if asked else None), id=self.order,
            receipt=self.receipt or public_id("paymentreceipt", uuid7()), relation="spouse", document=self.papers[2],
            reason="配偶代付",
        )  # fmt: skip

    def _talk(self, draw: Random, order: Row) -> Attempt:
        """Somebody talks to the client; while he cools off nobody does but he himself."""
        direction = draw.choice(("out", "both", "in"))
        cools = order["state"] == "cooling_off" and order["cooled_at"] is None
        barred = "cools off" if cools and direction != "in" else None
        return self.does(
            self.somebody(draw), "logInteraction", f"talk {direction}", barred, client=self.client, kind="call",
            direction=direction, channel="phone", summary="近况",
        )  # fmt: skip

    async def _happens(self, act: str, state: str) -> dict[str, Any]:
        """What is no person's act: money, hours, and what the registrar says."""
        if act == "money" and state == "signed" and not self.receipt:
            self.receipt = await payment(
                self.house, self.order, AMOUNT, OTHER if self.by_other else self.name
            )
        if act == "hours" and state == "cooling_off":
            await hours_later(self.house, self.order, 25)
            await sweep(self.house)
        id = own_id("fundorder", self.order)
        try:
            async with self.house.database.change(self.house.firm.system) as session:
                order = await session.get_one(FundOrder, (self.house.firm_id, id))
                if act == "confirm" and state == "submitted":
                    values = Booking(order.client_id, order.product_id, "initial", business_date(), Decimal(AMOUNT),
                                     Decimal(1), Decimal(AMOUNT), order_id=id)  # fmt: skip
                    self.transaction = (await booking.confirm(session, values)).id
                if act == "reverse" and self.transaction is not None:
                    await session.get_one(Transaction, (self.house.firm_id, self.transaction))
                    await reversals.reverse(session, self.transaction)
                    self.transaction = None
        except Refused as refused:
            raise AssertionError(refused) from refused
        return {}

    def held_step(self, attempt: Attempt, before: Seen, after: Seen) -> None:
        """It led where it should."""
        was, row = before.one("fund_order")["state"], after.one("fund_order")["state"]
        if attempt.act in LEADS and attempt.who != CLOCK:
            assert row == LEADS[attempt.act]
        elif attempt.act == "visit":
            assert row == "visited"
        elif attempt.who != CLOCK:
            assert row == was

    def hold(self, seen: Seen) -> None:
        """Instants in order, a whole thread, no seller's visit, and the client what his orders make him."""
        order, client = seen.one("fund_order"), seen.one("client")
        state, steps = order["state"], seen.rows["order_step"]
        reached = [step["after"] for step in steps]
        assert (reached[0], reached[-1]) == ("draft", state)
        for one, other in pairwise(steps):
            assert one["after"] == other["before"]
        way = [each for each in reached if each in WAY]
        assert way == list(WAY[: len(way)])
        in_order(order, "created_at", "checked_at", "signed_at", "paid_at")
        in_order(order, "cooling_until", "cooled_at", "visited_at", "submitted_at")
        for column, after in (("signed_at", "signed"), ("paid_at", "paid"), ("visited_at", "visited"),
                              ("submitted_at", "submitted")):  # fmt: skip
            assert (order[column] is not None) == (after in reached), column
        sellers = self._sellers(seen)
        teams = {self.teams[id] for id in sellers} - {None}
        for held in seen.rows["return_visit"]:
            assert held["visitor_id"] not in sellers
            assert self.teams[held["visitor_id"]] not in teams
            assert at(held, "held_at") >= datetime.fromisoformat(order["cooling_until"])
        if "visited" in reached:
            assert any(each["passed"] for each in seen.rows["return_visit"])
        for payer in seen.rows["order_payer"]:
            assert payer["decided_by"] != payer["asked_by"]
            assert (payer["state"] == "pending") == (payer["decided_at"] is None)
        if state == "cancelled" and self.receipt:
            assert order["refund"]
        wanted = {"confirmed": "existing"}.get(state)
        wanted = wanted or ("subscribing" if "signed" in reached and state != "cancelled" else "qualified")
        assert client["state"] == wanted, (client["state"], wanted)
        cycle = seen.rows["life_cycle_step"]
        for one, other in pairwise(cycle):
            assert one["after"] == other["before"]
        assert not cycle or cycle[-1]["after"] == client["state"]


FROM = {
    "checkOrder": "draft", "signOrder": "suitability_ok", "payOrder": "signed", "visitOrder": "cooling_off",
    "submitOrder": "visited",
}  # fmt: skip
BEFITS = {
    "payOrder": "finance", "visitOrder": "compliance", "submitOrder": "operations", "decide": "finance",
}  # fmt: skip
NEXT = {
    "draft": ("checkOrder",), "suitability_ok": ("signOrder",),
    "signed": ("money", "ask", "decide", "decide", "payOrder"),
    "paid": ("hours",), "cooling_off": ("hours", "visitOrder", "visitOrder"), "visited": ("submitOrder",),
    "submitted": ("confirm",), "confirmed": ("reverse",), "cancelled": ("signOrder",), "rejected": ("signOrder",),
    "reversed": ("cancelOrder",),
}  # fmt: skip
ACTS = (
    "checkOrder", "signOrder", "payOrder", "visitOrder", "submitOrder", "cancelOrder", "ask", "decide", "hours",
)  # fmt: skip
