"""Whether mandatory tasks of journeys were done in time: K-06 as SQL.

A task that was cancelled before it was due, because its journey ended or went back, leaves the denominator. Waived is a
class of its own, not done. One whose due time was moved after it had passed counts as late.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import TIMESTAMP

from backend.book.tasks import Task
from backend.platform.audit import AuditEntry
from backend.track.journey_scope import Ways, counted, credited

CLASSES: Final = ("in_time", "late", "waived", "open", "missed")
"""open: due and still not done; missed: cancelled only after it was due."""


def duties(ways: Ways, first: datetime, until: datetime, now: datetime) -> Any:
    """(journey_id, client_id, stage, class) of the mandatory tasks that were due in [first, until) and by now."""
    of = counted(ways)
    due = (
        select(
            of.c.id.label("journey_id"),
            of.c.client_id,
            of.c.owner_id,
            Task.id,
            Task.stage,
            Task.state,
            Task.due_at,
            Task.completed_at,
            Task.waived_by_id,
        )
        .join(Task, and_(Task.firm_id == ways.firm_id, Task.journey_id == of.c.id))
        .where(Task.mandatory, Task.due_at >= first, Task.due_at < min(until, now))
        .subquery("due")
    )
    due = credited(ways, due, due.c.due_at)
    then = sql_cast(AuditEntry.changes["due_at"][0].astext, TIMESTAMP(timezone=True))
    moved = (
        select(AuditEntry.id)
        .where(
            AuditEntry.firm_id == ways.firm_id,
            AuditEntry.subject_id == due.c.id,
            AuditEntry.noun == "task",
            AuditEntry.action == "update",
            AuditEntry.changes.has_key("due_at"),
            then < AuditEntry.at,
        )
        .exists()
    )
    which = case(
        (due.c.waived_by_id.is_not(None), "waived"),
        (and_(due.c.state == "cancelled", due.c.completed_at < due.c.due_at), "left"),
        (due.c.state == "cancelled", "missed"),
        (due.c.state == "open", "open"),
        (due.c.completed_at > due.c.due_at, "late"),
        (moved, "late"),
        else_="in_time",
    )
    return select(due.c.journey_id, due.c.client_id, due.c.stage, which.label("class")).subquery("duties")


def kept(ways: Ways, first: datetime, until: datetime, now: datetime) -> Select[Any]:
    """(stage, class, tasks, clients) of `duties`, those that left the denominator apart."""
    of = duties(ways, first, until, now)
    by = (of.c.stage, of.c["class"])
    return (
        select(*by, func.count().label("tasks"), func.count(of.c.client_id.distinct()).label("clients"))
        .where(of.c["class"] != "left")
        .group_by(*by)
    )
