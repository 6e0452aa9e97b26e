"""Every list and every page of the web app runs an exact number of statements, however many rows there are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import orjson
import pytest

from backend.book import service_matrices
from backend.book.product_changes import create_product
from backend.book.tier_models import shipped
from backend.book.tier_sweeps import sweep_tiers
from backend.graph.operations import Operations
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.retain.care_content import shipped_content as care_shipped
from backend.retain.signal_content import shipped_content as signals_shipped
from backend.track import (
    approval_kinds,
    assessing,
    order_content,
    qualifications,
    suitability_content,
    templates,
)
from backend.track.assessments import Sheet
from backend.track.proposal_style_content import shipped_content as shipped_style
from backend.track.qualifications import Application
from tests.schema.house import OPERATIONS, ORDINARY, WEB, House, build_house, furnish, new_upload

BOOKING = {
    "client": "client",
    "product": "product",
    "kind": "initial",
    "date": "2026-01-05",
    "nav": "1",
    "gross": "9",
}
SWITCH = {
    "client": "client", "product": "product", "intoProduct": "other product", "date": "today", "units": "1",
    "navOut": "1", "navIn": "1",
}  # fmt: skip
TRANSFER = {
    "client": "client", "toClient": "other client", "product": "product", "date": "today", "units": "1", "nav": "1"
}  # fmt: skip
TIERS = orjson.loads(shipped())
SERVICE = orjson.loads(service_matrices.shipped())
JOURNEY = orjson.loads(templates.shipped("private_fund_sales"))
APPROVAL = {**approval_kinds.shipped()["general"], "expires": 9}
SUITABILITY = suitability_content.shipped_content()
XRAY = {"template": "journeytemplate", "from": "2026-01-01", "to": "today"}
WORDING = {"purpose": "service", "channel": "mail", "subject": "x", "body": "您好"}
REPORT = {
    "chart": "TABLE", "measures": [{"kpi": "K-10", "measure": "gross"}], "rows": "SOURCE", "columns": "TEAM",
    "span": "FIXED", "from": "2026-01-01", "to": "2026-11-01",
}  # fmt: skip
SPAN = {"from": "2026-01-01", "to": "2026-11-01"}
EARLIER = {"from": "2025-01-01", "to": "2025-11-01"}
ORDERS = order_content.shipped_content()
STYLE = shipped_style()
AUTOMATION = {
    "zh": "进入阶段", "en": "A stage is entered",
    "trigger": {"kind": "event", "event": "journey.stage_entered"},
    "steps": [{"id": "tell", "kind": "notify", "to": ["owner"], "text": "{client.name}"}],
}  # fmt: skip
SIGNALS = signals_shipped()
CARE_ASKED = {
    "from": "2026-01-01", "to": "2026-02-20", "owner": None, "team": False, "kind": None, "tier": None,
}  # fmt: skip
RULE = {"is": {"field": "kind", "op": "eq", "value": "individual"}}
# document of the web app -> (statements of the ordinary route, who asks, variables; some name ids of the house)
PAGES: dict[str, tuple[int, str, dict[str, Any]]] = {
    "CareComingQuery": (10, "operations", CARE_ASKED),
    "CareMonthQuery": (6, "operations", CARE_ASKED),
    "CareNowQuery": (6, "client_manager", {"me": "me", "from": "2026-01-01", "to": "2026-01-25"}),
    "CareRulesQuery": (1, "operations", {}),
    "CareRulesEditorQuery": (3, "operations", {}),
    "CareRulesEditorPreviewQuery": (0, "operations", {"content": care_shipped()}),
    "ClientCareQuery": (7, "client_manager", {"id": "client"}),
    "FestivalLineQuery": (2, "operations", {"key": "mid_autumn", "owner": None, "team": False, "tier": None}),
    "GreetDialogQuery": (2, "operations", {}),
    "GreetDialogAllowedQuery": (7, "operations", {"clients": ["client"], "channel": "mail"}),
    "HolidaysQuery": (1, "operations", {"year": 2026}),
    "SignalFeedQuery": (3, "operations", {"kind": None, "owner": None, "team": False, "days": 30}),
    "SignalsNowQuery": (2, "client_manager", {"me": "me"}),
    "ClientSignalsQuery": (3, "client_manager", {"id": "client"}),
    "DrawdownBoardQuery": (1, "operations", {"ended": False}),
    "DrawdownEpisodePageQuery": (1, "operations", {"id": f"drawdownepisode_{'0' * 32}"}),
    "PredictionListQuery": (2, "operations", {"kind": "churn", "owner": None, "team": False, "band": None}),
    "PredictionModelsQuery": (1, "operations", {"kind": "churn"}),
    "ClientPredictionsQuery": (3, "client_manager", {"id": "client"}),
    "SilentClientsQuery": (1, "operations", {"view": "open", "owner": None}),
    "SignalRulesQuery": (1, "operations", {}),
    "SignalRulesEditorQuery": (0, "operations", {"content": SIGNALS}),
    "AutomationEditorQuery": (2, "operations", {"content": AUTOMATION}),
    "AutomationListQuery": (5, "operations", {}),
    "AutomationViewQuery": (9, "operations", {"id": "automation"}),
    "ApprovalPartQuery": (2, "operations", {}),
    "ClientRunsQuery": (3, "client_manager", {"client": "client"}),
    "ClientTrialQuery": (5, "operations", {"content": AUTOMATION, "client": "client"}),
    "DryRunQuery": (0, "operations", {"content": AUTOMATION}),
    "RunListPageQuery": (4, "operations", {}),
    "RunListQuery": (5, "operations", {"filter": {"client": "client"}, "client": "client", "named": True}),
    "RunViewQuery": (6, "operations", {"id": "automationrun"}),
    "ToldQuery": (2, "operations", {"content": AUTOMATION}),
    "OpsPageQuery": (6, "operations", {}),
    "AuditListQuery": (3, "compliance", {}),
    "AuditListPageQuery": (3, "compliance", {"first": 50}),
    "AuditChainQuery": (5, "compliance", {}),
    "useAuditWordsQuery": (0, "compliance", {}),
    "useCatalogueQuery": (0, "operations", {}),
    "useNamedQuery": (8, "operations", {"journeys": True}),
    "HoldingChangesQuery": (4, "client_manager", {"me": "me", "from": "2026-01-01"}),
    "MatchReceiptDialogClientQuery": (4, "operations", {"id": "client"}),
    "MatchReceiptDialogQuery": (5, "operations", {"id": "receipt"}),
    "PaymentsPagePageQuery": (2, "operations", {}),
    "PaymentsPageQuery": (2, "operations", {}),
    "RatesPagePageQuery": (2, "operations", {}),
    "RatesPageQuery": (2, "operations", {}),
    "RevenuePageClientsQuery": (2, "finance", {"from": "2026-01-01", "to": "2027-01-01", "first": 20}),
    "RevenuePagePageQuery": (4, "finance", {"from": "2026-01-01", "to": "2027-01-01"}),
    "RevenuePageQuery": (5, "finance", {"from": "2026-01-01", "to": "2027-01-01"}),
    "DifferencesPageFeesQuery": (4, "finance", {"from": "2026-01-01", "to": "2026-02-01"}),
    "DifferencesPageQuery": (4, "finance", {"from": "2026-01-01", "to": "2026-01-31"}),
    "BirthdaysQuery": (1, "client_manager", {}),
    "DocumentsPanelQuery": (6, "client_manager", {"id": "client"}),
    "ExpiringQuery": (1, "client_manager", {"me": "me", "from": "2026-01-01", "until": "2027-01-01"}),
    "ExportDialogQuery": (1, "operations", {"list": "clients"}),
    "ExportsPageQuery": (3, "operations", {}),
    "ViewTabsQuery": (1, "client_manager", {"page": "clients"}),
    "useClientGroupingQuery": (1, "client_manager", {"by": "STATE"}),
    "PoliciesPageQuery": (5, "policy_admin", {}),
    "PolicyFiltersQuery": (1, "policy_admin", {"part": "FIELDS"}),
    "PolicySimulatorQuery": (49, "policy_admin", {"subjects": {"role": "legal"}, "client": None}),
    "PolicyVersionsQuery": (5, "policy_admin", {"number": 1, "other": 1}),
    "usePolicyRowsQuery": (2, "policy_admin", {"part": "FIELDS", "first": 100, "skip": 0}),
    "ApiKeysPageQuery": (1, "policy_admin", {}),
    "ExplorePageQuery": (0, "client_manager", {}),
    "BookingDialogQuery": (10, "operations", {"input": BOOKING}),
    "BookingDialogSwitchQuery": (21, "operations", {"input": SWITCH}),
    "BookingDialogTransferQuery": (19, "operations", {"input": TRANSFER}),
    "useNavInForceQuery": (3, "operations", {"product": "product", "date": "2026-01-05"}),
    "FieldsPageQuery": (3, "policy_admin", {}),
    "useFormLayoutQuery": (2, "client_manager", {}),
    "useFormFactsQuery": (0, "operations", {}),
    "OwnShownRegionsQuery": (0, "client_manager", {}),
    "OwnInputRegionsQuery": (0, "client_manager", {}),
    "CalendarPanelQuery": (2, "client_manager", {}),
    "CalendarPageQuery": (7, "client_manager", {"from": "2026-11-01", "to": "2026-12-01", "scope": "OWN"}),
    "KeptTasksQuery": (1, "client_manager", {}),
    "EscalationPanelQuery": (1, "client_manager", {}),
    "MentionAreaQuery": (2, "client_manager", {"subject": "task", "text": "~"}),
    "TaskMoreQuery": (6, "client_manager", {"id": "task"}),
    "MailAddressPanelQuery": (1, "client_manager", {}),
    "MailsPagePageQuery": (7, "client_manager", {"state": "open"}),
    "MailsPageQuery": (7, "client_manager", {"state": "open"}),
    "WaitingMailsQuery": (2, "client_manager", {}),
    "ProductHistoryPageQuery": (3, "compliance", {"id": "product"}),
    "ProductHistoryQuery": (3, "compliance", {"id": "product"}),
    "RetentionPageQuery": (1, "compliance", {}),
    "FundChoiceQuery": (2, "operations", {"text": ""}),
    "ClientChoiceQuery": (1, "client_manager", {"text": "客户001"}),
    "DuplicateHintQuery": (2, "operations", {"id": "client"}),
    "DuplicatesPageQuery": (1, "operations", {}),
    "MergeDialogQuery": (15, "operations", {"id": "client", "other": "other client"}),
    "unmergeQuery": (2, "operations", {"id": "client"}),
    "FamilyWorthQuery": (21, "client_manager", {"id": "household", "history": True}),
    "TagRuleDialogQuery": (2, "operations", {"id": "tag"}),
    "TagRuleDialogPreviewQuery": (6, "operations", {"condition": RULE, "tag": "tag"}),
    "KpiBookQuery": (0, "executive", {}),
    "CockpitPageQuery": (2, "executive", {}),
    "CockpitCardsQuery": (7, "executive", {"window": SPAN, "before": EARLIER}),
    "CockpitMoneyQuery": (1, "executive", {"window": SPAN, "every": "MONTH"}),
    "CockpitBoardQuery": (
        2,
        "executive",
        {"window": {"from": "2020-01-01", "to": "tomorrow"}, "by": "PERSON"},
    ),
    "CockpitMapQuery": (1, "executive", {"window": SPAN, "id": "K-12"}),
    "CockpitPortraitQuery": (1, "executive", {"window": SPAN, "by": "TIER"}),
    "CockpitGrowthQuery": (1, "executive", {"window": SPAN, "by": "TIER"}),
    "CockpitHeadsQuery": (3, "executive", {"window": SPAN}),
    "ReportsPageQuery": (2, "executive", {}),
    "ReportPageQuery": (1, "executive", {"id": "report"}),
    "ReportBuilderPageQuery": (4, "executive", {"id": "report", "there": True}),
    "ReportPreviewQuery": (3, "executive", {"shape": REPORT}),
    "ReportBehindQuery": (
        2,
        "executive",
        {"shape": REPORT, "measure": 0, "row": "-", "column": None, "first": 20},
    ),
    "BoardPageQuery": (4, "executive", {"id": "dashboard"}),
    "BoardReportQuery": (4, "executive", {"id": "report", "window": SPAN, "filter": {}}),
    "CockpitFunnelQuery": (1, "executive", {}),
    "CockpitFunnelFiguresQuery": (7, "executive", XRAY),
    "CockpitBehindQuery": (2, "executive", {"id": "K-11", "window": SPAN, "measure": "closing", "first": 20}),
    "HoldersByTierQuery": (1, "operations", {"id": "product"}),
    "ServicePageQuery": (1, "operations", {}),
    "ServiceEditorQuery": (1, "operations", {}),
    "ServicePreviewQuery": (9, "operations", {"content": SERVICE}),
    "ServiceWhyQuery": (6, "operations", {"client": "client"}),
    "useServiceCellsQuery": (1, "client_manager", {}),
    "ContactsDueQuery": (2, "client_manager", {"me": "me", "until": "today"}),
    "SuitabilityPanelQuery": (11, "client_manager", {"id": "client"}),
    "ProductMatchListQuery": (6, "client_manager", {"client": "client"}),
    "AssessmentDialogQuery": (1, "client_manager", {"client": "client", "draft": "", "begun": False}),
    "AssessmentAnswersQuery": (3, "client_manager", {"client": "client", "assessment": "assessment"}),
    "QualificationDialogQuery": (3, "client_manager", {"client": "client"}),
    "QualificationsPageQuery": (5, "compliance", {"view": "review"}),
    "SuitabilityEditorQuery": (1, "compliance", {}),
    "SuitabilityPageQuery": (1, "compliance", {}),
    "SuitabilityPreviewQuery": (1, "compliance", {"content": SUITABILITY}),
    "TierModelPanelQuery": (2, "operations", {}),
    "TierEditorQuery": (1, "operations", {}),
    "TierPreviewQuery": (5, "operations", {"content": TIERS}),
    "TierMovesPanelQuery": (2, "operations", {"from": "2026-01-01", "to": "today", "restated": False}),
    "ProposalsListQuery": (6, "compliance", {"filter": {"states": ["draft"]}}),
    "ProposalsListPageQuery": (6, "compliance", {"filter": {"states": ["draft"]}, "first": 40}),
    "ProposalViewQuery": (7, "compliance", {"id": "proposal"}),
    "ProposalPagesQuery": (13, "client_manager", {"id": "proposal"}),
    "ProposalNeedsQuery": (1, "client_manager", {"client": "client"}),
    "ProposalDiffQuery": (2, "compliance", {"id": "proposal", "number": 1, "other": 1}),
    "ProposalFundsQuery": (7, "client_manager", {"client": "client"}),
    "NewProposalDialogQuery": (1, "client_manager", {}),
    "ApprovalProposalQuery": (3, "compliance", {"approval": "approval"}),
    "ProposalStylePageQuery": (1, "compliance", {}),
    "ProposalStyleVersionsQuery": (1, "compliance", {}),
    "ProposalStyleEditorDraftQuery": (1, "compliance", {}),
    "StylePagesQuery": (1, "compliance", {"content": STYLE, "language": "en"}),
    "ForbiddenWordsPageQuery": (1, "client_manager", {}),
    "ForbiddenWordsVersionsQuery": (1, "compliance", {}),
    "ForbiddenWordsEditorDraftQuery": (1, "compliance", {}),
    "WordsTrialQuery": (1, "client_manager", {"text": "保本"}),
    "OrdersListQuery": (4, "operations", {"filter": {"state": {"in": ["submitted"]}}}),
    "OrdersListPageQuery": (4, "operations", {"filter": {"state": {"in": ["submitted"]}}, "first": 40}),
    "OrderGroupsQuery": (1, "operations", {}),
    "OrderViewQuery": (7, "operations", {"id": "order"}),
    "OrderMissingQuery": (1, "operations", {"id": "order"}),
    "OrderRulesPageQuery": (1, "compliance", {}),
    "OrderRulesVersionsQuery": (1, "compliance", {}),
    "OrderRulesEditorDraftQuery": (1, "compliance", {}),
    "OrderRulesEditorQuery": (1, "compliance", {"content": ORDERS}),
    "ContactPanelQuery": (9, "client_manager", {"id": "client"}),
    "ConsentMatrixQuery": (2, "client_manager", {"id": "client", "on": "2026-01-01"}),
    "MessagesListQuery": (7, "client_manager", {}),
    "MessageOpenedQuery": (6, "client_manager", {"id": "message"}),
    "MessagesListPageQuery": (7, "client_manager", {"first": 40}),
    "MailSetupQuery": (0, "operations", {}),
    "ComposeDialogQuery": (2, "client_manager", {}),
    "ComposeDialogPreviewQuery": (10, "client_manager", {"client": "client", "wording": WORDING}),
    "MessageTemplatesPageQuery": (2, "operations", {"archived": False}),
    "MessageTemplateViewQuery": (4, "operations", {"id": "messagetemplate"}),
    "MessageTemplateEditorQuery": (10, "operations", {"client": "client", "wording": WORDING}),
    "ContactRulesPageQuery": (1, "client_manager", {}),
    "ContactRulesVersionsQuery": (1, "compliance", {}),
    "ContactRulesEditorDraftQuery": (1, "compliance", {}),
    "ConsentTextsPageQuery": (1, "client_manager", {}),
    "ConsentTextsVersionsQuery": (1, "compliance", {}),
    "ConsentTextsEditorDraftQuery": (1, "compliance", {}),
    "OrdersPanelQuery": (4, "client_manager", {"id": "client"}),
    "AmlPanelQuery": (2, "compliance", {"id": "client"}),
    "AmlDialogQuery": (2, "compliance", {"client": "client"}),
    "SignOrderDialogQuery": (2, "client_manager", {"client": "client"}),
    "PayerDialogQuery": (2, "operations", {"client": "client"}),
    "VisitDialogQuery": (1, "compliance", {}),
    "RequestListQuery": (4, "client_manager", {"view": "OPEN"}),
    "RequestListPageQuery": (4, "client_manager", {"view": "OPEN", "first": 40}),
    "RequestChipsQuery": (1, "client_manager", {}),
    "RequestDialogQuery": (2, "client_manager", {}),
    "RequestViewQuery": (7, "client_manager", {"id": "request"}),
    "RequestActDialogQuery": (3, "client_manager", {"id": "client"}),
    "ClientRequestsQuery": (2, "client_manager", {"id": "client"}),
    "RequestsDueQuery": (2, "client_manager", {}),
    "RequestTypesPageQuery": (2, "operations", {}),
    "RequestApprovalsEditorQuery": (2, "operations", {}),
    "RequestTypeSaidQuery": (1, "operations", {}),
    "RequestFromTalkQuery": (4, "client_manager", {"interaction": "interaction"}),
    "RequestTypePanelQuery": (3, "operations", {"id": "requesttype"}),
    "ServiceFiguresQuery": (2, "executive", {"from": "2026-01-01", "to": "today", "by": "TYPE"}),
    "NeedsListQuery": (4, "client_manager", {"filter": {"state": {"in": ["open"]}}}),
    "NeedsListPageQuery": (4, "client_manager", {"filter": {"state": {"in": ["open"]}}, "first": 40}),
    "NeedGroupsQuery": (2, "client_manager", {"by": "CLIENT"}),
    "HistoryPanelMergedQuery": (4, "operations", {"id": "client"}),
    "WhatUsesQuery": (9, "operations", {"fact": "tag"}),
    "HighValuePanelQuery": (2, "operations", {"asOf": "2026-01-01", "restated": False, "institutions": True}),
    "HighValuePanelClientsQuery": (
        2,
        "operations",
        {"asOf": "2026-01-01", "tier": "-", "restated": False, "institutions": True, "first": 20},
    ),
    "TierRevenuePanelQuery": (3, "finance", {"from": "2025-01-01", "to": "2026-01-01"}),
    "TierRevenuePanelClientsQuery": (
        2,
        "finance",
        {"from": "2025-01-01", "to": "2026-01-01", "tier": "-", "first": 20},
    ),
    "TierMoversQuery": (
        2,
        "operations",
        {"from": "2026-01-01", "to": "today", "restated": False, "first": 20},
    ),
    "TierWhyQuery": (6, "operations", {"client": "client"}),
    "useTiersQuery": (2, "client_manager", {}),
    "TagWhyQuery": (11, "client_manager", {"client": "client", "tag": "tag"}),
    "useClientFactsFurtherQuery": (0, "client_manager", {}),
    "ClientPageQuery": (12, "client_manager", {"id": "client"}),
    "ClientPeekQuery": (9, "client_manager", {"id": "client"}),
    "DuplicatesQuery": (2, "client_manager", {"id": "client"}),
    "EditClientPageQuery": (2, "client_manager", {"id": "client"}),
    "FileNameQuery": (1, "client_manager", {"id": "client"}),
    "FactHistoryQuery": (4, "client_manager", {"id": "client", "field": "note"}),
    "HistoryPanelPageQuery": (4, "client_manager", {"id": "client"}),
    "HistoryPanelQuery": (6, "client_manager", {"id": "client"}),
    "HoldingsPanelQuery": (7, "client_manager", {"id": "client"}),
    "HomePageClientsQuery": (1, "client_manager", {"me": "me"}),
    "HomePageTasksQuery": (4, "client_manager", {"me": "me"}),
    "HouseholdPageQuery": (4, "client_manager", {"id": "household"}),
    "HouseholdsPagePageQuery": (4, "client_manager", {}),
    "HouseholdsPageQuery": (4, "client_manager", {}),
    "ImportColumnsQuery": (3, "client_manager", {"id": "import"}),
    "ImportPageQuery": (2, "client_manager", {"id": "import"}),
    "ImportPreviewQuery": (9, "client_manager", {"id": "import"}),
    "ImportRowsQuery": (8, "client_manager", {"id": "import", "after": -1, "paired": False}),
    "ImportsPagePageQuery": (3, "client_manager", {}),
    "ImportsPageQuery": (3, "client_manager", {}),
    "NewImportPageQuery": (0, "client_manager", {}),
    "InboxQuery": (2, "client_manager", {}),
    "InteractionFormQuery": (6, "client_manager", {"id": "client"}),
    "InteractionHistoryQuery": (3, "client_manager", {"id": "interaction"}),
    "MailFormQuery": (1, "client_manager", {"client": "client", "upload": "upload"}),
    "MailFormRefreshQuery": (4, "client_manager", {"id": "client"}),
    "TalkBubblesQuery": (2, "client_manager", {"id": "interaction"}),
    "TalkFormQuery": (2, "client_manager", {"client": "client", "text": "甲: 好", "on": "2026-11-20"}),
    "TalkFormRefreshQuery": (4, "client_manager", {"id": "client"}),
    "FoundTalkPageQuery": (10, "client_manager", {"client": "client", "text": "谈话"}),
    "FoundTalkQuery": (10, "client_manager", {"client": "client", "text": "谈话"}),
    "InteractionFormRefreshQuery": (5, "client_manager", {"id": "client"}),
    "PaletteSearchQuery": (6, "client_manager", {"text": "客户001"}),
    "LotsQuery": (3, "client_manager", {"id": "client"}),
    "PerformancePanelQuery": (29, "client_manager", {"id": "client", "view": "KNOWN_NOW"}),
    "ProductHoldersPageQuery": (5, "client_manager", {"product": "product"}),
    "ProductHoldersQuery": (7, "client_manager", {"id": "product"}),
    "NavVersionsDialogQuery": (2, "client_manager", {"id": "product", "date": "2026-01-05"}),
    "ProductNavsQuery": (3, "client_manager", {"id": "product", "reasons": True}),
    "ProductPageQuery": (2, "client_manager", {"id": "product"}),
    "ProductTermsQuery": (4, "client_manager", {"id": "product", "from": "2026-01-01", "trail": False}),
    "RelationDialogRefreshQuery": (7, "client_manager", {"id": "client"}),
    "RelationsPanelQuery": (7, "client_manager", {"id": "client"}),
    "SessionsPanelQuery": (1, "client_manager", {}),
    "TagsPageQuery": (3, "team_lead", {}),
    "ConditionFormQuery": (2, "client_manager", {"filter": {}}),
    "useClientFactsQuery": (2, "client_manager", {}),
    "useTaskGroupingQuery": (2, "client_manager", {"by": "CLIENT", "at": "2026-11-20T00:00:00Z"}),
    "useTaskPagesAnchorsQuery": (3, "client_manager", {"size": 20}),
    "useTaskPagesPageQuery": (3, "client_manager", {"first": 50}),
    "TasksPagePageQuery": (4, "client_manager", {}),
    "TasksPageQuery": (4, "client_manager", {}),
    "TeamsPageQuery": (2, "policy_admin", {}),
    "FamilyPanelPageQuery": (13, "client_manager", {"id": "household", "kinds": ["INTERACTION", "TASK"]}),
    "FamilyPanelQuery": (17, "client_manager", {"id": "household", "until": "now"}),
    "TimelinePanelPageQuery": (17, "client_manager", {"id": "client"}),
    "TimelinePanelQuery": (18, "client_manager", {"id": "client", "family": False}),
    "TotpPanelQuery": (1, "client_manager", {}),
    "TransactionsPageQuery": (5, "client_manager", {"id": "client"}),
    "UnitBreaksPagePageQuery": (4, "operations", {}),
    "UnitBreaksPageQuery": (4, "operations", {}),
    "HandoversPagePageQuery": (3, "operations", {}),
    "HandoversPageQuery": (3, "operations", {}),
    "HandoverPageQuery": (5, "operations", {"id": "handover"}),
    "BriefingPageQuery": (12, "operations", {"id": "handover", "client": "client"}),
    "NewHandoverPageQuery": (
        9,
        "operations",
        {"from": "manager", "to": ["partner"], "way": "NUMBER", "split": True},
    ),
    "WorkloadsQuery": (3, "operations", {}),
    "JourneyPanelQuery": (9, "client_manager", {"id": "client"}),
    "JourneyMissingQuery": (9, "client_manager", {"id": "journey"}),
    "ApprovalListQuery": (5, "client_manager", {"filter": {"view": "ASKED"}}),
    "ApprovalListPageQuery": (4, "client_manager", {"filter": {"view": "ASKED"}}),
    "ApprovalViewQuery": (15, "client_manager", {"id": "approval"}),
    "ApprovalChainQuery": (2, "client_manager", {"id": "approval"}),
    "ApprovalsDueQuery": (3, "legal", {}),
    "WaitingApprovalsQuery": (2, "legal", {}),
    "ClientApprovalsQuery": (3, "client_manager", {"id": "client"}),
    "RequestApprovalDialogQuery": (2, "client_manager", {}),
    "StageApprovalsQuery": (1, "operations", {}),
    "ApprovalKindsPageQuery": (1, "operations", {}),
    "ApprovalKindPanelQuery": (4, "operations", {"id": "approvalkind"}),
    "ApprovalKindEditorQuery": (3, "operations", {"kind": "approvalkind", "content": APPROVAL}),
    "CopyKindDialogQuery": (2, "operations", {"id": "approvalkind"}),
    "EscalationPanelDraftQuery": (1, "operations", {}),
    "OpenedTaskQuery": (2, "client_manager", {"id": "task"}),
    "ContactEscalatedQuery": (2, "client_manager", {"client": "client"}),
    "JourneyTaskDialogQuery": (4, "client_manager", {"id": "task"}),
    "XrayPageQuery": (2, "operations", {}),
    "XrayFiguresQuery": (12, "operations", XRAY),
    "XrayInsideQuery": (9, "operations", XRAY),
    "XrayBehindQuery": (6, "operations", {"of": {**XRAY, "part": "LASTING"}, "first": 20}),
    "XrayPathQuery": (5, "operations", {"id": "journey"}),
    "TemplateOutcomeQuery": (2, "operations", {}),
    "JourneyBoardQuery": (7, "operations", {"template": "journeytemplate"}),
    "JourneyListQuery": (5, "operations", {"filter": {"states": ["open"]}}),
    "JourneyListPageQuery": (5, "operations", {"filter": {"states": ["open"]}}),
    "JourneysPageQuery": (4, "operations", {}),
    "JourneyTemplatesPageQuery": (2, "operations", {}),
    "TemplatePanelQuery": (5, "operations", {"id": "journeytemplate"}),
    "TemplateEditorQuery": (5, "operations", {"template": "journeytemplate", "content": JOURNEY}),
    "TemplateTrialQuery": (
        10,
        "operations",
        {"template": "journeytemplate", "content": JOURNEY, "client": "client"},
    ),
    "CopyTemplateDialogQuery": (3, "operations", {"id": "journeytemplate"}),
    "MigrateDialogQuery": (2, "client_manager", {"id": "journeytemplate"}),
    "StartJourneyDialogQuery": (4, "client_manager", {"id": "client"}),
    "NeedsPanelQuery": (2, "client_manager", {"id": "client"}),
    "DueNeedsQuery": (2, "client_manager", {"me": "me", "by": "2099-01-01"}),
    "UserChoiceQuery": (2, "client_manager", {}),
    "UserFieldsQuery": (1, "policy_admin", {}),
    "UsersPagePageQuery": (5, "policy_admin", {}),
    "UsersPageQuery": (5, "policy_admin", {}),
    "ViewerQuery": (4, "client_manager", {}),
    "useNamesQuery": (2, "client_manager", {}),
    "clientSaverQuery": (6, "client_manager", {"id": "client", "withOwn": False}),
    "RollupEditorQuery": (
        3,
        "operations",
        {"rollup": {"relation": "tasks", "take": "count"}, "kind": "number", "client": "client"},
    ),
    "FormulaEditorQuery": (3, "operations", {"formula": "aum * 2", "kind": "money", "client": "client"}),
    "useLinkNameClientQuery": (1, "client_manager", {"id": "client"}),
    "useLinkNameProductQuery": (1, "client_manager", {"id": "product"}),
    "useClientPagesAnchorsQuery": (3, "client_manager", {"size": 20}),
    "useClientPagesPageQuery": (6, "client_manager", {"first": 50, "withOwn": False}),
    "useProductPagesAnchorsQuery": (3, "client_manager", {"size": 20}),
    "useProductPagesPageQuery": (2, "client_manager", {"first": 50}),
    "useTagItemsQuery": (1, "client_manager", {}),
}


# What Python computes of more than rows has no compiled route.
ORDINARY_ONLY = {
    "PoliciesPageQuery",
    "PolicySimulatorQuery",
    "PolicyVersionsQuery",
    "usePolicyRowsQuery",
    "RequestDialogQuery",
    "RequestApprovalsEditorQuery",
    "RequestFromTalkQuery",
    "RequestTypesPageQuery",
    "RequestTypePanelQuery",
    "RequestViewQuery",
    "ServiceFiguresQuery",
    "ApprovalPartQuery",
    "AutomationEditorQuery",
    "AutomationListQuery",
    "AutomationViewQuery",
    "ClientTrialQuery",
    "DryRunQuery",
    "OpsPageQuery",
    "AuditChainQuery",
    "useAuditWordsQuery",
    "RunViewQuery",
    "ToldQuery",
    "useCatalogueQuery",
    "useNamedQuery",
    "EscalationPanelDraftQuery",
    "ContactEscalatedQuery",
    "JourneyPanelQuery",
    "JourneyMissingQuery",
    "XrayFiguresQuery",
    "ReportsPageQuery",
    "ReportBuilderPageQuery",
    "ReportPreviewQuery",
    "ReportBehindQuery",
    "BoardPageQuery",
    "BoardReportQuery",
    "CockpitBehindQuery",
    "CockpitHeadsQuery",
    "KpiBookQuery",
    "CockpitBoardQuery",
    "CockpitMapQuery",
    "CockpitMoneyQuery",
    "CockpitPortraitQuery",
    "CockpitCardsQuery",
    "CockpitFunnelFiguresQuery",
    "XrayInsideQuery",
    "XrayBehindQuery",
    "XrayPathQuery",
    "TemplateOutcomeQuery",
    "ApprovalViewQuery",
    "ApprovalChainQuery",
    "RequestApprovalDialogQuery",
    "ApprovalKindPanelQuery",
    "ApprovalKindEditorQuery",
    "CopyKindDialogQuery",
    "JourneyBoardQuery",
    "JourneysPageQuery",
    "JourneyTemplatesPageQuery",
    "TemplatePanelQuery",
    "TemplateEditorQuery",
    "TemplateTrialQuery",
    "FormulaEditorQuery",
    "RollupEditorQuery",
    "CopyTemplateDialogQuery",
    "MigrateDialogQuery",
    "useTaskGroupingQuery",
    "NewHandoverPageQuery",
    "WorkloadsQuery",
    "DuplicateHintQuery",
    "DuplicatesPageQuery",
    "ExportsPageQuery",
    "FamilyWorthQuery",
    "MergeDialogQuery",
    "TagRuleDialogPreviewQuery",
    "TagRuleDialogQuery",
    "HoldersByTierQuery",
    "ServicePageQuery",
    "ServiceEditorQuery",
    "ServicePreviewQuery",
    "ServiceWhyQuery",
    "useServiceCellsQuery",
    "SuitabilityPanelQuery",
    "ProductMatchListQuery",
    "AssessmentDialogQuery",
    "AssessmentAnswersQuery",
    "QualificationDialogQuery",
    "QualificationsPageQuery",
    "SuitabilityEditorQuery",
    "SuitabilityPageQuery",
    "SuitabilityPreviewQuery",
    "TierModelPanelQuery",
    "TierEditorQuery",
    "TierPreviewQuery",
    "TierMovesPanelQuery",
    "HighValuePanelQuery",
    "CareComingQuery",
    "CareMonthQuery",
    "CareNowQuery",
    "CareRulesQuery",
    "CareRulesEditorQuery",
    "CareRulesEditorPreviewQuery",
    "ClientCareQuery",
    "FestivalLineQuery",
    "GreetDialogQuery",
    "GreetDialogAllowedQuery",
    "HolidaysQuery",
    "SignalFeedQuery",
    "SignalsNowQuery",
    "ClientSignalsQuery",
    "DrawdownBoardQuery",
    "PredictionListQuery",
    "PredictionModelsQuery",
    "ClientPredictionsQuery",
    "DrawdownEpisodePageQuery",
    "SilentClientsQuery",
    "SignalRulesQuery",
    "SignalRulesEditorQuery",
    "WhatUsesQuery",
    "NeedGroupsQuery",
    "ProposalViewQuery",
    "ProposalPagesQuery",
    "ProposalDiffQuery",
    "ProposalFundsQuery",
    "NewProposalDialogQuery",
    "ApprovalProposalQuery",
    "ProposalStylePageQuery",
    "ProposalStyleVersionsQuery",
    "ProposalStyleEditorDraftQuery",
    "StylePagesQuery",
    "ForbiddenWordsPageQuery",
    "ForbiddenWordsVersionsQuery",
    "ForbiddenWordsEditorDraftQuery",
    "WordsTrialQuery",
    "OrderGroupsQuery",
    "OrderViewQuery",
    "OrderMissingQuery",
    "ContactPanelQuery",
    "ConsentMatrixQuery",
    "MessagesListQuery",
    "MessageOpenedQuery",
    "MessagesListPageQuery",
    "MailSetupQuery",
    "ComposeDialogQuery",
    "ComposeDialogPreviewQuery",
    "MessageTemplatesPageQuery",
    "MessageTemplateViewQuery",
    "MessageTemplateEditorQuery",
    "ContactRulesPageQuery",
    "ContactRulesVersionsQuery",
    "ContactRulesEditorDraftQuery",
    "ConsentTextsPageQuery",
    "ConsentTextsVersionsQuery",
    "ConsentTextsEditorDraftQuery",
    "OrderRulesPageQuery",
    "OrderRulesVersionsQuery",
    "OrderRulesEditorDraftQuery",
    "OrderRulesEditorQuery",
    "OrdersPanelQuery",
    "AmlPanelQuery",
    "VisitDialogQuery",
    "TierRevenuePanelQuery",
    "TierWhyQuery",
    "useTiersQuery",
    "TagsPageQuery",
    "TagWhyQuery",
    "BookingDialogQuery",
    "BookingDialogSwitchQuery",
    "BookingDialogTransferQuery",
    "useNavInForceQuery",
    "FieldsPageQuery",
    "useFormLayoutQuery",
    "CalendarPanelQuery",
    "CalendarPageQuery",
    "KeptTasksQuery",
    "EscalationPanelQuery",
    "MentionAreaQuery",
    "TaskMoreQuery",
    "MailAddressPanelQuery",
    "MailsPagePageQuery",
    "MailsPageQuery",
    "RetentionPageQuery",
    "DifferencesPageFeesQuery",
    "DifferencesPageQuery",
    "MatchReceiptDialogQuery",
    "RevenuePageClientsQuery",
    "RevenuePageQuery",
    "ImportColumnsQuery",
    "ImportPageQuery",
    "ImportPreviewQuery",
    "ImportRowsQuery",
    "ImportsPagePageQuery",
    "ImportsPageQuery",
    "NewImportPageQuery",
    "PerformancePanelQuery",
    "TalkFormQuery",
    "MailFormQuery",
}


@pytest.fixture(scope="module")
async def one_by_one(database_url: str) -> AsyncIterator[Database]:
    """With one connection: what is loaded together does not depend on which of two reads comes back first."""
    made = Database(database_url, pool_size=1)
    yield made
    await made.close()


@pytest.fixture(scope="module")
async def small(one_by_one: Database, vault: Vault) -> House:
    """A firm with five clients."""
    made = await build_house(one_by_one, vault)
    await furnish(made, 5)
    await _send_mail(made)
    await _another_fund(made)
    await _into_tiers(made)
    await _papers(made)
    # The firm's keys are read once in a process, by whoever comes first.
    await made.data("client_manager", "{ clients(first: 1) { nodes { id } } }")
    return made


@pytest.fixture(scope="module")
async def big(one_by_one: Database, vault: Vault) -> House:
    """The same firm with fifty clients."""
    made = await build_house(one_by_one, vault, "远山资本")
    await furnish(made, 50)
    await _send_mail(made)
    await _another_fund(made)
    await _into_tiers(made)
    await _papers(made)
    return made


async def _send_mail(house: House) -> None:
    """A mail that a manager sent up and has not kept yet."""
    async with house.database.change(await house.principal("client_manager")) as session:
        mail = "From: a@example.com\r\nSubject: s\r\n\r\n好\r\n".encode()
        house.rows["upload"] = [(await new_upload(session, house, "信.eml", mail)).id]


async def _into_tiers(house: House) -> None:
    async with house.database.as_system(house.firm_id, "tests") as session:
        assert (await sweep_tiers(session)).count >= 5


async def _papers(house: House) -> None:
    """Each client was assessed, and asks for something."""
    questions = SUITABILITY["questionnaire"]["questions"]
    sheet = Sheet({each["key"]: [each["answers"][-1]["key"]] for each in questions}, "paper", business_date())
    made = []
    async with house.database.change(await house.principal("client_manager")) as session:
        for client in house.rows["client"]:
            made.append((await assessing.complete(session, client, sheet)).id)
            await qualifications.request(session, client, Application("back", {}))
    house.rows["assessment"] = made


async def _another_fund(house: House) -> None:
    async with house.database.change(house.firm.system) as session:
        house.rows["product"].append((await create_product(session, {"code": "ZZ9", "name": "另一只"})).id)


async def _count(house: House, name: str, who: str, given: dict[str, Any], route: Operations) -> int:
    nouns = (
        "client",
        "household",
        "report",
        "dashboard",
        "product",
        "tag",
        "import",
        "interaction",
        "upload",
        "handover",
        "journey",
        "journeytemplate",
        "request",
        "requesttype",
        "approval",
        "approvalkind",
        "message",
        "messagetemplate",
        "task",
        "assessment",
        "automation",
        "automationrun",
    )
    ids = {noun: house.id(noun) for noun in nouns} | {"me": house.user(who), "today": str(business_date())}
    ids["tomorrow"] = str(business_date() + timedelta(days=1))
    # A transaction of today stands in the future while it is tomorrow in Shanghai already.
    ids["now"] = now().isoformat()
    ids["manager"], ids["partner"] = house.user("client_manager"), house.user("partner")
    ids["receipt"] = house.id("paymentreceipt")
    ids["order"] = house.id("fundorder")
    ids["proposal"] = house.id("proposal")
    ids["other product"] = house.id("product", 1)
    ids["other client"] = house.id("client", 1)
    variables = {
        key: {name: ids.get(part, part) if isinstance(part, str) else part for name, part in value.items()}
        if isinstance(value, dict)
        else ids.get(value, value)
        if isinstance(value, str)
        else [ids.get(each, each) for each in value]
        if isinstance(value, list)
        else value
        for key, value in given.items()
    }
    return await house.statements(who, WEB[name], route=route, **variables)


async def test_every_query_of_the_web_app_has_a_figure() -> None:
    assert set(PAGES) == {name for name, text in WEB.items() if text.lstrip().startswith("query")}


@pytest.mark.parametrize("name", PAGES)
async def test_the_statements_of_a_page_do_not_grow_with_its_rows(
    name: str, small: House, big: House
) -> None:
    statements, who, given = PAGES[name]
    found = [await _count(at, name, who, given, ORDINARY) for at in (small, big)]
    assert found == [statements, statements]


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ORDINARY_ONLY])
async def test_a_compiled_page_takes_one_round_trip(name: str, small: House) -> None:
    _, who, given = PAGES[name]
    assert await _count(small, name, who, given, OPERATIONS) == 1


NESTED = {
    "clients": (
        22,
        """{ clients(first: 50) { totalCount hasMoreThanCount pageAnchors(size: 20) nodes {
             name mobile owner { name team { name lead { name } } } household { name members { name } head { name } }
             relations { other { name } } tags { name clientCount } holdings { product { name navPoints { unit } } }
             transactions(first: 5) { totalCount nodes { product { name } } }
             assignments { user { name title } } lineage { field } contactPoints { value }
             interactions(first: 3) { hasMoreThanCount nodes { by { name } client { name } } } } } }""",
    ),
    "tasks": (
        6,
        """{ tasks(first: 50) { totalCount nodes { title client { name tags { name } } assignee { name team { name } }
             createdBy { name } completedBy { name } } } }""",
    ),
    "history": (
        3,
        """{ clients(first: 50) { nodes { history(field: "note") { totalCount nodes { changes { field } } } } } }""",
    ),
}


@pytest.mark.parametrize("name", NESTED)
async def test_what_hangs_on_rows_is_read_for_all_rows_at_once(name: str, small: House, big: House) -> None:
    statements, document = NESTED[name]
    found = [await at.statements("partner", document, route=ORDINARY) for at in (small, big)]
    assert await small.statements("partner", document) == 1
    assert found == [statements, statements]
