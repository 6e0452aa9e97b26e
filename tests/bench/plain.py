"""Plain strawberry: ORM objects, the library's DataLoader and ASGI application, as its guide shows them.

No caches of documents, no look-ahead, no log-in. Names and shapes are the product's, so that the same documents run.
"""

from __future__ import annotations

import base64
import enum
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.types import Info

from backend.book import clients, interactions, ledger, products, staff, tags
from backend.migrations.metadata import METADATA
from backend.platform.audit import AuditEntry
from backend.platform.clock import now
from backend.platform.events import OutboxRow
from backend.platform.ids import uuid7

FIRM = UUID(os.environ.get("BENCH_FIRM", "0" * 32))
DSN = os.environ.get("BENCH_DSN", "postgresql://127.0.0.1/none")
Row = clients.Client
COLUMNS = {"state": Row.state, "risk_level": Row.risk_level, "province": Row.province}
engine = create_async_engine(
    DSN.replace("postgresql:", "postgresql+asyncpg:", 1), pool_size=10, max_overflow=0
)
# The unit of work looks up every table that a changed row refers to.
assert "household" in METADATA.tables
sessions = async_sessionmaker(engine, expire_on_commit=False)
Context = dict[str, Any]


def of(column: str) -> Any:
    """A field that is a column of the row."""

    def resolve(self: Any) -> Any:
        return getattr(self.row, column)

    resolve.__annotations__ = {}
    return strawberry.field(resolver=resolve)


def id_of(noun: str) -> Any:
    """The public id of a row."""

    def resolve(self: Any) -> strawberry.ID:
        return strawberry.ID(f"{noun}_{self.row.id.hex}")

    return strawberry.field(resolver=resolve)


@strawberry.type
class User:
    """A person."""

    row: strawberry.Private[Any]
    id: strawberry.ID = id_of("user")
    name: str = of("name")


@strawberry.type
class Tag:
    """A tag."""

    row: strawberry.Private[Any]
    id: strawberry.ID = id_of("tag")
    name: str = of("name")
    colour: str = of("colour")


@strawberry.type
class Interaction:
    """A contact."""

    row: strawberry.Private[Any]
    id: strawberry.ID = id_of("interaction")
    kind: str = of("kind")
    at: datetime = of("at")
    summary: str = of("summary")


@strawberry.type
class Interactions:
    """The latest contacts."""

    nodes: list[Interaction]


@strawberry.type
class Product:
    """A fund."""

    row: strawberry.Private[Any]
    id: strawberry.ID = id_of("product")
    code: str = of("code")
    name: str = of("name")
    nav: Decimal | None = of("nav")


@strawberry.type
class Holding:
    """What is held."""

    row: strawberry.Private[Any]
    units: Decimal = of("units")
    cost: Decimal = of("cost")
    since: date = of("valid_from")

    @strawberry.field
    async def product(self, info: Info[Context, None]) -> Product:
        """The fund."""
        return Product(row=await info.context["products"].load(self.row.product_id))


@strawberry.type
class Client:
    """A client."""

    row: strawberry.Private[Any]
    id: strawberry.ID = id_of("client")
    version: int = of("version")
    name: str = of("name")
    kind: str = of("kind")
    gender: str | None = of("gender")
    birth_date: date | None = of("birth_date")
    id_number: str | None = of("id_number_masked")
    company: str | None = of("company")
    occupation: str | None = of("occupation")
    industry: str | None = of("industry")
    province: str | None = of("province")
    city: str | None = of("city")
    risk_level: str | None = of("risk_level")
    qualified: bool | None = of("qualified")
    aum: Decimal = of("aum")
    state: str = of("state")
    onboard_date: date | None = of("onboard_date")
    last_interaction_at: datetime | None = of("last_interaction_at")
    updated_at: datetime = of("updated_at")

    @strawberry.field
    async def owner(self, info: Info[Context, None]) -> User | None:
        """Who is responsible."""
        return User(row=await info.context["users"].load(self.row.owner_id))

    @strawberry.field
    async def tags(self, info: Info[Context, None]) -> list[Tag]:
        """Tags, by name."""
        return [Tag(row=row) for row in await info.context["tags"].load(self.row.id)]

    @strawberry.field
    async def interactions(self, info: Info[Context, None], first: int = 5) -> Interactions:
        """The latest contacts."""
        rows = await info.context["interactions"].load((self.row.id, first))
        return Interactions(nodes=[Interaction(row=row) for row in rows])

    @strawberry.field
    async def holdings(self, info: Info[Context, None]) -> list[Holding]:
        """What is held, largest cost first."""
        return [Holding(row=row) for row in await info.context["holdings"].load(self.row.id)]


@strawberry.input
class ChoiceFilter:
    """An equal value."""

    eq: str


@strawberry.input
class ClientFilter:
    """All must hold."""

    state: ChoiceFilter | None = None
    risk_level: ChoiceFilter | None = None
    province: ChoiceFilter | None = None


@strawberry.enum
class ClientOrderField(enum.Enum):
    """What to sort by."""

    AUM = "aum"


@strawberry.enum
class Direction(enum.Enum):
    """Descending only."""

    DESC = "desc"


@strawberry.input
class ClientOrder:
    """The order."""

    field: ClientOrderField
    direction: Direction


@strawberry.type
class PageInfo:
    """How to go on."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Clients:
    """A page."""

    nodes: list[Client]
    page_info: PageInfo


@strawberry.type
class Query:
    """Reads."""

    @strawberry.field
    async def client(self, id: strawberry.ID) -> Client | None:
        """One client."""
        async with sessions() as session:
            row = await session.get(Row, (FIRM, UUID(hex=id[7:])))
        return Client(row=row) if row else None

    @strawberry.field
    async def clients(
        self,
        order_by: list[ClientOrder],
        filter: ClientFilter | None = None,
        first: int = 50,
        after: str | None = None,
    ) -> Clients:
        """A page by AUM."""
        statement = select(Row).where(Row.firm_id == FIRM, Row.archived_at.is_(None))
        for name, column in COLUMNS.items():
            if wanted := getattr(filter, name, None):
                statement = statement.where(column == wanted.eq)
        if after:
            cents, id = base64.b64decode(after).decode().split("|")
            statement = statement.where(tuple_(Row.aum_order, Row.id) < (int(cents), UUID(hex=id)))
        statement = statement.order_by(Row.aum_order.desc(), Row.id.desc()).limit(first + 1)
        async with sessions() as session:
            rows = (await session.scalars(statement)).all()
        shown = rows[:first]
        end = (
            base64.b64encode(f"{shown[-1].aum_order}|{shown[-1].id.hex}".encode()).decode() if shown else None
        )
        page = PageInfo(has_next_page=len(rows) > first, end_cursor=end)
        return Clients(nodes=[Client(row=row) for row in shown], page_info=page)


@strawberry.input
class UpdateClientInput:
    """A change."""

    id: strawberry.ID
    version: int
    occupation: str


@strawberry.type
class Mutation:
    """Changes."""

    @strawberry.mutation
    async def update_client(self, input: UpdateClientInput) -> Client:
        """The change with its audit row and its event."""
        async with sessions.begin() as session:
            row = await session.get(Row, (FIRM, UUID(hex=input.id[7:])), with_for_update=True)
            if row is None or row.version != input.version:
                raise ValueError("stale")
            before, row.occupation = row.occupation, input.occupation
            row.version, row.updated_at = row.version + 1, now()
            session.add(
                AuditEntry(
                    id=uuid7(), firm_id=FIRM, actor="key:bench", action="update", noun="client", subject_id=row.id,
                    client_id=row.id, row_version=row.version, changes={"occupation": [before, row.occupation]},
                )
            )  # fmt: skip
            payload = {"client_id": str(row.id), "fields": ["occupation"]}
            event = OutboxRow(
                id=uuid7(), firm_id=FIRM, name="client.changed", payload=payload, actor="key:bench"
            )
            session.add(event)
        return Client(row=row)


def by_id(model: Any) -> Callable[[list[UUID]], Any]:
    """A batch of rows by id."""

    async def load(ids: list[UUID]) -> list[Any]:
        async with sessions() as session:
            rows = await session.scalars(select(model).where(model.firm_id == FIRM, model.id.in_(ids)))
        found = {row.id: row for row in rows}
        return [found.get(id) for id in ids]

    return load


async def load_tags(ids: list[UUID]) -> list[list[Any]]:
    """Tags of clients."""
    statement = (
        select(tags.ClientTag.client_id, tags.Tag)
        .join(tags.Tag, (tags.Tag.firm_id == FIRM) & (tags.Tag.id == tags.ClientTag.tag_id))
        .where(tags.ClientTag.firm_id == FIRM, tags.ClientTag.client_id.in_(ids))
        .order_by(tags.Tag.name)
    )
    async with sessions() as session:
        return grouped(ids, (await session.execute(statement)).all())


async def load_holdings(ids: list[UUID]) -> list[list[Any]]:
    """Present holdings of clients."""
    held = ledger.Holding
    statement = select(held.client_id, held).where(
        held.firm_id == FIRM, held.client_id.in_(ids), held.valid_to.is_(None)
    )
    async with sessions() as session:
        found = await session.execute(statement.order_by(held.cost.desc(), held.id))
        return grouped(ids, found.all())


async def load_interactions(keys: list[tuple[UUID, int]]) -> list[list[Any]]:
    """The latest contacts of clients."""
    met, first = interactions.Interaction, keys[0][1]
    ids = [id for id, _ in keys]
    order = (met.at.desc(), met.id.desc())
    place = func.row_number().over(partition_by=met.client_id, order_by=order).label("place")
    ranked = select(met.id, place).where(met.firm_id == FIRM, met.client_id.in_(ids)).subquery()
    statement = (
        select(met.client_id, met)
        .join(ranked, (met.firm_id == FIRM) & (ranked.c.id == met.id))
        .where(ranked.c.place <= first)
        .order_by(*order)
    )
    async with sessions() as session:
        return grouped(ids, (await session.execute(statement)).all())


def grouped(ids: list[UUID], rows: Sequence[Any]) -> list[list[Any]]:
    """Rows by the id they belong to, in the order of the ids."""
    found = defaultdict(list)
    for id, row in rows:
        found[id].append(row)
    return [found[id] for id in ids]


class Application(GraphQL[Context, None]):
    """The library's application with loaders for each request."""

    async def get_context(self, request: Any, response: Any) -> Context:
        """Fresh loaders."""
        return {
            "users": DataLoader(load_fn=by_id(staff.User)),
            "products": DataLoader(load_fn=by_id(products.Product)),
            "tags": DataLoader(load_fn=load_tags),
            "holdings": DataLoader(load_fn=load_holdings),
            "interactions": DataLoader(load_fn=load_interactions),
        }


app = Application(strawberry.Schema(query=Query, mutation=Mutation))
