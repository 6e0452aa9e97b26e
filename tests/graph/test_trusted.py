"""Trusted documents: by id over every transport; free ones only with the right."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from backend.graph.asking import Asked
from backend.graph.guard import Preparer
from backend.graph.limits import Limits
from backend.graph.trusted import Trusted
from tests.graph.service import JSON, Service, codes_of, errors_of, listening, mask, serve
from tests.graph.test_sockets import talking

GREETING = "query Greeting($to: String!) { hello(to: $to) }"
LONG = "{" + " ".join(f"a{n}: hello" for n in range(40)) + " #" + "x" * 70_000 + "\n}"
COSTLY = "{ authors(first: 100) { edges { node { books(first: 100) { author { name } } } } } }"
COUNT = "subscription Count($to: Int!) { count(to: $to) }"


def id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write(path: Path, *texts: str) -> Path:
    path.write_text(json.dumps({id_of(text): text for text in texts}))
    return path


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    path = write(tmp_path_factory.mktemp("list") / "documents.json", GREETING, LONG, COSTLY, COUNT)
    return serve(trusted=Trusted(path))


@pytest.fixture(scope="module")
def bound(service: Service) -> str:
    """The token of a caller without the right to free documents."""
    return service.doorman.admit(mask(service.schema, explore=False))


async def post(service: Service, token: str | None = None, accept: str = JSON, **body: Any) -> Any:
    async with service.client(token, accept=accept) as client:
        return await client.post("/graphql", json=body)


async def test_an_id_stands_for_its_document(service: Service, bound: str) -> None:
    response = await post(service, bound, id=id_of(GREETING), variables={"to": "you"})
    assert response.status_code == 200
    assert response.json()["data"] == {"hello": "hello you"}


async def test_the_text_of_a_trusted_document_is_as_good_as_its_id(service: Service, bound: str) -> None:
    response = await post(service, bound, query=GREETING, variables={"to": "you"})
    assert response.json()["data"] == {"hello": "hello you"}


@pytest.mark.parametrize("query", ["{ hello }", "{ __typename }", GREETING + " ", "nonsense"])
async def test_a_free_document_needs_the_right(service: Service, bound: str, query: str) -> None:
    response = await post(service, bound, query=query, variables={"to": "you"})
    assert response.status_code == 403
    (error,) = errors_of(response)
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert error["extensions"]["coordinate"] == "Right.explore"
    assert "Right.explore" in error["message"]
    assert "data" not in response.json()


async def test_who_holds_the_right_sends_what_he_likes(service: Service) -> None:
    assert (await post(service, query="{ hello }")).json()["data"] == {"hello": "hello world"}


@pytest.mark.parametrize("id", ["0" * 64, "", "x", GREETING, id_of(GREETING).upper(), "é\u0001"])
async def test_an_unknown_id_is_refused_with_its_own_words(service: Service, id: str) -> None:
    response = await post(service, id=id)
    assert response.status_code == 400
    (error,) = errors_of(response)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["params"] == {"problem": "unknown_document", "field": "id"}
    assert "reload" in error["message"]


@pytest.mark.parametrize(
    "body",
    [{"id": 7}, {"id": ["a"]}, {"id": {}}, {"id": True}, {"id": "0", "query": "{ hello }"}, {"id": "0", "query": []}],
    ids=str,
)  # fmt: skip
async def test_an_id_is_a_text_and_stands_alone(service: Service, body: dict[str, Any]) -> None:
    response = await post(service, **body)
    assert response.status_code == 400
    assert errors_of(response)[0]["extensions"]["params"] == {"problem": "body", "field": "id"}


async def test_a_key_may_ask_by_id_in_the_address(service: Service, bound: str) -> None:
    async with service.client(bound) as client:
        params = {"id": id_of(GREETING), "variables": '{"to": "you"}'}
        response = await client.get("/graphql", params=params)
        assert response.json()["data"] == {"hello": "hello you"}
        free = await client.get("/graphql", params={"query": "{ hello }"})
    assert (free.status_code, codes_of(free)) == (403, ["FORBIDDEN"])


async def test_an_event_stream_begins_with_an_id(service: Service, bound: str) -> None:
    response = await post(service, bound, "text/event-stream", id=id_of(COUNT), variables={"to": 2})
    assert response.text.count("event: next") == 2
    free = await post(service, bound, "text/event-stream", query="subscription { count(to: 2) }")
    assert (free.status_code, codes_of(free)) == (403, ["FORBIDDEN"])


@pytest.fixture(scope="module")
async def place(service: Service) -> AsyncIterator[tuple[Service, int]]:
    async with listening(service) as port:
        yield service, port


@pytest.mark.parametrize("payload", [{}, {"query": ""}, {"query": None}], ids=str)
async def test_a_socket_takes_ids(place: tuple[Service, int], bound: str, payload: dict[str, Any]) -> None:
    """The protocol wants a text in each `subscribe`: an empty one beside the id does no harm."""
    async with talking(place, token=bound) as talk:
        told = {"id": id_of(COUNT), "variables": {"to": 1}, **payload}
        await talk.say({"id": "1", "type": "subscribe", "payload": told})
        assert (await talk.hear())["payload"]["data"] == {"count": 0}
        assert (await talk.hear())["type"] == "complete"


async def test_a_socket_refuses_free_documents_and_unknown_ids_and_stays_open(
    place: tuple[Service, int], bound: str
) -> None:
    async with talking(place, token=bound) as talk:
        for payload, code in (({"query": "{ hello }"}, "FORBIDDEN"), ({"id": "0" * 64}, "BAD_USER_INPUT")):
            await talk.say({"id": "1", "type": "subscribe", "payload": payload})
            heard = await talk.hear()
            assert heard["type"] == "error"
            assert heard["payload"][0]["extensions"]["code"] == code
        told = {"id": id_of(GREETING), "variables": {"to": "you"}}
        await talk.say({"id": "1", "type": "subscribe", "payload": told})
        assert (await talk.hear())["payload"]["data"] == {"hello": "hello you"}


async def test_form_is_not_limited_but_cost_is(service: Service, bound: str) -> None:
    assert codes_of(await post(service, query=LONG + " ")) == ["QUERY_TOO_COMPLEX"]
    long = await post(service, bound, id=id_of(LONG))
    assert len(long.json()["data"]) == 40
    costly = await post(service, bound, id=id_of(COSTLY))
    assert codes_of(costly) == ["QUERY_TOO_COMPLEX"]
    assert errors_of(costly)[0]["extensions"]["params"]["measure"] == "cost"


async def test_an_unknown_id_is_not_free() -> None:
    service = serve(Limits(burst=3, rate=1))
    statuses = [(await post(service, id="0" * 64)).status_code for _ in range(4)]
    assert statuses == [400, 400, 400, 429]


def test_a_trusted_document_is_never_forgotten() -> None:
    service = serve()
    preparer = Preparer(service.schema._schema, Limits())
    principal = service.doorman.callers[service.doorman.admit(mask(service.schema), key=False)]
    asked = Asked(GREETING, {"to": "a"}, trusted=True)
    kept = preparer.prepare(asked, principal).document
    for n in range(60):
        preparer.prepare(Asked(f"{{ hello }} #{n}" + "x" * 20_000, {}), principal)
    assert preparer.prepare(asked, principal).document is kept


def test_a_new_build_needs_no_restart(tmp_path: Path) -> None:
    path = write(tmp_path / "documents.json", GREETING)
    trusted = Trusted(path)
    assert trusted.text_of(id_of(GREETING)) == GREETING
    path.write_text("{ half")
    os.utime(path, ns=(1, 1))
    with pytest.raises(Exception, match="unknown_document"):
        trusted.text_of(id_of(COUNT))
    assert trusted.text_of(id_of(GREETING)) == GREETING
    write(path, COUNT)
    os.utime(path, ns=(2, 2))
    assert trusted.text_of(id_of(COUNT)) == COUNT
    assert GREETING not in trusted


@pytest.mark.parametrize("text", ["[]", '{"a": 1}', json.dumps({"0" * 64: GREETING}), "{"])
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "documents.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"."):
        Trusted(path)


def test_without_a_file_nothing_is_trusted(tmp_path: Path) -> None:
    assert len(Trusted()) == len(Trusted(tmp_path / "none.json")) == 0
