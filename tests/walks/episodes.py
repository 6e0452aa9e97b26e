"""Silences and occasions of care over a year that goes by in leaps: what sweeps find, and what people do meanwhile."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
import time_machine

from backend.book import interactions
from backend.book.client_changes import create_client
from backend.book.clients import Client
from backend.book.tasks import Task, complete
from backend.platform.clock import business_date
from backend.platform.errors import Refused
from backend.retain import care_dates, silence_tasks
from backend.retain.care_dates import CareDate
from backend.retain.care_marks import mark
from backend.retain.care_occasions import CareOccasion
from backend.retain.care_sweeping import sweep_marked
from backend.retain.silence_sweeps import silent_from
from backend.retain.silences import Silence
from tests.ledger.desk import Desk
from tests.retain.looking import look_at_all
from tests.walks.frame import edges

BEGIN: Final = date(2024, 1, 8)
MONTHS: Final = 3
SILENCE: Final = edges(
    silent="wake_running closed_no_answer answered withdrawn left",
    wake_running="closed_no_answer answered withdrawn left",
    closed_no_answer="answered withdrawn left", answered="", withdrawn="", left="",
)  # fmt: skip
CARE: Final = edges(coming="told over withdrawn", told="over withdrawn", over="", withdrawn="")


def at(day: date) -> Any:
    """Ten in the morning of a day, in Shanghai."""
    return time_machine.travel(datetime.combine(day, time(2), UTC), tick=True)


@dataclass
class Path:
    """States that rows were seen in, and how often each happened. ways: where each may lead."""

    ways: Any
    seen: dict[UUID, str] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)

    def note(self, rows: list[Any], begins: frozenset[str]) -> None:
        """Hold every row's way since the last look; none is ever gone."""
        there = {row.id: row.state for row in rows}
        assert self.seen.keys() <= there.keys(), "a row is gone"
        for id, state in there.items():
            before = self.seen.get(id)
            if before is None:
                assert state in begins, state
            elif before != state:
                assert state in self.ways[before], f"{before} -> {state}"
            if before != state:
                self.tally[state] += 1
        self.seen = there


async def walk_silences(desk: Desk, seed: int, leaps: int) -> Counter[str]:
    """Clients who hold, talk, do not, and sell; how often each state was come to."""
    draw, path = Random(seed), Path(SILENCE)
    fund, clients, lasts = await desk.fund(f"S{seed}"), [], dict[UUID, date]()
    with at(BEGIN):
        for n in range(4):
            client = await desk.client(f"静客{n}")
            await desk.book(client, fund, "initial", BEGIN.isoformat(), "1000")
            clients.append(client)
            lasts[client.id] = BEGIN
    holding, day = {client.id for client in clients}, BEGIN
    for _ in range(leaps):
        day += timedelta(days=draw.choice((1, 5, 10, 25, 40)))
        with at(day):
            silent = [row.client_id for row in await desk.rows(Silence, Silence.ended_at.is_(None))]
            about = [each for each in clients if each.id in silent and each.id in holding]
            await _meanwhile(desk, draw, draw.choice([*clients, *about * 3]), holding, lasts, fund)
            await look_at_all(desk)
            rows = await desk.rows(Silence)
            path.note(rows, frozenset({"silent", "wake_running"}))
            await _hold_silences(desk, rows, holding, lasts)
            await look_at_all(desk)
            assert await _told(desk, Silence) == [_plain(row) for row in rows], "a second look found more"
    return path.tally


async def _meanwhile(
    desk: Desk, draw: Random, client: Client, holding: set[UUID], lasts: dict[UUID, date], fund: Any
) -> None:
    """A talk, a word that goes out, a task that is done, somebody who gives up, somebody who sells."""
    today = business_date()
    match draw.choice(("talk", "write", "done", "give up", "sell", *("nothing",) * 3)):
        case "talk" | "write" as act:
            way = "both" if act == "talk" else "out"
            kind = "call" if act == "talk" else "message"
            async with desk.changing() as session:
                await interactions.log(
                    session, client.id, kind=kind, direction=way, channel="phone", summary="近况"
                )
            if act == "talk":
                lasts[client.id] = today
        case "done":
            for task in await desk.rows(Task, Task.state == "open", Task.client_id == client.id):
                async with desk.changing() as session:
                    await complete(session, task.id, task.version, "已办")
        case "give up":
            for row in await desk.rows(Silence, Silence.client_id == client.id):
                over = row.ended_at is not None or row.state == "closed_no_answer"
                note = draw.choice(("客户出国", ""))
                with pytest.raises(Refused) if over or not note else nullcontext():
                    async with desk.changing() as session:
                        await silence_tasks.give_up(session, row.id, note)
        case "sell" if client.id in holding and len(holding) > 1:
            await desk.book(client, fund, "redemption", today.isoformat(), "1000")
            holding.discard(client.id)
            lasts[client.id] = today


async def _hold_silences(desk: Desk, rows: list[Any], holding: set[UUID], lasts: dict[UUID, date]) -> None:
    """Open exactly for those who hold and have been silent for three months; with a task while they are woken."""
    today = business_date()
    open_ = [row for row in rows if row.ended_at is None]
    assert len({row.client_id for row in open_}) == len(open_)
    silent = {id for id, last in lasts.items() if id in holding and silent_from(last, MONTHS) <= today}
    assert {row.client_id for row in open_} == silent
    tasks = {task.id: task for task in await desk.rows(Task)}
    for row in rows:
        assert (row.ended_at is None) == (row.state in {"silent", "wake_running", "closed_no_answer"})
        assert row.ended_at is None or row.found_at <= row.ended_at
        assert row.since < row.silent_on
        task = tasks.get(row.task_id)
        if row.state == "wake_running":
            assert task is not None
            assert row.step > 0
        elif task is not None:
            assert task.state != "open", "nobody is woken any more, and somebody is to call"
    assert sum(task.state == "open" for task in tasks.values()) <= len(open_)


async def walk_care(desk: Desk, seed: int, leaps: int) -> Counter[str]:
    """Days of clients that come, are mended, taken away and gone by; how often each state was come to."""
    draw, path = Random(seed), Path(CARE)
    with at(BEGIN):
        clients = []
        for n in range(3):
            async with desk.changing() as session:
                born = date(1950 + n, draw.randint(1, 12), draw.randint(1, 28))
                values = {"name": f"生日{n}", "kind": "individual", "birthDate": born}
                clients.append(await create_client(session, desk.vault, values, allow_duplicate=True))
    day = BEGIN
    for _ in range(leaps):
        day += timedelta(days=draw.choice((1, 3, 12, 45)))
        with at(day):
            await _mended(desk, draw, draw.choice(clients), day)
            await _look(desk)
            rows = await desk.rows(CareOccasion)
            path.note(rows, frozenset({"coming", "told"}))
            _hold_care(rows, {task.id: task for task in await desk.rows(Task)})
            await _look(desk)
            assert await _told(desk, CareOccasion) == [_plain(row) for row in rows], (
                "a second look found more"
            )
    return path.tally


async def _mended(desk: Desk, draw: Random, client: Client, day: date) -> None:
    """A day is noted, moved, or taken away; or a task is done."""
    noted = await desk.rows(CareDate, CareDate.client_id == client.id)
    match draw.choice(("note", "note", "move", "remove", "done", "nothing")):
        case "note" if len(noted) < 3:
            near = day + timedelta(days=draw.choice((2, 6, 9, 20)))
            async with desk.changing() as session:
                await care_dates.save(
                    session,
                    client.id,
                    None,
                    None,
                    kind="wedding",
                    label=None,
                    day=f"--{near:%m-%d}",
                    lunar_day=False,
                )
        case "move" if noted:
            row = draw.choice(noted)
            near = day + timedelta(days=draw.choice((3, 8)))
            async with desk.changing() as session:
                await care_dates.save(
                    session, client.id, row.id, row.version, kind=row.kind, label=None, day=f"--{near:%m-%d}",
                    lunar_day=False,
                )  # fmt: skip
        case "remove" if noted:
            row = draw.choice(noted)
            async with desk.changing() as session:
                await care_dates.remove(session, row.id, row.version)
        case "done":
            for task in await desk.rows(Task, Task.state == "open"):
                async with desk.changing() as session:
                    await complete(session, task.id, task.version, "已祝贺")


def _hold_care(rows: list[Any], tasks: dict[UUID, Any]) -> None:
    """One of a day; over once it is past; nobody is to greet for a day that was taken back."""
    today = business_date()
    live = [row for row in rows if row.state != "withdrawn"]
    assert len({(row.client_id, row.kind, row.source, row.on) for row in live}) == len(live)
    for row in rows:
        assert (row.ended_at is not None) == (row.state in {"over", "withdrawn"})
        assert row.state != "over" or row.on < today
        assert row.state not in {"coming", "told"} or row.on >= today
        if row.state == "told":
            assert row.rule
        shared = [each for each in live if each.task_id == row.task_id and each.state != "over"]
        if row.state == "withdrawn" and row.task_id in tasks and not shared:
            assert tasks[row.task_id].state != "open", "a day was taken back, and somebody is to greet"


async def _look(desk: Desk) -> None:
    async with desk.database.as_system(desk.firm_id, "care") as session:
        await mark(session, "firm", [desk.firm_id])
        await sweep_marked(session, desk.vault)


async def _told(desk: Desk, model: Any) -> list[Any]:
    return [_plain(row) for row in await desk.rows(model)]


def _plain(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, column.key) for column in row.__table__.columns)
