"""People of the firm: users, teams with history, roles, absence and deputies."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import business_date
from backend.platform.db import TenantRow, Versioned, refers


class Team(Versioned, TenantRow):
    """A team; teams form a tree by `parent_id`."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("firm_id", "name"), refers("team", "parent_id"))

    name: Mapped[str]
    parent_id: Mapped[UUID | None]
    lead_id: Mapped[UUID | None]


class User(Versioned, TenantRow):
    """A person who signs in. `team_id` is the present team, `TeamMembership` its history.

    absent_from, absent_until: business dates, both inside the absence; the deputy acts meanwhile. work_from,
    work_until: minutes after midnight between which reminders come on workdays.
    """

    __tablename__ = "user_account"
    __table_args__ = (
        UniqueConstraint("firm_id", "email"),
        refers("team", "team_id"),
        refers("user_account", "deputy_id"),
        Index("ix_user_account_team", "firm_id", "team_id"),
    )

    name: Mapped[str]
    name_sort: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    title: Mapped[str | None]
    phone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    team_id: Mapped[UUID | None]
    absent_from: Mapped[date | None]
    absent_until: Mapped[date | None]
    deputy_id: Mapped[UUID | None]
    locale: Mapped[str] = mapped_column(default="zh-CN")
    theme: Mapped[str] = mapped_column(default="auto")
    density: Mapped[str] = mapped_column(default="default")
    last_seen_at: Mapped[datetime | None]
    work_from: Mapped[int] = mapped_column(default=540)
    work_until: Mapped[int] = mapped_column(default=1080)


class UserRole(TenantRow):
    """A role a user holds now; grants and withdrawals are in the audit."""

    __tablename__ = "user_role"
    __table_args__ = (UniqueConstraint("firm_id", "user_id", "role"), refers("user_account", "user_id"))

    user_id: Mapped[UUID]
    role: Mapped[str]


class TeamMembership(TenantRow):
    """A stretch of time in a team: [valid_from, valid_to), open while current."""

    __tablename__ = "team_membership"
    __table_args__ = (
        refers("user_account", "user_id"),
        refers("team", "team_id"),
        Index("ix_team_membership_user", "firm_id", "user_id"),
        Index(
            "uq_team_membership_current",
            "firm_id",
            "user_id",
            unique=True,
            postgresql_where="valid_to is null",
        ),
    )

    user_id: Mapped[UUID]
    team_id: Mapped[UUID]
    valid_from: Mapped[date] = mapped_column(default=business_date)
    valid_to: Mapped[date | None]
