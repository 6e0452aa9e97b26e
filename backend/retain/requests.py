"""Service requests and complaints: what a client asked for, its two clocks, and all that was done with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers

CATEGORIES = ("service", "performance", "product", "fees", "information", "conduct", "other")
CAUSES = ("process", "person", "system", "communication", "market", "expectation", "other")
SEVERITIES = ("minor", "serious", "grave")
CHANNELS = ("call", "email", "wecom", "meeting", "link", "api", "automation", "other")


class ServiceRequest(Versioned, TenantRow):
    """One request. kind: of `request_type_content.KINDS`; state: of `request_rules.STATES`.

    type_key, zh, en, icon, hue, type_number: of the version it was made by. tier, cell: the client's when it was made.
    calendar: business or always; response_minutes, resolution_hours: promised. For each clock the instants of half,
    four fifths and all of its time; *_told: 0, 50, 80 or 100, what was reminded of; *_breached_at: when it ran out.
    chain: who is told one after the other once a clock ran out, escalated: how many were, escalate_minutes: apart.
    waiting_since: since when the client is waited for; waited_seconds: before that. next_at: when the worker looks
    at it next. answers: how many times somebody answered. again_of_id: the request that was opened again with it;
    duplicate_of_id: what it says over; about_id: the request a complaint came out of. rules of complaints: category,
    cause, severity, justified, regulator_reference, from_regulator, acknowledge_due_at, acknowledged_at.
    """

    __tablename__ = "service_request"
    __table_args__ = (
        refers("client", "client_id"),
        refers("request_type", "type_id"),
        refers("user_account", "owner_id"),
        refers("interaction", "interaction_id"),
        refers("approval", "approval_id"),
        refers("approval", "partner_approval_id"),
        UniqueConstraint("firm_id", "again_of_id"),
        Index("ix_service_request_client", "firm_id", "client_id", "created_at", "id"),
        Index("ix_service_request_owner", "firm_id", "owner_id", "state", "response_due_at", "id"),
        Index("ix_service_request_created", "firm_id", "created_at", "id"),
        Index("ix_service_request_due", "firm_id", "due_at", "id"),
        Index("ix_service_request_next", "firm_id", "next_at", postgresql_where=text("next_at is not null")),
        Index("ix_service_request_approval", "firm_id", "partner_approval_id"),
        Index("ix_service_request_interaction", "firm_id", "interaction_id"),
        Index("ix_service_request_type", "firm_id", "type_id", "created_at"),
    )
    maintained: ClassVar[frozenset[str]] = frozenset(
        {
            *("response_told", "resolution_told", "response_breached_at", "resolution_breached_at"),
            *("escalated", "resolution_escalated", "next_at", "due_at", "acknowledge_breached_at"),
        }
    )

    client_id: Mapped[UUID]
    type_id: Mapped[UUID]
    type_number: Mapped[int]
    type_key: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    icon: Mapped[str]
    hue: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    details: Mapped[str | None]
    form: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    priority: Mapped[str]
    state: Mapped[str]
    channel: Mapped[str]
    owner_id: Mapped[UUID | None]
    interaction_id: Mapped[UUID | None]
    tier: Mapped[str | None]
    cell: Mapped[str | None]
    calendar: Mapped[str]
    response_minutes: Mapped[int]
    response_half_at: Mapped[datetime]
    response_most_at: Mapped[datetime]
    response_due_at: Mapped[datetime]
    response_told: Mapped[int] = mapped_column(default=0)
    response_breached_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None]
    answers: Mapped[int] = mapped_column(default=0)
    resolution_hours: Mapped[int]
    resolution_half_at: Mapped[datetime]
    resolution_most_at: Mapped[datetime]
    resolution_due_at: Mapped[datetime]
    resolution_told: Mapped[int] = mapped_column(default=0)
    resolution_breached_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    waited_seconds: Mapped[int] = mapped_column(default=0)
    chain: Mapped[list[str]]
    escalate_minutes: Mapped[int]
    escalated: Mapped[int] = mapped_column(default=0)
    resolution_escalated: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    approval_id: Mapped[UUID | None]
    partner_approval_id: Mapped[UUID | None]
    again_of_id: Mapped[UUID | None]
    duplicate_of_id: Mapped[UUID | None]
    about_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    outcome: Mapped[str | None]
    category: Mapped[str | None]
    cause: Mapped[str | None]
    severity: Mapped[str | None]
    justified: Mapped[bool | None]
    regulator_reference: Mapped[str | None]
    from_regulator: Mapped[bool] = mapped_column(default=False)
    acknowledge_due_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledge_breached_at: Mapped[datetime | None]


class RequestStep(TenantRow):
    """One thing that happened to a request, written once. act: of `request_rules.MOVES`, or create, edit, remind,
    breach, escalate, approval, stricter; user_id: who did it, to_id: who got it or was told; text: what was said.

    interaction_id: the conversation in which a client was answered; detail: of the clock, the share or the step.
    """

    __tablename__ = "request_step"
    __table_args__ = (
        refers("service_request", "request_id"),
        refers("user_account", "user_id"),
        refers("user_account", "to_id"),
        refers("interaction", "interaction_id"),
        Index("ix_request_step_request", "firm_id", "request_id", "at", "id"),
        Index("ix_request_step_interaction", "firm_id", "interaction_id"),
    )
    audited: ClassVar[bool] = False

    request_id: Mapped[UUID]
    act: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[UUID | None]
    to_id: Mapped[UUID | None]
    text: Mapped[str | None]
    detail: Mapped[str | None]
    interaction_id: Mapped[UUID | None]


class RequestTask(TenantRow):
    """A task that was made with a request."""

    __tablename__ = "request_task"
    __table_args__ = (
        refers("service_request", "request_id"),
        refers("task", "task_id"),
        UniqueConstraint("firm_id", "task_id"),
        Index("ix_request_task_request", "firm_id", "request_id"),
    )
    audited: ClassVar[bool] = False

    request_id: Mapped[UUID]
    task_id: Mapped[UUID]
