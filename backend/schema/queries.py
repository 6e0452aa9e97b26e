"""The roots of reading."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import or_, select

from backend.auth.keys import ApiKey as ApiKeyRow
from backend.book.households import Household as HouseholdRow
from backend.book.products import Product as ProductRow
from backend.book.staff import Team as TeamRow
from backend.book.staff import User as UserRow
from backend.book.tags import Tag as TagRow
from backend.graph.connections import Connection, Info, list_page
from backend.graph.context import Context
from backend.graph.nodes import Node, node_of
from backend.graph.nouns import Noun
from backend.graph.pages import Listing, SortKey
from backend.graph.rights import demand
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.errors import bad_input
from backend.platform.ids import own_id, public_id, split_id
from backend.schema.audit import AUDIT, AuditEntry
from backend.schema.book import CLIENT, HOUSEHOLD, NOUNS, TAG, TASK, Client, Household, Tag, Task
from backend.schema.catalogues import FieldInfo, Region, RoleInfo, field_infos, region_list, role_list
from backend.schema.client_list import ClientConnection, ClientFilter, ClientOrder, client_page
from backend.schema.ledger import PRODUCT, Product
from backend.schema.search import SearchHit, search
from backend.schema.staff import TEAM, USER, Team, User
from backend.schema.task_list import TaskFilter, TaskOrder, task_page
from backend.schema.viewer import CoordinateAccess, Viewer, policies_of, shown_access
from backend.systemize.field_values import storable


@strawberry.type
class ApiKey:
    """A key of a partner's system, without its secret."""

    row: strawberry.Private[ApiKeyRow]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """The key's id."""
        return strawberry.ID(public_id("apikey", self.row.id))

    @strawberry.field
    def name(self) -> str:
        """What the firm calls it."""
        return self.row.name

    @strawberry.field
    def role(self) -> str:
        """The role it acts with."""
        return self.row.role

    @strawberry.field
    def prefix(self) -> str:
        """The part that may be shown."""
        return self.row.prefix

    @strawberry.field
    def created_at(self) -> datetime:
        """When it was made."""
        return self.row.created_at

    @strawberry.field
    def expires_at(self) -> datetime:
        """When it ends by itself."""
        return self.row.expires_at

    @strawberry.field
    def last_used_at(self) -> datetime | None:
        """When it was used last."""
        return self.row.last_used_at

    @strawberry.field
    def revoked_at(self) -> datetime | None:
        """When it was ended."""
        return self.row.revoked_at

    @strawberry.field
    def ips(self) -> list[str]:
        """From where it may be used; empty: from anywhere."""
        return list(self.row.ips)

    @strawberry.field
    def scope(self) -> strawberry.scalars.JSON:
        """Which rows it sees: client sources, held products."""
        return strawberry.scalars.JSON(self.row.scope)


async def _one(context: Context, noun: Noun, id: strawberry.ID) -> Node | None:
    found: Node | None = await node_of(context, noun, own_id(noun.name, id))
    return found


@strawberry.type
class Query:
    """What can be read."""

    @strawberry.field
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """Any row by its id."""
        name, key = split_id(id)
        noun = NOUNS.get(name)
        found: Node | None = await node_of(info.context, noun, key) if noun else None
        return found

    @strawberry.field
    def viewer(self) -> Viewer:
        """The caller."""
        return Viewer()

    @strawberry.field
    async def client(self, info: Info, id: strawberry.ID) -> Client | None:
        """One client."""
        return await _one(info.context, CLIENT, id)  # type: ignore[return-value]

    @strawberry.field
    async def clients(
        self, info: Info, filter: ClientFilter | None = None, order_by: list[ClientOrder] | None = None,
        search: str | None = None, first: int = 20, after: str | None = None,
    ) -> ClientConnection:  # fmt: skip
        """Clients the caller may see; by the latest change when no order is given."""
        return await client_page(info.context, filter, order_by, search, first, after)

    @strawberry.field
    async def household(self, info: Info, id: strawberry.ID) -> Household | None:
        """One family."""
        return await _one(info.context, HOUSEHOLD, id)  # type: ignore[return-value]

    @strawberry.field
    async def households(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Household]:
        """Families with a member the caller may see, newest first."""
        listing = Listing(
            HOUSEHOLD.rows(info.context.principal), (SortKey(HouseholdRow.id, descending=True),), "households"
        )
        return await list_page(info.context, HOUSEHOLD, listing, first, after)

    @strawberry.field
    async def user(self, info: Info, id: strawberry.ID) -> User | None:
        """One person of the firm."""
        return await _one(info.context, USER, id)  # type: ignore[return-value]

    @strawberry.field
    async def users(
        self,
        info: Info,
        search: str | None = None,
        active: bool | None = None,
        first: int = 50,
        after: str | None = None,
    ) -> Connection[User]:
        """People of the firm by name."""
        statement = USER.rows(info.context.principal)
        if active is not None:
            statement = statement.where(UserRow.active == active)
        if active is not None:
            demand(info.context, "User", "User.active")
        if search and (text := storable(search, "search").strip()):
            demand(info.context, "User", "User.name")
            if len(text) > 100:
                raise bad_input("search", "too_long", limit=100)
            ways = (
                UserRow.name.icontains(text, autoescape=True),
                UserRow.name_sort.icontains(text, autoescape=True),
            )
            statement = statement.where(or_(*ways))
        keys = (SortKey(UserRow.name_sort), SortKey(UserRow.id))
        return await list_page(info.context, USER, Listing(statement, keys, "users"), first, after)

    @strawberry.field
    async def team(self, info: Info, id: strawberry.ID) -> Team | None:
        """One team."""
        return await _one(info.context, TEAM, id)  # type: ignore[return-value]

    @strawberry.field
    async def teams(self, info: Info) -> list[Team]:
        """All teams, by name."""
        return await _all(info.context, TEAM, TeamRow.name)

    @strawberry.field
    async def products(self, info: Info, first: int = 50, after: str | None = None) -> Connection[Product]:
        """Funds by code."""
        keys = (SortKey(ProductRow.code), SortKey(ProductRow.id))
        listing = Listing(PRODUCT.rows(info.context.principal), keys, "products")
        return await list_page(info.context, PRODUCT, listing, first, after)

    @strawberry.field
    async def product(self, info: Info, id: strawberry.ID) -> Product | None:
        """One fund."""
        return await _one(info.context, PRODUCT, id)  # type: ignore[return-value]

    @strawberry.field
    async def tags(self, info: Info) -> list[Tag]:
        """All tags, by name."""
        return await _all(info.context, TAG, TagRow.name)

    @strawberry.field
    async def task(self, info: Info, id: strawberry.ID) -> Task | None:
        """One task."""
        return await _one(info.context, TASK, id)  # type: ignore[return-value]

    @strawberry.field
    async def tasks(
        self, info: Info, filter: TaskFilter | None = None, order_by: list[TaskOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[Task]:  # fmt: skip
        """Tasks the caller may see; by due time when no order is given."""
        return await task_page(info.context, filter, order_by, first, after)

    @strawberry.field
    async def search(self, info: Info, text: str, first: int = 10) -> list[SearchHit]:
        """Clients by name, pinyin, initials, phone tail, ID tail, company; products by code or name; people."""
        return await search(info.context, text, first)

    @strawberry.field
    async def access(self, info: Info, coordinate: str) -> list[CoordinateAccess]:
        """The caller's level on a coordinate at each relation, by which rule, and who holds more."""
        principal = info.context.principal
        found = await policies_of(info.context).explain(principal.firm_id, principal.roles, coordinate)
        return [shown_access(access) for access in found]

    @strawberry.field
    def fields(self, type: str) -> list[FieldInfo]:
        """The field catalogue of a type: what forms, filters and columns are made of."""
        return field_infos(type)

    @strawberry.field
    def regions(self) -> list[Region]:
        """Provinces and cities."""
        return region_list()

    @strawberry.field
    async def api_keys(self, info: Info) -> list[ApiKey]:
        """Keys of the firm, newest first."""
        firm_id = info.context.principal.firm_id
        statement = select(ApiKeyRow).where(ApiKeyRow.firm_id == firm_id).order_by(ApiKeyRow.id.desc())
        async with info.context.database.read(firm_id) as session:
            return [ApiKey(row=row) for row in await session.scalars(statement)]

    @strawberry.field
    def roles(self) -> list[RoleInfo]:
        """All roles."""
        return role_list()

    @strawberry.field
    async def audit(
        self, info: Info, subject: strawberry.ID, first: int = 20, after: str | None = None
    ) -> Connection[AuditEntry]:
        """What was done to a row, newest first."""
        statement = AUDIT.rows(info.context.principal).where(AuditRow.subject_id == split_id(subject)[1])
        listing = Listing(statement, (SortKey(AuditRow.id, descending=True),), f"audit.{subject}")
        return await list_page(info.context, AUDIT, listing, first, after)


async def _all(context: Context, noun: Noun, by: Any) -> list[Any]:
    async with context.database.read(context.principal.firm_id) as session:
        rows = await session.execute(noun.rows(context.principal).order_by(by).limit(1000))
        return [noun.made(row) for row in rows]
