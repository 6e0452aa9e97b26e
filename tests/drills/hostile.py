"""Hostile requests against the whole product, and how long somebody else has to wait meanwhile.

`python -m tests.drills.hostile [ROUNDS]` (3) sends every hostile document, body and socket message of the tests, and
some made for the product's own schema, while another caller asks without a pause; prints one line of figures, and
exits 0 or 1. A time is the best of the rounds: a machine that is busy with other work slows one of them, a fault all.
"""

# ruff: noqa: UP031  documents are full of braces
from __future__ import annotations

import json
import logging
import multiprocessing
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx2
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.drills.fuzz import drain, person
from tests.graph.service import JSON, RESPONSE
from tests.graph.test_hostile import BODIES, DOCUMENTS
from tests.graph.test_sockets import INIT, MALFORMED, PROTOCOL
from tests.product import Product

MOST = 0.25
"""Seconds for a refusal, and for anybody else's wait."""
QUIET = "{ viewer { locale } }"
CLIENT = "id name kind state source company province riskLevel aum note createdAt updatedAt owner { name }"
TASKS = "tasks(first: 20) { nodes { id title state priority body outcome dueAt version } }"
REVEALS = [
    f'a{n}: reveal(input: {{id: "x", field: "idNumber", reason: "any"}}) {{ value }}' for n in range(200)
]
OR = '{ clients(filter: {or: [{name: {contains: "a"}} %s]}) { totalCount } }'
MORE = ' {name: {contains: "a"}}'
OWN: dict[str, str] = {
    "overlapping fields": "{ viewer {" + " locale" * 498 + "} }",
    "overlapping objects": "{ viewer {" + " user { team { lead { name } } }" * 120 + "} }",
    "circle of families": "{ client(id: 1) {" + " household { members {" * 6 + " name" + " } }" * 6 + "} }",
    "nodes over the ceiling": "{ clients(first: 100) { nodes { interactions(first: 100) { nodes { id } } } } }",
    "values over the ceiling": "{ clients(first: 100) { nodes { %s } } }" % TASKS,
    "200 reveals by alias": "mutation {" + " ".join(REVEALS) + "}",
    "filter of 600 conditions": OR % (MORE * 600),
}
ALLOWED: dict[str, str] = {
    "100 clients": "{ clients(first: 100) { totalCount nodes { %s tags { name } } } }" % CLIENT,
    "100 clients and their tasks": "{ clients(first: 100) { nodes { %s tasks(first: 5) { nodes { title } } } } }"
    % CLIENT,
    "filter of 20 conditions": OR % (MORE * 20),
    "filter of 200 conditions": OR % (MORE * 200),
    "introspection": "{ __schema { types { name fields { name type { name ofType { name } } args { name } } } } }",
}


@dataclass
class Times:
    """One attack: the best of its rounds, in seconds; fault: what must not be."""

    refused: float = 9e9
    stall: float = 9e9
    fault: str = ""


@dataclass
class Figures:
    """What a run showed; answers: of the neighbour; calm: his longest wait without an attack."""

    attacks: dict[str, Times] = field(default_factory=dict)
    answers: int = 0
    calm: float = 0.0

    @property
    def worst(self) -> tuple[Times, Times]:
        """The slowest refusal and the longest stall."""
        found = self.attacks.values()
        return max(found, key=lambda each: each.refused), max(found, key=lambda each: each.stall)

    @property
    def faults(self) -> list[str]:
        """What is not as promised."""
        return [
            f"{name}: {each.fault} (refused in {each.refused:.3f} s, stall {each.stall:.3f} s)"
            for name, each in self.attacks.items()
            if each.fault or each.refused > MOST or each.stall > MOST
        ]

    def __str__(self) -> str:
        slow, stall = self.worst
        return (
            f"hostile: {len(self.attacks)} attacks, {len(self.faults)} faults; "
            f"slowest refusal {slow.refused * 1000:.0f} ms; neighbour: {self.answers} answers, "
            f"longest wait {stall.stall * 1000:.0f} ms "
            f"({self.calm * 1000:.0f} ms without attacks)"
        )


Attack = Callable[[], str]
"""Make an attack; what is wrong with the answer, or nothing."""


def by_post(client: httpx2.Client, raw: bytes, *, accept: str = RESPONSE, allowed: bool = False) -> Attack:
    """Send bytes; they have to be refused, or else executed when `allowed` (and may be refused by that)."""

    def attack() -> str:
        try:
            response = client.post("/graphql", content=raw, headers={"accept": accept, "content-type": JSON})
        except httpx2.TransportError:
            return ""  # the server ended the connection before the body was through
        try:
            told = json.loads(response.content)
        except ValueError:
            return f"{response.status_code}, no JSON: {response.text[:200]!r}"
        codes = [error["extensions"]["code"] for error in told.get("errors", [])]
        if allowed:
            good = response.status_code == 200 and not set(codes) & {"INTERNAL", "UNAVAILABLE"}
            return "" if good else f"{response.status_code} {codes}"
        good = 400 <= response.status_code < 500 and bool(codes) and "INTERNAL" not in codes
        return "" if good and len(response.content) < 64 * 1024 else f"{response.status_code} {codes}"

    return attack


def by_socket(address: str, bearer: Mapping[str, str], message: Any, *closes: int) -> Attack:
    """Send a message; the server closes with one of these codes, or answers with an error."""
    raw = message if isinstance(message, str | bytes) else json.dumps(message)

    def attack() -> str:
        url = address.replace("http", "ws", 1) + "/graphql"
        with connect(
            url, subprotocols=[Subprotocol(PROTOCOL)], additional_headers=bearer, proxy=None
        ) as socket:
            socket.send(json.dumps(INIT))
            socket.recv(5)
            try:
                socket.send(raw)
                heard = json.loads(socket.recv(5))
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 1006
                return "" if code in closes else f"closed by {code}"
            return "" if heard["type"] == "error" else f"heard {heard['type']}"

    return attack


def attacks(client: httpx2.Client, address: str, bearer: Mapping[str, str]) -> Iterator[tuple[str, Attack]]:
    """All of them by name."""

    def body(text: str) -> bytes:
        return json.dumps({"query": text}).encode()

    hostile = {name: text for name, (text, _) in DOCUMENTS.items()} | OWN
    for name, text in hostile.items():
        yield f"document, {name}", by_post(client, body(text))
        yield f"event stream, {name}", by_post(client, body(text), accept="text/event-stream")
        if len(body(text)) < 200_000 and text.strip():
            told = {"id": "1", "type": "subscribe", "payload": {"query": text}}
            yield f"socket, {name}", by_socket(address, bearer, told, 4400)
    for name, (raw, _) in BODIES.items():
        yield f"body, {name}", by_post(client, raw)
    for name, message in MALFORMED.items():
        yield f"message, {name}", by_socket(address, bearer, message, 4400)
    for size in (300 * 1024, 5 * 1024 * 1024):
        # What is still being sent when the server hangs up hears no code.
        large = {"type": "ping", "payload": {"a": "x" * size}}
        yield f"message of {size} bytes", by_socket(address, bearer, large, 1009, 1006)
    for name, text in ALLOWED.items():
        yield f"allowed, {name}", by_post(client, body(text), allowed=True)


def neighbour(address: str, bearer: Mapping[str, str], told: Connection) -> None:
    """Ask without a pause; whenever asked, tell how many answers came and the longest wait since the last time."""
    with httpx2.Client(base_url=address, headers=dict(bearer), timeout=30) as client:
        count, longest = 0, 0.0
        while True:
            if told.poll():
                if told.recv() is None:
                    return
                told.send((count, longest))
                count, longest = 0, 0.0
            began = time.perf_counter()
            response = client.post("/graphql", json={"query": QUIET})
            if response.status_code == 429:
                time.sleep(int(response.headers["retry-after"]))
                continue
            longest = max(longest, time.perf_counter() - began)
            count += 1


def run(client: httpx2.Client, address: str, keys: Sequence[Mapping[str, str]], rounds: int) -> Figures:
    """Attack with one key beside the neighbour with the other."""
    figures = Figures()
    here, there = multiprocessing.get_context("spawn").Pipe()
    asking = multiprocessing.get_context("spawn").Process(target=neighbour, args=(address, keys[1], there))
    asking.start()
    try:

        def waited() -> float:
            here.send(True)
            count, longest = here.recv()
            figures.answers += count
            return float(longest)

        waited()
        time.sleep(2)
        waited()  # without its start
        time.sleep(3)
        figures.calm = waited()
        for _ in range(rounds):
            for name, attack in attacks(client, address, keys[0]):
                times = figures.attacks.setdefault(name, Times())
                began = time.perf_counter()
                times.fault = attack() or times.fault
                if "allowed" not in name:
                    times.refused = min(times.refused, time.perf_counter() - began)
                else:
                    times.refused = 0
                times.stall = min(times.stall, waited())
        here.send(None)
    finally:
        asking.join(10)
        asking.kill()
    return figures


def main(arguments: Sequence[str]) -> int:
    """Run the drill and print its figures; the exit code."""
    rounds = int(arguments[0]) if arguments else 3
    # The client is told of each connection that is cut under it; that is what is to happen.
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    parent = Path(tempfile.mkdtemp(prefix="startrail-hostile-"))
    parent.chmod(0o755)  # as root the servers run under another account
    password = secrets.token_urlsafe(16)
    product = Product(parent / "data", [str(Path(sys.executable).parent / "startrail"), "all"])
    try:
        product.start(
            STARTRAIL_DEMO_PASSWORD=password, STARTRAIL_DEMO_SIZE="500", STARTRAIL_FREE_DOCUMENTS="1"
        )
        product.until("Ctrl-C")
        threading.Thread(target=drain, args=(product,), daemon=True).start()
        with (
            person(product.address, "executive", password) as executive,
            person(product.address, "manager", password) as manager,
        ):
            cookies = [
                {
                    "cookie": "; ".join(f"{n}={v}" for n, v in each.cookies.items()),
                    "origin": product.address,
                    "x-startrail": "1",
                }
                for each in (executive, manager)
            ]
            figures = run(executive, product.address, cookies, rounds)
    finally:
        product.stop()
        shutil.rmtree(parent, ignore_errors=True)
    for fault in figures.faults:
        print(fault, file=sys.stderr)
    print(figures)
    return 1 if figures.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
