"""Somebody acting without a log-in: a job or a command that runs with a person's present rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.roster import load_roster
from backend.book.clients import Client
from backend.book.imports.batches import Acting, StandsOf
from backend.book.imports.jobs import ImportJob
from backend.book.staff import User
from backend.book.staff_roles import roles_of
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.principal import Principal, Relation, system
from backend.policies.fields import Policies
from backend.policies.rows import reach


async def person(database: Database, user: User, policies: Policies | None = None) -> Principal:
    """A user with his present roles and scope. policies: those a process keeps, so that they are not read each time."""
    async with database.read(user.firm_id) as session:
        roles = (await roles_of(session, [user.id])).get(user.id, ())
    roster = await load_roster(database, user.firm_id)
    return Principal(
        firm_id=user.firm_id,
        subject=f"user:{user.id}",
        roles=roles,
        mask=await (policies or Policies(database)).mask_of(user.firm_id, roles),
        scope=roster.scope_of(user.id, business_date()),
        user_id=user.id,
        locale=user.locale,
    )


def stands_of(principal: Principal) -> StandsOf | None:
    """How a person stands to clients he may see; None for the product itself, whom nothing is hidden from."""
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


async def importing(database: Database, job: ImportJob) -> Acting:
    """On whose behalf an import runs: its person, if he is still active, else the product itself.

    Raises Refused(FORBIDDEN) for a person who has left: what he asked for is not done any more.
    """
    if job.user_id is None:
        principal = system(job.firm_id, "import")
        return Acting(principal, None)
    async with database.read(job.firm_id) as session:
        user = await session.scalar(select(User).where(User.firm_id == job.firm_id, User.id == job.user_id))
    if user is None or not user.active:
        raise Refused(Code.FORBIDDEN, coordinate="Mutation.createClient", problem="inactive", field="user")
    acting = await person(database, user)
    return Acting(acting, stands_of(acting))
