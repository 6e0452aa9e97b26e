"""What happens in suitability, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class SuitabilityRulesPublished(Event):
    """Suitability rules were put in force."""

    name: ClassVar[str] = "suitability_rules.published"
    suitability_rules_id: UUID
    number: int


@dataclass(frozen=True)
class AssessmentChanged(Event):
    """A client's risk assessment came to another state: drafted, completed, valid, expiring, expired, superseded."""

    name: ClassVar[str] = "assessment.changed"
    assessment_id: UUID
    client_id: UUID
    state: str


@dataclass(frozen=True)
class AssessmentLinkMade(Event):
    """A client was given a link to answer the questionnaire by himself, or (`ended`) it was taken back."""

    name: ClassVar[str] = "assessment.link_made"
    link_id: UUID
    client_id: UUID
    ended: bool


@dataclass(frozen=True)
class QualificationChanged(Event):
    """A client's qualification came to another state."""

    name: ClassVar[str] = "qualification.changed"
    qualification_id: UUID
    client_id: UUID
    state: str


@dataclass(frozen=True)
class InsistenceConfirmed(Event):
    """A client insisted on a product above his level, and confirmed the special warning."""

    name: ClassVar[str] = "suitability.insisted"
    client_id: UUID
    product_id: UUID
