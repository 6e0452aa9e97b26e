"""People and teams of the firm."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from backend.book import staff
from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.nodes import Node, RelationEnum, node_of
from backend.graph.nouns import Noun
from backend.graph.sources import Expression, Standing, ToMany, ToOne, column
from backend.schema import staff_reads
from backend.schema.nouns import noun_of


@strawberry.type
class Team(Node):
    """A team of the firm."""

    version: int = column("version", description="To be named when changing the team.")
    name: str = column("name", description="Its name.")

    @declared(ToOne(lambda: TEAM, "parent_id"))
    async def parent(self, info: Info) -> Team | None:
        """The team above."""
        return await node_of(info.context, TEAM, self.row.parent_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "lead_id"))
    async def lead(self, info: Info) -> User | None:
        """Who leads it."""
        return await node_of(info.context, USER, self.row.lead_id)  # type: ignore[no-any-return]

    @declared(
        ToMany(
            lambda: USER, (staff.User.team_id,), (staff.User.name_sort, staff.User.id), (staff.User.active,)
        )
    )
    async def members(self, info: Info) -> list[User]:
        """Its active people, by name."""
        return await info.context.load(staff_reads.members_of, self.row.id, USER) or []


@strawberry.type
class User(Node):
    """A person of the firm."""

    version: int = column("version", description="To be named when changing the person.")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to the person."""
        return self.stands

    name: str = column("name")
    email: str | None = column("email")
    active: bool | None = column("active")
    title: str | None = column("title")
    phone: str | None = column("phone")
    absent_from: date | None = column("absent_from")
    absent_until: date | None = column("absent_until")
    last_seen_at: datetime | None = column("last_seen_at")

    @declared(Expression(staff_reads.roles_sql))
    async def roles(self, info: Info) -> list[str] | None:
        """The roles held."""
        return await info.context.load(staff_reads.roles_of, self.row.id) or []

    @declared(ToOne(lambda: TEAM, "team_id"))
    async def team(self, info: Info) -> Team | None:
        """The present team."""
        return await node_of(info.context, TEAM, self.row.team_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "deputy_id"))
    async def deputy(self, info: Info) -> User | None:
        """Who acts during an absence."""
        return await node_of(info.context, USER, self.row.deputy_id)  # type: ignore[no-any-return]

    @declared(Expression(staff_reads.totp_sql))
    async def totp_enabled(self, info: Info) -> bool | None:
        """Whether a second factor is asked for."""
        return bool(await info.context.load(staff_reads.totp_of, self.row.id))


TEAM: Noun = noun_of("team", staff.Team, Team)
USER: Noun = noun_of("user", staff.User, User)
