"""Questionnaires of clients as readers see them: their history, the link to answer one, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.sources import column
from backend.platform.clock import now
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id, public_id
from backend.schema.client_papers import by_client
from backend.schema.staff import User
from backend.schema.tag_rules import user_of
from backend.track.assessment_links import AssessmentLink as LinkRow
from backend.track.assessments import Assessment as AssessmentRow
from backend.track.assessments import AssessmentSheet
from backend.track.suitability_rules import rules_of


@strawberry.type
class RiskAssessment:
    """One questionnaire of a client."""

    row: strawberry.Private[AssessmentRow]
    before: strawberry.Private[str | None]

    version: int = column("version")
    state: str = column("state", description="draft, completed, valid, expiring, expired or superseded.")
    level: str | None = column("level", description="C1 to C5; null for a draft.")
    score: int | None = column("score", description="Points; null where only the level is known.")
    lowest: bool = column("lowest", description="Whether he is of the lowest class.")
    channel: str = column("channel", description="counter, paper, phone, link, or recorded: without answers.")
    rules: int = column("rules", description="By which version of the rules; 0: none.")
    signed_on: date | None = column("signed_on", description="When the client signed.")
    valid_until: date | None = column("valid_until", description="Its last day.")
    created_at: datetime = column("created_at", description="When it was begun.")

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("assessment", self.row.id))

    @strawberry.field
    def earlier_level(self) -> str | None:
        """The level before it; null for the first."""
        return self.before

    @strawberry.field
    async def created_by(self, info: Info) -> User | None:
        """Who took it; null for the client himself and the product."""
        return await user_of(info.context, self.row.created_by)


@strawberry.type
class AssessmentLinkState:
    """A link by which the client answers himself; its text is shown once, when it is made."""

    expires_at: datetime
    created_at: datetime
    tries: int = strawberry.field(description="Wrong signatures so far.")


@strawberry.type
class RiskAnswer:
    """A question and what was answered."""

    key: str
    zh: str
    en: str
    chosen: list[str] = strawberry.field(description="Keys of the answers.")
    answers_zh: list[str]
    answers_en: list[str]
    points: int


async def answers_of(context: Context, client: Any, assessment: str) -> list[RiskAnswer]:
    """What a client answered; a draft's as far as it goes. Raises Refused(NOT_FOUND) for another's."""
    id = own_id("assessment", assessment)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 2
        found = (
            await session.execute(
                select(AssessmentRow.rules, AssessmentSheet.answers)
                .join(
                    AssessmentSheet,
                    (AssessmentSheet.firm_id == context.principal.firm_id)
                    & (AssessmentSheet.assessment_id == AssessmentRow.id),
                )
                .where(
                    AssessmentRow.firm_id == context.principal.firm_id,
                    AssessmentRow.id == id,
                    AssessmentRow.client_id == client.id,
                )
            )
        ).first()
        if found is None:
            raise Refused(Code.NOT_FOUND)
        rules = await rules_of(session, found.rules)
    questions = () if rules is None else rules.questionnaire.questions
    answers = []
    for question in questions:
        given = found.answers.get(question.key, [])
        chosen = [each for each in question.answers if each.key in given]
        answers.append(
            RiskAnswer(
                key=question.key,
                zh=question.zh,
                en=question.en,
                chosen=[each.key for each in chosen],
                answers_zh=[each.zh for each in chosen],
                answers_en=[each.en for each in chosen],
                points=question.points(given),
            )
        )
    return answers


async def assessments_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[RiskAssessment]]:
    """All questionnaires by client, the newest first."""
    rows = await by_client(session, context, AssessmentRow, ids)
    found = {}
    for id, theirs in rows.items():
        levels = [row.level for row in theirs]
        found[id] = [
            RiskAssessment(row=row, before=next((level for level in levels[n + 1 :] if level), None))
            for n, row in enumerate(theirs)
        ]
    return found


async def links_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, LinkRow]:
    """The link that each client can use now; clients without are absent."""
    rows = await session.scalars(
        select(LinkRow).where(
            LinkRow.firm_id == context.principal.firm_id,
            LinkRow.client_id.in_(ids),
            LinkRow.state == "open",
            LinkRow.expires_at > now(),
        )
    )
    return {row.client_id: row for row in rows}
