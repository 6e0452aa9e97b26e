"""Codes of an authenticator app (RFC 6238): one use for each, a secret under the firm's key."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import pyotp
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.credentials import Credential
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.keys import Vault

ISSUER: Final = "Startrail"
STEP_SECONDS: Final = 30
# A phone's clock may be one step off, and people type for some seconds.
DRIFT_STEPS: Final = 1
_PLACE: Final = "credential|totp|{}"
_CODE: Final = re.compile(r"[0-9]{6}")


async def begin_totp(session: AsyncSession, vault: Vault, credential: Credential, email: str) -> str:
    """A new secret that waits for its first code; returns the otpauth address for the QR code.

    Raises Refused(BAD_USER_INPUT, problem=state) while another one is in force.
    """
    if credential.has_totp:
        raise bad_input("totp", "state")
    secret = pyotp.random_base32()
    keys = await vault.firm(session)
    credential.totp_sealed = keys.seal_small(secret.encode(), _place(credential))
    credential.totp_last_step = None
    record(session, "begin_totp", "user_account", credential.user_id)
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


async def confirm_totp(session: AsyncSession, vault: Vault, credential: Credential, code: str) -> None:
    """Put the waiting secret in force by a first code.

    Raises Refused(BAD_USER_INPUT, field=totp): problem=state when none waits, problem=totp for a wrong code.
    """
    if credential.has_totp or credential.totp_sealed is None:
        raise bad_input("totp", "state")
    if not await use_code(session, vault, credential, code):
        raise bad_input("totp", "totp")
    credential.totp_confirmed_at = now()
    record(session, "confirm_totp", "user_account", credential.user_id)


async def use_code(session: AsyncSession, vault: Vault, credential: Credential, code: str) -> bool:
    """Whether a code is right now and was not used; a right one is used up. The credential is locked."""
    digits = code.strip().replace(" ", "")
    if credential.totp_sealed is None or not _CODE.fullmatch(digits):
        return False
    secret = (await vault.firm(session)).open_small(credential.totp_sealed, _place(credential))
    step = matching_step(secret.decode(), digits, now())
    if step is None or (credential.totp_last_step is not None and step <= credential.totp_last_step):
        return False
    credential.totp_last_step = step
    return True


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The time step near `at` whose code this is; all are compared, so that time tells nothing."""
    totp = pyotp.TOTP(secret)
    present = int(at.timestamp()) // STEP_SECONDS
    steps = range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1)
    found = [step for step in steps if pyotp.utils.strings_equal(code, totp.generate_otp(step))]
    return found[0] if found else None


def remove_totp(session: AsyncSession, credential: Credential) -> bool:
    """Let the log-in ask for no code; whether there was a secret."""
    had = credential.totp_sealed is not None
    credential.totp_sealed = credential.totp_confirmed_at = credential.totp_last_step = None
    if had:
        record(session, "remove_totp", "user_account", credential.user_id)
    return had


def _place(credential: Credential) -> str:
    """What the ciphertext is bound to: this user's and no other's."""
    return _PLACE.format(credential.user_id.hex)
