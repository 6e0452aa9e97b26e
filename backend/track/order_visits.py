"""Return visits: held by somebody who does not sell, of whom the client answers what the rules ask."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, and_, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.ledger import FundOrder
from backend.book.order_steps import OrderStep
from backend.book.staff import User, UserRole
from backend.book.tasks import Task
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers


class ReturnVisit(TenantRow):
    """One visit. answers: yes or no by key of the question, of version `rules`; faults: those not as wanted."""

    __tablename__ = "return_visit"
    __table_args__ = (
        refers("fund_order", "order_id"),
        refers("user_account", "visitor_id"),
        Index("ix_return_visit_order", "firm_id", "order_id", "id"),
    )

    order_id: Mapped[UUID]
    visitor_id: Mapped[UUID]
    channel: Mapped[str]
    held_at: Mapped[datetime] = mapped_column(default=now)
    rules: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    faults: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    passed: Mapped[bool]
    note: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Sellers:
    """Who has a hand in a sale, and the teams they are of."""

    people: frozenset[UUID]
    teams: frozenset[UUID]


def may_visit(visitor: UUID | None, team: UUID | None, sellers: Sellers) -> bool:
    """Whether somebody may hold the return visit: neither a seller nor of a seller's team."""
    return (
        visitor is not None and visitor not in sellers.people and (team is None or team not in sellers.teams)
    )


async def sellers_of(session: AsyncSession, order: FundOrder) -> Sellers:
    """Who sold an order: its seller, whoever is responsible for the client now, and whoever drafted or signed it."""
    firm_id = session.info["firm_id"]
    owner_id = await session.scalar(
        select(Client.owner_id).where(Client.firm_id == firm_id, Client.id == order.client_id)
    )
    steps = await session.scalars(
        select(OrderStep.by).where(
            OrderStep.firm_id == firm_id,
            OrderStep.order_id == order.id,
            OrderStep.after.in_(("draft", "suitability_ok", "signed")),
        )
    )
    people = {id for id in (order.seller_id, owner_id, *map(_user_in, steps)) if id is not None}
    teams = await session.scalars(
        select(User.team_id).where(User.firm_id == firm_id, User.id.in_(people), User.team_id.is_not(None))
    )
    return Sellers(frozenset(people), frozenset(team for team in teams if team is not None))


async def visitor_for(session: AsyncSession, sellers: Sellers, role: str) -> User | None:
    """Somebody of a role who may hold the visit and has the fewest open tasks; None where there is nobody."""
    firm_id = session.info["firm_id"]
    burden = (
        select(func.count())
        .where(Task.firm_id == firm_id, Task.assignee_id == User.id, Task.state == "open")
        .correlate(User)
        .scalar_subquery()
    )
    rows = await session.scalars(
        select(User)
        .join(UserRole, and_(UserRole.firm_id == firm_id, UserRole.user_id == User.id))
        .where(User.firm_id == firm_id, UserRole.role == role, User.active)
        .order_by(burden, User.id)
    )
    return next((user for user in rows if may_visit(user.id, user.team_id, sellers)), None)


async def visits_of(session: AsyncSession, order_ids: Sequence[UUID]) -> dict[UUID, list[ReturnVisit]]:
    """Visits of orders, the latest first."""
    rows = await session.scalars(
        select(ReturnVisit)
        .where(ReturnVisit.firm_id == session.info["firm_id"], ReturnVisit.order_id.in_(order_ids))
        .order_by(ReturnVisit.id.desc())
    )
    found: dict[UUID, list[ReturnVisit]] = {}
    for row in rows:
        found.setdefault(row.order_id, []).append(row)
    return found


def answers_in(given: Mapping[str, Any], known: Collection[str]) -> dict[str, bool] | None:
    """Answers to all questions and to no others; None for what is none."""
    if set(given) != set(known) or any(not isinstance(value, bool) for value in given.values()):
        return None
    return dict(given)


def _user_in(subject: str) -> UUID | None:
    kind, _, id = subject.partition(":")
    if kind != "user":
        return None
    try:
        return UUID(id)
    except ValueError:
        return None
