"""When somebody is reminded of a task: so long before it is due, within his working hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from backend.platform.errors import bad_input
from backend.systemize.working_time import Hours, not_after, not_before

USUAL_BEFORE: Final[Mapping[str, int]] = {"urgent": 120, "high": 240, "normal": 1440, "low": 1440}
"""Minutes by priority, where a task does not say another time itself."""
MOST_BEFORE: Final = 60 * 24 * 30


def checked_before(minutes: Any) -> int | None:
    """A choice of the time before. Raises Refused(BAD_USER_INPUT, problem=range)."""
    if minutes is None:
        return None
    if not 0 <= minutes <= MOST_BEFORE:
        raise bad_input("remindBefore", "range", low=0, high=MOST_BEFORE)
    return int(minutes)


def reminder_at(
    due_at: datetime, priority: str, before: int | None, hours: Hours, at: datetime
) -> datetime | None:
    """When to remind; None when that is past already.

    A reminder that would come outside working hours comes at the end of those before it; where these are over, when
    work begins again, if the task is not due by then.
    """
    minutes = USUAL_BEFORE[priority] if before is None else before
    wanted = due_at - timedelta(minutes=minutes)
    if wanted <= at:
        return None
    early = not_after(wanted, hours)
    if early > at:
        return early
    late = not_before(wanted, hours)
    return late if at < late < due_at else None
