"""What becomes of chances, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class OpportunityChanged(Event):
    """A chance was found, taken up, put away, or came to its end. kind, state: of `opportunities.py`."""

    name: ClassVar[str] = "opportunity.changed"
    client_id: UUID
    opportunity_id: UUID
    kind: str
    state: str
