"""What happens to approvals, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class ApprovalChanged(Event):
    """Something was done to an approval. state: it is in now; requester: who asked; by: who did it."""

    name: ClassVar[str] = "approval.changed"
    approval_id: UUID
    client_id: UUID | None
    journey_id: UUID | None
    act: str
    state: str


@dataclass(frozen=True)
class ApprovalAsked(Event):
    """People are asked to decide now. users: signers and who stands in for them; by: who caused it."""

    name: ClassVar[str] = "approval.asked"
    approval_id: UUID
    users: tuple[str, ...]
    by: UUID | None


@dataclass(frozen=True)
class ApprovalSettled(Event):
    """An approval left the hands of its signers: approved, rejected, returned, expired or voided.

    told: the requester; field: of the subject, whose change voided it.
    """

    name: ClassVar[str] = "approval.settled"
    approval_id: UUID
    told: UUID
    state: str
    field: str | None
    by: UUID | None


@dataclass(frozen=True)
class ApprovalCopied(Event):
    """People are told of an approval without being asked."""

    name: ClassVar[str] = "approval.copied"
    approval_id: UUID
    users: tuple[str, ...]
    by: UUID | None


@dataclass(frozen=True)
class ApprovalReminded(Event):
    """A decision is waited for. how: half, due, or late, which goes to the signer's lead."""

    name: ClassVar[str] = "approval.reminded"
    approval_id: UUID
    users: tuple[str, ...]
    how: str


@dataclass(frozen=True)
class ApprovalKindPublished(Event):
    """A version of a kind is in force for approvals that are asked."""

    name: ClassVar[str] = "approval_kind.published"
    approval_kind_id: UUID
    number: int
