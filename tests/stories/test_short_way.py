"""A warm read or change takes the short way and answers as the whole way does; what is not plain never takes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from backend.graph.operations import Operations
from tests.stories.conftest import ORIGIN, AsRole, Caller

LIST = "query L($first: Int!) { clients(first: $first, orderBy: [{field: NAME}]) { nodes { id name aum } } }"
ONE = "query O($id: ID!) { client(id: $id) { id name mobile note owner { name } } }"
CHANGE = (
    "mutation C($input: UpdateClientInput!) { updateClient(input: $input) { id note mobile owner { name } } }"
)
VERSION = "query V($id: ID!) { client(id: $id) { id version } }"
DENIED = "{ clients(first: 3) { nodes { id note } } }"
PASSING = frozenset({"ratelimit-remaining", "ratelimit-reset"})


@contextmanager
def short_answers() -> Iterator[list[bool]]:
    """Whether each request that came so far was answered by the short way."""
    seen: list[bool] = []
    warm = Operations.warm

    async def watched(self: Operations, *args: Any) -> Any:
        found = await warm(self, *args)
        seen.append(found is not None)
        return found

    Operations.warm = watched  # type: ignore[assignment, method-assign]
    try:
        yield seen
    finally:
        Operations.warm = warm  # type: ignore[method-assign]


@contextmanager
def whole_way_only() -> Iterator[None]:
    """Nothing is answered shortly."""
    warm = Operations.warm

    async def never(*_args: Any) -> None:
        return None

    Operations.warm = never  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        Operations.warm = warm  # type: ignore[method-assign]


async def sent(caller: Caller, body: Any, **headers: str) -> httpx2.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    own = {"x-startrail": "1", "origin": ORIGIN, "content-type": "application/json", **caller.headers}
    return await caller.http.post("/graphql", content=content, headers=own | headers)


def told(response: httpx2.Response) -> tuple[int, dict[str, str], Any]:
    """What a caller sees of an answer, without what passes with each request."""
    headers = {name: value for name, value in response.headers.items() if name not in PASSING}
    body = response.json()
    passing = body.get("extensions", {}).get("cost", {})
    passing.pop("remaining", None)
    passing.pop("reset", None)
    for error in body.get("errors", []):
        error["extensions"].pop("traceId", None)
    headers.pop("content-length")
    return response.status_code, headers, body


@pytest.fixture(scope="module")
async def manager(as_role: AsRole) -> Caller:
    """A client manager with a session."""
    caller: Caller = await as_role("manager")
    return caller


async def bodies_of(caller: Caller) -> list[dict[str, Any]]:
    first = {"query": LIST, "variables": {"first": 3}}
    id = (await sent(caller, first)).json()["data"]["clients"]["nodes"][0]["id"]
    return [first, {"query": ONE, "variables": {"id": id}, "operationName": "O"}, {"query": DENIED}]


@pytest.mark.parametrize("role", ["manager", "lead", "executive"])
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "*/*"])
async def test_both_ways_tell_the_same(role: str, accept: str, as_role: AsRole) -> None:
    caller = await as_role(role)
    for body in await bodies_of(caller):
        with whole_way_only():
            whole = told(await sent(caller, body, accept=accept))
        assert told(await shortly(caller, body, accept=accept)) == whole


CHANGES: dict[str, dict[str, Any]] = {
    "made": {"note": "一"},
    "made by the ordinary way": {"name": "改名"},
    "from an old version": {"version": 0, "note": "一"},
    "a bad value": {"riskLevel": "C9"},
    "a row nobody has": {"id": "client_0123456789abcdef0123456789abcdef", "note": "一"},
    "a bad id": {"id": "client_x", "note": "一"},
    "a bad variable": {"version": "one"},
    "a field nobody knows": {"noSuchField": 1},
}


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
@pytest.mark.parametrize("name", CHANGES)
async def test_both_ways_tell_the_same_of_a_change(name: str, accept: str, manager: Caller) -> None:
    id = (await bodies_of(manager))[1]["variables"]["id"]

    async def given() -> dict[str, Any]:
        asked = await sent(manager, {"query": VERSION, "variables": {"id": id}})
        version = asked.json()["data"]["client"]["version"]
        return {"query": CHANGE, "variables": {"input": {"id": id, "version": version, **CHANGES[name]}}}

    await sent(manager, await given())
    with whole_way_only():
        whole = told(await sent(manager, await given(), accept=accept))
    for _ in range(10):
        body = await given()
        with short_answers() as seen:
            short = told(await sent(manager, body, accept=accept))
        if seen == [True]:
            break
    assert seen == [True]
    assert short == whole
    assert ("errors" in short[2]) == (not name.startswith("made"))


async def shortly(caller: Caller, body: Any, **headers: str) -> httpx2.Response:
    """The answer of the short way; a bell or a poll between may make a caller or a document cold again."""
    for _ in range(10):
        with short_answers() as seen:
            answer = await sent(caller, body, **headers)
        if seen == [True]:
            return answer
    raise AssertionError("never answered shortly")


NOT_PLAIN: dict[str, tuple[Any, dict[str, str]]] = {
    "another site": ({"query": LIST, "variables": {"first": 3}}, {"origin": "https://evil.example"}),
    "a foreign frame": ({"query": LIST, "variables": {"first": 3}}, {"sec-fetch-site": "cross-site"}),
    "another host": ({"query": LIST, "variables": {"first": 3}}, {"host": "evil.example"}),
    "without the own header": ({"query": LIST, "variables": {"first": 3}}, {"x-startrail": "0"}),
    "packed": ({"query": LIST, "variables": {"first": 3}}, {"content-encoding": "gzip"}),
    "no JSON by its name": ({"query": LIST, "variables": {"first": 3}}, {"content-type": "text/plain"}),
    "a wrong key": ({"query": LIST, "variables": {"first": 3}}, {"authorization": "Bearer star_live_nobody"}),
    "no answer that is wanted": ({"query": LIST, "variables": {"first": 3}}, {"accept": "text/html"}),
    "a stream": ({"query": LIST, "variables": {"first": 3}}, {"accept": "text/event-stream"}),
    "a member nobody knows": ({"query": LIST, "variables": {"first": 3}, "more": 1}, {}),
    "a list": ([{"query": LIST}], {}),
    "no JSON": (b"{", {}),
    "a bad variable": ({"query": LIST, "variables": {"first": "three"}}, {}),
    "a missing variable": ({"query": LIST}, {}),
    "a page out of range": ({"query": LIST, "variables": {"first": 101}}, {}),
    "a name nobody knows": ({"query": LIST, "variables": {"first": 3}, "operationName": "X"}, {}),
    "a name that is none": ({"query": LIST, "variables": {"first": 3}, "operationName": 7}, {}),
    "variables that are none": ({"query": LIST, "variables": [3]}, {}),
    "an unknown id": ({"id": "0" * 64}, {}),
    "a bad id": ({"query": ONE, "variables": {"id": "client_x"}}, {}),
    "a zero byte": ({"query": ONE, "variables": {"id": "client_\x00"}}, {}),
}


@pytest.mark.parametrize("name", NOT_PLAIN)
async def test_what_is_not_plain_goes_the_whole_way(name: str, manager: Caller) -> None:
    await bodies_of(manager)
    body, headers = NOT_PLAIN[name]
    with whole_way_only():
        whole = await sent(manager, body, **headers)
    with short_answers() as seen:
        short = await sent(manager, body, **headers)
    assert True not in seen
    assert short.status_code == whole.status_code
    if name != "a stream":
        assert told(short) == told(whole)


async def test_a_session_that_ended_is_not_remembered(product: Any, as_role: AsRole) -> None:
    caller = await as_role("assistant")
    body = {"query": LIST, "variables": {"first": 2}}
    assert (await shortly(caller, body)).status_code == 200
    cookies = dict(caller.http.cookies)
    own = {"x-startrail": "1", "origin": ORIGIN}
    assert (await caller.http.post("/auth/logout", json={}, headers=own)).status_code == 200
    caller.http.cookies.update(cookies)
    with short_answers() as seen:
        answer = await sent(caller, body)
    assert answer.status_code == 401
    assert seen == []


async def test_a_caller_who_has_spent_his_allowance_is_told_by_the_whole_way(
    product: Any, as_role: AsRole
) -> None:
    caller = await as_role("legal")
    body = {"query": "{ clients(first: 100) { nodes { id name } } }"}
    await sent(caller, body)
    buckets = product.state.parts.transport.operations._buckets
    who = next(who for who in buckets._buckets if " user:" in who)
    saved = {each: bucket.points for each, bucket in buckets._buckets.items()}
    for bucket in buckets._buckets.values():
        bucket.points = -100_000
    assert who in saved
    answer = await sent(caller, body)
    for each, points in saved.items():
        buckets._buckets[each].points = points
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
