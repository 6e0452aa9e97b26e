"""Fuzzing: documents made at random from each caller's own schema, against the whole product.

`python -m tests.drills.fuzz [EXAMPLES]` (10000) starts the product with a demo firm, asks as an executive, as somebody
of operations (who may change most) and as a partner's key, prints one line of figures, and exits 0 or 1: no server
error, no unforeseen fault, no slow answer.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import schemathesis
from graphql import GraphQLSchema, build_schema, introspection_from_schema
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.graphql import nodes

from tests.product import ROOT, Product

WRONG_SHARE = 5
"""One example in so many breaks a rule of the schema on purpose."""
SOURCE = "银行渠道沙龙"
Send = Callable[[str], httpx2.Response]


@dataclass
class Figures:
    """What a run showed; faults: what must not be, with the document that brought it about.

    patience: seconds that an answer may take.
    """

    patience: float = 2.0
    examples: int = 0
    answered: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_document: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """No fault, and enough was executed to say so."""
        return not self.faults and self.answered > self.examples / 20

    def judge(self, document: str, response: httpx2.Response, seconds: float) -> None:
        """Count one answer."""
        self.examples += 1
        if seconds > self.slowest:
            self.slowest, self.slowest_document = seconds, document
        told = response.json()
        codes = {str(error["extensions"].get("code")) for error in told.get("errors", [])}
        self.codes.update(codes)
        self.answered += told.get("data") is not None
        status = response.status_code
        if status >= 500 or codes & {"INTERNAL", "None"} or seconds > self.patience:
            self.faults.append(f"{status} {sorted(codes)} {seconds:.2f} s: {document}\n{response.text[:500]}")

    def __str__(self) -> str:
        refused = ", ".join(f"{count} {code}" for code, count in self.codes.most_common())
        return (
            f"fuzz: {self.examples} examples, {self.answered} with data ({refused}), {len(self.faults)} faults, "
            f"slowest answer {self.slowest * 1000:.0f} ms"
        )


def teach(ids: Sequence[str], words: Sequence[str]) -> None:
    """Values that lead somewhere, beside those that do not: real ids and words, sizes near the bounds."""
    text = st.sampled_from(words) | st.text(max_size=30)
    number = st.integers(-2, 105) | st.integers(-(2**31), 2**31 - 1)
    day = st.dates().map(str) | text
    amount = st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str) | text
    instant = st.datetimes().map(lambda at: f"{at.isoformat()}+08:00") | text
    scalars: Mapping[str, Any] = {
        "ID": (st.sampled_from(ids) | text).map(nodes.String),
        "String": text.map(nodes.String),
        "Int": number.map(nodes.Int),
        "Date": day.map(nodes.String),
        "DateTime": instant.map(nodes.String),
        "Money": amount.map(nodes.String) | number.map(nodes.Int),
        "Decimal": amount.map(nodes.String),
        "JSON": text.map(nodes.String),
        "FieldValue": text.map(nodes.String) | number.map(nodes.Int) | st.booleans().map(nodes.Boolean),
    }
    for name, strategy in scalars.items():
        schemathesis.graphql.scalar(name, strategy)


def fuzz(schema: GraphQLSchema, send: Send, figures: Figures, examples: int, *, luck: int = 0) -> None:
    """Ask so many documents of a schema, about as many of each query and mutation."""
    until = figures.examples + examples
    told = introspection_from_schema(schema, input_value_deprecation=False)
    found = schemathesis.graphql.from_dict(dict(told)).get_all_operations()
    operations = [each.ok() for each in found if isinstance(each, Ok)]
    # Some operations have few documents: what they leave goes to the others in the next round.
    while figures.examples < until:
        for operation, mode, count in _shares(operations, until - figures.examples):
            _ask(operation.as_strategy(generation_mode=mode), send, figures, count, luck)
        luck += 1


def _ask(cases: Any, send: Send, figures: Figures, count: int, luck: int) -> None:
    @seed(luck)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: Any) -> None:
        document = case.body if isinstance(case.body, str) else case.body["query"]
        response, seconds = _timed(send, document)
        # Slow once may be the machine; slow thrice is the document.
        for _ in range(2):
            if seconds > figures.patience:
                seconds = min(seconds, _timed(send, document)[1])
        figures.judge(document, response, seconds)

    ask()


def _timed(send: Send, document: str) -> tuple[httpx2.Response, float]:
    began = time.perf_counter()
    return send(document), time.perf_counter() - began


def _shares(operations: Sequence[Any], examples: int) -> Iterator[tuple[Any, GenerationMode, int]]:
    """Each operation with its number of right and of wrong documents."""
    modes = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
    for place, operation in enumerate(operations):
        share = examples * (place + 1) // len(operations) - examples * place // len(operations)
        counts = share - share // WRONG_SHARE, share // WRONG_SHARE
        yield from ((operation, mode, count) for mode, count in zip(modes, counts, strict=True) if count)


def patient(client: httpx2.Client) -> Send:
    """Asks again when the allowance is used up."""

    def send(document: str) -> httpx2.Response:
        while True:
            response = client.post("/graphql", json={"query": document})
            if response.status_code != 429:
                return response
            time.sleep(int(response.headers["retry-after"]))

    return send


def pool(client: httpx2.Client) -> tuple[list[str], list[str]]:
    """Real ids and words of the demo firm."""
    text = (
        "{ clients(first: 30) { edges { cursor node { id name source company owner { id } household { id } } } } "
        "tasks(first: 20) { nodes { id } } users(first: 9) { nodes { id } } products(first: 5) { nodes { id code } } "
        "teams { id } tags { id name } households(first: 5) { nodes { id } } }"
    )
    data = client.post("/graphql", json={"query": text}).json()["data"]
    found = set(_texts(data))
    ids = sorted(each for each in found if re.fullmatch(r"[a-z]+_[0-9a-f]{32}", each))
    words = [
        "Client.name",
        "Client",
        "Task",
        "idNumber",
        "note",
        "138",
        "zh-CN",
        "C3",
        "individual",
        "existing",
    ]
    return ids, [*words, *sorted(found - set(ids))]


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _texts(each)


@contextmanager
def person(address: str, login: str, password: str) -> Iterator[httpx2.Client]:
    """A demo person with a session."""
    own = {"x-startrail": "1", "origin": address}
    with httpx2.Client(base_url=address, headers=own, timeout=30) as client:
        known = {"email": f"{login}@demo.startrail.local", "password": password}
        client.post("/auth/login", json=known).raise_for_status()
        yield client


def schema_of(client: httpx2.Client) -> GraphQLSchema:
    """The schema as this caller reads it."""
    return build_schema(client.get("/graphql/schema.graphql").raise_for_status().text)


def main(arguments: Sequence[str]) -> int:
    """Run the drill and print its figures; the exit code."""
    examples = int(arguments[0]) if arguments else 10_000
    parent = Path(tempfile.mkdtemp(prefix="startrail-fuzz-"))
    parent.chmod(0o755)  # as root the servers run under another account
    startrail, password = str(Path(sys.executable).parent / "startrail"), secrets.token_urlsafe(16)
    product = Product(parent / "data", [startrail, "all"])
    figures = Figures()
    try:
        product.start(STARTRAIL_DEMO_PASSWORD=password, STARTRAIL_DEMO_SIZE="500")
        product.until("Ctrl-C")
        threading.Thread(target=drain, args=(product,), daemon=True).start()
        key = subprocess.run(
            [startrail, "token", "create", "--name", "fuzz", "--role", "partner_api", "--source", SOURCE],
            cwd=ROOT,
            env=os.environ | {"STARTRAIL_DATA": str(product.folder)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        bearer = {"authorization": f"Bearer {re.findall(r'star_live_[0-9A-Za-z_-]+', key)[0]}"}
        with (
            person(product.address, "executive", password) as executive,
            person(product.address, "operations", password) as operations,
            httpx2.Client(base_url=product.address, headers=bearer, timeout=30) as partner,
        ):
            teach(*pool(executive))
            callers = (executive, operations, partner)
            for place, client in enumerate(callers):
                share = examples * (place + 1) // len(callers) - examples * place // len(callers)
                fuzz(schema_of(client), patient(client), figures, share, luck=examples)
    finally:
        product.stop()
        shutil.rmtree(parent, ignore_errors=True)
    for fault in figures.faults[:20]:
        print(fault, file=sys.stderr)
    print(f"slowest: {figures.slowest_document}", file=sys.stderr)
    print(figures)
    return 0 if figures.good else 1


def drain(product: Product) -> None:
    """Read on what it says: its pipe must be emptied or it would stand still once it is full."""
    assert product.process is not None
    assert product.process.stdout is not None
    for _ in product.process.stdout:
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
