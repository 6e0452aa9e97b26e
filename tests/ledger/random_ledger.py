"""Random operations on a ledger, valid and invalid ones, and what has to hold after any of them."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import asyncpg

from backend.book import booking, nav_points, payouts, reversals, transfers
from backend.book.booking_drafts import Booking
from backend.book.clients import Client
from backend.book.ledger import Transaction
from backend.book.nav_points import NavRow
from backend.book.products import Product
from backend.book.rebuild import FundKey
from backend.platform.clock import business_date
from backend.platform.errors import Refused
from tests.ledger.desk import Desk

CENT = Decimal("0.01")
START = date(2024, 1, 5)


@dataclass
class RandomLedger:
    """Does one thing after another to a firm.

    done, refused: operations by name; made: transactions so far; reversed: ids of those taken back.
    """

    desk: Desk
    seed: int
    funds: list[Product] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    made: list[Transaction] = field(default_factory=list)
    reversed: set[UUID] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    async def prepare(self, clients: int = 6, funds: int = 3) -> None:
        """Funds with NAVs of two years, and clients."""
        for n in range(funds):
            self.funds.append(await self.desk.fund(f"F{n}", lockUpDays=self.random.choice((0, 90, 180))))
        for n in range(clients):
            self.clients.append(await self.desk.client(f"客户{n}"))
        for fund in self.funds:
            nav, rows = Decimal(1), []
            for week in range(100):
                nav = max(
                    Decimal("0.2"),
                    (nav * Decimal(self.random.uniform(0.95, 1.06))).quantize(Decimal("0.0001")),
                )
                rows.append(NavRow(fund.id, START + timedelta(days=7 * week), nav))
            async with self.desk.changing() as session:
                await nav_points.publish_many(session, rows)

    async def step(self) -> None:
        """One operation."""
        name, act = self.random.choices(
            [
                ("buy", self.buy),
                ("sell", self.sell),
                ("reverse", self.reverse),
                ("correct", self.correct),
                ("pay", self.pay),
                ("switch", self.switch),
                ("transfer", self.transfer),
                ("open", self.open),
                ("charge", self.charge),
                ("again", self.again),
            ],
            weights=(30, 22, 12, 6, 4, 8, 6, 4, 4, 4),
        )[0]
        try:
            await act()
            self.done[name] += 1
        except Refused as refusal:
            self.refused[str(refusal.params.get("problem", refusal.code))] += 1

    def day(self) -> date:
        """A day with a NAV."""
        return START + timedelta(days=7 * self.random.randrange(100))

    def units(self) -> Decimal:
        return Decimal(self.random.randrange(1, 200_000)).scaleb(-2)

    async def booked(self, row: Booking) -> None:
        async with self.desk.changing() as session:
            self.made.append(await booking.confirm(session, row))

    def any(self, kind: str, units: Decimal | None = None, **more: object) -> Booking:
        """A booking of somebody, at some day, of some fund."""
        client, fund = self.random.choice(self.clients), self.random.choice(self.funds)
        nav = Decimal(self.random.randrange(5_000, 20_000)).scaleb(-4)
        amount = self.units() if units is None else units
        worth = (amount * nav).quantize(CENT, ROUND_HALF_UP)
        fee = (worth / 100).quantize(CENT)
        gross = worth + fee if kind in {"initial", "additional"} else worth
        return Booking(client.id, fund.id, kind, self.day(), amount, nav, gross, fee, **more)  # type: ignore[arg-type]

    async def buy(self) -> None:
        reference = f"R{len(self.made)}" if self.random.random() < 0.3 else None
        await self.booked(self.any("additional", reference=reference))

    async def sell(self) -> None:
        await self.booked(self.any("redemption"))

    async def charge(self) -> None:
        await self.booked(self.any("performance_fee", units=self.units() / 50))

    async def open(self) -> None:
        row = self.any("opening")
        half = (row.units / 2).quantize(CENT)
        lots = [
            {"opened_on": "2022-05-06", "units": str(half), "cost": "10.01"},
            {
                "opened_on": "2023-05-05",
                "units": str(row.units - half),
                "cost": str(row.gross - Decimal("10.01")),
            },
        ]
        if half and row.gross > Decimal("10.01"):
            row = Booking(
                *row.position[:2], "opening", row.on, row.units, row.nav, row.gross, lots=tuple(lots)
            )
        await self.booked(row)

    async def reverse(self) -> None:
        if not self.made:
            return
        row = self.random.choice(self.made)
        async with self.desk.changing() as session:
            day = row.date + timedelta(days=self.random.choice((-1, 0, 3, 40)))
            await reversals.reverse(session, row.id, min(day, business_date()))
        self.reversed.add(row.id)

    async def correct(self) -> None:
        """Another NAV of a day, now and then with a payout."""
        nav = Decimal(self.random.randrange(5_000, 20_000)).scaleb(-4)
        dividend = Decimal(self.random.choice(("0", "0", "0.05")))
        split = Decimal(self.random.choice(("1", "1", "1", "1.25")))
        fund = self.random.choice(self.funds)
        async with self.desk.changing() as session:
            await nav_points.publish(session, NavRow(fund.id, self.day(), nav, dividend, split))

    async def pay(self) -> None:
        """Pay out what some day's NAV tells."""
        fund, day = self.random.choice(self.funds), self.day()
        async with self.desk.changing() as session:
            row = NavRow(
                fund.id, day, Decimal("1.1"), Decimal("0.1"), Decimal(self.random.choice(("1", "2")))
            )
            await nav_points.publish(session, row)
            reinvesting = {client.id for client in self.clients if self.random.random() < 0.5}
            await payouts.pay_out(session, FundKey(fund.id), day, reinvesting=reinvesting)

    async def switch(self) -> None:
        row, into = self.any("switch_out"), self.random.choice(self.funds)
        async with self.desk.changing() as session:
            await transfers.switch(
                session,
                row.position,
                FundKey(into.id),
                row.units,
                row.on,
                nav_out=row.nav,
                nav_in=Decimal("1.5"),
            )

    async def transfer(self) -> None:
        row, heir = self.any("transfer_out"), self.random.choice(self.clients)
        async with self.desk.changing() as session:
            await transfers.transfer(session, row.position, heir.id, row.units, row.on, row.nav)

    async def again(self) -> None:
        """A reference that is there already, and was not freed by a reversal: nothing may happen."""
        named = [row for row in self.made if row.reference and row.id not in self.reversed]
        if named:
            row = self.random.choice(named)
            told = Booking(
                *(row.client_id, row.product_id, row.kind, row.date, row.units, row.nav, row.gross, row.fee),
                reference=row.reference,
            )
            taken = await self.desk.book_all(told)
            assert (taken.added, taken.unchanged, taken.refused) == ({}, 1, [])


async def broken(url: str, desk: Desk) -> list[str]:
    """Identities that do not hold, by SQL of its own; empty when all is well."""
    connection = await asyncpg.connect(url)
    try:
        found = [
            f"{name}: {dict(row)}"
            for name, statement in IDENTITIES.items()
            for row in await connection.fetch(statement, desk.firm_id)
        ]
    finally:
        await connection.close()
    return found + await desk.differences()


LIVE = """live as (
    select * from transaction t where t.firm_id = $1 and t.reverses_id is null and not exists (
        select from transaction r where r.firm_id = $1 and r.reverses_id = t.id))"""
IDENTITIES = {
    "units of lots and holdings are those of the transactions": f"""
        with {LIVE}, told as (select client_id, product_id, sum(units) as units from live group by 1, 2),
        lots as (select client_id, product_id, sum(units) as units, sum(cost) as cost
            from lot where firm_id = $1 group by 1, 2),
        held as (select client_id, product_id, units, cost from holding where firm_id = $1 and valid_to is null)
        select told.*, lots.units as lots, held.units as held from told
        left join lots using (client_id, product_id) left join held using (client_id, product_id)
        where told.units <> coalesce(lots.units, 0) or told.units <> coalesce(held.units, 0)
           or coalesce(lots.cost, 0) <> coalesce(held.cost, 0)""",
    "what was paid for lots is left in them or used": """
        select client_id, product_id, sum(cost_opened) as opened, sum(cost) as left_, (
            select coalesce(sum(u.cost), 0) from lot_use u where u.firm_id = $1
            and u.client_id = lot.client_id and u.product_id = lot.product_id) as used
        from lot where firm_id = $1 group by 1, 2 having sum(cost_opened) <> sum(cost) + (
            select coalesce(sum(u.cost), 0) from lot_use u where u.firm_id = $1
            and u.client_id = lot.client_id and u.product_id = lot.product_id)""",
    "proceeds of lots are those of what was sold": f"""
        with {LIVE}, uses as (select transaction_id, sum(proceeds) as proceeds, sum(units) as units
            from lot_use where firm_id = $1 group by 1)
        select live.id, live.net, uses.proceeds from live left join uses on uses.transaction_id = live.id
        where live.kind in ('redemption', 'switch_out')
          and (uses.proceeds is distinct from live.net or uses.units is distinct from -live.units)""",
    "a holding of a day is the sum of the transactions until then": f"""
        with {LIVE} select h.client_id, h.product_id, h.valid_from, h.units from holding h
        where h.firm_id = $1 and h.units <> (select sum(units) from live l where l.client_id = h.client_id
            and l.product_id = h.product_id and l.date <= h.valid_from)""",
    "holdings neither overlap nor are empty": """
        select h.client_id, h.product_id, h.valid_from from holding h where h.firm_id = $1 and (
            h.units <= 0 or h.valid_to <= h.valid_from or exists (select from holding o where o.firm_id = $1
            and o.client_id = h.client_id and o.product_id = h.product_id and o.id <> h.id
            and o.valid_from < coalesce(h.valid_to, 'infinity')
            and h.valid_from < coalesce(o.valid_to, 'infinity')))""",
    "lots are used in the order in which they were bought": """
        select u.transaction_id, l.opened_on, later.opened_on as later from lot_use u
        join lot l on l.firm_id = $1 and l.id = u.lot_id
        join transaction t on t.firm_id = $1 and t.id = u.transaction_id and t.kind <> 'performance_fee'
        join lot_use v on v.firm_id = $1 and v.transaction_id = u.transaction_id
        join lot later on later.firm_id = $1 and later.id = v.lot_id and later.opened_on > l.opened_on
        where u.firm_id = $1 and l.units > 0""",
    "AUM is units times the latest NAV": """
        select c.id, c.aum from client c where c.firm_id = $1 and c.aum <> (
            select coalesce(sum(round(h.units * (select n.unit from nav_point n where n.firm_id = $1
                and n.product_id = h.product_id and n.superseded_at is null order by n.date desc limit 1), 2)), 0)
            from holding h where h.firm_id = $1 and h.client_id = c.id and h.valid_to is null)""",
    "one version of a NAV is present, and versions follow each other": """
        select n.product_id, n.date, count(*) from nav_point n where n.firm_id = $1
        group by 1, 2 having count(*) filter (where superseded_at is null) <> 1
           or count(restated_from_id) <> count(*) - 1""",
    "a reversal is the opposite of what it reverses": """
        select r.id from transaction r join transaction t on t.firm_id = $1 and t.id = r.reverses_id
        where r.firm_id = $1 and (
            (r.units, r.gross, r.fee, r.net) is distinct from (-t.units, -t.gross, -t.fee, -t.net)
            or (r.client_id, r.product_id, r.kind) is distinct from (t.client_id, t.product_id, t.kind)
            or r.date < t.date)""",
    "every transaction has its audit row and its event": """
        select t.id from transaction t where t.firm_id = $1 and (1 <> (select count(*) from audit_entry a
            where a.firm_id = $1 and a.subject_id = t.id) or 1 <> (select count(*) from outbox o where o.firm_id = $1
            and o.name = 'transaction.confirmed' and o.payload ->> 'transaction_id' = t.id::text))""",
}
