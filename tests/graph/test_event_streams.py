"""Event streams: subscriptions over one HTTP answer, on a real server."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from backend.graph.limits import Limits
from tests.graph.library import ENDED, SECRET
from tests.graph.service import Service, codes_of, listening, mask, serve

EVENTS = "text/event-stream"
# A second is the promise on a machine that is not busy with other tests; here only a stream that stays shall fail.
WITHIN = 10.0
LIMITS = Limits(streams=2, keep_alive_seconds=0.1, burst=10_000_000)


@pytest.fixture(scope="module")
async def place() -> AsyncIterator[tuple[Service, int]]:
    service = serve(LIMITS)
    async with listening(service) as port:
        yield service, port


@asynccontextmanager
async def asking(place: tuple[Service, int], query: str, token: str | None = None) -> AsyncIterator[Any]:
    headers = {"accept": EVENTS, "authorization": f"Bearer {token or place[0].token}"}
    async with (
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{place[1]}", headers=headers, timeout=20) as client,
        client.stream("POST", "/graphql", json={"query": query}) as response,
    ):
        yield response


async def events(response: Any) -> AsyncIterator[tuple[str, Any]]:
    """(event, data) pairs; a comment is ("", None)."""
    name = ""
    async for line in response.aiter_lines():
        if line.startswith(":"):
            yield "", None
        elif line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data:"):
            text = line.removeprefix("data:").strip()
            yield name, json.loads(text) if text else None


async def test_a_subscription_is_a_stream_of_events(place: tuple[Service, int]) -> None:
    async with asking(place, "subscription { count(to: 2) }") as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == f"{EVENTS}; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"
        found = [event async for event in events(response)]
    assert [name for name, _ in found] == ["next", "next", "complete"]
    assert [data["data"]["count"] for _, data in found[:2]] == [0, 1]


@pytest.mark.parametrize("query", ["{ hello }", 'mutation { rename(input: {name: "x"}) { name } }'])
async def test_any_operation_can_be_answered_by_events(place: tuple[Service, int], query: str) -> None:
    async with asking(place, query) as response:
        found = [event async for event in events(response)]
    assert [name for name, _ in found] == ["next", "complete"]
    assert found[0][1]["data"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "BAD_USER_INPUT"),
        ("{ nonsense }", "BAD_USER_INPUT"),
        ("{ books(first: -1) { title } }", "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_begin_is_an_http_error(place: tuple[Service, int], query: str, code: str) -> None:
    async with asking(place, query) as response:
        assert response.status_code == 400
        await response.aread()
        assert set(codes_of(response)) == {code}


async def test_a_key_may_listen_by_get(place: tuple[Service, int]) -> None:
    headers = {"accept": EVENTS, "authorization": f"Bearer {place[0].token}"}
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{place[1]}", headers=headers) as client:
        found = await client.get("/graphql", params={"query": "subscription { count(to: 1) }"})
        assert found.text.startswith("event: next\n")
        mutation = await client.get("/graphql", params={"query": "mutation { __typename }"})
        assert mutation.status_code == 405


async def test_a_silent_stream_is_kept_alive_and_ends_with_its_reader(place: tuple[Service, int]) -> None:
    ENDED.clear()
    async with asking(place, "subscription { silence }") as response:
        beats = events(response)
        assert await anext(beats) == ("", None)
        assert await anext(beats) == ("", None)
    await asyncio.sleep(0.3)
    assert ENDED == ["silence"]


async def test_faults_in_a_stream_show_nothing(place: tuple[Service, int]) -> None:
    async with asking(place, "subscription { breaking }") as response:
        found = [event async for event in events(response)]
    assert [name for name, _ in found] == ["next", "next", "complete"]
    assert found[1][1]["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert SECRET not in json.dumps(found)


async def test_a_refused_subscription_is_told_in_the_stream(place: tuple[Service, int]) -> None:
    async with asking(place, "subscription { refused }") as response:
        found = [event async for event in events(response)]
    assert found[0][1]["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert found[-1][0] == "complete"


async def test_a_revoked_key_ends_its_streams(place: tuple[Service, int]) -> None:
    doorman = place[0].doorman
    token = doorman.admit(mask(place[0].schema))
    async with asking(place, "subscription { silence }", token) as response:
        await asyncio.sleep(0.05)
        doorman.revoke(token)
        found = [event async for event in events(response) if event[0]]
    assert found[0][1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert found[-1][0] == "complete"


async def test_a_stream_goes_on_with_changed_rights(place: tuple[Service, int]) -> None:
    service = place[0]
    token = service.doorman.admit(mask(service.schema))
    async with asking(place, "subscription { ticks { shelfMark } }", token) as response:
        stream = events(response)
        assert (await anext(stream))[1]["data"]["ticks"]["shelfMark"] == "S"
        service.doorman.change(token, mask(service.schema, "Book.shelfMark"))
        async with asyncio.timeout(2):
            async for _, told in stream:
                if told and "errors" in told:
                    assert told["data"]["ticks"]["shelfMark"] is None
                    break


@pytest.mark.parametrize("field", ["silence", "ticks { title }"])
async def test_a_withdrawn_right_ends_its_stream(place: tuple[Service, int], field: str) -> None:
    service = place[0]
    token = service.doorman.admit(mask(service.schema))
    coordinate = f"Subscription.{field.partition(' ')[0]}"
    async with asking(place, f"subscription {{ {field} }}", token) as response:
        stream = events(response)
        await anext(stream)  # a beat or an event: it runs
        began = time.monotonic()
        service.doorman.change(token, mask(service.schema, coordinate))
        *_, (_, last), (name, _) = [event async for event in stream if event[0]]
        assert time.monotonic() - began < WITHIN
    (error,) = last["errors"]
    assert (error["extensions"]["code"], error["extensions"]["coordinate"]) == ("FORBIDDEN", coordinate)
    assert ("data" in last, name) == (False, "complete")


async def test_a_caller_holds_so_many_streams_and_no_more(place: tuple[Service, int]) -> None:
    token = place[0].doorman.admit(mask(place[0].schema))
    silence = "subscription { silence }"
    async with asking(place, silence, token), asking(place, silence, token):
        async with asking(place, silence, token) as third:
            assert third.status_code == 429
            assert third.headers["retry-after"] == "30"
        async with asking(place, "{ hello }") as other:
            assert other.status_code == 200
