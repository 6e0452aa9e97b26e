"""The audits of GraphQL over HTTP: every case of the npm package graphql-http 1.23 under its id, ported by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.graph.service import JSON, RESPONSE, Service, serve

TYPENAME = "{ __typename }"
NAMED = "query Query { __typename }"
TYPE_OF = "query Type($name: String!) { __type(name: $name) { name } }"
UNKNOWN = "{ 8f31403dfe404bccbb0e835f2629c6a7 }"
COERCE = {"query": "query CoerceFailure($id: ID!){ __typename }", "variables": {"id": None}}
NOT_A_MAP = ("string", 0, False, ["array"])
NOT_A_TEXT = ({"obj": "ect"}, 0, False, ["array"])
BROKEN = '{ "not a JSON'


@dataclass(frozen=True)
class Audit:
    """One request and what has to come back. body: text as it is, else as JSON."""

    id: str
    body: Any = None
    status: tuple[int, int] = (200, 200)
    accept: str | None = None
    content_type: str | None = JSON
    answered_as: str | None = None
    params: dict[str, str] = field(default_factory=dict)
    clean: bool = False
    no_data: bool = False


def _nulls() -> list[Audit]:
    return [
        Audit(f"{prefix}{n}", {"query": TYPENAME, name: None}, accept=accept, clean=True)
        for n, name in enumerate(("variables", "operationName", "extensions"))
        for prefix, accept in (("94B", RESPONSE), ("022", JSON))
    ]


def _wrong(prefix: str, name: str, values: tuple[Any, ...]) -> list[Audit]:
    return [
        Audit(f"{prefix}{n}", {"query": TYPENAME, name: value}, (400, 400)) for n, value in enumerate(values)
    ]


AUDITS = [
    Audit("22EB", {"query": TYPENAME}, accept=RESPONSE, answered_as=RESPONSE),
    Audit("4655", {"query": TYPENAME}, accept=JSON, answered_as=JSON),
    Audit("47DE", {"query": TYPENAME}, accept="*/*", answered_as=JSON),
    Audit("80D8", {"query": TYPENAME}, answered_as=JSON),
    Audit("82A3", {"query": TYPENAME}),
    Audit(
        "BF61", {"query": '{ __type(name: "Run🏃Swim🏊") { name } }'}, content_type=f"{JSON}; charset=utf-8"
    ),
    Audit("78D5", {"query": TYPENAME}),
    Audit("2C94", {"query": TYPENAME}),
    Audit("5A70", params={"query": TYPENAME}),
    Audit("9C48", params={"query": "mutation { __typename }"}, accept=RESPONSE, status=(400, 499)),
    Audit("9ABE", {"query": TYPENAME}, (400, 499), content_type=None),
    Audit("03D4", {"query": TYPENAME}),
    Audit("A5BF", "", (400, 400)),
    Audit("423L", {"notquery": TYPENAME}, (400, 400), accept=RESPONSE),
    *_wrong("LKJ", "query", NOT_A_TEXT),
    Audit("34A2", {"query": TYPENAME}, accept=RESPONSE),
    Audit("13EE", {"query": TYPENAME}, accept=JSON, clean=True),
    *_wrong("6C0", "operationName", NOT_A_TEXT),
    Audit("8161", {"query": NAMED, "operationName": "Query"}, accept=RESPONSE),
    Audit("B8B3", {"query": NAMED, "operationName": "Query"}, accept=JSON, clean=True),
    *_nulls(),
    *_wrong("476", "variables", NOT_A_MAP),
    Audit("2EA1", {"query": TYPE_OF, "variables": {"name": "sometype"}}, accept=RESPONSE),
    Audit("28B9", {"query": TYPE_OF, "variables": {"name": "sometype"}}, accept=JSON, clean=True),
    Audit(
        "D6D5", params={"query": TYPE_OF, "variables": '{"name": "sometype"}'}, accept=RESPONSE, clean=True
    ),
    Audit("6A70", params={"query": TYPE_OF, "variables": '{"name": "sometype"}'}, accept=JSON, clean=True),
    *_wrong("58B", "extensions", NOT_A_MAP),
    Audit("428F", {"query": TYPENAME, "extensions": {"some": "value"}}, accept=RESPONSE),
    Audit("1B7A", {"query": TYPENAME, "extensions": {"some": "value"}}, accept=JSON, clean=True),
    Audit("B6DC", BROKEN, (200, 599), accept=JSON),
    Audit("BCF8", BROKEN, (400, 400), accept=JSON),
    Audit("B7N8", BROKEN, (400, 400), accept=RESPONSE),
    Audit("8764", {"qeury": TYPENAME}, (400, 599)),
    Audit("3E3A", {"qeury": TYPENAME}, (400, 400)),
    Audit("572B", {"query": "{"}, accept=JSON),
    Audit("FDE2", {"query": UNKNOWN}, accept=JSON),
    Audit("7B9B", COERCE, accept=JSON),
    Audit("865D", {"query": "{"}, (400, 599), accept=RESPONSE),
    Audit("556A", {"query": "{"}, (400, 400), accept=RESPONSE),
    Audit("D586", {"query": "{"}, (400, 400), accept=RESPONSE, no_data=True),
    Audit("51FE", {"query": UNKNOWN}, (400, 599), accept=RESPONSE),
    Audit("74FF", {"query": UNKNOWN}, (400, 400), accept=RESPONSE),
    Audit("5E5B", {"query": UNKNOWN}, (400, 400), accept=RESPONSE, no_data=True),
    Audit("86EE", COERCE, (400, 400), accept=RESPONSE),
]


@pytest.fixture(scope="module")
def service() -> Service:
    return serve()


def test_all_audits_of_the_package_are_here() -> None:
    assert len(AUDITS) == len({audit.id for audit in AUDITS}) == 61


@pytest.mark.parametrize("audit", AUDITS, ids=lambda audit: audit.id)
async def test_audit(service: Service, audit: Audit) -> None:
    async with service.client() as client:
        del client.headers["accept"]
        headers = {"accept": audit.accept} if audit.accept else {}
        if audit.params:
            request = client.build_request("GET", "/graphql", params=audit.params, headers=headers)
        else:
            body = audit.body if isinstance(audit.body, str) else json.dumps(audit.body)
            if audit.content_type:
                headers["content-type"] = audit.content_type
            request = client.build_request("POST", "/graphql", content=body.encode(), headers=headers)
        response = await client.send(request)
    assert audit.status[0] <= response.status_code <= audit.status[1], response.text
    told = json.loads(response.content.decode("utf-8"))
    if audit.answered_as:
        assert audit.answered_as in response.headers["content-type"]
    if audit.clean:
        assert "errors" not in told
    if audit.no_data:
        assert "data" not in told
