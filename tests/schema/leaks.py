"""A client whose one field can be put to a value and back without any other trace, and who may not notice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import client_changes, tags
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, ContactPoint
from backend.book.tag_rules import set_rule
from backend.platform.audit import AuditEntry
from backend.platform.ids import public_id, uuid7
from backend.platform.principal import Level, Relation
from backend.systemize.conditions.tree import OPERATORS
from backend.systemize.fields import Classification, Kind
from backend.systemize.identity_numbers import read_identity_number
from tests.schema.house import House

FIELDS = [
    key
    for key, field in CLIENT_FIELD.items()
    if field.classification in {Classification.PERSONAL, Classification.SENSITIVE}
    and field.kind is not Kind.HOUSEHOLD
]
RELATION = {
    **dict.fromkeys(("client_manager", "senior_client_manager", "assistant", "partner"), Relation.OWN),
    "team_lead": Relation.TEAM,
    "partner_api": Relation.SCOPE,
}


def _twin_numbers() -> Iterator[str]:
    """Identity numbers of one district that end in the same four characters."""
    day = date(1960, 1, 1)
    while True:
        day += timedelta(days=1)
        for check in "0123456789X":
            number = f"310101{day:%Y%m%d}997{check}"
            if check == "8" and read_identity_number(number, "resident_id").number:
                yield number


_numbers = _twin_numbers()
ENDS: dict[str, tuple[Any, Any]] = {
    "name": ("阿一", "祝融氏"),
    "namePinyin": ("a", "zzz"),
    "gender": ("male", "female"),
    "birthDate": (date(1930, 1, 1), date(2005, 12, 31)),
    "idType": ("resident_id", "passport"),
    "idNumber": ("110101193001010015", "659001200512310013"),
    "mobile": ("13000000000", "19999999999"),
    "phone": ("010-10000001", "0998-9999999"),
    "email": ("a@example.com", "zzz@example.org"),
    "wechat": ("aaaaaa_1", "zzzzzz_9"),
    "address": ("北京市东城区一号", "新疆喀什地区九十九号"),
    "company": ("阿尔法", "卓越科技"),
    "occupation": ("编辑", "作家"),
    "bankAccount": ("6200000000000000", "6299999999999999"),
    "note": ("甲", "想买房，急用钱"),
}
SAME_MASK: dict[str, tuple[Any, Any]] = {
    "name": ("张伟", "张强"),
    "idNumber": (next(_numbers), next(_numbers)),
    "mobile": ("16911110001", "16922220001"),
    "phone": ("021-55550001", "021-66660001"),
    "email": ("alice@example.com", "anna@example.com"),
    "wechat": ("wx_abc_1", "wx_xyz_1"),
    "address": ("上海市浦东新区世纪大道一号", "上海市浦东新区世纪大道二号"),
    "bankAccount": ("6222000011110001", "6222999911110001"),
}


def _valid(number: str) -> str:
    """The number with the right check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c) * w for c, w in zip(number[:17], weights, strict=True))
    return number[:17] + "10X98765432"[total % 11]


ENDS["idNumber"] = tuple(_valid(number) for number in ENDS["idNumber"])  # type: ignore[assignment]


@dataclass
class Subject:
    """The client, and one audit row that tells of the field's last change."""

    house: House
    id: UUID
    audit_id: UUID

    @property
    def public(self) -> str:
        """The client's public id."""
        return public_id("client", self.id)

    async def put(self, key: str, value: Any) -> None:
        """Let a field be `value`, as if it had never been anything else."""
        columns, points, changes = await self._worked_out(key, value)
        owner = await asyncpg.connect(self.house.database.url)
        try:
            names = list(columns)
            settings = ", ".join(f'"{name}" = ${n + 3}' for n, name in enumerate(names))
            await owner.execute(
                f"update client set {settings} where firm_id = $1 and id = $2",
                self.house.firm_id, self.id,
                *(json.dumps(value) if isinstance(value, dict) else value for value in columns.values()),
            )  # fmt: skip
            for kind, parts in points.items():
                await owner.execute(
                    "update contact_point set sealed = $4, masked = $5, blind = $6, tail = $7"
                    " where firm_id = $1 and client_id = $2 and kind = $3 and \"primary\"",
                    self.house.firm_id, self.id, kind, *parts,
                )  # fmt: skip
            await owner.execute(
                "update audit_entry set changes = $3 where firm_id = $1 and id = $2",
                self.house.firm_id, self.audit_id, json.dumps(changes),
            )  # fmt: skip
        finally:
            await owner.close()

    async def _worked_out(
        self, key: str, value: Any
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """What a change of the field would write; it is made and taken back."""
        field = CLIENT_FIELD[key]
        values = {} if field.contact or key == "namePinyin" else {key: value}
        contacts = [ContactDraft(field.contact, value)] if field.contact else None
        if key == "idNumber":
            values["idType"] = "resident_id"
        async with self.house.database.change(self.house.firm.system) as session:
            vault = self.house.vault
            row = (await session.scalars(select(Client).where(Client.id == self.id))).one()
            if field.kind is Kind.SEALED and not field.contact:  # else an equal mask would be no change
                await client_changes.update_client(session, vault, self.id, row.version, {key: None})
            row = await client_changes.update_client(session, vault, self.id, row.version, values, contacts)
            if key == "namePinyin":
                row.name_pinyin = value
            await session.flush()
            named = [
                c.key
                for c in Client.__table__.columns
                if c.computed is None and c.key not in {"version", "updated_at", "firm_id", "id"}
            ]
            columns = {name: getattr(row, name) for name in named}
            chosen = select(ContactPoint).where(ContactPoint.client_id == self.id, ContactPoint.primary)
            points = {
                p.kind: (p.sealed, p.masked, p.blind, p.tail)
                for p in await session.scalars(chosen)
                if p.kind == field.contact
            }
            told = await session.scalars(
                select(AuditEntry.changes)
                .where(AuditEntry.client_id == self.id)
                .order_by(AuditEntry.id.desc())
                .limit(1)
            )
            # Without what was before: that depends on the value the field was put to last.
            changes = {name: [None, after] for name, (_, after) in told.one().items()}
            await session.rollback()
        return columns, points, changes


async def make_subject(house: House) -> Subject:
    """The first client of a house, with every field filled."""
    id = house.rows["client"][0]
    everything = {
        key: ENDS[key][0] for key in FIELDS if CLIENT_FIELD[key].editable and not CLIENT_FIELD[key].contact
    }
    audit_id = uuid7()
    async with house.database.change(house.firm.system) as session:
        row = (await session.scalars(select(Client).where(Client.id == id))).one()
        await client_changes.update_client(session, house.vault, id, row.version, everything)
        session.add(
            AuditEntry(
                id=audit_id, actor="system:tests", action="update", noun="client", subject_id=id, client_id=id,
                row_version=row.version, changes={},
            )
        )  # fmt: skip
        await _tags_by_rule(session)
    return Subject(house, id, audit_id)


async def _tags_by_rule(session: AsyncSession) -> None:
    """A tag for each field that a rule can rest on, which the subject meets with the first of its values.

    Put in force past what publishing refuses: who may not read the field must not learn of the rule's answer either.
    """
    for key in FIELDS:
        field = CLIENT_FIELD[key]
        if field.filterable and field.kind is not Kind.SEALED:
            tag = await tags.create_tag(session, f"规则{key}", "blue")
            op = "eq" if "eq" in OPERATORS[field.kind] else "contains"
            value = str(ENDS[key][0])
            await set_rule(session, tag.id, 1, {"is": {"field": key, "op": op, "value": value}}, None)


def level_of(levels: Any, role: str, key: str) -> Level:
    """What a role may do with a field of the subject."""
    found: Level = levels.level(f"Client.{key}", RELATION.get(role, Relation.FIRM))
    return found
