"""What a version would have done over the last 30 days: events of the log, judged by what is known of clients now.

Nothing is written: the events are read, matched and counted. What a step would find by then (a wait, a branch) is not
guessed, so only steps that every run takes are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.beginning import Told, fitting, mark_of
from backend.automations.catalogue import ACTIONS
from backend.automations.content import Content
from backend.automations.matching import journeys_of, told_of
from backend.automations.schedules import first_due
from backend.automations.surroundings import Surroundings
from backend.automations.timers import told_at
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.platform.clock import business_date, now
from backend.platform.events import EventLogRow
from backend.schema.automation_previews import (
    AutomationDay,
    AutomationDryRun,
    AutomationEffect,
    AutomationSample,
)
from backend.schema.automation_rights import held_content
from backend.schema.automation_surroundings import surroundings
from backend.schema.clients import CLIENT
from backend.schema.tag_rules import names_in, words_of
from backend.schema.viewer import policies_of
from backend.systemize.conditions.tree import All, Condition

WINDOW: Final = timedelta(days=30)
MOST_EVENTS: Final = 50_000
"""The latest of so many; a firm has about as many of one name in a busy month."""
SAMPLE: Final = 20
Happened = tuple[Told, datetime]


async def dry_run(context: Context, given: Any) -> AutomationDryRun:
    """Raises Refused as publishing it would."""
    around = surroundings(context.database, policies_of(context))
    until, first = now(), now() - WINDOW
    async with context.database.snapshot(context.principal.firm_id, "dry_run") as session:
        context.queries += 8
        content, _ = await held_content(session, context, given)
        happened = await _happened(session, content, first, until, around)
        fit = set(map(id, await fitting(session, content, [told for told, _ in happened], around)))
        begun, held = _begun(content, [each for each in happened if id(each[0]) in fit])
        reasons = await _reasons(session, context, content, happened, fit, around)
    days: dict[date, Counter[str]] = {}
    for told, at in happened:
        what = "begun" if id(told) in begun else "unfit" if id(told) not in fit else "held"
        days.setdefault(business_date(at), Counter())[what] += 1
    return AutomationDryRun(
        from_=business_date(first),
        until=business_date(until),
        events=len(happened),
        begun=len(begun),
        unfit=len(happened) - len(fit),
        held_back=held,
        days=[
            AutomationDay(day=day, begun=counts["begun"], unfit=counts["unfit"])
            for day, counts in sorted(days.items())
        ],
        effects=effects_of(content, len(begun)),
        sample=await _sample(context, happened, begun, fit, reasons),
    )


def effects_of(content: Content, runs: int) -> list[AutomationEffect]:
    """How often steps that every run takes would be taken."""
    counts: Counter[str] = Counter()
    for step in content.steps:
        if step.kind == "stop":
            break
        if step.kind in ACTIONS:
            counts[step.kind] += runs
    return [AutomationEffect(kind=kind, count=count) for kind, count in counts.items()]


async def _happened(
    session: AsyncSession, content: Content, first: datetime, until: datetime, around: Surroundings
) -> list[Happened]:
    """What its trigger would have taken, the oldest first."""
    trigger = content.trigger
    if trigger.event is not None:
        rows = (
            await session.scalars(
                select(EventLogRow)
                .where(
                    EventLogRow.firm_id == session.info["firm_id"],
                    EventLogRow.name == trigger.event,
                    EventLogRow.created_at >= first,
                    EventLogRow.created_at < until,
                )
                .order_by(EventLogRow.seq.desc())
                .limit(MOST_EVENTS)
            )
        ).all()
        journeys = await journeys_of(session, rows)
        return [
            (told, row.created_at) for row in reversed(rows) for told in told_of(trigger, row, journeys, {})
        ]
    start = first_due(trigger, first)
    if start is None or trigger.kind == "webhook":
        return []
    found: list[Happened] = []
    at: datetime | None = start
    while at is not None and at < until and len(found) < MOST_EVENTS:
        found += [(told, at) for told in await told_at(session, trigger, at, around)]
        at = first_due(trigger, at)
    return found


def _begun(content: Content, fit: Sequence[Happened]) -> tuple[set[int], int]:
    """Those that would have started a run, and how many the mode or the hour's most would have held back."""
    marks: set[str] = set()
    begun: set[int] = set()
    of_late: list[datetime] = []
    for told, at in fit:
        mark = mark_of(content, told)
        of_late = [each for each in of_late if at - each < timedelta(hours=1)]
        over = content.most_per_hour is not None and len(of_late) >= content.most_per_hour
        if mark not in marks and not over:
            marks.add(mark)
            begun.add(id(told))
            of_late.append(at)
    return begun, len(fit) - len(begun)


async def _reasons(
    session: AsyncSession,
    context: Context,
    content: Content,
    happened: Sequence[Happened],
    fit: set[int],
    around: Surroundings,
) -> dict[UUID, str]:
    """Of those in the sample whom the condition leaves out, its first part that does not hold, in words."""
    chosen = {
        told.client_id for told, _ in happened[-SAMPLE:] if id(told) not in fit and told.client_id is not None
    }
    if content.condition is None or not chosen:
        return {}
    return await failing(session, context, content.condition, list(chosen), around)


async def failing(
    session: AsyncSession,
    context: Context,
    condition: Condition,
    clients: Sequence[UUID],
    around: Surroundings,
) -> dict[UUID, str]:
    """The first part of a condition that does not hold of each client, in the caller's language."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    found: dict[UUID, str] = {}
    for part in parts:
        left = [client for client in clients if client not in found]
        if not left:
            break
        holds = await around.fits(session, part, left)
        out = [client for client in left if client not in holds]
        if out:
            words = words_of(part, context, await names_in(context, part))
            found |= dict.fromkeys(out, words)
    return found


async def _sample(
    context: Context,
    happened: Sequence[Happened],
    begun: set[int],
    fit: set[int],
    reasons: dict[UUID, str],
) -> list[AutomationSample]:
    latest = list(reversed(happened[-SAMPLE:]))
    nodes = await nodes_of(context, CLIENT, [told.client_id for told, _ in latest if told.client_id])
    clients = {node.row.id: node for node in nodes if node is not None}
    return [
        AutomationSample(
            at=at,
            client=None if told.client_id is None else clients.get(told.client_id),
            begun=id(told) in begun,
            reason=_reason(told, begun, fit, reasons),
        )
        for told, at in latest
    ]


def _reason(told: Told, begun: set[int], fit: set[int], reasons: dict[UUID, str]) -> str | None:
    if id(told) in begun:
        return None
    if id(told) in fit:
        return "mode"
    return None if told.client_id is None else reasons.get(told.client_id)
