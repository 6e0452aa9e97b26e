"""Every way a policy can be wrong is refused with its line and in both languages."""

from __future__ import annotations

import pytest

from backend.platform.errors import Code, Refused
from backend.platform.messages import PROBLEMS, sentence
from backend.policies.checks import MOST_RULES, Fault, checked, judge, whole_faults
from backend.policies.coordinates import known
from backend.policies.roles import PEOPLE
from backend.policies.rules import Effect, Right, Rule, as_lines, digest, read_lines
from tests.policies.rulesets import rule

Row = tuple[str, ...]
KEPT: tuple[Row, ...] = (
    ("policy_admin", "Right.policies", "firm", "view", "allow"),
    ("policy_admin", "Mutation.updateUser", "firm", "view", "allow"),
)
WRONG: dict[str, Row] = {
    "policy_row": ("client_manager", "Client.name", "own", "view"),
    "policy_role": ("manager", "Client.name", "own", "view", "allow"),
    "policy_coordinate": ("client_manager", "Client.nmae", "own", "view", "allow"),
    "policy_relation": ("client_manager", "Client.name", "all", "view", "allow"),
    "policy_relation_of": ("client_manager", "Tag.name", "own", "view", "allow"),
    "policy_right": ("client_manager", "Client.name", "own", "none", "allow"),
    "policy_right_of": ("client_manager", "Query.clients", "firm", "edit", "allow"),
    "policy_mask": ("client_manager", "Client.birthDate", "own", "masked", "allow"),
    "policy_effect": ("client_manager", "Client.name", "own", "view", "Allow"),
}


@pytest.mark.parametrize("problem", WRONG)
def test_a_wrong_line_is_refused_with_its_number_and_words_in_both_languages(problem: str) -> None:
    good = ("client_manager", "Client.name", "own", "view", "allow")
    with pytest.raises(Refused) as refused:
        checked(as_lines([*KEPT, good, WRONG[problem]]), known())
    params = refused.value.params
    assert (refused.value.code, params["problem"], params["line"]) == (Code.BAD_USER_INPUT, problem, 4)
    zh, en = (sentence(Code.BAD_USER_INPUT, params, locale) for locale in ("zh-CN", "en"))
    assert "4" in zh
    assert "4" in en
    assert zh != en
    assert "…" not in zh + en


@pytest.mark.parametrize(
    ("problem", "rows"),
    [
        ("policy_empty", ()),
        ("policy_unkept", (("client_manager", "Client.name", "own", "view", "allow"),)),
        ("policy_unkept", (*KEPT, ("policy_admin", "Right.policies", "firm", "view", "deny"))),
        ("policy_unkept", KEPT[:1]),
        ("policy_keeper", (*KEPT, ("policy_admin", "Client.state", "firm", "view", "allow"))),
        ("policy_keeper", (*KEPT, ("policy_admin", "Query.clients", "firm", "view", "allow"))),
        ("policy_keeper", (*KEPT, ("policy_admin", "Query.audit", "firm", "view", "allow"))),
        ("policy_keeper", (*KEPT, ("policy_admin", "Mutation.reveal", "firm", "view", "allow"))),
        ("policy_keeper", (*KEPT, ("*", "Mutation.*", "firm", "view", "allow"))),
    ],
)
def test_a_policy_that_is_wrong_as_a_whole_is_refused(problem: str, rows: tuple[Row, ...]) -> None:
    assert [fault.problem for fault in judge(as_lines(rows), known())[1]] == [problem]
    assert len(set(PROBLEMS[problem])) == 2


def test_a_keeper_may_be_denied_clients_in_so_many_words() -> None:
    row = ("policy_admin", "Client.*", "firm", "masked", "deny")
    assert judge(as_lines([*KEPT, row]), known())[1] == []


def test_more_rules_than_a_policy_may_have_are_refused() -> None:
    rules = [
        Rule(f"role_{n}", name, relation, right, Effect.ALLOW)
        for n in range(16)
        for name in known()
        for relation in known()[name].relations
        for right in Right
    ]
    assert len(rules) > MOST_RULES
    assert Fault("policy_long", value=str(MOST_RULES)) in whole_faults(rules, known())


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        checked(as_lines(WRONG.values()), known())
    assert [fault["problem"] for fault in refused.value.params["faults"]] == list(WRONG)


def test_a_star_means_every_role_of_people_and_no_key() -> None:
    rules, faults = judge(as_lines([*KEPT, ("*", "Tag.name", "firm", "view", "allow")]), known())
    assert not faults
    assert {r.role for r in rules if r.coordinate == "Tag.name"} == set(PEOPLE)
    assert "partner_api" not in PEOPLE


def test_denying_masked_hides_also_what_has_no_mask() -> None:
    rules, faults = judge(as_lines([*KEPT, ("legal", "Client.*", "firm", "masked", "deny")]), known())
    assert not faults
    assert {"Client.company", "Client.idNumber"} <= {r.coordinate for r in rules}


def test_a_file_may_have_comments_blank_lines_and_a_byte_order_mark() -> None:
    text = "\ufeff# words\n\np, legal, Client.name, firm, view, allow  # why\r\n"
    (line,) = read_lines(text)
    assert (line.number, line.values) == (3, ("legal", "Client.name", "firm", "view", "allow"))


def test_a_line_that_is_no_p_line_is_refused() -> None:
    found = judge(read_lines("g, legal, compliance\nlegal, Client.name, firm, view, allow"), known())[1]
    assert [(fault.problem, fault.line) for fault in found] == [("policy_row", 1), ("policy_row", 2)]


def test_the_digest_knows_neither_order_nor_repetition_but_every_word() -> None:
    one, two = rule("legal, Client.name, firm, view"), rule("legal, Client.state, firm, view")
    assert digest([one, two]) == digest([two, one, one])
    assert digest([one]) != digest([rule("legal, Client.name, firm, view, deny")])


def test_every_field_of_the_schema_is_a_coordinate_and_plumbing_is_none() -> None:
    names = set(known())
    assert {"Client", "Client.idNumber", "Query.clients", "Mutation.reveal", "Subscription.inbox"} <= names
    assert {"Right.explore", "Right.introspect", "Right.policies"} <= names
    assert not {n for n in names if n.endswith((".id", ".version", ".relation", ".pageInfo", ".__typename"))}
    assert not {n for n in names if "Connection" in n.partition(".")[0] or "Edge" in n.partition(".")[0]}
