"""Whether a client may be contacted: one judgement for campaigns, automations, people, and again when it is sent.

`judge` is pure; `Ground` gathers what it looks at for many clients in a constant number of statements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.contact_blocks import blocked_until_of
from backend.book.contact_points import ContactPoint
from backend.book.life_cycle import HELD
from backend.book.products import Product
from backend.platform.clock import BUSINESS_ZONE, business_date
from backend.retain.consents import ConsentEntry, states_of
from backend.retain.contact_rules import GIVEN, NOT_ASKED, Rules, rules_at
from backend.retain.messages import COUNTED, Message
from backend.retain.purposes import POINTS
from backend.track.suitability_checks import ClientFacts
from backend.track.suitability_content import ALLOWED, RuleSet
from backend.track.suitability_matches import client_facts_of
from backend.track.suitability_rules import rules_in_force

PASSING: Final = frozenset({"quiet_hours", "frequency_cap", "cooling_off"})
"""Reasons that end by themselves, at a known time."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not. again_at: when it ends by itself; params: what the sentence says."""

    code: str
    again_at: datetime | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Reasons against it, the weightier ones first; none: he may be contacted."""

    reasons: tuple[Reason, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons

    @property
    def again_at(self) -> datetime | None:
        """When it may be tried again; None where something else than time has to change."""
        if not self.reasons or any(each.code not in PASSING for each in self.reasons):
            return None
        return max(each.again_at for each in self.reasons if each.again_at is not None)


@dataclass(frozen=True, slots=True)
class Contact:
    """What is meant. at: the instant it would happen."""

    purpose: str
    channel: str
    at: datetime
    product_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a client. sent: when he was sent something for the purpose, oldest first; address: alive,
    dead or None; cooling: until when an order of his cools off."""

    state: str
    archived: bool
    consent: ConsentEntry | None
    address: str | None
    cooling: datetime | None
    sent: Sequence[datetime]
    suits: ClientFacts | None


def judge(
    contact: Contact, rules: Rules, facts: Facts, suiting: tuple[RuleSet, str | None] | None
) -> Verdict:
    """Whether a client may be contacted. suiting: the grid and the risk of the product, where there is one."""
    found = [*_standing(facts), *_agreed(rules.consent.get(contact.purpose, GIVEN), facts.consent)]
    if contact.purpose in rules.suited and suiting is not None:
        found += _unsuited(facts.suits, *suiting, contact.at)
    if facts.cooling is not None and contact.purpose in rules.cooling:
        found.append(Reason("cooling_off", max(facts.cooling, contact.at + timedelta(minutes=1))))
    for cap in rules.caps:
        if cap.purpose != contact.purpose:
            continue
        span = timedelta(days=cap.days)
        lately = [each for each in facts.sent if each > contact.at - span]
        if len(lately) >= cap.count:
            again = lately[-cap.count] + span
            found.append(Reason("frequency_cap", again, {"count": cap.count, "days": cap.days}))
    end = _quiet_until(rules, contact)
    if end is not None:
        found.append(Reason("quiet_hours", end))
    return Verdict(tuple(found))


def _standing(facts: Facts) -> Iterator[Reason]:
    if facts.archived:
        yield Reason("archived_client")
    if facts.state in HELD:
        yield Reason("client_held")
    if facts.address is None:
        yield Reason("no_address")
    elif facts.address == "dead":
        yield Reason("dead_address")


def _agreed(need: str, consent: ConsentEntry | None) -> Iterator[Reason]:
    if need == NOT_ASKED:
        return
    if consent is not None and not consent.given:
        yield Reason("consent_withdrawn")
    elif consent is None and need == GIVEN:
        yield Reason("no_consent")


def _unsuited(facts: ClientFacts | None, grid: RuleSet, risk: str | None, at: datetime) -> list[Reason]:
    if risk is None:
        return [Reason("no_product_risk")]
    row = None if facts is None else facts.row
    if facts is None or row is None:
        return [Reason("not_assessed")]
    if not facts.professional and facts.valid_until is not None and facts.valid_until < business_date(at):
        return [Reason("assessment_expired")]
    if grid.grid[row][risk] != ALLOWED:
        return [Reason("unsuitable", None, {"level": facts.level or row, "risk": risk})]
    return []


def _quiet_until(rules: Rules, contact: Contact) -> datetime | None:
    """The end of the quiet hours that an instant falls into; they may go over midnight."""
    hours = rules.quiet.get(contact.channel)
    if hours is None:
        return None
    begin, end = hours
    local = contact.at.astimezone(BUSINESS_ZONE)
    clock = local.time().replace(tzinfo=None)
    inside = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if begin > end and clock >= begin else 0)
    return datetime.combine(day, end, BUSINESS_ZONE)


@dataclass
class Ground:
    """What is known of some clients for one kind of contact."""

    contact: Contact
    rules: Rules
    facts: dict[UUID, Facts]
    suiting: tuple[RuleSet, str | None] | None

    def verdict(self, client_id: UUID, at: datetime | None = None) -> Verdict:
        """Of one client; one who is not there is held like one put away."""
        facts = self.facts.get(client_id)
        if facts is None:
            return Verdict((Reason("archived_client"),))
        contact = self.contact if at is None else Contact(
            self.contact.purpose, self.contact.channel, at, self.contact.product_id
        )  # fmt: skip
        return judge(contact, self.rules, facts, self.suiting)

    def counted(self, client_id: UUID) -> None:
        """One more is sent to him at this instant: it counts for whatever follows."""
        facts = self.facts[client_id]
        self.facts[client_id] = Facts(
            facts.state, facts.archived, facts.consent, facts.address, facts.cooling,
            (*facts.sent, self.contact.at), facts.suits,
        )  # fmt: skip


async def ground_of(session: AsyncSession, client_ids: Collection[UUID], contact: Contact) -> Ground:
    """Six statements for however many clients, four more where there is a product."""
    firm_id, rules = session.info["firm_id"], await rules_at(session, contact.at)
    ids = list(client_ids)
    rows = await session.execute(
        select(Client.id, Client.state, Client.archived_at, Client.merged_into_id).where(
            Client.firm_id == firm_id, Client.id.in_(ids)
        )
    )
    cell = (contact.purpose, contact.channel)
    consents = await states_of(session, ids, until=contact.at, cell=cell)
    addresses: dict[UUID, str] = {}
    for client_id, dead_at in await session.execute(
        select(ContactPoint.client_id, ContactPoint.dead_at)
        .where(
            ContactPoint.firm_id == firm_id,
            ContactPoint.client_id.in_(ids),
            ContactPoint.kind.in_(POINTS[contact.channel]),
        )
        .order_by(ContactPoint.primary, ContactPoint.id)
    ):
        if dead_at is None or addresses.get(client_id) is None:
            addresses[client_id] = "alive" if dead_at is None else "dead"
    cooling = await blocked_until_of(session, ids)
    sent = await _sent(session, ids, contact, rules)
    suits: dict[UUID, ClientFacts] = {}
    suiting = None
    if contact.product_id is not None:
        suits = await client_facts_of(session, ids)
        risk = await session.scalar(
            select(Product.risk_level).where(Product.firm_id == firm_id, Product.id == contact.product_id)
        )
        suiting = ((await rules_in_force(session)).rules, risk)
    facts = {
        id: Facts(
            state, archived_at is not None or merged is not None, consents.get(id, {}).get(cell),
            addresses.get(id), cooling.get(id), sent.get(id, ()), suits.get(id),
        )
        for id, state, archived_at, merged in rows
    }  # fmt: skip
    return Ground(contact, rules, facts, suiting)


async def _sent(
    session: AsyncSession, ids: Sequence[UUID], contact: Contact, rules: Rules
) -> dict[UUID, list[datetime]]:
    """When clients were sent something for the purpose within the longest span that a cap looks at, oldest first."""
    days = max((cap.days for cap in rules.caps if cap.purpose == contact.purpose), default=0)
    found: dict[UUID, list[datetime]] = {}
    rows = await session.execute(
        select(Message.client_id, Message.began_at)
        .where(
            Message.firm_id == session.info["firm_id"],
            Message.client_id.in_(ids),
            Message.purpose == contact.purpose,
            Message.state.in_(COUNTED),
            Message.began_at > contact.at - timedelta(days=days),
        )
        .order_by(Message.began_at)
    )
    for client_id, at in rows:
        assert at is not None
        found.setdefault(client_id, []).append(at)
    return found


async def may_send(session: AsyncSession, client_id: UUID, contact: Contact) -> Verdict:
    """Whether one client may be contacted; for many see `ground_of`."""
    return (await ground_of(session, [client_id], contact)).verdict(client_id)
