"""What a role may not read changes nothing that it can observe, by any way the API offers.

Each personal field of a client is put to one value and to another, at both ends of its range; every answer of every
role without the right must be the same. For a role that may see the mask, the two values have the same mask.
"""

# ruff: noqa: UP031  documents are full of braces
from __future__ import annotations

import asyncio
from typing import Any

import pytest

from backend.book.client_fields import CLIENT_FIELD
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import Level
from backend.policies.roles import ROLES
from backend.systemize.fields import Kind
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.leaks import ENDS, FIELDS, SAME_MASK, Subject, level_of, make_subject

Asked = tuple[str, dict[str, Any]]
ALL = (
    "name namePinyin gender birthDate idType idNumber mobile phone email wechat address company occupation note"
    " bankAccount"
)


@pytest.fixture(scope="module")
async def subject(database: Database, vault: Vault) -> Subject:
    """One client among three, served by everybody who serves clients."""
    house = await build_house(database, vault)
    await furnish(house, 3)
    return await make_subject(house)


def _paths(key: str, subject: Subject) -> dict[str, Asked]:
    """Every way to the client's field, and everything else that is told of him."""
    whole = f"{ALL} contactPoints {{ kind value }} tags {{ name }} relation"
    changes = "action reason changes { field before after }"
    rows = f"totalCount nodes {{ at type {changes} }}"
    client = f"""query($id: ID!, $f: String) {{
      client(id: $id) {{
        {key} alias: {key} ...F ... on Client {{ inline: {key} }}
        household {{ name members {{ {key} }} }}
        tasks {{ nodes {{ title client {{ {key} }} }} }}
        interactions {{ nodes {{ summary client {{ {key} }} }} }}
        timeline {{ edges {{ at node {{ __typename ... on AuditEntry {{ {changes} }} }} }} }}
        history {{ {rows} }}
        ofField: history(field: $f) {{ {rows} }}
        lineage {{ field file row }}
      }}
      node(id: $id) {{ ... on Client {{ {whole} }} }}
    }}
    fragment F on Client {{ spread: {key} }}"""
    id = {"id": subject.public}
    other = {"id": subject.house.id("client", 1)}
    return {
        "client": (client, {**id, "f": key}),
        "relations": ("query($id: ID!) { client(id: $id) { relations { other { %s } } } }" % key, other),
        "tasks": ("{ tasks(first: 50) { nodes { title client { %s } } } }" % key, {}),
        "audit": ("query($id: ID!) { audit(subject: $id) { %s } }" % rows, id),
        "list": ("{ clients(first: 50) { totalCount hasMoreThanCount nodes { %s } } }" % whole, {}),
        "access": ("query($c: String!) { access(coordinate: $c) { level rule } }", {"c": f"Client.{key}"}),
    }


def _uses(key: str, values: tuple[Any, Any]) -> dict[str, Asked]:
    """Filters, orders and searches that rest on the field."""
    kind = CLIENT_FIELD[key].kind
    texts = [value if isinstance(value, str) else value.isoformat() for value in values]
    operators: dict[str, Any] = {"empty": True}
    for text in texts:
        operators |= {f"eq {text}": text}
        if kind is Kind.SEALED:
            operators |= {f"tail {text}": text[-4:]}
        elif kind in {Kind.TEXT, Kind.LONG_TEXT}:
            operators |= {f"prefix {text}": text[:1], f"contains {text}": text[-1:], f"in {text}": [text]}
        elif kind is Kind.DATE:
            operators |= {f"gte {text}": text, f"lt {text}": text}
        else:
            operators |= {f"ne {text}": text}
    found: dict[str, Asked] = {}
    for name, value in operators.items():
        compared = {key: {name.partition(" ")[0]: value}}
        nested = {"not": {"or": [{"and": [compared]}]}}
        for begin, filter in (("", compared), *([("not ", nested)] if texts[0] in name else [])):
            found[begin + name] = (
                "query($f: ClientFilter) { clients(filter: $f) { totalCount nodes { id } pageInfo { hasNextPage } } }",
                {"f": filter},
            )
    for text in dict.fromkeys([*texts, texts[1][:2], texts[1][-4:]]):
        found[f"search {text}"] = (
            "query($t: String!) { search(text: $t) { title detail matched target { ... on Client { id } } } }",
            {"t": text},
        )
        found[f"list search {text}"] = (
            "query($t: String!) { clients(search: $t) { totalCount nodes { id } } }",
            {"t": text},
        )
    for order in ("NAME", "UPDATED_AT"):
        found[f"order {order}"] = (
            "{ clients(first: 2, orderBy: [{field: %s}]) { nodes { id } pageAnchors(size: 50) } }" % order,
            {},
        )
    return found


def _changes(key: str, subject: Subject) -> dict[str, Asked]:
    """Changes that change nothing (already done, stale, or wrong), and what they answer."""
    id = subject.public
    update = "mutation($i: UpdateClientInput!) { updateClient(input: $i) { %s } }" % key
    field = CLIENT_FIELD[key]
    wrong: dict[str, Any] = {key: "2999-13-45" if field.kind is Kind.DATE else "\x00"}
    if field.contact:
        wrong = {"contactPoints": [{"kind": field.contact, "value": "\x00"}]}
    reveal = "mutation($i: RevealInput!) { reveal(input: $i) { value } }"
    calls: dict[str, Asked] = {
        "tagged again": (
            "mutation($i: TagClientInput!) { tagClient(input: $i) { %s tags { name } } }" % key,
            {"i": {"client": id, "tag": subject.house.id("tag")}},
        ),
        "stale": (update, {"i": {"id": id, "version": 1, "province": "11"}}),
        "of the future": (update, {"i": {"id": id, "version": 10_000, "province": "11"}}),
        "reveal": (reveal, {"i": {"id": id, "field": key, "reason": "核对资料"}}),
    }
    if field.editable:
        calls["wrong value"] = (update, {"i": {"id": id, "version": 1, **wrong}})
    return calls


async def _observed(
    subject: Subject, roles: list[str], asked: dict[str, Asked]
) -> dict[tuple[str, str], Any]:
    async def seen_by(role: str) -> dict[tuple[str, str], Any]:
        principal = await subject.house.principal(role)
        return {
            (role, name): await subject.house.ask(principal, text, **given)
            for name, (text, given) in asked.items()
        }

    found: dict[tuple[str, str], Any] = {}
    for part in await asyncio.gather(*(seen_by(role) for role in roles)):
        found |= part
    return found


@pytest.mark.parametrize("key", FIELDS)
async def test_nobody_without_the_right_notices_what_the_value_is(key: str, subject: Subject) -> None:
    house = subject.house
    levels = {role: level_of((await house.principal(role)).mask, role, key) for role in ROLES}
    for level, pairs in ((Level.NONE, ENDS), (Level.MASKED, SAME_MASK)):
        roles = [role for role in ROLES if levels[role] is level]
        if not roles:
            continue
        values = pairs[key]
        asked = _paths(key, subject) | _uses(key, values) | _changes(key, subject)
        if level is Level.MASKED:
            asked.pop(
                "reveal"
            )  # who may not reveal is refused (test_stories); a mask has nothing to do with it
        seen = []
        for value in values:
            await subject.put(key, value)
            seen.append(await _observed(subject, roles, asked))
        changed = [place for place in seen[0] if seen[0][place] != seen[1][place]]
        assert changed == [], (seen[0][changed[0]], seen[1][changed[0]])


@pytest.mark.parametrize("key", sorted(set(FIELDS) - {"namePinyin", "address"}))
async def test_a_field_nobody_granted_is_refused_wherever_it_is_used(key: str, subject: Subject) -> None:
    value = ENDS[key][0]
    for name, (document, variables) in _uses(key, ENDS[key]).items():
        if "search" in name or "order" in name:
            continue
        answer = await subject.house.ask("partner_api", document, **variables)
        readable = (await subject.house.principal("partner_api")).mask.anywhere(f"Client.{key}") >= Level.VIEW
        assert codes_of(answer) == ([] if readable else ["FORBIDDEN"]), (name, value, answer)


async def test_the_matrix_would_notice_a_leak(subject: Subject) -> None:
    """Who may read a field does see the difference by each kind of way: the ways are real."""
    house: House = subject.house
    noticed = set()
    for key, role in (
        ("mobile", "partner"),
        ("note", "partner"),
        ("name", "partner"),
        ("birthDate", "partner"),
    ):
        asked = _paths(key, subject) | _uses(key, ENDS[key])
        seen = []
        for value in ENDS[key]:
            await subject.put(key, value)
            seen.append(await _observed(subject, [role], asked))
        noticed |= {name for (_, name), answer in seen[0].items() if answer != seen[1][role, name]}
    assert {"client", "relations", "tasks", "list"} <= noticed
    for begin in (
        "eq",
        "tail",
        "prefix",
        "contains",
        "in",
        "gte",
        "lt",
        "not",
        "search",
        "list search",
        "order NAME",
    ):
        assert any(name.startswith(begin) for name in noticed), begin
    assert house
