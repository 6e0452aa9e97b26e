"""Runs worked together leave what runs worked one by one leave; timers go off once each, in time, whatever is down."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backend.automations import running
from backend.automations.automations import Automation, AutomationVersion, fit
from backend.automations.content import read_content
from backend.automations.going import Broken
from backend.automations.runs import AutomationRun, AutomationStep
from backend.automations.together import Together
from backend.book.notifications import Notification
from backend.book.tasks import Task
from backend.platform.audit import AuditEntry
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.database import Database
from backend.platform.embedded.state import Addresses
from backend.platform.events import EventLogRow
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.workers.automation_runner import AutomationRunner
from backend.workers.dispatch import Dispatcher
from tests.conftest import MadeFirm
from tests.drills import chaos, timers
from tests.workers.test_automation_runner import automation, happen, worker

__all__ = ["worker"]
OWN = {"id", "run_id", "task_id", "trace_id"}


def _without_ids(value: Any, known: dict[str, str]) -> Any:
    """A value whose ids are names: those that differ from run to run are all alike."""
    if isinstance(value, dict):
        return {key: _without_ids(one, known) for key, one in value.items() if key not in OWN}
    if isinstance(value, list):
        return [_without_ids(one, known) for one in value]
    if isinstance(value, datetime):
        return "a moment"
    text = str(value)
    for id, name in known.items():
        text = text.replace(id, name)
    return text


async def _left(database: Database, firm_id: UUID) -> Counter[str]:
    """Every row that runs leave, without ids and moments."""
    found: Counter[str] = Counter()
    async with database.as_system(firm_id, "tests") as session:
        runs = await session.scalars(select(AutomationRun.id).where(AutomationRun.firm_id == firm_id))
        known = {str(id): "a run" for id in runs}
        for model in (Task, Notification, EventLogRow, AuditEntry, AutomationStep, AutomationRun):
            bounds = [model.firm_id == firm_id]
            if model is AuditEntry:
                bounds.append(AuditEntry.actor.like("automation:%"))
            if model is EventLogRow:
                bounds.append(EventLogRow.actor.like("automation:%"))
            for row in await session.scalars(select(model).where(*bounds)):
                tasks = {str(row.id): "itself", str(row.__dict__.get("made_id")): "made"}
                columns = {
                    column.key: getattr(row, column.key)
                    for column in model.__table__.columns
                    if column.key
                    not in {"id", "mark", "event_id", "subject_id", "made_id", "facts", "title", "seq"}
                }
                if model is AuditEntry:
                    columns["changes"] = {
                        key: "told"
                        if key in {"title", "created_at", "due_at", "remind_at", "escalate_at"}
                        else value
                        for key, value in columns["changes"].items()
                    }
                found[f"{model.__name__} {_without_ids(columns, known | tasks)}"] += 1
    return found


async def test_a_batch_leaves_what_runs_one_by_one_leave(
    database: Database, firm: MadeFirm, worker: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await automation(database, firm.firm_id, worker)
    runner = AutomationRunner(database)
    dispatcher = Dispatcher(database, {}, batched=(runner.react,))

    async def once() -> Counter[str]:
        before = await _left(database, firm.firm_id)
        await happen(database, firm.firm_id, 4)
        await dispatcher.drain(firm.firm_id)
        await runner.work_firm(firm.firm_id)
        await dispatcher.drain(firm.firm_id)
        return await _left(database, firm.firm_id) - before

    by_batch = await once()

    async def refuse(*_: Any) -> Together:
        raise Broken

    monkeypatch.setattr(running, "together", refuse)
    alone = await once()
    assert by_batch == alone
    assert sum(by_batch.values()) == 4 * (1 + 1 + 1 + 1 + 2 + 1)


async def _schedule(database: Database, firm_id: UUID, person: UUID, catch_up: str, due_at: datetime) -> UUID:
    at = due_at.astimezone(BUSINESS_ZONE)
    content = {
        "zh": "每天", "en": "Daily",
        "trigger": {
            "kind": "schedule", "rule": "FREQ=DAILY", "starts": "2026-01-01", "at": f"{at:%H:%M}", "over": "firm",
            "catch_up": catch_up,
        },
        "steps": [{"id": "stop", "kind": "stop"}],
    }  # fmt: skip
    async with database.as_system(firm_id, "tests") as session:
        row = Automation(id=uuid7(), zh="每天", en="Daily", kind="schedule", on=True, owner_id=person)
        fit(row, read_content(content), 1)
        row.due_at = due_at
        session.add(row)
        await session.flush()
        session.add(
            AutomationVersion(
                automation_id=row.id, number=1, content=content, rights=[], published_by="system:tests"
            )
        )
        return row.id


@pytest.mark.parametrize(("catch_up", "wanted"), [("all", 3), ("last", 1), ("none", 0)])
async def test_what_was_due_while_nobody_worked_is_caught_up_as_the_schedule_says(
    database: Database, firm: MadeFirm, worker: UUID, catch_up: str, wanted: int
) -> None:
    async with database.as_system(firm.firm_id, "tests") as session:
        at: datetime = (await session.execute(select(func.now()))).scalar_one()
    # Due two hours ago and at that time on the two days before.
    first = (at.astimezone(UTC) - timedelta(days=2, hours=2)).replace(second=0, microsecond=0)
    id = await _schedule(database, firm.firm_id, worker, catch_up, first)
    runner = AutomationRunner(database)
    for _ in range(3):
        await runner.sweep_clock()
    async with database.as_system(firm.firm_id, "tests") as session:
        begun = await session.scalar(
            select(func.count())
            .select_from(AutomationRun)
            .where(AutomationRun.firm_id == firm.firm_id, AutomationRun.automation_id == id)
        )
        following = await session.scalar(
            select(Automation.due_at).where(Automation.firm_id == firm.firm_id, Automation.id == id)
        )
    assert begun == wanted
    assert following == first + timedelta(days=3)


@pytest.fixture
async def workshop(database: Database, database_url: str, redis_url: str) -> AsyncIterator[chaos.Workshop]:
    made = chaos.Workshop(Addresses(database_url, redis_url), tick=0.5)
    await made.start()
    yield made
    await made.end()


async def test_timers_are_in_time_while_a_worker_with_a_wrong_clock_is_killed(
    database: Database, vault: Vault, workshop: chaos.Workshop
) -> None:
    figures = await timers.run(database, vault, (workshop,), 200, 3, 1, most=1)
    assert (figures.missed, figures.doubled) == (0, 0)
