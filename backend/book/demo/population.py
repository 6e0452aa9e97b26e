"""The whole demo firm as plain rows: one call, the same to the byte for a size, a seed and a date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from backend.book.demo.anew import Anew
from backend.book.demo.clients import LARGEST, DemoClient, make_clients, part_number_twins
from backend.book.demo.contacts import DemoContact, Owners, make_contacts
from backend.book.demo.days import publishing_days
from backend.book.demo.draws import draws_of
from backend.book.demo.duties import DemoTask, make_tasks
from backend.book.demo.families import DemoHousehold, DemoRelation, make_families
from backend.book.demo.firm import DemoFirm, make_firm
from backend.book.demo.ledger import DemoHolding, DemoLot, DemoLotUse, DemoTransaction, Ledger
from backend.book.demo.navs import DemoNav, make_navs
from backend.book.demo.plans import Market, orders_of
from backend.book.demo.products import BELL_WETHER, DemoProduct, make_products
from backend.book.demo.sayings import in_detail
from backend.book.demo.service import DemoAssignment, draw_owners, make_assignments
from backend.book.demo.stories import FULL_SIZE, Told, plant
from backend.book.demo.tags import DemoClientTag, DemoTag, make_tags

SEED = 20_240_601
SMALLEST = 50
# Clients up to whom contacts and tasks are kept in memory, about 10 kB a client, instead of drawn twice.
_KEPT = 10_000
_TOLD_EVERY = 1_000
# What is being done, how many are done, of how many; 0 when that is not known beforehand.
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Population:
    """Everything of the demo firm. owner_of: user id, aum: CNY, household_of: household id, each by client id."""

    as_of: date
    firm: DemoFirm
    products: list[DemoProduct]
    navs: list[DemoNav]
    clients: list[DemoClient]
    owner_of: dict[UUID, UUID]
    assignments: list[DemoAssignment]
    households: list[DemoHousehold]
    household_of: dict[UUID, UUID]
    relations: list[DemoRelation]
    transactions: list[DemoTransaction]
    holdings: list[DemoHolding]
    lots: list[DemoLot]
    lot_uses: list[DemoLotUse]
    aum: dict[UUID, Decimal]
    contacts: Anew[DemoContact] = field(repr=False)
    tasks: Anew[DemoTask] = field(repr=False)
    tags: list[DemoTag]
    client_tags: list[DemoClientTag]
    told: Told


def population(
    size: int = FULL_SIZE, seed: int = SEED, *, as_of: date, tell: Tell | None = None
) -> Population:
    """The demo firm with `size` clients on the morning of `as_of`.

    tell: hears how far it is. Raises ValueError below 50 clients and above a million.
    """
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"the demo firm needs {SMALLEST} to {LARGEST} clients")
    days = publishing_days(as_of)
    firm = make_firm(seed, as_of)
    products = make_products(seed, days)
    navs = make_navs(seed, products, days)
    market = Market(products, {product.code: navs[product.id] for product in products})
    clients = make_clients(seed, size, days, as_of)
    owners = draw_owners(seed, firm, clients)
    told = plant(seed, firm, clients, owners, market, as_of)
    households, relations = make_families(seed, clients, frozenset(told.clients), as_of, told.heads)
    part_number_twins(seed, clients)
    household_of = {client.id: household.id for household in households for client in household.members}
    for household in households:
        owners.update({client.id: owners[household.members[0].id] for client in household.members})
    ledger, aum = _booked(seed, products, navs, clients, market, told, tell)
    assignments = make_assignments(seed, firm, clients, owners, as_of)
    owned = Owners(_stretches(assignments))
    tags, client_tags = make_tags(seed, clients, firm.founded_on, as_of)
    return Population(
        as_of=as_of,
        firm=firm,
        products=products,
        navs=[nav for series in navs.values() for nav in series],
        clients=clients,
        owner_of={id: user.id for id, user in owners.items()},
        assignments=assignments,
        households=households,
        household_of=household_of,
        relations=relations,
        transactions=ledger.transactions,
        holdings=ledger.holdings,
        lots=ledger.lots,
        lot_uses=ledger.uses,
        aum=aum,
        contacts=Anew(
            lambda: make_contacts(seed, clients, aum, owned, told.silent, as_of),
            keep=size <= _KEPT,
            mark=lambda contact: in_detail(contact, as_of),
        ),
        tasks=Anew(lambda: make_tasks(seed, clients, aum, owned, as_of), keep=size <= _KEPT),
        tags=tags,
        client_tags=client_tags,
        told=told,
    )


def _booked(
    seed: int,
    products: list[DemoProduct],
    navs: dict[UUID, list[DemoNav]],
    clients: list[DemoClient],
    market: Market,
    told: Told,
    tell: Tell | None,
) -> tuple[Ledger, dict[UUID, Decimal]]:
    """The ledger with the orders of all investors, told or drawn, and the AUM of every client."""
    draws = draws_of(seed, "orders")
    ledger = Ledger(seed, products, navs)
    aum = {}
    for number, client in enumerate(clients):
        if tell and number % _TOLD_EVERY == 0:
            tell("book", number, len(clients))
        orders = told.orders.get(client.id)
        if orders is None:
            orders = orders_of(draws, client, market, frozenset({BELL_WETHER}))
        aum[client.id] = ledger.book(client.id, orders)
        if orders:
            client.started_on = orders[0].day
    return ledger, aum


def _stretches(assignments: list[DemoAssignment]) -> dict[UUID, list[tuple[date, UUID]]]:
    """First day and owner of each stretch of ownership, oldest first, by client."""
    stretches: dict[UUID, list[tuple[date, UUID]]] = {}
    for row in assignments:
        if row.role == "owner":
            stretches.setdefault(row.client_id, []).append((row.valid_from, row.user_id))
    return {client: sorted(rows) for client, rows in stretches.items()}
