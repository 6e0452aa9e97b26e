"""What the steps of escalation say: for each kind and priority of task who is told, and how long after it was due.

Data of the firm, checked here and nowhere else. Contacts that are overdue go along the chain of the client's cell of
the service matrix; how many workdays lie between its steps is said here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from backend.book.content_checks import choice_of, hold_apart, list_of, object_of, whole_of
from backend.book.service_content import OWNER, URGENCY
from backend.platform.errors import bad_input
from backend.systemize.working_time import days_later, later_by, not_before

KINDS: Final = ("mandatory", "free")
UNITS: Final = ("hour", "day")
MOST_STEPS, MOST_AFTER = 8, 60


@dataclass(frozen=True, slots=True)
class Step:
    """One step. after: working hours, or workdays; to: a role, or OWNER for whoever has the task."""

    after: int
    unit: str
    to: str

    def at(self, due_at: datetime) -> datetime:
        """The instant at which it is taken, within working hours."""
        if self.unit == "hour":
            return later_by(due_at, self.after * 60)
        return not_before(days_later(due_at, self.after))


@dataclass(frozen=True, slots=True)
class Escalation:
    """The steps by kind and priority, and the workdays between steps for contacts by urgency."""

    steps: Mapping[tuple[str, str], tuple[Step, ...]]
    contact_days: Mapping[str, int]

    def of(self, mandatory: bool, priority: str) -> tuple[Step, ...]:
        """The steps of a task; none where the firm wants none."""
        return self.steps.get((KINDS[0] if mandatory else KINDS[1], priority), ())


def read_content(given: Any, roles: Sequence[str] | None = None) -> Escalation:
    """The steps. roles: those that people may hold; None: of what was published already.

    Raises Refused(BAD_USER_INPUT) naming the place, as `tasks.1.steps`.
    """
    top = object_of(given, "content", {"tasks", "contacts"})
    rows = list_of(top["tasks"], "tasks", len(KINDS) * len(URGENCY))
    steps: dict[tuple[str, str], tuple[Step, ...]] = {}
    for n, each in enumerate(rows):
        row = object_of(each, f"tasks.{n}", {"kind", "priority", "steps"})
        kind = choice_of(row["kind"], f"tasks.{n}.kind", KINDS)
        priority = choice_of(row["priority"], f"tasks.{n}.priority", URGENCY)
        if (kind, priority) in steps:
            raise bad_input(f"tasks.{n}.priority", "taken")
        steps[kind, priority] = _steps(row["steps"], f"tasks.{n}.steps", roles)
    days: dict[str, int] = {}
    contacts = list_of(top["contacts"], "contacts", len(URGENCY))
    for n, each in enumerate(contacts):
        row = object_of(each, f"contacts.{n}", {"priority", "days"})
        priority = choice_of(row["priority"], f"contacts.{n}.priority", URGENCY)
        days[priority] = whole_of(row["days"], f"contacts.{n}.days", 1, MOST_AFTER)
    hold_apart([str(each["priority"]) for each in contacts], "contacts", "priority")
    return Escalation(steps, days)


def _steps(given: Any, at: str, roles: Sequence[str] | None) -> tuple[Step, ...]:
    found = []
    for n, each in enumerate(list_of(given, at, MOST_STEPS)):
        row = object_of(each, f"{at}.{n}", {"after", "unit", "to"})
        to = row["to"]
        if not isinstance(to, str) or (roles is not None and to not in (OWNER, *roles)):
            raise bad_input(f"{at}.{n}.to", "choice")
        found.append(
            Step(
                whole_of(row["after"], f"{at}.{n}.after", 1, MOST_AFTER),
                choice_of(row["unit"], f"{at}.{n}.unit", UNITS),
                to,
            )
        )
    # Compared in workdays of nine hours: a later step has to come later.
    lengths = [step.after if step.unit == "hour" else step.after * 9 for step in found]
    if any(later <= earlier for earlier, later in pairwise(lengths)):
        raise bad_input(at, "order")
    return tuple(found)
