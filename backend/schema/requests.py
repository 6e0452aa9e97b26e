"""Service requests and complaints as readers see them: what was asked, the clocks, and all that was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.tasks import Task as TaskRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import PublicId, declared
from backend.graph.nodes import Children, Node, RelationEnum, node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.sources import Expression, Part, Standing, ToMany, ToOne, column, to_one
from backend.platform.ids import public_id
from backend.platform.principal import Relation
from backend.retain import requests
from backend.retain.request_rules import acts_in
from backend.retain.requests import RequestTask
from backend.retain.requests import ServiceRequest as RequestRow
from backend.schema.approvals import APPROVAL, Approval
from backend.schema.client_sources import maker
from backend.schema.interactions import INTERACTION, Interaction
from backend.schema.nouns import linked, noun_of
from backend.schema.request_types import contents_at
from backend.schema.staff import USER, User
from backend.schema.staff_reads import user_in
from backend.schema.tasks import TASK, Task


@strawberry.type
class RequestStep:
    """One thing that happened to a request; it is never changed."""

    row: strawberry.Private[requests.RequestStep]
    stands: strawberry.Private[Relation]

    @declared(PublicId("requeststep"))
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("requeststep", self.row.id))

    act: str = column(
        "act",
        description="create, edit, assign, answer, start, wait, resume, resolve, close, reopen, cancel, acknowledge, "
        "investigate, conclude, escalate, remind, breach, approval, stricter.",
    )
    before: str | None = column("before", description="Null: it began.")
    after: str = column("after")
    at: datetime = column("at")
    text: str | None = column("text", description="What was said.")
    detail: str | None = column(
        "detail",
        description="The clock, `response:80:team_lead` of a reminder or an escalation, a kind of approval.",
    )
    user: User | None = to_one(lambda: USER, "user_id", description="Who did it; null for the product.")
    to: User | None = to_one(lambda: USER, "to_id", description="Who got it, or was told.")
    interaction: Interaction | None = to_one(
        lambda: INTERACTION, "interaction_id", description="The conversation in which it was said."
    )


@strawberry.type
class ServiceRequest(Node):
    """Something a client asked for, or complained of, with the clocks that run for it."""

    @classmethod
    def noun(cls) -> str:
        """`request_…`."""
        return "request"

    version: int = column("version")
    kind: str = column("kind", description="request or complaint.")
    type: str = column("type_key", description="The key of its type.")
    zh: str = column("zh", description="The type as it was called then.")
    en: str = column("en")
    icon: str = column("icon")
    hue: str = column("hue", description="Of its type: blue, teal, green, violet, amber, red, neutral.")
    title: str = column("title")
    details: str | None = column("details")
    state: str | None = column(
        "state",
        description="new, assigned, answered, in_progress, waiting_client, resolved, closed, reopened, cancelled; of "
        "complaints received, acknowledged, investigating, answered, escalated, closed, reopened, cancelled.",
    )
    priority: str | None = column("priority")
    channel: str | None = column(
        "channel", description="call, email, wecom, meeting, link, api, automation, other."
    )
    created_at: datetime | None = column("created_at")
    calendar: str | None = column("calendar", description="business or always.")
    response_minutes: int | None = column("response_minutes", description="Promised until the first answer.")
    response_half_at: datetime | None = column("response_half_at")
    response_due_at: datetime | None = column("response_due_at")
    response_breached_at: datetime | None = column("response_breached_at")
    answered_at: datetime | None = column("answered_at", description="When a person answered first.")
    answers: int | None = column("answers", description="How often somebody answered.")
    resolution_hours: int | None = column("resolution_hours", description="Promised until it is settled.")
    resolution_half_at: datetime | None = column("resolution_half_at")
    resolution_due_at: datetime | None = column(
        "resolution_due_at", description="As it stood when the client was waited for last."
    )
    resolution_breached_at: datetime | None = column("resolution_breached_at")
    due_at: datetime | None = column(
        "due_at", description="Of the clock that runs and ends first; null: none runs."
    )
    waiting_since: datetime | None = column(
        "waiting_since", description="Since when the client is waited for."
    )
    resolved_at: datetime | None = column("resolved_at")
    closed_at: datetime | None = column("closed_at")
    escalated: int | None = column(
        "escalated", description="How many of its chain were told it was not answered."
    )
    outcome: str | None = column("outcome", description="What came of it.")
    reason: str | None = column("reason", description="Why it was cancelled.")
    category: str | None = column(
        "category",
        description="Of complaints: service, performance, product, fees, information, conduct, other.",
    )
    cause: str | None = column(
        "cause", description="process, person, system, communication, market, expectation, other."
    )
    severity: str | None = column("severity", description="minor, serious, grave.")
    justified: bool | None = column("justified")
    regulator_reference: str | None = column("regulator_reference")
    from_regulator: bool | None = column("from_regulator", description="Whether an authority forwarded it.")
    acknowledge_due_at: datetime | None = column("acknowledge_due_at")
    acknowledged_at: datetime | None = column("acknowledged_at")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: his own, or as to its client."""
        return self.stands

    client = linked("client", "client_id", "Who asked, if the caller may see him.")
    owner: User | None = to_one(lambda: USER, "owner_id", description="Who has to see to it.")
    answered_by: User | None = to_one(lambda: USER, "answered_by_id")
    interaction: Interaction | None = to_one(
        lambda: INTERACTION, "interaction_id", description="The conversation it was heard in."
    )
    again_of = linked("service_request", "again_of_id", "The request that was opened again with it.")
    duplicate_of = linked("service_request", "duplicate_of_id", "What it says over.")
    about = linked("service_request", "about_id", "The request a complaint came out of.")
    partner_approval: Approval | None = to_one(
        lambda: APPROVAL, "partner_approval_id", description="Of a partner, or who stands in for him."
    )
    approval: Approval | None = to_one(lambda: APPROVAL, "approval_id", description="That its type asks for.")

    @declared(ToOne(lambda: USER, maker))
    async def created_by(self, info: Info) -> User | None:
        """Who wrote it down."""
        return await node_of(info.context, USER, user_in(self.row.created_by))  # type: ignore[no-any-return]

    @declared(Expression(lambda place: place.row.form))
    def form(self) -> strawberry.scalars.JSON | None:
        """What was filled in, by key of the type's fields; numbers and days as text."""
        return strawberry.scalars.JSON(self.row.form)

    @strawberry.field
    async def content(self, info: Info) -> strawberry.scalars.JSON | None:
        """What the version of its type says, by which it was made."""
        found = await info.context.load(contents_at, (self.row.type_id, self.row.type_number))
        return None if found is None else strawberry.scalars.JSON(found)

    @strawberry.field
    def acts(self) -> list[str] | None:
        """What may be done with it as it stands."""
        return list(acts_in(self.row.kind, self.row.state))

    @declared(
        ToMany(
            lambda: Part(requests.RequestStep),
            (requests.RequestStep.request_id,),
            (requests.RequestStep.at, requests.RequestStep.id),
        )
    )
    async def steps(self, info: Info) -> list[RequestStep] | None:
        """Its thread, the oldest first."""
        rows = await info.context.load(steps_of, self.row.id) or []
        return [RequestStep(row=row, stands=self.stands) for row in rows]

    @declared(
        ToMany(
            lambda: TASK,
            (RequestTask.request_id,),
            (TaskRow.due_at, TaskRow.id),
            join=(
                RequestTask,
                and_(RequestTask.firm_id == TaskRow.firm_id, RequestTask.task_id == TaskRow.id),
            ),
        )
    )
    async def tasks(self, info: Info) -> list[Task] | None:
        """Tasks that were made with it and that the caller may see."""
        ids = await info.context.load(tasks_of, self.row.id) or []
        return [node for node in await nodes_of(info.context, TASK, ids) if node is not None]


async def steps_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[requests.RequestStep]]:
    """Threads of requests, the oldest first."""
    rows = await session.scalars(
        select(requests.RequestStep)
        .where(
            requests.RequestStep.firm_id == context.principal.firm_id,
            requests.RequestStep.request_id.in_(ids),
        )
        .order_by(requests.RequestStep.at, requests.RequestStep.id)
    )
    found: defaultdict[UUID, list[requests.RequestStep]] = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row)
    return found


async def tasks_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Ids of the tasks that were made with requests, by due time."""
    firm_id = context.principal.firm_id
    rows = await session.execute(
        select(RequestTask.request_id, RequestTask.task_id)
        .join(TaskRow, and_(TaskRow.firm_id == firm_id, TaskRow.id == RequestTask.task_id))
        .where(RequestTask.firm_id == firm_id, RequestTask.request_id.in_(ids))
        .order_by(TaskRow.due_at, TaskRow.id)
    )
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row.task_id)
    return found


REQUEST: Noun = noun_of("service_request", RequestRow, ServiceRequest, prefix="request")
REQUESTS: Children = Children(
    REQUEST, RequestRow.client_id, (SortKey(RequestRow.created_at, descending=True), SortKey(RequestRow.id))
)
