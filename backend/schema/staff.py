"""People and teams of the firm."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from backend.book import staff
from backend.graph.connections import Info
from backend.graph.nodes import Node, RelationEnum, node_of
from backend.schema import book_reads as reads
from backend.schema.nouns import noun_of


@strawberry.type
class Team(Node):
    """A team of the firm."""

    @strawberry.field
    def version(self) -> int:
        """To be named when changing the team."""
        return int(self.row.version)

    @strawberry.field
    def name(self) -> str:
        """Its name."""
        return str(self.row.name)

    @strawberry.field
    async def parent(self, info: Info) -> Team | None:
        """The team above."""
        return await node_of(info.context, TEAM, self.row.parent_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def lead(self, info: Info) -> User | None:
        """Who leads it."""
        return await node_of(info.context, USER, self.row.lead_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def members(self, info: Info) -> list[User]:
        """Its active people, by name."""
        return await info.context.load(reads.members_of, self.row.id, USER) or []


@strawberry.type
class User(Node):
    """A person of the firm."""

    @strawberry.field
    def version(self) -> int:
        """To be named when changing the person."""
        return int(self.row.version)

    @strawberry.field
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to the person."""
        return self.stands

    name: str = reads.column("name")
    email: str | None = reads.column("email")
    active: bool | None = reads.column("active")
    title: str | None = reads.column("title")
    phone: str | None = reads.column("phone")
    absent_from: date | None = reads.column("absent_from")
    absent_until: date | None = reads.column("absent_until")
    last_seen_at: datetime | None = reads.column("last_seen_at")

    @strawberry.field
    async def roles(self, info: Info) -> list[str] | None:
        """The roles held."""
        return await info.context.load(reads.roles_of, self.row.id) or []

    @strawberry.field
    async def team(self, info: Info) -> Team | None:
        """The present team."""
        return await node_of(info.context, TEAM, self.row.team_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def deputy(self, info: Info) -> User | None:
        """Who acts during an absence."""
        return await node_of(info.context, USER, self.row.deputy_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def totp_enabled(self, info: Info) -> bool | None:
        """Whether a second factor is asked for."""
        return bool(await info.context.load(reads.totp_of, self.row.id))


TEAM = noun_of("team", staff.Team, Team)
USER = noun_of("user", staff.User, User)
