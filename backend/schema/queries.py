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
from backend.schema.approval_queries import ApprovalQueries
from backend.schema.audit import AUDIT, AuditEntry
from backend.schema.book import NOUNS
from backend.schema.calendar import CalendarQueries
from backend.schema.catalogues import FieldInfo, Region, RoleInfo, field_infos, region_list, role_list
from backend.schema.client_groups import ClientGroup, ClientGroupField, client_groups
from backend.schema.client_list import (
    ClientConnection,
    ClientOrder,
    client_page,
    clients_listed,
)
from backend.schema.clients import CLIENT, Client
from backend.schema.custom_fields import CUSTOM_FIELD, IN_ORDER, CustomField
from backend.schema.custom_formulas import FormulaQueries
from backend.schema.document_rules import DocumentRule, document_rules
from backend.schema.exports import (
    EXPORT,
    Export,
    ExportColumn,
    ExportRules,
    export_columns,
    exports_listed,
    present_rules,
)
from backend.schema.filter_inputs import (
    ClientFilter,
    TaskFilter,
)
from backend.schema.filter_relations import FilterRelation, filter_relations
from backend.schema.form_layout import FormLayout, form_layout_of
from backend.schema.fund_history import fund_history_listed
from backend.schema.fund_orders import FUND_ORDER
from backend.schema.fund_queries import FundQueries
from backend.schema.handover_queries import HandoverQueries
from backend.schema.handovers import HANDOVER
from backend.schema.households import HOUSEHOLD, Household
from backend.schema.import_kinds import ImportKind, import_kinds
from backend.schema.imports import IMPORT, Import, imports_listed
from backend.schema.incoming_mails import INCOMING_MAIL
from backend.schema.interaction_queries import InteractionQueries
from backend.schema.journey_figure_queries import JourneyFigureQueries
from backend.schema.journey_queries import JourneyQueries
from backend.schema.journey_trials import JourneyTrialQueries
from backend.schema.mail_queries import MailQueries
from backend.schema.merge_candidates import CandidateQueries
from backend.schema.merge_previews import MergeQueries
from backend.schema.need_queries import NeedQueries
from backend.schema.needs import NEED
from backend.schema.notifications import NOTIFICATION
from backend.schema.order_queries import OrderQueries
from backend.schema.rates import EXCHANGE_RATE
from backend.schema.receipts import PAYMENT_RECEIPT
from backend.schema.revenue import (
    REVENUE,
)
from backend.schema.search import RootSearch, SearchHit, SearchKind, search
from backend.schema.service_previews import ServiceQueries
from backend.schema.staff import TEAM, USER, Team, User
from backend.schema.suitability_queries import SuitabilityQueries
from backend.schema.tag_previews import TagPreview, preview_of
from backend.schema.tags import TAG, Tag
from backend.schema.task_groups import TaskGroup, TaskGroupField, task_groups
from backend.schema.task_list import TaskListConnection, TaskOrder, task_page, tasks_listed
from backend.schema.task_rules import TaskRuleQueries
from backend.schema.tasks import TASK, Task
from backend.schema.tier_models import TierDraft, TierModel, tier_draft, tier_models
from backend.schema.tier_moves import TierMoves, movers_listed, movers_page, tier_moves
from backend.schema.tier_previews import TierPreview
from backend.schema.tier_previews import preview_of as preview_tiers
from backend.schema.tier_queries import TierFigureQueries
from backend.schema.unit_breaks import (
    UNIT_BREAK,
)
from backend.schema.uses import FactUses, uses_of
from backend.schema.viewer import (
    CoordinateAccess,
    RootViewer,
    Viewer,
    hold_known,
    policies_of,
    shown_access,
    told_access,
)
from backend.systemize.conditions.sql import ESCAPE, escaped
from backend.systemize.field_values import storable

LONGEST = 100
From = Annotated[date, strawberry.argument(name="from")]
EVERY = (
    *NOUNS.values(),
    CUSTOM_FIELD,
    UNIT_BREAK,
    EXCHANGE_RATE,
    FUND_ORDER,
    PAYMENT_RECEIPT,
    REVENUE,
    INCOMING_MAIL,
    HANDOVER,
    NEED,
    NOTIFICATION,
)


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
class Query(
    FormulaQueries,
    FundQueries,
    TierFigureQueries,
    InteractionQueries,
    MailQueries,
    MergeQueries,
    CandidateQueries,
    ServiceQueries,
    SuitabilityQueries,
    HandoverQueries,
    NeedQueries,
    JourneyQueries,
    JourneyTrialQueries,
    JourneyFigureQueries,
    OrderQueries,
    TaskRuleQueries,
    CalendarQueries,
    ApprovalQueries,
):
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

    @declared(RootAll(lambda: TAG, (TagRow.name, TagRow.id)))
    async def tags(self, info: Info) -> list[Tag]:
        """All tags, by name."""
        return await all_of(info, TAG, TagRow.name, TagRow.id)

    @declared(RootOne(lambda: TAG))
    async def tag(self, info: Info, id: strawberry.ID) -> Tag | None:
        """One tag."""
        return await one_of(info, TAG, id)  # type: ignore[no-any-return]

    @strawberry.field
    async def preview_tag_rule(
        self, info: Info, condition: strawberry.scalars.JSON, tag: strawberry.ID | None = None
    ) -> TagPreview:
        """What a rule would do: how many clients meet it, gain the tag and lose it."""
        return await preview_of(info.context, tag, condition)

    @strawberry.field
    async def tier_models(self, info: Info) -> list[TierModel]:
        """All versions of the tier model, the newest first."""
        return await tier_models(info.context)

    @strawberry.field
    async def tier_draft(self, info: Info) -> TierDraft | None:
        """The draft of the next version."""
        return await tier_draft(info.context)

    @strawberry.field
    async def preview_tier_model(self, info: Info, content: strawberry.scalars.JSON) -> TierPreview:
        """What a model would do: how many clients each tier has now and would have, and who moves."""
        return await preview_tiers(info.context, content)

    @strawberry.field
    async def tier_moves(self, info: Info, from_: From, to: date, restated: bool = False) -> TierMoves:
        """Moves between tiers from one day to another; `restated`: with all that is known now."""
        return await tier_moves(info.context, from_, to, anew=restated)

    @declared(RootList(movers_listed))
    async def tier_movers(
        self,
        info: Info,
        from_: From,
        to: date,
        from_tier: str | None = None,
        to_tier: str | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> ClientConnection:
        """The clients who went from a tier (null: new) to another (null: left), the largest first."""
        return await movers_page(info, first, after)

    @strawberry.field
    async def uses_of(self, info: Info, fact: str) -> FactUses:
        """What names a fact: rules of tags, cells of the service matrix, the tier model, forms, saved views.

        `fact`: a field (`Client.riskLevel`, `Client.custom:key`), the id of a tag or a fund, `tier:hnw`, `service:key`.
        """
        return await uses_of(info.context, fact)

    @declared(RootOne(lambda: TASK))
    async def task(self, info: Info, id: strawberry.ID) -> Task | None:
        """One task."""
        return await one_of(info, TASK, id)  # type: ignore[no-any-return]

    @declared(RootList(tasks_listed))
    async def tasks(
        self, info: Info, filter: TaskFilter | None = None, order_by: list[TaskOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> TaskListConnection:  # fmt: skip
        """Tasks the caller may see; by due time when no order is given."""
        return await task_page(info, first, after)

    @strawberry.field
    async def task_groups(
        self, info: Info, by: TaskGroupField, filter: TaskFilter | None = None, at: datetime | None = None
    ) -> list[TaskGroup]:
        """The same tasks in groups, the largest first; what is overdue and due today is so at an instant (now)."""
        return await task_groups(info, by, at)

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
    async def search(
        self, info: Info, text: str, kinds: list[SearchKind] | None = None, first: int = 10
    ) -> list[SearchHit]:
        """Clients by name, pinyin, initials, tail of a number, company; funds; people; interactions by their words."""
        return await search(info)

    @declared(Told(told_access, ("coordinate",)))
    async def access(self, info: Info, coordinate: str) -> list[CoordinateAccess]:
        """The caller's level on a coordinate at each relation, by which rule, and who holds more."""
        principal = info.context.principal
        hold_known(info.context, coordinate)
        found = await policies_of(info.context).explain(principal.firm_id, principal.roles, coordinate)
        return [shown_access(access) for access in found]

    @declared(Told(lambda context, given: filter_relations(context, given["type"]), ("type",)))
    async def filter_relations(self, info: Info, type: str) -> list[FilterRelation]:
        """The relations by which the caller may filter a type, and what he may compare there.

        type: Client, Task, Holding, Transaction or Household.
        """
        return filter_relations(info.context, type)

    @declared(Told(lambda context, given: field_infos(context, given["type"]), ("type",)))
    def fields(self, info: Info, type: str) -> list[FieldInfo]:
        """The field catalogue of a type: what forms, filters and columns are made of.

        Behind the fields of the product those that the firm has added, as far as the caller may read them.
        """
        return field_infos(info.context, type)

    @declared(RootAll(lambda: CUSTOM_FIELD, IN_ORDER))
    async def custom_fields(self, info: Info) -> list[CustomField]:
        """The firm's own fields of clients in their order, archived ones last."""
        return await all_of(info, CUSTOM_FIELD, *IN_ORDER)

    @strawberry.field
    async def form_layout(self, info: Info) -> FormLayout:
        """How a client's form of own fields is arranged."""
        return await form_layout_of(info.context)

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
        """The columns of a list that can be exported, and which may leave."""
        return export_columns(info.context, list)

    @strawberry.field
    async def document_rules(self, info: Info) -> list[DocumentRule]:
        """For how many years documents of each category are kept."""
        return await document_rules(info.context)

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

    @declared(RootList(fund_history_listed))
    async def fund_history(
        self, info: Info, product: strawberry.ID, first: int = 20, after: str | None = None
    ) -> Connection[AuditEntry]:
        """What was done to a fund, its classes, fees, openings and NAVs, newest first."""
        return await listed(info, fund_history_listed, first, after)
