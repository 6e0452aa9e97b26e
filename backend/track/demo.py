"""Journeys of the demo firm: every client on his way in, where his state says he is, and those who were lost.

Byte-stable for size, seed and date, apart from the id of the template, which each firm makes anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.clients import DemoClient
from backend.book.demo.copying import Copier
from backend.book.demo.days import at_hour
from backend.book.demo.draws import Draws, draws_of, weighted
from backend.book.demo.population import SEED, Population
from backend.book.tasks import Task
from backend.platform.clock import BUSINESS_ZONE, business_date
from backend.track.journeys import Journey, StageVisit
from backend.track.stage_tasks import due_on
from backend.track.template_content import OWNER, Content, Stage, TaskTemplate, read_content
from backend.track.templates import JourneyTemplate, shipped

Row = dict[str, Any]
TEMPLATE: Final = "private_fund_sales"
# Where clients of a state are, by the chance of each stage.
STAGES: Final = {
    "lead": weighted({"lead": 62, "first_contact": 38}),
    "prospect": weighted({"first_contact": 55, "intent": 45}),
    "qualified": weighted({"intent": 22, "match": 78}),
    "subscribing": weighted({"match": 12, "sign": 88}),
}
# Of those who never came: from which stage they were lost, by what is left of it (DOMAIN 5.2: conversion).
LOST: Final = weighted({"lead": 38, "first_contact": 32, "intent": 9, "match": 9, "sign": 1})
# Source: DOMAIN 5.2 (loss reasons, stage durations in days).
REASONS: Final = weighted(
    {
        "expected_return": 22, "money_tied_up": 19, "competitor": 17, "out_of_reach": 14, "risk_mismatch": 9,
        "not_qualified": 8, "fees": 5, "family": 3, "other": 3,
    }
)  # fmt: skip
MEDIANS: Final = {"lead": 2, "first_contact": 12, "intent": 12, "match": 9, "sign": 8}
SPREAD: Final = 0.9
AMOUNTS: Final = weighted(
    {1_000_000: 34, 1_200_000: 10, 1_500_000: 16, 2_000_000: 20, 3_000_000: 14, 5_000_000: 6}
)
AT_REST, BACK, DONE, LATE = 0.05, 0.04, 0.55, 0.35


@dataclass(frozen=True, slots=True)
class Way:
    """A journey with its stays and the tasks of its present stage."""

    journey: Row
    visits: list[Row]
    tasks: list[Row]


async def write_journeys(session: AsyncSession, copier: Copier, people: Population) -> None:
    """Write the journeys of the demo firm; the firm has the shipped templates already."""
    template_id = await session.scalar(
        select(JourneyTemplate.id).where(
            JourneyTemplate.firm_id == session.info["firm_id"], JourneyTemplate.key == TEMPLATE
        )
    )
    if template_id is None:
        return
    ways = list(ways_of(people, template_id))
    await copier.write(Journey, (way.journey for way in ways))
    await copier.write(StageVisit, (visit for way in ways for visit in way.visits))
    await copier.write(Task, (task for way in ways for task in way.tasks))


def ways_of(people: Population, template_id: UUID, seed: int = SEED) -> Iterator[Way]:
    """The journeys of all clients who are on their way in, and of those who were rejected."""
    content = read_content(orjson.loads(shipped(TEMPLATE)))
    draws = draws_of(seed, "journeys")
    roles = {
        role: [user.id for user in people.firm.having(role)]
        for role in ("compliance", "legal", "finance", "operations")
    }
    for client in people.clients:
        if client.state in STAGES or client.state == "rejected":
            yield _way(draws, people, content, client, template_id, roles)


def _way(
    draws: Draws,
    people: Population,
    content: Content,
    client: DemoClient,
    template_id: UUID,
    roles: Mapping[str, Sequence[UUID]],
) -> Way:
    lost = client.state == "rejected"
    stage = content.stage(draws.pick(LOST if lost else STAGES[client.state]))
    assert stage is not None
    owner = people.owner_of[client.id]
    until = at_hour(people.as_of - timedelta(days=1), 18)
    id = draws.id_at(client.created_at)
    visits = _visits(draws, content, stage, client, id, owner, until)
    entered: datetime = visits[-1]["entered_at"]
    at_rest = not lost and draws.chance(AT_REST)
    reason = draws.pick(REASONS) if lost else None
    ended = None
    if lost or at_rest:
        ended = entered + (until - entered) * (0.3 + 0.6 * draws.random())
        note = (
            "客户出差，约定返回后继续" if at_rest else ("计划移民，暂不投资" if reason == "other" else None)
        )
        visits[-1].update(
            left_at=ended, left_by=f"user:{owner}", exit="hold" if at_rest else "lost", reason=note
        )
    state = "lost" if lost else "held" if at_rest else "open"
    due = (
        None if stage.days is None or state != "open" else business_date(entered) + timedelta(days=stage.days)
    )
    journey = {
        "id": id, "client_id": client.id, "template_id": template_id, "template_number": 1, "state": state,
        "stage": stage.key, "place": stage.place, "stage_zh": stage.name.zh, "stage_en": stage.name.en,
        "owner_id": owner, "expected_amount": Decimal(draws.pick(AMOUNTS)),
        "probability": (10, 25, 45, 65, 90)[min(stage.place, 4)],
        "product_id": draws.one_of(people.products).id if stage.place > 2 else None,
        "opened_at": client.created_at, "entered_at": entered, "stage_due_on": due,
        "resume_on": people.as_of + timedelta(days=draws.whole(5, 40)) if at_rest else None,
        "ended_at": ended if lost else None, "loss_reason": reason,
        "loss_note": "计划移民，暂不投资" if reason == "other" else None,
        "created_at": client.created_at, "created_by": f"user:{owner}", "updated_at": ended or entered,
    }  # fmt: skip
    tasks = [] if lost else [_task(draws, task, journey, roles, until) for task in stage.tasks]
    return Way(journey, visits, tasks)


def _visits(
    draws: Draws,
    content: Content,
    stage: Stage,
    client: DemoClient,
    journey_id: UUID,
    owner: UUID,
    until: datetime,
) -> list[Row]:
    """Stays up to the present stage; a few went back once on the way."""
    way = list(content.stages[: stage.place + 1])
    how = ["start", *("forward" for _ in way[1:])]
    if stage.place > 1 and draws.chance(BACK):
        way += [way[-2], way[-1]]
        how += ["back", "forward"]
    days = [MEDIANS.get(each.key, 7) * draws.lognormvariate(0, SPREAD) for each in way]
    whole = (until - client.created_at).total_seconds() / 86_400
    # Nobody was on his way for longer than the firm knows him.
    scale = min(1.0, max(whole, 0.1) * 0.9 / sum(days))
    found: list[Row] = []
    at = client.created_at
    for n, (each, entered_how) in enumerate(zip(way, how, strict=True)):
        left = at + timedelta(days=days[n] * scale) if n + 1 < len(way) else None
        exit = None if left is None else "back" if how[n + 1] == "back" else "forward"
        found.append(
            {
                "id": draws.id_at(at), "journey_id": journey_id, "client_id": client.id, "stage": each.key,
                "zh": each.name.zh, "en": each.name.en, "direction": entered_how, "entered_at": at,
                "entered_by": f"user:{owner}", "left_at": left, "left_by": f"user:{owner}" if left else None,
                "exit": exit, "reason": "资料需补充" if exit == "back" else None,
            }
        )  # fmt: skip
        at = left or at
    return found


def _task(
    draws: Draws, task: TaskTemplate, journey: Row, roles: Mapping[str, Sequence[UUID]], until: datetime
) -> Row:
    """A task of the present stage: many are done, of the others some are late."""
    entered: datetime = journey["entered_at"]
    people = roles.get(task.role or "", ())
    assignee = journey["owner_id"] if task.owner == OWNER or not people else draws.one_of(people)
    due = datetime.combine(due_on(business_date(entered), task.days), time(18), BUSINESS_ZONE)
    # What shows that a task of this kind was done is a file, and the demo firm has none.
    done = task.evidence != "document" and draws.chance(DONE if due < until else LATE)
    finished = entered + (until - entered) * draws.random() if done else None
    checklist = [{"zh": item.zh, "en": item.en, "done": done} for item in task.checklist] or None
    return {
        "id": draws.id_at(entered), "title": task.name.zh, "body": task.playbook.zh or None,
        "state": "done" if done else "open", "priority": "high" if task.compliance else "normal", "due_at": due,
        "client_id": journey["client_id"], "assignee_id": assignee, "completed_at": finished,
        "completed_by_id": assignee if done else None, "outcome": "已办理" if done else None,
        "journey_id": journey["id"], "stage": journey["stage"], "task_key": task.key, "mandatory": task.mandatory,
        "compliance": task.compliance, "role": task.role, "evidence": task.evidence, "checklist": checklist,
        "created_at": entered, "created_by": f"user:{journey['owner_id']}", "updated_at": finished or entered,
    }  # fmt: skip
