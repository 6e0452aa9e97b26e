"""What happens to automations, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class AutomationPublished(Event):
    """A version of an automation is in force for what happens from now on."""

    name: ClassVar[str] = "automation.published"
    automation_id: UUID
    number: int


@dataclass(frozen=True)
class AutomationSwitched(Event):
    """An automation was switched on or off, or taken out of use."""

    name: ClassVar[str] = "automation.switched"
    automation_id: UUID
    on: bool


@dataclass(frozen=True)
class AutomationBroken(Event):
    """What an automation names is no more, so it does not run until somebody mends it. told: its owner."""

    name: ClassVar[str] = "automation.broken"
    automation_id: UUID
    fault: str
    told: UUID | None


@dataclass(frozen=True)
class AutomationFailed(Event):
    """A run came to a step that could not be done, and needs attention. told: the automation's owner."""

    name: ClassVar[str] = "automation.failed"
    automation_id: UUID
    run_id: UUID
    client_id: UUID | None
    error: str
    told: UUID | None


@dataclass(frozen=True)
class AutomationRunChanged(Event):
    """Somebody let a failed run go on, or set it aside."""

    name: ClassVar[str] = "automation.run_changed"
    automation_id: UUID
    run_id: UUID
    client_id: UUID | None
    state: str
