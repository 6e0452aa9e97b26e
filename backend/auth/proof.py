"""Proving oneself again while signed in: by the password or by a code, counted like a log-in."""

from __future__ import annotations

from backend.auth.credentials import credential_of, own_credential
from backend.auth.entrance import Entrance
from backend.auth.passwords import normal_password
from backend.auth.totp import use_code
from backend.auth.tries import count_try, forgive
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Principal


async def prove(
    entrance: Entrance, principal: Principal, *, password: str | None = None, totp: str | None = None
) -> None:
    """Return when the caller proved himself.

    Raises Refused(BAD_USER_INPUT): required without either, credentials or totp when it is wrong; LOCKED after
    too many; UNAUTHENTICATED when he is no user.
    """
    if principal.user_id is None:
        raise Refused(Code.UNAUTHENTICATED)
    if password:
        await _by_password(entrance, principal, normal_password(password))
    elif totp:
        await _by_code(entrance, principal, totp)
    else:
        raise bad_input("password", "required")


async def _by_password(entrance: Entrance, principal: Principal, password: str) -> None:
    user_id = principal.user_id
    assert user_id is not None
    async with entrance.database.change(principal) as session:
        credential = await own_credential(session, user_id)
        count_try(credential, now())
        hashed = credential.password_hash
    right = await entrance.hasher.verify(hashed, password)
    async with entrance.database.change(principal) as session:
        present = await credential_of(session, user_id)
        right = right and present is not None and present.password_hash == hashed
        if right and present is not None:
            forgive(present)
        else:
            changes = {"problem": [None, "credentials"]}
            record(session, "proof_failed", "user_account", user_id, changes=changes)
    if not right:
        raise bad_input("password", "credentials")


async def _by_code(entrance: Entrance, principal: Principal, code: str) -> None:
    user_id = principal.user_id
    assert user_id is not None
    async with entrance.database.change(principal) as session:
        credential = await own_credential(session, user_id)
        count_try(credential, now())
        right = credential.has_totp and await use_code(session, entrance.vault, credential, code)
        if right:
            forgive(credential)
        else:
            record(session, "proof_failed", "user_account", user_id, changes={"problem": [None, "totp"]})
    if not right:
        raise bad_input("totp", "totp")
