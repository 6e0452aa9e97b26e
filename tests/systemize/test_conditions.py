"""Conditions: SQL and memory agree, sentences read well, and what cannot be compared is refused."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, any_, false, func, insert, literal, or_, select
from sqlalchemy.orm import aliased

from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.ids import uuid7
from backend.systemize.conditions.facts import holds
from backend.systemize.conditions.links import Link, Subject
from backend.systemize.conditions.sentence import sentence_of
from backend.systemize.conditions.sql import (
    Known,
    Links,
    Operand,
    Over,
    Term,
    column_term,
    compile_condition,
    placed_term,
)
from backend.systemize.conditions.tree import (
    MOST_LINKS,
    NUMBERED,
    OPERATORS,
    QUANTIFIERS,
    RELATIVE,
    All,
    AnyOf,
    Condition,
    Count,
    Is,
    Not,
    Related,
    comparisons,
    read,
    write,
)
from backend.systemize.conditions.values import typed
from backend.systemize.fields import Field, Kind, Option
from tests.conftest import MadeFirm

WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)
CASES = int(os.environ.get("RULES", "300")) // 2
"""How many times some rules are asked both ways; `RULES=10000` for a drill."""
FIELDS = {
    field.key: field
    for field in (
        Field("company", "company", Kind.TEXT, "单位", "Company"),
        Field("note", "note", Kind.LONG_TEXT, "备注", "Note"),
        Field("gender", "gender", Kind.CHOICE, "性别", "Gender"),
        Field("aum", "aum", Kind.MONEY, "规模", "AUM"),
        Field("birthDate", "birth_date", Kind.DATE, "出生日期", "Date of birth"),
        Field("lastInteractionAt", "last_interaction_at", Kind.INSTANT, "最近互动", "Last interaction"),
        Field("qualified", "qualified", Kind.BOOLEAN, "合格", "Qualified"),
        Field("household", "household_id", Kind.HOUSEHOLD, "家族", "Household"),
        Field("tags", "search_tokens", Kind.TAGS, "标签", "Tags"),
        Field("hidden", "source", Kind.TEXT, "藏", "Hidden", filterable=False),
    )
}
IDS = [UUID(int=n) for n in range(1, 4)]
# Letters that SQL and Python make small in different ways, characters with a meaning in LIKE, look-alikes.
TEXTS = st.one_of(
    st.sampled_from(
        ["Ab", "ab", "AB", "É", "é", "ẞß", "İi", "a%b", "a_b", "a\\b", "%", "_", "\\", "张伟", "ＡＢ", "Σς"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=3),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "company": TEXTS,
    "note": TEXTS,
    "gender": st.sampled_from(["male", "female"]),
    "aum": st.sampled_from([Decimal("0.00"), Decimal("0.01"), Decimal("3000000.00"), Decimal("-1.50")]),
    "birthDate": st.sampled_from(
        [
            date(1976, 5, 7),
            date(2000, 2, 29),
            *(TODAY + timedelta(n) for n in (-31, -30, -1, 0, 1, 29, 30, 31)),
        ]
    ),
    # Of the last two one is the last moment of the business day, one the first of the next.
    "lastInteractionAt": st.sampled_from(
        [
            WHEN,
            WHEN + timedelta(microseconds=1),
            WHEN - timedelta(days=90),
            WHEN + timedelta(days=30),
            datetime(2026, 11, 20, 15, 59, 59, 999999, UTC),
            datetime(2026, 11, 20, 16, tzinfo=UTC),
        ]
    ),
    "qualified": st.booleans(),
    "household": st.none(),
    "tags": st.lists(st.sampled_from(IDS), max_size=3, unique=True),
}
COMPARED: dict[str, st.SearchStrategy[Any]] = {
    **VALUES,
    "household": st.sampled_from(IDS),
    "tags": st.sampled_from(IDS),
}


@st.composite
def _comparison(draw: st.DrawFn) -> Is:
    from_tree = draw(st.sampled_from(sorted(VALUES)))
    op = draw(st.sampled_from(_operators(FIELDS[from_tree])))
    if op == "empty":
        return Is(from_tree, op, draw(st.booleans()))
    if op in RELATIVE:
        return Is(from_tree, op, draw(st.sampled_from([0, 1, 29, 30, 31, 36_500])))
    value = COMPARED[from_tree]
    return Is(
        from_tree, op, draw(st.lists(value, max_size=3) if op in {"in", "any", "all", "none"} else value)
    )


def _operators(field: Field) -> tuple[str, ...]:
    return OPERATORS[field.kind]


def _links(tree: Condition) -> int:
    """Relations one behind the other."""
    match tree:
        case Is():
            return 0
        case Not(part):
            return _links(part)
        case Related(_, _, part) | Count(_, _, _, part):
            return 1 + _links(part)
        case All(parts) | AnyOf(parts):
            return max(map(_links, parts), default=0)


TREES = st.recursive(
    _comparison(),
    lambda part: st.one_of(
        st.builds(All, st.lists(part, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(part, max_size=3).map(tuple)),
        st.builds(Not, part),
        st.builds(Related, st.just("mates"), st.sampled_from(QUANTIFIERS), part),
        st.builds(Count, st.just("mates"), st.sampled_from(NUMBERED), st.integers(0, 3), part),
    ),
    max_leaves=8,
).filter(lambda tree: _links(tree) <= MOST_LINKS)
ROWS = st.fixed_dictionaries(
    {
        key: st.one_of(st.none(), value) if key not in {"aum", "tags"} else value
        for key, value in VALUES.items()
    }
)


def _tags_of(row: Any) -> Term:
    def term(op: str, operand: Operand) -> ColumnElement[bool]:
        value = operand.literal()
        borne = [literal(str(id)) == any_(row.search_tokens) for id in (value if op != "empty" else IDS)]
        none = ~_any(borne)
        match op:
            case "empty":
                return none if value else ~none
            case "none":
                return none
            case "any":
                return _any(borne)
        return ~_any([~one for one in borne])

    return term


def _any(parts: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(false(), *parts)


def _terms(row: Any) -> dict[str, Term]:
    return {
        key: _tags_of(row)
        if key == "tags"
        else (placed_term if key == "lastInteractionAt" else column_term)(getattr(row, field.column))
        for key, field in FIELDS.items()
    }


def _mates(row: Any) -> Links:
    """Rows of the same birthday; rows without one have none."""

    def over() -> Over:
        mate = aliased(Client)
        same = select(mate.id).where(
            mate.firm_id == row.firm_id, mate.birth_date == row.birth_date, mate.name == row.name
        )
        number = same.with_only_columns(func.count())
        return Over(
            FIELDS, _terms(mate), _mates(mate), lambda fits: same.where(fits).correlate(row).exists(),
            lambda fits: number.where(fits).correlate(row).scalar_subquery(),
        )  # fmt: skip

    return {"mates": over}


TERMS = _terms(Client)
LINKS: dict[str, Link] = {
    "mates": Link("mates", "同日生者", "same birthday", lambda: Subject(FIELDS, LINKS)),
    "friend": Link("friend", "好友", "ally", lambda: Subject(FIELDS, LINKS), to_one=True),
}


@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees=st.lists(TREES, min_size=1, max_size=6), rows=st.lists(ROWS, min_size=1, max_size=5))
async def test_sql_and_memory_agree_on_every_row(
    database: Database, firm: MadeFirm, trees: list[Condition], rows: list[dict[str, Any]]
) -> None:
    lot = uuid7().hex
    facts = {uuid7(): row for row in rows}
    for row in rows:
        row["mates"] = [each for each in rows if row["birthDate"] and each["birthDate"] == row["birthDate"]]
    stored = [
        {"firm_id": firm.firm_id, "id": id, "name": lot}
        | {FIELDS[key].column: value for key, value in row.items() if key in FIELDS and key != "tags"}
        | {"search_tokens": [str(tag) for tag in row["tags"]]}
        for id, row in facts.items()
    ]
    async with database.change(firm.system) as session:
        await session.execute(insert(Client), stored)
        for tree in trees:
            condition = compile_condition(
                tree, FIELDS, TERMS, lambda field, comparison: Known(field, comparison, TODAY), _mates(Client)
            )
            found = await session.scalars(
                select(Client.id).where(Client.firm_id == firm.firm_id, Client.id.in_(facts), condition)
            )
            expected = {id for id, row in facts.items() if holds(typed(tree, FIELDS, LINKS), row, TODAY)}
            assert set(found) == expected, (tree, stored)
        await session.rollback()


@given(TREES)
def test_a_tree_comes_back_from_json_and_lists_its_comparisons(tree: Condition) -> None:
    again = read(json.loads(json.dumps(write(tree), default=str)))
    assert typed(again, FIELDS, LINKS) == typed(tree, FIELDS, LINKS)
    assert [c.field for c in comparisons(again)] == [c.field for c in comparisons(tree)]


@pytest.mark.parametrize(
    "tree",
    [None, [], "x", {}, {"all": {}}, {"all": [], "any": []}, {"is": {}}, {"is": {"field": "aum", "op": "gte"}},
     {"is": {"field": 1, "op": "eq", "value": 1}}, {"is": {"field": "aum", "op": "eq", "value": 1, "more": 1}},
     {"xor": []}, {"related": {"field": "mates", "quantifier": "most", "part": {"all": []}}},
     {"related": {"field": "mates", "part": {"all": []}}},
     {"count": {"field": "mates", "op": "eq", "value": 1, "part": {"all": []}}},
     {"count": {"field": "mates", "op": "gte", "part": {"all": []}}},
     {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"all": []}}}}}}}}}}],
)  # fmt: skip
def test_what_is_no_tree_is_refused(tree: Any) -> None:
    with pytest.raises(Refused, match="filter_value"):
        read(tree)


@pytest.mark.parametrize(
    ("field", "op", "value", "problem"),
    [
        ("password", "eq", "x", "filter_unknown"),
        ("hidden", "eq", "x", "filter_unknown"),
        ("aum", "contains", "1", "filter_value"),
        ("aum", "gte", "3,000,000", "filter_value"),
        ("aum", "gte", 1.5, "filter_value"),
        ("aum", "gte", None, "filter_value"),
        ("aum", "like", "1", "filter_value"),
        ("birthDate", "eq", "1976-5-7", "filter_value"),
        ("lastInteractionAt", "gt", "2026-11-20T09:30:00", "filter_value"),
        ("lastInteractionAt", "eq", "2026-11-20T09:30:00Z", "filter_value"),
        ("qualified", "eq", "true", "filter_value"),
        ("household", "eq", "household_1", "filter_value"),
        ("household", "in", "x", "filter_value"),
        ("tags", "any", [1], "filter_value"),
        ("company", "eq", "a\x00b", "bad_text"),
        ("company", "eq", "\ud800", "bad_text"),
        ("company", "in", ["x"] * 201, "limit"),
        ("company", "empty", "yes", "filter_value"),
        ("birthDate", "last", -1, "filter_value"),
        ("birthDate", "last", 36_501, "filter_value"),
        ("birthDate", "next", "30", "filter_value"),
        ("lastInteractionAt", "ago", True, "filter_value"),
        ("aum", "last", 1, "filter_value"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_field(field: str, op: str, value: Any, problem: str) -> None:
    for refuse in (lambda c: typed(c, FIELDS), lambda c: compile_condition(c, FIELDS, TERMS)):
        with pytest.raises(Refused) as refused:
            refuse(Not(All((Is(field, op, value),))))
        assert refused.value.params["field"] == field
        assert refused.value.params["problem"] == problem


@pytest.mark.parametrize("number", [-1, 10_001, "3", True, None, 1.0])
def test_a_number_of_rows_that_is_none_is_refused(number: Any) -> None:
    counted = Not(Count("mates", "gte", number, All(())))
    for refuse in (
        lambda: typed(counted, FIELDS, LINKS),
        lambda: compile_condition(counted, FIELDS, TERMS, links=_mates(Client)),
    ):
        with pytest.raises(Refused, match="filter_value"):
            refuse()


def test_of_a_relation_to_one_nothing_is_counted() -> None:
    with pytest.raises(Refused, match="filter_unknown"):
        typed(Count("friend", "gte", 1, All(())), FIELDS, LINKS)


def test_a_value_that_is_no_choice_of_the_field_is_refused() -> None:
    fields = {
        "state": Field(
            "state", "state", Kind.CHOICE, "状态", "State", options=(Option("lead", "线索", "Lead"),)
        )
    }
    assert typed(Is("state", "in", ["lead"]), fields) == Is("state", "in", ["lead"])
    with pytest.raises(Refused, match="filter_value"):
        typed(Is("state", "in", ["lead", "boss"]), fields)


def _chain(length: int) -> Condition:
    return Related("mates", "some", _chain(length - 1)) if length else All(())


@pytest.mark.parametrize(
    ("tree", "problem"),
    [
        (All((Is("qualified", "eq", True),) * 201), "limit"),
        (AnyOf((All(()),) * 1001), "limit"),
        (_chain(MOST_LINKS + 1), "filter_links"),
        (AnyOf((_chain(1),) * 21), "filter_related"),
    ],
)
def test_a_condition_too_large_for_one_statement_is_refused(tree: Condition, problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        compile_condition(tree, FIELDS, TERMS, links=_mates(Client))


def test_a_relation_nobody_knows_is_refused() -> None:
    lost = Not(Related("enemies", "some", All(())))
    for refuse in (lambda: typed(lost, FIELDS, LINKS), lambda: compile_condition(lost, FIELDS, TERMS)):
        with pytest.raises(Refused, match="filter_unknown"):
            refuse()


def test_what_is_asked_of_related_rows_is_not_asked_of_the_row() -> None:
    tree = All((Is("company", "eq", "x"), Related("mates", "none", Is("aum", "gte", 1))))
    assert [each.field for each in comparisons(tree)] == ["company"]


def test_only_below_not_a_comparison_is_wrapped_away_from_its_index() -> None:
    def text(tree: Condition) -> str:
        return str(compile_condition(tree, FIELDS, TERMS, links=_mates(Client)))

    assert "IS true" not in text(
        All((Is("company", "eq", "x"), Related("mates", "none", Is("company", "eq", "x"))))
    )
    assert "IS NOT true" in text(Not(Is("company", "eq", "x")))
    assert "IS NOT true" in text(Related("mates", "every", Is("company", "eq", "x")))


SENTENCES = [
    (
        All((Is("aum", "gte", Decimal(3000000)), Is("riskLevel", "in", ["C4", "C5"]))),
        "存续规模不少于3000000 且 风险等级为其一：C4 积极型、C5 进取型",
        "AUM is at least 3000000 and Risk level is one of C4 Growth, C5 Aggressive",
    ),
    (
        AnyOf((Is("company", "contains", "科技"), Not(Is("mobile", "tail", "0001")))),
        "单位包含科技 或 非（手机尾号为0001）",
        "Company contains 科技 or not (Mobile ends in 0001)",
    ),
    (
        All((Is("qualified", "eq", True), AnyOf((Is("note", "empty", True), Is("note", "empty", False))))),
        "合格投资者为是 且 （备注为空 或 备注不为空）",
        "Qualified investor is yes and (Note is empty or Note is not empty)",
    ),
    (All(()), "全部", "everything"),
    (
        All((Is("birthDate", "gte", date(1976, 5, 7)), Is("riskValidUntil", "next", 30))),
        "出生日期不早于1976-05-07 且 测评有效期至在未来30天内",
        "Date of birth is on or after 1976-05-07 and Risk valid until is within the next 30 days",
    ),
    (
        AnyOf((Is("riskValidUntil", "ahead", 0), Is("onboardDate", "last", 1), Is("onboardDate", "ago", 90))),
        "测评有效期至在今天或更晚 或 首次认购日在最近1天内 或 首次认购日在90天前或更早",
        (
            "Risk valid until is today or later or First subscription is within the last 1 day or "
            "First subscription is 90 days ago or earlier"
        ),
    ),
    (
        Count("mates", "gte", 3, Is("birthDate", "last", 365)),
        "至少有3项同日生者（出生日期在最近365天内）",
        "has at least 3 same birthday with (Date of birth is within the last 365 days)",
    ),
    (AnyOf(()), "无", "nothing"),
    (Is("gone", "eq", "x"), "gone为x", "gone is x"),
    (
        All((Is("qualified", "eq", True), Related("mates", "some", Is("gender", "eq", "male")))),
        "合格投资者为是 且 有同日生者（性别为male）",
        "Qualified investor is yes and has same birthday with (Gender is male)",
    ),
    (
        Not(Related("mates", "every", Related("gone", "none", Is("x", "eq", "y")))),
        "非（同日生者均为（没有gone（x为y）））",
        "not (has only same birthday with (has no gone with (x is y)))",
    ),
    (
        AnyOf(tuple(Related("friend", word, Is("x", "eq", 1)) for word in QUANTIFIERS)),
        "有好友（x为1） 或 没有好友（x为1） 或 没有好友，或其（x为1）",
        "has an ally with (x is 1) or has no ally with (x is 1) or has no ally, or one with (x is 1)",
    ),
]


@pytest.mark.parametrize(("tree", "zh", "en"), SENTENCES)
def test_a_condition_reads_as_a_sentence(tree: Condition, zh: str, en: str) -> None:
    assert sentence_of(tree, CLIENT_FIELD, "zh-CN", LINKS) == zh
    assert sentence_of(tree, CLIENT_FIELD, "en", LINKS) == en
