"""What holds open journeys in their stages now, over all of them: criteria that do not hold and mandatory tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal as PyDecimal
from typing import Any

import orjson
import strawberry
from sqlalchemy import Text, and_, any_, false, func, literal, not_, select, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.sqltypes import Integer

from backend.book.clients import Client
from backend.book.tasks import Task
from backend.graph.context import Context
from backend.graph.scalars import Decimal
from backend.platform.errors import Refused
from backend.platform.principal import Principal
from backend.schema.journey_templates import JourneyStage
from backend.schema.journey_ways import Asked
from backend.schema.kpis import rounded
from backend.schema.tag_conditions import asked as asked_of_firm
from backend.schema.tag_conditions import missing
from backend.schema.tag_sweeping import firm_of
from backend.systemize.conditions.tree import write
from backend.track.journey_scope import credited
from backend.track.journeys import Journey
from backend.track.template_content import Criterion

DAY = 86_400


@strawberry.type
class JourneyBlocker:
    """One thing that journeys of a stage wait for."""

    stage: JourneyStage
    kind: str = strawberry.field(description="criterion, task.")
    key: str
    zh: str
    en: str
    journeys: int
    clients: int
    owners: int = strawberry.field(description="How many people the journeys belong to.")
    oldest_days: Decimal = strawberry.field(description="Days since the first of them came to the stage.")


@dataclass(frozen=True, slots=True)
class Held:
    """A criterion of a stage as some versions have it. numbers: of these versions."""

    stage: str
    criterion: Criterion
    numbers: list[int]


def criteria_of(asked: Asked) -> list[Held]:
    """The criteria of all versions, those that say the same together."""
    found: dict[tuple[str, str, bytes], Held] = {}
    for number, content in asked.contents.items():
        for stage in content.stages:
            for criterion in stage.criteria:
                says = orjson.dumps(write(criterion.condition))
                at = (stage.key, criterion.key, says)
                found.setdefault(at, Held(stage.key, criterion, [])).numbers.append(number)
    return list(found.values())


def withheld(context: Context, asked: Asked) -> str | None:
    """The first coordinate that a criterion rests on and that the caller may not read of every client he sees."""
    mask = context.principal.mask
    for each in criteria_of(asked):
        coordinate = missing(mask, each.criterion.condition, mask.relations("Client"))
        if coordinate is not None:
            return coordinate
    return None


async def blockers_of(context: Context, asked: Asked) -> list[JourneyBlocker] | None:
    """What most journeys wait for first, in two statements; null, and denied, for whom it would tell too much."""
    coordinate = withheld(context, asked)
    if coordinate is not None:
        context.denied.add(coordinate)
        return None
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 2
        firm = await firm_of(session)
        rows = (await session.execute(_counted(asked, firm))).all()
    found = [_told(asked, row) for row in rows]
    return sorted(
        (each for each in found if each is not None),
        key=lambda each: (-each.journeys, each.stage.stage.place, each.kind, each.key),
    )


def blocked_by(asked: Asked, firm: Principal, stage: str, kind: str, key: str) -> Any:
    """The journeys that one thing holds, as ids."""
    rows = _waiting(asked, firm)
    return select(rows.c.id).where(rows.c.stage == stage, rows.c.kind == kind, rows.c.key == key)


def _counted(asked: Asked, firm: Principal) -> Any:
    rows = _waiting(asked, firm)
    by = (rows.c.stage, rows.c.kind, rows.c.key)
    return select(
        *by,
        func.count(rows.c.id.distinct()).label("journeys"),
        func.count(rows.c.client_id.distinct()).label("clients"),
        func.count(rows.c.owner_id.distinct()).label("owners"),
        func.min(rows.c.entered_at).label("oldest"),
    ).group_by(*by)


def _waiting(asked: Asked, firm: Principal) -> Any:
    """(id, client_id, owner_id, entered_at, stage, kind, key): every journey with everything it waits for."""
    return union_all(_by_task(asked), *_by_criteria(asked, firm)).subquery("waiting")


def _open(asked: Asked) -> Any:
    """Open journeys that count, by themselves: bounds may ask for clients."""
    ways = asked.ways
    row = (
        select(
            Journey.id,
            Journey.client_id,
            Journey.owner_id,
            Journey.entered_at,
            Journey.stage,
            Journey.template_number,
        )
        .where(*ways.bounds, Journey.state == "open")
        .correlate(None)
        .subquery()
    )
    return credited(ways, row, literal(asked.now))


def _by_task(asked: Asked) -> Any:
    of = _open(asked)
    return (
        select(
            of.c.id,
            of.c.client_id,
            of.c.owner_id,
            of.c.entered_at,
            of.c.stage,
            literal("task", Text()).label("kind"),
            func.coalesce(Task.task_key, "").label("key"),
        )
        .join(
            Task,
            and_(Task.firm_id == asked.ways.firm_id, Task.journey_id == of.c.id, Task.stage == of.c.stage),
        )
        .where(Task.mandatory, Task.state == "open")
    )


def _by_criteria(asked: Asked, firm: Principal) -> Iterator[Any]:
    for each in criteria_of(asked):
        of = _open(asked)
        yield (
            select(
                of.c.id,
                of.c.client_id,
                of.c.owner_id,
                of.c.entered_at,
                of.c.stage,
                literal("criterion", Text()),
                literal(each.criterion.key, Text()),
            )
            .join(Client, and_(Client.firm_id == asked.ways.firm_id, Client.id == of.c.client_id))
            .where(
                of.c.stage == each.stage,
                of.c.template_number == any_(sql_cast(each.numbers, ARRAY(Integer))),
                not_(func.coalesce(_term(firm, each.criterion), false())),
            )
        )


def _term(firm: Principal, criterion: Criterion) -> Any:
    # What names something that is no more holds of nobody.
    try:
        return asked_of_firm(firm, criterion.condition)
    except Refused:
        return false()


def _told(asked: Asked, row: Any) -> JourneyBlocker | None:
    stage = next((each for each in asked.stages if each.stage.key == row.stage), None)
    if stage is None:
        return None
    zh, en = _words(asked, row.stage, row.kind, row.key)
    return JourneyBlocker(
        stage=stage,
        kind=row.kind,
        key=row.key,
        zh=zh,
        en=en,
        journeys=row.journeys,
        clients=row.clients,
        owners=row.owners,
        oldest_days=days_since(row.oldest, asked.now),
    )


def days_since(at: datetime, now: datetime) -> Decimal:
    """Days between two instants, to a tenth."""
    return tenth((now - at).total_seconds() / DAY)


def tenth(days: Any) -> Decimal:
    """Days as they are told."""
    return Decimal(rounded(PyDecimal(days), PyDecimal("0.1")))


def _words(asked: Asked, stage: str, kind: str, key: str) -> tuple[str, str]:
    """What it is called by the newest version that has it; else its key."""
    for content in asked.contents.values():
        found = content.stage(stage)
        parts: Sequence[Any] = () if found is None else found.criteria if kind == "criterion" else found.tasks
        for part in parts:
            if part.key == key:
                return part.name.zh, part.name.en
    return key or "—", key or "—"
