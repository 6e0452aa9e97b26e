"""Clients are made and changed; every change leaves an audit row and an event."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from backend.book.client_changes import create_client, update_client
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, ContactPoint
from backend.book.interactions import log
from backend.book.reveal import reveal
from backend.platform.audit import AuditEntry
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.events import OutboxRow
from backend.platform.keys import Vault
from tests.conftest import MadeFirm

ID_NUMBER = "310101197605079978"


async def _made(database: Database, vault: Vault, firm: MadeFirm, name: str = "周若溪") -> Client:
    async with database.change(firm.system) as session:
        return await create_client(
            session,
            vault,
            {"name": name, "kind": "individual", "province": "31"},
            [ContactDraft("mobile", "169 0000 0012"), ContactDraft("email", "ruoxi@example.com")],
            allow_duplicate=True,
        )


async def test_a_client_is_stored_with_pinyin_masks_audit_and_event(
    database: Database, vault: Vault, firm: MadeFirm
) -> None:
    client = await _made(database, vault, firm)
    async with database.read(firm.firm_id) as session:
        row = (
            await session.scalars(
                select(Client).where(Client.firm_id == firm.firm_id, Client.id == client.id)
            )
        ).one()
        assert row.name_pinyin == "zhou ruo xi"
        assert "zrx" in row.search_tokens
        points = (
            await session.scalars(select(ContactPoint).where(ContactPoint.firm_id == firm.firm_id))
        ).all()
        assert {p.masked for p in points} == {"169****0012", "r***@example.com"}
        audited = await session.scalars(
            select(AuditEntry.noun).where(
                AuditEntry.firm_id == firm.firm_id, AuditEntry.client_id == client.id
            )
        )
        assert sorted(audited) == ["client", "contact_point", "contact_point"]
        events = await session.scalars(select(OutboxRow.name).where(OutboxRow.firm_id == firm.firm_id))
        assert list(events) == ["client.created"]


async def test_no_clear_personal_value_is_in_any_column(
    database: Database, vault: Vault, firm: MadeFirm
) -> None:
    client = await _made(database, vault, firm)
    async with database.change(firm.system) as session:
        await update_client(session, vault, client.id, client.version, {"idNumber": ID_NUMBER})
    async with database.change(firm.system) as session:
        for table in ("client", "contact_point", "audit_entry", "outbox"):
            rows = await session.execute(text(f"select to_jsonb(t)::text from {table} t"))
            dump = "\n".join(row[0] for row in rows)
            for clear in ("16900000012", ID_NUMBER, "ruoxi@example.com"):
                assert clear not in dump
                assert clear.encode().hex() not in dump


async def test_a_stale_version_is_a_conflict_that_names_the_fields(
    database: Database, vault: Vault, firm: MadeFirm
) -> None:
    client = await _made(database, vault, firm)
    async with database.change(firm.system) as session:
        changed = await update_client(session, vault, client.id, client.version, {"company": "明远科技"})
        assert changed.version == client.version + 1
    with pytest.raises(Refused) as stale:
        async with database.change(firm.system) as session:
            await update_client(session, vault, client.id, client.version, {"company": "别的公司"})
    assert stale.value.code is Code.CONFLICT
    assert stale.value.params["fields"] == ["company"]


async def test_a_revealed_value_is_clear_and_written_down(
    database: Database, vault: Vault, firm: MadeFirm
) -> None:
    client = await _made(database, vault, firm)
    with pytest.raises(Refused):
        async with database.change(firm.system) as session:
            await reveal(session, vault, client.id, "mobile", "x")
    async with database.change(firm.system) as session:
        assert await reveal(session, vault, client.id, "mobile", "回访核实") == "16900000012"
    async with database.read(firm.firm_id) as session:
        entry = (
            await session.scalars(
                select(AuditEntry).where(AuditEntry.firm_id == firm.firm_id, AuditEntry.action == "reveal")
            )
        ).one()
        assert entry.reason == "回访核实"
        assert "16900000012" not in str(entry.changes)


async def test_a_duplicate_is_refused_with_its_reasons_unless_allowed(
    database: Database, vault: Vault, firm: MadeFirm
) -> None:
    first = await _made(database, vault, firm)
    with pytest.raises(Refused) as twin:
        async with database.change(firm.system) as session:
            await create_client(
                session,
                vault,
                {"name": "周若溪", "kind": "individual"},
                [ContactDraft("mobile", "+86 16900000012")],
            )
    assert twin.value.code is Code.DUPLICATE
    assert twin.value.params["candidates"] == [{"id": f"client_{first.id.hex}", "reasons": ["mobile"]}]


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("name", "", "required"),
        ("name", "a\x00b", "bad_text"),
        ("name", "长" * 121, "too_long"),
        ("gender", "x", "choice"),
        ("idNumber", ID_NUMBER[:-1] + "A", "id_number"),
        ("state", "existing", "state"),
        ("aum", "1", "choice"),
    ],
)
async def test_values_that_cannot_be_are_refused_by_name(
    database: Database, vault: Vault, firm: MadeFirm, key: str, value: str, problem: str
) -> None:
    client = await _made(database, vault, firm)
    with pytest.raises(Refused) as refusal:
        async with database.change(firm.system) as session:
            await update_client(session, vault, client.id, client.version, {key: value})
    assert refusal.value.code is Code.BAD_USER_INPUT
    assert refusal.value.params["problem"] == problem


async def test_what_the_product_keeps_itself_refuses_nobodys_open_form(
    database: Database, vault: Vault, firm: MadeFirm
) -> None:
    client = await _made(database, vault, firm)
    async with database.change(firm.system) as session:
        await log(session, client.id, kind="call", direction="out", channel="phone", summary="问候")
    async with database.change(firm.system) as session:
        changed = await update_client(session, vault, client.id, client.version, {"company": "明远科技"})
        assert changed.version == client.version + 1
    async with database.read(firm.firm_id) as session:
        entries = await session.scalars(
            select(AuditEntry.changes).where(
                AuditEntry.firm_id == firm.firm_id,
                AuditEntry.client_id == client.id,
                AuditEntry.action == "update",
            )
        )
        assert ["last_interaction_at"] in [list(changes) for changes in entries]
