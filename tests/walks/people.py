"""Hand-overs and consents: planned, executed, taken back once; and a ledger of what clients said that only grows."""

from __future__ import annotations

from random import Random
from typing import Any, ClassVar
from uuid import UUID

from backend.platform.ids import own_id, public_id
from tests.schema.calls import new_client
from tests.walks.frame import Attempt, Machine, Seen, Watch, at, edges, in_order, named, stale

RECEIVERS = ("client_manager#2", "senior_client_manager")
CELLS = tuple((purpose, channel) for purpose in ("marketing", "care") for channel in ("mail", "sms"))


class Handovers(Machine):
    """A plan to give clients to others, and who serves them."""

    watched = (
        Watch(
            "handover", begins=frozenset({"planned"}),
            edges=edges(planned="executed discarded", executed="undone", undone="", discarded=""),
        ),
        Watch(
            "handover_line", "handover_id", edges=edges(planned="moved", moved="back kept", back="", kept=""),
            begins=frozenset({"planned"}), audited=False,
        ),
    )  # fmt: skip
    able = ("operations", "operations#2", "executive")
    inputs: ClassVar = {
        **dict.fromkeys(("executeHandover", "undoHandover", "discardHandover"), "VersionedInput"),
        "noteHandover": "HandoverNoteInput",
    }

    async def begin(self, draw: Random) -> UUID:
        """A plan for some new clients of the manager's."""
        clients = [public_id("client", (await new_client(self.house))[0]) for _ in range(draw.randint(1, 3))]
        document = "mutation($i: PlanHandoverInput!) { it: planHandover(input: $i) { id } }"
        lines = [{"client": id, "to": self.house.user(draw.choice(RECEIVERS))} for id in clients]
        given = {
            "from": self.house.user("client_manager"),
            "reason": "轮岗",
            "lines": lines,
            "splitHouseholds": True,
        }
        made = await self.house.data("operations", document, i=given)
        self.lines: list[dict[str, Any]] = lines
        return own_id("handover", made["it"]["id"])

    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """Plan anew, execute, undo, give up."""
        row, who = seen.one("handover"), self.somebody(draw)
        given = named("handover", row, draw)
        old, state = stale(given, row), row["state"]
        act = draw.choice(
            ("planHandover", "executeHandover", "undoHandover", "discardHandover", "noteHandover")
        )
        if act == "undoHandover":
            return self.does(
                who, act, barred=old or (None if state == "executed" else "not executed"), **given
            )
        planned = None if state == "planned" else "no plan any more"
        if act == "noteHandover":
            more = {"handover": given["id"], "client": self.lines[0]["client"], "text": "喜欢下午联系"}
            return self.does(who, act, barred=planned, **more)
        if act == "planHandover":
            more = {"from": self.house.user("client_manager"), "reason": "轮岗", "lines": self.lines}
            return self.does(who, act, barred=old or planned, **given, **more, splitHouseholds=True)
        return self.does(who, act, barred=old or planned, **given)

    def hold(self, seen: Seen) -> None:
        """Who did it and when; lines went with it."""
        row = seen.one("handover")
        state = row["state"]
        assert (row["executed_at"] is not None) == (state in {"executed", "undone"})
        assert (row["undone_at"] is not None) == (state == "undone")
        in_order(row, "created_at", "executed_at", "undone_at")
        if state in {"executed", "undone"}:
            assert row["executed_by_id"]
            assert at(row, "undo_until") > at(row, "executed_at")
        states = {line["state"] for line in seen.rows["handover_line"]}
        wanted = {
            "planned": {"planned"},
            "discarded": {"planned"},
            "executed": {"moved"},
            "undone": {"back", "kept"},
        }
        assert states <= wanted[state], states
        assert len(seen.rows["handover_line"]) == len(self.lines)


class Consents(Machine):
    """What a client agreed to, and takes back, by purpose and channel."""

    watched = (Watch("client"), Watch("consent_entry", "client_id"))
    able = ("client_manager", "client_manager", "assistant")

    async def begin(self, draw: Random) -> UUID:
        """A client who said nothing yet."""
        client_id, _ = await new_client(self.house)
        self.client = public_id("client", client_id)
        return client_id

    def is_over(self, seen: Seen) -> bool:
        """Once he said much."""
        return len(seen.rows["consent_entry"]) > 15

    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """Something is said, or was a mistake."""
        who, rows = self.somebody(draw), seen.rows["consent_entry"]
        if rows and draw.random() < 0.4:
            row = draw.choice(rows)
            undone = row["reverses_id"] or any(each["reverses_id"] == row["id"] for each in rows)
            id = public_id("consententry", UUID(row["id"]))
            return self.does(who, "takeBackConsent", barred="taken back" if undone else None, id=id)
        purpose, channel = draw.choice(CELLS)
        source = draw.choice(("form", "call", "hearsay"))
        entry = {"purpose": purpose, "channel": channel, "given": draw.choice((True, False))}
        return self.does(
            who, "recordConsent", barred="no such source" if source == "hearsay" else None, client=self.client,
            entries=[entry], source=source,
        )  # fmt: skip

    def held_step(self, attempt: Attempt, before: Seen, after: Seen) -> None:
        """Nothing that was said is changed or gone; at most one thing is added, and told by whom."""
        was, is_ = before.rows["consent_entry"], after.rows["consent_entry"]
        assert [row for row in is_ if row in was] == list(was)
        assert len(is_) - len(was) <= 1
        for row in is_[len(was) :]:
            assert row["recorded_by"] == f"user:{self.house.people[attempt.who]}"
            if attempt.act == "takeBackConsent":
                assert row["reverses_id"]

    def hold(self, seen: Seen) -> None:
        """One is taken back once; of what stands, no two entries in a row say the same."""
        rows = seen.rows["consent_entry"]
        undone = [row["reverses_id"] for row in rows if row["reverses_id"]]
        assert len(undone) == len(set(undone))
        for row in rows:
            assert row["text_number"] is None or row["given"]
            assert row["source"] in {"form", "call"}
