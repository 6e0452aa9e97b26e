"""The roots of reading."""

from __future__ import annotations

import strawberry
from sqlalchemy import Uuid, select

from backend.auth.keys import ApiKey as ApiKeyRow
from backend.graph.connections import Connection, Info
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.lists import RootAll, RootList, RootOne, RootRows, all_of, listed, one_of
from backend.graph.pages import SortKey
from backend.graph.told import Told
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.ids import split_id
from backend.schema.api_keys import ApiKey
from backend.schema.approval_queries import ApprovalQueries
from backend.schema.audit import AUDIT, AuditEntry
from backend.schema.audit_chain import AuditChainQueries
from backend.schema.audit_log import AuditLogQueries
from backend.schema.audit_words import AuditWordQueries
from backend.schema.automation_queries import AutomationQueries
from backend.schema.calendar import CalendarQueries
from backend.schema.care_queries import CareQueries
from backend.schema.catalogues import FieldInfo, Region, RoleInfo, field_infos, region_list, role_list
from backend.schema.client_queries import ClientQueries
from backend.schema.consent_texts import ConsentTextsQueries
from backend.schema.contact_rules import ContactRulesQueries
from backend.schema.contactability import ContactQueries
from backend.schema.custom_fields import CUSTOM_FIELD, IN_ORDER, CustomField
from backend.schema.custom_formulas import FormulaQueries
from backend.schema.document_rules import DocumentRule, document_rules
from backend.schema.escalation_drafts import EscalationDraftQueries
from backend.schema.exports import (
    EXPORT,
    Export,
    ExportColumn,
    ExportRules,
    export_columns,
    exports_listed,
    present_rules,
)
from backend.schema.filter_relations import FilterRelation, filter_relations
from backend.schema.forbidden_words import ForbiddenWordQueries
from backend.schema.form_layout import FormLayout, form_layout_of
from backend.schema.fund_history import fund_history_listed
from backend.schema.fund_queries import FundQueries
from backend.schema.handover_queries import HandoverQueries
from backend.schema.import_queries import ImportQueries
from backend.schema.interaction_queries import InteractionQueries
from backend.schema.journey_figure_queries import JourneyFigureQueries
from backend.schema.journey_queries import JourneyQueries
from backend.schema.journey_trials import JourneyTrialQueries
from backend.schema.kpi_queries import KpiQueries
from backend.schema.mail_queries import MailQueries
from backend.schema.mail_setup import MailSetupQueries
from backend.schema.merge_candidates import CandidateQueries
from backend.schema.merge_previews import MergeQueries
from backend.schema.message_queries import MessageQueries
from backend.schema.message_templates import MessageTemplateQueries
from backend.schema.need_queries import NeedQueries
from backend.schema.node_queries import NodeQueries
from backend.schema.ops import OpsQueries
from backend.schema.order_queries import OrderQueries
from backend.schema.policy_grid import PolicyQueries
from backend.schema.prediction_queries import PredictionQueries
from backend.schema.proposal_queries import ProposalQueries
from backend.schema.proposal_styles import ProposalStyleQueries
from backend.schema.report_queries import ReportQueries
from backend.schema.request_queries import RequestQueries
from backend.schema.search import RootSearch, SearchHit, SearchKind, search
from backend.schema.service_previews import ServiceQueries
from backend.schema.signal_queries import SignalQueries
from backend.schema.staff_queries import StaffQueries
from backend.schema.suitability_queries import SuitabilityQueries
from backend.schema.tag_queries import TagQueries
from backend.schema.task_queries import TaskQueries
from backend.schema.task_rules import TaskRuleQueries
from backend.schema.tier_model_queries import TierModelQueries
from backend.schema.tier_queries import TierFigureQueries
from backend.schema.use_queries import UseQueries
from backend.schema.viewer import CoordinateAccess, hold_known, policies_of, shown_access, told_access


def _audited(draft: Draft, arguments: Arguments) -> Paged:
    subject = draft.bind(arguments["subject"], Uuid(), lambda text, _context: split_id(text)[1])
    keys = (SortKey(AuditRow.id, descending=True),)
    return Paged(AUDIT, (AuditRow.subject_id == subject,), keys, "audit")


@strawberry.type
class Query(
    AuditWordQueries,
    AuditChainQueries,
    AuditLogQueries,
    FormulaQueries,
    FundQueries,
    TierFigureQueries,
    InteractionQueries,
    MailQueries,
    MergeQueries,
    CandidateQueries,
    ServiceQueries,
    SuitabilityQueries,
    SignalQueries,
    CareQueries,
    PredictionQueries,
    HandoverQueries,
    NeedQueries,
    RequestQueries,
    JourneyQueries,
    JourneyTrialQueries,
    JourneyFigureQueries,
    KpiQueries,
    ReportQueries,
    OrderQueries,
    ProposalQueries,
    ProposalStyleQueries,
    ForbiddenWordQueries,
    TaskRuleQueries,
    EscalationDraftQueries,
    CalendarQueries,
    ApprovalQueries,
    NodeQueries,
    ClientQueries,
    StaffQueries,
    TagQueries,
    TierModelQueries,
    UseQueries,
    TaskQueries,
    ImportQueries,
    AutomationQueries,
    ConsentTextsQueries,
    ContactRulesQueries,
    ContactQueries,
    MessageQueries,
    MessageTemplateQueries,
    MailSetupQueries,
    OpsQueries,
    PolicyQueries,
):
    """What can be read."""

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
