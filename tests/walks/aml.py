"""What compliance says of a client against money laundering: one finding in force, no block lifted by one person."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

from backend.platform.clock import business_date
from backend.platform.ids import public_id
from tests.schema.calls import new_client
from tests.walks.frame import Attempt, Machine, Seen, Watch, at, edges, in_order, named, stale

LIVE = ("in_force", "pending")


class Aml(Machine):
    """A client and the findings about him."""

    watched = (
        Watch("client"),
        Watch(
            "aml_review", "client_id", state="status", begins=frozenset(LIVE),
            edges=edges(pending="in_force refused", in_force="ended", refused="", ended=""),
        ),
    )  # fmt: skip
    able = ("compliance", "compliance#2")

    async def begin(self, draw: Random) -> UUID:
        """A new client nobody said anything of."""
        client_id, _ = await new_client(self.house)
        self.client = public_id("client", client_id)
        return client_id

    def is_over(self, seen: Seen) -> bool:
        """Once enough was said."""
        return len(seen.rows["aml_review"]) > 12

    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """A finding, or what the second person says."""
        who, rows = self.somebody(draw), seen.rows["aml_review"]
        pending = [row for row in rows if row["status"] == "pending"]
        may = {"compliance"}
        stranger = None if who.partition("#")[0] in may else "not of compliance"
        if rows and draw.random() < 0.5:
            row = draw.choice([*pending * 4, *rows])
            given = named("amlreview", row, draw, "seen")
            approve, note = draw.choice((True, False)), draw.choice(("已核实", ""))
            barred = stranger or stale(given, row, "seen")
            barred = barred or (None if row["status"] == "pending" else "not pending")
            if row["found_by"] == f"user:{self.house.people[who]}":
                barred = barred or "asked himself"
            barred = barred or (None if approve or note else "no reason")
            act = "lift" if approve else "refuse"
            return self.does(who, "decideAml", act, barred, **given, approve=approve, note=note)
        state = draw.choice(("clear", "review", "blocked", "blocked"))
        until = business_date() + timedelta(days=draw.choice((300, 300, -1)))
        more = {"validUntil": until.isoformat()} if state == "clear" else {}
        barred = stranger or ("waits" if pending else None)
        barred = barred or ("past" if state == "clear" and until < business_date() else None)
        return self.does(
            who, "setAmlState", state, barred, client=self.client, state=state, reason="筛查", **more
        )

    def hold(self, seen: Seen) -> None:
        """One in force, one that waits; what replaced a block was decided by another person than who found it."""
        rows = seen.rows["aml_review"]
        for status in LIVE:
            assert sum(row["status"] == status for row in rows) <= 1
        for row in rows:
            in_order(row, "found_at", "decided_at", "ended_at")
            assert row["decided_by"] != row["found_by"]
            assert (row["status"] == "ended") == (row["ended_at"] is not None)
            assert row["status"] != "refused" or row["decision"]
        held = sorted(
            (row for row in rows if row["status"] in {"in_force", "ended"}),
            key=lambda row: row["decided_at"] or row["found_at"],
        )
        for before, after in pairwise(held):
            if before["state"] == "blocked" and after["state"] != "blocked":
                at(after, "decided_at")
                assert after["decided_by"]
