"""Loading the demo firm: founded, filled and enrolled in one transaction, or not at all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.demo import breaks, firm_rows, leaving, minutes
from backend.book.demo.client_rows import ClientRows
from backend.book.demo.copying import Copier, copying
from backend.book.demo.logins import LOGINS
from backend.book.demo.money import money
from backend.book.demo.population import SEED, Population, Tell, population
from backend.book.demo.stories import FULL_SIZE
from backend.book.demo.tiers import write_tiers
from backend.book.exchange_rates import ExchangeRate
from backend.book.fee_accruals import FeeAccrual
from backend.book.fee_terms import FeeTerms
from backend.book.firms import Equip, add_firm
from backend.book.handovers import Handover, HandoverLine
from backend.book.households import ClientRelation, Household
from backend.book.interactions import Interaction
from backend.book.ledger import FundOrder, Holding, Lot, LotUse, Transaction
from backend.book.open_days import OpenDay
from backend.book.participants import Participant
from backend.book.products import NavPoint, Product
from backend.book.receipts import PaymentReceipt
from backend.book.revenue import Revenue
from backend.book.staff import Team, TeamMembership, User, UserRole
from backend.book.tag_marks import TagMark
from backend.book.tag_rules import TagRule
from backend.book.tags import ClientTag, Tag
from backend.book.talk_messages import TalkMessage
from backend.book.tasks import Task
from backend.book.unit_breaks import UnitBreak
from backend.platform.clock import business_date
from backend.platform.crypto import FirmKeys
from backend.platform.database import Database
from backend.platform.directory import list_login
from backend.platform.ids import uuid7
from backend.platform.keys import PersonKey, Vault
from backend.platform.principal import system

# Gives the people with these ids what they sign in with, in the session of the load.
Enrol = Callable[[AsyncSession, Sequence[UUID]], Awaitable[None]]
# Writes what packages above the book have of the demo firm, with the copier of the load.
Further = Callable[[AsyncSession, Copier, Population], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """Somebody of the demo firm to sign in as."""

    user_id: UUID
    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class LoadedDemo:
    """What was loaded: rows by table, seconds for making and for writing them, and the log-ins to show."""

    firm_id: UUID
    name: str
    logins: tuple[DemoLogin, ...]
    rows: dict[str, int]
    seconds_making: float
    seconds_writing: float


async def load_demo(
    database: Database,
    vault: Vault,
    *,
    size: int = FULL_SIZE,
    seed: int = SEED,
    as_of: date | None = None,
    equip: Equip | None = None,
    enrol: Enrol | None = None,
    further: Further | None = None,
    tell: Tell | None = None,
) -> LoadedDemo:
    """Found the demo firm and fill it; nothing stays when anything fails.

    size: clients, 50 to a million; as_of: the business day on whose morning everything stands, default today; equip:
    writes what every firm starts with; enrol: gives the active people their passwords; further: writes what is not of
    the book. The firm's id is new each time, the rows in it are the same for size, seed and date. tell: hears how far
    it is. Raises ValueError for a size that is too small or too large.
    """
    started = time.perf_counter()
    people = await asyncio.to_thread(population, size, seed, as_of=as_of or business_date(), tell=tell)
    made = time.perf_counter()
    firm_id = uuid7()
    async with database.change(system(firm_id, "demo")) as session:
        firm = await add_firm(session, vault, people.firm.name, demo=True, equip=equip)
        keys = await vault.firm(session)
        async with copying(session, tell) as copier:
            await _write(copier, people, vault, keys)
            if further is not None:
                await further(session, copier, people)
        await write_tiers(session, people.as_of)
        active = [user for user in people.firm.users if user.left_on is None]
        for user in active:
            await list_login(session, vault.login_hmac(user.email), firm_id)
        if enrol is not None:
            await enrol(session, [user.id for user in active])
    return LoadedDemo(
        firm_id=firm_id,
        name=firm.name,
        logins=_logins(people),
        rows=copier.counts,
        seconds_making=made - started,
        seconds_writing=time.perf_counter() - made,
    )


async def _write(copier: Copier, people: Population, vault: Vault, keys: FirmKeys) -> None:
    """All rows, those first that others refer to."""
    rows = ClientRows(people, keys)
    await copier.write(Team, firm_rows.teams(people))
    await copier.write(User, firm_rows.users(people))
    await copier.write(UserRole, firm_rows.user_roles(people))
    await copier.write(TeamMembership, firm_rows.memberships(people))
    await copier.write(Product, firm_rows.products(people))
    await copier.write(FeeTerms, firm_rows.fee_terms(people))
    await copier.write(OpenDay, firm_rows.open_days(people))
    await copier.write(NavPoint, firm_rows.nav_points(people))
    await copier.write(Tag, firm_rows.tags(people))
    await copier.write(TagRule, firm_rows.tag_rules(people))
    await copier.write(TagMark, firm_rows.tag_marks(people))
    await copier.write(Household, firm_rows.households(people))
    await copier.write(PersonKey, rows.keys())
    await copier.write(Client, rows.clients())
    await copier.write(ContactPoint, rows.contact_points())
    await copier.write(Assignment, firm_rows.assignments(people))
    await copier.write(Handover, leaving.handovers(people))
    await copier.write(HandoverLine, leaving.handover_lines(people))
    await copier.write(ClientRelation, firm_rows.relations(people))
    await copier.write(ClientTag, firm_rows.client_tags(people))
    await copier.write(Transaction, firm_rows.transactions(people))
    await copier.write(Lot, firm_rows.lots(people))
    await copier.write(LotUse, firm_rows.lot_uses(people))
    await copier.write(Holding, firm_rows.holdings(people))
    await copier.write(UnitBreak, breaks.unit_breaks(people))
    around = money(people)
    await copier.write(FundOrder, around.orders)
    await copier.write(PaymentReceipt, around.receipts)
    await copier.write(FeeAccrual, around.accruals)
    await copier.write(Revenue, around.revenues)
    await copier.write(ExchangeRate, around.rates)
    await copier.write(Interaction, firm_rows.interactions(people))
    await copier.write(Participant, minutes.participants(people))
    await copier.write(TalkMessage, minutes.talk_messages(people))
    await copier.write(Task, firm_rows.tasks(people))


def _logins(people: Population) -> tuple[DemoLogin, ...]:
    """The demo log-ins in the order in which they are shown."""
    chosen = (people.firm.by_email[login] for login in LOGINS)
    return tuple(DemoLogin(user.id, user.email, user.name, user.roles[0]) for user in chosen)
