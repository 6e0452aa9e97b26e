"""What comes by itself, over a real socket: tasks, changes, the inbox; and how it ends."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import websockets
from websockets.asyncio.client import ClientConnection

from backend.platform.database import Database
from backend.platform.principal import system
from backend.policies import store
from backend.workers.dispatch import Dispatcher
from backend.workers.handlers import HANDLERS
from tests.policies.test_store import SHIPPED
from tests.stories.conftest import AsRole, Caller, signed_in

WITHIN = 20.0  # for a busy machine; what is usual is asserted by itself
USUAL = 1.0
BUSY = 10.0
TASK = "mutation($i: CreateTaskInput!) { createTask(input: $i) { id } }"
UPDATE = "mutation($i: UpdateClientInput!) { updateClient(input: $i) { id version } }"


@pytest.fixture(scope="module")
async def worker(database_url: str) -> AsyncIterator[Dispatcher]:
    """A worker that sweeps without pause."""
    database = Database(database_url, pool_size=4)
    dispatcher = Dispatcher(database, HANDLERS, at_once=1)

    async def sweeping() -> None:
        while True:
            await dispatcher.sweep()
            await asyncio.sleep(0.05)

    task = asyncio.create_task(sweeping())
    yield dispatcher
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await database.close()


@dataclass
class Listener:
    """One subscription on one socket."""

    socket: ClientConnection

    async def next(self, within: float = WITHIN) -> dict[str, Any]:
        """The next message but pings."""
        async with asyncio.timeout(within):
            while True:
                message: dict[str, Any] = json.loads(await self.socket.recv())
                if message["type"] not in {"ping", "pong"}:
                    return message

    async def data(self, within: float = WITHIN) -> Any:
        """The data of the next event."""
        message = await self.next(within)
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        return message["payload"]["data"]

    async def is_silent(self, seconds: float = 0.4) -> bool:
        """Whether nothing comes for a while."""
        try:
            await self.next(seconds)
        except TimeoutError:
            return True
        return False


@asynccontextmanager
async def listening(caller: Caller, port: int, document: str, **variables: Any) -> AsyncIterator[Listener]:
    """A subscription of somebody who is signed in."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in caller.http.cookies.jar)
    async with websockets.connect(
        f"ws://127.0.0.1:{port}/graphql",
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
        additional_headers={"cookie": cookies},
        origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
    ) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        asked = {"query": document, "variables": variables}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": asked}))
        yield Listener(socket)


COMPANIES = "{ clients(first: 1) { nodes { company } } }"


async def _me(caller: Caller) -> str:
    return str((await caller.ask("{ viewer { user { id } } }")).data["viewer"]["user"]["id"])


async def _own_client(caller: Caller, place: int) -> dict[str, Any]:
    rows = (await caller.ask("{ clients(first: 20) { nodes { id version company } } }")).data["clients"][
        "nodes"
    ]
    found: dict[str, Any] = rows[place]
    return found


async def test_a_task_from_somebody_else_is_in_the_inbox_at_once(
    as_role: AsRole, port: int, worker: Dispatcher
) -> None:
    manager, senior = await as_role("manager"), await as_role("senior")
    who = await _me(senior)
    document = (
        "subscription { inbox { unreadCount notification { kind subject { ... on Task { title } } } } }"
    )
    async with listening(senior, port, document) as inbox:
        before = (await inbox.data())["inbox"]
        assert before["notification"] is None
        took = []
        for n in range(3):
            begun = time.monotonic()
            assert (await manager.ask(TASK, i={"title": f"请回访{n}", "assignee": who})).data
            event = (await inbox.data())["inbox"]
            took.append(time.monotonic() - begun)
            assert event["unreadCount"] == before["unreadCount"] + n + 1
            assert event["notification"] == {"kind": "task_assigned", "subject": {"title": f"请回访{n}"}}
        assert sorted(took)[1] < USUAL, took
        # What one gives oneself is no news.
        assert (await senior.ask(TASK, i={"title": "自己的事"})).data
        assert await inbox.is_silent()
        read = await senior.ask("mutation { markRead(input: {all: true}) { unreadCount } }")
        assert read.data["markRead"]["unreadCount"] == 0
        assert (await inbox.data())["inbox"] == {"unreadCount": 0, "notification": None}
    assert worker.tally.dead == 0


async def test_a_client_changed_by_others_arrives_with_the_readers_rights(as_role: AsRole, port: int) -> None:
    manager, operations, executive = [await as_role(who) for who in ("manager", "operations", "executive")]
    client, other = await _own_client(manager, 0), await _own_client(manager, 1)
    document = "subscription($id: ID!) { clientChanged(id: $id) { company mobile } }"
    async with (
        listening(manager, port, document, id=client["id"]) as own,
        listening(executive, port, document, id=client["id"]) as firm,
    ):
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        changed = await operations.ask(
            UPDATE, i={"id": client["id"], "version": client["version"], "company": "新东家"}
        )
        assert changed.data
        event = (await own.data())["clientChanged"]
        assert time.monotonic() - begun < BUSY
        assert event["company"] == "新东家"
        assert event["mobile"] is None or "*" in event["mobile"]
        seen = (await firm.next())["payload"]
        assert seen["data"]["clientChanged"] == {"company": "新东家", "mobile": None}
        assert {e["extensions"]["coordinate"] for e in seen["errors"]} == {"Client.mobile"}
        assert (
            await operations.ask(
                UPDATE, i={"id": other["id"], "version": other["version"], "company": "别家"}
            )
        ).data
        assert await own.is_silent()


async def test_a_burst_of_other_clients_does_not_drown_the_one_listened_to(
    as_role: AsRole, port: int
) -> None:
    manager, tagger = await as_role("manager"), await as_role("operations")
    client = await _own_client(manager, 2)
    async with listening(
        manager, port, "subscription($id: ID!) { clientChanged(id: $id) { id } }", id=client["id"]
    ) as own:
        await asyncio.sleep(0.1)
        parts = tagger.http._transport.app.state.parts
        firm_id = (await parts.gatekeeper.authenticate({"cookie": _cookie(tagger)}, None)).firm_id
        for n in range(500):
            parts.bells._heard(None, 0, "startrail", f"client:{firm_id}:other-{n}")
        parts.bells._heard(None, 0, "startrail", f"client:{firm_id}:{_uuid(client['id'])}")
        assert (await own.data())["clientChanged"] == {"id": client["id"]}


def _cookie(caller: Caller) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in caller.http.cookies.jar)


def _uuid(public: str) -> str:
    text = public.rpartition("_")[2]
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


async def test_tasks_given_to_me_arrive_and_those_of_others_do_not(as_role: AsRole, port: int) -> None:
    manager, senior, assistant = [await as_role(who) for who in ("manager", "senior", "assistant")]
    async with listening(
        senior, port, "subscription { taskChanged { title state assignee { name } } }"
    ) as mine:
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        made = await manager.ask(TASK, i={"title": "给高级经理", "assignee": await _me(senior)})
        event = (await mine.data())["taskChanged"]
        assert time.monotonic() - begun < BUSY
        assert (event["title"], event["state"]) == ("给高级经理", "open")
        assert (await manager.ask(TASK, i={"title": "给助理", "assignee": await _me(assistant)})).data
        assert await mine.is_silent()
        done = await senior.ask(
            "mutation($i: CompleteTaskInput!) { completeTask(input: $i) { id } }",
            i={"id": made.data["createTask"]["id"], "version": 1},
        )
        assert done.data
        assert (await mine.data())["taskChanged"]["state"] == "done"


async def test_the_stream_of_a_client_ends_when_he_leaves_the_readers_reach(
    as_role: AsRole, port: int
) -> None:
    manager, operations, senior = [await as_role(who) for who in ("manager", "operations", "senior")]
    client = await _own_client(manager, 3)
    async with listening(
        manager, port, "subscription($id: ID!) { clientChanged(id: $id) { id } }", id=client["id"]
    ) as own:
        await asyncio.sleep(0.1)
        document = "query($id: ID!) { client(id: $id) { version assignments { role validTo user { id } } } }"
        row = (await operations.ask(document, id=client["id"])).data["client"]
        given = {"id": client["id"], "version": row["version"], "user": await _me(senior), "role": "owner"}
        assert (
            await operations.ask(
                "mutation($i: AssignClientInput!) { assignClient(input: $i) { id } }", i=given
            )
        ).data
        last = await own.next()
        assert last == {"id": "1", "type": "complete"}
    refused = await manager.ask("query($id: ID!) { client(id: $id) { id } }", id=client["id"])
    assert refused.data == {"client": None}


async def test_a_stream_ends_with_its_session(product: Any, port: int) -> None:
    caller = await signed_in(product, "manager")
    async with listening(caller, port, "subscription { inbox { unreadCount } }") as inbox:
        await inbox.data()
        sessions = (await caller.ask("{ viewer { sessions { id current } } }")).data["viewer"]["sessions"]
        mine = next(session["id"] for session in sessions if session["current"])
        begun = time.monotonic()
        assert (
            await caller.ask("mutation($i: IdInput!) { endSession(input: $i) { locale } }", i={"id": mine})
        ).data
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await inbox.next()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
        assert time.monotonic() - begun < BUSY
    await caller.http.aclose()


@asynccontextmanager
async def streaming(caller: Caller, port: int, document: str, **variables: Any) -> AsyncIterator[Any]:
    """The events of a subscription over one HTTP answer."""
    headers = {**caller.headers, "cookie": _cookie(caller), "accept": "text/event-stream", "x-startrail": "1"}
    async with (
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=WITHIN) as client,
        client.stream("POST", "/graphql", json={"query": document, "variables": variables}) as response,
    ):
        assert response.status_code == 200, await response.aread()

        async def told() -> AsyncIterator[dict[str, Any]]:
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

        yield told()


async def test_a_published_policy_holds_for_open_sockets_and_event_streams(
    product: Any, as_role: AsRole, port: int
) -> None:
    manager, operations = await as_role("manager"), await as_role("operations")
    client, parts = await _own_client(manager, 4), product.state.parts
    firm_id = (await parts.gatekeeper.authenticate({"cookie": _cookie(manager)}, None)).firm_id
    document = "subscription($id: ID!) { clientChanged(id: $id) { id company } }"

    async def publish(*rows: tuple[str, ...]) -> float:
        async with parts.database.change(system(firm_id, "tests")) as session:
            await store.publish(session, [*SHIPPED, *rows], "while they listen")
        return time.monotonic()

    try:
        async with (
            listening(manager, port, document, id=client["id"]) as socket,
            streaming(manager, port, document, id=client["id"]) as stream,
        ):
            await _hear(parts, "client", 2)
            no_company = ("client_manager", "Client.company", "own", "masked", "deny")
            await publish(no_company)
            await _until_denied(manager, "company")
            given = {"id": client["id"], "version": client["version"], "company": "不给他看"}
            assert (await operations.ask(UPDATE, i=given)).data
            for seen in ((await socket.next())["payload"], await anext(stream)):
                assert seen["data"] == {"clientChanged": {"id": client["id"], "company": None}}
                assert [error["extensions"]["coordinate"] for error in seen["errors"]] == ["Client.company"]
            begun = await publish(("client_manager", "Subscription.clientChanged", "firm", "view", "deny"))
            ended = await socket.next()
            assert ended["type"] == "error"
            for errors in (ended["payload"], (await anext(stream))["errors"]):
                assert [error["extensions"]["code"] for error in errors] == ["FORBIDDEN"]
                assert errors[0]["extensions"]["coordinate"] == "Subscription.clientChanged"
            assert [each async for each in stream] == []  # it is over
            assert time.monotonic() - begun < BUSY
    finally:
        await publish()
        await _until_begun(manager, port, document, id=client["id"])


async def _until_begun(caller: Caller, port: int, document: str, **variables: Any) -> None:
    """Until a subscription that a policy had taken away begins again: what a process holds may be a second old."""
    async with asyncio.timeout(WITHIN):
        while True:
            async with listening(caller, port, document, **variables) as socket:
                try:
                    async with asyncio.timeout(1):
                        await socket.next()
                except TimeoutError:
                    return


async def _until_denied(caller: Caller, field: str) -> None:
    """Until a policy without a field of clients holds for queries."""
    async with asyncio.timeout(WITHIN):
        while not (await caller.ask(f"{{ clients(first: 1) {{ nodes {{ {field} }} }} }}")).denied:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _hear(parts: Any, topic: str, count: int) -> None:
    """Until so many listen to a topic."""
    async with asyncio.timeout(WITHIN):
        while len(parts.bells._listeners[topic]) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_an_event_stream_ends_with_its_session(product: Any, port: int) -> None:
    caller = await signed_in(product, "manager")
    async with streaming(caller, port, "subscription { inbox { unreadCount } }") as stream:
        await anext(stream)
        sessions = (await caller.ask("{ viewer { sessions { id current } } }")).data["viewer"]["sessions"]
        mine = next(session["id"] for session in sessions if session["current"])
        begun = time.monotonic()
        ending = "mutation($i: IdInput!) { endSession(input: $i) { locale } }"
        assert (await caller.ask(ending, i={"id": mine})).data
        (last,) = [each async for each in stream]
        assert [error["extensions"]["code"] for error in last["errors"]] == ["UNAUTHENTICATED"]
        assert time.monotonic() - begun < BUSY
    await caller.http.aclose()


async def test_without_the_right_or_the_reach_nothing_begins(as_role: AsRole, port: int) -> None:
    manager, executive = await as_role("manager"), await as_role("executive")
    mine = {
        row["id"]
        for row in (await manager.ask("{ clients(first: 100) { nodes { id } } }")).data["clients"]["nodes"]
    }
    rows = (await executive.ask("{ clients(first: 100) { nodes { id } } }")).data["clients"]["nodes"]
    foreign = next(row["id"] for row in rows if row["id"] not in mine)
    document = "subscription($id: ID!) { clientChanged(id: $id) { id } }"
    for login, id, code in (
        ("manager", foreign, "NOT_FOUND"),
        ("manager", "client_" + "0" * 32, "NOT_FOUND"),
        ("auditor", foreign, "FORBIDDEN"),
        ("policy", foreign, "FORBIDDEN"),
    ):
        async with listening(await as_role(login), port, document, id=id) as stream:
            message = await stream.next()
            errors = message["payload"]["errors"] if message["type"] == "next" else message["payload"]
            assert [error["extensions"]["code"] for error in errors] == [code], login
