"""Contents of automations: any JSON is either read or refused with a code and a place."""

from __future__ import annotations

from random import Random
from typing import Any

import orjson
import pytest

from backend.automations.catalogue import ACTIONS, EVENTS, FLOW, TRIGGERS
from backend.automations.content import read_content, variables_in
from backend.automations.program import program_of
from backend.automations.shipping import shipped
from backend.platform.errors import Code, Refused
from backend.policies.roles import PEOPLE

TAG = "tag_" + "0" * 32
GOOD: dict[str, Any] = {
    "zh": "规则",
    "en": "Rule",
    "trigger": {"kind": "event", "event": "tag.given", "where": {"tag": [TAG]}},
    "condition": {"is": {"field": "kind", "op": "eq", "value": "individual"}},
    "mode": "every",
    "most_per_hour": 5,
    "quiet": {"from": "21:00", "to": "08:00"},
    "depth": 3,
    "keep_days": 90,
    "steps": [
        {"id": "task", "kind": "create_task", "assignee": "lead", "title": "跟进 {client.name}", "days": 2},
        {"id": "tell", "kind": "notify", "to": ["owner", "role:compliance"], "text": "…"},
        {"id": "mark", "kind": "give_tag", "tag": TAG, "on_error": "go_on"},
        {"id": "set", "kind": "set_field", "field": "custom:own", "value": None},
        {"id": "call", "kind": "call_webhook", "url": "https://example.com/a?b=c", "facts": ["tag_id"]},
        {
            "id": "fork", "kind": "branch", "condition": {"is": {"field": "kind", "op": "empty", "value": False}},
            "then": [{"id": "rest", "kind": "wait", "hours": 2}],
            "else": [{"id": "end", "kind": "stop"}],
        },
    ],
}  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1.5, "", "x", "\x00", "😀" * 500, [], {}, [[]], {"a": {}}, "role:nobody", TAG,
    "https://a", "09:61", "2026-02-30", {"is": {"field": "kind"}}, ["x"] * 500, "user_", "client_" + "1" * 32,
    *ACTIONS, *FLOW, *TRIGGERS, *list(EVENTS)[:5],
)  # fmt: skip


def test_a_whole_content_is_read_and_laid_out() -> None:
    found = read_content(GOOD, PEOPLE)
    program = program_of(found.steps)
    assert [step.id for step in found.every_step()] == [
        "task",
        "tell",
        "mark",
        "set",
        "call",
        "fork",
        "rest",
        "end",
    ]
    assert [None if each.step is None else each.step.id for each in program] == [
        "task", "tell", "mark", "set", "call", "fork", "rest", None, "end",
    ]  # fmt: skip
    assert (program[5].to, program[7].to) == (8, 9)


@pytest.mark.parametrize("key", sorted(shipped()))
def test_what_is_shipped_can_be_read(key: str) -> None:
    text = orjson.dumps(shipped()[key]).decode()
    for noun in ("approvalkind", "journeytemplate"):
        while f"@{noun}:" in text:
            before, _, rest = text.partition(f"@{noun}:")
            text = before + f"{noun}_{'0' * 32}" + rest[rest.index('"') :]
    assert read_content(orjson.loads(text), PEOPLE)


@pytest.mark.parametrize("seed", range(40))
def test_any_json_is_read_or_refused_with_a_code_and_a_place(seed: int) -> None:
    random = Random(seed)
    for _ in range(150):
        given = _spoilt(random, GOOD, 0.12)
        code, at = _refusal(given)
        assert code in (None, Code.BAD_USER_INPUT)
        assert at


def _refusal(given: Any) -> tuple[Any, Any]:
    try:
        read_content(given, PEOPLE)
    except Refused as refused:
        return refused.code, refused.params["field"]
    return None, "read"


def _spoilt(random: Random, value: Any, chance: float) -> Any:
    """The value with some of its parts left out, added or exchanged."""
    if random.random() < chance:
        return random.choice(ODD)
    if isinstance(value, dict):
        kept = {
            key: _spoilt(random, each, chance / 2)
            for key, each in value.items()
            if random.random() > chance / 4
        }
        if random.random() < chance / 2:
            kept[random.choice(("kind", "id", "field", "extra", "then", "until"))] = random.choice(ODD)
        return kept
    if isinstance(value, list):
        return [
            _spoilt(random, each, chance / 2) for each in value for _ in range(random.choice((1, 1, 1, 2)))
        ]
    return value


def test_variables_are_found_and_nothing_else() -> None:
    assert variables_in("{client.name} {trigger.stage} {client.custom:own_1} {other.x} {client.}") == [
        ("client", "name"), ("trigger", "stage"), ("client", "custom:own_1"),
    ]  # fmt: skip
