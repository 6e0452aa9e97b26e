"""Costs: known before, never less than what comes, told in two places, and taken from a bucket that fills up."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from backend.graph.asking import Asked
from backend.graph.buckets import MOST_BUCKETS, Allowance, Buckets
from backend.graph.costs import INTROSPECTION_NODES
from backend.graph.guard import MOST_CACHED_TEXT, Preparer
from backend.graph.limits import Limits
from backend.platform.errors import Refused
from tests.graph.library import library
from tests.graph.service import Clock, Service, codes_of, errors_of, mask, serve

WIDE = Limits(cost=10**9, values=10**9, depth=30, burst=10**9)


@pytest.fixture(scope="module")
def preparer() -> Preparer:
    return Preparer(library()._schema, Limits())


def load(preparer: Preparer, service: Service, text: str, **variables: Any) -> tuple[int, int, int]:
    found = preparer.prepare(Asked(text, variables), service.doorman.callers[service.token]).load
    return found.nodes, found.values, found.cost


@pytest.mark.parametrize(
    ("text", "nodes", "values", "cost"),
    [
        ("{ hello }", 0, 1, 1),
        ("{ book { title } }", 1, 1, 1),
        ("{ books(first: 10) { title } }", 10, 10, 1),
        ("{ books(first: 11) { title } }", 11, 11, 2),
        ("{ books(first: 0) { title } }", 0, 0, 1),
        ("{ books { title pages } }", 20, 40, 2),
        ("{ authors { edges { node { name } } } }", 20, 20, 2),
        ("{ authors(first: null) { edges { node { name } } } }", 100, 100, 10),
        ("{ authors(first: 50) { totalCount edges { cursor node { name } } } }", 50, 101, 5),
        ("{ authors(first: 10) { totalCount } }", 0, 1, 1),
        ("{ authors(first: 10) { edges { node { books(first: 5) { title } } } } }", 60, 50, 6),
        ("{ book { author { prizes { name } } } }", 12, 10, 2),
        ("{ books(first: 10) { author { name } } }", 20, 10, 2),
        ("{ a: books(first: 10) { title } b: books(first: 10) { title } }", 20, 20, 2),
        ("{ ...A ...A } fragment A on Query { books(first: 10) { title } }", 20, 20, 2),
        (
            "{ authors(first: 7) { ...C } } fragment C on AuthorConnection { edges { node { name } } }",
            7,
            7,
            1,
        ),
        ("{ ... on Query { ... { books(first: 10) { title } } } }", 10, 10, 1),
        ("{ books(first: 10) @skip(if: true) { title } }", 10, 10, 1),
        ("subscription { ticks { title } }", 1, 1, 1),
        ("{ __schema { types { name } } }", INTROSPECTION_NODES, 0, 100),
    ],
)
def test_the_load_is_counted_from_page_sizes(
    preparer: Preparer, text: str, nodes: int, values: int, cost: int
) -> None:
    assert load(preparer, serve(), text) == (nodes, values, cost)


@pytest.mark.parametrize(
    ("variables", "nodes"),
    [({"n": 30}, 30), ({}, 7), ({"n": None}, 100), ({"n": "text"}, 100), ({"n": True}, 100)],
)
def test_page_sizes_may_be_variables_with_defaults(
    preparer: Preparer, variables: dict[str, Any], nodes: int
) -> None:
    assert (
        load(preparer, serve(), "query($n: Int = 7) { books(first: $n) { title } }", **variables)[0] == nodes
    )


def selection(random_: random.Random, type_: str, depth: int) -> str:
    """A random selection of a type; every list of the library is as long as it is asked to be."""
    found = [{"Query": "hello", "Author": "name", "Book": "title"}[type_]]
    for n in range(random_.randint(0, 3) if depth else 0):
        size = random_.randint(0, 4)
        fields = {
            "Query": [(f"books(first: {size})", "Book", ""), (f"authors(first: {size})", "Author", "page")],
            "Author": [(f"books(first: {size})", "Book", "")],
            "Book": [("author", "Author", "")],
        }
        field, of, page = random_.choice(fields[type_])
        inner = selection(random_, of, depth - 1)
        if page:
            inner = f"totalCount edges {{ cursor node {{ {inner} }} }}"
        found.append(f"a{depth}{n}: {field} {{ {inner} }}")
    return " ".join(found)


def counted(data: Any, key: str = "") -> tuple[int, int]:
    """(rows, leaves) of an answer: objects that are no connection and no edge, and what is no object."""
    if isinstance(data, dict):
        plumbing = not data or "totalCount" in data or "cursor" in data or key == "data"
        parts = [counted(value, name) for name, value in data.items()]
        return sum(rows for rows, _ in parts) + (not plumbing), sum(leaves for _, leaves in parts)
    if isinstance(data, list):
        parts = [counted(each) for each in data]
        return sum(rows for rows, _ in parts), sum(leaves for _, leaves in parts)
    return 0, 1


async def test_no_answer_has_more_than_was_predicted() -> None:
    """A thousand random documents, executed: rows and leaves never exceed the prediction, and mostly equal it."""
    service, random_ = serve(WIDE), random.Random(7)
    preparer = Preparer(service.schema._schema, WIDE)
    principal = service.doorman.callers[service.token]
    equal = tried = 0
    while tried < 1_000:
        text = "{ " + selection(random_, "Query", random_.randint(1, 4)) + " }"
        try:
            predicted = preparer.prepare(Asked(text, {}), principal).load
        except Refused:
            continue
        tried += 1
        response = await service.ask(text)
        told = response.json()
        assert "errors" not in told, told
        rows, leaves = counted(told["data"], "data")
        assert rows <= predicted.nodes, text
        assert leaves <= predicted.values, text
        assert told["extensions"]["cost"]["requested"] == predicted.cost
        equal += (rows, leaves) == (predicted.nodes, predicted.values)
    assert equal == tried


async def test_headers_and_answer_tell_the_same() -> None:
    service = serve(Limits(burst=50, rate=1))
    response = await service.ask("{ books(first: 100) { title } }")
    cost = response.json()["extensions"]["cost"]
    assert cost == {"requested": 10, "limit": 50, "remaining": 40, "reset": 10}
    for name in ("limit", "remaining", "reset"):
        assert response.headers[f"ratelimit-{name}"] == str(cost[name])


async def test_who_has_spent_his_allowance_waits_and_others_do_not() -> None:
    service = serve(Limits(burst=25, rate=2))
    ten = "{ books(first: 100) { title } }"
    statuses = [(await service.ask(ten)).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = await service.ask(ten)
    assert codes_of(refused) == ["RATE_LIMITED"]
    wait = int(refused.headers["retry-after"])
    assert 1 <= wait <= 5
    assert errors_of(refused)[0]["extensions"]["params"]["retryAfter"] == wait
    assert "data" not in refused.json()
    neighbour = service.doorman.admit(mask(service.schema))
    assert (await service.ask(ten, token=neighbour)).status_code == 200
    service.clock.now += wait
    assert (await service.ask(ten)).status_code == 200


async def test_documents_that_cannot_run_are_not_free() -> None:
    service = serve(Limits(burst=3, rate=1))
    statuses = [(await service.ask("{ nonsense }")).status_code for _ in range(4)]
    assert statuses == [400, 400, 400, 429]


async def test_a_key_may_have_its_own_quota() -> None:
    service = serve(Limits(burst=1_000, rate=10))
    callers = service.doorman.callers
    callers[service.token] = replace(callers[service.token], quota=60)
    response = await service.ask("{ hello }")
    assert response.headers["ratelimit-limit"] == "60"
    assert response.headers["ratelimit-reset"] == "1"
    too_much = await service.ask("{ books(first: 100) { author { prizes { name } } } }")
    assert codes_of(too_much) == ["QUERY_TOO_COMPLEX"]
    assert errors_of(too_much)[0]["extensions"]["params"] == {
        "problem": "query_limit",
        "measure": "cost",
        "limit": 60,
    }


def test_a_bucket_fills_up_to_its_brim_and_not_over() -> None:
    clock, allowance = Clock(), Allowance(burst=10, rate=2)
    buckets = Buckets(clock)
    assert buckets.take("a", 10, allowance).remaining == 0
    refused = buckets.take("a", 4, allowance)
    assert (refused.refused, refused.retry_after, refused.remaining) == (True, 2, 0)
    clock.now += 1.5
    assert buckets.take("a", 4, allowance).retry_after == 1
    clock.now += 0.5
    assert buckets.take("a", 4, allowance).remaining == 0
    clock.now += 1_000
    assert buckets.take("a", 1, allowance).remaining == 9
    assert buckets.take("b", 11, allowance).impossible


def test_buckets_do_not_grow_without_end() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    for n in range(3 * MOST_BUCKETS):
        clock.now += 1
        buckets.take(n, 1, Allowance(10, 1))
    assert len(buckets) <= MOST_BUCKETS
    assert buckets.take(3 * MOST_BUCKETS - 1, 1, Allowance(10, 0.01)).remaining == 8


def test_valid_documents_are_remembered_within_bounds() -> None:
    service = serve()
    preparer = Preparer(service.schema._schema, Limits())
    principal = service.doorman.callers[service.token]
    first = preparer.prepare(Asked("{ hello }", {}), principal).document
    assert preparer.prepare(Asked("{ hello }", {}), principal).document is first
    for n in range(40):
        preparer.prepare(Asked(f"{{ hello }} #{n} " + "x" * 30_000, {}), principal)
    assert preparer._cached_text == sum(len(text) for _, text in preparer._valid) <= MOST_CACHED_TEXT
    assert preparer.prepare(Asked("{ hello }", {}), principal).document is not first
