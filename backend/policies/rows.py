"""Which rows a caller may see, and how he stands to each: as SQL that goes into every read.

A row stands to a caller by the nearest relation that holds: own, team, scope, else firm. Rows are let through
at the relations at which the policy lets the caller view the type. Every table of every sub-select is bound to
the firm (platform/walls.py proves it); the statement around binds its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, literal, literal_column, or_, true

from backend.automations.automations import Automation
from backend.automations.runs import AutomationRun
from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM, CustomField
from backend.book.documents.model import Document
from backend.book.exchange_rates import ExchangeRate
from backend.book.exports.model import ExportJob
from backend.book.handovers import Handover
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
from backend.graph.nouns import NOTHING, Reach
from backend.platform.audit import AuditEntry
from backend.platform.principal import Level, Mask, Principal, Relation
from backend.policies import standing
from backend.policies.standing import Standing
from backend.retain.messages import Message
from backend.retain.request_types import RequestType
from backend.retain.requests import ServiceRequest
from backend.systemize.fields import Kind as FieldKind
from backend.track.approval_kinds import ApprovalKind
from backend.track.approvals import Approval
from backend.track.journeys import Journey
from backend.track.proposals import Proposal
from backend.track.templates import JourneyTemplate


@dataclass(frozen=True)
class Kind:
    """A kind of rows: its name in the schema, its model (None: a table of a package above), how rows stand."""

    type: str
    model: Any
    stand: Callable[[Principal, Any], Standing]


NOUNS: Mapping[str, Kind] = {
    "client": Kind("Client", Client, standing.of_client),
    "task": Kind("Task", Task, standing.of_task),
    "interaction": Kind("Interaction", Interaction, standing.by_client),
    "need": Kind("Need", Need, standing.by_client),
    "journey": Kind("Journey", Journey, standing.by_client),
    "journey_template": Kind("JourneyTemplate", JourneyTemplate, standing.of_template),
    "approval": Kind("Approval", Approval, standing.of_approval),
    "approval_kind": Kind("ApprovalKind", ApprovalKind, standing.of_firm),
    "automation": Kind("Automation", Automation, standing.of_firm),
    "automation_run": Kind("AutomationRun", AutomationRun, standing.by_client),
    "proposal": Kind("Proposal", Proposal, standing.by_client),
    "message": Kind("Message", Message, standing.by_client),
    "service_request": Kind("ServiceRequest", ServiceRequest, standing.of_request),
    "request_type": Kind("RequestType", RequestType, standing.of_firm),
    "talk_message": Kind("TalkMessage", TalkMessage, standing.by_client),
    "document": Kind("Document", Document, standing.by_client),
    "export": Kind("Export", ExportJob, standing.of_export),
    "transaction": Kind("Transaction", Transaction, standing.of_ledger),
    "holding": Kind("Holding", Holding, standing.of_ledger),
    "holding_change": Kind("HoldingChange", Transaction, standing.of_ledger),
    "holder": Kind("Holder", Holding, standing.of_ledger),
    "unit_break": Kind("UnitBreak", UnitBreak, standing.of_ledger),
    "fund_order": Kind("FundOrder", FundOrder, standing.of_ledger),
    "payment_receipt": Kind("PaymentReceipt", PaymentReceipt, standing.by_client),
    "revenue": Kind("Revenue", Revenue, standing.of_ledger),
    "household": Kind("Household", Household, standing.of_household),
    "handover": Kind("Handover", Handover, standing.of_handover),
    "user": Kind("User", User, standing.of_user),
    "team": Kind("Team", Team, standing.of_team),
    "product": Kind("Product", Product, standing.of_product),
    "share_class": Kind("ShareClass", ShareClass, standing.of_fund_part),
    "exchange_rate": Kind("ExchangeRate", ExchangeRate, standing.of_firm),
    "tag": Kind("Tag", Tag, standing.of_firm),
    "topic": Kind("Topic", Topic, standing.of_firm),
    "notification": Kind("Notification", Notification, standing.of_notification),
    "incoming_mail": Kind("IncomingMail", IncomingMail, standing.of_notification),
    "audit_entry": Kind("AuditEntry", AuditEntry, standing.by_client),
    "import": Kind("Import", ImportJob, standing.of_import),
    "custom_field": Kind("CustomField", CustomField, standing.of_firm),
    "api_key": Kind("ApiKey", None, standing.of_firm),
}


def reach(principal: Principal, noun: str, row: Any = None) -> Reach:
    """The rows of a noun that a caller may see.

    noun: a key of NOUNS; row: what the statement selects from when it is an alias of the noun's model.
    The statement has to bind `firm_id` of `row` itself. Raises KeyError for a noun nobody knows.
    """
    kind = NOUNS[noun]
    stands = kind.stand(principal, kind.model if row is None else row)
    seen = frozenset(principal.mask.relations(kind.type))
    possible = [(relation, stands[relation]) for relation in Relation if relation in stands]
    visible = tuple(relation for relation, _ in possible if relation in seen)
    # A source is a way by which clients come to the firm; there are but a few.
    by_source = Relation.SCOPE in visible and bool(principal.scope.sources)
    wide = Relation.FIRM in visible or by_source
    predicate, relation = _predicate(possible, seen), _relation(possible, seen)
    if kind.model is Document and predicate is not NOTHING:
        fence = _of_open_fields(principal.mask, kind.model if row is None else row, relation, visible)
        predicate = fence if predicate is None else and_(predicate, fence)
    return Reach(predicate, relation, visible, wide)


def _of_open_fields(
    mask: Mask, row: Any, relation: ColumnElement[str], visible: tuple[Relation, ...]
) -> ColumnElement[bool]:
    """Documents that are no value of an own field, or of one that the caller reads at his relation to the row."""
    keys = {
        stands: tuple(
            name.removeprefix(CUSTOM)
            for name, field in sorted(mask.own.items())
            if field.kind is FieldKind.FILE
            and min(mask.level("Client.custom", stands), mask.level(f"Client.{name}", stands)) >= Level.VIEW
        )
        for stands in visible
    }
    free: list[ColumnElement[bool]] = [row.own_field.is_(None)]
    for stands, names in keys.items():
        if not names:
            continue
        # Of small letters, digits and underscores: they need no quoting.
        among = row.own_field.in_([literal_column(f"'{name}'", String) for name in names])
        alike = all(others == names for others in keys.values())
        if alike:
            return or_(*free, among)
        free.append(and_(relation == literal_column(f"'{stands}'", String), among))
    return or_(*free)


Possible = list[tuple[Relation, ColumnElement[bool]]]


def _predicate(possible: Possible, seen: frozenset[Relation]) -> ColumnElement[bool] | None:
    """Rows whose nearest relation is among those seen."""
    if all(relation in seen for relation, _ in possible):
        ends_open = any(relation is Relation.FIRM for relation, _ in possible)
        return None if ends_open else _any([condition for _, condition in possible])
    parts: list[ColumnElement[bool]] = []
    hidden: list[ColumnElement[bool]] = []
    for relation, condition in possible:
        if relation in seen:
            parts.append(and_(condition, *(nearer.is_not(true()) for nearer in hidden)))
        else:
            # "is not true": an unknown (a client without a team) must not hide a row from who may see it.
            hidden.append(condition)
    return _any(parts)


def _any(parts: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(*parts) if parts else NOTHING


def _relation(possible: Possible, seen: frozenset[Relation]) -> ColumnElement[str]:
    """The nearest relation of a row. Relations that cannot come out are not computed."""
    visible = [pair for pair in possible if pair[0] in seen]
    if not visible:
        return literal(str(Relation.FIRM), String)
    *nearer, (last, _) = visible
    if not nearer:
        return literal(str(last), String)
    return case(*((condition, str(relation)) for relation, condition in nearer), else_=str(last))
