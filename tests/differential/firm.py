"""A small firm with everything in it that answers can trip over, the same in every run; and an empty one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.credentials import Credential
from backend.auth.keys import ApiKey
from backend.auth.sessions import Session
from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.custom_fields import CustomField
from backend.book.documents.model import Document, DocumentVersion
from backend.book.exchange_rates import ExchangeRate
from backend.book.exports.model import ExportJob
from backend.book.fee_terms import FeeTerms
from backend.book.households import ClientRelation, Household
from backend.book.incoming_mails import IncomingMail
from backend.book.interactions import Interaction
from backend.book.ledger import FundOrder, Holding, Lot, Transaction
from backend.book.lineage import Lineage
from backend.book.notifications import Notification
from backend.book.open_days import OpenDay
from backend.book.participants import Participant
from backend.book.products import NavPoint, Product, ShareClass
from backend.book.receipts import PaymentReceipt
from backend.book.revenue import Revenue
from backend.book.staff import Team, User, UserRole
from backend.book.tags import ClientTag, Tag
from backend.book.talk_messages import TalkMessage
from backend.book.tasks import Task
from backend.book.topics import Topic
from backend.book.unit_breaks import UnitBreak
from backend.graph.context import Services
from backend.platform.audit import AuditEntry
from backend.platform.bells import Bells
from backend.platform.database import Database
from backend.platform.files.store import FileStore
from backend.platform.ids import public_id, uuid7
from backend.platform.keys import Vault
from backend.platform.tenant import Firm as FirmRow
from backend.policies import store
from backend.policies.fields import Policies
from backend.policies.founding import equip
from backend.policies.rules import Rule
from backend.policies.shipped import shipped_rules
from backend.retain.messages import Message
from tests.conftest import MadeFirm, make_firm
from tests.differential.clients import Sealing, make_clients, make_traces, make_work
from tests.differential.making import Making, Row, make_staff, make_things
from tests.differential.messages import make_messages
from tests.differential.own import make_definitions, make_values, own_rules

TABLES: dict[str, type[Any]] = {
    "team": Team,
    "user": User,
    "role": UserRole,
    "credential": Credential,
    "session": Session,
    "apikey": ApiKey,
    "household": Household,
    "product": Product,
    "shareclass": ShareClass,
    "nav": NavPoint,
    "feeterms": FeeTerms,
    "openday": OpenDay,
    "exchangerate": ExchangeRate,
    "tag": Tag,
    "topic": Topic,
    "customfield": CustomField,
    "client": Client,
    "contact": ContactPoint,
    "clienttag": ClientTag,
    "clientrelation": ClientRelation,
    "assignment": Assignment,
    "holding": Holding,
    "transaction": Transaction,
    "lot": Lot,
    "unitbreak": UnitBreak,
    "fundorder": FundOrder,
    "paymentreceipt": PaymentReceipt,
    "revenue": Revenue,
    "document": Document,
    "documentversion": DocumentVersion,
    "export": ExportJob,
    "incomingmail": IncomingMail,
    "interaction": Interaction,
    "participant": Participant,
    "talkmessage": TalkMessage,
    "task": Task,
    "message": Message,
    "notification": Notification,
    "audit": AuditEntry,
    "lineage": Lineage,
}
"""Parents before what refers to them; the names are those of public ids where there are any."""


@dataclass
class Firm:
    """One firm: its rows as they were written, and the services to ask about it.

    people: user ids by title; clear: what each blind index stands for.
    """

    made: MadeFirm
    services: Services
    rows: dict[str, list[Row]] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    clear: dict[bytes, str] = field(default_factory=dict)

    @property
    def firm_id(self) -> UUID:
        """The firm."""
        return self.made.firm_id

    @property
    def policies(self) -> Policies:
        """The policies of the process."""
        found: Policies = self.services.extra["policies"]
        return found

    def ids(self, noun: str) -> list[str]:
        """The public ids of a noun's rows."""
        return [public_id(noun, row["id"]) for row in self.rows.get(noun, ())]


async def build_firms(database: Database, vault: Vault) -> tuple[Firm, Firm]:
    """The awkward firm and an empty one, with the shipped policy."""
    policies = Policies(database)
    services = Services(
        database,
        vault,
        Bells(database.url),
        {"policies": policies, "files": FileStore(Path(tempfile.mkdtemp(prefix="startrail-differential-")))},
    )
    firms: list[Firm] = []
    for name in ('远山 "资产"', "空公司"):
        firm = Firm(await make_firm(database, vault, name), services)
        async with database.change(firm.made.system) as session:
            await equip(session)
            if not firms:
                sealing = Sealing(*await _keys(session, vault))
                firm.rows, firm.clear = make_rows(sealing), sealing.clear
                firm.people = {row["title"]: row["id"] for row in firm.rows["user"]}
                await write(session, firm.firm_id, firm.rows)
                await store.publish(session, [*plain(shipped_rules()), *own_rules()], "own fields")
                await session.execute(
                    update(FirmRow).where(FirmRow.firm_id == firm.firm_id).values(fields_version=1)
                )
        firms.append(firm)
    return firms[0], firms[1]


def make_rows(sealing: Sealing) -> dict[str, list[Row]]:
    """The rows of the awkward firm by kind, without their firm."""
    making = Making(Random(20260301))
    make_staff(making)
    make_things(making)
    make_clients(making, sealing)
    make_work(making)
    make_traces(making)
    make_definitions(making)
    make_values(making)
    make_messages(making)
    return making.rows


async def write(session: AsyncSession, firm_id: UUID, rows: dict[str, list[Row]]) -> None:
    """Put rows into a firm as they are."""
    for noun, model in TABLES.items():
        if rows.get(noun):
            # Deputies are users too, so they are named when all are there.
            empty = {"deputy_id": None} if noun == "user" else {}
            await session.execute(insert(model), [{"firm_id": firm_id, **row, **empty} for row in rows[noun]])
    await session.execute(
        update(User), [{"firm_id": firm_id, "id": r["id"], "deputy_id": r["deputy_id"]} for r in rows["user"]]
    )


def plain(rules: Iterable[Rule]) -> list[Sequence[str]]:
    """Rules as rows of a policy."""
    return [
        (rule.role, rule.coordinate, str(rule.relation), str(rule.right), str(rule.effect)) for rule in rules
    ]


async def _keys(session: AsyncSession, vault: Vault) -> tuple[Any, Any]:
    """The firm's index keys, and one data key for all: nothing is ever opened here."""
    keys = await vault.firm(session)
    someone = uuid7()
    return keys, (await vault.person_keys_of(session, [someone], create=True))[someone]
