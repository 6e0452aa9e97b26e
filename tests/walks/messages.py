"""Messages to a client: planned, handed over, and whatever a provider or a receipt may say of them in any order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import update

from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, replace_contacts
from backend.platform.clock import now
from backend.retain import message_plans
from backend.retain.message_sending import Outgoing, returned
from backend.retain.message_texts import Text
from backend.retain.messages import Message
from backend.systemize.channels import outcomes
from backend.systemize.channels.outcomes import Outcome
from backend.workers.message_sender import MessageSender
from tests.schema.calls import new_client
from tests.walks.frame import CLOCK, Attempt, Machine, Seen, Watch, edges, in_order, named, stale

PERSONS = {
    "cancelMessage": ({"planned", "queued", "held"}, "cancelled"),
    "retryMessage": ({"held", "failed", "cancelled"}, "planned"),
}


@dataclass
class Provider:
    """A way out that answers what it is told to. given: how often each message was handed over."""

    kind: str
    given: dict[UUID, int]

    async def send(self, firm_id: UUID, message: Outgoing) -> Outcome:
        """Take it, or not."""
        del firm_id
        self.given[message.id] = self.given.get(message.id, 0) + 1
        return Outcome(self.kind, None if self.kind == outcomes.SENT else "said", "250", "r")

    async def close(self) -> None:
        """Nothing is open."""


class Messages(Machine):
    """One message and its steps."""

    watched = (
        Watch(
            "message", begins=frozenset({"planned"}),
            edges=edges(
                planned="held sending cancelled", queued="held sending cancelled planned",
                sending="sent queued failed bounced in_doubt held delivered", sent="delivered bounced",
                delivered="bounced", bounced="", failed="planned", held="planned cancelled", cancelled="planned",
                in_doubt="sent planned bounced delivered",
            ),
        ),
        Watch("message_step", "message_id", audited=False),
    )  # fmt: skip
    inputs: ClassVar = {"cancelMessage": "VersionedInput", "retryMessage": "VersionedInput"}

    async def begin(self, draw: Random) -> UUID:
        """A message to a client who has an address, or none."""
        client_id, _ = await new_client(self.house)
        mark = f"walk:{draw.randrange(10**9)}:{client_id}"
        async with self.house.database.change(await self.house.principal("client_manager")) as session:
            if draw.random() < 0.9:
                client = await session.get_one(Client, (self.house.firm_id, client_id))
                mail = ContactDraft("email", f"walk{client_id.hex[-12:]}@example.com")
                await replace_contacts(session, self.house.vault, client, [mail])
            rows = await message_plans.plan(
                session, self.house.vault, [client_id], message_plans.Wording(text=Text("信", "您好")),
                message_plans.Cause("person", lambda _client: mark),
            )  # fmt: skip
            self.id = rows[0].id
        self.provider = Provider(outcomes.SENT, {})
        self.decided = 0
        return self.id

    def is_over(self, seen: Seen) -> bool:
        """When nothing can come any more, or enough came."""
        return seen.one("message")["state"] == "bounced" or len(seen.rows["message_step"]) > 14

    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """A person, the worker, or the post."""
        row, who = seen.one("message"), self.somebody(draw)
        given = named("message", row, draw)
        act = draw.choice(
            ("cancelMessage", "retryMessage", "settleMessage", "settleMessage", "send", "send", "receipt")
        )
        if row["state"] == "in_doubt" and draw.random() < 0.5:
            act = "settleMessage"
        match act:
            case "send":
                kind = draw.choice((*outcomes.KINDS, "killed"))
                return Attempt(CLOCK, f"send {kind}", lambda: self._send(kind))
            case "receipt":
                kind = draw.choice(("delivered", "bounced"))
                return Attempt(CLOCK, f"receipt {kind}", lambda: self._returned(kind))
            case "settleMessage":
                arrived = draw.choice((True, False))
                barred = None if row["state"] == "in_doubt" else "not in doubt"
                return self.does(
                    who, act, f"settle {arrived}", stale(given, row) or barred, **given, arrived=arrived
                )
        barred = None if row["state"] in PERSONS[act][0] else f"{act} from {row['state']}"
        return self.does(who, act, barred=stale(given, row) or barred, **given)

    async def _send(self, kind: str) -> dict[str, Any]:
        """What the worker does once the message is due; killed: between handing over and writing down."""
        before = dict(self.provider.given)
        state = Message.__table__.c
        async with self.house.database.change(self.house.firm.system) as session:
            await session.execute(
                update(Message)
                .where(state.firm_id == self.house.firm_id, state.id == self.id, state.due_at.is_not(None))
                .values(due_at=now() - timedelta(seconds=1))
            )
        self.provider.kind = outcomes.SENT if kind == "killed" else kind
        sender = MessageSender(self.house.database, self.house.vault, {"mail": self.provider})
        if kind == "killed":
            await self._killed(sender)
        else:
            await sender.work_firm(self.house.firm_id)
        again = {id: n for id, n in self.provider.given.items() if n > before.get(id, 0)}
        assert all(n - before.get(id, 0) == 1 for id, n in again.items()), "handed over twice at once"
        return {}

    async def _killed(self, sender: MessageSender) -> None:
        async def gone(*_: Any) -> None:
            """Whoever would have written it down is gone."""

        sender._send = gone  # type: ignore[method-assign,assignment]
        await sender.work_firm(self.house.firm_id)

    async def _returned(self, kind: str) -> dict[str, Any]:
        async with self.house.database.as_system(self.house.firm_id, "mailroom") as session:
            await returned(session, self.id, kind=kind, dead=False, reply="550")
        return {}

    def held_step(self, attempt: Attempt, before: Seen, after: Seen) -> None:
        """A person's act leads where it should; what is in doubt goes on only by a person, or by the post."""
        was, row = before.one("message"), after.one("message")
        if attempt.act in PERSONS:
            assert row["state"] == PERSONS[attempt.act][1]
        if attempt.act.startswith("settle"):
            assert row["state"] == ("sent" if attempt.act == "settle True" else "planned")
        if attempt.act.startswith("send") and was["state"] in {
            "in_doubt",
            "held",
            "failed",
            "cancelled",
            "sent",
        }:
            assert row["state"] == was["state"], "sent though nobody let it"
        if attempt.act.startswith("receipt") and was["state"] in {"planned", "held", "cancelled", "failed"}:
            assert row["state"] == was["state"], "a receipt of what was not sent"

    def hold(self, seen: Seen) -> None:
        """Its instants and its steps say what its state says."""
        row, steps = seen.one("message"), seen.rows["message_step"]
        state = row["state"]
        assert steps[-1]["state"] == state
        assert (row["due_at"] is not None) == (state in {"planned", "queued", "sending"})
        if state in {"sent", "delivered", "bounced", "sending", "in_doubt"}:
            assert row["began_at"]
        if state in {"sent", "delivered"}:
            assert row["sent_at"]
        if state in {"delivered", "bounced", "failed", "cancelled"}:
            assert row["ended_at"]
        if state in {"planned", "queued", "sending", "held", "in_doubt"}:
            assert row["ended_at"] is None
        assert state != "held" or row["reasons"]
        in_order(row, "created_at", "began_at", "sent_at")
        for one, other in pairwise(steps):
            assert one["at"] <= other["at"]
