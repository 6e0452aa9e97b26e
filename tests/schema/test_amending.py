"""A change of plain fields as one statement leaves what the ordinary way leaves: row, audit row, event and answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.book.client_changes import AMENDABLE
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.platform.amendments import Amendments
from backend.platform.audit import AuditEntry
from backend.platform.compiled_reads import CompiledReads, Text
from backend.platform.database import Database
from backend.platform.events import OutboxRow
from backend.platform.keys import Vault
from backend.platform.principal import Level
from tests.schema.house import OPERATIONS, ORDINARY, House, build_house, codes_of, furnish, widened

UPDATE = """mutation Update($input: UpdateClientInput!, $key: String) {
  updateClient(input: $input, idempotencyKey: $key) { id version relation occupation city gender birthDate qualified
    note owner { name } tags { name } interactions(first: 2) { nodes { id } pageInfo { hasNextPage } } } }"""
PLAIN = """mutation Plain($input: UpdateClientInput!, $key: String) {
  updateClient(input: $input, idempotencyKey: $key) { id version relation occupation city gender birthDate qualified
    note updatedAt again: note owner { name } } }"""
"""What the change itself can read; the answer of the other is read behind it."""
CHANGES: list[dict[str, Any]] = [
    {"occupation": "教师"},
    {"note": "第一行\n“第二行” 100%'"},
    {"birthDate": "1976-05-07", "gender": "female"},
    {"occupation": "教师", "city": "苏州市"},
    {"occupation": None},
    {"occupation": "  医生 ", "note": ""},
]


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    """Two clients of the first client manager, alike but for their names."""
    made = await build_house(database, vault)
    await furnish(made, 2)
    async with database.as_system(made.firm_id, "test") as session:
        for client in await session.scalars(select(Client).where(Client.firm_id == made.firm_id)):
            client.occupation, client.city, client.note, client.gender = "工程师", None, "旧", None
    return made


@contextmanager
def amendments_of(database: Database) -> Iterator[list[bool]]:
    """Whether each amendment that was tried was made."""
    tried: list[bool] = []
    run = Amendments.run

    async def noted(self: Amendments, *given: Any, **more: Any) -> Sequence[bytes | None] | None:
        cells = await run(self, *given, **more)
        tried.append(cells is not None)
        return cells

    database.amendments.run = noted.__get__(database.amendments)  # type: ignore[method-assign]
    try:
        yield tried
    finally:
        del database.amendments.run


async def _left(house: House, id: UUID) -> tuple[Any, ...]:
    """The last audit row and event about a client, and his columns; without ids and times."""
    async with house.database.read(house.firm_id) as session:
        entry = (
            await session.scalars(
                select(AuditEntry)
                .where(AuditEntry.firm_id == house.firm_id, AuditEntry.subject_id == id)
                .order_by(AuditEntry.id.desc())
                .limit(1)
            )
        ).one()
        events = await session.scalars(
            select(OutboxRow).where(OutboxRow.firm_id == house.firm_id).order_by(OutboxRow.id.desc())
        )
        told = next(event for event in events if event.payload.get("client_id") == str(id))
        client = (
            await session.scalars(select(Client).where(Client.firm_id == house.firm_id, Client.id == id))
        ).one()
    assert entry.client_id == id
    assert client.updated_at >= client.created_at
    columns = [CLIENT_FIELD[key].column for key in sorted(AMENDABLE)]
    return (
        *(entry.actor, entry.action, entry.noun, entry.row_version, entry.changes),
        *(entry.reason, entry.ip, entry.trace_id),
        *(told.name, told.payload["fields"], told.actor, told.cause_id, told.depth, told.seq, told.attempts),
        client.version,
        [getattr(client, column) for column in columns],
    )  # fmt: skip


@pytest.mark.parametrize("document", [UPDATE, PLAIN], ids=["lists", "plain"])
@pytest.mark.parametrize("change", CHANGES, ids="+".join)
async def test_it_leaves_what_the_ordinary_way_leaves(
    house: House, change: dict[str, Any], document: str
) -> None:
    one, other = house.rows["client"][:2]
    answers = []
    with amendments_of(house.database) as tried:
        for place, (id, key) in enumerate(((one, None), (other, "once"))):
            given = {"id": house.id("client", place), "version": await _version(house, id), **change}
            answers.append(await house.ask("client_manager", document, input=given, key=key))
    assert tried == [True]  # with a key it is no amendment
    first, second = (answer["data"]["updateClient"] for answer in answers)
    for each in (first, second):
        each.pop("id"), each.pop("interactions", None), each.pop("updatedAt", None)
    assert first == second
    assert await _left(house, one) == await _left(house, other)


async def test_a_change_reads_its_row_in_its_own_statement_unless_it_has_to_look_beside_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []
    fetch = CompiledReads.fetch

    async def noted(self: CompiledReads, text: Text, values: Mapping[str, Any]) -> Sequence[bytes | None]:
        fetched.append(text.sql)
        return await fetch(self, text, values)

    monkeypatch.setattr(CompiledReads, "fetch", noted)
    counts = []
    beside = PLAIN.replace("owner { name }", "household { head { id note } }")
    for n, document in enumerate((PLAIN, UPDATE, beside)):
        before, version = len(fetched), await _version(house, house.rows["client"][0])
        given = {"id": house.id("client"), "version": version, "note": f"第{n}"}
        client = (await house.ask("client_manager", document, input=given))["data"]["updateClient"]
        assert (client["note"], client["version"]) == (given["note"], version + 1)
        counts.append(len(fetched) - before)
    assert counts == [0, 1, 1]


async def test_both_routes_answer_the_same(house: House) -> None:
    seen = []
    for n, route in enumerate((OPERATIONS, ORDINARY)):
        given = {"id": house.id("client"), "version": await _version(house, house.rows["client"][0])}
        answer = await house.ask_by(route, "client_manager", UPDATE, {"input": {**given, "note": f"第{n}"}})
        answer["data"]["updateClient"].pop("version"), answer["data"]["updateClient"].pop("note")
        seen.append(answer)
    assert seen[0] == seen[1]
    assert seen[0]["data"]["updateClient"]["owner"] is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"version": 99, "note": "新"}, "CONFLICT"),
        ({"id": "client_0123456789abcdef0123456789abcdef", "note": "新"}, "NOT_FOUND"),
        ({"gender": "neither"}, "BAD_USER_INPUT"),
        ({"birthDate": "2999-01-01"}, "BAD_USER_INPUT"),
        ({"note": "新\u0000"}, "BAD_USER_INPUT"),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
async def test_what_it_does_not_make_is_refused_and_changes_nothing(
    house: House, change: dict[str, Any], code: str
) -> None:
    id = house.rows["client"][0]
    version = await _version(house, id)
    given = {"id": house.id("client"), "version": version, **change}
    answer = await house.ask("client_manager", UPDATE, input=given)
    assert codes_of(answer) == [code]
    assert await _version(house, id) == version


async def test_a_field_one_may_not_write_is_refused_with_its_name(house: House) -> None:
    principal = widened(await house.principal("client_manager"), Client__note=(Level.VIEW,) * 4)
    given = {"id": house.id("client"), "version": await _version(house, house.rows["client"][0])}
    with amendments_of(house.database) as tried:
        refused = await house.ask(principal, UPDATE, input={**given, "note": "新", "occupation": "教师"})
        made = await house.ask(principal, UPDATE, input={**given, "occupation": "教师"})
    assert codes_of(refused) == ["FORBIDDEN"]
    assert refused["errors"][0]["extensions"]["coordinate"] == "Client.note"
    assert made["data"]["updateClient"]["occupation"] == "教师"
    assert tried == [True]


async def test_two_at_once_from_one_version_are_one_change_and_one_conflict(house: House) -> None:
    given = {"id": house.id("client"), "version": await _version(house, house.rows["client"][0])}
    first = await house.ask("client_manager", UPDATE, input={**given, "note": "甲"})
    second = await house.ask("client_manager", UPDATE, input={**given, "note": "乙"})
    assert codes_of(first) == []
    assert codes_of(second) == ["CONFLICT"]
    assert second["errors"][0]["extensions"]["params"]["fields"] == ["note"]


async def _version(house: House, id: UUID) -> int:
    async with house.database.read(house.firm_id) as session:
        found = await session.scalar(
            select(Client.version).where(Client.firm_id == house.firm_id, Client.id == id)
        )
    assert found is not None
    return int(found)


async def test_a_statement_made_for_one_firm_changes_only_the_caller_s_own_in_another(
    house: House, database: Database, vault: Vault
) -> None:
    twin = await build_house(database, vault, "远山资本")
    await furnish(twin, 1)
    mine, theirs = house.rows["client"][0], twin.rows["client"][0]
    with amendments_of(database) as tried:
        for of, id in ((house, mine), (twin, theirs)):
            given = {"id": of.id("client"), "version": await _version(of, id), "note": "各写各的"}
            assert codes_of(await of.ask("client_manager", UPDATE, input=given)) == []
        before = await _version(house, mine)
        foreign = await twin.ask(
            "client_manager", UPDATE, input={"id": house.id("client"), "version": before, "note": "越界"}
        )
    assert tried == [True, True, False]
    assert codes_of(foreign) == ["NOT_FOUND"]
    assert await _version(house, mine) == before
