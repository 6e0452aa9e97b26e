"""What is measured: one server process each, its way of asking, and its answers in one common form."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import orjson

from backend.platform.embedded.ports import free_port
from tests.bench.ground import ROOT, BenchFirm
from tests.bench.questions import DOCUMENTS, Questions

START_WITHIN = 90.0
Body = dict[str, Any]
Common = Any


@dataclass
class Subject:
    """A server that can be asked. command: how it is started; environment: beside the inherited one.

    documents: by question; headers: those of one caller each. page, spell: filter and change in its own variables;
    cursor: where its page says how to go on; common: an answer's data in the form all subjects share.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    path: str = "/graphql"
    folder: Path = ROOT
    documents: Mapping[str, str] = field(default_factory=lambda: DOCUMENTS)
    headers: Sequence[Mapping[str, str]] = ({},)
    spell: Callable[[str, Any], Body] = field(default_factory=lambda: spelt)
    cursor: Callable[[Any], str | None] = field(
        default_factory=lambda: lambda data: data["clients"]["pageInfo"]["endCursor"]
    )
    common: Callable[[str, Any], Common] = field(default_factory=lambda: lambda _question, data: data)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    def body(self, question: str, variables: Body) -> bytes:
        """The request as it is sent."""
        return orjson.dumps(
            {"operationName": question, "query": self.documents[question], "variables": variables}
        )

    def start(self, log: Path) -> None:
        """Start the server; what it says goes into a file."""
        environment = {**os.environ, **self.environment, "PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        with log.open("wb") as said:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    async def ready(self) -> None:
        """Wait until it answers. Raises RuntimeError when it does not."""
        assert self.process is not None
        end = time.monotonic() + START_WITHIN
        async with httpx2.AsyncClient() as client:
            while time.monotonic() < end and self.process.poll() is None:
                try:
                    await client.post(self.url, json={"query": "{ __typename }"}, timeout=5)
                except httpx2.HTTPError:
                    await asyncio.sleep(0.1)
                    continue
                return
        raise RuntimeError(f"{self.name} did not start; its words are in its log")

    def stop(self) -> None:
        """End the server."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def spelt(question: str, asked: Any) -> Body:
    """Variables as the product's own schema takes them."""
    if question == "Q1":
        return {"id": f"client_{asked.hex}"}
    if question == "Q5":
        id, version, occupation = asked
        return {"input": {"id": f"client_{id.hex}", "version": version, "occupation": occupation}}
    filter, after = asked
    given: Body = {"filter": {key: {"eq": value} for key, value in filter.items()}}
    return given | ({"after": after} if question == "Q2" else {})


def product_environment(firm: BenchFirm) -> dict[str, str]:
    """What the product's process needs, as in production."""
    return {
        "DATABASE_URL": firm.url,
        "REDIS_URL": firm.redis_url,
        "STARTRAIL_DATA": str(firm.folder),
        "STARTRAIL_DEMO": "0",
        "HOST": "127.0.0.1",
    }


def ours(firm: BenchFirm, keys: Sequence[str]) -> Subject:
    """The product's own process with everything: log-in, masks, limits, quotas, metrics."""
    return Subject(
        "ours",
        (sys.executable, "-m", "backend.commands.api"),
        product_environment(firm),
        headers=[{"Authorization": f"Bearer {key}"} for key in keys],
    )


async def ask(
    client: httpx2.AsyncClient, subject: Subject, question: str, asked: Any, caller: int = 0
) -> Any:
    """The data of an answer. Raises RuntimeError when it has errors."""
    headers = subject.headers[caller % len(subject.headers)]
    body = subject.body(question, subject.spell(question, asked))
    response = await client.post(
        subject.url, content=body, headers={"content-type": "application/json", **headers}, timeout=60
    )
    answer = response.json()
    if response.status_code != 200 or answer.get("errors"):
        raise RuntimeError(f"{subject.name} {question}: {response.status_code} {str(answer)[:600]}")
    return answer["data"]


async def cursors_of(client: httpx2.AsyncClient, subject: Subject, asked: Questions) -> list[str | None]:
    """For each filter the cursor behind the first page, in the subject's own form."""
    return [subject.cursor(await ask(client, subject, "Q2", (filter, None))) for filter in asked.filters]
