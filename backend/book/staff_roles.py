"""Roles of users: which may be given, to whom, and that nobody helps himself to one."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import actor_id
from backend.book.staff import User, UserRole
from backend.platform.errors import Code, Refused, bad_input

# Who publishes policies: somebody has to be able to, and he may hold no role that sees clients.
# So that nobody can grant himself a right: who keeps the policies holds no other role.
KEEPER = "policy_admin"
APART = frozenset({KEEPER})


def grantable(roles: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """The roles in order, each once.

    known: the roles of the firm's policy. Raises Refused(BAD_USER_INPUT, field=roles) when there is none,
    for an unknown one, and for one that has to stand apart.
    """
    wanted = tuple(sorted(set(roles)))
    if not wanted:
        raise bad_input("roles", "required")
    unknown = [role for role in wanted if role not in known]
    if unknown:
        raise bad_input("roles", "role", roles=unknown)
    if len(wanted) > 1 and not APART.isdisjoint(wanted):
        raise bad_input("roles", "apart", role=next(role for role in wanted if role in APART))
    return wanted


async def roles_of(session: AsyncSession, user_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Roles of each user in order; users without a role are absent."""
    rows = await session.execute(
        select(UserRole.user_id, UserRole.role)
        .where(UserRole.firm_id == session.info["firm_id"], UserRole.user_id.in_(user_ids))
        .order_by(UserRole.user_id, UserRole.role)
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for user_id, role in rows:
        found[user_id] = (*found.get(user_id, ()), role)
    return found


async def set_roles(session: AsyncSession, user: User, wanted: Collection[str]) -> bool:
    """Give exactly these roles; whether anything changed.

    Raises Refused(FORBIDDEN, problem=self) for one's own roles and Refused(BAD_USER_INPUT, problem=last) when
    nobody would be left to keep the policies.
    """
    rows = await session.scalars(
        select(UserRole).where(UserRole.firm_id == user.firm_id, UserRole.user_id == user.id)
    )
    held = {row.role: row for row in rows}
    if held.keys() == set(wanted):
        return False
    if actor_id(session) == user.id:
        raise Refused(Code.FORBIDDEN, field="roles", problem="self")
    if KEEPER in held and KEEPER not in wanted:
        await keep_a_keeper(session, without=user.id, field="roles")
    for role, row in held.items():
        if role not in wanted:
            await session.delete(row)
    session.add_all(UserRole(user_id=user.id, role=role) for role in sorted(set(wanted) - held.keys()))
    return True


async def keep_a_keeper(session: AsyncSession, *, without: UUID, field: str) -> None:
    """Raise Refused(BAD_USER_INPUT, problem=last) unless another active user keeps the policies.

    Locks the keepers, so that two who leave at once cannot both rely on each other.
    """
    keepers = await session.scalars(
        select(User)
        .join(UserRole, (UserRole.firm_id == User.firm_id) & (UserRole.user_id == User.id))
        .where(
            User.firm_id == session.info["firm_id"],
            UserRole.firm_id == session.info["firm_id"],
            UserRole.role == KEEPER,
            User.active,
        )
        .order_by(User.id)
        .with_for_update(of=User)
    )
    if all(user.id == without for user in keepers):
        raise bad_input(field, "last")
