"""Where the time of a warm read goes outside of its statement: the application in this process, without a network.

`python -m tests.bench.hot_path [--question Q1] [--times 3000]` prints what a call costs from each layer of the
application on inwards, and the functions that take most of the time.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import itertools
import os
import pstats
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import uvloop
from asgi_lifespan import LifespanManager
from starlette.applications import Starlette
from starlette.routing import Route

from backend.app import build_app
from backend.platform.settings import settings
from tests.bench.callers import keys_for
from tests.bench.data import firm_of
from tests.bench.ground import FOLDER, Ground, ground
from tests.bench.questions import NAMES, Questions, questions_of
from tests.bench.size import HUNDRED_THOUSAND, Size
from tests.bench.subjects import ours, product_environment

TRIVIAL = b'{"query":"{ __typename }","variables":{}}'
HOST = "127.0.0.1:8000"


class Calls:
    """The same requests again and again, as the server would hand them in."""

    def __init__(self, bodies: Sequence[bytes], keys: Sequence[str]) -> None:
        self._bodies, self._keys = bodies, keys
        self._made = itertools.count()

    async def one(self, layer: Any, app: Starlette) -> list[Any]:
        """Call a layer once, with the next of the requests; the messages it sent."""
        number = next(self._made)
        body = self._bodies[number % len(self._bodies)]
        headers = {
            "host": HOST,
            "content-type": "application/json",
            "authorization": f"Bearer {self._keys[number % len(self._keys)]}",
            "content-length": str(len(body)),
        }
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "root_path": "",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
            "state": {},
            "app": app,
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        }
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await layer(scope, receive, send)
        return sent

    async def microseconds(self, layer: Any, times: int, app: Starlette) -> float:
        """CPU time of a call: the best of three rounds."""
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            for _ in range(times):
                await self.one(layer, app)
            best = min(best, (time.process_time() - began) / times * 1e6)
        return best


def layers_of(app: Starlette) -> Iterator[tuple[str, Any]]:
    """The application from outside to inside: middleware, router, what answers `/graphql`."""
    layer: Any = app.middleware_stack
    while layer is not None:
        yield type(layer).__name__, layer
        if type(layer).__name__ == "Router":
            routes = (
                route for route in layer.routes if isinstance(route, Route) and route.path == "/graphql"
            )
            layer = next(routes).app
        else:
            layer = getattr(layer, "app", None) or getattr(layer, "_app", None)


async def told(app: Starlette, calls: Calls, times: int, what: str) -> None:
    """Print what a call costs from each layer on inwards; one that answers by itself costs less than those inside."""
    (start, body) = await calls.one(app, app)
    print(f"{what}: status {start['status']}, {len(body['body'])} bytes")
    for name, layer in layers_of(app):
        print(f"  from {name:24}{await calls.microseconds(layer, times, app):8.1f} us")


def whats_of(asked: Questions, question: str) -> Sequence[Any]:
    """What a question is asked with; of changes each once, as a version fits once."""
    match question:
        case "Q1":
            return asked.ids
        case "Q5":
            run = (
                time.time_ns()
            )  # another word than that of the last run, as a change that changes nothing is none
            return [(*change, f"profession {number} of {run}") for number, change in enumerate(asked.changes)]
    return [(filter, None) for filter in asked.filters]


async def run(place: Ground, chosen: argparse.Namespace) -> None:
    """Measure a trivial operation and a question."""
    firm = await firm_of(place, Size(chosen.clients))
    keys, asked = await keys_for(firm, "operations"), await questions_of(firm)
    os.environ.update(product_environment(firm))
    settings.cache_clear()
    app = build_app(settings())
    subject = ours(firm, keys)
    whats = whats_of(asked, chosen.question)
    bodies = [subject.body(chosen.question, subject.spell(chosen.question, what)) for what in whats]
    async with LifespanManager(app, startup_timeout=60, shutdown_timeout=60):
        # The first call builds the stack.
        await Calls([TRIVIAL], keys).one(app, app)
        await told(app, Calls([TRIVIAL], keys), chosen.times, "a trivial operation")
        calls = Calls(bodies, keys)
        await told(app, calls, max(chosen.times // 10, 50), chosen.question)
        profile = cProfile.Profile()
        with profile:
            for _ in range(max(chosen.times // 4, 50)):
                await calls.one(app, app)
        pstats.Stats(profile).strip_dirs().sort_stats(chosen.order).print_stats(chosen.lines)


def main() -> int:
    """Measure in this process."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.hot_path")
    asked.add_argument("--clients", type=int, default=HUNDRED_THOUSAND)
    asked.add_argument("--folder", type=Path, default=FOLDER)
    asked.add_argument("--question", default="Q1", choices=NAMES)
    asked.add_argument("--times", type=int, default=3000)
    asked.add_argument("--order", default="tottime", choices=["tottime", "cumtime"])
    asked.add_argument("--lines", type=int, default=40, help="of the profile")
    chosen = asked.parse_args()
    with ground(chosen.folder) as place, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(place, chosen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
