"""The data of the bench: a firm in the product's own schema, the same rows for the same size.

`python -m tests.bench.data [--clients 100000] [--folder F] [--anew]` makes it or finds it, and prints what there is.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import time
from pathlib import Path

from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.demo.draws import draws_of
from backend.book.firms import found_firm
from backend.book.interactions import Interaction
from backend.book.ledger import Holding, Transaction
from backend.book.products import Product
from backend.book.staff import Team, TeamMembership, User, UserRole
from backend.book.tags import ClientTag, Tag
from backend.book.tasks import Task
from backend.platform.crypto import FirmKeys, load_master_key
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies import store
from tests.bench import dealing_rows, funds, party_rows, people
from tests.bench.filling import Filler, filling, missing_parents
from tests.bench.ground import FOLDER, BenchFirm, Ground, ground
from tests.bench.parties import EPOCH, MORNING, Parties
from tests.bench.size import HUNDRED_THOUSAND, SEED, Size


async def firm_of(place: Ground, size: Size, *, anew: bool = False) -> BenchFirm:
    """The firm of a size, made when it is not there."""
    found = None if anew else await place.kept(size)
    return found or await make(place, size)


async def make(place: Ground, size: Size) -> BenchFirm:
    """Found and fill a firm of its own database."""
    began = time.perf_counter()
    await place.make_anew(size)
    url = place.url_of(size)
    filler = await found_and_fill(url, Vault(load_master_key(place.key_file)), size)
    place.keep(size, filler.firm_id)
    told = ", ".join(f"{name} {filler.counts.get(name, '')} {s:.1f}s" for name, s in filler.seconds.items())
    print(f"made in {time.perf_counter() - began:.0f} s: {told}", flush=True)
    return place.firm(size, filler.firm_id)


async def found_and_fill(url: str, vault: Vault, size: Size) -> Filler:
    """A new firm with all its rows. Raises RuntimeError when rows refer to rows that are not there."""
    database = Database(url, pool_size=1)
    try:
        founded = await found_firm(database, vault, f"Bench {size.clients}", equip=store.seed)
        async with database.as_system(founded.firm_id, "bench") as session:
            keys = await vault.firm(session)
    finally:
        await database.close()
    # Millions of short-lived tuples beside long-lived lists: every collection would look at the lists again.
    gc.disable()
    try:
        async with filling(url, founded.firm_id) as filler:
            await fill(filler, size, keys)
    finally:
        gc.enable()
    if broken := await missing_parents(url):
        raise RuntimeError(f"rows without parents: {broken}")
    return filler


async def fill(filler: Filler, size: Size, keys: FirmKeys) -> None:
    """All rows."""
    staff, bought, tag_ids = people.make_staff(size), funds.make_funds(size), funds.tag_ids(size)
    draws = draws_of(SEED, "bench roles")
    await filler.write(Team, ("id", "name", "lead_id"), people.team_rows(staff))
    await filler.write(
        User, ("id", "name", "name_sort", "email", "title", "team_id"), people.user_rows(staff)
    )
    await filler.write(UserRole, ("id", "user_id", "role"), people.role_rows(staff, draws))
    membership = ("id", "user_id", "team_id", "valid_from")
    await filler.write(TeamMembership, membership, people.membership_rows(staff, draws))
    fund = ("id", "code", "name", "name_sort", "strategy", "risk_level", "inception", "lock_up_days")
    await filler.write(Product, (*fund, "nav", "nav_date"), funds.fund_rows(bought))
    await filler.write(Tag, ("id", "name", "colour", "group"), funds.tag_rows(tag_ids))

    parties = list(Parties(size, staff, bought))
    await filler.write(Client, party_rows.CLIENT_COLUMNS, party_rows.client_rows(parties, staff, keys))
    owned = ("id", "client_id", "user_id", "role", "credit", "valid_from")
    await filler.write(Assignment, owned, party_rows.assignment_rows(parties))
    contact = ("id", "client_id", "kind", "sealed", "masked", "blind", "tail", "primary", "verified")
    mobiles = party_rows.contact_rows(parties, keys)
    await filler.write(ContactPoint, (*contact, "created_at", "updated_at"), mobiles)
    given = ("id", "client_id", "tag_id", "source", "given_at")
    await filler.write(ClientTag, given, party_rows.client_tag_rows(parties, tag_ids))
    held = ("id", "client_id", "product_id", "units", "cost", "valid_from")
    await filler.write(Holding, held, party_rows.holding_rows(parties))
    if not size.with_dealings:
        return
    morning = int((MORNING - EPOCH).total_seconds() * 1000)
    dealt = (
        "id",
        "client_id",
        "product_id",
        "date",
        "nav",
        "created_at",
        "kind",
        "units",
        "gross",
        "fee",
        "net",
    )
    await filler.write(Transaction, dealt, dealing_rows.transaction_rows(parties, bought, morning))
    met = ("id", "client_id", "user_id", "at", "created_at", "updated_at", "kind", "direction", "channel")
    contacts = dealing_rows.interaction_rows(parties)
    await filler.write(Interaction, (*met, "minutes", "summary", "two_way", "search_tokens"), contacts)
    owed = ("id", "title", "state", "priority", "due_at", "client_id", "assignee_id", "created_at")
    await filler.write(Task, (*owed, "updated_at", "created_by"), party_rows.task_rows(parties))


def main() -> int:
    """Make or find a firm."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.data")
    asked.add_argument("--clients", type=int, default=HUNDRED_THOUSAND)
    asked.add_argument("--folder", type=Path, default=FOLDER)
    asked.add_argument("--anew", action="store_true")
    chosen = asked.parse_args()
    with ground(chosen.folder) as place:
        firm = asyncio.run(firm_of(place, Size(chosen.clients), anew=chosen.anew))
        print(f"{firm.clients} clients: firm {firm.firm_id}, kept in {chosen.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
