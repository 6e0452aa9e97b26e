"""The journeys behind a figure about them."""

from __future__ import annotations

import enum
from datetime import date, timedelta
from typing import Any

import strawberry
from sqlalchemy import or_, select

from backend.graph.connections import Connection, Info, list_page
from backend.graph.pages import Listing, SortKey
from backend.graph.rights import demand
from backend.platform.errors import Code, Refused, bad_input
from backend.schema.journey_blockers import blocked_by, withheld
from backend.schema.journey_ways import Asked, JourneyFigureFilter, asked_of
from backend.schema.journeys import JOURNEY, Journey
from backend.schema.tag_sweeping import firm_of
from backend.track.journey_cycle import month_of, watched
from backend.track.journey_duties import duties
from backend.track.journey_flow import steps
from backend.track.journey_scope import counted, credited
from backend.track.journey_stays import standing, stays
from backend.track.journeys import Journey as JourneyRow


@strawberry.enum(
    description="STARTED: began in the window (key: a month). ENTERED: first entered the stage in it. STAYED: of "
    "those with enough follow-up, the ones that did not go on within the horizon. LOST: lost in it (key: a reason). "
    "STANDING: in the stage at its end. LASTING: in the stage now. BLOCKED: held by `kind` and `key` now. UNDONE: with "
    "mandatory tasks of the stage that were due and not done in time."
)
class JourneyPart(enum.Enum):
    """What figure journeys stand behind."""

    STARTED = "started"
    ENTERED = "entered"
    STAYED = "stayed"
    LOST = "lost"
    STANDING = "standing"
    LASTING = "lasting"
    BLOCKED = "blocked"
    UNDONE = "undone"


@strawberry.input(description="Which figure of a template and a window the journeys stand behind.")
class JourneyBehind:
    """A part of the figures, or of the X-ray."""

    template: strawberry.ID
    first: date = strawberry.field(name="from")
    until: date = strawberry.field(name="to")
    part: JourneyPart
    stage: str | None = None
    kind: str | None = strawberry.field(default=None, description="criterion, task.")
    key: str | None = None
    days: int = 90
    goal: str | None = None
    filter: JourneyFigureFilter | None = None


async def journeys_behind(
    info: Info, of: JourneyBehind, first: int, after: str | None
) -> Connection[Journey]:
    """A page of them, those that came to their stage first in front. Raises as the figures; BAD_USER_INPUT for a part
    without its stage or key.
    """
    context = info.context
    asked = await asked_of(context, of.template, of.first, of.until, of.filter, days=of.days, goal=of.goal)
    ids = await _blocked(info, asked, of) if of.part is JourneyPart.BLOCKED else _ids(asked, of)
    bounds = [*asked.ways.bounds, JourneyRow.id.in_(ids)]
    _, reach = JOURNEY.within(context.principal)
    statement: Any = select(JourneyRow, reach.relation.label("stands")).where(*bounds)
    keys = (SortKey(JourneyRow.entered_at), SortKey(JourneyRow.id))
    listing = Listing(statement, keys, f"journeysBehind:{of.part.value}")
    return await list_page(context, JOURNEY, listing, first, after)


async def _blocked(info: Info, asked: Asked, of: JourneyBehind) -> Any:
    demand(info.context, "Journey", "Journey.missing")
    coordinate = withheld(info.context, asked)
    if coordinate is not None:
        raise Refused(Code.FORBIDDEN, coordinate=coordinate)
    if of.stage is None or of.key is None or of.kind not in {"criterion", "task"}:
        raise bad_input("kind", "choice")
    async with info.context.database.read(info.context.principal.firm_id) as session:
        info.context.queries += 1
        firm = await firm_of(session)
    return blocked_by(asked, firm, of.stage, of.kind, of.key)


def _ids(asked: Asked, of: JourneyBehind) -> Any:
    ways, inside = asked.ways, (asked.first, asked.until)
    if of.part is JourneyPart.STARTED:
        began = watched(ways, *inside, asked.now)
        found = select(began.c.id)
        return found if of.key is None else found.where(month_of(began.c.opened_at) == of.key)
    if of.part in {JourneyPart.ENTERED, JourneyPart.STAYED}:
        return _entered(asked, of)
    if of.part is JourneyPart.LOST:
        every = counted(ways)
        ended = (
            select(*every.c)
            .where(every.c.state == "lost", every.c.ended_at >= asked.first, every.c.ended_at < asked.until)
            .subquery()
        )
        lost = credited(ways, ended, ended.c.ended_at)
        found = select(lost.c.id)
        found = found if of.stage is None else found.where(lost.c.stage == of.stage)
        return found if of.key is None else found.where(lost.c.loss_reason == of.key)
    if of.part is JourneyPart.STANDING:
        there = standing(ways, min(asked.until, asked.now))
        found = select(there.c.journey_id)
        return found if of.stage is None else found.where(there.c.stage == of.stage)
    if of.part is JourneyPart.LASTING:
        every = stays(ways, asked.now)
        last = credited(ways, every, every.c.left_at)
        found = select(last.c.journey_id).where(last.c.ended == "open")
        return found if of.stage is None else found.where(last.c.stage == of.stage)
    due = duties(ways, *inside, asked.now)
    found = select(due.c.journey_id).where(due.c["class"].in_(("late", "open", "missed", "waived")))
    return found if of.stage is None else found.where(due.c.stage == of.stage)


def _entered(asked: Asked, of: JourneyBehind) -> Any:
    ways = asked.ways
    place = ways.stages if of.stage is None else ways.places.get(of.stage)
    if place is None:
        raise bad_input("stage", "choice")
    every = steps(ways)
    step = credited(ways, every, every.c.entered)
    bounds = [step.c.place == place, step.c.entered >= asked.first, step.c.entered < asked.until]
    if of.part is JourneyPart.STAYED:
        horizon = timedelta(days=asked.days)
        bounds.append(step.c.entered <= asked.now - horizon)
        bounds.append(or_(step.c.passed.is_(None), step.c.passed > step.c.entered + horizon))
    return select(step.c.id).where(*bounds)
