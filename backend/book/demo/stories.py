"""The people and events that a tour of the demo firm tells: planted by hand among the drawn clients.

| story | planted here |
|---|---|
| drawdown | 87 holders of the bell-wether fund (31 HNW, 3 UHNW) of 21 managers; one holds a second falling fund |
| silent clients | 143 existing clients without a contact for over three months, one of them UHNW |
| affluent to HNW | 周若溪 passes 3 million by an additional subscription |
| duplicates | 张伟 three times: two records of one person, and another person |

Counts are for 5,000 clients and shrink with the size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from backend.book.demo.clients import INDIVIDUAL, DemoClient, become_person, existing, give_resident_number
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.firm import DemoFirm, DemoUser
from backend.book.demo.ledger import HNW_FROM, UHNW_ABOVE
from backend.book.demo.numbers import email_address, mobile_number, wechat_account
from backend.book.demo.places import Place, draw_place
from backend.book.demo.plans import Market, Order, orders_of, told_orders
from backend.book.demo.products import ALREADY, BELL_WETHER, DemoProduct
from backend.systemize.names import initials_of

FULL_SIZE = 5000
_HOLDERS_UHNW, _HOLDERS_HNW, _HOLDERS_OTHER, _HOLDERS_MANAGERS = 3, 31, 53, 21
_SILENT = 143
# Among how many of the first the one who has been here longest is looked for.
_CANDIDATES = 25
_SHANGHAI = Place("31", "3101", "310115", ("上海市", "浦东新区"))


@dataclass(slots=True)
class Told:
    """What the stories fixed.

    clients: ids that later steps leave alone; orders: instead of drawn ones; heads: who get a family and ties.
    """

    clients: set[UUID] = field(default_factory=set)
    orders: dict[UUID, list[Order]] = field(default_factory=dict)
    silent: set[UUID] = field(default_factory=set)
    heads: list[DemoClient] = field(default_factory=list)


def scaled(count: int, size: int) -> int:
    """A count for 5,000 clients at another size, at least one."""
    return max(1, round(count * size / FULL_SIZE))


def plant(
    seed: int,
    firm: DemoFirm,
    clients: list[DemoClient],
    owners: dict[UUID, DemoUser],
    market: Market,
    as_of: date,
) -> Told:
    """Make clients over for the stories, and give them owners and orders."""
    draws, told = draws_of(seed, "stories"), Told()
    people = [c for c in existing(clients, INDIVIDUAL) if c.started_on]
    zhou = min(people[:_CANDIDATES], key=lambda client: client.created_at)
    others = [client for client in people if client is not zhou]
    _zhou_ruoxi(draws, told, zhou, market, as_of)
    prospect = next(c for c in clients if c.state == "prospect" and c.kind == INDIVIDUAL)
    _zhang_wei(draws, told, (others[0], prospect, others[1]), as_of)
    for client, login in ((zhou, "manager"), (others[0], "manager"), (prospect, "senior")):
        owners[client.id] = firm.by_email[login]
    told.heads = [zhou, others[0]]
    _bell_wether(draws, firm, told, others[2:], owners, market, len(clients))
    _silence(told, existing(clients), as_of, len(clients))
    return told


def _zhou_ruoxi(draws: Draws, told: Told, client: DemoClient, market: Market, as_of: date) -> None:
    """A client of some years with 2.5 million who added 0.8 million two weeks ago."""
    _rename(draws, client, "周若溪", "female", date(1985, 6, 18), as_of)
    client.mobiles, client.source, client.risk = [mobile_number(0)], "客户转介绍", "C4"
    client.risk_valid_until = as_of + timedelta(days=120)
    fund = next(p for p in market.products if p.strategy.code == "fixed_income_plus" and p.risk == 2)
    first = next(day for day in market.days[fund.code] if client.started_on and day >= client.started_on)
    told.clients.add(client.id)
    told.orders[client.id] = told_orders(fund, [(first, 2_500_000), (market.days[fund.code][-2], 800_000)])


def _zhang_wei(
    draws: Draws, told: Told, three: tuple[DemoClient, DemoClient, DemoClient], as_of: date
) -> None:
    """One person twice (as investor, and as a prospect with the same mobile), and his namesake."""
    investor, again, namesake = three
    _rename(draws, investor, "张伟", "male", date(1978, 3, 5), as_of)
    _rename(draws, again, "张伟", "male", date(1978, 3, 5), as_of)
    _rename(draws, namesake, "张伟", "male", date(1969, 11, 21), as_of, draw_place(draws, "32"))
    again.mobiles, again.company, again.source = list(investor.mobiles), investor.company, "线下路演"
    again.id_type, again.id_number, again.email, again.birth_date = None, None, None, None
    told.clients |= {client.id for client in three}


def _rename(
    draws: Draws,
    client: DemoClient,
    name: str,
    gender: str,
    born: date,
    as_of: date,
    place: Place = _SHANGHAI,
) -> None:
    """Make a client over into a named person with numbers of his own."""
    client.place = place
    become_person(draws, client, gender, born, None, as_of)
    client.name = name
    give_resident_number(draws, client)
    client.email = email_address(name, client.index, is_person=True)
    client.wechat = wechat_account(initials_of(name), client.index)


def _bell_wether(
    draws: Draws,
    firm: DemoFirm,
    told: Told,
    people: list[DemoClient],
    owners: dict[UUID, DemoUser],
    market: Market,
    size: int,
) -> None:
    """Give the bell-wether fund to its holders, spread over their managers; nobody else gets it."""
    fund = _fund(market, BELL_WETHER)
    counts = [scaled(count, size) for count in (_HOLDERS_UHNW, _HOLDERS_HNW, _HOLDERS_OTHER)]
    managers = firm.managers()[:_HOLDERS_MANAGERS]
    holders = _by_turns(managers, people, owners, sum(counts))
    uhnw, hnw, _ = counts
    for number, client in enumerate(holders):
        client.risk = client.risk if client.risk in {"C4", "C5"} else "C4"
        client.target = _wealth(draws, "uhnw" if number < uhnw else "hnw" if number < uhnw + hnw else "other")
        second = _fund(market, ALREADY) if number == uhnw else None
        told.clients.add(client.id)
        told.orders[client.id] = _holder_orders(draws, client, market, fund, second)


def _holder_orders(
    draws: Draws, client: DemoClient, market: Market, fund: DemoProduct, second: DemoProduct | None
) -> list[Order]:
    """The bell-wether with all of a small fortune, or half of a large one and calmer funds (or `second`) beside."""
    day = next(day for day in market.days[fund.code] if client.started_on and day >= client.started_on)
    last = market.days[fund.code][-1]
    wealth = client.target
    part = wealth if wealth < HNW_FROM else wealth * 0.5
    orders = told_orders(fund, [(day, _rounded(part / market.growth(fund, day, last)))])
    if second and part < wealth:
        other = max(day, market.days[second.code][0])
        amount = (wealth - part) / market.growth(second, other, last)
        orders += told_orders(second, [(other, _rounded(amount))])
    elif part < wealth:
        client.target = wealth - part
        stormy = frozenset(
            p.name for p in market.products if p.strategy.code in {"equity_long", "index_plus"}
        )
        orders += orders_of(draws, client, market, stormy)
        client.target = wealth
    return sorted(orders, key=lambda order: order.day)


def _by_turns(
    managers: list[DemoUser], people: list[DemoClient], owners: dict[UUID, DemoUser], count: int
) -> list[DemoClient]:
    """`count` clients, one of each manager after the other, as long as they have any."""
    waiting = {manager.id: [c for c in people if owners[c.id] is manager] for manager in managers}
    chosen: list[DemoClient] = []
    while len(chosen) < count and any(waiting.values()):
        for queue in waiting.values():
            if queue and len(chosen) < count:
                chosen.append(queue.pop(0))
    return chosen


def _silence(told: Told, clients: Iterator[DemoClient], as_of: date, size: int) -> None:
    """Choose the silent ones among those who have been here for half a year, exactly one of them UHNW."""
    longest = as_of - timedelta(days=200)
    known = [c for c in clients if c.started_on and c.started_on < longest and c.id not in told.clients]
    rich = [client for client in known if client.target > UHNW_ABOVE * 1.1]
    others = [client for client in known if client.target < UHNW_ABOVE * 0.9]
    told.silent = {client.id for client in (*rich[:1], *others[: scaled(_SILENT, size) - len(rich[:1])])}


def _wealth(draws: Draws, tier: str) -> float:
    """CNY that put a client safely inside a tier."""
    low, high = {"uhnw": (36e6, 60e6), "hnw": (3.6e6, 16e6), "other": (1.15e6, 2.6e6)}[tier]
    return low + (high - low) * draws.random() ** 2


def _fund(market: Market, name: str) -> DemoProduct:
    """The fund of a name."""
    return next(product for product in market.products if product.name == name)


def _rounded(amount: float) -> int:
    """To 10,000 CNY, at least a million."""
    return max(1_000_000, round(amount / 10_000) * 10_000)
