"""What clients answer: kept as often as they say it, the last time counts; a low answer finds who cares, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.escalation_chain import LEAD, chain_of
from backend.book.lookup import actor_id
from backend.book.service_content import OWNER
from backend.book.standing_in import acting_for
from backend.book.tasks import create_task
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.tenant import Firm
from backend.platform.versions import locked_at
from backend.retain import survey_words as words
from backend.retain.drawdown_tasks import due_in
from backend.retain.requests import ServiceRequest
from backend.retain.survey_content import SurveyRuleSet
from backend.retain.survey_events import SurveyAnswered, SurveyFollowed, SurveyLow
from backend.retain.survey_planning import call_off
from backend.retain.survey_rules import surveys_in_force
from backend.retain.surveys import ANSWERED, ASKED, PLANNED, SCORES, Survey, SurveyAnswer
from backend.systemize.field_values import clean_text

MOST_ANSWERS: Final = 20
"""How often one survey is answered: who has a link may think again, not fill a table."""
LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page of a link shows. zh, en: what the request was, None of NPS; score, text: what was answered."""

    firm: str
    kind: str
    zh: str | None
    en: str | None
    score: int | None
    text: str | None
    expires_at: datetime | None


async def opened(session: AsyncSession, id: UUID) -> Sheet:
    """The sheet of a survey that can be answered now. Raises Refused(NOT_FOUND) for every other one, all alike."""
    firm_id = session.info["firm_id"]
    found = (
        await session.execute(
            select(Survey, Firm.name, ServiceRequest.zh, ServiceRequest.en)
            .select_from(Survey)
            .join(Firm, Firm.firm_id == firm_id)
            .outerjoin(
                ServiceRequest,
                and_(ServiceRequest.firm_id == firm_id, ServiceRequest.id == Survey.request_id),
            )
            .where(Survey.firm_id == firm_id, Survey.id == id)
        )
    ).one_or_none()
    if found is None or not can_answer(found[0], now()):
        raise Refused(Code.NOT_FOUND)
    row, firm, zh, en = found
    return Sheet(firm, row.kind, zh, en, row.score, row.text, row.expires_at)


def can_answer(row: Survey, at: datetime) -> bool:
    """Whether a link is good: it was sent, its time is not over, and it was not answered all too often."""
    sent = row.state in (ASKED, ANSWERED) or (row.state == PLANNED and row.message_id is not None)
    in_time = row.expires_at is None or row.expires_at > at
    return sent and in_time and row.answers < MOST_ANSWERS


async def answer(session: AsyncSession, id: UUID, score: int, text: str | None) -> Survey:
    """Keep an answer. Raises Refused: NOT_FOUND as `opened`; BAD_USER_INPUT: range, too_long."""
    row: Survey | None = await session.scalar(
        select(Survey).where(Survey.firm_id == session.info["firm_id"], Survey.id == id).with_for_update()
    )
    at = now()
    if row is None or not can_answer(row, at):
        raise Refused(Code.NOT_FOUND)
    low, high = SCORES[row.kind]
    if not low <= score <= high:
        raise bad_input("score", "range", low=low, high=high)
    said = clean_text(text or "", "text", limit=LONGEST)
    rules = (await surveys_in_force(session)).rules
    again = row.state == ANSWERED
    if row.asked_at is None:
        # The provider's word that it went comes a moment after the client has it.
        row.asked_at, row.expires_at = at, at + timedelta(days=rules.days(row.kind))
    row.state, row.score, row.text, row.answered_at, row.due_at = ANSWERED, score, said, at, None
    row.answers += 1
    session.add(SurveyAnswer(id=uuid7(), survey_id=row.id, score=score, text=said, at=at))
    await session.flush()
    await call_off(session, [row])
    is_low = rules.is_low(row.kind, score)
    if is_low and row.low_at is None:
        await _care_for(session, row, rules, at)
    emit(
        session,
        SurveyAnswered(survey_id=row.id, client_id=row.client_id, kind=row.kind, low=is_low, again=again),
    )
    strike(session, "client", str(row.client_id))
    return row


async def _care_for(session: AsyncSession, row: Survey, rules: SurveyRuleSet, at: datetime) -> None:
    """One task for who served him, and word to who leads: once, whatever he answers later."""
    row.low_at = at
    owner, team = await _whose(session, row)
    chain = await chain_of(session)
    person = chain.of(OWNER, owner, team) or chain.of(LEAD, owner, team)
    if person is not None:
        task = await create_task(
            session,
            words.said(words.TITLE, chain.people[person].locale),
            body=words.said(words.BODY, chain.people[person].locale),
            due_at=due_in(rules.follow.days),
            priority="high",
            client_id=row.client_id,
            assignee_id=person,
        )
        row.task_id = task.id
    await session.flush()
    told = {role: chain.of(role, owner, team) for role in rules.follow.tell}
    acting = await acting_for(session, row.firm_id, [id for id in told.values() if id is not None])
    people: set[UUID] = set()
    for role, id in told.items():
        # Who leads his own clients has the task already.
        if id is None or acting[id] in people or id == person:
            continue
        people.add(acting[id])
        emit(
            session,
            SurveyLow(survey_id=row.id, client_id=row.client_id, kind=row.kind, role=role, told=acting[id]),
        )


async def _whose(session: AsyncSession, row: Survey) -> tuple[UUID | None, UUID | None]:
    """Who saw to the request, else who serves the client; and the client's team."""
    found: Any = (
        await session.execute(
            select(Client.owner_id, Client.team_id, ServiceRequest.owner_id)
            .select_from(Client)
            .outerjoin(
                ServiceRequest,
                and_(ServiceRequest.firm_id == row.firm_id, ServiceRequest.id == row.request_id),
            )
            .where(Client.firm_id == row.firm_id, Client.id == row.client_id)
        )
    ).one()
    owner, team, handler = found
    return handler or owner, team


async def follow_up(session: AsyncSession, id: UUID, version: int, note: str | None) -> Survey:
    """Write down what came of an answer. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: state, required."""
    row = await locked_at(session, Survey, id, version)
    if row.state != ANSWERED:
        raise bad_input("id", "state")
    row.note = clean_text(note or "", "note", limit=LONGEST, required=True)
    row.followed_at, row.followed_by_id = now(), actor_id(session)
    await session.flush()
    emit(session, SurveyFollowed(survey_id=row.id, client_id=row.client_id, by=row.followed_by_id))
    strike(session, "client", str(row.client_id))
    return row
