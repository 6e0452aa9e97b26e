"""Hostile documents by sockets and event streams, and the neighbour of every kind of attack."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx2
import pytest

from tests.graph.service import Service, codes_of, listening, serve
from tests.graph.test_hostile import BODIES, DOCUMENTS, MOST_ANSWER, MOST_CPU
from tests.graph.test_sockets import MALFORMED, talking

PATIENCE = 30
MOST_WAIT = 1.0
"""Seconds of this process, which has both ends in it; on a machine of its own the drill measures 0.25."""


@pytest.fixture(scope="module")
async def place() -> AsyncIterator[tuple[Service, int]]:
    service = serve()
    async with listening(service) as port:
        yield service, port


async def test_a_socket_refuses_each_hostile_document_cheaply_and_goes_on(place: tuple[Service, int]) -> None:
    async with talking(place) as talk:
        await talk.subscribe("{ hello }")
        assert (await talk.hear())["type"] == "next"
        assert (await talk.hear())["type"] == "complete"
        for name, (text, code) in DOCUMENTS.items():
            if not text.strip() or "\0" in text:
                continue  # no operation at all: the socket is closed
            began = time.process_time()
            await talk.subscribe(text)
            heard = await talk.hear()
            assert time.process_time() - began < MOST_CPU, name
            assert heard["type"] == "error", name
            assert {error["extensions"]["code"] for error in heard["payload"]} == {code}, name
            assert len(heard["payload"]) <= 5
        await talk.subscribe("{ hello }")
        assert (await talk.hear())["type"] == "next"


async def test_an_event_stream_refuses_each_hostile_document_before_it_begins(
    place: tuple[Service, int],
) -> None:
    service, _ = place
    for name, (text, code) in DOCUMENTS.items():
        response = await service.ask(text, accept="text/event-stream")
        assert 400 <= response.status_code < 500, name
        assert set(codes_of(response)) == {code}, name
        assert len(response.content) < MOST_ANSWER


async def test_another_caller_is_served_while_bodies_and_messages_come(place: tuple[Service, int]) -> None:
    """The neighbour's longest wait against a real server, while malformed bodies and messages come without a pause."""
    service, port = place
    address, waits = f"http://127.0.0.1:{port}/graphql", list[float]()
    headers = {"authorization": f"Bearer {service.token}", "content-type": "application/json"}

    async def bodies() -> None:
        async with httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as client:
            for raw, _ in BODIES.values():
                # The server may hang up before the body is through.
                with suppress(httpx2.TransportError):
                    await client.post(address, content=raw)

    async def messages() -> None:
        for message in MALFORMED.values():
            async with talking(place) as talk:
                await talk.say(message)
                assert await talk.closed() == 4400

    async with httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as neighbour:
        attacks = [asyncio.create_task(each()) for each in (bodies, messages)]
        while not all(each.done() for each in attacks):
            began = time.process_time()
            answer = await neighbour.post(address, content=json.dumps({"query": "{ hello }"}))
            waits.append(time.process_time() - began)
            assert answer.status_code == 200
        await asyncio.gather(*attacks)
    assert len(waits) > 10
    print(f"neighbour: {len(waits)} answers, longest wait {max(waits) * 1000:.0f} ms")
    assert max(waits) < MOST_WAIT
