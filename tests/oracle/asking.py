"""The same operations put to the API and to the oracle."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    build_ast_schema,
    execute_sync,
    parse,
)

from backend.platform.clock import business_date
from backend.platform.errors import Refused
from backend.platform.principal import Principal
from backend.schema import sdl
from tests.differential.comparing import Told
from tests.differential.documents import Document
from tests.differential.drawing import Drawing
from tests.differential.firm import Firm
from tests.differential.running import Ask
from tests.oracle.answers import Oracle
from tests.oracle.book import Book
from tests.oracle.judge import Judge
from tests.oracle.standing import Asker, Standing

# What is not about rows and rights, or cannot be foretold: the caller himself, catalogues, sealed cursors.
LEFT_OUT = frozenset(
    # What an import tells is worked out of sealed content: tests/schema/test_imports.py.
    {"Query.import", "Query.imports", "Query.importKinds"}
    # Definitions, not rows: tests/schema/test_form_layout.py.
    | {"Query.formLayout"}
    # What Python works out of the whole ledger: tests/schema/test_figures.py.
    | {"Client.performance", "Client.worthHistory", "Client.assets", "Query.assets"}
    | {"PaymentReceipt.suggestions", "Query.revenueByMonth", "Query.revenueByClient"}
    # Not yet rows; tests/schema/test_booking_preview.py.
    | {"Query.bookingPreview", "Query.switchPreview", "Query.transferPreview", "Query.navInForce"}
    # What Python compares; tests/ledger/test_money_differences.py.
    | {"Query.paymentDifferences", "Query.feeDifferences"}
    | {
        "Query.viewer",
        "Query.access",
        "Query.fields",
        "Query.regions",
        "Query.roles",
        "Query.apiKeys",
    }
    | {
        "PageInfo.startCursor",
        "PageInfo.endCursor",
        "ClientConnection.pageAnchors",
        "ProductConnection.pageAnchors",
        "TaskListConnection.pageAnchors",
    }
    # A catalogue; tests/schema/test_filter_relations.py.
    | {"Query.filterRelations"}
    # A catalogue and settings; tests/exports, tests/stories/test_files.py.
    | {"Query.exportColumns", "Query.exportRules", "Query.documentRules"}
    # Counts and sums of what a list tells: tests/schema/test_client_groups.py, test_task_list.py, test_needs.py.
    | {"Query.clientGroups", "Query.taskGroups", "Query.needGroups"}
    # What a text or a file of the asker's own says: tests/schema/test_talks.py, test_mails.py.
    | {"Query.readTalk", "Query.readMail"}
    # Two clients side by side, and pairs by what the asker may compare: test_merging.py, test_merge_candidates.py.
    | {"Query.previewMerge", "Query.mergeCandidates"}
    # What a formula or a roll-up would answer: tests/schema/test_formula_fields.py, test_rollup_fields.py.
    | {"Query.previewFormula", "Query.previewRollup"}
    # What a hand-over would be, and sums of what lists tell: tests/schema/test_handovers.py.
    | {"Query.proposeHandover", "Query.workloads"}
    # What rules say of clients, each under the rights on what it rests on: tests/schema/test_tag_rules.py.
    | {
        "Tag.rule",
        "Tag.rules",
        "Client.tagStates",
        "Client.tagHistory",
        "Query.previewTagRule",
        "Query.usesOf",
    }
    # What models make of clients, each part under the rights on what it rests on: tests/schema/test_tiers.py.
    | {
        "Client.tier",
        "Client.tierHistory",
        "Client.tierOn",
        "Query.tierModels",
        "Query.tierDraft",
        "Query.previewTierModel",
        "Query.tierMoves",
        "Query.tierMovers",
    }
    # Sums over clients and revenue, under the rights on what they are made of: tests/schema/test_tier_figures.py.
    | {
        "Query.highValueShare",
        "Query.highValueClients",
        "Query.revenuePerTier",
        "Query.revenuePerTierClients",
    }
    # Figures straight from the ledger, against a reference of their own: tests/analyze, tests/schema/test_kpis.py.
    | {"Query.kpis", "Query.kpi", "Query.kpiClients"}
    # Reports put such figures side by side, for who may use them: tests/schema/test_reports.py.
    | {
        "Query.reports",
        "Query.report",
        "Query.reportPreview",
        "Query.reportClients",
        "Query.dashboards",
        "Query.dashboard",
    }
    # What the matrix makes of clients, each cell under the rights on what it rests on: tests/schema/test_service.py.
    | {
        "Client.service",
        "Query.serviceMatrix",
        "Query.serviceMatrices",
        "Query.serviceDraft",
        "Query.previewServiceMatrix",
    }
    # Journeys, each under the rights on its client and on what its criteria rest on: tests/schema/test_journeys.py.
    | {
        "Client.journeys",
        "Task.journey",
        "Query.journey",
        "Query.journeys",
        "Query.journeyBoard",
        "Query.journeyMap",
        "Query.journeyTemplate",
        "Query.journeyTemplates",
        "Query.previewJourneyTemplate",
        "Query.tryJourneyTemplate",
    }
    # Figures of journeys, against a reference of their own: tests/schema/test_journey_figures.py.
    | {
        "Query.journeyFigures",
        "Query.journeyXray",
        "Query.journeyOutcomes",
        "Query.journeysBehind",
    }
    # Approvals, each under the rights of who has to do with it: tests/schema/test_approvals.py.
    | {
        "Client.approvals",
        "Query.approval",
        "Query.approvals",
        "Query.approvalKind",
        "Query.approvalKinds",
        "Query.approvalGate",
        "Query.previewApprovalKind",
        "Query.verifyApproval",
    }
    # Automations and their receipts, each under the rights on its client: tests/schema/test_automations.py.
    | {
        "Query.automation",
        "Query.automations",
        "Query.automationRun",
        "Query.automationRuns",
        "Query.automationCatalogue",
        "Query.automationRate",
        # What the seals of the audit hold: tests/schema/test_audit_log.py.
        "Query.auditChain",
        "Query.auditWords",
        # What waits behind the scenes, by the clock: tests/schema/test_ops.py.
        "Query.ops",
        # Who may see what, against the policy itself: tests/schema/test_policies.py, test_policy_simulation.py.
        "Query.policyStudio",
        "Query.policyRows",
        "Query.policyGroups",
        "Query.policyDifferences",
        "Query.simulatePolicy",
        "Query.previewAutomation",
        "Query.dryRunAutomation",
        "Query.testAutomation",
    }
    # What rules make of a client's answers and papers: tests/schema/test_suitability.py.
    | {
        "Client.suitability",
        "Client.riskAnswers",
        "Query.suitabilityRules",
        "Query.suitabilityVersions",
        "Query.suitabilityDraft",
        "Query.previewSuitabilityRules",
        "Query.productMatches",
        "Query.qualifications",
    }
    # What signals found of clients, each under the rights on what it tells: tests/schema/test_signals.py.
    | {
        "Client.signals",
        "Query.signals",
        "Query.drawdownEpisodes",
        "Query.drawdownEpisode",
        "Query.silences",
        "Query.signalRules",
        "Query.previewSignalRules",
    }
    # Occasions of clients, each under the rights on what it lets one infer: tests/schema/test_care.py.
    | {
        "Client.care",
        "Client.careDates",
        "Query.care",
        "Query.festivalClients",
        "Query.careRules",
        "Query.previewCareRules",
        "Query.holidayYear",
    }
    # What is foretold of clients, under the rights on all it is made of: tests/schema/test_predictions.py.
    | {"Client.predictions", "Query.predictions", "Query.predictionModels"}
    # Orders, each under the rights on its client, and what rules and compliance make of them: test_orders.py.
    | {
        "Client.orders",
        "Client.aml",
        "Client.contactBlockedUntil",
        "FundOrder.steps",
        "FundOrder.payers",
        "FundOrder.visits",
        "FundOrder.receipts",
        "FundOrder.transaction",
        "Query.order",
        "Query.orders",
        "Query.orderGroups",
        "Query.orderNext",
        "Query.orderRules",
        "Query.orderRulesVersions",
        "Query.orderRulesDraft",
        "Query.previewOrderRules",
    }
    # What hangs on tasks and follows from time: tests/schema/test_task_work.py.
    | {
        "Task.actingAssignee",
        "Task.series",
        "Task.comments",
        "Task.watchers",
        "Task.escalations",
        "Client.contactEscalations",
        "Query.taskTemplates",
        "Query.escalationVersions",
        "Query.escalationDraft",
        "Query.mentionable",
        "Query.calendar",
        "Query.calendarFeed",
        "Query.workHours",
    }
    # Proposals, under the rights on their client and on each value in them: test_proposals.py.
    | {
        "Proposal.needs",
        "Proposal.steps",
        "Proposal.versions",
        "Proposal.approval",
        "Proposal.approvalState",
        "Query.proposal",
        "Query.proposals",
        "Query.proposalPreview",
        "Query.proposalDifferences",
        "Query.proposalOfApproval",
        "Query.proposalStyle",
        "Query.proposalStyleVersions",
        "Query.proposalStyleDraft",
        "Query.previewProposalStyle",
        "Query.forbiddenWords",
        "Query.forbiddenWordsVersions",
        "Query.forbiddenWordsDraft",
        "Query.wordsFound",
    }
    # A ledger of its own, its rules, and messages under the rights on their client: tests/retain, test_contacts.py.
    | {
        "Client.consents",
        "Client.consentHistory",
        "Query.consentTexts",
        "Query.consentTextsVersions",
        "Query.consentTextsDraft",
        "Query.contactRules",
        "Query.contactRulesVersions",
        "Query.contactRulesDraft",
        "Query.contactability",
        "Query.messages",
        "Query.previewMessage",
        "Query.messageTemplates",
        "Query.messageTemplate",
        "Query.mailSetup",
        "Message.reasons",
        "Message.why",
    }
    # Requests, under the rights on their client and on each value in them: tests/schema/test_requests.py.
    | {
        "Client.requests",
        "Query.request",
        "Query.requests",
        "Query.requestCounts",
        "Query.requestType",
        "Query.guessRequest",
        "Interaction.requests",
        "Query.requestTypes",
        "Query.serviceFigures",
    }
    # Rows of several nouns about one fund, each under the rights on its own: tests/schema/test_fund_history.py.
    | {"Query.fundHistory"}
    # What came to the asker himself: tests/mail.
    | {"Query.incomingMails", "Query.incomingMail", "Query.mailAddress"}
)
ARGUMENTS_LEFT_OUT = frozenset({"after"})
# What is asked of related orders and requests, whose rows are left out as well.
FILTERS_LEFT_OUT = frozenset({"ClientFilter.orders", "ClientFilter.requests"})


def judged_schema(*, nullable: bool = False) -> GraphQLSchema:
    """The published schema, as far as the oracle answers it; `nullable` lets an error take nothing with it."""
    document = parse(Path(sdl.PATH).read_text(encoding="utf-8"))
    kept = tuple(_kept(node, nullable=nullable) for node in document.definitions)
    return build_ast_schema(DocumentNode(definitions=kept))


def _kept(node: Any, *, nullable: bool) -> Any:
    if isinstance(node, InputObjectTypeDefinitionNode):
        inputs = tuple(
            f for f in node.fields or () if f"{node.name.value}.{f.name.value}" not in FILTERS_LEFT_OUT
        )
        return InputObjectTypeDefinitionNode(name=node.name, directives=node.directives, fields=inputs)
    if not isinstance(node, InterfaceTypeDefinitionNode | ObjectTypeDefinitionNode):
        return node
    fields = []
    for each in node.fields or ():
        name = f"{node.name.value}.{each.name.value}"
        if name in LEFT_OUT or (node.name.value.endswith("Edge") and each.name.value == "cursor"):
            continue
        arguments = tuple(a for a in each.arguments or () if a.name.value not in ARGUMENTS_LEFT_OUT)
        type_ = each.type.type if nullable and isinstance(each.type, NonNullTypeNode) else each.type
        fields.append(
            FieldDefinitionNode(name=each.name, type=type_, arguments=arguments, directives=each.directives)
        )
    return type(node)(
        name=node.name, interfaces=node.interfaces, directives=node.directives, fields=tuple(fields)
    )


Error = tuple[str, str]
"""Code and coordinate."""


@dataclass(frozen=True)
class Expected:
    """What an answer should be.

    `possible` holds also what a neighbour's error may keep from being told: of several errors that take the
    same object with them one is enough, and which one is told hangs on who is first.
    """

    data: Any
    errors: set[Error]
    possible: set[Error]
    refused: set[str]
    """What was used without the right."""


@dataclass
class Findings:
    """What came of asking both."""

    asked: int = 0
    with_rows: int = 0
    with_denials: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)


class Asking:
    """Draws operations, asks the API, and works the answer out anew."""

    def __init__(
        self, firm: Firm, book: Book, callers: Mapping[str, Principal], askers: Mapping[str, Asker], ask: Ask
    ) -> None:
        self._firm = firm
        self._book = book
        self._callers = callers
        self._askers = askers
        self._ask = ask
        self._schema = judged_schema()
        self._open_schema = judged_schema(nullable=True)
        self._judges: dict[tuple[str, ...], Judge] = {}
        self._seen: dict[str, dict[str, list[str]]] = {}
        self.findings = Findings()

    async def run(self, seeds: range, *, side_by_side: int = 3) -> Findings:
        """Put the cases of these seeds."""
        waiting = iter(seeds)

        async def work() -> None:
            for seed in waiting:
                await self.case(seed)

        await asyncio.gather(*(work() for _ in range(side_by_side)))
        return self.findings

    async def case(self, seed: int) -> None:
        """Ask both, and note where they differ."""
        random = Random(seed)
        caller = random.choice(sorted(self._askers))
        document = self._drawn(random, caller)
        told = await self._ask(self._callers[caller], document.text(), document.values(), None)
        expected = self.expected(caller, document)
        findings = self.findings
        findings.asked += 1
        findings.with_rows += bool(told.get("data"))
        findings.with_denials += "FORBIDDEN" in str(told.get("errors"))
        findings.fields.update({each.name for each in document.selections() if each.kind == "field"})
        if (what := difference(told, expected)) is not None:
            findings.disagreements.append(
                f"seed {seed}, {caller}: {what}\n{document.text()}\n{document.values()}"
            )

    def _drawn(self, random: Random, caller: str) -> Document:
        if caller not in self._seen:
            oracle = self.oracle(caller)
            self._seen[caller] = {
                name.lower(): sorted(f"{name.lower()}_{t.row['id'].hex}" for t in oracle.all_seen(name))
                for name in ("Client", "Task", "Household")
            }
        return Drawing(
            random, self._schema, self._firm, self._callers[caller], self._seen[caller], sane=True
        ).document()

    def oracle(self, caller: str) -> Oracle:
        """The oracle for one operation of a caller."""
        asker = self._askers[caller]
        if asker.roles not in self._judges:
            self._judges[asker.roles] = Judge(self._book.rules, asker.roles)
        standing = Standing(self._book, asker, business_date())
        return Oracle(self._book, self._judges[asker.roles], standing, self._firm.clear)

    def expected(self, caller: str, document: Document) -> Expected:
        """What the answer should be."""
        data, errors, _ = self._worked_out(self._schema, caller, document)
        _, possible, refused = self._worked_out(self._open_schema, caller, document)
        return Expected(data, errors, errors | possible, refused)

    def _worked_out(
        self, schema: GraphQLSchema, caller: str, document: Document
    ) -> tuple[Any, set[Error], set[str]]:
        oracle = self.oracle(caller)
        result = execute_sync(
            schema,
            parse(document.text()),
            variable_values=document.values(),
            field_resolver=oracle.resolve,
            type_resolver=oracle.type_of,
        )
        errors = {("FORBIDDEN", name) for name in oracle.denied}
        for error in result.errors or ():
            if error.path and not error.extensions and not isinstance(error.original_error, Refused):
                raise error
            extensions = error.extensions or {"code": "BAD_USER_INPUT"}
            errors.add((extensions["code"], extensions.get("coordinate", "")))
        return result.data, errors, oracle.refused


def difference(told: Told, expected: Expected) -> str | None:
    """The first thing in which an answer is not as it should be."""
    ours, theirs = (json.dumps(data, ensure_ascii=False) for data in (expected.data, told.get("data")))
    if ours != theirs:
        place = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), 0)
        begin, end = max(0, place - 80), place + 80
        return f"should be …{ours[begin:end]}…, is …{theirs[begin:end]}…, {told.get('errors')}"

    def known(error: Error) -> Error:
        return (error[0], "used") if error[1] in expected.refused else error

    mine, possible = ({known(e) for e in errors} for errors in (expected.errors, expected.possible))
    its = {
        known((e["extensions"]["code"], e["extensions"].get("coordinate", "")))
        for e in told.get("errors") or ()
    }
    enough = bool(its) == bool(mine) if expected.data is None else mine <= its
    return (
        None
        if enough and its <= possible
        else f"errors should be {sorted(mine)} of {sorted(possible)}, are {sorted(its)}"
    )
