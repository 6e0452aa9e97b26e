"""What happens about occasions of clients. What the occasion is, and when, is read by whoever may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class CareChanged(Event):
    """An occasion of a client comes near, or no longer does. state: told, withdrawn."""

    name: ClassVar[str] = "care.changed"
    client_id: UUID
    state: str


@dataclass(frozen=True)
class CareDateChanged(Event):
    """A day of a client was noted down, changed or taken away."""

    name: ClassVar[str] = "care.date_changed"
    client_id: UUID


@dataclass(frozen=True)
class CareRulesPublished(Event):
    """Other rules of care are in force."""

    name: ClassVar[str] = "care_rules.published"
    care_rules_id: UUID
    number: int


@dataclass(frozen=True)
class HolidayYearPublished(Event):
    """The holidays of a year were set."""

    name: ClassVar[str] = "holiday_year.published"
    holiday_year_id: UUID
    year: int
