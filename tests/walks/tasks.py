"""Tasks, free ones and those of a stage: done with their evidence, given up, waived, handed on, opened again."""

from __future__ import annotations

from random import Random
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import select

from backend.book.tasks import Task, create_task
from backend.platform.clock import now
from backend.platform.ids import public_id
from backend.track import moving
from backend.track.templates import create_template
from tests.schema.calls import new_client
from tests.schema.selling import papers
from tests.walks.frame import Attempt, Machine, Row, Seen, Watch, at, edges, in_order, named, stale

BOTH = {"zh": "", "en": ""}
MORE: tuple[dict[str, Any], ...] = (
    {"key": "law", "compliance": True},
    {"key": "law_of_role", "compliance": True, "owner": "role:compliance"},
    {"key": "paper", "evidence": "document"},
    {"key": "word", "evidence": "note", "checklist": [{"zh": "一", "en": "one"}]},
    {"key": "free", "mandatory": False},
)


def _content() -> dict[str, Any]:
    tasks = [
        {
            "zh": f"任务{more['key']}", "en": more["key"], "playbook": BOTH, "checklist": [], "owner": "owner",
            "days": 1, "evidence": "none", "mandatory": True, "compliance": False, **more,
        }
        for more in MORE
    ]  # fmt: skip
    stage = {
        "key": "only", "zh": "唯一", "en": "Only", "days": 3, "loss": True, "playbook": BOTH, "tasks": tasks,
        "criteria": [], "approvals": [],
    }  # fmt: skip
    losses = [{"key": "other", "zh": "其他", "en": "Other", "note": False}]
    return {"zh": "漫步", "en": "Walk", "losses": losses, "stages": [stage]}


class Tasks(Machine):
    """A task of the manager's; whoever handed it on, and his journey, with it."""

    watched = (
        Watch(
            "task",
            edges=edges(open="done cancelled", done="open", cancelled="open"),
            begins=frozenset({"open"}),
        ),
        Watch("journey", via="journey_id"),
    )
    able = ("client_manager", "client_manager", "client_manager#2", "team_lead", "compliance")
    inputs: ClassVar = {"acceptTask": "VersionedInput", "reopenTask": "VersionedInput"}

    async def begin(self, draw: Random) -> UUID:
        """A free task with a client, or one of a stage that the client's journey is in."""
        client_id, _ = await new_client(self.house)
        client = public_id("client", client_id)
        self.paper = (await papers(self.house, client, "other"))[0]
        async with self.house.database.change(await self.house.principal("client_manager")) as session:
            if draw.random() < 0.25:
                return (await create_task(session, "致电", due_at=now(), client_id=client_id)).id
        async with self.house.database.change(self.house.firm.system) as session:
            roles = ("compliance",)
            key = f"task_walk_{uuid4().hex[:10]}"
            template = await create_template(session, key, "generic", _content(), roles)
            owner = {"owner_id": self.house.people["client_manager"]}
            journey = await moving.start(session, client_id, template.id, owner)
            kind = draw.choice(MORE)["key"]
            found = await session.scalar(
                select(Task.id).where(
                    Task.firm_id == self.house.firm_id, Task.journey_id == journey.id, Task.task_key == kind
                )
            )
            assert found is not None
            return found

    def is_over(self, seen: Seen) -> bool:
        """Now and then: a task is never over for good."""
        return len(seen.audit) > 14

    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """An act of a task, mostly by whoever has it."""
        task = seen.one("task")
        holder = next(role for role, id in self.house.people.items() if str(id) == task["assignee_id"])
        who = holder if draw.random() < 0.4 else self.somebody(draw)
        given = named("task", task, draw)
        old = stale(given, task)
        to = draw.choice(self.able)
        is_open = task["state"] == "open"
        act = draw.choice(ACTS)
        if act == "waiveTask" and draw.random() < 0.5:
            who = "team_lead"
        match act:
            case "completeTask":
                outcome = draw.choice((None, "已办"))
                paper = draw.choice((None, self.paper))
                return self.does(
                    who, "completeTask", barred=old or self._unfinished(task, who, outcome, paper),
                    **given, outcome=outcome, document=paper,
                )  # fmt: skip
            case "reopenTask":
                gone = task["mandatory"] and seen.rows["journey"][0]["state"] not in {"open", "held"}
                barred = "open" if is_open else "its journey ended" if gone else None
                return self.does(who, "reopenTask", barred=old or barred, **given)
            case "cancelTask":
                barred = "mandatory" if task["mandatory"] else None if is_open else "not open"
                return self.does(who, "cancelTask", barred=old or barred, **given, reason="不必再办")
            case "waiveTask":
                reason = draw.choice(("客户已提供", ""))
                barred = "compliance" if task["compliance"] else None if task["mandatory"] else "free"
                barred = barred or (None if is_open else "not open") or (None if reason else "no reason")
                return self.does(who, "waiveTask", barred=old or barred, **given, reason=reason)
            case "handTask":
                barred = "had already" if to == holder else None if is_open else "not open"
                return self.does(who, "handTask", barred=old or barred, **given, to=self.house.user(to))
            case "acceptTask":
                return self.does(who, "acceptTask", barred=old or self._unasked(task, who), **given)
            case "returnTask":
                return self.does(
                    who, "returnTask", barred=old or self._unasked(task, who), **given, reason="不熟悉"
                )
            case "loseJourney":
                rows = seen.rows["journey"]
                if not rows:
                    return self.does(who, "acceptTask", barred=old or self._unasked(task, who), **given)
                of = named("journey", rows[0], draw)
                barred = None if rows[0]["state"] == "open" else "ended"
                return self.does(
                    who, "loseJourney", barred=stale(of, rows[0]) or barred, **of, reason="other"
                )
        return self.does(who, "updateTask", barred=old, **given, title=draw.choice(("致电", "拜访")))

    def _unfinished(self, task: Row, who: str, outcome: str | None, paper: str | None) -> str | None:
        if task["state"] != "open":
            return "not open"
        if task["role"] is not None and who.partition("#")[0] != task["role"]:
            return "of a role"
        if task["evidence"] == "note" and outcome is None:
            return "no note"
        if task["evidence"] == "document" and paper is None and task["document_id"] is None:
            return "no document"
        return None

    def _unasked(self, task: Row, who: str) -> str | None:
        if task["state"] != "open" or task["hand_state"] != "asked":
            return "not asked"
        return None if task["assignee_id"] == str(self.house.people[who]) else "asked somebody else"

    def hold(self, seen: Seen) -> None:
        """Ended with who, when and what; a task of the law is never left out while its journey goes on."""
        task = seen.one("task")
        ended = ("completed_at", "completed_by_id", "outcome", "waived_by_id")
        if task["state"] == "open":
            assert [task[name] for name in ended] == [None] * 4
        else:
            at(task, "completed_at")
            in_order(task, "created_at", "completed_at")
            assert [task["remind_at"], task["escalate_at"], task["held_until"]] == [None] * 3
        if task["state"] == "done":
            by = {
                role.partition("#")[0]
                for role, id in self.house.people.items()
                if str(id) == task["completed_by_id"]
            }
            assert by
            assert task["role"] is None or task["role"] in by
            assert task["evidence"] != "note" or task["outcome"]
            assert task["evidence"] != "document" or task["document_id"]
        if task["state"] == "cancelled":
            assert task["outcome"]
            journeys = seen.rows["journey"]
            assert not task["compliance"] or journeys[0]["state"] not in {"open", "held"}
            assert (
                not task["mandatory"] or task["waived_by_id"] or journeys[0]["state"] not in {"open", "held"}
            )
        if task["waived_by_id"]:
            assert task["mandatory"]
            assert not task["compliance"]
        for journey in seen.rows["journey"]:
            # What was still to be done when it ended was ended with it, and nobody opens it again.
            running = journey["state"] in {"open", "held"}
            assert running or not task["mandatory"] or task["state"] != "open"


ACTS = (
    *("completeTask", "waiveTask") * 5, *("reopenTask", "handTask", "acceptTask", "returnTask") * 3, "cancelTask",
    "updateTask", "loseJourney",
)  # fmt: skip
