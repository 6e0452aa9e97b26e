"""Live reads: equal to the ordinary way, one statement for all who need the same, bounded, ended with the right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from backend.book import orders, tasks
from backend.book.ledger import FundOrder
from backend.book.notifications import Notification
from backend.graph.metrics import EVENTS, RUNS
from backend.graph.operations import COMPILED, ORDINARY
from backend.platform.bells import strike
from backend.platform.database import Database
from backend.platform.errors import Code
from backend.platform.ids import own_id, uuid7
from backend.platform.keys import Vault
from backend.platform.principal import Level
from backend.policies.roles import PEOPLE
from tests.differential.comparing import difference, opened
from tests.schema.house import ORDINARY as ORDINARILY
from tests.schema.house import House, build_house, codes_of, furnish, widened
from tests.schema.listening import Listener, all_wait, listening, ring, until

CLIENT = """subscription($id: ID!) { event: clientChanged(id: $id) {
  __typename id name company mobile idNumber relation
  owner { name } tags { name } holdings { units product { name } }
  tasks(first: 2) { totalCount edges { cursor node { title state } } pageInfo { hasNextPage } }
  ...more
} } fragment more on Client { again: company household { name } contactPoints { kind value } }"""
ORDER = "subscription($id: ID!) { event: orderChanged(id: $id) { id state } }"
COMPANY = "subscription($id: ID!) { clientChanged(id: $id) { company } }"
TASK = "subscription { taskChanged { id title state relation client { name mobile } assignee { name } } }"
INBOX = """subscription { inbox {
  __typename unreadCount notification { kind params subject { id ... on Task { title } } }
} }"""
NONE = (Level.NONE,) * 4
SEEING = ("client_manager", "senior_client_manager", "assistant", "executive", "compliance")


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> AsyncIterator[House]:
    made = await build_house(database, vault)
    await furnish(made, 3)
    await made.services.bells.start()
    yield made
    await made.services.bells.stop()


async def change(house: House, place: int, company: str) -> None:
    """Somebody gives a client another employer."""
    document = "query($id: ID!) { client(id: $id) { version } }"
    id = house.id("client", place)
    version = (await house.data("client_manager", document, id=id))["client"]["version"]
    given = {"id": id, "version": version, "company": company}
    await house.data(
        "client_manager", "mutation($i: UpdateClientInput!) { updateClient(input: $i) { id } }", i=given
    )


async def tell(house: House, role: str, subject: Any) -> None:
    """A line for somebody's inbox, and its bell."""
    user_id, id = house.people[role], uuid7()
    async with house.database.change(house.firm.system) as session:
        session.add(
            Notification(
                id=id, firm_id=house.firm_id, user_id=user_id, kind="task_assigned", params={"by": None},
                subject_noun="task", subject_id=subject,
            )
        )  # fmt: skip
        strike(session, "inbox", f"{user_id}:{id}")


@pytest.mark.parametrize("role", [*PEOPLE, "client_manager#2", "partner_api"])
async def test_an_event_is_the_same_by_both_ways(house: House, role: str) -> None:
    plain = opened(house.vault)
    task_id = house.rows["task"][0]

    async def same(topic: str, document: str, happens: Any, first: bool = False, **variables: Any) -> None:
        before = len(house.services.bells._listeners[topic])
        async with (
            listening(house, role, document, **variables) as ours,
            listening(house, role, document, by=ORDINARILY, **variables) as theirs,
        ):
            if first:
                assert difference(await theirs.next(), await ours.next(), plain) is None
            await until(lambda: _settled(house, topic, before, ours, theirs))
            refused = bool(theirs.queue.qsize() or theirs.ended.done())
            if not refused:
                await happens()
            told, seen = await theirs.next(), await ours.next()
            assert difference(told, seen, plain) is None
            if told.get("data"):
                assert (theirs.route, ours.route) == (ORDINARY, COMPILED)

    async def task_rings() -> None:
        user_id = house.people.get(role, house.people["client_manager"])
        ring(house, "task", f"{user_id}:{task_id}")
        if role == "client_manager":
            return
        # A task of somebody else is passed over where it is out of reach; one of one's own comes.
        async with house.database.change(await house.principal(role)) as session:
            await tasks.create_task(session, f"自己的{role}")

    await same("client", CLIENT, lambda: change(house, 0, f"甲{role}"), id=house.id("client"))
    if role != "partner_api":
        await same("task", TASK, task_rings)
        await same("inbox", INBOX, lambda: tell(house, role, task_id), first=True)


def _settled(house: House, topic: str, before: int, *listeners: Listener) -> bool:
    """Whether both hear the bell, or were refused."""
    if all(each.queue.qsize() or each.ended.done() for each in listeners):
        return True
    return len(house.services.bells._listeners[topic]) >= before + len(listeners)


async def test_fifty_with_the_same_rights_and_document_need_one_statement(house: House) -> None:
    async with AsyncExitStack() as stack:
        id = house.id("client", 1)
        many = [
            await stack.enter_async_context(listening(house, "client_manager", CLIENT, id=id))
            for _ in range(50)
        ]
        await all_wait(house, "client", 50)
        await change(house, 1, "先")
        assert [(await each.next())["data"]["event"]["company"] for each in many] == ["先"] * 50
        shared, made, sent = (
            RUNS.labels("shared")._value.get(), RUNS.labels("made")._value.get(), EVENTS.labels(COMPILED)._value.get(),
        )  # fmt: skip
        with house.counted() as seen:
            ring(house, "client", str(house.rows["client"][1]))
            answers = [await each.next() for each in many]
    assert len(seen) == 1
    plain = opened(house.vault)
    assert {difference(answers[0], each, plain) for each in answers} == {None}
    assert RUNS.labels("made")._value.get() - made == 1
    assert RUNS.labels("shared")._value.get() - shared == 49
    assert EVENTS.labels(COMPILED)._value.get() - sent == 50


async def test_each_of_different_rights_needs_a_statement_of_its_own(house: House) -> None:
    async with AsyncExitStack() as stack:
        id = house.id("client", 1)
        many = [
            await stack.enter_async_context(listening(house, role, COMPANY, id=id))
            for role in SEEING
            for _ in range(4)
        ]
        await all_wait(house, "client", len(many))
        for round_ in ("一", "二"):  # the first one makes the plans
            with house.counted() as seen:
                ring(house, "client", str(house.rows["client"][1]))
                for each in many:
                    assert "data" in await each.next(), round_
    assert len(seen) == len(SEEING)


async def test_a_burst_of_twenty_changes_is_one_event_and_the_stream_ends_with_the_reach(
    house: House,
) -> None:
    async with listening(house, "client_manager#2", COMPANY, id=house.id("client", 2)) as stranger:
        assert codes_of(await stranger.next()) == ["NOT_FOUND"]
    manager, detail = await house.principal("client_manager"), str(house.rows["client"][2])
    async with listening(house, manager, COMPANY, id=house.id("client", 2)) as own:
        await all_wait(house, "client", 1)
        for _ in range(2):
            for _ in range(20):
                ring(house, "client", detail)
            assert "data" in await own.next()
        own.context.renew(replace(manager, scope=replace(manager.scope, user_ids=frozenset({uuid7()}))))
        ring(house, "client", detail)
        # Events come one after the other, so one more of a burst would have come before the end.
        assert await own.next() == {"ended": "None"}
        assert own.heard == 2


async def test_a_reader_who_does_not_read_piles_nothing_up(house: House) -> None:
    async with listening(house, "client_manager", COMPANY, id=house.id("client", 0)) as slow:
        await all_wait(house, "client", 1)
        slow.may_go_on.clear()
        ring(house, "client", str(house.rows["client"][0]))
        await slow.next()
        with house.counted() as seen:
            for _ in range(20_000):
                ring(house, "client", str(house.rows["client"][0]))
            assert slow.queue.empty()
            slow.may_go_on.set()
            await slow.next()
        assert slow.heard == 2
        assert len(seen) == 1


async def test_the_next_event_is_run_under_the_present_mask(house: House) -> None:
    manager = await house.principal("client_manager")
    async with listening(house, manager, COMPANY, id=house.id("client", 0)) as own:
        await all_wait(house, "client", 1)
        ring(house, "client", str(house.rows["client"][0]))
        assert (await own.next())["data"]["clientChanged"]["company"]
        own.context.renew(widened(manager, Client__company=NONE))
        ring(house, "client", str(house.rows["client"][0]))
        told = await own.next()
        assert (told["data"], codes_of(told)) == ({"clientChanged": {"company": None}}, ["FORBIDDEN"])
        assert own.route == COMPILED


async def test_an_order_rings_for_whoever_looks_at_it(house: House) -> None:
    id = house.id("fundorder")
    async with listening(house, await house.principal("operations"), ORDER, id=id) as own:
        await all_wait(house, "order", 1)
        async with house.database.change(house.firm.system) as session:
            found = select(FundOrder).where(
                FundOrder.firm_id == house.firm_id, FundOrder.id == own_id("fundorder", id)
            )
            orders.tell(session, (await session.scalars(found)).one())
        assert (await own.next())["data"]["event"]["id"] == id


@pytest.mark.parametrize("call", ["inbox", "clientChanged", "taskChanged", "orderChanged"])
async def test_a_stream_ends_when_the_right_to_listen_is_withdrawn(house: House, call: str) -> None:
    manager = await house.principal("client_manager")
    document = {"inbox": INBOX, "clientChanged": CLIENT, "taskChanged": TASK, "orderChanged": ORDER}[call]
    of = {"clientChanged": "client", "orderChanged": "fundorder"}.get(call)
    given: dict[str, Any] = {"id": house.id(of)} if of else {}
    topic = {"clientChanged": "client", "taskChanged": "task", "orderChanged": "order"}.get(call, call)
    async with listening(house, manager, document, **given) as own:
        await all_wait(house, topic, 1)
        own.context.renew(replace(manager, locale="zh-CN"))
        assert not own.ended.done()
        own.context.renew(widened(manager, **{f"Subscription__{call}": NONE}))
        ended = await asyncio.wait_for(own.ended, 20)
        assert ended is not None
        assert (ended.code, ended.params["coordinate"]) == (Code.FORBIDDEN, f"Subscription.{call}")
    assert not house.services.bells._listeners[topic]
