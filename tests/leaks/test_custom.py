"""A firm's own field that a role may not read, put to one value and then to another: nothing it asks tells which."""

# ruff: noqa: UP031  documents are full of braces
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from backend.book.custom_sealed import seal
from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.leaks.matrix import furnished
from tests.schema.house import OPERATIONS, ORDINARY, House
from tests.schema.test_custom_fields import classify, define, write

OBSERVERS = ("client_manager", "executive", "compliance", "auditor", "policy_admin", "partner_api")
KINDS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "number": ("-5", "12345678", {}),
    "text": ("甲", "乙乙乙", {}),
    "choice": ("a", "z", {"options": [{"value": v, "zh": v, "en": v} for v in ("a", "z")]}),
    "date": ("1950-01-01", "2020-12-31", {}),
    "lunar": ("1950-01-01", "--08-15", {}),
    "sealed": ("P 1111 22223", "Q 9999 88884", {}),
}
OPERATORS = {
    "number": ("EQ", "GT", "LTE"), "text": ("EQ", "PREFIX", "CONTAINS"), "choice": ("EQ", "NE"), "date": ("EQ", "GTE"),
    "lunar": ("EQ", "NEXT"), "sealed": ("EQ", "TAIL"),
}  # fmt: skip
COMPUTED = {
    "number": ("number", "custom:hidden_number * 2"),
    "date": ("number", "days(custom:hidden_date, onboardDate)"),
}
"""Fields that everybody may read by their own right, and that rest on the hidden ones."""
CHANGES = "changes { field before after }"


def probes(kind: str, id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is asked: paths to the value, uses of it, changes around it; the same of what is computed from it."""
    yield from probes_of(f"hidden_{kind}", kind, id)
    if kind in COMPUTED:
        yield from probes_of(f"told_{kind}", COMPUTED[kind][0], id)


def probes_of(key: str, kind: str, id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is asked of one field."""
    asked = {"id": id}
    yield (
        """query($id: ID!) { client(id: $id) { custom(keys: ["%s"]) { key kind value user { name } } all: custom {
      value } history { totalCount nodes { at %s } } timeline { edges { at node { ... on AuditEntry { %s } } } } } }
      """
        % (key, CHANGES, CHANGES),
        asked,
    )
    yield 'query($id: ID!) { client(id: $id) { history(field: "custom:%s") { totalCount } } }' % key, asked
    yield "query($id: ID!) { audit(subject: $id) { nodes { %s } } }" % CHANGES, asked
    yield '{ fields(type: "Client") { key kind options { value } } customFields { key } }', {}
    yield '{ access(coordinate: "Client.custom:%s") { level rule grantedBy } }' % key, {}
    yield 'query { viewer { access(type: "Client") { coordinate } } }', {}
    for value in KINDS[kind][:2]:
        for op in (*OPERATORS[kind], "EMPTY"):
            compared = True if op == "EMPTY" else 30 if op == "NEXT" else value
            own = {"custom": [{"field": key, "op": op, "value": compared}]}
            listed = "query($f: ClientFilter) { clients(filter: $f) { totalCount nodes { id } } }"
            yield listed, {"f": own}
            yield listed, {"f": {"not": {"or": [own]}}}
            yield listed, {"f": {"householdWhere": {"members": {"some": own}}}}
            tasks = "query($f: TaskFilter) { tasks(filter: $f) { totalCount } }"
            yield tasks, {"f": {"clientWhere": own}}
            yield (
                "query($f: ClientFilter) { clientGroups(by: STATE, filter: $f) { value count } }",
                {"f": own},
            )
    yield 'query { clients(first: 2, orderBy: [{custom: "%s"}]) { edges { cursor node { id } } } }' % key, {}
    update = (
        'mutation($i: UpdateClientInput!) { updateClient(input: $i) { custom(keys: ["%s"]) { value } } }'
        % key
    )
    for value in (*KINDS[kind][:2], None, "\x00"):
        yield update, {"i": {"id": id, "version": 1, "custom": [{"field": key, "value": value}]}}
    yield update, {"i": {"id": id, "version": 1, "province": "11"}}


async def put(house: House, client: Any, kind: str, value: Any) -> None:
    """Let the field be so, and its last change tell of it, as if it had never been anything else."""
    if kind == "sealed":
        firm = house.vault.known(house.firm_id)
        assert firm is not None
        async with house.database.read(house.firm_id) as session:
            keys = await house.vault.person_keys_of(session, [client])
        value = seal(f"hidden_{kind}:{kind}", value, firm, keys[client], client)
    owner = await asyncpg.connect(house.database.url)
    try:
        await owner.execute(
            "update client set custom = jsonb_set(custom, array[$3], $4::jsonb) where firm_id = $1 and id = $2",
            house.firm_id, client, f"hidden_{kind}:{kind}", json.dumps(value),
        )  # fmt: skip
        await owner.execute(
            "update audit_entry set changes = jsonb_set(changes, array[$3, '1'], $4::jsonb)"
            " where firm_id = $1 and subject_id = $2 and changes ? $3",
            house.firm_id, client, f"custom:hidden_{kind}", json.dumps(value),
        )  # fmt: skip
    finally:
        await owner.close()


async def noticed(house: House, kind: str, *, first: bool = False) -> list[str]:
    """What differs to whom between the two values."""
    client, id = house.rows["client"][0], house.id("client")
    found: list[str] = []
    seen: list[dict[tuple[str, int, int], str]] = []
    for value in KINDS[kind][:2]:
        await put(house, client, kind, value)
        told: dict[tuple[str, int, int], str] = {}
        for who in OBSERVERS:
            for place, (document, variables) in enumerate(probes(kind, id)):
                for way, route in enumerate((OPERATIONS, ORDINARY)):
                    answer = await house.ask_by(route, who, document, variables)
                    told[who, place, way] = json.dumps(answer)
        seen.append(told)
    documents = list(probes(kind, id))
    for key, one in seen[0].items():
        other = seen[1][key]
        if one != other and "cursor" not in one:
            found.append(f"{key[0]} by {documents[key[1]]}: {one[:200]} / {other[:200]}")
    return found[:1] if first else found


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A house whose first client has a value of each hidden field."""
    made = await furnished(database, vault)
    for kind, (value, _, more) in KINDS.items():
        await define(made, f"hidden_{kind}", kind, **more)
        assert "errors" not in await write(made, "operations", made.id("client"), **{f"hidden_{kind}": value})
    for kind, (result, formula) in COMPUTED.items():
        told = await define(made, f"told_{kind}", result, formula=formula)
        grants = [
            (role, "scope" if role == "partner_api" else "firm", "view")
            for role in OBSERVERS
            if role != "policy_admin"
        ]
        assert "errors" not in await classify(made, told, ("operations", "firm", "view"), *grants)
    return made


@pytest.mark.parametrize("kind", KINDS)
async def test_a_value_that_may_not_be_read_is_not_noticed(kind: str, house: House) -> None:
    assert await noticed(house, kind) == []


async def test_the_probes_notice_it_where_it_may_be_read(house: House) -> None:
    field = (await house.data("operations", "{ customFields { id key } }"))["customFields"][0]
    await classify(house, field, ("operations", "firm", "edit"), ("executive", "firm", "view"))
    try:
        assert await noticed(house, field["key"].removeprefix("hidden_"), first=True)
    finally:
        await classify(house, field, ("operations", "firm", "edit"))
