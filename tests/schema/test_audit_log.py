"""The audit of a firm: found by who, what, whom, when and from where; checked, and told when it does not hold."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select

import backend.schema.schema  # noqa: F401  # so that all tables are known
from backend.book.audit_watch import check_audit
from backend.book.notifications import Notification
from backend.platform import audit_checks
from backend.platform.audit import AuditEntry, record
from backend.platform.clock import now
from backend.platform.db import TenantRow
from backend.platform.events import OutboxRow
from backend.platform.ids import own_id, public_id
from backend.platform.sealing import seal
from backend.platform.settings import settings
from backend.schema.audit_words import NOUNS
from backend.workers.handlers.notify import tell_watchers
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of, furnish

LOG = """query($kind: AuditKind, $by: ID, $client: ID, $ip: String, $since: DateTime, $until: DateTime, $first: Int) {
  auditLog(kind: $kind, by: $by, client: $client, ip: $ip, since: $since, until: $until, first: $first) {
    nodes { id at actor by { name } ip action type client { id } changes { field before after } reason } } }"""
CHAIN = """{ auditChain { seals rows waiting head sealedAt
  check { at by { id } rows faults findings { kind seal entry } } } }"""
CHECK = """mutation($input: CheckAuditInput!) { checkAudit(input: $input) {
  rows check { faults by { id } findings { kind seal } } } }"""
REVEAL = "mutation($input: RevealInput!) { reveal(input: $input) { value } }"


@pytest.fixture(scope="module")
async def house(database: Any, vault: Any) -> House:
    house = await build_house(database, vault, "审计")
    await furnish(house, 2)
    return house


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads of chains are kept in a folder of the test."""
    monkeypatch.setattr(settings(), "data_dir", tmp_path)


async def log(house: House, who: str = "compliance", **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await house.data(who, LOG, **asked))["auditLog"]["nodes"]
    return found


async def test_entries_are_found_by_who_what_whom_when_and_from_where(house: House) -> None:
    id, _ = await new_client(house, idType="resident_id", idNumber="310101197605079978")
    client, began = public_id("client", id), now()
    reader = await house.principal("compliance")
    await house.data(
        "compliance", REVEAL, input={"id": client, "field": "idNumber", "reason": "开户复核，客户当面"}
    )
    (read, *_) = await log(house, kind="READS", since=began.isoformat())
    assert (read["action"], read["type"], read["client"]["id"]) == ("reveal", "client", client)
    assert [change["field"] for change in read["changes"]] == ["idNumber"]
    assert read["reason"] == "开户复核，客户当面"
    assert (read["ip"], read["actor"]) == (reader.ip, f"user:{house.user('compliance')}")
    me = house.user("compliance")
    for asked in (
        {"by": me},
        {"client": client},
        {"ip": reader.ip},
        {"until": (now() + timedelta(1)).isoformat()},
    ):
        assert read["id"] in [each["id"] for each in await log(house, kind="READS", **asked)], asked
    for asked in (
        {"by": house.user("finance")},
        {"client": house.id("client", 1)},
        {"ip": "203.0.113.9"},
        {"until": began.isoformat()},
    ):
        assert read["id"] not in [each["id"] for each in await log(house, kind="READS", **asked)], asked
    assert all(each["action"] != "reveal" for each in await log(house, kind="CHANGES", first=100))


async def test_the_newest_come_first_and_every_kind_is_known(house: House) -> None:
    times = [each["at"] for each in await log(house, first=100)]
    assert times == sorted(times, reverse=True)
    for kind in ("CHANGES", "READS", "TAKEN_OUT", "SIGN_INS", "ACCESS", "IN_BULK"):
        await log(house, kind=kind)


@pytest.mark.parametrize("by", ["client_0190a0a0a0a07000800000000000a0a0", "someone", "user_1"])
async def test_who_must_be_a_person_or_a_key(house: House, by: str) -> None:
    assert codes_of(await house.ask("compliance", LOG, by=by)) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("who", ["client_manager", "team_lead", "finance", "policy_admin"])
async def test_who_does_not_watch_over_the_firm_reads_none_of_it(house: House, who: str) -> None:
    assert codes_of(await house.ask(who, LOG)) == ["FORBIDDEN"]
    assert codes_of(await house.ask(who, CHAIN)) == ["FORBIDDEN"]
    assert codes_of(await house.ask(who, CHECK, input={})) == ["FORBIDDEN"]


async def test_from_where_colleagues_work_is_not_in_the_history_of_a_client(house: House) -> None:
    document = "query($id: ID!) { client(id: $id) { history { nodes { at ip } } } }"
    assert "FORBIDDEN" in codes_of(await house.ask("client_manager", document, id=house.id("client")))
    nodes = (await house.data("compliance", document, id=house.id("client")))["client"]["history"]["nodes"]
    assert nodes


async def test_a_check_says_what_it_compared_and_stands_in_the_audit_itself(house: House) -> None:
    async with house.database.as_system(house.firm_id, "tests") as session:
        sealed = await seal(session)
    assert sealed
    told = (await house.data("auditor", CHECK, input={"reason": "季度检查"}))["checkAudit"]
    assert told["rows"] >= sealed
    assert told["check"] == {"faults": 0, "by": {"id": house.user("auditor")}, "findings": []}
    chain = (await house.data("compliance", CHAIN))["auditChain"]
    assert (len(chain["head"]), chain["check"]["faults"], chain["waiting"]) == (64, 0, 1)
    (entry, *_) = await log(house)
    assert (entry["action"], entry["type"], entry["reason"]) == ("verify", "audit_seal", "季度检查")
    assert {change["field"] for change in entry["changes"]} == {"seals", "rows", "faults"}


async def test_an_entry_that_was_changed_is_found_and_its_watchers_are_told(
    house: House, database_url: str
) -> None:
    async with house.database.as_system(house.firm_id, "tests") as session:
        record(
            session, "update", "client", own_id("client", house.id("client")), changes={"city": ["a", "b"]}
        )
        await session.flush()
        entry: UUID = (
            await session.scalars(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1))
        ).one()
    async with house.database.as_system(house.firm_id, "tests") as session:
        await seal(session)
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("update audit_entry set reason = 'forged' where id = $1", entry)
        async with house.database.as_system(house.firm_id, "tests") as session:
            assert await check_audit(session) == 1
            event = (await session.scalars(select(OutboxRow).where(OutboxRow.name == "audit.faulted"))).one()
            await tell_watchers(session, event)
            await session.flush()
            told = await session.scalars(
                select(Notification.user_id).where(Notification.kind == "audit_faulted")
            )
            assert {public_id("user", id) for id in told} == {
                house.user(role) for role in ("auditor", "compliance", "operations")
            }
        chain = (await house.data("operations", CHAIN))["auditChain"]
        assert chain["check"]["faults"] == 1
        assert chain["check"]["findings"][0]["kind"] == "changed"
    finally:
        await connection.execute("update audit_entry set reason = null where id = $1", entry)
        await connection.close()


async def test_more_than_somebody_waits_for_is_left_to_the_night(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_checks, "MOST_AT_ONCE", 0)
    async with house.database.as_system(house.firm_id, "tests") as session:
        await seal(session)
    answer = await house.ask("compliance", CHECK, input={})
    assert codes_of(answer) == ["BAD_USER_INPUT"]
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "audit_large"


def test_every_audited_table_has_words() -> None:
    def below(base: type[Any]) -> list[type[Any]]:
        return [each for child in base.__subclasses__() for each in (child, *below(child))]

    tables = {
        each.__tablename__
        for each in below(TenantRow)
        if each.audited and "__tablename__" in vars(each) and each.__module__.startswith("backend.")
    }
    assert tables - NOUNS.keys() == set()
