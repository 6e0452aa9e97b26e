"""The chain over the audit shows every change made afterwards, and cries at nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select

from backend.platform import sealing
from backend.platform.anchors import FOLDER, anchors_of
from backend.platform.audit import AuditEntry, AuditSeal, record
from backend.platform.audit_check import Fault, Tampering, verify
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.ids import uuid7
from backend.platform.sealing import seal
from backend.platform.settings import settings
from tests.conftest import MadeFirm

Tamper = Callable[[asyncpg.Connection, list[UUID]], Awaitable[object]]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Heads of chains are kept in a folder of the test."""
    monkeypatch.setattr(settings(), "data_dir", tmp_path)
    return tmp_path


async def write(
    database: Database, firm: MadeFirm, count: int, *, age: timedelta = timedelta(0)
) -> list[UUID]:
    """Committed audit rows whose ids are of `age` ago."""
    async with database.change(firm.system) as session:
        for number in range(count):
            record(session, "test", "client", uuid7(), changes={"n": [None, number], "ratio": [0.1, 1e-7]})
        await session.flush()
        rows = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()[-count:]
        if not age:
            return [row.id for row in rows]
        old = []
        for row in rows:
            fresh = {c.key: getattr(row, c.key) for c in AuditEntry.__table__.c}
            session.expunge(row)
            old.append(AuditEntry(**fresh | {"id": uuid7(now() - age)}))
        await session.rollback()
    async with database.change(firm.system) as session:
        session.add_all(old)
    return sorted(row.id for row in old)


async def sealed(database: Database, firm: MadeFirm) -> int:
    """Seal what is there, in a change of its own."""
    async with database.change(firm.system) as session:
        return await seal(session)


async def faults_of(database: Database, firm: MadeFirm, *, anchored: bool = False) -> list[Fault]:
    """What the check finds."""
    async with database.change(firm.system) as session:
        return await verify(session, anchors_of(firm.firm_id) if anchored else None)


@pytest.fixture
async def chain(database: Database, firm: MadeFirm, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Thirty rows of three hours ago in three seals of ten; their ids."""
    monkeypatch.setattr(sealing, "BATCH", 10)
    ids = await write(database, firm, 30, age=timedelta(hours=3))
    assert await sealed(database, firm) == 30
    assert await sealed(database, firm) == 0
    return ids


@pytest.fixture
async def owner(database_url: str) -> asyncpg.Connection:
    """The owner of the database, whom no grant holds back."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def test_an_untouched_chain_has_no_fault(database: Database, firm: MadeFirm, chain: list[UUID]) -> None:
    async with database.change(firm.system) as session:
        seals = (await session.scalars(select(AuditSeal).order_by(AuditSeal.number))).all()
    assert [s.number for s in seals] == [1, 2, 3]
    assert [s.previous for s in seals[1:]] == [s.hash for s in seals[:-1]]
    assert [id for s in seals for id in s.ids] == chain
    assert await faults_of(database, firm, anchored=True) == []


@pytest.mark.parametrize("position", [0, 9, 10, 17, 29])
async def test_a_changed_row_is_found(
    database: Database, firm: MadeFirm, chain: list[UUID], owner: asyncpg.Connection, position: int
) -> None:
    for change in (
        "actor = 'user:other'",
        "changes = '{}'",
        "at = at + interval '1 microsecond'",
        "reason = ''",
    ):
        before = await owner.fetchrow("select * from audit_entry where id = $1", chain[position])
        await owner.execute(f"update audit_entry set {change} where id = $1", chain[position])
        assert await faults_of(database, firm) == [Fault(Tampering.CHANGED, position // 10 + 1)], change
        await owner.execute("delete from audit_entry where id = $1", chain[position])
        await owner.execute(
            "insert into audit_entry select * from jsonb_populate_record(null::audit_entry, $1::jsonb)",
            await owner.fetchval("select to_jsonb($1::audit_entry)", before),
        )
        assert await faults_of(database, firm) == []


@pytest.mark.parametrize("position", [0, 14, 29])
async def test_a_deleted_row_is_found_and_named(
    database: Database, firm: MadeFirm, chain: list[UUID], owner: asyncpg.Connection, position: int
) -> None:
    await owner.execute("delete from audit_entry where id = $1", chain[position])
    assert await faults_of(database, firm) == [Fault(Tampering.MISSING, position // 10 + 1, chain[position])]


async def test_an_inserted_row_is_found_and_named(
    database: Database, firm: MadeFirm, chain: list[UUID]
) -> None:
    await write(database, firm, 1)
    await sealed(database, firm)
    (forged,) = await write(database, firm, 1, age=timedelta(hours=2))
    await sealed(database, firm)
    assert await faults_of(database, firm) == [Fault(Tampering.INSERTED, None, forged)]


async def test_rows_that_change_places_are_found(
    database: Database, firm: MadeFirm, chain: list[UUID], owner: asyncpg.Connection
) -> None:
    spare = UUID(int=chain[3].int ^ 1)
    for old, new in ((chain[3], spare), (chain[8], chain[3]), (spare, chain[8])):
        await owner.execute("update audit_entry set id = $2 where id = $1", old, new)
    assert await faults_of(database, firm) == [Fault(Tampering.CHANGED, 1)]


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        ("delete from audit_seal where number = 2", [Fault(Tampering.BROKEN, 3)]),
        ("delete from audit_seal where number = 1", [Fault(Tampering.BROKEN, 2)]),
        (
            "update audit_seal set number = case number when 2 then 13 else 12 end where number > 1",
            [Fault(Tampering.BROKEN, 12), Fault(Tampering.BROKEN, 13)],
        ),
    ],
)
async def test_a_removed_or_reordered_seal_is_found(
    database: Database,
    firm: MadeFirm,
    chain: list[UUID],
    owner: asyncpg.Connection,
    tamper: str,
    found: list[Fault],
) -> None:
    await owner.execute(f"{tamper.replace(' where ', ' where firm_id = $1 and ')}", firm.firm_id)
    seals = [fault for fault in await faults_of(database, firm) if fault.kind != Tampering.INSERTED]
    assert seals == found


async def test_a_cut_tail_is_found_by_the_heads_kept_outside(
    database: Database, firm: MadeFirm, chain: list[UUID], owner: asyncpg.Connection, data_dir: Path
) -> None:
    await owner.execute("delete from audit_entry where id = any($1)", chain[20:])
    await owner.execute("delete from audit_seal where firm_id = $1 and number = 3", firm.firm_id)
    assert await faults_of(database, firm) == [], "inside the database nothing tells of it"
    assert await faults_of(database, firm, anchored=True) == [Fault(Tampering.TRUNCATED, 3)]
    await write(database, firm, 3)
    await sealed(database, firm)
    assert await faults_of(database, firm, anchored=True) == [Fault(Tampering.TRUNCATED, 3)], (
        "growing on hides it not"
    )
    (kept,) = (data_dir / FOLDER).iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


async def test_a_rewritten_chain_is_found_by_the_heads_kept_outside(
    database: Database, firm: MadeFirm, chain: list[UUID], owner: asyncpg.Connection
) -> None:
    await owner.execute("update audit_entry set actor = 'user:other' where id = $1", chain[5])
    await owner.execute("delete from audit_seal where firm_id = $1", firm.firm_id)
    await sealed(database, firm)
    assert await faults_of(database, firm) == []
    assert await faults_of(database, firm, anchored=True) == [Fault(Tampering.TRUNCATED, 3)]


async def test_a_late_commit_is_sealed_later_and_is_no_fault(database: Database, firm: MadeFirm) -> None:
    """Its rows have smaller ids than rows that were sealed while it ran."""
    async with database.change(firm.system) as slow:
        record(slow, "slow", "client", uuid7())
        await slow.flush()
        await write(database, firm, 3)
        assert await sealed(database, firm) == 3
    assert await faults_of(database, firm) == []
    assert await sealed(database, firm) == 1
    assert await faults_of(database, firm) == []
    async with database.change(firm.system) as session:
        first, second = (await session.scalars(select(AuditSeal).order_by(AuditSeal.number))).all()
    assert second.last_id < first.first_id


async def test_a_machine_with_a_wrong_clock_raises_no_alarm(database: Database, firm: MadeFirm) -> None:
    await write(database, firm, 2, age=timedelta(minutes=-30))
    await sealed(database, firm)
    await write(database, firm, 2)
    await write(database, firm, 2, age=timedelta(minutes=50))
    assert await sealed(database, firm) == 4
    assert await faults_of(database, firm) == []


async def test_chains_of_firms_are_apart(
    database: Database, firm: MadeFirm, other_firm: MadeFirm, chain: list[UUID], owner: asyncpg.Connection
) -> None:
    await write(database, other_firm, 5)
    assert await sealed(database, other_firm) == 5
    await owner.execute("delete from audit_entry where firm_id = $1", firm.firm_id)
    assert await faults_of(database, other_firm) == []
    assert len(await faults_of(database, firm)) == 30
