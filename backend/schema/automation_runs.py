"""Receipts of automations as readers see them: those about clients that the reader may see, and the firm's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ARRAY, DateTime, Text, Uuid, any_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.runs import AutomationRun as Row
from backend.automations.runs import AutomationSend as SendRow
from backend.automations.runs import AutomationStep as StepRow
from backend.graph.connections import Connection, Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import PublicId, declared
from backend.graph.engine.paging import Paged
from backend.graph.lists import listed
from backend.graph.nodes import Node, RelationEnum, node_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.sources import Expression, Part, Standing, ToAny, ToMany, ToOne, column, to_one
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Relation
from backend.schema.automations import AUTOMATION, Automation
from backend.schema.book import NOUNS
from backend.schema.clients import CLIENT, Client
from backend.schema.nouns import noun_of


@strawberry.type
class AutomationStep:
    """A step that was taken, and what came of it."""

    row: strawberry.Private[StepRow]
    stands: strawberry.Private[Relation]

    @declared(PublicId("automationstep"))
    def id(self) -> strawberry.ID:
        """The step's id."""
        return strawberry.ID(public_id("automationstep", self.row.id))

    step: str = column("step", description="Its id in the version.")
    kind: str = column("kind")
    outcome: str = column(
        "outcome", description="done, waited, timed_out, yes, no, nothing (there was nothing to do), failed."
    )
    noun: str | None = column("noun", description="What it made: task, approval, journey, client, …")

    @declared(
        ToAny(lambda: tuple(NOUNS.values()), lambda place: place.row.noun, lambda place: place.row.made_id)
    )
    async def made(self, info: Info) -> Node | None:
        """What it made or changed, if the caller may see it."""
        noun = NOUNS.get(self.row.noun or "")
        return await node_of(info.context, noun, self.row.made_id) if noun else None

    @declared(Expression(lambda place: place.row.params))
    def params(self) -> strawberry.scalars.JSON | None:
        """More of it, ids and words of the product only."""
        return None if self.row.params is None else strawberry.scalars.JSON(self.row.params)

    error: str | None = column("error", description="Code of what failed.")
    at: datetime = column("at")


@strawberry.type
class AutomationSend:
    """Something that left the house, or is to."""

    row: strawberry.Private[SendRow]
    stands: strawberry.Private[Relation]

    @declared(PublicId("automationsend"))
    def id(self) -> strawberry.ID:
        """The send's id, by which its receiver knows a second delivery."""
        return strawberry.ID(public_id("automationsend", self.row.id))

    step: str = column("step")
    channel: str = column("channel", description="webhook.")
    target: str = column("target", description="Where to.")
    state: str = column("state", description="queued, sending, sent, failed, in_doubt, dropped.")
    attempts: int = column("attempts")
    due_at: datetime | None = column("due_at", description="When it is tried next.")
    sent_at: datetime | None = column("sent_at")
    status: int | None = column("status", description="Of the receiver's answer.")
    error: str | None = column("error")


@strawberry.type
class AutomationRun(Node):
    """A receipt: why it began, what was known then, each step, and how it ended."""

    @classmethod
    def noun(cls) -> str:
        """`automationrun_…`."""
        return "automationrun"

    number: int = column("number", description="Of the version it runs by.")
    event: str = column("event", description="What started it: an event's name, schedule, date, webhook, …")
    state: str = column("state", description="running, waiting, done, failed, stopped.")
    started_at: datetime = column("at")
    ended_at: datetime | None = column("ended_at")
    due_at: datetime | None = column("due_at", description="When it goes on.")
    attempts: int = column("attempts", description="How often its present step was tried in vain.")
    depth: int = column("depth", description="How many runs were before it in the chain of causes.")
    error: str | None = column("error", description="Code of what failed.")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to its client; a run without one is the firm's."""
        return self.stands

    automation: Automation | None = to_one(lambda: AUTOMATION, "automation_id")

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """About whom it is, if the caller may see him."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(Expression(lambda place: place.row.facts))
    def facts(self) -> strawberry.scalars.JSON:
        """What was told when it began: ids and words of the product."""
        return strawberry.scalars.JSON(self.row.facts)

    @declared(Expression(lambda place: place.row.params))
    def params(self) -> strawberry.scalars.JSON | None:
        """More about what failed."""
        return None if self.row.params is None else strawberry.scalars.JSON(self.row.params)

    @declared(ToOne(lambda: AUTOMATION_RUN, "cause_id"))
    async def cause(self, info: Info) -> AutomationRun | None:
        """The run that started it, if the caller may see it."""
        return await node_of(info.context, AUTOMATION_RUN, self.row.cause_id)  # type: ignore[no-any-return]

    @declared(ToMany(lambda: Part(StepRow), (StepRow.run_id,), (StepRow.at, StepRow.id)))
    async def steps(self, info: Info) -> list[AutomationStep] | None:
        """Steps that were taken, the first first."""
        rows = await info.context.load(steps_of, self.row.id) or []
        return [AutomationStep(row=row, stands=self.stands) for row in rows]

    @declared(ToMany(lambda: Part(SendRow), (SendRow.run_id,), (SendRow.at, SendRow.id)))
    async def sends(self, info: Info) -> list[AutomationSend] | None:
        """What left the house, or is to."""
        rows = await info.context.load(sends_of, self.row.id) or []
        return [AutomationSend(row=row, stands=self.stands) for row in rows]


AUTOMATION_RUN: Noun = noun_of(
    "automation_run", Row, lambda row, stands: AutomationRun(row=row, stands=stands), prefix="automationrun"
)


@strawberry.input(description="Absent or null: whatever it is.")
class AutomationRunFilter:
    """Which runs. `from` is included, `until` is not."""

    automation: strawberry.ID | None = None
    client: strawberry.ID | None = None
    states: list[str] | None = None
    from_: datetime | None = strawberry.field(name="from", default=None)
    until: datetime | None = None


NAMED = {"automation": "automation", "client": "client"}


def runs_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Runs, the latest first."""
    filter, bounds = arguments["filter"], []
    for name, word in NAMED.items():
        if filter[name].is_there:
            demand(draft.context, "AutomationRun", f"AutomationRun.{name}")
            column_ = getattr(Row, f"{name}_id")
            bounds.append(column_ == draft.bind(filter[name], Uuid(), _ids(word)))
    if filter["states"].is_there:
        demand(draft.context, "AutomationRun", "AutomationRun.state")
        bounds.append(Row.state == any_(draft.bind(filter["states"], ARRAY(Text()))))
    for name in ("from", "until"):
        if filter[name].is_there:
            demand(draft.context, "AutomationRun", "AutomationRun.startedAt")
            at = draft.bind(filter[name], DateTime(timezone=True))
            bounds.append(Row.at >= at if name == "from" else Row.at < at)
    keys = (SortKey(Row.at, descending=True), SortKey(Row.id, descending=True))
    return Paged(AUTOMATION_RUN, tuple(bounds), keys, "automation_runs")


def _ids(word: str) -> Any:
    return lambda text, _context: own_id(word, text)


async def run_page(info: Info, first: int | None, after: str | None) -> Connection[AutomationRun]:
    """A page of `runs_listed`."""
    return await listed(info, runs_listed, first, after)


async def steps_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[StepRow]]:
    """Steps of runs, the first first."""
    return await _of_runs(session, context, ids, StepRow)


async def sends_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[SendRow]]:
    """What runs sent, the first first."""
    return await _of_runs(session, context, ids, SendRow)


async def _of_runs(session: AsyncSession, context: Context, ids: Sequence[UUID], of: Any) -> dict[UUID, Any]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    rows = await session.scalars(
        select(of).where(of.firm_id == context.principal.firm_id, of.run_id.in_(ids)).order_by(of.at, of.id)
    )
    for row in rows:
        found[row.run_id].append(row)
    return found
