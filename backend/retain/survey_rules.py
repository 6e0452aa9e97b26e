"""The rules of surveys of a firm in versions; the newest is in force, and before the first the shipped ones are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import Published, hold_base, hold_size, newest_of
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.retain.message_templates import ready
from backend.retain.message_texts import LINK
from backend.retain.purposes import SURVEY
from backend.retain.survey_content import SurveyRuleSet, read_content, shipped_content
from backend.retain.survey_events import SurveyRulesPublished
from backend.systemize.field_values import clean_text


class SurveyRules(Published):
    """One version. content: as `survey_content` reads it."""

    __tablename__ = "survey_rules"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)


@dataclass(frozen=True)
class SurveysInForce:
    """A version with its rules read. number: 0 of those the product ships."""

    number: int
    rules: SurveyRuleSet


async def surveys_in_force(session: AsyncSession) -> SurveysInForce:
    """The newest version, or what is shipped."""
    row = await newest_of(session, SurveyRules)
    if row is None:
        return SurveysInForce(0, read_content(shipped_content()))
    return SurveysInForce(row.number, read_content(row.content))


async def publish(session: AsyncSession, base: int, content: Any, note: str | None) -> SurveyRules:
    """Put other rules in force for what is asked and answered from now on. base: the newest number known.

    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: what `read_content` finds, what
    `hold_template` says, `content_same`.
    """
    hold_size(content)
    rules = read_content(content)
    newest = await newest_of(session, SurveyRules)
    number = hold_base(newest, base) + 1
    if content == (shipped_content() if newest is None else newest.content):
        raise bad_input("content", "content_same")
    await hold_template(session, rules.csat.template_id, "csat.template")
    row = SurveyRules(
        id=uuid7(),
        number=number,
        content=content,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await session.flush()
    emit(session, SurveyRulesPublished(survey_rules_id=row.id, number=number))
    return row


async def hold_template(session: AsyncSession, id: UUID | None, at: str) -> None:
    """Whether surveys can be sent by a template. id: None, the shipped words.

    Raises Refused(BAD_USER_INPUT): what `ready` says; choice for one of another purpose; survey_link for one that does
    not say where to answer.
    """
    if id is None:
        return
    found = await ready(session, id)
    if found.template.purpose != SURVEY:
        raise bad_input(at, "choice")
    if any(LINK not in text.variables for text in found.texts.values()):
        raise bad_input(at, "survey_link")
