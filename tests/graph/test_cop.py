"""What the scanner graphql-cop looks for, each as it asks: it finds nothing with a person's session.

With a key it would find one: GET answers queries, because no browser adds a key by itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.graph.service import Service, mask, serve

NAME = "{ __typename }"
DEEP = "fields { type { " * 4 + "name" + " } }" * 4


@pytest.fixture(scope="module")
def service() -> Service:
    return serve()


@pytest.fixture
async def person(service: Service) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody with a session and the right to free documents, but without that to introspect."""
    token = service.doorman.admit(mask(service.schema, introspect=False), key=False)
    async with service.client("", cookie=f"session={token}") as client:
        yield client


async def asked(client: httpx2.AsyncClient, body: Any) -> Any:
    response = await client.post("/graphql", json=body)
    return response.json()


ASKED: dict[str, Any] = {
    "alias overloading": {
        "query": "query cop { " + " ".join(f"alias{n}:__typename" for n in range(101)) + " }"
    },
    "batch queries": [{"query": "query cop { __typename }"}] * 10,
    "field duplication": {"query": "query cop { " + "__typename \n" * 500 + "}"},
    "directive overloading": {"query": "query cop { __typename " + "@aa" * 10 + " }"},
    "circular fragment": {
        "query": "query cop { ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
    },
    "circular introspection": {"query": f"query cop {{ __schema {{ types {{ {DEEP} }} }} }}"},
    "introspection": {"query": "query cop { __schema { types { name fields { name } } } }"},
}


@pytest.mark.parametrize("body", ASKED.values(), ids=ASKED)
async def test_it_is_refused(person: httpx2.AsyncClient, body: Any) -> None:
    told = await asked(person, body)
    assert "data" not in told
    assert 1 <= len(told["errors"]) <= 5


async def test_ten_times_the_same_directive_is_told_of_at_most_five_times(person: httpx2.AsyncClient) -> None:
    told = await asked(person, {"query": "query { __typename " + "@skip(if: false) " * 10 + "}"})
    assert 1 <= len(told["errors"]) <= 5


async def test_no_field_is_suggested(person: httpx2.AsyncClient) -> None:
    for text in (
        "query cop { __schema { directive } }",
        "query cop { helo }",
        "query cop { book { titel } }",
    ):
        assert "Did you mean" not in str(await asked(person, {"query": text}))


async def test_no_page_of_tools_is_served(person: httpx2.AsyncClient) -> None:
    for path in ("/graphiql", "/playground", "/console", "/graphql"):
        response = await person.get(path, headers={"accept": "text/html"})
        assert "text/html" not in response.headers.get("content-type", "")
        assert not any(word in response.text.lower() for word in ("graphiql", "playground"))


async def test_nothing_is_traced(person: httpx2.AsyncClient) -> None:
    told = await asked(person, {"query": NAME})
    assert set(told["extensions"]) == {"cost", "route"}  # the way it went, for who may explore
    assert not any(word in str(told).lower() for word in ("stacktrace", "tracing", "exception"))


async def test_a_fault_in_the_document_shows_no_exception(person: httpx2.AsyncClient) -> None:
    told = await asked(person, {"query": "qwerty cop { abc }"})
    assert set(told["errors"][0]["extensions"]) == {"code", "params", "traceId"}


async def test_a_get_changes_nothing_and_answers_no_session(person: httpx2.AsyncClient) -> None:
    for text in (NAME, 'mutation { rename(input: {name: "x"}) { name } }'):
        response = await person.get("/graphql", params={"query": text})
        assert response.status_code == 403
        assert "data" not in response.json()


async def test_a_form_is_no_request(person: httpx2.AsyncClient) -> None:
    response = await person.post("/graphql", data={"query": NAME})
    assert response.status_code == 415
    assert "data" not in response.json()


async def test_a_key_may_query_by_get_and_change_nothing(service: Service) -> None:
    async with service.client() as key:
        assert (await key.get("/graphql", params={"query": NAME})).json()["data"] == {"__typename": "Query"}
        refused = await key.get(
            "/graphql", params={"query": 'mutation { rename(input: {name: "x"}) { name } }'}
        )
    assert refused.status_code == 405
