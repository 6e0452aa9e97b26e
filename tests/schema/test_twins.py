"""Two firms with the same data: nothing of the one is told in the other, not even that it is there."""

# ruff: noqa: UP031  documents are full of braces
from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from backend.platform.database import Database
from backend.platform.ids import public_id, uuid7
from backend.platform.keys import Vault
from backend.schema.schema import build
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_access import (
    APPROVAL,
    AUTOMATION,
    CARE,
    JOURNEY,
    ORDER_RULES,
    PROPOSAL_STYLE,
    SERVICE,
    SIGNALS,
    SUITABILITY,
    TIERS,
)

# name -> (who asks, document, noun of the variable `id`)
BY_ID: dict[str, tuple[str, str, str]] = {
    **{
        f"{noun}({who})": (who, "query($id: ID!) { it: %s(id: $id) { __typename id } }" % noun, noun)
        for who in ("partner", "operations", "policy_admin")
        for noun in ("client", "household", "user", "team", "product", "task")
    },
    "request": ("partner", "query($id: ID!) { it: request(id: $id) { __typename id } }", "request"),
    "requestType": ("operations", "query($id: ID!) { it: requestType(id: $id) { __typename id } }", "requesttype"),
    "messageTemplate": (
        "operations", "query($id: ID!) { it: messageTemplate(id: $id) { __typename id } }", "messagetemplate",
    ),
    "contactability": (
        "operations",
        'query($id: ID!) { contactability(clients: [$id], purpose: "care", channel: "mail") { total allowed } }',
        "client",
    ),
    "previewMessage": (
        "operations",
        """query($id: ID!) { previewMessage(client: $id, wording: {purpose: "care", channel: "mail", subject: "a",
          body: "b"}) { allowed } }""",
        "client",
    ),
    "mentionable": ("operations", 'query($id: ID!) { mentionable(subject: $id, text: "") { id } }', "task"),
    "import": ("operations", "query($id: ID!) { it: import(id: $id) { __typename id } }", "import"),
    "export": ("executive", "query($id: ID!) { it: export(id: $id) { __typename id } }", "export"),
    **{
        f"node {noun}": ("operations", "query($id: ID!) { it: node(id: $id) { __typename id } }", noun)
        for noun in (
            *("client", "household", "user", "team", "product", "task"),
            *("tag", "topic", "talkmessage", "interaction", "transaction", "document"),
        )
    },
    **{
        f"node {noun}": ("finance", "query($id: ID!) { it: node(id: $id) { __typename id } }", noun)
        for noun in ("fundorder", "paymentreceipt", "revenue")
    },
    "booking preview": (
        "operations",
        """query($id: ID!) { bookingPreview(input: {client: $id, product: "product_0", kind: "initial", nav: "1",
          date: "2026-01-05", gross: "1"}) { units } }""",
        "client",
    ),
    "switch preview": (
        "operations",
        """query($id: ID!) { switchPreview(input: {client: $id, product: "product_0", intoProduct: "product_1",
          date: "2026-01-05", units: "1", navOut: "1", navIn: "1"}) { units } }""",
        "client",
    ),
    "transfer preview": (
        "operations",
        """query($id: ID!) { transferPreview(input: {client: $id, toClient: "client_1", product: "product_0",
          date: "2026-01-05", units: "1", nav: "1"}) { units } }""",
        "client",
    ),
    "preview of a merge": (
        "operations",
        'query($id: ID!) { previewMerge(id: $id, other: "client_1") { moves { count } } }',
        "client",
    ),
    "preview of a roll-up": (
        "operations",
        """query($id: ID!) { previewRollup(
            kind: "number", rollup: {relation: "tasks", take: "count"}, client: $id) { value } }""",
        "client",
    ),
    "preview of a formula": (
        "operations",
        'query($id: ID!) { previewFormula(formula: "aum", kind: "money", client: $id) { value } }',
        "client",
    ),
    "nav in force": (
        "operations",
        """query($id: ID!) { navInForce(product: $id, date: "2026-01-05") { unit } }""",
        "product",
    ),
    "revenues": ("finance", "query($id: ID!) { revenues(client: $id) { totalCount } }", "client"),
    "node unitbreak": ("operations", "query($id: ID!) { it: node(id: $id) { __typename id } }", "unitbreak"),
    "holders": ("operations", "query($id: ID!) { holders(product: $id) { totalCount nodes { units } } }", "product"),
    "productMatches": (
        "partner",
        "query($id: ID!) { productMatches(client: $id) { rules matches { rule product { id } } } }",
        "client",
    ),
    "guessRequest": (
        "client_manager", "query($id: ID!) { guessRequest(interaction: $id) { type title } }", "interaction"
    ),
    "readTalk": (
        "partner", 'query($id: ID!) { readTalk(client: $id, text: "甲: 好") { messages { text } } }', "client"
    ),
    "readMail": (
        "partner",
        'query($id: ID!) { readMail(client: $id, upload: "%s") { text } }' % public_id("upload", UUID(int=0)),
        "client",
    ),
    "incomingMail": ("client_manager", "query($id: ID!) { incomingMail(id: $id) { id subject } }", "incomingmail"),
    "node incomingmail": ("client_manager", "query($id: ID!) { it: node(id: $id) { id } }", "incomingmail"),
    "handover": ("operations", "query($id: ID!) { handover(id: $id) { id reason lines { note } } }", "handover"),
    "node need": ("operations", "query($id: ID!) { it: node(id: $id) { __typename id } }", "need"),
    "needs of a client": ("operations", "query($id: ID!) { needs(client: $id) { totalCount nodes { id } } }", "client"),
    "journey": ("operations", "query($id: ID!) { journey(id: $id) { id stage client { id } } }", "journey"),
    "node journey": ("operations", "query($id: ID!) { it: node(id: $id) { __typename id } }", "journey"),
    "journeys of a client": (
        "operations", "query($id: ID!) { journeys(filter: {client: $id}) { totalCount nodes { id } } }", "client"
    ),
    "journeys of an owner": (
        "operations", "query($id: ID!) { journeys(filter: {owner: $id}) { totalCount nodes { id } } }", "user"
    ),
    "order": ("finance", "query($id: ID!) { order(id: $id) { state client { name } } }", "fundorder"),
    "proposal": (
        "compliance",
        "query($id: ID!) { proposal(id: $id) { title items { amount } needs versions { hash } approvalState } }",
        "proposal",
    ),
    "differences of a proposal": (
        "compliance",
        "query($id: ID!) { proposalDifferences(id: $id, number: 1, other: 1) { at before after } }",
        "proposal",
    ),
    "preview of a proposal": (
        "compliance", "query($id: ID!) { proposalPreview(id: $id) { missing { key } } }", "proposal"
    ),
    "proposal of an approval": (
        "compliance", "query($id: ID!) { proposalOfApproval(approval: $id) { title } }", "approval"
    ),
    "proposals of a client": (
        "compliance", "query($id: ID!) { proposals(filter: {client: $id}) { totalCount nodes { id } } }", "client"
    ),
    "what an order lacks": (
        "finance", "query($id: ID!) { orderNext(order: $id) { to missing { key } } }", "fundorder"
    ),
    "orders of a client": (
        "operations",
        "query($id: ID!) { orders(filter: {client: {in: [$id]}}) { totalCount nodes { id } } }",
        "client",
    ),
    "journeys of a team": (
        "operations", "query($id: ID!) { journeys(filter: {team: $id}) { totalCount nodes { id } } }", "team"
    ),
    "journeys by a template": (
        "operations",
        "query($id: ID!) { journeys(filter: {template: $id}) { totalCount nodes { id } } }",
        "journeytemplate",
    ),
    "journey template": (
        "operations",
        "query($id: ID!) { journeyTemplate(id: $id) { key runningCount versions { number } } }",
        "journeytemplate",
    ),
    "node journeytemplate": (
        "operations", "query($id: ID!) { it: node(id: $id) { __typename id } }", "journeytemplate"
    ),
    "approval": (
        "legal",
        "query($id: ID!) { approval(id: $id) { title form steps { key signers { user { id } } } acts { hash } } }",
        "approval",
    ),
    "node approval": ("legal", "query($id: ID!) { it: node(id: $id) { __typename id } }", "approval"),
    "approval kind": (
        "operations", "query($id: ID!) { approvalKind(id: $id) { key versions { number } } }", "approvalkind"
    ),
    "chain of an approval": ("legal", "query($id: ID!) { verifyApproval(id: $id) { sound } }", "approval"),
    "preview of an approval kind": (
        "operations",
        "query($id: ID!) { previewApprovalKind(kind: $id, content: %s) { running } }" % APPROVAL,
        "approvalkind",
    ),
    "automation": (
        "operations",
        "query($id: ID!) { automation(id: $id) { zh figures { runs } versions { number } draft { version } } }",
        "automation",
    ),
    "node automation": ("operations", "query($id: ID!) { it: node(id: $id) { __typename id } }", "automation"),
    "automation run": (
        "operations",
        "query($id: ID!) { automationRun(id: $id) { state facts client { name } steps { step made { id } } } }",
        "automationrun",
    ),
    "node automationrun": (
        "operations", "query($id: ID!) { it: node(id: $id) { __typename id } }", "automationrun"
    ),
    "runs of an automation": (
        "operations",
        "query($id: ID!) { automationRuns(filter: {automation: $id}) { totalCount nodes { id } } }",
        "automation",
    ),
    "runs about a client": (
        "operations",
        "query($id: ID!) { automationRuns(filter: {client: $id}) { totalCount nodes { id } } }",
        "client",
    ),
    "automation tested": (
        "operations",
        "query($id: ID!) { testAutomation(client: $id, content: %s) { state steps { outcome } } }" % AUTOMATION,
        "client",
    ),
    "node approvalkind": (
        "operations", "query($id: ID!) { it: node(id: $id) { __typename id } }", "approvalkind"
    ),
    "board": (
        "operations",
        "query($id: ID!) { journeyBoard(template: $id) { columns { count journeys { id } } } }",
        "journeytemplate",
    ),
    "figures of journeys": (
        "operations",
        """query($id: ID!) { journeyFigures(template: $id, from: "2020-01-01", to: "2026-01-01") {
          goal window { cycle { whole { journeys } } funnel { stages { journeys clients amount } } } } }""",
        "journeytemplate",
    ),
    "X-ray of journeys": (
        "operations",
        """query($id: ID!) { journeyXray(template: $id, from: "2020-01-01", to: "2026-01-01") {
          stages { open } blockers { key journeys owners } } }""",
        "journeytemplate",
    ),
    "journeys behind a figure": (
        "operations",
        """query($id: ID!) { journeysBehind(of: {template: $id, from: "2020-01-01", to: "2026-01-01", part: LASTING}) {
          totalCount nodes { id client { name } } } }""",
        "journeytemplate",
    ),
    "report": (
        "executive",
        "query($id: ID!) { report(id: $id) { zh shared answer { from lines { key { key } cells { few } } } } }",
        "report",
    ),
    "dashboard": (
        "executive",
        "query($id: ID!) { dashboard(id: $id) { zh shared mine owner } }",
        "dashboard",
    ),
    "preview of a template": (
        "operations",
        "query($id: ID!) { previewJourneyTemplate(template: $id, content: %s) { running } }" % JOURNEY,
        "journeytemplate",
    ),
    # An own one is tried on a client: tests/schema/test_journey_templates.py.
    "trial of a template": (
        "operations",
        'query($id: ID!) { tryJourneyTemplate(template: $id, client: "%s", content: %s) { stage } }'
        % (public_id("client", UUID(int=0)), JOURNEY),
        "journeytemplate",
    ),
    "node handover": ("operations", "query($id: ID!) { it: node(id: $id) { __typename id } }", "handover"),
    "proposeHandover": (
        "operations",
        "query($id: ID!) { proposeHandover(from: $id, to: []) { hidden otherTasks mails lines { role } } }",
        "user",
    ),
    "workloads": ("operations", "query($id: ID!) { workloads(team: $id) { clients } }", "team"),
    "tag": ("operations", "query($id: ID!) { tag(id: $id) { name clientCount rules { number } } }", "tag"),
    "uses of a tag": ("operations", "query($id: String!) { usesOf(fact: $id) { uses { zh } hiddenViews } }", "tag"),
    "a rule of a tag": (
        "operations",
        """query($id: ID!) { previewTagRule(tag: $id, condition: {is: {field: "kind", op: "eq", value: "individual"}}) {
          count gains losses } }""",
        "tag",
    ),
    "a rule over a tag": (
        "operations",
        """query($id: ID!) { previewTagRule(condition: {not: {is: {field: "tags", op: "any", value: [$id]}}}) {
          count } }""",
        "tag",
    ),
    "fund history": (
        "compliance",
        "query($id: ID!) { fundHistory(product: $id) { totalCount nodes { at type } } }",
        "product",
    ),
    "audit": ("compliance", "query($id: ID!) { audit(subject: $id) { totalCount nodes { at } } }", "client"),
    "changed": ("partner", "subscription($id: ID!) { clientChanged(id: $id) { id } }", "client"),
    **{
        f"clients by {field}": (
            "operations", "query($id: ID!) { clients(filter: {%s: %s}) { totalCount nodes { id } } }" % (field, how),
            field,
        )
        for field, how in (
            ("owner", "{eq: $id}"), ("team", "{in: [$id]}"), ("household", "{eq: $id}"), ("tags", "{any: [$id]}"),
        )
    },
    "clients without a tag": (
        "operations", "query($id: ID!) { clients(filter: {tags: {none: [$id]}}) { totalCount } }", "tags"
    ),
    **{
        f"tasks by {field}": (
            "operations", "query($id: ID!) { tasks(filter: {%s: {eq: $id}}) { totalCount nodes { id } } }" % field,
            field,
        )
        for field in ("assignee", "client")
    },
    **{
        f"through {way}": (
            "operations", "query($id: ID!) { clients(filter: {%s}) { totalCount nodes { id } } }" % filter, noun
        )
        for way, noun, filter in (
            ("tasks", "client", "tasks: {some: {client: {eq: $id}}}"),
            ("a task's client", "tags", "tasks: {some: {clientWhere: {tags: {any: [$id]}}}}"),
            ("a family", "owner", "householdWhere: {members: {some: {owner: {eq: $id}}}}"),
            ("no contact", "user", "interactions: {none: {by: {eq: $id}}}"),
            ("every holding", "product", "holdings: {every: {product: {eq: $id}}}"),
            ("an owner", "team", "ownerWhere: {team: {eq: $id}}"),
        )
    },
}  # fmt: skip
NOUNS = {"owner": "user", "assignee": "user", "tags": "tag"}
# Everything that can be asked without naming a row; the texts are of what both firms have, or only the twin.
WITHOUT_ID = {
    "merge candidates": "{ mergeCandidates { total nodes { strong one { id } other { id } } } }",
    "needs": "{ needs(first: 100) { totalCount nodes { id purpose client { name } } } }",
    "requests": "{ requests(first: 100) { totalCount nodes { id title client { name } } } }",
    "requestCounts": "{ requestCounts { open breached waiting } }",
    "serviceFigures": '{ serviceFigures(from: "2026-01-01", to: "2026-12-31") { whole { requests } } }',
    "requestTypes": "{ requestTypes { id key number } }",
    "consentTexts": "{ consentTexts { number } consentTextsVersions { number } consentTextsDraft { version } }",
    "contactRules": "{ contactRules { number } contactRulesVersions { number } contactRulesDraft { version } }",
    "messageTemplates": "{ messageTemplates { id zh } }",
    "mailSetup": "{ mailSetup { mail sender } }",
    "journeys": "{ journeys(first: 100) { totalCount nodes { id client { name } tasks { id } missing { key } } } }",
    "journeyOutcomes": "{ journeyOutcomes { rows { template number figures { journeys won } } } }",
    "approvals": "{ approvals(first: 100) { totalCount nodes { id title client { name } can } } }",
    "approvalGate": "{ approvalGate { open number } }",
    "automations": "{ automations { id zh content owner { name } figures { runs made lastRunAt } } }",
    "automationRuns": "{ automationRuns(first: 100) { totalCount nodes { id client { name } steps { step } } } }",
    "automationRate": "{ automationRate { executions { numerator denominator } success { denominator } } }",
    "auditLog": "{ auditLog(first: 100) { nodes { id actor type changes { field } client { name } about { name } } } }",
    "auditChain": "{ auditChain { rows check { faults } } }",
    "auditWords": "{ auditWords { actions { zh } } }",
    "ops": "{ ops { queues { key waiting } pausable pauses { kind by { name } } } }",
    "policyStudio": "{ policyStudio { number roles { name people } versions { number hash } } }",
    "policyRows": "{ policyRows(part: FIELDS, first: 100) { total rows { coordinate label cells drafted } } }",
    "policyGroups": "{ policyGroups(part: ACTIONS) { group label rows } }",
    "policyDifferences": "{ policyDifferences(number: 1, other: 1) { cells } }",
    "simulatePolicy": '{ simulatePolicy(subjects: [{role: "legal"}]) { sampled fields { coordinate now } } }',
    "automationCatalogue": "{ automationCatalogue { events { key filters { key } } } }",
    "dry run of an automation": "{ dryRunAutomation(content: %s) { events begun } }" % AUTOMATION,
    "preview of an automation": "{ previewAutomation(content: %s) { sentence problems { path } } }"
    % AUTOMATION,
    "approvalKinds": "{ approvalKinds { id key steps { key } } }",
    "journeyMap": "{ journeyMap { stages { journeys clients amount } } }",
    "journeyTemplates": "{ journeyTemplates { id key runningCount } }",
    "handovers": "{ handovers(first: 100) { totalCount nodes { id from { name } lines { client { id } } } } }",
    "all workloads": "{ workloads { user { id } clients aum openTasks overdueTasks } }",
    "viewer": "{ viewer { user { name } firm { name } roles rights unreadCount notifications { totalCount } } }",
    "clients": "{ clients(first: 100, orderBy: [{field: NAME}]) { totalCount nodes { id name } } }",
    "by number": '{ clients(filter: {mobile: {eq: "16900000001"}}) { nodes { id } } }',
    "by tail": '{ clients(filter: {bankAccount: {tail: "0001"}}) { nodes { id } } }',
    "by text": '{ clients(search: "独有") { totalCount } }',
    **{
        f"with {word} related": "{ clients(first: 100, filter: {%s}) { totalCount nodes { id } } }"
        % ", ".join("%s: {%s: {}}" % (way, word) for way in ("tasks", "interactions", "holdings"))
        for word in ("some", "none", "every")
    },
    "by what the twin's task says": '{ tasks(filter: {clientWhere: {name: {eq: "独有之人"}}}) { totalCount } }',
    "by the twin's family": """{ clients(filter: {householdWhere: {members: {some: {mobile: {eq: "16900000007"}}}}}) {
      totalCount } }""",
    "households": "{ households(first: 100) { totalCount nodes { id members { id } aum } } }",
    "users": "{ users(first: 100) { totalCount nodes { id name team { name members { id } } } } }",
    "teams": "{ teams { id name members { id } } }",
    "products": "{ products(first: 100) { totalCount nodes { id name holderCount } } }",
    "paymentDifferences": """{ paymentDifferences(from: "2026-01-01", to: "2026-12-31") {
      reason expected client { id } } }""",
    "feeDifferences": '{ feeDifferences(from: "2026-01-01", to: "2026-12-31") { reason received client { id } } }',
    "holdingChanges": "{ holdingChanges(first: 100) { totalCount nodes { units client { id } } } }",
    "revenueByClient": '{ revenueByClient(from: "2026-01-01", to: "2027-01-01") { client { id } amount } }',
    "unitBreaks": "{ unitBreaks(first: 100) { totalCount nodes { id client { id } } } }",
    "receipts": "{ receipts(first: 100) { totalCount nodes { id suggestions { reasons order { id } } } } }",
    "revenues": "{ revenues(first: 100) { totalCount nodes { id client { id } } } }",
    "revenueByMonth": '{ revenueByMonth(from: "2026-01-01", to: "2027-01-01") { month kind amount } }',
    "exchangeRates": '{ exchangeRates(currency: "USD") { totalCount nodes { id rate } } }',
    "assets": "{ assets { clients total { value } byProduct { product { id } assets { positions } } } }",
    "incomingMails": "{ incomingMails(first: 100) { totalCount nodes { id subject candidates { id } } } }",
    "mailAddress": "{ mailAddress { address } }",
    "customFields": "{ customFields { id key options { value } grants { role } } }",
    "topics": "{ topics { id name retired } }",
    "interactions": '{ interactions(search: "谈话1", first: 50) { totalCount nodes { id client { name } } } }',
    "tags": "{ tags { id name clientCount } }",
    "usesOf": '{ usesOf(fact: "Client.kind") { uses { id zh } hiddenViews } }',
    "previewTagRule": """{ previewTagRule(condition: {is: {field: "name", op: "eq", value: "独有之人"}}) {
      count sample { id } } }""",
    "serviceMatrix": "{ serviceMatrix { number cells { key sentence } } }",
    "taskTemplates": "{ taskTemplates { id title items } }",
    "escalationDraft": "{ escalationDraft { version base } }",
    "escalationVersions": "{ escalationVersions { number note } }",
    "calendar": '{ calendar(from: "2026-01-01", to: "2026-01-31") { truncated tasks { title } } }',
    "calendarFeed": "{ calendarFeed { createdAt } }",
    "workHours": "{ workHours { fromMinute untilMinute } }",
    "serviceMatrices": "{ serviceMatrices { number note } }",
    "serviceDraft": "{ serviceDraft { version base } }",
    "previewServiceMatrix": "{ previewServiceMatrix(content: %s) { moves { count } breaches overdue sample { id } } }"
    % SERVICE,
    "suitabilityRules": "{ suitabilityRules { number note } }",
    "suitabilityVersions": "{ suitabilityVersions { number note } }",
    "suitabilityDraft": "{ suitabilityDraft { version base } }",
    "previewSuitabilityRules": "{ previewSuitabilityRules(content: %s) { judged moves { count } } }"
    % SUITABILITY,
    "qualifications": "{ qualifications { client { id name } qualification { id state } } }",
    "signals": "{ signals { kinds { key count } signals { kind client { id } product { id } } } }",
    "drawdownEpisodes": "{ drawdownEpisodes { id holders clients { client { id } } } }",
    "drawdownEpisode": '{ drawdownEpisode(id: "drawdownepisode_%s") { id holders } }' % ("0" * 32),
    "silences": "{ silences { id state client { id } } }",
    "signalRules": "{ signalRules { number versions { number } } }",
    "predictions": "{ predictions { model predictions { client { id } } shares { user { id } } } }",
    "predictionModels": "{ predictionModels { id number state } }",
    "previewSignalRules": "{ previewSignalRules(content: %s) { falling silent } }" % SIGNALS,
    "care": """{ care(from: "2026-01-01", to: "2026-02-28") { kinds { key count } counts { date kind count }
      occasions { id kind on client { id } task { id } greeting { id } } festivals { key } days { date kind } } }""",
    "festivalClients": '{ festivalClients(key: "mid_autumn") { total date clients { id name } } }',
    "careRules": "{ careRules { number versions { number } } }",
    "previewCareRules": "{ previewCareRules(content: %s) { tasks greetings uncovered rules { key tasks } } }"
    % CARE,
    "holidayYear": "{ holidayYear(year: 2027) { origin number days { date kind festival } versions { number } } }",
    "tierModels": "{ tierModels { number sentence tiers { key } } }",
    "tierDraft": "{ tierDraft { version base } }",
    "tierMoves": """{ tierMoves(from: "2020-01-01", to: "2026-01-01", restated: true) {
      rows { tier total cells { to count } } } }""",
    "tierMovers": '{ tierMovers(from: "2020-01-01", to: "2026-01-01", toTier: "hnw") { totalCount nodes { id } } }',
    "orderGroups": "{ orderGroups(by: PRODUCT) { value name count overdue amount } }",
    "orderRules": "{ orderRules { number note } }",
    "proposals": "{ proposals { totalCount nodes { title } } }",
    "proposalStyle": "{ proposalStyle { number note } }",
    "proposalStyleVersions": "{ proposalStyleVersions { number note } }",
    "proposalStyleDraft": "{ proposalStyleDraft { version base } }",
    "previewProposalStyle": "{ previewProposalStyle(content: %s) }" % PROPOSAL_STYLE,
    "forbiddenWords": "{ forbiddenWords { number note } }",
    "forbiddenWordsVersions": "{ forbiddenWordsVersions { number note } }",
    "forbiddenWordsDraft": "{ forbiddenWordsDraft { version base } }",
    "wordsFound": '{ wordsFound(text: "保本") { word at } }',
    "orderRulesVersions": "{ orderRulesVersions { number note } }",
    "orderRulesDraft": "{ orderRulesDraft { version base } }",
    "previewOrderRules": "{ previewOrderRules(content: %s) { judged belowMinimum offStep } }" % ORDER_RULES,
    "needGroups": "{ needGroups(by: CLIENT) { value name count overdue amount } }",
    "highValueShare": """{ highValueShare(restated: true) {
      heads { denominator } aum { denominator } byTier { key clients aum } } }""",
    "kpis": "{ kpis { definition { id } } }",
    "kpi": """{ kpi(id: "K-12", window: {from: "2020-01-01", to: "2026-01-01"}, by: KIND) {
      total { figures { measure value } } rows { key clients figures { value } } } }""",
    "kpiClients": """{ kpiClients(id: "K-11", measure: "closing", window: {from: "2020-01-01", to: "2026-01-01"}) {
      totalCount nodes { id } } }""",
    "reports": "{ reports { id zh shape { chart measures { kpi measure } rows columns from filter } } }",
    "reportPreview": """{ reportPreview(shape: {chart: TABLE, measures: [{kpi: "K-12", measure: "clients"}], rows: KIND,
      columns: TIER, span: FIXED, from: "2020-01-01", to: "2026-01-01"}) {
      columns { key kind } lines { key { key } cells { few before figure { value } } } } }""",
    "reportClients": """{ reportClients(shape: {chart: TABLE, measures: [{kpi: "K-11", measure: "closing"}],
      span: FIXED, from: "2020-01-01", to: "2026-01-01"}) { totalCount nodes { id } } }""",
    "dashboards": "{ dashboards { id zh cards { report cockpit x y w h } } }",
    "highValueClients": '{ highValueClients(asOf: "2026-01-01", tier: "-") { totalCount nodes { id } } }',
    "revenuePerTier": """{ revenuePerTier(from: "2020-01-01", to: "2026-01-01") {
      recordedUntil byTier { key clients averageClients revenue } } }""",
    "revenuePerTierClients": """{ revenuePerTierClients(from: "2020-01-01", to: "2026-01-01", tier: "-") {
      totalCount nodes { id } } }""",
    "tierGroups": "{ clientGroups(by: TIER) { value count aum } }",
    "previewTierModel": "{ previewTierModel(content: %s) { moved counts { key now then } sample { id } } }"
    % TIERS,
    "tasks": "{ tasks(first: 100, orderBy: [{field: CREATED_AT}]) { totalCount nodes { id client { name } } } }",
    "taskGroups": "{ taskGroups(by: CLIENT) { value name count overdue } }",
    "filterRelations": '{ filterRelations(type: "Client") { key fields { key } } }',
    "search": '{ search(text: "客户", first: 50) { title target { ... on Client { id } } } }',
    "search alone": '{ search(text: "独有", first: 50) { title } }',
    "search number": '{ search(text: "16900000007", first: 50) { title } }',
    "imports": "{ imports(first: 100) { totalCount nodes { id file } } }",
    "formLayout": "{ formLayout { version sections { zh columns collapsed } } }",
    "importKinds": "{ importKinds { key permitted } }",
    "groups": "{ clientGroups(by: STATE) { value count aum } }",
    "views": '{ viewer { views(page: "clients") { id name owner } } }',
    "apiKeys": "{ apiKeys { id name } }",
    "roles": "{ roles { name } }",
    "regions": "{ regions { code } }",
    "fields": '{ fields(type: "Client") { key } }',
    "exports": "{ exports(first: 100) { totalCount nodes { id reason askedBy { name } } } }",
    "exportColumns": '{ exportColumns(list: "clients") { key allowed masked } }',
    "documentRules": "{ documentRules { category years } }",
    "exportRules": "{ exportRules { rowsAlone keptDays } }",
    "access": '{ access(coordinate: "Client.idNumber") { level grantedBy } }',
}


@pytest.fixture(scope="module")
async def twin(database: Database, vault: Vault) -> House:
    """The same firm again: same names, same numbers, other ids."""
    made = await build_house(database, vault)
    await furnish(made, 5)
    return made


def _id_of(house: House, noun: str) -> str:
    if noun == "user":
        return house.user("client_manager")
    if noun == "team":
        return public_id("team", house.team or UUID(int=0))
    return house.id(noun)


@pytest.mark.parametrize("name", BY_ID)
async def test_a_foreign_id_is_answered_as_an_unknown_one(name: str, house: House, twin: House) -> None:
    who, document, noun = BY_ID[name]
    noun = NOUNS.get(noun, noun)
    unknown = await house.ask(who, document, id=public_id(noun, uuid7()))
    foreign = await house.ask(who, document, id=_id_of(twin, noun))
    assert foreign == unknown
    if (
        name not in {"audit", "changed", "uses of a tag", "trial of a template"}
        and "policy_admin" not in name
    ):  # and an own one is answered otherwise
        assert await house.ask(who, document, id=_id_of(house, noun)) != unknown


def test_every_root_field_is_asked_about() -> None:
    query = build()._schema.query_type
    assert query is not None
    text = " ".join([*(document for _, document, _ in BY_ID.values()), *WITHOUT_ID.values()])
    assert {name for name in query.fields if f"{name}(" in text or f"{name} {{" in text} == set(query.fields)


async def test_nothing_changes_when_the_twin_grows(house: House, twin: House) -> None:
    async def told() -> dict[str, Any]:
        return {
            f"{who} {name}": await house.ask(who, text)
            for who in ("partner", "operations", "executive", "finance", "policy_admin")
            for name, text in WITHOUT_ID.items()
        }

    before = await told()
    await furnish(twin, 3)
    create = "mutation($i: CreateClientInput!) { createClient(input: $i) { id } }"
    point = {"kind": "mobile", "value": "16900000007"}
    alone = {"name": "独有之人", "kind": "individual", "contactPoints": [point], "allowDuplicate": True}
    await twin.data("client_manager", create, i=alone)
    assert await told() == before
    # Nor is the number of the twin's client a duplicate here.
    assert codes_of(await house.ask("client_manager", create, i={**alone, "allowDuplicate": False})) == []


async def test_a_cursor_of_the_twin_is_refused(house: House, twin: House) -> None:
    for root in ("clients(first: 1%s)", "tasks(first: 1%s)", "users(first: 1%s)", "products(first: 1%s)"):
        ask = "{ it: %s { pageInfo { endCursor } } }"
        end = (await twin.data("operations", ask % (root % "")))["it"]["pageInfo"]["endCursor"]
        foreign = await house.ask("operations", ask % (root % f", after: {json.dumps(end)}"))
        garbage = await house.ask("operations", ask % (root % ', after: "x"'))
        assert codes_of(foreign) == ["BAD_USER_INPUT"]
        assert foreign == garbage
        own = (await house.data("operations", ask % (root % "")))["it"]["pageInfo"]["endCursor"]
        assert codes_of(await house.ask("operations", ask % (root % f", after: {json.dumps(own)}"))) == []
