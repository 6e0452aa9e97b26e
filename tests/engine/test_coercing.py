"""Variables are coerced as the library does it; what the library would refuse is left to it."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import VariableValues, get_variable_values

from backend.graph.engine.coercing import Coercion
from backend.graph.engine.lates import Uncovered
from backend.graph.guard import Guard
from backend.schema.schema import build

SCHEMA = build((Guard,))._schema
DECLARED = """query($id: ID!, $first: Int = 20, $open: Boolean, $filter: ClientFilter, $orderBy: [ClientOrder!],
    $from: Date, $text: String) { __typename }"""

FITTING: dict[str, dict[str, Any]] = {
    "only what is needed": {"id": "client_1"},
    "null for the optional": {"id": "x", "first": None, "open": None, "filter": None, "orderBy": None, "from": None},
    "everything": {
        "id": "x",
        "first": 5,
        "open": False,
        "filter": {"state": {"eq": "lead", "in": ["lead", "existing"]}, "aum": {"gte": "3000000.00", "lt": 5}},
        "orderBy": [{"field": "AUM", "direction": "DESC"}, {"field": "NAME"}],
        "from": "2026-11-20",
        "text": "王",
    },
    "one for a list": {"id": "x", "orderBy": {"field": "NAME"}},
    "an input in itself": {
        "id": "x",
        "filter": {"or": [{"not": {"name": {"prefix": "王"}}}, {"and": [{"tags": {"any": ["t"]}}]}], "not": {}},
    },
    "null inside": {"id": "x", "filter": {"name": None, "and": None}},
    "more than declared": {"id": "x", "nobody": 1},
}  # fmt: skip
WRONG: dict[str, dict[str, Any]] = {
    "nothing": {},
    "null where none may be": {"id": None},
    "a number as text": {"id": "x", "text": 1},
    "text as a number": {"id": "x", "first": "5"},
    "too large a number": {"id": "x", "first": 2**31},
    "yes as a number": {"id": "x", "first": True},
    "a value no enum has": {"id": "x", "orderBy": [{"field": "AGE"}]},
    "a needed member missing": {"id": "x", "filter": {"tasks": {"atLeast": {"of": {}}}}},
    "a member nobody knows": {"id": "x", "filter": {"age": {"eq": 1}}},
    "null in a list": {"id": "x", "orderBy": [None]},
    "a text for an input": {"id": "x", "filter": "name"},
    "a float for money": {"id": "x", "filter": {"aum": {"gt": 1.5}}},
    "no date": {"id": "x", "from": "2026-13-01"},
}


def operation() -> OperationDefinitionNode:
    """The operation that declares the variables."""
    found = parse(DECLARED).definitions[0]
    assert isinstance(found, OperationDefinitionNode)
    return found


def by_the_library(given: dict[str, Any]) -> Any:
    """What graphql-core makes of variables: their values, or a list of errors."""
    found = get_variable_values(SCHEMA, operation().variable_definitions or (), given)
    return found.coerced if isinstance(found, VariableValues) else found


def typed(value: Any) -> Any:
    """A value with the types in it: 5 is not Decimal(5)."""
    if isinstance(value, dict):
        return {key: typed(each) for key, each in value.items()}
    return [typed(each) for each in value] if isinstance(value, list) else (type(value), value)


@pytest.mark.parametrize("name", FITTING)
def test_what_fits_has_the_library_s_values(name: str) -> None:
    found = Coercion(SCHEMA, operation()).coerced(FITTING[name])
    assert found == by_the_library(FITTING[name])
    assert typed(found) == typed(by_the_library(FITTING[name]))


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_left_to_the_library(name: str) -> None:
    assert isinstance(by_the_library(WRONG[name]), list)
    with pytest.raises(Uncovered):
        Coercion(SCHEMA, operation()).coerced(WRONG[name])
