"""What happens to surveys, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class SurveyAnswered(Event):
    """A client answered, or changed his answer. low: by the rules in force; again: he had answered before."""

    name: ClassVar[str] = "survey.answered"
    survey_id: UUID
    client_id: UUID
    kind: str
    low: bool
    again: bool


@dataclass(frozen=True)
class SurveyLow(Event):
    """Somebody has to know of a low answer, once for each survey. told: who."""

    name: ClassVar[str] = "survey.low"
    survey_id: UUID
    client_id: UUID
    kind: str
    role: str
    told: UUID


@dataclass(frozen=True)
class SurveyFollowed(Event):
    """Somebody wrote down what came of a low answer."""

    name: ClassVar[str] = "survey.followed"
    survey_id: UUID
    client_id: UUID
    by: UUID | None


@dataclass(frozen=True)
class SurveyRulesPublished(Event):
    """Other rules of surveys are in force."""

    name: ClassVar[str] = "survey_rules.published"
    survey_rules_id: UUID
    number: int


@dataclass(frozen=True)
class SurveyWaveChanged(Event):
    """A wave was made, changed, started, paused or ended."""

    name: ClassVar[str] = "survey_wave.changed"
    survey_wave_id: UUID
    state: str
