"""Clients and families: one, a list, in groups."""

from __future__ import annotations

import strawberry

from backend.book.households import Household as HouseholdRow
from backend.graph.connections import Connection, Info
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.lists import RootList, RootOne, listed, one_of
from backend.graph.pages import SortKey
from backend.schema.client_groups import ClientGroup, ClientGroupField, client_groups
from backend.schema.client_list import ClientConnection, ClientOrder, client_page, clients_listed
from backend.schema.clients import CLIENT, Client
from backend.schema.filter_inputs import ClientFilter
from backend.schema.households import HOUSEHOLD, Household


def _households(_draft: Draft, _arguments: Arguments) -> Paged:
    return Paged(HOUSEHOLD, (), (SortKey(HouseholdRow.id, descending=True),), "households")


@strawberry.type
class ClientQueries:
    """Clients and families."""

    @declared(RootOne(lambda: CLIENT))
    async def client(self, info: Info, id: strawberry.ID) -> Client | None:
        """One client."""
        return await one_of(info, CLIENT, id)  # type: ignore[no-any-return]

    @declared(RootList(clients_listed))
    async def clients(
        self, info: Info, filter: ClientFilter | None = None, order_by: list[ClientOrder] | None = None,
        search: str | None = None, first: int = 20, after: str | None = None,
    ) -> ClientConnection:  # fmt: skip
        """Clients the caller may see; by the latest change when no order is given."""
        return await client_page(info, first, after)

    @strawberry.field
    async def client_groups(
        self, info: Info, by: ClientGroupField, filter: ClientFilter | None = None, search: str | None = None
    ) -> list[ClientGroup]:
        """The same clients in groups, the largest first: how many have each value, and what they hold together."""
        return await client_groups(info, by)

    @declared(RootOne(lambda: HOUSEHOLD))
    async def household(self, info: Info, id: strawberry.ID) -> Household | None:
        """One family."""
        return await one_of(info, HOUSEHOLD, id)  # type: ignore[no-any-return]

    @declared(RootList(_households))
    async def households(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Household]:
        """Families with a member the caller may see, newest first."""
        return await listed(info, _households, first, after)
