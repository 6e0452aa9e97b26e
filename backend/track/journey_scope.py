"""Which journeys figures count, and to whom each thing that happened in them is credited.

What happened is credited to whoever owned the client on that day, to the team he was in then, and to the tier the
client was in then; where nothing is known of the day, to the journey's owner and his team of today. Source: DOMAIN 2.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Date, Integer, Text, and_, case, func, literal, null, or_, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased

from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.staff import TeamMembership, User
from backend.book.tier_figures import UNKNOWN
from backend.book.tier_history import ClientTier
from backend.platform.clock import BUSINESS_ZONE
from backend.track.journeys import Journey

ZONE: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Credit:
    """To whom what is counted has to be credited; None: to anybody. tier: `-`: in none."""

    owner_id: UUID | None = None
    team_id: UUID | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """The journeys that are counted: which, by whose standing, and the order of their stages.

    bounds: over `Journey`; places: of each stage 0, 1, …, also of those that only older versions have; stages: how many
    the newest version has; goal: the place with which a journey is won, `stages` where that is its end.
    """

    firm_id: Any
    bounds: Sequence[Any]
    places: Mapping[str, int]
    stages: int
    goal: int
    credit: Credit = Credit()

    def place_of(self, stage: Any) -> Any:
        """The place of a stage, as SQL; null of one that no version has."""
        return case(
            *((stage == key, literal(place, Integer())) for key, place in self.places.items()),
            else_=sql_cast(null(), Integer()),
        )


def day_of(at: Any) -> Any:
    """The business date of an instant, as SQL."""
    return sql_cast(func.timezone(ZONE, at), Date())


def begin_of(day: date) -> datetime:
    """The instant with which a business date begins."""
    return datetime.combine(day, time(), BUSINESS_ZONE).astimezone(UTC)


# Whose day is meant may stand several SELECTs further out: all but the own table is of them.
def owner_on(firm_id: Any, client_id: Any, owner_id: Any, day: Any) -> Any:
    """Who owned a client on a day, as SQL. owner_id: who is taken where nothing is known of the day."""
    of = (
        select(Assignment.user_id)
        .where(
            Assignment.firm_id == firm_id,
            Assignment.client_id == client_id,
            Assignment.role == "owner",
            Assignment.valid_from <= day,
            or_(Assignment.valid_to.is_(None), Assignment.valid_to > day),
        )
        .order_by(Assignment.valid_from.desc())
        .limit(1)
        .correlate_except(Assignment)
        .scalar_subquery()
    )
    return func.coalesce(of, owner_id)


def team_on(firm_id: Any, user_id: Any, day: Any) -> Any:
    """The team somebody was in on a day, else the one he is in now, as SQL."""
    then = (
        select(TeamMembership.team_id)
        .where(
            TeamMembership.firm_id == firm_id,
            TeamMembership.user_id == user_id,
            TeamMembership.valid_from <= day,
            or_(TeamMembership.valid_to.is_(None), TeamMembership.valid_to > day),
        )
        .order_by(TeamMembership.valid_from.desc())
        .limit(1)
        .correlate_except(TeamMembership)
        .scalar_subquery()
    )
    today = (
        select(User.team_id)
        .where(User.firm_id == firm_id, User.id == user_id)
        .correlate_except(User)
        .scalar_subquery()
    )
    return func.coalesce(then, today)


def tier_on(firm_id: Any, client_id: Any, day: Any) -> Any:
    """The tier a client was in on a day as it was known then, as SQL; `-` before his first."""
    of = (
        select(ClientTier.to_tier)
        .where(ClientTier.firm_id == firm_id, ClientTier.client_id == client_id, ClientTier.on <= day)
        .order_by(ClientTier.on.desc(), ClientTier.known_at.desc(), ClientTier.id.desc())
        .limit(1)
        .correlate_except(ClientTier)
        .scalar_subquery()
    )
    return func.coalesce(of, literal(UNKNOWN, Text()))


def credited(ways: Ways, client_id: Any, owner_id: Any, at: Any) -> list[Any]:
    """Conditions: what happened to a client at an instant is credited to whom `ways` asks for."""
    found: list[Any] = []
    credit, day = ways.credit, day_of(at)
    owner = owner_on(ways.firm_id, client_id, owner_id, day)
    if credit.owner_id is not None:
        found.append(owner == credit.owner_id)
    if credit.team_id is not None:
        found.append(team_on(ways.firm_id, owner, day) == credit.team_id)
    if credit.tier is not None:
        found.append(tier_on(ways.firm_id, client_id, day) == credit.tier)
    return found


def team_then(ways: Ways, client_id: Any, owner_id: Any, at: Any) -> Any:
    """The team to which what happened at an instant is credited."""
    day = day_of(at)
    return team_on(ways.firm_id, owner_on(ways.firm_id, client_id, owner_id, day), day)


def counted(ways: Ways) -> Any:
    """The journeys as a table, with when their client became known to the firm."""
    # Bounds may ask for clients themselves: they stay by themselves, so that nothing around them is meant.
    row = (
        select(
            Journey.id,
            Journey.client_id,
            Journey.owner_id,
            Journey.state,
            Journey.stage,
            Journey.template_id,
            Journey.template_number,
            Journey.opened_at,
            Journey.entered_at,
            Journey.ended_at,
            Journey.loss_reason,
            Journey.expected_amount,
        )
        .where(*ways.bounds)
        .correlate(None)
        .subquery()
    )
    client = aliased(Client)
    return (
        select(row, client.created_at.label("known_at"))
        .join(client, and_(client.firm_id == ways.firm_id, client.id == row.c.client_id))
        .subquery()
    )
