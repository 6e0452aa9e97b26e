"""Rounds of NPS as who makes them sees them: what each asks whom, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import and_, func, select

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.ids import public_id
from backend.retain.contact_sentences import SENTENCES, said
from backend.retain.surveys import ANSWERED, ASKED, EXPIRED, PLANNED, UNSENT, Survey
from backend.retain.surveys import SurveyWave as WaveRow
from backend.schema.contactability import ContactReasonCount
from backend.schema.message_templates import MessageTemplate, template_named
from backend.schema.staff import User
from backend.schema.tag_rules import user_of

MOST: Final = 100
LATELY: Final = "asked_lately"
LATELY_SAID: Final = ("最近已调查过", "Asked lately")


@strawberry.type
class SurveyWave:
    """A round of NPS. The counts are of its clients: not sent yet, waiting for an answer, answered, and so on."""

    row: strawberry.Private[WaveRow]
    counts: strawberry.Private[dict[str, int]]
    held: strawberry.Private[int]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("surveywave", self.row.id))

    @strawberry.field
    def version(self) -> int:
        """Counts its changes."""
        return self.row.version

    @strawberry.field
    def name(self) -> str:
        """What it is called."""
        return self.row.name

    @strawberry.field
    def state(self) -> str:
        """draft, running, paused, ended."""
        return self.row.state

    @strawberry.field
    def condition(self) -> strawberry.scalars.JSON:
        """Which clients, in the rule language."""
        return strawberry.scalars.JSON(self.row.condition)

    @strawberry.field
    def language(self) -> str:
        """In which it asks."""
        return self.row.language

    @strawberry.field
    async def template(self, info: Info) -> MessageTemplate | None:
        """By which it asks; null: the words that the product ships."""
        id = self.row.template_id
        return None if id is None else await template_named(info.context, id)

    @strawberry.field
    def starts_at(self) -> datetime:
        """Nobody is asked before."""
        return self.row.starts_at

    @strawberry.field
    def ends_at(self) -> datetime:
        """Nothing can be answered after."""
        return self.row.ends_at

    @strawberry.field
    def remind_days(self) -> int | None:
        """After so many days who did not answer is asked once more; null: nobody."""
        return self.row.remind_days

    @strawberry.field
    def total(self) -> int | None:
        """How many clients met its condition when it began."""
        return self.row.total

    @strawberry.field
    def left_out(self, info: Info) -> list[ContactReasonCount]:
        """Why some of them were not asked, the most frequent first."""
        return reasons_in(info.context.locale, (self.row.left_out or {}).items())

    @strawberry.field
    def planned(self) -> int:
        """Not sent yet."""
        return self.counts.get(PLANNED, 0)

    @strawberry.field
    def waiting(self) -> int:
        """Of those not sent yet: their message waits for a rule, or for a person to settle why it is held."""
        return self.held

    @strawberry.field
    def sent(self) -> int:
        """Sent, answered or not."""
        return sum(self.counts.get(state, 0) for state in (ASKED, ANSWERED, EXPIRED))

    @strawberry.field
    def answered(self) -> int:
        """Answered."""
        return self.counts.get(ANSWERED, 0)

    @strawberry.field
    def unsent(self) -> int:
        """Could not be sent."""
        return self.counts.get(UNSENT, 0)

    @strawberry.field
    def started_at(self) -> datetime | None:
        """When it was started."""
        return self.row.started_at

    @strawberry.field
    def ended_at(self) -> datetime | None:
        """When it ended."""
        return self.row.ended_at

    @strawberry.field
    async def created_by(self, info: Info) -> User | None:
        """Who made it."""
        return await user_of(info.context, self.row.created_by)


def reasons_in(locale: str, counts: Iterable[tuple[str, int]]) -> list[ContactReasonCount]:
    """Reasons with their words, the most frequent first."""
    found = []
    for code, count in sorted(counts, key=lambda each: (-each[1], each[0])):
        if code == LATELY:
            text = LATELY_SAID[locale == "en"]
        else:
            text = said(code, locale, _Blank()) if code in SENTENCES else code
        found.append(ContactReasonCount(code=code, text=text, count=count))
    return found


class _Blank(dict[str, Any]):
    """Of many clients a sentence has no one value: it is told with a mark in its place."""

    def keys(self) -> Any:
        return ("days", "count", "risk", "level")

    def __getitem__(self, _name: str) -> str:
        return "…"


async def waves_of(context: Context) -> list[SurveyWave]:
    """The newest rounds; two statements."""
    return await _read(context, [])


async def wave_named(context: Context, id: UUID) -> SurveyWave | None:
    """One round."""
    return next(iter(await _read(context, [WaveRow.id == id])), None)


async def _read(context: Context, bounds: Sequence[Any]) -> list[SurveyWave]:
    firm_id = context.principal.firm_id
    async with context.database.read(firm_id) as session:
        context.queries += 2
        rows = (
            await session.scalars(
                select(WaveRow)
                .where(WaveRow.firm_id == firm_id, *bounds)
                .order_by(WaveRow.created_at.desc(), WaveRow.id.desc())
                .limit(MOST)
            )
        ).all()
        counted = await session.execute(
            select(
                Survey.wave_id,
                Survey.state,
                func.count(),
                func.count().filter(and_(Survey.state == PLANNED, Survey.message_id.is_not(None))),
            )
            .where(Survey.firm_id == firm_id, Survey.wave_id.in_([row.id for row in rows]))
            .group_by(Survey.wave_id, Survey.state)
        )
        counts: dict[UUID | None, dict[str, int]] = {}
        waiting: dict[UUID | None, int] = {}
        for wave_id, state, count, held in counted:
            counts.setdefault(wave_id, {})[state] = count
            waiting[wave_id] = waiting.get(wave_id, 0) + held
    return [SurveyWave(row=row, counts=counts.get(row.id, {}), held=waiting.get(row.id, 0)) for row in rows]
