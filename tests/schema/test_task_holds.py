"""Tasks of a client who cools off are held back: shown so, not late, not told of, and none the later for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from backend.book.escalations import EscalationReceipt
from backend.book.staff import User
from backend.book.task_holds import settle_holds
from backend.book.tasks import Task
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.ids import own_id
from backend.platform.keys import Vault
from backend.workers.upkeep import keep_tasks
from tests.schema.house import House, build_house
from tests.schema.selling import MANAGER, buyer, call, cooling, done, fund, hours_later, sweep

FIELDS = "id version state dueAt heldUntil"
CREATE = f"mutation($i: CreateTaskInput!) {{ it: createTask(input: $i) {{ {FIELDS} }} }}"
READ = f"query($id: ID!) {{ it: task(id: $id) {{ {FIELDS} escalations {{ step }} }} }}"
GROUPS = """query($f: TaskFilter) { taskGroups(by: DUE, filter: $f) { value count overdue } }"""
Told = dict[str, Any]


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """Whoever visits and hands over is of no team."""
    made = await build_house(database, vault, "冷静资管")
    async with database.change(made.firm.system) as session:
        apart = [made.people[role] for role in ("compliance", "operations", "finance")]
        await session.execute(
            update(User).where(User.firm_id == made.firm_id, User.id.in_(apart)).values(team_id=None)
        )
    return made


async def new_task(house: House, client: str | None, hours: float, **columns: Any) -> Told:
    """A task due in so many hours."""
    at = (now() + timedelta(hours=hours)).isoformat()
    made: Told = (await house.data(MANAGER, CREATE, i={"title": "致电客户", "client": client, "dueAt": at}))[
        "it"
    ]
    await become(house, made, **columns)
    return made


async def become(house: House, task: Told, **columns: Any) -> None:
    """Columns of a task, as if they had come about."""
    if not columns:
        return
    async with house.database.change(house.firm.system) as session:
        await session.execute(
            update(Task)
            .where(Task.firm_id == house.firm_id, Task.id == own_id("task", task["id"]))
            .values(**columns)
        )


async def read(house: House, task: Told) -> Told:
    """A task as its assignee sees it."""
    found: Told = (await house.data(MANAGER, READ, id=task["id"]))["it"]
    return found


async def row(house: House, task: Told) -> Task:
    """A task as it lies."""
    async with house.database.read(house.firm_id) as session:
        statement = select(Task).where(Task.firm_id == house.firm_id, Task.id == own_id("task", task["id"]))
        found: Task = (await session.scalars(statement)).one()
        session.expunge(found)
        return found


async def keep(house: House) -> None:
    """What the worker does each minute."""
    async with house.database.change(house.firm.system) as session:
        await keep_tasks(session)


async def receipts(house: House, task: Told) -> int:
    """How many steps of escalation stand."""
    async with house.database.read(house.firm_id) as session:
        found = await session.scalar(
            select(func.count()).where(
                EscalationReceipt.firm_id == house.firm_id,
                EscalationReceipt.task_id == own_id("task", task["id"]),
                EscalationReceipt.ended_at.is_(None),
            )
        )
        return int(found or 0)


async def test_what_is_owed_to_a_client_who_cools_off_waits_and_goes_on_with_the_time_it_had(
    house: House,
) -> None:
    client, product = await buyer(house), await fund(house)
    due, later, past = [await new_task(house, client, hours) for hours in (2, 90, 5)]
    law = await new_task(house, client, 2, compliance=True)
    other = await new_task(house, await buyer(house, "他人"), 2)
    await become(house, past, due_at=now() - timedelta(days=30), escalate_at=now())
    order = await cooling(house, client, product)
    made = await new_task(house, client, 3)
    until = order["coolingUntil"]
    for task, wanted in (
        (due, until),
        (later, until),
        (past, until),
        (made, until),
        (law, None),
        (other, None),
    ):
        assert (await read(house, task))["heldUntil"] == wanted
    await keep(house)
    assert (await receipts(house, past), await receipts(house, other)) == (0, 0)
    asked = {"client": {"eq": client}, "state": {"eq": "open"}}
    groups = (await house.data(MANAGER, GROUPS, f=asked))["taskGroups"]
    assert {each["value"]: (each["count"], each["overdue"]) for each in groups}["held"] == (4, 0)
    listed = await house.data(
        MANAGER, "query($f: TaskFilter) { tasks(filter: $f) { totalCount } }",
        f={**asked, "heldUntil": {"empty": False}},
    )  # fmt: skip
    assert listed["tasks"]["totalCount"] == 4
    # As if the cooling-off had been begun, and `due` had fallen due, hours ago.
    await hours_later(house, order["id"], 25)
    before = now() - timedelta(hours=25)
    for task in (due, later, past):
        await become(house, task, held_from=before)
    await become(house, due, due_at=before + timedelta(hours=2))
    assert await sweep(house) == 1
    found = [await row(house, task) for task in (due, later, past)]
    assert {task.held_until for task in found} == {None}
    assert found[0].due_at is not None
    assert found[0].due_at > now()  # it has the two hours it had
    assert found[1].due_at == datetime.fromisoformat(later["dueAt"])
    assert (found[2].held_minutes, found[0].held_minutes) == (25 * 60, 0)
    await keep(house)
    assert await receipts(house, past) > 0


async def test_what_ends_or_is_called_off_is_held_back_no_more_and_the_sweep_mends_what_it_finds(
    house: House,
) -> None:
    client, product = await buyer(house), await fund(house)
    task, ended = await new_task(house, client, 30), await new_task(house, client, 30)
    order = await cooling(house, client, product)
    assert (await read(house, task))["heldUntil"] is not None
    complete = f"mutation($i: CompleteTaskInput!) {{ it: completeTask(input: $i) {{ {FIELDS} }} }}"
    given = {"id": ended["id"], "version": ended["version"]}
    gone = (await house.data(MANAGER, complete, i=given))["it"]
    assert gone["heldUntil"] is None
    again = f"mutation($i: VersionedInput!) {{ it: reopenTask(input: $i) {{ {FIELDS} }} }}"
    back = {"id": gone["id"], "version": gone["version"]}
    assert (await house.data(MANAGER, again, i=back))["it"]["heldUntil"] is not None
    # As after a merge: it came to this client otherwise.
    stray = await new_task(house, await buyer(house, "并入"), 30)
    await become(house, stray, client_id=own_id("client", client))
    await sweep(house)
    assert (await read(house, stray))["heldUntil"] == (await read(house, task))["heldUntil"]
    assert await settled(house, own_id("client", client)) == 0
    answer = await call(
        house,
        MANAGER,
        "cancelOrder",
        id=order["id"],
        version=order["version"],
        reason="客户反悔",
        refund="原路退回",
    )
    done(answer)
    assert {(await read(house, each))["heldUntil"] for each in (task, ended, stray)} == {None}


async def settled(house: House, client_id: UUID) -> int:
    """How many tasks a look at one client changes."""
    async with house.database.change(house.firm.system) as session:
        return await settle_holds(session, [client_id])
