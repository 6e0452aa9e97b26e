"""Investment proposals: the draft with its funds, each issue as it was handed in, its printed file, and every move."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.track.proposal_states import DRAFT


class Proposal(Versioned, TenantRow):
    """One proposal for a client. language: of what is printed; state: of `proposal_states.STATES`.

    owner_id: who wrote it; valid_until: its last day; sections: [{"key", "on"}] in their order; letter: text with
    variables; needs: ids of the needs it answers; number: of its newest issue, 0: none; approval_id: of that issue;
    channel: by which it went to the client; reason: why it was declined or withdrawn.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        refers("client", "client_id"),
        refers("user_account", "owner_id"),
        refers("approval", "approval_id"),
        Index("ix_proposal_client", "firm_id", "client_id", "id"),
        Index("ix_proposal_owner", "firm_id", "owner_id", "id"),
        Index("ix_proposal_state", "firm_id", "state", "valid_until", "id"),
        Index("ix_proposal_approval", "firm_id", "approval_id"),
    )
    # Each move is one new version, however many columns it touches on the way.
    maintained: ClassVar[frozenset[str]] = frozenset(
        {"number", "approval_id", "sent_at", "answered_at", "ended_at"}
    )

    client_id: Mapped[UUID]
    owner_id: Mapped[UUID]
    title: Mapped[str]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default=DRAFT)
    valid_until: Mapped[date]
    sections: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    letter: Mapped[str]
    needs: Mapped[list[str]] = mapped_column(default=list)
    number: Mapped[int] = mapped_column(default=0)
    approval_id: Mapped[UUID | None]
    channel: Mapped[str | None]
    reason: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ProposalItem(TenantRow):
    """A fund that a proposal puts forward. amount: in its currency; place: 0, 1, …; order_id: what came of it."""

    __tablename__ = "proposal_item"
    __table_args__ = (
        refers("proposal", "proposal_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        refers("fund_order", "order_id"),
        Index("ix_proposal_item_proposal", "firm_id", "proposal_id", "place"),
        Index("ix_proposal_item_product", "firm_id", "product_id"),
    )

    proposal_id: Mapped[UUID]
    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    amount: Mapped[Decimal]
    note: Mapped[str | None]
    place: Mapped[int]
    order_id: Mapped[UUID | None]


class ProposalVersion(TenantRow):
    """An issue, written once. content: all that is printed; hash: hexadecimal SHA-256 of it.

    shows: coordinates whose values are in it: who may not read one of them does not read the issue.
    """

    __tablename__ = "proposal_version"
    __table_args__ = (
        refers("proposal", "proposal_id"),
        UniqueConstraint("firm_id", "proposal_id", "number"),
    )
    # The audit names the proposal's new number; what was printed stands here once.
    audited: ClassVar[bool] = False

    proposal_id: Mapped[UUID]
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    hash: Mapped[str]
    shows: Mapped[list[str]]
    issued_by: Mapped[str]
    issued_at: Mapped[datetime] = mapped_column(default=now)


class ProposalPrint(TenantRow):
    """The file of an issue, made by the worker. due_at: to be made, or looked at again; runner: who is at it.

    tries: how often it was begun; fault: why it failed for good, a key of `messages.PROBLEMS`; digest: hexadecimal
    SHA-256 of the file.
    """

    __tablename__ = "proposal_print"
    __table_args__ = (
        refers("proposal_version", "version_id"),
        refers("stored_file", "file_id"),
        UniqueConstraint("firm_id", "version_id"),
        Index("ix_proposal_print_due", "firm_id", "due_at", postgresql_where="due_at is not null"),
    )
    audited: ClassVar[bool] = False

    version_id: Mapped[UUID]
    file_id: Mapped[UUID | None]
    digest: Mapped[str | None]
    size: Mapped[int | None]
    pages: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None]
    due_at: Mapped[datetime | None]
    runner: Mapped[UUID | None]
    printed_at: Mapped[datetime | None]


class ProposalStep(TenantRow):
    """One move of a proposal, written once. number: of the issue it was about, 0: none yet; by: as in the audit."""

    __tablename__ = "proposal_step"
    __table_args__ = (
        refers("proposal", "proposal_id"),
        Index("ix_proposal_step_proposal", "firm_id", "proposal_id", "id"),
    )
    audited: ClassVar[bool] = False

    proposal_id: Mapped[UUID]
    act: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str]
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[str]
    reason: Mapped[str | None]
