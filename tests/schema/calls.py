"""Every mutation with a valid input made fresh, who may call it, and what it has to leave behind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import delete, select, update

from backend.analyze.predictions import KINDS, Prediction, PredictionModel
from backend.auth.accounts import give_password
from backend.auth.credentials import Credential
from backend.auth.keys import NewKey, create_key
from backend.auth.sessions import Lifetimes, open_session
from backend.automations import automations
from backend.automations.content import read_content
from backend.automations.runs import AutomationHook, AutomationRun, AutomationSend
from backend.book import (
    calendar_feeds,
    client_changes,
    contact_points,
    custom_field_changes,
    handing_over,
    handover_plans,
    households,
    interactions,
    mail_addresses,
    merging,
    needs,
    reports,
    saved_views,
    share_classes,
    tag_changes,
    tag_rules,
    tags,
    task_handing,
    task_series,
    task_talk,
    task_templates,
    tasks,
    teams,
    topics,
)
from backend.book.booking import confirm
from backend.book.booking_drafts import Booking
from backend.book.clients import Client
from backend.book.configurations import discard_draft, newest_of, save_draft, versions_of
from backend.book.documents import changes as documents
from backend.book.escalation_rules import EscalationRules, EscalationRulesDraft
from backend.book.exports import changes as exports
from backend.book.exports.changes import Wanted
from backend.book.forbidden_word_lists import ForbiddenWords, ForbiddenWordsDraft
from backend.book.handover_plans import Plan, PlannedLine
from backend.book.ledger import FundOrder
from backend.book.merges import ClientMerge
from backend.book.notifications import Notification
from backend.book.product_changes import create_product
from backend.book.products import Product
from backend.book.receipts import PaymentReceipt
from backend.book.service_matrices import ServiceDraft, ServiceMatrix
from backend.book.tier_models import TierDraft, TierModel
from backend.book.unit_breaks import UnitBreak
from backend.book.users import NewUser, create_user
from backend.platform import pauses
from backend.platform.clock import business_date, now
from backend.platform.events import OutboxRow
from backend.platform.ids import own_id, public_id, uuid7
from backend.platform.tenant import Firm
from backend.policies import proposals as policy_proposals
from backend.policies import store as policy_store
from backend.policies.drafts import PolicyDraft, cells_in, present_draft, write_draft
from backend.policies.proposals import PolicyProposal
from backend.policies.roles import PEOPLE, ROLES
from backend.retain import (
    care_dates,
    care_rules,
    consents,
    message_plans,
    message_templates,
    request_acts,
    request_links,
    request_making,
    request_types,
)
from backend.retain.care_content import shipped_content as care_shipped
from backend.retain.consent_texts import ConsentTexts, ConsentTextsDraft, shipped_texts
from backend.retain.contact_rules import ContactRules, ContactRulesDraft, shipped_rules
from backend.retain.holiday_years import HolidayYear
from backend.retain.message_texts import Text
from backend.retain.signal_content import shipped_content as signals_shipped
from backend.retain.signal_rules import SignalRules
from backend.retain.silences import Silence
from backend.track import (
    aml,
    approval_asking,
    approval_kinds,
    assessing,
    assessment_links,
    assessments,
    moving,
    qualifications,
    service_levels,
    templates,
)
from backend.track.approval_callbacks import ONLY, ApprovalGate
from backend.track.approval_kinds import ApprovalKind
from backend.track.assessments import Sheet
from backend.track.order_rules import OrderRulesDraft, OrderRuleSet
from backend.track.proposal_style import ProposalStyle, ProposalStyleDraft
from backend.track.proposals import ProposalPrint
from backend.track.qualifications import Application
from backend.track.stage_approvals import asked_by
from backend.track.stage_tasks import tasks_of_stage
from backend.track.suitability_content import shipped_content
from backend.track.suitability_rules import SuitabilityDraft, SuitabilityRules
from backend.track.templates import JourneyTemplate, JourneyTemplateDraft, JourneyTemplateVersion
from tests.schema import proposing, selling
from tests.schema.house import House, keep_text, new_document, new_incoming_mail, new_upload
from tests.schema.imported import previewed

Input = dict[str, Any]
_serial = iter(range(1, 100_000))


async def new_client(house: House, role: str = "client_manager", **values: Any) -> tuple[UUID, int]:
    """A client of somebody: id and version."""
    async with house.database.change(await house.principal(role)) as session:
        named = {"name": f"新客{next(_serial)}", "kind": "individual", **values}
        row = await client_changes.create_client(session, house.vault, named, allow_duplicate=True)
        return row.id, row.version


async def _client(house: House) -> tuple[str, int]:
    id, version = await new_client(house)
    return public_id("client", id), version


async def _task(house: House, *, done: bool = False) -> Input:
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await tasks.create_task(session, f"事{next(_serial)}")
        if done:
            await tasks.complete(session, row.id, row.version)
        return {"id": public_id("task", row.id), "version": row.version}


async def _due_task(house: House) -> Input:
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await tasks.create_task(session, f"期{next(_serial)}", due_at=now() + timedelta(days=9))
        return {"id": public_id("task", row.id), "version": row.version}


async def _series_task(house: House) -> Input:
    made = await _due_task(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await task_series.repeat(
            session, own_id("task", made["id"]), made["version"], "FREQ=DAILY", "keep"
        )
        await session.flush()
        return {"id": made["id"], "version": row.version}


async def _series_alone(house: House) -> Input:
    return {"id": (await _series_task(house))["id"]}


async def _asked_task(house: House) -> Input:
    """A task that the team lead asked the client manager to take over."""
    made = await _due_task(house)
    async with house.database.change(await house.principal("team_lead")) as session:
        id = own_id("task", made["id"])
        row = await task_handing.hand(session, id, made["version"], house.people["assistant"], None)
        row = await task_handing.hand(session, id, row.version, house.people["client_manager"], "请接手")
        return {"id": made["id"], "version": row.version}


async def _handed_task(house: House) -> Input:
    return {**await _due_task(house), "to": house.user("assistant"), "note": "出差"}


async def _snoozed_task(house: House) -> Input:
    return {"id": (await _due_task(house))["id"], "until": (now() + timedelta(hours=3)).isoformat()}


async def _words_for_task(house: House) -> Input:
    return {"id": (await _task(house))["id"], "body": "已联系"}


async def _own_comment(house: House) -> Input:
    made = await _task(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        task_id = own_id("task", made["id"])
        await task_talk.comment(session, task_id, "初稿", [])
        said = await session.scalar(
            select(task_talk.TaskComment.id).where(
                task_talk.TaskComment.firm_id == house.firm_id, task_talk.TaskComment.task_id == task_id
            )
        )
        assert said is not None
        return {"id": public_id("task_comment", said), "body": "定稿"}


async def _watched_task(house: House) -> Input:
    return {"id": (await _task(house))["id"], "watchers": [house.user("executive")]}


async def _kept_task(house: House) -> Input:
    return {"title": f"例行{next(_serial)}", "items": ["甲", "乙"]}


async def _kept(house: House) -> task_templates.TaskTemplate:
    values = {
        "title": f"例行{next(_serial)}",
        "priority": "normal",
        "days": 1,
        "evidence": "none",
        "items": ["甲"],
    }
    async with house.database.change(await house.principal("operations")) as session:
        return await task_templates.save_template(session, None, None, values)


async def _kept_to_archive(house: House) -> Input:
    row = await _kept(house)
    return {"id": public_id("task_template", row.id), "version": row.version}


async def _kept_to_use(house: House) -> Input:
    return {"template": public_id("task_template", (await _kept(house)).id)}


async def _steps(house: House) -> Input:
    async with house.database.change(await house.principal("operations")) as session:
        newest = (await versions_of(session, EscalationRules))[0]
        content = deepcopy(newest.content)
        content["contacts"][3]["days"] = newest.number % 50 + 6
        return {"base": newest.number, "content": content}


async def _next_steps(house: House) -> Input:
    made = await _steps(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        await discard_draft(session, EscalationRulesDraft)
    made["content"]["contacts"][3]["days"] = max(next(_serial), next(_serial)) % 300
    return made


async def _steps_draft(house: House) -> Input:
    made = await _next_steps(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        draft = await save_draft(session, EscalationRulesDraft, 0, made["base"], made["content"])
        if next(_serial) % 2:
            draft = await save_draft(
                session, EscalationRulesDraft, draft.version, made["base"] + 1, made["content"]
            )
        return {"draft": draft.version}


async def _feed(house: House) -> Input:
    async with house.database.change(await house.principal("client_manager")) as session:
        await calendar_feeds.renew_feed(session, f"feed {next(_serial)}".encode())
    return {}


async def _no_input(house: House) -> Input:
    return {}


async def _hours(house: House) -> Input:
    return {"fromMinute": 400 + next(_serial) % 100, "untilMinute": 1000}


async def _household(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await households.create_household(session, "某家", id, [])
        return {"id": public_id("household", row.id), "version": row.version}


async def _tie(house: House) -> Input:
    (one, _), (other, _) = await new_client(house), await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await households.add_relation(session, one, other, "spouse")
        return {"id": public_id("clientrelation", row.id)}


async def _tagged(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        tag = await tags.create_tag(session, f"签{next(_serial)}", "red")
        await tags.give(session, id, tag.id)
        return {"client": public_id("client", id), "tag": public_id("tag", tag.id)}


async def _tag(house: House, *, archived: bool = False) -> Input:
    async with house.database.change(await house.principal("operations")) as session:
        row = await tags.create_tag(session, f"签{next(_serial)}", "red")
        if archived:
            row = await tag_changes.archive(session, row.id, row.version)
        return {"id": public_id("tag", row.id), "version": row.version}


async def _ruled_by_hand(house: House) -> Input:
    """A client from whom somebody took a tag that has a rule."""
    given = await _tagged(house)
    async with house.database.change(await house.principal("operations")) as session:
        tag_id = own_id("tag", given["tag"])
        await tag_rules.set_rule(session, tag_id, 1, {"all": []}, None)
        await tags.take(session, own_id("client", given["client"]), tag_id)
    return given


async def _user(house: House, *, totp: bool = False) -> Input:
    async with house.database.change(house.firm.system) as session:
        email = f"u{next(_serial)}@{house.firm_id.hex[:8]}.example.com"
        new = NewUser(name="新人", email=email, roles=("client_manager",))
        row = await create_user(session, house.vault, new, known_roles=ROLES)
        await give_password(
            session, house.services.extra["hasher"], row, "Kranich-7-über-dem-See", must_change=False
        )
        await session.flush()
        if totp:
            chosen = update(Credential).where(
                Credential.firm_id == house.firm_id, Credential.user_id == row.id
            )
            await session.execute(chosen.values(totp_sealed=b"sealed", totp_confirmed_at=now()))
        return {"id": public_id("user", row.id), "version": row.version}


async def _team(house: House) -> Input:
    async with house.database.change(house.firm.system) as session:
        row = await teams.create_team(session, name=f"组{next(_serial)}")
        return {"id": public_id("team", row.id), "version": row.version}


async def _api_key(house: House) -> Input:
    async with house.database.change(await house.principal("policy_admin")) as session:
        row, _ = await create_key(
            session, NewKey(name="行", role="partner_api", sources=("银行",)), known_roles=ROLES
        )
        return {"id": public_id("apikey", row.id)}


async def _session(house: House) -> Input:
    user_id = house.people["client_manager"]
    async with house.database.change(house.firm.system) as session:
        row, _ = open_session(session, user_id, Lifetimes(), ip=None, user_agent=None)
        await session.flush()
        return {"id": public_id("session", row.id)}


async def _notification(house: House) -> Input:
    id = uuid7()
    async with house.database.change(house.firm.system) as session:
        session.add(
            Notification(id=id, user_id=house.people["client_manager"], kind="task_assigned", params={})
        )
    return {"ids": [public_id("notification", id)]}


async def _view(house: House) -> Input:
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await saved_views.create_view(
            session, page="clients", name=f"视图{next(_serial)}", query="", shared="me", may_share=False
        )
        return {"id": public_id("view", row.id), "version": row.version}


async def _report(house: House) -> Input:
    content = {"chart": "table", "measures": [["K-10", "gross"]], "rows": "team"}
    given = {"zh": f"报表{next(_serial)}", "en": "", "shared": "me", "content": content}
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await reports.keep(session, reports.Report, given, may_share=False)
        return {"id": public_id("report", row.id), "version": row.version}


async def _board(house: House) -> Input:
    given = {"zh": f"看板{next(_serial)}", "en": "", "shared": "me", "content": {"cards": []}}
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await reports.keep(session, reports.Dashboard, given, may_share=False)
        return {"id": public_id("dashboard", row.id), "version": row.version}


async def _new_report(_house: House) -> Input:
    shape = {"chart": "TABLE", "measures": [{"kpi": "K-10", "measure": "gross"}], "rows": "TEAM"}
    return {"zh": f"新报表{next(_serial)}", "shared": "team", "shape": shape}


async def _new_board(_house: House) -> Input:
    cards = [{"cockpit": "money", "x": 0, "y": 0, "w": 6, "h": 4}]
    return {"zh": f"新看板{next(_serial)}", "shared": "team", "cards": cards}


async def _new_view(_house: House) -> Input:
    return {
        "page": "clients",
        "name": f"新视图{next(_serial)}",
        "query": "state=existing&sort=-aum",
        "shared": "team",
    }


async def _field(house: House, *, archived: bool = False) -> Input:
    async with house.database.change(await house.principal("operations")) as session:
        row = await custom_field_changes.define(session, f"own_{next(_serial)}", "text", "自", "Own", {})
        if archived:
            await custom_field_changes.archive(session, row.id, row.version)
        return {"id": public_id("customfield", row.id), "version": row.version}


async def _layout(house: House) -> Input:
    """A section with one new field in it, beside all that are there."""
    field = await _field(house)
    async with house.database.read(house.firm_id) as session:
        version = await session.scalar(select(Firm.fields_version).where(Firm.firm_id == house.firm_id))
    section = {"zh": "家办", "en": "Family office", "columns": 2, "collapsed": False, "fields": [field["id"]]}
    return {"version": version, "sections": [section], "rest": []}


async def _second_field(house: House) -> Input:
    await _field(house)
    return await _field(house)


async def _new_field(_house: House) -> Input:
    return {
        "key": f"made_{next(_serial)}",
        "kind": "number",
        "zh": "年限",
        "en": "Years",
        "places": 0,
        "low": "0",
    }


async def _classified(house: House) -> Input:
    grant = {"role": "executive", "relation": "firm", "right": "view"}
    return {"id": (await _field(house))["id"], "grants": [grant], "note": "高管可读"}


@dataclass(frozen=True)
class Call:
    """One mutation.

    make: a valid input, made anew each time; answer: the selection set, `id` where it answers a node; events: names
    that must be emitted; audits: (noun, action) that must be recorded; bumps: whether the answer's version is the
    input's and one more; ids: inputs that name rows, with their nouns; hides: whether the row may be out of reach
    inside the firm.
    """

    role: str
    make: Callable[[House], Awaitable[Input]]
    answer: str = "id"
    events: tuple[str, ...] = ()
    audits: tuple[tuple[str, str], ...] = ()
    bumps: bool = False
    ids: Mapping[str, str] = ()  # type: ignore[assignment]
    hides: bool = False


def _versioned(base: Callable[[House], Awaitable[Input]], **more: Any) -> Callable[[House], Awaitable[Input]]:
    async def make(house: House) -> Input:
        new = {key: f"{value}{next(_serial)}" if key == "name" else value for key, value in more.items()}
        return {**await base(house), **new}

    return make


async def _client_input(house: House) -> Input:
    id, version = await _client(house)
    return {"id": id, "version": version}


async def _create_client(house: House) -> Input:
    n = next(_serial)
    return {
        "name": f"客{n}", "kind": "individual", "contactPoints": [{"kind": "mobile", "value": f"1692222{n:04d}"}],
        "owner": house.user("client_manager"), "tags": [house.id("tag")],
    }  # fmt: skip


async def _assign(house: House) -> Input:
    return {**await _client_input(house), "user": house.user("partner"), "role": "co_owner", "credit": "20"}


async def _relate(house: House) -> Input:
    (one, _), (other, _) = await _client(house), await _client(house)
    return {"client": one, "other": other, "kind": "spouse", "share": "12.5", "note": "相识多年"}


async def _two(house: House) -> Input:
    (one, version), (other, other_version) = await _client(house), await _client(house)
    choices = [{"field": "owner", "side": "THEIRS"}]
    return {"id": one, "version": version, "other": other, "otherVersion": other_version, "choices": choices}


async def _need(house: House, *, closed: bool = False) -> Input:
    client, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await needs.create(session, client, {"purpose": "子女留学", "amount": Decimal(800_000)})
        if closed:
            row = await needs.close(session, row.id, row.version, "dropped", "改由亲属承担")
    return {"id": public_id("need", row.id), "version": row.version}


async def _request_input(house: House) -> Input:
    id, _ = await _client(house)
    return {
        "client": id, "type": "product_question", "title": "何时开放", "channel": "call",
        "form": {"question": "何时开放?"},
    }  # fmt: skip


def _request(*acts: str, type: str = "product_question", **more: Any) -> Callable[[House], Awaitable[Input]]:
    """A request of a new client with which something was done. acts: answer, or of `moveRequest`."""

    async def make(house: House) -> Input:
        client, _ = await new_client(house)
        form = {} if type == "complaint" else {"question": "何时开放?"}
        async with house.database.change(await house.principal(MANAGER)) as session:
            row = await request_making.create(session, request_making.Asked(client, type, form=form))
            for act in acts:
                if act == "answer":
                    row = await request_acts.answer(session, row.id, row.version, text="已答复")
                elif act == "resolve":
                    row = await request_acts.resolve(session, row.id, row.version, "已办结")
                else:
                    row = await request_acts.go_on(session, row.id, row.version, act)
            return {"id": public_id("request", row.id), "version": row.version, **more}

    return make


async def _given_request(house: House) -> Input:
    return {**await _request()(house), "owner": house.user("assistant")}


async def _new_type(house: House) -> Input:
    del house
    return {"key": f"type_{next(_serial)}", "content": request_types.shipped()["nav_report"]}


async def _own_type(house: House, **more: Any) -> Input:
    made = await _new_type(house)
    async with house.database.change(await house.principal("operations")) as session:
        row = await request_types.create_type(session, made["key"], made["content"], PEOPLE)
        return {"id": public_id("requesttype", row.id), "version": row.version, **more}


async def _type_content(house: House) -> Input:
    made = await _own_type(house)
    content = {**request_types.shipped()["nav_report"], "escalate_minutes": 20 + next(_serial) % 300}
    return {"type": made["id"], "content": content, "base": 1}


async def _type_draft(house: House) -> Input:
    made = await _type_content(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        id = own_id("requesttype", made["type"])
        draft = await save_draft(session, request_types.RequestTypeDraft, 0, 1, made["content"], type_id=id)
        return {"type": made["type"], "draft": draft.version}


async def _request_link(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        await request_links.make_link(session, id, uuid7().bytes, 7)
    return {"client": public_id("client", id)}


async def _linked_client(house: House) -> Input:
    id, _ = await _client(house)
    return {"client": id, "days": 7}


async def _need_input(house: House) -> Input:
    id, _ = await _client(house)
    return {
        "client": id, "purpose": "换房", "amount": "3000000", "horizon": "medium", "note": "明年春天",
        "followUpOn": "2026-12-24",
    }  # fmt: skip


async def _plan_input(house: House) -> Input:
    id, _ = await _client(house)
    return {
        "from": house.user("client_manager"), "reason": "轮岗", "othersTo": house.user("partner"), "told": True,
        "lines": [{"client": id, "to": house.user("senior_client_manager"), "note": "喜欢喝茶"}],
    }  # fmt: skip


async def _planned(house: House) -> tuple[UUID, int, UUID]:
    """A hand-over of one client: id, version, the client."""
    given = await _plan_input(house)
    client = own_id("client", given["lines"][0]["client"])
    line = PlannedLine(client, house.people["senior_client_manager"])
    async with house.database.change(await house.principal("team_lead")) as session:
        row = await handover_plans.plan(
            session, Plan(house.people["client_manager"], "轮岗", [line], told=True)
        )
    return row.id, row.version, client


async def _handover(house: House) -> Input:
    id, version, _ = await _planned(house)
    return {"id": public_id("handover", id), "version": version}


async def _handed_over(house: House) -> Input:
    id, version, _ = await _planned(house)

    async def never(*_given: Any) -> None:
        raise AssertionError("nobody was to be let go")

    async with house.database.change(await house.principal("team_lead")) as session:
        row = await handing_over.execute(session, id, version, let_go=never)
    return {"id": public_id("handover", id), "version": row.version}


async def _handover_note(house: House) -> Input:
    id, _, client = await _planned(house)
    return {"handover": public_id("handover", id), "client": public_id("client", client), "text": "周五联系"}


async def _look_alikes(house: House) -> Input:
    (one, _), (other, _) = await _client(house), await _client(house)
    return {"id": one, "other": other}


async def _merged(house: House) -> Input:
    (one, version), (other, other_version) = await new_client(house), await new_client(house)
    async with house.database.change(await house.principal("team_lead")) as session:
        await merging.merge(
            session, house.vault, one, version, other, other_version, chosen={}, may_take=lambda _key: True
        )
        merge = await session.scalar(select(ClientMerge).where(ClientMerge.loser_id == other))
        assert merge is not None
        return {"id": public_id("clientmerge", merge.id)}


async def _new_household(house: House) -> Input:
    (one, _), (other, _) = await _client(house), await _client(house)
    return {"name": "新家", "head": one, "members": [other]}


async def _revealed(house: House) -> Input:
    id, _ = await new_client(
        house, "senior_client_manager", idType="resident_id", idNumber="310101197605079978"
    )
    return {"id": public_id("client", id), "field": "idNumber", "reason": "核对证件"}


async def _untagged(house: House) -> Input:
    id, _ = await _client(house)
    return {"client": id, "tag": house.id("tag"), "reason": "谈过"}


async def _talk(house: House) -> Input:
    id, _ = await _client(house)
    return {
        "client": id, "kind": "call", "direction": "out", "channel": "phone", "summary": "谈话", "minutes": 3,
        "followUp": {"title": "再谈", "assignee": house.user("assistant")},
    }  # fmt: skip


async def _logged(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await interactions.log(
            session, id, kind="call", direction="out", channel="phone", summary="谈过"
        )
        return {"id": public_id("interaction", row.id), "version": row.version}


async def _talked(house: House) -> Input:
    id, _ = await _client(house)
    return {
        "client": id,
        "channel": "wechat",
        "messages": [{"text": "在吗", "side": "client", "speaker": "张三"}],
    }


MAIL = "From: a@example.com\r\nTo: b@example.com\r\nSubject: s\r\nMessage-ID: <%d@example.com>\r\n\r\n好\r\n"


async def _mailed(house: House) -> Input:
    id, _ = await _client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        upload = await new_upload(session, house, "信.eml", (MAIL % next(_serial)).encode())
        return {"client": id, "upload": public_id("upload", upload.id)}


async def _incoming(house: House, *, thrown: bool = False) -> Input:
    content = (MAIL % next(_serial)).encode()
    row = await new_incoming_mail(house, content, thrown=thrown)
    return {"id": public_id("incomingmail", row.id), "version": row.version}


async def _to_settle(house: House) -> Input:
    id, _ = await _client(house)
    return {**await _incoming(house), "client": id}


async def _present_address(house: House) -> Input:
    user_id = house.people["client_manager"]
    async with house.database.read(house.firm_id) as session:
        found = await mail_addresses.address_of(session, house.vault, user_id)
    return {"replaces": found and found.mailbox}


async def _new_topic(_house: House) -> Input:
    return {"name": f"话题{next(_serial)}"}


async def _topic(house: House) -> Input:
    async with house.database.change(house.firm.system) as session:
        row = await topics.create_topic(session, f"话题{next(_serial)}")
        return {"id": public_id("topic", row.id), "version": row.version}


async def _new_task(house: House) -> Input:
    id, _ = await _client(house)
    return {
        "title": "跟进",
        "client": id,
        "assignee": house.user("assistant"),
        "dueAt": "2026-12-01T09:00:00+08:00",
    }


async def _absence(house: House) -> Input:
    made = await _user(house)
    return {
        "user": made["id"], "version": made["version"], "from": "2027-01-01", "until": "2027-01-09",
        "deputy": house.user("assistant"),
    }  # fmt: skip


async def _new_user(house: House) -> Input:
    email = f"n{next(_serial)}@{house.firm_id.hex[:8]}.example.com"
    return {
        "name": "来人",
        "email": email,
        "roles": ["assistant"],
        "team": public_id("team", house.team or UUID(int=0)),
    }


async def _new_team(house: House) -> Input:
    return {
        "name": f"新组{next(_serial)}", "lead": house.user("team_lead"),
        "parent": public_id("team", house.team or UUID(int=0)),
    }  # fmt: skip


async def _new_tag(_house: House) -> Input:
    return {"name": f"新签{next(_serial)}", "colour": "blue"}


async def _new_key(house: House) -> Input:
    return {"name": "渠道", "role": "partner_api", "scope": {"productIds": [house.id("product")]}}


async def _import(house: House, state: str = "previewed", **columns: Any) -> Input:
    """An import of the client manager's with one row that may be a twin; as it is after a check."""
    return {"id": public_id("import", (await previewed(house, state, **columns)).job_id)}


async def _import_row(house: House) -> Input:
    made = await previewed(house)
    cells = [{"field": "mobile", "text": "16900000013"}]
    return {
        "id": public_id("import", made.job_id),
        "row": public_id("importrow", made.row_id),
        "cells": cells,
    }


async def _import_pair(house: House) -> Input:
    made = await previewed(house)
    pair = public_id("importpair", made.pair_id)
    return {"id": public_id("import", made.job_id), "decision": "different", "pairs": [pair]}


async def _committed(house: House) -> Input:
    return await _import(house, "done", undo_until=now() + timedelta(days=1))


def _of_import(**more: Any) -> Callable[[House], Awaitable[Input]]:
    async def make(house: House) -> Input:
        return {**await _import(house), **more}

    return make


async def _upload(house: House) -> str:
    async with house.database.change(await house.principal("client_manager")) as session:
        return public_id("upload", (await new_upload(session, house, f"件{next(_serial)}.txt")).id)


async def _new_document(house: House) -> Input:
    id, _ = await _client(house)
    return {"client": id, "upload": await _upload(house), "category": "contract", "note": "原件在柜"}


async def _document(house: House, *, deleted: bool = False) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await new_document(session, house, id, f"合同{next(_serial)}.txt")
        if deleted:
            await documents.delete(session, row.id, row.version)
        return {"id": public_id("document", row.id), "version": row.version}


async def _newer_document(house: House) -> Input:
    return {**await _document(house), "upload": await _upload(house)}


async def _wanted_export(_house: House) -> Input:
    return {
        "list": "clients", "format": "xlsx", "columns": ["name", "mobile"], "reason": f"月度核对{next(_serial)}",
        "filter": {"province": {"eq": "31"}}, "orderBy": [{"field": "NAME"}],
    }  # fmt: skip


async def _export(house: House, *, state: str = "queued") -> Input:
    wanted = Wanted("clients", "csv", ("name",), {}, (), "月度核对")
    async with house.database.change(await house.principal("operations")) as session:
        row = await exports.ask(session, house.vault, wanted, -1 if state == "waiting" else 1)
        if state == "done":
            file = await keep_text(session, house, f"出{next(_serial)}")
            row.state, row.file_id, row.expires_at = "done", file.id, now() + timedelta(days=1)
            await session.flush()
        return {"id": public_id("export", row.id), "version": row.version}


async def _decided(house: House) -> Input:
    return {**await _export(house, state="waiting"), "approve": True, "note": "可以"}


async def _reason(_house: House) -> Input:
    return {"reason": f"更换系统{next(_serial)}"}


async def _rules(_house: House) -> Input:
    return {"rowsAlone": 1000 + next(_serial), "keptDays": 3}


async def _document_rule(_house: House) -> Input:
    return {"category": "proposal", "years": next(_serial) % 90, "reason": "律师意见"}


async def _tier_model(house: House) -> Input:
    async with house.database.as_system(house.firm_id, "tests") as session:
        await discard_draft(session, TierDraft)
        newest = (await versions_of(session, TierModel))[0]
        changed = {**newest.content, "hysteresis": f"{next(_serial) % 50}.{next(_serial) % 100:02}"}
        return {"content": changed, "base": newest.number}


async def _tier_draft(house: House) -> Input:
    made = await _tier_model(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        draft = await save_draft(session, TierDraft, 0, made["base"], made["content"])
        if next(_serial) % 2:
            draft = await save_draft(session, TierDraft, draft.version, made["base"] + 1, made["content"])
        return {"draft": draft.version}


async def _service(house: House) -> Input:
    async with house.database.as_system(house.firm_id, "tests") as session:
        await discard_draft(session, ServiceDraft)
        newest = (await versions_of(session, ServiceMatrix))[0]
        content = deepcopy(newest.content)
        for cell in content["cells"][:2]:
            cell["priority"] = next(_serial) % 1000
        return {"content": content, "base": newest.number}


async def _level(house: House) -> Input:
    until = business_date() + timedelta(days=20)
    return {
        "client": (await _client_input(house))["id"],
        "cell": "uhnw",
        "until": until.isoformat(),
        "reason": "接班",
    }


async def _held_level(house: House) -> Input:
    """A level that two people gave."""
    client_id, _ = await new_client(house)
    until = business_date() + timedelta(days=20)
    async with house.database.change(await house.principal(MANAGER)) as session:
        row = await service_levels.propose(session, client_id, "uhnw", until, "接班")
        row.state, row.decided_at = "held", now()
        await session.flush()
        return {"id": public_id("servicelevel", row.id), "version": row.version}


async def _service_draft(house: House) -> Input:
    made = await _service(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        draft = await save_draft(session, ServiceDraft, 0, made["base"], made["content"])
        if next(_serial) % 2:
            draft = await save_draft(session, ServiceDraft, draft.version, made["base"] + 1, made["content"])
        return {"draft": draft.version}


POLICY_CELL = ("legal", "ServiceBreach.isTold")
"""A cell that these calls turn to and fro; nothing else asks for it."""


async def _policy_draft(house: House) -> Input:
    """A draft that turns the cell; nothing else waits."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        await discard_draft(session, PolicyDraft)
        await session.execute(delete(PolicyProposal).where(PolicyProposal.firm_id == house.firm_id))
        rules = await policy_store.current_rules(session)
        said = any((rule.role, rule.coordinate) == POLICY_CELL for rule in rules)
        draft = await write_draft(session, 0, 1, {POLICY_CELL: "" if said else "firm:view"})
        number = await session.scalar(select(Firm.policy_version).where(Firm.firm_id == house.firm_id))
    return {"draft": draft.version, "base": number, "note": "调整"}


async def _policy_edit(house: House) -> Input:
    made = await _policy_draft(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        await discard_draft(session, PolicyDraft)
    field = "Product.name" if next(_serial) % 2 else "Product.code"
    edit = {"roles": ["legal"], "coordinates": [field], "cell": ""}
    return {"version": 0, "base": made["base"], "edits": [edit]}


async def _policy_discard(house: House) -> Input:
    made = await _policy_draft(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        if next(_serial) % 2:
            draft = await write_draft(session, made["draft"], made["base"], {POLICY_CELL: "firm:view"})
            return {"draft": draft.version}
    return {"draft": made["draft"]}


async def _policy_back(house: House) -> Input:
    made = await _policy_draft(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        draft = await present_draft(session)
        assert draft is not None
        changed = await policy_proposals.changing(session, cells_in(draft.content), None)
        next_one = await policy_store.becoming(session, made["base"], changed)
        version = await policy_store.put_in_force(session, next_one, "调整")
        await discard_draft(session, PolicyDraft)
    house.policies.doubt(house.firm_id)
    return {"number": made["base"], "base": version.number, "note": "撤回"}


async def _policy_proposal(house: House) -> Input:
    made = await _policy_draft(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        draft = await present_draft(session)
        assert draft is not None
        cells = cells_in(draft.content)
        changed = await policy_proposals.changing(session, cells, None)
        next_one = await policy_store.becoming(session, made["base"], changed)
        row = await policy_proposals.propose(session, next_one, cells, None, "放开")
        return {"id": public_id("policyproposal", row.id), "agree": True}


async def _template(house: House) -> JourneyTemplate:
    async with house.database.as_system(house.firm_id, "tests") as session:
        named = select(JourneyTemplate).where(
            JourneyTemplate.firm_id == house.firm_id, JourneyTemplate.key == "post_investment"
        )
        return (await session.scalars(named)).one()


async def _journey_input(house: House) -> Input:
    id, _ = await new_client(house)
    template = await _template(house)
    return {
        "client": public_id("client", id), "template": public_id("journeytemplate", template.id),
        "expectedAmount": "3000000", "owner": house.user("client_manager"),
    }  # fmt: skip


async def _journey(house: House, stage: str = "onboarding", *, held: bool = False) -> Input:
    """A journey in a stage, from which nothing is missing."""
    id, _ = await new_client(house)
    template = await _template(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await moving.start(session, id, template.id, stage=stage)
        for task in await tasks_of_stage(session, row.id, stage):
            await tasks.complete(session, task.id, task.version, "已办")
        if held:
            await moving.hold(session, row.id, row.version, date(2099, 1, 1), None)
    async with house.database.as_system(house.firm_id, "tests") as session:
        client = await session.get_one(Client, (house.firm_id, id))
        client.state = "existing"
    return {"id": public_id("journey", row.id), "version": row.version}


async def _losable(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        named = select(JourneyTemplate.id).where(
            JourneyTemplate.firm_id == house.firm_id, JourneyTemplate.key == "private_fund_sales"
        )
        row = await moving.start(session, id, (await session.scalars(named)).one())
    return {"id": public_id("journey", row.id), "version": row.version}


async def _old_journey(house: House) -> Input:
    """A journey that runs by an older version than the newest."""
    made = await _journey(house)
    async with house.database.change(await house.principal("operations")) as session:
        template = await _template(house)
        newest = (await versions_of(session, JourneyTemplateVersion, template_id=template.id))[0]
        content = deepcopy(newest.content)
        content["stages"][0]["days"] = 30 + next(_serial) % 900
        await templates.publish(session, template.id, newest.number, content, PEOPLE, None)
    return made


async def _journey_task(house: House) -> Input:
    """An open mandatory task with a checklist."""
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await tasks.create_task(
            session, f"必办{next(_serial)}", client_id=id, mandatory=True, task_key="x", stage="onboarding",
            checklist=[{"zh": "一", "en": "One", "done": False}],
            journey_id=(await moving.start(session, id, (await _template(house)).id)).id,
        )  # fmt: skip
    return {"id": public_id("task", row.id), "version": row.version}


async def _template_content(house: House) -> Input:
    """Another version of a template, and the newest there is."""
    template = await _template(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        await discard_draft(session, JourneyTemplateDraft, template_id=template.id)
        newest = (await versions_of(session, JourneyTemplateVersion, template_id=template.id))[0]
        content = deepcopy(newest.content)
        content["stages"][0]["days"] = 30 + next(_serial) % 900
    return {
        "template": public_id("journeytemplate", template.id), "content": content, "base": newest.number
    }  # fmt: skip


async def _template_draft(house: House) -> Input:
    made = await _template_content(house)
    id = own_id("journeytemplate", made["template"])
    async with house.database.as_system(house.firm_id, "tests") as session:
        draft = await save_draft(
            session, JourneyTemplateDraft, 0, made["base"], made["content"], template_id=id
        )
        next(_serial)  # what is written twice and what once takes turns
        if next(_serial) % 2:
            draft = await save_draft(
                session,
                JourneyTemplateDraft,
                draft.version,
                made["base"] + 1,
                made["content"],
                template_id=id,
            )
        return {"template": made["template"], "draft": draft.version}


async def _new_template(house: House) -> Input:
    made = await _template_content(house)
    return {
        "key": f"own_{next(_serial)}", "kind": "generic", "content": made["content"], "team": _team_id(house),
        "basedOn": made["template"],
    }  # fmt: skip


def _team_id(house: House) -> str:
    assert house.team is not None
    return public_id("team", house.team)


async def _kind_of_own(session: Any, house: House) -> ApprovalKind:
    """A kind of this call alone, by which legal is asked."""
    content = deepcopy(approval_kinds.shipped()["general"])
    step = {**content["steps"][0], "approvers": [house.user("legal")]}
    content |= {"steps": [step]}
    return await approval_kinds.create_kind(session, f"kind_{next(_serial)}", content, PEOPLE)


async def _approval(house: House, *, handed_in: bool = False) -> Input:
    """A draft of the client manager, or what he handed in."""
    async with house.database.change(await house.principal(MANAGER)) as session:
        kind = await _kind_of_own(session, house)
        row = await approval_asking.begin(session, kind.id, "采购", {"matter": "投影仪"})
        if handed_in:
            await approval_asking.hand_in(session, row, None)
        await session.flush()
        return {"id": public_id("approval", row.id), "version": row.version}


async def _pending_approval(house: House) -> Input:
    return await _approval(house, handed_in=True)


async def _with_user(house: House, name: str, *, many: bool = False) -> Input:
    user = house.user("finance")
    return {**await _pending_approval(house), name: [user] if many else user}


async def _approval_input(house: House) -> Input:
    async with house.database.change(await house.principal("operations")) as session:
        kind = await _kind_of_own(session, house)
    return {"kind": public_id("approvalkind", kind.id), "title": "采购", "form": {"matter": "投影仪"}}


async def _journey_without_approval(house: House) -> Input:
    """A journey by a template whose stage asks for an approval that was withdrawn."""
    made = await new_client(house)
    async with house.database.change(await house.principal("operations")) as session:
        content = orjson.loads(templates.shipped("post_investment"))
        content["stages"][0]["approvals"] = ["legal_signing"]
        template = await templates.create_template(
            session, f"own_{next(_serial)}", "generic", content, PEOPLE
        )
    async with house.database.change(await house.principal(MANAGER)) as session:
        row = await moving.start(session, made[0], template.id)
        asked = (await asked_by(session, [row.id]))[row.id].latest["legal_signing"]
        await approval_asking.withdraw(session, asked.id, asked.version)
        return {"id": public_id("journey", row.id), "version": row.version, "kind": "legal_signing"}


async def _gate(house: House) -> Input:
    """The gate, open by a secret of another number each time."""
    number = next(_serial)
    async with house.database.as_system(house.firm_id, "tests") as session:
        found = select(ApprovalGate).where(ApprovalGate.firm_id == house.firm_id)
        gate = (await session.scalars(found)).one_or_none()
        if gate is None:
            session.add(ApprovalGate(id=ONLY, number=number))
        else:
            gate.number, gate.closed_at = number, None
    return {"number": number}


async def _own_kind(house: House, **more: Any) -> Input:
    async with house.database.change(await house.principal("operations")) as session:
        row = await _kind_of_own(session, house)
        return {"id": public_id("approvalkind", row.id), "version": row.version, **more}


async def _new_kind(house: House) -> Input:
    del house
    return {"key": f"kind_{next(_serial)}", "content": approval_kinds.shipped()["general"]}


async def _kind_content(house: House) -> Input:
    made = await _own_kind(house)
    content = {**approval_kinds.shipped()["general"], "expires": 3 + next(_serial) % 300}
    return {"kind": made["id"], "content": content, "base": 1}


async def _kind_draft(house: House) -> Input:
    made = await _kind_content(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        id = own_id("approvalkind", made["kind"])
        draft = await save_draft(session, approval_kinds.ApprovalKindDraft, 0, 1, made["content"], kind_id=id)
        return {"kind": made["kind"], "draft": draft.version}


def _automation_content() -> Input:
    trigger = {"kind": "event", "event": "client.created"}
    step = {"id": "task", "kind": "create_task", "assignee": "owner", "title": f"跟进{next(_serial)}"}
    return {"zh": "规则", "en": "Rule", "trigger": trigger, "steps": [step]}


async def own_automation(house: House, *, is_published: bool = True) -> Any:
    """An automation of this call alone, switched off; with one version."""
    async with house.database.change(await house.principal("operations")) as session:
        row = await automations.create(session, "规则", "Rule")
        if is_published:
            content = _automation_content()
            await automations.publish(session, row.id, 0, content, read_content(content), [], None)
        return row


async def _own_automation(house: House, **more: Any) -> Input:
    row = await own_automation(house)
    return {"id": public_id("automation", row.id), "version": row.version, **more}


async def _automation_named(house: House, **more: Any) -> Input:
    row = await own_automation(house)
    return {"automation": public_id("automation", row.id), **more}


async def _automation_version(house: House) -> Input:
    return await _automation_named(house, base=1, content=_automation_content())


async def _automation_draft(house: House) -> Input:
    made = await _automation_named(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        id = own_id("automation", made["automation"])
        draft = await save_draft(
            session, automations.AutomationDraft, 0, 1, _automation_content(), automation_id=id
        )
        return {**made, "draft": draft.version}


async def _automation_reverted(house: House) -> Input:
    made = await _automation_named(house)
    id, content = own_id("automation", made["automation"]), _automation_content()
    async with house.database.change(await house.principal("operations")) as session:
        await automations.publish(session, id, 1, content, read_content(content), [], None)
    return {**made, "base": 2, "number": 1}


async def _automation_hook(house: House) -> Input:
    made, number = await _automation_named(house), next(_serial)
    async with house.database.as_system(house.firm_id, "tests") as session:
        session.add(AutomationHook(automation_id=own_id("automation", made["automation"]), number=number))
    return {**made, "number": number}


async def failed_run(house: House, *, has_send: bool = False) -> tuple[AutomationRun, AutomationSend | None]:
    """A run that needs attention, about the manager's client; with something in doubt."""
    row, (client_id, _) = await own_automation(house), await new_client(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        run = AutomationRun(
            id=uuid7(), automation_id=row.id, number=1, mark=uuid7().hex, event="client.created", facts={},
            client_id=client_id, state="failed", error="FORBIDDEN",
        )  # fmt: skip
        session.add(run)
        await session.flush()
        send = None
        if has_send:
            send = AutomationSend(
                id=uuid7(), automation_id=row.id, run_id=run.id, step="call", channel="webhook",
                target="https://example.com/", payload={}, state="in_doubt",
            )  # fmt: skip
            session.add(send)
        return run, send


async def _failed_run(house: House) -> Input:
    return {"id": public_id("automationrun", (await failed_run(house))[0].id)}


async def _replayed(house: House) -> Input:
    return {"automation": public_id("automation", (await failed_run(house))[0].automation_id)}


async def _in_doubt(house: House) -> Input:
    run, send = await failed_run(house, has_send=True)
    assert send is not None
    return {
        "run": public_id("automationrun", run.id), "send": public_id("automationsend", send.id), "sent": True,
    }  # fmt: skip


async def _awake(house: House, *, kind: str = pauses.EXPORTS, rests: bool = False) -> None:
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(delete(pauses.WorkPause).where(pauses.WorkPause.firm_id == house.firm_id))
        if rests:
            await pauses.pause(session, kind, "迁移")


async def _paused(house: House) -> Input:
    await _awake(house)
    return {"kind": pauses.EXPORTS, "reason": f"迁移{next(_serial)}"}


async def _resumed(house: House) -> Input:
    kind = pauses.KINDS[next(_serial) % len(pauses.KINDS)]
    await _awake(house, kind=kind, rests=True)
    return {"kind": kind}


async def _why(_house: House) -> Input:
    return {"reason": f"monthly review {next(_serial)}"}


async def _dead_letters(house: House) -> Input:
    async with house.database.as_system(house.firm_id, "tests") as session:
        row = OutboxRow(
            id=uuid7(), name="drill.gone", payload={}, actor="system:tests", seq=1_000_000 + next(_serial),
            attempts=8, last_error="ValueError", dead_at=now(),
        )  # fmt: skip
        session.add(row)
    return {"ids": [public_id("event", row.id)]}


async def _new_owner(house: House) -> Input:
    return await _own_automation(house, owner=house.user("compliance"))


async def _new_automation(house: House) -> Input:
    del house
    return {"zh": f"规则{next(_serial)}", "en": "Rule"}


async def _own_template(house: House, **more: Any) -> Input:
    async with house.database.change(await house.principal("operations")) as session:
        content = orjson.loads(templates.shipped("post_investment"))
        row = await templates.create_template(session, f"own_{next(_serial)}", "generic", content, PEOPLE)
        return {"id": public_id("journeytemplate", row.id), "version": row.version, **more}


def _sheet() -> dict[str, list[str]]:
    """A whole sheet of the shipped questionnaire."""
    questions = shipped_content()["questionnaire"]["questions"]
    return {question["key"]: [question["answers"][-1]["key"]] for question in questions}


async def _part_of_a_sheet(house: House) -> Input:
    id, _ = await _client(house)
    return {"client": id, "answers": {"age": ["b"]}}


async def _drafted_sheet(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await assessments.save_draft(session, id, 0, Sheet({}, "counter"))
        return {"client": public_id("client", id), "draft": row.version}


async def _whole_sheet(house: House) -> Input:
    id, _ = await _client(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        newest = (await versions_of(session, SuitabilityRules))[0]
    return {
        "client": id,
        "answers": _sheet(),
        "rules": newest.number,
        "signedOn": business_date().isoformat(),
    }


async def _unsigned_sheet(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await assessing.complete(session, id, Sheet(_sheet(), "paper"))
        signed = business_date().isoformat()
        return {"id": public_id("assessment", row.id), "seen": row.version, "signedOn": signed}


async def _for_a_link(house: House) -> Input:
    id, _ = await _client(house)
    return {"client": id, "days": 3}


async def _open_link(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        await assessment_links.make_link(session, id, uuid7().bytes, 3)
    return {"client": public_id("client", id)}


async def _ground(house: House) -> Input:
    id, _ = await new_client(house)
    return {"client": public_id("client", id), "basis": "back"}


async def _asked_ground(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await qualifications.request(session, id, Application("back", {}))
        return {"id": public_id("qualification", row.id), "seen": row.version}


async def _granted_ground(house: House) -> Input:
    asked = await _asked_ground(house)
    async with house.database.change(await house.principal("compliance")) as session:
        id = own_id("qualification", asked["id"])
        row = await qualifications.decide(session, id, asked["seen"], approve=True, reason=None, until=None)
        return {"id": asked["id"], "seen": row.version, "reason": "材料失实"}


async def _other_signal_rules(house: House) -> Input:
    content = signals_shipped()
    async with house.database.read(house.firm_id) as session:
        newest = await newest_of(session, SignalRules)
    number = 0 if newest is None else newest.number
    content["silence"]["close_after"] += number + 1
    return {"base": number, "content": content, "note": "多等几天"}


async def _other_care_rules(house: House) -> Input:
    content = care_shipped()
    async with house.database.read(house.firm_id) as session:
        newest = await newest_of(session, care_rules.CareRules)
    number = 0 if newest is None else newest.number
    content["rules"][0]["ahead"] = (number + 1) % 30
    return {"base": number, "content": content, "note": "早些准备"}


async def _holidays(house: House) -> Input:
    async with house.database.read(house.firm_id) as session:
        newest = await newest_of(session, HolidayYear, year=2028)  # type: ignore[arg-type]
    number = 0 if newest is None else newest.number
    day = {"date": f"2028-03-{number % 28 + 1:02}", "kind": "holiday", "festival": "national"}
    return {"year": 2028, "base": number, "content": {"days": [day]}, "note": "通知"}


async def _care_day(house: House) -> Input:
    id, _ = await _client(house)
    return {"client": id, "kind": "wedding", "day": "--05-20", "lunar": False, "label": "2"}


async def _noted_day(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal(MANAGER)) as session:
        row = await care_dates.save(
            session, id, None, None, kind="birthday", label=None, day="--06-15", lunar_day=True
        )
        return {"id": public_id("caredate", row.id), "version": row.version}


async def _greetings(house: House) -> Input:
    id, _ = await _client(house)
    made = await _letter_published(house)
    async with house.database.change(await house.principal("compliance")) as session:
        await message_templates.approve_template(session, own_id("messagetemplate", made["id"]), 1)
    return {"template": made["id"], "festival": "mid_autumn", "clients": [id]}


async def _silent(house: House) -> Input:
    id, _ = await new_client(house)
    day = business_date()
    async with house.database.change(await house.principal(MANAGER)) as session:
        row = Silence(id=uuid7(), client_id=id, since=day - timedelta(days=120), silent_on=day, rules=0)
        session.add(row)
        await session.flush()
        return {"id": public_id("silence", row.id), "note": "客户出国"}


async def _predicted(house: House) -> UUID:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal(MANAGER)) as session:
        session.add(
            Prediction(
                id=uuid7(), client_id=id, kind="churn", as_of=business_date(), score=Decimal(1), band="high", place=1,
                parts={"base": 0.0, "parts": [["silent_days", 121.0, 1.0, 0.0]]},
            )
        )  # fmt: skip
    return id


async def _doubtful(house: House) -> Input:
    id = await _predicted(house)
    return {
        "client": public_id("client", id),
        "kind": "churn",
        "feature": "silent_days",
        "note": "昨天刚见过面",
    }


async def _opting_out(house: House) -> Input:
    return {"client": public_id("client", await _predicted(house)), "out": True, "note": "客户书面要求"}


async def _untrained(house: House) -> Input:
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(PredictionModel)
            .where(PredictionModel.firm_id == house.firm_id)
            .values(state="short")
            .execution_options(synchronize_session=False)
        )
    return {"kind": KINDS[next(_serial) % 2]}


async def _insisting(house: House) -> Input:
    id, _ = await new_client(house, qualified=True, riskLevel="C2", riskValidUntil=business_date())
    async with house.database.as_system(house.firm_id, "tests") as session:
        row = Product(id=uuid7(), code=f"R{next(_serial)}", name="坚持三号", risk_level="R3")
        session.add(row)
        await session.flush()
        product = public_id("product", row.id)
    return {
        "client": public_id("client", id), "product": product, "warning": "已知悉特别风险",
        "confirmedOn": business_date().isoformat(),
    }  # fmt: skip


async def _suitability(house: House) -> Input:
    async with house.database.as_system(house.firm_id, "tests") as session:
        await discard_draft(session, SuitabilityDraft)
        newest = (await versions_of(session, SuitabilityRules))[0]
        content = {**deepcopy(newest.content), "investors": 50 + max(next(_serial), next(_serial))}
        return {"content": content, "base": newest.number}


async def _suitability_draft(house: House) -> Input:
    made = await _suitability(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        draft = await save_draft(session, SuitabilityDraft, 0, made["base"], made["content"])
        if next(_serial) % 2:
            draft = await save_draft(
                session, SuitabilityDraft, draft.version, made["base"] + 1, made["content"]
            )
        return {"draft": draft.version}


def _proposal(to: str, **more: Any) -> Callable[[House], Awaitable[Input]]:
    """A proposal that stands where a move begins."""

    async def make(house: House) -> Input:
        made = await getattr(proposing, to)(house, await proposing.fund(house))
        return {"id": made["id"], "version": made["version"], **more}

    return make


async def _proposed(house: House) -> Input:
    client, product = await selling.buyer(house, f"建议{next(_serial)}"), await proposing.fund(house)
    return {"client": client, "items": [{"product": product, "amount": "1000000"}]}


async def _proposal_order(house: House) -> Input:
    made = await proposing.accepted(house, await proposing.fund(house))
    found = await proposing.read(house, made["id"])
    return {"item": found["items"][0]["id"], "version": found["version"]}


async def _unprinted(house: House) -> Input:
    made = await proposing.issued(house, await proposing.fund(house))
    async with house.database.change(house.firm.system) as session:
        await session.execute(
            update(ProposalPrint)
            .where(ProposalPrint.firm_id == house.firm_id, ProposalPrint.file_id.is_(None))
            .values(due_at=None, fault="proposal_print")
        )
    return {"id": made["id"], "number": 1}


async def _printed(house: House) -> Input:
    made = await proposing.issued(house, await proposing.fund(house))
    await proposing.print_all(house)
    return {"id": made["id"], "number": 1}


async def _logo(house: House) -> Input:
    async with house.database.change(await house.principal("compliance")) as session:
        upload = await new_upload(session, house, "标志.png", PICTURE + uuid7().bytes)
        return {"upload": public_id("upload", upload.id)}


def _configured(
    versions: Any, drafts: Any, alter: Callable[[Any], None]
) -> Callable[[House], Awaitable[Input]]:
    """The next version of a configuration, and no draft of it."""

    async def make(house: House) -> Input:
        async with house.database.as_system(house.firm_id, "tests") as session:
            await discard_draft(session, drafts)
            newest = (await versions_of(session, versions))[0]
            content = deepcopy(newest.content)
            alter(content)
            return {"content": content, "base": newest.number}

    return make


def _drafted(made: Callable[[House], Awaitable[Input]], drafts: Any) -> Callable[[House], Awaitable[Input]]:
    turns = iter(range(100_000))

    async def make(house: House) -> Input:
        given = await made(house)
        async with house.database.as_system(house.firm_id, "tests") as session:
            draft = await save_draft(session, drafts, 0, given["base"], given["content"])
            if next(turns) % 2:
                draft = await save_draft(session, drafts, draft.version, given["base"] + 1, given["content"])
            return {"draft": draft.version}

    return make


async def _consent_input(house: House) -> Input:
    id, _ = await _client(house)
    entries = [{"purpose": "marketing", "channel": "mail", "given": True}]
    return {"client": id, "entries": entries, "source": "form", "evidence": "授权书"}


async def _consent(house: House) -> Input:
    id = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        rows = await consents.record(
            session, id[0], [consents.Said("care", "sms", False)], consents.Evidence("call")
        )
        return {"id": public_id("consententry", rows[0].id)}


async def _dead(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        client = await session.scalar(select(Client).where(Client.firm_id == house.firm_id, Client.id == id))
        assert client is not None
        mail = contact_points.ContactDraft("email", f"dead{next(_serial)}@example.com")
        await contact_points.replace_contacts(session, house.vault, client, [mail])
        await session.execute(
            update(contact_points.ContactPoint)
            .where(
                contact_points.ContactPoint.firm_id == house.firm_id,
                contact_points.ContactPoint.client_id == id,
            )
            .values(dead_at=now(), dead_why="550")
        )
    return {"client": public_id("client", id), "channel": "mail"}


async def _consent_texts(house: House) -> Input:
    content = deepcopy(shipped_texts())
    content["texts"][0]["zh"] = f"服务{next(_serial)}"
    return {"content": content, "base": await _base(house, ConsentTexts, ConsentTextsDraft)}


async def _contact_rules(house: House) -> Input:
    content = deepcopy(shipped_rules())
    content["caps"] = [{"purpose": "care", "count": 1 + next(_serial) % 90, "days": 7}]
    return {"content": content, "base": await _base(house, ContactRules, ContactRulesDraft)}


async def _base(house: House, of: Any, drafts: Any) -> int:
    async with house.database.as_system(house.firm_id, "tests") as session:
        await discard_draft(session, drafts)
    async with house.database.read(house.firm_id) as session:
        rows = await versions_of(session, of)
        return rows[0].number if rows else 0


async def _letter_input(_house: House) -> Input:
    n = next(_serial)
    return {"zh": f"模板{n}", "en": f"Template {n}", "channel": "mail", "purpose": "care"}


async def _letter(house: House) -> Input:
    async with house.database.as_system(house.firm_id, "tests") as session:
        row = await message_templates.create_template(
            session, f"问候{next(_serial)}", "Greeting", "mail", "care"
        )
        return {"id": public_id("messagetemplate", row.id), "version": row.version}


async def _letter_text(house: House) -> Input:
    made = await _letter(house)
    content = {"zh": {"subject": "节日快乐", "body": "{client.salutation}，节日快乐。"}, "en": None}
    return {"id": made["id"], "content": content, "base": 0}


async def _letter_draft(house: House) -> Input:
    made = await _letter_text(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        id = own_id("messagetemplate", made["id"])
        draft = await save_draft(
            session, message_templates.MessageTemplateDraft, 0, 0, made["content"], template_id=id
        )
        return {"id": made["id"], "draft": draft.version}


async def _letter_published(house: House) -> Input:
    made = await _letter_text(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        id = own_id("messagetemplate", made["id"])
        await message_templates.publish_template(session, id, 0, made["content"], None)
    return {"id": made["id"], "number": 1}


async def _message_input(house: House) -> Input:
    id, _ = await _client(house)
    wording = {"purpose": "service", "channel": "mail", "subject": "确认", "body": "{client.name} 您好"}
    return {"client": id, "wording": wording}


async def _message(house: House, state: str = "planned") -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        mark = f"tests:{next(_serial)}:{id}"
        row = (
            await message_plans.plan(
                session, house.vault, [id], message_plans.Wording(text=Text("信", "您好")),
                message_plans.Cause("person", lambda _client: mark),
            )
        )[0]  # fmt: skip
        row.state, row.due_at, row.began_at = state, None, now()
        await session.flush()
        return {"id": public_id("message", row.id), "version": row.version}


async def _doubted(house: House) -> Input:
    return {**await _message(house, "in_doubt"), "arrived": True}


async def _test_mail(_house: House) -> Input:
    return {"subject": f"试发{next(_serial)}", "body": "您好"}


def _other_days(content: Any) -> None:
    content["days"] = 1 + max(next(_serial), next(_serial)) % 360


def _other_word(content: Any) -> None:
    content["words"].append(
        {"word": f"词{next(_serial)}", "severity": "warn", "zh": "因", "en": "as", "exceptions": []}
    )


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000000000200"
    "01e221bc330000000049454e44ae426082"
)
_style = _configured(ProposalStyle, ProposalStyleDraft, _other_days)
_words = _configured(ForbiddenWords, ForbiddenWordsDraft, _other_word)


def _order(to: str, **more: Any) -> Callable[[House], Awaitable[Input]]:
    """An order that stands where a move begins, sold by somebody of another team than whoever may visit."""

    async def make(house: House) -> Input:
        client, product = await selling.buyer(house, f"买方{next(_serial)}"), await selling.fund(house)
        order = await selling.placed(house, client, product, to)
        made = {"id": order["id"], "version": order["version"], **more}
        if to == "suitability_ok":
            made |= {"documents": await selling.papers(house, client, "risk_disclosure", "contract")}
        return made

    return make


async def _ordered(house: House) -> Input:
    client, product = await selling.buyer(house, f"买方{next(_serial)}"), await selling.fund(house)
    return {
        "client": client, "product": product, "kind": "initial", "amount": "1000000",
        "openOn": selling.OPEN.isoformat(),
    }  # fmt: skip


async def _paid_order(house: House) -> Input:
    made = await _order("signed")(house)
    await selling.payment(house, made["id"], "1000000", payer=await selling.name_of(house, made["id"]))
    return {"id": made["id"], "seen": made["version"]}


async def _alien_payer(house: House) -> Input:
    made = await _order("signed")(house)
    receipt = await selling.payment(house, made["id"], "1000000", payer="别人")
    [proof] = await selling.papers(house, await selling.client_of(house, made["id"]), "other")
    return {"id": made["id"], "receipt": receipt, "relation": "spouse", "document": proof, "reason": "夫妻"}


async def _payer_asked(house: House) -> Input:
    given = await _alien_payer(house)
    await selling.call(house, "operations", "askOrderPayer", **given)
    document = "query($id: ID!) { order(id: $id) { payers { id version } } }"
    [payer] = (await house.data("compliance", document, id=given["id"]))["order"]["payers"]
    return {"payer": payer["id"], "seen": payer["version"], "accept": True}


async def _visiting(house: House) -> Input:
    async with house.database.as_system(house.firm_id, "tests") as session:
        number = (await versions_of(session, OrderRuleSet))[0].number
    return {**await _order("cooling_off")(house), **selling.visit(), "rules": number}


async def _differing(house: House) -> Input:
    made = await _order("confirmed")(house)
    return {**made, "note": "已核对"}


async def _examined(house: House) -> Input:
    client = await selling.buyer(house, f"买方{next(_serial)}", clear=False)
    return {"client": client, "state": "review", "reason": "核查"}


async def _block_to_lift(house: House) -> Input:
    client = await selling.buyer(house, f"买方{next(_serial)}", clear=False)
    async with house.database.as_system(house.firm_id, "tests") as session:
        id = own_id("client", client)
        await aml.find(session, id, "blocked", "命中")
        row = await aml.find(session, id, "review", "排除中")
        return {"id": public_id("amlreview", row.id), "seen": row.version, "approve": True}


async def _order_rules(house: House) -> Input:
    async with house.database.as_system(house.firm_id, "tests") as session:
        await discard_draft(session, OrderRulesDraft)
        newest = (await versions_of(session, OrderRuleSet))[0]
        content = {**deepcopy(newest.content), "deadline_hours": max(next(_serial), next(_serial)) % 200}
        return {"content": content, "base": newest.number}


async def _order_draft(house: House) -> Input:
    made = await _order_rules(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        draft = await save_draft(session, OrderRulesDraft, 0, made["base"], made["content"])
        if next(_serial) % 2:
            draft = await save_draft(
                session, OrderRulesDraft, draft.version, made["base"] + 1, made["content"]
            )
        return {"draft": draft.version}


async def _theme(_house: House) -> Input:
    return {"theme": ("light", "dark")[next(_serial) % 2]}


async def _nav(house: House) -> Input:
    return {
        "product": house.id("product"),
        "date": "2026-01-05",
        "unit": f"1.{next(_serial):04d}",
        "reason": "更正",
    }


async def _booked(house: House) -> Input:
    id, _ = await _client(house)
    return {
        "client": id, "product": house.id("product"), "kind": "initial", "date": "2026-01-05", "units": "100",
        "nav": "1", "gross": "100", "reference": f"R{next(_serial)}",
    }  # fmt: skip


async def _reversed(house: House) -> Input:
    given = await _booked(house)
    client_id, product_id = (UUID(hex=given[key].rpartition("_")[2]) for key in ("client", "product"))
    hundred = Decimal(100)
    row = Booking(client_id, product_id, "initial", date(2026, 1, 5), hundred, Decimal(1), hundred)
    async with house.database.change(house.firm.system) as session:
        return {"id": public_id("transaction", (await confirm(session, row)).id), "reason": "录入有误"}


async def _openings(house: House) -> Input:
    day = (date(2027, 1, 4) + timedelta(days=7 * next(_serial))).isoformat()
    return {"product": house.id("product"), "from": day, "to": day, "openings": [{"first": day, "last": day}]}


async def _terms(house: House) -> Input:
    day = date(2027, 1, 1) + timedelta(days=next(_serial))
    return {
        "product": house.id("product"), "validFrom": day.isoformat(), "managementRate": "0.015",
        "redemptionSteps": [{"days": 180, "rate": "0.01"}],
    }  # fmt: skip


async def _transfer(house: House) -> Input:
    given = await _switch(house)
    heir, _ = await new_client(house)
    names = ("client", "product", "date", "units")
    return {
        **{name: given[name] for name in names},
        "toClient": public_id("client", heir),
        "nav": "1",
    }


async def _switch(house: House) -> Input:
    given = await _booked(house)
    client_id, product_id = (UUID(hex=given[key].rpartition("_")[2]) for key in ("client", "product"))
    hundred = Decimal(100)
    async with house.database.change(house.firm.system) as session:
        await confirm(
            session, Booking(client_id, product_id, "initial", date(2026, 1, 5), hundred, Decimal(1), hundred)
        )
        into = await create_product(session, {"code": f"SW{next(_serial)}", "name": "转入基金"})
    return {
        "client": given["client"], "product": given["product"], "intoProduct": public_id("product", into.id),
        "date": "2026-01-06", "units": "40", "navOut": "1", "navIn": "2",
    }  # fmt: skip


async def _class(house: House) -> Input:
    return {"product": house.id("product"), "code": f"KL{next(_serial)}", "name": f"类{next(_serial)}"}


async def _own_class(house: House) -> Input:
    async with house.database.change(house.firm.system) as session:
        values = {"code": f"KL{next(_serial)}", "name": f"类{next(_serial)}"}
        fund = await create_product(session, {"code": f"KF{next(_serial)}", "name": "分级基金"})
        row = await share_classes.add_class(session, fund.id, values)
        return {"id": public_id("shareclass", row.id), "version": row.version}


async def _rate(_house: House) -> Input:
    return {"currency": "USD", "date": "2026-01-05", "rate": f"7.{next(_serial):04d}"}


async def _paid(house: House) -> Input:
    id, _ = await new_client(house, "senior_client_manager")
    async with house.database.change(house.firm.system) as session:
        row = PaymentReceipt(
            id=uuid7(), bank_ref=f"B{next(_serial)}{uuid7().hex}", received_on=date(2026, 1, 5), amount=Decimal(100),
            payer_name="某人", client_id=id,
        )  # fmt: skip
        session.add(row)
        order = FundOrder(
            id=uuid7(), client_id=id, product_id=house.rows["product"][0], kind="initial", amount=Decimal(100),
            applied_on=date(2026, 1, 5),
        )  # fmt: skip
        session.add(order)
    return {
        "id": public_id("paymentreceipt", row.id), "version": row.version, "order": public_id("fundorder", order.id)
    }  # fmt: skip


async def _aside(house: House) -> Input:
    given = await _paid(house)
    return {
        "id": given["id"],
        "version": given["version"],
        "state": "returned",
        "note": f"退回{next(_serial)}",
    }


async def _break(house: House) -> Input:
    id, _ = await new_client(house)
    row = UnitBreak(
        id=uuid7(), client_id=id, product_id=house.rows["product"][0], as_of=date(2026, 1, 5),
        our_units=Decimal(100), registrar_units=Decimal(99),
    )  # fmt: skip
    async with house.database.change(house.firm.system) as session:
        session.add(row)
    return {"id": public_id("unitbreak", row.id), "version": row.version}


CLIENT, TASK, IMPORT = {"id": "client"}, {"id": "task"}, {"id": "import"}
DOCUMENT, EXPORT = {"id": "document"}, {"id": "export"}
OWN_FIELD = {"id": "customfield"}
MANAGER, ADMIN = "client_manager", "policy_admin"
ORDER = {"id": "fundorder"}
PROPOSAL = {"id": "proposal"}
MESSAGE_TEMPLATE = {"id": "messagetemplate"}
CALLS: dict[str, Call] = {
    "createClient": Call(
        MANAGER, _create_client, "id version", ("client.created", "client.assigned", "tag.given"),
        (("client", "create"), ("contact_point", "create"), ("assignment", "create"), ("client_tag", "create")),
        ids={"owner": "user", "tags": "tag"},
    ),
    "updateClient": Call(
        MANAGER, _versioned(_client_input, note="新的备注"), "id version", ("client.changed",),
        (("client", "update"),), True, CLIENT, True,
    ),
    "archiveClient": Call(
        "team_lead", _versioned(_client_input), "id version", ("client.changed",),
        (("client", "update"),), True, CLIENT, True,
    ),
    "mergeClients": Call(
        "team_lead", _two, "id version", ("client.merged", "client.changed"),
        (("client", "merge"), ("client", "update")), True, {"id": "client", "other": "client"}, True,
    ),
    "unmergeClients": Call(
        "team_lead", _merged, "id version", ("client.merged", "client.changed"),
        (("client", "unmerge"), ("client", "update")), ids={"id": "clientmerge"}, hides=True,
    ),
    "dismissCandidate": Call(
        "team_lead", _look_alikes, "id", (), (("client_distinction", "create"),),
        ids={"id": "client", "other": "client"}, hides=True,
    ),
    "recordConsent": Call(
        MANAGER, _consent_input, "id", ("consent.changed",), (("consent_entry", "create"),),
        ids={"client": "client"}, hides=True,
    ),
    "takeBackConsent": Call(
        MANAGER, _consent, "id", ("consent.changed",), (("consent_entry", "create"),), ids={"id": "consententry"},
    ),
    "reviveAddress": Call(
        MANAGER, _dead, "id", (), (("contact_point", "update"),), ids={"client": "client"}, hides=True
    ),
    "saveConsentTextsDraft": Call(
        "compliance", _consent_texts, "version base", (), (("consent_texts_draft", "create"),)
    ),
    "discardConsentTextsDraft": Call(
        "compliance", _drafted(_consent_texts, ConsentTextsDraft), "number", (),
        (("consent_texts_draft", "delete"),),
    ),
    "publishConsentTexts": Call(
        "compliance", _consent_texts, "number", ("consent_texts.published",), (("consent_texts", "create"),)
    ),
    "saveContactRulesDraft": Call(
        "compliance", _contact_rules, "version base", (), (("contact_rules_draft", "create"),)
    ),
    "discardContactRulesDraft": Call(
        "compliance", _drafted(_contact_rules, ContactRulesDraft), "number", (),
        (("contact_rules_draft", "delete"),),
    ),
    "publishContactRules": Call(
        "compliance", _contact_rules, "number", ("contact_rules.published",), (("contact_rules", "create"),)
    ),
    "createMessageTemplate": Call(
        "operations", _letter_input, "id version", (), (("message_template", "create"),)
    ),
    "archiveMessageTemplate": Call(
        "operations", _letter, "id version", (), (("message_template", "update"),), True, MESSAGE_TEMPLATE
    ),
    "saveMessageTemplateDraft": Call(
        "operations", _letter_text, "id", (), (("message_template_draft", "create"),), ids=MESSAGE_TEMPLATE
    ),
    "discardMessageTemplateDraft": Call(
        "operations", _letter_draft, "id", (), (("message_template_draft", "delete"),), ids=MESSAGE_TEMPLATE
    ),
    "publishMessageTemplate": Call(
        "operations", _letter_text, "id", ("message_template.published",),
        (("message_template_version", "create"),), ids=MESSAGE_TEMPLATE,
    ),
    "approveMessageTemplate": Call(
        "compliance", _letter_published, "id", ("message_template.published",),
        (("message_template_version", "update"),), ids=MESSAGE_TEMPLATE,
    ),
    "sendMessage": Call(
        MANAGER, _message_input, "id version", ("message.changed",), (("message", "create"),),
        ids={"client": "client"}, hides=True,
    ),
    "cancelMessage": Call(
        MANAGER, _message, "id version", ("message.changed",), (("message", "update"),), True, {"id": "message"}, True
    ),
    "retryMessage": Call(
        MANAGER, lambda house: _message(house, "held"), "id version", ("message.changed",),
        (("message", "update"),), True, {"id": "message"}, True,
    ),
    "settleMessage": Call(
        MANAGER, _doubted, "id version", ("message.changed",), (("message", "update"),), True, {"id": "message"},
        True,
    ),
    "sendTestMail": Call(MANAGER, _test_mail, "to", (), (("user_account", "test_mail"),)),
    "createNeed": Call(
        MANAGER, _need_input, "id version", ("need.changed",), (("need", "create"),), ids={"client": "client"},
        hides=True,
    ),
    "updateNeed": Call(
        MANAGER, _versioned(_need, purpose="海外留学", amount="900000"), "id version", ("need.changed",),
        (("need", "update"),), True, {"id": "need"}, True,
    ),
    "closeNeed": Call(
        MANAGER, _versioned(_need, state="met", reason="已认购"), "id version", ("need.changed",),
        (("need", "update"),), True, {"id": "need"}, True,
    ),
    "reopenNeed": Call(
        MANAGER, lambda house: _need(house, closed=True), "id version", ("need.changed",), (("need", "update"),),
        True, {"id": "need"}, True,
    ),
    "createRequest": Call(
        MANAGER, _request_input, "id version", ("request.created",), (("service_request", "create"),),
        ids={"client": "client"}, hides=True,
    ),
    "updateRequest": Call(
        MANAGER, _request(title="另一事项"), "id version", ("request.changed",), (("service_request", "update"),),
        True, {"id": "request"}, True,
    ),
    "assignRequest": Call(
        MANAGER, _given_request, "id version", ("request.changed",), (("service_request", "update"),),
        True, {"id": "request", "owner": "user"}, True,
    ),
    "answerRequest": Call(
        MANAGER, _request(kind="call", text="已答复"), "id version", ("request.changed", "interaction.logged"),
        (("service_request", "update"), ("interaction", "create")), True, {"id": "request"}, True,
    ),
    "moveRequest": Call(
        MANAGER, _request("answer", act="start"), "id version", ("request.changed",),
        (("service_request", "update"),), True, {"id": "request"}, True,
    ),
    "concludeComplaint": Call(
        MANAGER,
        _request(
            "answer", "investigate", type="complaint", outcome="已更正", justified=True, cause="process"
        ),
        "id version", ("request.changed",), (("service_request", "update"),), True, {"id": "request"}, True,
    ),
    "cancelRequest": Call(
        MANAGER, _request(reason="误报"), "id version", ("request.changed",), (("service_request", "update"),),
        True, {"id": "request"}, True,
    ),
    "reopenRequest": Call(
        MANAGER, _request("answer", "resolve", text="仍不清楚"), "id version", ("request.changed", "request.created"),
        (("service_request", "update"), ("service_request", "create")), ids={"id": "request"}, hides=True,
    ),
    "sendRequestLink": Call(
        MANAGER, _linked_client, "expiresAt", (), (("request_link", "create"),), ids={"client": "client"},
        hides=True,
    ),
    "endRequestLink": Call(
        MANAGER, _request_link, "id", (), (("request_link", "update"),), ids={"client": "client"}, hides=True,
    ),
    "createRequestType": Call(
        "operations", _new_type, "id version", ("request_type.published",),
        (("request_type", "create"), ("request_type_version", "create")),
    ),
    "saveRequestTypeDraft": Call(
        "operations", _type_content, "id", (), (("request_type_draft", "create"),), ids={"type": "requesttype"},
    ),
    "discardRequestTypeDraft": Call(
        "operations", _type_draft, "id", (), (("request_type_draft", "delete"),), ids={"type": "requesttype"},
    ),
    "publishRequestType": Call(
        "operations", _type_content, "id version", ("request_type.published",),
        (("request_type_version", "create"), ("request_type", "update")), ids={"type": "requesttype"},
    ),
    "archiveRequestType": Call(
        "operations", lambda house: _own_type(house, archived=True), "id version", (), (("request_type", "update"),),
        True, {"id": "requesttype"},
    ),
    "startJourney": Call(
        MANAGER, _journey_input, "id version", ("journey.started", "journey.stage_entered", "task.assigned"),
        (("journey", "create"), ("task", "create")), ids={"client": "client", "template": "journeytemplate"},
        hides=True,
    ),
    "updateJourney": Call(
        MANAGER, _versioned(_journey, expectedAmount="900000", probability=60), "id version", ("journey.changed",),
        (("journey", "update"),), True, {"id": "journey"}, True,
    ),
    "advanceJourney": Call(
        MANAGER, _versioned(_journey, to="regular"), "id version", ("journey.stage_entered", "task.assigned"),
        (("journey", "update"), ("task", "create")), True, {"id": "journey"}, True,
    ),
    "finishJourney": Call(
        MANAGER, lambda house: _journey(house, "annual"), "id version", ("journey.ended",),
        (("journey", "update"),), True, {"id": "journey"}, True,
    ),
    "returnJourney": Call(
        MANAGER, _versioned(lambda house: _journey(house, "regular"), to="onboarding", reason="补做"), "id version",
        ("journey.stage_entered",), (("journey", "update"),), True, {"id": "journey"}, True,
    ),
    "holdJourney": Call(
        MANAGER, _versioned(_journey, resumeOn="2099-01-01", reason="出国"), "id version", ("journey.held",),
        (("journey", "update"),), True, {"id": "journey"}, True,
    ),
    "resumeJourney": Call(
        MANAGER, lambda house: _journey(house, held=True), "id version", ("journey.stage_entered",),
        (("journey", "update"),), True, {"id": "journey"}, True,
    ),
    "loseJourney": Call(
        MANAGER, _versioned(_losable, reason="fees"), "id version", ("journey.ended",), (("journey", "update"),),
        True, {"id": "journey"}, True,
    ),
    "migrateJourney": Call(
        MANAGER, _old_journey, "id version", ("journey.stage_entered",), (("journey", "update"),), True,
        {"id": "journey"}, True,
    ),
    "waiveTask": Call(
        "team_lead", _versioned(_journey_task, reason="老客户"), "id version", ("journey.task_waived", "task.changed"),
        (("task", "update"),), True, {"id": "task"},
    ),
    "repeatTask": Call(
        MANAGER, _versioned(_due_task, rule="FREQ=MONTHLY;BYMONTHDAY=-1", shift="previous"), "id version",
        ("task_series.changed",), (("task", "update"), ("task_series", "create")), True, {"id": "task"},
    ),
    "updateTaskSeries": Call(
        MANAGER, _versioned(_series_task, title="改名"), "id version", ("task_series.changed",),
        (("task", "update"), ("task_series", "update")), True, {"id": "task"},
    ),
    "endTaskSeries": Call(
        MANAGER, _series_alone, "id", ("task_series.changed",), (("task_series", "update"),), ids={"id": "task"}
    ),
    "handTask": Call(
        MANAGER, _handed_task, "id version", ("task.handed",), (("task", "update"),), True,
        {"id": "task", "to": "user"},
    ),
    "acceptTask": Call(
        MANAGER, _asked_task, "id version", ("task.handed",), (("task", "update"),), True, {"id": "task"}
    ),
    "returnTask": Call(
        MANAGER, _versioned(_asked_task, reason="不熟悉"), "id version", ("task.handed",), (("task", "update"),), True,
        {"id": "task"},
    ),
    "snoozeTask": Call(MANAGER, _snoozed_task, "id", (), (("task", "update"),), ids={"id": "task"}),
    "cancelTask": Call(
        MANAGER, _versioned(_task, reason="不再需要"), "id version", ("task.changed",), (("task", "update"),), True,
        {"id": "task"},
    ),
    "commentTask": Call(
        MANAGER, _words_for_task, "id", ("task.commented",), (("task_comment", "create"),), ids={"id": "task"}
    ),
    "correctTaskComment": Call(MANAGER, _own_comment, "id", (), (("task_comment", "update"),)),
    "setTaskWatchers": Call(
        MANAGER, _watched_task, "id", (), (("task_watcher", "create"),), ids={"id": "task", "watchers": "user"}
    ),
    "setTaskItems": Call(
        MANAGER, _versioned(_task, items=[{"text": "甲"}, {"text": "乙", "done": True}]), "id version", (),
        (("task", "update"),), True, {"id": "task"},
    ),
    "useTaskTemplate": Call(
        MANAGER, _kept_to_use, "id", ("task.assigned",), (("task", "create"),)
    ),
    "saveTaskTemplate": Call(
        "operations", _kept_task, "id", ("task_template.changed",), (("task_template", "create"),)
    ),
    "archiveTaskTemplate": Call(
        "operations", _kept_to_archive, "id version", ("task_template.changed",), (("task_template", "update"),), True
    ),
    "publishEscalation": Call(
        "operations", _steps, "number", ("escalation.published",), (("escalation_rules", "create"),)
    ),
    "publishSignalRules": Call(
        "operations", _other_signal_rules, "number", ("signal_rules.published",), (("signal_rules", "create"),)
    ),
    "publishCareRules": Call(
        "operations", _other_care_rules, "number", ("care_rules.published",), (("care_rules", "create"),)
    ),
    "publishHolidayYear": Call(
        "operations", _holidays, "number", ("holiday_year.published",), (("holiday_year", "create"),)
    ),
    "saveCareDate": Call(
        MANAGER, _care_day, "id", ("care.date_changed",), (("care_date", "create"),), ids={"client": "client"},
        hides=True,
    ),
    "removeCareDate": Call(MANAGER, _noted_day, "id", ("care.date_changed",), (("care_date", "delete"),)),
    "sendGreetings": Call(MANAGER, _greetings, "planned leftOut", (), ()),
    "trainPredictions": Call(
        "operations", _untrained, "id", ("prediction.model_asked",), (("prediction_model", "create"),)
    ),
    "doubtPrediction": Call(
        MANAGER, _doubtful, "id", ("prediction.doubted",), (("prediction_doubt", "create"),),
        ids={"client": "client"}, hides=True,
    ),
    "setPredictionOptOut": Call(
        MANAGER, _opting_out, "id", ("prediction.opt_out",), (("prediction_opt_out", "create"),),
        ids={"client": "client"}, hides=True,
    ),
    "closeSilence": Call(MANAGER, _silent, "id", ("signal.silence",), (("silence", "update"),)),
    "saveEscalationDraft": Call(
        "operations", _next_steps, "version base", (), (("escalation_rules_draft", "create"),)
    ),
    "discardEscalationDraft": Call(
        "operations", _steps_draft, "number", (), (("escalation_rules_draft", "delete"),)
    ),
    "renewCalendarFeed": Call(MANAGER, _no_input, "path", ("calendar_feed.changed",), (("calendar_feed", "create"),)),
    "endCalendarFeed": Call(
        MANAGER, _feed, "fromMinute", ("calendar_feed.changed",), (("calendar_feed", "delete"),)
    ),
    "setWorkHours": Call(MANAGER, _hours, "fromMinute", (), (("user_account", "update"),)),
    "tickTaskItem": Call(
        MANAGER, _versioned(_journey_task, item=0, done=True), "id version", ("task.changed",), (("task", "update"),),
        True, {"id": "task"},
    ),
    "createJourneyTemplate": Call(
        "operations", _new_template, "id version", ("journey_template.published",),
        (("journey_template", "create"), ("journey_template_version", "create")),
        ids={"team": "team", "basedOn": "journeytemplate"},
    ),
    "saveJourneyDraft": Call(
        "operations", _template_content, "id", (), (("journey_template_draft", "create"),),
        ids={"template": "journeytemplate"},
    ),
    "discardJourneyDraft": Call(
        "operations", _template_draft, "id", (), (("journey_template_draft", "delete"),),
        ids={"template": "journeytemplate"},
    ),
    "publishJourneyTemplate": Call(
        "operations", _template_content, "id version", ("journey_template.published",),
        (("journey_template_version", "create"), ("journey_template", "update")),
        ids={"template": "journeytemplate"},
    ),
    "archiveJourneyTemplate": Call(
        "operations", lambda house: _own_template(house, archived=True), "id version", (),
        (("journey_template", "update"),), True, {"id": "journeytemplate"},
    ),
    "requestApproval": Call(
        MANAGER, _approval_input, "id version", ("approval.changed", "approval.asked"), (("approval", "create"),),
        ids={"kind": "approvalkind"},
    ),
    "updateApproval": Call(
        MANAGER, _versioned(_approval, title="改后", form={"matter": "改"}), "id version", ("approval.changed",),
        (("approval", "update"),),
        bumps=True, ids={"id": "approval"}, hides=True,
    ),
    "submitApproval": Call(
        MANAGER, _approval, "id version", ("approval.changed", "approval.asked"), (("approval", "update"),),

        bumps=True, ids={"id": "approval"}, hides=True,
    ),
    "withdrawApproval": Call(
        MANAGER, _approval, "id version", ("approval.changed",), (("approval", "update"),),

        bumps=True, ids={"id": "approval"}, hides=True,
    ),
    "decideApproval": Call(
        "legal", _versioned(_pending_approval, decision="APPROVE", comment="同意"), "id version",
        ("approval.changed", "approval.settled"), (("approval", "update"),),
        bumps=True, ids={"id": "approval"}, hides=True,
    ),
    "transferApproval": Call(
        "legal", lambda house: _with_user(house, "to"), "id version", ("approval.changed", "approval.asked"),
        (("approval", "update"),), bumps=True, ids={"id": "approval", "to": "user"}, hides=True,
    ),
    "addApprovalSigner": Call(
        "legal", _versioned(lambda house: _with_user(house, "user"), place="BEFORE"), "id version",
        ("approval.changed", "approval.asked"), (("approval", "update"),),
        bumps=True, ids={"id": "approval", "user": "user"}, hides=True,
    ),
    "copyApproval": Call(
        "legal", lambda house: _with_user(house, "users", many=True), "id version",
        ("approval.changed", "approval.copied"), (("approval", "update"),),
        bumps=True, ids={"id": "approval", "users": "user"}, hides=True,
    ),
    "commentApproval": Call(
        MANAGER, _versioned(_approval, comment="加急"), "id version", ("approval.changed",),
        (("approval", "update"),),
        bumps=True, ids={"id": "approval"}, hides=True,
    ),
    "askJourneyApproval": Call(
        MANAGER, _journey_without_approval, "id version", ("approval.changed", "approval.asked"),
        (("approval", "create"),), bumps=True, ids={"id": "journey"}, hides=True,
    ),
    "openApprovalGate": Call(ADMIN, _gate, "number secret", (), (("approval_gate", "update"),)),
    "closeApprovalGate": Call(ADMIN, _gate, "number open", (), (("approval_gate", "update"),)),
    "createApprovalKind": Call(
        "operations", _new_kind, "id version", ("approval_kind.published",),
        (("approval_kind", "create"), ("approval_kind_version", "create")),
    ),
    "saveApprovalDraft": Call(
        "operations", _kind_content, "id", (), (("approval_kind_draft", "create"),), ids={"kind": "approvalkind"},
    ),
    "discardApprovalDraft": Call(
        "operations", _kind_draft, "id", (), (("approval_kind_draft", "delete"),), ids={"kind": "approvalkind"},
    ),
    "publishApprovalKind": Call(
        "operations", _kind_content, "id version", ("approval_kind.published",),
        (("approval_kind_version", "create"), ("approval_kind", "update")), ids={"kind": "approvalkind"},
    ),
    "archiveApprovalKind": Call(
        "operations", lambda house: _own_kind(house, archived=True), "id version", (), (("approval_kind", "update"),),
        True, {"id": "approvalkind"},
    ),
    "createAutomation": Call(
        "operations", _new_automation, "id version", (), (("automation", "create"),),
    ),
    "saveAutomationDraft": Call(
        "operations", _automation_version, "id", (), (("automation_draft", "create"),),
        ids={"automation": "automation"},
    ),
    "discardAutomationDraft": Call(
        "operations", _automation_draft, "id", (), (("automation_draft", "delete"),),
        ids={"automation": "automation"},
    ),
    "publishAutomation": Call(
        "operations", _automation_version, "id version", ("automation.published",),
        (("automation_version", "create"), ("automation", "update")), ids={"automation": "automation"},
    ),
    "revertAutomation": Call(
        "operations", _automation_reverted, "id version", ("automation.published",),
        (("automation_version", "create"), ("automation", "update")), ids={"automation": "automation"},
    ),
    "switchAutomation": Call(
        "operations", lambda house: _own_automation(house, on=True), "id version", ("automation.switched",),
        (("automation", "update"),), True, {"id": "automation"},
    ),
    "archiveAutomation": Call(
        "operations", lambda house: _own_automation(house, archived=True), "id version",
        ("automation.switched",), (("automation", "update"),), True, {"id": "automation"},
    ),
    "ownAutomation": Call(
        "operations", _new_owner, "id version", (), (("automation", "update"),), True,
        {"id": "automation", "owner": "user"},
    ),
    "openAutomationHook": Call(
        "operations", _automation_hook, "number path secret", (), (("automation_hook", "update"),),
        ids={"automation": "automation"},
    ),
    "closeAutomationHook": Call(
        "operations", _automation_hook, "id", (), (("automation_hook", "update"),),
        ids={"automation": "automation"},
    ),
    "continueAutomationRun": Call(
        "operations", _failed_run, "id state", ("automation.run_changed",), (("automation_run", "continue"),),
        ids={"id": "automationrun"},
    ),
    "dismissAutomationRun": Call(
        "operations", _failed_run, "id state", ("automation.run_changed",), (("automation_run", "dismiss"),),
        ids={"id": "automationrun"},
    ),
    "replayAutomation": Call(
        "operations", _replayed, "id", ("automation.switched",), (("automation", "replay"),),
        ids={"automation": "automation"},
    ),
    "settleAutomationSend": Call(
        "operations", _in_doubt, "id state", ("automation.run_changed",), (("automation_run", "settle"),),
        ids={"run": "automationrun", "send": "automationsend"},
    ),
    "pauseWork": Call(
        "operations", _paused, "pausable", (), (("work_pause", "create"),),
    ),
    "resumeWork": Call(
        "operations", _resumed, "pausable", (), (("work_pause", "delete"),),
    ),
    "replayDeadLetters": Call(
        "operations", _dead_letters, "pausable", (), (("event", "replay"),),
    ),
    "dismissDeadLetters": Call(
        "operations", _dead_letters, "pausable", (), (("event", "dismiss"),),
    ),
    "checkAudit": Call("compliance", _why, "seals", (), (("audit_seal", "verify"),)),
    "planHandover": Call(
        "team_lead", _plan_input, "id version", (), (("handover", "create"),),
        ids={"from": "user", "othersTo": "user"},
    ),
    "executeHandover": Call(
        "team_lead", _handover, "id version", ("client.handed_over", "client.changed"),
        (("handover", "hand_over"), ("client", "update"), ("assignment", "create")), True, {"id": "handover"}, True,
    ),
    "undoHandover": Call(
        "team_lead", _handed_over, "id version", ("client.handed_over", "client.changed"),
        (("handover", "hand_back"), ("client", "update")), True, {"id": "handover"}, True,
    ),
    "discardHandover": Call(
        "team_lead", _handover, "id version", (), (("handover", "update"),), True, {"id": "handover"}, True,
    ),
    "noteHandover": Call(
        MANAGER, _handover_note, "id", (), (("handover", "note"),),
        ids={"handover": "handover", "client": "client"}, hides=True,
    ),
    "assignClient": Call(
        "team_lead", _assign, "id version", ("client.assigned",), (("assignment", "create"),), True,
        {"id": "client", "user": "user"}, True,
    ),
    "addRelation": Call(
        MANAGER, _relate, "id", ("client.changed",), (("client_relation", "create"),),
        ids={"client": "client", "other": "client"}, hides=True,
    ),
    "removeRelation": Call(
        MANAGER, _tie, "id", ("client.changed",), (("client_relation", "delete"),), ids={"id": "clientrelation"},
        hides=True,
    ),
    "createHousehold": Call(
        MANAGER, _new_household, "id version", ("household.changed", "client.changed"),
        (("household", "create"), ("client", "update")), ids={"head": "client", "members": "client"}, hides=True,
    ),
    "updateHousehold": Call(
        MANAGER, _versioned(_household, name="改名"), "id version", ("household.changed",), (("household", "update"),),
        True, {"id": "household", "head": "client", "members": "client"}, True,
    ),
    "reveal": Call(
        "senior_client_manager", _revealed, "coordinate value", (), (("client", "reveal"),), ids=CLIENT, hides=True
    ),
    "createTag": Call("team_lead", _new_tag, "id", ("tag.created",), (("tag", "create"),)),
    "tagClient": Call(
        MANAGER, _untagged, "id", ("tag.given",), (("client_tag", "create"),), ids={"client": "client", "tag": "tag"},
        hides=True,
    ),
    "freeClientTag": Call(
        MANAGER, _ruled_by_hand, "id", ("tag.freed",), (("tag_refusal", "delete"),),
        ids={"client": "client", "tag": "tag"}, hides=True,
    ),
    "updateTag": Call(
        "operations", _versioned(_tag, priority=5), "id version", ("tag.ruled",), (("tag", "update"),), True,
        {"id": "tag"},
    ),
    "archiveTag": Call(
        "operations", _tag, "id version", ("tag.ruled",), (("tag", "update"),), True, {"id": "tag"}
    ),
    "restoreTag": Call(
        "operations", lambda house: _tag(house, archived=True), "id version", ("tag.ruled",), (("tag", "update"),),
        True, {"id": "tag"},
    ),
    "setTagRule": Call(
        "operations",
        _versioned(_tag, condition={"is": {"field": "riskLevel", "op": "eq", "value": "C4"}}),
        "id version", ("tag.ruled",), (("tag", "update"), ("tag_rule", "create")), True, {"id": "tag"},
    ),
    "changePolicyDraft": Call("policy_admin", _policy_edit, "number", (), (("policy_draft", "create"),)),
    "discardPolicyDraft": Call("policy_admin", _policy_discard, "number", (), (("policy_draft", "delete"),)),
    "publishPolicy": Call("policy_admin", _policy_draft, "number", (), (("policy_version", "create"),)),
    "rollBackPolicy": Call("policy_admin", _policy_back, "number", (), (("policy_version", "create"),)),
    "decidePolicyProposal": Call(
        "policy_admin", _policy_proposal, "number", (),
        (("policy_version", "create"), ("policy_proposal", "update")), ids={"id": "policyproposal"},
    ),
    "saveServiceDraft": Call("operations", _service, "version base", (), (("service_draft", "create"),)),
    "discardServiceDraft": Call("operations", _service_draft, "number", (), (("service_draft", "delete"),)),
    "proposeServiceLevel": Call(
        MANAGER, _level, "id version", ("service.by_hand", "approval.asked"),
        (("service_by_hand", "create"), ("approval", "create")), ids={"client": "client"}, hides=True,
    ),
    "endServiceLevel": Call(
        MANAGER, _held_level, "id version", ("service.by_hand",), (("service_by_hand", "update"),),
        ids={"id": "servicelevel"}, hides=True,
    ),
    "publishServiceMatrix": Call(
        "operations", _service, "number", ("service_matrix.published",), (("service_matrix", "create"),)
    ),
    "saveAssessmentDraft": Call(
        MANAGER, _part_of_a_sheet, "id", ("assessment.changed",), (("assessment", "create"),), ids={"client": "client"},
        hides=True,
    ),
    "discardAssessmentDraft": Call(
        MANAGER, _drafted_sheet, "id", (), (("assessment", "delete"),), ids={"client": "client"}, hides=True
    ),
    "completeAssessment": Call(
        MANAGER, _whole_sheet, "id", ("assessment.changed", "client.changed"),
        (("assessment", "create"), ("client", "update")), ids={"client": "client"}, hides=True,
    ),
    "signAssessment": Call(
        MANAGER, _unsigned_sheet, "id", ("assessment.changed", "client.changed"),
        (("assessment", "update"), ("client", "update")), ids={"id": "assessment"}, hides=True,
    ),
    "sendAssessmentLink": Call(
        MANAGER, _for_a_link, "expiresAt", ("assessment.link_made",), (("assessment_link", "create"),),
        ids={"client": "client"}, hides=True,
    ),
    "endAssessmentLink": Call(
        MANAGER, _open_link, "id", ("assessment.link_made",), (("assessment_link", "update"),),
        ids={"client": "client"},
        hides=True,
    ),
    "requestQualification": Call(
        MANAGER, _ground, "id", ("qualification.changed",), (("qualification", "create"),), ids={"client": "client"},
        hides=True,
    ),
    "takeUpQualification": Call(
        "compliance", _asked_ground, "id", ("qualification.changed",), (("qualification", "update"),),
        ids={"id": "qualification"},
    ),
    "reviewQualification": Call(
        "compliance", _versioned(_asked_ground, approve=True), "id", ("qualification.changed",),
        (("qualification", "update"),), ids={"id": "qualification"},
    ),
    "revokeQualification": Call(
        "compliance", _granted_ground, "id", ("qualification.changed",), (("qualification", "update"),),
        ids={"id": "qualification"},
    ),
    "confirmInsistence": Call(
        MANAGER, _insisting, "id", ("suitability.insisted",), (("suitability_insistence", "create"),),
        ids={"client": "client", "product": "product"}, hides=True,
    ),
    "saveSuitabilityDraft": Call(
        "compliance", _suitability, "version base", (), (("suitability_draft", "create"),)
    ),
    "discardSuitabilityDraft": Call(
        "compliance", _suitability_draft, "number", (), (("suitability_draft", "delete"),)
    ),
    "publishSuitabilityRules": Call(
        "compliance", _suitability, "number", ("suitability_rules.published",), (("suitability_rules", "create"),)
    ),
    "createOrder": Call(
        MANAGER, _ordered, "id version", ("order.changed",), (("fund_order", "create"), ("order_step", "create")),
        ids={"client": "client", "product": "product"}, hides=True,
    ),
    "updateOrder": Call(
        MANAGER, _order("draft", amount="1010000"), "id version", (), (("fund_order", "update"),), True, ORDER, True,
    ),
    "checkOrder": Call(
        MANAGER, _order("draft"), "id version", ("order.changed",), (("fund_order", "update"),), True, ORDER, True,
    ),
    "signOrder": Call(
        MANAGER, _order("suitability_ok", signing="paper", signedAt=now().isoformat()), "id version",
        ("order.changed", "client.changed"), (("fund_order", "update"), ("life_cycle_step", "create")), True, ORDER,
        True,
    ),
    "payOrder": Call(
        "finance", _paid_order, "id", ("order.changed",), (("fund_order", "update"),), ids=ORDER, hides=True,
    ),
    "askOrderPayer": Call(
        "finance", _alien_payer, "id", ("order.payer",), (("order_payer", "create"),),
        ids={"id": "fundorder", "receipt": "paymentreceipt", "document": "document"}, hides=True,
    ),
    "decideOrderPayer": Call(
        "compliance", _payer_asked, "id", ("order.payer",), (("order_payer", "update"),),
        ids={"payer": "orderpayer"},
    ),
    "visitOrder": Call(
        "compliance", _visiting, "id version", ("order.visited", "order.changed"),
        (("return_visit", "create"), ("fund_order", "update")), True, ORDER, True,
    ),
    "submitOrder": Call(
        "operations", _order("visited"), "id version", ("order.changed",), (("fund_order", "update"),), True, ORDER,
        True,
    ),
    "cancelOrder": Call(
        MANAGER, _order("draft", reason="不做了"), "id version", ("order.changed",), (("fund_order", "update"),), True,
        ORDER, True,
    ),
    "settleOrderDifference": Call(
        "operations", _differing, "id version", (), (("fund_order", "update"),), True, ORDER, True,
    ),
    "setAmlState": Call(
        "compliance", _examined, "id", ("aml.changed",), (("aml_review", "create"),), ids={"client": "client"},
        hides=True,
    ),
    "decideAml": Call(
        "compliance", _block_to_lift, "id", ("aml.changed",), (("aml_review", "update"),), ids={"id": "amlreview"},
    ),
    "saveOrderRulesDraft": Call(
        "compliance", _order_rules, "version base", (), (("order_rules_draft", "create"),)
    ),
    "discardOrderRulesDraft": Call(
        "compliance", _order_draft, "number", (), (("order_rules_draft", "delete"),)
    ),
    "publishOrderRules": Call(
        "compliance", _order_rules, "number", ("order_rules.published",), (("order_rules", "create"),)
    ),
    "createProposal": Call(
        MANAGER, _proposed, "id version", ("proposal.changed",),
        (("proposal", "create"), ("proposal_item", "create")), ids={"client": "client"}, hides=True,
    ),
    "updateProposal": Call(
        MANAGER, _proposal("draft", title="另一份"), "id version", ("proposal.changed",), (("proposal", "update"),),
        True, PROPOSAL, True,
    ),
    "issueProposal": Call(
        MANAGER, _proposal("draft"), "id version", ("proposal.changed", "approval.asked"),
        (("proposal", "update"), ("approval", "create")), True, PROPOSAL, True,
    ),
    "reopenProposal": Call(
        MANAGER, _proposal("issued"), "id version", ("proposal.changed",), (("proposal", "update"),), True, PROPOSAL,
        True,
    ),
    "releaseProposal": Call(
        MANAGER, _proposal("approved"), "id version", ("proposal.changed",), (("proposal", "update"),), True,
        PROPOSAL, True,
    ),
    "sendProposal": Call(
        MANAGER, _proposal("released", channel="email"), "id version", ("proposal.changed", "interaction.logged"),
        (("proposal", "update"), ("interaction", "create")), True, PROPOSAL, True,
    ),
    "answerProposal": Call(
        MANAGER, _proposal("sent", accept=False, reason="不合适"), "id version", ("proposal.changed",),
        (("proposal", "update"),), True, PROPOSAL, True,
    ),
    "withdrawProposal": Call(
        MANAGER, _proposal("draft", reason="不做了"), "id version", ("proposal.changed",), (("proposal", "update"),),
        True, PROPOSAL, True,
    ),
    "orderProposal": Call(
        MANAGER, _proposal_order, "id", ("proposal.changed", "order.changed"),
        (("proposal_item", "update"), ("fund_order", "create")), ids={"item": "proposalitem"}, hides=True,
    ),
    "reprintProposal": Call(MANAGER, _unprinted, "id", ids=PROPOSAL, hides=True),
    "openProposal": Call(MANAGER, _printed, "name", (), (("proposal", "open"),), ids=PROPOSAL, hides=True),
    "addProposalLogo": Call(
        "compliance", _logo, "id", (), (("proposal_logo", "create"),)),
    "saveProposalStyleDraft": Call(
        "compliance", _style, "version base", (), (("proposal_style_draft", "create"),)
    ),
    "discardProposalStyleDraft": Call(
        "compliance", _drafted(_style, ProposalStyleDraft), "number", (), (("proposal_style_draft", "delete"),)
    ),
    "publishProposalStyle": Call(
        "compliance", _style, "number", ("proposal_style.published",), (("proposal_style", "create"),)
    ),
    "saveForbiddenWordsDraft": Call(
        "compliance", _words, "version base", (), (("forbidden_words_draft", "create"),)
    ),
    "discardForbiddenWordsDraft": Call(
        "compliance", _drafted(_words, ForbiddenWordsDraft), "number", (), (("forbidden_words_draft", "delete"),)
    ),
    "publishForbiddenWords": Call(
        "compliance", _words, "number", ("forbidden_words.published",), (("forbidden_words", "create"),)
    ),
    "saveTierDraft": Call("operations", _tier_model, "version base", (), (("tier_draft", "create"),)),
    "discardTierDraft": Call("operations", _tier_draft, "number", (), (("tier_draft", "delete"),)),
    "publishTierModel": Call(
        "operations", _tier_model, "number", ("tier_model.published",), (("tier_model", "create"),)
    ),
    "untagClient": Call(
        MANAGER, _tagged, "id", ("tag.taken",), (("client_tag", "delete"), ("tag_refusal", "create")),
        ids={"client": "client", "tag": "tag"}, hides=True,
    ),
    "logInteraction": Call(
        MANAGER, _talk, "id version", ("interaction.logged", "task.assigned"),
        (("interaction", "create"), ("task", "create"), ("client", "update")), ids={"client": "client"}, hides=True,
    ),
    "updateInteraction": Call(
        MANAGER, _versioned(_logged, summary="改记", participants=[{"name": "秘书"}]), "id version",
        ("interaction.changed",), (("interaction", "update"), ("interaction_participant", "create")), True,
        {"id": "interaction"}, True,
    ),
    "logTalk": Call(
        MANAGER, _talked, "id version", ("interaction.logged",), (("interaction", "create"),), ids={"client": "client"},
        hides=True,
    ),
    "logMail": Call(
        MANAGER, _mailed, "id version", ("interaction.logged", "document.added"),
        (("interaction", "create"), ("document", "create")), ids={"client": "client"}, hides=True,
    ),
    "renewMailAddress": Call(
        MANAGER, _present_address, "address", (), (("mail_address", "create"),)
    ),
    "logIncomingMail": Call(
        MANAGER, _to_settle, "id version", ("interaction.logged", "document.added"),
        (("incoming_mail", "update"), ("interaction", "create"), ("document", "create")), True,
        {"id": "incomingmail", "client": "client"}, True,
    ),
    "throwIncomingMail": Call(
        MANAGER, _versioned(_incoming, reason="广告"), "id version", (), (("incoming_mail", "update"),), True,
        {"id": "incomingmail"}, True,
    ),
    "restoreIncomingMail": Call(
        MANAGER, lambda house: _incoming(house, thrown=True), "id version", (), (("incoming_mail", "update"),), True,
        {"id": "incomingmail"}, True,
    ),
    "createTopic": Call("team_lead", _new_topic, "id version", (), (("topic", "create"),)),
    "updateTopic": Call(
        "team_lead", _versioned(_topic, retired=True), "id version", (), (("topic", "update"),), True, {"id": "topic"}
    ),
    "createTask": Call(
        MANAGER, _new_task, "id version", ("task.assigned",), (("task", "create"),),
        ids={"client": "client", "assignee": "user"},
    ),
    "updateTask": Call(
        MANAGER, _versioned(_task, title="改了"), "id version", ("task.changed",), (("task", "update"),), True,
        {"id": "task", "assignee": "user"}, True,
    ),
    "completeTask": Call(
        MANAGER, _versioned(_task, outcome="妥"), "id version", ("task.completed",), (("task", "update"),), True,
        TASK, True,
    ),
    "reopenTask": Call(
        MANAGER, lambda house: _task(house, done=True), "id version", ("task.changed",), (("task", "update"),), True,
        TASK, True,
    ),
    "publishNav": Call(
        "operations", _nav, "id", ("nav.published",), (("nav_point", "create"),), ids={"product": "product"}
    ),
    "bookTransaction": Call(
        "operations", _booked, "id", ("transaction.confirmed",), (("transaction", "create"),),
        ids={"client": "client", "product": "product"}, hides=True,
    ),
    "reverseTransaction": Call(
        "operations", _reversed, "id reverses { id reversed }", ("transaction.confirmed",),
        (("transaction", "create"),), ids={"id": "transaction"}, hides=True,
    ),
    "bookSwitch": Call(
        "operations", _switch, "id kind", ("transaction.confirmed",), (("transaction", "create"),),
        ids={"client": "client", "product": "product", "intoProduct": "product"}, hides=True,
    ),
    "bookTransfer": Call(
        "operations", _transfer, "id kind", ("transaction.confirmed",), (("transaction", "create"),),
        ids={"client": "client", "toClient": "client", "product": "product"}, hides=True,
    ),
    "addShareClass": Call(
        "operations", _class, "id", ("product.changed",), (("share_class", "create"),), ids={"product": "product"}
    ),
    "updateShareClass": Call(
        "operations", _versioned(_own_class, lockUpDays=30), "id version", ("product.changed",),
        (("share_class", "update"),), True, {"id": "shareclass"},
    ),
    "setOpenDays": Call(
        "operations", _openings, "id", ("product.changed",), (("open_day", "create"),), ids={"product": "product"}
    ),
    "setFeeTerms": Call(
        "operations", _terms, "id", ("product.changed",), (("fee_terms", "create"),), ids={"product": "product"}
    ),
    "publishRate": Call("finance", _rate, "id rate", ("exchange_rate.published",), (("exchange_rate", "create"),)),
    "matchReceipt": Call(
        "finance", _paid, "id version", ("receipt.changed",), (("payment_receipt", "update"),), True,
        {"id": "paymentreceipt", "order": "fundorder"}, True,
    ),
    "setReceiptAside": Call(
        "finance", _aside, "id version", ("receipt.changed",), (("payment_receipt", "update"),), True,
        {"id": "paymentreceipt"}, True,
    ),
    "settleUnitBreak": Call(
        "operations", _versioned(_break, state="explained", note="四舍五入"), "id version", ("unit_break.settled",),
        (("unit_break", "update"),), True, {"id": "unitbreak"}, True,
    ),
    "createUser": Call(
        ADMIN, _new_user, "user { id version } password", ("staff.user_created",), (("user_account", "create"),),
        ids={"team": "team"},
    ),
    "updateUser": Call(
        ADMIN, _versioned(_user, title="总监"), "id version", ("staff.user_changed",), (("user_account", "update"),),
        True, {"id": "user", "team": "team"},
    ),
    "deactivateUser": Call(
        ADMIN, _versioned(_user), "id version", ("staff.user_deactivated",), (("user_account", "update"),), True,
        {"id": "user"},
    ),
    "resetPassword": Call(
        ADMIN, lambda house: _only_id(_user(house)), "user { id } password", (), (("user_account", "reset_password"),),
        ids={"id": "user"},
    ),
    "resetTotp": Call(
        ADMIN, lambda house: _only_id(_user(house, totp=True)), "id", (), (("user_account", "remove_totp"),),
        ids={"id": "user"},
    ),
    "setAbsence": Call(
        ADMIN, _absence, "id version", ("staff.absence_set",), (("user_account", "update"),), True,
        {"user": "user", "deputy": "user"},
    ),
    "createTeam": Call(
        ADMIN, _new_team, "id version", ("staff.team_changed",), (("team", "create"),),
        ids={"parent": "team", "lead": "user"},
    ),
    "updateTeam": Call(
        ADMIN, _versioned(_team, name="改组"), "id version", ("staff.team_changed",), (("team", "update"),), True,
        {"id": "team", "parent": "team", "lead": "user"},
    ),
    "createApiKey": Call(ADMIN, _new_key, "key { id } secret", (), (("api_key", "create"),)),
    "revokeApiKey": Call(ADMIN, _api_key, "id revokedAt", (), (("api_key", "revoke"),), ids={"id": "apikey"}),
    "markRead": Call(MANAGER, _notification, "unreadCount", (), ()),
    "updatePreferences": Call(MANAGER, _theme, "theme", (), (("user_account", "update"),)),
    "chooseImport": Call(
        MANAGER, _of_import(mapping=[{"column": "手机", "field": "mobile"}], headers=[{"sheet": "Sheet1", "row": 1}],
        withHidden=False, wishes={"onTwin": "same"}), "id state", (), (("import_job", "update"),), ids=IMPORT,
    ),
    "wishImport": Call(
        MANAGER, _of_import(wishes={"onTwin": "update", "createTags": True}), "id", (), (("import_job", "update"),),
        ids=IMPORT,
    ),
    "fixImportColumn": Call(
        MANAGER, _of_import(field="mobile", fix="drop_bad"), "id", (), (("import_job", "update"),), ids=IMPORT,
    ),
    "editImportRow": Call(
        MANAGER, _import_row, "import { id } row { id status }", (), (("import_row", "edit"),),
        ids={"id": "import", "row": "importrow"},
    ),
    "decideImport": Call(
        MANAGER, _import_pair, "id", (), (("import_job", "decide"),), ids={"id": "import"},
    ),
    "commitImport": Call(MANAGER, _of_import(revision=1), "id", (), (("import_job", "update"),), ids=IMPORT),
    "cancelImport": Call(MANAGER, _import, "id state", (), (("import_job", "update"),), ids=IMPORT),
    "undoImport": Call(MANAGER, _committed, "id state", (), (("import_job", "update"),), ids=IMPORT),
    "addDocument": Call(
        MANAGER, _new_document, "id version", ("document.added",), (("document", "create"),),
        ids={"client": "client", "upload": "upload"}, hides=True,
    ),
    "addDocumentVersion": Call(
        MANAGER, _newer_document, "id version", ("document.changed",), (("document", "update"),), True,
        {**DOCUMENT, "upload": "upload"}, True,
    ),
    "updateDocument": Call(
        MANAGER, _versioned(_document, note="复印件"), "id version", ("document.changed",),
        (("document", "update"),), True, DOCUMENT, True,
    ),
    "deleteDocument": Call(
        MANAGER, _document, "id version", ("document.changed",), (("document", "update"),), True, DOCUMENT, True,
    ),
    "restoreDocument": Call(
        MANAGER, lambda house: _document(house, deleted=True), "id version", ("document.changed",),
        (("document", "update"),), True, DOCUMENT, True,
    ),
    "openDocument": Call(
        MANAGER, lambda house: _only_id(_document(house)), "url name", (), (("document", "open"),), ids=DOCUMENT,
        hides=True,
    ),
    "requestExport": Call(
        "operations", _wanted_export, "id version", ("export.asked",), (("export_job", "create"),)
    ),
    "requestFirmExport": Call(
        "executive", _reason, "id version needsApproval", ("export.asked",), (("export_job", "create"),)
    ),
    "decideExport": Call(
        "compliance", _decided, "id version", ("export.decided",),
        (("export_job", "update"),), True, EXPORT,
    ),
    "cancelExport": Call(
        "operations", _export, "id version", (), (("export_job", "update"),), True, EXPORT, True,
    ),
    "discardExport": Call(
        "operations", lambda house: _export(house, state="done"), "id version", (), (("export_job", "update"),),
        True, EXPORT, True,
    ),
    "openExport": Call(
        "operations", lambda house: _only_id(_export(house, state="done")), "url name", (),
        (("export_job", "take"),), ids=EXPORT, hides=True,
    ),
    "setExportRules": Call(
        "compliance", _rules, "rowsAlone keptDays", (), (),
    ),
    "setDocumentRule": Call(
        "compliance", _document_rule, "category years", (), (("document_rule", "create"),),
    ),
    "createView": Call(MANAGER, _new_view, "id version", (), (("saved_view", "create"),)),
    "updateView": Call(
        MANAGER, _versioned(_view, query="risk=C4"), "id version", (), (("saved_view", "update"),), True, {"id": "view"}
    ),
    "deleteView": Call(
        MANAGER, lambda house: _only_id(_view(house)), "unreadCount", (), (("saved_view", "delete"),),
        ids={"id": "view"},
    ),
    "createReport": Call(MANAGER, _new_report, "id version", (), (("report", "create"),)),
    "updateReport": Call(
        MANAGER, _versioned(_report, zh="改名"), "id version", (), (("report", "update"),), True, {"id": "report"}
    ),
    "deleteReport": Call(
        MANAGER, lambda house: _only_id(_report(house)), "unreadCount", (), (("report", "delete"),),
        ids={"id": "report"},
    ),
    "createDashboard": Call(MANAGER, _new_board, "id version", (), (("dashboard", "create"),)),
    "updateDashboard": Call(
        MANAGER, _versioned(_board, zh="改名"), "id version", (), (("dashboard", "update"),), True,
        {"id": "dashboard"},
    ),
    "deleteDashboard": Call(
        MANAGER, lambda house: _only_id(_board(house)), "unreadCount", (), (("dashboard", "delete"),),
        ids={"id": "dashboard"},
    ),
    "createCustomField": Call(
        "operations", _new_field, "id version", ("custom_field.changed",),
        (("custom_field", "create"), ("policy_version", "create")),
    ),
    "updateCustomField": Call(
        "operations", _versioned(_field, zh="改名"), "id version", ("custom_field.changed",),
        (("custom_field", "update"),), True, OWN_FIELD,
    ),
    "moveCustomField": Call(
        "operations", _versioned(_second_field, place=0), "id version", ("custom_field.changed",),
        (("custom_field", "update"),), True, OWN_FIELD,
    ),
    "arrangeForm": Call(
        "operations", _layout, "version sections { id }", ("form.arranged",), (("custom_section", "create"),), True,
    ),
    "archiveCustomField": Call(
        "operations", _versioned(_field), "id version", ("custom_field.changed",), (("custom_field", "update"),),
        True, OWN_FIELD,
    ),
    "restoreCustomField": Call(
        "operations", lambda house: _field(house, archived=True), "id version", ("custom_field.changed",),
        (("custom_field", "update"),), True, OWN_FIELD,
    ),
    "classifyCustomField": Call(
        ADMIN, _classified, "id version", (), (("policy_version", "create"),), ids=OWN_FIELD
    ),
    "endSession": Call(MANAGER, _session, "unreadCount", (), (("session", "end"),), ids={"id": "session"}),
}  # fmt: skip


async def _only_id(waiting: Awaitable[Input]) -> Input:
    return {"id": (await waiting)["id"]}


def document_of(name: str, *, keyed: bool = False) -> str:
    """The mutation's document; `keyed` with an idempotency key as `$key`."""
    declared, given = (", $key: String", ", idempotencyKey: $key") if keyed else ("", "")
    input_type = f"{name[0].upper()}{name[1:]}Input"
    input_type = SHARED_INPUTS.get(name, input_type)
    asked = f"{name}(input: $input{given}) {{ {CALLS[name].answer} }}"
    return f"mutation($input: {input_type}!{declared}) {{ it: {asked} }}"


SHARED_INPUTS = {
    **dict.fromkeys(("replayDeadLetters", "dismissDeadLetters"), "DeadLettersInput"),
    **dict.fromkeys(("archiveTag", "archiveCustomField"), "ArchiveInput"),
    **dict.fromkeys(("restoreTag", "restoreCustomField"), "VersionedInput"),
    **dict.fromkeys(("archiveClient", "reopenTask", "deactivateUser"), "VersionedInput"),
    **dict.fromkeys(("deleteDocument", "restoreDocument", "cancelExport", "discardExport"), "VersionedInput"),
    **dict.fromkeys(("finishJourney", "resumeJourney", "acceptTask", "endServiceLevel"), "VersionedInput"),
    **dict.fromkeys(("submitApproval", "withdrawApproval", "commentApproval"), "ApprovalCommentInput"),
    **dict.fromkeys(("openApprovalGate", "closeApprovalGate"), "ApprovalGateInput"),
    **dict.fromkeys(("openAutomationHook", "closeAutomationHook"), "AutomationHookInput"),
    **dict.fromkeys(("continueAutomationRun", "dismissAutomationRun"), "AutomationRunInput"),
    **dict.fromkeys(("reopenNeed", "executeHandover", "undoHandover", "discardHandover"), "VersionedInput"),
    "noteHandover": "HandoverNoteInput",
    "restoreIncomingMail": "VersionedInput",
    "openExport": "IdInput",
    **dict.fromkeys(
        ("removeRelation", "resetPassword", "resetTotp", "revokeApiKey", "endSession", "cancelImport", "undoImport"),
        "IdInput",
    ),
    **dict.fromkeys(("deleteView", "deleteReport", "deleteDashboard", "unmergeClients"), "IdInput"),
    **dict.fromkeys(("cancelMessage", "retryMessage", "removeCareDate"), "VersionedInput"),
    "untagClient": "TagClientInput", "setAbsence": "AbsenceInput", "updatePreferences": "PreferencesInput",
}  # fmt: skip
