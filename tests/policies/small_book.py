"""A random book small enough to be judged row by row, in two firms whose rows bear the same ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from backend.automations.automations import Automation
from backend.automations.runs import AutomationRun
from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.custom_fields import CustomField
from backend.book.documents.model import Document
from backend.book.exchange_rates import ExchangeRate
from backend.book.exports.model import ExportJob
from backend.book.handovers import Handover, HandoverLine
from backend.book.households import Household
from backend.book.imports.jobs import ImportJob
from backend.book.incoming_mails import IncomingMail
from backend.book.interactions import Interaction
from backend.book.ledger import FundOrder, Holding, Transaction
from backend.book.needs import Need
from backend.book.notifications import Notification
from backend.book.products import Product, ShareClass
from backend.book.receipts import PaymentReceipt
from backend.book.revenue import Revenue
from backend.book.staff import Team, User
from backend.book.tags import Tag
from backend.book.talk_messages import TalkMessage
from backend.book.tasks import Task
from backend.book.topics import Topic
from backend.book.unit_breaks import UnitBreak
from backend.platform.audit import AuditEntry
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import uuid7
from backend.platform.principal import Principal, Relation, Scope
from backend.retain.messages import Message
from backend.retain.request_types import RequestType
from backend.retain.requests import ServiceRequest
from backend.track.approval_kinds import ApprovalKind
from backend.track.approvals import Approval, ApprovalCopy, ApprovalSigner, ApprovalStep
from backend.track.journeys import Journey
from backend.track.proposals import Proposal
from backend.track.templates import JourneyTemplate
from tests.conftest import MadeFirm

Row = dict[str, Any]
SOURCES = ("bank", "broker", "referral", None)
DAY = date(2026, 3, 2)
MODELS = {
    "team": Team,
    "user": User,
    "household": Household,
    "product": Product,
    "share_class": ShareClass,
    "tag": Tag,
    "topic": Topic,
    "custom_field": CustomField,
    "client": Client,
    "assignment": Assignment,
    "holding": Holding,
    "transaction": Transaction,
    "unit_break": UnitBreak,
    "fund_order": FundOrder,
    "payment_receipt": PaymentReceipt,
    "revenue": Revenue,
    "exchange_rate": ExchangeRate,
    "interaction": Interaction,
    "talk_message": TalkMessage,
    "need": Need,
    "message": Message,
    "proposal": Proposal,
    "journey_template": JourneyTemplate,
    "journey": Journey,
    "automation": Automation,
    "automation_run": AutomationRun,
    "approval_kind": ApprovalKind,
    "approval": Approval,
    "approval_step": ApprovalStep,
    "approval_signer": ApprovalSigner,
    "approval_copy": ApprovalCopy,
    "request_type": RequestType,
    "service_request": ServiceRequest,
    "task": Task,
    "notification": Notification,
    "incoming_mail": IncomingMail,
    "audit_entry": AuditEntry,
    "import": ImportJob,
    "document": Document,
    "export": ExportJob,
    "handover": Handover,
    "handover_line": HandoverLine,
}
"""Parents before what refers to them."""


@dataclass
class Ids:
    """The ids both firms share."""

    rows: dict[str, list[UUID]] = field(default_factory=dict)


REQUEST: Row = {
    "type_number": 1,
    "type_key": "question",
    "zh": "咨询",
    "en": "Question",
    "icon": "help",
    "hue": "blue",
    "kind": "request",
    "title": "咨询",
    "priority": "normal",
    "state": "new",
    "channel": "call",
    "calendar": "always",
    "response_minutes": 60,
    "resolution_hours": 24,
    "chain": [],
    "escalate_minutes": 15,
    **dict.fromkeys(
        (f"{clock}_{mark}_at" for clock in ("response", "resolution") for mark in ("half", "most", "due")),
        datetime(2026, 3, 2, 12, tzinfo=UTC),
    ),
}
"""What all requests of the book say alike."""
SIZES = {
    "team": 6,
    "user": 14,
    "household": 20,
    "product": 8,
    "share_class": 16,
    "exchange_rate": 4,
    "tag": 4,
    "topic": 4,
    "custom_field": 3,
    "client": 200,
    "assignment": 330,
}
SIZES |= {
    "holding": 220,
    "transaction": 160,
    "unit_break": 80,
    "fund_order": 80,
    "payment_receipt": 80,
    "revenue": 80,
    "interaction": 160,
    "talk_message": 80,
    "need": 80,
    "message": 80,
    "proposal": 80,
    "journey_template": 12,
    "journey": 60,
    "automation": 3,
    "automation_run": 60,
    "approval_kind": 3,
    "approval": 60,
    "approval_step": 60,
    "approval_signer": 90,
    "approval_copy": 40,
    "request_type": 3,
    "service_request": 80,
    "task": 160,
    "notification": 60,
    "incoming_mail": 60,
    "audit_entry": 160,
    "import": 40,
    "document": 160,
    "export": 60,
    "handover": 80,
    "handover_line": 120,
}


def shared_ids() -> Ids:
    """One id for each row of each kind."""
    return Ids({noun: [uuid7() for _ in range(size)] for noun, size in SIZES.items()})


def random_book(ids: Ids, random: Random) -> dict[str, list[Row]]:
    """Rows of every kind; who belongs to whom is thrown with dice."""
    of = ids.rows
    some = random.choice

    def or_none(noun: str) -> UUID | None:
        return some([None, *of[noun]]) if random.random() < 0.85 else None

    def made(kind: str, /, **values: Any) -> list[Row]:
        return [
            {"id": id} | {key: value() if callable(value) else value for key, value in values.items()}
            for id in of[kind]
        ]

    serial = iter(range(10_000))
    book = {
        "team": made("team", name=lambda: f"team {next(serial)}"),
        "user": made(
            "user", name="某人", email=lambda: f"{next(serial)}@example.com", team_id=lambda: or_none("team")
        ),
        "household": made("household", name="某家"),
        "product": made("product", code=lambda: f"P{next(serial)}", name="某基金"),
        "share_class": made(
            "share_class",
            code=lambda: f"C{next(serial)}",
            name=lambda: f"{next(serial)}",
            product_id=lambda: some(of["product"]),
        ),
        "tag": made("tag", name=lambda: f"tag {next(serial)}"),
        "topic": made("topic", name=lambda: f"topic {next(serial)}", place=0),
        "custom_field": made(
            "custom_field",
            key=lambda: f"own_{next(serial)}",
            kind="text",
            zh="自",
            en="Own",
            options=[],
            position=1,
        ),
        "client": made(
            "client",
            name="某客户",
            team_id=lambda: or_none("team"),
            household_id=lambda: some([None, None, *of["household"]]),
            source=lambda: some(SOURCES),
        ),
        "exchange_rate": made(
            "exchange_rate", currency="USD", date=lambda: DAY + timedelta(days=next(serial)), rate=7
        ),
        "fund_order": made(
            "fund_order",
            client_id=lambda: some(of["client"]),
            product_id=lambda: some(of["product"]),
            kind="initial",
            amount=1,
            applied_on=DAY,
        ),
        "payment_receipt": made(
            "payment_receipt",
            client_id=lambda: or_none("client"),
            bank_ref=lambda: f"{next(serial)}",
            received_on=DAY,
            amount=1,
            payer_name="某人",
        ),
        "revenue": made(
            "revenue",
            client_id=lambda: some(of["client"]),
            product_id=lambda: or_none("product"),
            kind="management",
            period_from=DAY,
            period_to=DAY + timedelta(days=1),
            amount=1,
            key=lambda: f"{next(serial)}",
        ),
        "unit_break": made(
            "unit_break",
            client_id=lambda: or_none("client"),
            product_id=lambda: some(of["product"]),
            as_of=lambda: DAY + timedelta(days=next(serial)),
            our_units=1,
            registrar_units=2,
        ),
        "interaction": made(
            "interaction",
            client_id=lambda: some(of["client"]),
            kind="call",
            direction="in",
            channel="phone",
            summary="谈话",
        ),
        "talk_message": made(
            "talk_message",
            interaction_id=lambda: some(of["interaction"]),
            client_id=lambda: some(of["client"]),
            place=0,
            side="client",
            text="在吗",
            mark=lambda: f"{next(serial)}",
        ),
        "journey_template": made(
            "journey_template",
            key=lambda: f"k{next(serial)}",
            kind="sales",
            zh="销售",
            en="Sales",
            number=1,
            team_id=lambda: or_none("team"),
        ),
        "journey": made(
            "journey",
            client_id=lambda: some(of["client"]),
            template_id=lambda: some(of["journey_template"]),
            template_number=1,
            stage="lead",
            place=0,
            stage_zh="线索获取",
            stage_en="Lead",
            owner_id=lambda: some(of["user"]),
        ),
        "automation": made("automation", zh="规则", en="Rule", kind="event", number=1, on=True),
        "automation_run": made(
            "automation_run",
            automation_id=lambda: some(of["automation"]),
            number=1,
            mark=lambda: f"m{next(serial)}",
            event="client.created",
            facts={},
            client_id=lambda: or_none("client"),
            state="done",
        ),
        "approval_kind": made(
            "approval_kind", key=lambda: f"a{next(serial)}", zh="审批", en="Approval", subject="free", number=1
        ),
        "approval": made(
            "approval",
            kind_id=lambda: some(of["approval_kind"]),
            kind_number=1,
            zh="审批",
            en="Approval",
            subject="free",
            title="采购",
            form={},
            client_id=lambda: or_none("client"),
            requester_id=lambda: some(of["user"]),
        ),
        "approval_step": made(
            "approval_step",
            approval_id=lambda: some(of["approval"]),
            round=1,
            place=lambda: next(serial),
            batch=0,
            key="one",
            zh="一",
            en="One",
            mode="any",
            may_add=True,
            may_transfer=True,
            may_return=True,
            days=2,
        ),
        "approval_signer": made(
            "approval_signer",
            approval_id=lambda: some(of["approval"]),
            step_id=lambda: some(of["approval_step"]),
            round=1,
            user_id=lambda: some(of["user"]),
        ),
        "approval_copy": [
            {"id": id, "approval_id": approval, "user_id": some(of["user"])}
            for id, approval in zip(of["approval_copy"], of["approval"], strict=False)
        ],
        "request_type": made(
            "request_type",
            key=lambda: f"r{next(serial)}",
            zh="咨询",
            en="Question",
            icon="help",
            hue="blue",
            kind="request",
            number=1,
        ),
        "service_request": made(
            "service_request",
            client_id=lambda: some(of["client"]),
            owner_id=lambda: or_none("user"),
            type_id=lambda: some(of["request_type"]),
            **REQUEST,
        ),
        "proposal": made(
            "proposal", client_id=lambda: some(of["client"]), owner_id=lambda: some(of["user"]), title="建议",
            language="en", letter="x", sections=[], valid_until=date(2026, 1, 1),
        ),
        "need": made("need", client_id=lambda: some(of["client"]), purpose="换房"),
        "message": made(
            "message", client_id=lambda: some(of["client"]), purpose="service", channel="mail", language="en",
            subject_sealed=b"x", body_sealed=b"x", cause="person", mark=lambda: uuid7().hex,
        ),
        "task": made(
            "task",
            title="跟进",
            client_id=lambda: or_none("client"),
            assignee_id=lambda: or_none("user"),
            created_by=lambda: some(["system:tests", *(f"user:{id}" for id in of["user"])]),
        ),
        "incoming_mail": made(
            "incoming_mail", user_id=lambda: some(of["user"]), mark=lambda: random.randbytes(16), size=1
        ),
        "notification": made("notification", user_id=lambda: some(of["user"]), kind="task.assigned", params={}),
        "audit_entry": made(
            "audit_entry", actor="system:tests", action="update", noun="client", changes={},
            client_id=lambda: or_none("client"),
        ),
        "import": made(
            "import", file="a.csv", sha256=b"x", kind="clients", state="done", started_by="system:tests",
            wishes={}, counts={}, user_id=lambda: or_none("user"),
        ),
        "document": made(
            "document",
            client_id=lambda: some(of["client"]),
            name="合同.pdf",
            category="contract",
            kind="pdf",
            size=1,
            uploaded_by="system:tests",
        ),
        "export": made(
            "export",
            user_id=lambda: some(of["user"]),
            kind="clients",
            format="csv",
            columns=["name"],
            filtered_by=[],
            reason="核对",
            rows=1,
        ),
        "handover": made(
            "handover",
            from_id=lambda: some(of["user"]),
            state=lambda: some(["planned", "executed", "undone", "discarded"]),
            reason="离职",
            told=lambda: some([True, False]),
            created_by=lambda: some(["system:tests", *(f"user:{id}" for id in of["user"])]),
        ),
        "transaction": made(
            "transaction",
            client_id=lambda: some(of["client"]),
            product_id=lambda: some(of["product"]),
            kind="initial",
            date=DAY,
            units=1,
            nav=1,
            gross=1,
            net=1,
        ),
    }  # fmt: skip
    book["assignment"] = _assignments(ids, random)
    owners = {row["client_id"]: row["user_id"] for row in book["assignment"] if _owns_now(row)}
    for row in book["client"]:
        row["owner_id"] = owners.get(row["id"])
    pairs = random.sample(
        [(one, other) for one in of["handover"] for other in of["client"]], len(of["handover_line"])
    )
    book["handover_line"] = [
        {
            "id": id,
            "handover_id": one,
            "client_id": other,
            "to_id": some(of["user"]),
            "role": "owner",
            "ended": [],
        }
        for id, (one, other) in zip(of["handover_line"], pairs, strict=True)
    ]
    book["holding"] = book["holder"] = _holdings(ids, random)
    book["holding_change"] = book["transaction"]
    throw_absences(book, random)
    return book


def _assignments(ids: Ids, random: Random) -> list[Row]:
    rows: list[Row] = []
    owned: set[UUID] = set()
    for id in ids.rows["assignment"]:
        client_id = random.choice(ids.rows["client"])
        ended = random.random() < 0.3
        role = "assistant" if client_id in owned or random.random() < 0.4 else "owner"
        if role == "owner" and not ended:
            owned.add(client_id)
        user_id = random.choice(ids.rows["user"])
        rows.append(
            {
                "id": id,
                "client_id": client_id,
                "user_id": user_id,
                "role": role,
                "valid_to": DAY if ended else None,
            }
        )
    return rows


def _owns_now(row: Row) -> bool:
    return row["role"] == "owner" and row["valid_to"] is None


def throw_absences(book: dict[str, list[Row]], random: Random) -> None:
    """Some are away today, some were, and most of these named somebody to act for them."""
    ids = [row["id"] for row in book["user"]]
    today = business_date()
    for row in book["user"]:
        start = today - timedelta(days=random.choice((0, 3, 30)))
        away = random.random() < 0.6
        others = [id for id in ids if id != row["id"]]
        row["absent_from"] = start if away else None
        row["absent_until"] = start + timedelta(days=random.choice((0, 5))) if away else None
        row["deputy_id"] = random.choice(others) if away and random.random() < 0.8 else None


def acting_for(book: dict[str, list[Row]], user_id: UUID, found: frozenset[UUID]) -> frozenset[UUID]:
    """The user, and whom he or one he acts for stands in for today."""
    found |= {user_id}
    for row in book["user"]:
        away = row["absent_from"] is not None and row["absent_from"] <= business_date() <= row["absent_until"]
        if away and row["deputy_id"] == user_id and row["id"] not in found:
            found = acting_for(book, row["id"], found)
    return found


def _holdings(ids: Ids, random: Random) -> list[Row]:
    rows: list[Row] = []
    current: set[tuple[UUID, UUID]] = set()
    for id in ids.rows["holding"]:
        pair = (random.choice(ids.rows["client"]), random.choice(ids.rows["product"]))
        ended = pair in current or random.random() < 0.3
        if not ended:
            current.add(pair)
        rows.append(
            {"id": id, "client_id": pair[0], "product_id": pair[1], "units": 1, "cost": 1, "valid_from": DAY}
            | {"valid_to": DAY if ended else None}
        )
    return rows


async def write(database: Database, firm: MadeFirm, book: dict[str, list[Row]]) -> None:
    """Put a book into a firm as it is."""
    async with database.change(firm.system) as session:
        for noun, model in MODELS.items():
            rows = [{"firm_id": firm.firm_id, **row} for row in book[noun]]
            # Deputies are users too, so they are named when all are there.
            await session.execute(
                insert(model), [row | {"deputy_id": None} if noun == "user" else row for row in rows]
            )
        deputies = [{key: row[key] for key in ("id", "deputy_id")} for row in book["user"]]
        await session.execute(update(User), [{"firm_id": firm.firm_id, **row} for row in deputies])


@dataclass(frozen=True)
class Judge:
    """Says of each row how a caller stands to it, by looking at everything."""

    book: dict[str, list[Row]]
    who: Principal

    @property
    def scope(self) -> Scope:
        """The caller's."""
        return self.who.scope

    def relation(self, noun: str, row: Row) -> Relation | None:
        """The nearest relation; None where there is none at all."""
        for relation in Relation:
            if self._stands(noun, row, relation):
                return relation
        return None

    def _stands(self, noun: str, row: Row, relation: Relation) -> bool:
        if noun == "export" and relation is not Relation.FIRM:
            return relation is Relation.OWN and row["user_id"] == self.who.user_id
        if noun in {"notification", "incoming_mail"}:
            return relation is Relation.OWN and row["user_id"] == self.who.user_id
        if relation is Relation.FIRM:
            return True
        if noun == "import":
            return (
                relation is Relation.OWN
                and self.who.user_id is not None
                and row["user_id"] == self.who.user_id
            )
        if noun == "handover":
            return self._handover(row, relation)
        if noun == "journey_template":
            return relation is Relation.TEAM and row["team_id"] in self.scope.team_ids
        if noun == "household":
            members = [c for c in self.book["client"] if c["household_id"] == row["id"]]
            return any(self._client(c, relation) for c in members)
        if noun == "client":
            return self._client(row, relation)
        if noun in {
            "user",
            "team",
            "product",
            "share_class",
            "tag",
            "topic",
            "exchange_rate",
            "api_key",
            "custom_field",
            "approval_kind",
            "automation",
            "request_type",
        }:
            return self._other(noun, row, relation)
        clients = [c for c in self.book["client"] if c["id"] == row["client_id"]]
        if (
            noun
            in {"holding", "holder", "holding_change", "transaction", "unit_break", "fund_order", "revenue"}
            and relation is Relation.SCOPE
        ):
            return any(self._ledger(row, c) for c in clients)
        if noun == "approval" and self._approval(row, relation):
            return True
        return (
            any(self._client(c, relation) for c in clients)
            or (noun == "task" and self._task(row, relation))
            or (noun == "service_request" and self._request(row, relation))
        )

    def _approval(self, row: Row, relation: Relation) -> bool:
        signers = [s["user_id"] for s in self.book["approval_signer"] if s["approval_id"] == row["id"]]
        told = [c["user_id"] for c in self.book["approval_copy"] if c["approval_id"] == row["id"]]
        if relation is Relation.OWN:
            return bool(self.scope.user_ids & {row["requester_id"], *signers, *told})
        if relation is Relation.TEAM:
            members = {u["id"] for u in self.book["user"] if u["team_id"] in self.scope.team_ids}
            return bool(members & {row["requester_id"], *signers})
        return False

    def _request(self, row: Row, relation: Relation) -> bool:
        if relation is Relation.OWN:
            return row["owner_id"] in self.scope.user_ids
        members = {u["id"] for u in self.book["user"] if u["team_id"] in self.scope.team_ids}
        return relation is Relation.TEAM and row["owner_id"] in members

    def _client(self, client: Row, relation: Relation) -> bool:
        if relation is Relation.OWN:
            return any(
                a["client_id"] == client["id"]
                and a["user_id"] in self.scope.user_ids
                and a["valid_to"] is None
                for a in self.book["assignment"]
            )
        if relation is Relation.TEAM:
            return client["team_id"] in self.scope.team_ids
        return client["source"] in self.scope.sources or self._holds(client)

    def _holds(self, client: Row) -> bool:
        return any(
            h["client_id"] == client["id"]
            and h["product_id"] in self.scope.product_ids
            and h["valid_to"] is None
            for h in self.book["holding"]
        )

    def _ledger(self, row: Row, client: Row) -> bool:
        of_product = row["product_id"] in self.scope.product_ids and self._holds(client)
        return client["source"] in self.scope.sources or of_product

    def _task(self, row: Row, relation: Relation) -> bool:
        if relation is Relation.OWN:
            makers = {f"user:{id}" for id in self.scope.user_ids}
            return row["assignee_id"] in self.scope.user_ids or row["created_by"] in makers
        if relation is Relation.TEAM:
            return any(
                u["id"] == row["assignee_id"] and u["team_id"] in self.scope.team_ids
                for u in self.book["user"]
            )
        return False

    def _handover(self, row: Row, relation: Relation) -> bool:
        if relation is Relation.TEAM:
            return any(
                u["id"] == row["from_id"] and u["team_id"] in self.scope.team_ids for u in self.book["user"]
            )
        if relation is not Relation.OWN:
            return False
        follows = row["state"] in {"executed", "undone"} and any(
            line["handover_id"] == row["id"] and line["to_id"] in self.scope.user_ids
            for line in self.book["handover_line"]
        )
        told = row["told"] and row["from_id"] in self.scope.user_ids
        return follows or told or row["created_by"] in {f"user:{id}" for id in self.scope.user_ids}

    def _other(self, noun: str, row: Row, relation: Relation) -> bool:
        if noun == "user":
            mine = relation is Relation.OWN and row["id"] == self.who.user_id
            return mine or (relation is Relation.TEAM and row["team_id"] in self.scope.team_ids)
        if noun == "team":
            return relation is Relation.TEAM and row["id"] in self.scope.team_ids
        if noun in {"product", "share_class"} and relation is Relation.SCOPE:
            fund_id = row["id"] if noun == "product" else row["product_id"]
            sourced = {c["id"] for c in self.book["client"] if c["source"] in self.scope.sources}
            return fund_id in self.scope.product_ids or any(
                h["product_id"] == fund_id and h["client_id"] in sourced and h["valid_to"] is None
                for h in self.book["holding"]
            )
        return False
