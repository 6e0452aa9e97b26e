"""A client one does not see: whatever becomes of him, and whether there is such a one, is not told."""

# ruff: noqa: UP031  documents are full of braces
from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import assignments, client_changes, households, interactions, needs, tags, tasks
from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft
from backend.book.ledger import Holding, Transaction
from backend.platform.clock import now
from backend.platform.ids import public_id, uuid7
from backend.track import moving
from backend.track.templates import JourneyTemplate
from tests.leaks.observing import OBSERVERS, Findings, Leak, Observer
from tests.leaks.probes import Probe
from tests.schema.house import House, new_incoming_mail

NAME, RENAMED, NUMBER, SAID = "隐名客户", "阿改名", "16955550000", "又隐"
EMAIL = "hidden@example.com"
CLIENT = (
    "id name relation aum tags { name } household { id name aum members { id } } relations { other { id } }"
)
# Everything that is told of rows without naming the one that is out of sight.
LISTS: Mapping[str, tuple[tuple[int, ...], str]] = {
    "clients": (
        (1, 4, 20),
        "{ clients(first: 50) { totalCount pageInfo { hasNextPage } nodes { %s } } }" % CLIENT,
    ),
    "by name": (
        (20,),
        "{ clients(first: 1, orderBy: [{field: NAME}]) { totalCount edges { cursor node { id } } } }",
    ),
    "anchors": ((20,), "{ clients { pageAnchors(size: 1) } }"),
    "by amount": ((20,), "{ clients(filter: {aum: {gte: 0}}) { totalCount } }"),
    "groups": ((22, 23, 25, 26), "{ clientGroups(by: STATE) { value count aum } }"),
    "groups by owner": ((22,), "{ clientGroups(by: OWNER) { value name count aum } }"),
    "birthdays": ((4,), "{ viewer { birthdays(days: 62) { date client { id } } } }"),
    "by state": (
        (20,),
        '{ clients(filter: {state: {in: ["lead", "existing"]}}) { totalCount nodes { id } } }',
    ),
    "found": ((21,), '{ clients(search: "%s") { totalCount nodes { id } } }' % NAME),
    "hits": ((21,), '{ search(text: "%s") { title target { __typename } } }' % NAME),
    "number": ((21,), '{ search(text: "%s") { title target { __typename } } }' % NUMBER),
    "talk": (
        (21, 46),
        '{ search(text: "%s", kinds: [INTERACTION]) { title detail target { __typename } } }' % SAID,
    ),
    "streams": (
        (4, 20, 23, 36, 46),
        "{ households { nodes { id timeline(first: 3) { pageInfo { hasNextPage } edges { at client { id } } } } } }",
    ),
    "tail": ((21,), '{ search(text: "0000", first: 50) { target { ... on Client { id } } } }'),
    "families": (
        (4, 20, 23),
        "{ households { totalCount nodes { id name relation aum head { id } members { id } } } }",
    ),
    **{
        f"{word} of a family": (
            (15, 20),
            "{ clients(filter: {householdWhere: {members: {%s: {%s}}}}) { totalCount nodes { id } } }"
            % (word, asked),
        )
        for word, asked in (
            ("some", 'name: {in: ["%s", "%s"]}' % (NAME, RENAMED)),
            ("none", "aum: {gte: 90000000}"),
            ("every", "not: {tasks: {some: {}}}"),
        )
    },
    # A mail that waits names the clients who are known by its address: only those one sees.
    "mails": (
        (4, 9),
        "{ incomingMails { totalCount nodes { id state client { id } candidates { id name } } } }",
    ),
    "tasks of clients": (
        (15, 20),
        '{ tasks(filter: {clientWhere: {name: {in: ["%s", "%s"]}}}) { totalCount } }' % (NAME, RENAMED),
    ),
    "meetings": (
        (15, 20),
        '{ clients(filter: {interactions: {some: {kind: {eq: "meeting"}}}}) { totalCount } }',
    ),
    "with needs": ((15, 20), '{ clients(filter: {needs: {some: {state: {eq: "open"}}}}) { totalCount } }'),
    "no holdings": ((15, 20), "{ clients(filter: {holdings: {none: {}}}) { totalCount } }"),
    "tags": ((23,), "{ tags { name clientCount } }"),
    "products": ((23,), "{ products { totalCount nodes { code holderCount } } }"),
    "holders": (
        (4, 20),
        '{ holders(product: "$fund") { totalCount nodes { units cost client { id name } } } }',
    ),
    "receipts": ((4, 20), "{ receipts { totalCount nodes { id payerName client { id } } } }"),
    "revenues": ((4, 20, 23), "{ revenues { totalCount nodes { id amount client { id } } } }"),
    "months": ((23,), '{ revenueByMonth(from: "2026-01-01", to: "2027-01-01") { month kind amount } }'),
    "changes": ((4, 20), "{ holdingChanges { totalCount nodes { units net client { id name } } } }"),
    "payments that differ": (
        (4, 23),
        '{ paymentDifferences(from: "2026-01-01", to: "2026-12-31") { reason expected client { id } } }',
    ),
    "fees that differ": (
        (4, 23),
        '{ feeDifferences(from: "2026-01-01", to: "2026-12-31") { reason received client { id } } }',
    ),
    "by client": (
        (23,),
        '{ revenueByClient(from: "2026-01-01", to: "2027-01-01") { amount client { id } } }',
    ),
    "breaks": ((4, 20), "{ unitBreaks { totalCount nodes { id ourUnits client { id } } } }"),
    "assets": ((23,), "{ assets { clients total { value positions } byProduct { assets { value } } } }"),
    "assets then": (
        (51,),
        '{ assets(on: "2026-03-31", view: KNOWN_THEN) { clients total { value positions } } }',
    ),
    "task groups": (
        (22, 23),
        "{ taskGroups(by: CLIENT) { value name count overdue urgent } due: taskGroups(by: DUE) { value count } }",
    ),
    "tasks by client": (
        (18, 20),
        "{ tasks(orderBy: [{field: CLIENT}], first: 50) { pageAnchors(size: 5) nodes { id } } }",
    ),
    "tasks": ((4, 20), "{ tasks(first: 50) { totalCount nodes { id title client { id } } } }"),
    "needs": ((4, 20), "{ needs(first: 50) { totalCount nodes { id purpose amount client { id } } } }"),
    "journeys": (
        (4, 20),
        "{ journeys(first: 50) { totalCount nodes { id stage expectedAmount client { id } missing { key } } } }",
    ),
    "journey map": ((22, 23), "{ journeyMap { stages { stage { key } journeys clients held amount } } }"),
    "journey outcomes": (
        (22, 23),
        "{ journeyOutcomes { rows { number figures { journeys won lost open median days { day atRisk } } } } }",
    ),
    "workloads": ((22, 23), "{ workloads { user { id } clients aum openTasks overdueTasks } }"),
    "hand-overs": ((4, 20), "{ handovers { totalCount nodes { id lines { note client { id name } } } } }"),
    "inbox": (
        (37,),
        "{ viewer { unreadCount notifications { totalCount nodes { kind params subject { id } } } } }",
    ),
}
# What is asked about one row by its id; an id out of sight is answered as one that was never given.
BY_ID: Mapping[str, tuple[tuple[int, ...], str, str]] = {
    "client": ((1, 4), "client", "query($id: ID!) { client(id: $id) { id } }"),
    "gains": (
        (4, 51),
        "client",
        "query($id: ID!) { client(id: $id) { performance { total { value } } assets { value } } }",
    ),
    "node": ((5,), "client", "query($id: ID!) { node(id: $id) { id } }"),
    "task": ((4,), "task", "query($id: ID!) { task(id: $id) { id } }"),
    "interaction": ((5,), "interaction", "query($id: ID!) { node(id: $id) { id } }"),
    "transaction": ((5,), "transaction", "query($id: ID!) { node(id: $id) { id } }"),
    "household": ((4,), "household", "query($id: ID!) { household(id: $id) { id } }"),
    "audit": ((36,), "client", "query($id: ID!) { audit(subject: $id) { totalCount } }"),
    "filter": ((15,), "client", "query($id: ID!) { tasks(filter: {client: {eq: $id}}) { totalCount } }"),
    "family filter": ((9,), "household", "query($id: ID!) { clients(filter: {household: {eq: $id}}) { totalCount } }"),
    "update": (
        (6, 32, 34),
        "client",
        'mutation($id: ID!) { updateClient(input: {id: $id, version: 1, city: "x"}) { id } }',
    ),
    "book": ((6,), "client", """mutation($id: ID!) { bookTransaction(input: {client: $id, product: "product_0", kind:
        "initial", date: "2026-01-05", units: "1", nav: "1", gross: "1"}) { id } }"""),
    "reverse": (
        (6,),
        "transaction",
        'mutation($id: ID!) { reverseTransaction(input: {id: $id, reason: "录错"}) { id } }',
    ),
    "archive": ((6, 34), "client", "mutation($id: ID!) { archiveClient(input: {id: $id, version: 1}) { id } }"),
    "reveal": (
        (6,),
        "client",
        'mutation($id: ID!) { reveal(input: {id: $id, field: "mobile", reason: "核对资料"}) { value } }',
    ),
    "log": ((6,), "client", """mutation($id: ID!) { logInteraction(input: {client: $id, kind: "call", direction: "in",
        channel: "phone", summary: "x"}) { id } }"""),
    "needs of": ((15,), "client", "query($id: ID!) { needs(client: $id) { totalCount } }"),
    "need for": ((6,), "client", 'mutation($id: ID!) { createNeed(input: {client: $id, purpose: "x"}) { id } }'),
    "journeys of": ((15,), "client", "query($id: ID!) { journeys(filter: {client: $id}) { totalCount } }"),
    "journey": ((4,), "journey", "query($id: ID!) { journey(id: $id) { id } }"),
    "move": ((6, 34), "journey", "mutation($id: ID!) { advanceJourney(input: {id: $id, version: 1}) { id } }"),
    "journey for": ((6,), "client", """mutation($id: ID!) { startJourney(input: {client: $id, template:
        "journeytemplate_00000000000000000000000000000000"}) { id } }"""),
    "task for": ((6,), "client", 'mutation($id: ID!) { createTask(input: {title: "x", client: $id}) { id } }'),
    "family of": (
        (6,),
        "client",
        'mutation($id: ID!) { createHousehold(input: {name: "x", head: $id, members: []}) { id } }',
    ),
    "done": ((6, 34), "task", "mutation($id: ID!) { completeTask(input: {id: $id, version: 1}) { id } }"),
}  # fmt: skip
MAILED = ("client_manager", "senior_client_manager", "assistant", "partner")
"""Roles whose people get mail; to each comes one from the address of the hidden client."""
SHORT = ("client_manager", "team_lead", "partner_api")


@dataclass
class Hidden:
    """A client of the second manager, and what hangs on him; `near`: a client others do see."""

    house: House
    ids: dict[str, UUID]
    near: UUID

    @property
    def client(self) -> UUID:
        """He."""
        return self.ids["client"]


async def hide(house: House) -> Hidden:
    """The client in whose things the first manager, his team and the partner have no part."""
    second = await house.principal("client_manager#2")
    values = {"name": NAME, "kind": "individual", "source": "别处"}
    async with house.database.change(second) as session:
        row = await client_changes.create_client(
            session,
            house.vault,
            values,
            [ContactDraft("mobile", NUMBER), ContactDraft("email", EMAIL)],
            allow_duplicate=True,
        )
        row.state = "existing"
        talk = await interactions.log(
            session, row.id, kind="call", direction="out", channel="phone", summary="隐", minutes=5
        )
        task = await tasks.create_task(session, "隐事", client_id=row.id)
        await needs.create(session, row.id, {"purpose": "隐需", "amount": Decimal(1)})
        template = await session.get_one(JourneyTemplate, (house.firm_id, house.rows["journeytemplate"][0]))
        journey = await moving.start(session, row.id, template.id, {"expected_amount": Decimal(77)})
        moved = Transaction(
            id=uuid7(), client_id=row.id, product_id=house.rows["product"][0], kind="initial",
            date=date(2026, 3, 2), units=Decimal(1), nav=Decimal(1), gross=Decimal(1), fee=Decimal(0), net=Decimal(1),
        )  # fmt: skip
        session.add(moved)
        family = await households.create_household(session, "隐家", row.id, [])
        await session.flush()
        ids = {
            "client": row.id, "interaction": talk.id, "task": task.id, "transaction": moved.id, "household": family.id,
            "journey": journey.id,
        }  # fmt: skip
    return Hidden(house, ids, house.rows["client"][0])


Change = Callable[[AsyncSession, Hidden], Awaitable[Any]]


async def _values(session: AsyncSession, hidden: Hidden) -> None:
    row = await _row(session, hidden.client)
    await client_changes.update_client(
        session,
        hidden.house.vault,
        row.id,
        row.version,
        {"name": RENAMED, "note": "改"},
        [ContactDraft("mobile", "16966660000")],
    )


async def _amount(session: AsyncSession, hidden: Hidden) -> None:
    row = await _row(session, hidden.client)
    row.aum, row.last_interaction_at = Decimal(99000000), now()


async def _tag(session: AsyncSession, hidden: Hidden) -> None:
    await tags.give(session, hidden.client, hidden.house.rows["tag"][0])


async def _holding(session: AsyncSession, hidden: Hidden) -> None:
    product = hidden.house.rows["product"][0]
    session.add(
        Holding(
            client_id=hidden.client,
            product_id=product,
            units=Decimal(5),
            cost=Decimal(5),
            valid_from=date(2026, 3, 2),
        )
    )


async def _tie(session: AsyncSession, hidden: Hidden) -> None:
    await households.add_relation(session, hidden.client, hidden.near, "sibling")


async def _family(session: AsyncSession, hidden: Hidden) -> None:
    """Into the family of a client whom others see."""
    near = await _row(session, hidden.near)
    await session.execute(
        update(Client)
        .where(Client.firm_id == near.firm_id, Client.id == hidden.client)
        .values(household_id=near.household_id)
    )


async def _work(session: AsyncSession, hidden: Hidden) -> None:
    await interactions.log(
        session, hidden.client, kind="meeting", direction="out", channel="meeting", summary=SAID
    )
    owner = hidden.house.people["client_manager#2"]
    await tasks.create_task(session, "又隐事", client_id=hidden.client, assignee_id=owner)


async def _archive(session: AsyncSession, hidden: Hidden) -> None:
    row = await _row(session, hidden.client)
    row.archived_at = now()


async def _row(session: AsyncSession, id: UUID) -> Client:
    return (await session.scalars(select(Client).where(Client.id == id))).one()


CHANGES: Mapping[str, Change] = {
    "values": _values, "amount": _amount, "tag": _tag, "holding": _holding, "tie": _tie, "work": _work,
    "family": _family, "archive": _archive,
}  # fmt: skip
"""What becomes of him, one after the other."""


async def blind_to(observer: Observer, hidden: Hidden, roles: Sequence[str]) -> list[str]:
    """The roles that do not see him though they may ask for clients or tasks."""
    text = "query($id: ID!) { node(id: $id) { id } }"
    found = []
    for role in roles:
        seen = await observer.sees(await observer.who(role), text, {"id": public_id("client", hidden.client)})
        if (seen["told"].get("data") or {}).get("node") is None:
            found.append(role)
    return found


async def probe_rows(
    observer: Observer,
    house: House,
    roles: Sequence[str] = OBSERVERS,
    *,
    changes: Sequence[str] = tuple(CHANGES),
) -> tuple[Findings, Hidden]:
    """The rows' part: somebody comes whom one does not see, his ids, and what becomes of him."""
    findings = Findings()
    for role in MAILED:
        await new_incoming_mail(house, f"From: {EMAIL}\r\nSubject: {role}\r\n\r\nx\r\n".encode(), role)
    before = await _lists(observer, house, roles)
    hidden = await hide(house)
    blind = await blind_to(observer, hidden, roles)
    for role in blind:
        who = await observer.who(role)
        for name, (channels, noun, text) in BY_ID.items():
            ids = (public_id(noun, hidden.ids[noun]), public_id(noun, uuid7()))
            seen = [(await observer.sees(who, text, {"id": id}))["told"] for id in ids]
            leak = Leak(channels, "rows", role, name, (seen[0], seen[1])) if seen[0] != seen[1] else None
            findings.note(Probe(name, channels, text), leak)
    for change in ("coming", *changes):
        if change in CHANGES:
            async with house.database.change(house.firm.system) as session:
                await CHANGES[change](session, hidden)
        after = await _lists(observer, house, blind)
        for (role, name), told in after.items():
            channels = LISTS[name][0]
            both = before[role, name], told
            leak = Leak(channels, "rows", role, f"{name} after {change}", both) if both[0] != told else None
            findings.note(Probe(name, channels, ""), leak)
        before = after
    return findings, hidden


async def _lists(observer: Observer, house: House, roles: Sequence[str]) -> dict[tuple[str, str], Any]:
    """What each list tells each role; `$fund`: the fund that the hidden one will hold, too."""
    fund = house.id("product")
    return {
        (role, name): (await observer.sees(await observer.who(role), text.replace("$fund", fund), {}))["told"]
        for role in roles
        for name, (_, text) in LISTS.items()
    }


async def probe_parting(observer: Observer, hidden: Hidden) -> Findings:
    """When a client is given to another manager, he is to the former one as if he had never been."""
    findings, house = Findings(), hidden.house
    async with house.database.change(house.firm.system) as session:
        row = await _row(session, hidden.client)
        row.archived_at = None
    who = await observer.who("client_manager#2")
    text = "query($id: ID!) { client(id: $id) { id } }"
    mine = public_id("client", hidden.client)
    assert (await observer.sees(who, text, {"id": mine}))["told"]["data"]["client"], (
        "he has to be seen before"
    )
    async with house.database.change(house.firm.system) as session:
        await session.execute(
            delete(Assignment).where(
                Assignment.firm_id == house.firm_id, Assignment.client_id == hidden.client
            )
        )
        row = await _row(session, hidden.client)
        await assignments.assign(session, row.id, row.version, house.people["client_manager"], role="owner")
    for name, (channels, noun, document) in BY_ID.items():
        if noun != "client":
            continue
        seen = [
            (await observer.sees(who, document, {"id": id}))["told"]
            for id in (mine, public_id(noun, uuid7()))
        ]
        leak = Leak(channels, "rows", "client_manager#2", f"{name}, given away", (seen[0], seen[1]))
        findings.note(Probe(name, (*channels, 52), document), leak if seen[0] != seen[1] else None)
    return findings
