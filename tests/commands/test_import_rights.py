"""Imports act with the rights of who imports, fill what is empty, and keep no personal value in the clear."""

from __future__ import annotations

import base64
import json
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text
from structlog.testing import capture_logs

from backend.book.client_changes import create_client
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, ContactPoint
from backend.book.imports.jobs import ImportJob, ImportRow
from backend.book.imports.rows import open_rows
from backend.book.lineage import Lineage
from backend.book.staff import User
from backend.book.tags import ClientTag, Tag, create_tag
from backend.book.users import NewUser, create_user
from backend.migrations.metadata import METADATA
from backend.platform.audit import AuditEntry
from backend.platform.crypto import key_of_envelope
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.events import OutboxRow
from backend.platform.keys import PersonKey, Vault
from backend.platform.principal import system
from backend.policies.roles import ROLES
from backend.policies.store import current_rules, publish
from tests.commands.importing import add_managers, clients_of, count, imported, owners_of, sheet_of
from tests.conftest import MadeFirm

ID_NUMBER = "310101197605079978"


async def add_user(database: Database, vault: Vault, firm: MadeFirm, name: str, role: str) -> User:
    async with database.change(firm.system) as session:
        new = NewUser(name, f"{role}@{firm.firm_id.hex}.example.com", (role,))
        return await create_user(session, vault, new, known_roles=ROLES)


async def test_a_person_imports_with_his_rights_and_owns_what_names_nobody(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    people = await add_managers(database, vault, firm.firm_id)
    me = people["沈一鸣"]
    rows = [("周若溪", "16900000012"), ("林知行", "16900000013", "", "", "陆嘉禾")]
    told = await imported(database, vault, firm.firm_id, sheet_of(tmp_path / "a.csv", *rows), email=me.email)
    assert told["import"]["committed"] == 2
    assert await owners_of(database, firm.firm_id) == {"沈一鸣": 1, "陆嘉禾": 1}
    async with database.read(firm.firm_id) as session:
        actors = await session.scalars(
            select(AuditEntry.actor).where(AuditEntry.firm_id == firm.firm_id, AuditEntry.noun == "client")
        )
        assert set(actors) == {f"user:{me.id}"}
        finished = (
            await session.scalars(
                select(OutboxRow).where(
                    OutboxRow.firm_id == firm.firm_id, OutboxRow.name == "import.finished"
                )
            )
        ).one()
    assert finished.payload == {
        "import_id": str(_uuid(told["import"]["id"])),
        "by": str(me.id),
        "accepted": 2,
        "rejected": 0,
    }


def _uuid(public: str) -> Any:
    import_id = public.removeprefix("import_")
    return f"{import_id[:8]}-{import_id[8:12]}-{import_id[12:16]}-{import_id[16:20]}-{import_id[20:]}"


@pytest.mark.parametrize("role", ["auditor", "policy_admin", "executive"])
async def test_who_may_not_make_clients_imports_none(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path, role: str
) -> None:
    await add_managers(database, vault, firm.firm_id, [])
    user = await add_user(database, vault, firm, "孟舒", role)
    file = sheet_of(tmp_path / "a.csv", ("周若溪", "16900000012"))
    with pytest.raises(Refused) as caught:
        await imported(database, vault, firm.firm_id, file, email=user.email)
    assert (caught.value.code, caught.value.params["coordinate"]) == (Code.FORBIDDEN, "Mutation.createClient")
    assert await count(database, firm.firm_id, ImportJob) == 0


async def test_a_person_without_the_right_to_make_tags_makes_none(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    people = await add_managers(database, vault, firm.firm_id)
    file = sheet_of(tmp_path / "a.csv", ("周若溪", "16900000012", "", "", "", "", "高净值"))
    with pytest.raises(Refused) as caught:
        await imported(database, vault, firm.firm_id, file, email=people["沈一鸣"].email, create_tags=True)
    assert caught.value.params["coordinate"] == "Mutation.createTag"


async def test_a_twin_out_of_sight_is_not_named_and_not_filled(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    people = await add_managers(database, vault, firm.firm_id)
    hers = sheet_of(tmp_path / "a.csv", ("周若溪", "16900000012", "", "", "陆嘉禾"))
    await imported(database, vault, firm.firm_id, hers)
    mine = sheet_of(tmp_path / "b.csv", ("周若溪", "16900000012", "", "ruoxi@example.com"))
    told = await imported(database, vault, firm.firm_id, mine, email=people["沈一鸣"].email, update=True)
    (row,) = told["import"]["duplicate_rows"]
    assert (row["client"], row["filled"]) == (None, [])
    assert await count(database, firm.firm_id, ContactPoint) == 1


async def test_a_column_a_person_may_not_write_is_refused_until_he_leaves_it_out(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    people = await add_managers(database, vault, firm.firm_id)
    async with database.as_system(firm.firm_id, "tests") as session:
        rules = await current_rules(session)
        kept = [astuple(rule) for rule in rules if rule.coordinate != "ClientInput.idNumber"]
        await publish(session, kept, "nobody writes what he may not read")
    file = sheet_of(tmp_path / "a.csv", ("周若溪", "16900000012", ID_NUMBER))
    me = people["沈一鸣"].email
    with pytest.raises(Refused) as caught:
        await imported(database, vault, firm.firm_id, file, email=me)
    assert caught.value.params["coordinate"] == "Client.idNumber"
    (tmp_path / "mapping.json").write_text('{"证件号码": null}', encoding="utf-8")
    mapping = tmp_path / "mapping.json"
    told = await imported(database, vault, firm.firm_id, file, email=me, mapping=mapping)
    assert told["import"]["committed"] == 1
    (client,) = await clients_of(database, firm.firm_id)
    assert (client.id_number_blind, client.owner_id) == (None, people["沈一鸣"].id)


async def test_update_fills_what_is_empty_and_overwrites_nothing(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    await add_managers(database, vault, firm.firm_id)
    first = sheet_of(tmp_path / "a.csv", ("周若溪", "16900000012", "", "", "", "", "", "先前的备注"))
    await imported(database, vault, firm.firm_id, first)
    second = sheet_of(
        tmp_path / "b.csv",
        ("周若溪", "16900000012", ID_NUMBER, "ruoxi@example.com", "陆嘉禾", "", "", "新的备注"),
    )
    plain = (await imported(database, vault, firm.firm_id, second))["import"]
    assert (plain["duplicates"], plain["updated"]) == (1, 0)
    told = (await imported(database, vault, firm.firm_id, second, update=True, again=True))["import"]
    assert told["updated"] == 1
    filled = {"idNumber", "idType", "gender", "birthDate", "email", "owner"}
    assert set(told["duplicate_rows"][0]["filled"]) == filled - {"idType"}
    (client,) = await clients_of(database, firm.firm_id)
    assert (client.note, client.id_type, client.gender) == ("先前的备注", "resident_id", "male")
    assert (client.id_number_masked or "").startswith("310")
    assert client.version == 2
    assert await owners_of(database, firm.firm_id) == {"陆嘉禾": 1}
    async with database.read(firm.firm_id) as session:
        sources = await session.scalars(
            select(Lineage.fields).where(Lineage.firm_id == firm.firm_id, Lineage.file == "b.csv")
        )
        assert {field for fields in sources for field in fields} == filled - {"idType"}
        events = await session.scalars(
            select(OutboxRow.payload).where(
                OutboxRow.firm_id == firm.firm_id, OutboxRow.name == "client.changed"
            )
        )
        assert [set(payload["fields"]) for payload in events] == [filled - {"idType"}]
    again = (await imported(database, vault, firm.firm_id, second, update=True, again=True))["import"]
    assert again["updated"] == 0


async def test_tags_are_given_where_they_exist_and_made_on_demand(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    async with database.change(firm.system) as session:
        await create_tag(session, "VIP", "red")
    one = sheet_of(tmp_path / "a.csv", ("周若溪", "16900000012", "", "", "", "", "vip、高净值"))
    told = (await imported(database, vault, firm.firm_id, one))["import"]
    assert told["tags_missing"] == [{"tags": "vip、高净值", "rows": 1}]
    assert await count(database, firm.firm_id, ClientTag) == 1
    two = sheet_of(tmp_path / "b.csv", ("林知行", "16900000013", "", "", "", "", "VIP、高净值"))
    told = (await imported(database, vault, firm.firm_id, two, create_tags=True))["import"]
    assert told["tags_missing"] == []
    assert (await count(database, firm.firm_id, Tag), await count(database, firm.firm_id, ClientTag)) == (
        2,
        3,
    )
    assert await count(database, firm.firm_id, OutboxRow, OutboxRow.name == "tag.given") == 3


PLANTED = {
    "sealed": ("16987654321", ID_NUMBER, "ruoxi-planted@example.com", "021-55501234", "7654321.00"),
    "named": ("周若溪", "植入的备注"),
}
NAMED_IN = {"client", "audit_entry"}


async def test_no_clear_personal_value_is_in_any_table_or_log(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    header = "客户姓名,手机号码,证件号码,邮箱,座机,资产规模,备注"
    mobile, number, email, phone, amount = PLANTED["sealed"]
    name, note = PLANTED["named"]
    good = f"{name},{mobile},{number},{email},{phone},{amount},{note}"
    bad = f"{name},{mobile},{number[:-1]}0,{email},{phone},{amount},{note}"
    (tmp_path / "a.csv").write_text(f"{header}\n{good}\n{bad}\n{good}\n", encoding="utf-8")
    with capture_logs() as logs, caplog.at_level("INFO"):
        told = (await imported(database, vault, firm.firm_id, tmp_path / "a.csv"))["import"]
    assert (told["committed"], told["rejected"], told["duplicates"]) == (1, 1, 1)
    everything = [value for values in PLANTED.values() for value in values]
    assert not [value for value in everything if value in json.dumps(logs, default=str) + caplog.text]
    async with database.change(firm.system) as session:
        for table in METADATA.sorted_tables:
            rows = await session.execute(text(f'select to_jsonb(t)::text from "{table.name}" t'))
            dump = "\n".join(row[0] for row in rows)
            forbidden = everything if table.name not in NAMED_IN else PLANTED["sealed"]
            for clear in forbidden:
                for form in (clear, clear.encode().hex(), base64.b64encode(clear.encode()).decode()):
                    assert form not in dump, (table.name, clear)


async def test_a_row_s_values_are_erased_with_the_client_they_became(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    rows = [("周若溪", "16900000012"), ("周若溪", "16900000012"), ("林知行", "12")]
    await imported(database, vault, firm.firm_id, sheet_of(tmp_path / "a.csv", *rows))
    (client,) = await clients_of(database, firm.firm_id)
    async with database.change(firm.system) as session:
        ledger = (
            await session.scalars(
                select(ImportRow).where(ImportRow.firm_id == firm.firm_id).order_by(ImportRow.row)
            )
        ).all()
        keys = [key_of_envelope(row.sealed or b"") for row in ledger]
        assert keys == [client.id, client.id, ledger[0].job_id]
        opened = await open_rows(session, vault, ledger[0].job_id, ledger)
        assert opened[0].values["mobile"] == "16900000012"
        await session.execute(
            delete(PersonKey).where(PersonKey.firm_id == firm.firm_id, PersonKey.id == client.id)
        )
        assert await vault.person_keys_of(session, [client.id]) == {}


async def test_an_imported_client_is_the_one_a_person_would_have_typed(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    people = await add_managers(database, vault, firm.firm_id)
    (tmp_path / "a.csv").write_text(
        "客户姓名,手机号码,证件号码,邮箱,城市,风险等级,合格投资者,首次认购日期,备注,客户经理\n"
        f"周若溪,16900000012,{ID_NUMBER},ruoxi@example.com,上海,C3,是,2024-03-05,爱好围棋,沈一鸣\n",
        encoding="utf-8",
    )
    await imported(database, vault, firm.firm_id, tmp_path / "a.csv")
    async with database.change(system(firm.firm_id, "import")) as session:
        values = {
            "name": "周若溪",
            "kind": "individual",
            "gender": "male",
            "birthDate": (await clients_of(database, firm.firm_id))[0].birth_date,
            "idType": "resident_id",
            "idNumber": ID_NUMBER,
            "province": "31",
            "city": "上海市",
            "riskLevel": "C3",
            "qualified": True,
            "onboardDate": (await clients_of(database, firm.firm_id))[0].onboard_date,
            "state": "qualified",
            "note": "爱好围棋",
        }
        contacts = [ContactDraft("mobile", "16900000012"), ContactDraft("email", "ruoxi@example.com")]
        owner_id = people["沈一鸣"].id
        await create_client(session, vault, values, contacts, owner_id=owner_id, allow_duplicate=True)
    of_import, by_hand = await clients_of(database, firm.firm_id)
    assert _comparable(of_import) == _comparable(by_hand)
    assert await _points(database, of_import) == await _points(database, by_hand)
    entries = await _entries(database, of_import)
    assert entries == await _entries(database, by_hand)
    assert [noun for noun, *_ in entries] == ["assignment", "client", "contact_point", "contact_point"]


OWN = {"id", "created_at", "updated_at", "id_number_sealed", "sealed", "client_id"}


def _comparable(row: Any) -> dict[str, Any]:
    return {c.name: getattr(row, c.name) for c in row.__table__.columns if c.name not in OWN}


async def _points(database: Database, client: Client) -> list[dict[str, Any]]:
    async with database.read(client.firm_id) as session:
        rows = await session.scalars(
            select(ContactPoint)
            .where(ContactPoint.firm_id == client.firm_id, ContactPoint.client_id == client.id)
            .order_by(ContactPoint.kind)
        )
        return [_comparable(row) for row in rows]


async def _entries(database: Database, client: Client) -> list[tuple[Any, ...]]:
    """What the audit says of a client's making, without what differs between two clients."""
    async with database.read(client.firm_id) as session:
        rows = await session.scalars(
            select(AuditEntry).where(AuditEntry.firm_id == client.firm_id, AuditEntry.client_id == client.id)
        )
        found = [
            (
                row.noun,
                row.action,
                row.actor,
                row.row_version,
                sorted(row.changes),
                json.dumps({k: v for k, v in row.changes.items() if k not in OWN}, sort_keys=True),
            )
            for row in rows
        ]
    return sorted(found)
