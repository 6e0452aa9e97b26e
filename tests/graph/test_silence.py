"""Logs know codes, places and trace ids; never what was asked with or answered."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs

from backend.graph.limits import Limits
from tests.graph.library import SECRET
from tests.graph.service import Service, listening, mask, serve
from tests.graph.test_sockets import talking

GIVEN = "王小明 13911112222"
"""A variable; `SECRET` is in the texts of faults and in answers."""
VARIABLES: dict[str, Any] = {"to": GIVEN}
HELLO = "query($to: String!) { hello(to: $to) }"
DOCUMENTS = {
    "answered": (HELLO, VARIABLES),
    "syntax": (f'{{ hello(to: "{GIVEN}"', {}),
    "validation": (f'{{ hello(to: "{GIVEN}") nothing }}', {}),
    "wrong variable": ("query($to: Int!) { books(first: $to) { title } }", VARIABLES),
    "unknown enum": (f'{{ refuse(code: "{GIVEN}") }}', {}),
    "limit": (HELLO.replace("hello", "a: " + "hello(to: $to) " * 600, 1), VARIABLES),
    "denied": ("query($to: String!) { hello(to: $to) book { shelfMark } }", VARIABLES),
    "refused": ("query($to: String!) { hello(to: $to) refuse }", VARIABLES),
    "fault": ("query($to: String!) { hello(to: $to) crash }", VARIABLES),
    "many faults": ("{ crashes(first: 50) { field } }", {}),
    "no null": ("{ hollow }", {}),
    "outage": ("{ crowded }", {}),
    "late": ("{ slow }", {}),
    "mutation": ("mutation($to: String!) { rename(input: {name: $to}) { books(first: 1000) { title } } }", VARIABLES),
    "scalar": (f'mutation {{ rename(input: {{name: "x", price: "{GIVEN}"}}) {{ name }} }}', {}),
    "scalar in a variable": ("mutation($to: Money!) { rename(input: {name: \"x\", price: $to}) { name } }", VARIABLES),
    "subscription": ("subscription { breaking }", {}),
    "refused subscription": ("subscription { refused }", {}),
}  # fmt: skip


class Heard(logging.Handler):
    """Everything said to Python's own logging, with arguments and tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it as it would be written."""
        self.said.append(logging.Formatter().format(record) + repr(record.args))


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What all loggers say; those of the client are not the server's."""
    handler, root = Heard(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in ("httpx2", "httpcore2", "websockets.client", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    yield handler.said
    root.removeHandler(handler)
    root.setLevel(level)


async def _ask_all(service: Service, port: int) -> None:
    """Each document by POST, GET, event stream and socket."""
    narrow = service.doorman.admit(mask(service.schema, "Book.shelfMark"), key=False)
    address = f"http://127.0.0.1:{port}/graphql"
    for text, variables in DOCUMENTS.values():
        body = {"query": text, "variables": variables}
        for token in (service.token, narrow):
            headers = {"authorization": f"Bearer {token}"}
            async with httpx2.AsyncClient(headers=headers, timeout=20) as client:
                await client.post(address, json=body)
                await client.post(address, json=body, headers={"accept": "text/event-stream"})
                await client.get(address, params={"query": text, "variables": json.dumps(variables)})
        async with talking((service, port)) as talk:
            await talk.say({"id": "1", "type": "subscribe", "payload": body})
            while (await talk.hear())["type"] == "next":
                pass


async def test_nothing_that_was_asked_with_or_answered_is_in_any_log(heard: list[str]) -> None:
    service = serve(Limits(burst=10_000_000, seconds=0.05))
    with capture_logs() as logs:
        async with listening(service) as port:
            await _ask_all(service, port)
            await asyncio.sleep(0.05)
    told = json.dumps(logs, default=str, ensure_ascii=False) + "\n".join(heard)
    for word in (SECRET, GIVEN, "13911112222", "王小明", "hello(to", "Bearer ", service.token):
        assert word not in told, word
    assert any(entry["event"] == "operation_failed" for entry in logs)


async def test_refusals_of_the_body_are_as_silent(heard: list[str]) -> None:
    service = serve()
    with capture_logs() as logs:
        for raw in (
            f'{{"query": "{{ hello }}", "variables": ["{GIVEN}"]}}',
            f'{{"query": "{{ hello }}", "variables": {{"a": "{GIVEN}"}}',
            f'{{"id": "{GIVEN}"}}',
            f'"{GIVEN}"',
        ):
            assert (await service.send(raw.encode())).status_code == 400
        async with service.client() as client:
            await client.get("/graphql", params={"query": GIVEN, "variables": "{"})
    assert logs == []
    assert GIVEN not in "\n".join(heard)
