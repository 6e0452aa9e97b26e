"""What is read of surveys from the root: answers, rules, waves, and whom a wave would ask."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from backend.book.configurations import versions_of
from backend.graph.connections import Connection, Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList, RootOne, listed, one_of
from backend.platform.ids import own_id
from backend.retain.survey_content import shipped_content
from backend.retain.survey_rules import SurveyRules as RulesRow
from backend.schema.configurations import ConfigurationVersion
from backend.schema.filter_inputs import SurveyFilter
from backend.schema.survey_list import SurveyOrder, SurveyView, surveys_listed
from backend.schema.survey_previews import SurveyWavePreview, preview_wave
from backend.schema.survey_waves import SurveyWave, wave_named, waves_of
from backend.schema.surveys import SURVEY, Survey


@strawberry.type
class SurveyRulesVersion(ConfigurationVersion):
    """Rules of surveys that were, or are, in force."""


@strawberry.type
class SurveyRulesState:
    """What is in force. number: 0 while the firm has the rules that the product ships."""

    number: int
    content: strawberry.scalars.JSON
    versions: list[SurveyRulesVersion] = strawberry.field(description="The newest first.")


async def rules_state(context: Context) -> SurveyRulesState:
    """The rules in force, and all versions."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows: Sequence[RulesRow] = await versions_of(session, RulesRow)
    content = rows[0].content if rows else shipped_content()
    return SurveyRulesState(
        number=rows[0].number if rows else 0,
        content=strawberry.scalars.JSON(content),
        versions=[SurveyRulesVersion(row=row) for row in rows],
    )


@strawberry.type
class SurveyQueries:
    """The voice of clients."""

    @declared(RootList(surveys_listed))
    async def surveys(
        self, info: Info, client: strawberry.ID | None = None, view: SurveyView | None = None,
        filter: SurveyFilter | None = None, order_by: list[SurveyOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[Survey]:  # fmt: skip
        """Surveys and their answers, the latest first unless ordered."""
        return await listed(info, surveys_listed, first, after)

    @declared(RootOne(lambda: SURVEY))
    async def survey(self, info: Info, id: strawberry.ID) -> Survey | None:
        """One survey."""
        return await one_of(info, SURVEY, id)  # type: ignore[no-any-return]

    @strawberry.field
    async def survey_rules(self, info: Info) -> SurveyRulesState:
        """When clients are asked, which answers are low, and who is told."""
        return await rules_state(info.context)

    @strawberry.field
    async def survey_waves(self, info: Info) -> list[SurveyWave]:
        """The last 100 rounds of NPS, the newest first, and how far each is."""
        return await waves_of(info.context)

    @strawberry.field
    async def survey_wave(self, info: Info, id: strawberry.ID) -> SurveyWave | None:
        """One round."""
        return await wave_named(info.context, own_id("surveywave", id))

    @strawberry.field
    async def preview_survey_wave(
        self, info: Info, condition: strawberry.scalars.JSON, template: strawberry.ID | None = None
    ) -> SurveyWavePreview:
        """Whom a round would ask now, and why not the others; nothing is written."""
        id = None if template is None else own_id("messagetemplate", template)
        return await preview_wave(info.context, condition, id)
