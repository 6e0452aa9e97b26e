"""Log-in: from e-mail and password to a session.

Who fails learns nothing: an unknown e-mail is counted, locked, hashed and answered like a known one, and refusals
leave at whole ticks of the clock.
"""

from __future__ import annotations

import asyncio
import unicodedata
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.credentials import Credential, credential_of
from backend.auth.entrance import Entrance
from backend.auth.passwords import normal_password
from backend.auth.sessions import end_session, open_session
from backend.auth.totp import use_code
from backend.auth.tries import count_try, count_unknown, forget_unknown, forgive, give_back
from backend.book.staff import User
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.directory import firms_of_login
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Principal
from backend.platform.tenant import Firm

# Nobody serves more firms than this under one address; each costs a hash.
MOST_FIRMS: Final = 5
NO_FIRM: Final = UUID(int=0)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Knock:
    """What somebody shows at the door. old: the session his browser still holds, which a log-in ends."""

    email: str
    password: str
    totp: str | None = None
    firm: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    old: Principal | None = None


@dataclass(frozen=True)
class SignedIn:
    """A session was opened; text: for the cookie. must_change: it opens only the choice of a new password."""

    text: str
    firm_id: UUID
    user_id: UUID
    must_change: bool


@dataclass(frozen=True)
class Candidate:
    """An account of this e-mail in one firm whose try was counted."""

    firm_id: UUID
    firm_name: str
    user_id: UUID
    password_hash: str


async def sign_in(entrance: Entrance, knock: Knock) -> SignedIn:
    """Open a session.

    Raises Refused: UNAUTHENTICATED (problem credentials or totp), TOTP_REQUIRED, CHOOSE_FIRM (firms: id and
    name of those where the password was right), LOCKED, RATE_LIMITED, UNAVAILABLE (retryAfter in seconds),
    BAD_USER_INPUT.
    """
    started = asyncio.get_running_loop().time()
    try:
        return await _sign_in(entrance, knock)
    except Refused:
        spent = asyncio.get_running_loop().time() - started
        await asyncio.sleep(entrance.tick - spent % entrance.tick)
        raise


async def _sign_in(entrance: Entrance, knock: Knock) -> SignedIn:
    email, password = _shown(knock)
    account = entrance.vault.login_hmac(email)
    entrance.limits.check(knock.ip, password)
    candidates = await _candidates(entrance, account, email, knock)
    right = [each for each in candidates if await entrance.hasher.verify(each.password_hash, password)]
    if not candidates:
        await entrance.hasher.verify(entrance.hasher.dummy, password)
    if not right:
        entrance.limits.failed(knock.ip, account, password)
        await _note_failure(entrance.database, candidates, knock.ip, "credentials")
        raise Refused(Code.UNAUTHENTICATED, problem="credentials")
    if len(right) > 1:
        for each in right:
            async with entrance.database.change(_door(each.firm_id, knock.ip)) as session:
                give_back(await _still(session, each))
        firms = [{"id": public_id("firm", each.firm_id), "name": each.firm_name} for each in right]
        raise Refused(Code.CHOOSE_FIRM, firms=firms)
    return await _finish(entrance, right[0], password, knock)


def _shown(knock: Knock) -> tuple[str, str]:
    """The e-mail as accounts spell it and the password as it is hashed. Raises Refused(BAD_USER_INPUT)."""
    email = unicodedata.normalize("NFKC", knock.email).strip().lower()
    if not email or not knock.password:
        raise bad_input("password" if email else "email", "required")
    if len(email) > 254:
        raise bad_input("email", "too_long", limit=254)
    return email, normal_password(knock.password)


async def _candidates(entrance: Entrance, account: bytes, email: str, knock: Knock) -> list[Candidate]:
    """The accounts this password may be tried at; their tries are counted. Raises Refused(LOCKED) if none may."""
    wanted = own_id("firm", knock.firm) if knock.firm else None
    async with entrance.database.shared() as shared:
        firms = [id for id in await firms_of_login(shared, account) if wanted in {None, id}][:MOST_FIRMS]
    found: list[Candidate] = []
    locked: list[Refused] = []
    for firm_id in firms:
        try:
            async with entrance.database.change(_door(firm_id, knock.ip)) as session:
                found += await _count(session, email)
        except Refused as refusal:
            if refusal.code is not Code.LOCKED:
                raise
            locked.append(refusal)
    if not found and locked:
        raise locked[0]
    if not found:
        async with entrance.database.as_system(NO_FIRM, "login") as session:
            await count_unknown(session, account)
            if account[0] == 0:  # now and then is often enough
                await forget_unknown(session)
    return found


async def _count(session: AsyncSession, email: str) -> list[Candidate]:
    firm_id: UUID = session.info["firm_id"]
    user = await session.scalar(select(User).where(User.firm_id == firm_id, User.email == email, User.active))
    credential = await credential_of(session, user.id) if user else None
    if user is None or credential is None:
        return []
    count_try(credential, now())
    name = await session.scalar(select(Firm.name).where(Firm.firm_id == firm_id))
    return [Candidate(firm_id, name or "", user.id, credential.password_hash)]


async def _finish(entrance: Entrance, account: Candidate, password: str, knock: Knock) -> SignedIn:
    """The password was right: ask for the code, or open the session."""
    fresh = None
    if entrance.hasher.is_outdated(account.password_hash):
        fresh = await entrance.hasher.hash(password)
    async with entrance.database.change(_door(account.firm_id, knock.ip)) as session:
        credential = await _still(session, account)
        refusal = await _code_refusal(session, entrance, credential, knock)
        if refusal is None:
            forgive(credential)
            if fresh is not None:
                credential.password_hash = fresh
            row, text = open_session(
                session,
                account.user_id,
                entrance.gatekeeper.lifetimes,
                ip=knock.ip,
                user_agent=knock.user_agent,
            )
            await session.flush()
            record(
                session, "login", "user_account", account.user_id, changes={"session": [None, str(row.id)]}
            )
    if refusal is not None:
        raise refusal
    await _end_old(entrance, knock.old)
    return SignedIn(text, account.firm_id, account.user_id, credential.must_change)


async def _code_refusal(
    session: AsyncSession, entrance: Entrance, credential: Credential, knock: Knock
) -> Refused | None:
    """Why the second factor does not let him in; returned, because the counting has to commit."""
    if not credential.has_totp:
        return None
    if not knock.totp:
        give_back(credential)
        return Refused(Code.TOTP_REQUIRED)
    if await use_code(session, entrance.vault, credential, knock.totp):
        return None
    record(session, "login_failed", "user_account", credential.user_id, changes={"problem": [None, "totp"]})
    return Refused(Code.UNAUTHENTICATED, problem="totp")


async def _still(session: AsyncSession, account: Candidate) -> Credential:
    """The credential that was verified, locked; it may have changed while the hash was computed."""
    credential = await credential_of(session, account.user_id)
    if credential is None or credential.password_hash != account.password_hash:
        raise Refused(Code.UNAUTHENTICATED, problem="credentials")
    return credential


async def _note_failure(database: Database, accounts: list[Candidate], ip: str | None, problem: str) -> None:
    for account in accounts:
        async with database.change(_door(account.firm_id, ip)) as session:
            changes = {"problem": [None, problem]}
            record(session, "login_failed", "user_account", account.user_id, changes=changes)
    if not accounts:
        log.info("login_failed", account="unknown", ip=ip)


async def _end_old(entrance: Entrance, old: Principal | None) -> None:
    if old is not None and old.session_id is not None:
        async with entrance.database.change(old) as session:
            await end_session(session, old.session_id)
        await entrance.gatekeeper.forget(old.firm_id, old.session_id)


def _door(firm_id: UUID, ip: str | None) -> Principal:
    """The product acting at the door, with the address of who knocks for the audit."""
    return Principal(firm_id=firm_id, subject="system:login", ip=ip)
