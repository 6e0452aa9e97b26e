"""Journeys of the demo firm: of clients on their way in, of those who came in lately, and of those who were lost.

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
from backend.track.demo_paths import (
    PASSED,
    SALE,
    STALLED,
    WEAK_STAGE,
    WEAK_TEAM,
    lost_in,
    passed_in,
    visits_of,
    way_to,
    won_of,
)
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
# Source: DOMAIN 5.2 (loss reasons).
REASONS: Final = weighted(
    {
        "expected_return": 22, "money_tied_up": 19, "competitor": 17, "out_of_reach": 14, "risk_mismatch": 9,
        "not_qualified": 8, "fees": 5, "family": 3, "other": 3,
    }
)  # fmt: skip
AMOUNTS: Final = weighted(
    {1_000_000: 34, 1_200_000: 10, 1_500_000: 16, 2_000_000: 20, 3_000_000: 14, 5_000_000: 6}
)
AT_REST, DONE, LATE = 0.05, 0.55, 0.35
IN_TIME, OVERDUE, WAIVED = 0.86, 0.10, 0.02
"""Of the mandatory tasks of stages that were left; the rest was cancelled late."""
RECORDED: Final = timedelta(days=450)
"""Since when sales are led as journeys."""
KEPT: Final = timedelta(days=200)
"""How long tasks of stages that were left are shown."""
WON, TRIED = 0.22, 0.48
"""Of the clients who came in since then, those whose sale was led as a journey, where the team is not weak; of all who
ever invested, those to whom another fund was offered in vain.
"""
SETTLED: Final = timedelta(days=45)
"""After it what is done for a new client is done."""


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
    """The journeys of clients on their way in and of the rejected; of investors, late sales and vain offers."""
    content = read_content(orjson.loads(shipped(TEMPLATE)))
    draws = draws_of(seed, "journeys")
    roles = {
        role: [user.id for user in people.firm.having(role)]
        for role in ("compliance", "legal", "finance", "operations")
    }
    weak = {user.id for user in people.firm.users if user.team == WEAK_TEAM}
    until = at_hour(people.as_of - timedelta(days=1), 18)
    for client in people.clients:
        owner = people.owner_of[client.id]
        made = _Maker(draws, people, content, client, template_id, roles, owner, until, weak=owner in weak)
        if client.state in STAGES:
            yield made.running()
        elif client.state == "rejected":
            yield made.lost(client.created_at)
        else:
            won = made.won()
            if won is not None:
                yield won
            # One client has one journey by a template at a time, and the sale came first.
            elif draws.chance(TRIED):
                yield made.lost(max(client.created_at, until - RECORDED))


@dataclass(frozen=True)
class _Maker:
    """Makes the journey of one client. until: when the firm closed on the day before."""

    draws: Draws
    people: Population
    content: Content
    client: DemoClient
    template_id: UUID
    roles: Mapping[str, Sequence[UUID]]
    owner: UUID
    until: datetime
    weak: bool

    def running(self) -> Way:
        """The journey of somebody on his way in."""
        draws = self.draws
        stage = self._stage(draws.pick(STAGES[self.client.state]))
        way = way_to(draws, self.content, stage)
        stalls = self.weak and stage.key == WEAK_STAGE
        so_far = way[-1][2] * (STALLED if stalls else 0.2 + draws.random())
        whole = sum(days for _, _, days in way[:-1]) + so_far
        opened = max(self.client.created_at, self.until - timedelta(days=whole))
        visits = self._visits(way, opened)
        at_rest = draws.chance(AT_REST)
        if at_rest:
            entered: datetime = visits[-1]["entered_at"]
            left = entered + (self.until - entered) * (0.3 + 0.6 * draws.random())
            self._leave(visits[-1], left, "hold", "客户出差，约定返回后继续")
        journey = self._journey(stage, visits, "held" if at_rest else "open", None)
        tasks = [_task(draws, task, journey, self.roles, self.until) for task in stage.tasks]
        return Way(journey, visits, tasks)

    def won(self) -> Way | None:
        """The sale to somebody who came in lately, whose journey goes on as service; None for most others."""
        started = self.client.started_on
        if self.client.state != "existing" or started is None:
            return None
        bought = at_hour(started, 15)
        share = WON * won_of(passed_in(self.weak)) / won_of(PASSED)
        if bought < self.until - RECORDED or not self.draws.chance(share):
            return None
        stage = self._stage("service")
        way = way_to(self.draws, self.content, stage)
        opened = max(self.client.created_at, bought - timedelta(days=sum(days for _, _, days in way[:-1])))
        visits = self._visits(way, opened)
        journey = self._journey(stage, visits, "open", None)
        tasks = self._past_tasks(journey, visits)
        for task in stage.tasks:
            made = _task(self.draws, task, journey, self.roles, self.until)
            if visits[-1]["entered_at"] > self.until - SETTLED:
                tasks.append(made)
        return Way(journey, visits, tasks)

    def lost(self, since: datetime) -> Way:
        """A journey that came to nothing, begun after an instant."""
        draws = self.draws
        stage = self._stage(draws.pick(lost_in(passed_in(self.weak))))
        way = way_to(draws, self.content, stage)
        whole = timedelta(days=sum(days for _, _, days in way))
        latest = self.until - whole
        opened = since if latest <= since else since + (latest - since) * draws.random()
        visits = self._visits(way, opened)
        entered: datetime = visits[-1]["entered_at"]
        ended = min(entered + timedelta(days=way[-1][2]), entered + (self.until - entered) * 0.95)
        reason = draws.pick(REASONS)
        note = "计划移民，暂不投资" if reason == "other" else None
        self._leave(visits[-1], ended, "lost", note)
        journey = self._journey(stage, visits, "lost", (ended, reason, note))
        return Way(journey, visits, self._past_tasks(journey, visits))

    def _stage(self, key: str) -> Stage:
        stage = self.content.stage(key)
        assert stage is not None
        return stage

    def _visits(self, way: list[tuple[Stage, str, float]], opened: datetime) -> list[Row]:
        id = self.draws.id_at(opened)
        return visits_of(self.draws, way, opened, self.until, id, self.client.id, self.owner)

    def _leave(self, visit: Row, at: datetime, exit: str, reason: str | None) -> None:
        visit.update(left_at=at, left_by=f"user:{self.owner}", exit=exit, reason=reason)

    def _journey(
        self, stage: Stage, visits: list[Row], state: str, lost: tuple[datetime, str, str | None] | None
    ) -> Row:
        draws, people = self.draws, self.people
        first, last = visits[0], visits[-1]
        entered: datetime = last["entered_at"]
        due = (
            business_date(entered) + timedelta(days=stage.days)
            if stage.days is not None and state == "open"
            else None
        )
        ended, reason, note = lost or (None, None, None)
        return {
            "id": first["journey_id"], "client_id": self.client.id, "template_id": self.template_id,
            "template_number": 1, "state": state, "stage": stage.key, "place": stage.place,
            "stage_zh": stage.name.zh, "stage_en": stage.name.en, "owner_id": self.owner,
            "expected_amount": Decimal(draws.pick(AMOUNTS)),
            "probability": None if stage.place >= len(SALE) else (10, 25, 45, 65, 90)[stage.place],
            "product_id": draws.one_of(people.products).id if stage.place > 2 else None,
            "opened_at": first["entered_at"], "entered_at": entered, "stage_due_on": due,
            "resume_on": people.as_of + timedelta(days=draws.whole(5, 40)) if state == "held" else None,
            "ended_at": ended, "loss_reason": reason, "loss_note": note, "created_at": first["entered_at"],
            "created_by": f"user:{self.owner}", "updated_at": last["left_at"] or entered,
        }  # fmt: skip

    def _past_tasks(self, journey: Row, visits: list[Row]) -> list[Row]:
        """Mandatory tasks of the stages that were left lately, but for those that end with a file: there is none."""
        found = []
        for visit in visits:
            left = visit["left_at"]
            if left is None or left < self.until - KEPT or visit["direction"] == "back":
                continue
            for task in self._stage(visit["stage"]).tasks:
                if task.mandatory and task.evidence != "document":
                    made = _task(
                        self.draws, task, {**journey, **visit, "id": journey["id"]}, self.roles, left
                    )
                    found.append(_ended(self.draws, made, visit))
        return found


def _ended(draws: Draws, task: Row, visit: Row) -> Row:
    """A task of a stage that was left: done in time mostly, some late, a few waived or cancelled."""
    entered, left, due = visit["entered_at"], visit["left_at"], task["due_at"]
    roll = draws.random()
    gone = visit["exit"] == "lost"
    if roll < IN_TIME or task["compliance"] or (due >= left and not gone):
        state, at = "done", entered + (min(due, left) - entered) * (0.2 + 0.75 * draws.random())
    elif roll < IN_TIME + OVERDUE and due < left:
        state, at = "done", due + (left - due) * draws.random()
    else:
        state, at = "cancelled", left
    waived = state == "cancelled" and not gone and roll > 1 - WAIVED
    words = {"done": "已办理", "cancelled": "客户已在他处提供材料" if waived else "阶段已结束"}
    return {
        **task, "state": state, "completed_at": at, "completed_by_id": task["assignee_id"], "outcome": words[state],
        "waived_by_id": task["assignee_id"] if waived else None, "updated_at": at,
        "checklist": task["checklist"] and [{**item, "done": state == "done"} for item in task["checklist"]],
    }  # fmt: skip


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
        "completed_by_id": assignee if done else None, "waived_by_id": None, "outcome": "已办理" if done else None,
        "journey_id": journey["id"], "stage": journey["stage"], "task_key": task.key, "mandatory": task.mandatory,
        "compliance": task.compliance, "role": task.role, "evidence": task.evidence, "checklist": checklist,
        "created_at": entered, "created_by": f"user:{journey['owner_id']}", "updated_at": finished or entered,
    }  # fmt: skip
