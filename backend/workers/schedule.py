"""What runs by the clock: a plain table of jobs, and the arithmetic of their due times."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.predict_work import keep_predictions
from backend.automations.retention import forget_runs
from backend.book.audit_watch import check_audit
from backend.book.imports.retention import forget_imports
from backend.book.overdue_contacts import escalate_contacts
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.sealing import seal
from backend.retain.care_sweeping import look_at_all as look_at_all_care
from backend.retain.request_sweeps import keep_requests
from backend.retain.signal_sweeping import look_at_all
from backend.track.approval_clock import keep_approvals
from backend.track.order_cooling import end_cooling_off
from backend.track.proposal_moves import run_out as run_out_proposals
from backend.track.suitability_expiry import run_out
from backend.workers.upkeep import (
    forget_effects,
    forget_idempotency_keys,
    forget_sessions,
    keep_files,
    keep_tasks,
    look_at_all_tags,
    prepare_partitions,
)


@dataclass(frozen=True)
class Every:
    """Due at each multiple of `seconds` since the epoch."""

    seconds: int

    def latest(self, at: datetime) -> datetime:
        """The last due time that is not after an instant."""
        return datetime.fromtimestamp(at.timestamp() // self.seconds * self.seconds, UTC)


@dataclass(frozen=True)
class Daily:
    """Due each day at a time of Shanghai."""

    at: time

    def latest(self, at: datetime) -> datetime:
        """The last due time that is not after an instant."""
        local = at.astimezone(BUSINESS_ZONE)
        today = datetime.combine(local.date(), self.at, BUSINESS_ZONE)
        return (today if today <= local else today - timedelta(days=1)).astimezone(UTC)


@dataclass(frozen=True)
class FirmJob:
    """Work for each firm, in a transaction of that firm that also keeps the due time.

    So each due time is worked once however many workers run; of those missed, only the latest.
    """

    name: str
    due: Every | Daily
    work: Callable[[AsyncSession], Awaitable[object]]


@dataclass(frozen=True)
class ServerJob:
    """Work on the whole database as its owner (given the address); harmless when done twice."""

    name: str
    due: Every | Daily
    work: Callable[[str], Awaitable[object]]


SCHEDULE: tuple[FirmJob | ServerJob, ...] = (
    FirmJob("seal_audit", Every(60), seal),
    FirmJob("forget_idempotency_keys", Daily(time(3, 10)), forget_idempotency_keys),
    FirmJob("forget_effects", Daily(time(3, 20)), forget_effects),
    FirmJob("forget_sessions", Daily(time(3, 30)), forget_sessions),
    FirmJob("keep_files", Every(600), keep_files),
    FirmJob("look_at_all_tags", Daily(time(0, 2)), look_at_all_tags),
    FirmJob("look_at_all_signals", Daily(time(6, 30)), look_at_all),
    FirmJob("look_at_all_care", Daily(time(6, 45)), look_at_all_care),
    FirmJob("end_cooling_off", Every(60), end_cooling_off),
    FirmJob("keep_tasks", Every(60), keep_tasks),
    FirmJob("overdue_contacts", Daily(time(9, 0)), escalate_contacts),
    FirmJob("run_out", Daily(time(0, 4)), run_out),
    FirmJob("run_out_proposals", Daily(time(0, 6)), run_out_proposals),
    FirmJob("keep_approvals", Every(300), keep_approvals),
    FirmJob("keep_predictions", Every(60), keep_predictions),
    FirmJob("keep_requests", Every(15), keep_requests),
    FirmJob("forget_imports", Daily(time(3, 40)), forget_imports),
    FirmJob("forget_runs", Daily(time(3, 50)), forget_runs),
    FirmJob("check_audit", Daily(time(4, 30)), check_audit),
    ServerJob("prepare_partitions", Daily(time(2, 50)), prepare_partitions),
)
