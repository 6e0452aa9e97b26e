"""WebSocket: every rule of `graphql-transport-ws`, over a real server, and who may stay."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from backend.graph.limits import Limits
from tests.graph.library import ENDED, SECRET
from tests.graph.service import Service, listening, mask, serve

PROTOCOL = "graphql-transport-ws"
INIT = {"type": "connection_init"}
# A second is the promise on a machine that is not busy with other tests; here only a stream that stays shall fail.
WITHIN = 10.0
LIMITS = Limits(init_seconds=0.4, socket_operations=5, streams=3, burst=10_000_000)


@pytest.fixture(scope="module")
async def place() -> AsyncIterator[tuple[Service, int]]:
    service = serve(LIMITS)
    async with listening(service) as port:
        yield service, port


class Talk:
    """A socket that speaks in messages."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, message: Any) -> None:
        """Send JSON, or raw text and bytes."""
        await self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        """The next message."""
        found: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), 20))
        return found

    async def init(self, payload: Any = None) -> None:
        """Greet and be acknowledged."""
        await self.say(INIT if payload is None else {**INIT, "payload": payload})
        assert await self.hear() == {"type": "connection_ack"}

    async def subscribe(self, query: str, id: str = "1", **payload: Any) -> None:
        """Begin an operation."""
        await self.say({"id": id, "type": "subscribe", "payload": {"query": query, **payload}})

    async def closed(self) -> int:
        """The code with which the server ends the socket, within two seconds."""
        with suppress(ConnectionClosed):
            async with asyncio.timeout(2):
                while True:
                    await self.socket.recv()
        assert self.socket.close_code is not None
        return self.socket.close_code


@asynccontextmanager
async def talking(
    place: tuple[Service, int],
    *,
    token: str | None = None,
    cookie: str | None = None,
    origin: str | None = None,
    protocols: tuple[str, ...] = (PROTOCOL,),
    init: bool = True,
    host: str | None = None,
) -> AsyncIterator[Talk]:
    service, port = place
    headers = {"authorization": f"Bearer {service.token if token is None else token}"}
    if cookie is not None:
        headers = {"cookie": f"session={cookie}"}
    elif token == "":
        headers = {}
    socket = await connect(
        f"ws://{host or '127.0.0.1'}:{port}/graphql",
        subprotocols=[Subprotocol(each) for each in protocols] or None,
        additional_headers=headers,
        origin=Origin(origin) if origin else None,
        max_size=None,
        proxy=None,
    )
    try:
        talk = Talk(socket)
        if init:
            await talk.init()
        yield talk
    finally:
        await socket.close()


async def test_a_subscription_sends_its_values_and_completes(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        await talk.subscribe("subscription($to: Int!) { count(to: $to) }", "a", variables={"to": 3})
        heard = [await talk.hear() for _ in range(4)]
    assert [each["type"] for each in heard] == ["next", "next", "next", "complete"]
    assert [each["payload"]["data"]["count"] for each in heard[:3]] == [0, 1, 2]
    assert {each["id"] for each in heard} == {"a"}
    assert "payload" not in heard[3]


async def test_queries_and_mutations_run_over_the_socket(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        for text, key in (
            ("{ hello }", "hello"),
            ('mutation { rename(input: {name: "x"}) { name } }', "rename"),
        ):
            await talk.subscribe(text)
            assert key in (await talk.hear())["payload"]["data"]
            assert await talk.hear() == {"id": "1", "type": "complete"}


async def test_operations_run_beside_each_other(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        await talk.subscribe("{ pause(seconds: 0.3) }", "slow")
        await talk.subscribe("{ hello }", "fast")
        assert [(await talk.hear())["id"] for _ in range(4)] == ["fast", "fast", "slow", "slow"]


async def test_an_id_can_be_used_again_when_its_operation_is_over(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        for _ in range(12):
            await talk.subscribe("{ hello }")
            assert (await talk.hear())["type"] == "next"
            assert (await talk.hear())["type"] == "complete"


async def test_an_id_in_use_closes_the_socket(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        await talk.subscribe("subscription { silence }")
        await talk.subscribe("{ hello }")
        assert await talk.closed() == 4409


async def test_complete_ends_an_operation_and_frees_its_id(place: tuple[Service, int]) -> None:
    ENDED.clear()
    async with talking(place) as talk:
        await talk.subscribe("subscription { silence }")
        await asyncio.sleep(0.05)
        await talk.say({"id": "1", "type": "complete"})
        await talk.subscribe("{ hello }")
        assert (await talk.hear())["payload"]["data"] == {"hello": "hello world"}
        assert ENDED == ["silence"]


async def test_complete_of_what_is_over_means_nothing(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        await talk.say({"id": "nobody", "type": "complete"})
        await talk.subscribe("{ hello }")
        assert (await talk.hear())["type"] == "next"


async def test_a_closed_socket_ends_what_ran_on_it(place: tuple[Service, int]) -> None:
    ENDED.clear()
    async with talking(place) as talk:
        await talk.subscribe("subscription { silence }")
        await talk.subscribe("subscription { ticks { title } }", "2")
        await talk.hear()
    await asyncio.sleep(0.1)
    assert sorted(ENDED) == ["silence", "ticks"]


async def test_pings_are_answered_before_and_after_the_greeting(place: tuple[Service, int]) -> None:
    async with talking(place, init=False) as talk:
        await talk.say({"type": "ping"})
        assert (await talk.hear())["type"] == "pong"
        await talk.init()
        await talk.say({"type": "ping", "payload": {"a": 1}})
        assert (await talk.hear())["type"] == "pong"
        await talk.say({"type": "pong"})
        await talk.subscribe("{ hello }")
        assert (await talk.hear())["type"] == "next"


async def test_who_does_not_greet_in_time_is_closed(place: tuple[Service, int]) -> None:
    async with talking(place, init=False) as talk:
        for _ in range(3):
            await talk.say({"type": "ping"})
        assert await talk.closed() == 4408


async def test_a_second_greeting_closes_the_socket(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        await talk.say(INIT)
        assert await talk.closed() == 4429


async def test_asking_before_the_greeting_closes_the_socket(place: tuple[Service, int]) -> None:
    async with talking(place, init=False) as talk:
        await talk.subscribe("{ hello }")
        assert await talk.closed() == 4401


@pytest.mark.parametrize("protocols", [(), ("graphql-ws",), ("nonsense",)], ids=str)
async def test_another_sub_protocol_closes_the_socket(
    place: tuple[Service, int], protocols: tuple[str, ...]
) -> None:
    async with talking(place, protocols=protocols, init=False) as talk:
        assert await talk.closed() == 4406


async def test_ours_is_chosen_among_several(place: tuple[Service, int]) -> None:
    async with talking(place, protocols=("graphql-ws", PROTOCOL)) as talk:
        assert talk.socket.subprotocol == PROTOCOL


DEEP = '{"type":"ping","payload":' + '{"a":' * 5_000 + "1" + "}" * 5_000 + "}"
MALFORMED: dict[str, Any] = {
    "no JSON": "{",
    "nothing": "",
    "null": "null",
    "list": "[]",
    "number": "1",
    "text": '"subscribe"',
    "NaN": '{"type":"ping","payload":{"a":NaN}}',
    "no type": "{}",
    "type is a number": '{"type":1}',
    "unknown type": {"type": "start", "id": "1", "payload": {"query": "{ hello }"}},
    "type of the server": {"type": "next", "id": "1", "payload": {}},
    "bytes": b'{"type":"ping"}',
    "ping with a list": {"type": "ping", "payload": []},
    "pong with a number": {"type": "pong", "payload": 1},
    "nested": DEEP,
    "lone surrogate": '{"type":"ping","payload":{"a":"\\ud800"}}',
    "subscribe without id": {"type": "subscribe", "payload": {"query": "{ hello }"}},
    "subscribe with a number as id": {"type": "subscribe", "id": 1, "payload": {"query": "{ hello }"}},
    "subscribe with a list as id": {"type": "subscribe", "id": [], "payload": {"query": "{ hello }"}},
    "subscribe with an empty id": {"type": "subscribe", "id": "", "payload": {"query": "{ hello }"}},
    "subscribe with a long id": {"type": "subscribe", "id": "x" * 1_000, "payload": {"query": "{ hello }"}},
    "subscribe without payload": {"type": "subscribe", "id": "1"},
    "payload null": {"type": "subscribe", "id": "1", "payload": None},
    "payload list": {"type": "subscribe", "id": "1", "payload": []},
    "query missing": {"type": "subscribe", "id": "1", "payload": {}},
    "query a number": {"type": "subscribe", "id": "1", "payload": {"query": 1}},
    "variables a list": {"type": "subscribe", "id": "1", "payload": {"query": "{ hello }", "variables": []}},
    "name a number": {"type": "subscribe", "id": "1", "payload": {"query": "{ hello }", "operationName": 1}},
    "complete without id": {"type": "complete"},
    "complete with a number": {"type": "complete", "id": 1},
}


@pytest.mark.parametrize("message", MALFORMED.values(), ids=MALFORMED)
async def test_a_malformed_message_closes_the_socket(place: tuple[Service, int], message: Any) -> None:
    async with talking(place) as talk:
        await talk.say(message)
        assert await talk.closed() == 4400


@pytest.mark.parametrize(
    "payload", [[], 1, "x", {"authorization": 1}, {"Authorization": "x" * 5_000}], ids=str
)
async def test_a_malformed_greeting_closes_the_socket(place: tuple[Service, int], payload: Any) -> None:
    async with talking(place, init=False) as talk:
        await talk.say({**INIT, "payload": payload})
        assert await talk.closed() == 4400


@pytest.mark.parametrize("size", [300 * 1024, 5 * 1024 * 1024])
async def test_a_large_message_closes_the_socket(place: tuple[Service, int], size: int) -> None:
    async with talking(place) as talk:
        await talk.say({"type": "ping", "payload": {"a": "x" * size}})
        assert await talk.closed() == 1009


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "BAD_USER_INPUT"),
        ("{ nonsense }", "BAD_USER_INPUT"),
        ("subscription { count(to: -1, too: 1) }", "BAD_USER_INPUT"),
        ("subscription($to: Int!) { count(to: $to) }", "BAD_USER_INPUT"),
        ("subscription { count(to: 1) ticks { title } }", "BAD_USER_INPUT"),
        ("{" + "a{" * 30 + "b" + "}" * 31, "QUERY_TOO_COMPLEX"),
        ("{ books(first: 101) { title } }", "BAD_USER_INPUT"),
        ("subscription { refused }", "NOT_FOUND"),
    ],
)
async def test_a_refused_operation_is_an_error_and_the_socket_stays(
    place: tuple[Service, int], query: str, code: str
) -> None:
    async with talking(place) as talk:
        await talk.subscribe(query)
        heard = await talk.hear()
        assert heard["type"] == "error"
        assert {error["extensions"]["code"] for error in heard["payload"]} == {code}
        await talk.subscribe("{ hello }")
        assert (await talk.hear())["type"] == "next"


async def test_a_fault_in_a_subscription_shows_nothing(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        await talk.subscribe("subscription { breaking }")
        assert (await talk.hear())["payload"]["data"] == {"breaking": 1}
        heard = await talk.hear()
        errors = heard["payload"] if heard["type"] == "error" else heard["payload"]["errors"]
        assert errors[0]["extensions"]["code"] == "INTERNAL"
        assert SECRET not in json.dumps(heard)


async def test_a_socket_holds_so_many_operations_and_no_more(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        for n in range(LIMITS.socket_operations):
            await talk.subscribe("subscription { silence }", f"s{n}")
        await talk.subscribe("{ hello }", "more")
        heard = await talk.hear()
        assert heard["id"] == "more"
        assert heard["type"] == "error"
        assert heard["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        await talk.say({"id": "s0", "type": "complete"})
        await talk.subscribe("{ hello }", "more")
        assert (await talk.hear())["type"] == "next"


async def test_a_caller_holds_so_many_sockets_and_no_more(place: tuple[Service, int]) -> None:
    token = place[0].doorman.admit(mask(place[0].schema))
    async with talking(place, token=token), talking(place, token=token), talking(place, token=token):
        async with talking(place, token=token, init=False) as talk:
            await talk.say(INIT)
            assert await talk.closed() == 4403
        async with talking(place):
            pass
    async with talking(place, token=token):
        pass


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example.com", "null", "https://pages.example.com.evil.example.com", "http://127.0.0.1"],
)
async def test_a_page_of_others_is_refused(place: tuple[Service, int], origin: str) -> None:
    session = place[0].doorman.admit(mask(place[0].schema), key=False)
    with pytest.raises(InvalidStatus) as refused:
        async with talking(place, cookie=session, origin=origin, init=False):
            pass
    assert refused.value.response.status_code == 403


async def test_our_own_and_listed_pages_may_connect(place: tuple[Service, int]) -> None:
    session = place[0].doorman.admit(mask(place[0].schema), key=False)
    for origin in (f"http://127.0.0.1:{place[1]}", "https://pages.example.com"):
        async with talking(place, cookie=session, origin=origin) as talk:
            await talk.subscribe("{ hello }")
            assert (await talk.hear())["type"] == "next"


@pytest.mark.parametrize("token", ["", "no such key"])
async def test_nobody_we_know_is_not_acknowledged(place: tuple[Service, int], token: str) -> None:
    async with talking(place, token=token, init=False) as talk:
        await talk.say(INIT)
        assert await talk.closed() == 4401


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
async def test_a_token_may_come_with_the_greeting(place: tuple[Service, int], name: str) -> None:
    async with talking(place, token="", init=False) as talk:
        await talk.init({name: f"Bearer {place[0].token}"})
        await talk.subscribe("{ hello }")
        assert (await talk.hear())["type"] == "next"


async def test_a_wrong_token_in_the_greeting_is_not_mended_by_a_cookie(place: tuple[Service, int]) -> None:
    session = place[0].doorman.admit(mask(place[0].schema), key=False)
    async with talking(place, cookie=session, init=False) as talk:
        await talk.say({**INIT, "payload": {"authorization": "Bearer nonsense"}})
        assert await talk.closed() == 4401


@pytest.mark.parametrize("key", [True, False])
async def test_a_revoked_session_or_key_closes_its_sockets_at_once(
    place: tuple[Service, int], key: bool
) -> None:
    doorman = place[0].doorman
    token = doorman.admit(mask(place[0].schema), key=key)
    way: dict[str, Any] = {"token": token} if key else {"cookie": token}
    async with talking(place, **way) as talk, talking(place) as neighbour:
        await talk.subscribe("subscription { silence }")
        await asyncio.sleep(0.05)
        doorman.revoke(token)
        assert await talk.closed() == 4401
        await neighbour.subscribe("{ hello }")
        assert (await neighbour.hear())["type"] == "next"


async def test_every_operation_is_judged_anew(place: tuple[Service, int]) -> None:
    doorman = place[0].doorman
    token = doorman.admit(mask(place[0].schema))
    async with talking(place, token=token) as talk:
        del doorman.callers[token]  # nobody rings
        await talk.subscribe("{ hello }")
        assert await talk.closed() == 4401


async def test_running_subscriptions_go_on_with_changed_rights(place: tuple[Service, int]) -> None:
    service = place[0]
    token = service.doorman.admit(mask(service.schema))
    async with talking(place, token=token) as talk:
        await talk.subscribe("subscription { ticks { pages shelfMark } }")
        assert (await talk.hear())["payload"]["data"]["ticks"]["shelfMark"] == "S"
        service.doorman.change(token, mask(service.schema, "Book.shelfMark"))
        async with asyncio.timeout(2):
            while (heard := await talk.hear())["payload"]["data"]["ticks"]["shelfMark"] is not None:
                pass
        again = await talk.hear()
        for each in (heard, again):
            (error,) = each["payload"]["errors"]
            assert error["extensions"]["code"] == "FORBIDDEN"
            assert error["extensions"]["coordinate"] == "Book.shelfMark"
        service.doorman.change(token, mask(service.schema))
        async with asyncio.timeout(2):
            while "errors" in (await talk.hear())["payload"]:
                pass


@pytest.mark.parametrize("field", ["silence", "ticks { title }"])
async def test_a_withdrawn_right_ends_its_subscription_and_no_other(
    place: tuple[Service, int], field: str
) -> None:
    service = place[0]
    token = service.doorman.admit(mask(service.schema))
    coordinate = f"Subscription.{field.partition(' ')[0]}"
    async with talking(place, token=token) as talk:
        await talk.subscribe(
            "subscription { silence }" if "ticks" in field else "subscription { ticks { title } }", "2"
        )
        await talk.subscribe(f"subscription {{ {field} }}")
        while (await talk.hear())["type"] != "next":
            pass
        began = time.monotonic()
        service.doorman.change(token, mask(service.schema, coordinate))
        while (heard := await talk.hear())["type"] != "error":
            pass
        assert time.monotonic() - began < WITHIN
        (error,) = heard["payload"]
        assert (heard["id"], error["extensions"]["code"]) == ("1", "FORBIDDEN")
        assert error["extensions"]["coordinate"] == coordinate
        await talk.subscribe("{ hello }")  # the id is free again
        while (heard := await talk.hear())["id"] != "1":
            assert heard["type"] == "next"
        assert heard["payload"]["data"] == {"hello": "hello world"}


async def test_who_is_out_after_a_change_is_closed(place: tuple[Service, int]) -> None:
    doorman = place[0].doorman
    token = doorman.admit(mask(place[0].schema))
    async with talking(place, token=token) as talk:
        firm = doorman.callers.pop(token).firm_id
        for listener in doorman.changed:
            listener(firm)
        assert await talk.closed() == 4401


async def test_nothing_is_left_when_all_have_gone(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        await talk.subscribe("subscription { ticks { title } }")
        await talk.hear()
    await asyncio.sleep(0.2)
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "socket operation"]
