"""Views: each caller knows the part of the schema that his rights reach, and keys know no other."""

from __future__ import annotations

import random
from typing import Any

import pytest
from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    build_schema,
    get_introspection_query,
    parse,
    print_schema,
    validate,
    validate_schema,
)

from backend.graph.reach import Reach
from backend.graph.rights import is_plumbing
from backend.graph.views import MOST_VIEWS, Views
from backend.platform.principal import Level, Mask, Relation
from tests.graph.library import library
from tests.graph.service import Service, codes_of, errors_of, mask, serve

SHOP = """
type Query { shop: Shop shops(filter: ShopFilter, orderBy: [ShopOrder!], first: Int): ShopConnection! node(id: ID!): Node find: [Hit!] kinds: Kind }
type Mutation { open(input: OpenInput!): Shop close(input: CloseInput!): Shop }
type Subscription { opened: Shop }
interface Node { id: ID! }
interface Named { id: ID! label: String }
union Hit = Shop | Staff
type Shop implements Node { id: ID! name: String city: String staff: [Staff!] rent: Rent kind: Kind }
type Staff implements Node & Named { id: ID! label: String shop: Shop }
type Rent { id: ID! amount: Int until: Until! }
type Until { day: String }
type ShopConnection { edges: [ShopEdge!]! pageInfo: PageInfo! totalCount: Int! }
type ShopEdge { cursor: String! node: Shop! }
type PageInfo { more: Boolean! }
input ShopFilter { and: [ShopFilter!] name: TextFilter city: TextFilter }
input TextFilter { eq: String }
input ShopOrder { field: ShopOrderField! down: Boolean }
enum ShopOrderField { NAME CITY }
enum Kind { BIG SMALL }
input OpenInput { name: String }
input CloseInput { reason: Reason! }
enum Reason { FIRE FLOOD }
enum Fault { A B }
"""  # noqa: E501
WHOLE = build_schema(SHOP)
OWN = (Level.VIEW, Level.NONE, Level.NONE, Level.NONE)
ALL = (Level.VIEW,) * 4


def granted(*coordinates: str, levels: tuple[Level, ...] = ALL) -> dict[str, tuple[Level, ...]]:
    return dict.fromkeys(coordinates, levels)


def seen(*coordinates: str, **more: tuple[Level, ...]) -> GraphQLSchema:
    """The view of a mask with these coordinates at every relation, and `Type__field=levels` besides."""
    levels = granted(*coordinates) | {name.replace("__", "."): found for name, found in more.items()}
    return Views(WHOLE).of(Mask(str(sorted(levels)), 1, levels)).schema


def names(schema: GraphQLSchema) -> set[str]:
    """The types of a schema that were declared in it."""
    return {n for n, t in schema.type_map.items() if not n.startswith("__") and n not in STANDARD}


STANDARD = {"String", "Int", "Boolean", "ID", "Float", "Fault"}
ROOTS = ("Query.shop", "Query.shops", "Query.node", "Query.find")


def fields(schema: GraphQLSchema, type_: str) -> set[str]:
    found: Any = schema.get_type(type_)
    return set() if found is None else {*getattr(found, "fields", ()), *getattr(found, "values", ())}


def test_a_field_that_nobody_granted_is_gone() -> None:
    view = seen(*ROOTS, "Shop.name")
    assert fields(view, "Shop") == {"id", "name"}
    assert fields(view, "Query") == {"shop", "shops", "node", "find"}
    assert view.mutation_type is None
    assert view.subscription_type is None


def test_what_one_relation_may_read_is_there() -> None:
    assert fields(seen(*ROOTS, Shop__name=OWN), "Shop") == {"id", "name"}


def test_a_type_without_a_field_to_read_is_gone_with_all_that_leads_there() -> None:
    view = seen(*ROOTS, "Staff.label", "Staff.shop", "Query.kinds")
    assert names(view) == {"Query", "Node", "Named", "Staff", "Hit", "Kind"}
    assert fields(view, "Query") == {"node", "find", "kinds"}
    assert fields(view, "Staff") == {"id", "label"}


def test_a_field_that_cannot_be_given_takes_its_row_only_where_nothing_else_is_left() -> None:
    assert fields(seen(*ROOTS, "Shop.name", "Shop.rent", "Rent.until"), "Shop") == {"id", "name"}
    assert fields(seen(*ROOTS, "Shop.rent", "Rent.until", "Until.day"), "Shop") == {"id", "rent"}


def test_types_to_which_nothing_leads_are_gone_but_those_that_never_were_led_to() -> None:
    view = seen("Query.shop", "Shop.name", "Staff.label")
    assert names(view) == {"Query", "Shop", "Node"}
    assert "Fault" in view.type_map
    by_node = seen("Query.node", "Shop.name", "Staff.label")
    assert names(by_node) == {"Query", "Shop", "Node", "Staff", "Named"}


def test_interfaces_keep_the_fields_all_their_types_have() -> None:
    view = seen("Query.node", "Staff.shop", "Shop.name")
    assert fields(view, "Named") == {"id"}
    assert fields(seen("Query.node", "Staff.label"), "Named") == {"id", "label"}


def test_filters_and_orders_need_the_field_for_every_row_that_is_seen() -> None:
    everywhere = seen(*ROOTS, "Shop", "Shop.name", "Shop.city")
    assert fields(everywhere, "ShopFilter") == {"and", "name", "city"}
    assert fields(everywhere, "ShopOrderField") == {"NAME", "CITY"}
    partly = seen(*ROOTS, "Shop", "Shop.name", Shop__city=OWN)
    assert fields(partly, "Shop") == {"id", "name", "city"}
    assert fields(partly, "ShopFilter") == {"and", "name"}
    assert fields(partly, "ShopOrderField") == {"NAME"}
    assert fields(seen(*ROOTS, Shop=OWN, Shop__city=OWN), "ShopFilter") == {"and", "city"}


def test_an_input_that_says_nothing_takes_its_argument_with_it() -> None:
    view = seen(*ROOTS, "Shop", "Staff.label", Shop__name=OWN)
    assert set(view.query_type.fields["shops"].args) == {"first"}  # type: ignore[union-attr]
    assert not names(view) & {"ShopFilter", "TextFilter", "ShopOrder", "ShopOrderField"}


def test_mutations_and_their_inputs_come_and_go_together() -> None:
    view = seen("Query.shop", "Shop.name", "Mutation.close")
    assert fields(view, "Mutation") == {"close"}
    assert {"CloseInput", "Reason"} <= names(view)
    assert "OpenInput" not in names(view)


def test_a_page_without_rows_is_no_page() -> None:
    assert fields(seen("Query.shops", "Query.kinds"), "Query") == {"kinds"}


def test_nothing_granted_leaves_nothing_but_an_empty_query() -> None:
    assert names(seen()) == {"Query"}
    assert fields(seen(), "Query") == set()


def test_everything_granted_leaves_everything() -> None:
    whole = library()._schema
    assert print_schema(Views(whole).of(mask(library())).schema) == print_schema(whole)


def test_any_rights_make_a_sound_schema_and_tell_no_more_than_they_may() -> None:
    """Two hundred random masks: the view is valid, and whatever is in it is readable or plumbing."""
    random_ = random.Random(3)
    coordinates = [
        f"{type_.name}.{name}"
        for type_ in WHOLE.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name in type_.fields
    ]
    for _ in range(200):
        some = random_.sample([*coordinates, "Shop", "Staff"], random_.randint(1, len(coordinates)))
        rights = Mask("any", 1, granted(*some, "Query.kinds"))
        view = Views(WHOLE).of(rights).schema
        assert validate_schema(build_schema(print_schema(view))) == []
        for type_ in view.type_map.values():
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                for name in type_.fields:
                    assert is_plumbing(type_.name, name) or rights.anywhere(f"{type_.name}.{name}")
        assert set(view.type_map) <= set(WHOLE.type_map)


def test_views_are_shared_by_mask_and_bounded() -> None:
    views = Views(WHOLE)
    first = views.of(Mask("a", 1, granted("Query.kinds")))
    assert views.of(Mask("a", 2, granted("Query.kinds"))) is first
    for n in range(2 * MOST_VIEWS):
        views.of(Mask(str(n), 1, {}))
    assert len(views) == MOST_VIEWS
    assert views.of(Mask("a", 1, granted("Query.kinds"))) is not first


def test_a_reach_judges_a_relation_like_the_rights_do() -> None:
    rights = Mask("x", 1, granted("Shop", "Query.shops") | {"Shop.name": OWN})
    assert rights.level("Shop.name", Relation.OWN) is Level.VIEW
    assert "name" in Reach(WHOLE, rights).fields["Shop"]


DENIED = ("Book.shelfMark", "Author.prizes", "Query.crash", "Query.crashes", "Mutation.rename")
MIXED = "{ hello __schema { queryType { name } } }"


@pytest.fixture(scope="module")
def service() -> Service:
    return serve()


@pytest.fixture(scope="module")
def person(service: Service) -> str:
    return service.doorman.admit(mask(service.schema, *DENIED), key=False)


@pytest.fixture(scope="module")
def key(service: Service) -> str:
    return service.doorman.admit(mask(service.schema, *DENIED))


@pytest.mark.parametrize("who", ["person", "key"])
async def test_introspection_and_text_show_the_callers_part(
    service: Service, who: str, request: pytest.FixtureRequest
) -> None:
    token = request.getfixturevalue(who)
    told = (await service.ask(get_introspection_query(), token=token)).json()
    shown = build_client_schema(told["data"])
    assert shown.mutation_type is None
    assert set(shown.type_map["Book"].fields) == {"title", "pages", "author"}  # type: ignore[attr-defined]
    assert not {"Crash", "Rename"} & set(shown.type_map)
    async with service.client(token) as client:
        text = await client.get("/graphql/schema.graphql")
    assert text.status_code == 200
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["cache-control"] == "no-store"
    assert print_schema(build_schema(text.text)) == print_schema(shown)
    one = await service.ask('{ __type(name: "Crash") { name } }', token=token)
    assert one.json()["data"] == {"__type": None}


async def test_a_key_gets_the_error_of_an_unknown_field_and_a_person_a_null(
    service: Service, person: str, key: str
) -> None:
    text = "{ book { title shelfMark } }"
    refused = await service.ask(text, token=key)
    assert (refused.status_code, codes_of(refused)) == (400, ["BAD_USER_INPUT"])
    assert "data" not in refused.json()
    unknown = await service.ask(text.replace("shelfMark", "shelfMork"), token=key)
    assert unknown.text.replace("shelfMork", "shelfMark").replace(
        unknown.json()["errors"][0]["extensions"]["traceId"], ""
    ) == refused.text.replace(refused.json()["errors"][0]["extensions"]["traceId"], "")
    told = await service.ask(text, token=person)
    assert told.json()["data"] == {"book": {"title": "One", "shelfMark": None}}
    assert codes_of(told) == ["FORBIDDEN"]


async def test_a_key_whose_rights_change_is_judged_by_the_new_ones(service: Service) -> None:
    token = service.doorman.admit(mask(service.schema))
    text = "{ book { shelfMark } }"
    assert (await service.ask(text, token=token)).status_code == 200
    service.doorman.change(token, mask(service.schema, "Book.shelfMark"))
    assert (await service.ask(text, token=token)).status_code == 400
    service.doorman.change(token, mask(service.schema))
    assert (await service.ask(text, token=token)).status_code == 200


async def test_the_schema_is_asked_for_by_itself(service: Service) -> None:
    """Else the whole schema would answer, whatever the caller's rights."""
    for text in (
        MIXED,
        "{ ...A hello } fragment A on Query { ...B } fragment B on Query { __schema { __typename } }",
    ):
        response = await service.ask(text)
        assert codes_of(response) == ["BAD_USER_INPUT"]
        assert errors_of(response)[0]["extensions"]["params"]["problem"] == "introspection"
    two = "query A { __schema { queryType { name } } } query B { hello }"
    for name, data in (
        ("A", {"__schema": {"queryType": {"name": "Query"}}}),
        ("B", {"hello": "hello world"}),
    ):
        assert (await service.ask(two, operationName=name)).json()["data"] == data


async def test_the_text_is_for_callers_with_the_right(service: Service) -> None:
    plain = service.doorman.admit(mask(service.schema, introspect=False))
    for token, status, code in (("", 401, "UNAUTHENTICATED"), (plain, 403, "FORBIDDEN")):
        async with service.client(token) as client:
            response = await client.get("/graphql/schema.graphql")
        assert (response.status_code, codes_of(response)) == (status, [code])
    async with service.client() as client:
        assert (await client.post("/graphql/schema.graphql")).status_code == 405
        assert (await client.get("/graphql/schema.graphql?" + "x" * 9_000)).status_code == 414


def test_what_fits_a_view_fits_the_whole() -> None:
    view = seen(*ROOTS, "Shop", "Shop.name")
    text = parse('{ shops(filter: {name: {eq: "a"}}, orderBy: [{field: NAME}]) { edges { node { name } } } }')
    assert validate(view, text) == []
    assert validate(WHOLE, text) == []
    assert validate(view, parse('{ shops(filter: {city: {eq: "a"}}) { totalCount } }')) != []
