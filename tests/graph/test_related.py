"""A filter through relations costs for each of them, written out or in variables, and more the further it goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from graphql import build_schema

from backend.graph.asking import Asked
from backend.graph.costs import NODES_PER_POINT, RELATED_NODES
from backend.graph.guard import Preparer
from backend.graph.limits import Limits
from backend.graph.related import relations_of
from backend.platform.errors import Code, Refused
from tests.graph.service import serve

SCHEMA = build_schema(
    """
    type Query { books(filter: BookFilter, first: Int): [Book!]! count(any: [BookFilter!]): Int }
    type Book { title: String }
    input BookFilter {
      and: [BookFilter!] or: [BookFilter!] not: BookFilter
      title: Text labels: Labels authorWhere: AuthorFilter
    }
    input AuthorFilter { and: [AuthorFilter!] or: [AuthorFilter!] not: AuthorFilter name: Text books: BooksFilter }
    input BooksFilter { some: BookFilter none: BookFilter every: BookFilter }
    input Text { eq: String }
    input Labels { none: [ID!] }
    """
)
BY_ADA: dict[str, Any] = {"authorWhere": {"name": {"eq": "Ada"}}}
FILTERS: list[tuple[dict[str, Any] | None, int]] = [
    (None, 0),
    ({}, 0),
    ({"title": {"eq": "x"}, "labels": {"none": ["1"]}}, 0),
    (BY_ADA, 1),
    ({"authorWhere": None}, 0),
    ({"authorWhere": {}}, 1),
    ({"and": [BY_ADA, BY_ADA], "or": [BY_ADA, {"title": {"eq": "x"}}], "not": BY_ADA}, 4),
    ({"authorWhere": {"books": {"some": {}}}}, 1 + 2),
    ({"authorWhere": {"books": {"some": BY_ADA, "none": {}, "every": None}}}, 1 + 2 + 3 + 2),
    ({"not": {"authorWhere": {"not": {"books": {"every": {"not": BY_ADA}}}}}}, 1 + 2 + 3),
]


def load(preparer: Preparer, text: str, **variables: Any) -> int:
    service = serve()
    # A person's document is held to the whole schema, whatever the library's policy knows of it.
    person = replace(service.doorman.callers[service.token], subject="user:reader")
    return preparer.prepare(Asked(text, variables), person).load.nodes


def literal(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return "null" if value is None else f'"{value}"'


def test_filters_and_what_leads_on_are_found_in_the_schema() -> None:
    found = relations_of(SCHEMA)
    assert found.types == {"BookFilter", "AuthorFilter", "BooksFilter"}
    assert found.members == {"authorWhere", "some", "none", "every"}


@pytest.mark.parametrize(("filter", "relations"), FILTERS)
def test_each_relation_is_weighed_as_a_page_however_it_is_given(
    filter: dict[str, Any] | None, relations: int
) -> None:
    preparer, expected = Preparer(SCHEMA, Limits()), 10 + RELATED_NODES * relations
    assert load(preparer, f"{{ books(first: 10, filter: {literal(filter)}) {{ title }} }}") == expected
    variable = "query($f: BookFilter) { books(first: 10, filter: $f) { title } }"
    assert load(preparer, variable) == 10
    assert load(preparer, variable, f=filter) == expected
    default = f"query($f: BookFilter = {literal(filter)}) {{ books(first: 10, filter: $f) {{ title }} }}"
    assert load(preparer, default) == expected
    assert load(preparer, default, f=None) == 10
    within = "query($f: BookFilter) { books(first: 10, filter: {not: $f}) { title } }"
    assert load(preparer, within, f=filter) == expected
    several = "query($f: [BookFilter!]) { count(any: $f) }"
    assert load(preparer, several, f=[filter, filter]) == 2 * RELATED_NODES * relations


def test_a_variable_behind_a_relation_weighs_as_much_as_what_it_holds_there() -> None:
    preparer = Preparer(SCHEMA, Limits())
    text = "query($f: BookFilter) { books(first: 10, filter: {authorWhere: {books: {some: $f}}}) { title } }"
    chain: dict[str, Any] = {"authorWhere": {"books": {"every": {}}}}
    # The same sum, of two and of three relations: what was weighed for the one is not taken for the other.
    flat = {"and": [BY_ADA, BY_ADA, BY_ADA]}
    for filter, nodes in ((None, 1), ({}, 3), (chain, 3 + 3 + 4), (flat, 3 + 9), (chain, 3 + 3 + 4)):
        assert load(preparer, text, f=filter) == 10 + RELATED_NODES * nodes


def test_more_relations_than_one_operation_may_ask_for_are_refused() -> None:
    preparer = Preparer(SCHEMA, Limits())
    most = Limits().cost * NODES_PER_POINT // RELATED_NODES
    text = "query($f: BookFilter) { books(first: 0, filter: $f) { title } }"
    assert load(preparer, text, f={"or": [BY_ADA] * most}) == most * RELATED_NODES
    with pytest.raises(Refused) as refused:
        load(preparer, text, f={"or": [BY_ADA] * (most + 1)})
    assert refused.value.code is Code.QUERY_TOO_COMPLEX
