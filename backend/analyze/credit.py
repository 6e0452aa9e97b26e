"""To whom and what each thing is credited: who served the client on its day, his team and the client's tier of then.

Money is split between owner and co-owners by their credit of the day; a client is counted once, with the owner. Where
nothing is known of the day, the present owner and his present team stand for it. What a client is (region, kind,
source and the like) keeps no history and is that of today. Source: DOMAIN 2.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Numeric, Text, and_, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from backend.analyze.asking import UNKNOWN, Asked
from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.staff import TeamMembership, User
from backend.track.journey_scope import tier_on

OF_CLIENT: Final = {
    "province": "province",
    "city": "city",
    "industry": "industry",
    "gender": "gender",
    "kind": "kind",
    "riskLevel": "risk_level",
    "source": "source",
}
"""Dimensions that are columns of the client."""
AGES: Final = ((30, "0-29"), (40, "30-39"), (50, "40-49"), (60, "50-59"), (70, "60-69"))
OLDEST: Final = "70-"
TENURES: Final = ((1, "0-1"), (2, "1-2"), (3, "2-3"), (5, "3-5"))
LONGEST: Final = "5-"
WHOLE: Final = 100


def serves_on(firm_id: UUID, of: Any, client_id: Any, day: Any) -> Any:
    """Whether a stretch of service or of a team contains a day, with its firm bound. of: an alias of Assignment."""
    return and_(
        of.firm_id == firm_id,
        of.client_id == client_id,
        of.valid_from <= day,
        or_(of.valid_to.is_(None), of.valid_to > day),
    )


def parts(firm_id: UUID, of: Any) -> Any:
    """The rows of `of` (id, client_id, day, …) once for each person, with `owner_id` and his `share` in (0, 1].

    Co-owners have what was agreed, the owner the rest, so that the shares of a row add up to 1.
    """
    owner, other, each = aliased(Assignment), aliased(Assignment), aliased(Assignment)
    client = aliased(Client)
    given = (
        select(of.c.nth, of.c.id, func.sum(other.credit).label("credit"))
        .select_from(of)
        .join(other, and_(serves_on(firm_id, other, of.c.client_id, of.c.day), other.role == "co_owner"))
        .group_by(of.c.nth, of.c.id)
        .subquery()
    )
    rest = (WHOLE - func.coalesce(given.c.credit, 0)) / cast(WHOLE, Numeric())
    of_owner = (
        select(*of.c, func.coalesce(owner.user_id, client.owner_id).label("owner_id"), rest.label("share"))
        .select_from(of)
        .join(client, and_(client.firm_id == firm_id, client.id == of.c.client_id))
        .outerjoin(owner, and_(serves_on(firm_id, owner, of.c.client_id, of.c.day), owner.role == "owner"))
        .outerjoin(given, and_(given.c.nth == of.c.nth, given.c.id == of.c.id))
        .where(rest > 0)
    )
    of_others = (
        select(*of.c, each.user_id, each.credit / cast(WHOLE, Numeric()))
        .select_from(of)
        .join(each, and_(serves_on(firm_id, each, of.c.client_id, of.c.day), each.role == "co_owner"))
        .where(each.credit > 0)
    )
    return union_all(of_owner, of_others).subquery()


def owned(firm_id: UUID, of: Any) -> Any:
    """The rows of `of` (client_id, day, …) with the `owner_id` of their day; share: 1."""
    owner, client = aliased(Assignment), aliased(Client)
    return (
        select(
            *of.c,
            func.coalesce(owner.user_id, client.owner_id).label("owner_id"),
            literal(1, Integer()).label("share"),
        )
        .select_from(of)
        .join(client, and_(client.firm_id == firm_id, client.id == of.c.client_id))
        .outerjoin(owner, and_(serves_on(firm_id, owner, of.c.client_id, of.c.day), owner.role == "owner"))
        .subquery()
    )


def keyed(asked: Asked, of: Any) -> Any:
    """The rows of `of` (client_id, day, owner_id, …) that are asked for, each with its `key`; null: not split.

    of: from `parts` or `owned`; it may have a product_id.
    """
    firm_id, standing = asked.firm_id, asked.standing
    member, user = aliased(TeamMembership), aliased(User)
    source: Any = of.join(Client, and_(Client.firm_id == firm_id, Client.id == of.c.client_id))
    bounds = list(asked.bounds)
    team = func.coalesce(member.team_id, user.team_id)
    if "team" in asked.dimensions or standing.team_id is not None:
        inside = and_(
            member.firm_id == firm_id,
            member.user_id == of.c.owner_id,
            member.valid_from <= of.c.day,
            or_(member.valid_to.is_(None), member.valid_to > of.c.day),
        )
        source = source.outerjoin(member, inside)
        source = source.outerjoin(user, and_(user.firm_id == firm_id, user.id == of.c.owner_id))
    if standing.team_id is not None:
        bounds.append(team == standing.team_id)
    if standing.owner_id is not None:
        bounds.append(of.c.owner_id == standing.owner_id)
    if standing.tier is not None:
        bounds.append(tier_on(firm_id, of.c.client_id, of.c.day) == standing.tier)
    key = _key(asked, of, team)
    told = select(*of.c, key.label("key")).select_from(source).where(*bounds)
    # Bounds ask for clients: they are those of this SELECT, whatever stands around it.
    return told.correlate(None).subquery()


def _key(asked: Asked, of: Any, team: Any) -> Any:
    if asked.by is None:
        return cast(null(), Text())
    key = _key_of(asked, asked.by, of, team)
    if asked.across is None:
        return key
    unknown = literal(UNKNOWN, Text())
    other = _key_of(asked, asked.across, of, team)
    return paired(func.coalesce(key, unknown), func.coalesce(other, unknown))


def paired(one: Any, other: Any) -> Any:
    """The key of two dimensions, as SQL: a JSON list, since keys are words that anybody may write."""
    return cast(func.json_build_array(one, other), Text())


def _key_of(asked: Asked, by: str, of: Any, team: Any) -> Any:
    if by == "tier":
        return tier_on(asked.firm_id, of.c.client_id, of.c.day)
    found: Any
    if by == "person":
        found = cast(of.c.owner_id, Text())
    elif by == "team":
        found = cast(team, Text())
    elif by == "product":
        found = cast(of.c.product_id, Text())
    elif by == "age":
        found = age_of(of.c.day)
    elif by == "tenure":
        found = tenure_of(of.c.since, of.c.day)
    else:
        found = getattr(Client, OF_CLIENT[by])
    return func.coalesce(func.nullif(found, ""), literal(UNKNOWN, Text()))


def age_of(day: Any) -> Any:
    """The band of ages a client is in on a day, as SQL; null without a birthday."""
    return _band(Client.birth_date, day, AGES, OLDEST)


def tenure_of(since: Any, day: Any) -> Any:
    """The band of whole years a client has been one for on a day, as SQL."""
    return _band(since, day, TENURES, LONGEST)


def _band(since: Any, day: Any, bands: Sequence[tuple[int, str]], last: str) -> Any:
    years = func.date_part("year", func.age(day, since))
    told: Sequence[Any] = [(years < below, literal(band, Text())) for below, band in bands]
    return case((since.is_(None), cast(null(), Text())), *told, else_=literal(last, Text()))
