"""Tasks to talk with clients whose funds fell: one a client, however many of his funds did.

A fund more, or a deeper fall, is written into the task that is open; corrected NAVs withdraw it with a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import BulkRows
from backend.book.clients import Client
from backend.book.contact_blocks import blocked_until_of
from backend.book.escalation_chain import LEAD, chain_of
from backend.book.products import Product
from backend.book.staff import User
from backend.book.task_events import TaskAssigned, TaskChanged
from backend.book.task_times import reminder_at
from backend.book.tasks import Task, cancel, plan, tell
from backend.platform.bells import strike
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.retain import signal_words as words
from backend.retain.drawdown_sweeps import Swept
from backend.retain.drawdowns import Drawdown
from backend.retain.signal_content import SignalRuleSet
from backend.retain.signal_events import DrawdownChanged, DrawdownEscalated
from backend.systemize.holidays import next_workday
from backend.systemize.working_time import Hours

CHUNK: Final = 2_000
HIGH_TIERS: Final = ("uhnw", "hnw")


def due_in(workdays: int) -> datetime:
    """At the end of the workday so many workdays from today; 0: of the first that is not over."""
    day, at = business_date(), now()
    for _ in range(workdays):
        day = next_workday(day)
    end = datetime.combine(day, time(18), BUSINESS_ZONE)
    return end if end > at else datetime.combine(next_workday(day), time(18), BUSINESS_ZONE)


async def follow(session: AsyncSession, rules: SignalRuleSet, swept: Swept) -> None:
    """Give, rewrite and withdraw what a sweep calls for, and tell leads of deeper falls."""
    await _end(session, rules, swept)
    deeper = await _deeper(session)
    touched = {row.client_id for row in deeper}
    untold = await _without_task(session)
    if untold:
        await _give(session, rules, untold)
    if touched:
        await _rewrite(session, rules, touched - {row.client_id for row in untold}, urgent=True)
        await _tell_leads(session, deeper)
    await _happened(session, swept, deeper)


async def _without_task(session: AsyncSession) -> Sequence[Any]:
    """Open falls of clients whose owner can be given a task and has none of it, the highest tier and loss first."""
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(
            Drawdown.id, Drawdown.client_id, Drawdown.level, Client.tier, User.id.label("owner_id"),
            User.locale, User.work_from, User.work_until,
        )
        .join(Client, and_(Client.firm_id == firm_id, Client.id == Drawdown.client_id))
        .join(User, and_(User.firm_id == firm_id, User.id == Client.owner_id, User.active))
        .where(
            Drawdown.firm_id == firm_id, Drawdown.state == "open", Drawdown.task_id.is_(None),
            Client.archived_at.is_(None), Client.merged_into_id.is_(None),
        )
        .order_by(Client.tier_rank.desc().nulls_last(), Drawdown.loss.desc().nulls_last(), Drawdown.id)
    )  # fmt: skip
    return rows.all()


async def _give(session: AsyncSession, rules: SignalRuleSet, rows: Sequence[Any]) -> None:
    """A new task a client, or the one that is open about another of his funds."""
    clients = list(dict.fromkeys(row.client_id for row in rows))
    running = await _running(session, clients)
    made: dict[UUID, UUID] = {}
    lines = await _lines(session, clients)
    blocked = await blocked_until_of(session)
    bulk, at, due_at = BulkRows(session), now(), due_in(rules.drawdown.days)
    for row in rows:
        client_id = row.client_id
        if client_id in running or client_id in made:
            continue
        told = lines[client_id]
        deepest = max(line.level for line in told)
        priority = "urgent" if row.tier in HIGH_TIERS or deepest > 1 else "high"
        id = uuid7()
        held = blocked.get(client_id)
        hours = Hours(row.work_from, row.work_until)
        bulk.add(
            Task,
            id=id,
            title=words.title(row.locale, told),
            body=words.body(row.locale, rules.drawdown, told),
            state="open",
            priority=priority,
            due_at=due_at,
            client_id=client_id,
            assignee_id=row.owner_id,
            remind_at=reminder_at(due_at, priority, None, hours, at),
            escalate_at=due_at,
            held_from=None if held is None else at,
            held_until=held,
        )
        bulk.happened(TaskAssigned(task_id=id, assignee_id=row.owner_id, client_id=client_id, by=None))
        strike(session, "task", f"{row.owner_id}:{id}")
        strike(session, "client", str(client_id))
        made[client_id] = id
    await bulk.write()
    of_task: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        of_task[running.get(row.client_id) or made[row.client_id]].append(row.id)
    await _keep(session, of_task)
    await _rewrite(session, rules, set(running))


async def _keep(session: AsyncSession, of_task: dict[UUID, list[UUID]]) -> None:
    """Write down which task each fall is told in, as one statement for many."""
    pairs = [(id, task_id) for task_id, ids in of_task.items() for id in ids]
    for start in range(0, len(pairs), CHUNK):
        part = pairs[start : start + CHUNK]
        await session.execute(
            words.KEEP,
            {"firm": session.info["firm_id"], "ids": [p[0] for p in part], "tasks": [p[1] for p in part]},
        )


async def _running(session: AsyncSession, clients: Collection[UUID]) -> dict[UUID, UUID]:
    """The task about falls that is open with each client; clients without one are absent."""
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(Drawdown.client_id, Task.id)
        .join(Task, and_(Task.firm_id == firm_id, Task.id == Drawdown.task_id, Task.state == "open"))
        .where(Drawdown.firm_id == firm_id, Drawdown.state == "open", Drawdown.client_id.in_(clients))
    )
    return {row[0]: row[1] for row in rows}


async def _lines(session: AsyncSession, clients: Collection[UUID]) -> dict[UUID, list[words.Line]]:
    """What fell of each client's funds, the deepest first."""
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(
            Drawdown.client_id, Product.name, Drawdown.fall, Drawdown.deepest, Drawdown.level,
            Drawdown.opened_on, Drawdown.as_of, Drawdown.basis,
        )
        .join(Product, and_(Product.firm_id == firm_id, Product.id == Drawdown.product_id))
        .where(Drawdown.firm_id == firm_id, Drawdown.state == "open", Drawdown.client_id.in_(clients))
        .order_by(Drawdown.client_id, Drawdown.deepest.desc(), Product.name)
    )  # fmt: skip
    found: defaultdict[UUID, list[words.Line]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(words.Line(*row[1:]))
    return found


async def _rewrite(
    session: AsyncSession, rules: SignalRuleSet, clients: Collection[UUID], *, urgent: bool = False
) -> None:
    """Bring open tasks to what is known now, of each client one."""
    if not clients:
        return
    running, lines = await _running(session, clients), await _lines(session, clients)
    tasks = {
        task.id: task
        for task in await session.scalars(
            select(Task).where(Task.firm_id == session.info["firm_id"], Task.id.in_(list(running.values())))
        )
    }
    locales = await _locales(session, tasks.values())
    for client_id, task_id in running.items():
        task = tasks[task_id]
        locale = locales.get(task.assignee_id, "zh-CN")
        task.title = words.title(locale, lines[client_id])
        task.body = words.body(locale, rules.drawdown, lines[client_id])
        if urgent and task.priority != "urgent":
            task.priority = "urgent"
            await plan(session, task)
    await session.flush()
    for task in tasks.values():
        emit(session, TaskChanged(task_id=task.id, assignee_id=task.assignee_id, client_id=task.client_id))
        await tell(session, task)


async def _locales(session: AsyncSession, tasks: Collection[Task]) -> dict[UUID | None, str]:
    rows = await session.execute(
        select(User.id, User.locale).where(
            User.firm_id == session.info["firm_id"], User.id.in_({task.assignee_id for task in tasks})
        )
    )
    return {row[0]: row[1] for row in rows}


async def _end(session: AsyncSession, rules: SignalRuleSet, swept: Swept) -> None:
    """Tasks of falls that never were, or whose fund the client left, are withdrawn; others say what is left."""
    firm_id = session.info["firm_id"]
    gone: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in swept.ended:
        if row.task_id is not None:
            gone[row.task_id].append(row)
    if not gone:
        return
    still = set(
        await session.scalars(
            select(Drawdown.task_id).where(
                Drawdown.firm_id == firm_id, Drawdown.state == "open", Drawdown.task_id.in_(list(gone))
            )
        )
    )
    await _rewrite(session, rules, {rows[0].client_id for id, rows in gone.items() if id in still})
    tasks = await session.scalars(
        select(Task).where(
            Task.firm_id == firm_id, Task.id.in_([id for id in gone if id not in still]), Task.state == "open"
        )
    )
    found = tasks.all()
    locales = await _locales(session, found)
    for task in found:
        states = {row.state for row in gone[task.id]}
        # Of a fall that recovered the talk is still owed.
        if "recovered" not in states:
            await cancel(session, task, words.withdrawn(locales.get(task.assignee_id, "zh-CN"), states))


async def _deeper(session: AsyncSession) -> Sequence[Any]:
    """Open falls beyond the first level that leads were not told of yet; they count as told from now on."""
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(
            Drawdown.id, Drawdown.client_id, Drawdown.product_id, Drawdown.level, Client.owner_id,
            Client.team_id,
        )
        .join(Client, and_(Client.firm_id == firm_id, Client.id == Drawdown.client_id))
        .where(
            Drawdown.firm_id == firm_id, Drawdown.state == "open", Drawdown.level > 1,
            Drawdown.level > Drawdown.told_level,
        )
        .order_by(Drawdown.id)
    )  # fmt: skip
    found = rows.all()
    if found:
        await session.execute(
            update(Drawdown)
            .where(
                Drawdown.firm_id == firm_id, Drawdown.state == "open", Drawdown.level > Drawdown.told_level
            )
            .values(told_level=Drawdown.level)
            .execution_options(synchronize_session=False)
        )
    return found


async def _tell_leads(session: AsyncSession, deeper: Sequence[Any]) -> None:
    """Each lead once a fund and level, with how many of his clients it is."""
    chain = await chain_of(session)
    counts: defaultdict[tuple[UUID, UUID, int], set[UUID]] = defaultdict(set)
    for row in deeper:
        lead = chain.of(LEAD, row.owner_id, row.team_id)
        if lead is not None:
            counts[lead, row.product_id, row.level].add(row.client_id)
    for (lead, product_id, level), clients in counts.items():
        emit(session, DrawdownEscalated(told=lead, product_id=product_id, level=level, count=len(clients)))


async def _happened(session: AsyncSession, swept: Swept, deeper: Sequence[Any]) -> None:
    """What the sweep found, told of each client."""
    bulk, new = BulkRows(session), {row.id for row in swept.begun}
    for row in swept.begun:
        bulk.happened(DrawdownChanged(row.client_id, row.product_id, "open", row.level))
    for row in deeper:
        if row.id not in new:
            bulk.happened(DrawdownChanged(row.client_id, row.product_id, "deepened", row.level))
    for row in swept.ended:
        bulk.happened(DrawdownChanged(row.client_id, row.product_id, row.state, row.level))
    await bulk.write()
