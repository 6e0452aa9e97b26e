"""How the work behind the scenes stands: what waits, who works, what was set aside, and what rests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from redis.asyncio import Redis
from sqlalchemy import BigInteger, DateTime, cast, func, literal, null, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation
from backend.automations.runs import FAILED, AutomationRun, AutomationSend
from backend.book.exports.model import ExportJob
from backend.book.imports.jobs import ImportJob
from backend.book.tag_marks import TagMark
from backend.platform.events import OutboxRow
from backend.platform.pauses import AUTOMATIONS, EXPORTS, IMPORTS, MESSAGES, WorkPause
from backend.retain.messages import Message
from backend.track.proposals import ProposalPrint

LATE_SECONDS: Final = 15
"""A timer is promised to be no later."""
JOBS: Final = "startrail:interactive"
"""The queue of bells in Valkey."""


class Queue(NamedTuple):
    """Work of one kind. kind: of work that can rest, None: it cannot; due: its column; bounds: which rows wait."""

    key: str
    kind: str | None
    model: Any
    due: Any
    bounds: tuple[Any, ...] = ()


QUEUES: Final = (
    Queue("events", None, OutboxRow, OutboxRow.due_at, (OutboxRow.dead_at.is_(None),)),
    Queue("runs", AUTOMATIONS, AutomationRun, AutomationRun.due_at),
    Queue("timers", AUTOMATIONS, Automation, Automation.due_at, (Automation.on,)),
    Queue("messages", MESSAGES, Message, Message.due_at),
    Queue("sends", MESSAGES, AutomationSend, AutomationSend.due_at),
    Queue("imports", IMPORTS, ImportJob, ImportJob.due_at, (ImportJob.step.is_not(None),)),
    Queue("exports", EXPORTS, ExportJob, ExportJob.due_at),
    Queue("proposals", None, ProposalPrint, ProposalPrint.due_at),
    Queue("tags", None, TagMark, TagMark.at),
)


class Depth(NamedTuple):
    """What waits in a queue. due: could be worked now; late: longer than promised; lag: seconds of the oldest due."""

    key: str
    kind: str | None
    waiting: int
    due: int
    late: int
    lag: int
    following: datetime | None


class Attention(NamedTuple):
    """Failed runs of one automation. cut_off: of these, those that ended their worker again and again."""

    automation_id: UUID
    failed: int
    cut_off: int


async def depths(session: AsyncSession) -> list[Depth]:
    """All queues of the session's firm, in their order: one statement."""
    every = union_all(*(_depth(session, queue) for queue in QUEUES)).subquery()
    found = await session.execute(select(every))
    rows = {row.key: row for row in found}
    return [
        Depth(queue.key, queue.kind, row.waiting, row.due, row.late, max(int(row.lag or 0), 0), row.following)
        for queue in QUEUES
        if (row := rows[queue.key]) is not None
    ]


def _depth(session: AsyncSession, queue: Queue) -> Any:
    due, now = queue.due, func.now()
    late = due <= now - text(f"interval '{LATE_SECONDS} seconds'")
    return select(
        literal(queue.key).label("key"),
        func.count().label("waiting"),
        func.count().filter(due <= now).label("due"),
        func.count().filter(late).label("late"),
        cast(func.extract("epoch", now - func.min(due).filter(due <= now)), BigInteger).label("lag"),
        func.coalesce(func.min(due).filter(due > now), cast(null(), DateTime(timezone=True))).label(
            "following"
        ),
    ).where(queue.model.firm_id == session.info["firm_id"], due.is_not(None), *queue.bounds)


async def attention(session: AsyncSession, cut_off: str) -> list[Attention]:
    """Automations with failed runs, the most first. cut_off: the error of those in quarantine."""
    failed = func.count()
    found = await session.execute(
        select(AutomationRun.automation_id, failed, func.count().filter(AutomationRun.error == cut_off))
        .where(AutomationRun.firm_id == session.info["firm_id"], AutomationRun.state == FAILED)
        .group_by(AutomationRun.automation_id)
        .order_by(failed.desc(), AutomationRun.automation_id)
    )
    return [Attention(*row) for row in found]


async def pauses(session: AsyncSession) -> Sequence[WorkPause]:
    """What rests, by kind."""
    found = await session.scalars(
        select(WorkPause).where(WorkPause.firm_id == session.info["firm_id"]).order_by(WorkPause.kind)
    )
    return found.all()


async def server(session: AsyncSession) -> tuple[datetime, str]:
    """The clock and the version of PostgreSQL."""
    found = (await session.execute(select(func.now(), func.current_setting("server_version")))).one()
    return found[0], str(found[1])


async def bells_waiting(valkey: Redis) -> int:
    """Bells that no worker heard yet."""
    return int(await valkey.zcard(JOBS))


async def valkey_version(valkey: Redis) -> str:
    """What it says of itself; Redis names only its own version."""
    told = await valkey.info("server")
    return str(told.get("valkey_version") or told.get("redis_version") or "?")
