"""What `access` and `viewer` say a caller may do is what the queries then let him do."""

# ruff: noqa: UP031  documents are full of braces
from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from backend.book import service_matrices
from backend.book.client_fields import CLIENT_FIELD
from backend.book.tier_models import shipped
from backend.platform.principal import Principal, Relation
from backend.policies.roles import ROLES
from backend.retain.care_content import shipped_content as care_shipped
from backend.retain.signal_content import shipped_content as signals_shipped
from backend.schema.schema import build
from backend.systemize.fields import Kind
from backend.track import (
    approval_kinds,
    order_content,
    proposal_style_content,
    suitability_content,
    templates,
)
from tests.schema.house import House, is_refused
from tests.schema.leaks import RELATION

REPORT = (
    '{chart: TABLE, measures: [{kpi: "K-11", measure: "closing"}], '
    'span: FIXED, from: "2020-01-01", to: "2026-01-01"}'
)
SCALARS = [
    key
    for key, field in CLIENT_FIELD.items()
    if field.kind not in {Kind.USER, Kind.TEAM, Kind.HOUSEHOLD, Kind.TAGS} and key != "tier"
]
PEOPLE = pytest.mark.parametrize("role", ROLES)


def literal(value: Any) -> str:
    """A value as it stands in a document."""
    if isinstance(value, dict):
        return "{%s}" % ", ".join(f"{name}: {literal(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "[%s]" % ", ".join(map(literal, value))
    return json.dumps(value, ensure_ascii=False)


TIERS = literal(json.loads(shipped()))
AUTOMATION = literal(
    {
        "zh": "规则",
        "en": "Rule",
        "trigger": {"kind": "event", "event": "client.created"},
        "steps": [{"id": "task", "kind": "create_task", "assignee": "owner", "title": "跟进"}],
    }
)
APPROVAL = literal(approval_kinds.shipped()["sign_and_pay"])
JOURNEY = literal(json.loads(templates.shipped("post_investment")))
SERVICE = literal(json.loads(service_matrices.shipped()))
# Whole rules would be longer than a free document may be.
_RULES = json.loads(suitability_content.shipped())
_RULES["questionnaire"]["questions"] = _RULES["questionnaire"]["questions"][:1]
_RULES["qualification"]["bases"] = []
SUITABILITY = literal(_RULES)
SIGNALS = literal(signals_shipped())
CARE = literal({"fields": [], "rules": care_shipped()["rules"][:2]})
ORDER_RULES = literal(order_content.shipped_content())
PROPOSAL_STYLE = literal(proposal_style_content.shipped_content())
ACCESS = "query($c: String!) { access(coordinate: $c) { coordinate relation level rule grantedBy export } }"


async def _reader(house: House, role: str) -> Principal:
    """Somebody of a role who may ask for what he is denied: the rights of a key in the hands of a person."""
    principal = await house.principal(role)
    return replace(principal, subject="user:reader") if principal.is_key else principal


@PEOPLE
async def test_each_field_of_a_client_is_as_access_says(role: str, house: House) -> None:
    document = "query($id: ID!) { client(id: $id) { relation %s } }" % " ".join(SCALARS)
    answer = await house.ask(await _reader(house, role), document, id=house.id("client"))
    client = (answer.get("data") or {}).get("client")
    if client is None:
        principal = await house.principal(role)
        assert not principal.may("Query.client") or not principal.mask.relations("Client")
        return
    whole = (await house.data("partner", document, id=house.id("client")))["client"]
    assert client["relation"] == RELATION.get(role, Relation.FIRM).name
    denied = {error["extensions"]["coordinate"] for error in answer.get("errors", [])}
    for key in SCALARS:
        told = (await house.data(role, ACCESS, c=f"Client.{key}"))["access"]
        level = next(entry["level"] for entry in told if entry["relation"] == client["relation"])
        field = CLIENT_FIELD[key]
        assert (f"Client.{key}" in denied) is (level == "NONE"), key
        if level == "NONE":
            assert client[key] is None
        elif level == "MASKED" and field.mask and whole[key] is not None:
            assert client[key] == field.mask(whole[key]) != whole[key]
        else:
            assert client[key] == whole[key], key


@PEOPLE
async def test_the_viewers_table_is_the_sum_of_its_coordinates(role: str, house: House) -> None:
    table = '{ viewer { access(type: "Client") { coordinate relation level rule grantedBy export } } }'
    rows = (await house.data(role, table))["viewer"]["access"]
    for coordinate in ("Client", "Client.idNumber", "Client.note", "Client.tags"):
        told = (await house.data(role, ACCESS, c=coordinate))["access"]
        assert [row for row in rows if row["coordinate"] == coordinate] == told


@PEOPLE
async def test_the_viewers_rights_are_the_roots_he_may_ask(role: str, house: House) -> None:
    rights = set((await house.data(role, "{ viewer { rights } }"))["viewer"]["rights"])
    id = house.id("client")
    one = {
        "client": "client",
        "household": "household",
        "product": "product",
        "task": "task",
        "tag": "tag",
        "node": "client",
        "import": "import",
        "export": "export",
        "journey": "journey",
        "journeyTemplate": "journeytemplate",
        "approval": "approval",
        "approvalKind": "approvalkind",
        "request": "request",
        "requestType": "requesttype",
        "messageTemplate": "messagetemplate",
        "automation": "automation",
        "automationRun": "automationrun",
        "report": "report",
        "dashboard": "dashboard",
    }
    asked = {name: f'{name}(id: "{house.id(noun)}") {{ id }}' for name, noun in one.items()} | {
        "clients": "clients { totalCount }",
        "clientGroups": "clientGroups(by: STATE) { count }",
        "filterRelations": 'filterRelations(type: "Client") { key }',
        "taskGroups": "taskGroups(by: PRIORITY) { count }",
        "households": "households { totalCount }",
        "users": "users { totalCount }",
        "user": f'user(id: "{house.user("partner")}") {{ id }}', "team": 'team(id: "team_%s") { id }' % ("0" * 32),
        "teams": "teams { id }", "tags": "tags { id }", "products": "products { totalCount }",
        "receipts": "receipts { totalCount }", "revenues": "revenues { totalCount }",
        "revenueByMonth": 'revenueByMonth(from: "2026-01-01", to: "2026-02-01") { amount }',
        "previewMerge": f'previewMerge(id: "{id}", other: "{house.id("client", 1)}") {{ moves {{ count }} }}',
        "previewFormula": f'previewFormula(formula: "aum", kind: "money", client: "{id}") {{ value }}',
        "previewRollup": (
            'previewRollup(rollup: {relation: "tasks", take: "count"}, kind: "number",'
            f' client: "{id}") {{ value }}'
        ),
        "mergeCandidates": "mergeCandidates { total }",
        "needs": "needs { totalCount }",
        "requests": "requests { totalCount }",
        "requestCounts": "requestCounts { open }",
        "requestTypes": "requestTypes { key }",
        "guessRequest": f'guessRequest(interaction: "{house.id("interaction")}") {{ type }}',
        "serviceFigures": 'serviceFigures(from: "2026-01-01", to: "2026-02-01") { whole { requests } }',
        "consentTexts": "consentTexts { number }",
        "consentTextsVersions": "consentTextsVersions { number }",
        "consentTextsDraft": "consentTextsDraft { version }",
        "contactRules": "contactRules { number }",
        "contactRulesVersions": "contactRulesVersions { number }",
        "contactRulesDraft": "contactRulesDraft { version }",
        "messageTemplates": "messageTemplates { zh }",
        "mailSetup": "mailSetup { mail }",
        "messages": "messages { totalCount }",
        "contactability": (
            f'contactability(clients: ["{id}"], purpose: "care", channel: "mail") {{ total }}'
        ),
        "previewMessage": (
            f'previewMessage(client: "{id}", wording: {{purpose: "care", channel: "mail", subject: "a", body: "b"}})'
            " { allowed }"
        ),
        "journeys": "journeys { totalCount }",
        "journeyBoard": f'journeyBoard(template: "{house.id("journeytemplate")}") {{ columns {{ count }} }}',
        "journeyMap": "journeyMap { stages { journeys } }",
        "journeyTemplates": "journeyTemplates { key }",
        "journeyFigures": (
            f'journeyFigures(template: "{house.id("journeytemplate")}", from: "2026-01-01", to: "2026-02-01") '
            "{ goal }"
        ),
        "journeyXray": (
            f'journeyXray(template: "{house.id("journeytemplate")}", from: "2026-01-01", to: "2026-02-01") {{ days }}'
        ),
        "journeyOutcomes": "journeyOutcomes { rows { number } }",
        "journeysBehind": (
            f'journeysBehind(of: {{template: "{house.id("journeytemplate")}", from: "2026-01-01", to: "2026-02-01", '
            "part: STANDING}) { totalCount }"
        ),
        "previewJourneyTemplate": (
            f'previewJourneyTemplate(template: "{house.id("journeytemplate")}", content: {JOURNEY}) {{ running }}'
        ),
        "tryJourneyTemplate": (
            f'tryJourneyTemplate(template: "{house.id("journeytemplate")}", client: "{id}",'
            f" content: {JOURNEY}) {{ stage }}"
        ),
        "approvals": "approvals { totalCount }",
        "automations": "automations { zh }",
        "automationRuns": "automationRuns { totalCount }",
        "automationCatalogue": "automationCatalogue { triggers { key } }",
        "automationRate": "automationRate { from }",
        "auditLog": "auditLog { nodes { id } }",
        "reports": "reports { id }",
        "dashboards": "dashboards { id }",
        "reportPreview": f"reportPreview(shape: {REPORT}) {{ columns {{ key }} }}",
        "reportClients": f"reportClients(shape: {REPORT}) {{ totalCount }}",
        "auditChain": "auditChain { seals }",
        "auditWords": "auditWords { types { key } }",
        "ops": "ops { pausable }",
        "previewAutomation": f"previewAutomation(content: {AUTOMATION}) {{ sentence }}",
        "dryRunAutomation": f"dryRunAutomation(content: {AUTOMATION}) {{ events }}",
        "testAutomation": f'testAutomation(content: {AUTOMATION}, client: "{id}") {{ state }}',
        "approvalKinds": "approvalKinds { key }",
        "approvalGate": "approvalGate { open }",
        "verifyApproval": f'verifyApproval(id: "{house.id("approval")}") {{ sound }}',
        "previewApprovalKind": (
            f'previewApprovalKind(kind: "{house.id("approvalkind")}", content: {APPROVAL}) {{ running }}'
        ),
        "handovers": "handovers { totalCount }",
        "handover": f'handover(id: "{house.id("handover")}") {{ id }}',
        "workloads": "workloads { clients }",
        "proposeHandover": (
            f'proposeHandover(from: "{house.user("client_manager")}", to: ["{house.user("partner")}"]) {{ hidden }}'
        ),
        "usesOf": f'usesOf(fact: "{house.id("tag")}") {{ hiddenViews }}',
        "previewTagRule": (
            'previewTagRule(condition: {is: {field: "kind", op: "eq", value: "individual"}}) { count }'
        ),
        "taskTemplates": "taskTemplates { id }", "escalationVersions": "escalationVersions { number }",
        "escalationDraft": "escalationDraft { version }",
        "mentionable": f'mentionable(subject: "{house.id("task")}", text: "") {{ id }}',
        "calendar": 'calendar(from: "2026-01-01", to: "2026-01-31") { truncated }',
        "calendarFeed": "calendarFeed { createdAt }", "workHours": "workHours { fromMinute }",
        "policyStudio": "policyStudio { number }", "policyRows": "policyRows(part: ROWS) { total }",
        "policyGroups": "policyGroups(part: ROWS) { rows }",
        "policyDifferences": "policyDifferences(number: 1, other: 1) { cells }",
        "simulatePolicy": 'simulatePolicy(subjects: [{role: "legal"}]) { sampled }',
        "serviceMatrix": "serviceMatrix { number }", "serviceMatrices": "serviceMatrices { number }",
        "serviceDraft": "serviceDraft { version }",
        "previewServiceMatrix": "previewServiceMatrix(content: %s) { breaches }" % SERVICE,
        "suitabilityRules": "suitabilityRules { number }", "suitabilityVersions": "suitabilityVersions { number }",
        "suitabilityDraft": "suitabilityDraft { version }",
        "previewSuitabilityRules": "previewSuitabilityRules(content: %s) { judged }" % SUITABILITY,
        "productMatches": f'productMatches(client: "{id}") {{ rules }}',
        "qualifications": "qualifications { client { id } }",
        "signals": "signals { kinds { key } }", "drawdownEpisodes": "drawdownEpisodes { id }",
        "drawdownEpisode": f'drawdownEpisode(id: "drawdownepisode_{"0" * 32}") {{ id }}',
        "silences": "silences { id }", "signalRules": "signalRules { number }",
        "predictions": "predictions { model }", "predictionModels": "predictionModels { id }",
        "previewSignalRules": "previewSignalRules(content: %s) { silent }" % SIGNALS,
        "care": 'care(from: "2026-01-01", to: "2026-02-01") { truncated }',
        "festivalClients": 'festivalClients(key: "mid_autumn") { total }', "careRules": "careRules { number }",
        "previewCareRules": "previewCareRules(content: %s) { tasks }" % CARE,
        "holidayYear": "holidayYear(year: 2026) { origin }",
        "tierModels": "tierModels { number }", "tierDraft": "tierDraft { version }",
        "tierMoves": 'tierMoves(from: "2026-01-01", to: "2026-02-01") { rows { total } }',
        "tierMovers": 'tierMovers(from: "2026-01-01", to: "2026-02-01") { totalCount }',
        "needGroups": "needGroups(by: STATE) { count }",
        "orders": "orders { totalCount }", "order": f'order(id: "{house.id("fundorder")}") {{ id }}',
        "orderGroups": "orderGroups(by: STATE) { count }",
        "orderNext": f'orderNext(order: "{house.id("fundorder")}") {{ to }}',
        "orderRules": "orderRules { number }", "orderRulesVersions": "orderRulesVersions { number }",
        "orderRulesDraft": "orderRulesDraft { version }",
        "proposals": "proposals { totalCount }", "proposal": f'proposal(id: "{house.id("proposal")}") {{ id }}',
        "proposalPreview": f'proposalPreview(id: "{house.id("proposal")}") {{ pages }}',
        "proposalDifferences": f'proposalDifferences(id: "{house.id("proposal")}", number: 1, other: 1) {{ at }}',
        "proposalOfApproval": f'proposalOfApproval(approval: "{house.id("approval")}") {{ id }}',
        "proposalStyle": "proposalStyle { number }", "proposalStyleVersions": "proposalStyleVersions { number }",
        "proposalStyleDraft": "proposalStyleDraft { version }",
        "previewProposalStyle": "previewProposalStyle(content: %s)" % PROPOSAL_STYLE,
        "forbiddenWords": "forbiddenWords { number }", "forbiddenWordsVersions": "forbiddenWordsVersions { number }",
        "forbiddenWordsDraft": "forbiddenWordsDraft { version }", "wordsFound": 'wordsFound(text: "保本") { word }',
        "previewOrderRules": "previewOrderRules(content: %s) { judged }" % ORDER_RULES,
        "highValueShare": "highValueShare { unpriced }",
        "kpis": "kpis { kind }",
        "kpi": 'kpi(id: "K-10", window: {from: "2026-01-01", to: "2026-02-01"}) { whole }',
        "kpiClients": 'kpiClients(id: "K-10", window: {from: "2026-01-01", to: "2026-02-01"}) { totalCount }',
        "highValueClients": 'highValueClients(asOf: "2026-01-01", tier: "hnw") { totalCount }',
        "revenuePerTier": 'revenuePerTier(from: "2026-01-01", to: "2026-02-01") { days }',
        "revenuePerTierClients": (
            'revenuePerTierClients(from: "2026-01-01", to: "2026-02-01", tier: "hnw") { totalCount }'
        ),
        "previewTierModel": "previewTierModel(content: %s) { moved }" % TIERS,
        "bookingPreview": (
            f'bookingPreview(input: {{client: "{id}", product: "{house.id("product")}", kind: "initial", '
            'date: "2026-01-05", nav: "1", gross: "100"}) { units }'
        ),
        "switchPreview": (
            f'switchPreview(input: {{client: "{id}", product: "{house.id("product")}", units: "1", navIn: "1", '
            f'intoProduct: "{house.id("product")}", date: "2026-01-05", navOut: "1"}}) {{ units }}'
        ),
        "transferPreview": (
            f'transferPreview(input: {{client: "{id}", toClient: "{id}", product: "{house.id("product")}", '
            'units: "1", nav: "1", date: "2026-01-05"}) { units }'
        ),
        "navInForce": f'navInForce(product: "{house.id("product")}", date: "2026-01-05") {{ unit }}',
        "paymentDifferences": 'paymentDifferences(from: "2026-01-01", to: "2026-01-31") { reason }',
        "feeDifferences": 'feeDifferences(from: "2026-01-01", to: "2026-02-01") { reason }',
        "holdingChanges": "holdingChanges { totalCount }",
        "revenueByClient": 'revenueByClient(from: "2026-01-01", to: "2026-02-01") { amount }',
        "unitBreaks": "unitBreaks { totalCount }",
        "exchangeRates": "exchangeRates { totalCount }", "assets": "assets { clients }",
        "holders": f'holders(product: "{house.id("product")}") {{ totalCount }}',
        "customFields": "customFields { id }",
        "tasks": "tasks { totalCount }", "apiKeys": "apiKeys { id }", "search": 'search(text: "x") { title }',
        "audit": f'audit(subject: "{id}") {{ totalCount }}', "roles": "roles { name }", "regions": "regions { code }",
        "fields": 'fields(type: "Client") { key }', "access": 'access(coordinate: "Client.name") { level }',
        "viewer": "viewer { locale }", "imports": "imports { totalCount }", "importKinds": "importKinds { key }",
        "formLayout": "formLayout { version }",
        "exports": "exports { totalCount }", "exportColumns": 'exportColumns(list: "clients") { key }',
        "fundHistory": f'fundHistory(product: "{house.id("product")}") {{ totalCount }}',
        "documentRules": "documentRules { years }",
        "exportRules": "exportRules { keptDays }", "topics": "topics { id }",
        "interactions": 'interactions(search: "x") { totalCount }',
        "incomingMails": "incomingMails { totalCount }", "mailAddress": "mailAddress { address }",
        "incomingMail": f'incomingMail(id: "incomingmail_{"0" * 32}") {{ state }}',
        "readTalk": f'readTalk(client: "{id}", text: "x") {{ messages {{ text }} }}',
        "readMail": f'readMail(client: "{id}", upload: "upload_{"0" * 32}") {{ subject }}',
    }  # fmt: skip
    query = build()._schema.query_type
    assert query is not None
    assert set(asked) == set(query.fields)
    for name, root in asked.items():
        refused = is_refused(await house.ask(role, f"{{ {root} }}"))
        assert refused is (f"Query.{name}" not in rights), name


@PEOPLE
async def test_masked_and_denied_look_the_same_from_every_path(role: str, house: House) -> None:
    """The mask is the row's, not the path's."""
    reader = await _reader(house, role)
    fields = "id name mobile idNumber"
    listed = await house.ask(reader, "{ clients(first: 50) { nodes { %s } } }" % fields)
    if not listed.get("data"):
        return
    for row in listed["data"]["clients"]["nodes"]:
        node = await house.ask(
            reader, "query($id: ID!) { node(id: $id) { ... on Client { %s } } }" % fields, id=row["id"]
        )
        assert node["data"]["node"] == row
