"""How many people a team had, weighed by time: what contributions are divided by (K-28)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric, Select, Text, and_, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.asking import Asked, spans
from backend.book.assignments import Assignment
from backend.book.staff import TeamMembership


def statement(asked: Asked) -> Select[Any]:
    """(nth, team, full-time equivalents): days of membership over those of the window, of who ever served a client."""
    window = spans(asked.windows)
    serves = select(Assignment.user_id).where(
        Assignment.firm_id == asked.firm_id, Assignment.role.in_(("owner", "co_owner"))
    )
    begins = func.greatest(TeamMembership.valid_from, window.c.first)
    ends = func.least(func.coalesce(TeamMembership.valid_to, window.c.until), window.c.until)
    days = cast(func.sum(ends - begins), Numeric())
    bounds: list[Any] = [TeamMembership.firm_id == asked.firm_id, TeamMembership.user_id.in_(serves)]
    if asked.standing.team_id is not None:
        bounds.append(TeamMembership.team_id == asked.standing.team_id)
    return (
        select(
            window.c.nth,
            cast(TeamMembership.team_id, Text()),
            days / func.max(window.c.until - window.c.first),
        )
        .select_from(TeamMembership)
        .join(
            window,
            and_(
                TeamMembership.valid_from < window.c.until,
                or_(TeamMembership.valid_to.is_(None), TeamMembership.valid_to > window.c.first),
            ),
        )
        .where(*bounds)
        .group_by(window.c.nth, TeamMembership.team_id)
    )


async def heads(session: AsyncSession, asked: Asked) -> dict[int, dict[str | None, Decimal]]:
    """Full-time equivalents by window and team, in one statement."""
    found: dict[int, dict[str | None, Decimal]] = {}
    for nth, team, people in await session.execute(statement(asked)):
        found.setdefault(nth, {})[team] = Decimal(people)
    return found
