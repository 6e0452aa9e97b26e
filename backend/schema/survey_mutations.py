"""Changes about surveys: what came of an answer, rules, and rounds of NPS."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.platform.ids import own_id
from backend.platform.versions import locked
from backend.retain import survey_answers, survey_rules, survey_waves
from backend.retain.surveys import SurveyWave as WaveRow
from backend.schema import inputs
from backend.schema.changing import Key, change, changed, subject
from backend.schema.survey_previews import audience_of, hold_maker
from backend.schema.survey_queries import SurveyRulesState, rules_state
from backend.schema.survey_waves import SurveyWave, wave_named
from backend.schema.surveys import SURVEY, Survey
from backend.schema.tag_conditions import checked, hold_author
from backend.systemize.conditions.tree import write


@strawberry.input
class FollowSurveyInput:
    """What came of an answer. `note`: what was said and done."""

    id: strawberry.ID
    version: int
    note: str


@strawberry.input
class PublishSurveyRulesInput:
    """Other rules. `base`: the newest version their author knew, 0 for the first."""

    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.input
class SaveSurveyWaveInput:
    """A round of NPS. `id`, `version`: of the one that is changed, while it has not begun."""

    name: str
    condition: strawberry.scalars.JSON
    starts_at: datetime
    ends_at: datetime
    language: str = "zh-CN"
    template: strawberry.ID | None = None
    remind_days: int | None = None
    id: strawberry.ID | None = None
    version: int | None = None


@strawberry.type
class SurveyMutations:
    """The voice of clients."""

    @changing(lambda: SURVEY)
    async def follow_survey(
        self, info: Info, input: FollowSurveyInput, idempotency_key: Key = None
    ) -> Survey | None:
        """Write down what came of an answer."""
        node = await subject(info.context, SURVEY, input.id, "followSurvey")
        return await changed(  # type: ignore[no-any-return]
            info.context, SURVEY, "followSurvey",
            lambda session: survey_answers.follow_up(session, node.row.id, input.version, input.note),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def publish_survey_rules(
        self, info: Info, input: PublishSurveyRulesInput, idempotency_key: Key = None
    ) -> SurveyRulesState | None:
        """Put other rules in force for what is asked from now on. An older version comes back by publishing it."""
        await change(
            info.context, "publishSurveyRules",
            lambda session: survey_rules.publish(session, input.base, input.content, input.note),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await rules_state(info.context)

    @strawberry.mutation
    async def save_survey_wave(
        self, info: Info, input: SaveSurveyWaveInput, idempotency_key: Key = None
    ) -> SurveyWave | None:
        """Make a round of NPS, or change one that has not begun; nobody is asked yet."""
        context = info.context
        condition = checked(input.condition)
        hold_author(context.principal.mask, condition)
        draft = survey_waves.WaveDraft(
            input.name, write(condition), input.language,
            None if input.template is None else own_id("messagetemplate", input.template),
            input.starts_at, input.ends_at, input.remind_days,
        )  # fmt: skip
        id = None if input.id is None else own_id("surveywave", input.id)
        return await _waved(
            info, "saveSurveyWave", input, idempotency_key,
            lambda session: survey_waves.save(session, draft, id, input.version),
        )  # fmt: skip

    @strawberry.mutation
    async def start_survey_wave(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> SurveyWave | None:
        """Ask its clients, from its first instant on, in the background; who cannot be asked is left out."""
        context, id = info.context, own_id("surveywave", input.id)
        hold_maker(context)

        async def begin(session: AsyncSession) -> WaveRow:
            wave = await locked(session, WaveRow, id)
            found = await audience_of(session, context.principal, checked(wave.condition), wave.template_id)
            return await survey_waves.begin(
                session, id, input.version, found.allowed, found.total, found.counts
            )

        return await _waved(info, "startSurveyWave", input, idempotency_key, begin)

    @strawberry.mutation
    async def pause_survey_wave(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> SurveyWave | None:
        """Ask nobody further for now; what was sent can be answered."""
        return await _moved(info, "pauseSurveyWave", input, idempotency_key, survey_waves.pause)

    @strawberry.mutation
    async def resume_survey_wave(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> SurveyWave | None:
        """Go on asking."""
        return await _moved(info, "resumeSurveyWave", input, idempotency_key, survey_waves.resume)

    @strawberry.mutation
    async def end_survey_wave(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> SurveyWave | None:
        """End a round, or put a draft away: its links stop, and nobody is asked any more."""
        return await _moved(info, "endSurveyWave", input, idempotency_key, survey_waves.end)


Act = Callable[[AsyncSession, UUID, int], Awaitable[WaveRow]]


async def _moved(info: Info, call: str, input: Any, key: Key, act: Act) -> SurveyWave | None:
    id = own_id("surveywave", input.id)
    return await _waved(info, call, input, key, lambda session: act(session, id, input.version))


async def _waved(
    info: Info, call: str, input: Any, key: Key, work: Callable[[AsyncSession], Awaitable[WaveRow]]
) -> SurveyWave | None:
    id = await change(info.context, call, work, key=key, input=strawberry.asdict(input))
    return None if id is None else await wave_named(info.context, id)
