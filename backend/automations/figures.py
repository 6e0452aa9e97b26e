"""Figures of the firm that automations watch: each as of an instant, over the 30 days before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.runs import DONE, FAILED, AutomationRun
from backend.track.journey_duties import kept
from backend.track.journey_scope import Ways
from backend.track.journeys import Journey

WINDOW: Final = timedelta(days=30)
FEWEST: Final = 5
"""Of fewer there is no share."""
PLACES: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Figure:
    """at: (session, instant) -> a share in [0, 1] or a count; None where there are too few."""

    zh: str
    en: str
    at: Callable[[AsyncSession, datetime], Awaitable[Decimal | None]]


async def key_tasks_in_time(session: AsyncSession, at: datetime) -> Decimal | None:
    """K-06: mandatory tasks of journeys that were due and done in time; by the function of the page of figures."""
    firm_id = session.info["firm_id"]
    ways = Ways(firm_id, (Journey.firm_id == firm_id,), {}, 0, 0)
    counts: dict[str, int] = {}
    for _, which, tasks, _ in await session.execute(kept(ways, at - WINDOW, at, at)):
        counts[which] = counts.get(which, 0) + tasks
    return _share(counts.get("in_time", 0), sum(counts.values()) - counts.get("waived", 0))


async def runs_without_error(session: AsyncSession, at: datetime) -> Decimal | None:
    """K-07 (c): runs of automations that ended well, of those that ended well or need attention."""
    rows = await session.execute(
        select(AutomationRun.state, func.count())
        .where(
            AutomationRun.firm_id == session.info["firm_id"],
            AutomationRun.at >= at - WINDOW,
            AutomationRun.at < at,
            AutomationRun.state.in_((DONE, FAILED)),
        )
        .group_by(AutomationRun.state)
    )
    counts = {row[0]: row[1] for row in rows}
    return _share(counts.get(DONE, 0), sum(counts.values()))


async def journeys_lost(session: AsyncSession, at: datetime) -> Decimal | None:
    """K-09: journeys that were lost."""
    found = await session.scalar(
        select(func.count()).where(
            Journey.firm_id == session.info["firm_id"],
            Journey.state == "lost",
            Journey.ended_at >= at - WINDOW,
            Journey.ended_at < at,
        )
    )
    return Decimal(int(found or 0))


def _share(part: int, of: int) -> Decimal | None:
    return (Decimal(part) / Decimal(of)).quantize(PLACES, ROUND_HALF_UP) if of >= FEWEST else None


FIGURES: Final[Mapping[str, Figure]] = {
    "key_tasks_in_time": Figure(
        "关键任务按时完成率（30 天）", "Key tasks done in time (30 days)", key_tasks_in_time
    ),
    "runs_without_error": Figure(
        "自动化规则成功率（30 天）", "Automation runs without error (30 days)", runs_without_error
    ),
    "journeys_lost": Figure("流失旅程数（30 天）", "Journeys lost (30 days)", journeys_lost),
}
