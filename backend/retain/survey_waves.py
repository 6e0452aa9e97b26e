"""Rounds of NPS: made, started, paused and ended by people; asked of their clients by the worker.

A client is asked once within the firm's days, never more often than K-16 allows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.lookup import all_named
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.retain.message_texts import LANGUAGES
from backend.retain.messages import WAITING, Message
from backend.retain.survey_events import SurveyWaveChanged
from backend.retain.survey_planning import call_off
from backend.retain.survey_rules import hold_template, surveys_in_force
from backend.retain.surveys import (
    ASKED,
    DRAFT,
    ENDED,
    EXPIRED,
    NPS,
    OPEN,
    PAUSED,
    PLANNED,
    RUNNING,
    UNSENT,
    VOID,
    Survey,
    SurveyWave,
)
from backend.systemize.field_values import clean_text

NAME: Final = 80
MOST: Final = 5_000
"""Clients of one wave."""
LONGEST: Final = timedelta(days=120)
LATEST: Final = timedelta(days=366)
MOST_REMIND: Final = 60


@dataclass(frozen=True, slots=True)
class WaveDraft:
    """What a wave is to be; as `SurveyWave` says. condition: a whole one, checked before."""

    name: str
    condition: Mapping[str, Any]
    language: str
    template_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    remind_days: int | None


async def save(session: AsyncSession, draft: WaveDraft, id: UUID | None, version: int | None) -> SurveyWave:
    """Make a wave, or change one that has not begun.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: required, too_long, choice, range, what `hold_template` says,
    state for one that has begun.
    """
    name = clean_text(draft.name, "name", limit=NAME, required=True) or ""
    if draft.language not in LANGUAGES:
        raise bad_input("language", "choice")
    if draft.remind_days is not None and not 1 <= draft.remind_days <= MOST_REMIND:
        raise bad_input("remindDays", "range", low=1, high=MOST_REMIND)
    _hold_days(draft)
    await hold_template(session, draft.template_id, "template")
    if id is None:
        row = SurveyWave(
            id=uuid7(), state=DRAFT, created_at=now(), created_by=session.info["principal"].subject
        )
        session.add(row)
    else:
        row = await locked_at(session, SurveyWave, id, version or 0)
        if row.state != DRAFT:
            raise bad_input("id", "state")
    row.name, row.condition, row.language = name, dict(draft.condition), draft.language
    row.template_id, row.remind_days = draft.template_id, draft.remind_days
    row.starts_at, row.ends_at = draft.starts_at, draft.ends_at
    return await _told(session, row)


def _hold_days(draft: WaveDraft) -> None:
    at = now()
    if not draft.starts_at < draft.ends_at <= draft.starts_at + LONGEST:
        raise bad_input("endsAt", "survey_days", days=LONGEST.days)
    if draft.ends_at <= at or draft.starts_at > at + LATEST:
        low, high = (each.date().isoformat() for each in (at, at + LATEST))
        raise bad_input("startsAt", "range", low=low, high=high)


async def lately_of(session: AsyncSession, client_ids: Collection[UUID], at: datetime) -> set[UUID]:
    """Those of some clients who were asked, or are to be, within the firm's days before an instant."""
    gap = timedelta(days=(await surveys_in_force(session)).rules.nps.gap)
    rows = await session.scalars(
        select(Survey.client_id).where(
            Survey.firm_id == session.info["firm_id"],
            Survey.kind == NPS,
            Survey.client_id.in_(client_ids),
            Survey.state.not_in((UNSENT, VOID)),
            func.coalesce(Survey.asked_at, Survey.created_at) > at - gap,
        )
    )
    return set(rows)


async def begin(
    session: AsyncSession,
    id: UUID,
    version: int,
    client_ids: Sequence[UUID],
    total: int,
    left_out: Mapping[str, int],
) -> SurveyWave:
    """Start a wave: its clients are asked in the background from its first instant on.

    client_ids: who can be asked; whoever was asked meanwhile is left out here. Raises Refused: NOT_FOUND, CONFLICT;
    BAD_USER_INPUT: state, survey_nobody, range for one whose time is over.
    """
    wave = await locked_at(session, SurveyWave, id, version)
    if wave.state != DRAFT:
        raise bad_input("id", "state")
    at = now()
    if wave.ends_at <= at:
        raise bad_input("endsAt", "future")
    # Locked: two waves that begin at once do not both ask one client.
    await all_named(session, Client, list(client_ids), "client")
    lately = await lately_of(session, client_ids, at)
    asked = [each for each in client_ids if each not in lately]
    if not asked:
        raise bad_input("id", "survey_nobody")
    due = max(at, wave.starts_at)
    by = session.info["principal"].subject
    session.add_all(
        Survey(
            id=uuid7(), client_id=client_id, kind=NPS, wave_id=wave.id, due_at=due, answers=0, created_at=at,
            created_by=by,
        )
        for client_id in asked
    )  # fmt: skip
    wave.state, wave.started_at, wave.due_at = RUNNING, at, wave.ends_at
    wave.total, wave.left_out = total, dict(left_out)
    return await _told(session, wave)


async def pause(session: AsyncSession, id: UUID, version: int) -> SurveyWave:
    """Ask nobody further for now; what was sent can be answered. Raises Refused: NOT_FOUND, CONFLICT; state."""
    wave = await locked_at(session, SurveyWave, id, version)
    if wave.state != RUNNING:
        raise bad_input("id", "state")
    wave.state = PAUSED
    await session.execute(
        update(Survey).where(*_unasked(wave)).values(due_at=None).execution_options(synchronize_session=False)
    )
    await _move_messages(session, wave, None)
    return await _told(session, wave)


async def resume(session: AsyncSession, id: UUID, version: int) -> SurveyWave:
    """Go on asking. Raises Refused as `pause`."""
    wave = await locked_at(session, SurveyWave, id, version)
    if wave.state != PAUSED:
        raise bad_input("id", "state")
    wave.state, at = RUNNING, now()
    await session.execute(
        update(Survey)
        .where(*_unasked(wave))
        .values(due_at=max(at, wave.starts_at))
        .execution_options(synchronize_session=False)
    )
    await _move_messages(session, wave, at)
    return await _told(session, wave)


async def end(session: AsyncSession, id: UUID, version: int) -> SurveyWave:
    """End a wave, or put a draft away: links stop, and nobody is asked any more. Raises Refused as `pause`."""
    wave = await locked_at(session, SurveyWave, id, version)
    if wave.state == ENDED:
        raise bad_input("id", "state")
    return await finish(session, wave)


async def finish(session: AsyncSession, wave: SurveyWave) -> SurveyWave:
    """End a wave: what was sent and not answered has expired, what was not sent is void."""
    at = now()
    rows = (
        await session.scalars(
            select(Survey)
            .where(Survey.firm_id == wave.firm_id, Survey.wave_id == wave.id, Survey.state.in_(OPEN))
            .order_by(Survey.id)
            .with_for_update()
        )
    ).all()
    for row in rows:
        row.state = EXPIRED if row.state == ASKED else VOID
        row.due_at, row.expires_at = None, at
    await session.execute(
        update(Survey)
        .where(Survey.firm_id == wave.firm_id, Survey.wave_id == wave.id, Survey.expires_at > at)
        .values(expires_at=at)
        .execution_options(synchronize_session=False)
    )
    wave.state, wave.ended_at, wave.due_at = ENDED, at, None
    await session.flush()
    await call_off(session, rows)
    return await _told(session, wave)


def _unasked(wave: SurveyWave) -> tuple[Any, ...]:
    return (
        Survey.firm_id == wave.firm_id,
        Survey.wave_id == wave.id,
        Survey.state == PLANNED,
        Survey.message_id.is_(None),
    )


async def _move_messages(session: AsyncSession, wave: SurveyWave, due_at: datetime | None) -> None:
    """Messages of a wave that wait are looked at from an instant on. due_at: None, not until the wave goes on."""
    await session.execute(
        update(Message)
        .where(
            Message.firm_id == wave.firm_id,
            Message.cause_id == wave.id,
            Message.state.in_(WAITING),
            Message.id.in_(
                select(func.coalesce(Survey.reminder_id, Survey.message_id)).where(
                    Survey.firm_id == wave.firm_id, Survey.wave_id == wave.id
                )
            ),
        )
        .values(due_at=due_at)
        .execution_options(synchronize_session=False)
    )


async def _told(session: AsyncSession, wave: SurveyWave) -> SurveyWave:
    await session.flush()
    emit(session, SurveyWaveChanged(survey_wave_id=wave.id, state=wave.state))
    return wave
