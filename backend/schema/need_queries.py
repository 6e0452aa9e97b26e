"""Lists of needs: of the firm or of one client, and in groups."""

from __future__ import annotations

from datetime import date

import strawberry

from backend.graph.connections import Connection, Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList, listed
from backend.schema.filter_inputs import NeedFilter
from backend.schema.need_list import NeedGroup, NeedGroupField, NeedOrder, listed_of, need_groups
from backend.schema.needs import NEED, Need

needs_listed = listed_of(NEED)


@strawberry.type
class NeedQueries:
    """What clients need."""

    @declared(RootList(needs_listed))
    async def needs(
        self, info: Info, client: strawberry.ID | None = None, owner: strawberry.ID | None = None,
        state: str | None = None, follow_up_by: date | None = None, filter: NeedFilter | None = None,
        order_by: list[NeedOrder] | None = None, first: int = 20, after: str | None = None,
    ) -> Connection[Need]:  # fmt: skip
        """Needs, by follow-up day unless ordered: of a client, of an owner's clients, in a state, due by a day."""
        return await listed(info, needs_listed, first, after)

    @strawberry.field
    async def need_groups(
        self, info: Info, by: NeedGroupField, filter: NeedFilter | None = None
    ) -> list[NeedGroup]:
        """The same needs in groups, the largest first; those without one before all."""
        return await need_groups(info, NEED, by)
