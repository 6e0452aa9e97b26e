"""Which events start which automations, for a whole batch of the outbox in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation, AutomationVersion
from backend.automations.beginning import Rule, Told, begin
from backend.automations.catalogue import EVENTS, JOURNEYS
from backend.automations.content import Trigger, read_content
from backend.automations.events import AutomationBroken
from backend.automations.runs import WAITING, AutomationRun
from backend.automations.surroundings import Surroundings
from backend.platform.clock import now
from backend.platform.errors import Refused
from backend.platform.events import EventLogRow, OutboxRow, emit
from backend.platform.ids import own_id
from backend.track.journeys import Journey, StageVisit

ACTOR: Final = "automation:"
"""Who acts: `automation:<id of the run>`."""
Happening = OutboxRow | EventLogRow


async def react(session: AsyncSession, events: Sequence[OutboxRow], around: Surroundings) -> int:
    """Start what events start; how many runs. Where no automation is switched on it is one short statement a batch."""
    names = {event.name for event in events} & EVENTS.keys()
    listening = await _listening(session) if names else set()
    if not listening:
        return 0
    await _wake(session, events)
    rules = await rules_for(session, names & listening) if names & listening else []
    if not rules:
        return 0
    causes = await _causes(session, events)
    journeys = await journeys_of(session, events)
    begun = 0
    for row, rule in rules:
        trigger = rule.content.trigger
        of_it = [event for event in events if event.name == trigger.event and _since(row, event)]
        told = [each for event in of_it for each in told_of(trigger, event, journeys, causes)]
        if told:
            begun += await begin_or_rest(session, row, rule, told, around)
    return begun


async def _listening(session: AsyncSession) -> set[str | None]:
    """Which events start something in the firm; None stands for what is started otherwise."""
    found = await session.scalars(
        select(Automation.event)
        .where(Automation.firm_id == session.info["firm_id"], Automation.on)
        .group_by(Automation.event)
    )
    return set(found)


async def rules_for(session: AsyncSession, events: Iterable[str]) -> list[tuple[Automation, Rule]]:
    """Automations that are switched on and can run, and that events start."""
    return await _in_force(session, Automation.event.in_(sorted(events)))


async def version_in_force(session: AsyncSession, id: UUID) -> tuple[Automation, Rule] | None:
    """An automation that is switched on and can run; None: it does not."""
    found = await _in_force(session, Automation.id == id)
    return found[0] if found else None


async def _in_force(session: AsyncSession, which: Any) -> list[tuple[Automation, Rule]]:
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(Automation, AutomationVersion)
        .join(
            AutomationVersion,
            and_(
                AutomationVersion.firm_id == firm_id,
                AutomationVersion.automation_id == Automation.id,
                AutomationVersion.number == Automation.number,
            ),
        )
        .where(Automation.firm_id == firm_id, Automation.on, which)
        .order_by(Automation.id)
    )
    return [
        (row, Rule(row.id, version.number, read_content(version.content)))
        for row, version in rows
        if row.fault is None
    ]


async def begin_or_rest(
    session: AsyncSession, row: Automation, rule: Rule, told: Sequence[Told], around: Surroundings
) -> int:
    """As `begin`; where the condition names what is no more, the automation rests and its owner is told, once."""
    try:
        return await begin(session, rule, told, around)
    except Refused as refused:
        await rest(session, row, str(refused.params.get("problem") or refused.code))
        return 0


async def rest(session: AsyncSession, row: Automation, fault: str) -> None:
    """Let an automation rest: it is kept and shown, and runs no more until it is mended."""
    if row.fault is None:
        row.fault, row.fault_at = fault, now()
        await session.flush()
        emit(session, AutomationBroken(automation_id=row.id, fault=fault, told=row.owner_id))


def told_of(
    trigger: Trigger,
    event: Happening,
    journeys: Mapping[UUID, Journeying],
    causes: Mapping[UUID, int],
) -> list[Told]:
    """What an event tells an automation; nothing where a filter does not fit."""
    kind, payload = EVENTS[event.name], dict(event.payload)
    journey_id = _uuid(payload.get("journey_id"))
    way = journeys.get(journey_id) if journey_id is not None else None
    if way is not None and "template_id" not in payload:
        payload["template_id"] = str(way.template_id)
    for name, wanted in (trigger.where or {}).items():
        if not _matches(payload.get(kind.filters[name].payload), wanted, kind.filters[name].of):
            return []
    cause = _run_of(event.actor)
    before = None if cause is None else causes.get(cause)
    visit = None if way is None else way.entry_at(event.created_at)
    clients = [payload.get("client_id")] if kind.clients is None else list(payload.get(kind.clients) or ())
    return [
        Told(
            mark=str(event.id) if kind.clients is None else f"{event.id}:{client}",
            event=event.name, facts=payload, client_id=_uuid(client), journey_id=journey_id,
            event_id=event.id, visit=visit, cause_id=None if before is None else cause,
            depth=0 if before is None else before + 1,
        )
        for client in clients
    ]  # fmt: skip


def _matches(said: Any, wanted: tuple[str, ...] | bool, of: str) -> bool:
    if isinstance(wanted, bool):
        return bool(said) is wanted
    if of.startswith("rows:"):
        return said in {str(own_id(of.partition(":")[2], id)) for id in wanted}
    if isinstance(said, list):
        return not set(wanted).isdisjoint(said)
    return said in wanted


def _since(row: Automation, event: OutboxRow) -> bool:
    return row.since is None or event.created_at >= row.since


def _uuid(value: Any) -> UUID | None:
    return UUID(str(value)) if value else None


def _run_of(actor: str) -> UUID | None:
    return UUID(actor.removeprefix(ACTOR)) if actor.startswith(ACTOR) else None


class Journeying:
    """A journey's template, and the stays by which it entered its stages."""

    def __init__(self, template_id: UUID) -> None:
        self.template_id = template_id
        self.visits: list[StageVisit] = []

    def entry_at(self, at: datetime) -> str | None:
        """The stay with which it had entered its stage at an instant: a rest or a newer version begins none."""
        found, stage = None, None
        for visit in self.visits:
            if visit.entered_at > at:
                break
            if not (visit.stage == stage and visit.direction in ("resume", "migrate")):
                found = str(visit.id)
            stage = visit.stage
        return found


async def journeys_of(session: AsyncSession, events: Sequence[Happening]) -> dict[UUID, Journeying]:
    """Journeys that events are of."""
    ids = {UUID(event.payload["journey_id"]) for event in events if event.name in JOURNEYS}
    if not ids:
        return {}
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(Journey.id, Journey.template_id).where(Journey.firm_id == firm_id, Journey.id.in_(ids))
    )
    found = {row.id: Journeying(row.template_id) for row in rows}
    visits = await session.scalars(
        select(StageVisit)
        .where(StageVisit.firm_id == firm_id, StageVisit.journey_id.in_(ids))
        .order_by(StageVisit.journey_id, StageVisit.entered_at, StageVisit.id)
    )
    for visit in visits:
        found[visit.journey_id].visits.append(visit)
    return found


async def _causes(session: AsyncSession, events: Sequence[OutboxRow]) -> dict[UUID, int]:
    """Depths of the runs that made events."""
    ids = {run for event in events if (run := _run_of(event.actor)) is not None}
    if not ids:
        return {}
    rows = await session.execute(
        select(AutomationRun.id, AutomationRun.depth).where(
            AutomationRun.firm_id == session.info["firm_id"], AutomationRun.id.in_(ids)
        )
    )
    return {row.id: row.depth for row in rows}


async def _wake(session: AsyncSession, events: Sequence[OutboxRow]) -> None:
    """Runs that wait until something holds of a client look again when something happens to him."""
    clients = {id for event in events if (id := _uuid(event.payload.get("client_id"))) is not None}
    if not clients:
        return
    await session.execute(
        update(AutomationRun)
        .where(
            AutomationRun.firm_id == session.info["firm_id"],
            AutomationRun.client_id.in_(clients),
            AutomationRun.state == WAITING,
            AutomationRun.until_at > AutomationRun.due_at,
        )
        .values(due_at=func.now())
        .execution_options(synchronize_session=False)
    )
