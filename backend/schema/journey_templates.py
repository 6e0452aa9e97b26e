"""Journey templates as readers see them: each version with its stages, the draft, and the list of reasons of loss."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import draft_of, versions_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.nodes import Node, RelationEnum
from backend.graph.nouns import Noun
from backend.graph.sources import Standing, column, to_one
from backend.platform.errors import bad_input
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.journey_differences import JourneyDifference, differences
from backend.schema.nouns import noun_of
from backend.schema.staff import TEAM, Team
from backend.schema.tag_conditions import fields_of
from backend.schema.tag_rules import names_in, words_of
from backend.systemize.conditions.tree import write
from backend.track.journeys import RUNNING
from backend.track.journeys import Journey as JourneyRow
from backend.track.template_content import (
    MOST_STAGES,
    Content,
    Criterion,
    Stage,
    TaskTemplate,
    Words,
    read_content,
)
from backend.track.templates import JourneyTemplate as TemplateRow
from backend.track.templates import JourneyTemplateDraft as DraftRow
from backend.track.templates import JourneyTemplateVersion as VersionRow


@strawberry.type
class JourneyCriterion:
    """What has to hold of the client before a stage is left."""

    criterion: strawberry.Private[Criterion]

    @strawberry.field
    def key(self) -> str:
        """Its key."""
        return self.criterion.key

    @strawberry.field
    def zh(self) -> str:
        """In Chinese."""
        return self.criterion.name.zh

    @strawberry.field
    def en(self) -> str:
        """In English."""
        return self.criterion.name.en

    @strawberry.field
    def condition(self) -> strawberry.scalars.JSON:
        """In the rule language."""
        return strawberry.scalars.JSON(write(self.criterion.condition))

    @strawberry.field
    async def sentence(self, info: Info) -> str:
        """The condition in words of the reader's language."""
        condition = self.criterion.condition
        return words_of(condition, info.context, await names_in(info.context, condition))

    @strawberry.field
    def uses(self) -> list[str]:
        """Coordinates it rests on."""
        return list(fields_of(self.criterion.condition))


@strawberry.type
class JourneyWords:
    """Something said in both languages."""

    zh: str
    en: str


@strawberry.type
class JourneyTaskTemplate:
    """A task that is made when its stage is entered."""

    task: strawberry.Private[TaskTemplate]

    @strawberry.field
    def key(self) -> str:
        """Its key, which tasks made of it bear as `taskKey`."""
        return self.task.key

    @strawberry.field
    def zh(self) -> str:
        """In Chinese."""
        return self.task.name.zh

    @strawberry.field
    def en(self) -> str:
        """In English."""
        return self.task.name.en

    @strawberry.field
    def playbook(self) -> JourneyWords:
        """How it is done."""
        return JourneyWords(zh=self.task.playbook.zh, en=self.task.playbook.en)

    @strawberry.field
    def checklist(self) -> list[JourneyWords]:
        """What it consists of."""
        return [JourneyWords(zh=item.zh, en=item.en) for item in self.task.checklist]

    @strawberry.field
    def owner(self) -> str:
        """Who gets it: owner, lead, or `role:` and a role."""
        return self.task.owner

    @strawberry.field
    def days(self) -> int:
        """Workdays until it is due."""
        return self.task.days

    @strawberry.field
    def evidence(self) -> str:
        """none, note, document."""
        return self.task.evidence

    @strawberry.field
    def mandatory(self) -> bool:
        """Whether the stage cannot be left without it."""
        return self.task.mandatory

    @strawberry.field
    def compliance(self) -> bool:
        """Whether nobody may waive it."""
        return self.task.compliance


@strawberry.type
class JourneyStage:
    """A stage of a version of a template."""

    stage: strawberry.Private[Stage]

    @classmethod
    def gone(cls, key: str, zh: str, en: str) -> JourneyStage:
        """A stage that the newest version has no more, by what journeys in it say."""
        empty = Words("", "")
        return cls(stage=Stage(MOST_STAGES, key, Words(zh, en), None, False, empty, (), ()))

    @strawberry.field
    def key(self) -> str:
        """Its key, which stays when it is renamed."""
        return self.stage.key

    @strawberry.field
    def place(self) -> int:
        """0, 1, …"""
        return self.stage.place

    @strawberry.field
    def zh(self) -> str:
        """In Chinese."""
        return self.stage.name.zh

    @strawberry.field
    def en(self) -> str:
        """In English."""
        return self.stage.name.en

    @strawberry.field
    def target_days(self) -> int | None:
        """Calendar days it should take; null: as long as it takes."""
        return self.stage.days

    @strawberry.field
    def loss(self) -> bool:
        """Whether a journey may be lost in it."""
        return self.stage.loss

    @strawberry.field
    def playbook(self) -> JourneyWords:
        """How one goes about it."""
        return JourneyWords(zh=self.stage.playbook.zh, en=self.stage.playbook.en)

    @strawberry.field
    def tasks(self) -> list[JourneyTaskTemplate]:
        """What is done in it."""
        return [JourneyTaskTemplate(task=task) for task in self.stage.tasks]

    @strawberry.field
    def approvals(self) -> list[str]:
        """Keys of the kinds of approval that are asked for when it is entered."""
        return list(self.stage.approvals)

    @strawberry.field
    def criteria(self) -> list[JourneyCriterion]:
        """What has to hold to leave it."""
        return [JourneyCriterion(criterion=criterion) for criterion in self.stage.criteria]


@strawberry.type
class JourneyTemplateVersion(ConfigurationVersion):
    """One version of a template."""

    row: strawberry.Private[VersionRow]

    @strawberry.field
    async def changes(self, info: Info) -> list[JourneyDifference]:
        """What it says otherwise than the version before it; of the first one: nothing."""
        before = await info.context.load(contents_at, (self.row.template_id, self.row.number - 1))
        return [] if before is None else differences(before, read_content(self.row.content))

    @strawberry.field
    def stages(self) -> list[JourneyStage]:
        """Its stages in order."""
        return stages_of(self.row)


@strawberry.type
class JourneyTemplateDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


@strawberry.type
class JourneyTemplate(Node):
    """A template that journeys run by."""

    @classmethod
    def noun(cls) -> str:
        """`journeytemplate_…`."""
        return "journeytemplate"

    version: int = column("version")
    key: str = column("key")
    kind: str = column("kind", description="sales, post_investment, generic.")
    zh: str = column("zh", description="As the newest version calls it.")
    en: str = column("en")
    number: int = column("number", description="Of the newest version.")
    archived_at: datetime | None = column("archived_at", description="Since when no journey starts by it.")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: a variant of one of his teams, or the firm's."""
        return self.stands

    team: Team | None = to_one(lambda: TEAM, "team_id", description="Whose variant it is; null: the firm's.")

    @strawberry.field
    async def stages(self, info: Info, number: int | None = None) -> list[JourneyStage]:
        """The stages of the newest version, or of the one of a number."""
        wanted = (self.row.id, self.row.number if number is None else number)
        found: list[JourneyStage] | None = await info.context.load(stages_at, wanted)
        if found is None:
            raise bad_input("number", "unknown")
        return found

    @strawberry.field
    async def versions(self, info: Info) -> list[JourneyTemplateVersion]:
        """All versions, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            rows = await versions_of(session, VersionRow, template_id=self.row.id)
        return [JourneyTemplateVersion(row=row) for row in rows]

    @strawberry.field
    async def draft(self, info: Info) -> JourneyTemplateDraft | None:
        """The next version while somebody works on it."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            row = await draft_of(session, DraftRow, template_id=self.row.id)
        return None if row is None else JourneyTemplateDraft(row=row)

    @strawberry.field
    async def running_count(self, info: Info) -> int:
        """How many journeys of the firm run by it, whoever sees them."""
        return int(await info.context.load(_running, self.row.id) or 0)


TEMPLATE: Noun = noun_of("journey_template", TemplateRow, JourneyTemplate, prefix="journeytemplate")


@strawberry.type
class JourneyLoss:
    """Why journeys by a version are lost. `note`: whoever says so has to say more."""

    key: str
    zh: str
    en: str
    note: bool


def losses_of(content: Content) -> list[JourneyLoss]:
    """The reasons of a version in their order."""
    return [
        JourneyLoss(key=loss.key, zh=loss.name.zh, en=loss.name.en, note=loss.note) for loss in content.losses
    ]


def stages_of(row: VersionRow) -> list[JourneyStage]:
    """The stages of a version."""
    return [JourneyStage(stage=stage) for stage in read_content(row.content).stages]


async def versions_at(
    session: AsyncSession, context: Context, wanted: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], VersionRow]:
    """Versions by template and number; those that do not exist are absent."""
    rows = await session.scalars(
        select(VersionRow).where(
            VersionRow.firm_id == context.principal.firm_id,
            VersionRow.template_id.in_({id for id, _ in wanted}),
            VersionRow.number.in_({number for _, number in wanted}),
        )
    )
    return {(row.template_id, row.number): row for row in rows}


async def contents_at(
    session: AsyncSession, context: Context, wanted: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], Content]:
    """What versions say, by template and number."""
    return {
        at: read_content(row.content) for at, row in (await versions_at(session, context, wanted)).items()
    }


async def stages_at(
    session: AsyncSession, context: Context, wanted: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], list[JourneyStage]]:
    """Stages by template and number."""
    return {at: stages_of(row) for at, row in (await versions_at(session, context, wanted)).items()}


async def _running(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, Any]:
    rows = await session.execute(
        select(JourneyRow.template_id, func.count())
        .where(
            JourneyRow.firm_id == context.principal.firm_id,
            JourneyRow.template_id.in_(ids),
            JourneyRow.state.in_(RUNNING),
        )
        .group_by(JourneyRow.template_id)
    )
    return {row[0]: row[1] for row in rows}
