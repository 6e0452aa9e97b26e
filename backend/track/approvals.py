"""Approvals: what is asked, its steps and signers in each round, who is told, and the chain of all that was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.track.approval_rules import DRAFT, WAITING


class Approval(Versioned, TenantRow):
    """One approval. kind_number: the version of its kind; state: of `approval_rules.STATES`.

    requester_id: whose matter it is; asked_by_id: who handed it in, if somebody else: neither decides.
    entry: of a journey's stage, the stay and the kind it was asked for, unique in the firm; stage: the stage's key.
    round: 1, 2, … after each return; acts: how many links its chain has; void_field: of the subject, whose change
    voided it; expires_at: until when it can be decided.
    """

    __tablename__ = "approval"
    __table_args__ = (
        refers("approval_kind", "kind_id"),
        refers("client", "client_id"),
        refers("journey", "journey_id"),
        refers("document", "document_id"),
        refers("user_account", "requester_id"),
        UniqueConstraint("firm_id", "entry"),
        Index("ix_approval_client", "firm_id", "client_id", "id"),
        Index("ix_approval_journey", "firm_id", "journey_id", "stage"),
        Index("ix_approval_requester", "firm_id", "requester_id", "id"),
        Index("ix_approval_state", "firm_id", "state", "id"),
        Index("ix_approval_due", "firm_id", "due_at", "id"),
        Index(
            "ix_approval_expiry", "firm_id", "expires_at", postgresql_where=text("state = 'pending'")
        ),
    )  # fmt: skip

    # Each act is one new version, however many columns it touches on the way.
    maintained: ClassVar[frozenset[str]] = frozenset(
        {
            *("state", "title", "form", "journey_id", "asked_by_id", "round", "submitted_at", "due_at"),
            *("expires_at", "ended_at", "void_field"),
        }
    )

    kind_id: Mapped[UUID]
    kind_number: Mapped[int]
    zh: Mapped[str]
    en: Mapped[str]
    subject: Mapped[str]
    state: Mapped[str] = mapped_column(default=DRAFT)
    title: Mapped[str]
    form: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    client_id: Mapped[UUID | None]
    journey_id: Mapped[UUID | None]
    document_id: Mapped[UUID | None]
    stage: Mapped[str | None]
    entry: Mapped[str | None]
    requester_id: Mapped[UUID]
    asked_by_id: Mapped[UUID | None]
    round: Mapped[int] = mapped_column(default=0)
    acts: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    void_field: Mapped[str | None]


class ApprovalStep(TenantRow):
    """A step of one round. batch: steps of one number are open together; due_at: by when it should be decided."""

    __tablename__ = "approval_step"
    __table_args__ = (
        refers("approval", "approval_id"),
        UniqueConstraint("firm_id", "approval_id", "round", "place"),
    )
    # The chain of acts says the same.
    audited: ClassVar[bool] = False

    approval_id: Mapped[UUID]
    round: Mapped[int]
    place: Mapped[int]
    batch: Mapped[int]
    key: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    mode: Mapped[str]
    quorum: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=WAITING)
    may_add: Mapped[bool]
    may_transfer: Mapped[bool]
    may_return: Mapped[bool]
    days: Mapped[int]
    opened_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ApprovalSigner(TenantRow):
    """Somebody who is asked in a step. from_id: who handed it to him; added_by_id: who added him to the step.

    after_id: the signer who decides before him; decided_by_id: who decided, himself or who stood in for him.
    half_at, due_at, late_at: when he, he again, and his lead are reminded; half_told, due_told, late_told: done.
    """

    __tablename__ = "approval_signer"
    __table_args__ = (
        refers("approval", "approval_id"),
        refers("approval_step", "step_id"),
        refers("user_account", "user_id"),
        Index("ix_approval_signer_approval", "firm_id", "approval_id", "round"),
        Index("ix_approval_signer_step", "firm_id", "step_id"),
        Index("ix_approval_signer_user", "firm_id", "user_id", "state"),
        Index(
            "ix_approval_signer_active", "firm_id", "half_at", postgresql_where=text("state = 'active'")
        ),
    )  # fmt: skip
    audited: ClassVar[bool] = False

    approval_id: Mapped[UUID]
    step_id: Mapped[UUID]
    round: Mapped[int]
    user_id: Mapped[UUID]
    from_id: Mapped[UUID | None]
    added_by_id: Mapped[UUID | None]
    after_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default=WAITING)
    comment: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None]
    half_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    late_at: Mapped[datetime | None]
    half_told: Mapped[bool] = mapped_column(default=False)
    due_told: Mapped[bool] = mapped_column(default=False)
    late_told: Mapped[bool] = mapped_column(default=False)


class ApprovalCopy(TenantRow):
    """Somebody who is told of an approval. by_id: who copied it to him, None: its kind."""

    __tablename__ = "approval_copy"
    __table_args__ = (
        refers("approval", "approval_id"),
        refers("user_account", "user_id"),
        UniqueConstraint("firm_id", "approval_id", "user_id"),
        Index("ix_approval_copy_user", "firm_id", "user_id"),
    )
    audited: ClassVar[bool] = False

    approval_id: Mapped[UUID]
    user_id: Mapped[UUID]
    by_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class ApprovalAct(TenantRow):
    """One link of an approval's chain, written once. number: 1, 2, …

    actor: as in the audit; user_id: who, if a person; for_id: for whom he decided; to_id: to whom he handed it or whom
    he added or told; detail: what else was decided upon (the form's hash, a field); before, hash: hexadecimal SHA-256
    of the link before and of this one.
    """

    __tablename__ = "approval_act"
    __table_args__ = (
        refers("approval", "approval_id"),
        UniqueConstraint("firm_id", "approval_id", "number"),
    )
    audited: ClassVar[bool] = False

    approval_id: Mapped[UUID]
    number: Mapped[int]
    round: Mapped[int]
    act: Mapped[str]
    actor: Mapped[str]
    user_id: Mapped[UUID | None]
    for_id: Mapped[UUID | None]
    to_id: Mapped[UUID | None]
    step: Mapped[str | None]
    comment: Mapped[str | None]
    detail: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[str]
    hash: Mapped[str]
