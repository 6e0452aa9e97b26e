"""What happens to tiers and service levels, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class TierModelPublished(Event):
    """A tier model was put in force, from today or a day to come."""

    name: ClassVar[str] = "tier_model.published"
    tier_model_id: UUID
    number: int


@dataclass(frozen=True)
class ServiceMatrixPublished(Event):
    """A service matrix was put in force."""

    name: ClassVar[str] = "service_matrix.published"
    service_matrix_id: UUID
    number: int


@dataclass(frozen=True)
class ServiceSwept(Event):
    """Clients came to other cells of the service matrix, so many."""

    name: ClassVar[str] = "service.swept"
    moved: int


@dataclass(frozen=True)
class ServiceChanged(Event):
    """A client's service or what it finds of his owner is another; told one by one where it was few."""

    name: ClassVar[str] = "service.changed"
    client_id: UUID


@dataclass(frozen=True)
class ServiceByHandChanged(Event):
    """A client's level by hand was asked for, decided or ended before its time. state: of `service_by_hand`."""

    name: ClassVar[str] = "service.by_hand"
    client_id: UUID
    state: str


@dataclass(frozen=True)
class TierChanged(Event):
    """A client moved to another tier; told one by one where it was few. cause: of `tier_history.CAUSES`."""

    name: ClassVar[str] = "tier.changed"
    client_id: UUID
    cause: str


@dataclass(frozen=True)
class TiersSwept(Event):
    """Clients moved to other tiers, so many."""

    name: ClassVar[str] = "tier.swept"
    moved: int
