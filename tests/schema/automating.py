"""Automations for tests: written, published and switched on as people do it, and worked as the worker does it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from backend.automations.automations import Automation
from backend.automations.runs import AutomationRun
from backend.platform.ids import own_id
from backend.workers.automation_runner import AutomationRunner
from backend.workers.dispatch import Dispatcher
from backend.workers.handlers import HANDLERS
from tests.schema.house import House

AUTHOR = "operations"
CREATE = "mutation($i: CreateAutomationInput!) { it: createAutomation(input: $i) { id version number on } }"
PUBLISH = """mutation($i: PublishAutomationInput!) { it: publishAutomation(input: $i) {
  id version number kind event on zh en } }"""
SWITCH = "mutation($i: SwitchAutomationInput!) { it: switchAutomation(input: $i) { id version on dueAt } }"
READ = """query($id: ID!) { automation(id: $id) { id version number on fault kind event content owner { id }
  figures { runs done failed unfit heldBack made lastRunAt } draft { version content }
  versions { number note rights changes { path before after } publishedBy { id } } } }"""
RUNS = """query($f: AutomationRunFilter) { automationRuns(filter: $f, first: 50) { totalCount nodes {
  id state event number depth error params facts attempts dueAt endedAt client { id } automation { id } cause { id }
  steps { step kind outcome noun error params made { id } } sends { id state target attempts error } } } }"""


def content(*steps: Any, event: str = "client.created", **more: Any) -> dict[str, Any]:
    """A version. more: its other members; `where` of the event."""
    trigger = more.pop("trigger", None) or {"kind": "event", "event": event, "where": more.pop("where", {})}
    return {"zh": "规则", "en": "Rule", "trigger": trigger, "steps": list(steps), **more}


def step(id: str, kind: str, **more: Any) -> dict[str, Any]:
    """A step."""
    return {"id": id, "kind": kind, **more}


async def made(house: House, given: dict[str, Any], *, on: bool = True, who: str = AUTHOR) -> str:
    """The public id of an automation that is published and, unless told, switched on."""
    id: str = (await house.data(who, CREATE, i={"zh": "规则", "en": "Rule"}))["it"]["id"]
    version = (await published(house, id, given, 0, who))["version"]
    if on:
        await house.data(who, SWITCH, i={"id": id, "version": version, "on": True})
    return id


async def published(
    house: House, id: str, given: dict[str, Any], base: int, who: str = AUTHOR
) -> dict[str, Any]:
    """What comes of publishing a version."""
    told: dict[str, Any] = (
        await house.data(who, PUBLISH, i={"automation": id, "base": base, "content": given, "note": "为什么"})
    )["it"]
    return told


async def off(house: House, id: str) -> None:
    """Switch it off, so that it does not disturb what comes next."""
    found = (await house.data(AUTHOR, READ, id=id))["automation"]
    await house.data(AUTHOR, SWITCH, i={"id": id, "version": found["version"], "on": False})


async def worked(house: House, times: int = 3) -> None:
    """What the worker does: events are delivered, due runs worked, and what they tell delivered."""
    runner = AutomationRunner(house.database, house.vault)
    dispatcher = Dispatcher(house.database, HANDLERS, batched=(runner.react,))
    for _ in range(times):
        await dispatcher.drain(house.firm_id)
        await runner.sweep_clock()
        await runner.work_firm(house.firm_id)
    await dispatcher.drain(house.firm_id)


async def runs(house: House, id: str, who: Any = AUTHOR, **more: Any) -> list[dict[str, Any]]:
    """Its receipts, the latest first."""
    page = (await house.data(who, RUNS, f={"automation": id, **more}))["automationRuns"]
    assert page["totalCount"] == len(page["nodes"])
    return list(page["nodes"])


async def hurry(house: House, id: str) -> None:
    """Let what waits be due now, as if its time had come."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        for model, own in ((AutomationRun, AutomationRun.automation_id), (Automation, Automation.id)):
            values: dict[str, Any] = {"due_at": func.now()}
            if model is AutomationRun:
                values["until_at"] = func.now()
            await session.execute(
                update(model)
                .where(
                    model.firm_id == house.firm_id, own == own_id("automation", id), model.due_at.is_not(None)
                )
                .values(**values)
                .execution_options(synchronize_session=False)
            )


async def count(house: House, model: Any, *which: Any) -> int:
    """How many rows there are."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        found = await session.scalar(
            select(func.count()).select_from(model).where(model.firm_id == house.firm_id, *which)
        )
        return int(found or 0)


async def one(house: House, model: Any, id: UUID) -> Any:
    """A row."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        return await session.get_one(model, (house.firm_id, id))
