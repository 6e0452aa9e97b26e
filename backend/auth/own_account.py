"""What a signed-in user does with his own account: step up, password, authenticator, sessions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth import totp as codes
from backend.auth.credentials import own_credential, set_hash
from backend.auth.entrance import Entrance
from backend.auth.passwords import check_strength, normal_password
from backend.auth.proof import prove
from backend.auth.sessions import (
    STEP_UP,
    Session,
    end_session,
    end_sessions,
    live_session,
    renew_text,
    sessions_of,
)
from backend.book.staff import User
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Principal


@dataclass(frozen=True)
class Caller:
    """A principal that came with a session."""

    principal: Principal
    user_id: UUID
    session_id: UUID


def caller(principal: Principal | None) -> Caller:
    """The signed-in user. Raises Refused(UNAUTHENTICATED) for nobody and for keys."""
    if principal is None or principal.user_id is None or principal.session_id is None:
        raise Refused(Code.UNAUTHENTICATED)
    return Caller(principal, principal.user_id, principal.session_id)


async def step_up(
    entrance: Entrance, who: Caller, *, password: str | None = None, totp: str | None = None
) -> str:
    """Mark the session as just verified for five minutes; returns its new text. Raises what `prove` raises."""
    await prove(entrance, who.principal, password=password, totp=totp)
    async with entrance.database.change(who.principal) as session:
        row = await live_session(session, who.session_id)
        row.stepped_up_until = now() + STEP_UP
        text = await renew_text(session, row)
        record(session, "step_up", "user_account", who.user_id)
    await entrance.gatekeeper.forget(who.principal.firm_id, who.session_id)
    return text


async def change_password(entrance: Entrance, who: Caller, password: str, new: str) -> str:
    """Choose another password; ends the user's other sessions and returns the new text of this one.

    Raises what `prove` raises, and Refused(BAD_USER_INPUT, field=newPassword) for a weak or unchanged one.
    """
    await prove(entrance, who.principal, password=password)
    if normal_password(new) == normal_password(password):
        raise bad_input("newPassword", "same_password")
    async with entrance.database.change(who.principal) as session:
        credential = await own_credential(session, who.user_id)
        user = await _user(session, who.user_id)
        try:
            chosen = check_strength(new, with_totp=credential.has_totp, personal=(user.email, user.name))
        except Refused as weak:
            raise Refused(weak.code, **{**weak.params, "field": "newPassword"}) from weak
        set_hash(credential, await entrance.hasher.hash(chosen), must_change=False)
        await end_sessions(session, who.user_id, but=who.session_id)
        text = await renew_text(session, await live_session(session, who.session_id))
        record(session, "change_password", "user_account", who.user_id)
    await entrance.gatekeeper.forget(who.principal.firm_id, who.session_id)
    return text


async def begin_totp(entrance: Entrance, who: Caller) -> str:
    """Start to use an authenticator; the otpauth address for its QR code.

    Raises Refused(STEP_UP_REQUIRED), and Refused(BAD_USER_INPUT, problem=state) when one is in use.
    """
    _needs_step_up(who)
    async with entrance.database.change(who.principal) as session:
        credential = await own_credential(session, who.user_id)
        user = await _user(session, who.user_id)
        return await codes.begin_totp(session, entrance.vault, credential, user.email)


async def confirm_totp(entrance: Entrance, who: Caller, code: str) -> str:
    """Put the authenticator in force by its first code; returns the session's new text.

    Raises Refused(STEP_UP_REQUIRED), and Refused(BAD_USER_INPUT, field=totp) when the code is wrong or none waits.
    """
    _needs_step_up(who)
    async with entrance.database.change(who.principal) as session:
        credential = await own_credential(session, who.user_id)
        await codes.confirm_totp(session, entrance.vault, credential, code)
        text = await renew_text(session, await live_session(session, who.session_id))
    await entrance.gatekeeper.forget(who.principal.firm_id, who.session_id)
    return text


async def remove_totp(entrance: Entrance, who: Caller, code: str) -> None:
    """Stop using the authenticator, proven by a last code. Raises what `prove` and the step-up raise."""
    _needs_step_up(who)
    await prove(entrance, who.principal, totp=code)
    async with entrance.database.change(who.principal) as session:
        codes.remove_totp(session, await own_credential(session, who.user_id))


async def log_out(entrance: Entrance, who: Caller) -> None:
    """End this session."""
    async with entrance.database.change(who.principal) as session:
        if await end_session(session, who.session_id):
            record(session, "logout", "user_account", who.user_id)
    await entrance.gatekeeper.forget(who.principal.firm_id, who.session_id)


async def list_sessions(entrance: Entrance, who: Caller) -> list[Session]:
    """The user's open sessions, newest first."""
    async with entrance.database.read(who.principal.firm_id) as session:
        return (await sessions_of(session, [who.user_id])).get(who.user_id, [])


async def end_own_session(entrance: Entrance, who: Caller, id: UUID) -> None:
    """End one of the user's sessions. Raises Refused(NOT_FOUND) when he has no such open one."""
    async with entrance.database.change(who.principal) as session:
        if not await end_session(session, id, user_id=who.user_id):
            raise Refused(Code.NOT_FOUND)
    await entrance.gatekeeper.forget(who.principal.firm_id, id)


def _needs_step_up(who: Caller) -> None:
    if not who.principal.stepped_up:
        raise Refused(Code.STEP_UP_REQUIRED)


async def _user(session: AsyncSession, id: UUID) -> User:
    found = await session.scalar(select(User).where(User.firm_id == session.info["firm_id"], User.id == id))
    if found is None:
        raise Refused(Code.UNAUTHENTICATED)
    return found
