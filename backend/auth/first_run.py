"""The first run: the firm and its first user are made on a page, once."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, text

from backend.auth.accounts import give_password
from backend.auth.entrance import Entrance
from backend.auth.passwords import check_strength
from backend.book.demo.logins import EMAILS
from backend.book.firms import add_firm, list_firms
from backend.book.staff import User, UserRole
from backend.book.staff_roles import KEEPER
from backend.book.users import NewUser, create_user
from backend.platform.errors import Code, Refused
from backend.platform.ids import uuid7
from backend.platform.principal import Principal
from backend.platform.tenant import Firm

# Two who press the button at once wait for each other here; the number only has to be ours.
FIRST_RUN_LOCK: Final = 7_305_113
FIRST_ROLES: Final = (KEEPER,)


@dataclass(frozen=True)
class FirstFirm:
    """What the page asks for."""

    firm: str
    name: str
    email: str
    password: str


async def entrance_state(entrance: Entrance, *, signed_in: bool) -> dict[str, Any]:
    """What the log-in page has to know: signedIn, firstRun, demo, demoLogins (only on a loopback listener)."""
    firms = await list_firms(entrance.database)
    demo = next((firm for firm in firms if firm.demo), None)
    logins: list[dict[str, str]] = []
    if demo is not None and entrance.loopback and not signed_in:
        async with entrance.database.read(demo.firm_id) as session:
            rows = await session.execute(
                select(User.email, UserRole.role)
                .join(UserRole, (UserRole.firm_id == demo.firm_id) & (UserRole.user_id == User.id))
                .where(User.firm_id == demo.firm_id, User.active, User.email.in_(EMAILS))
            )
            roles = {row.email: row.role for row in rows}
            logins = [{"email": email, "role": roles[email]} for email in EMAILS if email in roles]
    return {
        "signedIn": signed_in,
        "firstRun": not firms,
        "demo": demo is not None,
        "demoLogins": logins,
    }


async def first_run(entrance: Entrance, wanted: FirstFirm, ip: str | None) -> Firm:
    """Found the installation's first firm with its policy keeper.

    Raises Refused(CONFLICT, problem=first_run) when there is a firm, Refused(FORBIDDEN, problem=nearby) from a
    public address, and Refused(BAD_USER_INPUT) naming the field.
    """
    if not is_nearby(ip):
        raise Refused(Code.FORBIDDEN, problem="nearby")
    if await list_firms(entrance.database):
        raise Refused(Code.CONFLICT, problem="first_run")
    password = check_strength(
        wanted.password, with_totp=False, personal=(wanted.email, wanted.name, wanted.firm)
    )
    principal = Principal(firm_id=uuid7(), subject="system:first_run", ip=ip)
    async with entrance.database.change(principal) as session:
        await session.execute(text(f"select pg_advisory_xact_lock({FIRST_RUN_LOCK})"))
        # Seen by another connection, hence committed: who held the lock before us is through.
        if await list_firms(entrance.database):
            raise Refused(Code.CONFLICT, problem="first_run")
        firm = await add_firm(session, entrance.vault, wanted.firm, equip=entrance.equip)
        keeper = NewUser(name=wanted.name, email=wanted.email, roles=FIRST_ROLES)
        user = await create_user(session, entrance.vault, keeper, known_roles=FIRST_ROLES)
        await give_password(session, entrance.hasher, user, password, must_change=False)
    return firm


def is_nearby(ip: str | None) -> bool:
    """Whether an address is this machine's or a private network's."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_private
