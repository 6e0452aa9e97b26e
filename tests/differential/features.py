"""What a document makes use of: by these names the candidate's own share is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.systemize.conditions.tree import QUANTIFIERS
from tests.differential.comparing import Told
from tests.differential.documents import Document, Selection

ARGUMENTS = {"filter", "orderBy", "search", "after", "first", "open", "field"}
FIELDS = {
    "totalCount",
    "hasMoreThanCount",
    "pageAnchors",
    "pageInfo",
    "edges",
    "timeline",
    "history",
    "lineage",
    "access",
    "custom",
}


def features_of(document: Document, told: Told) -> set[str]:
    """The names of what a document uses and of what came of it."""
    return {*_used(document), *_answered(told)} | {
        f"Query.{each.name}" for each in document.children if each.kind == "field"
    }


def _used(document: Document) -> Iterator[str]:
    text = document.text()
    if document.spoilt:
        yield "invalid"
    if document.second:
        yield "two operations"
    if document.used_variables(text):
        yield "variables"
    for each in document.selections():
        if each.kind != "field":
            yield "fragment" if each.kind == "spread" else "inline fragment"
        if each.alias:
            yield "alias"
        yield from (f"@{directive.name}" for directive in each.directives)
        yield from (f"argument {name}" for name in ARGUMENTS & set(each.arguments))
        yield from (f"null as {name}" for name, value in each.arguments.items() if value is None)
        yield from _ways(each.arguments.get("filter"))
        yield from _own(each.arguments)
        if each.name in FIELDS or each.name == "__typename":
            yield each.name
        keys = [child.key for child in each.children if child.kind == "field"]
        if len(set(keys)) < len(keys):
            yield "merged keys"
    yield f"depth {_depth(document, document.children)}"


def _ways(filter: Any, behind: int = 0) -> Iterator[str]:
    """The relations a written filter goes through, and how many one behind the other."""
    if isinstance(filter, list):
        for each in filter:
            yield from _ways(each, behind)
    elif isinstance(filter, dict):
        for name, inside in filter.items():
            on = isinstance(inside, dict) and (
                name.endswith("Where") or name in {*QUANTIFIERS, "atLeast", "atMost"}
            )
            if on:
                yield f"related {name}"
                yield f"related {behind + 1} deep"
            yield from _ways(inside, behind + on)


def _own(value: Any) -> Iterator[str]:
    """Where fields of the firm's own are compared or sorted by."""
    if isinstance(value, list):
        for each in value:
            yield from _own(each)
    elif isinstance(value, dict):
        if {"field", "op", "value"} <= set(value):
            yield "own filter"
        if isinstance(value.get("custom"), str):
            yield "own order"
        for each in value.values():
            yield from _own(each)


def _depth(document: Document, selections: list[Selection]) -> int:
    depths = (
        _depth(document, document.fragments[each.name].children)
        if each.kind == "spread"
        else (each.kind == "field") + _depth(document, each.children)
        for each in selections
    )
    return max(depths, default=0)


def _answered(told: Told) -> Iterator[str]:
    yield from (f"error {error['extensions']['code']}" for error in told.get("errors", ()))
    if "data" not in told:
        yield "no data"
    elif told["data"] is None:
        yield "data null"
