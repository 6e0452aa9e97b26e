"""Service requests and complaints: each act where the machine has it, clocks that rest and go on, a whole thread."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, update

from backend.platform.ids import own_id, public_id
from backend.retain.requests import ServiceRequest
from tests.schema.calls import new_client
from tests.schema.test_requests import CREATE, QUESTION, sweep
from tests.walks.frame import CLOCK, Attempt, Machine, Seen, Watch, at, edges, in_order, named, stale

COMPLAINT = {"type": "complaint", "form": {}, "title": "费用有误", "category": "fees", "severity": "serious"}
# What the white paper's machine says, act by act; what is absent leads nowhere.
WAY = {
    "assign": {"new": "assigned"}, "answer": {"new": "answered", "assigned": "answered"},
    "start": {"answered": "in_progress"}, "wait": {"answered": "waiting_client", "in_progress": "waiting_client"},
    "resume": {"waiting_client": "in_progress"}, "resolve": {"answered": "resolved", "in_progress": "resolved"},
    "close": {"resolved": "closed"}, "reopen": {"resolved": "reopened", "closed": "reopened"},
    "cancel": dict.fromkeys(("new", "assigned", "answered", "in_progress", "waiting_client"), "cancelled"),
}  # fmt: skip
WAY_OF_COMPLAINT = {
    "assign": {}, "answer": {"received": "acknowledged"}, "acknowledge": {"received": "acknowledged"},
    "investigate": {"acknowledged": "investigating", "escalated": "investigating"},
    "conclude": {"investigating": "answered"},
    "escalate": dict.fromkeys(("acknowledged", "investigating", "answered"), "escalated"),
    "close": {"answered": "closed", "escalated": "closed"}, "reopen": {"closed": "reopened"},
    "cancel": dict.fromkeys(("received", "acknowledged", "investigating"), "cancelled"),
}  # fmt: skip
STAY = {
    "assign": {"assigned", "answered", "in_progress", "waiting_client"},
    "answer": {"answered", "in_progress", "waiting_client"},
}
STAY_OF_COMPLAINT = {"received", "acknowledged", "investigating", "answered", "escalated"}
MOVES = ("start", "wait", "resume", "resolve", "close", "acknowledge", "investigate", "escalate")

ACTS = (*MOVES * 2, *("answer", "assign", "conclude") * 2, "cancel", "reopen", "time")


class Requests(Machine):
    """A request, or a complaint, with its thread and the one that opens it again."""

    watched = (
        Watch(
            "service_request",
            edges=edges(
                new="assigned answered cancelled", assigned="answered cancelled",
                answered="in_progress waiting_client resolved cancelled closed escalated",
                in_progress="waiting_client resolved cancelled", waiting_client="in_progress cancelled",
                resolved="closed reopened", closed="reopened", reopened="", cancelled="",
                received="acknowledged cancelled", acknowledged="investigating escalated cancelled",
                investigating="answered escalated cancelled", escalated="investigating closed",
            ),
            begins=frozenset({"new", "received"}),
        ),
        Watch("request_step", "request_id", audited=False),
    )  # fmt: skip
    able = ("client_manager", "client_manager", "team_lead", "assistant")

    async def begin(self, draw: Random) -> UUID:
        """A request of a new client."""
        client_id, _ = await new_client(self.house)
        given = {"client": public_id("client", client_id), **draw.choice((QUESTION, COMPLAINT))}
        made = (await self.house.data("client_manager", CREATE, input=given))["it"]
        return own_id("request", made["id"])

    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """Something done with it, or time that goes by."""
        row = seen.one("service_request")
        given, who = named("request", row, draw), self.somebody(draw)
        act = draw.choice(ACTS)
        said = draw.choice(("已办", "已办", ""))
        needs = {"resolve", "escalate", "cancel", "reopen", "answer", "conclude"}
        barred = stale(given, row) or self._nowhere(row["kind"], row["state"], act)
        barred = barred or ("no words" if act in needs and not said else None)
        match act:
            case "time":
                return Attempt(CLOCK, "time", lambda: self._later(given["id"], draw.randint(1, 40)))
            case "assign":
                given["owner"] = self.house.user(draw.choice(self.able))
                return self.does(who, "assignRequest", act, barred, **given)
            case "answer":
                return self.does(who, "answerRequest", act, barred, **given, text=said)
            case "cancel":
                return self.does(who, "cancelRequest", act, barred, **given, reason=said)
            case "reopen":
                return self.does(who, "reopenRequest", act, barred, **given, text=said)
            case "conclude":
                barred = barred or (None if row["answered_at"] else "nobody answered")
                more: dict[str, Any] = {"outcome": said, "justified": True, "cause": "process"}
                return self.does(who, "concludeComplaint", act, barred, **given, **more)
        return self.does(who, "moveRequest", act, barred, **given, act=act, text=said)

    def _nowhere(self, kind: str, state: str, act: str) -> str | None:
        if act == "time":
            return None
        way = WAY_OF_COMPLAINT if kind == "complaint" else WAY
        stay = STAY_OF_COMPLAINT if kind == "complaint" else STAY.get(act, set())
        stays = act in {"assign", "answer"} and state in stay
        return None if state in way.get(act, {}) or stays else f"no way to {act} from {state}"

    async def _later(self, id: str, hours: int) -> dict[str, str]:
        """As if all that happened to it had happened so much earlier."""
        table: Any = ServiceRequest.__table__
        instants = [column for column in table.c if isinstance(column.type, DateTime)]
        async with self.house.database.as_system(self.house.firm_id, "tests") as session:
            await session.execute(
                update(table)
                .where(table.c.firm_id == self.house.firm_id, table.c.id == own_id("request", id))
                .values({column.name: column - timedelta(hours=hours) for column in instants})
            )
        await sweep(self.house)
        return {}

    def held_step(self, attempt: Attempt, before: Seen, after: Seen) -> None:
        """It led where it should; the response clock never moved by a hand, the other rested only in waiting."""
        was, row = before.one("service_request"), after.one("service_request")
        if attempt.who == CLOCK:
            assert row["state"] == was["state"]
            return
        way = WAY_OF_COMPLAINT if row["kind"] == "complaint" else WAY
        assert row["state"] == way[attempt.act].get(was["state"], was["state"])
        assert row["response_due_at"] == was["response_due_at"]
        if attempt.act not in {"resume", "cancel"}:
            assert row["resolution_due_at"] == was["resolution_due_at"]
        else:
            assert at(row, "resolution_due_at") >= at(was, "resolution_due_at")
        own = [step for step in after.rows["request_step"] if step not in before.rows["request_step"]]
        assert [step["act"] for step in own if step["act"] == attempt.act and step["user_id"]] == [
            attempt.act
        ]

    def hold(self, seen: Seen) -> None:
        """Its instants are there and in order, its thread is whole, and a breach is told once."""
        row, steps = seen.one("service_request"), seen.rows["request_step"]
        state = row["state"]
        assert (row["waiting_since"] is not None) == (state == "waiting_client")
        assert (row["closed_at"] is not None) == (state in {"closed", "reopened", "cancelled"})
        if state in {"resolved", "closed"}:
            at(row, "resolved_at")
            assert row["outcome"] or (row["kind"] == "complaint" and state == "closed")
        assert (row["answers"] > 0) == (row["answered_at"] is not None)
        assert (row["answers"] > 0) == any(step["act"] == "answer" for step in steps)
        if row["kind"] == "complaint" and state not in {"received", "cancelled"}:
            at(row, "acknowledged_at")
        if row["kind"] == "complaint" and state == "answered":
            assert row["cause"]
            assert row["justified"] is not None
        in_order(row, "created_at", "answered_at", "resolved_at", "closed_at")
        assert (steps[0]["act"], steps[0]["before"]) == ("create", None)
        for one, other in pairwise(steps):
            assert one["after"] == other["before"], (one["act"], other["act"])
        assert steps[-1]["after"] == state
        breaches = [step["detail"] for step in steps if step["act"] == "breach"]
        assert len(breaches) == len(set(breaches))
