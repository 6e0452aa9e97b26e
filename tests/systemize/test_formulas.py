"""Formulas: read, refused, and answered alike in memory and in SQL."""

# ruff: noqa: E501  formulas stand in tables

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Date, Numeric, cast, literal, select

from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.systemize.fields import Kind
from backend.systemize.formulas.answers import answer
from backend.systemize.formulas.checking import checked
from backend.systemize.formulas.reading import read
from backend.systemize.formulas.sql import expression
from backend.systemize.formulas.tree import (
    Called,
    Compared,
    Joined,
    Negated,
    Node,
    Number,
    Ref,
    refs,
    replaced,
    write,
)

KINDS = {
    "aum": Kind.MONEY,
    "custom:a": Kind.NUMBER,
    "custom:b": Kind.PERCENT,
    "since": Kind.DATE,
    "custom:met": Kind.DATE,
}


def known(text: str, kind: str = "number") -> Node:
    """A formula over the fields above."""
    return checked(replaced(read(text), lambda ref: Ref(ref.key, KINDS[ref.key])), kind)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("1+2*3", "1 + 2 * 3"), ("(1+2)*3", "(1 + 2) * 3"), ("1-(2-3)", "1 - (2 - 3)"), ("1-2-3", "1 - 2 - 3"),
        ("aum × custom:b ÷ 100", "aum * custom:b / 100"), ("=if（aum>=3,max(1,2),-aum)", "if(aum >= 3, max(1, 2), -aum)"),
        ("round(custom:a/3, 2)", "round(custom:a / 3, 2)"), ("days(since,custom:met)", "days(since, custom:met)"),
        ("-(1+2)", "-(1 + 2)"), ("8/(4/2)", "8 / (4 / 2)"),
    ],
)  # fmt: skip
def test_what_is_read_is_written_in_one_spelling(text: str, spelled: str) -> None:
    assert write(read(text)) == spelled
    assert read(write(read(text))) == read(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "formula_syntax"), ("1+", "formula_syntax"), ("(1", "formula_syntax"), ("1 2", "formula_syntax"),
        ("aum;drop table client", "formula_syntax"), ("exec(1)", "formula_syntax"), ("min(1)", "formula_syntax"),
        ("1.2.3", "formula_syntax"), ("'a'", "formula_syntax"), ("aum > 1", "formula_syntax"), ("1e5", "formula_syntax"),
        ("(" * 40 + "1" + ")" * 40, "formula_large"), ("-" * 200 + "1", "formula_large"), ("1+" * 600 + "1", "too_long"),
        ("since + 1", "formula_kind"), ("if(aum, 1, 2)", "formula_kind"), ("if(aum > since, 1, 2)", "formula_kind"),
        ("round(aum, 9)", "formula_kind"), ("round(aum, custom:a)", "formula_kind"), ("min(1, since)", "formula_kind"),
        ("since", "formula_kind"), ("*".join(["aum"] * 60), "formula_large"), ("days(aum, since)", "formula_kind"),
        ("min(1 > 2, 2 > 3)", "formula_kind"),
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str, problem: str) -> None:
    with pytest.raises(Refused) as refusal:
        known(text)
    assert (refusal.value.params["field"], refusal.value.params["problem"]) == ("formula", problem)


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("aum * custom:b / 100", {"aum": "5000000", "custom:b": "12.5"}, "625000"),
        ("1 / 3", {}, "0.333333333333"), ("-1 / 3", {}, "-0.333333333333"), ("round(5 / 2, 0)", {}, "3"),
        ("round(-5 / 2, 0)", {}, "-3"), ("1 / (aum - aum)", {"aum": "1"}, None), ("aum + 1", {}, None),
        ("min(aum, 1)", {}, None), ("if(aum > 0, 1, 1 / 0)", {"aum": "1"}, "1"), ("if(aum > 0, 1, 2)", {}, None),
        ("min(3, 1 / 0)", {}, None), ("abs(-2)", {}, "2"),
    ],
)  # fmt: skip
def test_answers(text: str, facts: dict[str, str], value: str | None) -> None:
    found = answer(known(text), {key: Decimal(each) for key, each in facts.items()})
    assert found == (None if value is None else Decimal(value))


def test_days_between_are_counted() -> None:
    facts = {"since": date(2026, 3, 1), "custom:met": date(2024, 2, 29)}
    assert answer(known("days(custom:met, since)"), facts) == 731
    assert answer(known("if(since > custom:met, since, custom:met)", "date"), facts) == date(2026, 3, 1)


numbers = some.decimals(
    min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False
)
few = some.sampled_from([Decimal(0), Decimal(1), Decimal("0.0001"), Decimal("-2.5"), Decimal(100)])
leaf = some.one_of(
    some.builds(Number, some.one_of(few.map(abs), numbers.map(abs))),
    some.sampled_from([Ref("aum", Kind.MONEY), Ref("custom:a", Kind.NUMBER), Ref("custom:b", Kind.PERCENT)]),
)
day = some.sampled_from([Ref("since", Kind.DATE), Ref("custom:met", Kind.DATE)])


def grown(part: some.SearchStrategy[Node]) -> some.SearchStrategy[Node]:
    """Larger formulas of numbers."""
    truth = some.builds(Compared, some.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), part, part)
    return some.one_of(
        some.builds(Joined, some.sampled_from("+-*/"), part, part),
        some.builds(Negated, part),
        some.builds(
            lambda name, parts: Called(name, tuple(parts)),
            some.sampled_from(["min", "max"]),
            some.lists(part, min_size=2, max_size=4),
        ),
        some.builds(lambda one: Called("abs", (one,)), part),
        some.builds(lambda one, n: Called("round", (one, Number(Decimal(n)))), part, some.integers(0, 8)),
        some.builds(lambda one, other: Called("days", (one, other)), day, day),
        some.builds(lambda *of: Called("if", of), truth, part, part),
    )


facts = some.fixed_dictionaries(
    {
        "aum": some.one_of(some.none(), few, numbers), "custom:a": some.one_of(few, numbers),
        "custom:b": some.one_of(some.none(), few), "since": some.one_of(some.none(), some.dates(date(1900, 1, 1), date(2999, 12, 31))),
        "custom:met": some.dates(date(1900, 1, 1), date(2999, 12, 31)),
    }
)  # fmt: skip


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    made=some.lists(some.tuples(some.recursive(leaf, grown, max_leaves=12), facts), min_size=20, max_size=20)
)
async def test_memory_and_sql_give_the_same_answers(
    made: list[tuple[Node, dict[str, Any]]], database: Database
) -> None:
    fitting = []
    for node, values in made:
        try:
            fitting.append((checked(node, "number"), values))
        except Refused:
            continue

    def column_of(values: dict[str, Any], ref: Ref) -> Any:
        return cast(
            literal(values[ref.key], Date() if ref.kind == Kind.DATE else Numeric()),
            Date() if ref.kind == Kind.DATE else Numeric(),
        )

    columns = [
        expression(node, lambda ref, values=values: column_of(values, ref), 4).label(f"c{n}")  # type: ignore[misc]
        for n, (node, values) in enumerate(fitting)
    ]
    if not columns:
        return
    async with database.shared() as session:
        row = (await session.execute(select(*columns))).one()
    for (node, values), found in zip(fitting, row, strict=True):
        assert answer(node, values, 4) == found, (write(node), values)
        assert set(refs(node)) <= set(values)
