"""What steps do, each by the function that the mutation of the same name calls; there is no second way to do it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from backend.automations.automations import Automation, AutomationVersion
from backend.automations.beginning import Rule, Told, begin
from backend.automations.content import TITLE, Step, read_content
from backend.automations.doing import Doing
from backend.automations.messaging import message_of
from backend.automations.runs import AutomationRun, AutomationSend
from backend.book import notifications, tags, tasks
from backend.book.client_changes import update_client
from backend.book.clients import Client
from backend.book.configurations import newest_of
from backend.book.custom_fields import CUSTOM
from backend.book.task_templates import use_template
from backend.platform.clock import BUSINESS_ZONE, business_date
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id, public_id, uuid7
from backend.platform.versions import locked
from backend.retain import request_making
from backend.retain.request_rules import ENDED
from backend.retain.request_types import RequestType
from backend.retain.requests import ServiceRequest
from backend.track import approval_asking, moving
from backend.track.approval_kinds import ApprovalKind, kind_content
from backend.track.approval_rounds import is_decidable
from backend.track.journeys import RUNNING, Journey
from backend.track.stage_tasks import EVENING, due_on
from backend.track.templates import content_of

WEBHOOK: Final = "webhook"


@dataclass(frozen=True, slots=True)
class Made:
    """What a step made or changed; noun None: it did something that is no row. params: ids and words of the product."""

    noun: str | None = None
    id: UUID | None = None
    params: Mapping[str, Any] | None = None


Act = Callable[[Doing, Step], Awaitable[Made | None]]
"""None: there was nothing to do."""


async def create_task(doing: Doing, step: Step) -> Made:
    """A task of a template, or of its own words."""
    doing.demand("Mutation.createTask")
    given, person = step.given, await doing.person(step.given["assignee"])
    if "template" in given:
        template = own_id("tasktemplate", given["template"])
        await doing.shared.write()
        task = await use_template(doing.session, template, doing.client_id, person.id)
    else:
        body = given.get("body")
        title = (await doing.text(given["title"], person))[:TITLE]
        told = {
            "body": None if body is None else await doing.text(body, person),
            "due_at": datetime.combine(due_on(business_date(), given.get("days", 1)), EVENING, BUSINESS_ZONE),
            "priority": given.get("priority", "normal"),
        }
        shared = doing.shared
        if shared.rows is not None:
            client = None if doing.client_id is None else await doing.client()
            blocked = None if doing.client_id is None else shared.blocked.get(doing.client_id)
            task = tasks.collect_task(doing.session, shared.rows, title, told, person, client, blocked)
        else:
            task = await tasks.create_task(
                doing.session, title, client_id=doing.client_id, assignee_id=person.id, **told
            )
    return Made("task", task.id, {"assignee": public_id("user", person.id)})


async def notify(doing: Doing, step: Step) -> Made | None:
    """A line in people's inboxes, to each in what he may know."""
    people = await doing.people(step.given["to"])
    if not people:
        return None
    run = doing.run
    subject = ("automation", run.automation_id) if run.client_id is None else ("client", run.client_id)
    rows = doing.shared.rows
    for person in people:
        params = {
            "automation_id": str(run.automation_id), "run_id": str(run.id), "by": None,
            "client_id": None if run.client_id is None else str(run.client_id),
            "text": await doing.text(step.given["text"], person),
        }  # fmt: skip
        if rows is None:
            notifications.write(doing.session, person.id, "automation_told", params, subject)
        else:
            notifications.collect(doing.session, rows, person.id, "automation_told", params, subject)
    return Made(None, None, {"people": [public_id("user", person.id) for person in people]})


async def give_tag(doing: Doing, step: Step) -> Made:
    """The client bears a tag, as given by hand."""
    doing.demand("Mutation.tagClient")
    client = await tags.give(doing.session, (await doing.client()).id, own_id("tag", step.given["tag"]))
    return Made("client", client.id, {"tag": step.given["tag"]})


async def take_tag(doing: Doing, step: Step) -> Made:
    """The client bears a tag no more, and does not get it back by its rule."""
    doing.demand("Mutation.untagClient")
    client = await tags.take(doing.session, (await doing.client()).id, own_id("tag", step.given["tag"]))
    return Made("client", client.id, {"tag": step.given["tag"]})


async def set_field(doing: Doing, step: Step) -> Made:
    """A field of the client, also one of the firm's own."""
    key = step.given["field"]
    doing.demand("Mutation.updateClient")
    doing.demand(f"Client.{key}")
    if key.startswith(CUSTOM):
        doing.demand("Client.custom")
    client = await locked(doing.session, Client, (await doing.client()).id)
    if doing.around.vault is None:
        raise Refused(Code.UNAVAILABLE)
    changed = await update_client(
        doing.session, doing.around.vault, client.id, client.version, {key: step.given.get("value")}
    )
    return Made("client", changed.id, {"field": key})


async def start_journey(doing: Doing, step: Step) -> Made | None:
    """A journey by the newest version of a template; nothing where the client has one by it that runs."""
    doing.demand("Mutation.startJourney")
    client = await doing.client()
    template = own_id("journeytemplate", step.given["template"])
    if await _journey(doing, template) is not None:
        return None
    journey = await moving.start(doing.session, client.id, template)
    return Made("journey", journey.id)


async def advance_journey(doing: Doing, step: Step) -> Made | None:
    """On to the next stage, refused with all that is missing as it is to a person; nothing without a journey."""
    doing.demand("Mutation.advanceJourney")
    journey = await _of_step(doing, step)
    if journey is None:
        return None
    moved = await moving.advance(
        doing.session, journey.id, journey.version, doing.around.judge, step.given.get("to")
    )
    return Made("journey", moved.id, {"stage": moved.stage})


async def hold_journey(doing: Doing, step: Step) -> Made | None:
    """The journey rests for so many days; nothing without a journey."""
    doing.demand("Mutation.holdJourney")
    journey = await _of_step(doing, step)
    if journey is None:
        return None
    until = business_date() + timedelta(days=max(step.given["days"], 1))
    held = await moving.hold(doing.session, journey.id, journey.version, until, step.given.get("reason"))
    return Made("journey", held.id)


async def request_approval(doing: Doing, step: Step) -> Made | None:
    """An approval of the client or his journey, handed in where somebody can decide it.

    In a stage that asks for the kind by itself it is the one of that stay: nothing is asked twice.
    """
    doing.demand("Mutation.requestApproval")
    session, client = doing.session, await doing.client()
    kind = await session.scalar(
        select(ApprovalKind).where(
            ApprovalKind.firm_id == client.firm_id,
            ApprovalKind.id == own_id("approvalkind", step.given["approval"]),
        )
    )
    if kind is None:
        raise bad_input("approval", "unknown")
    journey = await _told_journey(doing)
    if kind.subject == "journey" and journey is None:
        raise bad_input("approval", "automation_journey")
    if journey is not None and await stage_asks(doing, journey, kind.key):
        return None
    requester = await doing.person("owner" if journey is None else public_id("user", journey.owner_id))
    approval = await approval_asking.begin(
        session, kind.id, (await doing.text(step.given["title"], requester))[:TITLE], step.given.get("form"),
        subject_id={"client": client.id, "journey": None if journey is None else journey.id}.get(kind.subject),
        requester_id=requester.id,
    )  # fmt: skip
    if await is_decidable(session, approval, await kind_content(session, kind.id, kind.number)):
        await approval_asking.hand_in(session, approval, None)
    return Made("approval", approval.id)


async def stage_asks(doing: Doing, journey: Journey, key: str) -> bool:
    """Whether the stage that a journey is in asks for a kind of approval by itself."""
    content = await content_of(doing.session, journey.template_id, journey.template_number)
    stage = content.stage(journey.stage)
    return stage is not None and key in stage.approvals


async def send_message(doing: Doing, step: Step) -> Made | None:
    """A message to the client by a template; whether it goes, rules of contact say when it is sent."""
    made = await message_of(doing, step)
    return None if made is None else Made("message", made)


async def start_request(doing: Doing, step: Step) -> Made | None:
    """A service request of a type without required fields; nothing while the client has an open one of that type."""
    doing.demand("Mutation.createRequest")
    session, client = doing.session, await doing.client()
    type_ = await session.scalar(
        select(RequestType).where(
            RequestType.firm_id == client.firm_id,
            RequestType.id == own_id("requesttype", step.given["request"]),
        )
    )
    if type_ is None:
        raise bad_input("request", "unknown")
    open_one = await session.scalar(
        select(ServiceRequest.id).where(
            ServiceRequest.firm_id == client.firm_id,
            ServiceRequest.client_id == client.id,
            ServiceRequest.type_id == type_.id,
            ServiceRequest.state.not_in(ENDED),
        )
    )
    if open_one is not None:
        return None
    owner = await doing.person("owner")
    title = step.given.get("title")
    row = await request_making.create(
        session,
        request_making.Asked(
            client.id, type_.key, title=None if title is None else (await doing.text(title, owner))[:TITLE],
            channel="automation", owner_id=owner.id,
        ),
    )  # fmt: skip
    return Made("service_request", row.id)


async def call_webhook(doing: Doing, step: Step) -> Made:
    """What another system is told, written down here and sent by the worker; ids and facts, no names."""
    doing.demand("Right.callOut")
    send = AutomationSend(
        id=uuid7(), automation_id=doing.run.automation_id, run_id=doing.run.id, step=step.id, channel=WEBHOOK,
        target=step.given["url"], payload=payload_of(doing, step), state="queued", at=doing.at,
    )  # fmt: skip
    send.due_at = func.now()
    doing.session.add(send)
    return Made(None, None, {"send": public_id("automationsend", send.id)})


def payload_of(doing: Doing, step: Step) -> dict[str, Any]:
    """What a webhook is told: which run of which automation, about whom, and the facts it names."""
    run, facts = doing.run, step.given.get("facts")
    told = run.facts if facts is None else {key: run.facts.get(key) for key in facts}
    return {
        "automation": public_id("automation", run.automation_id),
        "run": public_id("automationrun", run.id),
        "step": step.id,
        "event": run.event,
        "client": None if run.client_id is None else public_id("client", run.client_id),
        "facts": dict(told),
    }


async def start_automation(doing: Doing, step: Step) -> Made | None:
    """A run of another automation, about the same client; nothing where that one is switched off."""
    run, session = doing.run, doing.session
    id = own_id("automation", step.given["automation"])
    other = await session.scalar(
        select(Automation).where(Automation.firm_id == run.firm_id, Automation.id == id)
    )
    version = None if other is None else await newest_of(session, AutomationVersion, automation_id=id)
    if other is None or version is None or not other.on or other.fault is not None:
        return None
    rule = Rule(other.id, version.number, read_content(version.content))
    if run.depth + 1 > rule.content.depth:
        raise Refused(
            Code.BAD_USER_INPUT, field="automation", problem="automation_loop", limit=rule.content.depth
        )
    told = Told(
        mark=f"run:{run.id}:{step.id}", event="automation", facts=run.facts, client_id=run.client_id,
        journey_id=run.journey_id, cause_id=run.id, depth=run.depth + 1,
    )  # fmt: skip
    begun = await begin(session, rule, [told], doing.around)
    if not begun:
        return None
    made = await session.scalar(
        select(AutomationRun.id).where(
            AutomationRun.firm_id == run.firm_id,
            AutomationRun.automation_id == other.id,
            AutomationRun.cause_id == run.id,
        )
    )
    return Made("automation_run", made)


async def _journey(doing: Doing, template: UUID) -> Journey | None:
    found: Journey | None = await doing.session.scalar(
        select(Journey)
        .where(
            Journey.firm_id == doing.run.firm_id,
            Journey.client_id == doing.client_id,
            Journey.template_id == template,
            Journey.state.in_(RUNNING),
        )
        .with_for_update()
    )
    return found


async def _of_step(doing: Doing, step: Step) -> Journey | None:
    await doing.client()
    return await _journey(doing, own_id("journeytemplate", step.given["template"]))


async def _told_journey(doing: Doing) -> Journey | None:
    """The journey that the run's event was of."""
    if doing.run.journey_id is None:
        return None
    found: Journey | None = await doing.session.scalar(
        select(Journey).where(Journey.firm_id == doing.run.firm_id, Journey.id == doing.run.journey_id)
    )
    return found


ACTS: Final[Mapping[str, Act]] = {
    "create_task": create_task,
    "notify": notify,
    "give_tag": give_tag,
    "take_tag": take_tag,
    "set_field": set_field,
    "start_journey": start_journey,
    "advance_journey": advance_journey,
    "hold_journey": hold_journey,
    "request_approval": request_approval,
    "send_message": send_message,
    "start_request": start_request,
    "call_webhook": call_webhook,
    "start_automation": start_automation,
}
