"""All tables of the product in one place: what migrations compare the database with."""

from backend.auth import credentials, sessions, tries
from backend.auth import keys as api_keys
from backend.automations import automations, runs
from backend.book import (
    access_marks,
    assignments,
    calendar_feeds,
    clients,
    contact_points,
    custom_fields,
    custom_sections,
    escalation_rules,
    escalations,
    exchange_rates,
    fee_accruals,
    fee_terms,
    forbidden_word_lists,
    handovers,
    households,
    incoming_mails,
    interactions,
    ledger,
    life_cycle,
    lineage,
    mail_addresses,
    mails,
    mentions,
    merge_candidates,
    merges,
    needs,
    notifications,
    open_days,
    order_steps,
    participants,
    products,
    receipts,
    revenue,
    saved_views,
    service_history,
    service_matrices,
    staff,
    tag_history,
    tag_marks,
    tag_rules,
    tags,
    talk_messages,
    task_series,
    task_talk,
    task_templates,
    tasks,
    tier_history,
    tier_models,
    topics,
    unit_breaks,
    valuation_books,
)
from backend.book.documents import model as documents
from backend.book.exports import model as exports
from backend.book.imports import jobs as imports
from backend.platform import audit, deliveries, directory, events, idempotency, keys, schedules, tenant
from backend.platform.db import Base
from backend.platform.files import stored
from backend.policies import versions as policy_versions
from backend.retain import (
    consent_texts,
    consents,
    contact_rules,
    message_templates,
    messages,
    request_links,
    request_types,
    requests,
)
from backend.retain import drawdowns, signal_marks, signal_rules, silences
from backend.track import (
    aml,
    approval_callbacks,
    approval_kinds,
    approvals,
    assessment_links,
    assessments,
    journeys,
    order_payers,
    order_rules,
    order_visits,
    proposal_style,
    proposals,
    qualifications,
    suitability_findings,
    suitability_matches,
    suitability_rules,
)
from backend.track import templates as journey_templates

TABLE_MODULES = (
    *(tenant, keys, directory, audit, events, deliveries, schedules, idempotency),
    *(staff, clients, contact_points, assignments, households, products, ledger, lineage, imports),
    *(access_marks, credentials, sessions, api_keys, tries),
    *(fee_terms, open_days, exchange_rates, receipts),
    *(fee_accruals, revenue, unit_breaks, valuation_books),
    *(stored, documents, exports),
    *(interactions, participants, talk_messages, mails, topics, tasks, notifications, saved_views),
    *(tags, tag_rules, tag_history, tag_marks),
    *(tier_models, tier_history),
    *(service_matrices, service_history),
    *(mail_addresses, incoming_mails),
    *(merges, merge_candidates, custom_fields, custom_sections, handovers, needs),
    *(journey_templates, journeys),
    *(task_series, task_talk, mentions, task_templates, escalation_rules, escalations, calendar_feeds),
    policy_versions,
    *(suitability_rules, assessments, assessment_links, qualifications),
    *(suitability_matches, suitability_findings),
    *(life_cycle, order_steps, order_rules, order_payers, order_visits, aml),
    *(approval_kinds, approvals, approval_callbacks),
    *(automations, runs),
    *(forbidden_word_lists, proposal_style, proposals),
    *(consents, consent_texts, contact_rules, message_templates, messages),
    *(request_types, requests, request_links),
    *(signal_rules, signal_marks, drawdowns, silences),
)
METADATA = Base.metadata
