"""How many effects of automations one worker makes a second: in batches, beside a transaction for each event.

`python -m tests.drills.automations [EVENTS]` (5000) uses servers of its own, counts what was made, prints the figures,
and exits 1 when anything was lost or made twice. An effect is a row that a step makes: a line in an inbox, or a task.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from backend.automations.automations import Automation, AutomationVersion, fit
from backend.automations.content import read_content
from backend.automations.runs import AutomationRun
from backend.book.money_events import UnitBreakSettled
from backend.book.notifications import Notification
from backend.book.tasks import Task
from backend.book.users import NewUser, create_user
from backend.migrations.run import migrate
from backend.platform.database import Database
from backend.platform.events import emit
from backend.platform.ids import public_id, uuid7
from backend.platform.keys import Vault
from backend.policies.roles import ROLES
from backend.workers.automation_runner import AutomationRunner
from backend.workers.dispatch import Dispatcher
from tests.conftest import MadeFirm, make_firm
from tests.drills.ground import ground_of

EVENTS = 5_000
LINES = 10
"""Lines that the step of one run writes: what a role of ten is told."""


async def _automation(database: Database, firm: MadeFirm, steps: list[dict[str, Any]]) -> UUID:
    trigger = {"kind": "event", "event": "unit_break.settled"}
    content = {"zh": "压测", "en": "Bench", "trigger": trigger, "steps": steps}
    async with database.as_system(firm.firm_id, "bench") as session:
        row = Automation(id=uuid7(), zh="压测", en="Bench", kind="event", on=True)
        fit(row, read_content(content), 1)
        session.add(row)
        await session.flush()
        session.add(
            AutomationVersion(
                automation_id=row.id, number=1, content=content, rights=[], published_by="system:bench"
            )
        )
        return row.id


async def _happen(database: Database, firm: MadeFirm, events: int) -> None:
    for first in range(0, events, 500):
        async with database.as_system(firm.firm_id, "bench") as session:
            for _ in range(min(500, events - first)):
                emit(session, UnitBreakSettled(unit_break_id=uuid7(), client_id=None, state="open"))


async def _timed(database: Database, firm: MadeFirm, *, batch: int, events: int) -> tuple[float, float]:
    """Seconds to start runs and to take their steps."""
    await _happen(database, firm, events)
    runner = AutomationRunner(database, batch=batch)
    dispatcher = Dispatcher(database, {}, batch=batch, batched=(runner.react,))
    began = time.perf_counter()
    while await dispatcher.drain(firm.firm_id):
        pass
    started = time.perf_counter()
    while await runner.work_firm(firm.firm_id):
        pass
    return started - began, time.perf_counter() - started


async def _count(database: Database, firm: MadeFirm, model: Any, *which: Any) -> int:
    async with database.as_system(firm.firm_id, "bench") as session:
        found = await session.scalar(
            select(func.count()).select_from(model).where(model.firm_id == firm.firm_id, *which)
        )
        return int(found or 0)


async def bench(database: Database, vault: Vault, events: int) -> bool:
    """Print the figures; whether nothing was lost or doubled."""
    good, rates = True, {}
    for name, model, effects in (("notify", Notification, LINES), ("create_task", Task, 1)):
        for batch, asked in ((500, events), (1, max(events // 20, 50))):
            firm = await make_firm(database, vault, f"{name} {batch}")
            async with database.change(firm.system) as session:
                people = [
                    public_id(
                        "user", (await create_user(session, vault, _person(firm, n), known_roles=ROLES)).id
                    )
                    for n in range(LINES)
                ]
            step: dict[str, Any] = {"id": "one", "kind": name, "assignee": people[0], "title": "任务"}
            if name == "notify":
                step = {"id": "one", "kind": name, "to": people, "text": "{trigger.state}"}
            await _automation(database, firm, [step])
            starting, taking = await _timed(database, firm, batch=batch, events=asked)
            made = await _count(database, firm, model)
            ended = await _count(database, firm, AutomationRun, AutomationRun.state == "done")
            good = good and made == asked * effects and ended == asked
            rates[name, batch] = made / (starting + taking)
            print(
                f"{name}, batches of {batch}: {asked} events, {made} effects, started in {starting:.2f} s, "
                f"taken in {taking:.2f} s: {rates[name, batch]:,.0f} effects/s, "
                f"{asked / (starting + taking):,.0f} runs/s"
            )
        print(f"{name}: {rates[name, 500] / rates[name, 1]:.1f} times a transaction for each event")
    return good


def _person(firm: MadeFirm, n: int) -> NewUser:
    return NewUser(
        name=f"员工{n}", email=f"{n}@{firm.firm_id.hex[:8]}.example.com", roles=("operations",), team_id=None
    )


async def _measured(url: str, events: int) -> bool:
    await migrate(url)
    database = Database(url, pool_size=5)
    try:
        return await bench(database, Vault(secrets.token_bytes(32)), events)
    finally:
        await database.close()


def main() -> int:
    """Measure with servers of its own; 0 when nothing was lost or made twice."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    with ground_of("automations") as ground:
        good = asyncio.run(_measured(ground.url, events))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
