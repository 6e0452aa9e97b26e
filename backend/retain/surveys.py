"""Surveys of clients: how content they were with a request (CSAT), and whether they would recommend the firm (NPS)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers

CSAT, NPS = "csat", "nps"
KINDS: Final = (CSAT, NPS)
SCORES: Final = {CSAT: (1, 5), NPS: (0, 10)}
"""The lowest and the highest score of each kind."""
PLANNED, ASKED, ANSWERED, EXPIRED, UNSENT, VOID = "planned", "asked", "answered", "expired", "unsent", "void"
STATES: Final = (PLANNED, ASKED, ANSWERED, EXPIRED, UNSENT, VOID)
OPEN: Final = (PLANNED, ASKED)
DRAFT, RUNNING, PAUSED, ENDED = "draft", "running", "paused", "ended"
WAVE_STATES: Final = (DRAFT, RUNNING, PAUSED, ENDED)


class Survey(Versioned, TenantRow):
    """One question to one client. kind: csat (of a request) or nps (of a wave).

    state: planned (not sent yet), asked, answered, expired (sent, no answer in time), unsent (it could not be sent in
    time), void (the request was opened again, or the wave ended, before it was answered). due_at: when the worker looks
    at it next. message_id, reminder_id: what was sent. score, text, answered_at: the last answer; answers: how many
    were given. low_at: when an answer first was so low that somebody was told; task_id: who calls. followed_at,
    followed_by_id, note: what came of that.
    """

    __tablename__ = "survey"
    __table_args__ = (
        refers("client", "client_id"),
        refers("service_request", "request_id"),
        refers("survey_wave", "wave_id"),
        refers("message", "message_id"),
        refers("message", "reminder_id"),
        refers("task", "task_id"),
        refers("user_account", "followed_by_id"),
        UniqueConstraint("firm_id", "request_id"),
        Index("ix_survey_client", "firm_id", "client_id", "created_at", "id"),
        Index("ix_survey_due", "firm_id", "due_at", postgresql_where=text("due_at is not null")),
        Index("ix_survey_wave", "firm_id", "wave_id", "state"),
        Index("ix_survey_asked", "firm_id", "kind", "asked_at"),
        Index("ix_survey_answered", "firm_id", "answered_at", "id"),
        Index("ix_survey_created", "firm_id", "created_at", "id"),
        Index("ix_survey_message", "firm_id", "message_id"),
        Index("ix_survey_reminder", "firm_id", "reminder_id"),
    )
    maintained: ClassVar[frozenset[str]] = frozenset(
        {"due_at", "message_id", "reminder_id", "asked_at", "expires_at"}
    )

    client_id: Mapped[UUID]
    kind: Mapped[str]
    request_id: Mapped[UUID | None]
    wave_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default=PLANNED)
    due_at: Mapped[datetime | None]
    message_id: Mapped[UUID | None]
    reminder_id: Mapped[UUID | None]
    asked_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    score: Mapped[int | None]
    text: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answers: Mapped[int] = mapped_column(default=0)
    low_at: Mapped[datetime | None]
    task_id: Mapped[UUID | None]
    followed_at: Mapped[datetime | None]
    followed_by_id: Mapped[UUID | None]
    note: Mapped[str | None]


class SurveyAnswer(TenantRow):
    """One answer as it was given, written once; the last one counts."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        refers("survey", "survey_id"),
        Index("ix_survey_answer_survey", "firm_id", "survey_id", "at", "id"),
        Index("ix_survey_answer_at", "firm_id", "at"),
    )
    audited: ClassVar[bool] = False

    survey_id: Mapped[UUID]
    score: Mapped[int]
    text: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=now)


class SurveyWave(Versioned, TenantRow):
    """One round of NPS. condition: which clients, in the rule language; template_id: None, the shipped words.

    starts_at: not before; ends_at: no answer after it; remind_days: after so many days who did not answer is asked once
    more, None: nobody. total, left_out: of how many clients how many were not asked when it began, by reason.
    due_at: when the worker looks at it next.
    """

    __tablename__ = "survey_wave"
    __table_args__ = (
        refers("message_template", "template_id"),
        Index("ix_survey_wave_due", "firm_id", "due_at", postgresql_where=text("due_at is not null")),
        Index("ix_survey_wave_created", "firm_id", "created_at", "id"),
    )
    maintained: ClassVar[frozenset[str]] = frozenset({"due_at"})

    name: Mapped[str]
    condition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    language: Mapped[str]
    template_id: Mapped[UUID | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    remind_days: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=DRAFT)
    total: Mapped[int | None]
    left_out: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
