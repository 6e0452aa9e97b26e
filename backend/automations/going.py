"""Taking the steps of runs: what a run comes to, as values; who writes them down is `running.py`.

Every effect is written in the transaction that also moves the run on, so it is done once or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.exc import DBAPIError

from backend.automations.actions import ACTS, Made
from backend.automations.content import Step
from backend.automations.doing import Doing
from backend.automations.runs import DONE, FAILED, RUNNING, WAITING
from backend.automations.schedules import quiet_until
from backend.automations.together import TOGETHER
from backend.platform.errors import Code, Refused
from backend.platform.ids import uuid7
from backend.platform.principal import Principal

MOST_ATTEMPTS: Final = 6
FIRST_PAUSE, PAUSE_FACTOR, LONGEST_PAUSE = 5, 4, 3_600
"""Seconds: 5, 20, 80, … up to an hour."""
LOOK_AGAIN: Final = timedelta(minutes=5)
"""How often a wait until something holds looks by itself; what happens to the client makes it look at once."""
TOLD: Final = ("notify",)
"""Steps that quiet hours put off."""
INTERNAL: Final = "INTERNAL"


@dataclass
class Went:
    """What a run came to. due_at: when it goes on; steps: as rows of `AutomationStep`, without firm and run."""

    state: str
    place: int
    due_at: datetime | None = None
    until_at: datetime | None = None
    attempts: int = 0
    error: str | None = None
    params: Mapping[str, Any] | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)


class Broken(Exception):
    """A step of a batch could not be done: each run is worked apart, so that the others are not held up."""


async def go(doing: Doing, *, careful: bool, instantly: bool = False) -> Went:
    """Take the steps of a run as far as they go.

    careful: each step under a savepoint, so that one that fails leaves those before it done; else Broken is raised for
    it. instantly: waits are passed, as in a test.
    """
    session, run = doing.session, doing.run
    went = Went(RUNNING, run.place, until_at=run.until_at, attempts=run.attempts)
    before = session.info["principal"]
    session.info["principal"] = Principal(firm_id=run.firm_id, subject=f"automation:{run.id}")
    if doing.shared.rows is not None:
        doing.shared.rows.goes_by(session.info["principal"])
    try:
        while went.state == RUNNING:
            if went.place >= len(doing.version.program):
                went.state = DONE
                break
            if careful:
                await _carefully(doing, went, instantly=instantly)
            else:
                await _take(doing, went, careful=False, instantly=instantly)
        if not careful and (session.new or session.dirty or session.deleted):
            # What says who did it is written while the run is the one who acts.
            await session.flush()
    finally:
        session.info["principal"] = before
    return went


async def _carefully(doing: Doing, went: Went, *, instantly: bool) -> None:
    """As `_take`; what a condition names and is no more ends the run."""
    step = doing.version.program[went.place].step
    try:
        async with doing.session.begin_nested():
            await _take(doing, went, careful=True, instantly=instantly)
    except Refused as refused:
        assert step is not None
        _fail(went, step, str(refused.code), _tellable(refused))
    except DBAPIError as fault:
        assert step is not None
        _again(doing, went, step, fault_name(fault))


async def _take(doing: Doing, went: Went, *, careful: bool, instantly: bool) -> None:
    operation = doing.version.program[went.place]
    step = operation.step
    if step is not None and step.kind not in TOGETHER and (step.kind != "wait" or step.condition):
        await doing.shared.write()
    if step is None:
        went.place = operation.to
    elif step.kind == "stop":
        _wrote(went, step, "done", doing.at)
        went.place = len(doing.version.program)
    elif step.kind == "wait":
        await _wait(doing, went, step, instantly=instantly)
    elif step.kind == "branch":
        holds = await _holds(doing, step)
        _wrote(went, step, "yes" if holds else "no", doing.at)
        went.place = went.place + 1 if holds else operation.to
    elif (
        step.kind in TOLD and (until := quiet_until(doing.version.content.quiet, doing.at)) and not instantly
    ):
        went.state, went.due_at = WAITING, until
    elif careful:
        await _try(doing, went, step)
    else:
        try:
            made = await ACTS[step.kind](doing, step)
        except Exception as fault:
            raise Broken from fault
        _did(went, step, made, doing.at)


async def _try(doing: Doing, went: Went, step: Step) -> None:
    """A step under a savepoint: what it refuses ends the run, unless it may fail; other faults are tried again."""
    session = doing.session
    try:
        async with session.begin_nested():
            made = await ACTS[step.kind](doing, step)
            await session.flush()
    except Refused as refused:
        if refused.code is Code.CONFLICT and refused.params.get("problem_kind") == "busy":
            _again(doing, went, step, "CONFLICT")
            return
        told = _tellable(refused)
        if step.go_on:
            _wrote(went, step, "failed", doing.at, error=str(refused.code), params=told)
            went.place += 1
        else:
            _fail(went, step, str(refused.code), told)
    except Exception as fault:
        _again(doing, went, step, fault_name(fault))
    else:
        _did(went, step, made, doing.at)


def fault_name(fault: BaseException) -> str:
    """Kind of a fault; its text could hold personal values, so it is left out."""
    if isinstance(fault, DBAPIError):
        return f"{type(fault).__name__}:{getattr(fault.orig, 'sqlstate', None) or '-'}"
    return type(fault).__name__


def _again(doing: Doing, went: Went, step: Step, fault: str) -> None:
    went.attempts += 1
    if went.attempts >= MOST_ATTEMPTS:
        _fail(went, step, INTERNAL, {"fault": fault})
        return
    pause = min(FIRST_PAUSE * PAUSE_FACTOR ** (went.attempts - 1), LONGEST_PAUSE)
    went.state, went.due_at = WAITING, doing.at + timedelta(seconds=pause)
    went.error, went.params = INTERNAL, {"fault": fault}


def _fail(went: Went, step: Step, error: str, params: Mapping[str, Any]) -> None:
    went.state, went.due_at = FAILED, None
    went.error, went.params = error, {"step": step.id, **params}


def _tellable(refused: Refused) -> dict[str, Any]:
    """What a refusal says beside its code: words of the product, never a value of a person."""
    told = {key: value for key, value in refused.params.items() if key not in {"value", "candidates"}}
    return {key: value for key, value in told.items() if isinstance(value, str | int | bool | list | dict)}


def _did(went: Went, step: Step, made: Made | None, at: datetime) -> None:
    if made is None:
        _wrote(went, step, "nothing", at)
    else:
        _wrote(went, step, "done", at, noun=made.noun, made_id=made.id, params=made.params)
    went.place += 1


def _wrote(went: Went, step: Step, outcome: str, at: datetime, **more: Any) -> None:
    row = {"noun": None, "made_id": None, "params": None, "error": None, **more}
    went.steps.append(
        {
            "id": uuid7(),
            "step": step.id,
            "kind": step.kind,
            "outcome": outcome,
            "place": went.place,
            "at": at,
            **row,
        }
    )
    went.attempts, went.error, went.params = 0, None, None


async def _wait(doing: Doing, went: Went, step: Step, *, instantly: bool) -> None:
    """Rest until the time is over or, by the condition, until it holds; the row says when it is looked at again."""
    until = went.until_at or doing.at + _length(step)
    holds = step.condition is not None and await _holds(doing, step)
    over = instantly or doing.at >= until
    if not holds and not over:
        went.state, went.until_at = WAITING, until
        went.due_at = until if step.condition is None else min(doing.at + LOOK_AGAIN, until)
        return
    _wrote(went, step, "waited" if step.condition is None or holds else "timed_out", doing.at)
    went.until_at = None
    went.place += 1


def _length(step: Step) -> timedelta:
    given = step.given
    return timedelta(
        days=given.get("days", given.get("most_days", 0)),
        hours=given.get("hours", 0),
        minutes=given.get("minutes", 0),
    )


async def _holds(doing: Doing, step: Step) -> bool:
    if step.condition is None or doing.client_id is None:
        return False
    return doing.client_id in await doing.around.fits(doing.session, step.condition, [doing.client_id])
