"""What starts runs: each event, day or call at most one run of an automation, whatever is delivered twice.

What a run was started by is its `mark`, unique for the automation; so of two workers, or of two deliveries of an event,
only one writes it. Times the condition or the mode said no are counted by the day, not stored one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation
from backend.automations.content import Content
from backend.automations.runs import LIVE, RUNNING, STOPPED, AutomationCount, AutomationRun
from backend.automations.surroundings import Surroundings
from backend.book.bulk_rows import as_json
from backend.platform.clock import business_date, now
from backend.platform.ids import uuid7

HOUR: Final = timedelta(hours=1)
BLOCK: Final = 2_000
"""Runs of one statement."""
_SAID: Final = (
    *(
        "firm_id",
        "id",
        "automation_id",
        "number",
        "mark",
        "event",
        "event_id",
        "facts",
        "client_id",
        "journey_id",
    ),
    *("state", "place", "attempts", "until_at", "cause_id", "depth", "error", "params", "at", "ended_at"),
)
# The same text for any number of runs; they are due at once, by the server's clock.
_BEGIN: Final = f"""
insert into automation_run ({", ".join(_SAID)}, due_at)
select {", ".join(f"x.{name}" for name in _SAID)}, case when x.state = '{RUNNING}' then now() end
from json_populate_recordset(null::automation_run, cast(:rows as json)) x
on conflict (firm_id, automation_id, mark) do nothing returning mark
"""  # noqa: S608  names of our own model
LOOP: Final = "AUTOMATION_LOOP"


@dataclass(frozen=True, slots=True)
class Told:
    """Something that may start a run. mark: unique for it; visit: the stay in a stage it is about.

    cause_id, depth: the run it came of, and how many were before that one's end.
    """

    mark: str
    event: str
    facts: Mapping[str, Any]
    client_id: UUID | None = None
    journey_id: UUID | None = None
    event_id: UUID | None = None
    visit: str | None = None
    cause_id: UUID | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """An automation with the version in force."""

    id: UUID
    number: int
    content: Content


async def begin(session: AsyncSession, rule: Rule, told: Sequence[Told], around: Surroundings) -> int:
    """Start the runs that something is to start; how many were.

    Raises Refused for a condition that names what is no more.
    """
    counts: Counter[str] = Counter()
    fit = await fitting(session, rule.content, told, around)
    counts["unfit"] = len(told) - len(fit)
    wanted = [replace(each, mark=mark_of(rule.content, each)) for each in fit]
    if wanted and (rule.content.mode == "while_none_runs" or rule.content.most_per_hour):
        wanted = await _held(session, rule, wanted, counts)
    begun = await _write(session, rule, wanted, counts)
    await _count(session, rule.id, counts)
    return begun


async def fitting(
    session: AsyncSession, content: Content, told: Sequence[Told], around: Surroundings
) -> list[Told]:
    """Those whose client meets the condition; what is about no client meets none."""
    if content.condition is None:
        return list(told)
    clients = list({each.client_id for each in told if each.client_id is not None})
    fits = await around.fits(session, content.condition, clients) if clients else ()
    return [each for each in told if each.client_id in fits]


def mark_of(content: Content, each: Told) -> str:
    """What a run is known by: the client, the stay in the stage, or whatever was told."""
    if content.mode == "once_per_client" and each.client_id is not None:
        return f"client:{each.client_id}"
    if content.mode == "once_per_visit" and each.visit is not None:
        return f"visit:{each.visit}"
    return each.mark


async def _held(session: AsyncSession, rule: Rule, wanted: list[Told], counts: Counter[str]) -> list[Told]:
    """What the mode and the hour's most let through. The automation is locked: of two workers one looks first."""
    firm_id = session.info["firm_id"]
    await session.execute(
        select(Automation.id).where(Automation.firm_id == firm_id, Automation.id == rule.id).with_for_update()
    )
    if rule.content.mode == "while_none_runs":
        running = await session.scalars(
            select(AutomationRun.client_id).where(
                AutomationRun.firm_id == firm_id,
                AutomationRun.automation_id == rule.id,
                AutomationRun.state.in_(LIVE),
            )
        )
        busy, free = set(running), []
        for each in wanted:
            if each.client_id not in busy:
                busy.add(each.client_id)
                free.append(each)
        counts["again"] += len(wanted) - len(free)
        wanted = free
    if rule.content.most_per_hour is not None:
        of_late = await session.scalar(
            select(func.count()).where(
                AutomationRun.firm_id == firm_id,
                AutomationRun.automation_id == rule.id,
                AutomationRun.at >= now() - HOUR,
            )
        )
        room = max(rule.content.most_per_hour - int(of_late or 0), 0)
        counts["over"] += max(len(wanted) - room, 0)
        wanted = wanted[:room]
    return wanted


async def _write(session: AsyncSession, rule: Rule, wanted: Sequence[Told], counts: Counter[str]) -> int:
    at, begun = now(), 0
    rows: dict[str, dict[str, Any]] = {}
    for each in wanted:
        loops = each.depth > rule.content.depth
        rows.setdefault(
            each.mark,
            {
                "firm_id": session.info["firm_id"], "id": uuid7(), "automation_id": rule.id, "number": rule.number,
                "mark": each.mark, "event": each.event, "event_id": each.event_id, "facts": dict(each.facts),
                "client_id": each.client_id, "journey_id": each.journey_id,
                "state": STOPPED if loops else RUNNING, "place": 0, "attempts": 0,
                "until_at": None, "params": None, "cause_id": each.cause_id, "depth": each.depth,
                "error": LOOP if loops else None, "at": at, "ended_at": at if loops else None,
            },
        )  # fmt: skip
    every = list(rows.values())
    for first in range(0, len(every), BLOCK):
        made = await session.execute(text(_BEGIN), {"rows": as_json(every[first : first + BLOCK])})
        marks = [mark for (mark,) in made]
        counts["looped"] += sum(rows[mark]["error"] is not None for mark in marks)
        begun += sum(rows[mark]["error"] is None for mark in marks)
    counts["begun"] += begun
    counts["again"] += len(wanted) - begun - counts["looped"]
    return begun


async def _count(session: AsyncSession, automation_id: UUID, counts: Counter[str]) -> None:
    if not counts.total():
        return
    names = ("begun", "unfit", "again", "over", "looped")
    added = insert(AutomationCount).values(
        firm_id=session.info["firm_id"], id=uuid7(), automation_id=automation_id, day=business_date(),
        **{name: counts[name] for name in names},
    )  # fmt: skip
    await session.execute(
        added.on_conflict_do_update(
            index_elements=["firm_id", "automation_id", "day"],
            set_={name: getattr(AutomationCount, name) + added.excluded[name] for name in names},
        )
    )
