"""Risk assessments of clients: sheets that are filled in, completed, signed, and superseded by newer ones.

A client's risk level and its expiry are taken from the one that is current; nothing else writes them but imports and
hands that record what was known before, which become assessments without answers (assessment_records.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Index, delete, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.client_changes import told_of
from backend.book.clients import Client
from backend.platform.bells import strike
from backend.platform.clock import business_date, now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.track.assessment_states import COMPLETED, CURRENT, DRAFT, moved, state_on
from backend.track.questionnaires import Questionnaire, judge, months_later, read_answers
from backend.track.suitability_events import AssessmentChanged
from backend.track.suitability_rules import rules_in_force, rules_of

CHANNELS: Final = ("counter", "paper", "phone", "link", "recorded")
BY_HAND: Final = ("counter", "paper", "phone")
"""How somebody of the firm takes a sheet; `link`: the client by himself; `recorded`: known before, without answers."""


class Assessment(Versioned, TenantRow):
    """One assessment. rules: number of the rules by which it was judged; score, level, lowest: None until completed.

    signed_on: the day the client signed; valid_until: its last day. task_id: the owner was asked to renew it.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        refers("client", "client_id"),
        refers("task", "task_id"),
        Index("ix_assessment_client", "firm_id", "client_id", "created_at"),
        Index("ix_assessment_state", "firm_id", "state", "valid_until"),
        Index(
            "uq_assessment_current", "firm_id", "client_id", unique=True,
            postgresql_where=text("state in ('valid', 'expiring', 'expired')"),
        ),
        Index(
            "uq_assessment_draft", "firm_id", "client_id", unique=True, postgresql_where=text("state = 'draft'")
        ),
    )  # fmt: skip

    client_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(default=DRAFT)
    rules: Mapped[int]
    score: Mapped[int | None]
    level: Mapped[str | None]
    lowest: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str]
    signed_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    completed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    task_id: Mapped[UUID | None]

    @classmethod
    def worked_out(cls) -> ColumnElement[bool]:
        """What only repeats the client's facts goes with them."""
        return cls.channel == "recorded"


class AssessmentSheet(TenantRow):
    """The answers of an assessment. They tell of money and family, so they stand apart and not in the audit."""

    __tablename__ = "assessment_sheet"
    __table_args__ = (
        refers("assessment", "assessment_id"),
        Index("uq_assessment_sheet", "firm_id", "assessment_id", unique=True),
    )
    audited: ClassVar[bool] = False

    assessment_id: Mapped[UUID]
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)


@dataclass(frozen=True)
class Sheet:
    """A filled-in sheet. signed_on: None while the client has not signed."""

    answers: Mapping[str, Any]
    channel: str
    signed_on: date | None = None


async def save_draft(session: AsyncSession, client_id: UUID, version: int, sheet: Sheet) -> Assessment:
    """Keep a sheet as far as it is filled in. version: of the draft it was begun from, 0 for the first.

    Raises Refused: CONFLICT when somebody else wrote it meanwhile; BAD_USER_INPUT: what `read_answers` finds.
    """
    force = await rules_in_force(session)
    answers = read_answers(force.rules.questionnaire, sheet.answers, whole=False)
    await locked(session, Client, client_id)
    draft = await _draft(session, client_id)
    if (0 if draft is None else draft.version) != version:
        raise Refused(Code.CONFLICT, fields=["answers"], version=0 if draft is None else draft.version)
    if draft is None:
        draft = Assessment(id=uuid7(), client_id=client_id, rules=force.number, channel=_channel(sheet))
        session.add(draft)
    else:
        draft.rules, draft.channel, draft.updated_at = force.number, _channel(sheet), now()
    await session.flush()
    await _keep(session, draft.id, answers)
    _tell(session, draft)
    return draft


async def discard_draft(session: AsyncSession, client_id: UUID, version: int) -> UUID:
    """Throw the draft of a client away; his id. Raises Refused: NOT_FOUND, or CONFLICT for a stale version."""
    draft = await _draft(session, client_id)
    if draft is None:
        raise Refused(Code.NOT_FOUND)
    draft = await locked_at(session, Assessment, draft.id, version)
    await _drop(session, draft)
    strike(session, "client", str(client_id))
    return client_id


async def complete(
    session: AsyncSession, client_id: UUID, sheet: Sheet, *, rules: int | None = None
) -> Assessment:
    """Judge a whole sheet; once it is signed it is valid and what was current is superseded.

    rules: the version that was asked, which has to be in force still. Raises Refused: BAD_USER_INPUT for answers, for
    a day to come or too long ago (`range`); CONFLICT when newer rules ask otherwise.
    """
    force = await rules_in_force(session)
    if rules is not None and rules != force.number:
        raise Refused(Code.CONFLICT, fields=["rules"], version=force.number)
    form = force.rules.questionnaire
    answers = read_answers(form, sheet.answers, whole=True)
    client = await locked(session, Client, client_id)
    draft = await _draft(session, client_id)
    if draft is not None:
        await _drop(session, draft)
    for waiting in await _of(session, client_id, (COMPLETED,)):
        _end(waiting)
    found = judge(form, answers)
    row = Assessment(
        id=uuid7(),
        client_id=client_id,
        state=moved(DRAFT, "complete"),
        rules=force.number,
        score=found.score,
        level=found.level,
        lowest=found.lowest,
        channel=_channel(sheet),
        completed_at=now(),
    )
    session.add(row)
    await session.flush()
    await _keep(session, row.id, answers)
    if sheet.signed_on is not None:
        await _sign(session, client, row, form, sheet.signed_on)
    _tell(session, row)
    return row


async def sign(session: AsyncSession, id: UUID, version: int, on: date) -> Assessment:
    """The client has signed what was completed: it is valid from that day.

    Raises Refused: NOT_FOUND, CONFLICT, BAD_USER_INPUT: state, range.
    """
    row = await locked_at(session, Assessment, id, version)
    moved(row.state, "sign")
    rules = await rules_of(session, row.rules)
    assert rules is not None
    client = await locked(session, Client, row.client_id)
    await _sign(session, client, row, rules.questionnaire, on)
    _tell(session, row)
    return row


async def _sign(
    session: AsyncSession, client: Client, row: Assessment, form: Questionnaire, on: date
) -> None:
    today = business_date()
    until = months_later(on, form.months)
    if not on <= today <= until:
        raise bad_input("signedOn", "date")
    for before in await _of(session, client.id, CURRENT):
        _end(before)
    await session.flush()  # before: there is one current at a time
    row.signed_on, row.valid_until = on, until
    row.state = moved(row.state, "sign")
    row.state = state_on(today, until, form.warn_days)
    client.risk_level, client.risk_valid_until = row.level, until
    await session.flush()
    emit(session, told_of(client.id, ("riskLevel", "riskValidUntil")))


async def current_of(session: AsyncSession, client_ids: Sequence[UUID]) -> dict[UUID, Assessment]:
    """The assessment each client's risk level is taken from; clients without are absent."""
    rows = await session.scalars(
        select(Assessment).where(
            Assessment.firm_id == session.info["firm_id"],
            Assessment.client_id.in_(client_ids),
            Assessment.state.in_(CURRENT),
        )
    )
    return {row.client_id: row for row in rows}


def _end(row: Assessment) -> None:
    row.state, row.ended_at = moved(row.state, "supersede"), now()


async def _of(session: AsyncSession, client_id: UUID, states: Sequence[str]) -> Sequence[Assessment]:
    rows = await session.scalars(
        select(Assessment)
        .where(
            Assessment.firm_id == session.info["firm_id"],
            Assessment.client_id == client_id,
            Assessment.state.in_(states),
        )
        .with_for_update()
    )
    return rows.all()


async def _draft(session: AsyncSession, client_id: UUID) -> Assessment | None:
    found = await _of(session, client_id, (DRAFT,))
    return found[0] if found else None


async def _drop(session: AsyncSession, draft: Assessment) -> None:
    await session.execute(
        delete(AssessmentSheet)
        .where(AssessmentSheet.firm_id == session.info["firm_id"], AssessmentSheet.assessment_id == draft.id)
        .execution_options(synchronize_session=False)
    )
    await session.delete(draft)
    await session.flush()


async def _keep(session: AsyncSession, id: UUID, answers: dict[str, list[str]]) -> None:
    sheet = await session.scalar(
        select(AssessmentSheet).where(
            AssessmentSheet.firm_id == session.info["firm_id"], AssessmentSheet.assessment_id == id
        )
    )
    if sheet is None:
        session.add(AssessmentSheet(id=uuid7(), assessment_id=id, answers=answers))
    else:
        sheet.answers = answers
    await session.flush()


def _channel(sheet: Sheet) -> str:
    if sheet.channel not in CHANNELS:
        raise bad_input("channel", "choice")
    return sheet.channel


def _tell(session: AsyncSession, row: Assessment) -> None:
    emit(session, AssessmentChanged(assessment_id=row.id, client_id=row.client_id, state=row.state))
    strike(session, "client", str(row.client_id))
