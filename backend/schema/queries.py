"""The roots of reading."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import Boolean, Text, Uuid, or_, select

from backend.auth.keys import ApiKey as ApiKeyRow
from backend.book.households import Household as HouseholdRow
from backend.book.staff import Team as TeamRow
from backend.book.staff import User as UserRow
from backend.book.tags import Tag as TagRow
from backend.book.topics import Topic as TopicRow
from backend.graph.connections import Connection, Info
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import PublicId, declared
from backend.graph.engine.paging import Paged
from backend.graph.lists import RootAll, RootList, RootNode, RootOne, RootRows, all_of, listed, one_of
from backend.graph.nodes import Node, node_of
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.sources import column
from backend.graph.told import Told
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.errors import bad_input
from backend.platform.ids import public_id, split_id
from backend.schema.audit import AUDIT, AuditEntry
from backend.schema.book import (
    CLIENT,
    HOUSEHOLD,
    NOUNS,
    TAG,
    TASK,
    TOPIC,
    Client,
    Household,
    Interaction,
    Tag,
    Task,
    Topic,
)
from backend.schema.booking_previews import BookingPreview, booking_preview, switch_preview
from backend.schema.catalogues import FieldInfo, Region, RoleInfo, field_infos, region_list, role_list
from backend.schema.client_groups import ClientGroup, ClientGroupField, client_groups
from backend.schema.client_list import (
    ClientConnection,
    ClientOrder,
    client_page,
    clients_listed,
)
from backend.schema.exports import (
    EXPORT,
    Export,
    ExportColumn,
    ExportRules,
    export_columns,
    exports_listed,
    present_rules,
)
from backend.schema.figures import FigureView, FirmAssets, firm_assets, view_of
from backend.schema.filter_inputs import (
    ClientFilter,
    PaymentReceiptFilter,
    ProductFilter,
    TaskFilter,
    UnitBreakFilter,
)
from backend.schema.fund_list import (
    ProductConnection,
    ProductOrder,
    product_page,
    products_listed,
)
from backend.schema.funds import PRODUCT, Product
from backend.schema.holders import Holder, HolderOrder, holders_listed
from backend.schema.holding_changes import HoldingChange, holding_changes_listed
from backend.schema.import_kinds import ImportKind, import_kinds
from backend.schema.imports import IMPORT, Import, imports_listed
from backend.schema.interaction_list import interactions_listed
from backend.schema.ledger_inputs import BookingPreviewInput, BookSwitchInput
from backend.schema.mail_reading import ReadMail, read_sent_mail
from backend.schema.money_differences import (
    FeeDifference,
    PaymentDifference,
    fee_differences,
    payment_differences,
)
from backend.schema.rates import EXCHANGE_RATE, ExchangeRate, rates_listed
from backend.schema.receipts import (
    FUND_ORDER,
    PAYMENT_RECEIPT,
    PaymentReceipt,
    receipts_listed,
)
from backend.schema.revenue import (
    REVENUE,
    Revenue,
    RevenueOfClient,
    RevenueSum,
    revenue_of_clients,
    revenue_sums,
    revenues_listed,
)
from backend.schema.search import RootSearch, SearchHit, search
from backend.schema.staff import TEAM, USER, Team, User
from backend.schema.talk_reading import ReadTalk, read_pasted
from backend.schema.task_list import TaskOrder, tasks_listed
from backend.schema.unit_breaks import (
    UNIT_BREAK,
    UnitBreak,
    UnitBreakOrder,
    unit_breaks_listed,
)
from backend.schema.viewer import (
    CoordinateAccess,
    RootViewer,
    Viewer,
    policies_of,
    shown_access,
    told_access,
)
from backend.systemize.conditions.sql import ESCAPE, escaped
from backend.systemize.field_values import storable

LONGEST = 100
EVERY = (*NOUNS.values(), UNIT_BREAK, EXCHANGE_RATE, FUND_ORDER, PAYMENT_RECEIPT, REVENUE)


@strawberry.type
class ApiKey:
    """A key of a partner's system, without its secret."""

    row: strawberry.Private[ApiKeyRow]

    @declared(PublicId("apikey"))
    def id(self) -> strawberry.ID:
        """The key's id."""
        return strawberry.ID(public_id("apikey", self.row.id))

    name: str = column("name", description="What the firm calls it.")
    role: str = column("role", description="The role it acts with.")
    prefix: str = column("prefix", description="The part that may be shown.")
    created_at: datetime = column("created_at", description="When it was made.")
    expires_at: datetime = column("expires_at", description="When it ends by itself.")
    last_used_at: datetime | None = column("last_used_at", description="When it was used last.")
    revoked_at: datetime | None = column("revoked_at", description="When it was ended.")
    ips: list[str] = column("ips", description="From where it may be used; empty: from anywhere.")
    scope: strawberry.scalars.JSON = column(
        "scope", description="Which rows it sees: client sources, held products."
    )


def _households(_draft: Draft, _arguments: Arguments) -> Paged:
    return Paged(HOUSEHOLD, (), (SortKey(HouseholdRow.id, descending=True),), "households")


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


def _audited(draft: Draft, arguments: Arguments) -> Paged:
    subject = draft.bind(arguments["subject"], Uuid(), lambda text, _context: split_id(text)[1])
    keys = (SortKey(AuditRow.id, descending=True),)
    return Paged(AUDIT, (AuditRow.subject_id == subject,), keys, "audit")


@strawberry.type
class Query:
    """What can be read."""

    @declared(RootNode(lambda: EVERY))
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """Any row by its id."""
        name, key = split_id(id)
        noun = next((each for each in EVERY if each.word == name), None)
        found: Node | None = await node_of(info.context, noun, key) if noun else None
        return found

    @declared(RootViewer())
    def viewer(self) -> Viewer:
        """The caller."""
        return Viewer()

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

    @declared(RootList(products_listed, 50))
    async def products(
        self, info: Info, filter: ProductFilter | None = None, order_by: list[ProductOrder] | None = None,
        search: str | None = None, first: int = 50, after: str | None = None,
    ) -> ProductConnection:  # fmt: skip
        """Funds; by code when no order is given. `search`: a part of code, name or pinyin."""
        return await product_page(info, first, after)

    @declared(RootOne(lambda: PRODUCT))
    async def product(self, info: Info, id: strawberry.ID) -> Product | None:
        """One fund."""
        return await one_of(info, PRODUCT, id)  # type: ignore[no-any-return]

    @declared(RootList(holders_listed))
    async def holders(
        self, info: Info, product: strawberry.ID, order_by: list[HolderOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[Holder]:  # fmt: skip
        """Who of the clients the caller sees holds a fund now; most units first when no order is given."""
        return await listed(info, holders_listed, first, after)

    @declared(RootList(holding_changes_listed))
    async def holding_changes(
        self, info: Info, from_: Annotated[date | None, strawberry.argument(name="from")] = None,
        to: date | None = None, owner: strawberry.ID | None = None, first: int = 20, after: str | None = None,
    ) -> Connection[HoldingChange]:  # fmt: skip
        """Who bought, gave back, switched or was paid a dividend in [from, to), the latest first.

        Of the clients the caller sees; `owner`: of those of one manager.
        """
        return await listed(info, holding_changes_listed, first, after)

    @declared(RootList(unit_breaks_listed))
    async def unit_breaks(
        self, info: Info, filter: UnitBreakFilter | None = None, order_by: list[UnitBreakOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[UnitBreak]:  # fmt: skip
        """Differences between our units and the registrar's; the latest day first when no order is given."""
        return await listed(info, unit_breaks_listed, first, after)

    @declared(RootList(receipts_listed))
    async def receipts(
        self,
        info: Info,
        filter: PaymentReceiptFilter | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[PaymentReceipt]:
        """Payments into the raising account, the latest first."""
        return await listed(info, receipts_listed, first, after)

    @declared(RootList(revenues_listed))
    async def revenues(
        self, info: Info, from_: Annotated[date | None, strawberry.argument(name="from")] = None,
        to: date | None = None, client: strawberry.ID | None = None, first: int = 20, after: str | None = None,
    ) -> Connection[Revenue]:  # fmt: skip
        """What was earned in periods that begin in [from, to), of one client or of all, the latest first."""
        return await listed(info, revenues_listed, first, after)

    @strawberry.field
    async def revenue_by_month(
        self, info: Info, from_: Annotated[date, strawberry.argument(name="from")], to: date,
        client: strawberry.ID | None = None,
    ) -> list[RevenueSum]:  # fmt: skip
        """The same as sums by month and kind."""
        return await revenue_sums(info.context, from_, to, client)

    @strawberry.field
    async def revenue_by_client(
        self, info: Info, from_: Annotated[date, strawberry.argument(name="from")], to: date, first: int = 50
    ) -> list[RevenueOfClient]:
        """The same as sums by client, the largest first."""
        return await revenue_of_clients(info.context, from_, to, first)

    @strawberry.field
    async def payment_differences(
        self, info: Info, from_: Annotated[date, strawberry.argument(name="from")], to: date
    ) -> list[PaymentDifference]:
        """Where payments, orders and purchases of [from, to] do not agree, and why."""
        return await payment_differences(info.context, from_, to)

    @strawberry.field
    async def fee_differences(
        self, info: Info, from_: Annotated[date, strawberry.argument(name="from")], to: date
    ) -> list[FeeDifference]:
        """Where fees of the months that begin in [from, to) were accrued otherwise than received."""
        return await fee_differences(info.context, from_, to)

    @declared(RootList(rates_listed))
    async def exchange_rates(
        self, info: Info, currency: str | None = None, first: int = 20, after: str | None = None
    ) -> Connection[ExchangeRate]:
        """Exchange rates to CNY as they are known now, the latest day first."""
        return await listed(info, rates_listed, first, after)

    @strawberry.field
    async def assets(
        self, info: Info, on: date | None = None, view: FigureView = FigureView.KNOWN_NOW
    ) -> FirmAssets | None:
        """What the clients the caller sees had on a day (default today), altogether and by fund."""
        return await firm_assets(info.context, CLIENT, view_of(on, view))

    @strawberry.field
    async def booking_preview(self, info: Info, input: BookingPreviewInput) -> BookingPreview:
        """What a booking would do to units, lots and money; nothing is written."""
        return await booking_preview(info.context, input)

    @strawberry.field
    async def switch_preview(self, info: Info, input: BookSwitchInput) -> list[BookingPreview]:
        """What a switch would do: the side that goes out, the side that comes in."""
        return await switch_preview(info.context, input)

    @declared(RootAll(lambda: TAG, (TagRow.name, TagRow.id)))
    async def tags(self, info: Info) -> list[Tag]:
        """All tags, by name."""
        return await all_of(info, TAG, TagRow.name, TagRow.id)

    @declared(RootAll(lambda: TOPIC, (TopicRow.place, TopicRow.id)))
    async def topics(self, info: Info) -> list[Topic]:
        """What conversations may be about, in the firm's order; retired ones, too."""
        return await all_of(info, TOPIC, TopicRow.place, TopicRow.id)

    @declared(RootList(interactions_listed))
    async def interactions(
        self, info: Info, search: str, client: strawberry.ID | None = None, first: int = 20,
        after: str | None = None,
    ) -> Connection[Interaction]:  # fmt: skip
        """Interactions with all the words of a text, of one client or of all whom the caller sees; latest first."""
        return await listed(info, interactions_listed, first, after)

    @strawberry.field
    async def read_talk(
        self, info: Info, client: strawberry.ID, text: str, on: date | None = None
    ) -> ReadTalk | None:
        """The messages of a conversation as it was copied on a day (default today); nothing is kept."""
        return await read_pasted(info.context, client, text, on)

    @strawberry.field
    async def read_mail(self, info: Info, client: strawberry.ID, upload: strawberry.ID) -> ReadMail | None:
        """What an e-mail says that the caller sent up as a file; nothing is kept."""
        return await read_sent_mail(info.context, client, upload)

    @declared(RootOne(lambda: TASK))
    async def task(self, info: Info, id: strawberry.ID) -> Task | None:
        """One task."""
        return await one_of(info, TASK, id)  # type: ignore[no-any-return]

    @declared(RootList(tasks_listed))
    async def tasks(
        self, info: Info, filter: TaskFilter | None = None, order_by: list[TaskOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[Task]:  # fmt: skip
        """Tasks the caller may see; by due time when no order is given."""
        return await listed(info, tasks_listed, first, after)

    @strawberry.field(name="import")  # type: ignore[untyped-decorator]
    async def import_(self, info: Info, id: strawberry.ID) -> Import | None:
        """An import, if the caller may see it."""
        return await one_of(info, IMPORT, id)  # type: ignore[no-any-return]

    @declared(RootList(imports_listed))
    async def imports(self, info: Info, first: int = 20, after: str | None = None) -> Connection[Import]:
        """Imports, the newest first."""
        return await listed(info, imports_listed, first, after)

    @strawberry.field
    def import_kinds(self, info: Info) -> list[ImportKind]:
        """What can be imported."""
        return import_kinds(info.context.principal)

    @declared(RootSearch())
    async def search(self, info: Info, text: str, first: int = 10) -> list[SearchHit]:
        """Clients by name, pinyin, initials, phone tail, ID tail, company; products by code or name; people."""
        return await search(info)

    @declared(Told(told_access, ("coordinate",)))
    async def access(self, info: Info, coordinate: str) -> list[CoordinateAccess]:
        """The caller's level on a coordinate at each relation, by which rule, and who holds more."""
        principal = info.context.principal
        found = await policies_of(info.context).explain(principal.firm_id, principal.roles, coordinate)
        return [shown_access(access) for access in found]

    @declared(Told(lambda _context, given: field_infos(given["type"]), ("type",)))
    def fields(self, type: str) -> list[FieldInfo]:
        """The field catalogue of a type: what forms, filters and columns are made of."""
        return field_infos(type)

    @declared(Told(lambda _context, _given: region_list()))
    def regions(self) -> list[Region]:
        """Provinces and cities."""
        return region_list()

    @declared(RootRows(ApiKeyRow, (ApiKeyRow.id.desc(),)))
    async def api_keys(self, info: Info) -> list[ApiKey]:
        """Keys of the firm, newest first."""
        firm_id = info.context.principal.firm_id
        statement = select(ApiKeyRow).where(ApiKeyRow.firm_id == firm_id).order_by(ApiKeyRow.id.desc())
        async with info.context.database.read(firm_id) as session:
            return [ApiKey(row=row) for row in await session.scalars(statement)]

    @declared(Told(lambda _context, _given: role_list()))
    def roles(self) -> list[RoleInfo]:
        """All roles."""
        return role_list()

    @declared(RootOne(lambda: EXPORT))
    async def export(self, info: Info, id: strawberry.ID) -> Export | None:
        """One export."""
        return await one_of(info, EXPORT, id)  # type: ignore[no-any-return]

    @declared(RootList(exports_listed))
    async def exports(
        self,
        info: Info,
        state: str | None = None,
        mine: bool = False,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[Export]:
        """Exports the caller may know of, newest first: his own, and for who decides about them everybody's."""
        return await listed(info, exports_listed, first, after)

    @strawberry.field
    def export_columns(self, info: Info, list: str) -> list[ExportColumn]:
        """The columns of a list (clients, tasks, products, holdings, transactions), and which may leave."""
        return export_columns(info.context, list)

    @strawberry.field
    async def export_rules(self, info: Info) -> ExportRules:
        """From how many rows on somebody else has to agree, and for how long files lie there."""
        return await present_rules(info.context)

    @declared(RootList(_audited))
    async def audit(
        self, info: Info, subject: strawberry.ID, first: int = 20, after: str | None = None
    ) -> Connection[AuditEntry]:
        """What was done to a row, newest first."""
        return await listed(info, _audited, first, after)
