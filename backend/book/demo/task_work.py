"""What hangs on tasks of the demo firm: some that come again, comments, and what is late told along the chain.

Byte-stable for size, seed and date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.clients import EXISTING, DemoClient
from backend.book.demo.copying import Copier, Row
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.population import Population
from backend.book.escalations import EscalationReceipt
from backend.book.task_series import EVENING, TaskSeries
from backend.book.task_talk import TaskComment
from backend.book.tasks import Task
from backend.platform.clock import BUSINESS_ZONE
from backend.systemize.recurrence import next_occurrence, read_rule

SERIES: Final = (
    ("月末寄送对账单", "FREQ=MONTHLY;BYMONTHDAY=-1", "previous"),
    ("季度面谈", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "next"),
    ("每周净值提示", "FREQ=WEEKLY;BYDAY=FR", "skip"),
)
SAID: Final = (
    "已电话联系，客户下周在上海，可安排面谈。",
    "材料已发，等客户确认。",
    "请先核对最新风险测评，再约时间。",
)
EVERY: Final = 12
"""One existing client of so many has a series."""
LATE: Final = (1, 4)


async def write_task_work(_session: AsyncSession, copier: Copier, people: Population) -> None:
    """All rows, those first that others refer to."""
    draws = draws_of(0, "task work")
    chosen = [client for client in people.clients if client.state == EXISTING][::EVERY]
    made = [_series(draws, people, client, n) for n, client in enumerate(chosen)]
    await copier.write(TaskSeries, (series for series, _ in made))
    await copier.write(Task, (task for _, task in made))
    late = [_late(draws, people, client) for client in chosen[1::3]]
    await copier.write(Task, late)
    await copier.write(TaskComment, _comments(draws, people, [task for _, task in made[::2]] + late))
    await copier.write(EscalationReceipt, _receipts(draws, people, late))


def _series(draws: Draws, people: Population, client: DemoClient, n: int) -> tuple[Row, Row]:
    title, rule, shift = SERIES[n % len(SERIES)]
    at = _noon(people, -20)
    read, starts = read_rule(rule), people.as_of
    first = next_occurrence(read, starts, shift, None)
    assert first is not None
    following = next_occurrence(read, starts, shift, first[0])
    owner = people.owner_of[client.id]
    kept = {"created_at": at, "updated_at": at, "created_by": f"user:{owner}"}
    series: Row = {
        "id": draws.id_at(at), "title": title, "priority": "normal", "client_id": client.id, "assignee_id": owner,
        "rule": read.text(), "starts_on": starts, "minute": EVENING, "shift": shift, "made_through": first[0],
        "next_on": None if following is None else following[1], **kept,
    }  # fmt: skip
    due = datetime.combine(first[1], time(18), BUSINESS_ZONE)
    task: Row = {
        "id": draws.id_at(at), "title": title, "state": "open", "priority": "normal", "due_at": due,
        "client_id": client.id, "assignee_id": owner, "series_id": series["id"], "occurrence_on": first[0],
        "escalate_at": due, **_task(), **kept,
    }  # fmt: skip
    return series, task


def _late(draws: Draws, people: Population, client: DemoClient) -> Row:
    at, due, owner = _noon(people, -12), _noon(people, -9), people.owner_of[client.id]
    return {
        "id": draws.id_at(at), "title": "补齐银行卡复印件", "state": "open", "priority": "high", "due_at": due,
        "client_id": client.id, "assignee_id": owner, **_task(), "created_at": at, "updated_at": at,
        "created_by": f"user:{owner}",
    }  # fmt: skip


def _task() -> Row:
    return {"mandatory": False, "compliance": False, "evidence": "none"}


def _comments(draws: Draws, people: Population, tasks: list[Row]) -> Iterator[Row]:
    for n, task in enumerate(tasks):
        at = _noon(people, -5) + timedelta(minutes=n)
        yield {
            "id": draws.id_at(at), "task_id": task["id"], "user_id": task["assignee_id"],
            "body": SAID[n % len(SAID)], "mentions": [], "at": at,
        }  # fmt: skip


def _receipts(draws: Draws, people: Population, late: list[Row]) -> Iterator[Row]:
    """The owner after a workday, the lead of a team after three, as the shipped steps say."""
    leads = people.firm.having("team_lead")
    for task in late:
        told = (("owner", task["assignee_id"]), ("team_lead", leads[0].id if leads else task["assignee_id"]))
        for step, ((role, person), days) in enumerate(zip(told, LATE, strict=True), 1):
            at = task["due_at"] + timedelta(days=days)
            yield {
                "id": draws.id_at(at), "task_id": task["id"], "step": step, "role": role, "user_id": person,
                "due_on": task["due_at"].astimezone(BUSINESS_ZONE).date(), "rules": 1, "at": at,
            }  # fmt: skip


def _noon(people: Population, days: int) -> datetime:
    return datetime.combine(people.as_of + timedelta(days=days), time(4), UTC)
