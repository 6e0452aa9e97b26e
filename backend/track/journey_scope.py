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
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import aliased

from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.staff import TeamMembership, User
from backend.book.tier_figures import UNKNOWN
from backend.book.tier_history import ClientTier
from backend.platform.clock import BUSINESS_ZONE
from backend.track.journeys import Journey, StageVisit

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


def credited(ways: Ways, of: Any, at: Any, *, by_team: bool = False) -> Any:
    """The rows of `of` (with client_id and owner_id) that are credited to whom `ways` asks for, at an instant of each.

    by_team: with the team they are credited to. Of one client there is one owner on a day, and of a person one team, so
    that no row comes twice.
    """
    credit, day = ways.credit, day_of(at)
    if credit == Credit() and not by_team:
        return of
    serves, member, user = aliased(Assignment), aliased(TeamMembership), aliased(User)
    owner = func.coalesce(serves.user_id, of.c.owner_id)
    team = func.coalesce(member.team_id, user.team_id)
    source = of.outerjoin(
        serves,
        and_(
            serves.firm_id == ways.firm_id,
            serves.client_id == of.c.client_id,
            serves.role == "owner",
            serves.valid_from <= day,
            or_(serves.valid_to.is_(None), serves.valid_to > day),
        ),
    )
    source = source.outerjoin(
        member,
        and_(
            member.firm_id == ways.firm_id,
            member.user_id == owner,
            member.valid_from <= day,
            or_(member.valid_to.is_(None), member.valid_to > day),
        ),
    )
    source = source.outerjoin(user, and_(user.firm_id == ways.firm_id, user.id == owner))
    bounds: list[Any] = []
    if credit.owner_id is not None:
        bounds.append(owner == credit.owner_id)
    if credit.team_id is not None:
        bounds.append(team == credit.team_id)
    if credit.tier is not None:
        bounds.append(tier_on(ways.firm_id, of.c.client_id, day) == credit.tier)
    return select(*of.c, team.label("team")).select_from(source).where(*bounds).subquery()


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


def stayed(ways: Ways, of: Any, place: Any) -> Any:
    """(journey…, visit_id, came_at, place): each stay of the journeys of `counted`. place: of the stay's stage, as SQL.

    The place is told by a column, so that what counts places stays short.
    """
    return (
        select(
            *of.c,
            StageVisit.id.label("visit_id"),
            StageVisit.entered_at.label("came_at"),
            place.label("place"),
        )
        .join(StageVisit, and_(StageVisit.firm_id == ways.firm_id, StageVisit.journey_id == of.c.id))
        .subquery()
    )


def first_place(of: Any) -> Any:
    """The place a journey began in, over the rows of `stayed`."""
    in_order = aggregate_order_by(of.c.place, of.c.came_at, of.c.visit_id)
    return func.array_agg(in_order, type_=ARRAY(Integer))[1]
