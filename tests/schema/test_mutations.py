"""Every mutation of the schema: what it leaves behind, that it happens once, and whom it refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import func, select, text

from backend.book.clients import Client
from backend.platform.audit import AuditEntry
from backend.platform.database import Database
from backend.platform.db import Base
from backend.platform.events import OutboxRow
from backend.platform.ids import public_id, uuid7
from backend.platform.keys import Vault
from backend.schema.schema import build
from tests.schema.calls import CALLS, document_of
from tests.schema.house import House, build_house, codes_of, furnish

SDL = build()._schema
MUTATIONS = SDL.mutation_type.fields if SDL.mutation_type else {}
KEYED = sorted(name for name in MUTATIONS if "idempotencyKey" in MUTATIONS[name].args)
EACH = pytest.mark.parametrize("name", sorted(CALLS))


@pytest.fixture(scope="module")
async def twin(database: Database, vault: Vault) -> House:
    """Another firm with rows of every kind."""
    made = await build_house(database, vault, "远山资本")
    await furnish(made, 2)
    return made


async def _left(house: House) -> tuple[set[tuple[UUID, str]], set[tuple[UUID, str, str]]]:
    async with house.database.as_system(house.firm_id, "tests") as session:
        events = await session.execute(select(OutboxRow.id, OutboxRow.name))
        audits = await session.execute(select(AuditEntry.id, AuditEntry.noun, AuditEntry.action))
        return {(r[0], r[1]) for r in events}, {(r[0], r[1], r[2]) for r in audits}


ALL_ROWS = " union all ".join(
    f"select '{name}', count(*), sum(t.xmin::text::bigint)::text from \"{name}\" t"
    for name in sorted(Base.metadata.tables)
)


@pytest.fixture(scope="module")
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """Who sees every row: one connection, for it is most of the time until a new one knows all tables."""
    connection = await asyncpg.connect(database.url)
    yield connection
    await connection.close()


async def _fingerprint(owner: asyncpg.Connection) -> dict[str, tuple[int, str | None]]:
    """How many rows each table has, and a sum of the transactions that wrote them: whatever is written changes it."""
    return {row[0]: (row[1], row[2]) for row in await owner.fetch(ALL_ROWS)}


def test_every_mutation_of_the_schema_is_in_the_table() -> None:
    assert set(CALLS) == set(MUTATIONS)


@EACH
async def test_a_mutation_leaves_audit_event_and_a_new_version(name: str, house: House) -> None:
    call = CALLS[name]
    given = await call.make(house)
    events, audits = await _left(house)
    answer = (await house.data(call.role, document_of(name), input=given))["it"]
    assert answer
    more_events, more_audits = await _left(house)
    assert {event for _, event in more_events - events} >= set(call.events)
    assert bool(more_events - events) is bool(call.events)
    assert {(noun, action) for _, noun, action in more_audits - audits} >= set(call.audits)
    if call.bumps:
        assert answer["version"] == given["version"] + 1


@EACH
async def test_a_stale_version_is_a_conflict_and_changes_nothing(
    name: str, house: House, owner: asyncpg.Connection
) -> None:
    call = CALLS[name]
    given = await call.make(house)
    if "version" not in given:
        assert not call.bumps
        return
    before = await _fingerprint(owner)
    answer = await house.ask(call.role, document_of(name), input={**given, "version": given["version"] + 7})
    assert codes_of(answer) == ["CONFLICT"]
    assert await _fingerprint(owner) == before


@pytest.mark.parametrize("name", KEYED)
async def test_a_repeated_key_answers_the_same_and_does_nothing(
    name: str, house: House, owner: asyncpg.Connection
) -> None:
    call = CALLS[name]
    given, key = await call.make(house), uuid7().hex
    document = document_of(name, keyed=True)
    first = await house.data(call.role, document, input=given, key=key)
    before = await _fingerprint(owner)
    again = await house.ask(call.role, document, input=given, key=key)
    if name == "createUser":  # the one-time password was shown once and is kept nowhere
        assert codes_of(again) == ["BAD_USER_INPUT"]
    else:
        assert again == {"data": first}
    assert await _fingerprint(owner) == before
    other = await house.ask(call.role, document, input=await call.make(house), key=key)
    assert codes_of(other) == ["IDEMPOTENCY_MISMATCH"]


@EACH
async def test_without_the_right_a_mutation_is_forbidden_and_changes_nothing(
    name: str, house: House, owner: asyncpg.Connection
) -> None:
    call = CALLS[name]
    given = await call.make(house)
    principal = await house.principal(call.role)
    levels = {key: value for key, value in principal.mask.levels.items() if key != f"Mutation.{name}"}
    before = await _fingerprint(owner)
    for who in (
        replace(principal, mask=replace(principal.mask, id=f"without {name}", levels=levels)),
        replace(principal, mask=type(principal.mask)()),
    ):
        answer = await house.ask(who, document_of(name), input=given)
        assert codes_of(answer) == ["FORBIDDEN"]
        assert answer["errors"][0]["extensions"]["params"] == {"coordinate": f"Mutation.{name}"}
    assert await _fingerprint(owner) == before


def _foreign(name: str, noun: str, twin: House) -> list[str]:
    if noun == "user":
        return [twin.user("client_manager")]
    if noun == "team":
        return [public_id("team", twin.team or UUID(int=0))]
    return [public_id(noun, id) for id in twin.rows.get(noun, [uuid7()])[:1]]


def _put(given: dict[str, Any], field: str, id: str) -> dict[str, Any]:
    listed = field in {"members", "tags", "users"}
    return {**given, field: [id] if listed else id}


@pytest.mark.parametrize(("name", "field"), [(n, f) for n in sorted(CALLS) for f in dict(CALLS[n].ids)])
async def test_an_id_of_another_firm_is_as_good_as_none(
    name: str, field: str, house: House, owner: asyncpg.Connection, twin: House
) -> None:
    call = CALLS[name]
    given = await call.make(house)
    noun = dict(call.ids)[field]
    before = await _fingerprint(owner)
    unknown = await house.ask(
        call.role, document_of(name), input=_put(given, field, public_id(noun, uuid7()))
    )
    assert codes_of(unknown)[0] in {"NOT_FOUND", "BAD_USER_INPUT"}
    for id in _foreign(name, noun, twin):
        assert await house.ask(call.role, document_of(name), input=_put(given, field, id)) == unknown
    assert await _fingerprint(owner) == before


@pytest.mark.parametrize("name", sorted(name for name in CALLS if CALLS[name].hides))
async def test_a_row_out_of_reach_is_as_good_as_none(
    name: str, house: House, owner: asyncpg.Connection
) -> None:
    """The second client manager holds the same rights, at his own clients."""
    call = CALLS[name]
    given = await call.make(house)
    field, noun = next(iter(dict(call.ids).items()))
    principal = await house.principal("client_manager#2")
    levels = {**principal.mask.levels, f"Mutation.{name}": principal.mask.levels["Client.name"]}
    stranger = replace(principal, mask=replace(principal.mask, levels=levels))
    before = await _fingerprint(owner)
    hidden = await house.ask(stranger, document_of(name), input=given)
    unknown = await house.ask(stranger, document_of(name), input=_put(given, field, public_id(noun, uuid7())))
    assert codes_of(hidden) == ["NOT_FOUND"]
    assert hidden == unknown
    assert await _fingerprint(owner) == before


async def test_two_people_who_replace_contacts_at_once_do_not_lose_one(house: House) -> None:
    given = await CALLS["updateClient"].make(house)
    given.pop("note")
    points = [{"kind": "mobile", "value": "16933330001"}]
    document = document_of("updateClient")
    first = (await house.data("client_manager", document, input={**given, "contactPoints": points}))["it"]
    assert first["version"] == given["version"] + 1
    late = await house.ask(
        "client_manager",
        document,
        input={**given, "contactPoints": [{"kind": "mobile", "value": "16933330002"}]},
    )
    assert codes_of(late) == ["CONFLICT"]


async def test_members_out_of_reach_stay_in_a_family_that_others_edit(house: House) -> None:
    given = await CALLS["createHousehold"].make(house)
    family = (await house.data("client_manager", document_of("createHousehold"), input=given))["it"]
    hidden = UUID(hex=given["members"][0].rpartition("_")[2])
    async with house.database.as_system(house.firm_id, "tests") as session:
        # The second member goes to somebody else, who does not see the first.
        other = {"who": house.people["client_manager#2"], "id": hidden}
        await session.execute(text("update assignment set user_id = :who where client_id = :id"), other)
        await session.execute(text("update client set owner_id = :who where id = :id"), other)
    document = "mutation($input: UpdateHouseholdInput!) { updateHousehold(input: $input) { version members { id } } }"
    changed = await house.data("client_manager", document, input={**family, "members": [given["head"]]})
    assert [member["id"] for member in changed["updateHousehold"]["members"]] == [given["head"]]
    async with house.database.read(house.firm_id) as session:
        left = (
            select(func.count())
            .select_from(Client)
            .where(Client.firm_id == house.firm_id, Client.id == hidden)
        )
        assert await session.scalar(left.where(Client.household_id.is_not(None))) == 1


async def test_a_duplicate_names_only_clients_the_caller_may_see(house: House) -> None:
    document = "mutation($i: CreateClientInput!) { createClient(input: $i) { id } }"
    person = {
        "name": "重名人",
        "kind": "individual",
        "contactPoints": [{"kind": "mobile", "value": "16944440001"}],
    }
    mine = (await house.data("client_manager", document, i=person))["createClient"]["id"]
    same = await house.ask("client_manager", document, i=person)
    other = await house.ask("client_manager#2", document, i=person)
    assert codes_of(same) == codes_of(other) == ["DUPLICATE"]
    assert same["errors"][0]["extensions"]["params"]["candidates"] == [{"id": mine, "reasons": ["mobile"]}]
    assert other["errors"][0]["extensions"]["params"]["candidates"] == []
