"""Each role's own schema says what the API does: what is in it is answered, what is not is refused."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, validate_schema

from backend.graph.rights import is_plumbing
from backend.platform.principal import Level
from backend.policies.roles import ROLES
from tests.schema.house import OPERATIONS, House, is_refused

FILTERS = {"Client": "clients", "Task": "tasks"}


async def view(house: House, role: str) -> GraphQLSchema:
    return OPERATIONS.views.of((await house.principal(role)).mask).schema


def parts(schema: GraphQLSchema, name: str) -> set[str]:
    found: Any = schema.get_type(name)
    return {*getattr(found, "fields", ()), *getattr(found, "values", ())} if found else set()


def whole(name: str) -> set[str]:
    return parts(OPERATIONS._schema._schema, name)


def _anything(type_name: str, member: str) -> str:
    """Something to compare with, or to ask of related rows."""
    schema: Any = OPERATIONS._schema._schema
    if member == "custom":
        return "[]"  # which of the firm's own fields may be used, is no matter of the schema
    inside = schema.get_type(type_name + "Filter").fields[member].type.fields
    return "{some: {}}" if "some" in inside else "{}" if "and" in inside else "{empty: true}"


@pytest.mark.parametrize("role", ROLES)
async def test_it_is_sound_and_holds_what_may_be_read_and_nothing_else(house: House, role: str) -> None:
    principal = await house.principal(role)
    found = OPERATIONS.views.of(principal.mask)
    assert validate_schema(build_schema(found.sdl)) == []
    told = {
        f"{type_.name}.{name}"
        for type_ in found.schema.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for name in type_.fields
        if not is_plumbing(type_.name, name)
    }
    assert all(principal.mask.anywhere(name) >= Level.MASKED for name in told)
    roots = {
        name for name in principal.mask.levels if name.startswith(("Query.", "Mutation.", "Subscription."))
    }
    assert roots == {name for name in told if name in roots}


async def test_partners_see_no_trace_of_personal_fields(house: House) -> None:
    schema = await view(house, "partner_api")
    told = {name for type_ in schema.type_map for name in (type_, *parts(schema, type_))}
    assert {"clients", "riskLevel"} <= told
    assert not told & {
        "mobile",
        "idNumber",
        "bankAccount",
        "wechat",
        "Mutation",
        "note",
        "SealedFilter",
        "email",
    }


@pytest.mark.parametrize("type_", FILTERS)
@pytest.mark.parametrize("role", ROLES)
async def test_a_filter_or_order_is_in_it_exactly_if_it_is_answered(
    house: House, role: str, type_: str
) -> None:
    schema, list_ = await view(house, role), FILTERS[type_]
    principal = await house.principal(role)
    if list_ not in parts(schema, "Query"):
        assert is_refused(await house.ask(principal, f"{{ {list_} {{ totalCount }} }}"))
        return
    wrong = []
    for name in whole(f"{type_}Filter") - {"and", "or", "not"}:
        answer = await house.ask(
            principal, f"{{ {list_}(filter: {{{name}: {_anything(type_, name)}}}) {{ totalCount }} }}"
        )
        if is_refused(answer) is (name in parts(schema, f"{type_}Filter")):
            wrong.append(name)
    for name in whole(f"{type_}OrderField"):
        answer = await house.ask(principal, f"{{ {list_}(orderBy: [{{field: {name}}}]) {{ totalCount }} }}")
        if is_refused(answer) is (name in parts(schema, f"{type_}OrderField")):
            wrong.append(name)
    assert not wrong


@pytest.mark.parametrize("role", ROLES)
async def test_an_input_field_is_in_it_exactly_if_it_may_be_written(house: House, role: str) -> None:
    schema = await view(house, role)
    given = parts(schema, "UpdateClientInput")
    principal = await house.principal(role)
    wrong = []
    for name in whole("UpdateClientInput") - {"id", "version", "contactPoints"}:
        document = (
            f"mutation($id: ID!) {{ updateClient(input: {{id: $id, version: 0, {name}: null}}) {{ id }} }}"
        )
        answer = await house.ask(principal, document, id=house.id("client"))
        if is_refused(answer) is (name in given):
            wrong.append(name)
    assert not wrong
