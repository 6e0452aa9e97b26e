"""What comes back: codes, words, media types, headers, and nothing that was not meant for the reader."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from graphql import build_client_schema, get_introspection_query
from structlog.testing import capture_logs

from backend.graph.answers import Media, chosen_media
from backend.graph.context import Context
from backend.graph.guard import Guard
from backend.graph.limits import Limits
from backend.graph.rights import Rights
from backend.graph.routes import graphql_transport
from backend.platform.errors import Code, Refused
from tests.graph.library import SECRET, library
from tests.graph.service import JSON, RESPONSE, Service, codes_of, errors_of, mask, serve

INTROSPECTION = "{ __schema { types { name } } }"


@pytest.fixture(scope="module")
def service() -> Service:
    return serve()


async def test_a_query_is_answered_with_data_and_its_cost(service: Service) -> None:
    response = await service.ask("query($n: Int!) { books(first: $n) { title } price }", variables={"n": 1})
    told = response.json()
    assert told["data"] == {"books": [{"title": "Book 0"}], "price": "3500000.00"}
    assert "errors" not in told
    assert told["extensions"]["cost"]["requested"] == 1


async def test_every_answer_forbids_keeping_and_sniffing(service: Service) -> None:
    for text, accept in (("{ hello }", JSON), ("{", RESPONSE), ("{ crash }", JSON), (INTROSPECTION, JSON)):
        headers = (await service.ask(text, accept=accept)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "query", ["{ hello }", "{ nonsense }", "{", INTROSPECTION, "mutation { __typename }"]
)
async def test_nobody_learns_anything_without_signing_in(service: Service, query: str) -> None:
    answers = [(await service.ask(query, token=token)) for token in ("", "no such key")]
    for response in answers:
        assert response.status_code == 401
        assert codes_of(response) == ["UNAUTHENTICATED"]
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert set(errors_of(response)[0]["extensions"]) == {"code", "params", "traceId"}
        assert "data" not in response.json()


async def test_a_stranger_is_answered_in_the_language_he_reads(service: Service) -> None:
    async with service.client("", accept_language="en-GB,zh;q=0.5") as client:
        assert "sign in" in (await client.post("/graphql", json={"query": "{ a }"})).text
    async with service.client("", accept_language="zh-CN,en;q=0.5") as client:
        assert "请先登录" in (await client.post("/graphql", json={"query": "{ a }"})).text


async def test_a_caller_is_answered_in_his_own_language(service: Service) -> None:
    chinese = service.doorman.admit(mask(service.schema), locale="zh-CN")
    assert errors_of(await service.ask("{ refuse }", token=chinese))[0]["message"].startswith("找不到")
    assert errors_of(await service.ask("{ refuse }"))[0]["message"].startswith("There is no such")


async def test_a_refusal_in_a_resolver_is_a_coded_error_beside_the_data(service: Service) -> None:
    response = await service.ask('{ hello refuse(code: "CONFLICT") }')
    (error,) = errors_of(response)
    assert response.status_code == 200
    assert response.json()["data"] == {"hello": "hello world", "refuse": None}
    assert error["path"] == ["refuse"]
    assert error["extensions"]["code"] == "CONFLICT"
    assert error["extensions"]["params"] == {"fields": ["phone", "name"], "version": 7}


async def test_a_fault_shows_its_trace_id_and_is_logged_once_without_its_text(service: Service) -> None:
    with capture_logs() as logs:
        response = await service.ask("{ a: crash b: crash hello }")
    errors = errors_of(response)
    assert codes_of(response) == ["INTERNAL", "INTERNAL"]
    assert response.json()["data"] == {"a": None, "b": None, "hello": "hello world"}
    (logged,) = (entry for entry in logs if entry["event"] == "operation_failed")
    assert logged["trace_id"] == errors[0]["extensions"]["traceId"]
    assert logged["fault"] == "RuntimeError"
    assert logged["at"].startswith("library.py:")
    assert logged["count"] == 2
    assert SECRET not in response.text + json.dumps(logs)


async def test_the_library_logs_no_error_texts(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await service.ask("{ crash }")
    assert SECRET not in caplog.text
    assert "strawberry.execution" not in {record.name for record in caplog.records}


async def test_null_where_a_value_was_promised_is_a_fault_of_ours(service: Service) -> None:
    response = await service.ask("{ hollow }")
    assert response.status_code == 200
    assert response.json()["data"] is None
    assert codes_of(response) == ["INTERNAL"]
    assert "Query.hollow" not in response.text


async def test_an_exhausted_pool_is_unavailable_and_not_internal(service: Service) -> None:
    response = await service.ask("{ crowded }")
    assert codes_of(response) == ["UNAVAILABLE"]
    assert SECRET not in response.text


async def test_at_most_five_errors_are_told_and_the_rest_counted(service: Service) -> None:
    response = await service.ask("{ crashes(first: 100) { field } }")
    assert codes_of(response) == ["INTERNAL"] * 5
    assert response.json()["extensions"]["omittedErrors"] == 95


async def test_denied_fields_are_told_once_each_and_not_capped() -> None:
    service = serve()
    denied = (
        "Book.title",
        "Book.pages",
        "Book.shelfMark",
        "Author.name",
        "Query.price",
        "Query.hello",
        "Crash.field",
    )
    narrow = service.doorman.admit(mask(service.schema, *denied), key=False)
    response = await service.ask(
        "{ books(first: 50) { pages shelfMark } price crashes(first: 9) { field } refuse crash }",
        token=narrow,
    )
    coordinates = [error["extensions"].get("coordinate") for error in errors_of(response)]
    assert sorted(filter(None, coordinates)) == ["Book.pages", "Book.shelfMark", "Crash.field", "Query.price"]
    assert sorted(set(codes_of(response))) == ["FORBIDDEN", "INTERNAL", "NOT_FOUND"]
    # A field that cannot be null takes its row with it, and is told of once, not fifty times.
    response = await service.ask("{ books(first: 50) { title } }", token=narrow)
    assert codes_of(response) == ["FORBIDDEN"]


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query($n: Int!) { books(first: $n) { title } }", {}),
        ("query($n: Int!) { books(first: $n) { title } }", {"n": "1"}),
        ("query($n: Int!) { books(first: $n) { title } }", {"n": 2**40}),
        ("query($n: Int!) { books(first: $n) { title } }", {"n": -1}),
        ("query($n: Int!) { books(first: $n) { title } }", {"n": 101}),
        ("query($n: Int = 5000) { books(first: $n) { title } }", {}),
        ("query($p: Money!) { hello }", {"p": 1.5}),
        ("mutation($i: Rename!) { rename(input: $i) { name } }", {"i": {"name": "x", "price": 1.25}}),
        ("mutation($i: Rename!) { rename(input: $i) { name } }", {"i": {"nom": "x"}}),
        ("mutation($i: Rename!) { rename(input: $i) { name } }", {"i": None}),
        ('mutation { rename(input: {name: "x", price: 1.5}) { name } }', {}),
        ("query A { hello } query B { hello }", {}),
        ("query($to: String = \"x\") { hello(to: $to) }", {"to": None}),
    ],
)  # fmt: skip
async def test_wrong_input_is_bad_user_input(service: Service, query: str, variables: dict[str, Any]) -> None:
    response = await service.ask(query, variables=variables)
    assert set(codes_of(response)) == {"BAD_USER_INPUT"}, response.text


async def test_an_operation_is_chosen_by_its_name(service: Service) -> None:
    text = "query A { a: hello } query B { b: hello }"
    assert "b" in (await service.ask(text, operationName="B")).json()["data"]
    response = await service.ask(text, operationName="C")
    assert errors_of(response)[0]["extensions"]["params"]["problem"] == "operation"
    assert response.status_code == 400


async def test_the_place_of_a_syntax_error_is_told(service: Service) -> None:
    (error,) = errors_of(await service.ask("{ hello\n  ( }"))
    assert error["locations"] == [{"line": 2, "column": 5}]
    assert error["extensions"]["params"]["problem"] == "syntax"


async def test_introspection_needs_the_right(service: Service) -> None:
    plain = service.doorman.admit(mask(service.schema, introspect=False))
    for query in (
        INTROSPECTION,
        '{ __type(name: "Book") { name } }',
        "{ ...A } fragment A on Query { __schema { __typename } }",
    ):
        refused = await service.ask(query, token=plain)
        assert refused.status_code == 403
        assert errors_of(refused)[0]["extensions"]["coordinate"] == "Right.introspect"
        assert (await service.ask(query)).status_code == 200
    assert (await service.ask("{ __typename book { __typename } }", token=plain)).json()["data"][
        "__typename"
    ] == "Query"


async def test_the_usual_introspection_query_is_within_the_limits(service: Service) -> None:
    response = await service.ask(get_introspection_query(specified_by_url=True, input_value_deprecation=True))
    built = build_client_schema(response.json()["data"])
    assert built.query_type is not None
    assert "books" in built.query_type.fields


async def test_nothing_is_suggested_to_who_misspells(service: Service) -> None:
    for text in (
        "{ helo }",
        "{ hello(too: 1) }",
        "{ ...A } fragment A on Quer { a }",
        "query($a: Strin) { hello }",
    ):
        assert "Did you mean" not in (await service.ask(text)).text


async def test_get_is_for_queries_of_keys(service: Service) -> None:
    async with service.client() as client:
        asked = await client.get(
            "/graphql", params={"query": "query($t: String) { hello(to: $t) }", "variables": '{"t":"a"}'}
        )
        assert asked.json()["data"] == {"hello": "hello a"}
        mutation = await client.get(
            "/graphql", params={"query": 'mutation { rename(input: {name: "x"}) { name } }'}
        )
        assert mutation.status_code == 405
        assert "data" not in mutation.json()
        bad = await client.get("/graphql", params={"query": "{ hello }", "variables": "[1]"})
        assert bad.status_code == 400
        assert (await client.get("/graphql")).status_code == 400
    session = service.doorman.admit(mask(service.schema), key=False)
    async with service.client("", cookie=f"session={session}") as browser:
        assert (await browser.post("/graphql", json={"query": "{ hello }"})).status_code == 200
        refused = await browser.get("/graphql", params={"query": "{ hello }"})
        assert refused.status_code == 403
        assert errors_of(refused)[0]["extensions"]["params"]["problem"] == "get_key"


async def test_a_subscription_needs_a_transport_that_lasts(service: Service) -> None:
    response = await service.ask("subscription { count(to: 1) }")
    assert response.status_code == 400
    assert errors_of(response)[0]["extensions"]["params"]["problem"] == "stream_only"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, Media.JSON),
        ("", Media.JSON),
        ("*/*", Media.JSON),
        ("application/*", Media.JSON),
        ("application/json", Media.JSON),
        ("APPLICATION/JSON; charset=utf-8", Media.JSON),
        ("application/graphql-response+json", Media.RESPONSE),
        ("application/graphql-response+json, application/json;q=0.9", Media.RESPONSE),
        ("application/graphql-response+json;q=0.5, application/json", Media.JSON),
        ("multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json", Media.RESPONSE),
        ("text/event-stream", Media.EVENTS),
        ("text/html, */*;q=0.1", Media.JSON),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=x", None),
        ("image/png, nonsense", None),
    ],
)  # fmt: skip
def test_the_form_of_the_answer_follows_accept(accept: str | None, media: Media | None) -> None:
    assert chosen_media(accept) is media


@pytest.mark.parametrize(
    ("query", "usual", "draft", "older"),
    [
        ("{ hello }", 200, 200, 200),
        ("{", 400, 400, 200),
        ("{ nonsense }", 400, 422, 200),
        ("query($a: String!) { hello(to: $a) }", 400, 422, 200),
        ("{ hello refuse }", 200, 294, 200),
        ("{ books(first: 101) { title } }", 400, 400, 400),
    ],
)
async def test_statuses_follow_the_media_type_and_the_switch(
    service: Service, query: str, usual: int, draft: int, older: int
) -> None:
    drafted = serve(draft=True)
    assert (await service.ask(query)).status_code == usual
    assert (await drafted.ask(query)).status_code == draft
    assert (await service.ask(query, accept=JSON)).status_code == older
    assert (await drafted.ask(query, accept=JSON)).status_code == older


async def test_a_form_that_is_not_ours_is_not_acceptable(service: Service) -> None:
    response = await service.ask("{ hello }", accept="text/html")
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/json; charset=utf-8"


async def test_a_fault_of_authentication_is_unavailable_or_internal() -> None:
    async def away(_connection: Any) -> None:
        raise Refused(Code.UNAVAILABLE, retryAfter=2)

    async def broken(_connection: Any) -> None:
        raise RuntimeError(SECRET)

    for authenticate, status in ((away, 503), (broken, 500)):
        response = await serve(authenticate=authenticate).ask("{ hello }")
        assert response.status_code == status
        assert SECRET not in response.text
        assert (status == 503) == ("retry-after" in response.headers)


async def test_every_way_to_the_schema_is_guarded(service: Service) -> None:
    services: Any = None
    context = Context(next(iter(service.doorman.callers.values())), services)
    good = await service.schema.execute("{ hello }", context_value=context)
    assert good.data == {"hello": "hello world"}
    for text in ("{ helo }", "{", "{ books(first: 1000) { title } }", "{" + "a{" * 30 + "b" + "}" * 31):
        refused = await service.schema.execute(text, context_value=context)
        assert refused.errors
        assert refused.data is None


def test_a_schema_without_the_guard_is_not_served() -> None:
    services: Any = None
    with pytest.raises(ValueError, match="Guard"):
        graphql_transport(library((Rights,)), services, None)  # type: ignore[arg-type]
    assert graphql_transport(library((Rights, Guard)), services, None, limits=Limits())  # type: ignore[arg-type]
