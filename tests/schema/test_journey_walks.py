"""Journeys walk at random: only what is allowed happens, in order, each stay with its times and people."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from backend.book.tasks import Task, complete
from backend.platform.clock import business_date
from backend.platform.errors import Code, Refused
from backend.track import moving, stage_tasks
from backend.track.journeys import Journey, StageVisit
from backend.track.rules import MOVES, Standing, allowed
from backend.track.template_content import Criterion
from backend.track.templates import create_template
from tests.schema.calls import new_client
from tests.schema.house import House

STEPS = 60
NOTHING = {"zh": "", "en": ""}


def _task(key: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key, "zh": f"任务{key}", "en": key, "playbook": NOTHING, "checklist": [], "owner": "owner", "days": 1,
        "evidence": "note", "mandatory": True, "compliance": False, **more,
    }  # fmt: skip


def _stage(n: int, *, loss: bool) -> dict[str, Any]:
    tasks = [_task(f"bound{n}", compliance=True), _task(f"free{n}", evidence="none")]
    return {
        "key": f"s{n}", "zh": f"阶段{n}", "en": f"Stage {n}", "days": n + 1, "loss": loss, "playbook": NOTHING,
        "tasks": tasks, "criteria": [], "approvals": [],
    }  # fmt: skip


CONTENT = {
    "zh": "漫步", "en": "Walk", "losses": [{"key": "other", "zh": "其他", "en": "Other", "note": False}],
    "stages": [_stage(n, loss=n < 3) for n in range(4)],
}  # fmt: skip


async def _no_criteria(_session: Any, _client: UUID, criteria: Any) -> list[bool | None]:
    assert not [each for each in criteria if isinstance(each, Criterion)]
    return []


async def _move(session: Any, journey: Journey, move: str, draw: random.Random) -> Any:
    id, version = journey.id, journey.version
    match move:
        case "forward":
            return await moving.advance(session, id, version, _no_criteria)
        case "finish":
            return await moving.finish(session, id, version, _no_criteria)
        case "back":
            return await moving.back(session, id, version, f"s{draw.randrange(4)}", "再谈")
        case "hold":
            return await moving.hold(session, id, version, business_date() + timedelta(days=3), "出差")
        case "resume":
            return await moving.resume(session, id, version)
        case "lose":
            return await moving.lose(session, id, version, "other", None)
    return await moving.migrate(session, id, version, {})


async def _open_tasks(session: Any, journey: Journey) -> list[Task]:
    rows = await session.scalars(
        select(Task).where(
            Task.firm_id == journey.firm_id,
            Task.journey_id == journey.id,
            Task.stage == journey.stage,
            Task.state == "open",
            Task.mandatory,
        )
    )
    return list(rows)


async def _visits(session: Any, journey: Journey) -> list[StageVisit]:
    rows = await session.scalars(
        select(StageVisit)
        .where(StageVisit.firm_id == journey.firm_id, StageVisit.journey_id == journey.id)
        .order_by(StageVisit.entered_at, StageVisit.id)
    )
    return list(rows)


def _hold_stays(journey: Journey, visits: list[StageVisit]) -> None:
    """One open stay while it runs, none else; all others left by somebody, for a reason of the list, in order."""
    still = [each for each in visits if each.left_at is None]
    assert len(still) == (journey.state == "open")
    assert all(each.stage == journey.stage for each in still)
    for before, after in pairwise(visits):
        assert before.left_at is not None
        assert before.left_by
        assert before.exit in {"forward", "back", "hold", "migrate"}
        assert before.entered_at <= before.left_at <= after.entered_at
        assert (before.exit == "hold") == (after.direction == "resume")
        place = int(after.stage[1:]) - int(before.stage[1:])
        wanted = {"forward": place == 1, "back": place < 0, "resume": place == 0, "migrate": place == 0}
        assert wanted[after.direction]
    assert visits[0].direction == "start"
    assert all(each.entered_by for each in visits)


@pytest.mark.parametrize("seed", range(3))
async def test_a_random_walk_makes_only_moves_that_are_allowed(house: House, seed: int) -> None:
    draw = random.Random(seed)
    client_id, _ = await new_client(house, "client_manager")
    done = 0
    async with house.database.change(house.firm.system) as session:
        template = await create_template(session, f"walk_{uuid4().hex[:10]}", "generic", CONTENT, ())
        values = {"owner_id": house.people["client_manager"]}
        journey = await moving.start(session, client_id, template.id, values)
        for _ in range(STEPS):
            for task in await _open_tasks(session, journey):
                if task.compliance:
                    with pytest.raises(Refused) as caught:
                        await stage_tasks.waive(session, task.id, task.version, "急")
                    assert caught.value.params["problem"] == "task_compliance"
                elif draw.random() < 0.2:
                    await stage_tasks.waive(session, task.id, task.version, "客户已提供")
                    continue
                if draw.random() < 0.6:
                    if task.evidence == "note":
                        with pytest.raises(Refused):
                            await complete(session, task.id, task.version)
                    await complete(session, task.id, task.version, "已办")
                    assert task.completed_at is not None
            move = draw.choice(MOVES)
            at = Standing(journey.state, journey.place, 4, journey.place < 3)
            lacks = bool(await _open_tasks(session, journey)) if move in {"forward", "finish"} else False
            before = (journey.state, journey.place, journey.version)
            refused = None
            try:
                await _move(session, journey, move, draw)
            except Refused as error:
                refused = error
            if refused is None:
                done += 1
                assert move in allowed(at)
                assert not lacks
            else:
                assert (journey.state, journey.place, journey.version) == before
                problem = refused.params.get("problem")
                if move not in allowed(at):
                    assert problem == "journey_move"
                elif move in {"forward", "finish"}:
                    assert (refused.code, lacks) == (Code.EXIT_CRITERION_UNMET, True)
                else:
                    assert problem in {"choice", "journey_newest"}
            _hold_stays(journey, await _visits(session, journey))
            if journey.state in {"done", "lost"}:
                assert not await _open_tasks(session, journey)
                journey = await moving.start(session, client_id, template.id, values)
    assert done > 5
