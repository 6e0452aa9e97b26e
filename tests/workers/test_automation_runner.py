"""Runs of automations by several workers, killed workers and late timers: each step takes effect once."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from backend.automations.automations import Automation, AutomationVersion, fit
from backend.automations.content import read_content
from backend.automations.runs import AutomationRun, AutomationStep
from backend.book.money_events import UnitBreakSettled
from backend.book.staff import User
from backend.book.tasks import Task
from backend.book.users import NewUser, create_user
from backend.platform import deliveries
from backend.platform.database import Database
from backend.platform.embedded.state import Addresses
from backend.platform.events import OutboxRow, emit
from backend.platform.ids import public_id, uuid7
from backend.platform.keys import Vault
from backend.policies.roles import ROLES
from backend.workers.automation_runner import AutomationRunner
from backend.workers.dispatch import Dispatcher
from tests.conftest import MadeFirm
from tests.drills import chaos


@pytest.fixture
async def worker(database: Database, vault: Vault, firm: MadeFirm) -> UUID:
    """Somebody who gets the tasks."""
    async with database.change(firm.system) as session:
        new = NewUser(
            name="员工", email=f"one@{firm.firm_id.hex[:8]}.example.com", roles=("operations",), team_id=None
        )
        row: User = await create_user(session, vault, new, known_roles=ROLES)
        return row.id


async def automation(database: Database, firm_id: UUID, user_id: UUID, *before: dict[str, Any]) -> UUID:
    """An automation that makes one task of each event, named by it."""
    person = public_id("user", user_id)
    task = {"id": "task", "kind": "create_task", "assignee": person, "title": "{trigger.unit_break_id}"}
    content = {
        "zh": "规则", "en": "Rule", "trigger": {"kind": "event", "event": "unit_break.settled"},
        "steps": [*before, task, {"id": "tell", "kind": "notify", "to": [person], "text": "…"}],
    }  # fmt: skip
    async with database.as_system(firm_id, "tests") as session:
        row = Automation(id=uuid7(), zh="规则", en="Rule", kind="event", on=True, owner_id=user_id)
        fit(row, read_content(content), 1)
        session.add(row)
        await session.flush()
        session.add(
            AutomationVersion(
                automation_id=row.id, number=1, content=content, rights=[], published_by="system:tests"
            )
        )
        return row.id


async def happen(database: Database, firm_id: UUID, count: int) -> list[str]:
    """Events; what each is known by."""
    ids = [uuid7() for _ in range(count)]
    async with database.as_system(firm_id, "tests") as session:
        for id in ids:
            emit(session, UnitBreakSettled(unit_break_id=id, client_id=None, state="open"))
    return [str(id) for id in ids]


async def titles(database: Database, firm_id: UUID) -> Counter[str]:
    """How many tasks each event made."""
    async with database.as_system(firm_id, "tests") as session:
        return Counter(await session.scalars(select(Task.title).where(Task.firm_id == firm_id)))


async def states(database: Database, firm_id: UUID) -> Counter[str]:
    """Runs by state."""
    async with database.as_system(firm_id, "tests") as session:
        rows = await session.scalars(select(AutomationRun.state).where(AutomationRun.firm_id == firm_id))
        return Counter(rows)


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_the_order_of_workers_each_event_takes_effect_once(
    database: Database, firm: MadeFirm, worker: UUID, seed: int
) -> None:
    random = Random(seed)
    await automation(database, firm.firm_id, worker)
    wanted: list[str] = []
    runners = [AutomationRunner(database, batch=random.choice((1, 7, 500))) for _ in range(3)]
    dispatchers = [Dispatcher(database, {}, batched=(runner.react,)) for runner in runners]
    for _ in range(6):
        wanted += await happen(database, firm.firm_id, random.randint(1, 12))
        work = [random.choice(dispatchers).drain(firm.firm_id) for _ in range(2)]
        work += [random.choice(runners).work_firm(firm.firm_id) for _ in range(2)]
        random.shuffle(work)
        await asyncio.gather(*work)
    await dispatchers[0].drain(firm.firm_id)
    await runners[0].work_firm(firm.firm_id)
    assert await titles(database, firm.firm_id) == Counter(wanted)
    assert await states(database, firm.firm_id) == {"done": len(wanted)}


async def test_an_event_that_is_delivered_again_starts_nothing_again(
    database: Database, firm: MadeFirm, worker: UUID
) -> None:
    await automation(database, firm.firm_id, worker)
    wanted, runner = await happen(database, firm.firm_id, 4), AutomationRunner(database)
    async with database.as_system(firm.firm_id, "tests") as session:
        rows = list(await session.scalars(select(OutboxRow).where(OutboxRow.firm_id == firm.firm_id)))
        for row in rows:
            session.expunge(row)
    for _ in range(3):
        async with database.as_system(firm.firm_id, "tests") as session:
            await runner.react(session, rows)
        await runner.work_firm(firm.firm_id)
    assert await titles(database, firm.firm_id) == Counter(wanted)


async def test_a_claim_that_is_rolled_back_before_the_commit_leaves_nothing(
    database: Database, firm: MadeFirm, worker: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await automation(database, firm.firm_id, worker)
    wanted, runner = await happen(database, firm.firm_id, 3), AutomationRunner(database)
    await Dispatcher(database, {}, batched=(runner.react,)).drain(firm.firm_id)
    ended = deliveries.end

    async def cut_off(*_: Any) -> None:
        raise RuntimeError("cut off")

    monkeypatch.setattr(deliveries, "end", cut_off)
    await runner.work_firm(firm.firm_id)
    assert await titles(database, firm.firm_id) == Counter()
    monkeypatch.setattr(deliveries, "end", ended)
    await AutomationRunner(database).work_firm(firm.firm_id)
    assert await titles(database, firm.firm_id) == Counter(wanted)


async def test_a_run_that_ended_its_worker_three_times_is_set_aside_and_the_others_go_on(
    database: Database, firm: MadeFirm, worker: UUID
) -> None:
    await automation(database, firm.firm_id, worker)
    await happen(database, firm.firm_id, 5)
    runner = AutomationRunner(database)
    await Dispatcher(database, {}, batched=(runner.react,)).drain(firm.firm_id)
    async with database.as_system(firm.firm_id, "tests") as session:
        ids = list(
            await session.scalars(select(AutomationRun.id).where(AutomationRun.firm_id == firm.firm_id))
        )
        for _ in range(3):
            await deliveries.begin(session, ids[:1])
    await runner.work_firm(firm.firm_id)
    assert await states(database, firm.firm_id) == {"done": 4, "failed": 1}
    async with database.as_system(firm.firm_id, "tests") as session:
        error = await session.scalar(
            select(AutomationRun.error).where(
                AutomationRun.firm_id == firm.firm_id, AutomationRun.id == ids[0]
            )
        )
    assert error == "WORKER_ENDED"


async def test_timers_that_were_late_go_off_once_each_whoever_looks(
    database: Database, firm: MadeFirm, worker: UUID
) -> None:
    await automation(database, firm.firm_id, worker, {"id": "rest", "kind": "wait", "days": 2})
    wanted = await happen(database, firm.firm_id, 200)
    runner = AutomationRunner(database)
    dispatcher = Dispatcher(database, {}, batched=(runner.react,))
    await dispatcher.drain(firm.firm_id)
    await runner.work_firm(firm.firm_id)
    assert await states(database, firm.firm_id) == {"waiting": 200}
    await runner.work_firm(firm.firm_id)
    assert await titles(database, firm.firm_id) == Counter()
    async with database.as_system(firm.firm_id, "tests") as session:
        # As if two days had gone by: due times are compared with the clock of the server.
        await session.execute(
            update(AutomationRun)
            .where(AutomationRun.firm_id == firm.firm_id)
            .values(due_at=func.now(), until_at=func.now())
            .execution_options(synchronize_session=False)
        )
    await asyncio.gather(*(AutomationRunner(database, batch=60).work_firm(firm.firm_id) for _ in range(3)))
    await runner.work_firm(firm.firm_id)
    assert await titles(database, firm.firm_id) == Counter(wanted)
    assert await states(database, firm.firm_id) == {"done": 200}


@pytest.fixture
async def workshop(database: Database, database_url: str, redis_url: str) -> AsyncIterator[chaos.Workshop]:
    """A worker process over the module's database."""
    made = chaos.Workshop(Addresses(database_url, redis_url), tick=0.5)
    await made.start()
    yield made
    await made.end(signal.SIGKILL)


async def test_kills_in_the_middle_of_runs_lose_and_double_nothing(
    database: Database, firm: MadeFirm, worker: UUID, workshop: chaos.Workshop
) -> None:
    await automation(database, firm.firm_id, worker)
    wanted: list[str] = []
    for n in range(4):
        for _ in range(8):
            wanted += await happen(database, firm.firm_id, 5)
        async with asyncio.timeout(60):
            while not await titles(database, firm.firm_id):  # noqa: ASYNC110  another process does it
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.05 * n)
        await workshop.kill()
    async with asyncio.timeout(90):
        while (await states(database, firm.firm_id))["done"] < len(wanted):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert await titles(database, firm.firm_id) == Counter(wanted)
    async with database.as_system(firm.firm_id, "tests") as session:
        steps = await session.scalar(
            select(func.count()).select_from(AutomationStep).where(AutomationStep.firm_id == firm.firm_id)
        )
    assert steps == 2 * len(wanted)
