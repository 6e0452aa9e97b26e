"""For whom a command imports: the product itself, or a person with exactly his rights."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.acting import person
from backend.book.staff import User
from backend.book.users import normal_email
from backend.platform.database import Database
from backend.platform.errors import bad_input
from backend.platform.principal import Principal, system


async def user_named(session: AsyncSession, email: str, field: str) -> User:
    """The active user with an e-mail. Raises Refused(BAD_USER_INPUT, problem=unknown or inactive)."""
    user: User | None = await session.scalar(
        select(User).where(User.firm_id == session.info["firm_id"], User.email == normal_email(email))
    )
    if user is None:
        raise bad_input(field, "unknown")
    if not user.active:
        raise bad_input(field, "inactive")
    return user


async def actor(database: Database, firm_id: UUID, email: str | None) -> Principal:
    """Who imports: the person with this e-mail and his present roles, or `system:import` without one.

    Raises Refused(BAD_USER_INPUT, field=as) for nobody we know.
    """
    if email is None:
        return system(firm_id, "import")
    async with database.read(firm_id) as session:
        user = await user_named(session, email, "as")
    return await person(database, user)
