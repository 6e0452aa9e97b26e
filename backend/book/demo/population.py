"""The whole demo firm as plain rows: one call, the same to the byte for a size, a seed and a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from backend.book.demo.clients import DemoClient, make_clients, part_number_twins
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
from backend.book.demo.service import DemoAssignment, draw_owners, make_assignments
from backend.book.demo.stories import FULL_SIZE, Told, tell
from backend.book.demo.tags import DemoClientTag, DemoTag, make_tags

SEED = 20_240_601
SMALLEST = 50


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
    contacts: list[DemoContact]
    tasks: list[DemoTask]
    tags: list[DemoTag]
    client_tags: list[DemoClientTag]
    told: Told


def population(size: int = FULL_SIZE, seed: int = SEED, *, as_of: date) -> Population:
    """The demo firm with `size` clients on the morning of `as_of`; raises ValueError below 50 clients."""
    if size < SMALLEST:
        raise ValueError(f"the demo firm needs {SMALLEST} clients or more")
    days = publishing_days(as_of)
    firm = make_firm(seed, as_of)
    products = make_products(seed, days)
    navs = make_navs(seed, products, days)
    market = Market(products, {product.code: navs[product.id] for product in products})
    clients = make_clients(seed, size, days, as_of)
    owners = draw_owners(seed, firm, clients)
    told = tell(seed, firm, clients, owners, market, as_of)
    households, relations = make_families(seed, clients, frozenset(told.clients), as_of)
    part_number_twins(seed, clients)
    household_of = {client.id: household.id for household in households for client in household.members}
    for household in households:
        owners.update({client.id: owners[household.members[0].id] for client in household.members})
    ledger, aum = _booked(seed, products, navs, clients, market, told)
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
        contacts=make_contacts(seed, clients, aum, owned, told.silent, as_of),
        tasks=make_tasks(seed, clients, aum, owned, as_of),
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
) -> tuple[Ledger, dict[UUID, Decimal]]:
    """The ledger with the orders of all investors, told or drawn, and the AUM of every client."""
    draws = draws_of(seed, "orders")
    ledger = Ledger(seed, products, navs)
    aum = {}
    for client in clients:
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
