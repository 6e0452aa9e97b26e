"""Qualifications of clients: requested with proof, reviewed by somebody else, valid for a time.

Of one purpose a client has one that is open and one that is in force. Being professional, by its measures or by
conversion, makes him qualified as well; a conversion to ordinary ends it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Index, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.choices import INVESTOR_CLASSES
from backend.book.client_changes import told_of
from backend.book.clients import Client
from backend.book.documents.model import Document
from backend.platform.bells import strike
from backend.platform.clock import business_date, now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text
from backend.track.questionnaires import months_later
from backend.track.suitability_content import MOST_YEARS, Basis, RuleSet
from backend.track.suitability_events import QualificationChanged
from backend.track.suitability_rules import rules_in_force, rules_of

REQUESTED, IN_REVIEW, APPROVED, EXPIRING, EXPIRED, REJECTED, REVOKED = (
    *("requested", "in_review", "approved", "expiring", "expired", "rejected", "revoked"),
)
STATES: Final = (REQUESTED, IN_REVIEW, APPROVED, EXPIRING, EXPIRED, REJECTED, REVOKED)
OPEN, IN_FORCE = (REQUESTED, IN_REVIEW), (APPROVED, EXPIRING)
MOVES: Final[Mapping[str, Mapping[str, str]]] = {
    REQUESTED: {"take_up": IN_REVIEW, "approve": APPROVED, "reject": REJECTED},
    IN_REVIEW: {"approve": APPROVED, "reject": REJECTED},
    APPROVED: {"warn": EXPIRING, "expire": EXPIRED, "revoke": REVOKED},
    EXPIRING: {"expire": EXPIRED, "revoke": REVOKED},
    EXPIRED: {},
    REJECTED: {},
    REVOKED: {},
}
RECORDED: Final = "recorded"
"""The ground of what was known before it was kept here: without proof, and without an end."""
MAKES_PROFESSIONAL: Final = ("professional", "conversion")
ORDINARY_CLASS, PROFESSIONAL_CLASS = (option.value for option in INVESTOR_CLASSES)
MAKES_QUALIFIED: Final = ("qualified", *MAKES_PROFESSIONAL)
MOST_DOCUMENTS: Final = 20


class Qualification(Versioned, TenantRow):
    """One. basis: key of a ground in `rules`; measures: CNY as text by measure; tested_on: the day of the test that a
    conversion needs; valid_until: its last day, None: no end.
    """

    __tablename__ = "qualification"
    __table_args__ = (
        refers("client", "client_id"),
        refers("task", "task_id"),
        Index("ix_qualification_client", "firm_id", "client_id", "created_at"),
        Index("ix_qualification_state", "firm_id", "state", "valid_until"),
        Index(
            "uq_qualification_open", "firm_id", "client_id", "purpose", unique=True,
            postgresql_where=text("state in ('requested', 'in_review')"),
        ),
        Index(
            "uq_qualification_in_force", "firm_id", "client_id", "purpose", unique=True,
            postgresql_where=text("state in ('approved', 'expiring')"),
        ),
    )  # fmt: skip

    client_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(default=REQUESTED)
    purpose: Mapped[str]
    basis: Mapped[str]
    rules: Mapped[int]
    measures: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    years: Mapped[int | None]
    tested_on: Mapped[date | None]
    note: Mapped[str | None]
    requested_by: Mapped[str]
    requested_at: Mapped[datetime] = mapped_column(default=now)
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    valid_until: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    task_id: Mapped[UUID | None]

    @classmethod
    def worked_out(cls) -> ColumnElement[bool]:
        """What only repeats the client's facts goes with them."""
        return cls.basis == RECORDED


class QualificationDocument(TenantRow):
    """A document that proves a qualification."""

    __tablename__ = "qualification_document"
    __table_args__ = (
        refers("qualification", "qualification_id"),
        refers("document", "document_id"),
        UniqueConstraint("firm_id", "qualification_id", "document_id"),
    )

    qualification_id: Mapped[UUID]
    document_id: Mapped[UUID]


@dataclass(frozen=True)
class Application:
    """What is asked for. measures: CNY by measure; years: of experience; documents: of the client's."""

    basis: str
    measures: Mapping[str, Decimal]
    years: int | None = None
    tested_on: date | None = None
    documents: Sequence[UUID] = ()
    note: str | None = None


async def request(session: AsyncSession, client_id: UUID, wanted: Application) -> Qualification:
    """Ask for a qualification.

    Raises Refused(BAD_USER_INPUT): basis `choice` or `basis_kind`; measures and years below what the basis needs
    (`below_minimum`); documents missing, of another client or too old; `qualification_open` while one is asked for.
    """
    force = await rules_in_force(session)
    basis = force.rules.basis(wanted.basis)
    if basis is None:
        raise bad_input("basis", "choice")
    client = await locked(session, Client, client_id)
    if client.kind not in basis.kinds:
        raise bad_input("basis", "basis_kind")
    _hold_measures(basis, wanted)
    await _hold_free(session, client_id, basis.purpose)
    documents = await _documents(session, client_id, wanted.documents, basis, force.rules)
    row = Qualification(
        id=uuid7(),
        client_id=client_id,
        purpose=basis.purpose,
        basis=basis.key,
        rules=force.number,
        measures={name: str(wanted.measures[name]) for name in basis.minimum},
        years=wanted.years,
        tested_on=wanted.tested_on,
        note=clean_text(wanted.note or "", "note", limit=1000),
        requested_by=session.info["principal"].subject,
    )
    session.add(row)
    await session.flush()
    session.add_all(
        QualificationDocument(id=uuid7(), qualification_id=row.id, document_id=id) for id in documents
    )
    await session.flush()
    _tell(session, row)
    return row


async def take_up(session: AsyncSession, id: UUID, version: int) -> Qualification:
    """Begin the review. Raises Refused: CONFLICT; BAD_USER_INPUT: state, four_eyes."""
    row = await locked_at(session, Qualification, id, version)
    _hold_apart(session, row)
    row.state = moved(row.state, "take_up")
    row.reviewed_by = session.info["principal"].subject
    await session.flush()
    _tell(session, row)
    return row


async def decide(
    session: AsyncSession, id: UUID, version: int, *, approve: bool, reason: str | None, until: date | None
) -> Qualification:
    """Approve or reject what was asked for. until: its last day, None: as long as the rules say, and no longer.

    Raises Refused: CONFLICT; BAD_USER_INPUT: state, four_eyes, `required` (a rejection says why), date.
    """
    row = await locked_at(session, Qualification, id, version)
    _hold_apart(session, row)
    row.state = moved(row.state, "approve" if approve else "reject")
    row.reviewed_by, row.reviewed_at = session.info["principal"].subject, now()
    row.reason = clean_text(reason or "", "reason", limit=1000, required=not approve)
    client = await locked(session, Client, row.client_id)
    if approve:
        row.valid_until = await _until(session, row, until)
        going = (*MAKES_PROFESSIONAL, "ordinary") if row.purpose != "qualified" else ("qualified",)
        for before in await _in_force(session, client.id, going):
            if before.id != row.id:
                before.state, before.ended_at = moved(before.state, "revoke"), now()
                before.reason = None
        await session.flush()
    await session.flush()
    await settle(session, client)
    _tell(session, row)
    return row


async def revoke(session: AsyncSession, id: UUID, version: int, reason: str) -> Qualification:
    """Take an approval back. Raises Refused: CONFLICT; BAD_USER_INPUT: state, required."""
    row = await locked_at(session, Qualification, id, version)
    row.state, row.ended_at = moved(row.state, "revoke"), now()
    row.reason = clean_text(reason, "reason", limit=1000, required=True)
    client = await locked(session, Client, row.client_id)
    await session.flush()
    await settle(session, client)
    _tell(session, row)
    return row


async def settle(session: AsyncSession, client: Client) -> None:
    """Whether the client counts as qualified, and as professional, follows from what is in force."""
    held = {row.purpose for row in await _in_force(session, client.id, MAKES_QUALIFIED)}
    changed = []
    if bool(client.qualified) != bool(held):
        client.qualified = bool(held)
        changed.append("qualified")
    wanted = PROFESSIONAL_CLASS if held & set(MAKES_PROFESSIONAL) else ORDINARY_CLASS
    if client.investor_class != wanted:
        client.investor_class = wanted
        changed.append("investorClass")
    if changed:
        await session.flush()
        emit(session, told_of(client.id, tuple(changed)))


def moved(state: str, what: str) -> str:
    """The state after something happened. Raises Refused(BAD_USER_INPUT, problem=state) when it cannot happen."""
    after = MOVES[state].get(what)
    if after is None:
        raise bad_input("id", "state")
    return after


def _hold_apart(session: AsyncSession, row: Qualification) -> None:
    """Four eyes: nobody reviews what he asked for himself."""
    if row.requested_by == session.info["principal"].subject:
        raise bad_input("id", "four_eyes")


def _hold_measures(basis: Basis, wanted: Application) -> None:
    for name, minimum in basis.minimum.items():
        if wanted.measures.get(name, Decimal(-1)) < minimum:
            raise bad_input(f"measures.{name}", "below_minimum", minimum=str(minimum))
    if wanted.years is not None and not 0 <= wanted.years <= MOST_YEARS:
        raise bad_input("years", "range", low=0, high=MOST_YEARS)
    if basis.years and (wanted.years or 0) < basis.years:
        raise bad_input("years", "below_minimum", minimum=str(basis.years))
    if basis.purpose == "conversion" and wanted.tested_on is None:
        raise bad_input("testedOn", "required")
    if wanted.tested_on is not None and wanted.tested_on > business_date():
        raise bad_input("testedOn", "future")


async def _hold_free(session: AsyncSession, client_id: UUID, purpose: str) -> None:
    firm_id = session.info["firm_id"]
    taken = await session.scalar(
        select(Qualification.id).where(
            Qualification.firm_id == firm_id,
            Qualification.client_id == client_id,
            Qualification.purpose == purpose,
            Qualification.state.in_(OPEN),
        )
    )
    if taken is not None:
        raise bad_input("basis", "qualification_open")


async def _documents(
    session: AsyncSession, client_id: UUID, ids: Sequence[UUID], basis: Basis, rules: RuleSet
) -> list[UUID]:
    if len(ids) > MOST_DOCUMENTS:
        raise bad_input("documents", "limit", limit=MOST_DOCUMENTS)
    rows = (
        await session.scalars(
            select(Document).where(
                Document.firm_id == session.info["firm_id"],
                Document.client_id == client_id,
                Document.id.in_(ids),
                Document.deleted_at.is_(None),
            )
        )
    ).all()
    if len(rows) != len(set(ids)):
        raise bad_input("documents", "unknown")
    today = business_date()
    proofs = [row for row in rows if not basis.evidence or row.category in basis.evidence]
    if basis.evidence and not proofs:
        raise bad_input("documents", "evidence_missing", categories=list(basis.evidence))
    fresh = [
        row for row in proofs if months_later(business_date(row.uploaded_at), rules.evidence_months) >= today
    ]
    if basis.evidence and not fresh:
        raise bad_input("documents", "evidence_old", limit=rules.evidence_months)
    return [row.id for row in rows]


async def _until(session: AsyncSession, row: Qualification, until: date | None) -> date | None:
    if row.purpose == "ordinary":
        return None
    rules = await rules_of(session, row.rules)
    assert rules is not None
    today = business_date()
    latest = months_later(today, rules.qualification_months)
    if until is not None and not today <= until <= latest:
        raise bad_input("validUntil", "date")
    return until or latest


async def _in_force(
    session: AsyncSession, client_id: UUID, purposes: Sequence[str]
) -> Sequence[Qualification]:
    rows = await session.scalars(
        select(Qualification)
        .where(
            Qualification.firm_id == session.info["firm_id"],
            Qualification.client_id == client_id,
            Qualification.purpose.in_(purposes),
            Qualification.state.in_(IN_FORCE),
        )
        .with_for_update()
    )
    return rows.all()


def _tell(session: AsyncSession, row: Qualification) -> None:
    emit(session, QualificationChanged(qualification_id=row.id, client_id=row.client_id, state=row.state))
    strike(session, "client", str(row.client_id))
