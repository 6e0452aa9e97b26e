"""The published schema is the built one, and every field of the catalogue is everywhere its flags say."""

from __future__ import annotations

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, build_schema, is_non_null_type

from backend.book.client_fields import CLIENT_FIELDS
from backend.schema import sdl
from backend.schema.catalogue import snake
from backend.schema.filters import FILTERS
from backend.systemize.fields import Field, Kind

SCHEMA = build_schema(sdl.PATH.read_text(encoding="utf-8"))
MANY = pytest.mark.parametrize("field", CLIENT_FIELDS, ids=lambda field: field.key)


def _type(name: str) -> GraphQLObjectType:
    found = SCHEMA.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def _input(name: str) -> GraphQLInputObjectType:
    found = SCHEMA.type_map[name]
    assert isinstance(found, GraphQLInputObjectType)
    return found


def test_the_committed_sdl_is_the_built_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert sdl.main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_sdl_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stale = tmp_path_factory.mktemp("sdl") / "schema.graphql"
    stale.write_text("type Query { a: Int }\n", encoding="utf-8")
    monkeypatch.setattr(sdl, "PATH", stale)
    assert sdl.main(["--check"]) == 1
    assert sdl.main([]) == 0
    assert sdl.main(["--check"]) == 0


@MANY
def test_a_catalogue_field_is_a_nullable_field_of_client(field: Field) -> None:
    assert not is_non_null_type(_type("Client").fields[field.key].type)


@MANY
def test_a_filterable_field_and_no_other_is_in_the_filter(field: Field) -> None:
    fields = _input("ClientFilter").fields
    assert (field.key in fields) is field.filterable
    if field.filterable:
        assert str(fields[field.key].type) == FILTERS[field.kind].__name__


@MANY
def test_a_sortable_field_and_no_other_is_in_the_orders(field: Field) -> None:
    orders = SCHEMA.type_map["ClientOrderField"]
    assert isinstance(orders, GraphQLEnumType)
    assert (snake(field.key).upper() in orders.values) is field.sortable


@MANY
def test_an_editable_field_is_in_the_inputs_unless_it_is_a_way_to_reach_somebody(field: Field) -> None:
    create, update = _input("CreateClientInput").fields, _input("UpdateClientInput").fields
    written = field.editable and field.contact is None
    beside = {"owner", "tags"}  # given when a client is made, changed by calls of their own
    assert (field.key in update) is written
    assert (field.key in create) is (written or field.key in beside)
    if written:
        assert is_non_null_type(create[field.key].type) is field.required
        assert not is_non_null_type(update[field.key].type)


def test_nothing_of_the_catalogue_is_a_float() -> None:
    assert not {"Float", "Float!"} & set(sdl.PATH.read_text(encoding="utf-8").split())


def test_a_sealed_field_has_no_operator_that_compares_parts() -> None:
    assert set(_input(FILTERS[Kind.SEALED].__name__).fields) == {"eq", "tail", "empty"}


def test_every_mutation_takes_one_input_and_answers_something_nullable() -> None:
    for name, field in _type("Mutation").fields.items():
        assert set(field.args) in ({"input"}, {"input", "idempotencyKey"}), name
        assert is_non_null_type(field.args["input"].type), name
        assert not is_non_null_type(field.type), name
