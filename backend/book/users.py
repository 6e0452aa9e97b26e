"""Users: taking somebody in, changing him, letting him go."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.access_marks import mark
from backend.book.lookup import actor_id, named
from backend.book.memberships import join_team
from backend.book.staff import Team, User, UserRole
from backend.book.staff_events import UserChanged, UserCreated, UserDeactivated
from backend.book.staff_roles import KEEPER, grantable, keep_a_keeper, roles_of, set_roles
from backend.platform.audit import record
from backend.platform.clock import business_date, now
from backend.platform.directory import list_login, unlist_login
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.keys import Vault
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.names import name_sort_of

EndSessions = Callable[[AsyncSession, UUID], Awaitable[None]]
LOCALES: Final = ("zh-CN", "en")
DAY_MINUTES: Final = 24 * 60
# The syntax of RFC 5321 without quoted local parts and address literals, which no staff mail box has.
_EMAIL: Final = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
)
_TEXTS: Final = {"title": 100, "phone": 40}


@dataclass(frozen=True)
class NewUser:
    """What is known of a person who shall sign in."""

    name: str
    email: str
    roles: tuple[str, ...]
    team_id: UUID | None = None
    title: str | None = None
    phone: str | None = None
    locale: str = "zh-CN"


def normal_email(text: str) -> str:
    """A log-in address: half width, lower case, no outer blanks. Raises Refused(BAD_USER_INPUT, field=email)."""
    email = unicodedata.normalize("NFKC", text).strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise bad_input("email", "email")
    return email


async def create_user(
    session: AsyncSession, vault: Vault, new: NewUser, *, known_roles: Collection[str]
) -> User:
    """Take a person in and make his e-mail known to the log-in; he still needs a password (auth/accounts.py).

    known_roles: the roles of the firm's policy. Raises Refused(BAD_USER_INPUT) naming the field.
    """
    roles = grantable(new.roles, known_roles)
    name = _required(new.name, "name")
    user = User(
        name=name,
        name_sort=name_sort_of(name),
        email=await _free_email(session, new.email),
        locale=_locale(new.locale),
        **{key: clean_text(getattr(new, key) or "", key, limit=limit) for key, limit in _TEXTS.items()},
    )
    session.add(user)
    await _flush_unique(session)
    session.add_all(UserRole(user_id=user.id, role=role) for role in roles)
    if new.team_id is not None:
        await join_team(session, user, await named(session, Team, new.team_id, "teamId"))
    await list_login(session, vault.login_hmac(user.email), user.firm_id)
    emit(session, UserCreated(user_id=user.id))
    await mark(session, "staff", str(user.id))
    return user


async def set_work_hours(session: AsyncSession, work_from: int, work_until: int) -> UUID:
    """Say between which minutes after midnight the actor is reminded on workdays; his id.

    Raises Refused: FORBIDDEN for keys; BAD_USER_INPUT: range, order.
    """
    user_id = session.info["principal"].user_id
    if user_id is None:
        raise Refused(Code.FORBIDDEN, coordinate="Mutation.setWorkHours")
    for field, minute in (("fromMinute", work_from), ("untilMinute", work_until)):
        if not 0 <= minute <= DAY_MINUTES:
            raise bad_input(field, "range", low=0, high=DAY_MINUTES)
    if work_from >= work_until:
        raise bad_input("untilMinute", "order")
    user = await locked(session, User, user_id)
    user.work_from, user.work_until = work_from, work_until
    await session.flush()
    return user.id


async def update_user(
    session: AsyncSession,
    vault: Vault,
    id: UUID,
    version: int,
    changes: Mapping[str, Any],
    *,
    known_roles: Collection[str],
) -> User:
    """Change the given fields of a user: name, email, title, phone, locale, teamId, roles.

    A new team moves the clients he owns with him. Raises Refused(NOT_FOUND, CONFLICT, BAD_USER_INPUT), and
    Refused(FORBIDDEN) when somebody changes his own roles.
    """
    user = await locked_at(session, User, id, version)
    present = user.version
    unknown = changes.keys() - _CHANGES.keys() - {"roles"}
    if unknown:
        raise ValueError(f"users have no {sorted(unknown)}")
    changed: list[str] = []
    with session.no_autoflush:  # several fields are one version
        for key, set_one in _CHANGES.items():
            if key in changes and await set_one(session, vault, user, changes[key]):
                changed.append(key)
    await _flush_unique(session)
    if "roles" in changes:
        held = (await roles_of(session, [user.id])).get(user.id, ())
        wanted = grantable(changes["roles"], known_roles)
        if await set_roles(session, user, wanted):
            changed.append("roles")
            # The roles are rows of their own, yet whoever edits the user has to see that they changed.
            user.version, user.updated_at = present + 1, now()
            roles = {"roles": [list(held), list(wanted)]}
            record(session, "update", "user_account", user.id, changes=roles, row_version=user.version)
    if changed:
        emit(session, UserChanged(user_id=user.id, fields=tuple(sorted(changed))))
        await mark(session, "staff", str(user.id))
    return user


async def deactivate_user(
    session: AsyncSession, vault: Vault, id: UUID, version: int, *, end_sessions: EndSessions
) -> User:
    """Let nobody sign in as this user any more; his rows and history stay.

    end_sessions: ends what he has open (auth/accounts.py hands it in). Who named him deputy has none then.
    Raises Refused(BAD_USER_INPUT) for oneself, for one who is not active, and for the last policy keeper.
    """
    user = await locked_at(session, User, id, version)
    if actor_id(session) == user.id:
        raise bad_input("id", "self")
    if not user.active:
        raise bad_input("id", "inactive")
    if KEEPER in (await roles_of(session, [user.id])).get(user.id, ()):
        await keep_a_keeper(session, without=user.id, field="id")
    user.active = False
    for other in await session.scalars(
        select(User).where(
            User.firm_id == user.firm_id,
            User.deputy_id == user.id,
            User.absent_until >= business_date(),
        )
    ):
        other.deputy_id = None
    await unlist_login(session, vault.login_hmac(user.email), user.firm_id)
    await end_sessions(session, user.id)
    emit(session, UserDeactivated(user_id=user.id))
    await mark(session, "staff", str(user.id))
    return user


async def reactivate_user(session: AsyncSession, vault: Vault, id: UUID, version: int) -> User:
    """Let a user sign in again. Raises Refused(BAD_USER_INPUT, problem=state) when he is active."""
    user = await locked_at(session, User, id, version)
    if user.active:
        raise bad_input("id", "state")
    user.active = True
    await list_login(session, vault.login_hmac(user.email), user.firm_id)
    emit(session, UserChanged(user_id=user.id, fields=("active",)))
    await mark(session, "staff", str(user.id))
    return user


def _required(text: str | None, field: str) -> str:
    return clean_text(text or "", field, limit=100, required=True) or ""


def _locale(text: str) -> str:
    if text not in LOCALES:
        raise bad_input("locale", "choice")
    return text


async def _free_email(session: AsyncSession, text: str, *, of: UUID | None = None) -> str:
    email = normal_email(text)
    holder = await session.scalar(
        select(User.id).where(User.firm_id == session.info["firm_id"], User.email == email)
    )
    if holder is not None and holder != of:
        raise bad_input("email", "taken")
    return email


async def _flush_unique(session: AsyncSession) -> None:
    """Flush; of two who take the same e-mail at once the later one is told so."""
    try:
        await session.flush()
    except IntegrityError as fault:
        if "uq_user_account" in str(fault.orig):
            raise bad_input("email", "taken") from fault
        raise


async def _set_name(_session: AsyncSession, _vault: Vault, user: User, value: Any) -> bool:
    name = _required(value, "name")
    changed = name != user.name
    user.name, user.name_sort = name, name_sort_of(name)
    return changed


async def _set_email(session: AsyncSession, vault: Vault, user: User, value: Any) -> bool:
    email = await _free_email(session, value or "", of=user.id)
    if email == user.email:
        return False
    if user.active:
        await unlist_login(session, vault.login_hmac(user.email), user.firm_id)
        await list_login(session, vault.login_hmac(email), user.firm_id)
    user.email = email
    return True


def _set_text(key: str) -> Callable[[AsyncSession, Vault, User, Any], Awaitable[bool]]:
    async def set_text(_session: AsyncSession, _vault: Vault, user: User, value: Any) -> bool:
        text = clean_text(value or "", key, limit=_TEXTS[key])
        changed: bool = text != getattr(user, key)
        setattr(user, key, text)
        return changed

    return set_text


async def _set_locale(_session: AsyncSession, _vault: Vault, user: User, value: Any) -> bool:
    changed = _locale(value) != user.locale
    user.locale = value
    return changed


async def _set_team(session: AsyncSession, _vault: Vault, user: User, value: UUID | None) -> bool:
    if value == user.team_id:
        return False
    await join_team(session, user, await named(session, Team, value, "teamId") if value else None)
    return True


# In this order: what asks the database comes before what makes the row dirty, so that it is written once.
_CHANGES: Final[Mapping[str, Callable[[AsyncSession, Vault, User, Any], Awaitable[bool]]]] = {
    "teamId": _set_team,
    "email": _set_email,
    "name": _set_name,
    "title": _set_text("title"),
    "phone": _set_text("phone"),
    "locale": _set_locale,
}
