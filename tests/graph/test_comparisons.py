"""What validation will compare is counted before it does, and validation takes time by that count."""

from __future__ import annotations

import random
import time

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse

from backend.graph.asking import Asked
from backend.graph.comparisons import comparisons
from backend.graph.documents import read_document
from backend.graph.guard import Preparer
from backend.graph.limits import Limits
from backend.platform.errors import Refused
from tests.graph.service import mask, serve


def count(text: str) -> int:
    document = parse(text)
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    return comparisons(operation.selection_set, fragments)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("{ a b c }", 0),
        ("{ a a }", 1),
        ("{ a a a a }", 6),
        ("{ a b: a a }", 1),
        ("{ b: a b: a }", 1),
        ("{ a { x } a { x } }", 2),
        ("{ a { x x } a { x } }", 4),
        ("{ a { b { x } b { x } } a { b { x } } }", 1 + 3 + 3),
        ("{ ... { a } ... { a } a }", 3),
        ("{ ...F ...F a } fragment F on Q { a }", 1),
        ("{ ...F ...G } fragment F on Q { a } fragment G on Q { a ...F }", 1),
        ("{ x { ...F } y { ...F } } fragment F on Q { a a }", 2),
        ("{ ...Nothing a }", 0),
    ],
)
def test_pairs_are_counted_where_fields_are_merged(text: str, pairs: int) -> None:
    assert count(text) == pairs


def test_circles_do_not_count_for_ever() -> None:
    for text in (
        "{ ...A } fragment A on Query { book { author { ...B } } } fragment B on Query { ...A ...A }",
        "{ ...A } fragment A on Query { ...A a: hello a: hello }",
    ):
        assert read_document(text, Limits()).operations


def test_validation_takes_no_longer_than_the_limit_foresees() -> None:
    """Random documents of much repetition, as far as the limit lets them pass: ready in a quarter of a second."""
    service, random_, longest, passed = serve(), random.Random(5), 0.0, 0
    principal = service.doorman.callers[service.doorman.admit(mask(service.schema), key=False)]
    for _ in range(150):
        leaves = " title pages shelfMark"[: random_.choice((6, 12, 22))]
        inner = leaves * random_.randint(1, 12)
        outer = f" author {{ books(first: 1) {{{inner} }} }}" * random_.randint(
            1, 12
        ) + leaves * random_.randint(0, 60)
        preparer, began = Preparer(service.schema._schema, Limits()), time.process_time()
        try:
            preparer.prepare(Asked(f"{{ book {{{outer} }} }}", {}), principal)
            passed += 1
        except Refused:
            pass
        longest = max(longest, time.process_time() - began)
    assert passed > 20
    assert longest < 0.25
