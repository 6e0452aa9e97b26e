"""What administrators do with the accounts of others: one-time passwords, resets, letting go."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.credentials import Credential, credential_of, set_hash
from backend.auth.passwords import Hasher, generate_password
from backend.auth.sessions import end_sessions
from backend.auth.totp import remove_totp
from backend.auth.tries import forgive
from backend.book import users
from backend.book.lookup import actor_id, named
from backend.book.staff import User
from backend.platform.audit import record
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.keys import Vault


async def take_in(
    session: AsyncSession,
    vault: Vault,
    hasher: Hasher,
    new: users.NewUser,
    *,
    known_roles: Collection[str],
    one_time: bool = True,
) -> tuple[User, str]:
    """A new user and his generated password, shown this once.

    one_time: it opens nothing but the choice of a password of his own. Raises what `create_user` raises.
    """
    user = await users.create_user(session, vault, new, known_roles=known_roles)
    password = generate_password()
    await give_password(session, hasher, user, password, must_change=one_time)
    return user, password


async def give_password(
    session: AsyncSession, hasher: Hasher, user: User, password: str, *, must_change: bool
) -> None:
    """Put a password in force that was chosen for or by a new user; it was checked before."""
    hashed = await hasher.hash(password)
    credential = await credential_of(session, user.id)
    if credential is None:
        credential = Credential(user_id=user.id, password_hash=hashed)
        session.add(credential)
    set_hash(credential, hashed, must_change=must_change)
    forgive(credential)
    await session.flush()


async def reset_password(
    session: AsyncSession, hasher: Hasher, user_id: UUID, *, one_time: bool = True
) -> str:
    """A generated password for a user who lost his, shown this once; ends his sessions and opens his lock.

    Raises Refused(NOT_FOUND), and Refused(BAD_USER_INPUT) for oneself (self) and who is not active (inactive).
    """
    user = await _other(session, user_id)
    password = generate_password()
    await give_password(session, hasher, user, password, must_change=one_time)
    await end_sessions(session, user.id)
    record(session, "reset_password", "user_account", user.id)
    return password


async def reset_totp(session: AsyncSession, user_id: UUID) -> None:
    """Take the authenticator of a user who lost it out of force; ends his sessions.

    Raises as `reset_password`, and Refused(BAD_USER_INPUT, problem=state) when he uses none.
    """
    user = await _other(session, user_id)
    credential = await credential_of(session, user.id)
    if credential is None or not remove_totp(session, credential):
        raise bad_input("id", "state")
    await end_sessions(session, user.id)


async def unlock(session: AsyncSession, user_id: UUID) -> None:
    """Forget a user's failed tries, so that he need not wait. Raises as `reset_password`."""
    user = await _other(session, user_id)
    credential = await credential_of(session, user.id)
    if credential is not None:
        forgive(credential)
        record(session, "unlock", "user_account", user.id)


async def let_go(session: AsyncSession, vault: Vault, id: UUID, version: int) -> User:
    """Deactivate a user and end what he has open. Raises what `users.deactivate_user` raises."""
    return await users.deactivate_user(session, vault, id, version, end_sessions=_end_all)


async def _end_all(session: AsyncSession, user_id: UUID) -> None:
    await end_sessions(session, user_id)


async def _other(session: AsyncSession, user_id: UUID) -> User:
    """A user who is active and not the one who acts."""
    if actor_id(session) == user_id:
        raise bad_input("id", "self")
    try:
        user = await named(session, User, user_id, "id")
    except Refused as unknown:
        raise Refused(Code.NOT_FOUND) from unknown
    if not user.active:
        raise bad_input("id", "inactive")
    return user
