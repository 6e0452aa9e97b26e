"""The work behind the scenes: what waits and was set aside is told, it rests, failed events are tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backend.automations.automations import Automation, AutomationVersion, fit
from backend.automations.content import read_content
from backend.automations.runs import AutomationRun, AutomationSend
from backend.book.exports.model import ExportJob
from backend.book.imports.jobs import ImportJob
from backend.platform import pauses
from backend.platform.audit import AuditEntry
from backend.platform.dead_letters import CUT_OFF
from backend.platform.events import EventLogRow, OutboxRow
from backend.platform.ids import public_id, uuid7
from backend.policies.roles import PEOPLE
from backend.workers.automation_runner import AutomationRunner
from backend.workers.automation_sender import AutomationSender
from backend.workers.exports import ExportWorker
from backend.workers.imports import ImportWorker
from tests.schema.house import House, build_house, codes_of

OPS = """query { ops { at clockAheadSeconds bells workers { name }
  queues { key kind waiting due late lagSeconds nextAt pause { kind reason by { name } } }
  deadLetters { id name error attempts payload deadAt } deadLetterKinds { name error count quarantined }
  attention { automation { id } failed quarantined } pauses { kind reason }
  versions { product schema postgres valkey } } }"""
PAUSE = "mutation($input: PauseWorkInput!) { pauseWork(input: $input) { pauses { kind reason by { id } } } }"
RESUME = "mutation($input: ResumeWorkInput!) { resumeWork(input: $input) { pauses { kind } } }"
REPLAY = "mutation($input: DeadLettersInput!) { replayDeadLetters(input: $input) { deadLetters { id } } }"
DISMISS = "mutation($input: DeadLettersInput!) { dismissDeadLetters(input: $input) { deadLetters { id } } }"


@pytest.fixture(scope="module")
async def house(database: Any, vault: Any) -> House:
    return await build_house(database, vault, "运维")


async def letter(house: House, name: str, error: str = "ValueError", seq: int = 1) -> UUID:
    async with house.database.as_system(house.firm_id, "tests") as session:
        row = OutboxRow(
            id=uuid7(),
            name=name,
            payload={"unit_break_id": "x"},
            actor="system:tests",
            seq=1_000 + seq,
            attempts=8,
            last_error=error,
        )
        session.add(row)
        await session.flush()
        row.dead_at = await session.scalar(select(func.now()))
        return row.id


async def rule(house: House) -> UUID:
    """An automation on the clock, due a minute ago, that tells somebody."""
    person = house.user("operations")
    content = {
        "zh": "每天", "en": "Daily",
        "trigger": {
            "kind": "schedule", "rule": "FREQ=DAILY", "starts": "2026-01-01", "at": "09:00", "over": "firm",
            "catch_up": "last",
        },
        "steps": [{"id": "tell", "kind": "notify", "to": [person], "text": "…"}],
    }  # fmt: skip
    async with house.database.as_system(house.firm_id, "tests") as session:
        row = Automation(id=uuid7(), zh="每天", en="Daily", kind="schedule", on=True)
        fit(row, read_content(content), 1)
        session.add(row)
        await session.flush()
        session.add(
            AutomationVersion(
                automation_id=row.id, number=1, content=content, rights=[], published_by="system:x"
            )
        )
        row.due_at = await session.scalar(select(func.now() - timedelta(minutes=1)))
        return row.id


async def ask(house: House, role: str = "operations") -> Any:
    return (await house.data(role, OPS))["ops"]


def queue(told: Any, key: str) -> Any:
    return next(each for each in told["queues"] if each["key"] == key)


async def test_only_the_keepers_see_it(house: House) -> None:
    for role in PEOPLE:
        answer = await house.ask(role, "{ ops { pausable } }")
        assert (codes_of(answer) == []) == (role in {"operations", "policy_admin"}), role


async def test_what_failed_is_read_tried_again_and_set_aside_one_and_all_of_a_kind(house: House) -> None:
    ids = [await letter(house, "drill.one", seq=n) for n in range(3)]
    poison = await letter(house, "drill.poison", CUT_OFF, 9)
    told = await ask(house)
    assert [(each["name"], each["error"], each["count"], each["quarantined"]) for each in told["deadLetterKinds"]] == [
        ("drill.one", "ValueError", 3, False), ("drill.poison", CUT_OFF, 1, True)
    ]  # fmt: skip
    assert told["deadLetters"][0]["payload"] == {"unit_break_id": "x"}
    one = {"ids": [public_id("event", ids[0])]}
    answer = await house.data("operations", REPLAY, input=one)
    assert len(answer["replayDeadLetters"]["deadLetters"]) == 3
    async with house.database.read(house.firm_id) as session:
        row = (
            await session.scalars(
                select(OutboxRow).where(OutboxRow.firm_id == house.firm_id, OutboxRow.id == ids[0])
            )
        ).one()
        assert (row.dead_at, row.attempts, row.last_error) == (None, 0, None)
    await house.data("policy_admin", REPLAY, input={"name": "drill.one"})
    answer = await house.data("operations", DISMISS, input={"name": "drill.poison"})
    assert answer["dismissDeadLetters"]["deadLetters"] == []
    async with house.database.read(house.firm_id) as session:
        logged = await session.scalars(
            select(EventLogRow.id).where(EventLogRow.firm_id == house.firm_id, EventLogRow.id == poison)
        )
        assert logged.all() == [poison]
        acts = await session.execute(
            select(AuditEntry.action, func.count())
            .where(AuditEntry.firm_id == house.firm_id, AuditEntry.noun == "event")
            .group_by(AuditEntry.action)
        )
        assert dict(iter(acts)) == {"replay": 3, "dismiss": 1}


@pytest.mark.parametrize("given", [{}, {"ids": []}, {"ids": ["event_x"]}, {"ids": ["x"], "name": "y"}])
async def test_what_names_no_letters_is_refused(house: House, given: dict[str, Any]) -> None:
    for mutation in (REPLAY, DISMISS):
        assert codes_of(await house.ask("operations", mutation, input=given)) == ["BAD_USER_INPUT"]


async def test_a_class_of_work_rests_and_goes_on_under_a_reason(house: House) -> None:
    given = {"kind": "exports", "reason": "迁移"}
    answer = await house.data("operations", PAUSE, input=given)
    assert answer["pauseWork"]["pauses"] == [
        {"kind": "exports", "reason": "迁移", "by": {"id": house.user("operations")}}
    ]
    assert codes_of(await house.ask("operations", PAUSE, input=given)) == ["BAD_USER_INPUT"]
    assert queue(await ask(house), "exports")["pause"]["reason"] == "迁移"
    assert (await house.data("policy_admin", RESUME, input={"kind": "exports"}))["resumeWork"]["pauses"] == []
    for mutation, wrong in (
        (RESUME, {"kind": "exports"}),
        (RESUME, {"kind": "all"}),
        (PAUSE, {"kind": "all", "reason": "x"}),
        (PAUSE, {"kind": "imports", "reason": " "}),
        (PAUSE, {"kind": "imports", "reason": "x" * 201}),
    ):
        assert codes_of(await house.ask("operations", mutation, input=wrong)) == ["BAD_USER_INPUT"]


async def test_workers_begin_nothing_of_what_rests(house: House) -> None:
    id = await rule(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        for kind in pauses.KINDS:
            await pauses.pause(session, kind, "演练")
        at = await session.scalar(select(func.now()))
        run = AutomationRun(
            id=uuid7(),
            automation_id=id,
            number=1,
            mark="m",
            event="schedule",
            facts={},
            state="running",
            due_at=at,
        )
        session.add(run)
        await session.flush()
        session.add(
            AutomationSend(
                automation_id=id,
                run_id=run.id,
                step="call",
                channel="webhook",
                target="https://example.com",
                payload={},
                state="queued",
                due_at=at,
            )
        )
    runner = AutomationRunner(house.database, house.vault)
    sender = AutomationSender(house.database, house.vault)
    told = await ask(house)
    assert (queue(told, "timers")["due"], queue(told, "timers")["late"]) == (1, 1)
    assert queue(told, "timers")["lagSeconds"] >= 60
    assert await runner.sweep_clock() == 0
    assert await runner.work_firm(house.firm_id) == 0
    assert await sender._claim(house.firm_id) == []
    async with house.database.as_system(house.firm_id, "tests") as session:
        for kind in pauses.KINDS:
            await pauses.resume(session, kind)
    assert await runner.sweep_clock() == 1
    assert await runner.work_firm(house.firm_id) == 2
    assert len(await sender._claim(house.firm_id)) == 1
    told = await ask(house)
    assert (queue(told, "timers")["due"], queue(told, "timers")["late"], queue(told, "runs")["waiting"]) == (
        0,
        0,
        0,
    )


async def test_imports_and_exports_ask_before_they_begin(house: House) -> None:
    for worker, model in ((ImportWorker, ImportJob), (ExportWorker, ExportJob)):
        assert worker.kind in pauses.KINDS
        assert worker.model is model


async def test_failed_runs_are_told_by_their_automation(house: House) -> None:
    id = await rule(house)
    async with house.database.as_system(house.firm_id, "tests") as session:
        for n, error in enumerate(("WORKER_ENDED", "FORBIDDEN")):
            session.add(
                AutomationRun(
                    id=uuid7(),
                    automation_id=id,
                    number=1,
                    mark=f"f{n}",
                    event="schedule",
                    facts={},
                    state="failed",
                    error=error,
                )
            )
    found = next(
        each
        for each in (await ask(house))["attention"]
        if each["automation"]["id"] == public_id("automation", id)
    )
    assert (found["failed"], found["quarantined"]) == (2, 1)


async def test_without_valkey_the_rest_is_told(house: House) -> None:
    told = await ask(house)
    assert (told["workers"], told["bells"], told["versions"]["valkey"]) == (None, None, None)
    assert told["versions"]["schema"]
    assert abs(told["clockAheadSeconds"]) <= 1
