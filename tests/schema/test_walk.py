"""After a random walk of three hundred changes no personal value lies in the clear anywhere."""

from __future__ import annotations

import json
import logging
from random import Random
from typing import Any

import asyncpg
import pytest
import structlog
from sqlalchemy import text

from backend.platform.database import Database
from backend.platform.db import Base
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.workers.dispatch import Dispatcher
from backend.workers.handlers import HANDLERS
from tests.schema.calls import CALLS, document_of
from tests.schema.house import House, build_house, codes_of, furnish

STEPS = 300
ANSWER = "(input: $i, idempotencyKey: $k) { id version } }"
UPDATE = "mutation($i: UpdateClientInput!, $k: String) { it: updateClient" + ANSWER
CREATE = "mutation($i: CreateClientInput!, $k: String) { it: createClient" + ANSWER
REVEAL = "mutation($i: RevealInput!) { reveal(input: $i) { value } }"
# What everybody may answer with; anything else would be a fault of ours.
EXPECTED = {"CONFLICT", "BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN", "DUPLICATE", "IDEMPOTENCY_MISMATCH"}


class Planted:
    """Personal values no two of which are alike, and which stand nowhere else."""

    def __init__(self) -> None:
        self.all: set[str] = set()
        self._n = 0

    def points(self) -> list[dict[str, str]]:
        """One contact point of each kind."""
        self._n += 1
        n = self._n
        made = {
            "mobile": f"1697{n:07d}",
            "phone": f"021-5{n:07d}",
            "email": f"planted.{n:05d}.person@example.com",
            "wechat": f"wxplanted{n:05d}id",
            "address": f"种植市{n:05d}路{n:05d}号",
        }
        self.all |= set(made.values()) | {made["phone"].replace("-", "")}
        return [{"kind": kind, "value": value} for kind, value in made.items()]

    def numbers(self) -> dict[str, str]:
        """An identity number and a bank account."""
        self._n += 1
        made = {"idType": "passport", "idNumber": f"E{self._n:08d}", "bankAccount": f"62277777{self._n:09d}"}
        self.all |= {made["idNumber"], made["bankAccount"]}
        return made


@pytest.fixture(scope="module")
async def walked(database: Database, vault: Vault) -> House:
    """A firm of its own to walk in."""
    made = await build_house(database, vault)
    await furnish(made, 3)
    return made


async def _step(
    house: House, planted: Planted, dice: Random, clients: list[dict[str, Any]]
) -> dict[str, Any]:
    """One change: of a client's numbers, or any mutation of the schema; now and then stale, repeated or wrong."""
    key = dice.choice([None, uuid7().hex])
    chosen = dice.random()
    if not clients or chosen < 0.2:
        given = {
            "name": f"走客{len(clients)}",
            "kind": "individual",
            "contactPoints": planted.points(),
            **planted.numbers(),
        }
        answer = await house.ask(
            "client_manager", CREATE, i={**given, "allowDuplicate": dice.random() < 0.5}, k=key
        )
        if answer["data"]["it"]:
            clients.append(answer["data"]["it"])
        return answer
    if chosen < 0.6:
        client = dice.choice(clients)
        given = {"id": client["id"], "version": client["version"] - (dice.random() < 0.1)}
        given |= planted.numbers() if dice.random() < 0.6 else {}
        given |= {"contactPoints": planted.points()} if dice.random() < 0.6 else {}
        if dice.random() < 0.15:  # refused with the value in hand
            given |= {"bankAccount": f"no number {dice.choice(sorted(planted.all))}"}
        answer = await house.ask("client_manager", UPDATE, i=given, k=key)
        if answer["data"]["it"]:
            client |= answer["data"]["it"]
        return answer
    if chosen < 0.7:
        client = dice.choice(clients)
        field = dice.choice(["mobile", "idNumber", "bankAccount", "address"])
        # Mostly the owner, who may; now and then somebody who may not.
        who = "client_manager" if dice.random() < 0.7 else "partner"
        return await house.ask(who, REVEAL, i={"id": client["id"], "field": field, "reason": "核对客户资料"})
    name = dice.choice(sorted(set(CALLS) - {"createClient", "updateClient", "endSession"}))
    call = CALLS[name]
    return await house.ask(call.role, document_of(name), input=await call.make(house))


async def test_no_clear_value_is_in_any_table_log_error_or_notification(
    walked: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    planted, dice, clients, errors = Planted(), Random(20261120), list[dict[str, Any]](), list[Any]()
    worker = Dispatcher(walked.database, HANDLERS, at_once=1)
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as told:
        for n in range(STEPS):
            answer = await _step(walked, planted, dice, clients)
            assert set(codes_of(answer)) <= EXPECTED, answer
            errors += answer.get("errors", [])
            if n % 50 == 49:
                assert await worker.drain(walked.firm_id) > 0
    assert len(clients) > 20
    assert len(planted.all) > 500
    assert errors
    out = capfd.readouterr()
    said = json.dumps([told, errors], default=str, ensure_ascii=False) + caplog.text + out.out + out.err
    assert _found(planted, said) == []
    for table, content in (await _tables(walked.database)).items():
        assert _found(planted, content) == [], table
    await _audited(walked)


async def _audited(walked: House) -> None:
    """Each version of each client has the audit row that made it, or one of a part of it; reveals have reasons."""
    async with walked.database.as_system(walked.firm_id, "tests") as session:
        silent = await session.execute(
            text(
                "select c.id from client c where c.version > 1 and not exists"
                " (select 1 from audit_entry a where a.client_id = c.id and a.action <> 'create')"
            )
        )
        assert silent.all() == []
        reveals = await session.execute(
            text("select count(*), count(reason) from audit_entry where action = 'reveal'")
        )
        number, reasons = reveals.one()
    assert number == reasons > 0


def _found(planted: Planted, content: str) -> list[str]:
    return [value for value in planted.all if value in content]


async def _tables(database: Database) -> dict[str, str]:
    """Each table as text; bytes also as the letters they may be."""
    owner = await asyncpg.connect(database.url)
    try:
        found = {}
        for name, table in Base.metadata.tables.items():
            rows = await owner.fetch(f'select * from "{name}"')
            parts = [str(tuple(row.values())) for row in rows]
            for column in table.columns:
                if column.type.python_type is bytes:
                    parts += [bytes(row[column.name] or b"").decode("utf-8", "replace") for row in rows]
            found[name] = "\n".join(parts)
        return found
    finally:
        await owner.close()


async def test_the_search_would_find_a_clear_value(walked: House) -> None:
    planted = Planted()
    planted.all = {"备注0", "客户000"}
    tables = await _tables(walked.database)
    assert set(_found(planted, tables["client"])) == planted.all
