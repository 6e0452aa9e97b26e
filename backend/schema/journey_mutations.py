"""Moves of journeys, and what is done of their tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry
from strawberry import UNSET

from backend.book import tasks
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.scalars import Money
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema import inputs
from backend.schema.changing import Key, changed, id_of, subject
from backend.schema.clients import CLIENT
from backend.schema.funds import PRODUCT
from backend.schema.journey_criteria import judging
from backend.schema.journeys import JOURNEY, Journey
from backend.schema.staff import USER
from backend.schema.tasks import TASK, Task
from backend.track import journeys, moving
from backend.track.stage_tasks import waive


@strawberry.input
class StartJourneyInput:
    """Who begins which journey. Without an owner it is the client's."""

    client: strawberry.ID
    template: strawberry.ID
    owner: strawberry.ID | None = None
    expected_amount: Money | None = None
    probability: int | None = None
    product: strawberry.ID | None = None


@strawberry.input(description="Absent: unchanged. Null: emptied.")
class UpdateJourneyInput:
    """Changes of a journey that runs or rests."""

    id: strawberry.ID
    version: int
    owner: strawberry.ID | None = UNSET
    expected_amount: Money | None = UNSET
    probability: int | None = UNSET
    product: strawberry.ID | None = UNSET


@strawberry.input
class AdvanceJourneyInput:
    """On to the next stage; `to`: the one that is expected, refused when it is another."""

    id: strawberry.ID
    version: int
    to: str | None = None


@strawberry.input
class ReturnJourneyInput:
    """Back to an earlier stage, and why."""

    id: strawberry.ID
    version: int
    to: str
    reason: str


@strawberry.input
class HoldJourneyInput:
    """Let it rest until a day."""

    id: strawberry.ID
    version: int
    resume_on: date
    reason: str | None = None


@strawberry.input
class LoseJourneyInput:
    """It came to nothing; `reason`: a key of its `losses`, some of which need a note."""

    id: strawberry.ID
    version: int
    reason: str
    note: str | None = None


@strawberry.input
class StagePair:
    """A stage of the version it runs by, and the one of the newest that takes its place."""

    from_: str = strawberry.field(name="from")
    to: str


@strawberry.input
class MigrateJourneyInput:
    """To the newest version; `stages`: those whose key is another there."""

    id: strawberry.ID
    version: int
    stages: list[StagePair] = strawberry.field(default_factory=list)


@strawberry.input
class WaiveTaskInput:
    """A mandatory task that need not be done, and why."""

    id: strawberry.ID
    version: int
    reason: str


@strawberry.input
class TickTaskItemInput:
    """An item of a checklist, counted from 0."""

    id: strawberry.ID
    version: int
    item: int
    done: bool


@strawberry.type
class JourneyMutations:
    """Ways of clients."""

    @changing(lambda: JOURNEY)
    async def start_journey(
        self, info: Info, input: StartJourneyInput, idempotency_key: Key = None
    ) -> Journey | None:
        """Begin a journey by the newest version of a template."""
        node = await subject(info.context, CLIENT, input.client, "startJourney")
        template = own_id("journeytemplate", input.template)
        values = {
            "owner_id": id_of(USER, input.owner),
            "expected_amount": input.expected_amount,
            "probability": input.probability,
            "product_id": id_of(PRODUCT, input.product),
        }
        return await changed(  # type: ignore[no-any-return]
            info.context, JOURNEY, "startJourney",
            lambda session: moving.start(session, node.row.id, template, values),
            key=idempotency_key, input=[input.client, input.template, str(values)],
        )  # fmt: skip

    @changing(lambda: JOURNEY)
    async def update_journey(
        self, info: Info, input: UpdateJourneyInput, idempotency_key: Key = None
    ) -> Journey | None:
        """Change who is responsible, or what is expected."""
        node = await subject(info.context, JOURNEY, input.id, "updateJourney")
        values: dict[str, Any] = {}
        if input.owner is not UNSET:
            values["owner_id"] = id_of(USER, input.owner)
        if input.product is not UNSET:
            values["product_id"] = id_of(PRODUCT, input.product)
        for name in ("expected_amount", "probability"):
            if getattr(input, name) is not UNSET:
                values[name] = getattr(input, name)
        return await changed(  # type: ignore[no-any-return]
            info.context, JOURNEY, "updateJourney",
            lambda session: journeys.update(session, node.row.id, input.version, values),
            key=idempotency_key, input=[input.id, input.version, str(values)],
        )  # fmt: skip

    @changing(lambda: JOURNEY)
    async def advance_journey(
        self, info: Info, input: AdvanceJourneyInput, idempotency_key: Key = None
    ) -> Journey | None:
        """On to the next stage; refused with all that is missing."""
        node = await subject(info.context, JOURNEY, input.id, "advanceJourney")
        judge = judging(info.context.principal.mask, node.stands)
        return await changed(  # type: ignore[no-any-return]
            info.context, JOURNEY, "advanceJourney",
            lambda session: moving.advance(session, node.row.id, input.version, judge, input.to),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: JOURNEY)
    async def finish_journey(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Journey | None:
        """End a journey behind its last stage; refused with all that is missing."""
        node = await subject(info.context, JOURNEY, input.id, "finishJourney")
        judge = judging(info.context.principal.mask, node.stands)
        return await changed(  # type: ignore[no-any-return]
            info.context, JOURNEY, "finishJourney",
            lambda session: moving.finish(session, node.row.id, input.version, judge),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: JOURNEY)
    async def return_journey(
        self, info: Info, input: ReturnJourneyInput, idempotency_key: Key = None
    ) -> Journey | None:
        """Back to an earlier stage."""
        node = await subject(info.context, JOURNEY, input.id, "returnJourney")
        return await changed(  # type: ignore[no-any-return]
            info.context, JOURNEY, "returnJourney",
            lambda session: moving.back(session, node.row.id, input.version, input.to, input.reason),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: JOURNEY)
    async def hold_journey(
        self, info: Info, input: HoldJourneyInput, idempotency_key: Key = None
    ) -> Journey | None:
        """Let a journey rest until a day."""
        node = await subject(info.context, JOURNEY, input.id, "holdJourney")
        return await changed(  # type: ignore[no-any-return]
            info.context, JOURNEY, "holdJourney",
            lambda session: moving.hold(session, node.row.id, input.version, input.resume_on, input.reason),
            key=idempotency_key, input=[input.id, input.version, str(input.resume_on), input.reason],
        )  # fmt: skip

    @changing(lambda: JOURNEY)
    async def resume_journey(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Journey | None:
        """Go on with a journey that rests."""
        node = await subject(info.context, JOURNEY, input.id, "resumeJourney")
        return await changed(  # type: ignore[no-any-return]
            info.context, JOURNEY, "resumeJourney",
            lambda session: moving.resume(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: JOURNEY)
    async def lose_journey(
        self, info: Info, input: LoseJourneyInput, idempotency_key: Key = None
    ) -> Journey | None:
        """End a journey that came to nothing."""
        node = await subject(info.context, JOURNEY, input.id, "loseJourney")
        return await changed(  # type: ignore[no-any-return]
            info.context, JOURNEY, "loseJourney",
            lambda session: moving.lose(session, node.row.id, input.version, input.reason, input.note),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: JOURNEY)
    async def migrate_journey(
        self, info: Info, input: MigrateJourneyInput, idempotency_key: Key = None
    ) -> Journey | None:
        """Bring a journey to the newest version of its template."""
        node = await subject(info.context, JOURNEY, input.id, "migrateJourney")
        stages = {pair.from_: pair.to for pair in input.stages}
        if len(stages) < len(input.stages):
            raise bad_input("stages", "choice")
        return await changed(  # type: ignore[no-any-return]
            info.context, JOURNEY, "migrateJourney",
            lambda session: moving.migrate(session, node.row.id, input.version, stages),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def waive_task(self, info: Info, input: WaiveTaskInput, idempotency_key: Key = None) -> Task | None:
        """Let a mandatory task of a journey be left out; one of compliance is waived by nobody."""
        node = await subject(info.context, TASK, input.id, "waiveTask")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "waiveTask",
            lambda session: waive(session, node.row.id, input.version, input.reason),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def tick_task_item(
        self, info: Info, input: TickTaskItemInput, idempotency_key: Key = None
    ) -> Task | None:
        """Tick an item of a task's checklist, or take the tick away."""
        node = await subject(info.context, TASK, input.id, "tickTaskItem")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "tickTaskItem",
            lambda session: tasks.tick(session, node.row.id, input.version, input.item, done=input.done),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
