"""Receipts: every run of an automation, each of its steps, and how often nothing was to be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers

RUNNING, WAITING, DONE, FAILED, STOPPED = "running", "waiting", "done", "failed", "stopped"
STATES: Final = (RUNNING, WAITING, DONE, FAILED, STOPPED)
LIVE: Final = (RUNNING, WAITING)


class AutomationRun(TenantRow):
    """One run. mark: what it was started by, unique for the automation, so that nothing starts it twice.

    event: its name; facts: what was told then, ids and words only; place: of the next step in the version's program;
    due_at: when it goes on, by the server's clock, None: never; until_at: when a wait is over; cause_id: the run that
    started it, depth: how many were before it; error: code of what failed, params: more of it.
    """

    __tablename__ = "automation_run"
    __table_args__ = (
        UniqueConstraint("firm_id", "automation_id", "mark"),
        refers("automation", "automation_id"),
        refers("client", "client_id"),
        Index("ix_automation_run_due", "firm_id", "due_at", postgresql_where="due_at is not null"),
        Index("ix_automation_run_client", "firm_id", "client_id", "at"),
        Index("ix_automation_run_latest", "firm_id", "automation_id", "at"),
        Index("ix_automation_run_state", "firm_id", "state", "at"),
    )
    audited: ClassVar[bool] = False

    automation_id: Mapped[UUID]
    number: Mapped[int]
    mark: Mapped[str]
    event: Mapped[str]
    event_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    client_id: Mapped[UUID | None]
    journey_id: Mapped[UUID | None]
    state: Mapped[str]
    place: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    cause_id: Mapped[UUID | None]
    depth: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    params: Mapped[dict[str, Any] | None]
    at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class AutomationStep(TenantRow):
    """A step of a run that was taken. step: its id in the version, once a run: the key of its effect.

    outcome: done, waited, timed_out, yes, no, nothing (there was nothing to do), failed; noun, made_id: what it made.
    """

    __tablename__ = "automation_step"
    __table_args__ = (
        UniqueConstraint("firm_id", "run_id", "step"),
        refers("automation_run", "run_id"),
    )
    audited: ClassVar[bool] = False

    run_id: Mapped[UUID]
    step: Mapped[str]
    kind: Mapped[str]
    outcome: Mapped[str]
    place: Mapped[int]
    noun: Mapped[str | None]
    made_id: Mapped[UUID | None]
    params: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=now)


class AutomationCount(TenantRow):
    """How often an automation was asked on a day: runs begun, and not begun as the condition, the mode, the hour's most
    or the depth of causes said.
    """

    __tablename__ = "automation_count"
    __table_args__ = (
        UniqueConstraint("firm_id", "automation_id", "day"),
        refers("automation", "automation_id"),
    )
    audited: ClassVar[bool] = False

    automation_id: Mapped[UUID]
    day: Mapped[date]
    begun: Mapped[int] = mapped_column(default=0)
    unfit: Mapped[int] = mapped_column(default=0)
    again: Mapped[int] = mapped_column(default=0)
    over: Mapped[int] = mapped_column(default=0)
    looped: Mapped[int] = mapped_column(default=0)


class AutomationSend(TenantRow):
    """Something that leaves the house: written before it is sent and after, so that one in doubt is told to a person.

    channel: webhook; key: what the receiver knows a second delivery by; state: queued, sending, sent, failed, in_doubt,
    dropped; status: of the answer; error: kind of the fault.
    """

    __tablename__ = "automation_send"
    __table_args__ = (
        UniqueConstraint("firm_id", "run_id", "step"),
        refers("automation_run", "run_id"),
        refers("automation", "automation_id"),
        Index("ix_automation_send_due", "firm_id", "due_at", postgresql_where="due_at is not null"),
    )
    audited: ClassVar[bool] = False

    automation_id: Mapped[UUID]
    run_id: Mapped[UUID]
    step: Mapped[str]
    channel: Mapped[str]
    target: Mapped[str]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    status: Mapped[int | None]
    error: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=now)


class AutomationHook(TenantRow):
    """The secret path of an automation that other systems start. number: of the secret in force; closed_at: shut."""

    __tablename__ = "automation_hook"
    __table_args__ = (
        UniqueConstraint("firm_id", "automation_id"),
        refers("automation", "automation_id"),
    )

    automation_id: Mapped[UUID]
    number: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
