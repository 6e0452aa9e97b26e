"""New service requests: by the type in force, with their clocks, tasks and approvals, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.escalation_chain import LEAD, chain_of
from backend.book.interactions import Interaction
from backend.book.lookup import active_user, actor_id, named
from backend.book.products import Product
from backend.book.service_content import OWNER
from backend.book.service_matrices import matrix_in_force
from backend.book.staff import User
from backend.book.tasks import create_task
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import own_id, uuid7
from backend.retain.request_approvals import ask_for
from backend.retain.request_clocks import later
from backend.retain.request_events import RequestCreated
from backend.retain.request_promises import MINUTES_AN_HOUR, Promise, cell_of, promised
from backend.retain.request_rules import FIRST
from backend.retain.request_steps import write_step
from backend.retain.request_type_content import COMPLAINT, PRIORITIES, TypeContent
from backend.retain.request_types import RequestType, type_content, type_in_use
from backend.retain.request_watch import CLOCKS, plan, set_clock
from backend.retain.requests import (
    CATEGORIES,
    CAUSES,
    CHANNELS,
    SEVERITIES,
    RequestTask,
    ServiceRequest,
)
from backend.systemize.field_values import clean_text
from backend.systemize.working_time import days_later
from backend.track.approval_forms import filled_form

TITLE, DETAILS, REFERENCE = 120, 4_000, 80
ACKNOWLEDGE_DAYS = 1
"""Workdays until a complaint is acknowledged. Source: domain rules, complaint."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asked for. type: key of the type; form: values by key; owner_id: None, whoever serves the client.

    about_id: the request a complaint came out of; the rest as `ServiceRequest` says.
    """

    client_id: UUID
    type: str
    title: str | None = None
    details: str | None = None
    form: Mapping[str, Any] | None = None
    channel: str = "other"
    priority: str | None = None
    owner_id: UUID | None = None
    interaction_id: UUID | None = None
    again_of_id: UUID | None = None
    about_id: UUID | None = None
    category: str | None = None
    severity: str | None = None
    regulator_reference: str | None = None
    from_regulator: bool = False


async def create(session: AsyncSession, asked: Asked) -> ServiceRequest:
    """A new request, its clocks running from now.

    Raises Refused(BAD_USER_INPUT): unknown client, type, owner or conversation, `request_archived`, what the form
    lacks, values that cannot be.
    """
    client = await named(session, Client, asked.client_id, "client")
    type_ = await type_in_use(session, asked.type)
    content = await type_content(session, type_.id, type_.number)
    form = await _filled(session, content, asked.form)
    if asked.interaction_id is not None:
        heard = await named(session, Interaction, asked.interaction_id, "interaction")
        if heard.client_id != client.id:
            raise bad_input("interaction", "unknown")
    if asked.about_id is not None:
        about = await named(session, ServiceRequest, asked.about_id, "about")
        if about.client_id != client.id:
            raise bad_input("about", "unknown")
    row = await _row(session, asked, client, type_, content, form)
    session.add(row)
    await session.flush()
    write_step(session, row, "create", None, text=row.details, interaction_id=row.interaction_id)
    promise = promised(content, cell_of(await matrix_in_force(session), client), client.tier)
    wanted = content.approval
    await ask_for(session, row, wanted.of(client.tier), partner=wanted.partner and promise.partner)
    await _tasks(session, row, client, content)
    await session.flush()
    emit(
        session,
        RequestCreated(
            request_id=row.id,
            client_id=client.id,
            type=row.type_key,
            owner_id=row.owner_id,
            by=actor_id(session),
        ),
    )
    strike(session, "client", str(client.id))
    return row


async def _row(
    session: AsyncSession, asked: Asked, client: Client, type_: RequestType, content: TypeContent,
    form: Mapping[str, Any],
) -> ServiceRequest:  # fmt: skip
    at = now()
    promise = promised(content, cell_of(await matrix_in_force(session), client), client.tier)
    if asked.channel not in CHANNELS:
        raise bad_input("channel", "choice")
    if asked.priority is not None and asked.priority not in PRIORITIES:
        raise bad_input("priority", "choice")
    title = clean_text(asked.title or "", "title", limit=TITLE) or await _called(session, content)
    row = ServiceRequest(
        id=uuid7(), firm_id=client.firm_id, client_id=client.id, type_id=type_.id, type_number=type_.number,
        type_key=type_.key, zh=type_.zh, en=type_.en, icon=type_.icon, hue=type_.hue, kind=content.kind,
        title=title,
        details=clean_text(asked.details or "", "details", limit=DETAILS), form=dict(form),
        priority=asked.priority or content.priority, state=FIRST[content.kind], channel=asked.channel,
        owner_id=await _owner(session, asked, client), interaction_id=asked.interaction_id, created_at=at,
        tier=client.tier, cell=client.service_cell, again_of_id=asked.again_of_id, about_id=asked.about_id,
        calendar=promise.calendar, response_minutes=promise.response_minutes,
        resolution_hours=promise.resolution_hours, chain=list(promise.chain),
        escalate_minutes=content.escalate_minutes, response_told=0, resolution_told=0, answers=0,
        escalated=0, resolution_escalated=0, waited_seconds=0, from_regulator=False,
    )  # fmt: skip
    _start(row, promise, at)
    if content.kind == COMPLAINT:
        _complain(row, asked, at)
    plan(row)
    return row


def _start(row: ServiceRequest, promise: Promise, at: datetime) -> None:
    for name, clock in zip(CLOCKS, promise.clocks(at), strict=True):
        set_clock(row, name, clock)


def _complain(row: ServiceRequest, asked: Asked, at: datetime) -> None:
    row.acknowledge_due_at = days_later(at, ACKNOWLEDGE_DAYS)
    edit_complaint(
        row,
        {
            "category": asked.category or "other",
            "severity": asked.severity or "minor",
            "regulator_reference": asked.regulator_reference,
            "from_regulator": asked.from_regulator,
        },
    )


def edit_complaint(row: ServiceRequest, values: Mapping[str, Any]) -> None:
    """Change what is said of a complaint; absent keys stay. Raises Refused(BAD_USER_INPUT, choice)."""
    for name, choices in (("category", CATEGORIES), ("cause", CAUSES), ("severity", SEVERITIES)):
        if name in values:
            if values[name] is not None and values[name] not in choices:
                raise bad_input(name, "choice")
            setattr(row, name, values[name])
    if "regulator_reference" in values:
        row.regulator_reference = clean_text(
            values["regulator_reference"] or "", "regulatorReference", limit=REFERENCE
        )
    if "justified" in values:
        row.justified = values["justified"]
    if "from_regulator" in values:
        row.from_regulator = bool(values["from_regulator"])


async def _filled(
    session: AsyncSession, content: TypeContent, given: Mapping[str, Any] | None
) -> dict[str, str]:
    form = filled_form(content.form, given)
    for field in content.form:
        if field.kind == "product" and field.key in form:
            await named(session, Product, own_id("product", form[field.key]), f"form.{field.key}")
    return form


async def _owner(session: AsyncSession, asked: Asked, client: Client) -> UUID | None:
    """Whoever is named, else who serves the client, else who wrote it down."""
    if asked.owner_id is not None:
        return (await active_user(session, asked.owner_id, "owner")).id
    found = await session.scalar(
        select(User.id).where(User.firm_id == client.firm_id, User.id == client.owner_id, User.active)
    )
    return found or actor_id(session)


async def _called(session: AsyncSession, content: TypeContent) -> str:
    locale = await session.scalar(
        select(User.locale).where(User.firm_id == session.info["firm_id"], User.id == actor_id(session))
    )
    return content.name.of(locale or "zh-CN")


async def _tasks(session: AsyncSession, row: ServiceRequest, client: Client, content: TypeContent) -> None:
    if not content.tasks:
        return
    chain = await chain_of(session)
    for line in content.tasks:
        person = chain.of(line.to, row.owner_id, client.team_id) or chain.of(
            OWNER, row.owner_id, client.team_id
        )
        person = person or chain.of(LEAD, row.owner_id, client.team_id)
        if person is None:
            continue
        task = await create_task(
            session,
            line.name.of(chain.people[person].locale),
            due_at=later(row.created_at, line.hours * MINUTES_AN_HOUR, row.calendar),
            priority=row.priority,
            client_id=client.id,
            assignee_id=person,
        )
        session.add(RequestTask(id=uuid7(), firm_id=row.firm_id, request_id=row.id, task_id=task.id))
