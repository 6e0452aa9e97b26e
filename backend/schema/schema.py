"""The whole schema, put together."""

from __future__ import annotations

from typing import Any, ClassVar

import strawberry
from strawberry.schema.config import StrawberryConfig

from backend.book.client_fields import CLIENT_FIELDS
from backend.graph.engine.runner import CompiledQueries
from backend.graph.rights import Rights
from backend.graph.scalars import SCALARS
from backend.schema.aml_mutations import AmlMutations
from backend.schema.approval_kind_mutations import ApprovalKindMutations
from backend.schema.approval_mutations import ApprovalMutations
from backend.schema.assessment_mutations import AssessmentMutations
from backend.schema.audit_chain import AuditChainMutations
from backend.schema.automation_mutations import AutomationMutations
from backend.schema.calendar_mutations import CalendarMutations
from backend.schema.care_mutations import CareMutations
from backend.schema.client_mutations import ClientMutations
from backend.schema.consent_mutations import ConsentMutations
from backend.schema.consent_texts import ConsentTextsMutations
from backend.schema.contact_rules import ContactRulesMutations
from backend.schema.custom_field_mutations import CustomFieldMutations
from backend.schema.document_mutations import DocumentMutations
from backend.schema.document_rules import DocumentRuleMutations
from backend.schema.escalation_drafts import EscalationDraftMutations
from backend.schema.export_mutations import ExportMutations
from backend.schema.forbidden_words import ForbiddenWordMutations
from backend.schema.form_layout import FormLayoutMutations
from backend.schema.fund_mutations import FundMutations
from backend.schema.handover_mutations import HandoverMutations
from backend.schema.import_mutations import ImportMutations
from backend.schema.interaction_mutations import InteractionMutations
from backend.schema.journey_mutations import JourneyMutations
from backend.schema.journey_template_mutations import JourneyTemplateMutations
from backend.schema.ledger_mutations import LedgerMutations
from backend.schema.mail_mutations import MailMutations
from backend.schema.mail_setup import MailSetupMutations
from backend.schema.merge_candidates import CandidateMutations
from backend.schema.merge_mutations import MergeMutations
from backend.schema.message_mutations import MessageMutations
from backend.schema.message_template_mutations import MessageTemplateMutations
from backend.schema.need_mutations import NeedMutations
from backend.schema.ops_mutations import OpsMutations
from backend.schema.order_mutations import OrderMutations
from backend.schema.order_rules_mutations import OrderRulesMutations
from backend.schema.policy_mutations import PolicyMutations
from backend.schema.prediction_mutations import PredictionMutations
from backend.schema.proposal_mutations import ProposalMutations
from backend.schema.proposal_styles import ProposalStyleMutations
from backend.schema.qualification_mutations import QualificationMutations
from backend.schema.queries import Query
from backend.schema.report_mutations import ReportMutations
from backend.schema.request_mutations import RequestMutations
from backend.schema.request_type_mutations import RequestTypeMutations
from backend.schema.saved_view_mutations import SavedViewMutations
from backend.schema.service_mutations import ServiceMutations
from backend.schema.signal_mutations import SignalMutations
from backend.schema.staff_mutations import StaffMutations
from backend.schema.subscriptions import Subscription
from backend.schema.suitability_rules_mutations import SuitabilityRulesMutations
from backend.schema.tag_mutations import TagMutations
from backend.schema.task_mutations import TaskMutations
from backend.schema.task_rules import TaskRuleMutations
from backend.schema.tier_mutations import TierMutations
from backend.schema.viewer import ErrorCode
from backend.schema.words import describe
from backend.schema.work_mutations import WorkMutations


@strawberry.type(
    description="Every mutation takes one `input`; the same `idempotencyKey` and input give the saved answer. "
    "Passwords and second factors are changed under `/auth/`."
)
class Mutation(
    ClientMutations,
    MergeMutations,
    CandidateMutations,
    WorkMutations,
    TaskMutations,
    TaskRuleMutations,
    EscalationDraftMutations,
    CalendarMutations,
    HandoverMutations,
    NeedMutations,
    RequestMutations,
    RequestTypeMutations,
    JourneyMutations,
    JourneyTemplateMutations,
    LedgerMutations,
    FundMutations,
    StaffMutations,
    InteractionMutations,
    MailMutations,
    SavedViewMutations,
    ReportMutations,
    ImportMutations,
    DocumentMutations,
    ExportMutations,
    CustomFieldMutations,
    FormLayoutMutations,
    TagMutations,
    TierMutations,
    ServiceMutations,
    AssessmentMutations,
    QualificationMutations,
    SuitabilityRulesMutations,
    SignalMutations,
    CareMutations,
    PredictionMutations,
    OrderMutations,
    AmlMutations,
    OrderRulesMutations,
    ProposalMutations,
    ProposalStyleMutations,
    ForbiddenWordMutations,
    DocumentRuleMutations,
    ApprovalMutations,
    ApprovalKindMutations,
    AutomationMutations,
    ConsentMutations,
    ConsentTextsMutations,
    ContactRulesMutations,
    MessageMutations,
    MessageTemplateMutations,
    MailSetupMutations,
    AuditChainMutations,
    OpsMutations,
    PolicyMutations,
):
    """What can be changed."""


class FieldRights(Rights):
    """Rights with the masks of the field catalogue."""

    masks: ClassVar[Any] = {
        f"Client.{field.key}": field.mask for field in CLIENT_FIELDS if field.mask is not None
    }


def build(extensions: tuple[Any, ...] = ()) -> strawberry.Schema:
    """The schema with the rights of every field and further extensions of the transport."""
    made = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[ErrorCode],
        extensions=[FieldRights, *extensions],
        config=StrawberryConfig(disable_field_suggestions=True, scalar_map=SCALARS),
    )
    return describe(made)


def compiled_queries(schema: strawberry.Schema) -> CompiledQueries:
    """The compiled route of a schema that `build` made."""
    return CompiledQueries(schema._schema, FieldRights.masks)
