"""Every change of an audited row leaves its trace with the change, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from backend.book.clients import Client
from backend.book.notifications import Notification
from backend.book.staff import User
from backend.platform.audit import AuditEntry, record
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from tests.conftest import MadeFirm


async def entries_of(database: Database, firm: MadeFirm) -> list[AuditEntry]:
    """The firm's audit, oldest first."""
    async with database.change(firm.system) as session:
        return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


async def add_client(database: Database, firm: MadeFirm) -> Client:
    """A client with a value of every kind."""
    async with database.change(firm.system) as session:
        client = Client(
            id=uuid7(),
            name="王小明",
            aum=Decimal("1000.50"),
            birth_date=date(1980, 2, 29),
            id_number_sealed=b"\x01\x02",
            search_tokens=["王"],
        )
        session.add(client)
    return client


async def test_a_new_row_is_recorded_with_its_values(database: Database, firm: MadeFirm) -> None:
    client = await add_client(database, firm)
    (entry,) = await entries_of(database, firm)
    assert (entry.action, entry.noun, entry.subject_id, entry.client_id) == (
        "create",
        "client",
        client.id,
        client.id,
    )
    assert (entry.actor, entry.row_version, client.version) == ("system:tests", 1, 1)
    assert client.created_by == "system:tests"
    assert entry.changes["name"] == [None, "王小明"]
    assert entry.changes["aum"] == [None, "1000.50"]
    assert entry.changes["birth_date"] == [None, "1980-02-29"]
    assert entry.changes["id_number_sealed"] == [None, {"sealed": "AQI="}]
    assert not {"search_tokens", "version", "id", "company"} & set(entry.changes)


async def test_a_change_records_before_and_after_of_what_changed(database: Database, firm: MadeFirm) -> None:
    made = await add_client(database, firm)
    async with database.change(firm.system, reason="客户来电更正", trace_id="t1") as session:
        client = await locked(session, Client, made.id)
        client.name, client.aum, client.company = "王晓明", Decimal("1000.50"), None
    entry = (await entries_of(database, firm))[-1]
    assert (entry.action, entry.changes) == ("update", {"name": ["王小明", "王晓明"]})
    assert (entry.row_version, entry.reason, entry.trace_id) == (2, "客户来电更正", "t1")


async def test_a_change_of_nothing_is_not_recorded_and_keeps_the_version(
    database: Database, firm: MadeFirm
) -> None:
    made = await add_client(database, firm)
    async with database.change(firm.system) as session:
        client = await locked(session, Client, made.id)
        client.name = "王小明"
    assert len(await entries_of(database, firm)) == 1
    assert client.version == 1


async def test_a_deletion_records_what_was_lost(database: Database, firm: MadeFirm) -> None:
    made = await add_client(database, firm)
    async with database.change(firm.system) as session:
        await session.delete(await locked(session, Client, made.id))
    entry = (await entries_of(database, firm))[-1]
    assert entry.action == "delete"
    assert entry.changes["name"] == ["王小明", None]


async def test_a_change_rolled_back_leaves_no_audit(database: Database, firm: MadeFirm) -> None:
    with pytest.raises(Refused):
        await refused_change(database, firm)
    assert await entries_of(database, firm) == []


async def refused_change(database: Database, firm: MadeFirm) -> None:
    """A change that is refused after it was flushed."""
    async with database.change(firm.system) as session:
        session.add(Client(name="王小明"))
        await session.flush()
        raise Refused(Code.DUPLICATE)


async def test_who_and_from_where_is_kept(database: Database, firm: MadeFirm) -> None:
    caller = replace(firm.system, subject="user:1", ip="192.0.2.7")
    async with database.change(caller) as session:
        record(
            session, "reveal", "client", uuid7(), client_id=uuid7(), changes={"field": [None, "id_number"]}
        )
    (entry,) = await entries_of(database, firm)
    assert (entry.actor, entry.ip, entry.action) == ("user:1", "192.0.2.7", "reveal")


async def test_tables_that_say_so_are_not_audited(database: Database, firm: MadeFirm) -> None:
    async with database.change(firm.system) as session:
        user = User(id=uuid7(), name="林晓", email="lin@example.com")
        session.add(user)
        await session.flush()
        session.add(Notification(user_id=user.id, kind="x", params={}))
    assert [entry.noun for entry in await entries_of(database, firm)] == ["user_account"]


async def test_a_stale_change_is_refused_with_the_columns_that_differ(
    database: Database, firm: MadeFirm
) -> None:
    made = await add_client(database, firm)
    for values in ({"name": "王晓明"}, {"company": "明远", "name": "王晓敏"}):
        async with database.change(firm.system) as session:
            client = await locked(session, Client, made.id)
            for name, value in values.items():
                setattr(client, name, value)
    async with database.change(firm.system) as session:
        with pytest.raises(Refused) as refusal:
            await locked_at(session, Client, made.id, 1)
        assert refusal.value.params == {"fields": ["company", "name"], "version": 3}
        with pytest.raises(Refused) as refusal:
            await locked_at(session, Client, made.id, 2)
        assert refusal.value.params["fields"] == ["company", "name"]
        assert (await locked_at(session, Client, made.id, 3)).name == "王晓敏"


async def test_a_row_of_another_firm_is_not_found(
    database: Database, firm: MadeFirm, other_firm: MadeFirm
) -> None:
    made = await add_client(database, firm)
    async with database.change(other_firm.system) as session:
        with pytest.raises(Refused) as refusal:
            await locked(session, Client, made.id)
        assert refusal.value.code == Code.NOT_FOUND
        assert await session.scalar(text("select count(*) from audit_entry")) == 0
