"""What goes wrong with Casbin when nobody looks: each known pitfall, shown to be closed."""

from __future__ import annotations

import logging
import logging.config

import casbin
import pytest

from backend.platform.principal import Level, Relation
from backend.policies.checks import judge
from backend.policies.coordinates import known
from backend.policies.enforcement import MODEL, Policy
from backend.policies.rules import Right, as_lines, read_lines
from tests.policies.rulesets import policy

OWN, FIRM = Relation.OWN, Relation.FIRM
KEPT = (
    ("policy_admin", "Right.policies", "firm", "view", "allow"),
    ("policy_admin", "Mutation.updateUser", "firm", "view", "allow"),
)


def faults_of(*rows: tuple[str, ...]) -> list[str]:
    return [fault.problem for fault in judge(as_lines([*KEPT, *rows]), known())[1]]


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The questions put to Casbin from now on."""
    asked: list[tuple[str, ...]] = []
    enforce = casbin.FastEnforcer.enforce

    def counting(enforcer: casbin.FastEnforcer, *question: str) -> bool:
        asked.append(question)
        return bool(enforce(enforcer, *question))

    monkeypatch.setattr(casbin.FastEnforcer, "enforce", counting)
    return asked


def test_enforce_is_linear_so_it_is_asked_once_for_a_set_of_roles_and_never_while_rows_are_read(
    questions: list[tuple[str, ...]],
) -> None:
    made = policy("client_manager, Client.name, own, view", "client_manager, Client.company, own, view")
    mask = made.mask(("client_manager",))
    asked = len(questions)
    for _ in range(2_000):
        assert made.mask(("client_manager",)) is mask
        assert mask.level("Client.name", OWN) is Level.VIEW
    assert len(questions) == asked > 0


def test_two_coordinates_of_which_the_same_is_said_cost_one_question(
    questions: list[tuple[str, ...]],
) -> None:
    fields = [name for name in known() if name.startswith("Client.")]
    many = policy(*(f"client_manager, {name}, own, view" for name in fields))
    assert len(many.mask(("client_manager",)).levels) == len(fields)
    assert 0 < len(questions) <= 2 * 4 * 4  # maskable fields and others, relations, rights


def test_a_role_does_not_inherit_the_denial_of_another() -> None:
    made = policy(
        "client_manager, Client.mobile, own, view, deny",
        "executive, Client.mobile, firm, view",
    )
    assert made.level(("executive",), "Client.mobile", OWN) is Level.VIEW
    assert made.level(("client_manager", "executive"), "Client.mobile", OWN) is Level.MASKED
    assert made.level(("client_manager", "executive"), "Client.mobile", FIRM) is Level.VIEW


@pytest.mark.parametrize("effect", ["Deny", "DENY", "deny ", "denied", "0", "不允许"])
def test_an_effect_that_is_neither_allow_nor_deny_is_refused_not_ignored(effect: str) -> None:
    row = ("client_manager", "Client.name", "own", "view", effect)
    assert faults_of(row) == ["policy_effect"]


@pytest.mark.parametrize(
    "row",
    [
        (),
        ("client_manager",),
        ("client_manager", "Client.name", "own", "view"),
        ("client_manager", "Client.name", "own", "view", "allow", "more"),
        ("client_manager", "", "own", "view", "allow"),
    ],
)
def test_a_short_or_long_row_is_refused_before_it_can_stop_every_answer(row: tuple[str, ...]) -> None:
    assert faults_of(row) == ["policy_row"]


def test_a_short_row_would_stop_every_answer_of_casbin() -> None:
    enforcer = casbin.Enforcer(str(MODEL))
    enforcer.model["p"]["p"].policy.append(["role:client_manager", "Client.name"])
    with pytest.raises(RuntimeError, match="invalid policy size"):
        enforcer.enforce("role:executive", "Client.name", "own", "view")


@pytest.mark.parametrize(
    "name", ["role:executive", "roles:0", "roles:1", "executive,legal", "executive+legal", ""]
)
def test_a_name_cannot_pass_for_a_role(name: str) -> None:
    made = policy("executive, Client.name, firm, view", "legal, Client.name, firm, view")
    assert made.level(("executive",), "Client.name", FIRM) is Level.VIEW
    assert made.level(("executive", "legal"), "Client.name", FIRM) is Level.VIEW
    assert made.level((name,), "Client.name", FIRM) is Level.NONE
    assert made.mask((name,)).levels == {}


@pytest.mark.parametrize(
    "name",
    [
        "Client*",
        "*",
        "C*.name",
        "Client.na*",
        "Client.*.raw",
        "Client.name.raw",
        ".*",
        "Client.^n",
        "client.name",
    ],
)
def test_a_pattern_is_refused_as_an_unknown_name(name: str) -> None:
    assert faults_of(("client_manager", name, "own", "view", "allow")) == ["policy_coordinate"]


def test_a_wildcard_is_spelled_out_over_its_own_type_only() -> None:
    rules, faults = judge(as_lines([*KEPT, ("client_manager", "Client.*", "own", "view", "allow")]), known())
    named = {r.coordinate for r in rules if r.role == "client_manager"}
    assert not faults
    assert "Client.company" in named
    assert {name.partition(".")[0] for name in named} == {"Client"}
    assert not any("*" in r.coordinate for r in rules)


def test_an_allowing_wildcard_never_reaches_a_sealed_field_and_a_denying_one_does() -> None:
    sealed = {name for name, c in known().items() if c.sealed and c.group == "Client"}
    assert {"Client.idNumber", "Client.bankAccount", "Client.mobile", "Client.contactPoints"} <= sealed
    for effect, reached in (("allow", False), ("deny", True)):
        rules, _ = judge(as_lines([("client_manager", "Client.*", "own", "view", effect)]), known())
        assert ({r.coordinate for r in rules} >= sealed) is reached
        assert bool(sealed & {r.coordinate for r in rules}) is reached


def test_an_empty_policy_is_refused_and_cannot_be_loaded() -> None:
    assert [f.problem for f in judge([], known())[1]] == ["policy_empty"]
    assert [f.problem for f in judge(read_lines("# only words\n\n"), known())[1]] == ["policy_empty"]
    with pytest.raises(ValueError, match="without rules"):
        Policy([], known())


def test_empty_words_are_allowed_nothing() -> None:
    made = policy("executive, Client.name, firm, view")
    assert not made.allows((), "Client.name", FIRM, Right.VIEW)
    assert not made.allows(("",), "", FIRM, Right.VIEW)
    enforcer = made.enforcer(("executive",))
    assert enforcer.enforce("caller", "Client.name", "firm", "view")
    assert not enforcer.enforce("", "", "", "")
    assert not enforcer.enforce("", "Client.name", "firm", "view")
    assert made.mask(()).levels == {}


def test_a_policy_of_denials_alone_allows_nothing_and_is_refused() -> None:
    denying = policy("executive, Client.name, firm, export, deny")
    assert denying.mask(("executive",)).levels == {}
    assert denying.mask(("legal",)).levels == {}
    row = ("executive", "Client.name", "firm", "view", "deny")
    assert [f.problem for f in judge(as_lines([row]), known())[1]] == ["policy_empty"]


def test_the_model_knows_no_eval_and_no_pattern() -> None:
    text = "\n".join(line.partition("#")[0] for line in MODEL.read_text(encoding="utf-8").splitlines())
    assert not [word for word in ("eval", "Match", "keyGet", "ipMatch", "||") if word in text]
    assert "some(where (p.eft == allow)) && !some(where (p.eft == deny))" in text


@pytest.mark.parametrize(
    "text", ["r.sub == 'x') || (True", "True", "(a+)+$", "p.sub", "__import__('os')", "Client.name'", "\x00"]
)
def test_code_in_a_value_is_refused_and_decides_nothing(text: str) -> None:
    good = ("client_manager", "Client.name", "own", "view", "allow")
    for place in range(5):
        row = (*good[:place], text, *good[place + 1 :])
        assert len(faults_of(row)) == 1
    made = policy("client_manager, Client.name, own, view")
    assert not made.allows((text,), "Client.name", OWN, Right.VIEW)
    assert not made.enforcer(("client_manager",)).enforce(text, text, text, text)
    assert not made.enforcer((text,)).enforce("caller", "Client.name", "own", "view")


def test_refused_requests_are_not_logged_even_when_logging_is_set_up_again(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    made = policy("client_manager, Client.name, own, view")
    # What web servers do at their start: this switches existing loggers on again.
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
    with caplog.at_level(logging.DEBUG):
        assert not made.allows(("client_manager",), "Client.name", FIRM, Right.VIEW)
        assert made.allows(("client_manager",), "Client.name", OWN, Right.VIEW)
    assert not [r for r in caplog.records if "Request" in r.getMessage() or "casbin" in r.name]
    assert "Request" not in "".join(capfd.readouterr())


def test_a_denied_view_does_not_fall_back_to_masked_where_there_is_no_mask() -> None:
    made = policy(
        "client_manager, Client.company, own, edit",
        "legal, Client.company, firm, view, deny",
        "client_manager, Client.idNumber, own, edit",
        "legal, Client.idNumber, firm, view, deny",
    )
    both = ("client_manager", "legal")
    assert made.level(both, "Client.company", OWN) is Level.NONE
    assert made.level(both, "Client.idNumber", OWN) is Level.MASKED
