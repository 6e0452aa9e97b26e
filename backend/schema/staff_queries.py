"""People and teams: one, and lists."""

from __future__ import annotations

from typing import Any

import strawberry
from sqlalchemy import Boolean, Text, or_

from backend.book.staff import Team as TeamRow
from backend.book.staff import User as UserRow
from backend.graph.connections import Connection, Info
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.lists import RootAll, RootList, RootOne, all_of, listed, one_of
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.platform.errors import bad_input
from backend.schema.staff import TEAM, USER, Team, User
from backend.systemize.conditions.sql import ESCAPE, escaped
from backend.systemize.field_values import storable

LONGEST = 100


def _users(draft: Draft, arguments: Arguments) -> Paged:
    bounds: list[Any] = []
    active, text = arguments["active"], arguments["search"]
    if active.is_there:
        demand(draft.context, "User", "User.active")
        bounds.append(UserRow.active == draft.bind(active, Boolean()))
    if text.is_there and not text.literal(draft.context, lambda value, _context: not _searched(value)):
        demand(draft.context, "User", "User.name")
        part = draft.bind(text, Text(), lambda value, _context: f"%{escaped(_searched(value))}%")
        names = (UserRow.name, UserRow.name_sort)
        bounds.append(or_(*(name.ilike(part, escape=ESCAPE) for name in names)))
    return Paged(USER, tuple(bounds), (SortKey(UserRow.name_sort), SortKey(UserRow.id)), "users")


def _searched(text: str | None) -> str:
    found = storable(text or "", "search").strip()
    if len(found) > LONGEST:
        raise bad_input("search", "too_long", limit=LONGEST)
    return found


@strawberry.type
class StaffQueries:
    """People of the firm and their teams."""

    @declared(RootOne(lambda: USER))
    async def user(self, info: Info, id: strawberry.ID) -> User | None:
        """One person of the firm."""
        return await one_of(info, USER, id)  # type: ignore[no-any-return]

    @declared(RootList(_users))
    async def users(
        self,
        info: Info,
        search: str | None = None,
        active: bool | None = None,
        first: int = 50,
        after: str | None = None,
    ) -> Connection[User]:
        """People of the firm by name."""
        return await listed(info, _users, first, after)

    @declared(RootOne(lambda: TEAM))
    async def team(self, info: Info, id: strawberry.ID) -> Team | None:
        """One team."""
        return await one_of(info, TEAM, id)  # type: ignore[no-any-return]

    @declared(RootAll(lambda: TEAM, (TeamRow.name, TeamRow.id)))
    async def teams(self, info: Info) -> list[Team]:
        """All teams, by name."""
        return await all_of(info, TEAM, TeamRow.name, TeamRow.id)
