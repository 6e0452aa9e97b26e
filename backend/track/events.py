"""What happens to journeys, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class JourneyStarted(Event):
    """A client began a journey."""

    name: ClassVar[str] = "journey.started"
    journey_id: UUID
    client_id: UUID
    template_id: UUID


@dataclass(frozen=True)
class JourneyChanged(Event):
    """Who is responsible, or what is expected of a journey, is another now."""

    name: ClassVar[str] = "journey.changed"
    journey_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class JourneyStageEntered(Event):
    """A journey entered a stage. left: the stage before, None at the start; how: as `StageVisit.direction`."""

    name: ClassVar[str] = "journey.stage_entered"
    journey_id: UUID
    client_id: UUID
    stage: str
    left: str | None
    how: str


@dataclass(frozen=True)
class JourneyHeld(Event):
    """A journey rests."""

    name: ClassVar[str] = "journey.held"
    journey_id: UUID
    client_id: UUID
    stage: str


@dataclass(frozen=True)
class JourneyEnded(Event):
    """A journey was finished or lost (`state`), in which stage and, when lost, for which reason."""

    name: ClassVar[str] = "journey.ended"
    journey_id: UUID
    client_id: UUID
    state: str
    stage: str
    reason: str | None


@dataclass(frozen=True)
class JourneyTaskWaived(Event):
    """A mandatory task of a journey need not be done."""

    name: ClassVar[str] = "journey.task_waived"
    journey_id: UUID
    client_id: UUID
    task_id: UUID


@dataclass(frozen=True)
class JourneyTemplatePublished(Event):
    """A version of a journey template is in force for journeys that start."""

    name: ClassVar[str] = "journey_template.published"
    journey_template_id: UUID
    number: int
