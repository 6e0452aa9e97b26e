"""For whom a command imports: the product itself, or a person with exactly his rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.roster import load_roster
from backend.book.clients import Client
from backend.book.import_fill import StandsOf
from backend.book.import_reading import Reading, written_keys
from backend.book.staff import User
from backend.book.staff_roles import roles_of
from backend.book.users import normal_email
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Principal, Relation, system
from backend.policies.fields import Policies
from backend.policies.rows import reach


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
        roles = (await roles_of(session, [user.id])).get(user.id, ())
    roster = await load_roster(database, firm_id)
    return Principal(
        firm_id=firm_id,
        subject=f"user:{user.id}",
        roles=roles,
        mask=await Policies(database).mask_of(firm_id, roles),
        scope=roster.scope_of(user.id, business_date()),
        user_id=user.id,
        locale=user.locale,
    )


def demand_rights(principal: Principal, reading: Reading, *, create_tags: bool) -> None:
    """What the same clients, made by hand, would ask of a person; the product itself may.

    Raises Refused(FORBIDDEN) naming the first coordinate that is missing.
    """
    if principal.user_id is None:
        return
    calls = ["Mutation.createClient", *(["Mutation.createTag"] if create_tags else [])]
    missing = [call for call in calls if not principal.may(call)]
    missing += [
        f"Client.{key}"
        for key in dict.fromkeys(written_keys(reading))
        if not principal.mask.may_write("Client", key, Relation.OWN)
    ]
    if missing:
        raise Refused(Code.FORBIDDEN, coordinate=missing[0], problem="import_right")


def stands_of(principal: Principal) -> StandsOf | None:
    """How the person stands to clients he may see; None for the product itself, whom nothing is hidden from."""
    if principal.user_id is None:
        return None

    async def stands(session: AsyncSession, ids: Sequence[UUID]) -> Mapping[UUID, Relation]:
        seen = reach(principal, "client")
        statement = select(Client.id, seen.relation).where(
            Client.firm_id == principal.firm_id, Client.id.in_(ids)
        )
        if seen.predicate is not None:
            statement = statement.where(seen.predicate)
        return {id: Relation(relation) for id, relation in await session.execute(statement)}

    return stands
