"""Journeys, and their stays in stages."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from backend.book import tasks
from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.nodes import Node, RelationEnum, node_of
from backend.graph.nouns import Noun
from backend.graph.scalars import Money
from backend.graph.sources import Part, Standing, ToMany, ToOne, column
from backend.platform.principal import Relation
from backend.schema import journey_reads, staff_reads
from backend.schema.approvals import APPROVAL, Approval
from backend.schema.client_sources import subject_user
from backend.schema.funds import PRODUCT
from backend.schema.journey_states import JourneyMissing, JourneyStay, missing_in, stays_of, visits_of
from backend.schema.journey_templates import TEMPLATE, JourneyLoss, contents_at, losses_of
from backend.schema.nouns import linked, noun_of
from backend.schema.staff import USER, User
from backend.schema.tasks import TASK, Task
from backend.track.approvals import Approval as ApprovalRow
from backend.track.journeys import Journey as JourneyRow
from backend.track.journeys import StageVisit as StageVisitRow


@strawberry.type
class StageVisit:
    """One stay of a journey in a stage; a rest ends it, and going on begins another."""

    row: strawberry.Private[StageVisitRow]
    stands: strawberry.Private[Relation]
    stage: str = column("stage", description="Its key.")
    zh: str = column("zh")
    en: str = column("en")
    direction: str = column("direction", description="start, forward, back, resume, migrate.")
    entered_at: datetime = column("entered_at")
    left_at: datetime | None = column("left_at")
    exit: str | None = column(
        "exit", description="How it was left: forward, back, hold, lost, done, migrate."
    )
    reason: str | None = column("reason", description="Why it was left.")

    @declared(ToOne(lambda: USER, lambda place: subject_user(place.row.entered_by)))
    async def entered_by(self, info: Info) -> User | None:
        """Who moved the journey there."""
        return await node_of(info.context, USER, staff_reads.user_in(self.row.entered_by))  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, lambda place: subject_user(place.row.left_by)))
    async def left_by(self, info: Info) -> User | None:
        """Who moved it on."""
        return await node_of(info.context, USER, staff_reads.user_in(self.row.left_by or ""))  # type: ignore[no-any-return]


@strawberry.type
class Journey(Node):
    """A client on his way through the stages of a template."""

    version: int = column("version")
    template_number: int = column("template_number", description="The version of the template it runs by.")
    state: str = column("state", description="open, held, done, lost.")
    stage: str = column("stage", description="The key of the stage it is in, or ended in.")
    stage_zh: str = column("stage_zh")
    stage_en: str = column("stage_en")
    place: int = column("place", description="Of the stage: 0, 1, …")
    expected_amount: Money | None = column("expected_amount", description="CNY.")
    probability: int | None = column("probability", description="Per cent.")
    opened_at: datetime = column("opened_at")
    entered_at: datetime = column("entered_at", description="Since when it is in its stage.")
    stage_due_on: date | None = column("stage_due_on", description="By when it should have left its stage.")
    resume_on: date | None = column("resume_on", description="Until when it rests.")
    ended_at: datetime | None = column("ended_at")
    loss_reason: str | None = column("loss_reason", description="A key of its `losses`.")
    loss_note: str | None = column("loss_note")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: as to its client."""
        return self.stands

    client = linked("client", "client_id", description="Whose it is.")
    template = linked(TEMPLATE, "template_id", description="What it runs by.")
    owner = linked(USER, "owner_id", description="Who is responsible for it.")
    product = linked(PRODUCT, "product_id", description="The fund it is about.")

    @declared(ToMany(lambda: TASK, (tasks.Task.journey_id,), (tasks.Task.due_at, tasks.Task.id)))
    async def tasks(self, info: Info) -> list[Task] | None:
        """Tasks of all its stages that the caller may see, by due time."""
        return await info.context.load(journey_reads.journey_tasks_of, self.row.id, TASK) or []

    @declared(
        ToMany(
            lambda: Part(StageVisitRow),
            (StageVisitRow.journey_id,),
            (StageVisitRow.entered_at, StageVisitRow.id),
        )
    )
    async def visits(self, info: Info) -> list[StageVisit] | None:
        """Every stay in a stage, the oldest first."""
        rows = await info.context.load(visits_of, self.row.id) or []
        return [StageVisit(row=row, stands=self.stands) for row in rows]

    @declared(ToMany(lambda: APPROVAL, (ApprovalRow.journey_id,), (ApprovalRow.id.desc(),)))
    async def approvals(self, info: Info) -> list[Approval] | None:
        """Approvals that it asked for, or that are about it, the latest first."""
        return await info.context.load(journey_reads.journey_approvals_of, self.row.id, APPROVAL) or []

    @strawberry.field
    async def stays(self, info: Info) -> list[JourneyStay] | None:
        """All stages of its version in order, with the days spent in each."""
        return await stays_of(info.context, self.row, self.stands)

    @strawberry.field
    async def losses(self, info: Info) -> list[JourneyLoss] | None:
        """Why it may be lost, by its version."""
        content = await info.context.load(contents_at, (self.row.template_id, self.row.template_number))
        return [] if content is None else losses_of(content)

    @strawberry.field
    async def missing(self, info: Info) -> list[JourneyMissing] | None:
        """What holds it in its stage; null for whom that would tell what he may not read of the client."""
        return await missing_in(info.context, self.row, self.stands)


JOURNEY: Noun = noun_of("journey", JourneyRow, Journey)
