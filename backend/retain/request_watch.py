"""What the clocks of a request ask for at an instant: reminders, a breach once, and the steps of its chain.

Decided on the row alone. What was told is kept on it, so that whoever looks twice tells nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend.retain.request_clocks import Clock, is_kept, later
from backend.retain.request_rules import SETTLED, WAITING
from backend.retain.requests import ServiceRequest

RESPONSE, RESOLUTION, ACKNOWLEDGE = "response", "resolution", "acknowledge"
CLOCKS: Final = (RESPONSE, RESOLUTION)
HALF, MOST, WHOLE = 50, 80, 100
REMIND, BREACH, ESCALATE = "remind", "breach", "escalate"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told. number: the share of a reminder in per cent, or the step of an escalation."""

    what: str
    clock: str
    number: int
    at: datetime


def clock_of(row: ServiceRequest, clock: str) -> Clock:
    """One of the two clocks."""
    return Clock(*(getattr(row, f"{clock}_{name}_at") for name in ("half", "most", "due")))


def set_clock(row: ServiceRequest, clock: str, times: Clock) -> None:
    """Write a clock's instants."""
    for name, at in (("half", times.half_at), ("most", times.most_at), ("due", times.due_at)):
        setattr(row, f"{clock}_{name}_at", at)


def runs(row: ServiceRequest, clock: str) -> bool:
    """Whether a clock runs now."""
    if row.state in SETTLED or row.resolved_at is not None:
        return False
    return row.answered_at is None if clock == RESPONSE else row.state != WAITING


def notices(row: ServiceRequest, at: datetime) -> list[Notice]:
    """What has to be told at `at`, and is told from now on. A reminder is left out once a later one is due."""
    found = [notice for clock in CLOCKS if runs(row, clock) for notice in _of(row, clock, at)]
    waits = row.acknowledge_due_at is not None and row.acknowledged_at is None and row.state not in SETTLED
    due = row.acknowledge_due_at
    if waits and due is not None and row.acknowledge_breached_at is None and not is_kept(due, at):
        row.acknowledge_breached_at = due
        found.append(Notice(BREACH, ACKNOWLEDGE, WHOLE, due))
    plan(row)
    return found


def plan(row: ServiceRequest) -> None:
    """Work out what clock is due next, and when somebody has to look at the request again."""
    row.due_at = next((clock_of(row, clock).due_at for clock in CLOCKS if runs(row, clock)), None)
    times = [at for clock in CLOCKS if runs(row, clock) for at in _ahead(row, clock)]
    waits = row.acknowledged_at is None and row.acknowledge_breached_at is None and row.state not in SETTLED
    if waits and row.acknowledge_due_at is not None:
        times.append(row.acknowledge_due_at)
    row.next_at = min(times, default=None)


def _of(row: ServiceRequest, clock: str, at: datetime) -> Iterator[Notice]:
    times, told = clock_of(row, clock), getattr(row, f"{clock}_told")
    if not is_kept(times.due_at, at):
        if told < WHOLE:
            setattr(row, f"{clock}_told", WHOLE)
            setattr(row, f"{clock}_breached_at", times.due_at)
            yield Notice(BREACH, clock, WHOLE, times.due_at)
        for step in range(_escalated(row, clock), len(row.chain)):
            if _step_at(row, times, step) > at:
                break
            setattr(row, _counter(clock), step + 1)
            yield Notice(ESCALATE, clock, step + 1, at)
        return
    share = MOST if times.most_at <= at else HALF if times.half_at <= at else 0
    if share > told:
        setattr(row, f"{clock}_told", share)
        yield Notice(REMIND, clock, share, at)


def _ahead(row: ServiceRequest, clock: str) -> list[datetime]:
    times, told = clock_of(row, clock), getattr(row, f"{clock}_told")
    found = [
        at
        for share, at in ((HALF, times.half_at), (MOST, times.most_at), (WHOLE, times.due_at))
        if told < share
    ]
    step = _escalated(row, clock)
    if told >= WHOLE and step < len(row.chain):
        found.append(_step_at(row, times, step))
    return found


def _step_at(row: ServiceRequest, times: Clock, step: int) -> datetime:
    """When the step of a chain is due, counted from 0: the first at once, each later one so many minutes after."""
    return later(times.due_at, step * row.escalate_minutes, row.calendar) if step else times.due_at


def _escalated(row: ServiceRequest, clock: str) -> int:
    found: int = getattr(row, _counter(clock))
    return found


def _counter(clock: str) -> str:
    return "escalated" if clock == RESPONSE else "resolution_escalated"
