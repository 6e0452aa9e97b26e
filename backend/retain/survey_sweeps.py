"""What the clock does to surveys: asks when it is time, reminds once, ends what nobody answered in time.

All that is due is on the rows, so a worker that was away finds what was missed. Whether a client may be written to is
judged by the sender of messages, in the moment it goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.errors import Refused
from backend.platform.keys import Vault
from backend.retain import survey_words as words
from backend.retain.message_plans import Cause, Wording, plan
from backend.retain.message_texts import LINK
from backend.retain.messages import Message
from backend.retain.purposes import MAIL, SURVEY
from backend.retain.survey_content import SurveyRuleSet
from backend.retain.survey_links import CAUSE, message_mark
from backend.retain.survey_planning import call_off
from backend.retain.survey_rules import surveys_in_force
from backend.retain.survey_waves import finish
from backend.retain.surveys import (
    ASKED,
    CSAT,
    EXPIRED,
    PAUSED,
    PLANNED,
    RUNNING,
    UNSENT,
    Survey,
    SurveyWave,
)

AT_ONCE: Final = 200
"""Surveys that one transaction asks: the rest follows in the next turn, a second later."""
AGAIN: Final = timedelta(hours=1)
"""When words that cannot be sent (a template out of use, a forbidden word) are tried again."""
SENT_STATES, LOST_STATES = ("sent", "delivered"), ("bounced", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Group:
    """Surveys that are asked with the same words. again: it is the reminder."""

    kind: str
    wave_id: UUID | None
    again: bool


async def sweep(session: AsyncSession, vault: Vault, at: datetime | None = None) -> int:
    """Bring surveys and waves of the firm up to date; how many surveys were looked at. at: None, the server's time."""
    if at is None:
        at = (await session.scalars(select(func.clock_timestamp()))).one()
    await _end_waves(session, at)
    found = await _due(session, at)
    if not found:
        return 0
    rules = (await surveys_in_force(session)).rules
    groups: defaultdict[Group, list[Survey]] = defaultdict(list)
    over: list[Survey] = []
    waves: dict[UUID | None, SurveyWave | None] = {}
    for row, wave in found:
        waves[row.wave_id] = wave
        group = _what(row, wave, rules, at, over)
        # Two of one client are not asked in one breath: the second is looked at a moment later.
        if group is not None and all(other.client_id != row.client_id for other in groups[group]):
            groups[group].append(row)
    await session.flush()
    await call_off(session, over)
    for group, rows in groups.items():
        if rows:
            await _ask(session, vault, group, rows, waves[group.wave_id], rules, at)
    await session.flush()
    return len(found)


async def _due(session: AsyncSession, at: datetime) -> Sequence[Any]:
    firm_id = session.info["firm_id"]
    return (
        await session.execute(
            select(Survey, SurveyWave)
            .outerjoin(SurveyWave, and_(SurveyWave.firm_id == firm_id, SurveyWave.id == Survey.wave_id))
            .where(Survey.firm_id == firm_id, Survey.due_at <= at)
            .order_by(Survey.due_at, Survey.id)
            .limit(AT_ONCE)
            .with_for_update(of=Survey, skip_locked=True)
        )
    ).all()


def _what(
    row: Survey, wave: SurveyWave | None, rules: SurveyRuleSet, at: datetime, over: list[Survey]
) -> Group | None:
    """What is to be done with a survey that is due: asked, reminded of, or over."""
    rests = wave is not None and wave.state == PAUSED
    if row.state == PLANNED and row.message_id is None:
        if rests:
            row.due_at = None
            return None
        return Group(row.kind, row.wave_id, again=False)
    if row.state == PLANNED:
        row.state, row.due_at = UNSENT, None
        over.append(row)
        return None
    assert row.expires_at is not None
    if row.expires_at <= at:
        row.state, row.due_at = EXPIRED, None
        over.append(row)
        return None
    row.due_at = row.expires_at
    return None if rests or row.reminder_id is not None else Group(row.kind, row.wave_id, again=True)


async def _ask(
    session: AsyncSession,
    vault: Vault,
    group: Group,
    rows: Sequence[Survey],
    wave: SurveyWave | None,
    rules: SurveyRuleSet,
    at: datetime,
) -> None:
    by_client = {row.client_id: row for row in rows}
    cause = Cause(
        CAUSE,
        lambda client_id: message_mark(by_client[client_id].id, again=group.again),
        id=group.wave_id,
    )
    try:
        # Whoever reads the message here does not get the link: it is put in as the message is handed over.
        places = {client_id: {LINK: f"{{{LINK}}}"} for client_id in by_client}
        made = await plan(session, vault, list(by_client), _wording(group, wave, rules), cause, own=places)
    except Refused:
        for row in rows:
            row.due_at = min(at + AGAIN, row.expires_at) if group.again and row.expires_at else at + AGAIN
        return
    for message in made:
        keep(by_client[message.client_id], message, rules, at, again=group.again)


def keep(row: Survey, message: Message, rules: SurveyRuleSet, at: datetime, *, again: bool) -> None:
    """Note the message that asks; it has as long to go as the client would have to answer."""
    if again:
        row.reminder_id = message.id
    else:
        row.message_id, row.due_at = message.id, at + timedelta(days=rules.days(row.kind))


def _wording(group: Group, wave: SurveyWave | None, rules: SurveyRuleSet) -> Wording:
    template = rules.csat.template_id if group.kind == CSAT else wave.template_id if wave else None
    language = rules.csat.language if group.kind == CSAT else wave.language if wave else "zh-CN"
    if template is not None:
        return Wording(template_id=template, language=language)
    return Wording(text=words.TEXTS[group.kind][language], purpose=SURVEY, channel=MAIL, language=language)


async def message_changed(session: AsyncSession, message_id: UUID, state: str) -> Survey | None:
    """What became of the message that asks: from now on an answer is waited for, or it came to nobody."""
    firm_id = session.info["firm_id"]
    found = (
        await session.execute(
            select(Survey, SurveyWave, Message.sent_at)
            .join(Message, and_(Message.firm_id == firm_id, Message.id == Survey.message_id))
            .outerjoin(SurveyWave, and_(SurveyWave.firm_id == firm_id, SurveyWave.id == Survey.wave_id))
            .where(Survey.firm_id == firm_id, Survey.message_id == message_id)
            .with_for_update(of=Survey)
        )
    ).one_or_none()
    if found is None:
        return None
    row, wave, sent_at = found
    if state in SENT_STATES and sent_at is not None and row.state in (PLANNED, UNSENT):
        rules = (await surveys_in_force(session)).rules
        row.state, row.asked_at = ASKED, sent_at
        row.expires_at = sent_at + timedelta(days=rules.days(row.kind))
        row.due_at = row.expires_at
        if wave is not None:
            row.expires_at = min(row.expires_at, wave.ends_at)
            row.due_at = _next(row.expires_at, sent_at, wave)
    elif state in LOST_STATES and row.state in (PLANNED, ASKED):
        # What came back was read by nobody: it is none of those that were sent.
        row.state, row.due_at, row.asked_at, row.expires_at = UNSENT, None, None, None
    await session.flush()
    return row


def _next(expires_at: datetime, sent_at: datetime, wave: SurveyWave) -> datetime:
    if wave.remind_days is None:
        return expires_at
    return min(expires_at, sent_at + timedelta(days=wave.remind_days))


async def _end_waves(session: AsyncSession, at: datetime) -> None:
    rows = (
        await session.scalars(
            select(SurveyWave)
            .where(
                SurveyWave.firm_id == session.info["firm_id"],
                SurveyWave.due_at <= at,
                SurveyWave.state.in_((RUNNING, PAUSED)),
            )
            .with_for_update(skip_locked=True)
        )
    ).all()
    for wave in rows:
        await finish(session, wave)
