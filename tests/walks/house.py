"""The firm that is walked in: of each role somebody, of those who check each other two, some of them of no team."""

from __future__ import annotations

from sqlalchemy import update

from backend.book.staff import User
from backend.book.users import NewUser, create_user
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.roles import ROLES
from tests.schema.house import House, build_house, furnish

APART = ("compliance", "operations", "finance")
SECOND = ("compliance", "policy_admin", "operations")


async def built(database: Database, vault: Vault) -> House:
    """The firm."""
    house = await build_house(database, vault, "漫步资管")
    async with database.change(house.firm.system) as session:
        apart = [house.people[role] for role in APART]
        there = (User.firm_id == house.firm_id, User.id.in_(apart))
        await session.execute(update(User).where(*there).values(team_id=None))
        for role in SECOND:
            new = NewUser(
                name=f"二号{role}", email=f"{role}-2@{house.firm_id.hex[:8]}.example.com", roles=(role,)
            )
            house.people[f"{role}#2"] = (await create_user(session, vault, new, known_roles=ROLES)).id
    await furnish(house, 2)
    return house
