"""What happens to investment proposals, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class ProposalChanged(Event):
    """A proposal was written or moved. act: of `proposal_states.ACTS`, or create, edit, order; state: it is in now."""

    name: ClassVar[str] = "proposal.changed"
    proposal_id: UUID
    client_id: UUID
    act: str
    state: str


@dataclass(frozen=True)
class ProposalStylePublished(Event):
    """Another look and other texts are in force for what is issued from now on."""

    name: ClassVar[str] = "proposal_style.published"
    proposal_style_id: UUID
    number: int
