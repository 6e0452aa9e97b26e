"""Automations as readers see them: versions, the draft, what they did of late, and whether they can run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation as Row
from backend.automations.automations import AutomationDraft as DraftRow
from backend.automations.automations import AutomationVersion as VersionRow
from backend.automations.automations import contents_of
from backend.automations.differences import differences_of
from backend.automations.runs import DONE, FAILED, AutomationCount, AutomationRun, AutomationStep
from backend.automations.runs import AutomationHook as AutomationHookRow
from backend.book.configurations import draft_of, versions_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import Node
from backend.graph.nouns import Noun
from backend.graph.sources import column, to_one
from backend.platform.clock import business_date, now
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.nouns import noun_of
from backend.schema.staff import USER, User

LOOKED_BACK = timedelta(days=30)


@strawberry.type
class AutomationDifference:
    """A place where a version says something else; steps are named by their ids."""

    path: str
    before: str | None
    after: str | None


@strawberry.type
class AutomationVersion(ConfigurationVersion):
    """One version of an automation."""

    row: strawberry.Private[VersionRow]

    @strawberry.field
    def rights(self) -> list[str]:
        """Coordinates that its publisher held for the whole firm, and that it acts with."""
        return list(self.row.rights)

    @strawberry.field
    async def changes(self, info: Info) -> list[AutomationDifference]:
        """What it says otherwise than the version before it; of the first one: nothing."""
        before = await info.context.load(versions_at, (self.row.automation_id, self.row.number - 1))
        return [] if before is None else told(before.content, self.row.content)


@strawberry.type
class AutomationDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


@strawberry.type
class AutomationFigures:
    """What an automation did in the last 30 days."""

    runs: int = strawberry.field(description="Runs that were begun.")
    done: int
    failed: int = strawberry.field(description="Runs that need attention now.")
    unfit: int = strawberry.field(description="Times its condition did not hold.")
    held_back: int = strawberry.field(
        description="Times its mode, the hour's most or the depth of causes kept it from running."
    )
    made: int = strawberry.field(
        description="Tasks, approvals, journeys and other things that its steps made."
    )
    last_run_at: datetime | None


@strawberry.type
class AutomationHook:
    """The way by which another system starts an automation."""

    open: bool
    number: int = strawberry.field(description="Of the secret in force; 0: there never was one.")
    opened_at: datetime | None


@strawberry.type
class Automation(Node):
    """When something happens, and a condition holds, steps are taken."""

    @classmethod
    def noun(cls) -> str:
        """`automation_…`."""
        return "automation"

    version: int = column("version")
    zh: str = column("zh", description="As the newest version calls it.")
    en: str = column("en")
    kind: str = column("kind", description="Of its trigger: event, schedule, date, webhook, figure.")
    event: str | None = column("event", description="Which event starts it, if one does.")
    number: int = column("number", description="Of the newest version; 0: nothing was published yet.")
    on: bool = column("on", description="Whether it starts runs.")
    fault: str | None = column(
        "fault", description="Why it cannot run, though it is on: what it names is no more."
    )
    fault_at: datetime | None = column("fault_at")
    due_at: datetime | None = column("due_at", description="When its schedule comes round next.")
    created_at: datetime = column("created_at")
    archived_at: datetime | None = column("archived_at", description="Since when it is out of use.")
    owner: User | None = to_one(lambda: USER, "owner_id", description="Who is told when it fails.")

    @strawberry.field
    async def content(self, info: Info) -> strawberry.scalars.JSON | None:
        """What the newest version says; null: nothing was published yet."""
        found = await info.context.load(versions_at, (self.row.id, self.row.number))
        return None if found is None else strawberry.scalars.JSON(found.content)

    @strawberry.field
    async def figures(self, info: Info) -> AutomationFigures:
        """What it did in the last 30 days."""
        found = await info.context.load(figures_of, self.row.id)
        return AutomationFigures(**found)

    @strawberry.field
    async def versions(self, info: Info) -> list[AutomationVersion]:
        """All versions, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            rows = await versions_of(session, VersionRow, automation_id=self.row.id)
        return [AutomationVersion(row=row) for row in rows]

    @strawberry.field
    async def draft(self, info: Info) -> AutomationDraft | None:
        """The next version while somebody works on it."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            row = await draft_of(session, DraftRow, automation_id=self.row.id)
        return None if row is None else AutomationDraft(row=row)

    @strawberry.field
    async def hook(self, info: Info) -> AutomationHook:
        """Whether another system may start it."""
        found = await info.context.load(hooks_of, self.row.id)
        return hook_of(found)


AUTOMATION: Noun = noun_of("automation", Row, lambda row, stands: Automation(row=row, stands=stands))


def hook_of(row: Any) -> AutomationHook:
    """A hook as readers see it; None: there never was one."""
    if row is None:
        return AutomationHook(open=False, number=0, opened_at=None)
    return AutomationHook(open=row.closed_at is None, number=row.number, opened_at=row.opened_at)


def told(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[AutomationDifference]:
    """Whatever two contents say otherwise."""
    return [
        AutomationDifference(path=path, before=old, after=new)
        for path, old, new in differences_of(before, after)
    ]


async def versions_at(
    session: AsyncSession, context: Context, wanted: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], VersionRow]:
    """Versions by automation and number."""
    session.info["firm_id"] = context.principal.firm_id
    return await contents_of(session, wanted)


async def hooks_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """The hook of each automation that has one."""
    hook = AutomationHookRow
    rows = await session.scalars(
        select(hook).where(hook.firm_id == context.principal.firm_id, hook.automation_id.in_(ids))
    )
    return {row.automation_id: row for row in rows}


async def figures_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, dict[str, Any]]:
    """What automations did in the last 30 days, in three statements."""
    firm_id, since = context.principal.firm_id, now() - LOOKED_BACK
    first = business_date() - LOOKED_BACK
    context.queries += 2
    found: dict[UUID, dict[str, Any]] = {
        id: {"runs": 0, "done": 0, "failed": 0, "unfit": 0, "held_back": 0, "made": 0, "last_run_at": None}
        for id in ids
    }
    count = AutomationCount
    for row in await session.execute(
        select(
            count.automation_id,
            func.sum(count.begun).label("begun"),
            func.sum(count.unfit).label("unfit"),
            func.sum(count.again + count.over + count.looped).label("held"),
        )
        .where(count.firm_id == firm_id, count.automation_id.in_(ids), count.day >= first)
        .group_by(count.automation_id)
    ):
        found[row.automation_id] |= {"runs": row.begun, "unfit": row.unfit, "held_back": row.held}
    run = AutomationRun
    for state in await session.execute(
        select(run.automation_id, run.state, func.count().label("n"), func.max(run.at).label("last"))
        .where(run.firm_id == firm_id, run.automation_id.in_(ids), run.at >= since)
        .group_by(run.automation_id, run.state)
    ):
        of = found[state.automation_id]
        if state.state in (DONE, FAILED):
            of[state.state] = state.n
        of["last_run_at"] = max(filter(None, (of["last_run_at"], state.last)))
    step = AutomationStep
    for made in await session.execute(
        select(run.automation_id, func.count().label("n"))
        .join(step, (step.firm_id == firm_id) & (step.run_id == run.id))
        .where(run.firm_id == firm_id, run.automation_id.in_(ids), run.at >= since, step.made_id.is_not(None))
        .group_by(run.automation_id)
    ):
        found[made.automation_id]["made"] = made.n
    return found
