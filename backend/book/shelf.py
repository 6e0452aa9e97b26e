"""What people keep under a name and show to others: by whom such rows are seen, and who may change them."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import actor_id
from backend.book.staff import User
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Principal

ME, TEAM, FIRM = SHARES = ("me", "team", "firm")
Shelved = TypeVar("Shelved", bound=Any)
"""A row with owner_id, team_id (the owner's when it was shared with his team) and `shared`, of SHARES."""


def person(session: AsyncSession) -> UUID:
    """The person who acts. Raises FORBIDDEN for a program."""
    user_id = actor_id(session)
    if user_id is None:
        raise Refused(Code.FORBIDDEN)
    return user_id


def seen_by(model: Any, principal: Principal) -> ColumnElement[bool]:
    """Which rows a person may use: his own, those of his teams, those of the firm."""
    firm_id, user_id = principal.firm_id, principal.user_id
    own_team = (
        select(User.team_id).where(User.firm_id == firm_id, User.id == user_id, User.team_id.is_not(None))
    ).scalar_subquery()
    of_team = or_(model.team_id == own_team, model.team_id.in_(sorted(principal.scope.team_ids)))
    return and_(
        model.firm_id == firm_id,
        or_(model.owner_id == user_id, model.shared == FIRM, (model.shared == TEAM) & of_team),
    )


async def hold_own(session: AsyncSession, model: Any, id: UUID, *, unowned: bool = False) -> None:
    """Somebody else's row is as if it were not there, whatever its version; unowned: nobody's is his, too.

    Raises Refused(NOT_FOUND), FORBIDDEN for a program.
    """
    mine = model.owner_id == person(session)
    found = await session.scalar(
        select(model.id).where(
            model.firm_id == session.info["firm_id"],
            model.id == id,
            mine | model.owner_id.is_(None) if unowned else mine,
        )
    )
    if found is None:
        raise Refused(Code.NOT_FOUND)


async def share(session: AsyncSession, row: Shelved, shared: Any, *, may_share: bool) -> None:
    """Show a row to its owner alone, to his team or to the firm. may_share: whether the actor may do the last.

    Raises Refused(BAD_USER_INPUT, field=shared): `choice`, `no_team`; FORBIDDEN.
    """
    if shared not in SHARES:
        raise bad_input("shared", "choice")
    if shared == FIRM and row.shared != FIRM and not may_share:
        raise Refused(Code.FORBIDDEN, coordinate="Right.shareViews")
    team_id = None
    if shared == TEAM:
        mine = select(User.team_id).where(User.firm_id == session.info["firm_id"], User.id == row.owner_id)
        team_id = await session.scalar(mine)
        if team_id is None:
            raise bad_input("shared", "no_team")
    row.shared, row.team_id = shared, team_id


async def kept_by(session: AsyncSession, model: Any, owner_id: UUID, *within: Any) -> int:
    """How many rows a person keeps."""
    counted = select(func.count()).where(
        model.firm_id == session.info["firm_id"], model.owner_id == owner_id, *within
    )
    return await session.scalar(counted) or 0
