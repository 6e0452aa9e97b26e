"""Founding a firm, users and keys from the command line: what the verbs of `startrail` do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from backend.auth import accounts
from backend.auth.first_run import FIRST_ROLES
from backend.auth.keys import ApiKey, NewKey, create_key
from backend.auth.passwords import Hasher, check_strength, generate_password
from backend.book.firms import Equip, FirmName, add_firm, firm_named
from backend.book.staff import Team, User
from backend.book.users import NewUser, create_user, normal_email
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.principal import system

RolesOf = Callable[[UUID], Awaitable[Collection[str]]]


@dataclass(frozen=True)
class Founded:
    """A firm with its first user; password: shown this once."""

    firm: FirmName
    email: str
    password: str


@dataclass(frozen=True)
class Office:
    """What the verbs work with. known_roles: the roles of a firm's policy."""

    database: Database
    vault: Vault
    hasher: Hasher
    known_roles: RolesOf


async def init_firm(
    office: Office,
    firm: str,
    admin: str,
    *,
    name: str | None = None,
    password: str | None = None,
    equip: Equip | None = None,
) -> Founded:
    """`startrail init`: found a firm whose first user keeps its policies and takes the others in.

    admin: his e-mail; password: his own, else one is generated, which he keeps. Raises Refused(BAD_USER_INPUT).
    """
    email = normal_email(admin)
    shown_name = name or email.partition("@")[0]
    if password is not None:
        password = check_strength(password, with_totp=False, personal=(email, shown_name, firm))
    password = password or generate_password()
    async with office.database.change(system(uuid7(), "init")) as session:
        made = await add_firm(session, office.vault, firm, equip=equip)
        new = NewUser(name=shown_name, email=email, roles=FIRST_ROLES)
        user = await create_user(session, office.vault, new, known_roles=FIRST_ROLES)
        await accounts.give_password(session, office.hasher, user, password, must_change=False)
    return Founded(FirmName(made.firm_id, made.name, made.demo), email, password)


async def add_user(
    office: Office,
    email: str,
    roles: Collection[str],
    *,
    name: str | None = None,
    team: str | None = None,
    firm: str | None = None,
    one_time: bool = False,
) -> tuple[User, str]:
    """`startrail user create`: a user and his generated password.

    team: name of his team; firm: needed once there are two; one_time: the password opens nothing but the choice
    of another one. Raises Refused(BAD_USER_INPUT) naming the field.
    """
    chosen = await firm_named(office.database, firm)
    known = await office.known_roles(chosen.firm_id)
    async with office.database.as_system(chosen.firm_id, "command_line") as session:
        team_id = None
        if team is not None:
            team_id = await session.scalar(
                select(Team.id).where(Team.firm_id == chosen.firm_id, Team.name == team)
            )
            if team_id is None:
                raise bad_input("team", "unknown")
        shown_name = name or email.partition("@")[0]
        new = NewUser(name=shown_name, email=email, roles=tuple(roles), team_id=team_id)
        return await accounts.take_in(
            session, office.vault, office.hasher, new, known_roles=known, one_time=one_time
        )


async def reset_user(
    office: Office, email: str, *, firm: str | None = None, totp: bool = False, one_time: bool = False
) -> str:
    """`startrail user reset`: a new password for a user, whose sessions end; totp: his authenticator goes, too.

    Raises Refused(BAD_USER_INPUT): unknown for an e-mail the firm has not, inactive, state without authenticator.
    """
    chosen = await firm_named(office.database, firm)
    async with office.database.as_system(chosen.firm_id, "command_line") as session:
        user_id = await session.scalar(
            select(User.id).where(User.firm_id == chosen.firm_id, User.email == normal_email(email))
        )
        if user_id is None:
            raise bad_input("email", "unknown")
        if totp:
            await accounts.reset_totp(session, user_id)
        return await accounts.reset_password(session, office.hasher, user_id, one_time=one_time)


async def make_token(
    office: Office, new: NewKey, *, days: int | None = None, firm: str | None = None
) -> tuple[ApiKey, str]:
    """`startrail token create`: an API key and its text, shown this once.

    days: how long it lives, at most 365. Raises Refused(BAD_USER_INPUT) naming the field.
    """
    chosen = await firm_named(office.database, firm)
    known = await office.known_roles(chosen.firm_id)
    if days is not None:
        if not 1 <= days <= 365:
            raise bad_input("days", "range", low=1, high=365)
        ends = now() + timedelta(days=days)
        new = NewKey(new.name, new.role, new.sources, new.product_ids, new.ips, ends, new.quota)
    async with office.database.as_system(chosen.firm_id, "command_line") as session:
        return await create_key(session, new, known_roles=known)
