"""What a next policy would do, as readers see it: sentences, who gains and loses, what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.staff import User as UserRow
from backend.book.staff import UserRole
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.policies.effects import Said, Turn, by_role, need_second, said
from backend.policies.words import sentence_of
from backend.schema.policy_words import Telling
from backend.schema.staff import USER, User

MOST_SAID: Final = 100
MOST_PEOPLE: Final = 12


@strawberry.type
class PolicyDifference:
    """What a role would have otherwise on coordinates of one type."""

    found: strawberry.Private[Said]
    telling: strawberry.Private[Telling]

    @strawberry.field
    def role(self) -> str:
        """The role."""
        return self.found.role

    @strawberry.field
    def coordinates(self) -> list[str]:
        """Where."""
        return list(self.found.coordinates)

    @strawberry.field
    def before(self) -> str:
        """The cell as it is; empty: nothing."""
        return self.found.before

    @strawberry.field
    def after(self) -> str:
        """The cell as it would be."""
        return self.found.after

    @strawberry.field
    def gains(self) -> bool:
        """Whether the role may do something that it may not now."""
        return self.found.gains

    @strawberry.field
    def loses(self) -> bool:
        """Whether it may no more do something that it may now."""
        return self.found.loses

    @strawberry.field
    def needs_second(self) -> bool:
        """Whether it opens something sensitive, so that a second person has to agree."""
        return self.found.needs_second

    @strawberry.field
    def sentence(self) -> str:
        """The same in words of the reader's language."""
        return sentence_of(self.found, self.telling.locale, self.telling.own)


@strawberry.type
class PolicyRoleEffect:
    """What would become of a role, and of how many people."""

    role: str
    gains: int = strawberry.field(description="Coordinates on which it would have more.")
    loses: int = strawberry.field(description="Coordinates on which it would have less.")
    held_by: strawberry.Private[Sequence[UUID]]

    @strawberry.field
    def people(self) -> int:
        """How many active people hold it."""
        return len(self.held_by)

    @strawberry.field
    async def users(self, info: Info) -> list[User]:
        """The first twelve of them, as far as the caller may see them."""
        found = await nodes_of(info.context, USER, self.held_by[:MOST_PEOPLE])
        return [user for user in found if user is not None]


@dataclass(frozen=True)
class Effect:
    """What is told of turns. faults: sentences of what keeps them from being published."""

    turns: Sequence[Turn]
    telling: Telling
    faults: Sequence[str] = ()


@strawberry.type
class PolicyEffect:
    """What a next policy would do."""

    effect: strawberry.Private[Effect]

    @strawberry.field
    def cells(self) -> int:
        """How many cells say something else: a role on a coordinate each."""
        return len(self.effect.turns)

    @strawberry.field
    def needs_second(self) -> bool:
        """Whether a second person has to agree, because something sensitive opens."""
        return need_second(self.effect.turns)

    @strawberry.field
    def faults(self) -> list[str]:
        """What keeps it from being put in force, in the reader's language; none when it could be."""
        return list(self.effect.faults)

    @strawberry.field
    def differences(self) -> list[PolicyDifference]:
        """What changes, role by role; 100 sentences at most."""
        found = said(self.effect.telling.told(self.effect.turns))
        return [PolicyDifference(found=each, telling=self.effect.telling) for each in found[:MOST_SAID]]

    @strawberry.field
    def more_differences(self) -> int:
        """How many sentences are left out."""
        return max(0, len(said(self.effect.telling.told(self.effect.turns))) - MOST_SAID)

    @strawberry.field
    async def roles(self, info: Info) -> list[PolicyRoleEffect]:
        """Which roles gain and lose, and who holds them."""
        counted = by_role(self.effect.telling.told(self.effect.turns))
        people = await holders_of(info.context)
        return [
            PolicyRoleEffect(role=role, gains=more, loses=less, held_by=people.get(role, ()))
            for role, (more, less) in counted.items()
        ]


async def holders_of(context: Context) -> Mapping[str, Sequence[UUID]]:
    """Active people by role; one statement a request."""
    return await context.load(_holders, context.principal.firm_id) or {}


async def _holders(
    session: AsyncSession, context: Context, firm_ids: Sequence[UUID]
) -> dict[UUID, Mapping[str, Sequence[UUID]]]:
    firm_id = context.principal.firm_id
    rows = await session.execute(
        select(UserRole.role, UserRole.user_id)
        .join(UserRow, (UserRow.firm_id == UserRole.firm_id) & (UserRow.id == UserRole.user_id))
        .where(UserRole.firm_id == firm_id, UserRow.firm_id == firm_id, UserRow.active)
        .order_by(UserRole.role, UserRole.user_id)
    )
    found: defaultdict[str, list[UUID]] = defaultdict(list)
    for role, user_id in rows:
        found[role].append(user_id)
    return dict.fromkeys(firm_ids, found)
