"""Journeys with random pasts, and the figures about them counted one by one in Python, as they are defined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.book.clients import Client
from backend.book.tasks import Task
from backend.platform.clock import business_date, now
from backend.platform.ids import public_id, uuid7
from backend.track.journey_scope import begin_of
from backend.track.journey_survival import Span
from backend.track.journeys import Journey, StageVisit
from backend.track.templates import JourneyTemplate
from tests.schema.calls import new_client
from tests.schema.house import House

STAGES = ("lead", "first_contact", "intent", "match", "sign", "service", "additional")
GOAL = STAGES.index("service")
REASONS = ("expected_return", "fees", "other")
HORIZON = timedelta(days=90)


@dataclass
class Visit:
    """One stay without a rest."""

    stage: str
    direction: str
    entered: datetime
    left: datetime | None = None
    exit: str | None = None


@dataclass
class Past:
    """A journey as it went."""

    client: UUID
    known: datetime
    id: UUID = field(default_factory=uuid7)
    visits: list[Visit] = field(default_factory=list)
    state: str = "open"
    ended: datetime | None = None
    reason: str | None = None
    amount: Decimal = Decimal(0)
    tasks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def public(self) -> str:
        """Its public id."""
        return public_id("journey", self.id)

    def entry(self, place: int) -> datetime | None:
        """When it came to a place or beyond; its end, where it was done."""
        times = [visit.entered for visit in self.visits if STAGES.index(visit.stage) >= place]
        times += [self.ended] if self.state == "done" and self.ended else []
        return min(times, default=None)


def a_past(draw: Random, client: UUID, known: datetime, at: datetime) -> Past:
    """A journey that began after `known` and before `at`: forward, jumps, back, rests, ends."""
    past = Past(client, known, amount=Decimal(draw.randrange(1, 50)) * 100_000)
    days = draw.randrange(1, 300)
    begun = at - timedelta(days=days, hours=draw.randrange(24))
    place = draw.choice([0, 0, 0, 0, 2, 5])
    when = begun
    past.visits.append(Visit(STAGES[place], "start", when))
    while True:
        last = past.visits[-1]
        when += timedelta(hours=draw.randrange(1, 24 * 40))
        if when >= at:
            break
        last.left = when
        roll = draw.random()
        if roll < 0.18:
            last.exit, past.state, past.ended = "lost", "lost", when
            past.reason = draw.choice(REASONS)
            break
        if roll < 0.3:
            last.exit = "hold"
            when += timedelta(hours=draw.randrange(1, 24 * 20))
            if when >= at or draw.random() < 0.2:
                past.state = "held"
                if when < at and draw.random() < 0.5:
                    past.state, past.ended, past.reason = "lost", when, draw.choice(REASONS)
                break
            past.visits.append(Visit(STAGES[place], "resume", when))
            continue
        if roll < 0.4 and place > 0:
            last.exit, place = "back", draw.randrange(place)
            past.visits.append(Visit(STAGES[place], "back", when))
            continue
        if place == len(STAGES) - 1:
            last.exit, past.state, past.ended = "done", "done", when
            break
        last.exit, place = "forward", min(place + draw.choice([1, 1, 1, 1, 2]), len(STAGES) - 1)
        past.visits.append(Visit(STAGES[place], "forward", when))
    for visit in past.visits:
        _a_task(draw, past, visit, at)
    return past


def _a_task(draw: Random, past: Past, visit: Visit, at: datetime) -> None:
    due = visit.entered + timedelta(days=draw.randrange(1, 20))
    end = draw.choice(["done", "done", "cancelled", "waived", "open"])
    done = None if end == "open" else min(visit.entered + timedelta(days=draw.randrange(0, 30)), at)
    past.tasks.append(
        {"stage": visit.stage, "due": due, "end": end, "at": done, "mandatory": draw.random() < 0.8}
    )


async def plant(house: House, draw: Random, count: int, who: str = "client_manager") -> list[Past]:
    """So many clients with a journey each, written as rows."""
    at = now()
    pasts = []
    for _ in range(count):
        client, _version = await new_client(house, who, source=draw.choice(["官网", "转介绍"]))
        pasts.append(a_past(draw, client, at - timedelta(days=draw.randrange(1, 500)), at))
    await write(house, pasts, house.people[who])
    return pasts


async def write(house: House, pasts: Sequence[Past], owner: UUID) -> None:
    """The rows of journeys."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        found = select(JourneyTemplate.id).where(
            JourneyTemplate.firm_id == house.firm_id, JourneyTemplate.key == "private_fund_sales"
        )
        template = (await session.scalars(found)).one()
        for past in pasts:
            (await session.get_one(Client, (house.firm_id, past.client))).created_at = past.known
            last = past.visits[-1]
            session.add(
                Journey(
                    id=past.id, client_id=past.client, template_id=template, template_number=1, state=past.state,
                    stage=last.stage, place=STAGES.index(last.stage), stage_zh=last.stage, stage_en=last.stage,
                    owner_id=owner, expected_amount=past.amount, opened_at=past.visits[0].entered,
                    entered_at=last.entered, ended_at=past.ended, loss_reason=past.reason,
                )
            )  # fmt: skip
            await session.flush()
            for visit in past.visits:
                session.add(
                    StageVisit(
                        id=uuid7(), journey_id=past.id, client_id=past.client, stage=visit.stage, zh=visit.stage,
                        en=visit.stage, direction=visit.direction, entered_at=visit.entered, entered_by="system:tests",
                        left_at=visit.left, exit=visit.exit,
                    )
                )  # fmt: skip
            for n, task in enumerate(past.tasks):
                ends = {"waived": "cancelled"}.get(task["end"], task["end"])
                session.add(
                    Task(
                        id=uuid7(), title="事", client_id=past.client, assignee_id=owner, journey_id=past.id,
                        stage=task["stage"], task_key=f"t{n}", mandatory=task["mandatory"], state=ends,
                        due_at=task["due"], completed_at=task["at"],
                        waived_by_id=owner if task["end"] == "waived" else None,
                    )
                )  # fmt: skip
            await session.flush()


def cohort(pasts: Sequence[Past], first: date, until: date, at: datetime) -> dict[int, tuple[int, int, int]]:
    """(entered, ripe, passed) by place; the place behind the last stage is the whole way."""
    found: dict[int, tuple[int, int, int]] = {}
    for place in range(len(STAGES) + 1):
        whole = place == len(STAGES)
        entered = ripe = passed = 0
        for past in pasts:
            began = STAGES.index(past.visits[0].stage)
            if began > (0 if whole else place):
                continue
            came = past.entry(0 if whole else place)
            went = past.entry(GOAL if whole else place + 1)
            if came is None or not begin_of(first) <= came < begin_of(until):
                continue
            entered += 1
            if came <= at - HORIZON:
                ripe += 1
                passed += went is not None and went <= came + HORIZON
        found[place] = (entered, ripe, passed)
    return found


def left(pasts: Sequence[Past], first: date, until: date) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Forward exits by stage, and losses by stage and reason."""
    forward: Counter[str] = Counter()
    lost: Counter[tuple[str, str]] = Counter()
    for past in pasts:
        for visit in past.visits:
            if visit.exit in {"forward", "done"} and visit.left and inside(visit.left, first, until):
                forward[visit.stage] += 1
        if past.state == "lost" and past.ended and inside(past.ended, first, until):
            lost[past.visits[-1].stage, past.reason or ""] += 1
    return forward, lost


def inside(at: datetime, first: date, until: date) -> bool:
    """Whether an instant is of a window."""
    return begin_of(first) <= at < begin_of(until)


def spans(pasts: Sequence[Past], first: date, until: date, at: datetime) -> tuple[list[Span], int]:
    """How each journey that began in the window was watched; and how many are left out."""
    found, excluded = [], 0
    for past in pasts:
        opened, began = past.visits[0].entered, STAGES.index(past.visits[0].stage)
        if not inside(opened, first, until) or began >= GOAL:
            continue
        if began > 0 and past.known > opened:
            excluded += 1
            continue
        origin = business_date(past.known if began else opened)
        won = past.entry(GOAL)
        end = "won" if won else "lost" if past.state == "lost" else "open"
        exit = (business_date(won or past.ended or at) - origin).days
        found.append(Span((business_date(opened) - origin).days if began else -1, exit, end))
    return found, excluded


def duties(pasts: Sequence[Past], first: date, until: date, at: datetime) -> dict[str, Counter[str]]:
    """Classes of mandatory tasks by stage."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for past in pasts:
        for task in past.tasks:
            if not task["mandatory"] or not inside(task["due"], first, until) or task["due"] >= at:
                continue
            kind = {"done": "in_time", "waived": "waived", "open": "open", "cancelled": "missed"}[task["end"]]
            if task["end"] == "done" and task["at"] > task["due"]:
                kind = "late"
            if task["end"] == "cancelled" and task["at"] < task["due"]:
                continue
            found[task["stage"]][kind] += 1
    return found


@dataclass
class Stay:
    """A stay, its rests left out."""

    past: Past
    stage: str
    begun: datetime
    days: float
    end: str
    left: datetime
    nth: int


def stays(pasts: Sequence[Past], at: datetime) -> list[Stay]:
    """Every stay of every journey."""
    found: list[Stay] = []
    for past in pasts:
        groups: list[list[Visit]] = []
        for visit in past.visits:
            if visit.direction == "resume":
                groups[-1].append(visit)
            else:
                groups.append([visit])
        seen: Counter[str] = Counter()
        for group in groups:
            seen[group[0].stage] += 1
            last = group[-1]
            end, gone = last.exit or "open", last.left or at
            if end == "hold":
                end, gone = ("lost", past.ended or at) if past.state == "lost" else ("held", at)
            days = sum(((visit.left or at) - visit.entered).total_seconds() for visit in group) / 86_400
            found.append(Stay(past, last.stage, group[0].entered, days, end, gone, seen[last.stage]))
    return found


def standing(pasts: Sequence[Past], at: datetime) -> dict[str, tuple[int, int, Decimal]]:
    """(journeys, held, amount) by stage at an instant."""
    found: dict[str, tuple[int, int, Decimal]] = {}
    for past in pasts:
        before = [visit for visit in past.visits if visit.entered < at]
        if not before or (past.ended and past.ended < at):
            continue
        last = before[-1]
        rests = last.exit == "hold" and last.left is not None and last.left < at
        journeys, held, amount = found.get(last.stage, (0, 0, Decimal(0)))
        found[last.stage] = (journeys + 1, held + rests, amount + past.amount)
    return found


def middle(values: Sequence[float]) -> float | None:
    """The median; None of nothing."""
    return median(values) if values else None
